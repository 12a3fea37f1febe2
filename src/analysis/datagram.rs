//! Which datagram is which: by sender, destination and content.
//!
//! Sender and destination are addresses: which sockets have had one is `addresses`' to say. The kernel
//! gives a datagram no number, so identical ones cannot be told apart by their bytes.
//! Where the receiver's kernel counts what it drops, the count tells: it rose with the send that was
//! dropped. Where it does not, the first are taken to have arrived, and the finding says that they
//! are one of so many.

use super::addresses::Addresses;
use super::arrivals::Arrivals;
use super::awaited::{Awaited, Came, Coming, Expected, Key};
use super::composed::{self, Composed};
use super::events::{Events, ReceiveEvent, SendEvent};
use super::findings::Part;
use super::located::{Discard, Whereabouts};
use super::missing::{AtTheEnd, Ends};
use super::outcome::Outcomes;
use super::packets::{self, Journey};
use super::stream::Found;
use crate::model::{CallPlace, CaseTrace, ErrorName, Fate, ReceiveNo, Seen, SocketId};
use std::collections::{BTreeMap, BTreeSet};

/// Matches all datagrams of the trace and fills in the parts, the fates, who sent and who took in.
pub(super) fn match_all(events: &Events<'_>, trace: &CaseTrace, found: &mut Found) {
    let mut matcher = Matcher::of(events, trace);
    let mut held: Vec<(ReceiveNo, Vec<Piece>)> = Vec::new();
    for event in events.receives.iter().filter(|event| !event.stream) {
        let pieces = matcher.receive(event);
        held.extend(event.no.map(|no| (no, pieces)));
    }
    for left in trace.queued() {
        for datagram in &left.datagrams {
            let (by, from) = (left.sock, datagram.from);
            matcher.unread(Came { by, from, data: &datagram.data });
        }
    }
    let doubtful = matcher.finish((events, trace), found);
    for (no, pieces) in held {
        // Of identical ones of several senders nobody knows whose it was.
        let known = pieces.first().filter(|p| doubtful.get(&p.at).is_none_or(|of| of.one_sender));
        let sender = known.map(|piece| matcher.awaited.sent[piece.at].event().from);
        let addresses = &matcher.awaited.addresses;
        let (parts, cut_off) = (matcher.parts(&pieces), matcher.cut_off(&pieces));
        let Some(receive) = found.receive_mut(no) else { continue };
        let alone = |from: SocketId| Some(from).filter(|from| !addresses.is_shared(*from));
        receive.from = receive.from.and_then(|from| sender.or_else(|| alone(from)));
        (receive.parts, receive.cut_off) = (parts, cut_off);
    }
}

/// Of a datagram that came out: its place, and how many of its bytes were handed over.
#[derive(Clone, Copy)]
struct Piece {
    at: usize,
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
        let from = first.event().from;
        Alike { size: 0, arrived: false, missing: false, from, one_sender: true }
    }

    fn add(&mut self, expected: &Expected<'_>) {
        self.size = self.size.saturating_add(1);
        self.arrived |= expected.matched();
        self.missing |= !expected.matched() && !expected.dropped;
        self.one_sender &= expected.event().from == self.from;
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
    /// So many receives, and datagrams that nobody had read.
    came: usize,
}

impl<'a> Matcher<'a> {
    fn of(events: &'a Events<'a>, trace: &'a CaseTrace) -> Self {
        let addresses = Addresses::of(trace);
        let carried = packets::carried(trace, &addresses);
        let closed = |sock| addresses.closed(sock).is_some();
        let Composed { left, kept, .. } = composed::of(events, closed);
        let kept = kept.into_iter().map(|(place, at)| (place, at.in_the_end(trace))).collect();
        let awaited = Awaited::of(left, addresses);
        let address = |expected: &Expected<'_>| awaited.addresses.of_socket(expected.event().from);
        let sent = awaited.sent.iter().enumerate().map(|(at, expected)| (at, address(expected)));
        let arrived = carried.map(|carried| Arrivals::of(&carried, sent));
        let (latest, ends) = (BTreeMap::new(), Ends::of(events, trace, &awaited.addresses));
        Matcher { awaited, latest, arrived, ends, kept, came: 0 }
    }

