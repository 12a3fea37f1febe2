//! Framings under torture: thousands of splits of a stream of messages, and hostile headers. Pure: no
//! sockets, no clock; the same seed gives the same result on every computer.
//!
//! # What is done
//!
//! Two streams are cut, whose messages never change (they stand in `stream`):
//!
//! ```text
//!   short   hello, feng, an empty one, a\nb|c, x, 你好
//!   long    hello, 3000 digits, feng
//! ```
//!
//! Where a stream is one message (`until-close`), each of these messages is a stream of its own, the
//! empty one, too: no byte, and the end.
//!
//! A *split* says in which pieces a stream arrives; a `recv(n)` returns at most the rest of the
//! current piece. The streams are tried [`AsSent`](Trial::AsSent) (a piece for each `send`),
//! [`Glued`](Trial::Glued) (all at once), with every single cut, byte by byte, and with [`RANDOM`]
//! random splits. With two cuts:
//!
//! | stream | pairs |
//! |---|---|
//! | of at most [`EVERY_PAIR`] bytes | every pair of places |
//! | longer | every pair of those places that are no further than [`NEAR`] bytes from the edge of a frame, of a body or of its 1024 bytes |
//! | longer, with [`Plan::every_pair`] | every pair of places: 4.5 million |
//!
//! Then the stream ends too early, at every byte (what there is of a short one comes byte by byte,
//! too); then come a message too large for the header or the reader, headers that lie, bytes without
//! end, and a message that is one byte longer than the longest.
//!
//! # What is asked
//!
//! Of a split: exactly the messages that were sent, and then the end. Of a stream that ends too
//! early: the messages that are whole, and then an error. Two framings take the end of the stream for
//! the end of a message, by their nature ([`Subject::takes_a_cut_for_the_end`]): of them are asked
//! exactly the bytes that had come, as one message more, and then the end; the report says so.
//! Of a lie: no message, and no memory for it.
//! A sender may refuse a message that its framing cannot carry (it says so, and nothing is sent);
//! [`Report::refused`] names those.
//!
//! A right framing must survive everything. An exhibit of [`broken`](crate::framing::broken) must not: the first
//! trial that kills it is kept whole, with each `recv` of its reader, to be drawn. First is smallest:
//! the trials come in the order of [`Trial`], each with its cuts as near to the beginning as can be.
//!
//! # What is bounded
//!
//! A reader that goes on asking at the end of the stream is stopped ([`Why::Waits`]); one that gives
//! more messages than were sent is not asked again; memory is granted up to [`ALLOWANCE`], and what is
//! granted is still not allocated.

pub mod exam;
mod feed;
mod judge;
mod splits;
mod stream;
mod subject;
#[cfg(test)]
mod tests;
mod trials;

pub use feed::Call;
pub use judge::Why;
pub use stream::{Frame, Stream};
pub use subject::{End, Subject, find, subjects};

use crate::framing::FramingError;
use crate::model::{Limits, named_enum};
use feed::Feed;
use judge::judge;
use serde::Serialize;
use stream::Line;
use trials::Attempt;

/// How many random splits of each stream.
pub const RANDOM: u64 = 500;
/// The longest stream in which every pair of cuts is tried, in bytes.
pub const EVERY_PAIR: usize = 256;
/// How near a cut of a longer stream must be to an edge to be one of a pair, in bytes.
pub const NEAR: usize = 3;
/// What a reader may ask for at once, in bytes; a program would allocate it.
pub const ALLOWANCE: u64 = Limits::RECEIVE;

named_enum! {
    /// A kind of trial, the smallest first.
    pub enum Trial {
        /// A piece for each `send`: as if the sender paused after each.
        AsSent = "as-sent",
        /// All at once, no cut at all.
        Glued = "glued",
        /// One cut, at every place.
        OneCut = "one-cut",
        /// Two cuts, at every pair of places: of a stream of at most [`EVERY_PAIR`] bytes, or of
        /// each ([`Plan::every_pair`]).
        TwoCuts = "two-cuts",
        /// Two cuts, at every pair of places near an edge, of a longer stream.
        NearEdges = "two-cuts-near-edges",
        /// A piece for each byte.
        ByteByByte = "byte-by-byte",
        /// Many cuts anywhere.
        Random = "random",
        /// The stream ends inside a frame, at every byte.
        CutShort = "cut-short",
        /// A message of 6 MB, and the beginning of a file of 3 GiB.
        TooLarge = "too-large",
        /// A header that lies, or bytes that never end a message.
        Hostile = "hostile",
    }
}

