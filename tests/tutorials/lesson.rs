//! A case as the program runs it here and now, and what its scenario says of it.

use crate::class::{Did, Program};
use std::process::Command;
use stickydemo::model::{
    CallName, CallRecord, Case, CaseTrace, ErrorName, Outcome, Payload, Scenario, Step,
};
use stickydemo::report::json;

/// A case that was run, with its texts.
pub(crate) struct Lesson {
    scenario: Scenario,
    trace: CaseTrace,
}

impl Lesson {
    /// Runs a case; it must show.
    pub(crate) fn run(id: &str, case: &str) -> Lesson {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stickydemo"));
        let output = command.args(["run", id, "--case", case, "--format", "json"]).output();
        let output = output.expect("the program runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{id}/{case} is not shown: {errors}");
        let (mut trace, mut scenarios) = json::read(&output.stdout).expect("a trace");
        let scenario = scenarios.remove(0);
        Lesson { scenario, trace: trace.scenarios.remove(0).cases.remove(0) }
    }

    /// What came of an actor's calls: those that move bytes, and those that fail.
    pub(crate) fn did(&self, who: &str) -> Vec<Did> {
        let records = self.trace.records.iter().filter(|record| record.who == who);
        let did: Vec<_> = records.flat_map(|record| &record.calls).filter_map(did).collect();
        assert!(!did.is_empty(), "{}: {who} does something", self.name());
        did
    }

    /// What an actor sends by the case's script, message by message.
    pub(crate) fn script(&self, who: &str) -> Vec<Vec<u8>> {
        let case = self.case();
        let of = |step: &&Step| case.actor(step.who).is_some_and(|actor| actor.name == who);
        let bytes = |step: &Step| step.call.data().map(|data| data.bytes().expect("known bytes"));
        case.all_steps().filter(of).filter_map(bytes).collect()
    }

    /// The program saw what this actor does, call by call, and no more by now.
    #[track_caller]
    pub(crate) fn is_seen_by(&self, who: &str, program: &mut Program) {
        let did = self.did(who);
        program.comes_to(&did);
        assert_eq!(program.did(), did, "{}: {who}", self.name());
    }

    /// The same; what the program does after that is no part of the case.
    #[track_caller]
    pub(crate) fn begins_as_seen_by(&self, who: &str, program: &mut Program) {
        let did = self.did(who);
        program.comes_to(&did);
        assert!(
            program.did().starts_with(&did),
            "{}: {who}: {:?}, not {did:?}",
            self.name(),
            program.did()
        );
    }

    /// The same; what the program does before that, so many calls, is left out in the case.
    #[track_caller]
    pub(crate) fn ends_as_seen_by(&self, who: &str, program: &mut Program, before: usize) {
        let did = self.did(who);
        program.has_done(before + did.len());
        assert_eq!(program.did()[before..], did, "{}: {who}", self.name());
    }

    /// The lesson says so, in both languages: the words of programs are the same in both.
    #[track_caller]
    pub(crate) fn says(&self, words: &str) {
        let notes = self.scenario.notes.as_ref();
        let case = self.case();
        let note = case.note.as_ref();
        let texts = [
            [
                Some(&self.scenario.en.answer),
                notes.map(|text| &text.en),
                note.map(|text| &text.en),
                Some(&case.title.en),
            ],
            [
                Some(&self.scenario.zh.answer),
                notes.map(|text| &text.zh),
                note.map(|text| &text.zh),
                Some(&case.title.zh),
            ],
        ];
        for language in texts {
            let told = language.into_iter().flatten().any(|text| text.contains(words));
            assert!(told, "{} does not say {words}", self.name());
        }
    }

    fn name(&self) -> String {
        format!("{}/{}", self.scenario.id, self.trace.id)
    }

    fn case(&self) -> &Case {
        let case = self.scenario.cases.iter().find(|case| case.id == self.trace.id);
        case.expect("the case that was run")
    }
}

/// What a call came to, if it is of interest.
fn did(call: &CallRecord) -> Option<Did> {
    let facts = call.call;
    let data = || call.data.clone().expect("what moves bytes has bytes");
    let verb = match (facts.sends(), facts.receives(), facts == CallName::Connect) {
        (true, _, _) => "send",
        (_, true, _) => "recv",
        (_, _, true) => "connect",
        (false, false, false) => return None,
    };
    match &call.outcome {
        Outcome::Returned(_) => match verb {
            "send" => Some(Did::Sent(data())),
            "recv" => Some(Did::Read(call.data.clone().unwrap_or(Payload::of(b"")))),
            _ => None,
        },
        Outcome::Error(error) => Some(match error.name {
            ErrorName::Timeout | ErrorName::WouldBlock => Did::Waited,
            ErrorName::EndOfStream => Did::Read(Payload::of(b"")),
            _ => Did::Failed(verb, error.native.clone().unwrap_or_else(|| error.name.to_string())),
        }),
    }
}
