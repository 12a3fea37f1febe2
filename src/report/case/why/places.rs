//! Where the bytes of messages are that nobody received, a line for each place.

use crate::analysis::{CaseAnalysis, Discard, MessageFinding, Missing, Whereabouts};
use crate::lang::{errors, located};
use crate::model::{
    CallRecord, CaseTrace, Cause, ErrorName, Fate, Outcome, Protocol, SocketId, Text, Transport,
};
use std::collections::BTreeSet;

/// What is said of where a message's bytes are, whatever their number: messages of which the same is said are told
/// together.
pub(crate) struct Told<'a> {
    places: Vec<&'a Whereabouts>,
    empty: bool,
    /// From where to where, where there is something to tell: each kernel has its own bytes.
    way: Option<(SocketId, Option<SocketId>)>,
}

impl<'a> Told<'a> {
    pub(crate) fn of(message: &'a MessageFinding, trace: &CaseTrace) -> Self {
        let mut places: Vec<&Whereabouts> = Vec::new();
        for missing in &message.missing {
            if !places.iter().any(|known| is_same(known, &missing.at)) {
                places.push(&missing.at);
            }
        }
        let way = (!places.is_empty()).then_some((message.from, message.to));
        Told { places, empty: is_empty(message, trace), way }
    }
}

impl PartialEq for Told<'_> {
    fn eq(&self, other: &Self) -> bool {
        let within = |at: &&Whereabouts| other.places.iter().any(|known| is_same(known, at));
        let as_many = self.places.len() == other.places.len();
        (self.empty, self.way) == (other.empty, other.way)
            && as_many
            && self.places.iter().all(within)
    }
}

/// The places of some messages of which the same is told, in the order in which they come; bytes at the same
/// place are added up.
pub(crate) fn of(messages: &[&MessageFinding], trace: &CaseTrace) -> Vec<Text> {
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

/// Whether nothing at all tells what became of a message that was sent to a socket of the program's own.
pub(crate) fn is_unclear(message: &MessageFinding, trace: &CaseTrace) -> bool {
    let elsewhere = message.to.is_some_and(|to| trace.is_elsewhere(to));
    !elsewhere && message.fate.is_empty() && message.missing.is_empty()
}

fn call<'a>(message: &MessageFinding, trace: &'a CaseTrace) -> Option<&'a CallRecord> {
    trace.call(message.place)
}

/// What is known by their fates of messages of which no stretch is told; which these are, where more is known of
/// others with the same fate.
pub(crate) fn by_fate(analysis: &CaseAnalysis, trace: &CaseTrace) -> Vec<Text> {
    let untold = |m: &MessageFinding| m.missing.is_empty() && !is_empty(m, trace);
    let said = |fate: Fate| {
        let all = || analysis.messages.iter().filter(move |m| m.fate.contains(fate));
        let numbers: Vec<u32> = all().filter(|m| untold(m)).map(|m| m.no.0).collect();
        let only = (numbers.len() < all().count()).then_some(numbers.as_slice());
        let text = || errors::of_fate(fate, only, answered(trace));
        (!numbers.is_empty()).then(text).flatten()
    };
    let fates = [Fate::Lost, Fate::Unread, Fate::Discarded, Fate::NeverSent].into_iter();
    fates.filter_map(said).collect()
}

/// Whether the lab's wire carried an error about a packet.
fn answered(trace: &CaseTrace) -> bool {
    let packets = trace.lab.iter().flat_map(|lab| &lab.packets);
    packets.into_iter().any(|packet| packet.protocol == Protocol::Icmp)
}

/// The sockets that threw away what they had gathered, as a send made the datagram too long.
pub(crate) fn spilled(analysis: &CaseAnalysis) -> BTreeSet<SocketId> {
    let gathered = |missing: &Missing| missing.at == Whereabouts::Discarded(Discard::GrewTooLong);
    let spilled = analysis.messages.iter().filter(|m| m.missing.iter().any(gathered));
    spilled.map(|message| message.from).collect()
}

/// A send that waited so long had filled what there was to fill.
const WAITED_NS: u64 = 1_000_000;

/// Whether a send waited for room and stopped before all was taken: it failed for want of room, or said how far
/// it had come (send(2) with SO_SNDTIMEO, socket(7)).
fn is_stopped(call: &CallRecord) -> bool {
    let stopped = match &call.outcome {
        Outcome::Error(error) => matches!(error.name, ErrorName::Timeout | ErrorName::WouldBlock),
        Outcome::Returned(_) => {
            let asked = call.data.as_ref().map_or(0, |data| data.len);
            call.outcome.count().is_some_and(|count| count < asked)
        }
    };
    stopped && !call.nonblocking
}

/// A send that stopped, and how its bytes travel.
struct Stopped<'a> {
    ends: (SocketId, SocketId),
    call: &'a CallRecord,
    over: Transport,
}

impl Stopped<'_> {
    /// Whether both waited at one time, each for the other end of one connection.
    fn waits_with(&self, other: &Stopped<'_>) -> bool {
        let (from, to) = self.ends;
        let begin = self.call.start_ns.max(other.call.start_ns);
        let end = self.call.end_ns().min(other.call.end_ns());
        other.ends == (to, from) && end.saturating_sub(begin) >= WAITED_NS
    }
}

/// Both ends of a connection stopped in a send at one time, each with the other's window full; between Unix
/// sockets, where nothing travels, what the other one has not read fills the sender's buffer
/// (`unix_stream_sendmsg` in net/unix/af_unix.c).
pub(crate) fn both_full(analysis: &CaseAnalysis, trace: &CaseTrace) -> Option<Text> {
    let window = |at: &Whereabouts| match at {
        Whereabouts::Unsent(causes) => causes.iter().any(|f| f.cause == Cause::Window),
        _ => false,
    };
    let stopped = |m: &MessageFinding| {
        let call = call(m, trace).filter(|call| is_stopped(call))?;
        let over = trace.socket(m.from)?.transport;
        let full = match over {
            Transport::Tcp => m.missing.iter().any(|missing| window(&missing.at)),
            Transport::UnixStream | Transport::UnixSeqpacket => true,
            Transport::Udp | Transport::UnixDatagram => false,
        };
        full.then_some(Stopped { ends: (m.from, m.to?), call, over })
    };
    let all: Vec<Stopped<'_>> = analysis.messages.iter().filter_map(stopped).collect();
    let mutual = |one: &&Stopped<'_>| all.iter().any(|other| one.waits_with(other));
    let first = all.iter().find(mutual)?;
    Some(located::both_full(first.over == Transport::Tcp))
}
