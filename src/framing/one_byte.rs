//! Messages that end at one byte: no more is needed than to find it.

use super::search::find;
use super::{Decoder, FramingError};
use bytes::{Buf, Bytes, BytesMut};

/// Appends a message that does not hold `byte`, and `byte` after it. It is looked for while the
/// bytes are copied: they are read once.
///
/// # Errors
/// [`FramingError::HoldsDelimiter`]; `out` is as it was then.
pub(super) fn append(byte: u8, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
    let before = out.len();
    let mut holds = false;
    out.reserve(message.len() + 1);
    out.extend(message.iter().map(|&b| {
        holds |= b == byte;
        b
    }));
    if holds {
        out.truncate(before);
        let at = find(byte, message).unwrap_or_default();
        return Err(FramingError::HoldsDelimiter { at: at as u64 });
    }
    out.push(byte);
    Ok(())
}

/// Cuts a stream at each of one byte.
pub(super) struct OneByte {
    byte: u8,
    max: u64,
    /// Bytes looked at that hold none.
    seen: usize,
}

impl OneByte {
    /// Messages of at most `max` bytes, each followed by `byte`.
    pub(super) fn new(byte: u8, max: u64) -> Self {
        OneByte { byte, max, seen: 0 }
    }

    /// Where the next message ends; `None`: not in these bytes.
    pub(super) fn end(&mut self, buf: &[u8]) -> Result<Option<usize>, FramingError> {
        let seen = if self.seen > buf.len() { 0 } else { self.seen };
        let end = find(self.byte, &buf[seen..]).map(|at| seen + at);
        let len = end.unwrap_or(buf.len());
        if len as u64 > self.max {
            return Err(FramingError::NoDelimiter { max: self.max });
        }
        self.seen = if end.is_some() { 0 } else { len };
        Ok(end)
    }

    /// Takes the message that ends there, and the byte after it.
    pub(super) fn cut(&self, end: usize, buf: &mut BytesMut) -> BytesMut {
        let mut message = buf.split_to(end + 1);
        message.truncate(end);
        message
    }

    /// Drops what comes before the next end, and that; whether it was there.
    pub(super) fn pass_over(&mut self, buf: &mut BytesMut) -> bool {
        self.seen = 0;
        let end = find(self.byte, buf);
        buf.advance(end.map_or(buf.len(), |end| end + 1));
        end.is_some()
    }

    /// What is left at the end of the stream.
    pub(super) fn rest(&mut self, buf: &mut BytesMut) -> BytesMut {
        self.seen = 0;
        buf.split()
    }
}

impl Decoder for OneByte {
    fn decode(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        let Some(end) = self.end(buf)? else { return Ok(None) };
        Ok(Some(self.cut(end, buf).freeze()))
    }

    fn pass_over(&mut self, buf: &mut BytesMut) -> bool {
        OneByte::pass_over(self, buf)
    }

    fn frame_len(&self, _: &[u8]) -> Option<u64> {
        None
    }
}
