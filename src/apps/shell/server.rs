//! The server: runs what is allowed, and sends what it printed.

use super::super::server::{Mode, connections, datagrams, is_too_long};
use super::super::stream::Stream;
use super::super::taught::uncaught;
use super::super::{End, Fault, Frames, Plan, Session, Stop, said_in};
use super::commands::{Answer, quoted};
use super::wire::{Order, json_header};
use super::{Ack, acknowledged, framing};
use crate::framing::pack;
use crate::model::{Header, Text, Transport};
use socket2::SockAddr;
use std::sync::{Mutex, PoisonError};

/// Serves until the session is over.
///
/// # Errors
/// What `listen` or `bind` says.
pub(in super::super) fn serve(plan: &Plan, session: &Session<'_>) -> Result<(), Stop> {
    if plan.place.transport() == Transport::Udp {
        return datagrams(plan, session, |end, command, from| {
            answer_datagram(plan, end, command, from);
        });
    }
    // As taught: the connection that has had its one command, until the next is accepted.
    let left = Mutex::new(None);
    let leave = |next| {
        let last: Option<End<'_>> =
            std::mem::replace(&mut *left.lock().unwrap_or_else(PoisonError::into_inner), next);
        last.into_iter().for_each(End::close);
    };
    let served = connections(plan, session, |mut end| {
        leave(None);
        match converse(&mut end, plan) {
            Ok(true) => leave(Some(end)),
            Ok(false) => end.close(),
            Err(stop) => part(end, plan, &stop),
        }
    });
    leave(None);
    served
}

/// Answers command after command. Returns whether the connection is left as it is, without a reader.
fn converse(end: &mut End<'_>, plan: &Plan) -> Result<bool, Stop> {
    loop {
        let command = end.recv()?.to_vec();
        let Some(answer) = plan.shell.commands.answer(&command, plan.encoding, end.session())
        else {
            return Ok(false);
        };
        say(end, plan, answer)?;
        if plan.mode == Mode::Once {
            return Ok(false);
        }
        if plan.taught && framing(plan) == Frames::Json {
            end.session().met(Fault::OneCommand);
            // A thread ends, and Python closes what it had.
            return Ok(plan.mode != Mode::Threaded);
        }
    }
}

/// The client has gone, or cannot be talked to.
fn part(end: End<'_>, plan: &Plan, stop: &Stop) {
    if plan.taught {
        uncaught(end.session(), stop, plan.mode);
    }
    end.leave(stop);
}

/// The order of this server's answers.
fn order(plan: &Plan) -> Order {
    let usual = Order::usual(plan.place.transport(), framing(plan), plan.shell.ack);
    plan.shell.order.unwrap_or(usual)
}

/// Sends an answer, and before it what its framing has there.
fn say(end: &mut End<'_>, plan: &Plan, answer: Answer) -> Result<(), Stop> {
    let framing = framing(plan);
    let pieces = answer.pieces(order(plan), framing == Frames::None, plan.encoding);
    let total: usize = pieces.iter().map(Vec::len).sum();
    let go = match framing {
        Frames::None => return unframed(end, plan, &pieces, total),
        Frames::Ack => {
            end.send(total.to_string().as_bytes())?;
            agreed(end, plan)?
        }
        Frames::I32le => send_length(end, Header::I32le, total)?,
        Frames::U32be => send_length(end, Header::U32be, total)?,
        Frames::Json => {
            let header = json_header(total);
            send_length(end, Header::I32le, header.len())?;
            end.send(header.as_bytes())?;
            true
        }
    };
    pieces.iter().filter(|piece| go && !piece.is_empty()).try_for_each(|piece| end.send(piece))
}

fn send_length(end: &mut End<'_>, header: Header, len: usize) -> Result<bool, Stop> {
    end.send(&pack(header, len as i128)?)?;
    Ok(true)
}

/// Nothing says where an answer ends, nor that it is empty.
fn unframed(end: &mut End<'_>, plan: &Plan, pieces: &[Vec<u8>], total: usize) -> Result<(), Stop> {
    if plan.taught {
        pieces.iter().try_for_each(|piece| end.send(piece))?;
        if total == 0 {
            end.session().met(Fault::EmptyAnswer);
        }
        return Ok(());
    }
    if total == 0 {
        let said = Text::new(
            "no output: without a framing nothing can say so, and nothing is sent; --framing i32le sends a 0",
            "没有输出：不分帧就没法说“空”，所以什么也不发；用 --framing i32le 就会发一个 0",
        );
        end.session().remark(&said);
    }
    pieces.iter().filter(|piece| !piece.is_empty()).try_for_each(|piece| end.send(piece))
}

/// Whether the client has acknowledged the length. If not, the answer is not sent, and the next command is waited for: what came
/// together with something else is none.
fn agreed(end: &mut End<'_>, plan: &Plan) -> Result<bool, Stop> {
    let ack = plan.shell.ack;
    let got = match plan.taught {
        true => match end.recv()? {
            bytes if bytes == ack.as_str().as_bytes() => Ok(()),
            bytes => Err(bytes.to_vec()),
        },
        false => acknowledged(end as &mut dyn Stream, ack)?,
    };
    let Err(mut got) = got else { return Ok(true) };
    if plan.taught && got.starts_with(ack.as_str().as_bytes()) {
        end.session().met(Fault::AckGlued);
        return Ok(false);
    }
    if !plan.taught && end.left_over() > 0 {
        got.extend_from_slice(end.recv()?);
    }
    end.session().remark(&not_acknowledged(&got, ack));
    Ok(false)
}

fn not_acknowledged(got: &[u8], ack: Ack) -> Text {
    let got = quoted(got, std::str::from_utf8(got).ok());
    Text::new(
        format!(
            "received {got} instead of the acknowledgement `{ack}` (--ack, the same on both sides): the answer is not \
             sent; what comes next is a command"
        ),
        format!(
            "收到的是 {got}，不是约定的确认 `{ack}`（两边的 --ack 要一样）：结果不发；接下来收到的算命令"
        ),
    )
}

/// Two datagrams for each command, always.
fn answer_datagram(plan: &Plan, end: &mut End<'_>, command: &[u8], from: &SockAddr) {
    let session = end.session();
    let Some(answer) = plan.shell.commands.answer(command, plan.encoding, session) else { return };
    for piece in answer.pieces(order(plan), false, plan.encoding) {
        let Err(stop) = end.send_to(&piece, from) else { continue };
        if !is_too_long(&stop) {
            continue;
        }
        if plan.taught {
            session.met(Fault::AnswerTooLong);
            return session.end();
        }
        let len = piece.len();
        let said = format!("[{len} bytes: more than a datagram takes]\n");
        // If even this does not leave, the client's time limit is what is left.
        end.send_to(&said_in(&said, plan.encoding), from).ok();
    }
}
