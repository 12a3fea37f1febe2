//! What a server says in words where the first bytes of a protocol are due: that it is full, or that a login comes first.

use super::{End, Event, Stop};
use crate::apps::making::CLIENT;
use crate::apps::server::FULL;
use crate::apps::{Stream, login};
use crate::model::{Text, visible};
use std::time::Duration;

/// So many of the first bytes of a connection are kept.
const KEPT: usize = 128;
/// As many bytes of a text are enough to know it: the length of a header.
const ENOUGH: usize = 4;
/// How long the rest of it may take.
const REST: Duration = Duration::from_secs(1);

/// The first bytes that came on a connection.
#[derive(Debug, Default)]
pub(super) struct First(Vec<u8>);

impl First {
    pub(super) fn came(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(&bytes[..bytes.len().min(KEPT - self.0.len())]);
    }

    /// Whether what came is this text, or its beginning.
    fn is_of(&self, text: &str) -> bool {
        let len = self.0.len().min(text.len());
        len >= ENOUGH && self.0[..len] == text.as_bytes()[..len]
    }
}

impl End<'_> {
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

    /// What one `recv` returns, for an answer. That the server is full, is none.
    ///
    /// # Errors
    /// As of [`End::recv`]; [`Stop::End`] where it was full, which was told.
    pub(in crate::apps) fn answer(&mut self) -> Result<Vec<u8>, Stop> {
        let answer = self.recv()?.to_vec();
        match answer.starts_with(FULL.as_bytes()) && self.reads_words() {
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
        Some(if self.first.is_of(FULL) {
            self.reads(|first| first.contains(&b'\n'));
            let line = self.first.0.split(|byte| *byte == b'\n').next().unwrap_or_default();
            let line = String::from_utf8_lossy(line);
            let line = visible(&line);
            Text::new(&*line, format!("服务器满了，它说：{line}"))
        } else if self.first.is_of(login::BAD) {
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
        while !whole(&self.first.0) && self.first.0.len() < KEPT && self.recv().is_ok() {}
    }
}
