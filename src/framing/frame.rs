//! What the framings that say a length first have in common, and the limit that all have.

use super::FramingError;
use bytes::{Buf, Bytes, BytesMut};

/// Where the parts of a frame are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// Bytes before the message.
    pub(super) head: usize,
    /// Bytes of the message.
    pub(super) len: usize,
}

impl Frame {
    /// Whether `buf` holds all of it.
    pub(super) fn is_in(self, buf: &[u8]) -> bool {
        buf.len() >= self.head.saturating_add(self.len)
    }

    /// Takes the frame off the front of `buf`, which holds it: the message, without a copy.
    pub(super) fn cut(self, buf: &mut BytesMut) -> Bytes {
        buf.advance(self.head);
        buf.split_to(self.len).freeze()
    }

    /// Takes the frame off the front of `buf`: the message. `None`: it is not complete yet.
    pub(super) fn take(self, buf: &mut BytesMut) -> Option<Bytes> {
        self.is_in(buf).then(|| self.cut(buf))
    }

    /// Its bytes in all.
    pub(super) fn whole(self) -> u64 {
        (self.head as u64).saturating_add(self.len as u64)
    }
}

/// The most digits a length in decimal digits has.
pub(super) const DIGITS: usize = 19;

/// The number that at most [`DIGITS`] decimal digits say.
pub(super) fn decimal(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |n, digit| 10 * n + u64::from(digit - b'0'))
}

/// The length that a frame claims for its message, if a message may be so long.
///
/// # Errors
/// [`FramingError::ClaimTooLarge`].
pub(super) fn claimed(claim: u64, max: u64) -> Result<usize, FramingError> {
    let too_large = FramingError::ClaimTooLarge { claim, max };
    if claim > max {
        return Err(too_large);
    }
    usize::try_from(claim).map_err(|_| too_large)
}

/// The length of a message that is to be written, if it may be so long.
///
/// # Errors
/// [`FramingError::MessageTooLong`].
pub(super) fn fitting(message: &[u8], max: u64) -> Result<u64, FramingError> {
    let len = message.len() as u64;
    if len > max { Err(FramingError::MessageTooLong { len, max }) } else { Ok(len) }
}
