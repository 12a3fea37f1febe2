//! The expectations on the whole case.

use super::checks::{Check, CheckPlace, CheckResult, Expected, Got};
use super::counts::Figures;
use super::findings::{MessageFinding, ReceiveFinding, RoundFinding};
use super::packets;
use super::setting::Setting;
use super::step_checks::{took, within};
use super::stream::Found;
use crate::model::{
    Case, CaseTrace, Cause, Counted, Evidence, Expect, Expectation, Fates, MessageNo, Range,
    ReceiveNo, RoundNo, Seen, WantedCause, Which, WhichRounds,
};

/// Every item of `expect`, in order.
pub(super) fn checks(
    case: &Case,
    found: &Found,
    figures: &Figures<'_>,
    setting: &Setting,
) -> Vec<Check> {
    let items = case.expect.iter().enumerate();
    items.map(|(index, item)| of_item(index, item, found, figures, setting)).collect()
}

fn of_item(
    index: usize,
    item: &Expect,
    found: &Found,
    figures: &Figures<'_>,
    setting: &Setting,
) -> Check {
    let place = CheckPlace::Case(index);
    let variant = setting.pick(&item.on);
    let reason = variant.map(|variant| (variant.on, variant.why.clone()));
    let expectation = match variant.map(|variant| &variant.value) {
        Some(None) => {
            let expected = Expected::Anything(item.expectation.clone());
            return Check { place, expected, result: CheckResult::Met, variant: reason };
        }
        Some(Some(other)) => other,
        None => &item.expectation,
    };
    let result = judge(expectation, found, figures);
    Check { place, expected: Expected::Case(expectation.clone()), result, variant: reason }
}

fn judge(expectation: &Expectation, found: &Found, figures: &Figures<'_>) -> CheckResult {
    match expectation {
        Expectation::Message { which, fate } => {
            let numbers = chosen(which, found.messages.iter().map(|message| message.no));
            if numbers.is_empty() {
                return CheckResult::Failed(Got::NoMessage(MessageNo(1)));
            }
            first_not_met(numbers, |no| fate_of(found, *no, fate, figures.trace))
        }
        Expectation::Receive { which, messages, cause, bytes } => {
            let numbers = chosen(which, found.receives.iter().map(|receive| receive.no));
            if numbers.is_empty() {
                return CheckResult::Failed(Got::NoReceive(ReceiveNo(1)));
            }
            first_not_met(numbers, |no| match found.receive(*no) {
                None => CheckResult::Failed(Got::NoReceive(*no)),
                Some(receive) => of_receive(receive, messages.as_deref(), *cause, *bytes),
            })
        }
        Expectation::Rounds { which, took, cause } => {
            of_rounds(figures.rounds, which, *took, *cause)
        }
        Expectation::Packet { packet, want, after } => {
            packets::of_one(figures.trace, packet, want, *after)
        }
        Expectation::Packets { count, from, want } => {
            packets::of_many(figures.trace, *count, from.as_deref(), want)
        }
        Expectation::Count { what, of, range } => count(figures, *what, of.as_deref(), *range),
    }
}

fn of_rounds(
    rounds: &[RoundFinding],
    which: &WhichRounds,
    took: Range,
    cause: Option<Cause>,
) -> CheckResult {
    let all = || rounds.iter().map(|finding| finding.round);
    let median = || RoundFinding::median(rounds).map(|finding| finding.round).into_iter();
    let (timed, held) = match which {
        WhichRounds::Median => (median().collect(), all().collect()),
        WhichRounds::Each(which) => (chosen(which, all()), chosen(which, all())),
    };
    if timed.is_empty() {
        return CheckResult::Failed(Got::NoRound(RoundNo(1)));
    }
    match first_not_met(timed, |no| round(rounds, *no, took)) {
        CheckResult::Met => cause.map_or(CheckResult::Met, |cause| held_by(rounds, &held, cause)),
        not_met => not_met,
    }
}

fn round(rounds: &[RoundFinding], no: RoundNo, took: Range) -> CheckResult {
    let found = rounds.iter().find(|finding| finding.round == no);
    match found.map(|finding| finding.took_ns / 1000) {
        None => CheckResult::Failed(Got::NoRound(no)),
        Some(us) if took.contains(us) => CheckResult::Met,
        Some(us) => CheckResult::Failed(Got::Round(no, us)),
    }
}

