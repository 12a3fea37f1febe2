//! Which datagram is which: by sender, destination and content.
//!
//! Sender and destination are addresses: which sockets have had one is `addresses`' to say. The kernel
//! gives a datagram no number, so identical ones cannot be told apart by their bytes.
//! Where the receiver's kernel counts what it drops, the count tells: it rose with the send that was
//! dropped. Where it does not, the first are taken to have arrived, and the finding says that they
//! are one of so many.

use super::addresses::Addresses;
use super::arrivals::Arrivals;
use super::awaited::{Awaited, Came, Expected, Key, begins, content};
use super::corked;
use super::events::{Events, ReceiveEvent};
use super::findings::Part;
use super::located::{Discard, Missing, Whereabouts};
use super::missing::Ends;
use super::packets;
use super::stream::Found;
use crate::model::{CallPlace, CaseTrace, ErrorName, Fate, Payload, ReceiveNo, Seen, SocketId};
use std::collections::{BTreeMap, BTreeSet};

/// Matches all datagrams of the trace and fills in the parts, the fates, who sent and who took in.
pub(super) fn match_all(events: &Events<'_>, trace: &CaseTrace, found: &mut Found) {
    let mut matcher = Matcher::of(events, trace);
    let mut held: Vec<(ReceiveNo, Vec<Piece>)> = Vec::new();
    for event in events.receives.iter().filter(|event| !event.stream) {
        let pieces = matcher.receive(event);
        held.extend(event.no.map(|no| (no, pieces)));
    }
    for left in &trace.leftovers {
        for datagram in &left.datagrams {
            let (by, from) = (left.sock, datagram.from);
            matcher.unread(Came { by, from, data: &datagram.data });
        }
    }
    let doubtful = matcher.finish(found);
    for (no, pieces) in held {
        // Of identical ones of several senders nobody knows whose it was.
        let known = pieces.first().filter(|p| doubtful.get(&p.at).is_none_or(|of| of.one_sender));
        let sender = known.map(|piece| matcher.awaited.sent[piece.at].event.from);
        let addresses = &matcher.awaited.addresses;
        let parts = pieces.iter().filter_map(|piece| matcher.part(piece)).collect();
        let Some(receive) = found.receive_mut(no) else { continue };
        let alone = |from: SocketId| Some(from).filter(|from| !addresses.is_shared(*from));
        receive.from = receive.from.and_then(|from| sender.or_else(|| alone(from)));
        receive.parts = parts;
    }
}

/// Some of a datagram that was sent: its place, where the piece begins, its length.
#[derive(Clone, Copy)]
struct Piece {
    at: usize,
    start: u64,
    len: u64,
}

/// Datagrams that cannot be told apart.
#[derive(Clone, Copy)]
struct Alike {
    size: u32,
    arrived: bool,
    missing: bool,
    from: SocketId,
    one_sender: bool,
}

impl Alike {
    fn of(first: &Expected<'_>) -> Self {
        let from = first.event.from;
        Alike { size: 0, arrived: false, missing: false, from, one_sender: true }
    }

    fn add(&mut self, expected: &Expected<'_>) {
        self.size = self.size.saturating_add(1);
        self.arrived |= expected.matched;
        self.missing |= !expected.matched && !expected.dropped;
        self.one_sender &= expected.event.from == self.from;
    }
}

struct Matcher<'a> {
    awaited: Awaited<'a>,
    /// By sender and receiver: the latest that was received.
    latest: BTreeMap<(SocketId, SocketId), usize>,
    /// In the lab: what its wire saw.
    arrived: Option<Arrivals>,
    ends: Ends<'a>,
    /// What never left the sender.
    kept: BTreeMap<CallPlace, Whereabouts>,
}

