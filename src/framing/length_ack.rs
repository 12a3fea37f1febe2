//! Each message waits until its length has been acknowledged.

use super::frame::{DIGITS, Frame, claimed, decimal, fitting};
use super::sending::Pause;
use super::{Decoder, Doubt, Framing, FramingError};
use bytes::{Bytes, BytesMut};
use std::sync::Arc;

/// The length as decimal digits; the receiver acknowledges it; then the message.
///
/// ```text
///   LengthAck::new("recv_ready", None, max)
///
///   BEFORE (two messages)         ON THE WIRE, both ways
///   ┌───────┐ ┌──────┐            sender    ┌───┐            ┌───────┬───┐            ┌──────┐
///   │ hello │ │ feng │     ───►             │ 5 │            │ hello │ 4 │            │ feng │
///   └───────┘ └──────┘                      └───┘┌──────────┐└───────┴───┘┌──────────┐└──────┘
///                                 receiver       │recv_ready│             │recv_ready│
///                                                └──────────┘             └──────────┘
///
///   LengthAck::new("ok", Some(b'\n'), max)       a number with an end
///   ┌───────┐                     sender    ┌───┬────┐    ┌───────┐
///   │ hello │              ───►             │ 5 │ \n │    │ hello │
///   └───────┘                               └───┴────┘┌──┐└───────┘
///                                 receiver            │ok│
///                                                     └──┘
///   an empty message is possible: 0, and its acknowledgement
/// ```
///
/// The acknowledgement keeps the length and the message apart, since the sender writes the second
/// only when the first was read; the price is a round trip for each message. What it does not do is
/// end the number. **Without `end` the reader takes the digits that are there for all of them**, as
/// the tutorials' `int(conn.recv(1024))` does: a `3000` that arrives as `3` and `000` is read as 3,
/// and no reader could know better. With `end`, one byte after the digits, every cut of the stream
/// gives the same messages.
///
/// At most 19 digits; at most `max` bytes of message. The sender reads no more than the
/// acknowledgement has, so what follows it is not swallowed.
///
/// ```
/// use bytes::{Bytes, BytesMut};
/// use stickydemo::framing::{Framing, LengthAck, Outgoing, Turn};
///
/// let framing = LengthAck::new("recv_ready", None, 1024);
/// let mut sender = Outgoing::new(&framing, b"hello")?;
/// let mut receiver = framing.decoder();
///
/// assert_eq!(sender.turn(), Turn::Write(b"5"));
/// sender.written();
/// let mut arrived = BytesMut::from(&b"5"[..]);
/// assert_eq!(receiver.decode(&mut arrived)?, None);
/// assert_eq!(receiver.answer(), Some(Bytes::from("recv_ready")));
///
/// assert_eq!(sender.turn(), Turn::Read(10));
/// sender.received(b"recv_ready")?;
/// assert_eq!(sender.turn(), Turn::Write(b"hello"));
/// arrived.extend_from_slice(b"hello");
/// assert_eq!(receiver.decode(&mut arrived)?.as_deref(), Some(&b"hello"[..]));
/// sender.written();
/// assert_eq!(sender.turn(), Turn::Done);
/// # Ok::<(), stickydemo::framing::FramingError>(())
/// ```
#[derive(Debug)]
pub struct LengthAck {
    rules: Arc<Rules>,
}

/// What writer and readers share.
#[derive(Debug)]
struct Rules {
    ack: Bytes,
    end: Option<u8>,
    max: u64,
    /// Whether an exchange can be made of them.
    fit: Result<(), FramingError>,
}

impl LengthAck {
    /// Messages of at most `max` bytes, their length acknowledged by `ack` and, where there is an
    /// `end`, ended by it. An empty acknowledgement acknowledges nothing, and a digit ends no
    /// number: every message is refused.
    pub fn new(ack: impl Into<Bytes>, end: Option<u8>, max: u64) -> Self {
        let ack = ack.into();
        let fit = check_parts(&ack, end);
        LengthAck { rules: Arc::new(Rules { ack, end, max, fit }) }
    }
}

/// Whether an exchange can be made of the two.
///
/// # Errors
/// What is wrong with them.
pub(super) fn check_parts(ack: &[u8], end: Option<u8>) -> Result<(), FramingError> {
    if ack.is_empty() {
        return Err(FramingError::EmptyAck);
    }
    match end {
        Some(end) if end.is_ascii_digit() => Err(FramingError::DigitEnd),
        _ => Ok(()),
    }
}

impl Rules {
    /// The frame that begins `buf`; `None`: its number is not complete yet.
    fn frame(&self, buf: &[u8]) -> Result<Option<Frame>, FramingError> {
        let digits = buf.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > DIGITS {
            return Err(FramingError::LongNumber { most: DIGITS as u64 });
        }
        let head = match (self.end, buf.get(digits)) {
            (Some(end), Some(&byte)) if byte == end && digits > 0 => digits + 1,
            (_, Some(_)) => return Err(FramingError::NoNumber { at: digits as u64 }),
            (None, None) if digits > 0 => digits,
            (_, None) => return Ok(None),
        };
        Ok(Some(Frame { head, len: self.len(&buf[..digits])? }))
    }

    /// What the digits say, if that may be.
    fn len(&self, digits: &[u8]) -> Result<usize, FramingError> {
        claimed(decimal(digits), self.max)
    }
}

impl Framing for LengthAck {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        self.rules.fit?;
        let len = fitting(message, self.rules.max)?;
        out.reserve(DIGITS + 1 + message.len());
        out.extend_from_slice(len.to_string().as_bytes());
        out.extend(self.rules.end);
        out.extend_from_slice(message);
        Ok(())
    }

    fn pause(&self, len: u64) -> Option<Pause> {
        let end = usize::from(self.rules.end.is_some());
        Some(Pause { after: len.to_string().len() + end, answer: self.rules.ack.clone() })
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(AckReader { rules: Arc::clone(&self.rules), frame: None, owes: false })
    }
}

struct AckReader {
    rules: Arc<Rules>,
    /// The frame whose number was read.
    frame: Option<Frame>,
    /// That number was not acknowledged yet.
    owes: bool,
}

impl AckReader {
    /// The frame at the front of `buf`. Its number is read once: what is after it is the message,
    /// digits or not.
    fn frame(&mut self, buf: &[u8]) -> Result<Option<Frame>, FramingError> {
        if let Some(frame) = self.frame.filter(|frame| frame.head <= buf.len()) {
            return Ok(Some(frame));
        }
        self.frame = self.rules.frame(buf)?;
        self.owes |= self.frame.is_some();
        Ok(self.frame)
    }
}

impl Decoder for AckReader {
    fn decode(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        self.rules.fit?;
        let message = self.frame(buf)?.and_then(|frame| frame.take(buf));
        self.frame = self.frame.filter(|_| message.is_none());
        Ok(message)
    }

    fn doubt(&self, buf: &[u8], refused: bool) -> Option<Doubt> {
        let digits = buf.first().is_some_and(u8::is_ascii_digit);
        if refused && !digits { Doubt::of_digits(buf) } else { None }
    }

    fn frame_len(&self, _: &[u8]) -> Option<u64> {
        self.frame.map(Frame::whole)
    }

    fn answer(&mut self) -> Option<Bytes> {
        std::mem::take(&mut self.owes).then(|| self.rules.ack.clone())
    }
}
