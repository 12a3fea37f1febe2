//! What a server says where the first bytes of a protocol are due: in words that it is full, or that a login comes first; that it
//! asks for a key; and by an end that it refuses one.

use super::{End, Event, Stop};
use crate::apps::guard::MAGIC;
use crate::apps::server::FULL;
use crate::apps::{Input, Stream, login};
use crate::model::{Flag, Seen, Text, visible};
use crate::net::CLIENT;
use crate::net::Deadline;
use std::time::Duration;

/// So many of the first bytes of a connection are kept.
const KEPT: usize = 128;
/// As many bytes of a text are enough to know it: the length of a header.
const ENOUGH: usize = 4;
/// How long the rest of it may take.
const REST: Duration = Duration::from_secs(1);

/// What a server that asks for a key, whatever version that is, begins with: enough where an answer is due, which may be anything.
const ASKS: &[u8] = MAGIC.split_at(15).0;
/// So many bytes tell both texts that are looked for before they are received.
const AHEAD: usize = MAGIC.len();
/// How long after a key an end means that it is refused: as long as a server may think about it.
const DECISION: Duration = Duration::from_secs(1);
/// Of a right key nothing is said. So long is waited for the end that says that it is wrong.
const AT_ONCE: Duration = Duration::from_millis(300);

/// The first bytes that came on a connection; of one that asked for a key, those behind that.
#[derive(Debug, Default)]
pub(super) struct First {
    bytes: Vec<u8>,
    /// Instead of any the stream ended, which refused the key.
    refused: bool,
}

impl First {
    /// Whether all that came is that the server is full.
    fn is_full(&self) -> bool {
        let end = self.bytes.iter().position(|byte| *byte == b'\n');
        self.bytes.starts_with(FULL.as_bytes()) && end == self.bytes.len().checked_sub(1)
    }

    /// Whether what came is this text, or its beginning.
    fn is_of(&self, text: &[u8]) -> bool {
        let len = self.bytes.len().min(text.len());
        len >= ENOUGH && self.bytes[..len] == text[..len]
    }
}