impl<'a> Matcher<'a> {
    fn of(events: &'a Events<'a>, trace: &'a CaseTrace) -> Self {
        let addresses = Addresses::of(trace);
        let carried = packets::carried(trace, &addresses);
        let awaited = Awaited::of(events, addresses);
        let sends = awaited.sent.iter().enumerate();
        let taken = sends.filter(|(_, expected)| expected.event.call.outcome.count().is_some());
        let address = |expected: &Expected<'_>| awaited.addresses.of_socket(expected.event.from);
        let taken = taken.map(|(at, expected)| (at, address(expected)));
        let arrived = carried.map(|carried| Arrivals::of(&carried, taken));
        let closed = |sock| awaited.addresses.closed(sock).is_some();
        let (ends, kept) = (Ends::of(events, trace), corked::kept(events, closed));
        Matcher { awaited, latest: BTreeMap::new(), arrived, ends, kept }
    }

    /// By what the lab's wire saw: the next datagram in the receiver's queue that has this content.
    fn by_wire(&mut self, came: Came<'_>, cut: bool) -> Option<usize> {
        let Awaited { sent, addresses, .. } = &self.awaited;
        let fits = |at: usize| {
            let event = sent[at].event;
            let same = |whole: &Payload| content(whole) == content(came.data);
            let fits = |whole: &Payload| if cut { begins(whole, came.data) } else { same(whole) };
            came.from.is_none_or(|from| addresses.same(from, event.from))
                && event.call.data.as_ref().is_some_and(fits)
        };
        let by = (came.by, addresses.made(came.by), addresses.of_socket(came.by));
        self.arrived.as_mut()?.next(by, fits)
    }

    /// Whose datagram a receive is.
    fn receive(&mut self, event: &ReceiveEvent<'_>) -> Vec<Piece> {
        let Some(data) = &event.call.data else { return Vec::new() };
        let came = Came { by: event.by, from: event.call.other, data };
        let cut = event.call.truncated == Seen::Seen(true)
            || event.call.outcome.error() == Some(ErrorName::MessageTooLong);
        if let Some(at) = self.by_wire(came, cut) {
            return vec![self.arrived(at, data.len, cut, came.by)];
        }
        let several = if cut { self.cut_joined(came) } else { Vec::new() };
        if !several.is_empty() {
            return several;
        }
        let found = match cut {
            false => self.awaited.whole(came),
            true => self.awaited.beginning(came),
        };
        match found {
            Some(at) => vec![self.arrived(at, data.len, cut, came.by)],
            None if cut => Vec::new(),
            None => match self.coalesced(came) {
                none if none.is_empty() => self.piece(came).into_iter().collect(),
                several => several,
            },
        }
    }

    /// Several in a row that make this content together: handed over as one (UDP_GRO), or sent as
    /// one (UDP_CORK, MSG_MORE).
    fn coalesced(&mut self, came: Came<'_>) -> Vec<Piece> {
        let mut chosen = Vec::new();
        let mut rest = came.data.kept();
        for at in self.awaited.open(came) {
            let data = self.awaited.sent[at].event.call.data.as_ref();
            let piece = data.map_or(&[][..], Payload::kept);
            if rest.is_empty() || piece.is_empty() || !rest.starts_with(piece) {
                break;
            }
            rest = &rest[piece.len()..];
            chosen.push(at);
        }
        if !rest.is_empty() || chosen.len() < 2 {
            return Vec::new();
        }
        chosen.into_iter().map(|at| self.arrived_in_part(at, came.by)).collect()
    }

    /// The beginning of a datagram that several sends made together: the sends it holds, and the one
    /// within which it was cut. Of those behind it there are 0 bytes.
    fn cut_joined(&mut self, came: Came<'_>) -> Vec<Piece> {
        let open = self.awaited.open(came);
        let run = corked::run(open.iter().map(|at| self.awaited.sent[*at].event));
        if run < 2 || came.data.len == 0 {
            return Vec::new();
        }
        let chosen = open.get(..run).unwrap_or_default();
        let sent = &self.awaited.sent;
        let pieces = chosen.iter().filter_map(|at| sent[*at].event.call.data.as_ref());
        let whole: Vec<u8> = pieces.flat_map(Payload::kept).copied().collect();
        if !whole.starts_with(came.data.kept()) {
            return Vec::new();
        }
        let mut rest = came.data.len;
        let mut all = Vec::new();
        for at in chosen {
            let of = self.awaited.sent[*at].event.bytes;
            let len = rest.min(of);
            rest -= len;
            self.awaited.sent[*at].fates.insert(Fate::Glued);
            all.push(self.arrived(*at, len, len < of, came.by));
        }
        all
    }

