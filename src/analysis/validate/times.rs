//! The times of a trace: an actor does one thing after another.

use super::{Contradiction, Fault, under};
use crate::model::{CallName, CallRecord, Record, Text};
use std::collections::BTreeMap;

/// No call of a case ends later than a year after the case began. (After
/// [`crate::model::Limits::CASE_MS`] no step is begun any more; but a computer may be put to sleep in between.)
const LATEST: u64 = 365 * 24 * 3600 * 1_000_000_000;

/// How times can contradict one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimesFault {
    /// Later than any run lasts.
    TooLate,
    /// A call begins before the one before it has ended.
    Backwards {
        /// When that ended, in nanoseconds since the case began.
        ended: u64,
    },
    /// A call beneath another begins before it.
    BeforeItsCall {
        /// When that begins, in nanoseconds since the case began.
        begins: u64,
    },
}

impl TimesFault {
    /// For a person.
    pub fn text(self) -> Text {
        match self {
            TimesFault::TooLate => Text::new(
                "a call lasts until more than a year after the case began",
                "有一次调用到用例开始一年以后才结束",
            ),
            TimesFault::Backwards { .. } => Text::new(
                "a call begins while its actor is still at the one before it",
                "同一个角色的上一次调用还没结束，这一次就开始了",
            ),
            TimesFault::BeforeItsCall { .. } => Text::new(
                "a call begins before the call that it is part of",
                "下层的调用比它所属的调用开始得还早",
            ),
        }
    }

    /// What would be right.
    pub fn help(self) -> Text {
        match self {
            TimesFault::TooLate => Text::new(
                "times are nanoseconds since the case began",
                "时间是从用例开始算起的纳秒数",
            ),
            TimesFault::Backwards { ended } => Text::new(
                format!("the one before ended at {ended} ns"),
                format!("上一次在 {ended} ns 结束"),
            ),
            TimesFault::BeforeItsCall { begins } => Text::new(
                format!("that begins at {begins} ns"),
                format!("所属的调用在 {begins} ns 开始"),
            ),
        }
    }
}

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
