//! How many segments left, and where a boundary between two of them is certain.

use super::events::{Events, SendEvent};
use super::packets;
use super::timed::{every_sample, samples};
use crate::model::{CaseTrace, Evidence, Seen, SocketId, Transport};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the stream that goes out of one socket. Places are bytes from its beginning.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    /// Data segments since the first numbered message; absent where the socket carries no segments.
    pub(super) segments: Seen<u64>,
    /// The count was there, and the figures contradict each other.
    pub(super) doubtful: bool,
    /// Bytes written that had not left at the last look.
    pub(super) unsent: u64,
    /// The places inside the numbered messages where one segment certainly ends and another begins.
    pub(super) edges: BTreeSet<u64>,
    /// The places up to which all had left at some look, and no more: how many segments that was.
    pub(super) marks: BTreeMap<u64, u64>,
}

impl Outgoing {
    /// Whether one message left in other segments than the next.
    pub(super) fn is_apart(&self, first: &SendEvent<'_>, second: &SendEvent<'_>) -> bool {
        let (end, start) = (first.span.end(), second.span.start);
        end <= start && self.edges.range(end..=start).next().is_some()
    }
}

/// For each socket that sends numbered messages on a stream.
pub(super) type Wires = BTreeMap<SocketId, Outgoing>;

/// Follows the samples of every sending socket through the trace.
pub(super) fn wires(events: &Events<'_>, trace: &CaseTrace) -> Wires {
    let mut watches: BTreeMap<SocketId, Watch<'_>> = BTreeMap::new();
    for send in events.sends.iter().filter(|send| send.stream && send.no.is_some()) {
        watches.entry(send.from).or_insert_with(|| Watch::begins(send)).follow(send);
    }
    for (sock, evidence) in samples(trace) {
        if let (Some(watch), false) = (watches.get_mut(&sock), evidence.segments_out.is_absent()) {
            watch.last = Some(evidence);
        }
    }
    for (sock, evidence) in every_sample(trace) {
        if let Some(watch) = watches.get_mut(&sock) {
            watch.mark(evidence);
        }
    }
    let written = |sock| events.written.get(&sock).copied().unwrap_or(0);
    let is_tcp = |sock| trace.socket(sock).is_some_and(|s| s.transport == Transport::Tcp);
    let known = |(sock, watch): (SocketId, Watch<'_>)| {
        let seen = packets::segments(trace, sock).filter(|_| is_tcp(sock));
        let outgoing = match seen {
            Some(ends) => watch.seen(&ends),
            None => watch.outgoing(written(sock), is_tcp(sock)),
        };
        (sock, outgoing)
    };
    watches.into_iter().map(known).collect()
}

/// What matters of one socket.
struct Watch<'a> {
    /// Where the numbered messages begin, and where they end.
    begin: u64,
    end: u64,
    /// The last sample from before the first numbered message, and the last of all.
    baseline: Option<&'a Evidence>,
    last: Option<&'a Evidence>,
    /// The edges that a single send pins.
    pinned: BTreeSet<u64>,
    marks: BTreeMap<u64, u64>,
}

impl<'a> Watch<'a> {
    fn begins(send: &SendEvent<'a>) -> Self {
        Watch {
            begin: send.span.start,
            end: send.span.start,
            baseline: send.before,
            last: None,
            pinned: BTreeSet::new(),
            marks: BTreeMap::new(),
        }
    }

    fn follow(&mut self, send: &SendEvent<'a>) {
        self.end = send.span.end();
        let apart = is_pinned_before(send) || had_arrived_before(send);
        self.pinned.extend(apart.then_some(send.span.start));
        self.pinned.extend(is_pinned(send).then_some(send.span.end()));
    }

    /// All that had been sent by then ended with a segment: `tcp_info` is filled under the socket's
    /// lock (tcp_get_info in net/ipv4/tcp.c), so its figures are of one moment.
    fn mark(&mut self, evidence: &Evidence) {
        let counted = data_segments(self.baseline, evidence).seen().flatten();
        if let Some((place, segments)) = sent_once(evidence).zip(counted) {
            self.marks.insert(place, segments);
        }
    }

    /// By what the lab's wire saw: the end of each segment. There is nothing left to conclude.
    fn seen(self, ends: &BTreeSet<u64>) -> Outgoing {
        let own = || ends.range(self.begin.saturating_add(1)..);
        let marks = own().copied().zip(1u64..).collect();
        let left = ends.last().copied().unwrap_or(0).clamp(self.begin, self.end);
        let inside = |place: &&u64| self.begin < **place && **place < self.end;
        Outgoing {
            segments: Seen::Seen(own().count() as u64),
            doubtful: false,
            unsent: self.end - left,
            edges: ends.iter().filter(inside).copied().collect(),
            marks,
        }
    }

    fn outgoing(mut self, written: u64, tcp: bool) -> Outgoing {
        let unseen = if tcp { Seen::Unsupported } else { Seen::Absent };
        let counted =
            self.last.map_or(unseen.map(|()| None), |last| data_segments(self.baseline, last));
        let believed = self.last.is_some_and(|last| adds_up(last, written));
        let mut doubtful = counted == Seen::Seen(None) || counted.seen().is_some() && !believed;
        let unsent = self.last.and_then(|last| last.unsent.seen()).unwrap_or(0);
        if doubtful {
            self.marks.clear();
        }
        let edges = self.edges();
        let left = self.end.saturating_sub(unsent);
        if let Seen::Seen(Some(segments)) = counted {
            doubtful |= left > self.begin && segments <= edges.range(..left).count() as u64;
        }
        let segments = match counted {
            Seen::Seen(Some(count)) if !doubtful => Seen::Seen(count),
            Seen::Seen(_) => Seen::Unsupported,
            other => other.map(|_| 0),
        };
        Outgoing { segments, doubtful, unsent, edges, marks: self.marks }
    }

    /// The edges inside the numbered messages. A counter that adds up at the last look was right at
    /// every look before: it only grows, and what it counts too much stays in it.
    fn edges(&self) -> BTreeSet<u64> {
        let all = self.pinned.iter().chain(self.marks.keys()).copied();
        all.filter(|place| self.begin < *place && *place < self.end).collect()
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
    let unsent = evidence.unsent.seen().unwrap_or(0);
    sent_once(evidence).is_some_and(|once| once.checked_add(unsent) == Some(written))
}

/// Bytes sent, those sent again not counted twice.
pub(super) fn sent_once(evidence: &Evidence) -> Option<u64> {
    evidence.bytes_sent.seen()?.checked_sub(evidence.bytes_retransmitted.seen()?)
}

/// Whether all that was written up to the end of this send had left before anything else was
/// written: then a boundary between two segments stands there.
fn is_pinned(send: &SendEvent<'_>) -> bool {
    let own = &send.call.own;
    match own.unsent {
        Seen::Seen(_) => all_left(own, send.span.end()),
        _ => delivered(send),
    }
}

/// Whether the place where this send begins is a known boundary, by what the kernel said before it: what
/// was held right after the send before may have left in between.
fn is_pinned_before(send: &SendEvent<'_>) -> bool {
    send.before.is_some_and(|before| all_left(before, send.span.start))
}

/// Whether all before it had arrived, by what the receiver's kernel had: where loopback hands over later than a send returns
/// (FreeBSD's netisr_queue in sys/net/if_loop.c), a look right after the send is too early.
fn had_arrived_before(send: &SendEvent<'_>) -> bool {
    let begins = send.span.start;
    begins > 0 && send.peer_before.and_then(|sample| sample.arrived()) == Some(begins)
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
