//! Reading as programs do it: the reader asks, with its own `recv(n)` calls.
//!
//! A [`Decoder`] is *fed*: the code that holds the socket decides how much is received. The mistakes of
//! `broken` are in the asking itself (`recv(1024)` where 3 bytes are left), so an exhibit is written
//! over [`Recv`], as a tutorial would write it, and the same code runs over a socket (the engine)
//! and over the cut-up streams of `torture`. [`Fed`] lets a right framing be read in the same way.

use super::{Decoder, Doubt, Framing, FramingError};
use crate::model::{ErrorName, Text};
use bytes::{Bytes, BytesMut};

/// A stream that can be asked for bytes.
pub trait Recv {
    /// One `recv(max)`: at least one and at most `max` of the bytes that have arrived; none: the
    /// stream has ended. Asked for 0 bytes it gives none, and that means nothing.
    ///
    /// # Errors
    /// [`Stop::Recv`]: the call failed, or would wait forever. The implementation knows why.
    fn recv(&mut self, max: usize) -> Result<Bytes, Stop>;

    /// Asks whether so many bytes may be allocated at once. A reader that believes headers asks
    /// here instead of allocating: nothing is ever allocated for what a header merely says.
    ///
    /// # Errors
    /// [`Stop::Memory`]: they may not.
    fn allow(&mut self, bytes: u64) -> Result<(), Stop>;
}

/// Reads one stream, message by message.
pub trait Reader: Send {
    /// The next message.
    ///
    /// # Errors
    /// [`Stop::End`] where the stream ended between two messages; else see [`Stop`].
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop>;

    /// How many bytes it has taken from the stream and keeps for the next message.
    fn kept(&self) -> usize {
        0
    }
}

/// Why a reader gave no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// A `recv` failed, or would have waited forever.
    Recv,
    /// The stream ended between two messages.
    End,
    /// The reader found fault with the bytes.
    Frame(FramingError),
    /// The reader found fault with the bytes, and the length in them is strange.
    Doubtful(FramingError, Doubt),
    /// What it took for a length in decimal digits is not one: Python's `int()` raises ValueError.
    NoNumber {
        /// How many bytes it took for one.
        bytes: u64,
    },
    /// What it took for text is not text: Python's `decode()` raises UnicodeDecodeError.
    NoText {
        /// The first bad byte, from the beginning of the piece.
        at: u64,
    },
    /// It asked for more memory than it may have.
    Memory {
        /// Bytes asked for.
        bytes: u64,
    },
}

impl Stop {
    /// The portable name a record has for it.
    pub fn name(&self) -> ErrorName {
        match self {
            Stop::Recv => ErrorName::Other,
            Stop::End => ErrorName::EndOfStream,
            Stop::Frame(error) | Stop::Doubtful(error, _) => error.name(),
            Stop::NoNumber { .. } | Stop::NoText { .. } => ErrorName::BadFrame,
            Stop::Memory { .. } => ErrorName::NoBufferSpace,
        }
    }

    /// The stop, with what is strange about the length added to it.
    pub(super) fn doubted(self, doubt: Option<Doubt>) -> Self {
        match (self, doubt) {
            (Stop::Frame(error), Some(doubt)) => Stop::Doubtful(error, doubt),
            (other, _) => other,
        }
    }

    /// The sentence, with its figures.
    pub fn text(&self) -> Text {
        match self {
            Stop::Recv => Text::new(
                "A recv waited for bytes that never came.",
                "recv 一直在等不会再来的字节。",
            ),
            Stop::End => Text::new("The stream has ended.", "数据流已经结束。"),
            Stop::Frame(error) => error.text(),
            Stop::Doubtful(error, doubt) => error.text_with(Some(*doubt)),
            Stop::NoNumber { bytes } => Text::new(
                format!("The reader takes {bytes} bytes for a number, and they are not one."),
                format!("接收方把 {bytes} 字节当成一个数字，可它们不是数字。"),
            ),
            Stop::NoText { at } => Text::new(
                format!("This piece alone is not UTF-8: see its byte {at}."),
                format!("单看这一段不是合法的 UTF-8：问题在偏移 {at} 处。"),
            ),
            Stop::Memory { bytes } => Text::new(
                format!(
                    "The reader asks for {bytes} bytes of memory, because a header says so. It gets none."
                ),
                format!("首部这么写，接收方就要申请 {bytes} 字节内存。这里不给它。"),
            ),
        }
    }
}

impl From<FramingError> for Stop {
    fn from(error: FramingError) -> Self {
        Stop::Frame(error)
    }
}

/// A right framing, read by `recv(1024)`: what arrives is fed to its decoder.
pub struct Fed {
    decoder: Box<dyn Decoder>,
    pending: BytesMut,
}

impl Fed {
    /// What each of its `recv` asks for, in bytes.
    pub const RECV: usize = 1024;

    /// A reader for one stream.
    pub fn new(framing: &dyn Framing) -> Self {
        Fed { decoder: framing.decoder(), pending: BytesMut::new() }
    }

    fn stopped(&self, error: FramingError, refused: bool) -> Stop {
        Stop::Frame(error).doubted(self.decoder.doubt(&self.pending, refused))
    }
}

impl Reader for Fed {
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        loop {
            let decoded = self.decoder.decode(&mut self.pending);
            if let Some(message) = decoded.map_err(|error| self.stopped(error, true))? {
                return Ok(message);
            }
            let piece = stream.recv(Self::RECV)?;
            if piece.is_empty() {
                let last = self.decoder.decode_eof(&mut self.pending);
                return last.map_err(|error| self.stopped(error, false))?.ok_or(Stop::End);
            }
            self.pending.extend_from_slice(&piece);
        }
    }

    fn kept(&self) -> usize {
        self.pending.len()
    }
}
