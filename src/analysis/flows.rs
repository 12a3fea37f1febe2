//! The flows of a case: what the three rulers are drawn from.

use super::end_messages::came_with_a_zero;
use super::events::{Events, SendEvent};
use super::findings::{Flow, MessageFinding, Received, Rest, Sent, Stretch, Waste, Wire};
use super::located::{Missing, Whereabouts};
use super::stream::Found;
use super::waste::Wasted;
use super::wire::{Outgoing, Wires};
use crate::model::{CaseTrace, Fate, ReceiveNo, Seen, SocketId};
use std::collections::BTreeMap;

/// The flows of the case, for the rulers.
pub(super) fn flows(
    events: &Events<'_>,
    wires: &Wires,
    found: &Found,
    trace: &CaseTrace,
) -> Vec<Flow> {
    let mut flows: Vec<Flow> = Vec::new();
    let mut index: BTreeMap<(SocketId, Option<SocketId>), usize> = BTreeMap::new();
    let mut bases: Vec<u64> = Vec::new();
    let queued = queued(trace);
    let rest = if trace.is_cut() { Rest::Cut } else { Rest::Stayed };
    for send in &events.sends {
        let Some(no) = send.no else { continue };
        let at = *index.entry((send.from, send.to)).or_insert_with(|| {
            flows.push(empty_flow(send, wires, &queued, rest));
            bases.push(if send.stream { send.span.start } else { 0 });
            flows.len() - 1
        });
        let start = match send.stream {
            true => send.span.start.saturating_sub(bases[at]),
            false => flows[at].sent.last().map_or(0, |last| last.start.saturating_add(last.len)),
        };
        let (len, sends) = (send.span.len, send.sends);
        flows[at].sent.push(Sent { message: no, start, len, sends });
        let message = found.message(no);
        let orphaned = |missing: &Missing| missing.at == Whereabouts::Orphaned;
        if message.is_some_and(|m| m.missing.iter().any(orphaned)) {
            flows[at].wire.rest = Rest::Closed;
        }
        if !send.stream {
            let waits = message.map_or(0, unread);
            flows[at].unread = flows[at].unread.saturating_add(waits);
            let ends = found.datagrams.get(&no).map_or(&[][..], Vec::as_slice);
            let wire = &mut flows[at].wire;
            let count = wire.segments.seen().unwrap_or(0).saturating_add(ends.len() as u64);
            wire.segments = Seen::Seen(count);
            let inside = ends.iter().filter(|end| **end > 0);
            wire.boundaries.extend(inside.map(|end| start.saturating_add(*end)));
        }
    }
    for flow in &mut flows {
        finish(flow);
    }
    let incoming = from_elsewhere(events, trace, &flows);
    bases.resize(flows.len() + incoming.len(), 0);
    flows.extend(incoming);
    lay_receives(events, found, &index, &bases, &mut flows);
    for (flow, base) in flows.iter_mut().zip(bases).filter(|(flow, _)| flow.stream) {
        let list = flow.to.and_then(|to| events.wasted.get(&to));
        flow.wasted = list.map_or_else(Vec::new, |list| lay_wasted(list, base));
    }
    flows
}

/// So many bytes of a message of datagrams wait in the receiver's kernel.
fn unread(message: &MessageFinding) -> u64 {
    let waits = |missing: &&Missing| missing.at == Whereabouts::Readable;
    let pieces = message.missing.iter().filter(waits).map(|missing| missing.len);
    match message.fate.contains(Fate::Unread) {
        true if message.missing.is_empty() => message.bytes,
        true => pieces.fold(0, u64::saturating_add),
        false => 0,
    }
}

/// What came to nothing, from where the numbered messages begin; what follows each other for the
/// same reason is one.
fn lay_wasted(list: &[Wasted], base: u64) -> Vec<Waste> {
    let mut out: Vec<Waste> = Vec::new();
    for (span, why) in list.iter().filter(|(span, _)| span.end() > base) {
        let start = span.start.saturating_sub(base);
        let len = (span.end() - base).saturating_sub(start);
        match out.last_mut() {
            Some(last) if last.why == *why && last.start.saturating_add(last.len) == start => {
                last.len = last.len.saturating_add(len);
            }
            _ => out.push(Waste { start, len, why: *why }),
        }
    }
    out
}

/// Bytes that could still be read at each socket. Whose a datagram is its own fate says.
fn queued(trace: &CaseTrace) -> BTreeMap<SocketId, u64> {
    let mut queued: BTreeMap<SocketId, u64> = BTreeMap::new();
    for left in trace.queued() {
        let sum = queued.entry(left.sock).or_default();
        *sum = sum.saturating_add(left.readable.seen().unwrap_or(left.bytes).min(left.bytes));
    }
    queued
}

