//! How many segments left, and where a boundary between two of them is certain.

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
}

/// For each socket that sends numbered messages on a stream.
pub(super) type Wires = BTreeMap<SocketId, Outgoing>;

/// Follows the samples of every sending socket through the trace.
pub(super) fn wires(events: &Events<'_>, trace: &CaseTrace) -> Wires {
    let mut watches: BTreeMap<SocketId, Watch<'_>> = BTreeMap::new();
    for send in events.sends.iter().filter(|send| send.stream && send.no.is_some()) {
        watches.entry(send.from).or_insert_with(|| Watch::new(send));
    }
    for call in trace.records.iter().flat_map(|record| &record.calls) {
        let Some(sock) = call.sock else { continue };
        if let Some(watch) = watches.get_mut(&sock) {
            watch.see(&call.own, std::ptr::eq(call, watch.first));
        }
        let peer = super::events::socket(trace, sock).and_then(|socket| socket.peer);
        if let (Some(peer), Some(evidence)) = (peer, &call.peer)
            && let Some(watch) = watches.get_mut(&peer)
        {
            watch.see(evidence, false);
        }
    }
    let written = |sock| events.written.get(&sock).copied().unwrap_or(0);
    watches.into_iter().map(|(sock, watch)| (sock, watch.outgoing(written(sock)))).collect()
}

/// The samples of one socket, as far as they matter.
struct Watch<'a> {
    first: *const crate::model::CallRecord,
    begun: bool,
    baseline: Option<&'a Evidence>,
    last: Option<&'a Evidence>,
}

impl<'a> Watch<'a> {
    fn new(first: &SendEvent<'_>) -> Self {
        Watch { first: std::ptr::from_ref(first.call), begun: false, baseline: None, last: None }
    }

    fn see(&mut self, evidence: &'a Evidence, first: bool) {
        self.begun |= first;
        if evidence.segments_out.is_absent() {
            return;
        }
        if !self.begun {
            self.baseline = Some(evidence);
        }
        self.last = Some(evidence);
    }

    fn outgoing(&self, written: u64) -> Outgoing {
        let Some(last) = self.last else { return Outgoing::default() };
        let segments = data_segments(last);
        let before = self.baseline.map_or(Seen::Seen(0), data_segments);
        let counted = match (segments, before) {
            (Seen::Seen(now), Seen::Seen(then)) => Seen::Seen(now.saturating_sub(then)),
            (Seen::Seen(_), other) | (other, _) => other,
        };
        let doubtful = counted.seen().is_some() && !adds_up(last, written);
        Outgoing { segments: if doubtful { Seen::Unsupported } else { counted }, doubtful }
    }
}

/// Segments with data, those sent again not counted twice: `data_segs_out` counts attempts.
fn data_segments(evidence: &Evidence) -> Seen<u64> {
    match (evidence.segments_out, evidence.segments_retransmitted) {
        (Seen::Seen(all), Seen::Seen(again)) => Seen::Seen(all.saturating_sub(again)),
        (Seen::Seen(_), other) => other.map(|_| 0),
        (other, _) => other,
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
        Seen::Seen(0) => adds_up(own, send.span.end()) || own.bytes_sent.seen().is_none(),
        Seen::Seen(_) => false,
        _ => delivered(send),
    }
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
    for send in &events.sends {
        let Some(no) = send.no else { continue };
        let at = *index.entry((send.from, send.to)).or_insert_with(|| {
            flows.push(empty_flow(send, wires, trace));
            bases.push(if send.stream { send.span.start } else { 0 });
            flows.len() - 1
        });
        let start = match send.stream {
            true => send.span.start.saturating_sub(bases[at]),
            false => flows[at].sent.last().map_or(0, |last| last.start.saturating_add(last.len)),
        };
        flows[at].sent.push(Sent { message: no, start, len: send.span.len });
        let end = start.saturating_add(send.span.len);
        if (!send.stream || is_pinned(send)) && send.span.len > 0 {
            flows[at].wire.boundaries.push(end);
        }
        if !send.stream && send.call.outcome.count().is_some() {
            // A datagram leaves by itself, an empty one too.
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

fn empty_flow(send: &SendEvent<'_>, wires: &Wires, trace: &CaseTrace) -> Flow {
    let known = wires.get(&send.from);
    let unread = trace.leftovers.iter().filter(|left| Some(left.sock) == send.to);
    Flow {
        from: send.from,
        to: send.to,
        stream: send.stream,
        sent: Vec::new(),
        wire: Wire {
            segments: known.map_or(Seen::Absent, |outgoing| outgoing.segments),
            boundaries: Vec::new(),
            complete: false,
            doubtful: known.is_some_and(|outgoing| outgoing.doubtful),
        },
        received: Vec::new(),
        unread: unread.map(|left| left.bytes).fold(0, u64::saturating_add),
    }
}

/// The boundary at the very end is none.
fn finish(flow: &mut Flow) {
    let end = flow.sent.last().map_or(0, |last| last.start.saturating_add(last.len));
    flow.wire.boundaries.retain(|at| *at != end);
    flow.wire.boundaries.dedup();
    let inner = flow.wire.boundaries.len() as u64;
    flow.wire.complete = flow.wire.segments.seen() == inner.checked_add(1);
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
