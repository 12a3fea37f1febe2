//! Who owns which byte of a stream, and what became of each message.

use super::ending::Endings;
use super::events::{Events, ReceiveEvent, SendEvent};
use super::findings::{MessageFinding, Part, ReceiveFinding};
use super::spans::Span;
use crate::model::{
    CallName, CallRecord, Case, CaseTrace, ErrorName, Fate, Fates, MessageNo, Payload, SocketId,
};
use std::collections::{BTreeMap, BTreeSet};

/// The messages and receives found so far. Causes are still empty.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) messages: Vec<MessageFinding>,
    pub(super) receives: Vec<ReceiveFinding>,
    /// For each receive: whether bytes of an unnumbered message are in it, too.
    pub(super) foreign: Vec<bool>,
}

impl Found {
    pub(super) fn message_mut(&mut self, no: MessageNo) -> Option<&mut MessageFinding> {
        self.messages.get_mut(usize::try_from(no.0.checked_sub(1)?).ok()?)
    }

    pub(super) fn message(&self, no: MessageNo) -> Option<&MessageFinding> {
        self.messages.get(usize::try_from(no.0.checked_sub(1)?).ok()?)
    }

    pub(super) fn receive(&self, no: crate::model::ReceiveNo) -> Option<&ReceiveFinding> {
        self.receives.get(usize::try_from(no.0.checked_sub(1)?).ok()?)
    }
}

/// All numbered messages and receives; those on streams with their parts and fates.
pub(super) fn messages_and_receives(case: &Case, events: &Events<'_>, trace: &CaseTrace) -> Found {
    let mut found = Found::default();
    let senders = Senders { sends: by_sender(events), endings: Endings::of(case, &events.sends) };
    found.messages = events.sends.iter().filter_map(message).collect();
    let mut handed: BTreeMap<MessageNo, u64> = BTreeMap::new();
    for event in &events.receives {
        let (parts, foreign) = owned(event, trace, &senders);
        for part in &parts {
            let sum = handed.entry(part.message).or_default();
            *sum = sum.saturating_add(part.len);
        }
        let Some(no) = event.no else { continue };
        found.foreign.push(foreign);
        found.receives.push(ReceiveFinding {
            no,
            place: event.place,
            by: event.by,
            bytes: event.bytes,
            data: event.call.data.clone().unwrap_or_else(|| Payload::whole(b"")),
            parts,
            causes: Vec::new(),
            truncated: event.call.truncated,
        });
    }
    let touched = touched(&found);
    let endings = &senders.endings;
    let ends = Ends::of(events, trace, endings);
    for event in events.sends.iter().filter(|event| event.stream) {
        let Some(no) = event.no else { continue };
        let pieces = Pieces {
            receives: touched.get(&no).map_or(&[][..], Vec::as_slice),
            handed: handed.get(&no).copied().unwrap_or(0),
        };
        let fate = fate(event, &pieces, &found, &ends);
        if let Some(message) = found.message_mut(no) {
            message.fate = fate;
        }
    }
    found
}

fn message(event: &SendEvent<'_>) -> Option<MessageFinding> {
    Some(MessageFinding {
        no: event.no?,
        place: event.place,
        from: event.from,
        to: event.to,
        bytes: event.bytes,
        data: event.call.data.clone().unwrap_or_else(|| Payload::whole(b"")),
        fate: Fates::default(),
        one_of: None,
        cut_into: event.cut_into.filter(|_| !event.stream && event.call.outcome.count().is_some()),
    })
}

/// The sends of each socket, in the order of the stream.
fn by_sender<'e, 'a>(events: &'e Events<'a>) -> BTreeMap<SocketId, Vec<&'e SendEvent<'a>>> {
    let mut outgoing: BTreeMap<SocketId, Vec<&SendEvent<'a>>> = BTreeMap::new();
    for event in events.sends.iter().filter(|event| event.stream && event.span.len > 0) {
        outgoing.entry(event.from).or_default().push(event);
    }
    outgoing
}