    /// By what the lab's wire saw: the next datagram in the receiver's queue that has this content.
    fn by_wire(&mut self, came: Came<'_>, cut: bool) -> Option<usize> {
        let Awaited { sent, addresses, .. } = &self.awaited;
        let fits = |at: usize| {
            let (expected, from) = (&sent[at], sent[at].event().from);
            let fits = if cut { expected.begins(came.data) } else { expected.is(came.data) };
            fits && came.from.is_none_or(|sender| addresses.same(sender, from))
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
        let mut pieces = self.whose(came, cut);
        // Nobody asked the kernel whether it was cut: one that filled its buffer, and is not as one was sent, was.
        let (asked, full) = (event.call.truncated.seen(), event.call.max == Some(data.len));
        if pieces.is_empty() && !cut && asked.is_none() && full {
            pieces = self.whose(came, true);
        }
        self.note(&pieces, came.by, false);
        pieces
    }

    /// What nobody had read.
    fn unread(&mut self, came: Came<'_>) {
        let pieces = self.whose(came, false);
        self.note(&pieces, came.by, true);
    }

    fn whose(&mut self, came: Came<'_>, cut: bool) -> Vec<Piece> {
        let found = self.by_wire(came, cut).or_else(|| match cut {
            false => self.awaited.whole(came),
            true => self.awaited.beginning(came),
        });
        match found {
            Some(at) => vec![Piece { at, len: came.data.len }],
            None => self.coalesced(came, cut),
        }
    }

    /// Several in a row that make this content together, handed over as one (UDP_GRO, udp(7)). Where it
    /// was cut, those of the same send after it are gone with the rest.
    fn coalesced(&mut self, came: Came<'_>, cut: bool) -> Vec<Piece> {
        let mut chosen: Vec<Piece> = Vec::new();
        let (mut left, mut rest) = (came.data.len, came.data.kept());
        for at in self.awaited.open(came) {
            let expected = &self.awaited.sent[at];
            let same =
                |last: &Piece| self.awaited.sent[last.at].event().place == expected.event().place;
            let over = left == 0 && !(cut && chosen.last().is_some_and(same));
            let (of, known) = (expected.datagram.len(), expected.kept());
            let known = &known[..known.len().min(rest.len())];
            if over || of == 0 || !rest.starts_with(known) || (of > left && !cut) {
                break;
            }
            rest = &rest[known.len()..];
            let len = of.min(left);
            left -= len;
            chosen.push(Piece { at, len });
        }
        if left == 0 && chosen.len() > 1 { chosen } else { Vec::new() }
    }

    /// Notes that these came out together.
    fn note(&mut self, pieces: &[Piece], by: SocketId, unread: bool) {
        self.came += 1;
        for piece in pieces {
            let expected = &mut self.awaited.sent[piece.at];
            let cut_at = Some(piece.len).filter(|len| *len < expected.datagram.len());
            expected.came.push(Coming { with: self.came, unread, cut_at });
            expected.taken_by.get_or_insert(by);
            if !unread {
                let latest = self.latest.entry((expected.event().from, by)).or_insert(piece.at);
                expected.reordered |= piece.at < *latest;
                *latest = piece.at.max(*latest);
            }
        }
    }

    /// Whose bytes some pieces are, by message.
    fn parts(&self, pieces: &[Piece]) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let slices = pieces.iter().flat_map(|p| self.awaited.sent[p.at].within(0, p.len));
        for slice in slices {
            let Some(message) = slice.event.no else { continue };
            match parts.last_mut().filter(|last| last.message == message) {
                Some(last) => last.len = last.len.saturating_add(slice.len),
                None => parts.push(Part {
                    message,
                    start: slice.start,
                    len: slice.len,
                    of: slice.event.bytes,
                }),
            }
        }
        parts
    }

