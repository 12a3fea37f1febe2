//! Bytes that a program took from a stream and of which no message came.

use super::spans::Span;
use crate::model::{CallName, CallRecord, ErrorName, Fate, SocketId};
use std::collections::{BTreeMap, VecDeque};

/// Why no message came of bytes that had been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nothing {
    /// The framing refused them: too long, or no frame at all.
    Rejected,
    /// The stream ended, or was reset, before the rest came that the receive waited for.
    Ended,
    /// The receive stopped waiting for the rest of the frame. The framing keeps them: had it been
    /// asked again, it would have gone on from there.
    GaveUp,
    /// `recv_exact` stopped waiting for the rest, and what it had read was gone with it.
    Dropped,
    /// The program asked the kernel to throw them away: MSG_TRUNC on a stream (tcp(7)).
    ThrownAway,
    /// They were read together with an earlier message, and the framing was not asked again.
    NotAsked,
    /// A send read them as the acknowledgement it waits for.
    Acknowledged,
    /// A send read them, and they were not the acknowledgement it waits for.
    NoAcknowledgement,
}

impl Nothing {
    /// What that makes of a message. A frame that a receive gave up on is `split`: a part of it was
    /// read, and nothing is gone. What `recv_exact` had read when it gave up is gone, as it is when the
    /// stream ends: `truncated`. Only what nobody asked for is `unread`. An acknowledgement that was
    /// meant as one has come to where it should.
    pub(super) fn fate(self) -> Option<Fate> {
        Some(match self {
            Nothing::Rejected | Nothing::NoAcknowledgement => Fate::Rejected,
            Nothing::Ended | Nothing::Dropped => Fate::Truncated,
            Nothing::GaveUp => Fate::Split,
            Nothing::ThrownAway => Fate::Discarded,
            Nothing::NotAsked => Fate::Unread,
            Nothing::Acknowledged => return None,
        })
    }

    /// Whether it was read by a send.
    pub(super) fn is_acknowledgement(self) -> bool {
        matches!(self, Nothing::Acknowledged | Nothing::NoAcknowledgement)
    }

    /// What an error of a receive makes of the bytes it had read; `None` for another call.
    pub fn by(call: CallName, error: ErrorName) -> Option<Self> {
        let framed = call == CallName::RecvMessage;
        call.receives().then_some(match error {
            ErrorName::EndInsideFrame
            | ErrorName::EndOfStream
            | ErrorName::Reset
            | ErrorName::Aborted => Nothing::Ended,
            ErrorName::FrameTooLarge
            | ErrorName::BadFrame
            | ErrorName::OutOfRange
            | ErrorName::NoBufferSpace
                if framed =>
            {
                Nothing::Rejected
            }
            _ if framed => Nothing::GaveUp,
            _ => Nothing::Dropped,
        })
    }
}

/// A stretch of the stream that comes in at a socket, and why it came to nothing.
pub(super) type Wasted = (Span, Nothing);

/// What is known of such bytes while the calls are gone through.
#[derive(Debug, Default)]
pub(super) struct Waste {
    /// What receives without a framing took and did not hand over.
    gone: BTreeMap<SocketId, Vec<Wasted>>,
    /// How the last receive with a framing ended, where it brought no message.
    stuck: BTreeMap<SocketId, Nothing>,
}

impl Waste {
    /// Takes in a receive that brought no message, and what it took.
    pub(super) fn failed(&mut self, by: SocketId, call: &CallRecord, spans: Vec<Span>) {
        let error = call.outcome.error();
        let why = error.and_then(|error| Nothing::by(call.call, error));
        let why = why.unwrap_or(Nothing::ThrownAway);
        if call.call != CallName::RecvMessage {
            self.gone.entry(by).or_default().extend(spans.into_iter().map(|span| (span, why)));
        } else if self.stuck.get(&by) != Some(&Nothing::Rejected) {
            // What was refused stays refused, whatever comes after it.
            self.stuck.insert(by, why);
        }
    }

    /// Takes in what a send read as its acknowledgement.
    pub(super) fn acknowledged(&mut self, by: SocketId, span: Span, sent: bool) {
        let why = if sent { Nothing::Acknowledged } else { Nothing::NoAcknowledgement };
        self.gone.entry(by).or_default().push((span, why));
    }

    /// Takes in a receive that brought a message.
    pub(super) fn succeeded(&mut self, by: SocketId) {
        if self.stuck.get(&by) != Some(&Nothing::Rejected) {
            self.stuck.remove(&by);
        }
    }

    /// All of it, in the order of each stream, with what the framings still hold.
    pub(super) fn all(
        self,
        decoders: &BTreeMap<SocketId, VecDeque<Span>>,
    ) -> BTreeMap<SocketId, Vec<Wasted>> {
        let mut all = self.gone;
        for (by, held) in decoders {
            let why = self.stuck.get(by).copied().unwrap_or(Nothing::NotAsked);
            all.entry(*by).or_default().extend(held.iter().map(|span| (*span, why)));
        }
        for list in all.values_mut() {
            list.retain(|(span, _)| span.len > 0);
            list.sort_by_key(|(span, _)| span.start);
        }
        all
    }
}
