//! What the probe found: pure, from its traces.

use crate::cli::perform::no_more_files;
use crate::model::{
    Call, CallName, CallRecord, Case, CaseTrace, ErrorInfo, ErrorName, Evidence, LabGap,
    OptionName, OptionValue, Outcome, Seen, Step, Text,
};
use serde::Serialize;

/// Everything that was found out about this computer.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// The kinds of socket, by the probe's case: `None` carried the message, else what went wrong.
    pub(super) kinds: Vec<(String, Option<ErrorInfo>)>,
    /// The figures at the sender of a TCP stream, right after a send.
    pub(super) sender: Evidence,
    /// The figures at its receiver.
    pub(super) receiver: Evidence,
    /// The figures at a waiting UDP socket.
    pub(super) datagram: Evidence,
    /// Whether a cut datagram is reported as cut.
    pub(super) truncated: Seen<bool>,
    /// Whether the lab was built and carried a datagram; else why not.
    pub(super) lab: Option<Result<(), LabGap>>,
    /// The options that each kind of socket was asked for, and their values when it is fresh.
    pub(super) options: Vec<(String, Asked)>,
    /// The largest buffers that are granted.
    pub(super) largest: Vec<(OptionName, Seen<OptionValue>)>,
    /// The MTU of the loopback interface, in bytes.
    pub(super) mtu: Seen<u64>,
    /// What the system is set to as a whole.
    pub(super) settings: Vec<(&'static str, Seen<String>)>,
}

/// Options, and what was found of each.
pub(super) type Asked = Vec<(OptionName, Answer)>;

/// What is found of an option.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) enum Answer {
    /// It has this value.
    #[serde(rename = "seen")]
    Is(OptionValue),
    /// It was set, and cannot be read.
    #[serde(rename = "set-only")]
    SetOnly,
    /// It cannot be had.
    #[serde(rename = "error")]
    Not(ErrorInfo),
}

impl Findings {
    /// Adds what a case of the probe found. `obstacle`: why nothing of it finds a way on loopback.
    pub(super) fn add(&mut self, case: &Case, trace: &CaseTrace, obstacle: Option<&Text>) {
        let calls: Vec<&CallRecord> = trace.calls().collect();
        match trace.id.as_str() {
            "largest-buffers" => self.largest(&calls),
            "cut-datagram" => self.cut(&calls),
            "lab" => self.lab = Some(lab(trace, &calls)),
            _ => self.kind(case, trace, (&calls, obstacle)),
        }
    }

    fn kind(
        &mut self,
        case: &Case,
        trace: &CaseTrace,
        (calls, obstacle): (&[&CallRecord], Option<&Text>),
    ) {
        let carried = |call: &&&CallRecord| call.call.receives() && call.outcome.count() == Some(5);
        let failed = match calls.iter().find(carried) {
            Some(_) => None,
            None => {
                let error = first_error(trace);
                let files = (error.name == ErrorName::TooManyOpen).then(|| no_more_files(&error));
                Some(because(error, files.as_ref().or(obstacle)))
            }
        };
        self.kinds.push((case.id.clone(), failed));
        let sent = calls.iter().find(|call| call.call.sends());
        match (case.id.as_str(), sent) {
            ("tcp", Some(sent)) => {
                self.sender = sent.own.clone();
                self.receiver = sent.peer.clone().unwrap_or_default();
            }
            ("udp", Some(sent)) => self.datagram = sent.peer.clone().unwrap_or_default(),
            _ => {}
        }
        let mut asked: Asked = case.all_steps().filter_map(|step| answer(step, trace)).collect();
        for set in case.all_steps().filter_map(|step| tried(step, trace)) {
            take_in(&mut asked, set);
        }
        if !asked.is_empty() {
            self.options.push((case.id.clone(), asked));
        }
    }

    fn largest(&mut self, calls: &[&CallRecord]) {
        let options = calls.iter().flat_map(|call| &call.options);
        self.largest.extend(options.map(|option| (option.option, option.granted)));
    }

    fn cut(&mut self, calls: &[&CallRecord]) {
        let cut = calls.iter().find(|call| call.call == CallName::RecvFrom);
        self.truncated = cut.map_or(Seen::Absent, |call| call.truncated);
    }
}

