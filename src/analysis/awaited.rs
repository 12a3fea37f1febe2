//! The datagrams that were sent to each address, and which of them nobody has received yet.

use super::addresses::Addresses;
use super::events::{Events, SendEvent};
use super::missing::was_dropped;
use crate::model::{Content, Fates, Payload, SocketId};
use std::collections::{BTreeMap, VecDeque};

/// How far a datagram is looked for among those that are still expected.
const LOOK: usize = 4096;

/// What makes two datagrams the same: their length and their bytes (or digest).
pub(super) type Key = (u64, Vec<u8>, String);

/// A datagram that was sent.
pub(super) struct Expected<'a> {
    pub(super) event: &'a SendEvent<'a>,
    pub(super) fates: Fates,
    pub(super) matched: bool,
    /// The receiver's count of drops rose with this send.
    pub(super) dropped: bool,
    /// Where it was cut into several datagrams (UDP_SEGMENT): how much of it has been received.
    pub(super) pieces: usize,
    /// The socket that took it in.
    pub(super) taken_by: Option<SocketId>,
}

/// A datagram as it came out: at which socket, and from whom, where that is known.
#[derive(Clone, Copy)]
pub(super) struct Came<'d> {
    pub(super) by: SocketId,
    pub(super) from: Option<SocketId>,
    pub(super) data: &'d Payload,
}

pub(super) struct Awaited<'a> {
    pub(super) sent: Vec<Expected<'a>>,
    pub(super) addresses: Addresses<'a>,
    /// By address and content: the datagrams that nobody has received yet.
    waiting: BTreeMap<(SocketId, Key), VecDeque<usize>>,
    /// By address: all that nobody has received yet, in order.
    in_order: BTreeMap<SocketId, VecDeque<usize>>,
}

impl<'a> Awaited<'a> {
    pub(super) fn of(events: &'a Events<'_>, addresses: Addresses<'a>) -> Self {
        let (waiting, in_order) = (BTreeMap::new(), BTreeMap::new());
        let mut awaited = Awaited { sent: Vec::new(), addresses, waiting, in_order };
        for event in events.sends.iter().filter(|event| !event.stream) {
            awaited.expect(event);
        }
        awaited
    }

    fn expect(&mut self, event: &'a SendEvent<'a>) {
        let at = self.sent.len();
        let (fates, dropped) = (Fates::default(), was_dropped(event));
        let taken_by = None;
        self.sent.push(Expected { event, fates, matched: false, dropped, pieces: 0, taken_by });
        if event.call.outcome.count().is_none() {
            return;
        }
        if let (Some(key), Some(to)) = (self.key(event), event.to) {
            self.waiting.entry(key).or_default().push_back(at);
            self.in_order.entry(self.addresses.of_socket(to)).or_default().push_back(at);
        }
    }

    /// What is the same for all datagrams that cannot be told apart: address and content.
    pub(super) fn key(&self, event: &SendEvent<'_>) -> Option<(SocketId, Key)> {
        let (to, data) = event.to.zip(event.call.data.as_ref())?;
        Some((self.addresses.of_socket(to), content(data)))
    }

    /// Whether a send can have left what came out: the sender only matters where it is known.
    fn can_be(&self, at: usize, came: Came<'_>) -> bool {
        let sent = &self.sent[at];
        !sent.matched && came.from.is_none_or(|from| self.addresses.same(from, sent.event.from))
    }

    /// Whether the socket was there when it was sent: what was over before its address had a queue is
    /// in none, as over loopback a datagram is there when the send returns.
    fn was_there(&self, at: usize, by: SocketId) -> bool {
        self.sent[at].event.call.end_ns() >= self.addresses.made(by)
    }

    /// One with exactly this content. One that was seen dropped only if there is no other: what another
    /// thread sent at that moment may have been it. And last what was sent too early.
    pub(super) fn whole(&mut self, came: Came<'_>) -> Option<usize> {
        let key = (self.addresses.of_socket(came.by), content(came.data));
        let mut queue = self.waiting.remove(&key)?;
        // What was received cut is matched, and waits no longer.
        while queue.front().is_some_and(|at| self.sent[*at].matched) {
            queue.pop_front();
        }
        let first = queue.partition_point(|at| !self.was_there(*at, came.by));
        let find = |from: usize, dropped: bool| {
            let mut rest = queue.iter().enumerate().skip(from).take(LOOK);
            let fits = |at: usize| self.can_be(at, came) && (dropped || !self.sent[at].dropped);
            rest.find(|(_, at)| fits(**at)).map(|(place, _)| place)
        };
        let place = find(first, false).or_else(|| find(first, true)).or_else(|| find(0, true));
        let found = place.and_then(|place| queue.remove(place));
        self.waiting.insert(key, queue);
        found
    }

    /// All that may have come to this socket and nobody has received yet, in order.
    pub(super) fn open(&mut self, came: Came<'_>) -> Vec<usize> {
        let address = self.addresses.of_socket(came.by);
        let Some(queue) = self.in_order.get_mut(&address) else { return Vec::new() };
        while queue.front().is_some_and(|at| self.sent[*at].matched) {
            queue.pop_front();
        }
        let queue = &self.in_order[&address];
        let first = queue.partition_point(|at| !self.was_there(*at, came.by));
        let rest = queue.iter().copied().skip(first).take(LOOK);
        rest.filter(|at| self.can_be(*at, came)).collect()
    }

    /// The first that begins so and is longer.
    pub(super) fn beginning(&mut self, came: Came<'_>) -> Option<usize> {
        let open = self.open(came);
        let whole = |at: usize| self.sent[at].event.call.data.as_ref();
        open.into_iter().find(|at| whole(*at).is_some_and(|whole| begins(whole, came.data)))
    }
}

pub(super) fn content(data: &Payload) -> Key {
    let digest = match &data.content {
        Content::Whole(_) => String::new(),
        Content::Digest { sha256, .. } => sha256.clone(),
    };
    (data.len, data.kept().to_vec(), digest)
}

/// Whether `whole` is longer than `start` and begins with it, as far as both were kept.
pub(super) fn begins(whole: &Payload, start: &Payload) -> bool {
    let kept = whole.kept().len().min(start.kept().len());
    whole.len > start.len && whole.kept()[..kept] == start.kept()[..kept]
}