    /// The next piece of a message that left as several datagrams (UDP_SEGMENT, udp(7)).
    fn piece(&mut self, came: Came<'_>) -> Option<Piece> {
        let open = self.awaited.open(came);
        let continues = |at: &usize| {
            let expected = &self.awaited.sent[*at];
            let whole = expected.event.call.data.as_ref().map_or(&[][..], Payload::kept);
            let rest = whole.get(expected.pieces..).unwrap_or(&[]);
            let cut = expected.event.cut_into.is_some();
            cut && came.data.len > 0 && rest.starts_with(came.data.kept())
        };
        let at = open.into_iter().find(continues)?;
        let expected = &mut self.awaited.sent[at];
        let start = expected.pieces as u64;
        expected.pieces = expected.pieces.saturating_add(came.data.kept().len());
        expected.matched = expected.pieces as u64 >= expected.event.bytes;
        expected.fates.insert(Fate::Split);
        expected.taken_by = Some(came.by);
        Some(Piece { at, start, len: came.data.len })
    }

    fn arrived_in_part(&mut self, at: usize, by: SocketId) -> Piece {
        let len = self.awaited.sent[at].event.bytes;
        self.awaited.sent[at].fates.insert(Fate::Glued);
        self.arrived(at, len, false, by)
    }

    fn arrived(&mut self, at: usize, len: u64, cut: bool, by: SocketId) -> Piece {
        let expected = &mut self.awaited.sent[at];
        if std::mem::replace(&mut expected.matched, true) {
            expected.fates.insert(Fate::Duplicated);
        }
        if cut {
            expected.fates.insert(Fate::Truncated);
        }
        expected.taken_by = Some(by);
        let latest = self.latest.entry((expected.event.from, by)).or_insert(at);
        if at < *latest {
            expected.fates.insert(Fate::Reordered);
        }
        *latest = at.max(*latest);
        Piece { at, start: 0, len: len.min(expected.event.bytes) }
    }

    fn unread(&mut self, came: Came<'_>) {
        let seen = self.by_wire(came, false);
        if let Some(at) = seen.or_else(|| self.awaited.whole(came)) {
            let expected = &mut self.awaited.sent[at];
            // A second copy of what was read is no second fate.
            if !std::mem::replace(&mut expected.matched, true) {
                expected.fates.insert(Fate::Unread);
                expected.taken_by = Some(came.by);
            }
        }
    }

    fn finish(&mut self, found: &mut Found) -> BTreeMap<usize, Alike> {
        let doubtful = self.doubtful();
        for at in 0..self.awaited.sent.len() {
            let located = self.located(at);
            match &located {
                Some(at_the_end) => self.awaited.sent[at].fates.extend(at_the_end.fate()),
                None => self.settle(at),
            }
            let expected = &self.awaited.sent[at];
            let Some(message) = expected.event.no.and_then(|no| found.message_mut(no)) else {
                continue;
            };
            message.fate = expected.fates.clone();
            message.taken_by = expected.taken_by;
            let len = expected.event.bytes;
            let whole = located.filter(|_| len > 0).map(|at| Missing { start: 0, len, at });
            message.missing.extend(whole);
            message.one_of = doubtful.get(&at).map(|alike| alike.size);
        }
        doubtful
    }

    /// Where one is that nobody received, if its calls or the lab's wire tell. What was received did leave,
    /// whatever the calls seem to say.
    fn located(&self, at: usize) -> Option<Whereabouts> {
        let Expected { event, matched, .. } = &self.awaited.sent[at];
        if *matched || event.call.outcome.count().is_none() {
            return None;
        }
        let kept = self.kept.get(&event.place).cloned();
        kept.or_else(|| self.on_the_wire(at))
            .or_else(|| self.ends.filtered(event, &self.awaited.addresses))
            .or_else(|| self.leaving(at))
    }

