//! What several sends are: a message of which a scenario says that they are its parts, or, in a session of which a framing
//! is known, frames, in however many sends they left.

use super::counts::most;
use super::events::{Events, SendEvent};
use super::spans::Span;
use crate::model::{Case, CaseTrace, MessageNo, Payload, Record, SocketId, StepNo};
use std::collections::BTreeMap;

/// All messages and receives of a trace, in order.
pub(super) fn events<'a>(case: &Case, trace: &'a CaseTrace) -> Events<'a> {
    let mut events = Events::of(case, trace);
    reframe(&mut events, trace);
    join_parts(&mut events, (case, trace));
    events
}

/// Makes one message of the parts of one: the sends of a socket, one after the other and in one round, of which the
/// scenario says that they are of one name. It stands where its first part was sent.
fn join_parts(events: &mut Events<'_>, (case, trace): (&Case, &CaseTrace)) {
    let named = case.all_steps().filter_map(|step| Some((step.no, step.part_of.as_deref()?)));
    let named: BTreeMap<StepNo, &str> = named.collect();
    if named.is_empty() {
        return;
    }
    let of = |record: &Record| Some((*named.get(&record.step)?, record.round));
    let mut last = BTreeMap::new();
    let mut all: Vec<Vec<SendEvent<'_>>> = Vec::new();
    for send in std::mem::take(&mut events.sends) {
        let part = trace.records.get(send.place.0).and_then(of).filter(|_| send.stream);
        let before =
            last.get(&send.from).copied().filter(|(before, _)| part.is_some() && *before == part);
        let at = before.map_or(all.len(), |(_, at)| at);
        last.insert(send.from, (part, at));
        match all.get_mut(at) {
            Some(parts) => parts.push(send),
            None => all.push(vec![send]),
        }
    }
    events.sends = all.into_iter().filter_map(joined).collect();
    for (no, send) in (1..).zip(events.sends.iter_mut().filter(|send| send.no.is_some())) {
        send.no = Some(MessageNo(no));
    }
}

/// The parts of a message: what was known before the first, and the call that wrote the last.
fn joined(mut parts: Vec<SendEvent<'_>>) -> Option<SendEvent<'_>> {
    let last = parts.pop()?;
    let Some(first) = parts.first() else { return Some(last) };
    let sum =
        |of: fn(&SendEvent<'_>) -> u64| parts.iter().map(of).fold(of(&last), u64::saturating_add);
    let (bytes, meant, len) =
        (sum(|send| send.bytes), sum(|send| send.meant), sum(|send| send.span.len));
    let kept = parts.iter().chain([&last]).filter_map(|send| send.call.data.as_ref());
    let content: Vec<u8> = kept.flat_map(|data| data.kept()).copied().collect();
    Some(SendEvent {
        no: first.no,
        bytes,
        meant,
        content: Some(whole_or_nothing(&content, bytes)),
        sends: parts.len() as u64 + 1,
        unsent: parts.iter().map(|send| send.unsent).fold(last.unsent, most),
        ..spanning(first, &last, Span { start: first.span.start, len })
    })
}

/// A message that one call began and another ended: what was known before the first, and the call that wrote the last.
fn spanning<'a>(first: &SendEvent<'a>, last: &SendEvent<'a>, span: Span) -> SendEvent<'a> {
    SendEvent {
        span,
        taken_before: first.taken_before,
        before: first.before,
        peer_before: first.peer_before,
        begun_in: first.begun_in,
        ..last.clone()
    }
}

/// What a message says, where all of its bytes are known.
fn whole_or_nothing(content: &[u8], bytes: u64) -> Payload {
    if content.len() as u64 == bytes { Payload::of(content) } else { Payload::whole(b"") }
}

/// Makes messages of the frames, where a socket has some, in place of its sends; numbers all anew, in the order in
/// which the last byte of each was sent.
fn reframe(events: &mut Events<'_>, trace: &CaseTrace) {
    let ends = |sock: SocketId| Some(&trace.socket(sock)?.framed.as_ref()?.ends);
    if events.sends.iter().all(|send| ends(send.from).is_none()) {
        return;
    }
    let mut open: BTreeMap<SocketId, Open<'_>> = BTreeMap::new();
    let mut all = Vec::new();
    for send in std::mem::take(&mut events.sends) {
        match ends(send.from).filter(|_| send.stream && send.span.len > 0) {
            Some(ends) => open.entry(send.from).or_default().take(send, ends, &mut all),
            None => all.push(send),
        }
    }
    all.extend(open.into_values().filter_map(Open::rest));
    for (no, send) in (1..).zip(&mut all) {
        send.no = Some(MessageNo(no));
    }
    events.sends = all;
}

/// What was sent from a socket of a frame that is not complete.
#[derive(Default)]
struct Open<'a> {
    /// How many frames were complete.
    frames: usize,
    begin: u64,
    /// The send in which it begins, and the last.
    first: Option<SendEvent<'a>>,
    last: Option<SendEvent<'a>>,
    bytes: Vec<u8>,
}

impl<'a> Open<'a> {
    fn take(&mut self, send: SendEvent<'a>, ends: &[u64], all: &mut Vec<SendEvent<'a>>) {
        let until = send.span.end();
        let data = send.call.data.as_ref().map_or(&[][..], Payload::kept);
        let mut from = send.span.start;
        while let Some(end) = ends.get(self.frames).copied().filter(|end| *end <= until) {
            let known = slice(data, &send, from, end);
            self.bytes.extend(known);
            all.push(self.message(&send, end));
            (self.begin, from) = (end, end);
            self.frames += 1;
            (self.first, self.last) = (None, None);
            self.bytes.clear();
        }
        if from < until {
            self.bytes.extend(slice(data, &send, from, until));
            self.first.get_or_insert_with(|| send.clone());
            self.last = Some(send);
        }
    }

    /// One that ends here, in this send.
    fn message(&self, last: &SendEvent<'a>, end: u64) -> SendEvent<'a> {
        let first = self.first.as_ref().unwrap_or(last);
        let len = end.saturating_sub(self.begin);
        SendEvent {
            bytes: len,
            meant: len,
            content: Some(whole_or_nothing(&self.bytes, len)),
            ..spanning(first, last, Span { start: self.begin, len })
        }
    }

    /// What is no frame, at the end.
    fn rest(self) -> Option<SendEvent<'a>> {
        let last = self.last.as_ref()?;
        Some(self.message(last, last.span.end()))
    }
}

/// What is kept of a send between two places of the stream.
fn slice<'d>(data: &'d [u8], send: &SendEvent<'_>, from: u64, to: u64) -> &'d [u8] {
    let at =
        |place: u64| usize::try_from(place.saturating_sub(send.span.start)).unwrap_or(usize::MAX);
    data.get(at(from)..at(to).min(data.len())).unwrap_or_default()
}