/// Whether the wire saw the datagram and its receiver got it.
fn lab(trace: &CaseTrace, calls: &[&CallRecord]) -> Result<(), LabGap> {
    let wire = trace.lab.as_ref().ok_or(LabGap::Failed)?;
    let seen = wire.packets.iter().any(|packet| packet.payload == 5);
    let got = calls.iter().any(|call| call.call.receives() && call.outcome.count() == Some(5));
    match wire.missing {
        None if seen && got => Ok(()),
        missing => Err(missing.unwrap_or(LabGap::Failed)),
    }
}

/// What came back when this step asked for an option, if it is one that asks.
fn answer(step: &Step, trace: &CaseTrace) -> Option<(OptionName, Answer)> {
    let Call::Get { option } = step.call else { return None };
    let call = call_of(step, trace)?;
    if let Outcome::Error(error) = &call.outcome {
        return Some((option, Answer::Not(error.clone())));
    }
    let value = call.options.first().and_then(|found| found.granted.seen())?;
    Some((option, Answer::Is(value)))
}

/// What came of it when this step set an option, if it is one that sets.
fn tried(step: &Step, trace: &CaseTrace) -> Option<(OptionName, Result<(), ErrorInfo>)> {
    let Call::Set = step.call else { return None };
    let option = call_of(step, trace)?.options.first()?;
    Some((option.option, option.error.clone().map_or(Ok(()), Err)))
}

fn call_of<'t>(step: &Step, trace: &'t CaseTrace) -> Option<&'t CallRecord> {
    trace.records.iter().find(|record| record.step == step.no)?.calls.first()
}

/// Setting it says more of an option that cannot be read.
fn take_in(asked: &mut Asked, (option, set): (OptionName, Result<(), ErrorInfo>)) {
    let found = asked.iter_mut().find(|(name, _)| *name == option);
    if let Some((_, answer @ Answer::Not(_))) = found {
        *answer = set.map_or_else(Answer::Not, |()| Answer::SetOnly);
    }
}

/// Why a kind of socket did not carry its message. An option that cannot be had is not a reason.
fn first_error(trace: &CaseTrace) -> ErrorInfo {
    let calls = trace.calls().filter(|call| !matches!(call.call, CallName::Get | CallName::Set));
    let errors = calls.filter_map(|call| match &call.outcome {
        Outcome::Error(error) => Some(error.clone()),
        Outcome::Returned(_) => None,
    });
    let unknown = ErrorInfo::named(ErrorName::Other);
    errors.into_iter().next().unwrap_or(unknown)
}

/// The error with what is behind it, where that is known: the socket does not know of the interface.
fn because(error: ErrorInfo, obstacle: Option<&Text>) -> ErrorInfo {
    let Some(Text { en, zh }) = obstacle.cloned() else { return error };
    ErrorInfo { text: Some(en), zh: Some(zh), ..error }
}

/// A figure of the evidence, by the name it has in a trace.
pub(super) type NamedFigure = (&'static str, Seen<u64>);

impl Findings {
    /// What the kernel says at the sender of a stream.
    pub(super) fn of_sender(&self) -> Vec<NamedFigure> {
        self.sender.figures().collect()
    }

    /// What it says at the receiver.
    pub(super) fn of_receiver(&self) -> Vec<NamedFigure> {
        self.receiver.figures().collect()
    }

    /// What it says of a datagram socket, and of a datagram that was cut.
    pub(super) fn of_datagram(&self) -> Vec<NamedFigure> {
        let cut = ("truncated", self.truncated.map(u64::from));
        self.datagram.figures().chain([cut]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether an option that cannot be read is there shows when it is set.
    #[test]
    fn setting_it_says_more_of_an_option_that_cannot_be_read() {
        let option = OptionName::SioTcpSetAckFrequency;
        let unread = || vec![(option, Answer::Not(ErrorInfo::named(ErrorName::Unsupported)))];
        let after = |set| {
            let mut asked = unread();
            take_in(&mut asked, (option, set));
            asked.remove(0).1
        };
        assert_eq!(after(Ok(())), Answer::SetOnly);
        let refused = ErrorInfo::named(ErrorName::NotSupported);
        assert_eq!(after(Err(refused.clone())), Answer::Not(refused));
    }
}
