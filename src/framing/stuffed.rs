//! Messages that end at a byte which is in none of them: what would be one there is written otherwise, and put back by the
//! reader.

use super::one_byte::OneByte;
use super::{Decoder, FramingError};
use bytes::{Buf, Bytes, BytesMut};

/// What is written instead of bytes that may not be in a frame.
pub(super) trait Stuffing: Send {
    /// The byte that ends a frame.
    const END: u8;

    /// How many bytes the message of a frame has.
    ///
    /// # Errors
    /// [`FramingError::BadStuffing`]: it is no frame.
    fn len(frame: &[u8]) -> Result<usize, FramingError>;

    /// Puts the message of a checked frame together, within the memory it is in; how many bytes are moved.
    fn unstuff(frame: &mut BytesMut) -> u64;
}

/// Reads frames of one stuffing. Two ends in a row hold no message between them.
pub(super) struct StuffedReader<S> {
    end: OneByte,
    max: u64,
    /// Bytes moved within the buffer.
    moved: u64,
    stuffing: std::marker::PhantomData<S>,
}

impl<S: Stuffing> StuffedReader<S> {
    /// Messages of at most `max` bytes, in frames of at most `longest`.
    pub(super) fn new(max: u64, longest: u64) -> Self {
        let end = OneByte::new(S::END, longest);
        StuffedReader { end, max, moved: 0, stuffing: std::marker::PhantomData }
    }

    fn too_long(&self) -> FramingError {
        FramingError::NoDelimiter { max: self.max }
    }
}

impl<S: Stuffing> Decoder for StuffedReader<S> {
    fn decode(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        loop {
            match self.end.end(buf).map_err(|_| self.too_long())? {
                None => return Ok(None),
                Some(0) => buf.advance(1),
                Some(end) if S::len(&buf[..end])? as u64 > self.max => return Err(self.too_long()),
                Some(end) => {
                    let mut frame = self.end.cut(end, buf);
                    self.moved += S::unstuff(&mut frame);
                    return Ok(Some(frame.freeze()));
                }
            }
        }
    }

    fn moved(&self) -> u64 {
        self.moved
    }

    fn pass_over(&mut self, buf: &mut BytesMut) -> bool {
        self.end.pass_over(buf)
    }

    fn frame_len(&self, _: &[u8]) -> Option<u64> {
        None
    }
}
