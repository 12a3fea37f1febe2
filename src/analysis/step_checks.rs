//! The expectations that stand on steps.

use super::addresses::Addresses;
use super::checks::{Check, CheckPlace, CheckResult, Expected, Got, StoppedBy};
use super::findings::ReceiveFinding;
use super::setting::Setting;
use crate::model::{
    CallName, CallPlace, CallRecord, Case, CaseTrace, Content, Data, ErrorInfo, ErrorName, Outcome,
    Payload, Platform, Range, Record, Returns, SocketId, SocketTrace, Step, StepNo, Text, Want,
    digest,
};
use std::collections::{BTreeMap, BTreeSet};

/// Every expectation on a step that was met or not, and every unexpected failure.
pub(super) fn checks(
    case: &Case,
    trace: &CaseTrace,
    received: &[ReceiveFinding],
    setting: &Setting,
) -> Vec<Check> {
    let steps: BTreeMap<StepNo, &Step> = case.all_steps().map(|step| (step.no, step)).collect();
    let (senders, not_run) = (Senders::of(trace, received), not_run(trace));
    let mut checks = Vec::new();
    for (at, record) in trace.records.iter().enumerate() {
        if let Some(step) = steps.get(&record.step) {
            of_record((trace, &senders, &not_run), step, (at, record), setting, &mut checks);
        }
    }
    checks
}

/// Who sent what the receives of a trace held.
struct Senders<'a> {
    found: BTreeMap<CallPlace, Option<SocketId>>,
    addresses: Addresses<'a>,
}

impl<'a> Senders<'a> {
    fn of(trace: &'a CaseTrace, received: &[ReceiveFinding]) -> Self {
        let found = received.iter().map(|receive| (receive.place, receive.from)).collect();
        Senders { found, addresses: Addresses::of(trace) }
    }

    /// A call that is no receive of its own (warm-up, a look) has what its address tells.
    fn of_call(&self, place: CallPlace, call: &CallRecord) -> Option<SocketId> {
        let found = self.found.get(&place).copied();
        found.unwrap_or_else(|| self.addresses.sender(call))
    }
}

/// Whether a barrier ended the case because this system does not tell what it waits for.
pub(super) fn broken_off_by_what_is_not_here(trace: &CaseTrace) -> bool {
    let not_run = trace.records.iter().any(|record| record.calls.is_empty());
    not_run && is_not_here(trace, CallName::is_barrier)
}

/// Whether a socket was never made because this system has no such kind.
pub(super) fn lacks_a_socket(trace: &CaseTrace) -> bool {
    is_not_here(trace, CallName::creates)
}

/// Whether a socket went without an option that the case sets: this system has none, or a filter of system
/// calls forbids it. What the case would have shown is about a socket that has it.
pub(super) fn lacks_an_option(case: &Case, trace: &CaseTrace) -> bool {
    let wanted = |step: &Step| step.want.error == Some(ErrorName::Unsupported);
    let wanted: BTreeSet<StepNo> = case.all_steps().filter(|s| wanted(s)).map(|s| s.no).collect();
    let mut records = trace.records.iter().filter(|record| !wanted.contains(&record.step));
    records.any(|record| record.calls.iter().any(unsupported_option))
}

/// Whether a call of such a kind was unsupported.
fn is_not_here(trace: &CaseTrace, of_kind: fn(CallName) -> bool) -> bool {
    let mut calls = trace.calls();
    calls.any(|call| of_kind(call.call) && call.outcome.error() == Some(ErrorName::Unsupported))
}

fn of_record(
    (trace, senders, not_run): (&CaseTrace, &Senders<'_>, &Got),
    step: &Step,
    (at, record): (usize, &Record),
    setting: &Setting,
    checks: &mut Vec<Check>,
) {
    let variant = setting.pick(&step.on);
    let judge = Judge {
        trace,
        step,
        want: variant.map_or(&step.want, |variant| &variant.value),
        variant: variant.map(|variant| (variant.on, variant.why.clone())),
    };
    if record.calls.is_empty() {
        let place = CheckPlace::Step { step: record.step, round: record.round, repeat: 1 };
        checks.push(judge.check(place, Expected::Runs, CheckResult::Failed(not_run.clone())));
    }
    let last = record.calls.len();
    for (index, call) in record.calls.iter().enumerate() {
        let repeat = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let place = CheckPlace::Step { step: record.step, round: record.round, repeat };
        let sender = senders.of_call((at, index), call);
        judge.call(place, (call, sender), index + 1 == last, checks);
    }
}

/// Why steps were not run: the last call that failed before.
fn not_run(trace: &CaseTrace) -> Got {
    let mut failed = trace.records.iter().rev().filter_map(|record| {
        let call = record.calls.last()?;
        match &call.outcome {
            Outcome::Error(error) => Some((record, call, error.clone())),
            Outcome::Returned(_) => None,
        }
    });
    Got::NotRun(failed.next().map(|(record, call, error)| {
        let (step, who, call, bytes) = (record.step, record.who.clone(), call.call, call.max);
        Box::new(StoppedBy { step, who, call, bytes, error })
    }))
}

/// What one step is held to.
struct Judge<'a> {
    trace: &'a CaseTrace,
    step: &'a Step,
    want: &'a Want,
    variant: Option<(Platform, Text)>,
}

