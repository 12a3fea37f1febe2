//! Expectations in words, and what came instead.

use crate::analysis::{CheckPlace, Expected, Got};
use crate::lang::{checks as words, packets as packet_words};
use crate::model::{
    Case, ErrorName, Expectation, PacketWant, Range, ReceiveNo, Returns, RoundNo, Scenario, Step,
    Text, Want, WantedCause, Which, WhichRounds, visible,
};
use crate::report::Voice;
use crate::report::case::calls::{Writing, data, of_step};
use crate::report::case::errors;
use crate::report::case::packets;
use crate::scenario::{builtin, script};
use std::time::Duration;

/// How wide quoted data is in an expectation, in columns.
const DATA: usize = 40;

/// What was expected.
pub(crate) fn expected(what: &Expected, voice: &Voice) -> Text {
    match what {
        Expected::Runs => words::runs(),
        Expected::Returns(returned) => returns(returned, voice),
        Expected::Error(name) => words::fails(*name),
        Expected::Sender(name) => words::sender(name),
        Expected::Took(range) => words::took(*range),
        Expected::Rule(rule) => packet_words::rule(rule),
        Expected::Case(expectation) | Expected::Anything(expectation) => of_case(expectation),
    }
}

fn returns(returned: &Returns, voice: &Voice) -> Text {
    match returned {
        Returns::Count(range) => words::returns(*range),
        Returns::Data(bytes) => words::returns_data(&data(bytes, Writing { voice, data: DATA })),
        Returns::Address(name) => words::returns_address(name),
    }
}

/// Everything a step is expected to do; `None` where nothing is said. It waits up to `timeout`.
pub(crate) fn of_want(want: &Want, timeout: Duration, voice: &Voice) -> Option<Text> {
    let mut parts = Vec::new();
    parts.extend(want.returns.as_ref().map(|returned| returns(returned, voice)));
    parts.extend(want.error.map(|error| match error {
        ErrorName::Timeout => words::fails_after(error, timeout),
        _ => words::fails(error),
    }));
    parts.extend(want.sender.as_deref().map(words::sender));
    parts.extend(want.took.map(words::took));
    (!parts.is_empty()).then(|| words::all_of(parts))
}

/// Something expected of a whole case.
pub(crate) fn of_case(expectation: &Expectation) -> Text {
    match expectation {
        Expectation::Message { which, fate } => words::message(which, fate),
        Expectation::Receive { which, messages, cause, bytes } => {
            let mut parts = Vec::new();
            parts.extend(messages.as_ref().map(|messages| words::holds(messages)));
            parts.extend(cause.map(wanted_cause));
            parts.extend(bytes.map(words::size));
            words::of_receive(words::receive(which), words::all_of(parts))
        }
        Expectation::Rounds { which, took, cause } => {
            let mut parts = vec![words::took(*took)];
            parts.extend(cause.map(|cause| words::held_by(Some(cause))));
            words::of_receive(words::rounds(which), words::all_of(parts))
        }
        Expectation::Packet { packet, want, after } => {
            let mut parts = packet_want(want);
            parts.extend(after.map(|range| packet_words::after(&words::durations(range))));
            words::of_receive(packet_words::packet(packet), words::all_of(parts))
        }
        Expectation::Packets { count, from, want } => {
            let packets = packet_words::packets(*count, from.as_deref());
            match packet_want(want) {
                none if none.is_empty() => packets,
                parts => packet_words::that_are(packets, words::all_of(parts)),
            }
        }
        Expectation::Count { what, of, range } => words::counted(*what, of.as_deref(), *range),
    }
}

/// What a packet is to be like.
pub(crate) fn packet_want(want: &PacketWant) -> Vec<Text> {
    let flags = want.flags.as_ref().map(|flags| match packets::flags(flags.iter()) {
        none if none.is_empty() => packet_words::no_flag(),
        flags => packet_words::flags(&flags),
    });
    let mut parts: Vec<Text> = flags.into_iter().collect();
    parts.extend(want.payload.map(packet_words::payload));
    parts.extend(want.mss.map(packet_words::with_mss));
    parts.extend(want.next.map(packet_words::acknowledges));
    parts.extend(want.again.map(packet_words::sent_again));
    parts.extend(want.fragment.map(packet_words::is_fragment));
    parts.extend(want.deed.map(packet_words::deed));
    parts
}

fn wanted_cause(cause: WantedCause) -> Text {
    match cause {
        WantedCause::NoCause => words::main_cause(None),
        WantedCause::Main(cause) => words::main_cause(Some(cause)),
    }
}

