//! `grade` for other programs, as `schema/grade-1.json` has it.

use super::{Paper, known, last_line, right, why};
use crate::grade::{Remarks, Tally, Tried};
use crate::lang::grade as words;
use crate::model::{ErrorName, Text};
use crate::net::Exit;
use crate::report::escape::Letters;
use crate::torture::exam::{Fault, Kind, Mistake as Name, Task};
use serde::Serialize;
use serde_json::json;

/// The format's name and version.
const FORMAT: &str = "stickydemo-grade/1";
/// The most failures that are kept.
const FAILURES: usize = 200;

/// How a program of somebody else did. The same seed asks the same of each.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "stickydemo grade, format 1"))]
struct Grade<'a> {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: &'static str,
    /// The command, as it was typed.
    program: &'a str,
    /// Whether it is a decoder, which reads its standard input; else a server.
    decoder: bool,
    /// How messages are marked.
    framing: String,
    /// What a server does with a message.
    protocol: Task,
    /// What the messages were made from.
    seed: u64,
    /// Whether every trial was made and passed.
    passed: bool,
    /// How long it took, in seconds.
    #[cfg_attr(test, schemars(range(min = 0)))]
    seconds: f64,
    /// How many of each kind, in order.
    kinds: &'a [Tally],
    /// The mistakes that it looks like; where several cannot be told apart, all of them in one list.
    mistakes: Vec<Vec<Mistake>>,
    /// How many trials failed.
    failing: usize,
    /// How many of those the mistakes explain.
    explained: usize,
    /// The trials that failed, the first 200.
    #[cfg_attr(test, schemars(length(max = FAILURES)))]
    failures: Vec<FailedTrial<'a>>,
    /// Messages that this framing cannot carry.
    left_out: Vec<LeftOut>,
    /// What there is to know besides.
    remarks: &'a Remarks,
    /// Why nothing was tried: it could not be started, or did not listen; null: it was examined.
    not_up: Option<NotExamined>,
}

/// A program that could not be examined.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct NotExamined {
    why: Text,
    /// The last line it wrote; null: none.
    said: Option<String>,
}

/// A known mistake.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Mistake {
    /// As `stickydemo torture` calls it, where it is one of the framing.
    name: Name,
    /// What it is.
    what: Text,
    /// The line that is wrong, in Python.
    wrong: &'static str,
    /// The line that is right.
    right: &'static str,
}

/// A trial that was not passed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FailedTrial<'a> {
    /// Its place among all, from 0.
    trial: usize,
    kind: Kind,
    /// The stream's length.
    bytes: usize,
    /// Where it was cut, in bytes from its beginning, rising.
    #[cfg_attr(test, schemars(inner(range(min = 1))))]
    cuts: &'a [usize],
    /// What a header claimed, in bytes: decimal digits in a string, as it may be larger than the numbers of most
    /// readers of JSON.
    #[cfg_attr(test, schemars(regex(pattern = "^-?[0-9]+$")))]
    claim: Option<String>,
    /// How many answers were right before.
    right: usize,
    what: GradeFault,
    why: Text,
    /// Whether the program ended in this trial.
    ended: bool,
    /// Its exit code then; null: it runs on, or a signal ended it.
    exit_code: Option<i32>,
    /// The last line it wrote; null: none.
    said: Option<String>,
}

/// What was wrong.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum GradeFault {
    WrongAnswer,
    AnswerTooMany,
    NoAnswer,
    NoFrame,
    NoString,
    TooMuch,
    Hangs,
    Memory,
    NextClient,
    Ended,
    Unreachable,
}

/// A message that was not sent.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct LeftOut {
    /// How long it is.
    bytes: u64,
    error: ErrorName,
}

/// The examination as a JSON document: both languages, whatever the reader's.
pub fn write(paper: &Paper<'_>) -> String {
    let (exam, graded) = (paper.exam, paper.graded);
    let failed = graded.tried.iter().filter(|tried| tried.fault.is_some());
    let mistakes = graded.named.mistakes.iter();
    let left_out = exam.left_out.iter();
    let grade = Grade {
        format: FORMAT,
        program: paper.program,
        decoder: paper.decoder,
        framing: exam.framing.to_string(),
        protocol: exam.protocol,
        seed: exam.seed,
        passed: graded.passed(),
        seconds: graded.took.as_secs_f64(),
        kinds: &graded.tally,
        mistakes: mistakes.map(|alike| alike.iter().copied().map(mistake).collect()).collect(),
        failing: graded.named.failing,
        explained: graded.named.explained,
        failures: failed.take(FAILURES).filter_map(|tried| failure(paper, tried)).collect(),
        left_out: left_out
            .map(|one| LeftOut { bytes: one.bytes, error: one.error.name() })
            .collect(),
        remarks: &graded.remarks,
        not_up: paper.not_up.map(|not_up| NotExamined {
            why: words::not_up(not_up),
            said: last_line(not_up.words()),
        }),
    };
    format!("{:#}\n", json!(grade))
}

fn mistake(name: Name) -> Mistake {
    let pattern = known(name);
    Mistake { name, what: pattern.name, wrong: pattern.wrong, right: pattern.right }
}

fn failure<'a>(paper: &'a Paper<'_>, tried: &'a Tried) -> Option<FailedTrial<'a>> {
    let (fault, trial) = (tried.fault.as_ref()?, paper.trial(tried)?);
    let exit_code = match tried.exit {
        Some(Exit::Itself(code)) => code,
        Some(Exit::TooMany(_)) | None => None,
    };
    Some(FailedTrial {
        trial: tried.trial,
        kind: trial.kind,
        bytes: trial.stream.bytes.len(),
        cuts: &trial.cuts,
        claim: trial.claim.map(|claim| claim.to_string()),
        right: right(tried),
        what: what(fault),
        why: why(fault, Letters::All),
        ended: tried.exit.is_some(),
        exit_code,
        said: last_line(&tried.words),
    })
}

fn what(fault: &Fault) -> GradeFault {
    match fault {
        Fault::Wrong { .. } => GradeFault::WrongAnswer,
        Fault::Extra { .. } => GradeFault::AnswerTooMany,
        Fault::Missing { .. } => GradeFault::NoAnswer,
        Fault::NoFrame { .. } => GradeFault::NoFrame,
        Fault::NoString { .. } => GradeFault::NoString,
        Fault::TooMuch { .. } => GradeFault::TooMuch,
        Fault::Hangs { .. } => GradeFault::Hangs,
        Fault::Memory { .. } => GradeFault::Memory,
        Fault::Deaf => GradeFault::NextClient,
        Fault::Ended => GradeFault::Ended,
        Fault::Unreachable => GradeFault::Unreachable,
    }
}

#[cfg(test)]
#[test]
fn the_schema_is_made_of_it() {
    crate::schemas::assert_kept::<Grade<'_>>("grade-1");
}
