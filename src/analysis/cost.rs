//! What it cost to get the messages across: counted in the calls, nothing assumed; and the copies of
//! the framing, for which the same messages go through it once more.

use super::findings::CaseAnalysis;
use super::timed::{Timed, in_time};
use crate::framing::{self, Copied};
use crate::model::{
    Case, CaseTrace, Content, Flag, FramingSpec, Gives, Making, Manner, Payload, SocketId,
    SocketRole, Transport,
};
use std::collections::BTreeMap;

/// What one run of a case cost. Warm-up is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Bytes handed to the kernel by all sides, frames and acknowledgements with them; the headers
    /// of TCP, UDP and IP are not.
    pub bytes: u64,
    /// `send` calls made, those beneath message calls included.
    pub sends: u64,
    /// `recv` calls made, those beneath message calls included; looks (MSG_PEEK) are not.
    pub receives: u64,
    /// How often a side could not go on until the other had answered: the handshakes of TCP, and
    /// for each connection the sends whose sender received next.
    pub round_trips: u64,
    /// What the framing copied; `None` where that cannot be measured.
    pub copies: Option<Copies>,
    /// From the first step to the end of the last, in microseconds.
    pub took_us: u64,
}

/// How much of the messages a framing copied in the program's memory: [`Copied`], over all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Copies {
    /// Bytes copied.
    pub bytes: u64,
    /// Bytes of the messages.
    pub of: u64,
}

/// The cost of a run.
pub fn cost(case: &Case, trace: &CaseTrace, analysis: &CaseAnalysis) -> Cost {
    let copies = copies(case, trace, analysis);
    let mut cost = Cost { took_us: analysis.counts.took_us, copies, ..Cost::default() };
    let mut ends: BTreeMap<SocketId, End> = BTreeMap::new();
    let calls = in_time(trace);
    for timed in calls.iter().filter(|timed| is_a_call(timed)) {
        let call = timed.call;
        let brought = call.outcome.count().unwrap_or(0);
        let end = call.sock.map(|sock| ends.entry(sock).or_default());
        match call.call.facts().gives {
            Gives::Sent(Manner::Once) => {
                cost.sends += 1;
                cost.bytes = cost.bytes.saturating_add(brought);
                end.map(End::sent).unwrap_or_default();
            }
            Gives::Received(Manner::Once) => {
                cost.receives += 1;
                end.filter(|_| brought > 0).map(End::received).unwrap_or_default();
            }
            // Made of calls, and these are counted.
            Gives::Sent(Manner::Whole | Manner::Framed) => {}
            Gives::Received(Manner::Whole | Manner::Framed) => {}
            Gives::Nothing | Gives::Looked | Gives::Count | Gives::Value | Gives::Address => {}
        }
    }
    cost.round_trips = handshakes(trace) + answered(trace, &ends);
    cost
}

/// What was said in a run, for telling whether two runs said the same: messages that one actor sent
/// one after the other are joined, as header and body may be one message or two.
pub fn said_in(trace: &CaseTrace, analysis: &CaseAnalysis) -> Vec<Payload> {
    let who = |from| trace.owner(from);
    let turns = analysis.messages.chunk_by(|a, b| who(a.from) == who(b.from));
    turns.flat_map(|turn| joined(turn.iter().map(|message| &message.data))).collect()
}

/// One payload, where all are kept whole.
fn joined<'a>(parts: impl Iterator<Item = &'a Payload> + Clone) -> Vec<Payload> {
    let whole = |part: &'a Payload| match &part.content {
        Content::Whole(bytes) => Some(bytes.as_slice()),
        Content::Digest { .. } => None,
    };
    match parts.clone().map(whole).collect::<Option<Vec<&[u8]>>>() {
        Some(bytes) => vec![Payload::whole(&bytes.concat())],
        None => parts.cloned().collect(),
    }
}

/// The messages of the run through its framing once more. `None`: the reader of a broken framing is
/// no codec, a message was not sent through the framing, or the trace has not all of it.
fn copies(case: &Case, trace: &CaseTrace, analysis: &CaseAnalysis) -> Option<Copies> {
    let mut copies = Copies::default();
    let framing = match &case.framing {
        Some(FramingSpec::Broken { .. }) => return None,
        spec => spec.as_ref().map(framing::from_spec),
    };
    for message in &analysis.messages {
        copies.of = copies.of.saturating_add(message.bytes);
        let Some(framing) = &framing else { continue };
        let Content::Whole(bytes) = &message.data.content else { return None };
        let call = trace.call(message.place)?;
        let copied = Copied::of(&**framing, bytes).ok();
        let copied = copied.filter(|_| call.call.is_framed())?;
        copies.bytes = copies.bytes.saturating_add(copied.bytes());
    }
    Some(copies)
}

/// Whether it is one call to the kernel that moves bytes, outside warm-up.
fn is_a_call(timed: &Timed<'_>) -> bool {
    !timed.record.warmup
        && timed.call.below.is_empty()
        && !timed.call.flags.contains(&Flag::MsgPeek)
}

/// One end of a connection: how often it sent, and then received.
#[derive(Default)]
struct End {
    waiting: bool,
    answered: u64,
}

impl End {
    fn sent(&mut self) {
        self.waiting = true;
    }

    fn received(&mut self) {
        self.answered += u64::from(std::mem::take(&mut self.waiting));
    }
}

/// Connections made over TCP: `connect` returns when the other side has answered.
fn handshakes(trace: &CaseTrace) -> u64 {
    let records = trace.records.iter().filter(|record| !record.warmup);
    let calls = records.flat_map(|record| &record.calls);
    let made = calls.filter(|call| {
        let over_tcp = call.sock.and_then(|sock| trace.socket(sock)).is_some_and(|socket| {
            socket.transport == Transport::Tcp && socket.role == SocketRole::Client
        });
        call.call.makes() == Some(Making::Connects) && call.outcome.error().is_none() && over_tcp
    });
    made.count() as u64
}

/// The answers waited for: of both ends of a connection the one that waited more often, since the
/// other one's waiting was for the next question.
fn answered(trace: &CaseTrace, ends: &BTreeMap<SocketId, End>) -> u64 {
    let mut most: BTreeMap<SocketId, u64> = BTreeMap::new();
    for (sock, end) in ends {
        let peer = trace.socket(*sock).and_then(|socket| socket.peer);
        let connection = peer.map_or(*sock, |peer| peer.min(*sock));
        let known = most.entry(connection).or_default();
        *known = end.answered.max(*known);
    }
    most.values().sum()
}
