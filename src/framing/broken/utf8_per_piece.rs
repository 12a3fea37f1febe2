//! Each piece decoded as UTF-8 by itself.

use super::parts::{PIECE, length, take_in};
use super::{Broken, Reader, Recv, Stop};
use crate::model::Header;
use bytes::{Bytes, BytesMut};

/// The boundaries of the message are right; the boundaries of the characters are forgotten.
///
/// ```text
///   SENT     │ 06 00 00 00 │ e4 bd a0 e5 a5 bd │      你好
///   ARRIVED  │ 06 00 00 00   e4 bd │ a0 e5 a5 bd │
///   READ     │ recv(4)     │ decode(e4 bd): no UTF-8
/// ```
///
/// ```text
///   wrong    text += conn.recv(rest).decode('utf-8')
///   right    body += conn.recv(rest)              # and once all is there: body.decode('utf-8')
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Utf8PerPiece(pub Header);

impl Broken for Utf8PerPiece {
    fn header(&self) -> Option<Header> {
        Some(self.0)
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(*self)
    }
}

impl Reader for Utf8PerPiece {
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        let length = length(stream, self.0)?;
        let mut body = BytesMut::new();
        while body.len() < length {
            let piece = stream.recv(PIECE.min(length - body.len()))?;
            let text = str::from_utf8(&piece); // wrong: a piece may end inside a character
            let text = text.map_err(|error| Stop::NoText { at: error.valid_up_to() as u64 })?;
            take_in(&mut body, text.as_bytes(), length)?;
        }
        Ok(body.freeze())
    }
}
