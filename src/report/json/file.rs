//! The structs of the file: the schema. No field is optional in one version and required in the
//! next; unknown ones are refused.

use super::proof::Proof;
use crate::model::{
    Cause, Counted, Fates, Host, LabTrace, Leftover, MessageNo, Payload, Platform, ReceiveNo,
    Record, Role, RoundNo, Seen, SocketTrace, StepNo, Verdict, WireKind,
};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The whole file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) format: String,
    pub(super) host: Host,
    pub(super) wire: Wire,
    pub(super) scenarios: Vec<Scenario>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) sessions: Vec<Session>,
}

/// What is worked out of a trace, written for programs that have no analysis. A reader works it out for itself: it skips
/// what a file says, whatever that is.
#[derive(Debug)]
pub(super) enum WorkedOut<T> {
    /// To be written.
    Here(T),
    /// Was skipped.
    Skipped,
}

impl<T: Serialize> Serialize for WorkedOut<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            WorkedOut::Here(value) => value.serialize(serializer),
            WorkedOut::Skipped => serializer.serialize_unit(),
        }
    }
}

impl<'de, T> Deserialize<'de> for WorkedOut<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| WorkedOut::Skipped)
    }
}

/// What a program did by itself: records without a scenario.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) stable: WorkedOut<SessionStable>,
    pub(super) measured: WorkedOut<Measured>,
    pub(super) trace: Trace,
}

/// What is the same in every session that shows the same. Nothing is expected, and so there is no verdict.
#[derive(Debug, Serialize)]
pub(super) struct SessionStable {
    pub(super) sends: u64,
    pub(super) messages: Vec<Message>,
    pub(super) receives: Vec<Receive>,
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
pub(super) struct Scenario {
    pub(super) id: String,
    pub(super) digest: String,
    pub(super) source: String,
    pub(super) set: Vec<String>,
    pub(super) cases: Vec<Case>,
}

/// A case.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) id: String,
    pub(super) role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) repeat: Option<Repeat>,
    pub(super) stable: WorkedOut<Stable>,
    pub(super) measured: WorkedOut<Measured>,
    pub(super) trace: Trace,
}

/// What is the same in every run.
#[derive(Debug, Serialize)]
pub(super) struct Stable {
    pub(super) verdict: Verdict,
    pub(super) variant: Option<Platform>,
    pub(super) may_not_show: bool,
    pub(super) sends: u64,
    pub(super) messages: Vec<Message>,
    pub(super) receives: Vec<Receive>,
    pub(super) checks: Vec<Check>,
}

/// A message and its fate.
#[derive(Debug, Serialize)]
pub(super) struct Message {
    pub(super) message: MessageNo,
    pub(super) from: String,
    pub(super) to: Option<String>,
    /// Where it is another socket than that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) taken_by: Option<String>,
    pub(super) bytes: u64,
    pub(super) data: Payload,
    pub(super) fate: Fates,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) one_of: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) datagrams: Option<u64>,
}

/// A receive, whose bytes it held, and the main cause.
#[derive(Debug, Serialize)]
pub(super) struct Receive {
    pub(super) receive: ReceiveNo,
    pub(super) by: String,
    /// Where several sockets have had the address it came from, and it is known which of them it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<String>,
    pub(super) bytes: u64,
    pub(super) data: Payload,
    pub(super) messages: Vec<MessageNo>,
    pub(super) cause: Option<Cause>,
    #[serde(skip_serializing_if = "Seen::is_absent")]
    pub(super) truncated: Seen<bool>,
}

/// An expectation and what came of it, in words of closed lists: no figure is in here.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) step: Option<StepNo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) round: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) repeat: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expect: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule: Option<u32>,
    pub(super) what: CheckKind,
    pub(super) result: CheckResult,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) variant: Option<Platform>,
}

/// What an expectation is about.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum CheckKind {
    Runs,
    Returns,
    Error,
    Sender,
    Took,
    Message,
    Receive,
    Rounds,
    Count,
    Packet,
    Packets,
    Rule,
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

/// What came of an expectation.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum CheckResult {
    Met,
    Failed,
    Unobservable,
}

/// What differs from run to run.
#[derive(Debug, Serialize)]
pub(super) struct Measured {
    #[serde(skip_serializing_if = "Seen::is_absent")]
    pub(super) segments: Seen<u64>,
    pub(super) receives: u64,
    #[serde(skip_serializing_if = "Seen::is_absent")]
    pub(super) drops: Seen<u64>,
    #[serde(skip_serializing_if = "Seen::is_absent")]
    pub(super) held: Seen<u64>,
    pub(super) took_us: u64,
    pub(super) waited_us: u64,
    pub(super) flows: Vec<Flow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) missing: Vec<super::place::Stretch>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) rounds: Vec<Round>,
    pub(super) causes: Vec<Causes>,
    pub(super) checks: Vec<CheckText>,
}

/// A round of the block whose rounds are the subject.
#[derive(Debug, Serialize)]
pub(super) struct Round {
    pub(super) round: RoundNo,
    pub(super) took_us: u64,
    pub(super) calls_us: u64,
    #[serde(skip_serializing_if = "Seen::is_absent")]
    pub(super) held: Seen<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cause: Option<CauseAndProof>,
}

/// One direction: how its bytes left.
#[derive(Debug, Serialize)]
pub(super) struct Flow {
    pub(super) from: String,
    pub(super) to: Option<String>,
    pub(super) stream: bool,
    #[serde(skip_serializing_if = "Seen::is_absent")]
    pub(super) segments: Seen<u64>,
    pub(super) boundaries: Vec<u64>,
    pub(super) complete: bool,
    pub(super) unsent: u64,
    pub(super) doubtful: bool,
    pub(super) unread: u64,
}

/// All causes of a receive, the main one first, with the figures that prove them.
#[derive(Debug, Serialize)]
pub(super) struct Causes {
    pub(super) receive: ReceiveNo,
    pub(super) causes: Vec<CauseAndProof>,
}

/// A cause and its evidence.
#[derive(Debug, Serialize)]
pub(super) struct CauseAndProof {
    pub(super) cause: Cause,
    pub(super) proof: Proof,
}

/// What happened.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trace {
    pub(super) sockets: Vec<SocketTrace>,
    pub(super) records: Vec<Record>,
    pub(super) leftovers: Vec<Leftover>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) lab: Option<LabTrace>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) left_out: Option<u64>,
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
