//! What became of datagrams that were sent and that nobody received.

use super::addresses::Addresses;
use super::events::{Events, SendEvent};
use super::located::Whereabouts;
use super::zeros;
use crate::model::{CallName, CallRecord, CaseTrace, Fate, SocketId, Transport};
use std::collections::BTreeMap;

/// What became of datagrams that were never handed over.
pub(super) struct Ends<'a> {
    trace: &'a CaseTrace,
    /// Sockets that the program closed, and when that began.
    closed: BTreeMap<SocketId, u64>,
    /// When a socket last returned a 0 that may have been an empty message.
    unclear: &'a BTreeMap<SocketId, u64>,
}

impl<'a> Ends<'a> {
    pub(super) fn of(events: &'a Events<'_>, trace: &'a CaseTrace) -> Self {
        Ends { trace, closed: closed(trace), unclear: &events.unclear }
    }

    /// Whether it is a socket of sequenced packets.
    pub(super) fn is_packets(&self, sock: SocketId) -> bool {
        self.trace.socket(sock).is_some_and(|socket| zeros::is_packets(socket.transport))
    }

    /// When the program began to close a socket.
    pub(super) fn closed_at(&self, sock: SocketId) -> Option<u64> {
        self.closed.get(&sock).copied()
    }

    /// Whether the receiver had connected its UDP socket to another address before: from there alone its
    /// kernel takes datagrams (connect(2); compute_score in net/ipv4/udp.c).
    pub(super) fn filtered(
        &self,
        event: &SendEvent<'_>,
        addresses: &Addresses<'_>,
    ) -> Option<Whereabouts> {
        let to = event.to.filter(|_| !addresses.several_take(event))?;
        self.trace.socket(to).filter(|socket| socket.transport == Transport::Udp)?;
        let connected = |call: &&CallRecord| {
            let before = call.start_ns.saturating_add(call.took_ns) <= event.call.start_ns;
            let made = call.call == CallName::Connect && call.outcome.error().is_none();
            call.sock == Some(to) && before && made
        };
        let other = self.trace.calls().rfind(connected)?.other?;
        (!addresses.same(other, event.from)).then_some(Whereabouts::Filtered)
    }

    /// The fate of a datagram that was sent and never received. `None`: nothing tells. `several`: more
    /// than one socket could have taken it in; which of them did no figure says, so that it may have
    /// been dropped or thrown away.
    pub(super) fn fate(&self, event: &SendEvent<'_>, several: bool) -> Option<Fate> {
        let packets = event.to.filter(|to| self.is_packets(*to));
        let unclear = packets.and_then(|to| self.unclear.get(&to));
        if event.bytes == 0 && unclear.is_some_and(|end| *end > event.call.start_ns) {
            return None;
        }
        let closed = event.to.is_some_and(|to| self.closed.contains_key(&to));
        let transport =
            event.to.and_then(|to| self.trace.socket(to)).map(|socket| socket.transport);
        let keeps = packets.is_some() || transport == Some(Transport::UnixDatagram);
        match (closed, keeps) {
            // Taken by the kernel, it is in the receiver's queue: unix(7) drops nothing.
            (true, true) => Some(Fate::Discarded),
            (false, true) if event.bytes == 0 => Some(Fate::Unread),
            (true, false) if !several && was_queued(event) => Some(Fate::Discarded),
            _ => Some(Fate::Lost),
        }
    }
}

/// Whether the receiver's kernel took the datagram in: it says how many it dropped, and this send
/// added none.
fn was_queued(event: &SendEvent<'_>) -> bool {
    let before = event.peer_before.map_or(Some(0), |before| before.drops.seen());
    drops_after(event).is_some_and(|after| before == Some(after))
}

/// Whether the receiver's kernel counted one more drop with this send, by what it certainly said
/// before.
pub(super) fn was_dropped(event: &SendEvent<'_>) -> bool {
    let before = event.peer_before.and_then(|before| before.drops.seen());
    before.zip(drops_after(event)).is_some_and(|(before, after)| before < after)
}

fn drops_after(event: &SendEvent<'_>) -> Option<u64> {
    event.call.peer.as_ref()?.drops.seen()
}

fn closed(trace: &CaseTrace) -> BTreeMap<SocketId, u64> {
    let calls = trace.calls();
    let ends = calls.filter(|call| call.call.ends_socket());
    ends.filter_map(|call| Some((call.sock?, call.start_ns))).collect()
}
