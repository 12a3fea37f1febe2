//! One message for each connection.

use super::frame::fitting;
use super::{Decoder, Framing, FramingError};
use bytes::{Bytes, BytesMut};

/// All that comes until the stream ends is one message: one connection for each message, as HTTP/1.0
/// had it. Nothing is added to the stream; its end says where the message ends.
///
/// ```text
///   UntilClose::new(max)
///
///   BEFORE (two messages)         ENCODED (two connections)
///   ┌───────┐ ┌──────┐            ┌───────┬ ─ ─ ┐  ┌──────┬ ─ ─ ┐
///   │ hello │ │ feng │     ───►   │ hello │ FIN │  │ feng │ FIN │
///   └───────┘ └──────┘            └───────┴ ─ ─ ┘  └──────┴ ─ ─ ┘
///
///   an empty message is possible: a connection that is made and ended
/// ```
///
/// Two things it cannot do. Two messages written to one connection are one for the reader: the
/// second needs a connection of its own. And a sender that dies in the middle of a message is
/// closed by its system just as one that has finished: **a cut message and a whole one look the
/// same** (RFC 9112, section 8, says so of HTTP bodies that end with the connection). Only a
/// reset is told from an end.
///
/// ```
/// use bytes::BytesMut;
/// use stickydemo::framing::{Framing, UntilClose};
///
/// let framing = UntilClose::new(1024);
/// let mut decoder = framing.decoder();
/// let mut buf = BytesMut::from(&b"hello"[..]);
/// assert_eq!(decoder.decode(&mut buf)?, None, "more may come");
/// assert_eq!(decoder.decode_eof(&mut buf)?.as_deref(), Some(&b"hello"[..]));
/// assert_eq!(decoder.decode_eof(&mut buf)?, None, "and that was all");
/// # Ok::<(), stickydemo::framing::FramingError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct UntilClose {
    max: u64,
}

impl UntilClose {
    /// Messages of at most `max` bytes.
    pub fn new(max: u64) -> Self {
        UntilClose { max }
    }
}

impl Framing for UntilClose {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        fitting(message, self.max)?;
        out.extend_from_slice(message);
        Ok(())
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(WholeReader { max: self.max, ended: false })
    }
}

struct WholeReader {
    max: u64,
    /// The message was handed over.
    ended: bool,
}

impl Decoder for WholeReader {
    fn decode(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        match buf.len() as u64 > self.max {
            true => Err(FramingError::NoEnd { max: self.max }),
            false => Ok(None),
        }
    }

    fn decode_eof(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        self.decode(buf)?;
        let ended = std::mem::replace(&mut self.ended, true);
        Ok((!ended).then(|| buf.split().freeze()))
    }

    fn frame_len(&self, _: &[u8]) -> Option<u64> {
        None
    }
}
