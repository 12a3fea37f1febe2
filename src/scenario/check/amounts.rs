//! Repeats multiplied out: calls, bytes and waits of a case.

use crate::model::{Case, ErrorName, Limits, Step, Text};
use crate::scenario::problem::{Checked, Explain, Problem};
use crate::scenario::read::CasePlaces;
use std::time::Duration;

const SECONDS: u64 = Limits::WAITS_MS / 1000;

/// What can be too much.
enum AmountFault {
    Calls,
    Bytes,
    Waits,
}

impl Explain for AmountFault {
    fn what(&self) -> Text {
        match self {
            AmountFault::Calls => Text::new(
                format!("with this step the case makes more than {} calls", Limits::CALLS),
                format!("到这一步，用例的调用已超过 {} 次", Limits::CALLS),
            ),
            AmountFault::Bytes => Text::new(
                format!("with this step the case sends more than {} bytes", Limits::BYTES),
                format!("到这一步，用例要发送的已超过 {} 字节", Limits::BYTES),
            ),
            AmountFault::Waits => Text::new(
                format!("with this step the case waits for more than {SECONDS} s in all"),
                format!("到这一步，用例总共要等待的已超过 {SECONDS} 秒"),
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        if matches!(self, AmountFault::Waits) {
            return Some(Text::new(
                "pauses count, and the deadlines of steps that expect a timeout, repeats included",
                "停顿算在内，预期会超时的步骤的时限也算在内，重复多少次就算多少次",
            ));
        }
        Some(Text::new(
            "repeats multiply: those of the step by those of the block around it",
            "重复次数是相乘的：步骤自己的次数，再乘以外面步骤块的次数",
        ))
    }
}

/// What the case waits by its own words. A deadline holds for all repeats of a step together.
pub(super) fn waits(case: &Case, places: &CasePlaces<'_>) -> Checked<()> {
    let mut all = Duration::ZERO;
    for node in &case.steps {
        for step in node.steps() {
            let (field, length) = waits_for(step);
            all = all.saturating_add(length.saturating_mul(node.times()));
            if all > Duration::from_millis(Limits::WAITS_MS) {
                return Err(Problem::at(places.field(step, field), AmountFault::Waits));
            }
        }
    }
    Ok(())
}

/// How long a step waits by its own words, and the field that says so.
fn waits_for(step: &Step) -> (&'static str, Duration) {
    let timeout = Some(ErrorName::Timeout);
    let elsewhere = step.on.iter().any(|variant| variant.value.error == timeout);
    match step.call.arguments().length {
        Some(length) => ("length", length.saturating_mul(step.repeat)),
        None if step.want.error == timeout || step.until == timeout || elsewhere => {
            ("timeout", step.timeout)
        }
        None => ("call", Duration::ZERO),
    }
}

/// How many calls it makes, and how much they send: where each is too much first.
pub(super) fn counts(case: &Case, places: &CasePlaces<'_>) -> Vec<Problem> {
    let (mut calls, mut bytes) = (0_u64, 0_u64);
    let (mut many, mut much) = (None, None);
    for (step, times) in executions(case) {
        calls = calls.saturating_add(times);
        if calls > Limits::CALLS && many.is_none() {
            many = Some(Problem::at(places.field(step, "repeat"), AmountFault::Calls));
        }
        let len = step.call.data().and_then(|data| data.len()).unwrap_or(0);
        bytes = bytes.saturating_add(len.saturating_mul(times));
        if bytes > Limits::BYTES && much.is_none() {
            much = Some(Problem::at(places.field(step, "data"), AmountFault::Bytes));
        }
    }
    many.into_iter().chain(much).collect()
}

/// Every step, and the most often it is done.
pub(super) fn executions(case: &Case) -> impl Iterator<Item = (&Step, u64)> {
    case.steps.iter().flat_map(|node| {
        let outer = u64::from(node.times());
        node.steps().iter().map(move |step| (step, outer.saturating_mul(u64::from(step.repeat))))
    })
}
