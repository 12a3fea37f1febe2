//! `upper`: ASCII letters to upper case, byte by byte. Without a framing, as in the tutorials: what one
//! `recv` returns is answered, whatever of a message, or of several, it is.

use super::server::answering;
use super::taught::{self, Loop, client_dies};
use super::{End, Fault, Input, Plan, Session, Stop};
use crate::model::Text;
use std::time::Duration;

/// How long a client waits for a datagram.
const ANSWER: Duration = Duration::from_secs(5);
/// How soon another part of an answer is to come, where nobody can know that there is one.
const SOON: Duration = Duration::from_secs(2);
/// As taught it waits for ever; after so long that is told.
const LONG: Duration = Duration::from_secs(3);

pub(super) fn serve(plan: &Plan, session: &Session<'_>) -> Result<(), Stop> {
    match plan.taught {
        true => taught::answering(plan, session, Loop::Spins, |bytes| Ok(capitals(bytes))),
        false => answering(plan, session, |bytes| Some(capitals(bytes))),
    }
}

/// The letters a to z as capitals, and every other byte as it is.
pub(super) fn capitals(bytes: &[u8]) -> Vec<u8> {
    bytes.to_ascii_uppercase()
}

/// Sends each line, and prints what comes back; `quit` ends it. `len`: as of [`converse`].
pub(super) fn connect(
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
    len: fn(&[u8]) -> usize,
) -> Result<(), Stop> {
    let end = End::connecting(session, &plan.place, &plan.knobs)?;
    converse(end, input, (plan.taught, len));
    Ok(())
}

/// Asks and hears, on a socket that there is already. An empty line is a question only where it travels: as a
/// datagram. `len`: as many bytes as the answer to a line has at the least, which as taught nobody counts.
pub(super) fn converse(
    mut end: End<'_>,
    input: &mut dyn Input,
    (taught, len): (bool, fn(&[u8]) -> usize),
) {
    let session = end.session();
    while let Some(line) = end.asks(input, taught).filter(|line| line != b"quit") {
        if !is_sent(&end, &line, taught) {
            continue;
        }
        let whole = |answer: &[u8]| answer.len() >= len(&line);
        match ask(&mut end, &line, taught, (whole, SOON)) {
            Ok(answer) => end.prints(&answer),
            Err(stop) => {
                client_dies(session, &stop, taught);
                session.unanswered(&line, &stop);
                if !end.is_of_datagrams() || session.is_over() {
                    break;
                }
            }
        }
    }
    end.close();
}

/// Whether a line is sent: of nothing no byte would travel on a stream, and nothing is said but that.
pub(super) fn is_sent(end: &End<'_>, line: &[u8], taught: bool) -> bool {
    let is_sent = taught || end.is_of_datagrams() || !line.is_empty();
    if !is_sent {
        not_sent(end);
    }
    is_sent
}

/// Says of an empty line that it is not sent.
pub(super) fn not_sent(end: &End<'_>) {
    end.session().remark(&match end.is_of_datagrams() {
        true => nothing_sent(),
        false => Text::new(
            "an empty line: nothing would travel over TCP, so nothing is sent",
            "空行：TCP 上什么都不会发出去，所以不发",
        ),
    });
}

pub(super) fn nothing_sent() -> Text {
    Text::new("an empty line: nothing is sent", "空行：不发")
}

/// Sends a question, and takes what comes for the answer until it is `whole`, the next part after so long at the latest; as
/// taught, what one receive returns.
pub(super) fn ask(
    end: &mut End<'_>,
    line: &[u8],
    taught: bool,
    whole: (impl Fn(&[u8]) -> bool, Duration),
) -> Result<Vec<u8>, Stop> {
    match (end.is_of_datagrams(), taught) {
        (false, _) => ask_by_stream(end, line, taught, whole),
        (true, true) => {
            let early = end.hears_now();
            end.send(line)?;
            if !end.hears_within(LONG) && !end.session().is_over() {
                end.session().met(Fault::NoAnswer);
            }
            let (answer, from) = end.recv_from().map(|(bytes, from)| (bytes.to_vec(), from))?;
            if !end.is_from_server(&from) {
                end.session().met(Fault::Stranger);
            }
            if early {
                end.session().met(Fault::NotItsAnswer);
            }
            if end.was_cut() {
                end.session().met(Fault::DatagramCut);
            }
            Ok(answer)
        }
        (true, false) => ask_by_datagram(end, line),
    }
}

