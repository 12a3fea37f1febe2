//! Reading what the other side of `shell` sends, whoever it is.

use super::super::json::{header, size};
use super::super::stream::{Stream, length};
use super::super::{Frames, Stop};
use super::{Ack, LONGEST};
use crate::framing::FramingError;

/// The most digits of a length: whatever they say, it fits into 64 bits.
pub(super) const DIGITS: usize = 19;
/// What the tutorials' servers call the length.
const SIZES: &[&str] = &["total_size", "data_size"];

/// How long the next answer is, by what stands before it; none: nothing does.
///
/// # Errors
/// [`Stop::End`] where the stream ends before it; what is refused, as of the readers of streams.
pub fn announced(stream: &mut dyn Stream, framing: Frames) -> Result<Option<u64>, Stop> {
    let len = match (framing, framing.header()) {
        (Frames::Json, _) => size(&header(stream)?, SIZES, LONGEST)?,
        (Frames::Ack, _) => digits(stream)?,
        (_, Some(header)) => length(stream, header, LONGEST)?,
        (Frames::None | Frames::I32le | Frames::U32be, None) => return Ok(None),
    };
    Ok(Some(len))
}

/// A length in decimal digits. Nothing ends it: the digits that one `recv` returns are taken for all of them, and
/// no reader could know better.
fn digits(stream: &mut dyn Stream) -> Result<u64, Stop> {
    let text = match stream.take(u64::MAX)? {
        [] => return Err(Stop::End),
        text => text,
    };
    if let Some(at) = text.iter().position(|byte| !byte.is_ascii_digit()) {
        return Err(FramingError::NoNumber { at: at as u64 }.into());
    }
    if text.len() > DIGITS {
        return Err(FramingError::LongNumber { most: DIGITS as u64 }.into());
    }
    let claim = text.iter().fold(0, |n, digit| 10 * n + u64::from(digit - b'0'));
    match claim <= LONGEST {
        true => Ok(claim),
        false => Err(FramingError::ClaimTooLarge { claim, max: LONGEST }.into()),
    }
}

/// The acknowledgement, in as many pieces as it comes in; or the first bytes that are none. No byte behind it is
/// taken: that is of the next command.
///
/// # Errors
/// [`Stop::End`]; what `recv` says.
pub fn acknowledged(stream: &mut dyn Stream, ack: Ack) -> Result<Result<(), Vec<u8>>, Stop> {
    let ack = ack.as_str().as_bytes();
    let mut got = Vec::new();
    while got.len() < ack.len() {
        match stream.take((ack.len() - got.len()) as u64)? {
            [] => return Err(Stop::End),
            bytes => got.extend_from_slice(bytes),
        }
        if !ack.starts_with(&got) {
            break;
        }
        stream.within(true);
    }
    stream.within(false);
    Ok(if got == ack { Ok(()) } else { Err(got) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream in memory, so many bytes for each receive at most.
    struct Bytes<'b>(&'b [u8], usize);

    impl Stream for Bytes<'_> {
        fn take(&mut self, most: u64) -> Result<&[u8], Stop> {
            let most = self.1.min(usize::try_from(most).unwrap_or(usize::MAX));
            let (first, rest) = self.0.split_at(self.0.len().min(most));
            self.0 = rest;
            Ok(first)
        }
    }

    #[test]
    fn the_length_is_read_as_each_framing_says_it() {
        let json = b"\x11\0\0\0{\"data_size\": 11}";
        for (framing, bytes) in [
            (Frames::Ack, &b"11"[..]),
            (Frames::I32le, b"\x0b\0\0\0"),
            (Frames::U32be, b"\0\0\0\x0b"),
            (Frames::Json, json),
        ] {
            assert_eq!(announced(&mut Bytes(bytes, 99), framing), Ok(Some(11)), "{framing}");
        }
        assert_eq!(announced(&mut Bytes(b"hello", 99), Frames::None), Ok(None));
    }

    #[test]
    fn a_length_that_is_none_is_refused() {
        let read = |bytes| announced(&mut Bytes(bytes, 99), Frames::Ack);
        assert_eq!(read(b""), Err(Stop::End));
        assert_eq!(read(b"3000ab"), Err(FramingError::NoNumber { at: 4 }.into()));
        assert_eq!(read(b"-1"), Err(FramingError::NoNumber { at: 0 }.into()));
        let long = FramingError::LongNumber { most: 19 };
        assert_eq!(read(b"00000000000000000001"), Err(long.into()));
        let claim = 9_999_999_999_999_999_999;
        let large = FramingError::ClaimTooLarge { claim, max: LONGEST };
        assert_eq!(read(b"9999999999999999999"), Err(large.into()));
    }

    #[test]
    fn an_acknowledgement_is_taken_whole_and_nothing_behind_it() {
        for most in [1, 3, 99] {
            let mut stream = Bytes(b"recv_readyls", most);
            assert_eq!(acknowledged(&mut stream, Ack::RecvReady), Ok(Ok(())), "{most}");
            assert_eq!(stream.0, b"ls");
        }
        let read = |bytes| acknowledged(&mut Bytes(bytes, 99), Ack::RecvReady);
        assert_eq!(read(b"ok"), Ok(Err(b"ok".to_vec())));
        assert_eq!(read(b"recv"), Err(Stop::End));
    }
}
