//! The client: sends what is typed, and reads the answer as the framing says.

use super::super::stream::{Stream, body};
use super::super::taught::client_dies;
use super::super::upper::{left_over, no_answer, not_sent, unasked};
use super::super::{End, Event, Fault, Frames, Input, Knobs, Plan, Session, Stop};
use super::read::DIGITS;
use super::{ANSWER, Ack, LONGEST, announced, framing};
use crate::framing::FramingError;
use crate::framing::text::decode;
use crate::model::{ErrorName, Text};
use std::time::Duration;

/// Connects, and asks one command after another; `quit` ends it.
///
/// # Errors
/// What `connect` says.
pub(in super::super) fn connect(
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
) -> Result<(), Stop> {
    // The tutorials' clients have no time limit of their own.
    let idle = if plan.taught { plan.knobs.idle } else { plan.knobs.idle.min(ANSWER) };
    let knobs = Knobs { idle, ..plan.knobs.clone() };
    let mut end = End::connecting(session, &plan.place, &knobs)?;
    let mut hinted = plan.taught;
    while let Some(command) = end.asks(input, plan.taught).filter(|line| line != b"quit") {
        if command.is_empty() {
            not_sent(&end);
            continue;
        }
        if let Err(stop) = ask(&mut end, plan, &command, &mut hinted) {
            if is_silence(&stop) {
                session.remark(&lost(idle));
            }
            client_dies(session, &stop, plan.taught);
            end.leave(&stop);
            session.unanswered(&command, &stop);
            return Ok(());
        }
    }
    if plan.taught && end.is_of_datagrams() && end.hears_now() {
        session.met(Fault::OneOfTwo);
    }
    if framing(plan) == Frames::None && !end.is_of_datagrams() && end.left_over() > 0 {
        session.remark(&unread(end.left_over()));
        if plan.taught {
            session.met(Fault::ClosedUnread);
        }
    }
    end.close();
    Ok(())
}

fn unread(bytes: u64) -> Text {
    let noun = if bytes == 1 { "byte is" } else { "bytes are" };
    Text::new(
        format!("{bytes} {noun} left over from an answer, and nobody reads on"),
        format!("还有 {bytes} 字节的应答剩在这里，没有人去读了"),
    )
}

/// A command and its answer. An error ends the conversation. `hinted`: whether it was said what mends a left-over.
fn ask(end: &mut End<'_>, plan: &Plan, command: &[u8], hinted: &mut bool) -> Result<(), Stop> {
    if end.is_of_datagrams() {
        return ask_by_datagrams(end, plan, command);
    }
    match framing(plan) {
        Frames::None => ask_unframed(end, plan, command, hinted),
        Frames::Ack | Frames::I32le | Frames::U32be | Frames::Json => {
            end.send(command)?;
            let answer = framed(end, plan)?;
            end.prints(&answer);
            Ok(())
        }
    }
}

/// One `recv`, whatever it returns. What is there before the command is sent cannot be its answer.
fn ask_unframed(
    end: &mut End<'_>,
    plan: &Plan,
    command: &[u8],
    hinted: &mut bool,
) -> Result<(), Stop> {
    let session = end.session();
    let left = end.left_over();
    if left > 0 {
        let asked = end.has_received();
        session.remark(&if asked { left_over(left) } else { unasked(left) });
        if plan.taught && asked {
            session.met(Fault::Leftover);
        }
        if !std::mem::replace(hinted, true) {
            session.remark(&Text::new(
                "nothing here says where an answer ends; with --framing i32le on both sides its length does",
                "这里没有任何东西说明应答到哪里结束；两边都用 --framing i32le，就由长度来说明",
            ));
        }
    }
    end.send(command)?;
    match end.answer() {
        Ok(answer) => return shows(end, plan, &answer),
        Err(stop) if is_silence(&stop) => {
            session.unanswered(command, &stop);
            session.remark(&unanswered(end.knobs().idle));
        }
        Err(stop) => return Err(stop),
    }
    Ok(())
}