/// Whether bytes were held back by this in some of these rounds, and by nothing else in any. (A
/// round in which none were is no contradiction: on a busy computer an acknowledgement may have
/// come between two sends.)
fn held_by(rounds: &[RoundFinding], numbers: &[RoundNo], wanted: Cause) -> CheckResult {
    let chosen = || rounds.iter().filter(|finding| numbers.contains(&finding.round));
    let of = |finding: &RoundFinding| finding.cause.as_ref().map(|found| found.cause);
    let other = chosen().find(|finding| of(finding).is_some_and(|cause| cause != wanted));
    match other.map(|finding| (finding.round, of(finding))) {
        Some((_, Some(Cause::Unknown))) => CheckResult::Unobservable,
        Some((round, cause)) => CheckResult::Failed(Got::HeldBy(round, cause)),
        None if chosen().any(|finding| of(finding).is_some()) => CheckResult::Met,
        None if chosen().all(|finding| finding.held.seen().is_none()) => CheckResult::Unobservable,
        None => {
            CheckResult::Failed(Got::HeldBy(numbers.first().copied().unwrap_or(RoundNo(1)), None))
        }
    }
}

fn chosen<N: Clone>(which: &Which<N>, all: impl Iterator<Item = N>) -> Vec<N> {
    match which {
        Which::These(numbers) => numbers.clone(),
        Which::All => all.collect(),
    }
}

/// The first failure; else the first thing that cannot be observed; else met.
fn first_not_met<N>(numbers: Vec<N>, result: impl Fn(&N) -> CheckResult) -> CheckResult {
    let mut worst = CheckResult::Met;
    for number in &numbers {
        match result(number) {
            CheckResult::Met => {}
            CheckResult::Unobservable => worst = CheckResult::Unobservable,
            failed => return failed,
        }
    }
    worst
}

fn fate_of(found: &Found, no: MessageNo, fate: &Fates, trace: &CaseTrace) -> CheckResult {
    match found.message(no) {
        None => CheckResult::Failed(Got::NoMessage(no)),
        Some(message) if message.fate == *fate => CheckResult::Met,
        Some(message) if was_refused(message, trace) => CheckResult::Unobservable,
        // Of a part of it nothing is known here, and what is known is as it was expected.
        Some(message)
            if message.missing.iter().any(|missing| missing.at.fate().is_none())
                && message.fate.iter().all(|known| fate.contains(known)) =>
        {
            CheckResult::Unobservable
        }
        Some(message) => CheckResult::Failed(Got::Fate(no, message.fate.clone())),
    }
}

/// Whether the system would not say something of a message's two ends when it was sent (a sandbox forbids
/// the question): what came of it may have shown in that figure only.
fn was_refused(message: &MessageFinding, trace: &CaseTrace) -> bool {
    let call = trace.call(message.place);
    let ends = call.into_iter().flat_map(|call| std::iter::once(&call.own).chain(&call.peer));
    ends.flat_map(Evidence::figures).any(|(_, figure)| matches!(figure, Seen::Failed(_)))
}

fn of_receive(
    receive: &ReceiveFinding,
    messages: Option<&[MessageNo]>,
    cause: Option<WantedCause>,
    bytes: Option<Range>,
) -> CheckResult {
    let held = held(receive);
    if messages.is_some_and(|wanted| wanted != held) {
        return CheckResult::Failed(Got::Messages(receive.no, held));
    }
    if bytes.is_some_and(|range| !range.contains(receive.bytes)) {
        return CheckResult::Failed(Got::Bytes(receive.no, receive.bytes));
    }
    cause.map_or(CheckResult::Met, |wanted| of_cause(receive, wanted))
}

/// The messages a receive holds, in order, each once.
fn held(receive: &ReceiveFinding) -> Vec<MessageNo> {
    let mut messages: Vec<MessageNo> = receive.parts.iter().map(|part| part.message).collect();
    messages.dedup();
    messages
}

fn of_cause(receive: &ReceiveFinding, wanted: WantedCause) -> CheckResult {
    let main: Option<Cause> = receive.causes.first().map(|finding| finding.cause);
    let unknown = receive.causes.iter().any(|finding| finding.cause == Cause::Unknown);
    let met = match wanted {
        WantedCause::NoCause => main.is_none(),
        WantedCause::Main(cause) => main == Some(cause),
    };
    let no: ReceiveNo = receive.no;
    match (met, unknown) {
        (true, _) => CheckResult::Met,
        (false, true) if wanted != WantedCause::NoCause => CheckResult::Unobservable,
        (false, _) => CheckResult::Failed(Got::Cause(no, main)),
    }
}

fn count(figures: &Figures<'_>, what: Counted, of: Option<&str>, range: Range) -> CheckResult {
    match figures.get(what, of) {
        Seen::Seen(us) if what == Counted::Took => took(range, us),
        Seen::Seen(figure) => within(range, figure),
        Seen::Unsupported | Seen::Failed(_) | Seen::Absent => CheckResult::Unobservable,
    }
}
