//! Whether what was found agrees with itself: no page may say of a message that nobody received it, and
//! show it in a receive. A guard for tests and fuzzers; a finding that fails it is a defect of this
//! program.

use super::findings::{CaseAnalysis, MessageFinding, ReceiveFinding};
use super::located::Whereabouts;
use super::{Check, CheckResult};
use crate::model::{CallRecord, CaseTrace, Fate, MessageNo, SocketId, Verdict};
use std::collections::BTreeMap;

/// Every sentence that another one contradicts; nothing is the rule. For a trace that its validator has
/// let pass, of a run in which both ends of every connection were the case's own.
pub fn contradictions(trace: &CaseTrace, found: &CaseAnalysis) -> Vec<String> {
    let handed = handed(found);
    let mut out = Vec::new();
    out.extend(found.receives.iter().filter_map(|receive| of_receive(trace, receive)));
    let parted = parted(found);
    for message in &found.messages {
        let handed = handed.get(&message.no).copied().unwrap_or(0);
        out.extend(of_message(trace, message, (handed, parted.get(&message.no).copied())));
    }
    out.extend(more_than_there_was(trace, found));
    let failed = |check: &Check| matches!(check.result, CheckResult::Failed(_));
    if found.verdict == Verdict::Shown && found.checks.iter().any(failed) {
        out.push("shown, and a check failed".to_owned());
    }
    out
}

/// Bytes of each message that receives hold.
fn handed(found: &CaseAnalysis) -> BTreeMap<MessageNo, u64> {
    let mut handed: BTreeMap<MessageNo, u64> = BTreeMap::new();
    for part in found.receives.iter().flat_map(|receive| &receive.parts) {
        let sum = handed.entry(part.message).or_default();
        *sum = sum.saturating_add(part.len);
    }
    handed
}

/// Bytes that left of each message that has several parts, which its last call does not tell.
fn parted(found: &CaseAnalysis) -> BTreeMap<MessageNo, u64> {
    let sent = found.flows.iter().flat_map(|flow| &flow.sent);
    sent.filter(|sent| sent.sends > 1).map(|sent| (sent.message, sent.len)).collect()
}

/// A receive of bytes holds a message, unless they are of warm-up, an acknowledgement, or another program's.
fn of_receive(trace: &CaseTrace, receive: &ReceiveFinding) -> Option<String> {
    let socket = trace.socket(receive.by)?;
    let call = trace.call(receive.place)?;
    let sender = if socket.transport.is_stream() { socket.peer } else { call.other };
    let unknown = |sender| trace.is_elsewhere(sender) || sends_unnumbered(trace, sender);
    let excused = sender.is_some_and(unknown);
    (receive.bytes > 0 && receive.parts.is_empty() && !excused).then(|| {
        let (no, bytes) = (receive.no, receive.bytes);
        format!("receive {no} holds {bytes} bytes of no message; its sender: {sender:?}")
    })
}

/// Whether a socket sends what has no number: warm-up, or acknowledgements beneath a receive.
fn sends_unnumbered(trace: &CaseTrace, sock: SocketId) -> bool {
    let acknowledges =
        |call: &CallRecord| call.call.receives() && call.below.iter().any(|b| b.call.sends());
    trace.records.iter().any(|record| {
        let own = |call: &&CallRecord| call.sock == Some(sock);
        let warmup = record.warmup && record.call.sends();
        record.calls.iter().filter(own).any(|call| warmup || acknowledges(call))
    })
}

/// What a receive holds is neither unread nor lost; and each byte of a stream is at one place.
fn of_message(
    trace: &CaseTrace,
    message: &MessageFinding,
    (handed, parted): (u64, Option<u64>),
) -> Option<String> {
    let call = trace.call(message.place)?;
    let stream = trace.socket(message.from)?.transport.is_stream();
    let gone = [
        Fate::Lost,
        Fate::Discarded,
        Fate::Buffered,
        Fate::Unread,
        Fate::InFlight,
        Fate::Unsent,
        Fate::NeverSent,
    ];
    let said = gone.into_iter().find(|fate| message.fate.contains(*fate));
    let no = message.no;
    if let Some(fate) = said.filter(|_| handed > 0 && handed == message.bytes.max(1))
        && call.frame.is_none()
    {
        return Some(format!("message {no} was received whole, and is called {fate}"));
    }
    let missing = message.missing.iter().map(|missing| missing.len).fold(0, u64::saturating_add);
    let sent = parted.unwrap_or_else(|| taken(call));
    // A receive of warm-up may hold some of it, too.
    let warmup = trace.records.iter().any(|record| record.warmup && record.call.receives());
    (stream && !warmup && handed.saturating_add(missing) > sent).then(|| {
        format!("message {no}: {handed} bytes in receives and {missing} missing, of {sent} sent")
    })
}

/// Bytes that the kernel took of a send.
fn taken(call: &CallRecord) -> u64 {
    if call.below.is_empty() {
        return call.outcome.count().unwrap_or(0);
    }
    let sends = call.below.iter().filter(|below| below.call.sends());
    sends.filter_map(|below| below.outcome.count()).fold(0, u64::saturating_add)
}

/// No more is said to wait in a kernel than waited there.
fn more_than_there_was(trace: &CaseTrace, found: &CaseAnalysis) -> Vec<String> {
    let mut waiting: BTreeMap<SocketId, u64> = BTreeMap::new();
    for message in &found.messages {
        for missing in message.missing.iter().filter(|m| m.at == Whereabouts::Readable) {
            let sum = message.taken_by.or(message.to).map(|to| waiting.entry(to).or_default());
            sum.into_iter().for_each(|sum| *sum = sum.saturating_add(missing.len));
        }
    }
    let was = |sock: SocketId| {
        let left = trace.queued().iter().filter(|left| left.sock == sock);
        left.map(|left| left.bytes).fold(0, u64::saturating_add)
    };
    let too_many = waiting.into_iter().filter(|(sock, sum)| *sum > was(*sock));
    too_many.map(|(sock, sum)| format!("{sum} bytes said to be unread at {sock:?}")).collect()
}
