//! The times of a trace: an actor does one thing after another.

use super::contradiction::{Contradiction, TimesFault};
use super::fault::{Fault, under};
use crate::model::{CallName, CallRecord, Record};
use std::collections::BTreeMap;

/// No call of a case ends later than a year after the case began. (After
/// [`crate::model::Limits::CASE_MS`] no step is begun any more; but a computer may be put to sleep in between.)
const LATEST: u64 = 365 * 24 * 3600 * 1_000_000_000;

/// When the last call of each actor ended.
#[derive(Debug, Default)]
pub(super) struct Times<'t>(BTreeMap<&'t str, u64>);

impl<'t> Times<'t> {
    /// That the calls of a record follow one another, and those that their actor made before. A
    /// `join` is the conductor's, and is made while the actor is at its background step.
    pub(super) fn check(&mut self, record: &'t Record) -> Result<(), Fault> {
        for (index, call) in record.calls.iter().enumerate() {
            let alone = record.call == CallName::Join;
            let last = if alone { None } else { self.0.get(record.who.as_str()).copied() };
            let end = one(call, last.unwrap_or(0), |ended| TimesFault::Backwards { ended })
                .and_then(|end| beneath(call).map(|()| end))
                .map_err(under(["calls".into(), index.into()]))?;
            if !alone {
                self.0.insert(&record.who, end);
            }
        }
        Ok(())
    }
}

/// The calls beneath another follow one another, too.
fn beneath(call: &CallRecord) -> Result<(), Fault> {
    let (mut last, mut first) = (call.start_ns, true);
    for (index, below) in call.below.iter().enumerate() {
        let early = |at| match first {
            true => TimesFault::BeforeItsCall { begins: at },
            false => TimesFault::Backwards { ended: at },
        };
        last = one(below, last, early).map_err(under(["below".into(), index.into()]))?;
        first = false;
    }
    Ok(())
}

/// When a call ended, which begins at `earliest` or later.
fn one(call: &CallRecord, earliest: u64, early: impl Fn(u64) -> TimesFault) -> Result<u64, Fault> {
    if call.start_ns > LATEST {
        return fault(TimesFault::TooLate, "start_ns");
    }
    if call.start_ns < earliest {
        return fault(early(earliest), "start_ns");
    }
    match call.start_ns.checked_add(call.took_ns) {
        Some(end) if end <= LATEST => Ok(end),
        _ => fault(TimesFault::TooLate, "took_ns"),
    }
}

fn fault<T>(what: TimesFault, field: &'static str) -> Result<T, Fault> {
    Err((Contradiction::Times(what), vec![field.into()]))
}
