//! Why nothing can be sent on a socket any more.

use crate::lang::errors::Shut;
use crate::model::{CallRecord, CaseTrace, Effect, SocketId};
use std::collections::HashMap;

/// What the own calls of each socket say, in the order in which they began.
pub(super) struct Shuts(HashMap<SocketId, Vec<(u64, Shut)>>);

impl Shuts {
    pub(super) fn of(trace: &CaseTrace) -> Self {
        let mut all: HashMap<SocketId, Vec<(u64, Shut)>> = HashMap::new();
        for call in trace.calls() {
            if let (Some(sock), Some(shut)) = (call.sock, said_by(call)) {
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

/// What a call says of whether its socket can send.
fn said_by(call: &CallRecord) -> Option<Shut> {
    let failed = call.outcome.error().is_some();
    match call.call.facts().effect {
        Effect::Makes(making) => (failed && making.survives_failure()).then_some(Shut::NeverOpen),
        Effect::Shuts(_) => (!failed).then_some(Shut::ByItself),
        Effect::Uses(_) | Effect::Ends(..) | Effect::Without => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CallName, ErrorInfo, ErrorName, Outcome};

    /// Which calls say something of whether their socket can send, failed or not.
    #[test]
    fn a_connect_that_failed_and_a_shutdown_that_did_not() {
        let mut saying = Vec::new();
        for name in CallName::ALL {
            for failed in [false, true] {
                let mut call = CallRecord::new(*name);
                if failed {
                    call.outcome = Outcome::Error(ErrorInfo::named(ErrorName::Refused));
                }
                saying.extend(said_by(&call).map(|shut| (*name, failed, shut)));
            }
        }
        let expected = [
            (CallName::Connect, true, Shut::NeverOpen),
            (CallName::Shutdown, false, Shut::ByItself),
        ];
        assert_eq!(saying, expected);
    }
}
