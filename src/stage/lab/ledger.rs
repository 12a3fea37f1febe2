//! The book of the wire: facts of packets in, packets as a trace has them out. Numbers count from
//! the beginning of each connection; ports and absolute numbers stay out.

use super::headers::{Headers, Tcp};
use crate::model::{DatagramPart, Deed, Packet, Protocol, Segment, TcpFlag};
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// The two ends of a packet; a port of 0 where it names none.
pub(crate) type Ends = (SocketAddr, SocketAddr);

/// One direction of a connection.
#[derive(Debug, Clone, Copy)]
struct Direction {
    connection: u32,
    /// The number its SYN had (or the first segment that was seen).
    start: u32,
    /// How far it has been sent.
    sent: u64,
    /// Nothing but a SYN without ACK has been sent.
    asks: bool,
}

/// What has been on the wire so far, as far as later packets are counted from it.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    connections: u32,
    directions: BTreeMap<Ends, Direction>,
    /// How many datagrams each host has sent.
    datagrams: BTreeMap<String, u32>,
    /// Those that were cut: their number and ends.
    cut: BTreeMap<(String, u32), (u32, Ends)>,
}

impl Ledger {
    /// A packet that comes onto the wire. What the wire does with it is for others to say.
    pub(super) fn enter(
        &mut self,
        headers: &Headers,
        (from, to): (&str, &str),
        (at_ns, bytes): (u64, u64),
    ) -> (Packet, Ends) {
        let ports = headers.ports.unwrap_or_default();
        let mut ends = (
            SocketAddr::new(headers.source, ports.0),
            SocketAddr::new(headers.destination, ports.1),
        );
        let datagram = (headers.protocol == Protocol::Udp).then(|| {
            let (part, whole) = self.datagram(headers, from, ends);
            ends = whole;
            part
        });
        let segment = headers.tcp.as_ref().map(|tcp| self.segment(tcp, headers.payload, ends));
        let packet = Packet {
            at_ns,
            from: from.to_owned(),
            to: to.to_owned(),
            sock: None,
            other: None,
            protocol: headers.protocol,
            bytes,
            payload: headers.payload,
            segment,
            datagram,
            deed: Deed::Delivered,
            rule: None,
            delivered_ns: Vec::new(),
        };
        (packet, ends)
    }

    fn datagram(&mut self, headers: &Headers, from: &str, ends: Ends) -> (DatagramPart, Ends) {
        let count = self.datagrams.entry(from.to_owned()).or_default();
        let Some(fragment) = headers.fragment else {
            *count += 1;
            return (DatagramPart { number: *count, offset: None, more: false }, ends);
        };
        let key = (from.to_owned(), fragment.id);
        if fragment.offset == 0 {
            *count += 1;
            self.cut.insert(key.clone(), (*count, ends));
        }
        let (number, ends) = self.cut.get(&key).copied().unwrap_or((*count, ends));
        (DatagramPart { number, offset: Some(fragment.offset), more: fragment.more }, ends)
    }

    fn segment(&mut self, tcp: &Tcp, payload: u64, ends: Ends) -> Segment {
        let has = |flag| tcp.flags.contains(&flag);
        let back = (ends.1, ends.0);
        let begins = has(TcpFlag::Syn) && !has(TcpFlag::Ack);
        let old = self.directions.get(&ends).filter(|known| !begins || known.start == tcp.seq);
        let old = old.copied();
        // Two SYNs that cross are one connection (a simultaneous open: RFC 9293, 3.5).
        let other = self.directions.get(&back).copied().filter(|other| !begins || other.asks);
        let mut direction = old.unwrap_or_else(|| {
            self.connections += u32::from(other.is_none());
            let connection = other.map_or(self.connections, |other| other.connection);
            Direction { connection, start: tcp.seq, sent: 0, asks: true }
        });
        let seq = u64::from(tcp.seq.wrapping_sub(direction.start));
        let length = payload + u64::from(has(TcpFlag::Syn)) + u64::from(has(TcpFlag::Fin));
        let again = length > 0 && seq + length <= direction.sent;
        direction.sent = direction.sent.max(seq + length);
        direction.asks &= begins;
        if begins && old.is_none() && other.is_none() {
            self.directions.remove(&back);
        }
        self.directions.insert(ends, direction);
        let start = self.directions.get(&back).map(|other| other.start);
        let relative = |number: u32| start.map(|start| u64::from(number.wrapping_sub(start)));
        let stretch = |(left, right): &(u32, u32)| {
            Some((relative(*left)?, relative(*right)?.saturating_sub(1)))
        };
        Segment {
            connection: direction.connection,
            flags: tcp.flags.clone(),
            seq,
            ack: relative(tcp.ack).filter(|_| has(TcpFlag::Ack)),
            window: tcp.window.into(),
            mss: tcp.mss,
            sack: tcp.sack.iter().filter_map(stretch).collect(),
            again,
        }
    }
}
