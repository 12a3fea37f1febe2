//! How long the calls took that waited.

use crate::lang::timeline as words;
use crate::model::{CallName, CallRecord, ErrorName, Waits};
use crate::report::case::timeline::Source;
use std::time::Duration;

/// What took less, in microseconds, is not a wait, but the call itself.
const LEAST: u64 = 1000;
/// What took less in a send, in microseconds, is not a wait. A send waits only where the buffer is full, and
/// then for a reader; what is shorter is mostly another process that had the processor.
const LEAST_OF_A_SEND: u64 = 10_000;
/// A wait that ended so little before its deadline, or later, ended because of it.
const NEAR: Duration = Duration::from_millis(2);

/// How long some calls took that brought the same: from the shortest to the longest, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    least: u64,
    most: u64,
    /// So long the longest must be to be worth a word.
    worth: u64,
}

/// How long some calls took that brought the same, where any of them may have waited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Took(Option<Range>);

impl Took {
    /// Of one call. A `timeout` took as long as its step was to wait, unless it gave up before.
    pub(crate) fn of(call: &CallRecord, deadline: Option<Duration>) -> Self {
        if call.nonblocking || !waits(call.call) {
            return Took(None);
        }
        // How long a call waited that gave up is said, however short that was.
        let (us, worth) = match call.outcome.error() {
            Some(ErrorName::Timeout) => (until(call, deadline), 0),
            _ if call.call.sends() => (call.took_ns / 1000, LEAST_OF_A_SEND),
            _ => (call.took_ns / 1000, LEAST),
        };
        Took(Some(Range { least: us, most: us, worth }))
    }

    /// Both together.
    pub(crate) fn and(self, other: Self) -> Self {
        let (Some(one), Some(two)) = (self.0, other.0) else {
            return Took(self.0.or(other.0));
        };
        Took(Some(Range {
            least: one.least.min(two.least),
            most: one.most.max(two.most),
            worth: one.worth.min(two.worth),
        }))
    }

    /// ` after 41.2 ms`; nothing where no call waited.
    pub(crate) fn text(self, source: Source<'_>) -> Option<String> {
        let range = self.0.filter(|range| range.most >= range.worth)?;
        Some(source.voice.say(words::after(range.least, range.most)))
    }
}

fn until(call: &CallRecord, deadline: Option<Duration>) -> u64 {
    let took = Duration::from_millis(call.took_ns / 1_000_000);
    let all = deadline.filter(|deadline| took + NEAR >= *deadline).unwrap_or(took);
    u64::try_from(all.as_micros()).unwrap_or(u64::MAX)
}

/// Whether a call may wait for something outside this program. `pause` says itself how long; a `close` waits
/// where SO_LINGER says so (socket(7)).
fn waits(call: CallName) -> bool {
    let for_waiting = match call.facts().waits {
        Waits::Barrier | Waits::Step => true,
        Waits::No | Waits::Time => false,
    };
    for_waiting || call.may_block() || call == CallName::Close
}
