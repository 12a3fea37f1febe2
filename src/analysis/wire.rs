//! How many segments left, and where a boundary between two of them is certain.

use super::counts::samples;
use super::events::{Events, SendEvent};
use super::findings::{Flow, Received, Sent, Wire};
use super::stream::Found;
use crate::model::{CaseTrace, Evidence, ReceiveNo, Seen, SocketId};
use std::collections::BTreeMap;

/// What is known of the stream that goes out of one socket.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    /// Data segments since the first numbered message; absent where the socket carries no segments.
    pub(super) segments: Seen<u64>,
    /// The count was there, and the bytes did not add up.
    pub(super) doubtful: bool,
    /// Bytes written that had not left at the last look.
    pub(super) unsent: u64,
}

/// For each socket that sends numbered messages on a stream.
pub(super) type Wires = BTreeMap<SocketId, Outgoing>;

/// Follows the samples of every sending socket through the trace.
pub(super) fn wires(events: &Events<'_>, trace: &CaseTrace) -> Wires {
    let mut watches: BTreeMap<SocketId, Watch<'_>> = BTreeMap::new();
    for send in events.sends.iter().filter(|send| send.stream && send.no.is_some()) {
        watches.entry(send.from).or_insert_with(|| Watch { baseline: send.before, last: None });
    }
    for (sock, evidence) in samples(trace) {
        if let (Some(watch), false) = (watches.get_mut(&sock), evidence.segments_out.is_absent()) {
            watch.last = Some(evidence);
        }
    }
    let written = |sock| events.written.get(&sock).copied().unwrap_or(0);
    watches.into_iter().map(|(sock, watch)| (sock, watch.outgoing(written(sock)))).collect()
}

/// The samples of one socket that matter: before the first numbered message, and the last.
struct Watch<'a> {
    baseline: Option<&'a Evidence>,
    last: Option<&'a Evidence>,
}

impl Watch<'_> {
    fn outgoing(&self, written: u64) -> Outgoing {
        let Some(last) = self.last else { return Outgoing::default() };
        let counted = data_segments(self.baseline, last);
        let doubtful =
            counted == Seen::Seen(None) || counted.seen().is_some() && !adds_up(last, written);
        let segments = match counted {
            Seen::Seen(Some(count)) if !doubtful => Seen::Seen(count),
            Seen::Seen(_) => Seen::Unsupported,
            other => other.map(|_| 0),
        };
        Outgoing { segments, doubtful, unsent: last.unsent.seen().unwrap_or(0) }
    }
}

/// Segments with data between two samples, those sent again not counted twice: `data_segs_out`
/// counts attempts. The two counters are compared each with itself: `total_retrans` counts a SYN
/// sent again, too, `data_segs_out` does not. `None`: they contradict each other.
fn data_segments(before: Option<&Evidence>, now: &Evidence) -> Seen<Option<u64>> {
    let then = |figure: fn(&Evidence) -> Seen<u64>| before.map_or(Seen::Seen(0), figure);
    let out = difference(now.segments_out, then(|evidence| evidence.segments_out));
    let again =
        difference(now.segments_retransmitted, then(|evidence| evidence.segments_retransmitted));
    match (out, again) {
        (Seen::Seen(out), Seen::Seen(again)) => {
            Seen::Seen(out.zip(again).and_then(|(out, again)| out.checked_sub(again)))
        }
        (Seen::Seen(_), unknown) | (unknown, _) => unknown,
    }
}

/// How much a counter grew. A counter that was never asked before began at 0.
fn difference(now: Seen<u64>, then: Seen<u64>) -> Seen<Option<u64>> {
    match (now, then) {
        (Seen::Seen(now), Seen::Seen(then)) => Seen::Seen(now.checked_sub(then)),
        (Seen::Seen(now), Seen::Absent) => Seen::Seen(Some(now)),
        (Seen::Seen(_), unknown) => unknown.map(|_| None),
        (unknown, _) => unknown.map(|_| None),
    }
}

/// Whether the bytes sent once, and those not sent yet, are the bytes written. A queueing discipline
/// that drops on the sender's own host breaks this, and with it the count.
fn adds_up(evidence: &Evidence, written: u64) -> bool {
    let (Seen::Seen(sent), Seen::Seen(again)) = (evidence.bytes_sent, evidence.bytes_retransmitted)
    else {
        return false;
    };
    let unsent = evidence.unsent.seen().unwrap_or(0);
    sent.checked_sub(again).and_then(|once| once.checked_add(unsent)) == Some(written)
}

