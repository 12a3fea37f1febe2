//! The end of the stream taken for the end of the message.

use super::parts::{PIECE, length};
use super::{Broken, Reader, Recv, Stop};
use crate::model::Header;
use bytes::{Bytes, BytesMut};

/// The loop stops when `recv` returns nothing, and hands over what it has.
///
/// ```text
///   SENT     │ 09 00 00 00 │ hello           the sender dies after 5 of 9 bytes
///   READ     │ recv(4)     │ hello │ (end)   "hello"
/// ```
///
/// Half a file that calls itself complete. The header said 9: fewer is an error.
///
/// ```text
///   wrong    if not piece: break
///   right    if not piece: raise ConnectionError(f'{len(body)} of {length} bytes')
/// ```
#[derive(Debug, Clone, Copy)]
pub struct EndAsMessageEnd(pub Header);

impl Broken for EndAsMessageEnd {
    fn header(&self) -> Option<Header> {
        Some(self.0)
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(*self)
    }
}

impl Reader for EndAsMessageEnd {
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        let length = length(stream, self.0)?;
        let mut body = BytesMut::new();
        while body.len() < length {
            let piece = stream.recv(PIECE.min(length - body.len()))?;
            if piece.is_empty() {
                break; // wrong; right: an error
            }
            body.extend_from_slice(&piece);
        }
        Ok(body.freeze())
    }
}
