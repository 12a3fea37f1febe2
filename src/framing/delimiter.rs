//! Each message is followed by agreed bytes.

use super::frame::fitting;
use super::one_byte::{self, OneByte};
use super::search::Search;
use super::{Decoder, Framing, FramingError};
use bytes::{Bytes, BytesMut};
use std::sync::Arc;

/// Each message is followed by a delimiter.
///
/// ```text
///   Delimiter::new("\n", None, max)
///
///   BEFORE (two messages)         ENCODED (11 bytes)
///   ┌───────┐ ┌──────┐            ┌───────┬────┬──────┬────┐
///   │ hello │ │ feng │     ───►   │ hello │ \n │ feng │ \n │
///   └───────┘ └──────┘            └───────┴────┴──────┴────┘
///
///   Delimiter::new("|", Some(b'\\'), max)       a message that holds both
///   ┌───────┐                     ┌─────────┬───┐
///   │ a|b\c │              ───►   │ a\|b\\c │ | │
///   └───────┘                     └─────────┴───┘
/// ```
///
/// Without an escape byte a message that would be cut early is refused by `encode`
/// ([`FramingError::HoldsDelimiter`], bad-frame): one that holds the delimiter, and also one whose
/// end makes a delimiter together with the real one (`a` before `aa`). With an escape byte, that
/// byte is written before each such place and before each of itself; the reader takes the byte
/// after an escape as it is, whichever it is.
///
/// `max` counts the bytes of the message, without escapes and delimiter. What comes after the
/// last delimiter is not a message, not even at the end of the stream.
///
/// ```
/// use bytes::BytesMut;
/// use stickydemo::framing::{Delimiter, Framing};
/// use stickydemo::model::ErrorName;
///
/// let framing = Delimiter::new("\n", None, 1024);
/// let mut stream = Vec::new();
/// framing.encode(b"hello", &mut stream)?;
/// assert!(framing.encode(b"two\nlines", &mut stream).is_err());
///
/// let mut buf = BytesMut::from(&b"hello\nfe"[..]);
/// let mut decoder = framing.decoder();
/// assert_eq!(decoder.decode(&mut buf)?.as_deref(), Some(&b"hello"[..]));
/// assert_eq!(decoder.decode(&mut buf)?, None);
/// assert_eq!(decoder.decode_eof(&mut buf).unwrap_err().name(), ErrorName::EndInsideFrame);
/// # Ok::<(), stickydemo::framing::FramingError>(())
/// ```
#[derive(Debug)]
pub struct Delimiter {
    rules: Arc<Rules>,
}

/// What writer and readers share.
#[derive(Debug)]
struct Rules {
    search: Search,
    escape: Option<u8>,
    max: u64,
    /// Whether boundaries can be marked so.
    fit: Result<(), FramingError>,
}

impl Delimiter {
    /// Messages of at most `max` bytes, each followed by `delimiter`; `escape` goes before what
    /// is not to be read as one. An empty delimiter, or one with the escape byte in it, marks no
    /// boundary: every message is refused.
    pub fn new(delimiter: impl Into<Vec<u8>>, escape: Option<u8>, max: u64) -> Self {
        let search = Search::new(delimiter.into());
        let fit = check_parts(search.pattern(), escape);
        Delimiter { rules: Arc::new(Rules { search, escape, max, fit }) }
    }
}

/// Whether boundaries can be marked so.
///
/// # Errors
/// What is wrong with the two.
pub(super) fn check_parts(delimiter: &[u8], escape: Option<u8>) -> Result<(), FramingError> {
    if delimiter.is_empty() {
        return Err(FramingError::EmptyDelimiter);
    }
    match escape {
        Some(escape) if delimiter.contains(&escape) => Err(FramingError::EscapeInDelimiter),
        _ => Ok(()),
    }
}

impl Rules {
    /// The delimiter, where it is one byte and nothing is escaped: then no more is needed than to
    /// find it.
    fn one_byte(&self) -> Option<u8> {
        match (self.search.pattern(), self.escape) {
            ([byte], None) => Some(*byte),
            _ => None,
        }
    }

    /// Writes the message with `escape` before each of itself and before each place where the
    /// reader would find a delimiter.
    fn escaped(&self, message: &[u8], escape: u8, out: &mut Vec<u8>) {
        let mut places = self.search.inside(message).peekable();
        let mut escaped = |at: &usize| message[*at] == escape || places.next_if_eq(at).is_some();
        let mut from = 0;
        for at in (0..message.len()).filter(|at| escaped(at)) {
            out.extend_from_slice(&message[from..at]);
            out.push(escape);
            from = at;
        }
        out.extend_from_slice(&message[from..]);
    }
}

