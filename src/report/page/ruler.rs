//! A flow as three rows of cells over one axis of bytes: what was sent, what left, what came out.

use super::message_text::MessageText;
use crate::model::MessageNo;

/// What a cell stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// Bytes that were sent, left, or came out.
    Data,
    /// Bytes nobody read.
    Unread,
    /// The part of a datagram that was cut off.
    Cut,
    /// A datagram that did not come out.
    Lost,
    /// Of a datagram: nothing tells whether it came out.
    Unclear,
    /// Thrown away by a kernel.
    Discarded,
    /// Taken from the stream, and no message was made of it.
    Withheld,
    /// Had left, and could not be read yet.
    OnTheWay,
    /// Had not left when the kernel was last asked.
    Unsent,
    /// Nothing is known.
    Blind,
}

/// A stretch of a row, from byte `start` to byte `end` (not included). Never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RulerCell {
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) fill: Fill,
}

impl RulerCell {
    pub(crate) fn len(&self) -> u64 {
        self.end - self.start
    }
}

/// One of the three rulers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RulerRow {
    pub(crate) label: String,
    /// What is said of it: on a compact one beside it, where it has room, else below all.
    pub(crate) note: String,
    /// Then this stands beside it.
    pub(crate) number: String,
    pub(crate) cells: Vec<RulerCell>,
    /// The cells are whole messages.
    pub(crate) of_messages: bool,
    /// Every edge there was is drawn: an edge of a message inside a cell is none of this row.
    pub(crate) all_known: bool,
}

/// A message on the axis.
#[derive(Debug, Clone)]
pub(crate) struct OnAxis {
    pub(crate) no: MessageNo,
    pub(crate) start: u64,
    pub(crate) end: u64,
    /// It has no bytes, and one of the axis.
    pub(crate) empty: bool,
    pub(crate) text: Option<MessageText>,
}

/// A flow.
#[derive(Debug, Clone)]
pub(crate) struct Ruler {
    /// The length of the axis. Bytes for a stream; for datagrams an empty one counts as one, so that
    /// it has a place.
    pub(crate) total: u64,
    pub(crate) messages: Vec<OnAxis>,
    /// Where sends were cut into datagrams (UDP_SEGMENT): edges inside a message, in order.
    pub(crate) cuts: Vec<u64>,
    /// Sent, on wire, received.
    pub(crate) rows: [RulerRow; 3],
    /// Datagrams.
    pub(crate) datagrams: bool,
    /// It stands on a screen with everything else: notes stay beside the rows as long as anything can be seen in
    /// them, and nothing points at them.
    pub(crate) compact: bool,
    /// Where a receive stopped inside a message: the byte, and what is said of it.
    pub(crate) stops: Vec<(u64, String)>,
}

pub(crate) fn cell(start: u64, end: u64, fill: Fill) -> RulerCell {
    RulerCell { start, end, fill }
}
