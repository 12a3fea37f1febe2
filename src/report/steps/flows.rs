//! Which directions are shown at a step: the one that its call is about from place to place, the others in a line each.

use super::row::Row as Lane;
use super::{Source, datagrams, stream};
use crate::analysis::{BytePlace, DatagramPlace, Pipe, Places, Post};
use crate::lang::steps as words;
use crate::model::{CallPlace, CallRecord, CaseTrace, MessageNo, SocketId, Text};
use crate::report::case::trace_lookup::CallNumbers;
use crate::report::page::grid::{Column, Grid, Row, TooNarrow};
use crate::report::page::line::{Line, Style};
use crate::report::page::places::{Moment, Strip};
use crate::report::page::{Block, Page};
use std::collections::BTreeSet;

/// So many directions are told besides the one that is drawn.
const BESIDES: usize = 4;

/// So many directions are drawn on a page.
const DRAWN: usize = 2;

/// What tells a direction from others: whether it is of datagrams, its sender, its receiver.
type Key = (bool, SocketId, Option<SocketId>);

/// One direction of a connection, or of datagrams.
#[derive(Clone, Copy)]
pub(super) enum Flow<'a> {
    Pipe(&'a Pipe),
    Post(&'a Post),
}

/// The directions in which something was sent, the one that a call is about first.
pub(super) fn of<'a>(
    places: &'a Places,
    last: Option<CallPlace>,
    (numbers, source): (&CallNumbers, Source<'_>),
) -> Vec<Flow<'a>> {
    let call = last.and_then(|place| source.trace.call(place));
    let messages = last.map_or_else(BTreeSet::new, |place| about(place, numbers, source));
    let pipes = places.pipes.iter().map(Flow::Pipe);
    let all = pipes.chain(places.posts.iter().map(Flow::Post));
    let mut ranked: Vec<(u8, Flow<'_>)> =
        all.map(|flow| (flow.rank(call, &messages), flow)).collect();
    // Where nothing was sent anywhere the places are shown into which something is to come: that which the call waits
    // for, or else what is sent first.
    let some = ranked.iter().any(|(_, flow)| !flow.is_empty());
    let own = ranked.iter().any(|(rank, _)| *rank == OWN);
    let first = first_sender(source.trace);
    ranked.retain(|(rank, flow)| match (some, own) {
        (true, _) => !flow.is_empty(),
        (false, true) => *rank == OWN,
        (false, false) => Some(flow.key().1) == first && flow.is_there(source),
    });
    ranked.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    ranked.into_iter().map(|(_, flow)| flow).collect()
}

/// The socket that sends first: where the bytes will come from.
fn first_sender(trace: &CaseTrace) -> Option<SocketId> {
    let calls = trace.records.iter().flat_map(|record| &record.calls);
    calls.filter(|call| call.call.sends()).min_by_key(|call| call.start_ns)?.sock
}

/// The datagrams that a call sent or received.
fn about(place: CallPlace, numbers: &CallNumbers, source: Source<'_>) -> BTreeSet<MessageNo> {
    let sent = numbers.message(place).map(MessageNo);
    let received = numbers.receive(place).map(crate::model::ReceiveNo);
    let received = received.and_then(|no| source.analysis.receive(no));
    let parts = received.into_iter().flat_map(|receive| &receive.parts);
    sent.into_iter().chain(parts.map(|part| part.message)).collect()
}

/// The rank of what the call is about.
const OWN: u8 = 3;

impl Flow<'_> {
    fn is_empty(self) -> bool {
        match self {
            Flow::Pipe(pipe) => pipe.written == 0,
            Flow::Post(post) => post.datagrams.is_empty(),
        }
    }

    /// Whether one of its sockets has been made.
    fn is_there(self, source: Source<'_>) -> bool {
        let (_, from, to) = self.key();
        let of = |call: &CallRecord| call.sock.is_some_and(|sock| sock == from || Some(sock) == to);
        let records = source.trace.records.iter().enumerate();
        let mut calls = records.flat_map(|(record, one)| {
            one.calls.iter().enumerate().map(move |(at, call)| ((record, at), call))
        });
        calls.any(|(place, call)| of(call) && source.course.after(place) <= source.moment)
    }

    /// Whether something of it is neither received nor gone.
    fn is_under_way(self) -> bool {
        let travels = |at: &DatagramPlace| {
            matches!(at, DatagramPlace::Between | DatagramPlace::Waiting | DatagramPlace::Gathered)
        };
        match self {
            Flow::Pipe(pipe) => pipe.at(BytePlace::Taken) < pipe.written,
            Flow::Post(post) => post.datagrams.iter().any(|placed| travels(&placed.at)),
        }
    }

    fn rank(self, call: Option<&CallRecord>, messages: &BTreeSet<MessageNo>) -> u8 {
        let sock = call.and_then(|call| call.sock);
        let (sends, receives) =
            call.map_or((false, false), |call| (call.call.sends(), call.call.receives()));
        let (own, touched) = match self {
            Flow::Pipe(Pipe { from, to, .. }) => (
                (sends && sock == Some(*from)) || (receives && sock.is_some() && sock == *to),
                sock.is_some_and(|sock| *from == sock || *to == Some(sock)),
            ),
            Flow::Post(Post { from, to, datagrams, .. }) => (
                datagrams.iter().any(|placed| messages.contains(&placed.message)),
                sock.is_some_and(|sock| *from == sock || *to == Some(sock)),
            ),
        };
        match (own, touched, self.is_under_way()) {
            (true, ..) => OWN,
            (false, true, true) => 2,
            (false, _, true) => 1,
            (false, _, false) => 0,
        }
    }

    fn key(self) -> Key {
        match self {
            Flow::Pipe(pipe) => (false, pipe.from, pipe.to),
            Flow::Post(post) => (true, post.from, post.to),
        }
    }

    /// As a picture.
    fn strip(self, moments: &[usize], source: Source<'_>) -> Strip {
        let rows = self.rows(source).into_iter();
        let lanes = rows.map(|(label, there)| there.lane(label, source)).collect();
        let remark = self.remark(moments, source).map(|text| source.voice.say(text));
        Strip { head: self.head(source).text(), lanes, remark }
    }

    fn head(self, source: Source<'_>) -> Line {
        match self {
            Flow::Pipe(pipe) => stream::head(pipe, source),
            Flow::Post(post) => datagrams::head(post, source),
        }
    }

    fn rows(self, source: Source<'_>) -> Vec<Lane> {
        match self {
            Flow::Pipe(pipe) => stream::rows(pipe, source),
            Flow::Post(post) => datagrams::rows(post, source),
        }
    }

    fn summary(self, source: Source<'_>) -> Line {
        match self {
            Flow::Pipe(pipe) => stream::summary(pipe, source),
            Flow::Post(post) => datagrams::summary(post, source),
        }
    }

    /// What has to be said of the figures, where they are not those of this moment.
    fn remark(self, moments: &[usize], source: Source<'_>) -> Option<Text> {
        let (moment, later) = match self {
            Flow::Pipe(pipe) => (pipe.figures.moment?, pipe.figures.later),
            Flow::Post(post) => (post.figures.moment?, false),
        };
        if later {
            return Some(words::figures_are_later());
        }
        if source.begins.is_some() {
            return Some(words::as_it_began());
        }
        let earlier = moment < source.moment && self.is_under_way();
        let step = || moments.iter().position(|at| *at == moment).map(|at| at + 1);
        earlier.then(|| words::figures_of(step()))
    }
}

