//! `torture` for other programs, as `schema/torture-1.json` has it.

use super::why;
use crate::model::{Text, hex};
use crate::report::escape::Letters;
use crate::torture::{Death, Report, Why};
use bytes::Bytes;
use serde_json::{Value, json};

/// The reports as one JSON document: both languages, whatever the reader's.
pub fn write(reports: &[Report]) -> String {
    let framings: Vec<Value> = reports.iter().map(framing).collect();
    let document = json!({ "format": "stickydemo-torture/1", "framings": framings });
    format!("{document:#}\n")
}

fn framing(report: &Report) -> Value {
    let count = |count: &crate::torture::Count| json!({ "trial": count.trial, "of": count.of, "survived": count.survived });
    json!({
        "name": report.subject.name,
        "broken": report.subject.exhibit().is_some(),
        "takes_a_cut_for_the_end": report.subject.takes_a_cut_for_the_end(),
        "seed": report.plan.seed,
        "every_pair": report.plan.every_pair,
        "streams": report.streams,
        "of": report.of(),
        "survived": report.survived(),
        "as_it_should": report.as_it_should(),
        "trials": report.counts.iter().map(count).collect::<Vec<_>>(),
        "refused": report.refused.iter().map(|refused| json!({
            "bytes": refused.bytes,
            "error": refused.error.name(),
        })).collect::<Vec<_>>(),
        "death": report.death.as_ref().map(death),
    })
}

fn death(death: &Death) -> Value {
    json!({
        "trial": death.trial,
        "bytes": death.stream.bytes.len(),
        "cuts": death.cuts,
        "claim": death.claim.map(|claim| claim.to_string()),
        "message": death.why.message(),
        "what": what(&death.why),
        "why": text(&why(&death.why, Letters::All)),
        "got": got(&death.why).map(bytes),
        "calls": death.calls.iter().skip(death.first_call).take(CALLS).map(|call| json!({
            "at": call.at, "asked": call.asked, "got": call.got,
        })).collect::<Vec<_>>(),
    })
}

/// The most calls that are kept.
const CALLS: usize = 100;
/// The most bytes that are kept of what came out.
const GOT: usize = 64;

fn what(why: &Why) -> &'static str {
    match why {
        Why::Wrong { .. } => "wrong-message",
        Why::Part { .. } => "no-message",
        Why::Missing { .. } => "lost-message",
        Why::Failed { .. } => "failed",
        Why::Waits { .. } => "waits-for-ever",
        Why::Memory { .. } => "memory",
    }
}

fn got(why: &Why) -> Option<&Bytes> {
    match why {
        Why::Wrong { got, .. } | Why::Part { got, .. } => Some(got),
        _ => None,
    }
}

/// The beginning in hexadecimal digits, and how many there are.
fn bytes(bytes: &Bytes) -> Value {
    json!({ "len": bytes.len(), "hex": hex(&bytes[..bytes.len().min(GOT)]) })
}

fn text(text: &Text) -> Value {
    json!({ "en": text.en, "zh": text.zh })
}
