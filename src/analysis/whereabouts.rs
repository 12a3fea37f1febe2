//! Where the bytes of a message are at the end that no receive handed over: by evidence, stretch by
//! stretch.
//!
//! A byte of a stream is at one of six places, in this order: in the sender's kernel and never left;
//! on its way; in the receiver's kernel, where bytes before it may be missing; in the receiver's
//! kernel, where it can be read; in the buffer of the receiving program; handed over. Or it was
//! thrown away at one of these.

use super::carriage::{Carriage, Carriages};
use super::ends::Ends;
use super::events::{Events, SendEvent};
use super::holds::Held;
use super::located::{Departure, Discard, Missing, Whereabouts};
use super::proof::CauseFinding;
use super::setting::Setting;
use super::spans::Span;
use super::undelivered::Undelivered;
use super::waste::Wasted;
use crate::model::{CaseTrace, SocketId, Transport};
use std::collections::BTreeMap;

/// What is known at the end of the case.
pub(super) struct AtTheEnd<'a> {
    events: &'a Events<'a>,
    carriages: &'a Carriages,
    ends: Ends,
    /// Bytes that could be read at a socket.
    readable: BTreeMap<SocketId, u64>,
    /// Sends of each socket after which bytes were unsent, by the end of their stretch.
    held: BTreeMap<SocketId, Vec<&'a SendEvent<'a>>>,
    trace: &'a CaseTrace,
}

impl<'a> AtTheEnd<'a> {
    pub(super) fn of(
        events: &'a Events<'a>,
        carriages: &'a Carriages,
        (trace, setting): (&'a CaseTrace, &Setting),
    ) -> Self {
        let mut readable: BTreeMap<SocketId, u64> = BTreeMap::new();
        for left in trace.queued() {
            readable.insert(left.sock, left.readable.seen().unwrap_or(u64::MAX).min(left.bytes));
        }
        let mut held: BTreeMap<SocketId, Vec<&SendEvent<'_>>> = BTreeMap::new();
        for send in events.sends.iter().filter(|send| Held::after(send, None).is_some()) {
            held.entry(send.from).or_default().push(send);
        }
        AtTheEnd { events, carriages, ends: Ends::of(trace, setting), readable, held, trace }
    }

    /// How the program let go of a socket, if it did.
    pub(super) fn departure(&self, sock: SocketId) -> Option<Departure> {
        self.ends.departure(sock)
    }

    /// The stretches of a message that are in none of the receives; `handed`: those that are, from the
    /// beginning of the message, in order.
    pub(super) fn missing(&self, send: &SendEvent<'_>, handed: &[Span]) -> Vec<Missing> {
        let mut out: Vec<Missing> = Vec::new();
        let from_its_beginning = Span { start: 0, len: send.span.len };
        let gaps = gaps(from_its_beginning, handed);
        if gaps.is_empty() {
            return out;
        }
        let stream = Stream::of(self, send);
        for gap in gaps {
            let gap = Span { start: send.span.start.saturating_add(gap.start), len: gap.len };
            let mut places: Vec<u64> = stream.places(gap).collect();
            places.extend([gap.start, gap.end()]);
            places.sort_unstable();
            places.dedup();
            for pair in places.windows(2) {
                let start = pair[0].saturating_sub(send.span.start);
                match stream.at(pair[0]).in_the_end(self.trace) {
                    // It has come to where it should.
                    Whereabouts::Read(Undelivered::Acknowledged) => {}
                    at => push(&mut out, start, pair[1].saturating_sub(pair[0]), at),
                }
            }
        }
        out
    }
}

/// Up to where the receiver's kernel certainly had what was written when the program let go of the socket: by its
/// last sample before, or because the sender's kernel says later that it was acknowledged.
fn had(end: &AtTheEnd<'_>, send: &SendEvent<'_>, (taken, written): (u64, u64)) -> u64 {
    let sampled = send.to.map_or(0, |to| end.ends.readable_before(to));
    let acknowledged = end.ends.acknowledged(send.from, written);
    taken.saturating_add(sampled).max(acknowledged)
}

/// Adds a stretch; one that lies at the same place as the one before it is one with it.
fn push(out: &mut Vec<Missing>, start: u64, len: u64, at: Whereabouts) {
    match out.last_mut() {
        Some(last) if last.at == at && last.start.saturating_add(last.len) == start => {
            last.len = last.len.saturating_add(len);
        }
        _ => out.push(Missing { start, len, at }),
    }
}

/// What of a stretch is in none of others, which are in order.
fn gaps(whole: Span, covered: &[Span]) -> Vec<Span> {
    let mut gaps = Vec::new();
    let mut start = whole.start;
    for span in covered {
        if span.start > start {
            gaps.push(Span { start, len: span.start.min(whole.end()).saturating_sub(start) });
        }
        start = start.max(span.end());
    }
    if start < whole.end() {
        gaps.push(Span { start, len: whole.end() - start });
    }
    gaps.retain(|gap| gap.len > 0);
    gaps
}

/// One stream, as it is at the end.
struct Stream<'a> {
    end: &'a AtTheEnd<'a>,
    from: SocketId,
    to: Option<SocketId>,
    /// What the receiving program had taken from its kernel.
    taken: u64,
    /// Up to where its kernel can give more.
    readable: u64,
    /// Up to where its kernel certainly had more when the program let go of the socket.
    had: u64,
    /// From when to when it did, if it did.
    gone_ns: Option<(u64, u64)>,
    /// When the message was begun to be sent.
    sent_ns: u64,
    /// Nothing travels: what is written is in the receiver's queue (unix_stream_sendmsg in net/unix/af_unix.c).
    stays: bool,
    /// Up to where all had left, at the last look; not known without figures.
    left: Option<u64>,
    carriage: Option<&'a Carriage>,
    wasted: &'a [Wasted],
    sender: Option<Departure>,
    receiver: Option<Departure>,
    /// Nobody accepted the connection, and nobody can any more.
    unaccepted: bool,
    /// The receiver is another program; up to where its kernel has acknowledged.
    elsewhere: Option<u64>,
}

