//! `stamp`: every text is answered with the time and a quotation, 服务端于…收到了你发来的“…”信息!. Raw, what one `recv`
//! returns is taken for a text, and so the answers show what was glued. Framed (`u32be`), a text is a frame; `q` or `Q` ends it
//! without an answer; and after `file` comes a file, as the `file` app has it within a chat.

mod client;
mod server;
mod taught;

pub(super) use client::connect;

use super::both::Held;
use super::file::{Ended, TEXT, named};
use super::server::connections;
use super::stream::{Stream, frame, framed};
use super::time::written;
use super::{Frames, Plan, Session, Stop, said_in};
use crate::model::Header;

/// The header before each text, where there is one.
const HEADER: Header = Header::U32be;

/// What comes next on a framed connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A text, to be answered. It may be no UTF-8: only its frame is known.
    Text(Vec<u8>),
    /// A file of this name and length; its bytes come next.
    File(String, u64),
    /// `q`: the client leaves.
    Quit,
}

/// Takes the next text, and what it announces.
///
/// # Errors
/// [`Stop::End`] where the stream ends before it; what is not the protocol, in words.
pub fn said(stream: &mut dyn Stream) -> Result<Said, Ended> {
    let text = framed(stream, HEADER, TEXT)?;
    match &*text {
        b"q" | b"Q" => Ok(Said::Quit),
        b"file" | b"FILE" => named(stream).map(|(name, len)| Said::File(name, len)),
        _ => Ok(Said::Text(text)),
    }
}

fn is_framed(plan: &Plan) -> bool {
    plan.framing == Some(Frames::U32be)
}

/// The answer to a text. What was sent is quoted byte by byte, whatever it is.
fn answer(text: &[u8], plan: &Plan) -> Vec<u8> {
    let before = now("服务端于%Y年%m月%d日%H时%M分%S秒收到了你发来的“");
    let [before, after] = [before, "”信息!".to_owned()].map(|part| said_in(&part, plan.encoding));
    [&before, text, &after].concat()
}

fn now(format: &str) -> String {
    // Every format of this file is one (the test below).
    written(format, false).unwrap_or_default()
}

/// The date, which nobody asked for.
fn date(plan: &Plan) -> Vec<u8> {
    said_in(&now("%Y年%m月%d日%H时%M分%S秒"), plan.encoding)
}

/// Sends a text, in a frame where there are frames.
fn say(held: &Held<'_>, text: &[u8], plan: &Plan) -> Result<(), Stop> {
    match is_framed(plan) {
        true => held.send(&frame(HEADER, text)?),
        false => held.send(text),
    }
}

pub(super) fn serve(plan: &Plan, session: &Session<'_>) -> Result<(), Stop> {
    match plan.taught {
        true => taught::serve(plan, session),
        false => connections(plan, session, |end| server::one(end, plan)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apps::{App, Knobs, Place};
    use crate::model::Transport;

    #[test]
    fn the_answer_quotes_what_came_byte_by_byte() {
        let place = Place::internet(Transport::Tcp, None, 1).unwrap();
        let plan = Plan::of(App::Stamp, place, Knobs::default());
        let said = String::from_utf8(answer("你好".as_bytes(), &plan)).unwrap();
        let digits: String = said.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(digits.len(), 14, "{said}");
        let bare: String = said.chars().filter(|c| !c.is_ascii_digit()).collect();
        assert_eq!(bare, "服务端于年月日时分秒收到了你发来的“你好”信息!");
        let raw = answer(b"\xe4\xbd", &plan);
        assert!(raw.windows(5).any(|bytes| bytes == b"\x80\x9c\xe4\xbd\xe2"), "{raw:?}");
        assert_eq!(date(&plan).len(), 14 + "年月日时分秒".len());
    }
}
