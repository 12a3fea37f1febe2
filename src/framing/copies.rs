//! How much of a message a framing copies, measured: one message through the codec.

use super::{Decoder, Framing, FramingError};
use bytes::{Bytes, BytesMut};
use std::ops::Range;

/// The bytes of one message that a framing copied in the program's memory. What a program copies
/// besides (from its own buffers, to and from the kernel) is not the framing's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Copied {
    /// Into the frame.
    pub by_encode: u64,
    /// Within the receive buffer, or out of it.
    pub by_decode: u64,
}

impl Copied {
    /// Sends one message through the codec, and looks where its bytes are afterwards.
    ///
    /// [`Framing::encode`] writes each byte of a message once, into its caller's memory. Of
    /// decoding, the decoder counts what it moves within the buffer, and a message that does not lie
    /// in the buffer was copied out of it.
    ///
    /// ```
    /// use stickydemo::framing::{Copied, Delimiter, LengthPrefix};
    /// use stickydemo::model::Header;
    ///
    /// let prefix = LengthPrefix::new(Header::U32be, false, 1024);
    /// assert_eq!(Copied::of(&prefix, b"hello")?, Copied { by_encode: 5, by_decode: 0 });
    /// // he\⏎llo⏎: what stands after the escape is moved over it.
    /// let lines = Delimiter::new("\n", Some(b'\\'), 1024);
    /// assert_eq!(Copied::of(&lines, b"he\nllo")?, Copied { by_encode: 6, by_decode: 4 });
    /// # Ok::<(), stickydemo::framing::FramingError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Framing::encode`], [`Decoder::decode`] and [`Decoder::decode_eof`].
    pub fn of(framing: &dyn Framing, message: &[u8]) -> Result<Self, FramingError> {
        let mut frame = Vec::new();
        framing.encode(message, &mut frame)?;
        let stop = framing.pause(message.len() as u64).map_or(0, |pause| pause.after);
        let mut decoder = framing.decoder();
        let mut buf = BytesMut::with_capacity(frame.len());
        let memory = addresses(&buf.spare_capacity_mut().as_ptr_range());
        let decoded = through(&mut *decoder, &mut buf, frame.split_at(stop))?;
        let out = if lies_in(&decoded, &memory) { 0 } else { decoded.len() as u64 };
        let by_encode = message.len() as u64;
        Ok(Copied { by_encode, by_decode: decoder.moved().saturating_add(out) })
    }

    /// Both together.
    pub fn bytes(self) -> u64 {
        self.by_encode.saturating_add(self.by_decode)
    }
}

/// Reads one frame, in the two parts in which it is sent.
fn through(
    decoder: &mut dyn Decoder,
    buf: &mut BytesMut,
    (first, rest): (&[u8], &[u8]),
) -> Result<Bytes, FramingError> {
    for part in [first, rest] {
        buf.extend_from_slice(part);
        if let Some(message) = decoder.decode(buf)? {
            return Ok(message);
        }
    }
    Ok(decoder.decode_eof(buf)?.unwrap_or_default())
}

fn addresses<T>(range: &Range<*const T>) -> Range<usize> {
    range.start.addr()..range.end.addr()
}

/// Nothing lies everywhere.
fn lies_in(message: &Bytes, memory: &Range<usize>) -> bool {
    let place = addresses(&message.as_ptr_range());
    place.is_empty() || (memory.start <= place.start && place.end <= memory.end)
}
