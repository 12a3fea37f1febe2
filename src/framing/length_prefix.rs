//! Each message is preceded by its length.

use super::frame::{Frame, claimed, fitting};
use super::{Decoder, Doubt, Framing, FramingError, header};
use crate::model::Header;
use bytes::{Bytes, BytesMut};

/// Each message is preceded by a header that says how many bytes follow.
///
/// ```text
///   LengthPrefix::new(Header::U32be, false, max)
///
///   BEFORE (two messages)         ENCODED (17 bytes)
///   ┌───────┐ ┌──────┐            ┌─────────────┬───────┬─────────────┬──────┐
///   │ hello │ │ feng │     ───►   │ 00 00 00 05 │ hello │ 00 00 00 04 │ feng │
///   └───────┘ └──────┘            └─────────────┴───────┴─────────────┴──────┘
///
///   LengthPrefix::new(Header::I32le, false, max)     Python's struct.pack('i', …)
///   ┌───────┐                     ┌─────────────┬───────┐
///   │ hello │              ───►   │ 05 00 00 00 │ hello │
///   └───────┘                     └─────────────┴───────┘
///
///   LengthPrefix::new(Header::U16be, true, max)      the length counts its header: 2 + 5
///   ┌───────┐                     ┌───────┬───────┐
///   │ hello │              ───►   │ 00 07 │ hello │
///   └───────┘                     └───────┴───────┘
///
///   an empty message is possible: 00 00 00 00
/// ```
///
/// A header is a stranger's word. What it says is compared with `max` first; the bytes are waited
/// for in the caller's buffer, and nothing is reserved for them.
///
/// ```
/// use bytes::BytesMut;
/// use stickydemo::framing::{Framing, LengthPrefix};
/// use stickydemo::model::{ErrorName, Header};
///
/// let framing = LengthPrefix::new(Header::U32be, false, 1024);
/// let mut stream = Vec::new();
/// framing.encode(b"hello", &mut stream)?;
/// assert_eq!(stream, b"\0\0\0\x05hello");
///
/// let mut buf = BytesMut::from(&stream[..6]);
/// let mut decoder = framing.decoder();
/// assert_eq!(decoder.decode(&mut buf)?, None);
/// buf.extend_from_slice(&stream[6..]);
/// assert_eq!(decoder.decode(&mut buf)?.as_deref(), Some(&b"hello"[..]));
///
/// let mut hostile = BytesMut::from(&b"\xff\xff\xff\xff"[..]);
/// let error = decoder.decode(&mut hostile).unwrap_err();
/// assert_eq!(error.name(), ErrorName::FrameTooLarge);
/// # Ok::<(), stickydemo::framing::FramingError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct LengthPrefix {
    header: Header,
    includes_header: bool,
    max: u64,
}

impl LengthPrefix {
    /// Messages of at most `max` bytes; the header, of the given form, counts them, and itself
    /// too where `includes_header`.
    pub fn new(header: Header, includes_header: bool, max: u64) -> Self {
        LengthPrefix { header, includes_header, max }
    }

    /// What the header of a message of `len` bytes says. Where it counts itself, a varint's size
    /// is a matter of the number and the number one of the size: the smallest pair that agrees.
    fn claim(&self, len: u64) -> i128 {
        let len = i128::from(len);
        if !self.includes_header {
            return len;
        }
        let mut itself = 1;
        while header::size(self.header, len + itself) > itself {
            itself += 1;
        }
        len + itself
    }

    /// The frame that begins `buf`; `None`: its header is not complete yet.
    fn frame(&self, buf: &[u8]) -> Result<Option<Frame>, FramingError> {
        let Some((claim, head)) = header::read(self.header, buf)? else { return Ok(None) };
        Ok(Some(Frame { head, len: self.message_len(claim, head)? }))
    }

    /// What a header of `size` bytes that says `claim` means: checked before anything is done
    /// with it.
    fn message_len(&self, claim: i128, size: usize) -> Result<usize, FramingError> {
        let claim = u64::try_from(claim).map_err(|_| FramingError::Negative { value: claim })?;
        let itself = if self.includes_header { size as u64 } else { 0 };
        let Some(len) = claim.checked_sub(itself) else {
            return Err(FramingError::SmallerThanHeader { claim, header: itself });
        };
        claimed(len, self.max)
    }
}

impl Framing for LengthPrefix {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        let len = fitting(message, self.max)?;
        header::pack_into(self.header, self.claim(len), out)?;
        out.extend_from_slice(message);
        Ok(())
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(PrefixReader { framing: *self, frame: None, enough: 1 })
    }
}

struct PrefixReader {
    framing: LengthPrefix,
    /// The frame whose header was read: once.
    frame: Option<Frame>,
    /// With fewer bytes than these there is no message: nothing is looked at, however small the
    /// pieces are.
    enough: usize,
}

impl Decoder for PrefixReader {
    fn decode(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        if buf.len() < self.enough {
            return Ok(None);
        }
        self.enough = 1;
        let frame = match self.frame.take() {
            Some(frame) => frame,
            None => match self.framing.frame(buf)? {
                Some(frame) => frame,
                None => return Ok(None),
            },
        };
        if frame.is_in(buf) {
            return Ok(Some(frame.cut(buf)));
        }
        self.enough = frame.head.saturating_add(frame.len);
        self.frame = Some(frame);
        Ok(None)
    }

    fn doubt(&self, buf: &[u8], refused: bool) -> Option<Doubt> {
        let LengthPrefix { header, includes_header, max } = self.framing;
        match refused {
            true => Doubt::refused(header, buf, max),
            false => Doubt::waiting(header, buf, includes_header),
        }
    }

    fn frame_len(&self, buf: &[u8]) -> Option<u64> {
        Some(self.framing.frame(buf).ok()??.whole())
    }
}