/// What the sockets sent on streams.
struct Senders<'e, 'a> {
    sends: BTreeMap<SocketId, Vec<&'e SendEvent<'a>>>,
    endings: Endings,
}

/// Whose bytes a receive holds, and whether there are others in it than numbered messages'.
fn owned(
    event: &ReceiveEvent<'_>,
    trace: &CaseTrace,
    senders: &Senders<'_, '_>,
) -> (Vec<Part>, bool) {
    let sender = trace.socket(event.by).and_then(|socket| socket.peer);
    let sends = sender.and_then(|sender| senders.sends.get(&sender));
    let mut parts = Vec::new();
    // Bytes of nobody whom the program knows. (Those of somebody it knows who sent no message are
    // acknowledgements.)
    let mut foreign = sender.is_none() && !event.spans.is_empty();
    let sends = sends.map_or(&[][..], Vec::as_slice);
    for span in &event.spans {
        let first = sends.partition_point(|send| send.span.end() <= span.start);
        for send in sends[first..].iter().take_while(|send| send.span.start < span.end()) {
            match send.no {
                Some(no) => parts.push(part(no, send.span, *span)),
                None => foreign = true,
            }
        }
    }
    senders.endings.add(sender, event, &mut parts);
    (parts, foreign)
}

fn part(message: MessageNo, whole: Span, span: Span) -> Part {
    let start = span.start.max(whole.start);
    let end = span.end().min(whole.end());
    Part { message, start: start - whole.start, len: end.saturating_sub(start), of: whole.len }
}

/// Where the bytes of a message are.
struct Pieces<'a> {
    /// The receives, by index, in order, each once.
    receives: &'a [usize],
    /// Bytes of it that were handed over, to whatever receive.
    handed: u64,
}

/// For each message the receives (by index) that hold some of it.
fn touched(found: &Found) -> BTreeMap<MessageNo, Vec<usize>> {
    let mut touched: BTreeMap<MessageNo, Vec<usize>> = BTreeMap::new();
    for (index, receive) in found.receives.iter().enumerate() {
        for part in &receive.parts {
            let list = touched.entry(part.message).or_default();
            if list.last() != Some(&index) {
                list.push(index);
            }
        }
    }
    touched
}

/// Whether a receive holds bytes of more than one message.
fn is_shared(found: &Found, index: usize) -> bool {
    let parts = found.receives.get(index).map_or(&[][..], |receive| &receive.parts);
    let first = parts.first().map(|part| part.message);
    // The parts are in the order of the stream: another message's would be the last.
    let several = parts.last().map(|part| part.message) != first;
    several || found.foreign.get(index).copied().unwrap_or(false)
}

fn fate(event: &SendEvent<'_>, pieces: &Pieces<'_>, found: &Found, ends: &Ends<'_>) -> Fates {
    let mut fates = Fates::default();
    let read = pieces.handed;
    if pieces.receives.iter().any(|index| is_shared(found, *index)) {
        fates.insert(Fate::Glued);
    }
    if pieces.receives.len() > 1 || (read > 0 && read < event.span.len) {
        fates.insert(Fate::Split);
    }
    if ends.endings.is_only_the_end(event) {
        ends.of_an_ending(event, pieces).into_iter().for_each(|fate| fates.insert(fate));
    } else if event.span.len < event.meant || event.span.len == 0 {
        fates.insert(Fate::NeverSent);
    }
    if read < event.span.len {
        ends.missing(event, read).iter().for_each(|fate| fates.insert(fate));
    }
    if fates.is_empty() {
        fates.insert(Fate::Intact);
    }
    fates
}

/// What became of bytes that were never handed over.
struct Ends<'a> {
    events: &'a Events<'a>,
    endings: &'a Endings,
    /// Bytes still queued at a socket when the case ended.
    queued: BTreeMap<SocketId, u64>,
    /// Sockets that the program closed.
    closed: BTreeSet<SocketId>,
    /// Sockets that the program shut down.
    shut: BTreeSet<SocketId>,
    /// Sockets that the program reset, or on which it met a reset.
    reset: BTreeSet<SocketId>,
}

