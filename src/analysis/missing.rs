//! What became of datagrams that were sent and that nobody received.

use super::addresses::Addresses;
use super::events::{Events, SendEvent};
use super::located::{Departure, Discard, Whereabouts};
use super::timed::samples;
use super::zero_receives;
use crate::model::{CallName, CallRecord, CaseTrace, Evidence, Fate, SocketId, Transport};
use std::collections::BTreeMap;

/// What became of datagrams that were never handed over.
pub(super) struct Ends<'a> {
    trace: &'a CaseTrace,
    /// Where datagram sockets were connected to, and since when, in order.
    connected: BTreeMap<SocketId, Vec<(u64, Option<SocketId>)>>,
    /// When a socket last returned a 0 that may have been an empty message.
    unclear: &'a BTreeMap<SocketId, u64>,
    /// Of each socket, as it was at the end or when it was closed: memory of what is still leaving.
    leaving: BTreeMap<SocketId, u64>,
    /// What could be read at a socket by the last that the kernel said of it.
    readable: BTreeMap<SocketId, u64>,
}

/// What became of a datagram that nobody received, and where it is, as far as that is known.
#[derive(Debug, Clone)]
pub(super) struct AtTheEnd {
    pub(super) fate: Option<Fate>,
    pub(super) at: Option<Whereabouts>,
}

impl AtTheEnd {
    pub(super) fn only(fate: Fate) -> Self {
        AtTheEnd { fate: Some(fate), at: None }
    }

    /// Where it is of which only the fate is known.
    fn of(fate: Option<Fate>) -> Self {
        let closed = Whereabouts::Discarded(Discard::InReceiver(Departure::Closed));
        let at = (fate == Some(Fate::Discarded)).then_some(closed);
        AtTheEnd { fate, at }
    }

    pub(super) fn at(at: Whereabouts) -> Self {
        AtTheEnd { fate: at.fate(), at: Some(at) }
    }

    /// As [`Whereabouts::in_the_end`]: of what only the fate is known, that is that it did not come.
    pub(super) fn in_the_end(self, trace: &CaseTrace) -> Self {
        match self.at {
            Some(at) => AtTheEnd::at(at.in_the_end(trace)),
            None if trace.is_cut() => AtTheEnd::at(Whereabouts::Unknown),
            None => self,
        }
    }
}

impl<'a> Ends<'a> {
    pub(super) fn of(
        events: &'a Events<'_>,
        trace: &'a CaseTrace,
        addresses: &Addresses<'_>,
    ) -> Self {
        let samples = samples(trace);
        let readable = samples.iter().filter_map(|(sock, e)| Some((*sock, e.readable.seen()?)));
        let (connected, leaving) = (connected(trace), leaving(trace, &samples, addresses));
        let readable = readable.collect();
        Ends { trace, connected, unclear: &events.unclear, leaving, readable }
    }

    /// Whether a socket is another program's.
    pub(super) fn is_elsewhere(&self, sock: SocketId) -> bool {
        self.trace.is_elsewhere(sock)
    }

    /// Whether a device has not passed on all that a socket sent.
    pub(super) fn is_leaving(&self, from: SocketId) -> bool {
        self.leaving.get(&from).is_some_and(|memory| *memory > 0)
    }

    fn transport(&self, sock: SocketId) -> Option<Transport> {
        self.trace.socket(sock).map(|socket| socket.transport)
    }

    /// Whether it is a socket of sequenced packets.
    pub(super) fn is_packets(&self, sock: SocketId) -> bool {
        self.transport(sock).is_some_and(zero_receives::is_packets)
    }

    /// Whether the receiver had connected its UDP socket to another address before: from there alone its
    /// kernel takes datagrams (connect(2); compute_score in net/ipv4/udp.c).
    pub(super) fn filtered(
        &self,
        event: &SendEvent<'_>,
        addresses: &Addresses<'_>,
    ) -> Option<Whereabouts> {
        let to = event.to.filter(|to| self.transport(*to) == Some(Transport::Udp))?;
        let all = self.connected.get(&to)?;
        let before = all.partition_point(|(since, _)| *since <= event.call.start_ns);
        let (_, other) = all.get(before.checked_sub(1)?)?;
        let other = (*other)?;
        let filtered = !addresses.same(other, event.from) && !addresses.several_take(event);
        filtered.then_some(Whereabouts::Filtered)
    }

    /// What became of a datagram of so many bytes that was sent and never received.
    pub(super) fn at_the_end(
        &self,
        event: &SendEvent<'_>,
        len: u64,
        addresses: &Addresses<'_>,
    ) -> AtTheEnd {
        let with_a_socket = self.gone_with_one_of_several(event, len, addresses);
        let known = with_a_socket.or_else(|| no_socket(event, addresses));
        known.map_or_else(|| AtTheEnd::of(self.fate(event, len, addresses)), AtTheEnd::at)
    }