/// What one receive returned, or two; as taught `print(data.decode())`.
fn shows(end: &End<'_>, plan: &Plan, answer: &[u8]) -> Result<(), Stop> {
    if plan.taught && decode(answer, plan.encoding).is_none() {
        end.session().met(Fault::AnswerNotText);
        return Err(Stop::Uncaught);
    }
    end.prints(answer);
    Ok(())
}

/// The length, its acknowledgement where one is due, and so many bytes.
fn framed(end: &mut End<'_>, plan: &Plan) -> Result<Vec<u8>, Stop> {
    let framing = framing(plan);
    let len = match plan.taught && framing == Frames::Ack {
        true => int_of_one_recv(end)?,
        false => announced(end as &mut dyn Stream, framing)?.unwrap_or(0),
    };
    if framing != Frames::Ack {
        return body(end, len);
    }
    end.send(plan.shell.ack.as_str().as_bytes())?;
    match (plan.taught, plan.shell.ack) {
        (false, ack) => acknowledged(end, ack, len),
        (true, Ack::RecvReady) => counting_all(end, len),
        (true, Ack::Ok) => by_one_recv(end, len),
    }
}

/// How long the first bytes of an answer may take once its length was acknowledged: the command has ended by then.
const SENT: Duration = Duration::from_secs(3);

/// The answer whose length was acknowledged. A wrong acknowledgement is answered by silence.
fn acknowledged(end: &mut End<'_>, ack: Ack, len: u64) -> Result<Vec<u8>, Stop> {
    let session = end.session();
    if len > 0 && !end.hears_within(SENT.min(end.knobs().idle)) && !session.is_over() {
        let text = silence_after(ack);
        session.tell(&Event::Says(&text));
        session.fails(text);
        return Err(Stop::End);
    }
    body(end, len)
}

fn silence_after(ack: Ack) -> Text {
    let other = match ack {
        Ack::RecvReady => Ack::Ok,
        Ack::Ok => Ack::RecvReady,
    };
    Text::new(
        format!(
            "silence after the acknowledgement `{ack}`: the server takes another one? --ack {other}"
        ),
        format!("发出确认 `{ack}` 之后没有回音：服务器约定的是不是另一种确认？--ack {other}"),
    )
}

/// As taught: `int(recv(1024).decode())`, which takes white space around the digits, and more digits than any answer has.
fn int_of_one_recv(end: &mut End<'_>) -> Result<u64, Stop> {
    let text = String::from_utf8_lossy(&end.answer()?).trim().to_owned();
    match text.parse::<i64>() {
        Ok(claim) => Ok(within(claim)?),
        Err(_) if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_') => {
            Err(FramingError::LongNumber { most: DIGITS as u64 }.into())
        }
        Err(_) => {
            end.session().met(Fault::NoNumber);
            Err(Stop::Uncaught)
        }
    }
}

/// A length that is one, and not too much.
fn within(value: i64) -> Result<u64, FramingError> {
    let claim = u64::try_from(value).map_err(|_| FramingError::Negative { value: value.into() })?;
    match claim <= LONGEST {
        true => Ok(claim),
        false => Err(FramingError::ClaimTooLarge { claim, max: LONGEST }),
    }
}

/// As taught: what is added up is the length of all that has come so far.
fn counting_all(end: &mut End<'_>, len: u64) -> Result<Vec<u8>, Stop> {
    let mut data = Vec::new();
    let mut counted = 0;
    while counted < len {
        data.extend_from_slice(end.recv()?);
        counted = counted.saturating_add(data.len() as u64);
    }
    if (data.len() as u64) < len {
        end.session().met(Fault::CountsAll);
    }
    Ok(data)
}

/// As taught: `recv(length)`, once. Of length 0 it returns at once.
fn by_one_recv(end: &mut End<'_>, len: u64) -> Result<Vec<u8>, Stop> {
    if len == 0 {
        return Ok(Vec::new());
    }
    let data = end.recv_of(len)?.to_vec();
    if data.is_empty() {
        return Err(Stop::End);
    }
    if (data.len() as u64) < len {
        end.session().met(Fault::OneRecv);
    }
    Ok(data)
}

