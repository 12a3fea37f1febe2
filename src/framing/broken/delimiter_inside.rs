//! A payload that contains the delimiter, sent as it is.

use super::parts::{MAX, PIECE};
use super::{Broken, Reader, Recv, Stop};
use crate::framing::FramingError;
use crate::model::Header;
use bytes::{Bytes, BytesMut};

/// Each message ends with a line end. Nobody looks whether there is one inside.
///
/// ```text
///   SENT     │ a\nb|c │ \n │
///   READ     │ a │ b|c │
/// ```
///
/// One message comes out as two. The sender has to refuse it, or to escape it, or to count it.
///
/// ```text
///   wrong    conn.sendall(body + b'\n')
///   right    conn.sendall(body.replace(b'\\', b'\\\\').replace(b'\n', b'\\\n') + b'\n')
/// ```
#[derive(Debug, Clone)]
pub struct DelimiterInside {
    /// What ends a message.
    pub delimiter: Bytes,
}

impl Broken for DelimiterInside {
    fn header(&self) -> Option<Header> {
        None
    }

    fn sends(&self, message: &[u8]) -> Result<Vec<Vec<u8>>, FramingError> {
        Ok(vec![[message, &self.delimiter].concat()]) // wrong: the message is not looked at
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Lines { delimiter: self.delimiter.clone(), pending: BytesMut::new() })
    }
}

/// Reads to the next line end; what came after it is kept for the next message.
struct Lines {
    delimiter: Bytes,
    pending: BytesMut,
}

impl Reader for Lines {
    fn kept(&self) -> usize {
        self.pending.len()
    }

    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        let mut looked = 0_usize;
        loop {
            let ends = self.delimiter.len();
            let from = looked.saturating_sub(ends.saturating_sub(1));
            let mut places = self.pending[from..].windows(ends.max(1));
            if let Some(at) = places.position(|bytes| bytes == self.delimiter) {
                let line = self.pending.split_to(from + at + ends);
                return Ok(line.freeze().slice(..from + at));
            }
            looked = self.pending.len();
            if looked as u64 > MAX {
                return Err(FramingError::NoDelimiter { max: MAX }.into());
            }
            let piece = stream.recv(PIECE)?;
            match (piece.is_empty(), looked) {
                (true, 0) => return Err(Stop::End),
                (true, _) => {
                    let have = looked as u64;
                    return Err(FramingError::EndInsideFrame { have, whole: None }.into());
                }
                (false, _) => self.pending.extend_from_slice(&piece),
            }
        }
    }
}
