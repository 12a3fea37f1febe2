//! What the figures tell of a connection that the kernel gave up.

use crate::lang::errors::{self, GivenUp};
use crate::model::{
    CallName, CallRecord, CaseTrace, ErrorName, Evidence, OptionName, OptionValue, Outcome, Seen,
    Text,
};
use crate::report::case::errors::said;
use std::time::Duration;

/// A wait is as long as this at least: an error that was there before takes no time.
const WAITED_NS: u64 = 1_000_000;

/// The sentence for a call that failed with `connection-timed-out`.
pub(crate) fn sentence(call: &CallRecord, trace: &CaseTrace) -> Option<Text> {
    let Outcome::Error(error) = &call.outcome else { return None };
    let given_up = error.name == ErrorName::ConnectionTimedOut;
    given_up.then(|| errors::given_up(call.call, &said(error), &told(call, trace)))
}

fn told(call: &CallRecord, trace: &CaseTrace) -> GivenUp {
    let earlier = || {
        let calls = trace.calls();
        calls.filter(|other| other.sock == call.sock && other.start_ns <= call.start_ns)
    };
    let end = call.end_ns();
    let wrote_last = || earlier().filter(|other| wrote(other)).map(|other| other.start_ns).max();
    let connects = call.call == CallName::Connect;
    let tried = if connects { Some(call.start_ns) } else { wrote_last() };
    let tried = tried.filter(|_| call.took_ns >= WAITED_NS);
    GivenUp {
        unacked: call.own.unacked.seen().filter(|n| *n > 0),
        shut_out: shut_out(&call.own),
        again: call.own.segments_retransmitted.seen().filter(|n| *n > 0),
        allowed: earlier().filter_map(allowed).next_back().flatten(),
        tried: tried.map(|from| Duration::from_millis(end.saturating_sub(from) / 1_000_000)),
    }
}

/// The receiver's window, where what had left is all acknowledged and the rest did not fit into it.
fn shut_out(own: &Evidence) -> Option<u64> {
    let (unacked, unsent) = (own.unacked.seen()?, own.unsent.seen()?);
    own.send_window.seen().filter(|window| unsent == unacked && *window < unsent)
}

fn wrote(call: &CallRecord) -> bool {
    call.call.sends() && call.outcome.count().is_some_and(|n| n > 0)
}

/// What a call sets TCP_USER_TIMEOUT to: milliseconds; 0 is the system's own (tcp(7)).
fn allowed(call: &CallRecord) -> Option<Option<Duration>> {
    let set = call.options.iter().rfind(|option| option.option == OptionName::TcpUserTimeout)?;
    let Seen::Seen(OptionValue::Number(ms)) = set.granted else { return None };
    Some(u64::try_from(ms).ok().filter(|ms| *ms > 0).map(Duration::from_millis))
}
