//! Where the bytes of streams are, call by call.
//!
//! What was written, less what was taken, is in one of the kernels or between them. What is readable is the
//! first of it, what is unsent the last; what is left between is on the way. A figure that was not seen leaves a
//! place that is said to be unseen.
//!
//! A sample is taken after its call. Where another call was moving bytes of the stream then, it may have got
//! further than the calls that had returned: what is left is then said to be moving.

use super::places::{BytePlace, Figures, Pipe, Placed};
use super::timed::Timed;
use crate::model::{
    CaseTrace, Evidence, Flag, Making, Manner, Seen, SocketId, SocketRole, Transport,
};
use std::collections::{BTreeMap, BTreeSet};

/// Both ends of a direction, and what has gone through it so far.
#[derive(Debug, Clone)]
struct Tube {
    from: SocketId,
    to: Option<SocketId>,
    /// Which of these are another program's.
    elsewhere: [bool; 2],
    unix: bool,
    written: u64,
    taken: u64,
    sample: Option<Sample>,
    closed: [bool; 2],
    accepted: bool,
}

/// What was known when the kernels were last asked.
#[derive(Debug, Clone, Copy)]
struct Sample {
    figures: Figures,
    written: u64,
    taken: u64,
    going: Going,
}

/// Calls that were moving bytes of the stream when the kernels were asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Going {
    /// A send that had not returned.
    pub(super) send: bool,
    /// A receive that had not returned.
    pub(super) receive: bool,
    /// The kernels were asked after a background call: others may have begun before that.
    pub(super) later: bool,
}

/// The streams of a case, as they are after some calls.
#[derive(Debug, Clone)]
pub(super) struct StreamPlaces {
    tubes: Vec<Tube>,
    out: BTreeMap<SocketId, usize>,
    back: BTreeMap<SocketId, usize>,
    /// Sockets that a program gets by accepting a connection, and has not got.
    accepts: BTreeSet<SocketId>,
}

impl StreamPlaces {
    /// Before the first call.
    pub(super) fn of(trace: &CaseTrace) -> Self {
        let all = (0u32..).map(SocketId).zip(&trace.sockets);
        let accepts =
            all.filter(|(_, socket)| socket.role == SocketRole::Accepted && !socket.elsewhere);
        let mut places = StreamPlaces {
            tubes: Vec::new(),
            out: BTreeMap::new(),
            back: BTreeMap::new(),
            accepts: accepts.map(|(id, _)| id).collect(),
        };
        for (id, socket) in (0u32..).map(SocketId).zip(&trace.sockets) {
            if !socket.role.is_connection() || !socket.transport.is_stream() || socket.elsewhere {
                continue;
            }
            let unix = socket.transport == Transport::UnixStream;
            let stranger = socket.peer.filter(|peer| trace.is_elsewhere(*peer));
            places.add((id, socket.peer), [false, stranger.is_some()], unix);
            if let Some(peer) = stranger {
                places.add((peer, Some(id)), [true, false], unix);
            }
        }
        places
    }

    fn add(&mut self, (from, to): (SocketId, Option<SocketId>), elsewhere: [bool; 2], unix: bool) {
        let at = self.tubes.len();
        self.out.insert(from, at);
        if let Some(to) = to {
            self.back.entry(to).or_insert(at);
        }
        let (written, taken, sample, closed) = (0, 0, None, [false; 2]);
        let accepted = to.is_some_and(|to| !self.accepts.contains(&to));
        self.tubes.push(Tube {
            from,
            to,
            elsewhere,
            unix,
            written,
            taken,
            sample,
            closed,
            accepted,
        });
    }

    /// A call has ended, the `moment`th. `going`: what was going on in the stream out of its socket, and into it.
    pub(super) fn next(
        &mut self,
        trace: &CaseTrace,
        timed: &Timed<'_>,
        (moment, going): (usize, [Going; 2]),
    ) {
        let Some(sock) = timed.call.sock else { return };
        self.moves(sock, timed);
        if timed.beneath {
            return;
        }
        if timed.call.call.makes() == Some(Making::Accepts)
            && let Some(tube) = self.back.get(&sock).and_then(|at| self.tubes.get_mut(*at))
        {
            tube.accepted = true;
        }
        if timed.call.call.ends_socket() && timed.call.outcome.error().is_none() {
            self.ends(sock);
        }
        let nothing = Evidence::default();
        let (own, peer) = (&timed.call.own, timed.call.peer.as_ref());
        let counterpart = trace.socket(sock).and_then(|socket| socket.counterpart(timed.call));
        if *own == nothing && peer.is_none() {
            return;
        }
        let [out, back] = going;
        if let Some(tube) = self.out.get(&sock).and_then(|at| self.tubes.get_mut(*at)) {
            let peer = peer.filter(|_| tube.to == counterpart).unwrap_or(&nothing);
            tube.sampled((own, peer), moment, out);
        }
        if let Some(tube) = self.back.get(&sock).and_then(|at| self.tubes.get_mut(*at)) {
            let peer = peer.filter(|_| Some(tube.from) == counterpart).unwrap_or(&nothing);
            tube.sampled((peer, own), moment, back);
        }
    }

    /// What a call wrote or took: itself, or one beneath it.
    fn moves(&mut self, sock: SocketId, timed: &Timed<'_>) {
        let call = timed.call;
        let Some(count) = call.outcome.count() else { return };
        let leaf = timed.beneath || call.below.is_empty();
        let sends =
            call.call.sends() && (timed.beneath || call.call.manner() == Some(Manner::Once));
        let looks = call.flags.contains(&Flag::MsgPeek);
        let takes = call.call.receives() && (timed.beneath || !call.call.is_framed()) && !looks;
        let out = self.out.get(&sock).filter(|_| sends && leaf);
        if let Some(tube) = out.and_then(|at| self.tubes.get_mut(*at)) {
            tube.written = tube.written.saturating_add(count);
        }
        let back = self.back.get(&sock).filter(|_| takes && leaf);
        if let Some(tube) = back.and_then(|at| self.tubes.get_mut(*at)) {
            tube.taken = tube.taken.saturating_add(count);
        }
    }