impl Judge<'_> {
    fn check(&self, place: CheckPlace, expected: Expected, result: CheckResult) -> Check {
        Check { place, expected, result, variant: self.variant.clone() }
    }

    fn call(
        &self,
        place: CheckPlace,
        (call, sender): (&CallRecord, Option<SocketId>),
        last: bool,
        checks: &mut Vec<Check>,
    ) {
        if unsupported_option(call) && self.want.error != Some(ErrorName::Unsupported) {
            checks.push(self.check(place, Expected::Runs, CheckResult::Unobservable));
        }
        if let (Some(until), true) = (self.step.until, last) {
            let result = error_result(until, call);
            checks.push(self.check(place, Expected::Error(until), result));
            return;
        }
        if let Some(name) = self.want.error {
            checks.push(self.check(place, Expected::Error(name), error_result(name, call)));
        } else if let Outcome::Error(error) = &call.outcome {
            checks.push(self.failure(place, error));
            return;
        }
        if let Some(returns) = &self.want.returns {
            let result = self.returned(returns, call);
            checks.push(self.check(place, Expected::Returns(returns.clone()), result));
        }
        if let Some(name) = &self.want.sender {
            let result = self.sent_by(name, call, sender);
            checks.push(self.check(place, Expected::Sender(name.clone()), result));
        }
        if let Some(range) = self.want.took {
            let result = took(range, call.took_ns / 1000);
            checks.push(self.check(place, Expected::Took(range), result));
        }
    }

    /// It failed, and nobody said it would.
    fn failure(&self, place: CheckPlace, error: &ErrorInfo) -> Check {
        let result = match error.name {
            ErrorName::Unsupported => CheckResult::Unobservable,
            _ => CheckResult::Failed(Got::Error(error.clone())),
        };
        let expected = self.want.returns.clone().map_or(Expected::Runs, Expected::Returns);
        self.check(place, expected, result)
    }

    fn returned(&self, expected: &Returns, call: &CallRecord) -> CheckResult {
        match expected {
            Returns::Count(range) => match call.outcome.count() {
                Some(count) => within(*range, count),
                // Data that came as an error is counted by its bytes.
                None => within(*range, call.data.as_ref().map_or(0, |data| data.len)),
            },
            Returns::Data(data) => received(data, call),
            Returns::Address(name) => self.is(name, call.other, |owner| {
                Got::Address(owner.map(|s| s.name.as_ref().unwrap_or(&s.actor).clone()))
            }),
        }
    }

    /// Which of several sockets of one address sent it nobody may know.
    fn sent_by(&self, name: &str, call: &CallRecord, sender: Option<SocketId>) -> CheckResult {
        match (sender, call.other) {
            (None, Some(_)) => CheckResult::Unobservable,
            _ => self.is(name, sender, |s| Got::Sender(s.map(|s| s.actor.clone()))),
        }
    }

    /// Whether a socket is this one, or this actor's.
    fn is(
        &self,
        name: &str,
        sock: Option<SocketId>,
        got: fn(Option<&SocketTrace>) -> Got,
    ) -> CheckResult {
        match sock.and_then(|sock| self.trace.socket(sock)) {
            Some(s) if s.actor == name || s.name.as_deref() == Some(name) => CheckResult::Met,
            other => CheckResult::Failed(got(other)),
        }
    }
}

fn unsupported_option(call: &CallRecord) -> bool {
    let missing = |error: &ErrorInfo| error.name == ErrorName::Unsupported;
    call.options.iter().any(|option| option.error.as_ref().is_some_and(missing))
}

fn error_result(expected: ErrorName, call: &CallRecord) -> CheckResult {
    match &call.outcome {
        Outcome::Error(error) if error.name == expected => CheckResult::Met,
        Outcome::Error(error) if error.name == ErrorName::Unsupported => CheckResult::Unobservable,
        Outcome::Error(error) => CheckResult::Failed(Got::Error(error.clone())),
        Outcome::Returned(count) => CheckResult::Failed(Got::Success(*count)),
    }
}

fn received(expected: &Data, call: &CallRecord) -> CheckResult {
    let empty = Payload::whole(b"");
    let got = call.data.as_ref().unwrap_or(&empty);
    match expected.bytes() {
        None => CheckResult::Unobservable,
        Some(bytes) if same(&bytes, got) => CheckResult::Met,
        Some(_) => CheckResult::Failed(Got::Data(got.clone())),
    }
}

fn same(expected: &[u8], got: &Payload) -> bool {
    if expected.len() as u64 != got.len {
        return false;
    }
    match &got.content {
        Content::Whole(bytes) => bytes == expected,
        Content::Digest { sha256, .. } => *sha256 == digest(expected),
    }
}

/// A duration, in microseconds.
pub(super) fn took(range: Range, us: u64) -> CheckResult {
    match range.contains(us) {
        true => CheckResult::Met,
        false => CheckResult::Failed(Got::Took(us)),
    }
}

pub(super) fn within(range: Range, got: u64) -> CheckResult {
    match range.contains(got) {
        true => CheckResult::Met,
        false => CheckResult::Failed(Got::Count(got)),
    }
}
