//! Why a receive ended inside a message of a stream though its buffer had room: what held the rest up.

use super::carriage::Carriage;
use super::events::SendEvent;
use super::holds::looks;
use super::proof::{CauseFinding, Proof};
use super::spans::Span;
use crate::model::{Cause, MessageNo};

/// Where a receive ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stop<'a> {
    /// What sent the message.
    pub(super) send: &'a SendEvent<'a>,
    /// What was sent next.
    pub(super) next: Option<&'a SendEvent<'a>>,
    pub(super) carriage: Option<&'a Carriage>,
    pub(super) message: MessageNo,
    /// Bytes of the message after the receive.
    pub(super) left: u64,
    /// When the receive returned.
    pub(super) returned_ns: u64,
}

/// What held the rest up: a hole before it, or what held it at the sender, or nothing but that it did not
/// fit into the segment that had come.
pub(super) fn inside(stop: Stop<'_>) -> Vec<CauseFinding> {
    if let Some(hole) = at_hole(stop) {
        return vec![hole];
    }
    let held = held(stop);
    if !held.is_empty() {
        return held;
    }
    let mss = stop.send.call.own.mss;
    let proof = Proof::NotArrived { message: stop.message, left: stop.left, mss };
    // A smaller one may begin in a segment of the one before it: the wire saw where that ended.
    let ended = |carriage: &Carriage| carriage.leaving_before(stop.rest().start);
    let ends_there = stop.carriage.and_then(ended).is_some_and(|(end, _)| end == stop.rest().start);
    match ends_there || mss.seen().is_some_and(|mss| stop.send.span.len > mss) {
        true => vec![CauseFinding { cause: Cause::Segmented, proof }],
        false => vec![CauseFinding::unknown()],
    }
}

impl Stop<'_> {
    /// The bytes that were not received.
    fn rest(&self) -> Span {
        let start = self.send.span.end().saturating_sub(self.left);
        Span { start, len: self.left }
    }
}

/// What held the rest at the sender. What had left before does not belong to it: a hold explains where a
/// receive ends only from the first byte on that it held.
fn held(stop: Stop<'_>) -> Vec<CauseFinding> {
    let place = stop.rest().start;
    let looks = looks(stop.send, stop.next, stop.carriage);
    let held = looks.into_iter().find(|held| held.first() <= place).filter(|_| stop.send.stream);
    held.map_or_else(Vec::new, |held| held.causes_between(place, stop.message))
}

/// The lab's wire knows which of the rest had got there when the receive returned.
fn at_hole(stop: Stop<'_>) -> Option<CauseFinding> {
    let (carriage, rest, at_ns) = (stop.carriage?, stop.rest(), stop.returned_ns);
    let hole = carriage.hole(rest, at_ns);
    let there = carriage.arrived_of(rest, at_ns);
    let proof = Proof::AtHole { message: stop.message, left: stop.left, hole, there };
    (hole > 0 && there > 0).then_some(CauseFinding { cause: Cause::HeadOfLine, proof })
}
