//! A frame of 6 MB after a length of two bytes.

use super::parts::{body, checked, number};
use super::{Broken, Reader, Recv, Stop};
use crate::framing::{FramingError, pack};
use crate::model::Header;
use bytes::Bytes;

/// Two bytes say at most 65535; the sender keeps the low 16 bits and sends everything.
///
/// ```text
///   SENT     │ 8d 80 │ 6000000 bytes: 36224 + 91 × 65536 │
///   READ     │ recv(2) │ 36224 bytes │ 41 41: the next header
/// ```
///
/// Java's `writeShort` and a cast to `uint16_t` do so without a word. A sender has to refuse what its
/// header cannot say.
///
/// ```text
///   wrong    header = struct.pack('!H', len(body) & 0xffff)
///   right    header = struct.pack('!H', len(body))
/// ```
#[derive(Debug, Clone, Copy)]
pub struct TwoByteLength(pub Header);

impl Broken for TwoByteLength {
    fn header(&self) -> Option<Header> {
        Some(self.0)
    }

    fn announce(&self, len: u64) -> Result<Vec<u8>, FramingError> {
        pack(self.0, i128::from(len & 0xffff)) // wrong: 16 bits of it
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(*self)
    }
}

impl Reader for TwoByteLength {
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        let length = number(stream, self.0)? & 0xffff; // as many bits as the sender keeps
        body(stream, checked(length)?)
    }
}
