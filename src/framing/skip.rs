//! What comes after a frame that is too long: with `too_long = "skip"` the next one.

use super::{Decoder, Doubt, Framing, FramingError, Pause};
use crate::model::{ErrorName, TooLong};
use bytes::{Bytes, BytesMut};

/// The framing, its reader going on after a frame that is too long where it is to skip one.
pub(super) fn going_on(framing: impl Framing + 'static, too_long: TooLong) -> Box<dyn Framing> {
    match too_long {
        TooLong::Close => Box::new(framing),
        TooLong::Skip => Box::new(Skipping(framing)),
    }
}

/// A framing whose reader passes over a frame that is too long, and says so when it has: as Netty's decoders do, and
/// tokio-util's `LinesCodec`. Behind an over-long line stands a line end like any other; behind an over-long length,
/// as many bytes as it says. Nothing of what is passed over is kept.
///
/// ```text
///   stream     a line of 9 bytes \n feng \n            max 5
///   decode     NoDelimiter              feng
/// ```
#[derive(Debug)]
struct Skipping<F>(F);

impl<F: Framing> Framing for Skipping<F> {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        self.0.encode(message, out)
    }

    fn pause(&self, len: u64) -> Option<Pause> {
        self.0.pause(len)
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(SkipReader { inner: self.0.decoder(), refused: None })
    }
}

struct SkipReader {
    inner: Box<dyn Decoder>,
    /// Why the frame at the front of the buffer is being passed over.
    refused: Option<FramingError>,
}

impl Decoder for SkipReader {
    fn decode(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        if self.refused.is_none() {
            match self.inner.decode(buf) {
                Err(error) if error.name() == ErrorName::FrameTooLarge => {
                    self.refused = Some(error);
                }
                other => return other,
            }
        }
        match self.inner.pass_over(buf) {
            true => self.refused.take().map_or(Ok(None), Err),
            false => Ok(None),
        }
    }

    fn decode_eof(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        match (self.decode(buf)?, self.refused.take()) {
            (Some(message), _) => Ok(Some(message)),
            (None, Some(refused)) => Err(refused),
            (None, None) => self.inner.decode_eof(buf),
        }
    }

    fn frame_len(&self, buf: &[u8]) -> Option<u64> {
        self.inner.frame_len(buf)
    }

    fn moved(&self) -> u64 {
        self.inner.moved()
    }

    fn doubt(&self, buf: &[u8], refused: bool) -> Option<Doubt> {
        self.inner.doubt(buf, refused)
    }
}
