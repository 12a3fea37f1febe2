//! Each message is followed by agreed bytes.

use super::frame::fitting;
use super::one_byte::{self, OneByte};
use super::search::Search;
use super::{Decoder, Framing, FramingError};
use bytes::{Buf, Bytes, BytesMut};
use std::collections::BTreeSet;
use std::iter::Peekable;
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
    /// The delimiter that is written, and then the others that end a message, too.
    searches: Vec<Search>,
    /// The bytes that a delimiter begins with, and the escape.
    signs: Vec<u8>,
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
        Delimiter::any(delimiter, Vec::new(), escape, max)
    }

    /// The same, read with any of `or` at the end of a message, too. Of several the one that ends first is taken, and
    /// of those that end at one place the longest: so a cut of the stream never decides. (Netty's
    /// `DelimiterBasedFrameDecoder` takes the one that leaves the shortest message, of what has arrived.) One that ends
    /// inside `delimiter` would be read where that is written, and marks no boundary.
    ///
    /// ```
    /// use bytes::BytesMut;
    /// use stickydemo::framing::{Delimiter, Framing};
    ///
    /// let framing = Delimiter::any("\n", vec![b"\r\n".to_vec(), b"\0".to_vec()], None, 1024);
    /// let mut buf = BytesMut::from(&b"a\r\nb\0c\n"[..]);
    /// let mut decoder = framing.decoder();
    /// assert_eq!(decoder.decode(&mut buf)?.as_deref(), Some(&b"a"[..]));
    /// assert_eq!(decoder.decode(&mut buf)?.as_deref(), Some(&b"b"[..]));
    /// assert_eq!(decoder.decode(&mut buf)?.as_deref(), Some(&b"c"[..]));
    /// # Ok::<(), stickydemo::framing::FramingError>(())
    /// ```
    pub fn any(
        delimiter: impl Into<Vec<u8>>,
        or: Vec<Vec<u8>>,
        escape: Option<u8>,
        max: u64,
    ) -> Self {
        let delimiter = delimiter.into();
        let fit = check_parts(&delimiter, &or, escape);
        let firsts = [&delimiter].into_iter().chain(&or).filter_map(|pattern| pattern.first());
        let signs: BTreeSet<u8> = firsts.copied().chain(escape).collect();
        let signs = signs.into_iter().collect();
        let searches = [delimiter].into_iter().chain(or).map(Search::new).collect();
        Delimiter { rules: Arc::new(Rules { searches, signs, escape, max, fit }) }
    }
}

/// Whether boundaries can be marked so.
///
/// # Errors
/// What is wrong with them.
pub(super) fn check_parts(
    delimiter: &[u8],
    or: &[Vec<u8>],
    escape: Option<u8>,
) -> Result<(), FramingError> {
    if delimiter.is_empty() || or.iter().any(Vec::is_empty) {
        return Err(FramingError::EmptyDelimiter);
    }
    if or.iter().any(|other| is_inside(other, delimiter)) {
        return Err(FramingError::DelimiterInDelimiter);
    }
    match escape {
        Some(escape) if delimiter.iter().chain(or.iter().flatten()).any(|byte| *byte == escape) => {
            Err(FramingError::EscapeInDelimiter)
        }
        _ => Ok(()),
    }
}

/// Whether a reader of `delimiter` finds `other` before its end.
pub fn is_inside(other: &[u8], delimiter: &[u8]) -> bool {
    let before = delimiter.split_last().map_or(&[][..], |(_, before)| before);
    !other.is_empty() && before.windows(other.len()).any(|window| window == other)
}

impl Rules {
    /// The delimiter that is written.
    fn written(&self) -> &[u8] {
        self.searches.first().map_or(&[], Search::pattern)
    }

    /// The delimiter, where it is one byte, the only one, and nothing is escaped: then no more is needed than to
    /// find it.
    fn one_byte(&self) -> Option<u8> {
        match (self.written(), self.searches.len(), self.escape) {
            ([byte], 1, None) => Some(*byte),
            _ => None,
        }
    }

