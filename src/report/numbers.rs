//! Which call sent message 3, which call was receive 2.
//!
//! The analysis numbers messages and receives; the timeline shows the calls. Both go through the
//! records in the same order, and the sizes must agree one by one: where they do not, no numbers
//! are shown rather than wrong ones.

use crate::analysis::CaseAnalysis;
use crate::model::{CallName, CallRecord, CaseTrace, Outcome};
use std::collections::HashMap;

/// A call: the record's index and the repeat's index in it.
pub(crate) type At = (usize, usize);

/// The numbers of messages and receives by call.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    messages: HashMap<At, u32>,
    receives: HashMap<At, u32>,
}

impl Numbers {
    /// Works them out.
    pub(crate) fn of(trace: &CaseTrace, analysis: &CaseAnalysis) -> Self {
        let sent = calls(trace, |_, call| call.call.sends());
        let got = calls(trace, is_receive);
        let mut numbers = Numbers::default();
        let sizes: Vec<(u32, u64)> = analysis.messages.iter().map(|m| (m.no.0, m.bytes)).collect();
        if agree(&sent, &sizes) {
            numbers.messages = zipped(&sent, &sizes);
        }
        let sizes: Vec<(u32, u64)> = analysis.receives.iter().map(|r| (r.no.0, r.bytes)).collect();
        if agree(&got, &sizes) {
            numbers.receives = zipped(&got, &sizes);
        }
        numbers
    }

    /// The message a call sent.
    pub(crate) fn message(&self, at: At) -> Option<u32> {
        self.messages.get(&at).copied()
    }

    /// The receive a call was.
    pub(crate) fn receive(&self, at: At) -> Option<u32> {
        self.receives.get(&at).copied()
    }

    /// Whether any number is shown.
    pub(crate) fn any(&self) -> bool {
        !self.messages.is_empty() || !self.receives.is_empty()
    }
}

fn calls(trace: &CaseTrace, wanted: impl Fn(&CaseTrace, &CallRecord) -> bool) -> Vec<(At, u64)> {
    let mut found = Vec::new();
    for (r, record) in trace.records.iter().enumerate().filter(|(_, record)| !record.warmup) {
        for (c, call) in record.calls.iter().enumerate() {
            let known = call.sock.is_some_and(|id| socket(trace, id).is_some());
            if known && wanted(trace, call) {
                found.push(((r, c), call.data.as_ref().map_or(0, |data| data.len)));
            }
        }
    }
    found
}

/// The end of a stream is no receive; an empty datagram or message is one.
fn is_receive(trace: &CaseTrace, call: &CallRecord) -> bool {
    let bytes = call.data.as_ref().map_or(0, |data| data.len);
    let whole = call.call == CallName::RecvMessage || !is_stream(trace, call);
    let success = matches!(call.outcome, Outcome::Returned(_));
    call.call.receives() && (bytes > 0 || (success && whole))
}

/// Whether a call was made on a stream.
pub(crate) fn is_stream(trace: &CaseTrace, call: &CallRecord) -> bool {
    let socket = call.sock.and_then(|id| socket(trace, id));
    socket.is_none_or(|socket| socket.transport.is_stream())
}

/// A socket of the trace.
pub(crate) fn socket(
    trace: &CaseTrace,
    id: crate::model::SocketId,
) -> Option<&crate::model::SocketTrace> {
    trace.sockets.get(usize::try_from(id.0).ok()?)
}

/// The actor who owns a socket; `?` where the trace has no such socket.
pub(crate) fn owner(trace: &CaseTrace, id: crate::model::SocketId) -> String {
    socket(trace, id).map_or_else(|| "?".to_owned(), |socket| socket.actor.clone())
}

fn agree(calls: &[(At, u64)], sizes: &[(u32, u64)]) -> bool {
    calls.len() == sizes.len() && calls.iter().zip(sizes).all(|(call, size)| call.1 == size.1)
}

fn zipped(calls: &[(At, u64)], sizes: &[(u32, u64)]) -> HashMap<At, u32> {
    calls.iter().zip(sizes).map(|(call, size)| (call.0, size.0)).collect()
}