impl End<'_> {
    /// The next line that is typed for the server. Where the server closes meanwhile, or says that it does not serve, that is
    /// shown, and nobody has to type for it; as taught nobody looks.
    pub(in crate::apps) fn asks(&mut self, input: &mut dyn Input, taught: bool) -> Option<Vec<u8>> {
        let serves = || !self.has_gone() && !self.is_turned_away();
        let line = input.line_for(self.session, &|| taught || serves());
        if line.is_none() && !taught && !self.session.is_over() && !serves() {
            self.answer().ok();
        }
        line
    }

    /// Whether the server's end of a connection is all there is left to receive, or its reset.
    fn has_gone(&self) -> bool {
        let unread = || self.socket().is_ok_and(|socket| socket.readable() == Seen::Seen(0));
        !self.is_of_datagrams() && self.hears_now() && unread()
    }

    fn is_turned_away(&self) -> bool {
        let begins = |next: [u8; AHEAD]| next.starts_with(FULL.as_bytes()) || next == *MAGIC;
        !self.is_of_datagrams() && !self.has_received() && self.next().is_some_and(begins)
    }

    /// The bytes that come next, if any have come; zeros behind them.
    fn next(&self) -> Option<[u8; AHEAD]> {
        let socket = self.socket().ok().filter(|_| self.hears_now())?;
        let mut next = [0; AHEAD];
        socket.receive(&mut next, &[Flag::MsgPeek]).ok()?;
        Some(next)
    }

    /// So many bytes were received; none are the end of the stream.
    pub(super) fn came(&mut self, count: usize) {
        if count == 0 {
            return self.ended();
        }
        if !self.has_received() {
            self.session.shows_key(None);
        }
        let first = &mut self.first.bytes;
        first.extend_from_slice(&self.buffer[..count.min(KEPT - first.len())]);
    }

    /// Whether anything was received, but for a key's.
    pub(in crate::apps) fn has_received(&self) -> bool {
        !self.first.bytes.is_empty()
    }

    /// A call has failed.
    pub(super) fn gone(&mut self, stop: &Stop) {
        if stop.has_broken() {
            self.ended();
            self.overlooked();
        }
    }

    fn ended(&mut self) {
        if self.first.is_full() && self.who == CLIENT {
            self.words().into_iter().for_each(|text| self.session.fails(text));
        }
        if self.session.refuses_key() {
            self.first.refused = true;
            self.session.fails(refused());
        }
    }

    /// Of a client that has read nothing: whether its server asks for a key, or is full, and so did nothing else.
    pub(super) fn overlooked(&mut self) {
        if self.who != CLIENT || self.is_of_datagrams() || self.has_received() {
            return;
        }
        let next = Some(()).filter(|()| self.hears_within(AT_ONCE)).and_then(|()| self.next());
        match next {
            Some(next) if next == *MAGIC => self.session.fails(asks()),
            Some(next) if next.starts_with(FULL.as_bytes()) => drop(self.answer()),
            Some(_) | None => {}
        }
    }

    /// The client has shown its key: if it is refused at once, the session ends.
    pub(in crate::apps) fn key_shown(&mut self) {
        self.first = First::default();
        self.session.shows_key(Some(Deadline::after(DECISION)));
        if self.hears_within(AT_ONCE) && self.left_over() == 0 {
            self.recv().ok();
        }
        if self.first.refused {
            self.session.end();
        }
    }

    /// Of a client that shows whatever comes: tells, once, that the server asks for a key, where that is what came first.
    pub(in crate::apps) fn tells_guard(&mut self) {
        let is_told = self.is_of_datagrams() || self.session.failed().is_some();
        if !is_told && self.first.bytes.starts_with(MAGIC) {
            self.reads_words();
        }
    }

    /// Closes, as `why` leaves nothing to go on for; what was refused is told.
    pub(in crate::apps) fn leave(mut self, why: &Stop) {
        self.refuses(why);
        self.close();
    }

    /// Tells what was refused, if anything was. A client has failed then.
    pub(in crate::apps) fn refuses(&mut self, why: &Stop) {
        if let Stop::Refused(error) = why
            && !self.reads_words()
        {
            self.session.remark(&error.text());
            if self.who == CLIENT {
                self.session.fails(error.text());
            }
        }
    }

    /// What one `recv` returns, for an answer. That the server is full, or asks for a key, is none.
    ///
    /// # Errors
    /// As of [`End::recv`]; [`Stop::End`] where it was one of these, which was told.
    pub(in crate::apps) fn answer(&mut self) -> Result<Vec<u8>, Stop> {
        let answer = self.recv()?.to_vec();
        let begins = [FULL.as_bytes(), ASKS].iter().any(|text| answer.starts_with(text));
        match begins && self.reads_words() {
            true => Err(Stop::End),
            false => Ok(answer),
        }
    }

    /// Of a client that could make nothing of what came: if it is one of these texts, it is read to its end, and told.
    pub(in crate::apps) fn reads_words(&mut self) -> bool {
        let said = self.words();
        if let Some(said) = &said {
            self.session.tell(&Event::Says(said));
            self.session.fails(said.clone());
        }
        said.is_some()
    }

    /// What the server says in words, read to its end, if it does.
    pub(in crate::apps) fn words(&mut self) -> Option<Text> {
        if self.who != CLIENT {
            return None;
        }
        Some(if self.first.refused {
            refused()
        } else if self.first.is_of(MAGIC) {
            self.reads(|first| first.len() >= MAGIC.len());
            asks()
        } else if self.first.is_of(FULL.as_bytes()) {
            self.reads(|first| first.contains(&b'\n'));
            let line = self.first.bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
            let line = String::from_utf8_lossy(line);
            let line = visible(&line);
            Text::new(&*line, format!("服务器满了，它说：{line}"))
        } else if self.first.is_of(login::BAD.as_bytes()) {
            self.reads(|first| first.len() >= login::BAD.len());
            Text::new(
                format!("the server wants a login first (user|password): it says {}", login::BAD),
                format!("服务器要求先登录（用户|密码）：它说“{}”", login::BAD),
            )
        } else {
            return None;
        })
    }

    fn reads(&mut self, whole: impl Fn(&[u8]) -> bool) {
        self.within(false);
        self.hurry(Some(REST));
        while !whole(&self.first.bytes) && self.first.bytes.len() < KEPT && self.recv().is_ok() {}
    }
}

fn refused() -> Text {
    Text::new(
        "the server closed right after the key was shown: its key may be another (or, of auth, its --digest)",
        "刚出示密钥，服务器就关闭了：它的密钥可能不一样（auth 的话，也可能是 --digest 不一样）",
    )
}

fn asks() -> Text {
    Text::new("the server asks for a key: --key-file FILE", "服务器要密钥：--key-file 文件")
}