impl Framing for Delimiter {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        let rules = &*self.rules;
        rules.fit?;
        fitting(message, rules.max)?;
        if let Some(byte) = rules.one_byte() {
            return one_byte::append(byte, message, out);
        }
        match (rules.escape, rules.search.inside(message).next()) {
            (Some(escape), None) if memchr::memchr(escape, message).is_none() => {
                out.extend_from_slice(message);
            }
            (Some(escape), _) => rules.escaped(message, escape, out),
            (None, Some(at)) => return Err(FramingError::HoldsDelimiter { at: at as u64 }),
            (None, None) => out.extend_from_slice(message),
        }
        out.extend_from_slice(rules.search.pattern());
        Ok(())
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        match self.rules.one_byte() {
            Some(byte) => Box::new(OneByte::new(byte, self.rules.max)),
            None => Box::new(DelimiterReader {
                rules: Arc::clone(&self.rules),
                seen: Seen::default(),
                moved: 0,
            }),
        }
    }
}

struct DelimiterReader {
    rules: Arc<Rules>,
    seen: Seen,
    /// Bytes moved within the buffer.
    moved: u64,
}

/// What is known of the frame at the front of the buffer.
#[derive(Default)]
struct Seen {
    /// Bytes looked at.
    bytes: usize,
    /// How much of the delimiter they end with.
    matched: usize,
    /// How many of them are escapes.
    escapes: usize,
    /// Whether the next is to be taken as it is.
    taken_as_is: bool,
}

impl Seen {
    fn look(&mut self, byte: u8, rules: &Rules) {
        self.bytes += 1;
        if self.taken_as_is {
            self.taken_as_is = false;
        } else if rules.escape == Some(byte) {
            (self.taken_as_is, self.matched) = (true, 0);
            self.escapes += 1;
        } else {
            self.matched = rules.search.step(self.matched, byte);
        }
    }

    /// Looks at bytes that neither begin a delimiter nor are escapes, all at once.
    fn look_at_plain(&mut self, rest: &[u8], rules: &Rules) {
        if self.matched > 0 || self.taken_as_is {
            return;
        }
        let found = match (rules.search.pattern().first(), rules.escape) {
            (Some(&first), Some(escape)) => memchr::memchr2(first, escape, rest),
            (Some(&first), None) => memchr::memchr(first, rest),
            (None, _) => None,
        };
        self.bytes += found.unwrap_or(rest.len());
    }

    /// Bytes that are the message's, whatever comes next.
    fn message(&self) -> usize {
        self.bytes - self.escapes - self.matched
    }
}

impl DelimiterReader {
    fn check_max(&self) -> Result<(), FramingError> {
        let max = self.rules.max;
        if self.seen.message() as u64 > max {
            return Err(FramingError::NoDelimiter { max });
        }
        Ok(())
    }

    /// The message that ends where was looked last.
    fn cut(&mut self, buf: &mut BytesMut) -> Bytes {
        let seen = std::mem::take(&mut self.seen);
        let mut frame = buf.split_to(seen.bytes);
        frame.truncate(seen.bytes - self.rules.search.len());
        if let (Some(escape), 1..) = (self.rules.escape, seen.escapes) {
            self.moved += remove_escapes(&mut frame, escape);
        }
        frame.freeze()
    }
}

/// Moves the bytes together, within the memory they are in.
fn remove_escapes(frame: &mut BytesMut, escape: u8) -> u64 {
    let (mut from, mut to, mut moved) = (0, 0, 0);
    while from < frame.len() {
        if frame[from] == escape {
            from += 1;
        }
        frame[to] = frame[from];
        moved += u64::from(from != to);
        from += 1;
        to += 1;
    }
    frame.truncate(to);
    moved
}

impl Decoder for DelimiterReader {
    fn decode(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        self.rules.fit?;
        if self.seen.bytes > buf.len() {
            self.seen = Seen::default();
        }
        loop {
            self.seen.look_at_plain(&buf[self.seen.bytes..], &self.rules);
            self.check_max()?;
            if self.seen.matched == self.rules.search.len() {
                return Ok(Some(self.cut(buf)));
            }
            let Some(&byte) = buf.get(self.seen.bytes) else { return Ok(None) };
            self.seen.look(byte, &self.rules);
        }
    }

    fn moved(&self) -> u64 {
        self.moved
    }

    fn frame_len(&self, _: &[u8]) -> Option<u64> {
        None
    }
}
