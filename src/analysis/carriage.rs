//! What the lab's wire saw of each stream: when each byte left, when it got there, and which of its
//! copies were lost. Places are bytes from the beginning of the stream.

use super::packets;
use super::spans::{Span, union};
use crate::model::{
    CaseTrace, Deed, OptionName, OptionRecord, OptionValue, Packet, Seen, SocketId, TcpFlag,
};
use std::collections::BTreeMap;

/// A stretch that got there, and when.
#[derive(Debug, Clone, Copy)]
struct Arrival {
    span: Span,
    at_ns: u64,
}

/// A segment that carried something new, as it left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaving {
    pub(super) at_ns: u64,
    /// Bytes that it carried.
    pub(super) len: u64,
    /// It said that no more comes.
    pub(super) fin: bool,
}

/// The stream that goes out of one socket.
#[derive(Debug, Default)]
pub(super) struct Carriage {
    /// By its end: each segment that carried something new.
    left: BTreeMap<u64, Leaving>,
    /// These segments in the order of time: when each left, and how far it reached.
    departures: Vec<(u64, u64)>,
    /// What got there, each byte once, in the order of the stream.
    arrivals: Vec<Arrival>,
    /// For each arrival: when all up to its end was there; `None` after a hole.
    readable: Vec<Option<u64>>,
    /// Stretches of which the wire lost a copy, in order.
    lost: Vec<Span>,
    /// When something new was acknowledged, by what the sender's host was handed.
    acknowledged: Vec<u64>,
    /// When the sender's host was handed anything of the other end.
    heard: Vec<u64>,
    /// When anything with data left, sent again or not.
    sent: Vec<u64>,
    /// The shortest time that a packet of the connection took.
    fastest_ns: Option<u64>,
    /// When the sender switched TCP_NODELAY on.
    undelayed: Vec<u64>,
    /// A reset was handed to the sender's host.
    pub(super) was_reset: bool,
}

/// The streams of a case on the lab's wire, by the socket that sends; empty where the wire was not
/// there, or did not write everything down.
pub(super) type Carriages = BTreeMap<SocketId, Carriage>;

/// Reads the wire's book of packets.
pub(super) fn carriages(trace: &CaseTrace) -> Carriages {
    let mut out: BTreeMap<SocketId, (Carriage, Book)> = BTreeMap::new();
    for packet in packets::complete(trace).unwrap_or_default() {
        if let Some(sock) = packet.sock {
            let (carriage, book) = out.entry(sock).or_default();
            carriage.left_with(packet, book);
        }
        if let Some(sock) = packet.other {
            let (carriage, book) = out.entry(sock).or_default();
            carriage.answered_by(packet, book);
        }
    }
    for call in trace.calls() {
        let carried = call.sock.and_then(|sock| out.get_mut(&sock));
        let on = |record: &OptionRecord| {
            record.option == OptionName::TcpNodelay
                && record.granted == Seen::Seen(OptionValue::Switch(true))
        };
        if let (Some((carriage, _)), true) = (carried, call.options.iter().any(on)) {
            carriage.undelayed.push(call.start_ns);
        }
    }
    out.into_iter().map(|(sock, (carriage, book))| (sock, carriage.finish(book))).collect()
}

/// What is only known in the order of the wire.
#[derive(Debug, Default)]
struct Book {
    delivered: Vec<Arrival>,
    lost: Vec<Span>,
    acknowledgements: Vec<(u64, u64)>,
}

/// The stretch of the stream that a packet carries. The SYN is number 0, the first byte 1.
fn carried(packet: &Packet) -> Option<Span> {
    let segment = packet.segment.as_ref().filter(|_| packet.payload > 0)?;
    Some(Span { start: segment.seq.saturating_sub(1), len: packet.payload })
}

impl Carriage {
    fn left_with(&mut self, packet: &Packet, book: &mut Book) {
        self.took(packet);
        let Some(span) = carried(packet) else { return };
        self.sent.push(packet.at_ns);
        let left = self.left.last_key_value().map_or(0, |(end, _)| *end);
        if span.end() > left {
            let fin = packet.segment.as_ref().is_some_and(|segment| segment.has(TcpFlag::Fin));
            let leaving = Leaving { at_ns: packet.at_ns, len: packet.payload, fin };
            self.left.insert(span.end(), leaving);
            self.departures.push((packet.at_ns, span.end()));
        }
        if packet.deed == Deed::Lost {
            book.lost.push(span);
        }
        book.delivered
            .extend(packet.delivered_ns.iter().map(|at_ns| Arrival { span, at_ns: *at_ns }));
    }