/// How much is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// What the random splits begin with.
    pub seed: u64,
    /// Whether every pair of cuts is tried in the long stream, too: 4.5 million.
    pub every_pair: bool,
}

/// How many trials of one kind there were, and how many of them were survived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Count {
    /// Which kind.
    pub trial: Trial,
    /// How many there were.
    pub of: u64,
    /// How many were survived.
    pub survived: u64,
}

/// A message that the sender refused to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// How many bytes it has.
    pub bytes: u64,
    /// Why.
    pub error: FramingError,
}

/// The first trial that killed a framing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Death {
    /// Of which kind it is.
    pub trial: Trial,
    /// What was sent.
    pub stream: Stream,
    /// Where it was cut: rising, each inside the stream.
    pub cuts: Vec<usize>,
    /// The bytes that a header claimed, or that the message had, where that is what kills.
    pub claim: Option<i128>,
    /// Each `recv` of the reader, the end of the stream included.
    pub calls: Vec<Call>,
    /// The first of them for the message at which it went wrong.
    pub first_call: usize,
    /// What went wrong.
    pub why: Why,
}

/// What became of one framing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which.
    pub subject: Subject,
    /// How it was tortured.
    pub plan: Plan,
    /// How many bytes each of its streams has.
    pub streams: Vec<usize>,
    /// The kinds of trial, in order.
    pub counts: Vec<Count>,
    /// The messages of the two streams that its sender refused.
    pub refused: Vec<Refused>,
    /// The first trial that killed it.
    pub death: Option<Death>,
}

impl Report {
    /// How many trials there were.
    pub fn of(&self) -> u64 {
        self.counts.iter().map(|count| count.of).sum()
    }

    /// How many were survived.
    pub fn survived(&self) -> u64 {
        self.counts.iter().map(|count| count.survived).sum()
    }

    /// Whether it is as it should be: a right one whole, a broken one broken.
    pub fn as_it_should(&self) -> bool {
        self.subject.exhibit().is_some() == self.death.is_some()
    }
}

/// Tortures one framing.
pub fn torture(subject: &Subject, plan: Plan) -> Report {
    let line = Line::of(subject);
    let streams = line.streams();
    let mut torturer = Torturer { line: &line, counts: Vec::new(), death: None };
    for &trial in Trial::ALL {
        torturer.counts.push(Count { trial, of: 0, survived: 0 });
        trials::each(trial, (&line, &streams), plan, &mut |attempt| match attempt {
            Some(attempt) => torturer.try_it(&attempt),
            None => torturer.count(None),
        });
    }
    let (counts, death) = (torturer.counts, torturer.death);
    let streams = streams.iter().map(|stream| stream.bytes.len()).collect();
    let (subject, refused) = (subject.clone(), line.refused());
    Report { subject, plan, streams, counts, refused, death }
}

/// One framing being tortured.
struct Torturer<'a> {
    line: &'a Line,
    counts: Vec<Count>,
    death: Option<Death>,
}

impl Torturer<'_> {
    fn try_it(&mut self, attempt: &Attempt<'_>) {
        let Attempt { trial, stream, cuts, asked, claim } = *attempt;
        let mut feed = Feed::new(stream, cuts);
        let why = judge(&mut *self.line.reader(), &mut feed, (stream, asked));
        if let (None, Some(why)) = (&self.death, why.clone()) {
            let (calls, first_call) = feed.into_calls();
            let (cuts, stream) = (cuts.to_vec(), stream.clone());
            self.death = Some(Death { trial, stream, cuts, claim, calls, first_call, why });
        }
        self.count(why.as_ref());
    }

    fn count(&mut self, why: Option<&Why>) {
        if let Some(count) = self.counts.last_mut() {
            count.of += 1;
            count.survived += u64::from(why.is_none());
        }
    }
}
