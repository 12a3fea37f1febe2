//! Which datagram is which: by sender, destination and content.
//!
//! The kernel gives a datagram no number, so identical ones cannot be told apart by their bytes.
//! Where the receiver's kernel counts what it drops, the count tells: it rose with the send that was
//! dropped. Where it does not, the first are taken to have arrived, and the finding says that they
//! are one of so many.

use super::arrivals::Arrivals;
use super::corked;
use super::events::{Events, ReceiveEvent, SendEvent};
use super::findings::Part;
use super::missing::{Ends, was_dropped};
use super::packets;
use super::stream::Found;
use crate::model::{
    CaseTrace, Content, ErrorName, Fate, Fates, Payload, ReceiveNo, Seen, SocketId,
};
use std::collections::{BTreeMap, VecDeque};

/// How far a cut or coalesced datagram is looked for among those that are still expected.
const LOOK: usize = 4096;

/// What makes two datagrams the same: their length and their bytes (or digest).
type Key = (u64, Vec<u8>, String);

/// Matches all datagrams of the trace and fills in the parts and fates.
pub(super) fn match_all(events: &Events<'_>, trace: &CaseTrace, found: &mut Found) {
    let mut matcher = Matcher::of(events, trace);
    for event in events.receives.iter().filter(|event| !event.stream) {
        let parts = matcher.receive(event);
        if let Some(receive) = event.no.and_then(index_of).and_then(|at| found.receives.get_mut(at))
        {
            receive.parts = parts;
        }
    }
    for left in &trace.leftovers {
        for datagram in &left.datagrams {
            matcher.unread(left.sock, datagram.from, &datagram.data);
        }
    }
    matcher.finish(found);
}

fn index_of(no: ReceiveNo) -> Option<usize> {
    usize::try_from(no.0.checked_sub(1)?).ok()
}

/// A datagram that was sent.
struct Expected<'a> {
    event: &'a SendEvent<'a>,
    fates: Fates,
    matched: bool,
    /// The receiver's count of drops rose with this send.
    dropped: bool,
    /// Where it was cut into several datagrams (UDP_SEGMENT): how much of it has been received.
    pieces: usize,
}

struct Matcher<'a> {
    sent: Vec<Expected<'a>>,
    /// By receiver and content: the datagrams that nobody has received yet.
    waiting: BTreeMap<(SocketId, Key), VecDeque<usize>>,
    /// By receiver: all that nobody has received yet, in order.
    in_order: BTreeMap<SocketId, VecDeque<usize>>,
    /// By sender and receiver: the latest that was received.
    latest: BTreeMap<(SocketId, SocketId), usize>,
    /// In the lab: what its wire saw.
    arrived: Option<Arrivals>,
    ends: Ends<'a>,
}

impl<'a> Matcher<'a> {
    fn of(events: &'a Events<'a>, trace: &'a CaseTrace) -> Self {
        let mut matcher = Matcher {
            sent: Vec::new(),
            waiting: BTreeMap::new(),
            in_order: BTreeMap::new(),
            latest: BTreeMap::new(),
            arrived: None,
            ends: Ends::of(events, trace),
        };
        for event in events.sends.iter().filter(|event| !event.stream) {
            matcher.expect(event);
        }
        let sends = matcher.sent.iter().enumerate();
        let taken = sends.filter(|(_, expected)| expected.event.call.outcome.count().is_some());
        let taken = taken.map(|(at, expected)| (at, expected.event.from));
        matcher.arrived = packets::carried(trace).map(|carried| Arrivals::of(&carried, taken));
        matcher
    }

    fn expect(&mut self, event: &'a SendEvent<'a>) {
        let at = self.sent.len();
        let (fates, dropped) = (Fates::default(), was_dropped(event));
        self.sent.push(Expected { event, fates, matched: false, dropped, pieces: 0 });
        if event.call.outcome.count().is_none() {
            return;
        }
        if let (Some(to), Some(data)) = (event.to, &event.call.data) {
            self.waiting.entry((to, content(data))).or_default().push_back(at);
            self.in_order.entry(to).or_default().push_back(at);
        }
    }

    /// By what the lab's wire saw: the next datagram in the receiver's queue that has this content.
    fn by_wire(&mut self, by: SocketId, data: &Payload, cut: bool) -> Option<usize> {
        let sent = &self.sent;
        let fits = |at: usize| {
            let whole = sent[at].event.call.data.as_ref();
            let same = |whole: &Payload| content(whole) == content(data);
            whole.is_some_and(|whole| if cut { begins(whole, data) } else { same(whole) })
        };
        self.arrived.as_mut()?.next(by, fits)
    }