    fn answered_by(&mut self, packet: &Packet, book: &mut Book) {
        self.took(packet);
        let Some(segment) = &packet.segment else { return };
        self.heard.extend(&packet.delivered_ns);
        self.was_reset |= segment.has(TcpFlag::Rst) && !packet.delivered_ns.is_empty();
        if let (Some(ack), Some(at_ns)) = (segment.ack, packet.delivered_ns.first()) {
            book.acknowledgements.push((*at_ns, ack));
        }
    }

    fn took(&mut self, packet: &Packet) {
        let took = packet.delivered_ns.first().map(|at| at.saturating_sub(packet.at_ns));
        self.fastest_ns = [self.fastest_ns, took].into_iter().flatten().min();
    }

    fn finish(mut self, mut book: Book) -> Self {
        self.heard.sort_unstable();
        self.undelayed.sort_unstable();
        book.delivered.sort_by_key(|arrival| arrival.at_ns);
        let mut known: BTreeMap<u64, Arrival> = BTreeMap::new();
        for arrival in book.delivered {
            add_new(&mut known, arrival);
        }
        self.arrivals = known.into_values().collect();
        let (mut end, mut latest) = (0, Some(0));
        for arrival in &self.arrivals {
            latest =
                latest.filter(|_| arrival.span.start <= end).map(|t: u64| t.max(arrival.at_ns));
            end = arrival.span.end();
            self.readable.push(latest);
        }
        self.lost = union(book.lost);
        book.acknowledgements.sort_unstable();
        let mut most = 1;
        for (at_ns, ack) in book.acknowledgements {
            if ack > most {
                most = ack;
                self.acknowledged.push(at_ns);
            }
        }
        self
    }

    /// How far the stream has left.
    pub(super) fn end(&self) -> u64 {
        self.left.last_key_value().map_or(0, |(end, _)| *end)
    }

    /// With what a byte first left.
    pub(super) fn leaving(&self, place: u64) -> Option<Leaving> {
        self.left.range(place.checked_add(1)?..).next().map(|(_, leaving)| *leaving)
    }

    /// What left last of all before the segment with this byte, and where that segment begins.
    pub(super) fn leaving_before(&self, place: u64) -> Option<(u64, Leaving)> {
        self.left.range(..=place).next_back().map(|(end, leaving)| (*end, *leaving))
    }

    /// How far the stream had left by that time.
    pub(super) fn left_by(&self, at_ns: u64) -> u64 {
        let left = self.departures.partition_point(|(at, _)| *at <= at_ns);
        left.checked_sub(1).map_or(0, |last| self.departures[last].1)
    }

    /// When something with data had last left before that time.
    pub(super) fn last_sent_before(&self, at_ns: u64) -> Option<u64> {
        let before = self.sent.partition_point(|at| *at < at_ns);
        before.checked_sub(1).map(|last| self.sent[last])
    }

    /// When the sender's host had last been handed something of the other end by that time.
    pub(super) fn heard_by(&self, at_ns: u64) -> Option<u64> {
        let heard = self.heard.partition_point(|at| *at <= at_ns);
        heard.checked_sub(1).map(|last| self.heard[last])
    }

    /// Whether TCP_NODELAY was switched on in that time: what Nagle's rule held goes then
    /// (__tcp_sock_set_nodelay in net/ipv4/tcp.c).
    pub(super) fn was_undelayed(&self, from_ns: u64, to_ns: u64) -> bool {
        let first = self.undelayed.partition_point(|at| *at < from_ns);
        self.undelayed.get(first).is_some_and(|at| *at <= to_ns)
    }

    /// The shortest round trip there can have been.
    pub(super) fn round_trip_ns(&self) -> Option<u64> {
        self.fastest_ns.map(|way| way.saturating_mul(2))
    }