impl<'a> Stream<'a> {
    fn of(end: &'a AtTheEnd<'a>, send: &SendEvent<'_>) -> Self {
        let of_receiver = |map: &BTreeMap<SocketId, u64>| {
            send.to.and_then(|to| map.get(&to).copied()).unwrap_or(0)
        };
        let taken = of_receiver(&end.events.taken);
        let written = end.events.written.get(&send.from).copied().unwrap_or(0);
        let wasted = send.to.and_then(|to| end.events.wasted.get(&to));
        let carriage = end.carriages.get(&send.from);
        let stays = end.ends.transport(send.from) != Some(Transport::Tcp);
        let acknowledged = end.ends.acknowledged(send.from, written);
        let left = match carriage {
            Some(carriage) => Some(carriage.end()),
            None if stays => Some(written),
            None => end.ends.left(send.from, written),
        };
        let had = match stays {
            true => written,
            false => had(end, send, (taken, written)),
        };
        Stream {
            end,
            from: send.from,
            to: send.to,
            taken,
            readable: taken.saturating_add(of_receiver(&end.readable)),
            had,
            gone_ns: send.to.and_then(|to| end.ends.gone_ns(to)),
            sent_ns: send.call.start_ns,
            stays,
            left,
            carriage,
            wasted: wasted.map_or(&[], Vec::as_slice),
            sender: end.ends.departure(send.from),
            receiver: send.to.and_then(|to| end.ends.departure(to)),
            unaccepted: send.to.is_none() && end.ends.door_is_shut(send.from),
            elsewhere: send.to.filter(|to| end.trace.is_elsewhere(*to)).map(|_| acknowledged),
        }
    }

    /// Where something may change inside a stretch.
    fn places(&self, inside: Span) -> impl Iterator<Item = u64> {
        let own =
            [Some(self.taken), Some(self.readable), Some(self.had), self.left, self.elsewhere];
        let first = self.wasted.partition_point(|(span, _)| span.end() <= inside.start);
        let wasted = self.wasted[first..].iter().take_while(move |(s, _)| s.start < inside.end());
        let wasted = wasted.flat_map(|(span, _)| [span.start, span.end()]);
        let carried = self.carriage.into_iter().flat_map(move |seen| seen.places(inside));
        let held = self.held();
        let held = &held[held.partition_point(|send| send.span.end() <= inside.start)..];
        let held =
            held.iter().map(|send| send.span.end()).take_while(move |end| *end < inside.end());
        let all = own.into_iter().flatten().chain(wasted).chain(carried).chain(held);
        all.filter(move |place| inside.start < *place && *place < inside.end())
    }

    /// Where the byte at this place is.
    fn at(&self, place: u64) -> Whereabouts {
        if place < self.taken {
            return self.read(place);
        }
        if let Some(acknowledged) = self.elsewhere {
            return match self.left.is_none_or(|left| place < left) {
                true if place < acknowledged && !self.broken() => Whereabouts::Acknowledged,
                true => Whereabouts::Elsewhere,
                false => self.not_left(place),
            };
        }
        match (self.to, self.gone()) {
            (None, _) if !self.unaccepted && self.left.is_none_or(|left| place < left) => {
                Whereabouts::Unknown
            }
            (Some(_), None) if place < self.readable => Whereabouts::Readable,
            (Some(_), Some(departure)) if place < self.had => {
                Whereabouts::Discarded(Discard::InReceiver(departure))
            }
            (Some(_), None) if self.stays => Whereabouts::Unknown,
            _ => self.beyond(place),
        }
    }

    /// The program took it, and no receive handed it over.
    fn read(&self, place: u64) -> Whereabouts {
        let at = self.wasted.partition_point(|(span, _)| span.end() <= place);
        let why = self.wasted.get(at).filter(|(span, _)| span.start <= place);
        why.map_or(Whereabouts::Unknown, |(_, why)| Whereabouts::Read(*why))
    }

