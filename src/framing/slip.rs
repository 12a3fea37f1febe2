//! Each message is followed by a byte that is replaced by two where it is in a message: SLIP.

use super::frame::fitting;
use super::stuffed::{StuffedReader, Stuffing};
use super::{Decoder, Framing, FramingError};
use bytes::BytesMut;

/// Ends a message (RFC 1055).
const END: u8 = 0xc0;
/// Begins what stands for one of the two.
const ESC: u8 = 0xdb;
/// What stands behind an [`ESC`] for an [`END`].
const ESC_END: u8 = 0xdc;
/// What stands behind an [`ESC`] for itself.
const ESC_ESC: u8 = 0xdd;

/// Byte stuffing as the Serial Line Internet Protocol has it (RFC 1055).
///
/// ```text
///   Slip::new(max)
///
///   BEFORE (two messages)         ENCODED
///   ┌───────┐ ┌──────────┐        ┌───────┬────┬────────────────┬────┐
///   │ hello │ │ a c0 b db│ ───►   │ hello │ c0 │ a db dc b db dd│ c0 │
///   └───────┘ └──────────┘        └───────┴────┴────────────────┴────┘
/// ```
///
/// The byte that ends a message is in no message, for where it would be, two others are: so any bytes can be sent, and a
/// reader that comes late finds the next beginning. A message of nothing but these bytes becomes twice as long. Two
/// ends in a row hold no message between them: many senders begin with one, to flush what noise the line has made. So
/// an empty message cannot be sent. An escape before any other byte is refused; the program in the RFC takes the byte
/// as it is.
///
/// ```
/// use bytes::BytesMut;
/// use stickydemo::framing::{Framing, Slip};
///
/// let framing = Slip::new(1024);
/// let mut stream = Vec::new();
/// framing.encode(b"a\xc0b", &mut stream)?;
/// assert_eq!(stream, b"a\xdb\xdcb\xc0");
/// assert!(framing.encode(b"", &mut stream).is_err());
///
/// let mut buf = BytesMut::from(&b"\xc0\xc0a\xdb\xdcb\xc0"[..]);
/// assert_eq!(framing.decode(&mut buf)?.as_deref(), Some(&b"a\xc0b"[..]));
/// # Ok::<(), stickydemo::framing::FramingError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Slip {
    max: u64,
}

impl Slip {
    /// Messages of at most `max` bytes.
    pub fn new(max: u64) -> Self {
        Slip { max }
    }
}

impl Framing for Slip {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        if fitting(message, self.max)? == 0 {
            return Err(FramingError::EmptyMessage);
        }
        out.reserve(message.len() + 1);
        let mut from = 0;
        for at in memchr::memchr2_iter(END, ESC, message) {
            out.extend_from_slice(&message[from..at]);
            out.extend([ESC, if message[at] == END { ESC_END } else { ESC_ESC }]);
            from = at + 1;
        }
        out.extend_from_slice(&message[from..]);
        out.push(END);
        Ok(())
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(StuffedReader::<Escapes>::new(self.max, self.max.saturating_mul(2)))
    }
}

/// Two bytes for each that may not be there.
struct Escapes;

impl Stuffing for Escapes {
    const END: u8 = END;

    fn len(frame: &[u8]) -> Result<usize, FramingError> {
        let mut escapes = 0;
        for at in memchr::memchr_iter(ESC, frame) {
            match frame.get(at + 1) {
                Some(&(ESC_END | ESC_ESC)) => escapes += 1,
                _ => return Err(FramingError::BadStuffing { at: at as u64 }),
            }
        }
        Ok(frame.len() - escapes)
    }

    fn unstuff(frame: &mut BytesMut) -> u64 {
        let Some(first) = memchr::memchr(ESC, frame) else { return 0 };
        let (mut from, mut to) = (first, first);
        while let Some(&byte) = frame.get(from) {
            let escaped = byte == ESC;
            from += usize::from(escaped);
            frame[to] = match (escaped, frame.get(from)) {
                (true, Some(&ESC_END)) => END,
                (true, _) => ESC,
                (false, _) => byte,
            };
            from += 1;
            to += 1;
        }
        frame.truncate(to);
        (to - first) as u64
    }
}
