//! Which send each datagram on the lab's wire was, and in which order they got to each address.

use super::packets::{Carried, Journey};
use crate::model::SocketId;
use std::collections::BTreeMap;

/// How far a datagram is looked for among those that got there.
const LOOK: usize = 4096;

/// A datagram that got there.
#[derive(Debug)]
struct Arrival {
    at_ns: u64,
    /// The place of its send.
    send: usize,
    taken: bool,
}

/// What the wire says of the sends, which are known by their places.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    /// By address: what got there, in order.
    queues: BTreeMap<SocketId, Vec<Arrival>>,
    /// By receiver: how far it has read. Several may have had one address.
    read: BTreeMap<SocketId, usize>,
    /// By the place of its send.
    journeys: BTreeMap<usize, Journey>,
}

impl Arrivals {
    /// The datagrams of an address leave in the order of its sends: `sends` are those that succeeded.
    /// Several sends can make one datagram, and one send several; then the numbers mean nothing.
    pub(super) fn of(carried: &Carried, sends: impl Iterator<Item = (usize, SocketId)>) -> Self {
        let mut own: BTreeMap<SocketId, Vec<usize>> = BTreeMap::new();
        for (at, from) in sends {
            own.entry(from).or_default().push(at);
        }
        own.retain(|from, sends| carried.journeys.get(from).map_or(0, Vec::len) == sends.len());
        let pairs = own.iter().flat_map(|(from, sends)| sends.iter().zip(&carried.journeys[from]));
        let journeys = pairs.map(|(at, journey)| (*at, *journey)).collect();
        let of = |(at_ns, from, number): &(u64, SocketId, usize)| {
            let send = own.get(from)?.get(*number).copied()?;
            Some(Arrival { at_ns: *at_ns, send, taken: false })
        };
        let arrived = carried.arrived.iter();
        let queues = arrived.map(|(to, all)| (*to, all.iter().filter_map(of).collect())).collect();
        Arrivals { queues, read: BTreeMap::new(), journeys }
    }

    /// What became of it on the wire.
    pub(super) fn journey(&self, at: usize) -> Option<Journey> {
        self.journeys.get(&at).copied()
    }

    /// The next that got to an address and fits, for a receiver that was made at that time: its queue
    /// is in order. What does not fit was dropped there, or went to another of its address.
    pub(super) fn next(
        &mut self,
        (by, made, address): (SocketId, u64, SocketId),
        fits: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let queue = self.queues.get_mut(&address)?;
        let first = queue.partition_point(|arrival| arrival.at_ns < made);
        let read = self.read.entry(by).or_insert(first);
        let rest = queue.iter_mut().enumerate().skip(*read).take(LOOK);
        let (at, next) = rest.into_iter().find(|(_, next)| !next.taken && fits(next.send))?;
        next.taken = true;
        *read = at + 1;
        Some(next.send)
    }
}
