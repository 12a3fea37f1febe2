//! The expectations of a case, and what came of each.

use crate::model::{
    CallName, Cause, ErrorInfo, ErrorName, Expectation, Fates, MessageNo, Packet, PacketKind,
    Payload, Platform, Range, ReceiveNo, Returns, RoundNo, Rule, StepNo, Text,
};
use serde::{Serialize, Serializer};

/// An expectation and what came of it. Written in words of closed lists: no figure is among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Check {
    /// Where it stands.
    #[serde(flatten)]
    pub place: CheckPlace,
    /// What was expected.
    #[serde(rename = "what")]
    pub expected: Expected,
    /// What came of it.
    pub result: CheckResult,
    /// The platform whose variant was applied, and why things differ there.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "platform")]
    #[cfg_attr(
        test,
        schemars(
            with = "Option<Platform>",
            description = "The platform whose variant was applied."
        )
    )]
    pub variant: Option<(Platform, Text)>,
}

fn platform<S: Serializer>(
    variant: &Option<(Platform, Text)>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    variant.as_ref().map(|(platform, _)| platform).serialize(serializer)
}

impl Check {
    /// What failed could not be observed: there was no socket to observe it on.
    pub(super) fn excuse_all(&mut self) {
        if matches!(self.result, CheckResult::Failed(_)) {
            self.result = CheckResult::Unobservable;
        }
    }

    /// What failed could not be observed: the case was broken off before it came to it.
    pub(super) fn excuse(&mut self) {
        let of_case = matches!(self.place, CheckPlace::Case(_) | CheckPlace::Rule(_));
        match &self.result {
            CheckResult::Failed(Got::NotRun(_)) => self.result = CheckResult::Unobservable,
            CheckResult::Failed(_) if of_case => self.result = CheckResult::Unobservable,
            _ => {}
        }
    }
}

/// Where an expectation stands in the scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum CheckPlace {
    /// On the case: the index in `expect`, from 0.
    #[serde(rename = "expect")]
    Case(usize),
    /// On the wire of the lab: the number of the rule, from 1.
    #[serde(rename = "rule")]
    Rule(#[cfg_attr(test, schemars(range(min = 1)))] u32),
    /// On a step: its number, the round of its block, and which of its repeats (from 1).
    #[serde(untagged)]
    Step {
        /// The step.
        step: StepNo,
        /// The round of the block.
        round: u32,
        /// The repeat.
        #[cfg_attr(test, schemars(range(min = 1)))]
        repeat: u32,
    },
}

/// What was expected. Written is what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Expected {
    /// That a step runs at all (it did not: a barrier before it timed out), or that a barrier is reached.
    Runs,
    /// What a step returns.
    Returns(
        #[serde(skip)]
        #[cfg_attr(test, schemars(with = "()"))]
        Returns,
    ),
    /// That it fails so.
    Error(
        #[serde(skip)]
        #[cfg_attr(test, schemars(with = "()"))]
        ErrorName,
    ),
    /// Whose datagram it is.
    Sender(
        #[serde(skip)]
        #[cfg_attr(test, schemars(with = "()"))]
        String,
    ),
    /// How long it takes, in microseconds.
    Took(
        #[serde(skip)]
        #[cfg_attr(test, schemars(with = "()"))]
        Range,
    ),
    /// That a rule of the wire meets its packet, and what it holds back gets there.
    Rule(
        #[serde(skip)]
        #[cfg_attr(test, schemars(with = "()"))]
        Rule,
    ),
    /// Something of the whole case.
    #[serde(untagged)]
    Case(
        #[serde(serialize_with = "subject")]
        #[cfg_attr(test, schemars(with = "Subject"))]
        Expectation,
    ),
    /// Anything: a variant says that this platform is free here.
    #[serde(untagged)]
    Anything(
        #[serde(serialize_with = "subject")]
        #[cfg_attr(test, schemars(with = "Subject"))]
        Expectation,
    ),
}

/// What is expected of: a message, a receive, rounds of a block, a packet, a number of packets, a figure.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum Subject {
    Message,
    Receive,
    Rounds,
    Packet,
    Packets,
    Count,
}

fn subject<S: Serializer>(expected: &Expectation, serializer: S) -> Result<S::Ok, S::Error> {
    let subject = match expected {
        Expectation::Message { .. } => Subject::Message,
        Expectation::Receive { .. } => Subject::Receive,
        Expectation::Rounds { .. } => Subject::Rounds,
        Expectation::Packet { .. } => Subject::Packet,
        Expectation::Packets { .. } => Subject::Packets,
        Expectation::Count { .. } => Subject::Count,
    };
    subject.serialize(serializer)
}

/// What came of an expectation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum CheckResult {
    /// It held.
    Met,
    /// It did not.
    Failed(
        #[serde(skip)]
        #[cfg_attr(test, schemars(with = "()"))]
        Got,
    ),
    /// It cannot be observed here.
    Unobservable,
}

/// What was there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Got {
    /// A figure.
    Count(u64),
    /// A duration, in microseconds.
    Took(u64),
    /// Bytes.
    Data(Payload),
    /// An error.
    Error(ErrorInfo),
    /// Success, where an error was expected.
    Success(u64),
    /// Somebody (an actor's name), or nobody.
    Sender(Option<String>),
    /// The address of this socket (its name, or else its actor's), or of nobody.
    Address(Option<String>),
    /// Of this message these fates.
    Fate(MessageNo, Fates),
    /// Of this receive these messages.
    Messages(ReceiveNo, Vec<MessageNo>),
    /// Of this receive this main cause (`None`: it held exactly one message).
    Cause(ReceiveNo, Option<Cause>),
    /// Of this receive this size.
    Bytes(ReceiveNo, u64),
    /// There is no such message.
    NoMessage(MessageNo),
    /// There is no such receive.
    NoReceive(ReceiveNo),
    /// This round took so long, in microseconds.
    Round(RoundNo, u64),
    /// In these rounds bytes were held back by this (`None`: none were).
    HeldBy(RoundNo, Option<Cause>),
    /// There is no such round, or it was not done to its end.
    NoRound(RoundNo),
    /// This packet.
    Packet(Box<Packet>),
    /// It came so long after the packet before it, in microseconds.
    After(u64),
    /// So many packets of this kind, and not the one that was named.
    NoPacket(PacketKind, u32),
    /// Of a rule: it never met its packet.
    NeverMet,
    /// Of a rule: too few packets followed, and what it held back was never let go.
    NeverLetGo,
    /// The step was not run, as this call before it failed. None: the case had ended for another reason.
    NotRun(Option<Box<StoppedBy>>),
}

/// The call that ended a case before its last step: a wait that failed or timed out, mostly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoppedBy {
    /// Its step.
    pub step: StepNo,
    /// Who made it.
    pub who: String,
    /// Which call.
    pub call: CallName,
    /// What it waited for: so many bytes; none where it was not for bytes.
    pub bytes: Option<u64>,
    /// How it failed.
    pub error: ErrorInfo,
}