/// What was there instead.
pub(crate) fn got(what: &Got, voice: &Voice) -> Text {
    match what {
        Got::Count(n) => words::figure(*n),
        Got::Took(us) => words::measured(*us),
        Got::Data(payload) => words::returns_data(&voice.quote(payload.kept(), payload.len, DATA)),
        Got::Error(error) => words::fails_as(&errors::said(error).text),
        Got::Success(count) => words::succeeded(*count),
        Got::Sender(Some(name)) => words::sender(name),
        Got::Sender(None) => words::nobody(),
        Got::Address(Some(name)) => words::returns_address(name),
        Got::Address(None) => words::unknown_address(),
        Got::Fate(no, fates) => words::message(&Which::These(vec![*no]), fates),
        Got::Messages(no, messages) => of_receive(*no, words::holds(messages)),
        Got::Cause(no, cause) => of_receive(*no, words::main_cause(*cause)),
        Got::Bytes(no, n) => of_receive(*no, words::size(Range::exactly(*n))),
        Got::NoMessage(no) => words::no_message(*no),
        Got::NoReceive(no) => words::no_receive(*no),
        Got::Round(no, us) => {
            let took = words::took(Range::exactly(*us));
            words::of_receive(words::rounds(&one_round(*no)), took)
        }
        Got::HeldBy(no, cause) => {
            let round = words::rounds(&one_round(*no));
            words::of_receive(round, words::held_by(*cause))
        }
        Got::NoRound(no) => words::no_round(*no),
        Got::Packet(packet) => words::all_of(packets::said(packet)),
        Got::After(us) => packet_words::after(&words::measured(*us)),
        Got::NoPacket(kind, found) => packet_words::no_packet(*kind, *found),
        Got::NeverMet => packet_words::never_met(),
        Got::NeverLetGo => packet_words::never_let_go(),
        Got::NotRun(None) => words::not_run(),
        Got::NotRun(Some(by)) => {
            let bytes = by.bytes.map_or(String::new(), |bytes| bytes.to_string());
            let call = format!("{}.{}({bytes})", visible(&by.who), by.call);
            words::not_run_after(by.step.0, &call, &errors::said(&by.error).text)
        }
    }
}

fn one_round(no: RoundNo) -> WhichRounds {
    WhichRounds::Each(Which::These(vec![no]))
}

fn of_receive(no: ReceiveNo, what: Text) -> Text {
    words::of_receive(words::receive(&Which::These(vec![no])), what)
}

/// Whose file a scenario is: of one that comes with the program nobody knows the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum File {
    /// It comes with the program.
    BuiltIn,
    /// The person's own.
    Own,
}

impl File {
    pub(crate) fn of(scenario: &Scenario) -> Self {
        let known = builtin::find(&scenario.id);
        match known.is_some_and(|entry| script(entry.source()) == script(&scenario.source)) {
            true => File::BuiltIn,
            false => File::Own,
        }
    }
}

/// Where an expectation stands: a step as the timeline shows it, and its line in a file of your own.
pub(crate) fn place(place: CheckPlace, (case, file): (&Case, File), voice: &Voice) -> Text {
    let (step, round, repeat) = match place {
        CheckPlace::Step { step, round, repeat } => (step, round, repeat),
        CheckPlace::Case(_) => return words::at_case(),
        CheckPlace::Rule(number) => return packet_words::at_rule(number),
    };
    let Some(found) = case.all_steps().find(|s| s.no == step) else {
        return words::at_repeat(words::at_step(step.0, None, ""), round, repeat);
    };
    let call = who_and_call(found, case, voice);
    let text = match file {
        File::Own => words::at_step(step.0, Some(found.line), &call),
        File::BuiltIn => among(found, &call, case, voice),
    };
    words::at_repeat(text, round, repeat)
}

fn who_and_call(step: &Step, case: &Case, voice: &Voice) -> String {
    let who = case.actor(step.who).map_or("?", |actor| actor.name.as_str());
    format!("{who} {}", of_step(step, case, Writing { voice, data: 16 }))
}

/// A call, and which one it is where several are written the same way.
fn among(step: &Step, call: &str, case: &Case, voice: &Voice) -> Text {
    let alike = case.all_steps().filter(|other| who_and_call(other, case, voice) == call);
    let alike: Vec<&Step> = alike.collect();
    let at = alike.iter().position(|other| other.no == step.no).map_or(0, |at| at + 1);
    if alike.len() > 1 { words::at_call_of(call, at, alike.len()) } else { words::at_call(call) }
}
