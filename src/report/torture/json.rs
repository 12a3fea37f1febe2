//! `torture` for other programs, as `schema/torture-1.json` has it.

use super::why;
use crate::model::{ErrorName, Text, hex};
use crate::report::escape::Letters;
use crate::torture::{self, Call, Count, Report, Trial, Why};
use bytes::Bytes;
use serde::Serialize;
use serde_json::json;

/// The format's name and version.
const FORMAT: &str = "stickydemo-torture/1";

/// The most calls that are kept.
const CALLS: usize = 100;
/// The most bytes that are kept of what came out.
const GOT: usize = 64;

/// How much each framing survived, and the first trial that killed it. The same seed gives the same file on every
/// computer.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "stickydemo torture, format 1"))]
struct Torture<'a> {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: &'static str,
    /// Those that were tortured, in order.
    framings: Vec<Framing<'a>>,
}

/// One framing.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Framing<'a> {
    /// As on the command line.
    name: &'a str,
    /// Whether it is one of those with a wrong line.
    broken: bool,
    /// Whether the end of the stream ends a message, too, so that a message that was cut short looks like a whole one.
    takes_a_cut_for_the_end: bool,
    /// What the random splits began with.
    seed: u64,
    /// Whether every pair of cuts was tried in long streams, too.
    every_pair: bool,
    /// How many bytes each stream that was cut has.
    streams: &'a [usize],
    /// Trials in all.
    of: u64,
    /// How many of them it survived.
    survived: u64,
    /// A right one whole, a broken one broken.
    as_it_should: bool,
    /// How many of each kind, all kinds in order. 0 of 0: it does not apply.
    trials: &'a [Count],
    /// Messages that its sender refused to send, and said so.
    refused: Vec<Refused>,
    /// The first trial that killed it; null: none did.
    death: Option<Death<'a>>,
}

/// A message that its sender refused.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Refused {
    /// How long it is.
    bytes: u64,
    error: ErrorName,
}

/// A trial that was not survived.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Death<'a> {
    trial: Trial,
    /// The stream's length.
    bytes: usize,
    /// Where it was cut, in bytes from its beginning, rising.
    #[cfg_attr(test, schemars(inner(range(min = 1))))]
    cuts: &'a [usize],
    /// What a header claimed, or how long the message was, in bytes, where that is what kills: decimal digits in a
    /// string, as it may be larger than the numbers of most readers of JSON.
    #[cfg_attr(test, schemars(regex(pattern = "^-?[0-9]+$")))]
    claim: Option<String>,
    /// The message at which it went wrong, from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    message: usize,
    what: What,
    why: Text,
    /// What came out instead; null: nothing.
    got: Option<Got>,
    /// Each `recv` for that message, the first 100.
    #[cfg_attr(test, schemars(length(max = CALLS)))]
    calls: Vec<Call>,
}

/// What went wrong.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum What {
    WrongMessage,
    NoMessage,
    LostMessage,
    Failed,
    WaitsForEver,
    Memory,
}

/// Bytes: how many, and the first 64.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Got {
    len: usize,
    /// Lower-case hex, two digits a byte.
    #[cfg_attr(test, schemars(regex(pattern = "^([0-9a-f]{2}){0,64}$")))]
    hex: String,
}

/// The reports as one JSON document: both languages, whatever the reader's.
pub fn write(reports: &[Report]) -> String {
    let torture = Torture { format: FORMAT, framings: reports.iter().map(framing).collect() };
    format!("{:#}\n", json!(torture))
}

fn framing(report: &Report) -> Framing<'_> {
    let refused = report.refused.iter();
    Framing {
        name: &report.subject.name,
        broken: report.subject.exhibit().is_some(),
        takes_a_cut_for_the_end: report.subject.takes_a_cut_for_the_end(),
        seed: report.plan.seed,
        every_pair: report.plan.every_pair,
        streams: &report.streams,
        of: report.of(),
        survived: report.survived(),
        as_it_should: report.as_it_should(),
        trials: &report.counts,
        refused: refused.map(|one| Refused { bytes: one.bytes, error: one.error.name() }).collect(),
        death: report.death.as_ref().map(death),
    }
}

fn death(death: &torture::Death) -> Death<'_> {
    let (what, got) = match &death.why {
        Why::Wrong { got, .. } => (What::WrongMessage, Some(got)),
        Why::Part { got, .. } => (What::NoMessage, Some(got)),
        Why::Missing { .. } => (What::LostMessage, None),
        Why::Failed { .. } => (What::Failed, None),
        Why::Waits { .. } => (What::WaitsForEver, None),
        Why::Memory { .. } => (What::Memory, None),
    };
    Death {
        trial: death.trial,
        bytes: death.stream.bytes.len(),
        cuts: &death.cuts,
        claim: death.claim.map(|claim| claim.to_string()),
        message: death.why.message(),
        what,
        why: why(&death.why, Letters::All),
        got: got.map(bytes),
        calls: death.calls.iter().skip(death.first_call).take(CALLS).copied().collect(),
    }
}

/// The beginning in hexadecimal digits, and how many there are.
fn bytes(bytes: &Bytes) -> Got {
    Got { len: bytes.len(), hex: hex(&bytes[..bytes.len().min(GOT)]) }
}

#[cfg(test)]
#[test]
fn the_schema_is_made_of_it() {
    crate::schemas::assert_kept::<Torture<'_>>("torture-1");
}
