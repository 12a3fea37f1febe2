//! A message on its way out, turn by turn: for senders that must listen in between.

use super::{Framing, FramingError};
use bytes::Bytes;

/// Where in a frame its sender stops, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Bytes of the frame before the stop.
    pub after: usize,
    /// What must come back before the rest is sent.
    pub answer: Bytes,
}

/// What the sender of a message has to do next.
#[derive(Debug, PartialEq, Eq)]
pub enum Turn<'a> {
    /// Write all of these bytes, and say [`Outgoing::written`].
    Write(&'a [u8]),
    /// Read at most so many bytes, and hand them to [`Outgoing::received`].
    Read(usize),
    /// Nothing: the message is sent.
    Done,
}

/// One message being sent. It knows no socket: it says whose turn it is, and is told what came of
/// it.
///
/// ```text
///   most framings              Write(frame) ─► Done
///   LengthAck                  Write(length) ─► Read(10) … ─► Write(message) ─► Done
/// ```
#[derive(Debug)]
pub struct Outgoing {
    frame: Vec<u8>,
    written: usize,
    pause: Option<Pause>,
    /// How much of the answer has come.
    heard: usize,
}

impl Outgoing {
    /// Begins to send `message`.
    ///
    /// # Errors
    /// As [`Framing::encode`].
    pub fn new(framing: &dyn Framing, message: &[u8]) -> Result<Self, FramingError> {
        let mut frame = Vec::new();
        framing.encode(message, &mut frame)?;
        let pause = framing.pause(message.len() as u64);
        Ok(Outgoing { frame, written: 0, pause, heard: 0 })
    }

    /// Bytes of the whole frame.
    pub fn frame_len(&self) -> u64 {
        self.frame.len() as u64
    }

    /// Whose turn it is. An empty frame is written, too: as one write of nothing.
    pub fn turn(&self) -> Turn<'_> {
        match &self.pause {
            Some(pause) if self.written < pause.after => {
                Turn::Write(&self.frame[self.written..pause.after])
            }
            Some(pause) if self.heard < pause.answer.len() => {
                Turn::Read(pause.answer.len() - self.heard)
            }
            None if self.frame.is_empty() && self.written == 0 => Turn::Write(&[]),
            _ if self.written < self.frame.len() => Turn::Write(&self.frame[self.written..]),
            _ => Turn::Done,
        }
    }

    /// All the bytes of the turn were written.
    pub fn written(&mut self) {
        let len = match self.turn() {
            Turn::Write(bytes) => bytes.len(),
            _ => 0,
        };
        // One beyond an empty frame: it, too, was written once.
        self.written += len.max(usize::from(self.frame.is_empty()));
    }

    /// These bytes came back.
    ///
    /// # Errors
    /// [`FramingError::WrongAnswer`]: they are not what the message waits for.
    pub fn received(&mut self, bytes: &[u8]) -> Result<(), FramingError> {
        let answer = self.pause.as_ref().map_or(&[][..], |pause| &pause.answer);
        let expected = answer.get(self.heard..).unwrap_or_default();
        let same = bytes.iter().zip(expected).take_while(|(a, b)| a == b).count();
        if same < bytes.len() {
            let at = (self.heard + same) as u64;
            return Err(FramingError::WrongAnswer { at, len: answer.len() as u64 });
        }
        self.heard += same;
        Ok(())
    }
}
