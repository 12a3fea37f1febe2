//! Look-ups in a trace and its analysis: which call sent message 3, which call was receive 2, which 0
//! may be the end, and whose a socket is.

use crate::analysis::{CaseAnalysis, ReceiveFinding, ZeroReceive, ZeroReceives};
use crate::model::{CallPlace, CallRecord, Case, CaseTrace, SocketId};
use std::collections::HashMap;

/// The numbers of messages and receives by call.
#[derive(Debug, Default)]
pub(crate) struct CallNumbers {
    messages: HashMap<CallPlace, u32>,
    receives: HashMap<CallPlace, u32>,
    zeros: ZeroReceives,
    /// The sender of what a receive held, by its socket and when it began; none where that is not known.
    senders: HashMap<(Option<SocketId>, u64), Option<SocketId>>,
}

impl CallNumbers {
    /// Looks them up.
    pub(crate) fn of(case: &Case, trace: &CaseTrace, analysis: &CaseAnalysis) -> Self {
        let sender = |receive: &ReceiveFinding| {
            let (record, repeat) = receive.place;
            let call = trace.records.get(record)?.calls.get(repeat)?;
            Some(((call.sock, call.start_ns), receive.from))
        };
        CallNumbers {
            senders: analysis.receives.iter().filter_map(sender).collect(),
            messages: analysis.messages.iter().map(|m| (m.place, m.no.0)).collect(),
            receives: analysis.receives.iter().map(|r| (r.place, r.no.0)).collect(),
            zeros: ZeroReceives::of(case, trace),
        }
    }

    /// The message a call sent.
    pub(crate) fn message(&self, at: CallPlace) -> Option<u32> {
        self.messages.get(&at).copied()
    }

    /// The receive a call was.
    pub(crate) fn receive(&self, at: CallPlace) -> Option<u32> {
        self.receives.get(&at).copied()
    }

    /// The sender of what a call received.
    pub(crate) fn sender(&self, call: &CallRecord) -> Option<SocketId> {
        self.senders.get(&(call.sock, call.start_ns)).copied().unwrap_or(call.other)
    }

    /// Whether a call returned a 0 of which nothing tells whether it was an empty message or the end.
    pub(crate) fn may_be_the_end(&self, call: &CallRecord) -> bool {
        self.zeros.of_call(call) == ZeroReceive::MessageOrEnd
    }

    /// Whether a call returned a 0 because this program had shut down reading.
    pub(crate) fn was_shut(&self, call: &CallRecord) -> bool {
        self.zeros.of_call(call) == ZeroReceive::Shut
    }
}

/// Whether a call was made on a stream.
pub(crate) fn is_stream(trace: &CaseTrace, call: &CallRecord) -> bool {
    let socket = call.sock.and_then(|id| trace.socket(id));
    socket.is_none_or(|socket| socket.transport.is_stream())
}

/// The actor who owns a socket; `?` where the trace has no such socket.
pub(crate) fn owner(trace: &CaseTrace, id: SocketId) -> String {
    trace.owner(id).unwrap_or("?").to_owned()
}

/// A socket by its name, where it has one; else the actor who owns it.
pub(crate) fn named(trace: &CaseTrace, id: SocketId) -> String {
    let name = trace.socket(id).and_then(|socket| socket.name.clone());
    name.unwrap_or_else(|| owner(trace, id))
}

/// Whether a receive beneath a call took bytes.
pub(crate) fn read_beneath(call: &CallRecord) -> bool {
    let took = |call: &CallRecord| call.outcome.count().is_some_and(|count| count > 0);
    call.below.iter().any(|call| call.call.receives() && took(call))
}