    /// Where each delimiter would be found in the message, or begin in it, before the one that is written ends it.
    fn early<'a>(
        &'a self,
        message: &'a [u8],
    ) -> impl Iterator<Item = impl Iterator<Item = usize> + 'a> + 'a {
        let written = self.written();
        self.searches.iter().map(move |search| {
            // Of two that end at one place the longer is read.
            let behind = written.len() - usize::from(search.len() <= written.len());
            search.inside(message, &written[..behind])
        })
    }

    /// Writes the message with `escape` before each of itself and before each place where the
    /// reader would find a delimiter.
    fn escaped(&self, message: &[u8], escape: u8, out: &mut Vec<u8>) {
        let mut places: Vec<_> = self.early(message).map(Iterator::peekable).collect();
        let mut escaped = |at: &usize| {
            let begins = |places: &mut Peekable<_>| places.next_if_eq(at).is_some();
            let found = places.iter_mut().filter_map(|places| begins(places).then_some(())).count();
            message[*at] == escape || found > 0
        };
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
        let early = rules.early(message).filter_map(|mut places| places.next()).min();
        match (rules.escape, early) {
            (Some(escape), None) if memchr::memchr(escape, message).is_none() => {
                out.extend_from_slice(message);
            }
            (Some(escape), _) => rules.escaped(message, escape, out),
            (None, Some(at)) => return Err(FramingError::HoldsDelimiter { at: at as u64 }),
            (None, None) => out.extend_from_slice(message),
        }
        out.extend_from_slice(rules.written());
        Ok(())
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        match self.rules.one_byte() {
            Some(byte) => Box::new(OneByte::new(byte, self.rules.max)),
            None => Box::new(DelimiterReader {
                rules: Arc::clone(&self.rules),
                seen: Seen { matched: vec![0; self.rules.searches.len()], ..Seen::default() },
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
    /// How much of each delimiter they end with.
    matched: Vec<usize>,
    /// How many of them are escapes.
    escapes: usize,
    /// Whether the next is to be taken as it is.
    taken_as_is: bool,
}

impl Seen {
    fn reset(&mut self) {
        (self.bytes, self.escapes, self.taken_as_is) = (0, 0, false);
        self.matched.fill(0);
    }

    fn look(&mut self, byte: u8, rules: &Rules) {
        self.bytes += 1;
        if self.taken_as_is {
            self.taken_as_is = false;
        } else if rules.escape == Some(byte) {
            self.taken_as_is = true;
            self.matched.fill(0);
            self.escapes += 1;
        } else {
            for (matched, search) in self.matched.iter_mut().zip(&rules.searches) {
                *matched = search.step(*matched, byte);
            }
        }
    }

    /// Looks at bytes that neither begin a delimiter nor are escapes, all at once.
    fn look_at_plain(&mut self, rest: &[u8], rules: &Rules) {
        if self.taken_as_is || self.matched.iter().any(|matched| *matched > 0) {
            return;
        }
        let found = match *rules.signs {
            [a] => memchr::memchr(a, rest),
            [a, b] => memchr::memchr2(a, b, rest),
            [a, b, c] => memchr::memchr3(a, b, c, rest),
            ref signs => rest.iter().position(|byte| signs.contains(byte)),
        };
        self.bytes += found.unwrap_or(rest.len());
    }

    /// How long the delimiter is that ends here, the longest where there are several.
    fn ended(&self, rules: &Rules) -> Option<usize> {
        let all = self.matched.iter().zip(&rules.searches);
        all.filter(|(matched, search)| **matched == search.len()).map(|(len, _)| *len).max()
    }

    /// Bytes that are the message's, whatever comes next.
    fn message(&self) -> usize {
        self.bytes - self.escapes - self.matched.iter().max().unwrap_or(&0)
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

    /// The message that ends where was looked last, with a delimiter of so many bytes.
    fn cut(&mut self, delimiter: usize, buf: &mut BytesMut) -> Bytes {
        let mut frame = buf.split_to(self.seen.bytes);
        frame.truncate(self.seen.bytes - delimiter);
        if let (Some(escape), 1..) = (self.rules.escape, self.seen.escapes) {
            self.moved += remove_escapes(&mut frame, escape);
        }
        self.seen.reset();
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
        if self.seen.bytes == 0 || self.seen.bytes > buf.len() {
            self.seen.reset();
        }
        loop {
            self.seen.look_at_plain(&buf[self.seen.bytes..], &self.rules);
            self.check_max()?;
            if let Some(delimiter) = self.seen.ended(&self.rules) {
                return Ok(Some(self.cut(delimiter, buf)));
            }
            let Some(&byte) = buf.get(self.seen.bytes) else { return Ok(None) };
            self.seen.look(byte, &self.rules);
        }
    }

    fn pass_over(&mut self, buf: &mut BytesMut) -> bool {
        while self.seen.ended(&self.rules).is_none() {
            self.seen.look_at_plain(&buf[self.seen.bytes..], &self.rules);
            let Some(&byte) = buf.get(self.seen.bytes) else {
                // What has been seen of a delimiter is kept in mind.
                buf.advance(std::mem::take(&mut self.seen.bytes));
                return false;
            };
            self.seen.look(byte, &self.rules);
        }
        buf.advance(self.seen.bytes);
        self.seen.reset();
        true
    }

    fn moved(&self) -> u64 {
        self.moved
    }

    fn frame_len(&self, _: &[u8]) -> Option<u64> {
        None
    }
}
