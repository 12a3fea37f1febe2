//! Each message is preceded by its length in decimal digits, which have an end of their own.

use super::frame::{DIGITS, Frame, claimed, decimal, fitting};
use super::{Decoder, Doubt, Framing, FramingError};
use bytes::{Buf, Bytes, BytesMut};

/// A length in decimal digits between agreed signs, the message, and a sign behind it: netstrings, and the bulk
/// strings of Redis.
///
/// ```text
///   TextLength::netstring(max)        https://cr.yp.to/proto/netstrings.txt
///
///   BEFORE (two messages)         ENCODED (15 bytes)
///   ┌───────┐ ┌──────┐            ┌────┬───────┬───┬────┬──────┬───┐
///   │ hello │ │ feng │     ───►   │ 5: │ hello │ , │ 4: │ feng │ , │
///   └───────┘ └──────┘            └────┴───────┴───┴────┴──────┴───┘
///
///   TextLength::resp(max)             https://redis.io/docs/latest/develop/reference/protocol-spec/#bulk-strings
///   ┌───────┐                     ┌──────────┬───────┬───────┐
///   │ hello │              ───►   │ $5 \r \n │ hello │ \r \n │
///   └───────┘                     └──────────┴───────┴───────┘
///
///   an empty message is possible: 0:,
/// ```
///
/// A length that people can read and that has no largest number. What ends the digits is what `length-ack` lacks: no
/// cut of the stream changes a number. What stands behind the message says nothing new, and shows that both sides
/// still count the same. One number has one spelling: a zero before other digits is refused, as the definition of
/// netstrings asks. `$-1\r\n`, which stands for no string at all in Redis, is not a message.
///
/// ```
/// use bytes::BytesMut;
/// use stickydemo::framing::{Framing, TextLength};
///
/// let mut stream = Vec::new();
/// TextLength::netstring(1024).encode(b"hello", &mut stream)?;
/// assert_eq!(stream, b"5:hello,");
///
/// let mut buf = BytesMut::from(&b"$5\r\nhello\r\n$4\r\nfe"[..]);
/// let mut decoder = TextLength::resp(1024).decoder();
/// assert_eq!(decoder.decode(&mut buf)?.as_deref(), Some(&b"hello"[..]));
/// assert_eq!(decoder.decode(&mut buf)?, None);
/// # Ok::<(), stickydemo::framing::FramingError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct TextLength {
    signs: Signs,
    max: u64,
}

/// What stands around the digits, and behind the message.
#[derive(Debug, Clone, Copy)]
struct Signs {
    before: &'static [u8],
    after: &'static [u8],
    behind: &'static [u8],
}

impl TextLength {
    /// Netstrings of at most `max` bytes.
    pub fn netstring(max: u64) -> Self {
        TextLength { signs: Signs { before: b"", after: b":", behind: b"," }, max }
    }

    /// Bulk strings of Redis, of at most `max` bytes.
    pub fn resp(max: u64) -> Self {
        TextLength { signs: Signs { before: b"$", after: b"\r\n", behind: b"\r\n" }, max }
    }

    /// The frame that begins `buf`; `None`: its length is not complete yet.
    fn frame(&self, buf: &[u8]) -> Result<Option<Frame>, FramingError> {
        let Signs { before, after, .. } = self.signs;
        if !sign(buf, 0, before)? {
            return Ok(None);
        }
        let digits = digits(&buf[before.len()..], before.len())?;
        let end = before.len() + digits.len();
        if end == buf.len() || !sign(buf, end, after)? {
            return Ok(None);
        }
        Ok(Some(Frame { head: end + after.len(), len: claimed(decimal(digits), self.max)? }))
    }
}

/// The digits that `bytes` begin with, which stand at this offset: at least one where anything is there.
fn digits(bytes: &[u8], at: usize) -> Result<&[u8], FramingError> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match bytes {
        [b'0', b'0'..=b'9', ..] => Err(FramingError::LeadingZero),
        [_, ..] if digits == 0 => Err(FramingError::NoNumber { at: at as u64 }),
        _ if digits > DIGITS => Err(FramingError::LongNumber { most: DIGITS as u64 }),
        _ => Ok(&bytes[..digits]),
    }
}

/// Whether a sign stands there; not yet, as far as it goes.
///
/// # Errors
/// [`FramingError::WrongSign`]: something else does.
fn sign(buf: &[u8], at: usize, sign: &[u8]) -> Result<bool, FramingError> {
    let there = buf.get(at..).unwrap_or_default();
    let same = there.iter().zip(sign).take_while(|(a, b)| a == b).count();
    match same < there.len().min(sign.len()) {
        true => Err(FramingError::WrongSign { at: at.saturating_add(same) as u64 }),
        false => Ok(same == sign.len()),
    }
}

impl Framing for TextLength {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        let len = fitting(message, self.max)?.to_string();
        let Signs { before, after, behind } = self.signs;
        out.reserve(before.len() + len.len() + after.len() + message.len() + behind.len());
        [before, len.as_bytes(), after, message, behind]
            .iter()
            .for_each(|part| out.extend_from_slice(part));
        Ok(())
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(TextReader { framing: *self, frame: None })
    }
}

struct TextReader {
    framing: TextLength,
    /// The frame whose length was read: once.
    frame: Option<Frame>,
}

impl Decoder for TextReader {
    fn decode(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        self.frame = match self.frame.filter(|frame| frame.head <= buf.len()) {
            Some(frame) => Some(frame),
            None => self.framing.frame(buf)?,
        };
        let Some(frame) = self.frame.filter(|frame| frame.is_in(buf)) else { return Ok(None) };
        let behind = self.framing.signs.behind;
        if !sign(buf, frame.head + frame.len, behind)? {
            return Ok(None);
        }
        self.frame = None;
        let message = frame.cut(buf);
        buf.advance(behind.len());
        Ok(Some(message))
    }

    /// What stands where the length is due, if no length begins there.
    fn doubt(&self, buf: &[u8], refused: bool) -> Option<Doubt> {
        let first = self.framing.signs.before.first();
        let begun = buf.first().is_some_and(|byte| Some(byte) == first || byte.is_ascii_digit());
        if refused && !begun { Doubt::of_digits(buf) } else { None }
    }

    fn frame_len(&self, _: &[u8]) -> Option<u64> {
        let behind = self.framing.signs.behind.len() as u64;
        self.frame.map(|frame| frame.whole().saturating_add(behind))
    }
}
