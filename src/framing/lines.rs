//! Each message is a line.

use super::frame::fitting;
use super::one_byte::{self, OneByte};
use super::{Decoder, Framing, FramingError};
use bytes::{Bytes, BytesMut};

/// Each message is a line of text, read as tokio-util's `LinesCodec` reads them, and nearly as every buffered reader does.
///
/// ```text
///   Lines::new(max)
///
///   BEFORE (two messages)         ENCODED (11 bytes)
///   ┌───────┐ ┌──────┐            ┌───────┬────┬──────┬────┐
///   │ hello │ │ feng │     ───►   │ hello │ \n │ feng │ \n │
///   └───────┘ └──────┘            └───────┴────┴──────┴────┘
///
///   ENCODED by somebody else      AFTER
///   ┌───────┬───────┬──────┐      ┌───────┐ ┌──────┐
///   │ hello │ \r \n │ feng │ ──►  │ hello │ │ feng │    feng: the stream ended there
///   └───────┴───────┴──────┘      └───────┘ └──────┘
/// ```
///
/// Two things differ from a [`super::Delimiter`] of `\n`. One carriage return before the newline is taken off (files and people on Windows write
/// it), so a message that ends with one cannot be sent. And what comes after the last newline is a
/// line, too, when the stream ends there, unless it is a single carriage return or nothing: the
/// reader **cannot tell a line that was cut from one that lacks its end**. Where that matters the
/// strict [`super::Delimiter`] is the one to take.
///
/// Readers agree on lines that end with `\n` or `\r\n`. On the rest they do not (`tests/framing/line_readers.rs` has them side
/// by side):
///
/// | reader | a `\r` inside a line | what ends the stream without `\n` |
/// |---|---|---|
/// | this one, `LinesCodec` | is part of it | a line; one `\r` at its end is taken off, and a `\r` alone is no line |
/// | Go, `bufio.ScanLines` | is part of it | a line; one `\r` at its end is taken off, and a `\r` alone is an empty line |
/// | Rust, `BufRead::lines` | is part of it | a line, its `\r` a part of it |
/// | Python, `makefile('rb')` | is part of it | a line; each has its end with it, so one without is seen to be cut |
/// | Python, `makefile('r')` | ends it, and is told as `\n` | a line; a `\r` at its end has ended it |
///
/// `max` counts the bytes before the newline, the carriage return among them.
///
/// ```
/// use bytes::BytesMut;
/// use stickydemo::framing::{Framing, Lines};
///
/// let framing = Lines::new(1024);
/// let mut buf = BytesMut::from(&b"hello\r\n\nfe"[..]);
/// let mut decoder = framing.decoder();
/// assert_eq!(decoder.decode(&mut buf)?.as_deref(), Some(&b"hello"[..]));
/// assert_eq!(decoder.decode(&mut buf)?.as_deref(), Some(&b""[..]));
/// assert_eq!(decoder.decode(&mut buf)?, None);
/// buf.extend_from_slice(b"ng");
/// assert_eq!(decoder.decode_eof(&mut buf)?.as_deref(), Some(&b"feng"[..]));
/// assert_eq!(decoder.decode_eof(&mut buf)?, None);
/// # Ok::<(), stickydemo::framing::FramingError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Lines {
    max: u64,
}

impl Lines {
    /// Lines of at most `max` bytes.
    pub fn new(max: u64) -> Self {
        Lines { max }
    }
}

impl Framing for Lines {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        fitting(message, self.max)?;
        // A carriage return at the end would be taken for a part of the line's end.
        if let Some(line) = message.strip_suffix(b"\r") {
            let at = memchr::memchr(b'\n', line).unwrap_or(line.len());
            return Err(FramingError::HoldsDelimiter { at: at as u64 });
        }
        one_byte::append(b'\n', message, out)
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(LineReader(OneByte::new(b'\n', self.max)))
    }
}

struct LineReader(OneByte);

impl Decoder for LineReader {
    fn decode(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        let Some(end) = self.0.end(buf)? else { return Ok(None) };
        Ok(Some(without_return(self.0.cut(end, buf))))
    }

    fn decode_eof(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        if let Some(line) = self.decode(buf)? {
            return Ok(Some(line));
        }
        let rest = self.0.rest(buf);
        Ok((!matches!(&rest[..], b"" | b"\r")).then(|| without_return(rest)))
    }

    fn pass_over(&mut self, buf: &mut BytesMut) -> bool {
        self.0.pass_over(buf)
    }

    fn frame_len(&self, _: &[u8]) -> Option<u64> {
        None
    }
}

fn without_return(mut line: BytesMut) -> Bytes {
    let len = line.strip_suffix(b"\r").map_or(line.len(), <[u8]>::len);
    line.truncate(len);
    line.freeze()
}