/// Two datagrams for each command; as taught, one is read. A lost one ends the wait for this answer.
fn ask_by_datagrams(end: &mut End<'_>, plan: &Plan, command: &[u8]) -> Result<(), Stop> {
    let session = end.session();
    match (end.hears_now(), plan.taught) {
        (false, _) => {}
        (true, true) => session.met(Fault::OneOfTwo),
        (true, false) => clear(end)?,
    }
    end.send(command)?;
    let wanted = if plan.taught { 1 } else { 2 };
    let mut answer = Vec::new();
    for came in 0..wanted {
        match datagram(end, plan) {
            Ok(bytes) => answer.extend(bytes),
            Err(stop) if is_silence(&stop) => {
                session.unanswered(command, &stop);
                session.remark(&missing(came, end.knobs().idle));
                break;
            }
            Err(stop) if session.is_over() => return Err(stop),
            // An error that an earlier datagram met (ICMP): there is nobody, or nobody yet.
            Err(stop) => {
                session.unanswered(command, &stop);
                return Ok(());
            }
        }
    }
    shows(end, plan, &answer)
}

/// Takes away what belongs to commands before: as many as two of them have, and no more.
fn clear(end: &mut End<'_>) -> Result<(), Stop> {
    end.session().remark(&Text::new(
        "a datagram is here before the command is sent: it belongs to one before, and is thrown away",
        "命令还没发，就已经有数据报了：它属于之前的命令，扔掉",
    ));
    for _ in 0..4 {
        if !end.hears_now() {
            break;
        }
        end.recv_from()?;
    }
    Ok(())
}

/// The next datagram of the server's; those of anybody else are read and not shown. As taught whatever comes next.
fn datagram(end: &mut End<'_>, plan: &Plan) -> Result<Vec<u8>, Stop> {
    for _ in 0..STRANGERS {
        let (bytes, from) = end.recv_from().map(|(bytes, from)| (bytes.to_vec(), from))?;
        match (end.is_from_server(&from), plan.taught) {
            (true, _) => {}
            (false, true) => end.session().met(Fault::Stranger),
            (false, false) => {
                end.session().remark(&no_answer());
                continue;
            }
        }
        if plan.taught && end.was_cut() {
            end.session().met(Fault::DatagramCut);
        }
        return Ok(bytes);
    }
    Err(Stop::End)
}

/// So many datagrams of strangers are read for one of the server's.
const STRANGERS: usize = 100;

/// Whether nothing came for as long as is waited. (A `send` has a limit, too: nobody reads.)
fn is_silence(stop: &Stop) -> bool {
    matches!(stop, Stop::Call(call, info) if call.receives() && info.name == ErrorName::Timeout)
}

fn unanswered(idle: Duration) -> Text {
    let s = idle.as_secs();
    Text::new(
        format!(
            "nothing came for {s} s. A command without output sends nothing, and without a framing a client cannot \
             tell that from a slow one"
        ),
        format!(
            "{s} 秒内什么也没来。没有输出的命令什么也不发；不分帧，客户端就分不清是没有输出还是执行得慢"
        ),
    )
}

fn lost(idle: Duration) -> Text {
    let s = idle.as_secs();
    Text::new(
        format!("nothing came for {s} s, and the answer is not whole: this connection is given up"),
        format!("应答还没收齐，{s} 秒内再没有东西来：放弃这个连接"),
    )
}

fn missing(came: u64, idle: Duration) -> Text {
    let s = idle.as_secs();
    Text::new(
        format!(
            "{came} of 2 datagrams came, and nothing more for {s} s: lost, late, or nobody is there"
        ),
        format!("2 个数据报只来了 {came} 个，{s} 秒内再没有别的：丢了、迟到了，或者那边没有人"),
    )
}
