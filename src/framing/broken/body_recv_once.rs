//! One `recv(length)` for the body.

use super::parts::{cut_off, length};
use super::{Broken, Reader, Recv, Stop};
use crate::model::Header;
use bytes::Bytes;

/// The length is known, so it is asked for, once.
///
/// ```text
///   SENT     │ 05 00 00 00 │ hello │
///   ARRIVED  │ 05 00 00 00   he │ llo │
///   READ     │ recv(4)     │ recv(5): he
/// ```
///
/// `recv(n)` returns what is there, at most n bytes. The rest of the body is then read as the next header.
///
/// ```text
///   wrong    body = conn.recv(length)
///   right    body = recv_exactly(conn, length)
/// ```
#[derive(Debug, Clone, Copy)]
pub struct BodyRecvOnce(pub Header);

impl Broken for BodyRecvOnce {
    fn header(&self) -> Option<Header> {
        Some(self.0)
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(*self)
    }
}

impl Reader for BodyRecvOnce {
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        let length = length(stream, self.0)?;
        let body = stream.recv(length)?; // wrong; right: until there are `length`
        if body.is_empty() && length > 0 {
            return Err(cut_off(0, length));
        }
        Ok(body)
    }
}

/// The same, and nobody looks whether `recv` returned nothing: at the end of the stream that is an empty body.
#[derive(Debug, Clone, Copy)]
pub struct BodyRecvUnchecked(pub Header);

impl Broken for BodyRecvUnchecked {
    fn header(&self) -> Option<Header> {
        Some(self.0)
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(*self)
    }
}

impl Reader for BodyRecvUnchecked {
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        let length = length(stream, self.0)?;
        stream.recv(length)
    }
}
