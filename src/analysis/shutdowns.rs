//! Which direction of its socket each call shut down.

use crate::model::{CallRecord, Case, Effect, ErrorName, How, StepNo, Transport};
use std::collections::HashMap;

/// What the steps of a case shut down.
#[derive(Debug, Default)]
pub struct Shutdowns(HashMap<StepNo, How>);

impl Shutdowns {
    /// Reads the steps.
    pub fn of(case: &Case) -> Self {
        Shutdowns(case.all_steps().filter_map(|s| Some((s.no, s.call.arguments().how?))).collect())
    }

    /// What a call of a step shut down, on a socket of this kind. A UDP socket that is not connected is told so
    /// and shut down all the same (`inet_shutdown` in net/ipv4/af_inet.c; `soshutdown` in sys/kern/uipc_socket.c
    /// of FreeBSD).
    pub fn by(&self, step: StepNo, call: &CallRecord, over: Transport) -> Option<How> {
        let done = match (call.call.facts().effect, call.outcome.error()) {
            (Effect::Shuts(_), None) => true,
            (Effect::Shuts(_), Some(ErrorName::NotConnected)) => over == Transport::Udp,
            (Effect::Shuts(_), Some(_)) => false,
            (Effect::Makes(_) | Effect::Uses(_) | Effect::Ends(..) | Effect::Without, _) => false,
        };
        call.how.or(self.0.get(&step).copied()).filter(|_| done)
    }
}
