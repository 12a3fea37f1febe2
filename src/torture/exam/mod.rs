//! An examination: what a program of somebody else is asked, what a right one answers, and which known mistake would
//! have failed where it did. Pure: whoever runs the program has the sockets.
//!
//! | file | what it is there for |
//! |---|---|
//! | `messages` | the messages, from a seed: each student has others |
//! | `trials` | the streams, where they are cut, and what is asked, in torture's order |
//! | `answers` | what comes back, cut into messages, and compared |
//! | `models` | the exhibits of [`broken`](crate::framing::broken), in the framing that is examined: what each would answer |
//! | `habits` | mistakes beside the framing's: what each would answer |
//! | `naming` | the fewest of them that fail where the program did |
//!
//! # What is asked
//!
//! For each message that is whole an answer, in order, in the same framing; then the end. For an unfinished message
//! and for a header that lies: no answer.
//!
//! # What a name means
//!
//! Each exhibit is a program with one wrong line. It is put through the same trials, and of each it is known how many
//! right answers come before it fails. Exhibits are named if, together, they fail in no trial that was passed, and
//! explain nearly all of those that failed, those without a cut among them: the same number of right answers, and then
//! a fault. (That a program ended though its answers were right is another thing.) What they do not explain is counted and said. Several that cannot be told apart are all named.

mod answers;
mod habits;
mod messages;
mod models;
mod naming;
#[cfg(test)]
mod tests;
mod trials;

pub use answers::{Answers, Fault, first_difference};
pub use habits::Habit;
pub use naming::{ENDED, MIXED, Mistake, Named, Seen, name};

use super::{Stream, Subject, subject::End};
use crate::framing::{self, FramingError};
use crate::model::{FramingSpec, named_enum};
use bytes::Bytes;
use std::sync::Arc;

named_enum! {
    /// A kind of trial, the smallest first.
    pub enum Kind {
        /// A piece for each message.
        AsSent = "as-sent",
        /// All at once.
        Glued = "glued",
        /// One cut of the short stream, at every place.
        OneCut = "one-cut",
        /// Two cuts of the short stream, at every pair of places.
        TwoCuts = "two-cuts",
        /// One cut of the long stream, near an edge.
        NearEdges = "near-edges",
        /// A piece for each byte of the short stream.
        ByteByByte = "byte-by-byte",
        /// A message of 70,000 bytes.
        Large = "large",
        /// The short stream ends inside a frame, at every byte.
        CutShort = "cut-short",
        /// A header that lies, or bytes that never end a message.
        Hostile = "hostile",
        /// Two clients at once, one of which stops inside a frame until the other has been served.
        TwoClients = "two-clients",
    }
}

named_enum! {
    /// What the program under examination does with a message.
    pub enum Task {
        /// It sends the same bytes back.
        Echo = "echo",
        /// It makes ASCII letters capital.
        Upper = "upper",
        /// It answers with the number of bytes, in decimal digits.
        Count = "count",
    }
}

impl Task {
    /// The answer to a message.
    pub fn answer(self, message: &[u8]) -> Bytes {
        match self {
            Task::Echo => Bytes::copy_from_slice(message),
            Task::Upper => message.to_ascii_uppercase().into(),
            Task::Count => message.len().to_string().into(),
        }
    }
}

/// One thing that is tried.
#[derive(Debug, Clone)]
pub struct Trial {
    /// Of which kind it is.
    pub kind: Kind,
    /// What is sent.
    pub stream: Arc<Stream>,
    /// Where pieces end: rising, each inside the stream.
    pub cuts: Vec<usize>,
    /// The answers that are due, in order.
    pub due: Vec<Bytes>,
    /// The bytes that a header claims, where it lies.
    pub claim: Option<i128>,
    /// What a second client sends, all at once, while the first waits at its cut; and the answers due to it.
    pub other: Option<(Arc<Stream>, Vec<Bytes>)>,
}

/// What a sender waits for before it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// All that was sent has been read.
    Taken,
    /// The length has been acknowledged.
    Acknowledged,
    /// So many answers have come.
    Answered(usize),
}

/// A message that is not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// How many bytes it has.
    pub bytes: u64,
    /// Why the framing cannot carry it, or its answer.
    pub error: FramingError,
}

/// All that is asked of a program.
#[derive(Debug, Clone)]
pub struct Exam {
    /// How messages are marked.
    pub framing: FramingSpec,
    /// What is done with them.
    pub protocol: Task,
    /// What the messages were made from.
    pub seed: u64,
    /// The trials, in the order of [`Kind`].
    pub trials: Vec<Trial>,
    /// The messages that this framing cannot carry.
    pub left_out: Vec<LeftOut>,
    /// How many pairs of cuts there are, where not all were taken.
    pub pairs: Option<u64>,
}

impl Exam {
    /// The examination of a program that talks to clients.
    pub fn of_server(framing: FramingSpec, protocol: Task, seed: u64) -> Self {
        trials::exam(framing, protocol, seed)
    }

    /// The examination of a program that only tells which messages came: nobody speaks to it from two sides, and no JSON
    /// string holds a message that is no text (where the end of the stream ends one inside a character).
    pub fn of_decoder(framing: FramingSpec, seed: u64) -> Self {
        let mut exam = trials::exam(framing, Task::Echo, seed);
        let is_text = |message: &Bytes| str::from_utf8(message).is_ok();
        exam.trials.retain(|trial| trial.kind != Kind::TwoClients && trial.due.iter().all(is_text));
        exam
    }

    /// Whether a sender must listen before it may go on.
    pub fn is_an_exchange(&self) -> bool {
        framing::from_spec(&self.framing).pause(1).is_some()
    }

    /// Where a sender of a trial's stream stops, and until when: rising. At its end only who is still to answer is
    /// waited for.
    pub fn stops(&self, trial: &Trial) -> Vec<(usize, Until)> {
        let mut stops: Vec<_> = trial.cuts.iter().map(|cut| (*cut, Until::Taken)).collect();
        let framing = framing::from_spec(&self.framing);
        for (frame, n) in trial.stream.frames.iter().zip(1..) {
            if let Some(pause) = framing.pause(frame.message.len() as u64) {
                stops.push((frame.start + pause.after, Until::Acknowledged));
                stops.push((frame.end(), Until::Answered(n)));
            }
        }
        stops.retain(|(at, _)| *at <= trial.stream.bytes.len());
        stops.sort_by_key(|(at, _)| *at);
        stops
    }
}

/// A framing as torture has it.
fn subject(framing: &FramingSpec) -> Subject {
    Subject { name: framing.to_string(), spec: framing.clone(), end: End::Own }
}
