//! The length in characters, not in bytes.

use super::parts::{body, length};
use super::{Broken, Reader, Recv, Stop};
use crate::framing::{FramingError, pack};
use crate::model::Header;
use bytes::Bytes;

/// `len` of the text, not of what is sent.
///
/// ```text
///   SENT     │ 02 00 00 00 │ e4 bd a0 e5 a5 bd │      你好: 2 characters, 6 bytes
///   READ     │ recv(4)     │ e4 bd │ a0 e5 a5 bd     the next header
/// ```
///
/// Right for as long as all is ASCII, where a character is a byte.
///
/// ```text
///   wrong    header = struct.pack('i', len(text))
///   right    header = struct.pack('i', len(text.encode('utf-8')))
/// ```
#[derive(Debug, Clone, Copy)]
pub struct LengthInCharacters(pub Header);

impl Broken for LengthInCharacters {
    fn header(&self) -> Option<Header> {
        Some(self.0)
    }

    fn sends(&self, message: &[u8]) -> Result<Vec<Vec<u8>>, FramingError> {
        let characters = String::from_utf8_lossy(message).chars().count(); // wrong; right: bytes
        Ok(vec![pack(self.0, characters as i128)?, message.to_vec()])
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(*self)
    }
}

impl Reader for LengthInCharacters {
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        let length = length(stream, self.0)?;
        body(stream, length)
    }
}
