//! Causes, and the figures that prove them: plain data.

use crate::model::{Cause, MessageNo, Seen};
use serde::Serialize;

/// A cause, and the figures that prove it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CauseFinding {
    /// Which cause.
    pub cause: Cause,
    /// How we know.
    pub proof: Proof,
}

impl CauseFinding {
    /// No figure tells.
    pub(super) fn unknown() -> Self {
        CauseFinding { cause: Cause::Unknown, proof: Proof::NoEvidence }
    }
}

/// The evidence for a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// Right after message `at` was sent, `unsent` bytes had not left, less than one MSS, while
    /// `in_flight` segments were unacknowledged, a small one among them. (nagle)
    HeldBack {
        /// The message after whose send this was seen; the largest of the held amounts.
        at: MessageNo,
        /// Bytes written that had not left.
        unsent: u64,
        /// The largest segment, in bytes.
        mss: u64,
        /// Segments sent and not acknowledged.
        in_flight: u64,
        /// The lab's wire saw them leave before an acknowledgement: the program had switched TCP_NODELAY on.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        undelayed: bool,
    },
    /// Nagle's rule held bytes back, and they left without an acknowledgement: the kernel sent them as a loss
    /// probe, to which the rule does not apply. (nagle)
    HeldUntilProbe {
        /// The message after whose send this was seen.
        at: MessageNo,
        /// Bytes written that had not left.
        unsent: u64,
        /// The largest segment, in bytes.
        mss: u64,
        /// Segments sent and not acknowledged.
        in_flight: u64,
        /// How long after the segment before they left, in microseconds.
        waited_us: u64,
    },
    /// The cork option was on, or the send had MSG_MORE. (cork)
    Corked {
        /// The message after whose send this was seen.
        at: MessageNo,
        /// Bytes written that had not left.
        unsent: u64,
        /// True: by MSG_MORE; false: by the socket's option.
        by_flag: bool,
        /// The MSS, where a segment or more had not left: a cork holds only the end that fills none.
        #[serde(skip_serializing_if = "Option::is_none")]
        mss: Option<u64>,
    },
    /// Bytes had not left, and one of the windows had no room for them. (window)
    WindowFull {
        /// The message after whose send this was seen.
        at: MessageNo,
        /// Bytes written that had not left.
        unsent: u64,
        /// Segments in flight.
        in_flight: u64,
        /// The congestion window, in segments.
        #[serde(skip_serializing_if = "Seen::is_absent")]
        cwnd: Seen<u64>,
        /// The peer's window, in bytes.
        #[serde(skip_serializing_if = "Seen::is_absent")]
        send_window: Seen<u64>,
    },
    /// Bytes had not left, both windows had room, and the socket paces what it sends. (pacing)
    Paced {
        /// The message after whose send this was seen.
        at: MessageNo,
        /// Bytes written that had not left.
        unsent: u64,
        /// Bytes per second at which it sends.
        rate: u64,
    },
    /// A window had held the end of `message`, and then had room: nothing came from the other end between
    /// `since_us` and `left_us`, when it left, after others, as the socket paces what it sends. (pacing)
    PacedSince {
        /// Whose bytes.
        message: MessageNo,
        /// When the sender's host was last handed something of the other end, in microseconds since the
        /// case began.
        since_us: u64,
        /// When they left.
        left_us: u64,
        /// Bytes that left in between, before them.
        sent: u64,
        /// Bytes per second at which the socket sent, at the last look.
        rate: u64,
    },
    /// Bytes had not left, the figures are there, and by them no rule held these. (unknown-here)
    HeldByNone {
        /// The message after whose send this was seen.
        at: MessageNo,
        /// Bytes written that had not left.
        unsent: u64,
    },
    /// `second` got there before all of `first` had: neither could be read before the other.
    /// (head-of-line-blocking)
    BehindHole {
        /// The first of the two messages.
        first: MessageNo,
        /// The second.
        second: MessageNo,
        /// When the second got there, in microseconds since the case began.
        arrived_us: u64,
        /// When the last byte before it got there.
        readable_us: u64,
    },
    /// The messages left apart and were both waiting before the receive. (read-late)
    BothWaiting {
        /// The first of the two messages.
        first: MessageNo,
        /// The second.
        second: MessageNo,
        /// Bytes that were waiting at the receiver before the receive took them.
        readable: u64,
    },
    /// `first` ends, and `second` begins, in one call of the sender's. (sent-together)
    OneCall {
        /// The first of the two messages.
        first: MessageNo,
        /// The second.
        second: MessageNo,
    },
    /// The rest of a message was written by a later call, which began when the receive had returned. (sent-in-parts)
    WrittenLater {
        /// Whose bytes.
        message: MessageNo,
        /// How many.
        left: u64,
    },
    /// The receive asks for bytes of `first` and `second` together: it returns no sooner, whenever it
    /// begins. (waited-for-more)
    WaitedFor {
        /// The first of the two messages.
        first: MessageNo,
        /// The second.
        second: MessageNo,
        /// The bytes it wanted, where it says so.
        #[serde(skip_serializing_if = "Option::is_none")]
        wanted: Option<u64>,
        /// What asks.
        by: Asks,
    },
    /// The receive was waiting already when `first` came, and returned with both: nothing tells whether
    /// it could have returned sooner (unknown-here), or the lab's wire saw that both were sent again in one
    /// packet (head-of-line-blocking).
    WaitingAlready {
        /// The first of the two messages.
        first: MessageNo,
        /// The second.
        second: MessageNo,
        /// When the one packet was there, in microseconds.
        #[serde(skip_serializing_if = "Option::is_none")]
        together_us: Option<u64>,
    },
    /// The receive began `offset` bytes into `message`. (leftover)
    BeganInside {
        /// Which message.
        message: MessageNo,
        /// How many of its bytes earlier receives had taken.
        offset: u64,
    },
    /// The buffer was filled to its end and `left` more bytes of the message were there. (short-buffer)
    BufferFull {
        /// The size of the buffer.
        max: u64,
        /// The message it stopped in.
        message: MessageNo,
        /// Bytes of the message after it that had arrived (as far as the kernel says, else all there
        /// are); of a datagram that several sends made, of all of them.
        left: u64,
        /// For a datagram: whether the kernel said so (MSG_TRUNC), rather than it being worked out.
        flagged: bool,
    },
    /// The receive ended inside a message with room left: the rest had not arrived. (segmented)
    NotArrived {
        /// The message it stopped in.
        message: MessageNo,
        /// Bytes of the message after it.
        left: u64,
        /// The largest segment, in bytes.
        #[serde(skip_serializing_if = "Seen::is_absent")]
        mss: Seen<u64>,
    },
    /// The receive ended inside a message with room left, at a hole: later bytes of it were there, and could
    /// not be read without those. (head-of-line-blocking)
    AtHole {
        /// The message it stopped in.
        message: MessageNo,
        /// Bytes of the message after the receive.
        left: u64,
        /// Of these, the first ones, which had not got there when it returned.
        hole: u64,
        /// Of these, those after the hole that had.
        there: u64,
    },
    /// Of a session, where nobody knows the messages of the other program: the receive filled its buffer of `max`
    /// bytes, and `left` more could be read right afterwards; or the kernel cut a datagram (`cut`). (short-buffer)
    Filled {
        /// The size of the buffer.
        max: u64,
        /// Bytes that could be read right afterwards; of a datagram 0, as the rest is gone.
        left: u64,
        /// It was a datagram, and longer than the buffer.
        cut: bool,
    },
    /// The evidence that would tell is not offered here. (unknown-here)
    NoEvidence,
}

/// What makes a receive ask for a number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Asks {
    /// `recv_exact`: it goes on until all are there.
    Exact,
    /// MSG_WAITALL.
    WaitAll,
    /// SO_RCVLOWAT: a receive waits for so many (socket(7)).
    LowWater,
    /// A frame, whose length says so.
    Frame,
}
