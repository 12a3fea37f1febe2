//! The body loop adds the length of everything so far.

use super::parts::{PIECE, length, take_in};
use super::{Broken, Reader, Recv, Stop};
use crate::model::Header;
use bytes::{Bytes, BytesMut};

/// The loop counts what it has received, and adds up the wrong thing.
///
/// ```text
///   SENT     │ b8 0b 00 00 │ 3000 bytes                        │
///   READ     │ recv(4)     │ 1024        │ 1024        │ (952)  │
///   received                 1024         1024 + 2048 = 3072 ≥ 3000: done
/// ```
///
/// Bodies of one or two pieces come out right. With three, the loop ends early, and what is left is
/// the next header.
///
/// ```text
///   wrong    received += len(body)
///   right    received += len(piece)
/// ```
#[derive(Debug, Clone, Copy)]
pub struct SumOfEverything(pub Header);

impl Broken for SumOfEverything {
    fn header(&self) -> Option<Header> {
        Some(self.0)
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(*self)
    }
}

impl Reader for SumOfEverything {
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        let length = length(stream, self.0)?;
        let (mut body, mut received) = (BytesMut::new(), 0);
        while received < length {
            let piece = stream.recv(PIECE.min(length - received))?;
            take_in(&mut body, &piece, length)?;
            received += body.len(); // wrong; right: piece.len()
        }
        Ok(body.freeze())
    }
}