/// Whether all that was written up to the end of this send had left before anything else was
/// written: then a boundary between two segments stands there.
pub(super) fn is_pinned(send: &SendEvent<'_>) -> bool {
    let own = &send.call.own;
    match own.unsent {
        Seen::Seen(_) => all_left(own, send.span.end()),
        _ => delivered(send),
    }
}

/// The same for the place where this send begins, by what the kernel said before it: what was
/// held right after the send before may have left in between.
pub(super) fn is_pinned_before(send: &SendEvent<'_>) -> bool {
    send.before.is_some_and(|before| all_left(before, send.span.start))
}

fn all_left(evidence: &Evidence, written: u64) -> bool {
    let counted = adds_up(evidence, written) || evidence.bytes_sent.seen().is_none();
    evidence.unsent == Seen::Seen(0) && counted
}

/// Where the sender's kernel does not say: the receiver's had all of it.
fn delivered(send: &SendEvent<'_>) -> bool {
    let readable = send.call.peer.as_ref().and_then(|peer| peer.readable.seen());
    readable.and_then(|n| n.checked_add(send.taken_before)) == Some(send.span.end())
}

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
    for send in &events.sends {
        let Some(no) = send.no else { continue };
        let at = *index.entry((send.from, send.to)).or_insert_with(|| {
            flows.push(empty_flow(send, wires, &queued));
            bases.push(if send.stream { send.span.start } else { 0 });
            flows.len() - 1
        });
        let start = match send.stream {
            true => send.span.start.saturating_sub(bases[at]),
            false => flows[at].sent.last().map_or(0, |last| last.start.saturating_add(last.len)),
        };
        flows[at].sent.push(Sent { message: no, start, len: send.span.len });
        let end = start.saturating_add(send.span.len);
        if send.stream && start > 0 && is_pinned_before(send) {
            flows[at].wire.boundaries.push(start);
        }
        let edge = if send.stream { is_pinned(send) } else { !send.is_corked() };
        if edge && send.span.len > 0 {
            flows[at].wire.boundaries.push(end);
        }
        if !send.stream && send.call.outcome.count().is_some() && !send.is_corked() {
            // A datagram leaves by itself, an empty one too; what is corked leaves with the next
            // that is not (or with the cork, which no send shows).
            let before = flows[at].wire.segments.seen().unwrap_or(0);
            flows[at].wire.segments = Seen::Seen(before + 1);
        }
    }
    for flow in &mut flows {
        finish(flow);
    }
    lay_receives(events, found, &index, &bases, &mut flows);
    flows
}

/// Bytes still queued at each socket.
fn queued(trace: &CaseTrace) -> BTreeMap<SocketId, u64> {
    let mut queued: BTreeMap<SocketId, u64> = BTreeMap::new();
    for left in &trace.leftovers {
        let sum = queued.entry(left.sock).or_default();
        *sum = sum.saturating_add(left.bytes);
    }
    queued
}

fn empty_flow(send: &SendEvent<'_>, wires: &Wires, queued: &BTreeMap<SocketId, u64>) -> Flow {
    let known = wires.get(&send.from);
    Flow {
        from: send.from,
        to: send.to,
        stream: send.stream,
        sent: Vec::new(),
        wire: Wire {
            segments: known.map_or(Seen::Absent, |outgoing| outgoing.segments),
            boundaries: Vec::new(),
            complete: false,
            unsent: known.map_or(0, |outgoing| outgoing.unsent),
            doubtful: known.is_some_and(|outgoing| outgoing.doubtful),
        },
        received: Vec::new(),
        unread: send.to.and_then(|to| queued.get(&to).copied()).unwrap_or(0),
    }
}

/// The boundary at the very end is none (unless something behind it has not left). More certain
/// boundaries than segments allow make both doubtful.
fn finish(flow: &mut Flow) {
    let end = flow.sent.last().map_or(0, |last| last.start.saturating_add(last.len));
    flow.wire.boundaries.retain(|at| *at != end);
    flow.wire.boundaries.dedup();
    let left = end.saturating_sub(flow.wire.unsent);
    let inner = flow.wire.boundaries.iter().filter(|at| **at < left).count() as u64;
    if let (Seen::Seen(segments), true) = (flow.wire.segments, flow.stream)
        && segments <= inner
        && left > 0
    {
        flow.wire.segments = Seen::Unsupported;
        flow.wire.doubtful = true;
    }
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
