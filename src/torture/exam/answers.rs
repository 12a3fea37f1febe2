//! What comes back, cut into messages as it comes, and compared with what is due.

use crate::framing::{self, Decoder, FramingError};
use crate::model::FramingSpec;
use bytes::{Bytes, BytesMut};
use std::collections::VecDeque;

/// What was wrong with the answers. Messages are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Another answer came.
    Wrong {
        /// To which message.
        message: usize,
        /// What came.
        got: Bytes,
        /// What was due.
        due: Bytes,
    },
    /// An answer came to a message that is not whole.
    Extra {
        /// Which it would be.
        message: usize,
        /// What came.
        got: Bytes,
    },
    /// All ended, and this answer had not come.
    Missing {
        /// To which message.
        message: usize,
        /// What was due.
        due: Bytes,
    },
    /// What came back is no frame.
    NoFrame {
        /// The answer that it would be.
        message: usize,
        /// What is wrong with it.
        error: FramingError,
        /// How it begins.
        got: Bytes,
    },
    /// What a decoder printed is no JSON string.
    NoString {
        /// The message that it would be.
        message: usize,
        /// The line.
        got: Bytes,
    },
    /// Far more came back than was due.
    TooMuch {
        /// The answer at which it was cut.
        message: usize,
    },
    /// The time was over.
    Hangs {
        /// The answer that was waited for; one more than are due: the end.
        message: usize,
        /// How many answers were due.
        due: usize,
    },
    /// Memory was taken because a header says so.
    Memory {
        /// By how many bytes a process grew.
        bytes: u64,
    },
    /// The next client was not served as it should be.
    Deaf,
    /// The program ended, though all answers were right.
    Ended,
    /// No connection was possible.
    Unreachable,
}

impl Fault {
    /// How many answers were right before it.
    pub fn right(&self) -> usize {
        match self {
            Fault::Wrong { message, .. }
            | Fault::Extra { message, .. }
            | Fault::Missing { message, .. }
            | Fault::NoFrame { message, .. }
            | Fault::NoString { message, .. }
            | Fault::TooMuch { message }
            | Fault::Hangs { message, .. } => message.saturating_sub(1),
            Fault::Memory { .. } | Fault::Deaf | Fault::Ended | Fault::Unreachable => 0,
        }
    }
}

/// How many bytes more than are due are taken.
const MORE: usize = 1024 * 1024;
/// How many bytes are kept of what is no frame.
const BEGINNING: usize = 64;

/// The answers of one connection.
pub struct Answers {
    decoder: Box<dyn Decoder>,
    pending: BytesMut,
    /// Bytes of acknowledgements that are due before the next answer.
    acks: VecDeque<u8>,
    messages: Vec<Bytes>,
    broken: Option<FramingError>,
    /// How many are due.
    due: usize,
    /// Bytes that may still come.
    room: usize,
    too_much: bool,
}

impl Answers {
    /// None yet; so many bytes are due.
    pub fn new(framing: &FramingSpec, due: &[Bytes]) -> Self {
        let bytes: usize = due.iter().map(Bytes::len).sum();
        Answers {
            decoder: framing::from_spec(framing).decoder(),
            pending: BytesMut::new(),
            acks: VecDeque::new(),
            messages: Vec::new(),
            broken: None,
            due: due.len(),
            room: 2 * bytes + MORE,
            too_much: false,
        }
    }

    /// What comes next is this acknowledgement.
    pub fn expect(&mut self, ack: &[u8]) {
        self.acks.extend(ack);
    }

    /// Whether an acknowledgement is still to come.
    pub fn lacks_an_ack(&self) -> bool {
        !self.acks.is_empty()
    }

    /// The answers that have come.
    pub fn messages(&self) -> &[Bytes] {
        &self.messages
    }

    /// How many answers have come.
    pub fn count(&self) -> usize {
        self.messages.len()
    }

    /// Whether nothing that may still come can make it right.
    pub fn is_lost(&self) -> bool {
        self.broken.is_some() || self.too_much || self.messages.len() > self.due
    }

    /// Takes what has come. Gives what must be sent back for it.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Bytes> {
        self.too_much |= bytes.len() > self.room;
        self.room = self.room.saturating_sub(bytes.len());
        let acked = bytes.iter().zip(&self.acks).take_while(|(byte, ack)| byte == ack).count();
        self.acks.drain(..acked);
        if acked < bytes.len() && self.lacks_an_ack() {
            let (at, len) = (acked as u64, (acked + self.acks.len()) as u64);
            self.broken = self.broken.or(Some(FramingError::WrongAnswer { at, len }));
        }
        self.pending.extend_from_slice(&bytes[acked..]);
        let mut owed = Vec::new();
        while !self.is_lost() {
            let decoded = self.decoder.decode(&mut self.pending);
            owed.extend(self.decoder.answer());
            match decoded {
                Ok(Some(message)) => self.messages.push(message),
                Ok(None) => break,
                Err(error) => self.broken = Some(error),
            }
        }
        owed
    }

    /// Nothing more comes.
    pub fn end(&mut self) {
        if self.is_lost() {
            return;
        }
        match self.decoder.decode_eof(&mut self.pending) {
            Ok(message) => self.messages.extend(message),
            Err(error) => self.broken = Some(error),
        }
    }

    /// The first fault. `over`: whether there was an end, and not only the end of all patience.
    pub fn fault(&self, due: &[Bytes], over: bool) -> Option<Fault> {
        if let Some(fault) = first_difference(&self.messages, due) {
            return Some(fault);
        }
        let message = self.messages.len() + 1;
        if self.too_much {
            return Some(Fault::TooMuch { message });
        }
        // An answer that was cut off at the end is one that did not come.
        let cut_off = matches!(self.broken, Some(FramingError::EndInsideFrame { .. }));
        if let Some(error) = self.broken.filter(|_| !cut_off) {
            let got = Bytes::copy_from_slice(&self.pending[..self.pending.len().min(BEGINNING)]);
            return Some(Fault::NoFrame { message, error, got });
        }
        match due.get(message - 1) {
            _ if !over => Some(Fault::Hangs { message, due: due.len() }),
            Some(due) => Some(Fault::Missing { message, due: due.clone() }),
            None if cut_off => {
                Some(Fault::Extra { message, got: Bytes::copy_from_slice(&self.pending) })
            }
            None => None,
        }
    }
}

/// The first message that is not what was due in its place; that one has not come is not looked at.
pub fn first_difference(got: &[Bytes], due: &[Bytes]) -> Option<Fault> {
    let difference = |(at, got): (usize, &Bytes)| {
        let (message, got) = (at + 1, got.clone());
        match due.get(at) {
            Some(due) if *due == got => None,
            Some(due) => Some(Fault::Wrong { message, got, due: due.clone() }),
            None => Some(Fault::Extra { message, got }),
        }
    };
    got.iter().enumerate().find_map(difference)
}