impl<'a> Ends<'a> {
    fn of(events: &'a Events<'a>, trace: &CaseTrace, endings: &'a Endings) -> Self {
        let mut ends = Ends {
            events,
            endings,
            queued: BTreeMap::new(),
            closed: BTreeSet::new(),
            shut: BTreeSet::new(),
            reset: BTreeSet::new(),
        };
        for left in &trace.leftovers {
            ends.queued.insert(left.sock, left.bytes);
        }
        for call in trace.calls() {
            let Some(sock) = call.sock else { continue };
            if matches!(call.call, CallName::Close | CallName::Kill) {
                ends.closed.insert(sock);
            } else if call.call == CallName::Shutdown {
                ends.shut.insert(sock);
            } else if was_reset(call) {
                ends.reset.insert(sock);
            }
        }
        ends
    }

    /// The fate of a message that is nothing but the end of the stream, if no receive holds it: without
    /// the end nothing of it was sent.
    fn of_an_ending(&self, event: &SendEvent<'_>, pieces: &Pieces<'_>) -> Option<Fate> {
        let ended = self.closed.contains(&event.from) || self.shut.contains(&event.from);
        match (pieces.receives.is_empty(), ended) {
            (false, _) => None,
            (true, true) => Some(self.beyond(event)),
            (true, false) => Some(Fate::NeverSent),
        }
    }

    /// The fates of the part of a message that no receive holds.
    fn missing(&self, event: &SendEvent<'_>, read: u64) -> Fates {
        let at = |map: &BTreeMap<SocketId, u64>| event.to.and_then(|to| map.get(&to).copied());
        let taken = at(&self.events.taken).unwrap_or(0);
        let queued = taken.saturating_add(at(&self.queued).unwrap_or(0));
        let end = event.span.end();
        let arrived = taken.min(end).saturating_sub(event.span.start);
        let (mut fates, wasted) = self.wasted(event);
        if arrived > read.saturating_add(wasted) {
            fates.insert(Fate::Unread);
        }
        if end > taken {
            fates.insert(if end <= queued { Fate::Unread } else { self.beyond(event) });
        }
        fates
    }

    /// What became of those of its bytes that were taken and came to nothing, and how many they are.
    fn wasted(&self, event: &SendEvent<'_>) -> (Fates, u64) {
        let lists = event.to.and_then(|to| self.events.wasted.get(&to));
        let list = lists.map_or(&[][..], Vec::as_slice);
        let first = list.partition_point(|(span, _)| span.end() <= event.span.start);
        let end = event.span.end();
        let inside = list[first..].iter().take_while(|(span, _)| span.start < end);
        inside.fold((Fates::default(), 0), |(mut fates, sum), (span, why)| {
            why.fate().into_iter().for_each(|fate| fates.insert(fate));
            let len = span.end().min(end).saturating_sub(span.start.max(event.span.start));
            (fates, sum.saturating_add(len))
        })
    }

    /// Neither taken nor queued at the receiver. A reset, or a close of the receiver before it
    /// read, throws them away; else a stream loses nothing, and they are in a kernel or on their
    /// way.
    fn beyond(&self, event: &SendEvent<'_>) -> Fate {
        let receiver_gone =
            event.to.is_some_and(|to| self.closed.contains(&to) || self.reset.contains(&to));
        match receiver_gone || self.reset.contains(&event.from) {
            true => Fate::Discarded,
            false => Fate::Unread,
        }
    }
}

/// Whether a call reset its connection, or found it reset.
fn was_reset(call: &CallRecord) -> bool {
    let error = call.outcome.error();
    call.call == CallName::Reset || matches!(error, Some(ErrorName::Reset | ErrorName::Aborted))
}