    /// Where more than one socket could have taken it in, and one of them is closed: with that it is gone
    /// if the kernel had said that it waited there; otherwise it may be.
    fn gone_with_one_of_several(
        &self,
        event: &SendEvent<'_>,
        len: u64,
        addresses: &Addresses<'_>,
    ) -> Option<Whereabouts> {
        let takers = addresses.takers(event);
        let closed = |sock: &&SocketId| addresses.closed(**sock).is_some();
        let mut closed = takers.iter().filter(closed).peekable();
        closed.peek().filter(|_| takers.len() > 1)?;
        let waited = |sock: &SocketId| self.readable.get(sock) == Some(&len);
        Some(match closed.any(waited) {
            true => Whereabouts::Discarded(Discard::InReceiver(Departure::Closed)),
            false => Whereabouts::Unknown,
        })
    }

    /// The fate of a datagram that was sent and never received. `None`: nothing tells.
    fn fate(&self, event: &SendEvent<'_>, len: u64, addresses: &Addresses<'_>) -> Option<Fate> {
        let packets = event.to.filter(|to| self.is_packets(*to));
        let unclear = packets.and_then(|to| self.unclear.get(&to));
        if len == 0 && unclear.is_some_and(|end| *end > event.call.start_ns) {
            return None;
        }
        let closed = event.to.and_then(|to| addresses.closed(to)).is_some();
        let transport = event.to.and_then(|to| self.transport(to));
        let keeps = packets.is_some() || transport == Some(Transport::UnixDatagram);
        match (closed, keeps) {
            // Taken by the kernel, it is in the receiver's queue: unix(7) drops nothing.
            (true, true) => Some(Fate::Discarded),
            (false, true) if len == 0 => Some(Fate::Unread),
            (true, false) if was_queued(event) => Some(Fate::Discarded),
            _ => Some(Fate::Lost),
        }
    }
}

/// Whether all sockets of its address had been closed when it was sent.
fn no_socket(event: &SendEvent<'_>, addresses: &Addresses<'_>) -> Option<Whereabouts> {
    let closed = addresses.closed(event.to?)?;
    let nobody = closed < event.call.start_ns && addresses.takers(event).is_empty();
    nobody.then_some(Whereabouts::NoSocket)
}

/// Whether the receiver's kernel took the datagram in: it says how many it dropped, and this send
/// added none.
fn was_queued(event: &SendEvent<'_>) -> bool {
    let before = event.peer_before.map_or(Some(0), |before| before.evidence.drops.seen());
    drops_after(event).is_some_and(|after| before == Some(after))
}

/// Whether the receiver's kernel counted one more drop with this send, by what it certainly said
/// before.
pub(super) fn was_dropped(event: &SendEvent<'_>) -> bool {
    let before = event.peer_before.and_then(|before| before.evidence.drops.seen());
    before.zip(drops_after(event)).is_some_and(|(before, after)| before < after)
}

/// What a send that joined another's datagram says of the address that it named is not about that one.
fn drops_after(event: &SendEvent<'_>) -> Option<u64> {
    let of_it = event.call.other.is_none() || event.call.other == event.to;
    event.call.peer.as_ref().filter(|_| of_it)?.drops.seen()
}

/// Of a socket that the program closed, what its last sample said; of an open one, what the end of the
/// case says, where something is noted of it.
fn leaving(
    trace: &CaseTrace,
    samples: &[(SocketId, &Evidence)],
    addresses: &Addresses<'_>,
) -> BTreeMap<SocketId, u64> {
    let of_closed = samples.iter().filter(|(sock, _)| addresses.closed(*sock).is_some());
    let of_closed = of_closed.map(|(sock, evidence)| (*sock, evidence.send_memory));
    let at_the_end = trace.queued().iter().map(|left| (left.sock, left.send_memory));
    let all = of_closed.chain(at_the_end);
    all.filter_map(|(sock, memory)| Some((sock, memory.seen()?))).collect()
}

fn connected(trace: &CaseTrace) -> BTreeMap<SocketId, Vec<(u64, Option<SocketId>)>> {
    let mut connected: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let connects = |call: &&CallRecord| call.call == CallName::Connect;
    for call in trace.calls().filter(connects).filter(|call| call.outcome.error().is_none()) {
        if let Some(sock) = call.sock {
            connected.entry(sock).or_default().push((call.end_ns(), call.other));
        }
    }
    connected.values_mut().for_each(|all| all.sort_by_key(|(since, _)| *since));
    connected
}
