//! A signed 32-bit length, for a file of 3 GB.

use super::parts::{MAX, body, doubted, low_bytes, number, size};
use super::{Broken, Reader, Recv, Stop};
use crate::framing::FramingError;
use crate::model::Header;
use bytes::Bytes;

/// `int` holds at most 2147483647; larger numbers wrap around.
///
/// ```text
///   SENT     │ 00 00 00 c0 │ 3221225472 bytes
///   READ     │ recv(4): -1073741824 │ the loop `while got < length` never begins
/// ```
///
/// The file "arrives", empty; its first bytes are the next header. In C the sender's number wraps
/// silently (C11 6.3.1.3: the result is the implementation's choice, and every common one wraps);
/// Python's `struct.pack('i', 3221225472)` raises an error at least.
///
/// ```text
///   wrong    header = struct.pack('I', size); length = struct.unpack('i', header)[0]
///   right    header = struct.pack('!Q', size); length = struct.unpack('!Q', header)[0]
/// ```
#[derive(Debug, Clone, Copy)]
pub struct SignedLength(pub Header);

impl Broken for SignedLength {
    fn header(&self) -> Option<Header> {
        Some(self.0)
    }

    fn announce(&self, len: u64) -> Result<Vec<u8>, FramingError> {
        Ok(low_bytes(self.0, len)) // wrong: 32 bits of it
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(*self)
    }
}

impl Reader for SignedLength {
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        let length = signed(self.0, number(stream, self.0)?); // wrong: it may be below zero
        match u64::try_from(length) {
            Ok(claim) if claim > MAX => {
                let refused = FramingError::ClaimTooLarge { claim, max: MAX };
                Err(doubted(refused.into(), self.0, length))
            }
            // `while got < length`: below zero there is nothing to wait for.
            claim => body(stream, usize::try_from(claim.unwrap_or(0)).unwrap_or(0)),
        }
    }
}

/// The same bytes as `int` has them.
fn signed(header: Header, value: i128) -> i128 {
    let all = 1 << (8 * size(header));
    if value >= all / 2 { value - all } else { value }
}