    /// How many bytes of a stretch had got there by that time, in order or not.
    pub(super) fn arrived_of(&self, inside: Span, at_ns: u64) -> u64 {
        let first = self.arrivals.partition_point(|arrival| arrival.span.end() <= inside.start);
        let touching = self.arrivals[first..].iter().take_while(|a| a.span.start < inside.end());
        let there = touching.filter(|arrival| arrival.at_ns <= at_ns);
        let len = |span: Span| span.end().min(inside.end()) - span.start.max(inside.start);
        there.map(|arrival| len(arrival.span)).fold(0, u64::saturating_add)
    }

    /// How long the hole is that begins at this place: up to the first byte that had got there by that
    /// time, or to the end of the stretch.
    pub(super) fn hole(&self, inside: Span, at_ns: u64) -> u64 {
        let first = self.arrivals.partition_point(|arrival| arrival.span.end() <= inside.start);
        let there = self.arrivals[first..].iter().find(|arrival| arrival.at_ns <= at_ns);
        let end = there.map_or(inside.end(), |arrival| arrival.span.start.min(inside.end()));
        end.saturating_sub(inside.start)
    }

    /// Up to where all had got there by that time.
    pub(super) fn readable_before(&self, at_ns: u64) -> u64 {
        let there = self.readable.partition_point(|at| at.is_some_and(|at| at <= at_ns));
        let last = there.checked_sub(1).and_then(|last| self.arrivals.get(last));
        last.map_or(0, |arrival| arrival.span.end())
    }

    /// Whether something new was acknowledged in that time.
    pub(super) fn was_acknowledged(&self, from_ns: u64, to_ns: u64) -> bool {
        let first = self.acknowledged.partition_point(|at| *at < from_ns);
        self.acknowledged.get(first).is_some_and(|at| *at <= to_ns)
    }

    fn arrival(&self, place: u64) -> Option<usize> {
        let at = self.arrivals.partition_point(|arrival| arrival.span.end() <= place);
        self.arrivals.get(at).filter(|arrival| arrival.span.start <= place).map(|_| at)
    }

    /// When a byte got there, whether or not it could be read.
    pub(super) fn arrived_at(&self, place: u64) -> Option<u64> {
        self.arrival(place).map(|at| self.arrivals[at].at_ns)
    }

    /// When a byte and all before it had got there.
    pub(super) fn readable_at(&self, place: u64) -> Option<u64> {
        self.arrival(place).and_then(|at| self.readable[at])
    }

    /// Whether the wire lost a copy of a byte.
    pub(super) fn lost(&self, place: u64) -> bool {
        let at = self.lost.partition_point(|span| span.end() <= place);
        self.lost.get(at).is_some_and(|span| span.start <= place)
    }

    /// Where something changes inside a stretch.
    pub(super) fn places(&self, inside: Span) -> impl Iterator<Item = u64> {
        let edges = |span: Span| [span.start, span.end()];
        let before = |span: Span| span.end() < inside.start;
        let touches = move |span: &Span| span.start <= inside.end();
        let arrivals = &self.arrivals[self.arrivals.partition_point(|at| before(at.span))..];
        let arrivals = arrivals.iter().map(|arrival| arrival.span).take_while(touches);
        let lost = &self.lost[self.lost.partition_point(|span| before(*span))..];
        let lost = lost.iter().copied().take_while(touches);
        let all = arrivals.chain(lost).flat_map(edges).chain([self.end()]);
        all.filter(move |place| inside.start < *place && *place < inside.end())
    }
}

/// Adds those bytes of an arrival that had not arrived before.
fn add_new(known: &mut BTreeMap<u64, Arrival>, arrival: Arrival) {
    let end = arrival.span.end();
    let mut start = arrival.span.start;
    if let Some((_, before)) = known.range(..=start).next_back() {
        start = start.max(before.span.end());
    }
    if start >= end {
        return;
    }
    let behind: Vec<Span> = known.range(start..end).map(|(_, later)| later.span).collect();
    for later in behind {
        put(known, arrival.at_ns, start, later.start);
        start = later.end();
    }
    put(known, arrival.at_ns, start, end);
}

fn put(known: &mut BTreeMap<u64, Arrival>, at_ns: u64, start: u64, end: u64) {
    if start < end {
        known.insert(start, Arrival { span: Span { start, len: end - start }, at_ns });
    }
}
