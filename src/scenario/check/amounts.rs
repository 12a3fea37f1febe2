//! Repeats multiplied out: calls and bytes of a case.

use crate::model::{Case, Limits, Step, Text};
use crate::scenario::problem::{Checked, Explain, Problem};
use crate::scenario::read::CasePlaces;

/// What can be too much.
enum AmountFault {
    Calls,
    Bytes,
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
        }
    }

    fn help(&self) -> Option<Text> {
        Some(Text::new(
            "repeats are multiplied out: of the step, and of the block around it",
            "重复次数是相乘的：步骤自己的次数，再乘以外面步骤块的次数",
        ))
    }
}

pub(super) fn check(case: &Case, places: &CasePlaces<'_>) -> Checked<()> {
    let (mut calls, mut bytes) = (0_u64, 0_u64);
    for (step, times) in executions(case) {
        calls = calls.saturating_add(times);
        if calls > Limits::CALLS {
            return Err(Problem::at(places.field(step, "repeat"), AmountFault::Calls));
        }
        let len = step.call.data().and_then(|data| data.len()).unwrap_or(0);
        bytes = bytes.saturating_add(len.saturating_mul(times));
        if bytes > Limits::BYTES {
            return Err(Problem::at(places.field(step, "data"), AmountFault::Bytes));
        }
    }
    Ok(())
}

/// Every step, and how often it is done at the most.
pub(super) fn executions(case: &Case) -> impl Iterator<Item = (&Step, u64)> {
    case.steps.iter().flat_map(|node| {
        let outer = u64::from(node.times());
        node.steps().iter().map(move |step| (step, outer.saturating_mul(u64::from(step.repeat))))
    })
}
