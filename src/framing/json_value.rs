//! Each message is a JSON value, which shows where it ends.

use super::frame::fitting;
use super::{Decoder, Framing, FramingError};
use bytes::{Buf, Bytes, BytesMut};
use serde_json::value::RawValue;

/// One JSON object, array or string after the other (RFC 8259), with blanks and line ends between them or not: what
/// Netty's `JsonObjectDecoder` and `serde_json`'s `StreamDeserializer` read.
///
/// ```text
///   JsonValue::new(max)
///
///   BEFORE (two messages)         ENCODED: nothing is added
///   ┌─────────┐ ┌─────────┐       ┌─────────┬─────────┐
///   │ {"a":1} │ │ ["}{"]  │ ───►  │ {"a":1} │ ["}{"]  │
///   └─────────┘ └─────────┘       └─────────┴─────────┘
///
///   ENCODED by somebody else      AFTER
///   ┌────────────────────────┐    ┌─────────┐ ┌──────┐
///   │   {"a":1} \n "feng" \n │ ─► │ {"a":1} │ │"feng"│
///   └────────────────────────┘    └─────────┘ └──────┘
/// ```
///
/// The brackets and quotes are the frame; those inside strings count for nothing. A number alone is refused: `12` may be
/// all or the beginning of `123`. So are `true`, `false` and `null` alone: put them into an array. What is read is
/// looked at when it is whole, and refused if it is not JSON. The reader has to look at every byte, which a length saves it.
///
/// ```
/// use bytes::BytesMut;
/// use stickydemo::framing::{Framing, JsonValue};
///
/// let mut buf = BytesMut::from(&b" {\"a\": \"}\"}\n[1, 2"[..]);
/// let mut decoder = JsonValue::new(1024).decoder();
/// assert_eq!(decoder.decode(&mut buf)?.as_deref(), Some(&b"{\"a\": \"}\"}"[..]));
/// assert_eq!(decoder.decode(&mut buf)?, None);
/// buf.extend_from_slice(b"]");
/// assert_eq!(decoder.decode(&mut buf)?.as_deref(), Some(&b"[1, 2]"[..]));
/// # Ok::<(), stickydemo::framing::FramingError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct JsonValue {
    max: u64,
}

impl JsonValue {
    /// Values of at most `max` bytes.
    pub fn new(max: u64) -> Self {
        JsonValue { max }
    }
}

impl Framing for JsonValue {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        fitting(message, self.max)?;
        let mut scan = Scan::default();
        match scan.end(message)? {
            Some(end) if end == message.len() => check(message)?,
            Some(end) => return Err(FramingError::NoValue { at: end as u64 }),
            // What does not end is not JSON, and the parser says where.
            None => check(message).and(Err(FramingError::NoValue { at: 0 }))?,
        }
        out.extend_from_slice(message);
        Ok(())
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(ValueReader { max: self.max, scan: Scan::default() })
    }
}

/// That this is JSON, all of it.
fn check(value: &[u8]) -> Result<(), FramingError> {
    match serde_json::from_slice::<&RawValue>(value) {
        Ok(_) => Ok(()),
        Err(error) => {
            let (line, column) = (error.line() as u64, error.column() as u64);
            Err(FramingError::BadJson { line, column })
        }
    }
}

/// What is known of the value at the front of the buffer.
#[derive(Debug, Default)]
struct Scan {
    /// Bytes looked at.
    bytes: usize,
    /// Brackets that are open.
    open: usize,
    in_string: bool,
    /// The byte before was a backslash.
    escaped: bool,
}

impl Scan {
    /// Where the value that `buf` begins with ends; `None`: not in these bytes.
    fn end(&mut self, buf: &[u8]) -> Result<Option<usize>, FramingError> {
        if self.bytes == 0 && !matches!(buf.first(), None | Some(b'{' | b'[' | b'"')) {
            return Err(FramingError::NoValue { at: 0 });
        }
        for &byte in &buf[self.bytes..] {
            self.bytes += 1;
            self.look(byte);
            if self.open == 0 && !self.in_string {
                return Ok(Some(self.bytes));
            }
        }
        Ok(None)
    }

    fn look(&mut self, byte: u8) {
        match (self.in_string, byte) {
            (true, _) if self.escaped => self.escaped = false,
            (true, b'\\') => self.escaped = true,
            (_, b'"') => self.in_string = !self.in_string,
            (false, b'{' | b'[') => self.open += 1,
            (false, b'}' | b']') => self.open = self.open.saturating_sub(1),
            _ => {}
        }
    }
}

struct ValueReader {
    max: u64,
    scan: Scan,
}

impl Decoder for ValueReader {
    fn decode(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        if self.scan.bytes > buf.len() || self.scan.bytes == 0 {
            self.scan = Scan::default();
            let blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
            buf.advance(buf.iter().take_while(blank).count());
        }
        let most = usize::try_from(self.max).unwrap_or(usize::MAX).min(buf.len());
        let Some(end) = self.scan.end(&buf[..most])? else {
            return match buf.len() as u64 > self.max {
                true => Err(FramingError::LongValue { max: self.max }),
                false => Ok(None),
            };
        };
        self.scan = Scan::default();
        check(&buf[..end])?;
        Ok(Some(buf.split_to(end).freeze()))
    }

    fn frame_len(&self, _: &[u8]) -> Option<u64> {
        None
    }
}
