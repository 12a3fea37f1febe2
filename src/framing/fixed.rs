//! Every message has the same number of bytes.

use super::{Decoder, Framing, FramingError};
use bytes::{Bytes, BytesMut};

/// Every message has exactly `len` bytes, so nothing at all is added to the stream.
///
/// ```text
///   Fixed::new(5)
///
///   BEFORE (two messages)         ENCODED (10 bytes)
///   ┌───────┐ ┌───────┐           ┌───────┬───────┐
///   │ hello │ │ world │    ───►   │ hello │ world │
///   └───────┘ └───────┘           └───────┴───────┘
/// ```
///
/// Without padding a message of any other size is refused: how to tell the padding from the message
/// is one more thing to agree on. [`Fixed::padded`] has it agreed: a shorter message is filled up
/// with one byte, and the reader takes those bytes off the end again. Then a message that itself ends
/// with that byte cannot be sent, and a longer one is refused, never cut.
///
/// ```text
///   Fixed::padded(6, b' ')
///   ┌───────┐ ┌──────┐            ┌───────┬───┬──────┬─────┐
///   │ hello │ │ feng │     ───►   │ hello │ · │ feng │ · · │
///   └───────┘ └──────┘            └───────┴───┴──────┴─────┘
/// ```
///
/// ```
/// use bytes::BytesMut;
/// use stickydemo::framing::{Fixed, Framing};
///
/// let framing = Fixed::new(5);
/// let mut stream = Vec::new();
/// framing.encode(b"hello", &mut stream)?;
/// framing.encode(b"world", &mut stream)?;
/// assert!(framing.encode(b"feng", &mut stream).is_err());
///
/// let mut buf = BytesMut::from(&stream[..7]);
/// let mut decoder = framing.decoder();
/// assert_eq!(decoder.decode(&mut buf)?.as_deref(), Some(&b"hello"[..]));
/// assert_eq!(decoder.decode(&mut buf)?, None);
/// buf.extend_from_slice(&stream[7..]);
/// assert_eq!(decoder.decode(&mut buf)?.as_deref(), Some(&b"world"[..]));
/// # Ok::<(), stickydemo::framing::FramingError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Fixed {
    len: u32,
    pad: Option<u8>,
}

impl Fixed {
    /// Messages of `len` bytes each. With 0 nothing could be told apart: every message is refused.
    pub fn new(len: u32) -> Self {
        Fixed { len, pad: None }
    }

    /// Messages of at most `len` bytes, filled up with `pad`.
    pub fn padded(len: u32, pad: u8) -> Self {
        Fixed { len, pad: Some(pad) }
    }

    pub(super) fn check(self) -> Result<(), FramingError> {
        if self.len == 0 { Err(FramingError::ZeroLength) } else { Ok(()) }
    }
}

impl Framing for Fixed {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        self.check()?;
        let (len, must) = (message.len() as u64, u64::from(self.len));
        let Some(pad) = self.pad else {
            if len != must {
                return Err(FramingError::WrongLength { len, must });
            }
            out.extend_from_slice(message);
            return Ok(());
        };
        if len > must {
            return Err(FramingError::MessageTooLong { len, max: must });
        }
        if message.last() == Some(&pad) {
            return Err(FramingError::EndsWithPadding { len });
        }
        let end = out.len() + self.len as usize;
        out.extend_from_slice(message);
        out.resize(end, pad);
        Ok(())
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(*self)
    }
}

impl Decoder for Fixed {
    fn decode(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        self.check()?;
        let len = self.len as usize;
        if buf.len() < len {
            return Ok(None);
        }
        let mut frame = buf.split_to(len);
        if let Some(pad) = self.pad {
            let end = frame.iter().rposition(|byte| *byte != pad).map_or(0, |last| last + 1);
            frame.truncate(end);
        }
        Ok(Some(frame.freeze()))
    }

    fn frame_len(&self, _: &[u8]) -> Option<u64> {
        Some(u64::from(self.len))
    }
}
