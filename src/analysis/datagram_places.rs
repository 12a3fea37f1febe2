//! Where the datagrams are, call by call: what was sent and not received yet is on the way or waits.
//!
//! Of the datagrams that wait a kernel tells the size of the first, and the memory that all take up: which of
//! them are there, and which still on the way, it does not say. What became of each in the end the analysis
//! knows.

use super::composed::Composed;
use super::findings::{CaseAnalysis, MessageFinding};
use super::places::{DatagramPlace, PlacedDatagram, Post, QueueFigures};
use super::timed::{Timed, of_call};
use crate::model::{
    CallPlace, CaseTrace, Evidence, Fate, MessageNo, OptionName, OptionValue, Seen, SocketId,
};
use std::collections::{BTreeMap, BTreeSet};

/// A datagram, and the moments of its life.
#[derive(Debug, Clone)]
struct Life {
    no: MessageNo,
    bytes: u64,
    sent: usize,
    /// It was gathered in the sender's kernel until then; nothing: not at all.
    gathered: Option<usize>,
    /// It is of one datagram with the message before it.
    joined: bool,
    /// It was handed over by then.
    received: Option<usize>,
    /// Where it is after it was sent, if no receive ever had it.
    else_at: DatagramPlace,
}

/// A sender and a destination.
type Route = (SocketId, Option<SocketId>);

/// The datagrams of a case.
#[derive(Debug)]
pub(super) struct DatagramPlaces {
    routes: Vec<(Route, Vec<Life>)>,
    queues: BTreeMap<SocketId, QueueFigures>,
    closed: BTreeMap<SocketId, usize>,
    /// Sequenced packets: what is readable is all of them.
    packets: bool,
}

