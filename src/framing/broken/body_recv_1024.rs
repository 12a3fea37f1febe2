//! The body loop asks for 1024 bytes, not for those that are left.

use super::parts::{PIECE, length, take_in};
use super::{Broken, Reader, Recv, Stop};
use crate::model::Header;
use bytes::{Bytes, BytesMut};

/// A loop until the body is there, but each `recv` asks for 1024.
///
/// ```text
///   SENT     │ 05 00 00 00 │ hello │ 04 00 00 00 │ feng │
///   READ     │ recv(4)     │ recv(1024): hello, the next header, and all that follows
/// ```
///
/// Where the next frame has not arrived yet, 1024 and "the rest" are the same: so it works while the
/// sender pauses after each message, and swallows the next header when it does not.
///
/// ```text
///   wrong    body += conn.recv(1024)
///   right    body += conn.recv(min(1024, length - len(body)))
/// ```
#[derive(Debug, Clone, Copy)]
pub struct BodyRecv1024(pub Header);

impl Broken for BodyRecv1024 {
    fn header(&self) -> Option<Header> {
        Some(self.0)
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(*self)
    }
}

impl Reader for BodyRecv1024 {
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        let length = length(stream, self.0)?;
        let mut body = BytesMut::new();
        while body.len() < length {
            let piece = stream.recv(PIECE)?; // wrong; right: PIECE.min(length - body.len())
            take_in(&mut body, &piece, length)?;
        }
        Ok(body.freeze())
    }
}
