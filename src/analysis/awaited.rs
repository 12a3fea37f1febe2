//! The datagrams that were sent to each address, and which of them nobody has received yet.

use super::addresses::Addresses;
use super::composed::{Datagram, Slice};
use super::events::SendEvent;
use super::missing::was_dropped;
use crate::model::{Content, Payload, SocketId};
use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

/// How far a datagram is looked for among those that are still expected.
const LOOK: usize = 4096;

/// What makes two datagrams the same: their length and their bytes (or digest).
pub(super) type Key = (u64, Vec<u8>, String);

/// A datagram that was sent.
pub(super) struct Expected<'a> {
    pub(super) datagram: Datagram<'a>,
    /// What it holds; without a digest where not all is known.
    data: Option<Cow<'a, Payload>>,
    /// The receiver's count of drops rose with this send.
    pub(super) dropped: bool,
    /// In which receives it came out, and whether that was only the look at what nobody had read. More
    /// than one: it was doubled.
    pub(super) came: Vec<Coming>,
    /// One that was sent later had come out before.
    pub(super) reordered: bool,
    /// The socket that took it in.
    pub(super) taken_by: Option<SocketId>,
}

/// How a datagram came out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coming {
    /// With which receive, or which datagram that nobody had read.
    pub(super) with: usize,
    /// Nobody had read it.
    pub(super) unread: bool,
    /// So many of its bytes were handed over, where it was cut.
    pub(super) cut_at: Option<u64>,
}

impl<'a> Expected<'a> {
    /// The send with which it left.
    pub(super) fn event(&self) -> &'a SendEvent<'a> {
        self.datagram.last
    }

    pub(super) fn matched(&self) -> bool {
        !self.came.is_empty()
    }

    pub(super) fn kept(&self) -> &[u8] {
        self.data.as_ref().map_or(&[], |data| data.kept())
    }

    /// Whether that is what it holds, as far as is known.
    pub(super) fn is(&self, came: &Payload) -> bool {
        self.data.as_ref().is_some_and(|data| match is_known(data) {
            true => content(data) == content(came),
            false => data.len == came.len && alike(data, came),
        })
    }

    /// Whether it is longer, and begins with that, as far as both were kept.
    pub(super) fn begins(&self, came: &Payload) -> bool {
        self.data.as_ref().is_some_and(|data| data.len > came.len && alike(data, came))
    }

    /// The bytes of its sends between two places of it.
    pub(super) fn within(&self, from: u64, to: u64) -> impl Iterator<Item = Slice<'a>> {
        self.datagram.within(from, to)
    }
}

fn alike(one: &Payload, other: &Payload) -> bool {
    let kept = one.kept().len().min(other.kept().len());
    one.kept()[..kept] == other.kept()[..kept]
}

fn is_known(data: &Payload) -> bool {
    match &data.content {
        Content::Whole(_) => true,
        Content::Digest { sha256, .. } => !sha256.is_empty(),
    }
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
    /// Those of which the trace does not know all.
    in_part: bool,
}

impl<'a> Awaited<'a> {
    pub(super) fn of(datagrams: Vec<Datagram<'a>>, addresses: Addresses<'a>) -> Self {
        let (waiting, in_order) = (BTreeMap::new(), BTreeMap::new());
        let mut awaited =
            Awaited { sent: Vec::new(), addresses, waiting, in_order, in_part: false };
        for datagram in datagrams {
            awaited.expect(datagram);
        }
        awaited
    }

    fn expect(&mut self, datagram: Datagram<'a>) {
        let at = self.sent.len();
        let (data, to) = (datagram.content(), datagram.last.to);
        let dropped = datagram.alone && was_dropped(datagram.last);
        self.in_part |= data.as_deref().is_some_and(|data| !is_known(data));
        let (came, taken_by) = (Vec::new(), None);
        self.sent.push(Expected { datagram, data, dropped, came, reordered: false, taken_by });
        if let (Some(key), Some(to)) = (self.key(at), to) {
            self.waiting.entry(key).or_default().push_back(at);
            self.in_order.entry(self.addresses.of_socket(to)).or_default().push_back(at);
        }
    }

    /// What is the same for all datagrams that cannot be told apart: address and content.
    pub(super) fn key(&self, at: usize) -> Option<(SocketId, Key)> {
        let expected = &self.sent[at];
        let to = expected.event().to?;
        Some((self.addresses.of_socket(to), content(expected.data.as_ref()?)))
    }

    /// Whether a send can have left what came out: the sender only matters where it is known.
    fn can_be(&self, at: usize, came: Came<'_>) -> bool {
        let sent = &self.sent[at];
        let from = sent.event().from;
        !sent.matched() && came.from.is_none_or(|sender| self.addresses.same(sender, from))
    }

    /// Whether the socket was there when it was sent: what was over before its address had a queue is
    /// in none, as over loopback a datagram is there when the send returns.
    fn was_there(&self, at: usize, by: SocketId) -> bool {
        self.sent[at].event().call.end_ns() >= self.addresses.made(by)
    }

    /// One with exactly this content. One that was seen dropped only if there is no other: what another
    /// thread sent at that moment may have been it. And last what was sent too early.
    pub(super) fn whole(&mut self, came: Came<'_>) -> Option<usize> {
        self.by_content(came).or_else(|| {
            let open = if self.in_part { self.open(came) } else { Vec::new() };
            let unknown = |at: &usize| self.sent[*at].data.as_deref().is_some_and(|d| !is_known(d));
            open.into_iter().filter(unknown).find(|at| self.sent[*at].is(came.data))
        })
    }

    fn by_content(&mut self, came: Came<'_>) -> Option<usize> {
        let key = (self.addresses.of_socket(came.by), content(came.data));
        let mut queue = self.waiting.remove(&key)?;
        // What came out otherwise waits no longer.
        while queue.front().is_some_and(|at| self.sent[*at].matched()) {
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
        while queue.front().is_some_and(|at| self.sent[*at].matched()) {
            queue.pop_front();
        }
        let queue = &self.in_order[&address];
        let first = queue.partition_point(|at| !self.was_there(*at, came.by));
        let rest = queue.iter().copied().skip(first).take(LOOK);
        rest.filter(|at| self.can_be(*at, came)).collect()
    }

    /// The first that begins so and is longer.
    pub(super) fn beginning(&mut self, came: Came<'_>) -> Option<usize> {
        self.open(came).into_iter().find(|at| self.sent[*at].begins(came.data))
    }
}

fn content(data: &Payload) -> Key {
    let digest = match &data.content {
        Content::Whole(_) => String::new(),
        Content::Digest { sha256, .. } => sha256.clone(),
    };
    (data.len, data.kept().to_vec(), digest)
}
