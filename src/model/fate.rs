//! What became of a message, why, and whether the case showed what it set out to show.

use super::named_enum;
use serde::{Deserialize, Serialize};

named_enum! {
    /// One thing that can become of a message. A message has a set of them.
    pub enum Fate {
        /// Whole and alone in one receive.
        Intact = "intact",
        /// Shared a receive with another message's bytes. 粘包
        Glued = "glued",
        /// Its bytes came in more than one receive, or only a part was read; or they were read as a
        /// part of a frame, and the receive stopped waiting for the rest (the framing keeps what it
        /// has: nothing is gone). 拆包, 半包
        Split = "split",
        /// Cut off, and gone: the end of a datagram larger than the buffer; what had been read of a
        /// frame, or by a `recv_exact`, when the stream ended; what a `recv_exact` had read when it
        /// stopped waiting, for it hands over all or nothing.
        Truncated = "truncated",
        /// Sent without an error, and neither received nor waiting in a kernel.
        Lost = "lost",
        /// Received more than once.
        Duplicated = "duplicated",
        /// Received after a message that was sent later.
        Reordered = "reordered",
        /// Thrown away unread, in whichever kernel it was: by a reset, or by a close before it was read,
        /// or on request (MSG_TRUNC on a stream).
        Discarded = "discarded",
        /// Read by the program and refused by its framing: too long, or no frame at all. 拒收
        Rejected = "rejected",
        /// Read together with an earlier message into the buffer of a framing that was not asked again
        /// (all of it or a part).
        Buffered = "buffered",
        /// In the receiver's kernel when the case ended, where a receive could have had it (all of it or a
        /// part): nobody asked.
        Unread = "unread",
        /// On its way when the case ended: it had left the sender, or its socket was closed and its
        /// kernel goes on sending; and no receive could have had it yet.
        InFlight = "in-flight",
        /// Still in the sender's kernel when the case ended (all of it or a part): a cork, Nagle's rule, a
        /// window or pacing held it, and it had never left.
        Unsent = "unsent",
        /// The send failed, or there was nothing to send (an empty `send` on a stream), or only a
        /// part was taken. An empty message over a framing that adds no byte is sent with the end of
        /// the stream.
        NeverSent = "never-sent",
    }
}

named_enum! {
    /// Why a receive did not hold exactly one message. The order is the order in which several
    /// causes of one receive are named: the first is its main cause.
    pub enum Cause {
        /// The receive began inside a message that an earlier receive had begun.
        Leftover = "leftover",
        /// The sender's program wrote both messages in one call: a session of which a framing is known (sender).
        SentTogether = "sent-together",
        /// The sender's program wrote the message in several calls, and had not made the next: a session of which a framing
        /// is known (sender).
        SentInParts = "sent-in-parts",
        /// The sender had corked its socket: TCP_CORK, TCP_NOPUSH or MSG_MORE (sender).
        Cork = "cork",
        /// Nagle's algorithm held a small segment back behind an unacknowledged small one (sender).
        Nagle = "nagle",
        /// The congestion or receive window held bytes back (sender).
        Window = "window",
        /// The sender's kernel spreads what it sends over time, and its time had not come (sender).
        Pacing = "pacing",
        /// The message was larger than a segment, and its rest had not arrived (MSS).
        Segmented = "segmented",
        /// Bytes before it were missing, so that a segment that was there could not be read alone (the
        /// wire).
        HeadOfLine = "head-of-line-blocking",
        /// Separate segments could both be read before the receive began (receiver).
        ReadLate = "read-late",
        /// The receive asks for more than one message: `recv_exact`, MSG_WAITALL, SO_RCVLOWAT, or
        /// `recv_message` over messages that no framing made (receiver).
        WaitedForMore = "waited-for-more",
        /// The buffer was smaller than the message (receiver).
        ShortBuffer = "short-buffer",
        /// This computer does not show the evidence that would tell.
        Unknown = "unknown-here",
    }
}

named_enum! {
    /// Whether a case showed what it set out to show.
    pub enum Verdict {
        /// Every expectation held.
        Shown = "shown",
        /// Something that was observed contradicts an expectation.
        NotShown = "not-shown",
        /// A decisive observation cannot be made on this computer.
        Unsupported = "unsupported",
        /// `--set` changed what the case relies on, and an expectation no longer holds.
        Changed = "changed",
    }
}

/// A set of fates, kept in the order of [`Fate`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Fates(Vec<Fate>);

impl Fates {
    /// Adds one; a fate is never in the set twice.
    pub fn insert(&mut self, fate: Fate) {
        if let Err(at) = self.0.binary_search(&fate) {
            self.0.insert(at, fate);
        }
    }

    /// Whether the set has it.
    pub fn contains(&self, fate: Fate) -> bool {
        self.0.binary_search(&fate).is_ok()
    }

    /// In order.
    pub fn iter(&self) -> impl Iterator<Item = Fate> + '_ {
        self.0.iter().copied()
    }

    /// Whether nothing is known to have become of the message.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Extend<Fate> for Fates {
    fn extend<I: IntoIterator<Item = Fate>>(&mut self, fates: I) {
        fates.into_iter().for_each(|fate| self.insert(fate));
    }
}

impl FromIterator<Fate> for Fates {
    fn from_iter<I: IntoIterator<Item = Fate>>(fates: I) -> Self {
        let mut set = Fates::default();
        fates.into_iter().for_each(|fate| set.insert(fate));
        set
    }
}
