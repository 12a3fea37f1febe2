//! Empty messages of which nothing travels but the end of the stream: where a framing adds no byte
//! and the end says where a message ends (`until-close`), an empty message is a connection that is
//! opened and closed. The receiver's framing makes the message of the end.

use super::events::{ReceiveEvent, SendEvent};
use super::findings::Part;
use crate::model::{CallRecord, Case, FramingSpec, SocketId};
use std::collections::BTreeMap;

/// Whether nothing of a message is written.
fn is_nothing(send: &SendEvent<'_>) -> bool {
    let empty = send.bytes == 0 && send.span.len == 0 && send.call.frame == Some(0);
    let sent = send.call.call.is_framed() && send.call.outcome.count().is_some();
    send.stream && empty && sent
}

/// Whether a 0 completed what was received: the end of the stream, if the program had not shut down reading.
pub(super) fn came_with_a_zero(receive: &ReceiveEvent<'_>) -> bool {
    let last = receive.call.below.iter().rfind(|below| below.call.receives());
    let ended = |below: &CallRecord| below.outcome.count() == Some(0);
    receive.call.call.is_framed() && last.is_some_and(ended)
}

/// The empty messages of each socket that the end of its stream brings, in the order in which they
/// were sent.
#[derive(Debug, Default)]
pub(super) struct EndMessages {
    /// The end says where a message ends.
    by_end: bool,
    of: BTreeMap<SocketId, Vec<Part>>,
}

impl EndMessages {
    pub(super) fn of(case: &Case, sends: &[SendEvent<'_>]) -> Self {
        let by_end = matches!(case.framing, Some(FramingSpec::UntilClose { .. }));
        let mut endings = EndMessages { by_end, ..EndMessages::default() };
        for send in sends.iter().filter(|send| by_end && is_nothing(send)) {
            let part = send.no.map(|message| Part { message, start: 0, len: 0, of: 0 });
            endings.of.entry(send.from).or_default().extend(part);
        }
        endings
    }

    /// Whether a message is sent by ending the stream, and by nothing else.
    pub(super) fn is_only_the_end(&self, send: &SendEvent<'_>) -> bool {
        self.by_end && is_nothing(send)
    }

    /// Adds those of a sender to what a receive holds, if the end of the stream completed it.
    pub(super) fn add(
        &self,
        sender: Option<SocketId>,
        event: &ReceiveEvent<'_>,
        parts: &mut Vec<Part>,
    ) {
        let ending = sender.and_then(|sender| self.of.get(&sender));
        if let Some(ending) = ending.filter(|_| came_with_a_zero(event) && !event.shut) {
            parts.extend(ending);
            parts.sort_by_key(|part| part.message);
        }
    }
}
