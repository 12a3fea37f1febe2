//! Why no message came of bytes that a program took from a stream.

use crate::model::{CallName, ErrorName, Fate};
use serde::Serialize;

/// Why no message came of bytes that had been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "at")]
pub enum Undelivered {
    /// The framing refused them: too long, or no frame at all.
    #[serde(rename = "rejected")]
    Rejected,
    /// The stream ended, was reset or given up, before the rest came that the receive waited for.
    #[serde(rename = "cut-off")]
    Ended,
    /// The receive stopped waiting for the rest of the frame. The framing keeps them: had it been
    /// asked again, it would have gone on from there.
    #[serde(rename = "given-up")]
    GaveUp,
    /// `recv_exact` stopped waiting for the rest, and what it had read was gone with it.
    #[serde(rename = "cut-off")]
    Dropped,
    /// The program asked the kernel to throw them away: MSG_TRUNC on a stream (tcp(7)).
    #[serde(rename = "thrown-away")]
    ThrownAway,
    /// They were read together with an earlier message, and the framing was not asked again.
    #[serde(rename = "program")]
    NotAsked,
    /// A send read them as the acknowledgement it waits for.
    #[serde(rename = "program")]
    Acknowledged,
    /// A send read them, and they were not the acknowledgement it waits for.
    #[serde(rename = "rejected")]
    NoAcknowledgement,
}

impl Undelivered {
    /// What that makes of a message. A frame that a receive gave up on is `split`: a part of it was
    /// read, and nothing is gone. What `recv_exact` had read when it gave up is gone, as it is when the
    /// stream ends: `truncated`. What was read along and not asked for is `buffered`. An acknowledgement that was
    /// meant as one has come to where it should.
    pub(super) fn fate(self) -> Option<Fate> {
        Some(match self {
            Undelivered::Rejected | Undelivered::NoAcknowledgement => Fate::Rejected,
            Undelivered::Ended | Undelivered::Dropped => Fate::Truncated,
            Undelivered::GaveUp => Fate::Split,
            Undelivered::ThrownAway => Fate::Discarded,
            Undelivered::NotAsked => Fate::Buffered,
            Undelivered::Acknowledged => return None,
        })
    }

    /// Whether the framing has done with them: what it keeps may still become a message.
    pub(super) fn lasts(self) -> bool {
        match self {
            Undelivered::GaveUp | Undelivered::NotAsked => false,
            Undelivered::Rejected
            | Undelivered::Ended
            | Undelivered::Dropped
            | Undelivered::ThrownAway
            | Undelivered::Acknowledged
            | Undelivered::NoAcknowledgement => true,
        }
    }

    /// Whether it was read by a send.
    pub(super) fn is_acknowledgement(self) -> bool {
        matches!(self, Undelivered::Acknowledged | Undelivered::NoAcknowledgement)
    }

    /// What an error of a receive makes of the bytes it had read; `None` for another call.
    pub fn by(call: CallName, error: ErrorName) -> Option<Self> {
        let framed = call.is_framed();
        call.receives().then_some(match error {
            ErrorName::EndInsideFrame
            | ErrorName::EndOfStream
            | ErrorName::Reset
            | ErrorName::ConnectionTimedOut
            | ErrorName::Aborted => Undelivered::Ended,
            ErrorName::FrameTooLarge
            | ErrorName::BadFrame
            | ErrorName::OutOfRange
            | ErrorName::NoBufferSpace
                if framed =>
            {
                Undelivered::Rejected
            }
            _ if framed => Undelivered::GaveUp,
            _ => Undelivered::Dropped,
        })
    }
}
