//! No maximum: memory for whatever the header says.

use super::parts::{body, number};
use super::{Broken, Reader, Recv, Stop};
use crate::model::Header;
use bytes::Bytes;

/// The header says how long the body is, so the buffer is made at once.
///
/// ```text
///   SENT     │ ff ff ff ff │
///   READ     │ recv(4): 4294967295   and a buffer of 4 GiB
/// ```
///
/// Four bytes from a stranger, and the memory is gone. Here nothing is allocated: the reader says
/// what it wants ([`Recv::allow`]) and is told no.
///
/// ```text
///   wrong    buffer = bytearray(length)
///   right    if length > MAXIMUM: raise ValueError(length)
/// ```
#[derive(Debug, Clone, Copy)]
pub struct NoMaximum(pub Header);

impl Broken for NoMaximum {
    fn header(&self) -> Option<Header> {
        Some(self.0)
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(*self)
    }
}

impl Reader for NoMaximum {
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        let length = u64::try_from(number(stream, self.0)?).unwrap_or(0);
        stream.allow(length)?; // wrong: a program would allocate; right: compare with a maximum
        body(stream, usize::try_from(length).unwrap_or(0))
    }
}