    /// So many bytes of them were cut off.
    fn cut_off(&self, pieces: &[Piece]) -> u64 {
        let rest = |p: &Piece| self.awaited.sent[p.at].datagram.len().saturating_sub(p.len);
        pieces.iter().map(rest).fold(0, u64::saturating_add)
    }

    fn finish(
        &mut self,
        (events, trace): (&Events<'_>, &CaseTrace),
        found: &mut Found,
    ) -> BTreeMap<usize, Alike> {
        let doubtful = self.doubtful();
        let mut outcomes = Outcomes::default();
        for (at, expected) in self.awaited.sent.iter().enumerate() {
            let end = (!expected.matched()).then(|| self.at_the_end(at).in_the_end(trace));
            outcomes.add(expected, end, doubtful.get(&at).map(|alike| alike.size));
        }
        for event in events.sends.iter().filter(|event| !event.stream) {
            let kept = self.kept.get(&event.place);
            if let Some(message) = event.no.and_then(|no| found.message_mut(no)) {
                outcomes.tell(event, kept, message);
            }
        }
        found.datagrams = outcomes.ends();
        doubtful
    }

    /// What became of one that nobody received.
    fn at_the_end(&self, at: usize) -> AtTheEnd {
        let (event, addresses) = (self.awaited.sent[at].event(), &self.awaited.addresses);
        if event.to.is_some_and(|to| self.ends.is_elsewhere(to)) {
            return AtTheEnd::at(Whereabouts::Elsewhere);
        }
        let journey = self.arrived.as_ref().and_then(|arrived| arrived.journey(at));
        if journey.is_some_and(|journey| journey.lost) {
            return AtTheEnd::only(Fate::Lost);
        }
        let leaving = journey.is_none() && self.ends.is_leaving(event.from);
        let leaving = leaving.then_some(Whereabouts::Leaving);
        let known = journey.and_then(|journey| self.on_the_wire(event, journey));
        let known = known.or_else(|| self.ends.filtered(event, addresses)).or(leaving);
        known.map_or_else(
            || self.ends.at_the_end(event, self.awaited.sent[at].datagram.len(), addresses),
            AtTheEnd::at,
        )
    }

    /// Where the lab's wire saw it last; what got there while somebody had the address is not its to say.
    fn on_the_wire(&self, event: &SendEvent<'_>, journey: Journey) -> Option<Whereabouts> {
        let Some(there) = journey.there_ns else { return Some(Whereabouts::OnTheWay) };
        let closed = self.awaited.addresses.closed(event.to?)?;
        let late = closed < there && !self.awaited.addresses.several_take(event);
        late.then_some(Whereabouts::Discarded(Discard::AfterClose))
    }

    /// Identical datagrams some of which arrived and some of which did not, nobody knows which. What no
    /// socket that took one of them in could have taken is none of them. Sequenced packets come in order
    /// (unix(7)): the missing are the last. What the lab's wire saw needs no guessing.
    fn doubtful(&self) -> BTreeMap<usize, Alike> {
        let sent = || self.awaited.sent.iter().enumerate().filter(|_| self.arrived.is_none());
        let mut takers: BTreeMap<(SocketId, Key), BTreeSet<SocketId>> = BTreeMap::new();
        let mut keys: BTreeMap<usize, (SocketId, Key)> = BTreeMap::new();
        for (at, expected) in sent().filter(|(_, expected)| self.is_guessed(expected)) {
            let Some(key) = self.awaited.key(at) else { continue };
            takers.entry(key.clone()).or_default().extend(expected.taken_by);
            keys.insert(at, key);
        }
        let takes = |at: usize, key: &(SocketId, Key)| {
            let expected = &self.awaited.sent[at];
            let addresses = &self.awaited.addresses;
            let mut takers = takers.get(key).into_iter().flatten();
            expected.matched() || takers.any(|sock| addresses.takes(*sock, expected.event()))
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
        expected.event().to.is_some_and(|to| !self.ends.is_packets(to))
    }
}