    fn ends(&mut self, sock: SocketId) {
        if let Some(tube) = self.out.get(&sock).and_then(|at| self.tubes.get_mut(*at)) {
            tube.closed[0] = true;
        }
        if let Some(tube) = self.back.get(&sock).and_then(|at| self.tubes.get_mut(*at)) {
            tube.closed[1] = true;
        }
    }

    /// All streams, as they are now.
    pub(super) fn pipes(&self) -> Vec<Pipe> {
        self.tubes.iter().map(Tube::pipe).collect()
    }
}

impl Tube {
    fn sampled(&mut self, (from, to): (&Evidence, &Evidence), moment: usize, going: Going) {
        let (unsent, unacked, readable) = (from.unsent, from.unacked, to.readable);
        if [unsent, unacked, readable].iter().all(Seen::is_absent) {
            return;
        }
        let figures = Figures { unsent, unacked, readable, moment: Some(moment), later: false };
        self.sample = Some(Sample { figures, written: self.written, taken: self.taken, going });
    }

    fn pipe(&self) -> Pipe {
        let moved = |sample: &Sample| (sample.written, sample.taken) != (self.written, self.taken);
        let sample = self.sample.filter(|sample| !moved(sample));
        let known = Known {
            written: self.written,
            taken: self.taken,
            figures: sample.map(|sample| sample.figures.of_open(self.closed)).unwrap_or_default(),
            going: sample.map(|sample| sample.going).unwrap_or_default(),
            unix: self.unix,
            sender_elsewhere: self.elsewhere[0],
        };
        let Found { written, at_least, stretches, later } = known.found();
        let figures = Figures { later, ..known.figures };
        Pipe {
            from: self.from,
            to: self.to,
            written,
            at_least,
            stretches,
            figures,
            closed: self.closed,
            accepted: self.accepted,
        }
    }
}

impl Figures {
    /// Without those of sockets that are closed: they are of a time before.
    fn of_open(self, [from, to]: [bool; 2]) -> Self {
        let mut figures = self;
        if from {
            (figures.unsent, figures.unacked) = (Seen::Absent, Seen::Absent);
        }
        if to {
            figures.readable = Seen::Absent;
        }
        figures
    }
}

/// What is known of a stream at a moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) written: u64,
    pub(super) taken: u64,
    pub(super) figures: Figures,
    pub(super) going: Going,
    /// A Unix-domain stream: nothing is ever unsent, or on the way (unix_stream_sendmsg, net/unix/af_unix.c).
    pub(super) unix: bool,
    /// What another program wrote is known only once it is here.
    pub(super) sender_elsewhere: bool,
}

/// What follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) written: u64,
    pub(super) at_least: bool,
    pub(super) stretches: Vec<Placed>,
    pub(super) later: bool,
}

impl Known {
    pub(super) fn found(&self) -> Found {
        let Figures { unsent, readable, .. } = self.figures;
        let (readable, unsent) = (readable.seen(), unsent.seen().or(self.unix.then_some(0)));
        let there = [self.taken, readable.unwrap_or(0), unsent.unwrap_or(0)];
        let there = there.into_iter().fold(0, u64::saturating_add);
        // What was taken has been sent, though the send may not have returned.
        let at_least = self.going.send || self.sender_elsewhere || self.taken > self.written;
        if there > self.written && !at_least {
            let stretches = self.stretches(self.written, (None, None));
            return Found { written: self.written, at_least, stretches, later: true };
        }
        let written = self.written.max(there);
        let stretches = self.stretches(written, (readable, unsent));
        Found { written, at_least, stretches, later: false }
    }

    fn stretches(
        &self,
        written: u64,
        (readable, unsent): (Option<u64>, Option<u64>),
    ) -> Vec<Placed> {
        let taken = self.taken.min(written);
        let begin = taken.saturating_add(readable.unwrap_or(0)).min(written);
        let end = written.saturating_sub(unsent.unwrap_or(0)).max(begin);
        let unacked = self.figures.unacked.seen().filter(|_| !self.figures_are_late(written));
        let acked = unacked.map_or(begin, |unacked| written.saturating_sub(unacked));
        let acked = acked.clamp(begin, end);
        let between = match (readable.is_some(), unsent.is_some()) {
            (true, true) if self.unix => BytePlace::Unseen,
            (true, true) if self.going != Going::default() => BytePlace::Moving,
            (true, true) => BytePlace::OnTheWay,
            (false, true) => BytePlace::Left,
            (true, false) => BytePlace::NotThere,
            (false, false) => BytePlace::Unseen,
        };
        let arrived = match self.going == Going::default() {
            true => BytePlace::Arrived,
            false => BytePlace::Moving,
        };
        let edges = [
            (0, taken, BytePlace::Taken),
            (taken, begin, BytePlace::Readable),
            (begin, acked, arrived),
            (acked, end, between),
            (end, written, BytePlace::Unsent),
        ];
        let stretch =
            |(start, end, at): (u64, u64, BytePlace)| Placed { start, len: end - start, at };
        edges.into_iter().filter(|(start, end, _)| end > start).map(stretch).collect()
    }

    /// Whether the figures say more than was written by then.
    fn figures_are_late(&self, written: u64) -> bool {
        self.figures.unacked.seen().is_some_and(|unacked| unacked > written)
    }
}