    /// How the receiving program let go of its socket, if it did.
    fn gone(&self) -> Option<Departure> {
        self.receiver.filter(|departure| departure.is_gone())
    }

    /// It is not in the receiver's kernel, or not where it could be read.
    fn beyond(&self, place: u64) -> Whereabouts {
        let Some(left) = self.left else { return self.not_shown() };
        if place >= left {
            return self.not_left(place);
        }
        let Some(carriage) = self.carriage else { return self.out_there(self.sent_ns) };
        match (carriage.arrived_at(place), carriage.lost(place)) {
            (None, true) => Whereabouts::Lost,
            (None, false) => Whereabouts::OnTheWay,
            (Some(arrived), _) => self.arrived(arrived, carriage.readable_at(place)),
        }
    }

    /// The lab's wire handed it to the receiver's host, and at some time could be read there; no sample showed it.
    fn arrived(&self, arrived_ns: u64, readable_ns: Option<u64>) -> Whereabouts {
        let before = |at_ns: u64| self.gone_ns.is_some_and(|(gone, _)| at_ns < gone);
        match self.gone() {
            Some(departure) if readable_ns.is_some_and(before) => {
                Whereabouts::Discarded(Discard::InReceiver(departure))
            }
            Some(departure) if before(arrived_ns) => {
                Whereabouts::Discarded(Discard::BehindHole(departure))
            }
            None if readable_ns.is_none() && !self.ended_there() => Whereabouts::BehindHole,
            Some(_) | None => self.out_there(arrived_ns),
        }
    }

    /// Whether the receiver's kernel was told that the connection is over: its program was, or the lab's wire saw
    /// the reset arrive. What the sender's kernel gives up in silence is not over there.
    fn ended_there(&self) -> bool {
        let of_receiver = self.to.and_then(|to| self.end.carriages.get(&to));
        self.receiver.is_some() || of_receiver.is_some_and(|carriage| carriage.was_reset)
    }

    /// It never left. What the sender's kernel holds is gone when the connection is.
    fn not_left(&self, place: u64) -> Whereabouts {
        match (self.sender, self.broken()) {
            (None, false) => Whereabouts::Unsent(self.holders(place)),
            // The lab's wire saw to the end that it had not left.
            (Some(Departure::Closed), false) if self.carriage.is_some() => {
                Whereabouts::Unsent(self.holders(place))
            }
            (Some(Departure::Closed), false) => Whereabouts::Orphaned,
            _ => Whereabouts::Discarded(Discard::NeverLeft),
        }
    }

    /// Whether the sender's connection is no more. A reset of the receiver's is there at once over
    /// loopback; in the lab the wire saw it arrive, or not yet. Closing with bytes unread is a reset where the
    /// system makes it one, and what comes afterwards is answered with one.
    fn broken(&self) -> bool {
        let by_receiver = || {
            let since = if self.end.ends.resets_unread { self.taken } else { self.had };
            let unread = self.left.is_some_and(|left| left > since);
            self.gone().is_some_and(|departure| departure.breaks() || unread)
        };
        let told = self.carriage.map_or_else(by_receiver, |carriage| carriage.was_reset);
        let known =
            self.sender.is_some_and(Departure::breaks) || self.end.ends.was_broken(self.from);
        told || self.unaccepted || known
    }

    /// It left, and is not in the receiver's kernel, where it cannot have come before this.
    fn out_there(&self, at_ns: u64) -> Whereabouts {
        if self.unaccepted {
            return Whereabouts::Discarded(Discard::Unaccepted);
        }
        match (self.gone(), self.sender.filter(|sender| sender.breaks()).or(self.receiver)) {
            (Some(_), _) => Whereabouts::Discarded(match self.gone_ns {
                Some((_, gone)) if at_ns >= gone => Discard::Gone,
                Some(_) | None => Discard::AfterClose,
            }),
            (None, Some(departure)) => Whereabouts::Discarded(Discard::ByReset(departure)),
            (None, None) => Whereabouts::OnTheWay,
        }
    }

    /// This system does not say what has left.
    fn not_shown(&self) -> Whereabouts {
        match (self.gone(), self.sender) {
            _ if self.unaccepted => Whereabouts::Discarded(Discard::Unaccepted),
            (None, None) => Whereabouts::Unknown,
            (None, Some(Departure::Closed)) => Whereabouts::Orphaned,
            (Some(_), _) | (None, Some(_)) => Whereabouts::Discarded(Discard::Somewhere),
        }
    }

    fn held(&self) -> &'a [&'a SendEvent<'a>] {
        self.end.held.get(&self.from).map_or(&[], Vec::as_slice)
    }

    /// What the kernel's figures said held this byte, after the first send that left it there.
    fn holders(&self, place: u64) -> Vec<CauseFinding> {
        let sends = self.held();
        let first = sends.partition_point(|send| send.span.end() <= place);
        let held = sends.get(first).and_then(|send| Held::after(send, self.carriage));
        held.map_or_else(|| vec![CauseFinding::unknown()], Held::causes)
    }
}