/// Adds them. `moments`: those of all steps.
pub(super) fn draw(page: &mut Page, flows: &[Flow<'_>], moments: &[usize], source: Source<'_>) {
    let Some((first, besides)) = flows.split_first() else {
        page.say(Line::of(Style::Dim, &source.voice.say(words::nothing_yet())), (2, 2));
        return;
    };
    page.cut(first.head(source).indented(2));
    let content = Column { least: Some(16), ..Column::default() };
    let mut grid = Grid::new(vec![Column::default(), content], TooNarrow::Hang(6));
    for (label, there) in first.rows(source) {
        let label = Line::of(Style::Dim, &source.voice.say(label)).indented(2);
        grid.rows.push(Row::Fitted(label, there.lines(source)));
    }
    page.blocks.push(Block::Grid(grid));
    if let Some(text) = first.remark(moments, source) {
        page.say(Line::of(Style::Warn, &source.voice.say(text)), (2, 2));
    }
    if !besides.is_empty() {
        page.gap();
    }
    for flow in besides.iter().take(BESIDES) {
        page.cut(flow.summary(source).indented(2));
    }
    if let more @ 1.. = besides.len().saturating_sub(BESIDES) {
        page.cut(Line::of(Style::Dim, &source.voice.say(words::more_flows(more))).indented(2));
    }
}

/// The directions as pictures, in an order that stays: the one that a call is about is among them; the others in a line
/// each.
pub(super) fn drawn(flows: &[Flow<'_>], moments: &[usize], source: Source<'_>) -> Moment {
    if flows.is_empty() {
        return Moment {
            strips: Vec::new(),
            besides: vec![source.voice.say(words::nothing_yet())],
        };
    }
    let (drawn, others) = flows.split_at(DRAWN.min(flows.len()));
    let mut drawn = drawn.to_vec();
    drawn.sort_by_key(|flow| flow.key());
    let strips = drawn.into_iter().map(|flow| flow.strip(moments, source)).collect();
    let lines = others.iter().take(BESIDES).map(|flow| flow.summary(source).text());
    let mut besides: Vec<String> = lines.collect();
    if let more @ 1.. = others.len().saturating_sub(BESIDES) {
        besides.push(source.voice.say(words::more_flows(more)));
    }
    Moment { strips, besides }
}
