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
/// A message of any other size is refused rather than padded: how to tell the padding from the
/// message would be one more thing to agree on.
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
}

impl Fixed {
    /// Messages of `len` bytes each. With 0 nothing could be told apart: every message is refused.
    pub fn new(len: u32) -> Self {
        Fixed { len }
    }

    pub(super) fn check(self) -> Result<(), FramingError> {
        if self.len == 0 { Err(FramingError::ZeroLength) } else { Ok(()) }
    }
}

impl Framing for Fixed {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        self.check()?;
        let (len, must) = (message.len() as u64, u64::from(self.len));
        if len != must {
            return Err(FramingError::WrongLength { len, must });
        }
        out.extend_from_slice(message);
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
        Ok((buf.len() >= len).then(|| buf.split_to(len).freeze()))
    }

    fn frame_len(&self, _: &[u8]) -> Option<u64> {
        Some(u64::from(self.len))
    }
}
