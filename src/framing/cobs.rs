//! Each message is followed by a zero, and has none in it: COBS.

use super::frame::fitting;
use super::stuffed::{StuffedReader, Stuffing};
use super::{Decoder, Framing, FramingError};
use bytes::{Buf, BytesMut};

/// The most bytes of a message behind one count.
const BLOCK: usize = 254;

/// Consistent Overhead Byte Stuffing (Cheshire and Baker, IEEE/ACM Transactions on Networking 7(2), 1999).
///
/// ```text
///   Cobs::new(max)
///
///   BEFORE                        ENCODED
///   ┌───────────────┐             ┌────┬───────┬────┬──────┬────┐
///   │ hello 00 feng │      ───►   │ 06 │ hello │ 05 │ feng │ 00 │
///   └───────────────┘             └────┴───────┴────┴──────┴────┘
///                                   └─ after so many bytes: a zero, or the end
///
///   an empty message is possible: 01 00
/// ```
///
/// The zeros of a message are taken out, and a count of bytes put where each was, and one before the first; so a zero
/// is free to end the message. A count of 255 stands for 254 bytes and no zero. Any bytes can be sent, and they become
/// longer by one byte in 254 at most and not, as with SLIP, twice as long. Two zeros in a row hold no message between
/// them.
///
/// ```
/// use bytes::BytesMut;
/// use stickydemo::framing::{Cobs, Framing};
///
/// let framing = Cobs::new(1024);
/// let mut stream = Vec::new();
/// framing.encode(b"hello\0feng", &mut stream)?;
/// assert_eq!(stream, b"\x06hello\x05feng\0");
/// assert_eq!(framing.decode(&mut BytesMut::from(&stream[..]))?.as_deref(), Some(&b"hello\0feng"[..]));
/// # Ok::<(), stickydemo::framing::FramingError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Cobs {
    max: u64,
}

impl Cobs {
    /// Messages of at most `max` bytes.
    pub fn new(max: u64) -> Self {
        Cobs { max }
    }
}

impl Framing for Cobs {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        fitting(message, self.max)?;
        out.reserve(message.len() + message.len() / BLOCK + 2);
        let mut runs = message.split(|byte| *byte == 0).peekable();
        while let Some(mut run) = runs.next() {
            let mut full = false;
            while let Some((block, rest)) = run.split_at_checked(BLOCK) {
                append(block, out);
                (run, full) = (rest, true);
            }
            // What is full needs no count behind it where the message ends there.
            if !(full && run.is_empty() && runs.peek().is_none()) {
                append(run, out);
            }
        }
        out.push(0);
        Ok(())
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        let longest = self.max.saturating_add(self.max / BLOCK as u64 + 1);
        Box::new(StuffedReader::<Counts>::new(self.max, longest))
    }
}

/// A count, and as many bytes as it says, itself counted.
fn append(block: &[u8], out: &mut Vec<u8>) {
    // At most 254 and one.
    out.push(u8::try_from(block.len() + 1).unwrap_or(u8::MAX));
    out.extend_from_slice(block);
}

/// A count where each zero was.
struct Counts;

impl Stuffing for Counts {
    const END: u8 = 0;

    fn len(frame: &[u8]) -> Result<usize, FramingError> {
        let (mut at, mut len) = (0, 0);
        while let Some(&count) = frame.get(at) {
            let next = at + usize::from(count);
            if next > frame.len() {
                return Err(FramingError::BadStuffing { at: at as u64 });
            }
            let zero = count <= BLOCK as u8 && next < frame.len();
            len += next - at - 1 + usize::from(zero);
            at = next;
        }
        Ok(len)
    }

    /// Nothing moves before the first count of 255, which stands where no zero is.
    fn unstuff(frame: &mut BytesMut) -> u64 {
        let (mut at, mut to, mut moved) = (0, 1, 0);
        let mut next_count = frame.first().copied();
        while let Some(count) = next_count {
            let next = at + usize::from(count);
            let block = at + 1..next;
            if block.start != to {
                moved += block.len() as u64;
                frame.copy_within(block.clone(), to);
            }
            to += block.len();
            // It is read before a zero stands there.
            next_count = frame.get(next).copied();
            if count <= BLOCK as u8 && next_count.is_some() {
                frame[to] = 0;
                to += 1;
            }
            at = next;
        }
        frame.truncate(to);
        frame.advance(1);
        moved
    }
}
