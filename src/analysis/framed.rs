//! A session of which a framing is known: a message is a frame, in however many sends it left.

use super::events::{Events, SendEvent};
use super::spans::Span;
use crate::model::{Case, CaseTrace, MessageNo, Payload, SocketId};
use std::collections::BTreeMap;

/// All messages and receives of a trace, in order.
pub(super) fn events<'a>(case: &Case, trace: &'a CaseTrace) -> Events<'a> {
    let mut events = Events::of(case, trace);
    reframe(&mut events, trace);
    events
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
        let whole = self.bytes.len() as u64 == len;
        SendEvent {
            span: Span { start: self.begin, len },
            bytes: len,
            meant: len,
            content: Some(if whole { Payload::of(&self.bytes) } else { Payload::whole(b"") }),
            taken_before: first.taken_before,
            before: first.before,
            peer_before: first.peer_before,
            begun_in: first.place,
            ..last.clone()
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
