//! The structs of the file: the schema. Unknown fields are refused. What was worked out is written as the
//! analysis has it; where a reader needs the names of sockets, they are put beside that.

use crate::analysis::{
    self, CauseFinding, Check, Counts, MessageFinding, Missing, ReceiveFinding, RoundFinding,
};
use crate::model::{
    CaseTrace, Cause, Counted, Host, MessageNo, Platform, ReceiveNo, Role, Verdict, WireKind,
};
#[cfg(test)]
use crate::model::{Limits, TRACE_FORMAT};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// A run of stickydemo: what the sockets did, and what was found out about it. `stable` is the same in every run that
/// shows the same, `measured` differs from run to run, `trace` is what both are worked out from; a recording may do
/// without them. Ports and absolute times are in none of them.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "stickydemo trace, format 1"))]
#[serde(deny_unknown_fields)]
pub(super) struct File<'a> {
    #[cfg_attr(test, schemars(extend("const" = TRACE_FORMAT)))]
    pub(super) format: String,
    pub(super) host: Host,
    pub(super) wire: Wire,
    /// What was run, in order.
    #[cfg_attr(test, schemars(length(max = Limits::SCENARIOS)))]
    pub(super) scenarios: Vec<Scenario<'a>>,
    /// What programs did without a scenario, as `serve` and `connect` write it with --trace. Left out where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(length(max = Limits::SCENARIOS)))]
    pub(super) sessions: Vec<Session<'a>>,
}

/// What is worked out of a trace is written for programs that have no analysis. A reader works it out for itself: it skips
/// what a file says, whatever that is.
fn skipped<'de, T, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| None)
}

/// What a program did by itself: records without a scenario.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Session<'a> {
    /// Its name: which end of which program.
    #[cfg_attr(test, schemars(regex(pattern = r"^[\p{L}\p{N}_-]+$"), length(max = Limits::NAME)))]
    pub(super) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "skipped")]
    pub(super) stable: Option<Told<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "skipped")]
    pub(super) measured: Option<Measured<'a>>,
    pub(super) trace: Cow<'a, CaseTrace>,
}

/// What became of messages, and what the receives held. It is the same in every run that shows the same. Of a session that
/// is all: nothing was expected, and so there is no verdict.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Told<'a> {
    /// Messages sent.
    pub(super) sends: u64,
    /// The messages, in order.
    pub(super) messages: Vec<Message<'a>>,
    /// The receives, in order.
    pub(super) receives: Vec<Receive<'a>>,
}

/// Where the packets travelled.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    /// `network`, between computers: of sessions only.
    pub(super) kind: WireKind,
}

/// A scenario, with its source: a reader needs nothing else.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario<'a> {
    /// Its name.
    pub(super) id: String,
    /// The SHA-256 of `source`, in lower-case hex.
    #[cfg_attr(test, schemars(regex(pattern = "^[0-9a-f]{64}$")))]
    pub(super) digest: String,
    /// The scenario's file.
    pub(super) source: String,
    /// The changes made by --set, as they were typed.
    #[cfg_attr(test, schemars(length(max = Limits::CHANGES)))]
    pub(super) set: Vec<String>,
    /// The cases that were run, in order.
    #[cfg_attr(test, schemars(length(max = Limits::CASES)))]
    pub(super) cases: Vec<Case<'a>>,
}

/// A case.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Case<'a> {
    /// Its name.
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Stable<'a> {
    pub(super) verdict: Verdict,
    /// The platform whose variants were applied.
    pub(super) variant: Option<Platform>,
    /// The scenario says that this platform may not show it.
    pub(super) may_not_show: bool,
    #[serde(flatten)]
    pub(super) told: Told<'a>,
    /// Every expectation, in the order of the file.
    pub(super) checks: &'a [Check],
}

/// A message and its fate, with the names of its sockets.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Message<'a> {
    /// Its number.
    pub(super) message: MessageNo,
    /// The actor who sent it.
    pub(super) from: String,
    /// The actor it was sent to.
    pub(super) to: Option<String>,
    /// Of a datagram that another socket of the same address took in: the actor who owns that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) taken_by: Option<String>,
    #[serde(flatten)]
    pub(super) finding: &'a MessageFinding,
    /// For one send that its kernel cut into several datagrams (UDP_SEGMENT): how many.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 2)))]
    pub(super) datagrams: Option<u64>,
}

/// A receive, whose bytes it held, and the main cause, with the names of its sockets.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Receive<'a> {
    /// Its number.
    pub(super) receive: ReceiveNo,
    /// The actor.
    pub(super) by: String,
    /// Of a datagram from an address that several sockets have had: the actor who sent it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<String>,
    #[serde(flatten)]
    pub(super) finding: &'a ReceiveFinding,
}

/// An expectation of `stable.checks` in sentences, with its figures. English, as the text report has them.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct CheckText {
    /// Its index in `stable.checks`, from 0.
    pub(super) check: u64,
    /// What was expected.
    pub(super) expected: String,
    /// What was there instead, of a failed one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) got: Option<String>,
}

/// What differs from run to run. A figure that does not apply to the case is left out.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Measured<'a> {
    #[serde(flatten)]
    pub(super) counts: &'a Counts,
    /// How the bytes left.
    pub(super) flows: Vec<Flow<'a>>,
    /// Stretches of messages that no receive handed over. Left out where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) missing: Vec<Stretch<'a>>,
    /// Of the block whose rounds are the subject, each that was completed. Left out where there is none.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) rounds: &'a [RoundFinding],
    /// Receives that did not hold exactly one message.
    pub(super) causes: Vec<Causes<'a>>,
    /// Every expectation in sentences, in the order of `stable.checks`.
    pub(super) checks: Vec<CheckText>,
}

/// One direction: how its bytes left, with the names of its sockets.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Flow<'a> {
    /// The sending actor.
    pub(super) from: String,
    /// The receiving actor.
    pub(super) to: Option<String>,
    #[serde(flatten)]
    pub(super) flow: &'a analysis::Flow,
}

/// A stretch of a message that no receive handed over.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Stretch<'a> {
    /// Which message.
    pub(super) message: MessageNo,
    #[serde(flatten)]
    pub(super) missing: &'a Missing,
}

/// All causes of a receive, the main one first, with the figures that prove them.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Causes<'a> {
    /// Which receive.
    pub(super) receive: ReceiveNo,
    /// The causes.
    pub(super) causes: &'a [CauseFinding],
}

/// Many runs of the case. Its other parts are one of them: the first that was not shown, if there was one.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Repeat {
    /// How many.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub(super) runs: u64,
    /// Runs by verdict.
    pub(super) verdicts: Vec<VerdictCount>,
    /// The bounds of each figure.
    pub(super) figures: Vec<FigureRange>,
    /// Main causes.
    pub(super) causes: Vec<CauseCount>,
    /// The number of the first run that was not shown, from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub(super) first_not_shown: Option<u64>,
}

/// Runs with a verdict.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct VerdictCount {
    pub(super) verdict: Verdict,
    /// How many.
    pub(super) runs: u64,
}

/// The least and the most of a figure, over the runs in which it was seen.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct FigureRange {
    pub(super) figure: Counted,
    /// The least.
    pub(super) min: u64,
    /// The most.
    pub(super) max: u64,
    /// Runs in which it was seen.
    pub(super) runs: u64,
}

/// Runs in which a receive had this main cause.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CauseCount {
    pub(super) cause: Cause,
    /// How many.
    pub(super) runs: u64,
}

#[cfg(test)]
#[test]
fn the_schema_is_made_of_it() {
    crate::schemas::assert_kept::<File<'_>>("trace-1");
}
