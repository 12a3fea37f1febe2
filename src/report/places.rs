//! Where the bytes of messages are that nobody received, a line for each place.

use crate::analysis::{CaseAnalysis, Discard, MessageFinding, Missing, Whereabouts};
use crate::lang::{errors, located};
use crate::model::{
    CallRecord, CaseTrace, Cause, ErrorName, Fate, Outcome, Protocol, SocketId, Text,
};
use std::collections::BTreeSet;

/// The places of some messages that share their fates, in the order in which they come; bytes at the same
/// place are added up.
pub(super) fn of(messages: &[&MessageFinding], trace: &CaseTrace) -> Vec<Text> {
    let mut sums: Vec<(Whereabouts, u64)> = Vec::new();
    for missing in messages.iter().flat_map(|message| &message.missing) {
        let same = |known: &Whereabouts| is_same(known, &missing.at);
        match sums.iter_mut().find(|(known, _)| same(known)) {
            Some((_, sum)) => *sum = sum.saturating_add(missing.len),
            None => sums.push((missing.at.clone(), missing.len)),
        }
    }
    let mut lines: Vec<Text> = sums.iter().map(|(at, n)| located::place(at, *n)).collect();
    if messages.iter().any(|message| is_empty(message, trace)) {
        lines.push(located::nothing_to_send());
    }
    lines
}

/// Whether two places are told in the same words: held by the same causes, whatever their figures.
fn is_same(one: &Whereabouts, other: &Whereabouts) -> bool {
    match (one, other) {
        (Whereabouts::Unsent(one), Whereabouts::Unsent(other)) => {
            one.iter().map(|f| f.cause).eq(other.iter().map(|f| f.cause))
        }
        _ => one == other,
    }
}

/// An empty send on a stream: it succeeded, and sent nothing.
fn is_empty(message: &MessageFinding, trace: &CaseTrace) -> bool {
    let stream = trace.socket(message.from).is_some_and(|socket| socket.transport.is_stream());
    let taken = call(message, trace).is_some_and(|call| call.outcome.error().is_none());
    let never = message.fate.contains(Fate::NeverSent);
    stream && taken && never && message.bytes == 0
}

fn call<'a>(message: &MessageFinding, trace: &'a CaseTrace) -> Option<&'a CallRecord> {
    trace.call(message.place)
}

/// What is known by their fates of messages of which no stretch is told.
pub(super) fn by_fate(analysis: &CaseAnalysis, trace: &CaseTrace) -> Vec<Text> {
    let told = |m: &&MessageFinding| m.missing.is_empty() && !is_empty(m, trace);
    let has = |fate| analysis.messages.iter().filter(told).any(|m| m.fate.contains(fate));
    let fates = [Fate::Lost, Fate::Unread, Fate::Discarded, Fate::NeverSent].into_iter();
    let answered = answered(trace);
    fates.filter(|fate| has(*fate)).filter_map(|fate| errors::of_fate(fate, answered)).collect()
}

/// Whether the lab's wire carried an error about a packet.
fn answered(trace: &CaseTrace) -> bool {
    let packets = trace.lab.iter().flat_map(|lab| &lab.packets);
    packets.into_iter().any(|packet| packet.protocol == Protocol::Icmp)
}

/// The sockets that threw away what they had gathered, as a send made the datagram too long.
pub(super) fn spilled(analysis: &CaseAnalysis) -> BTreeSet<SocketId> {
    let gathered = |missing: &Missing| missing.at == Whereabouts::Discarded(Discard::GrewTooLong);
    let spilled = analysis.messages.iter().filter(|m| m.missing.iter().any(gathered));
    spilled.map(|message| message.from).collect()
}

/// Whether a send stopped before all was taken: it failed for want of room, or waited for room, and then
/// said how far it had come (send(2) with SO_SNDTIMEO, socket(7)).
fn is_stopped(call: &CallRecord) -> bool {
    match &call.outcome {
        Outcome::Error(error) => matches!(error.name, ErrorName::Timeout | ErrorName::WouldBlock),
        Outcome::Returned(_) => {
            let asked = call.data.as_ref().map_or(0, |data| data.len);
            !call.nonblocking && call.outcome.count().is_some_and(|count| count < asked)
        }
    }
}

/// Both ends of a connection stopped in a send, each with the other's window full.
pub(super) fn both_full(analysis: &CaseAnalysis, trace: &CaseTrace) -> Option<Text> {
    let window = |at: &Whereabouts| match at {
        Whereabouts::Unsent(causes) => causes.iter().any(|f| f.cause == Cause::Window),
        _ => false,
    };
    let stopped = |m: &&MessageFinding| {
        call(m, trace).is_some_and(is_stopped)
            && m.missing.iter().any(|missing| window(&missing.at))
    };
    let ends: Vec<_> =
        analysis.messages.iter().filter(stopped).filter_map(|m| Some((m.from, m.to?))).collect();
    let mutual = ends.iter().any(|(from, to)| ends.contains(&(*to, *from)));
    mutual.then(located::both_full)
}
