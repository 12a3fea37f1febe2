//! Why nothing can be sent on a socket any more.

use crate::lang::errors::Shut;
use crate::model::{CallName, CallRecord, CaseTrace, SocketId};
use std::collections::HashMap;

/// What the own calls of each socket say, in the order in which they began.
pub(super) struct Shuts(HashMap<SocketId, Vec<(u64, Shut)>>);

impl Shuts {
    pub(super) fn of(trace: &CaseTrace) -> Self {
        let mut all: HashMap<SocketId, Vec<(u64, Shut)>> = HashMap::new();
        for call in trace.calls() {
            let shut = match (call.call, call.outcome.error()) {
                (CallName::Shutdown, None) => Shut::ByItself,
                (CallName::Connect, Some(_)) => Shut::NeverOpen,
                _ => continue,
            };
            if let Some(sock) = call.sock {
                all.entry(sock).or_default().push((call.start_ns, shut));
            }
        }
        all.values_mut().for_each(|shuts| shuts.sort_by_key(|(at, _)| *at));
        Shuts(all)
    }

    /// What the last of them before this call says; nothing of its own: then it was the other end.
    pub(super) fn before(&self, failed: &CallRecord, sock: SocketId) -> Shut {
        let of_socket = self.0.get(&sock).map_or(&[][..], Vec::as_slice);
        let before = of_socket.partition_point(|(at, _)| *at < failed.start_ns);
        of_socket[..before].last().map_or(Shut::ByTheOther, |(_, shut)| *shut)
    }
}
