//! Which call sent message 3, which call was receive 2, which 0 may be the end: as the analysis
//! found it.

use crate::analysis::{CallPlace, CaseAnalysis, Zero, Zeros};
use crate::model::{CallRecord, CaseTrace};
use std::collections::HashMap;

/// A call: the record's index and the repeat's index in it.
pub(crate) type At = CallPlace;

/// The numbers of messages and receives by call.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    messages: HashMap<At, u32>,
    receives: HashMap<At, u32>,
    zeros: Zeros,
}

impl Numbers {
    /// Looks them up.
    pub(crate) fn of(trace: &CaseTrace, analysis: &CaseAnalysis) -> Self {
        Numbers {
            messages: analysis.messages.iter().map(|m| (m.place, m.no.0)).collect(),
            receives: analysis.receives.iter().map(|r| (r.place, r.no.0)).collect(),
            zeros: Zeros::of(trace),
        }
    }

    /// The message a call sent.
    pub(crate) fn message(&self, at: At) -> Option<u32> {
        self.messages.get(&at).copied()
    }

    /// The receive a call was.
    pub(crate) fn receive(&self, at: At) -> Option<u32> {
        self.receives.get(&at).copied()
    }

    /// Whether a call returned a 0 of which nothing tells whether it was an empty message or the end.
    pub(crate) fn may_be_the_end(&self, call: &CallRecord) -> bool {
        self.zeros.of_call(call) == Zero::MessageOrEnd
    }

    /// Whether any number is shown.
    pub(crate) fn any(&self) -> bool {
        !self.messages.is_empty() || !self.receives.is_empty()
    }
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

/// A socket by its name, where it has one; else the actor who owns it.
pub(crate) fn named(trace: &CaseTrace, id: crate::model::SocketId) -> String {
    let name = socket(trace, id).and_then(|socket| socket.name.clone());
    name.unwrap_or_else(|| owner(trace, id))
}
