//! Why a receive does not hold exactly one message: the decision table of the module's
//! documentation, a function for each row.

use super::events::{Events, ReceiveEvent, SendEvent};
use super::findings::{CauseFinding, Part, Proof, ReceiveFinding};
use super::stream::Found;
use super::wire::Wires;
use crate::model::{CallName, Cause, ErrorName, Flag, MessageNo, Seen};
use std::collections::BTreeMap;

/// Fills in the causes of every receive.
pub(super) fn explain(events: &Events<'_>, wires: &Wires, found: &mut Found) {
    let sends: BTreeMap<MessageNo, &SendEvent<'_>> =
        events.sends.iter().filter_map(|send| Some((send.no?, send))).collect();
    let numbered = events.receives.iter().filter(|event| event.no.is_some());
    for (index, (event, receive)) in numbered.zip(found.receives.iter_mut()).enumerate() {
        let foreign = found.foreign.get(index).copied().unwrap_or(false);
        let mut causes = match event.stream {
            true => of_stream(((events, wires), event), receive, &sends, foreign),
            false => of_datagram(event, receive, &sends),
        };
        causes.sort_by_key(|finding| finding.cause);
        causes.dedup_by_key(|finding| finding.cause);
        receive.causes = causes;
    }
}

fn of_stream(
    (all, event): ((&Events<'_>, &Wires), &ReceiveEvent<'_>),
    receive: &ReceiveFinding,
    sends: &BTreeMap<MessageNo, &SendEvent<'_>>,
    foreign: bool,
) -> Vec<CauseFinding> {
    if receive.parts.is_empty() {
        // Bytes whose sender the program does not have, or warm-up alone.
        return if foreign { vec![unknown()] } else { Vec::new() };
    }
    let mut causes = Vec::new();
    causes.extend(receive.parts.first().and_then(began_inside));
    let with_bytes: Vec<&Part> = receive.parts.iter().filter(|part| part.of > 0).collect();
    for pair in with_bytes.windows(2) {
        if let (Some(first), Some(second)) =
            (sends.get(&pair[0].message), sends.get(&pair[1].message))
        {
            widest(&mut causes, joined((all, event), first, second));
        }
    }
    still_held(&mut causes, receive, sends);
    causes.extend(receive.parts.last().and_then(|part| ended_inside(event, part, sends)));
    causes
}

fn began_inside(part: &Part) -> Option<CauseFinding> {
    let proof = Proof::BeganInside { message: part.message, offset: part.start };
    (part.start > 0).then_some(CauseFinding { cause: Cause::Leftover, proof })
}

/// The last message of a receive has no join behind it, but what was held right after its send was
/// the most: its figures go into the proof of a cause that is already there.
fn still_held(
    causes: &mut Vec<CauseFinding>,
    receive: &ReceiveFinding,
    sends: &BTreeMap<MessageNo, &SendEvent<'_>>,
) {
    let last = receive.parts.last().and_then(|part| sends.get(&part.message));
    let Some((send, at)) = last.and_then(|send| Some((*send, send.no?))) else { return };
    if let Seen::Seen(unsent) = send.call.own.unsent
        && unsent > 0
    {
        let finding = held(send, at, unsent);
        if causes.iter().any(|known| known.cause == finding.cause) {
            widest(causes, finding);
        }
    }
}

/// A receive ran on from `first` into `second`.
fn joined(
    ((events, wires), event): ((&Events<'_>, &Wires), &ReceiveEvent<'_>),
    first: &SendEvent<'_>,
    second: &SendEvent<'_>,
) -> CauseFinding {
    let (Some(at), Some(next)) = (first.no, second.no) else { return unknown() };
    if wires.get(&first.from).is_some_and(|outgoing| outgoing.is_apart(first, second)) {
        return apart((events, event), at, next, second);
    }
    match first.call.own.unsent {
        Seen::Seen(unsent) if unsent > 0 => held(first, at, unsent),
        _ => unknown(),
    }
}

/// The two messages left apart. A plain `recv` returns what is queued at that moment (tcp(7)): it
/// holds both, so both were waiting. A receive that asks for a number of bytes may have waited for
/// the second itself, unless some sample shows both waiting at once.
fn apart(
    (events, event): (&Events<'_>, &ReceiveEvent<'_>),
    first: MessageNo,
    second: MessageNo,
    next: &SendEvent<'_>,
) -> CauseFinding {
    let call = event.call;
    let waits = matches!(call.call, CallName::RecvExact | CallName::RecvMessage)
        || call.flags.contains(&Flag::MsgWaitall);
    let waiting = events.waiting_across(event.by, next.span.start);
    if waits && waiting.is_none() {
        let wanted = call.max.filter(|_| call.call != CallName::RecvMessage);
        let proof = Proof::WaitedFor { first, second, wanted };
        return CauseFinding { cause: Cause::WaitedForMore, proof };
    }
    let took = event.spans.iter().map(|span| span.len).fold(0, u64::saturating_add);
    // All that a plain `recv` took was waiting; of what a longer one took, what a sample shows.
    let readable = waiting.filter(|waiting| waits || *waiting > took).unwrap_or(took);
    let proof = Proof::BothWaiting { first, second, readable };
    CauseFinding { cause: Cause::ReadLate, proof }
}

/// Bytes were unsent right after `send`: by what?
pub(super) fn held(send: &SendEvent<'_>, at: MessageNo, unsent: u64) -> CauseFinding {
    let own = &send.call.own;
    if send.is_corked() {
        let by_flag = send.has(Flag::MsgMore);
        let proof = Proof::Corked { at, unsent, by_flag };
        return CauseFinding { cause: Cause::Cork, proof };
    }
    let (Seen::Seen(nodelay), Seen::Seen(false), Seen::Seen(mss), Seen::Seen(in_flight)) =
        (own.nodelay, own.cork, own.mss, own.in_flight)
    else {
        return unknown();
    };
    match has_room(send, in_flight) {
        None => unknown(),
        Some(true) if !nodelay && unsent < mss && in_flight > 0 => {
            let proof = Proof::HeldBack { at, unsent, mss, in_flight };
            CauseFinding { cause: Cause::Nagle, proof }
        }
        // Room in both windows, and not Nagle: a queue of the host's own, and no figure names it.
        Some(true) => unknown(),
        Some(false) => {
            let (cwnd, send_window) = (own.cwnd, own.send_window);
            let proof = Proof::WindowFull { at, unsent, in_flight, cwnd, send_window };
            CauseFinding { cause: Cause::Window, proof }
        }
    }
}

/// Whether both windows would have let the unsent bytes go: the congestion window counts segments,
/// the peer's window bytes from the first unacknowledged one (tcp_cwnd_test and tcp_snd_wnd_test in
/// net/ipv4/tcp_output.c). `None`: one of the figures was not seen.
fn has_room(send: &SendEvent<'_>, in_flight: u64) -> Option<bool> {
    let own = &send.call.own;
    let congestion = in_flight < own.cwnd.seen()?;
    let window = own.unacked.seen()? <= own.send_window.seen()?;
    Some(congestion && window)
}

fn ended_inside(
    event: &ReceiveEvent<'_>,
    part: &Part,
    sends: &BTreeMap<MessageNo, &SendEvent<'_>>,
) -> Option<CauseFinding> {
    let left = part.of.saturating_sub(part.start.saturating_add(part.len));
    if left == 0 || event.call.call == CallName::RecvMessage {
        return None;
    }
    let message = part.message;
    let max = event.call.max.unwrap_or(u64::MAX);
    if event.bytes >= max {
        let proof = Proof::BufferFull { max, message, left, flagged: false };
        return Some(CauseFinding { cause: Cause::ShortBuffer, proof });
    }
    Some(not_there_yet(sends.get(&message).copied(), message, left, part.of))
}

/// A receive ended inside a message with room left: what held the rest up?
fn not_there_yet(
    send: Option<&SendEvent<'_>>,
    message: MessageNo,
    left: u64,
    of: u64,
) -> CauseFinding {
    let Some(send) = send else { return unknown() };
    let own = &send.call.own;
    if let Seen::Seen(unsent) = own.unsent
        && unsent > 0
    {
        return held(send, message, unsent);
    }
    match own.mss {
        Seen::Seen(mss) if of > mss => {
            let proof = Proof::NotArrived { message, left, mss: own.mss };
            CauseFinding { cause: Cause::Segmented, proof }
        }
        _ => unknown(),
    }
}

fn of_datagram(
    event: &ReceiveEvent<'_>,
    receive: &ReceiveFinding,
    sends: &BTreeMap<MessageNo, &SendEvent<'_>>,
) -> Vec<CauseFinding> {
    let mut causes = Vec::new();
    let flagged = event.call.truncated == Seen::Seen(true)
        || event.call.outcome.error() == Some(ErrorName::MessageTooLong);
    if let (Some(part), true) = (receive.parts.last(), flagged) {
        // One datagram; where several sends made it, each may have lost bytes.
        let left = |part: &Part| part.of.saturating_sub(part.len);
        let left = receive.parts.iter().map(left).fold(0, u64::saturating_add);
        let max = event.call.max.unwrap_or(part.len);
        let proof = Proof::BufferFull { max, message: part.message, left, flagged };
        causes.push(CauseFinding { cause: Cause::ShortBuffer, proof });
    }
    if receive.parts.len() > 1 {
        causes.push(coalesced(receive, sends));
    }
    causes
}

/// Several datagrams in one receive: the sender said MSG_MORE, or we do not know.
fn coalesced(
    receive: &ReceiveFinding,
    sends: &BTreeMap<MessageNo, &SendEvent<'_>>,
) -> CauseFinding {
    let first = receive.parts.first().and_then(|part| sends.get(&part.message));
    let held = first.and_then(|send| Some((*send, send.no?))).filter(|(send, _)| send.is_corked());
    match held {
        Some((send, at)) => {
            let by_flag = send.has(Flag::MsgMore);
            let proof = Proof::Corked { at, unsent: send.bytes, by_flag };
            CauseFinding { cause: Cause::Cork, proof }
        }
        None => unknown(),
    }
}

fn unknown() -> CauseFinding {
    CauseFinding { cause: Cause::Unknown, proof: Proof::NoEvidence }
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
        | Proof::Corked { unsent, .. }
        | Proof::WindowFull { unsent, .. } => *unsent,
        _ => 0,
    }
}
