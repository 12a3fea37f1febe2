//! Which send each datagram on the lab's wire was, and in which order they got to each receiver.

use super::packets::Carried;
use crate::model::SocketId;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How far a datagram is looked for among those that got there.
const LOOK: usize = 4096;

/// What the wire says of the sends, which are known by their places.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    /// By receiver: the sends whose datagrams got there and have not been read yet, in order.
    queues: BTreeMap<SocketId, VecDeque<usize>>,
    lost: BTreeSet<usize>,
}

impl Arrivals {
    /// The datagrams of a socket leave in the order of its sends: `sends` are those that succeeded.
    /// Several sends can make one datagram, and one send several; then the numbers mean nothing.
    pub(super) fn of(carried: &Carried, sends: impl Iterator<Item = (usize, SocketId)>) -> Self {
        let mut own: BTreeMap<SocketId, Vec<usize>> = BTreeMap::new();
        for (at, from) in sends {
            own.entry(from).or_default().push(at);
        }
        own.retain(|from, sends| carried.lost.get(from).map_or(0, Vec::len) == sends.len());
        let pairs = own.iter().flat_map(|(from, sends)| sends.iter().zip(&carried.lost[from]));
        let lost = pairs.filter(|(_, lost)| **lost).map(|(at, _)| *at).collect();
        let of = |(from, number): &(SocketId, usize)| own.get(from)?.get(*number).copied();
        let arrived = carried.arrived.iter();
        let queues = arrived.map(|(to, all)| (*to, all.iter().filter_map(of).collect())).collect();
        Arrivals { queues, lost }
    }

    /// Whether the wire lost it, or a part of it.
    pub(super) fn lost(&self, at: usize) -> bool {
        self.lost.contains(&at)
    }

    /// The next that got there and fits: a receiver's queue is in order. What does not fit was dropped
    /// there.
    pub(super) fn next(&mut self, by: SocketId, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let queue = self.queues.get_mut(&by)?;
        let place = queue.iter().take(LOOK).position(|at| fits(*at))?;
        queue.drain(..=place).next_back()
    }
}
