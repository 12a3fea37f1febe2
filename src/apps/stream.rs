//! Taking messages from a stream: so many bytes, or as many as a header before them says.
//!
//! The readers of the apps' protocols are written over [`Stream`], so that they can be tried on any bytes, cut in
//! any way, without a socket (`fuzz/fuzz_targets`).

use super::Stop;
use crate::framing::{FramingError, pack, unpack};
use crate::model::Header;

/// Bytes, as one `recv` after another returns them.
pub trait Stream {
    /// One `recv` that asks for at most so many bytes, and at least one; none are the end of the stream.
    ///
    /// # Errors
    /// What `recv` says.
    fn take(&mut self, most: u64) -> Result<&[u8], Stop>;

    /// Whether what comes next is a part of something: its sender must not be slow. In memory nobody is.
    fn within(&mut self, _part: bool) {}
}

/// So many bytes, by as many receives as that takes; each asks for what is missing. What it keeps is what has
/// come, never what was announced.
///
/// # Errors
/// [`Stop::End`] where none had come; an end after that is [`FramingError::EndInsideFrame`].
pub fn exactly(stream: &mut dyn Stream, len: u64) -> Result<Vec<u8>, Stop> {
    let mut all = Vec::new();
    while (all.len() as u64) < len {
        let have = all.len() as u64;
        match stream.take(len - have)? {
            [] if have == 0 => return Err(Stop::End),
            [] => return Err(FramingError::EndInsideFrame { have, whole: Some(len) }.into()),
            bytes => all.extend_from_slice(bytes),
        }
        stream.within(true);
    }
    stream.within(false);
    Ok(all)
}

/// The number that the next bytes of a stream say.
///
/// # Errors
/// As of [`exactly`]. A varint has no length of its own, and is refused.
pub fn number(stream: &mut dyn Stream, header: Header) -> Result<i128, Stop> {
    let len = match header {
        Header::U8 => 1,
        Header::U16be | Header::U16le => 2,
        Header::U24be | Header::U24le => 3,
        Header::U32be | Header::U32le | Header::I32be | Header::I32le => 4,
        Header::U64be | Header::U64le => 8,
        Header::Varint => return Err(FramingError::VarintTooBig.into()),
    };
    Ok(unpack(header, &exactly(stream, len)?)?)
}

/// A length that a header says: from 0 to `max`, or it is refused before anything is taken for it.
///
/// # Errors
/// As of [`number`]; [`FramingError::Negative`]; [`FramingError::ClaimTooLarge`].
pub fn length(stream: &mut dyn Stream, header: Header, max: u64) -> Result<u64, Stop> {
    let value = number(stream, header)?;
    let claim = u64::try_from(value).map_err(|_| FramingError::Negative { value })?;
    match claim <= max {
        true => Ok(claim),
        false => Err(FramingError::ClaimTooLarge { claim, max }.into()),
    }
}

/// A message of at most `max` bytes, and the header before it.
///
/// # Errors
/// As of [`length`]; an end of the stream before the whole message is [`FramingError::EndInsideFrame`].
pub fn framed(stream: &mut dyn Stream, header: Header, max: u64) -> Result<Vec<u8>, Stop> {
    let len = length(stream, header, max)?;
    body(stream, len)
}

/// What a header has announced: an end of the stream, even before the first byte, is one inside a frame.
///
/// # Errors
/// As of [`exactly`], but never [`Stop::End`].
pub fn body(stream: &mut dyn Stream, len: u64) -> Result<Vec<u8>, Stop> {
    stream.within(true);
    exactly(stream, len).map_err(|stop| match stop {
        Stop::End => FramingError::EndInsideFrame { have: 0, whole: Some(len) }.into(),
        other => other,
    })
}

/// The frame of a message: its length in the form of this header, and itself.
///
/// # Errors
/// [`FramingError::OutOfRange`]: the header cannot say so much.
pub fn frame(header: Header, message: &[u8]) -> Result<Vec<u8>, FramingError> {
    let mut frame = pack(header, message.len() as i128)?;
    frame.extend_from_slice(message);
    Ok(frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream in memory, one byte for each receive.
    struct Bytes<'b>(&'b [u8]);

    impl Stream for Bytes<'_> {
        fn take(&mut self, _: u64) -> Result<&[u8], Stop> {
            let (first, rest) = self.0.split_at(self.0.len().min(1));
            self.0 = rest;
            Ok(first)
        }
    }

    #[test]
    fn a_message_is_whole_or_refused() {
        let read = |bytes| framed(&mut Bytes(bytes), Header::U32be, 5);
        assert_eq!(read(b"\0\0\0\x02hello"), Ok(b"he".to_vec()));
        assert_eq!(read(b"\0\0\0\0"), Ok(Vec::new()));
        assert_eq!(read(b""), Err(Stop::End));
        let inside = |have, whole| FramingError::EndInsideFrame { have, whole: Some(whole) }.into();
        assert_eq!(read(b"\0\0"), Err(inside(2, 4)));
        assert_eq!(read(b"\0\0\0\x02"), Err(inside(0, 2)));
        assert_eq!(read(b"\0\0\0\x02h"), Err(inside(1, 2)));
        let large = FramingError::ClaimTooLarge { claim: 6, max: 5 };
        assert_eq!(read(b"\0\0\0\x06hello!"), Err(large.into()));
        let signed = framed(&mut Bytes(b"\xff\xff\xff\xff"), Header::I32le, 5);
        assert_eq!(signed, Err(FramingError::Negative { value: -1 }.into()));
    }
}
