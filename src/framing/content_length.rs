//! Each message is preceded by header lines, one of which says its length.

use super::frame::{DIGITS, Frame, claimed, decimal, fitting};
use super::{Decoder, Doubt, Framing, FramingError};
use bytes::{Bytes, BytesMut};

/// What separates the header from the message: the end of its last line, and an empty line.
const EMPTY_LINE: &[u8] = b"\r\n\r\n";

/// Lines of text, an empty line, and the message whose length one of the lines says: as the Language Server Protocol
/// has it, and HTTP behind its first line.
///
/// ```text
///   ContentLength::new(header_max, max)
///
///   BEFORE                        ENCODED
///   ┌───────┐                     ┌─────────────────────────────┬───────┐
///   │ hello │              ───►   │ Content-Length: 5 \r\n \r\n │ hello │
///   └───────┘                     └─────────────────────────────┴───────┘
///
///   ENCODED by somebody else, who says more                                       AFTER
///   ┌──────────────────────────────────────────────────────────────┬───────┐      ┌───────┐
///   │ content-type: text/plain \r\n CONTENT-LENGTH:5 \r\n \r\n     │ hello │ ───► │ hello │
///   └──────────────────────────────────────────────────────────────┴───────┘      └───────┘
/// ```
///
/// A header that can say more tomorrow without an old reader noticing, and two ways of marking an end in one frame: an
/// empty line for the lines, a length for the message. The lines are fields as RFC 9110, 5 has them: a name, in
/// capitals or not, directly before a colon, and a value with blanks around it or not. The length must be there, once:
/// of two that differ, two readers take different ones, which is how requests are smuggled (RFC 9112, 11.2). Lines end
/// with `\r\n` and nothing else, and none is continued on the next (RFC 9112, 5.2). They have at most `header_max`
/// bytes with the empty one, and the message at most `max`: nothing is waited for that is longer.
///
/// ```
/// use bytes::BytesMut;
/// use stickydemo::framing::{ContentLength, Framing};
///
/// let framing = ContentLength::new(4096, 1024);
/// let mut stream = Vec::new();
/// framing.encode(b"{}", &mut stream)?;
/// assert_eq!(stream, b"Content-Length: 2\r\n\r\n{}");
///
/// let mut twice = BytesMut::from(&b"content-length:2\r\nContent-Length: 3\r\n\r\nabc"[..]);
/// assert!(framing.decode(&mut twice).is_err());
/// # Ok::<(), stickydemo::framing::FramingError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ContentLength {
    header_max: u64,
    max: u64,
}

impl ContentLength {
    /// Messages of at most `max` bytes, behind header lines of at most `header_max`.
    pub fn new(header_max: u64, max: u64) -> Self {
        ContentLength { header_max, max }
    }
}

impl Framing for ContentLength {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        let head = format!("Content-Length: {}\r\n\r\n", fitting(message, self.max)?);
        if head.len() as u64 > self.header_max {
            return Err(FramingError::HeadTooLong { max: self.header_max });
        }
        out.reserve(head.len() + message.len());
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(message);
        Ok(())
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(HeadReader { framing: *self, frame: None, seen: 0 })
    }
}

/// The length that header lines say. Each of them is looked at.
fn length(head: &[u8], max: u64) -> Result<usize, FramingError> {
    let mut found = None;
    for (line, number) in lines(head).zip(1..) {
        let bad = FramingError::BadField { line: number };
        let (name, value) = field(line).ok_or(bad)?;
        if !name.eq_ignore_ascii_case(b"content-length") {
            continue;
        }
        if found.is_some() {
            return Err(FramingError::TwoLengths);
        }
        if value.is_empty() || value.len() > DIGITS || !value.iter().all(u8::is_ascii_digit) {
            return Err(bad);
        }
        found = Some(decimal(value));
    }
    claimed(found.ok_or(FramingError::NoLength)?, max)
}

/// The lines of a header, their ends left out.
fn lines(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(head).filter(|head| !head.is_empty());
    std::iter::from_fn(move || {
        let all = rest.take()?;
        let end = memchr::memmem::find(all, b"\r\n").unwrap_or(all.len());
        rest = all.get(end + 2..);
        Some(&all[..end])
    })
}

/// The name and the value of a field (RFC 9110, 5.1 and 5.5).
fn field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = memchr::memchr(b':', line).filter(|&at| at > 0)?;
    let (name, value) = (&line[..colon], &line[colon + 1..]);
    let is_text = |byte: &u8| !byte.is_ascii_control() || *byte == b'\t';
    (name.iter().all(is_token) && value.iter().all(is_text)).then(|| (name, value.trim_ascii()))
}

/// What names are made of (RFC 9110, 5.6.2).
fn is_token(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte)
}

struct HeadReader {
    framing: ContentLength,
    /// The frame whose header was read: once, however small the pieces of its message are.
    frame: Option<Frame>,
    /// Bytes looked at in which no empty line begins.
    seen: usize,
}

impl HeadReader {
    /// The frame that begins `buf`; `None`: its header is not complete yet.
    fn frame(&mut self, buf: &[u8]) -> Result<Option<Frame>, FramingError> {
        let most = self.framing.header_max;
        if buf.starts_with(b"\r\n") {
            return Err(FramingError::NoLength);
        }
        let seen = if self.seen > buf.len() { 0 } else { self.seen };
        let end = memchr::memmem::find(&buf[seen..], EMPTY_LINE).map(|at| seen + at);
        let head = end.map_or(buf.len(), |end| end + EMPTY_LINE.len());
        if head as u64 > most {
            return Err(FramingError::HeadTooLong { max: most });
        }
        self.seen = if end.is_some() { 0 } else { buf.len().saturating_sub(EMPTY_LINE.len() - 1) };
        let Some(end) = end else { return Ok(None) };
        Ok(Some(Frame { head, len: length(&buf[..end], self.framing.max)? }))
    }
}

impl Decoder for HeadReader {
    fn decode(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        self.frame = match self.frame.filter(|frame| frame.head <= buf.len()) {
            Some(frame) => Some(frame),
            None => self.frame(buf)?,
        };
        let message = self.frame.and_then(|frame| frame.take(buf));
        self.frame = self.frame.filter(|_| message.is_none());
        Ok(message)
    }

    fn doubt(&self, buf: &[u8], refused: bool) -> Option<Doubt> {
        if refused { Doubt::of_protocol(buf) } else { None }
    }

    fn frame_len(&self, _: &[u8]) -> Option<u64> {
        self.frame.map(Frame::whole)
    }
}