    /// What the lab's wire has seen has left.
    fn leaving(&self, at: usize) -> Option<Whereabouts> {
        let seen = self.arrived.as_ref().and_then(|arrived| arrived.journey(at)).is_some();
        let leaving = !seen && self.ends.is_leaving(self.awaited.sent[at].event.from);
        leaving.then_some(Whereabouts::Leaving)
    }

    /// Where the lab's wire saw it last; what got there while somebody had the address is not its to say.
    fn on_the_wire(&self, at: usize) -> Option<Whereabouts> {
        let event = self.awaited.sent[at].event;
        let journey = self.arrived.as_ref()?.journey(at).filter(|journey| !journey.lost)?;
        let Some(there) = journey.there_ns else { return Some(Whereabouts::OnTheWay) };
        let closed = self.awaited.addresses.closed(event.to?)?;
        let late = closed < there && !self.awaited.addresses.several_take(event);
        late.then_some(Whereabouts::Discarded(Discard::AfterClose))
    }

    /// The fate of a datagram once all receives are known. It stays empty where nobody can know it.
    fn settle(&mut self, at: usize) {
        let journey = self.arrived.as_ref().and_then(|arrived| arrived.journey(at));
        let lost = journey.is_some_and(|journey| journey.lost);
        let Awaited { sent, addresses, .. } = &mut self.awaited;
        let expected = &mut sent[at];
        let event = expected.event;
        if event.call.outcome.count().is_none() {
            expected.fates.insert(Fate::NeverSent);
        } else if lost && !expected.matched {
            expected.fates.insert(Fate::Lost);
        } else if !expected.matched {
            let fate = self.ends.fate(event, addresses);
            fate.into_iter().for_each(|fate| expected.fates.insert(fate));
        } else if expected.fates.is_empty() {
            expected.fates.insert(Fate::Intact);
        }
    }

    /// Identical datagrams some of which arrived and some of which did not, nobody knows which. What no
    /// socket that took one of them in could have taken is none of them. Sequenced packets come in order
    /// (unix(7)): the missing are the last. What the lab's wire saw needs no guessing.
    fn doubtful(&self) -> BTreeMap<usize, Alike> {
        let sent = || self.awaited.sent.iter().enumerate().filter(|_| self.arrived.is_none());
        let mut takers: BTreeMap<(SocketId, Key), BTreeSet<SocketId>> = BTreeMap::new();
        let mut keys: BTreeMap<usize, (SocketId, Key)> = BTreeMap::new();
        for (at, expected) in sent().filter(|(_, expected)| self.is_guessed(expected)) {
            let Some(key) = self.awaited.key(expected.event) else { continue };
            takers.entry(key.clone()).or_default().extend(expected.taken_by);
            keys.insert(at, key);
        }
        let takes = |at: usize, key: &(SocketId, Key)| {
            let expected = &self.awaited.sent[at];
            let addresses = &self.awaited.addresses;
            let mut takers = takers.get(key).into_iter().flatten();
            expected.matched || takers.any(|sock| addresses.takes(*sock, expected.event))
        };
        keys.retain(|at, key| takes(*at, key));
        let mut classes: BTreeMap<&(SocketId, Key), Alike> = BTreeMap::new();
        for (at, key) in &keys {
            let expected = &self.awaited.sent[*at];
            classes.entry(key).or_insert_with(|| Alike::of(expected)).add(expected);
        }
        let doubtful = keys.iter().filter_map(|(at, key)| Some((*at, *classes.get(key)?)));
        doubtful.filter(|(_, alike)| alike.arrived && alike.missing).collect()
    }

    /// Whether of identical datagrams that were sent so it has to be guessed which arrived.
    fn is_guessed(&self, expected: &Expected<'_>) -> bool {
        let event = expected.event;
        let packets = event.to.is_none_or(|to| self.ends.is_packets(to));
        !packets && event.call.outcome.count().is_some()
    }

    fn part(&self, piece: &Piece) -> Option<Part> {
        let event = self.awaited.sent[piece.at].event;
        let Piece { start, len, .. } = *piece;
        event.no.map(|message| Part { message, start, len, of: event.bytes })
    }
}
