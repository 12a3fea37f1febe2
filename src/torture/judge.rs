//! Whether a reader gave what it should have.

use super::{Feed, Stream};
use crate::framing::{Reader, Stop};
use bytes::Bytes;

/// What is asked of a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// All messages, then the end.
    All,
    /// Those that are whole, then an error.
    WholeOnes,
    /// All, then the end; or an error, and none.
    AllOrNone,
}

/// What went wrong. Messages are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A message came out as other bytes than were sent.
    Wrong {
        /// Which.
        message: usize,
        /// What came out.
        got: Bytes,
        /// What was sent.
        want: Bytes,
    },
    /// A message came out, and nothing that could be it has been sent whole.
    Part {
        /// Which it would be.
        message: usize,
        /// What came out.
        got: Bytes,
    },
    /// The reader says that all is over, and has not given this message.
    Missing {
        /// Which.
        message: usize,
    },
    /// The reader failed.
    Failed {
        /// At which message.
        message: usize,
        /// Why.
        stop: Stop,
    },
    /// The reader goes on asking forever.
    Waits {
        /// At which message.
        message: usize,
    },
    /// The reader asks for memory because a header says so.
    Memory {
        /// At which message.
        message: usize,
        /// How much, in bytes.
        bytes: u64,
    },
}

impl Why {
    /// The message at which it went wrong, from 1.
    pub fn message(&self) -> usize {
        match self {
            Why::Wrong { message, .. }
            | Why::Part { message, .. }
            | Why::Missing { message }
            | Why::Failed { message, .. }
            | Why::Waits { message }
            | Why::Memory { message, .. } => *message,
        }
    }
}

/// Reads a stream to its end, or to the first thing that is wrong. Asks for at most
/// one message more than were sent.
pub(super) fn judge(
    reader: &mut dyn Reader,
    feed: &mut Feed<'_>,
    (stream, asked): (&Stream, Asked),
) -> Option<Why> {
    let mut whole = stream.whole_messages();
    for message in 1.. {
        feed.next_message();
        match (reader.next(feed), whole.next()) {
            (Ok(got), Some(want)) if got == want => {}
            (Ok(got), Some(want)) => return Some(Why::Wrong { message, got, want: want.clone() }),
            (Ok(got), None) => return Some(Why::Part { message, got }),
            (Err(stop), next) => {
                let at_end = next.is_none();
                return stopped(stop, (message, at_end), asked);
            }
        }
    }
    None
}

/// Whether a reader had reason to stop before this message.
fn stopped(stop: Stop, (message, at_end): (usize, bool), asked: Asked) -> Option<Why> {
    match (stop, asked) {
        (Stop::Memory { bytes }, _) => Some(Why::Memory { message, bytes }),
        (Stop::Recv, _) => Some(Why::Waits { message }),
        (Stop::End, Asked::All | Asked::AllOrNone) if at_end => None,
        (Stop::End, _) => Some(Why::Missing { message }),
        (_, Asked::WholeOnes) if at_end => None,
        (_, Asked::AllOrNone) if message == 1 => None,
        (stop, _) => Some(Why::Failed { message, stop }),
    }
}
