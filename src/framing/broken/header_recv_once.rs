//! One `recv(4)` for the header.

use super::parts::{body, checked, doubted};
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
pub struct HeaderRecvOnce;

impl Broken for HeaderRecvOnce {
    fn reader(&self) -> Box<dyn Reader> {
        Box::new(*self)
    }
}

impl Reader for HeaderRecvOnce {
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        let header = stream.recv(4)?; // wrong; right: until there are 4
        if header.is_empty() {
            return Err(Stop::End);
        }
        let value = unpack(Header::I32le, &header)?;
        let length = checked(value).map_err(|stop| doubted(stop, Header::I32le, value))?;
        body(stream, length)
    }
}
