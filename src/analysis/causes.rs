//! Why a receive does not hold exactly one message: the decision table of the module's
//! documentation, a function for each row.

use super::carriage::{Carriage, Carriages};
use super::events::{Events, ReceiveEvent, SendEvent};
use super::findings::{Part, ReceiveFinding};
use super::holds::{Held, looks};
use super::proof::{Asks, CauseFinding, Proof};
use super::stops::{self, Stop};
use super::stream::Found;
use super::wire::Wires;
use crate::model::{Cause, ErrorName, Flag, Manner, MessageNo, Seen};
use std::collections::BTreeMap;

/// What every rule may ask.
#[derive(Clone, Copy)]
struct Known<'a> {
    sends: &'a BTreeMap<MessageNo, &'a SendEvent<'a>>,
    wires: &'a Wires,
    carriages: &'a Carriages,
}

impl<'a> Known<'a> {
    fn send(&self, no: MessageNo) -> Option<&'a SendEvent<'a>> {
        self.sends.get(&no).copied()
    }

    fn carriage(&self, send: &SendEvent<'_>) -> Option<&'a Carriage> {
        self.carriages.get(&send.from)
    }

    /// What was written right after a message of a stream.
    fn next(&self, no: MessageNo) -> Option<&'a SendEvent<'a>> {
        self.send(MessageNo(no.0.checked_add(1)?))
    }

    /// What held bytes back right after a send.
    fn held(&self, send: &'a SendEvent<'a>) -> Vec<CauseFinding> {
        let held = Held::after(send, self.carriage(send)).filter(|_| send.stream);
        held.map_or_else(Vec::new, Held::causes)
    }
}

/// Fills in the causes of every receive, and what held the messages.
pub(super) fn explain(
    events: &Events<'_>,
    wires: &Wires,
    carriages: &Carriages,
    found: &mut Found,
) {
    let sends: BTreeMap<MessageNo, &SendEvent<'_>> =
        events.sends.iter().filter_map(|send| Some((send.no?, send))).collect();
    let known = Known { sends: &sends, wires, carriages };
    for message in &mut found.messages {
        message.held = known.send(message.no).map_or_else(Vec::new, |send| known.held(send));
    }
    let numbered = events.receives.iter().filter(|event| event.no.is_some());
    for (index, (event, receive)) in numbered.zip(found.receives.iter_mut()).enumerate() {
        let foreign = found.foreign.get(index).copied().unwrap_or(false);
        let mut causes = match event.stream {
            true => of_stream(known, event, receive, foreign),
            false => of_datagram(event, receive, &sends),
        };
        causes.sort_by_key(|finding| finding.cause);
        causes.dedup_by_key(|finding| finding.cause);
        receive.causes = causes;
    }
}

fn of_stream(
    known: Known<'_>,
    event: &ReceiveEvent<'_>,
    receive: &ReceiveFinding,
    foreign: bool,
) -> Vec<CauseFinding> {
    if event.elsewhere {
        return filled(event);
    }
    if receive.parts.is_empty() {
        // Bytes whose sender the program does not have, or warm-up alone.
        return if foreign { vec![CauseFinding::unknown()] } else { Vec::new() };
    }
    let mut causes = Vec::new();
    causes.extend(receive.parts.first().and_then(began_inside));
    let with_bytes: Vec<&Part> = receive.parts.iter().filter(|part| part.of > 0).collect();
    for pair in with_bytes.windows(2) {
        if let (Some(first), Some(second)) =
            (known.send(pair[0].message), known.send(pair[1].message))
        {
            let found = joined(known, event, first, second);
            found.into_iter().for_each(|finding| widest(&mut causes, finding));
        }
    }
    still_held(&mut causes, receive, known);
    let last = receive.parts.last();
    causes.extend(last.map_or_else(Vec::new, |part| ended_inside(known, event, part)));
    causes
}

fn began_inside(part: &Part) -> Option<CauseFinding> {
    let proof = Proof::BeganInside { message: part.message, offset: part.start };
    (part.start > 0).then_some(CauseFinding { cause: Cause::Leftover, proof })
}

/// The last message of a receive has no join after it, but what was held right after its send was
/// the most: its figures go into the proof of a cause that is already there.
fn still_held(causes: &mut Vec<CauseFinding>, receive: &ReceiveFinding, known: Known<'_>) {
    let Some(part) = receive.parts.last() else { return };
    let send = known.send(part.message).filter(|send| send.stream);
    let held = send.and_then(|send| Some((Held::after(send, known.carriage(send))?, send)));
    let end = part.start.saturating_add(part.len);
    let holds = held.filter(|(held, send)| send.span.start.saturating_add(end) > held.first());
    for finding in holds.map_or_else(Vec::new, |(held, _)| held.causes()) {
        if causes.iter().any(|already| already.cause == finding.cause) {
            widest(causes, finding);
        }
    }
}

/// A receive ran on from `first` into `second`.
fn joined(
    known: Known<'_>,
    event: &ReceiveEvent<'_>,
    first: &SendEvent<'_>,
    second: &SendEvent<'_>,
) -> Vec<CauseFinding> {
    let (Some(at), Some(next)) = (first.no, second.no) else {
        return vec![CauseFinding::unknown()];
    };
    if known.wires.get(&first.from).is_some_and(|outgoing| outgoing.is_apart(first, second)) {
        return apart(known, event, (first, at), (second, next));
    }
    if second.begun_in == first.place {
        let proof = Proof::OneCall { first: at, second: next };
        return vec![CauseFinding { cause: Cause::SentTogether, proof }];
    }
    // What held the end of the first as the second was written after it.
    let held = looks(first, Some(second), known.carriage(first)).first().copied();
    let end = first.span.end().saturating_sub(1);
    let mut found = held.map_or_else(Vec::new, |held| held.causes_until(end, at));
    found.extend(waited_for(event, (at, next), second.span.start));
    if found.is_empty() { vec![CauseFinding::unknown()] } else { found }
}

/// A receive that asks for bytes of the second message, too.
fn waited_for(
    event: &ReceiveEvent<'_>,
    (first, second): (MessageNo, MessageNo),
    place: u64,
) -> Option<CauseFinding> {
    let (by, wanted) = asks_beyond(event, place)?;
    let proof = Proof::WaitedFor { first, second, wanted, by };
    Some(CauseFinding { cause: Cause::WaitedForMore, proof })
}

/// The two messages left apart. A plain `recv` returns what is queued at that moment (tcp(7)): where
/// something could be read before it began it did not wait, so both were there, and it came late. One
/// that asks for so many bytes, or before which bytes were missing, would have returned the same at any
/// time.
fn apart(
    known: Known<'_>,
    event: &ReceiveEvent<'_>,
    (one, first): (&SendEvent<'_>, MessageNo),
    (next, second): (&SendEvent<'_>, MessageNo),
) -> Vec<CauseFinding> {
    let place = next.span.start;
    let mut found: Vec<CauseFinding> = Vec::new();
    if let Some((arrived, readable)) = behind_a_hole(known.carriage(next), place) {
        let (arrived_us, readable_us) = (arrived / 1000, readable / 1000);
        let proof = Proof::BehindHole { first, second, arrived_us, readable_us };
        found.push(CauseFinding { cause: Cause::HeadOfLine, proof });
    }
    found.extend(waited_for(event, (first, second), place));
    if found.is_empty() {
        found.push(both_there(known, event, (one, first), (next, second)));
    }
    found
}

/// When the end of one message and the beginning of the next got there in one packet, of which the wire had
/// lost an earlier copy.
fn sent_again_in_one(
    carriage: &Carriage,
    one: &SendEvent<'_>,
    next: &SendEvent<'_>,
) -> Option<u64> {
    let (last, first) = (one.span.end().checked_sub(1)?, next.span.start);
    let at = carriage.arrived_at(last)?;
    let lost = carriage.lost(last) || carriage.lost(first);
    (carriage.arrived_at(first) == Some(at) && lost).then_some(at)
}

/// Nothing but the moment of the receive brought the two together.
fn both_there(
    known: Known<'_>,
    event: &ReceiveEvent<'_>,
    (one, first): (&SendEvent<'_>, MessageNo),
    (next, second): (&SendEvent<'_>, MessageNo),
) -> CauseFinding {
    let took = event.spans.iter().map(|span| span.len).fold(0, u64::saturating_add);
    let readable = event.readable_before.filter(|readable| *readable > 0);
    let readable = readable.or_else(|| by_wire(known.carriage(next)?, event));
    if let Some(readable) = readable {
        let proof = Proof::BothWaiting { first, second, readable: readable.max(took) };
        return CauseFinding { cause: Cause::ReadLate, proof };
    }
    if one.call.start_ns < event.call.start_ns && known.carriage(next).is_none() {
        // It may have come before the receive began, and no figure of that moment is there.
        return CauseFinding::unknown();
    }
    let together = known.carriage(next).and_then(|carriage| sent_again_in_one(carriage, one, next));
    let together_us = together.map(|at_ns| at_ns / 1000);
    let proof = Proof::WaitingAlready { first, second, together_us };
    if together.is_some() {
        return CauseFinding { cause: Cause::HeadOfLine, proof };
    }
    CauseFinding { cause: Cause::Unknown, proof }
}

/// What the lab's wire had brought, all in a row, before a receive began, and nobody had read; `None`: no
/// byte.
fn by_wire(carriage: &Carriage, event: &ReceiveEvent<'_>) -> Option<u64> {
    let there = carriage.readable_before(event.call.start_ns);
    there.checked_sub(event.start()).filter(|readable| *readable > 0)
}

/// Whether the byte at this place got there before all bytes before it had; then when it did, and
/// when they had.
fn behind_a_hole(carriage: Option<&Carriage>, place: u64) -> Option<(u64, u64)> {
    let carriage = carriage?;
    let arrived = carriage.arrived_at(place)?;
    let before = carriage.readable_at(place.checked_sub(1)?)?;
    (arrived < before).then_some((arrived, before))
}

/// Whether a receive asks for bytes at this place and beyond, whatever is there: by what, and for how
/// many where it says so.
fn asks_beyond(event: &ReceiveEvent<'_>, place: u64) -> Option<(Asks, Option<u64>)> {
    let call = event.call;
    match call.call.manner() {
        Some(Manner::Whole) => return Some((Asks::Exact, call.max)),
        Some(Manner::Framed) => return Some((Asks::Frame, None)),
        Some(Manner::Once) | None => {}
    }
    if call.flags.contains(&Flag::MsgWaitall) {
        return Some((Asks::WaitAll, call.max));
    }
    // A receive waits for the less of the two, its buffer and the mark: sock_rcvlowat in
    // include/net/sock.h.
    let mark = event.low_water.map(|mark| mark.min(call.max.unwrap_or(u64::MAX)));
    let mark = mark.filter(|mark| event.start().saturating_add(*mark) > place);
    mark.map(|mark| (Asks::LowWater, Some(mark)))
}

fn ended_inside(known: Known<'_>, event: &ReceiveEvent<'_>, part: &Part) -> Vec<CauseFinding> {
    let left = part.of.saturating_sub(part.start.saturating_add(part.len));
    if left == 0 || event.call.call.is_framed() {
        return Vec::new();
    }
    let message = part.message;
    let max = event.call.max.unwrap_or(u64::MAX);
    // What was there when the receive returned, as far as the kernel says.
    let there = left.min(event.call.own.readable.seen().unwrap_or(left));
    if event.bytes >= max && there > 0 {
        let proof = Proof::BufferFull { max, message, left: there, flagged: false };
        return vec![CauseFinding { cause: Cause::ShortBuffer, proof }];
    }
    let Some(send) = known.send(message) else { return vec![CauseFinding::unknown()] };
    if send.begun_in != send.place && send.call.start_ns >= event.call.end_ns() {
        let proof = Proof::WrittenLater { message, left };
        return vec![CauseFinding { cause: Cause::SentInParts, proof }];
    }
    let (next, carriage) = (known.next(message), known.carriage(send));
    stops::inside(Stop { send, next, carriage, message, left, returned_ns: event.call.end_ns() })
}

fn of_datagram(
    event: &ReceiveEvent<'_>,
    receive: &ReceiveFinding,
    sends: &BTreeMap<MessageNo, &SendEvent<'_>>,
) -> Vec<CauseFinding> {
    if event.elsewhere {
        return filled(event);
    }
    let mut causes = Vec::new();
    let flagged = is_cut(event);
    if let (Some(part), true) = (receive.parts.last(), flagged || receive.cut_off > 0) {
        let (left, max) = (receive.cut_off, event.call.max.unwrap_or(part.len));
        let proof = Proof::BufferFull { max, message: part.message, left, flagged };
        causes.push(CauseFinding { cause: Cause::ShortBuffer, proof });
    }
    if receive.parts.len() > 1 {
        causes.push(coalesced(receive, sends));
    }
    causes
}

/// What the receiving end alone can tell: that the buffer ended the receive, and not the bytes.
fn filled(event: &ReceiveEvent<'_>) -> Vec<CauseFinding> {
    let call = event.call;
    let Some(max) = call.max else { return Vec::new() };
    let left = call.own.readable.seen().filter(|left| event.stream && *left > 0);
    let cut = !event.stream && is_cut(event);
    let full = event.bytes >= max && left.is_some();
    let proof = Proof::Filled { max, left: left.unwrap_or(0), cut };
    let cause = CauseFinding { cause: Cause::ShortBuffer, proof };
    (full || cut).then_some(cause).into_iter().collect()
}

/// Whether the kernel said of a datagram that it was longer than the buffer.
fn is_cut(event: &ReceiveEvent<'_>) -> bool {
    event.call.truncated == Seen::Seen(true)
        || event.call.outcome.error() == Some(ErrorName::MessageTooLong)
}

/// Several datagrams in one receive: the sender said MSG_MORE, or we do not know.
fn coalesced(
    receive: &ReceiveFinding,
    sends: &BTreeMap<MessageNo, &SendEvent<'_>>,
) -> CauseFinding {
    let of = |part: &Part| sends.get(&part.message).filter(|send| send.is_corked());
    let mut held = receive.parts.iter().filter_map(of).filter_map(|send| Some((*send, send.no?)));
    // An empty one was held, too, and shows nothing.
    let held = held.clone().find(|(send, _)| send.bytes > 0).or_else(|| held.next());
    match held {
        Some((send, at)) => {
            let by_flag = send.has(Flag::MsgMore);
            let proof = Proof::Corked { at, unsent: send.bytes, by_flag, mss: None };
            CauseFinding { cause: Cause::Cork, proof }
        }
        None => CauseFinding::unknown(),
    }
}

/// Keeps, for each cause, the finding in which the most bytes were held (or else the first).
fn widest(causes: &mut Vec<CauseFinding>, new: CauseFinding) {
    match causes.iter_mut().find(|known| known.cause == new.cause) {
        None => causes.push(new),
        Some(known) if held_bytes(&new.proof) > held_bytes(&known.proof) => *known = new,
        Some(_) => {}
    }
}

fn held_bytes(proof: &Proof) -> u64 {
    match proof {
        Proof::HeldBack { unsent, .. }
        | Proof::HeldUntilProbe { unsent, .. }
        | Proof::Corked { unsent, .. }
        | Proof::Paced { unsent, .. }
        | Proof::HeldByNone { unsent, .. }
        | Proof::WindowFull { unsent, .. } => *unsent,
        Proof::PacedSince { sent, .. } => *sent,
        Proof::AtHole { .. }
        | Proof::BehindHole { .. }
        | Proof::BothWaiting { .. }
        | Proof::OneCall { .. }
        | Proof::WrittenLater { .. }
        | Proof::WaitedFor { .. }
        | Proof::WaitingAlready { .. }
        | Proof::BeganInside { .. }
        | Proof::BufferFull { .. }
        | Proof::Filled { .. }
        | Proof::NotArrived { .. }
        | Proof::NoEvidence => 0,
    }
}
