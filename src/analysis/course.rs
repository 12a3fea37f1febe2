//! The course of a case: the places of all bytes, call by call.

use super::addresses::Addresses;
use super::composed;
use super::datagram_places::DatagramPlaces;
use super::events::Events;
use super::findings::CaseAnalysis;
use super::places::{HandedBytes, Places, SentBytes};
use super::stream_places::{Going, StreamPlaces};
use super::timed::{Timed, in_time};
use crate::model::{CallPlace, Case, CaseTrace, SocketId};
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
        let events = Events::of(case, trace);
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

/// What was going on in the streams of each call's socket when it ended: out of it and into it. Read from the last
/// call to the first, so that those that had not ended are known.
fn going(trace: &CaseTrace, timed: &[Timed<'_>]) -> Vec<[Going; 2]> {
    let mut sends: BTreeMap<SocketId, u64> = BTreeMap::new();
    let mut receives: BTreeMap<SocketId, u64> = BTreeMap::new();
    let mut all = Vec::with_capacity(timed.len());
    for one in timed.iter().rev() {
        let sock = one.call.sock;
        let peer = sock.and_then(|sock| trace.socket(sock)?.peer);
        let begun = |of: &BTreeMap<SocketId, u64>, sock: Option<SocketId>| {
            sock.and_then(|sock| of.get(&sock)).is_some_and(|start| *start <= one.end())
        };
        let later = one.record.background;
        let out = Going { send: begun(&sends, sock), receive: begun(&receives, peer), later };
        let back = Going { send: begun(&sends, peer), receive: begun(&receives, sock), later };
        all.push([out, back]);
        let Some(sock) = sock.filter(|_| !one.beneath) else { continue };
        for (is, of) in
            [(one.call.call.sends(), &mut sends), (one.call.call.receives(), &mut receives)]
        {
            if is {
                let start = of.entry(sock).or_insert(one.call.start_ns);
                *start = one.call.start_ns.min(*start);
            }
        }
    }
    all.reverse();
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
