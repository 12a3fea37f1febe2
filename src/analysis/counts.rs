//! The figures of a case, whole or of one actor.

use super::events::{Events, ReceiveEvent};
use super::findings::{Counts, RoundFinding};
use super::timed::samples;
use super::wire::Wires;
use crate::model::{CaseTrace, Counted, ErrorName, Seen, SocketId, SocketRole, Transport};
use std::collections::BTreeMap;

/// All that the figures are made of.
#[derive(Debug)]
pub(super) struct Figures<'a> {
    pub(super) events: &'a Events<'a>,
    pub(super) wires: &'a Wires,
    pub(super) trace: &'a CaseTrace,
    pub(super) rounds: &'a [RoundFinding],
}

impl Figures<'_> {
    /// Of the whole case.
    pub(super) fn all(&self) -> Counts {
        Counts {
            sends: self.sends(None),
            segments: self.segments(None),
            receives: self.receives(None),
            drops: self.drops(None),
            accounted: self.accounted(None),
            held: self.held(None),
            took_us: self.took_us(None),
            waited_us: self.waited_us(),
        }
    }

    /// One figure, of one actor if `of` says so.
    pub(super) fn get(&self, what: Counted, of: Option<&str>) -> Seen<u64> {
        match what {
            Counted::Sends => Seen::Seen(self.sends(of)),
            Counted::Segments => self.segments(of),
            Counted::Receives => Seen::Seen(self.receives(of)),
            Counted::Drops => self.drops(of),
            Counted::Accounted => self.accounted(of),
            Counted::Held => self.held(of),
            Counted::Took => Seen::Seen(self.took_us(of)),
        }
    }

    fn is_of(&self, sock: SocketId, of: Option<&str>) -> bool {
        of.is_none_or(|name| self.trace.owner(sock) == Some(name))
    }

    fn sends(&self, of: Option<&str>) -> u64 {
        let sends = self.events.sends.iter();
        sends.filter(|send| send.no.is_some() && self.is_of(send.from, of)).count() as u64
    }

    fn receives(&self, of: Option<&str>) -> u64 {
        let receives = self.events.receives.iter();
        receives.filter(|receive| receive.no.is_some() && self.is_of(receive.by, of)).count() as u64
    }

    /// Over all TCP flows; one that is not known makes the sum unknown.
    fn segments(&self, of: Option<&str>) -> Seen<u64> {
        let flows = self.wires.iter().filter(|(sock, outgoing)| {
            self.is_of(**sock, of) && (self.is_tcp(**sock) || !outgoing.segments.is_absent())
        });
        sum(flows.map(|(_, outgoing)| match outgoing.segments {
            // A TCP socket of which no sample has a count.
            Seen::Absent => Seen::Unsupported,
            known => known,
        }))
    }

    fn is_tcp(&self, sock: SocketId) -> bool {
        self.trace.socket(sock).is_some_and(|socket| socket.transport == Transport::Tcp)
    }

    /// The most bytes unsent right after a numbered send.
    fn held(&self, of: Option<&str>) -> Seen<u64> {
        let sends = self.events.sends.iter().filter(|s| s.no.is_some() && self.is_of(s.from, of));
        sends.map(|send| send.unsent).fold(Seen::Absent, most)
    }

    /// Datagrams dropped at the sockets of the case, by the last thing the kernel said of each.
    fn drops(&self, of: Option<&str>) -> Seen<u64> {
        let mut last: BTreeMap<SocketId, Seen<u64>> = BTreeMap::new();
        for (index, socket) in self.trace.sockets.iter().enumerate() {
            if socket.role == SocketRole::Datagram && socket.transport == Transport::Udp {
                let id = SocketId(u32::try_from(index).unwrap_or(u32::MAX));
                last.insert(id, Seen::Unsupported);
            }
        }
        for (sock, evidence) in samples(self.trace) {
            if let (Some(known), false) = (last.get_mut(&sock), evidence.drops.is_absent()) {
                *known = evidence.drops;
            }
        }
        for left in self.trace.queued() {
            if let (Some(known), false) = (last.get_mut(&left.sock), left.drops.is_absent()) {
                *known = left.drops;
            }
        }
        sum(last.into_iter().filter(|(sock, _)| self.is_of(*sock, of)).map(|(_, drops)| drops))
    }

    /// What came of the datagrams that reached a receiver's kernel: those received and those left
    /// unread, from the records, and those dropped, from the kernel's own count. The two are found
    /// independently, so that their sum can be held against the number sent.
    fn accounted(&self, of: Option<&str>) -> Seen<u64> {
        let kept = self.received_datagrams(of).saturating_add(self.unread_datagrams(of));
        match self.drops(of) {
            Seen::Seen(drops) => Seen::Seen(kept.saturating_add(drops)),
            unknown => unknown,
        }
    }

    fn received_datagrams(&self, of: Option<&str>) -> u64 {
        let receives = self.events.receives.iter();
        let counted = |receive: &&ReceiveEvent<'_>| {
            receive.no.is_some() && self.is_udp(receive.by) && self.is_of(receive.by, of)
        };
        receives.filter(counted).count() as u64
    }

    fn unread_datagrams(&self, of: Option<&str>) -> u64 {
        let left = self.trace.queued().iter();
        let counted = left.filter(|left| self.is_udp(left.sock) && self.is_of(left.sock, of));
        counted.map(|left| left.datagrams.len() as u64).fold(0, u64::saturating_add)
    }

    fn is_udp(&self, sock: SocketId) -> bool {
        self.trace.socket(sock).is_some_and(|socket| socket.transport == Transport::Udp)
    }

    /// From the beginning of the first step to the end of the last.
    fn took_us(&self, of: Option<&str>) -> u64 {
        let records = || self.trace.records.iter();
        let chosen = || records().filter(|record| of.is_none_or(|name| record.who == name));
        let calls = || chosen().flat_map(|record| &record.calls);
        let begin = calls().map(|call| call.start_ns).min().unwrap_or(0);
        let end = calls().map(|call| call.end_ns()).max().unwrap_or(0);
        end.saturating_sub(begin) / 1000
    }

    /// Time in which the case waited: barriers, pauses, calls that ran into their deadline, and calls
    /// that took as long as only a timer of the kernel makes them; and in the lab the packets that
    /// were on their way. What was waited for at once counts once.
    fn waited_us(&self) -> u64 {
        let calls = self.trace.calls();
        let waits = calls.filter(|call| {
            call.call.only_waits()
                || call.outcome.error() == Some(ErrorName::Timeout)
                || call.took_ns >= KERNEL_TIMER_NS
        });
        let spans = waits.map(|call| (call.start_ns, call.end_ns()));
        let packets = self.trace.lab.iter().flat_map(|lab| &lab.packets);
        let flights =
            packets.filter_map(|packet| Some((packet.at_ns, *packet.delivered_ns.last()?)));
        let mut spans: Vec<(u64, u64)> = spans.chain(flights).collect();
        spans.sort_unstable();
        let (mut waited, mut until) = (0u64, 0u64);
        for (start, end) in spans {
            waited = waited.saturating_add(end.saturating_sub(start.max(until)));
            until = until.max(end);
        }
        waited / 1000
    }
}

/// No call takes so long over loopback unless it waits for a timer: the shortest is that of the
/// delayed acknowledgement, 40 ms (TCP_DELACK_MIN in include/net/tcp.h).
const KERNEL_TIMER_NS: u64 = 30_000_000;

/// Nothing to add up is absent; something unknown makes all of it unknown.
fn sum(figures: impl Iterator<Item = Seen<u64>>) -> Seen<u64> {
    figures.fold(Seen::Absent, |sum, figure| match (sum, figure) {
        (Seen::Absent, figure) => figure,
        (Seen::Seen(a), Seen::Seen(b)) => Seen::Seen(a.saturating_add(b)),
        (Seen::Seen(_), unknown) => unknown,
        (unknown, _) => unknown,
    })
}

/// The larger of two figures, as far as they are known.
pub(super) fn most(one: Seen<u64>, other: Seen<u64>) -> Seen<u64> {
    match (one, other) {
        (Seen::Seen(a), Seen::Seen(b)) => Seen::Seen(a.max(b)),
        (Seen::Seen(a), _) => Seen::Seen(a),
        (_, other) => other,
    }
}
