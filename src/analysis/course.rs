//! The course of a case: the places of all bytes, call by call.

use super::addresses::Addresses;
use super::composed;
use super::datagram_places::DatagramPlaces;
use super::events::Events;
use super::findings::CaseAnalysis;
use super::framed;
use super::places::{HandedBytes, Places, SentBytes};
use super::stream_places::{Going, StreamPlaces};
use super::timed::{Timed, in_time};
use crate::model::{CallName, CallPlace, Case, CaseTrace, SocketId};
use std::collections::BTreeMap;

/// A case that has run, to be gone through call by call. A moment of it is the number of calls that have ended,
/// those beneath others included.
#[derive(Debug)]
pub struct Course<'a> {
    trace: &'a CaseTrace,
    timed: Vec<Timed<'a>>,
    after: BTreeMap<CallPlace, usize>,
    going: Vec<[Going; 2]>,
    sent: BTreeMap<SocketId, Vec<SentBytes>>,
    handed: BTreeMap<SocketId, Vec<HandedBytes>>,
    streams: StreamPlaces,
    datagrams: DatagramPlaces,
}

impl<'a> Course<'a> {
    /// The course of a case.
    pub fn of(case: &Case, trace: &'a CaseTrace, analysis: &CaseAnalysis) -> Self {
        let timed = in_time(trace);
        let whole = timed.iter().enumerate().filter(|(_, timed)| !timed.beneath);
        let after: BTreeMap<CallPlace, usize> =
            whole.map(|(at, timed)| (timed.place, at + 1)).collect();
        let events = framed::events(case, trace);
        let addresses = Addresses::of(trace);
        let composed = composed::of(&events, |sock| addresses.closed(sock).is_some());
        let datagrams = DatagramPlaces::of((trace, analysis), (&timed, &after), &composed);
        Course {
            trace,
            going: going(trace, &timed),
            sent: sent(&events),
            handed: handed(&events, &after),
            streams: StreamPlaces::of(trace),
            datagrams,
            timed,
            after,
        }
    }

    /// The moment after a call.
    pub fn after(&self, place: CallPlace) -> usize {
        self.after.get(&place).copied().unwrap_or(0)
    }

    /// The moment at a time, in nanoseconds since the case began.
    pub fn at_time(&self, ns: u64) -> usize {
        self.timed.partition_point(|timed| timed.end() <= ns)
    }

    /// What was written into the stream that goes out of a socket, in order.
    pub fn sent(&self, from: SocketId) -> &[SentBytes] {
        self.sent.get(&from).map_or(&[], Vec::as_slice)
    }

    /// What receives handed over of the stream that comes in at a socket, in order.
    pub fn handed(&self, to: SocketId) -> &[HandedBytes] {
        self.handed.get(&to).map_or(&[], Vec::as_slice)
    }

    /// The places of all bytes at each of these moments, which are in order.
    pub fn places(&mut self, moments: &[usize]) -> Vec<Places> {
        let mut streams = self.streams.clone();
        let mut out = Vec::with_capacity(moments.len());
        let mut done = 0;
        for &moment in moments {
            let moment = moment.min(self.timed.len()).max(done);
            for at in done..moment {
                let (timed, going) = (&self.timed[at], self.going[at]);
                streams.next(self.trace, timed, (at + 1, going));
                self.datagrams.next(self.trace, timed, at + 1);
            }
            done = moment;
            let (pipes, posts) = (streams.pipes(), self.datagrams.posts(moment));
            out.push(Places { moment, pipes, posts });
        }
        out
    }
}

/// Calls of one kind on each socket: when each began, and by whom.
type Begun<'a> = BTreeMap<SocketId, Vec<(u64, &'a str)>>;

/// What was going on in the streams of each call's socket when it ended: out of it and into it. Read from the last
/// call to the first, so that those that had not ended are known.
fn going(trace: &CaseTrace, timed: &[Timed<'_>]) -> Vec<[Going; 2]> {
    let mut later = Later::of(timed);
    let mut all = Vec::with_capacity(timed.len());
    for one in timed.iter().rev() {
        let sock = one.call.sock;
        let peer = sock.and_then(|sock| trace.socket(sock)?.peer);
        all.push([later.going(one, (sock, peer)), later.going(one, (peer, sock))]);
        if !one.beneath {
            later.note(one);
        }
    }
    all.reverse();
    all
}

/// The calls that ended after the one that is looked at.
struct Later<'a> {
    /// All sends and all receives, whenever they ended.
    sends: Begun<'a>,
    receives: Begun<'a>,
    /// The earliest beginning of a send on each socket, and of a receive.
    sending: BTreeMap<SocketId, u64>,
    receiving: BTreeMap<SocketId, u64>,
    /// When each actor's next call began.
    next: BTreeMap<&'a str, u64>,
}