impl DatagramPlaces {
    /// `after`: the moments of all calls.
    pub(super) fn of(
        (trace, analysis): (&CaseTrace, &CaseAnalysis),
        (timed, after): (&[Timed<'_>], &BTreeMap<CallPlace, usize>),
        composed: &Composed<'_>,
    ) -> Self {
        let (gathered, joined) = (gathered(composed, timed, after), joined(composed));
        let mut received: BTreeMap<MessageNo, usize> = BTreeMap::new();
        for receive in &analysis.receives {
            let Some(moment) = after.get(&receive.place).copied() else { continue };
            for part in &receive.parts {
                let first = received.entry(part.message).or_insert(moment);
                *first = moment.min(*first);
            }
        }
        let mut routes: Vec<(Route, Vec<Life>)> = Vec::new();
        let mut index: BTreeMap<Route, usize> = BTreeMap::new();
        let stream = |sock: SocketId| trace.socket(sock).is_none_or(|s| s.transport.is_stream());
        for message in analysis.messages.iter().filter(|message| !stream(message.from)) {
            let Some(sent) = after.get(&message.place).copied() else { continue };
            let at = *index.entry((message.from, message.to)).or_insert_with(|| {
                routes.push(((message.from, message.to), Vec::new()));
                routes.len() - 1
            });
            routes[at].1.push(Life {
                no: message.no,
                bytes: message.bytes,
                sent,
                gathered: gathered.get(&message.place).copied(),
                joined: joined.contains(&message.place),
                received: received.get(&message.no).copied(),
                else_at: in_the_end(message),
            });
        }
        let packets = trace
            .sockets
            .iter()
            .any(|socket| !socket.transport.is_stream() && socket.transport.listens());
        let ends = |timed: &&Timed<'_>| !timed.beneath && timed.call.call.ends_socket();
        let closed = timed
            .iter()
            .filter(ends)
            .filter_map(|timed| Some((timed.call.sock?, after.get(&timed.place).copied()?)));
        DatagramPlaces { routes, queues: BTreeMap::new(), closed: closed.collect(), packets }
    }

    /// A call has ended, the `moment`th.
    pub(super) fn next(&mut self, trace: &CaseTrace, timed: &Timed<'_>, moment: usize) {
        if timed.beneath || self.routes.is_empty() {
            return;
        }
        for (sock, evidence) in of_call(trace, timed.call) {
            if *evidence != Evidence::default() {
                let Evidence { readable, receive_memory: memory, drops, .. } = *evidence;
                self.queues
                    .insert(sock, QueueFigures { readable, memory, drops, moment: Some(moment) });
            }
        }
    }

    /// All that was sent, as it is after so many calls.
    pub(super) fn posts(&self, moment: usize) -> Vec<Post> {
        let posts = self.routes.iter().map(|((from, to), lives)| {
            let figures = to.and_then(|to| self.queues.get(&to)).copied().unwrap_or_default();
            let closed = to.and_then(|to| self.closed.get(&to)).copied();
            let gone = closed.is_some_and(|closed| closed <= moment);
            let sent = lives.iter().take_while(|life| life.sent <= moment);
            let datagrams = sent.map(|life| life.placed(moment, gone)).collect();
            let figures = if gone { QueueFigures::default() } else { figures };
            Post { from: *from, to: *to, datagrams, figures, closed: gone }
        });
        let mut posts: Vec<Post> = posts.filter(|post| !post.datagrams.is_empty()).collect();
        if !self.packets {
            self.mark_first(&mut posts);
        }
        posts
    }

    /// Which datagram is the first that waits: of those between, the next that will be received there, if the kernel
    /// says its size.
    fn mark_first(&self, posts: &mut [Post]) {
        let mut first: BTreeMap<SocketId, (usize, MessageNo, u64)> = BTreeMap::new();
        for (post, (_, lives)) in posts.iter().zip(&self.routes) {
            let Some(to) = post.to else { continue };
            for (life, placed) in lives.iter().zip(&post.datagrams) {
                if placed.at == DatagramPlace::Between {
                    let next = (life.received.unwrap_or(usize::MAX), life.no, life.bytes);
                    let known = first.entry(to).or_insert(next);
                    *known = next.min(*known);
                }
            }
        }
        for post in posts {
            let Some((_, no, bytes)) = post.to.and_then(|to| first.get(&to)).copied() else {
                continue;
            };
            let waits = post.figures.readable == Seen::Seen(bytes) && bytes > 0;
            let first = post.datagrams.iter_mut().filter(|placed| waits && placed.message == no);
            first.for_each(|placed| placed.at = DatagramPlace::Waiting);
        }
    }
}

impl Life {
    fn placed(&self, moment: usize, gone: bool) -> PlacedDatagram {
        let Life { no: message, joined, .. } = *self;
        PlacedDatagram { message, at: self.at(moment, gone), joined }
    }

    /// Where it is after so many calls; `gone`: the receiving socket has been closed.
    fn at(&self, moment: usize, gone: bool) -> DatagramPlace {
        if self.else_at == DatagramPlace::Refused {
            return DatagramPlace::Refused;
        }
        if self.gathered.is_some_and(|until| moment < until) {
            return DatagramPlace::Gathered;
        }
        match self.received {
            Some(received) if received <= moment => DatagramPlace::Received,
            Some(_) => DatagramPlace::Between,
            None if self.else_at == DatagramPlace::Waiting => match gone {
                true => DatagramPlace::Gone,
                false => DatagramPlace::Between,
            },
            None => self.else_at,
        }
    }
}

/// Where a message is that no receive ever handed over. Waiting: until its socket is closed.
fn in_the_end(message: &MessageFinding) -> DatagramPlace {
    let has = |fate| message.fate.contains(fate);
    match () {
        () if has(Fate::NeverSent) => DatagramPlace::Refused,
        () if has(Fate::Unsent) => DatagramPlace::Gathered,
        () if has(Fate::InFlight) => DatagramPlace::Between,
        () if has(Fate::Unread) || has(Fate::Discarded) => DatagramPlace::Waiting,
        () if has(Fate::Lost) => DatagramPlace::Gone,
        () => DatagramPlace::Unseen,
    }
}

/// The sends, by their places, whose bytes are of one datagram with those of the send before.
fn joined(composed: &Composed<'_>) -> BTreeSet<CallPlace> {
    let more = composed.left.iter().filter(|datagram| datagram.alone);
    let more = more.flat_map(|datagram| datagram.slices.iter().skip(1));
    more.map(|slice| slice.event.place).collect()
}

/// When what was gathered left, by the place of its send: with the last send of its datagram, or when the cork was
/// taken out after that.
fn gathered(
    composed: &Composed<'_>,
    timed: &[Timed<'_>],
    after: &BTreeMap<CallPlace, usize>,
) -> BTreeMap<CallPlace, usize> {
    let mut until = BTreeMap::new();
    for datagram in composed.left.iter() {
        let last = datagram.last;
        let Some(moment) = after.get(&last.place).copied() else { continue };
        let left = match last.is_corked() {
            true => uncorked(timed, last.from, moment),
            false => moment,
        };
        let places = datagram.slices.iter().map(|slice| slice.event.place);
        until.extend(
            places
                .filter(|place| after.get(place).is_some_and(|at| *at < left))
                .map(|place| (place, left)),
        );
    }
    until.extend(composed.kept.keys().map(|place| (*place, usize::MAX)));
    until
}

/// The first moment after this one at which the cork of a socket was taken out.
fn uncorked(timed: &[Timed<'_>], sock: SocketId, moment: usize) -> usize {
    let out = |timed: &Timed<'_>| {
        timed.call.sock == Some(sock)
            && timed.call.options.iter().any(|option| {
                option.option == OptionName::UdpCork
                    && option.granted == Seen::Seen(OptionValue::Switch(false))
            })
    };
    let later = timed.iter().enumerate().skip(moment).find(|(_, timed)| out(timed));
    later.map_or(usize::MAX, |(at, _)| at + 1)
}
