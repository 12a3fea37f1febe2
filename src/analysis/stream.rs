//! Who owns which byte of a stream, and what became of each message.

use super::carriage::Carriages;
use super::end_messages::EndMessages;
use super::events::{Events, ReceiveEvent, SendEvent};
use super::findings::{MessageFinding, Part, ReceiveFinding};
use super::located::Missing;
use super::setting::Setting;
use super::spans::Span;
use super::whereabouts::AtTheEnd;
use crate::model::{Case, CaseTrace, Fate, Fates, MessageNo, Payload, SocketId};
use std::collections::BTreeMap;

/// The messages and receives found so far. Causes are still empty.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) messages: Vec<MessageFinding>,
    pub(super) receives: Vec<ReceiveFinding>,
    /// For each receive: whether bytes of an unnumbered message are in it, too.
    pub(super) foreign: Vec<bool>,
    /// Where in a message a datagram ends.
    pub(super) datagrams: BTreeMap<MessageNo, Vec<u64>>,
}

impl Found {
    pub(super) fn message_mut(&mut self, no: MessageNo) -> Option<&mut MessageFinding> {
        self.messages.get_mut(usize::try_from(no.0.checked_sub(1)?).ok()?)
    }

    pub(super) fn message(&self, no: MessageNo) -> Option<&MessageFinding> {
        self.messages.get(usize::try_from(no.0.checked_sub(1)?).ok()?)
    }

    pub(super) fn receive_mut(
        &mut self,
        no: crate::model::ReceiveNo,
    ) -> Option<&mut ReceiveFinding> {
        self.receives.get_mut(usize::try_from(no.0.checked_sub(1)?).ok()?)
    }

    pub(super) fn receive(&self, no: crate::model::ReceiveNo) -> Option<&ReceiveFinding> {
        self.receives.get(usize::try_from(no.0.checked_sub(1)?).ok()?)
    }
}

/// All numbered messages and receives; those on streams with their parts and fates.
pub(super) fn messages_and_receives(
    case: &Case,
    events: &Events<'_>,
    carriages: &Carriages,
    (trace, setting): (&CaseTrace, &Setting),
) -> Found {
    let mut found = Found::default();
    let senders =
        Senders { sends: by_sender(events), endings: EndMessages::of(case, &events.sends) };
    found.messages = events.sends.iter().filter_map(message).collect();
    let mut handed: BTreeMap<MessageNo, Vec<Span>> = BTreeMap::new();
    for event in &events.receives {
        let (parts, foreign) = owned(event, trace, &senders);
        for part in &parts {
            let span = Span { start: part.start, len: part.len };
            handed.entry(part.message).or_default().push(span);
        }
        let Some(no) = event.no else { continue };
        found.foreign.push(foreign);
        found.receives.push(ReceiveFinding {
            no,
            place: event.place,
            by: event.by,
            from: event.call.other.filter(|_| !event.stream),
            bytes: event.bytes,
            data: event.call.data.clone().unwrap_or_else(nothing),
            parts,
            causes: Vec::new(),
            truncated: event.call.truncated,
            cut_off: 0,
        });
    }
    let touched = touched(&found);
    let end = AtTheEnd::of(events, carriages, (trace, setting));
    for event in events.sends.iter().filter(|event| event.stream) {
        let Some(no) = event.no else { continue };
        let handed = handed.get(&no).map_or(&[][..], Vec::as_slice);
        let pieces = Pieces {
            receives: touched.get(&no).map_or(&[][..], Vec::as_slice),
            missing: end.missing(event, handed),
        };
        let fate = fate(event, &pieces, &found, (&senders.endings, &end, trace));
        if let Some(message) = found.message_mut(no) {
            message.fate = fate;
            message.missing = pieces.missing;
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
        taken_by: None,
        bytes: event.bytes,
        data: event.content.as_ref().or(event.call.data.as_ref()).cloned().unwrap_or_else(nothing),
        fate: Fates::default(),
        missing: Vec::new(),
        held: Vec::new(),
        one_of: None,
        cut_into: event.cut_into.filter(|_| !event.stream && event.call.outcome.count().is_some()),
    })
}

fn nothing() -> Payload {
    Payload::whole(b"")
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
    endings: EndMessages,
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
    /// Those that no receive holds.
    missing: Vec<Missing>,
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

fn fate(
    event: &SendEvent<'_>,
    pieces: &Pieces<'_>,
    found: &Found,
    (endings, end, trace): (&EndMessages, &AtTheEnd<'_>, &CaseTrace),
) -> Fates {
    let missing = pieces.missing.iter().map(|missing| missing.len).fold(0, u64::saturating_add);
    let mut fates = Fates::default();
    if pieces.receives.iter().any(|index| is_shared(found, *index)) {
        fates.insert(Fate::Glued);
    }
    if pieces.receives.len() > 1 || (1..event.span.len).contains(&missing) {
        fates.insert(Fate::Split);
    }
    if endings.is_only_the_end(event) {
        fates.extend(of_an_ending(event, pieces, end, trace));
    } else if event.span.len < event.meant || event.span.len == 0 {
        fates.insert(Fate::NeverSent);
    }
    fates.extend(pieces.missing.iter().filter_map(|missing| missing.at.fate()));
    if fates.is_empty() && missing == 0 {
        fates.insert(Fate::Intact);
    }
    fates
}

/// The fate of a message that is nothing but the end of the stream, if no receive holds it: without
/// the end nothing of it was sent.
fn of_an_ending(
    event: &SendEvent<'_>,
    pieces: &Pieces<'_>,
    end: &AtTheEnd<'_>,
    trace: &CaseTrace,
) -> Option<Fate> {
    let mut calls = trace.calls();
    let ended = calls.any(|call| call.sock == Some(event.from) && call.call.ends_stream());
    let gone = event.to.and_then(|to| end.departure(to)).is_some();
    match (pieces.receives.is_empty(), ended) {
        (false, _) => None,
        (true, true) if gone => Some(Fate::Discarded),
        (true, true) => Some(Fate::Unread),
        (true, false) => Some(Fate::NeverSent),
    }
}