    /// Whose datagram a receive is.
    fn receive(&mut self, event: &ReceiveEvent<'_>) -> Vec<Part> {
        let Some(data) = &event.call.data else { return Vec::new() };
        let cut = event.call.truncated == Seen::Seen(true)
            || event.call.outcome.error() == Some(ErrorName::MessageTooLong);
        if let Some(at) = self.by_wire(event.by, data, cut) {
            return self.arrived(at, data.len, cut, event.by);
        }
        let several = if cut { self.cut_joined(event.by, data) } else { Vec::new() };
        if !several.is_empty() {
            return several;
        }
        let found = match cut {
            false => self.whole(event.by, event.call.other, data),
            true => self.beginning(event.by, event.call.other, data),
        };
        match found {
            Some(at) => self.arrived(at, data.len, cut, event.by),
            None if cut => Vec::new(),
            None => match self.coalesced(event.by, data) {
                none if none.is_empty() => self.piece(event.by, data).into_iter().collect(),
                several => several,
            },
        }
    }

    /// One with exactly this content; the sender only matters where it is known. One that was seen
    /// dropped only if there is no other: what another thread sent at that moment may have been it.
    fn whole(&mut self, by: SocketId, from: Option<SocketId>, data: &Payload) -> Option<usize> {
        let queue = self.waiting.get_mut(&(by, content(data)))?;
        // What was received cut is matched, and waits no longer.
        while queue.front().is_some_and(|at| self.sent[*at].matched) {
            queue.pop_front();
        }
        let same = |at: &usize| {
            let sent = &self.sent[*at];
            !sent.matched && from.is_none_or(|from| sent.event.from == from)
        };
        let kept = |at: &usize| same(at) && !self.sent[*at].dropped;
        let place = queue.iter().take(LOOK).position(kept);
        queue.remove(place.or_else(|| queue.iter().take(LOOK).position(same))?)
    }

    /// The first that begins so and is longer.
    fn beginning(&mut self, by: SocketId, from: Option<SocketId>, data: &Payload) -> Option<usize> {
        self.forget_received(by);
        let queue = self.in_order.get(&by)?;
        let fits = |at: &&usize| {
            let expected = &self.sent[**at];
            let whole = expected.event.call.data.as_ref();
            !expected.matched
                && from.is_none_or(|from| expected.event.from == from)
                && whole.is_some_and(|whole| begins(whole, data))
        };
        queue.iter().take(LOOK).find(fits).copied()
    }

    /// Several in a row that make this content together: handed over as one (UDP_GRO), or sent as
    /// one (UDP_CORK, MSG_MORE).
    fn coalesced(&mut self, by: SocketId, data: &Payload) -> Vec<Part> {
        self.forget_received(by);
        let queue = self.in_order.get(&by).cloned().unwrap_or_default();
        let mut chosen = Vec::new();
        let mut rest = data.kept();
        for at in queue.into_iter().take(LOOK) {
            let piece = self.sent[at].event.call.data.as_ref().map_or(&[][..], Payload::kept);
            if rest.is_empty() || piece.is_empty() || !rest.starts_with(piece) {
                break;
            }
            rest = &rest[piece.len()..];
            chosen.push(at);
        }
        if !rest.is_empty() || chosen.len() < 2 {
            return Vec::new();
        }
        chosen.into_iter().flat_map(|at| self.arrived_in_part(at, by)).collect()
    }

    /// The beginning of a datagram that several sends made together: the sends it holds, and the one
    /// within which it was cut. Of those behind it there are 0 bytes.
    fn cut_joined(&mut self, by: SocketId, data: &Payload) -> Vec<Part> {
        self.forget_received(by);
        let queue = || self.in_order.get(&by).into_iter().flatten().copied().take(LOOK);
        let run = corked::run(queue().map(|at| self.sent[at].event));
        if run < 2 || data.len == 0 {
            return Vec::new();
        }
        let chosen: Vec<usize> = queue().take(run).collect();
        let pieces = chosen.iter().filter_map(|at| self.sent[*at].event.call.data.as_ref());
        let whole: Vec<u8> = pieces.flat_map(Payload::kept).copied().collect();
        if !whole.starts_with(data.kept()) {
            return Vec::new();
        }
        let mut rest = data.len;
        let mut parts = Vec::new();
        for at in chosen {
            let of = self.sent[at].event.bytes;
            let len = rest.min(of);
            rest -= len;
            self.sent[at].fates.insert(Fate::Glued);
            parts.extend(self.arrived(at, len, len < of, by));
        }
        parts
    }

    /// The next piece of a message that left as several datagrams (UDP_SEGMENT, udp(7)).
    fn piece(&mut self, by: SocketId, data: &Payload) -> Option<Part> {
        let queue = self.in_order.get(&by)?;
        let continues = |at: &&usize| {
            let expected = &self.sent[**at];
            let whole = expected.event.call.data.as_ref().map_or(&[][..], Payload::kept);
            let rest = whole.get(expected.pieces..).unwrap_or(&[]);
            !expected.matched && data.len > 0 && rest.starts_with(data.kept())
        };
        let at = queue.iter().take(LOOK).find(continues).copied()?;
        let expected = &mut self.sent[at];
        let (start, of) = (expected.pieces as u64, expected.event.bytes);
        expected.pieces = expected.pieces.saturating_add(data.kept().len());
        expected.matched = expected.pieces as u64 >= of;
        expected.fates.insert(Fate::Split);
        expected.event.no.map(|message| Part { message, start, len: data.len, of })
    }