/// What is there before the question is no answer to it.
fn ask_by_stream(
    end: &mut End<'_>,
    line: &[u8],
    taught: bool,
    whole: (impl Fn(&[u8]) -> bool, Duration),
) -> Result<Vec<u8>, Stop> {
    let left = end.left_over();
    let asked = end.has_received();
    if left > 0 && !taught {
        end.session().remark(&if asked { left_over(left) } else { unasked(left) });
    }
    end.send(line)?;
    if line.is_empty() && left == 0 {
        end.session().met(Fault::NothingSent);
    }
    let mut answer = end.answer()?;
    if !taught {
        rest(end, &mut answer, whole)?;
    }
    if left > 0 && taught {
        end.session().met(if asked { Fault::OneBehind } else { Fault::SpokeFirst });
    }
    Ok(answer)
}

/// The rest of an answer of which a part has come. What does not come soon is no part of it.
fn rest(
    end: &mut End<'_>,
    answer: &mut Vec<u8>,
    whole: (impl Fn(&[u8]) -> bool, Duration),
) -> Result<(), Stop> {
    let (is_whole, soon) = whole;
    while !is_whole(answer) {
        end.hurry(Some(soon));
        match end.recv() {
            Ok(bytes) => answer.extend_from_slice(bytes),
            Err(stop) if stop.is_interrupted() => return Err(stop),
            // The next question meets it again.
            Err(_) => {
                end.session().remark(&not_whole(answer.len(), soon));
                break;
            }
        }
    }
    end.hurry(None);
    Ok(())
}

fn not_whole(bytes: usize, soon: Duration) -> Text {
    let (noun, s) = (if bytes == 1 { "byte has" } else { "bytes have" }, soon.as_secs());
    Text::new(
        format!("{bytes} {noun} come, and no more within {s} s: not a whole answer"),
        format!("只来了 {bytes} 字节，{s} 秒内没有别的：不是完整的应答"),
    )
}

/// Bytes that are there before anything was asked.
pub(super) fn left_over(bytes: u64) -> Text {
    let noun = if bytes == 1 { "byte is" } else { "bytes are" };
    Text::new(
        format!(
            "{bytes} {noun} here before this line is sent: left over from before, and what the next recv returns \
             begins with that"
        ),
        format!("这一行还没发，这里已经有 {bytes} 字节：是之前剩下的，下一次 recv 先返回它们"),
    )
}

/// Bytes that are there though nothing was asked, and nothing came before.
pub(super) fn unasked(bytes: u64) -> Text {
    let (noun, pronoun) = if bytes == 1 { ("byte is", "it") } else { ("bytes are", "them") };
    Text::new(
        format!(
            "{bytes} {noun} here before anything was asked: the server spoke first, and what the next recv returns \
             begins with {pronoun}"
        ),
        format!("什么都还没问，这里已经有 {bytes} 字节：是服务器先说的，下一次 recv 先返回它们"),
    )
}

/// Of a stranger's datagram.
pub(super) fn no_answer() -> Text {
    Text::new("not from the server: no answer", "不是服务器发来的，不算应答")
}

/// Asks, and waits for the server's datagram, but not for ever. What came before the question is no answer to it.
fn ask_by_datagram(end: &mut End<'_>, line: &[u8]) -> Result<Vec<u8>, Stop> {
    let say = |end: &End<'_>, text| end.session().remark(&text);
    while end.hears_now() {
        end.recv_from()?;
        say(end, Text::new("it came before the question", "它在提问之前就到了，不是应答"));
    }
    end.send(line)?;
    end.hurry(Some(ANSWER));
    let answer = loop {
        match end.recv_from().map(|(bytes, from)| (bytes.to_vec(), from)) {
            Ok((bytes, from)) if end.is_from_server(&from) => break Ok(bytes),
            Ok(_) => say(end, no_answer()),
            Err(stop) => break Err(stop),
        }
    };
    end.hurry(None);
    if answer.is_err() && !end.session().is_over() {
        say(
            end,
            Text::new(
                "no answer: the question was lost, or the answer, or nobody is there. Datagrams do not tell",
                "没有应答：请求丢了，应答丢了，或者那里没有人。UDP 不会说是哪一种",
            ),
        );
    }
    answer
}