impl<'a> Later<'a> {
    fn of(timed: &[Timed<'a>]) -> Self {
        Later {
            sends: begun(timed, CallName::sends),
            receives: begun(timed, CallName::receives),
            sending: BTreeMap::new(),
            receiving: BTreeMap::new(),
            next: BTreeMap::new(),
        }
    }

    fn note(&mut self, one: &Timed<'a>) {
        let start = one.call.start_ns;
        self.next.insert(&one.record.who, start);
        let kinds = [
            (one.call.call.sends(), &mut self.sending),
            (one.call.call.receives(), &mut self.receiving),
        ];
        for (_, of) in kinds.into_iter().filter(|(is, _)| *is) {
            if let Some(sock) = one.call.sock {
                let first = of.entry(sock).or_insert(start);
                *first = start.min(*first);
            }
        }
    }

    /// What was going on between two sockets when a call ended.
    fn going(&self, one: &Timed<'_>, (from, to): (Option<SocketId>, Option<SocketId>)) -> Going {
        let goes = |of: &BTreeMap<SocketId, u64>, sock: Option<SocketId>| {
            sock.and_then(|sock| of.get(&sock)).is_some_and(|start| *start <= one.end())
        };
        Going {
            send: goes(&self.sending, from),
            receive: goes(&self.receiving, to),
            later: self.may_begin(&self.sends, one, from)
                || self.may_begin(&self.receives, one, to),
        }
    }

    /// Whether another actor's call may have begun before the kernels were asked after a background call: they were
    /// asked before its own actor's next.
    fn may_begin(&self, of: &Begun<'_>, one: &Timed<'_>, sock: Option<SocketId>) -> bool {
        let list = sock.and_then(|sock| of.get(&sock)).filter(|_| one.record.background);
        let Some(list) = list else { return false };
        let own = self.next.get(one.record.who.as_str()).copied().unwrap_or(u64::MAX);
        let next = list.get(list.partition_point(|(start, _)| *start <= one.end()));
        next.is_some_and(|(start, who)| *start < own && *who != one.record.who)
    }
}

/// When the calls of a kind began on each socket, in order.
fn begun<'a>(timed: &[Timed<'a>], is: fn(CallName) -> bool) -> Begun<'a> {
    let mut all: Begun<'a> = BTreeMap::new();
    for one in timed.iter().filter(|one| !one.beneath && is(one.call.call)) {
        if let Some(sock) = one.call.sock {
            all.entry(sock).or_default().push((one.call.start_ns, one.record.who.as_str()));
        }
    }
    all.values_mut().for_each(|list| list.sort_unstable());
    all
}

fn sent(events: &Events<'_>) -> BTreeMap<SocketId, Vec<SentBytes>> {
    let mut sent: BTreeMap<SocketId, Vec<SentBytes>> = BTreeMap::new();
    for send in events.sends.iter().filter(|send| send.stream && send.span.len > 0) {
        let bytes = SentBytes { message: send.no, start: send.span.start, len: send.span.len };
        sent.entry(send.from).or_default().push(bytes);
    }
    sent
}

fn handed(
    events: &Events<'_>,
    after: &BTreeMap<CallPlace, usize>,
) -> BTreeMap<SocketId, Vec<HandedBytes>> {
    let mut handed: BTreeMap<SocketId, Vec<HandedBytes>> = BTreeMap::new();
    for receive in events.receives.iter().filter(|receive| receive.stream) {
        let Some(moment) = after.get(&receive.place).copied() else { continue };
        let spans = receive.spans.iter().filter(|span| span.len > 0).map(|span| HandedBytes {
            receive: receive.no,
            start: span.start,
            len: span.len,
            moment,
        });
        handed.entry(receive.by).or_default().extend(spans);
    }
    handed
}
