//! One `recv(4)` for the header.

use super::parts::{body, checked, doubted, size};
use super::{Broken, Reader, Recv, Stop};
use crate::framing::unpack;
use crate::model::Header;
use bytes::Bytes;

/// Four bytes are so few that they surely come at once.
///
/// ```text
///   SENT     │ 05 00 00 00 │ hello │
///   ARRIVED  │ 05 00 │ 00 00 hello │
///   READ     │ recv(4): 2 bytes     unpack wants 4
/// ```
///
/// `recv(4)` returns what is there, at most 4. A header is bytes of a stream like any others.
///
/// ```text
///   wrong    header = conn.recv(4)
///   right    header = recv_exactly(conn, 4)
/// ```
#[derive(Debug, Clone, Copy)]
pub struct HeaderRecvOnce(pub Header);

impl Broken for HeaderRecvOnce {
    fn header(&self) -> Option<Header> {
        Some(self.0)
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(*self)
    }
}

impl Reader for HeaderRecvOnce {
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        let header = stream.recv(size(self.0))?; // wrong; right: until all are there
        if header.is_empty() {
            return Err(Stop::End);
        }
        let value = unpack(self.0, &header)?;
        let length = checked(value).map_err(|stop| doubted(stop, self.0, value))?;
        body(stream, length)
    }
}