    fn arrived_in_part(&mut self, at: usize, by: SocketId) -> Vec<Part> {
        let len = self.sent[at].event.bytes;
        self.sent[at].fates.insert(Fate::Glued);
        self.arrived(at, len, false, by)
    }

    fn arrived(&mut self, at: usize, len: u64, cut: bool, by: SocketId) -> Vec<Part> {
        let expected = &mut self.sent[at];
        if std::mem::replace(&mut expected.matched, true) {
            expected.fates.insert(Fate::Duplicated);
        }
        if cut {
            expected.fates.insert(Fate::Truncated);
        }
        let latest = self.latest.entry((expected.event.from, by)).or_insert(at);
        if at < *latest {
            expected.fates.insert(Fate::Reordered);
        }
        *latest = at.max(*latest);
        let of = expected.event.bytes;
        let part = |message| Part { message, start: 0, len: len.min(of), of };
        expected.event.no.map(part).into_iter().collect()
    }

    fn unread(&mut self, by: SocketId, from: Option<SocketId>, data: &Payload) {
        let seen = self.by_wire(by, data, false);
        if let Some(at) = seen.or_else(|| self.whole(by, from, data)) {
            // A second copy of what was read is no second fate.
            if !std::mem::replace(&mut self.sent[at].matched, true) {
                self.sent[at].fates.insert(Fate::Unread);
            }
        }
    }

    fn forget_received(&mut self, by: SocketId) {
        let Some(queue) = self.in_order.get_mut(&by) else { return };
        while queue.front().is_some_and(|at| self.sent[*at].matched) {
            queue.pop_front();
        }
    }

    fn finish(mut self, found: &mut Found) {
        let missing = self.missing();
        for (at, expected) in self.sent.iter_mut().enumerate() {
            let event = expected.event;
            let lost = self.arrived.as_ref().is_some_and(|arrived| arrived.lost(at));
            settle(expected, lost, &self.ends);
            let Some(message) = event.no.and_then(|no| found.message_mut(no)) else { continue };
            message.fate = expected.fates.clone();
            let key = event.to.zip(event.call.data.as_ref()).map(|(to, data)| (to, content(data)));
            message.one_of = key.and_then(|key| missing.get(&key).copied());
        }
    }

    /// Classes of identical datagrams some of which arrived and some of which did not, nobody knows
    /// which: how many there were. Sequenced packets come in order (unix(7)): the missing are the last.
    fn missing(&self) -> BTreeMap<(SocketId, Key), u32> {
        let mut classes: BTreeMap<(SocketId, Key), (u32, bool, bool)> = BTreeMap::new();
        for expected in &self.sent {
            let event = expected.event;
            let to = event.to.filter(|to| !self.ends.is_packets(*to));
            // What the lab's wire saw needs no guessing.
            let to = to.filter(|_| self.arrived.is_none());
            let (Some(to), Some(data), Some(_)) =
                (to, &event.call.data, event.call.outcome.count())
            else {
                continue;
            };
            let (size, arrived, missing) = classes.entry((to, content(data))).or_default();
            *size = size.saturating_add(1);
            *arrived |= expected.matched;
            *missing |= !expected.matched && !expected.dropped;
        }
        let mixed = classes.into_iter().filter(|(_, (_, arrived, missing))| *arrived && *missing);
        mixed.map(|(key, (size, ..))| (key, size)).collect()
    }
}

/// The fate of a datagram once all receives are known. It stays empty where nobody can know it.
/// `lost`: the lab's wire lost it.
fn settle(expected: &mut Expected<'_>, lost: bool, ends: &Ends<'_>) {
    let event = expected.event;
    if event.call.outcome.count().is_none() {
        expected.fates.insert(Fate::NeverSent);
    } else if lost && !expected.matched {
        expected.fates.insert(Fate::Lost);
    } else if !expected.matched {
        ends.fate(event).into_iter().for_each(|fate| expected.fates.insert(fate));
    } else if expected.fates.is_empty() {
        expected.fates.insert(Fate::Intact);
    }
}

fn content(data: &Payload) -> Key {
    let digest = match &data.content {
        Content::Whole(_) => String::new(),
        Content::Digest { sha256, .. } => sha256.clone(),
    };
    (data.len, data.kept().to_vec(), digest)
}

/// Whether `whole` is longer than `start` and begins with it, as far as both were kept.
fn begins(whole: &Payload, start: &Payload) -> bool {
    let kept = whole.kept().len().min(start.kept().len());
    whole.len > start.len && whole.kept()[..kept] == start.kept()[..kept]
}