fn empty_flow(
    send: &SendEvent<'_>,
    wires: &Wires,
    queued: &BTreeMap<SocketId, u64>,
    rest: Rest,
) -> Flow {
    let known = wires.get(&send.from);
    Flow {
        from: send.from,
        to: send.to,
        stream: send.stream,
        sent: Vec::new(),
        wire: Wire {
            segments: known.map_or(Seen::Absent, |outgoing| outgoing.segments),
            boundaries: known.map_or_else(Vec::new, |known| inner_edges(known, send.span.start)),
            stretches: known.map_or_else(Vec::new, |known| stretches(known, send.span.start)),
            complete: false,
            unsent: known.map_or(0, |outgoing| outgoing.unsent),
            rest,
            doubtful: known.is_some_and(|outgoing| outgoing.doubtful),
        },
        received: Vec::new(),
        wasted: Vec::new(),
        unread: send
            .to
            .filter(|_| send.stream)
            .and_then(|to| queued.get(&to).copied())
            .unwrap_or(0),
    }
}

/// What another program sent on streams: only how it was received is known.
fn from_elsewhere(events: &Events<'_>, trace: &CaseTrace, flows: &[Flow]) -> Vec<Flow> {
    let mut incoming: Vec<Flow> = Vec::new();
    for event in events.receives.iter().filter(|event| event.stream && event.elsewhere) {
        let known = |flow: &Flow| flow.to == Some(event.by);
        let from = trace.socket(event.by).and_then(|socket| socket.peer);
        let Some(from) = from.filter(|_| !flows.iter().chain(&incoming).any(known)) else {
            continue;
        };
        incoming.push(Flow {
            from,
            to: Some(event.by),
            stream: true,
            sent: Vec::new(),
            wire: Wire {
                segments: Seen::Absent,
                boundaries: Vec::new(),
                stretches: Vec::new(),
                complete: false,
                unsent: 0,
                rest: Rest::Stayed,
                doubtful: false,
            },
            received: Vec::new(),
            wasted: Vec::new(),
            unread: 0,
        });
    }
    incoming
}

/// The edges of a stream, from where its numbered messages begin.
fn inner_edges(known: &Outgoing, begin: u64) -> Vec<u64> {
    known.edges.iter().filter_map(|edge| edge.checked_sub(begin)).collect()
}

/// How many segments each stretch left in. Marks that contradict each other tell nothing.
fn stretches(known: &Outgoing, begin: u64) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let (mut start, mut before) = (0, 0);
    for (place, count) in &known.marks {
        let Some(end) = place.checked_sub(begin).filter(|end| *end > 0) else { continue };
        let Some(segments) = count.checked_sub(before).filter(|more| *more > 0) else {
            return Vec::new();
        };
        stretches.push(Stretch { start, end, segments });
        (start, before) = (end, *count);
    }
    stretches
}

/// The boundary at the very end is none, unless something after it has not left, or is empty: an
/// empty datagram is one.
fn finish(flow: &mut Flow) {
    let end = flow.sent.last().map_or(0, |last| last.start.saturating_add(last.len));
    let empty_last = !flow.stream && flow.sent.last().is_some_and(|last| last.len == 0);
    flow.wire.boundaries.retain(|at| *at != end || empty_last);
    flow.wire.boundaries.dedup();
    let left = end.saturating_sub(flow.wire.unsent);
    let inner = flow.wire.boundaries.iter().filter(|at| **at < left).count() as u64;
    flow.wire.complete = flow.wire.unsent == 0 && flow.wire.segments.seen() == inner.checked_add(1);
}

fn lay_receives(
    events: &Events<'_>,
    found: &Found,
    index: &BTreeMap<(SocketId, Option<SocketId>), usize>,
    bases: &[u64],
    flows: &mut [Flow],
) {
    let incoming: BTreeMap<SocketId, usize> =
        flows.iter().enumerate().filter_map(|(at, flow)| Some((flow.to?, at))).collect();
    for event in &events.receives {
        let Some(no) = event.no else { continue };
        if event.stream {
            let Some(at) = incoming.get(&event.by).copied() else { continue };
            if event.spans.is_empty() && came_with_a_zero(event) {
                let end =
                    flows[at].sent.last().map_or(0, |last| last.start.saturating_add(last.len));
                flows[at].received.push(Received { receive: no, start: end, len: 0 });
            }
            for span in &event.spans {
                let start = span.start.saturating_sub(bases[at]);
                flows[at].received.push(Received { receive: no, start, len: span.len });
            }
        } else {
            lay_datagram(no, found, index, flows);
        }
    }
}

/// A received datagram lies where the message lies that it is (the beginning of it, if it was cut).
fn lay_datagram(
    no: ReceiveNo,
    found: &Found,
    index: &BTreeMap<(SocketId, Option<SocketId>), usize>,
    flows: &mut [Flow],
) {
    let Some(receive) = found.receive(no) else { return };
    for part in &receive.parts {
        let message = found.message(part.message);
        let flow =
            message.and_then(|m| index.get(&(m.from, m.to))).and_then(|at| flows.get_mut(*at));
        let Some(flow) = flow else { continue };
        let at = flow.sent.binary_search_by_key(&part.message, |sent| sent.message);
        if let Ok(at) = at {
            let start = flow.sent[at].start.saturating_add(part.start);
            flow.received.push(Received { receive: no, start, len: part.len });
        }
    }
}
