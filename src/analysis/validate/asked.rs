//! What a call was asked is what its step says. A call that failed may not have come so far.

use super::contradiction::{AskedFault, Contradiction};
use super::fault::{Fault, each};
use crate::model::{
    CallName, CallRecord, Case, Flag, FramingSpec, Gives, OptionName, OptionValue, Record, Step,
};

/// What a step asks, in each of its calls.
pub(super) struct Asked<'s> {
    step: &'s Step,
    max: Option<u64>,
    below: Option<u64>,
    flags: &'s [Flag],
    options: Vec<String>,
}

impl<'s> Asked<'s> {
    pub(super) fn of(case: &Case, step: &'s Step) -> Self {
        let arguments = step.call.arguments();
        let backlog = arguments.backlog.map(u64::from);
        // A broken framing's reader asks for what it likes.
        let broken = matches!(case.framing, Some(FramingSpec::Broken { .. }));
        let looks = step.call.name().facts().gives == Gives::Looked;
        let set = step.set.iter().map(|setting| option(setting.name, Some(setting.value)));
        let mut options: Vec<String> =
            set.chain(arguments.option.map(|name| option(name, None))).collect();
        // Some are set when the connection is there; which ones differs from system to system.
        options.sort_unstable();
        Asked {
            step,
            max: arguments.room.or(arguments.awaited).or(backlog),
            below: arguments.buffer.filter(|_| !broken),
            flags: if looks { &[Flag::MsgPeek] } else { arguments.flags },
            options,
        }
    }

    /// That a record's calls ask that.
    pub(super) fn check(&self, record: &Record) -> Result<(), Fault> {
        for (field, is, was) in [
            ("warmup", self.step.warmup, record.warmup),
            ("background", self.step.background, record.background),
        ] {
            if is != was {
                return self.fault(is, field);
            }
        }
        each(&record.calls, "calls", |call| self.call(call))
    }

    fn call(&self, call: &CallRecord) -> Result<(), Fault> {
        let failed = call.outcome.error().is_some();
        if call.max != self.max && !(failed && call.max.is_none()) {
            return match self.max {
                Some(max) => self.fault(max, "max"),
                None => self.fault("null", "max"),
            };
        }
        if call.flags != self.flags && !(failed && call.flags.is_empty()) {
            return self.fault(list(self.flags.iter().map(Flag::to_string)), "flags");
        }
        let nonblocking = self.step.nonblocking;
        if call.nonblocking != nonblocking && (call.nonblocking || !failed) {
            return self.fault(nonblocking, "nonblocking");
        }
        self.options(call, failed)?;
        each(&call.below, "below", |below| match (self.below, below.max) {
            (Some(max), was) if below.call == CallName::Recv && was != Some(max) => {
                self.fault(max, "max")
            }
            _ => Ok(()),
        })
    }

    /// All of them, unless the call failed before; a `close` may have shortened its lingering, too.
    fn options(&self, call: &CallRecord, failed: bool) -> Result<(), Fault> {
        let lingers = |name| call.call == CallName::Close && name == OptionName::SoLinger;
        let asked = call.options.iter().filter(|one| !lingers(one.option));
        let mut was: Vec<String> = asked.map(|one| option(one.option, one.asked)).collect();
        was.sort_unstable();
        let known = was.iter().all(|option| self.options.contains(option));
        if was == self.options || (failed && known && was.len() <= self.options.len()) {
            return Ok(());
        }
        self.fault(list(self.options.iter().cloned()), "options")
    }

    fn fault<T>(&self, is: impl std::fmt::Display, field: &'static str) -> Result<T, Fault> {
        let what = AskedFault { step: self.step.no, is: is.to_string() };
        Err((Contradiction::Asked(what), vec![field.into()]))
    }
}

/// An option as `--set` would write it.
fn option(name: OptionName, value: Option<OptionValue>) -> String {
    match value {
        Some(value) => format!("{name}={value}"),
        None => name.to_string(),
    }
}

fn list(words: impl Iterator<Item = String>) -> String {
    format!("[{}]", words.collect::<Vec<_>>().join(", "))
}
