//! The length in decimal digits, with nothing after them.

use super::parts::{PIECE, body, checked};
use super::{Broken, Reader, Recv, Stop};
use crate::framing::FramingError;
use crate::model::Header;
use bytes::Bytes;

/// `str(len(body))`, and the body after it.
///
/// ```text
///   SENT     │ 5 │ hello │ 4 │ feng │
///   READ     │ recv(1024): 5hello4feng      int() finds no number
///
///   SENT     │ 12 │ …
///   ARRIVED  │ 1 │ 2 …
///   READ     │ recv(1024): 1                a number, and the wrong one
/// ```
///
/// Nothing says where the digits end. It works only where the length arrives in one piece and
/// alone: hence the tutorials' acknowledgement between the two, which costs a round trip.
///
/// ```text
///   wrong    length = int(conn.recv(1024))
///   right    length = struct.unpack('!I', recv_exactly(conn, 4))[0]
/// ```
#[derive(Debug, Clone, Copy)]
pub struct LengthWithoutEnd {
    /// What a sender that knows better writes behind the digits; the reader strips it, as Python's `int` does.
    pub end: Option<u8>,
}

impl Broken for LengthWithoutEnd {
    fn header(&self) -> Option<Header> {
        None
    }

    fn announce(&self, len: u64) -> Result<Vec<u8>, FramingError> {
        Ok(len.to_string().into_bytes()) // wrong: no end
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(*self)
    }
}

impl Reader for LengthWithoutEnd {
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        let digits = stream.recv(PIECE)?; // wrong: who says that these are all, and nothing else?
        if digits.is_empty() {
            return Err(Stop::End);
        }
        let bare = self.end.and_then(|end| digits.strip_suffix(&[end])).unwrap_or(&digits);
        let number = str::from_utf8(bare).ok().and_then(|digits| digits.parse::<u64>().ok());
        let length = number.ok_or(Stop::NoNumber { bytes: digits.len() as u64 })?;
        body(stream, checked(i128::from(length))?)
    }
}
