//! The structs of the file: the schema. Unknown fields are refused. What was worked out is written as the
//! analysis has it; where a reader needs the names of sockets, they are put beside that.

use crate::analysis::{
    self, CauseFinding, Check, Counts, MessageFinding, Missing, ReceiveFinding, RoundFinding,
};
use crate::model::{
    CaseTrace, Cause, Counted, Host, MessageNo, Platform, ReceiveNo, Role, Verdict, WireKind,
};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// The whole file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File<'a> {
    pub(super) format: String,
    pub(super) host: Host,
    pub(super) wire: Wire,
    pub(super) scenarios: Vec<Scenario<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) sessions: Vec<Session<'a>>,
}

/// What is worked out of a trace is written for programs that have no analysis. A reader works it out for itself: it skips
/// what a file says, whatever that is.
fn skipped<'de, T, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| None)
}

/// What a program did by itself: records without a scenario.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Session<'a> {
    pub(super) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "skipped")]
    pub(super) stable: Option<SessionStable<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "skipped")]
    pub(super) measured: Option<Measured<'a>>,
    pub(super) trace: Cow<'a, CaseTrace>,
}

/// What is the same in every session that shows the same. Nothing is expected, and so there is no verdict.
#[derive(Debug, Serialize)]
pub(super) struct SessionStable<'a> {
    pub(super) sends: u64,
    pub(super) messages: Vec<Message<'a>>,
    pub(super) receives: Vec<Receive<'a>>,
}

/// Where the packets travelled.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    pub(super) kind: WireKind,
}

/// A scenario, with its source: a reader needs nothing else.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario<'a> {
    pub(super) id: String,
    pub(super) digest: String,
    pub(super) source: String,
    pub(super) set: Vec<String>,
    pub(super) cases: Vec<Case<'a>>,
}

/// A case.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case<'a> {
    pub(super) id: String,
    pub(super) role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) repeat: Option<Repeat>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "skipped")]
    pub(super) stable: Option<Stable<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "skipped")]
    pub(super) measured: Option<Measured<'a>>,
    pub(super) trace: Cow<'a, CaseTrace>,
}

/// What is the same in every run.
#[derive(Debug, Serialize)]
pub(super) struct Stable<'a> {
    pub(super) verdict: Verdict,
    pub(super) variant: Option<Platform>,
    pub(super) may_not_show: bool,
    pub(super) sends: u64,
    pub(super) messages: Vec<Message<'a>>,
    pub(super) receives: Vec<Receive<'a>>,
    pub(super) checks: &'a [Check],
}

/// A message and its fate, with the names of its sockets.
#[derive(Debug, Serialize)]
pub(super) struct Message<'a> {
    pub(super) message: MessageNo,
    pub(super) from: String,
    pub(super) to: Option<String>,
    /// Where it is another socket than that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) taken_by: Option<String>,
    #[serde(flatten)]
    pub(super) finding: &'a MessageFinding,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) datagrams: Option<u64>,
}

/// A receive, whose bytes it held, and the main cause, with the names of its sockets.
#[derive(Debug, Serialize)]
pub(super) struct Receive<'a> {
    pub(super) receive: ReceiveNo,
    pub(super) by: String,
    /// Where several sockets have had the address it came from, and it is known which of them it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<String>,
    #[serde(flatten)]
    pub(super) finding: &'a ReceiveFinding,
}

/// An expectation of `stable.checks` in sentences, with its figures. English, as the text report has them.
#[derive(Debug, Serialize)]
pub(super) struct CheckText {
    /// Its index in `stable.checks`, from 0.
    pub(super) check: u64,
    pub(super) expected: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) got: Option<String>,
}

/// What differs from run to run.
#[derive(Debug, Serialize)]
pub(super) struct Measured<'a> {
    #[serde(flatten)]
    pub(super) counts: &'a Counts,
    pub(super) flows: Vec<Flow<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) missing: Vec<Stretch<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) rounds: &'a [RoundFinding],
    pub(super) causes: Vec<Causes<'a>>,
    pub(super) checks: Vec<CheckText>,
}

/// One direction: how its bytes left, with the names of its sockets.
#[derive(Debug, Serialize)]
pub(super) struct Flow<'a> {
    pub(super) from: String,
    pub(super) to: Option<String>,
    #[serde(flatten)]
    pub(super) flow: &'a analysis::Flow,
}

/// A stretch of a message that no receive handed over.
#[derive(Debug, Serialize)]
pub(super) struct Stretch<'a> {
    pub(super) message: MessageNo,
    #[serde(flatten)]
    pub(super) missing: &'a Missing,
}

/// All causes of a receive, the main one first, with the figures that prove them.
#[derive(Debug, Serialize)]
pub(super) struct Causes<'a> {
    pub(super) receive: ReceiveNo,
    pub(super) causes: &'a [CauseFinding],
}

/// Many runs.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Repeat {
    pub(super) runs: u64,
    pub(super) verdicts: Vec<VerdictCount>,
    pub(super) figures: Vec<FigureRange>,
    pub(super) causes: Vec<CauseCount>,
    pub(super) first_not_shown: Option<u64>,
}

/// Runs with a verdict.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VerdictCount {
    pub(super) verdict: Verdict,
    pub(super) runs: u64,
}

/// The least and the most of a figure, over the runs in which it was seen.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FigureRange {
    pub(super) figure: Counted,
    pub(super) min: u64,
    pub(super) max: u64,
    pub(super) runs: u64,
}

/// Runs in which a receive had this main cause.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CauseCount {
    pub(super) cause: Cause,
    pub(super) runs: u64,
}
