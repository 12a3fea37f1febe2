//! An acknowledgement that nobody reads, taken for the next length.

use super::parts::{body, length};
use super::{Broken, Reader, Recv, Stop};
use crate::framing::{FramingError, pack};
use crate::model::Header;
use bytes::Bytes;

/// The other side answers "uploaded" after each file; this side goes on to the next command.
///
/// ```text
///   SENT     │ 05 00 00 00 │ hello │ a.txt 上传成功 │ 04 00 00 00 │ feng │
///   READ     │ recv(4)     │ recv(5) │ recv(4): a.tx
/// ```
///
/// `a.tx` is 61 2e 74 78, as a length 2020879969. Every byte that the other side sends has to be
/// read by somebody.
///
/// ```text
///   wrong    put(conn, file)
///   right    put(conn, file); answer = recv_message(conn)
/// ```
#[derive(Debug, Clone, Copy)]
pub struct UnreadAck(pub Header);

impl UnreadAck {
    /// The answer of the tutorials' server. It has no length and no end.
    pub const ACK: &'static str = "a.txt 上传成功";
}

impl Broken for UnreadAck {
    fn header(&self) -> Option<Header> {
        Some(self.0)
    }

    fn sends(&self, message: &[u8]) -> Result<Vec<Vec<u8>>, FramingError> {
        let header = pack(self.0, message.len() as i128)?;
        Ok(vec![header, message.to_vec(), Self::ACK.as_bytes().to_vec()])
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(*self)
    }
}

impl Reader for UnreadAck {
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        let length = length(stream, self.0)?;
        body(stream, length) // wrong: the acknowledgement behind it is left in the stream
    }
}
