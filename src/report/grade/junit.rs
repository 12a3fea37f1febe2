//! `grade` for graders: JUnit's XML, a test case for each kind of trial.

use super::{Paper, known, last_line, why};
use crate::grade::{Tally, Tried};
use crate::lang::grade as words;
use crate::model::Text;
use crate::report::{Voice, visible};
use crate::torture::exam::Mistake;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use std::io;

/// The most failures of a kind that are told one by one.
const TOLD: usize = 10;

/// The examination.
///
/// # Errors
/// It cannot be written as XML.
pub fn write(paper: &Paper<'_>, voice: &Voice) -> io::Result<String> {
    let mut suite = TestSuite::new(paper.program);
    suite.set_time(paper.graded.took);
    for tally in &paper.graded.tally {
        suite.add_test_case(case(paper, tally, voice));
    }
    written(suite)
}

/// A program that could not be examined at all.
///
/// # Errors
/// It cannot be written as XML.
pub fn not_up(program: &str, why: &Text, voice: &Voice) -> io::Result<String> {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_message(voice.say(why.clone()));
    let mut suite = TestSuite::new(program);
    suite.add_test_case(TestCase::new("start", status));
    written(suite)
}

fn written(suite: TestSuite) -> io::Result<String> {
    let mut report = Report::new("stickydemo grade");
    report.add_test_suite(suite);
    report.to_string().map_err(io::Error::other)
}

fn case(paper: &Paper<'_>, tally: &Tally, voice: &Voice) -> TestCase {
    let of_kind = |tried: &&Tried| paper.trial(tried).is_some_and(|trial| trial.kind == tally.kind);
    let failed = |tried: &&Tried| of_kind(tried) && tried.fault.is_some();
    let failures: Vec<&Tried> = paper.graded.tried.iter().filter(failed).collect();
    let counted = voice.say(words::passed(tally.passed, tally.tried));
    let status = if !failures.is_empty() {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(counted);
        let told = failures.iter().take(TOLD).flat_map(|tried| told(paper, tried, voice));
        let more = failures.len().saturating_sub(TOLD);
        let more = (more > 0).then(|| format!("… +{more}"));
        let lines: Vec<String> = told.chain(more).chain(mistakes(paper, voice)).collect();
        status.set_description(lines.join("\n"));
        status
    } else if tally.tried < tally.of {
        let mut status = TestCaseStatus::skipped();
        status.set_message(counted);
        status
    } else {
        TestCaseStatus::success()
    };
    let mut case = TestCase::new(tally.kind.as_str(), status);
    case.set_classname(paper.program);
    case
}

/// A failure: which trial, what was wrong, what the program said.
fn told(paper: &Paper<'_>, tried: &Tried, voice: &Voice) -> Vec<String> {
    let (Some(fault), Some(trial)) = (&tried.fault, paper.trial(tried)) else { return Vec::new() };
    let trial = voice.say(words::trial(trial));
    let mut line = format!("{trial}: {}", voice.say(why(fault, voice.letters())));
    if let Some(exit) = tried.exit {
        line.push_str(&format!(" {}", voice.say(words::ended(exit))));
    }
    let said = last_line(&tried.words);
    [line].into_iter().chain(said.map(|said| format!("    {}", visible(&said)))).collect()
}

/// The mistakes, with the wrong line and the right one.
fn mistakes(paper: &Paper<'_>, voice: &Voice) -> Vec<String> {
    let mistakes = paper.graded.named.mistakes.iter().flatten();
    let lines = |mistake: &Mistake| {
        let pattern = known(*mistake);
        let name = format!("{}: {}", mistake.as_str(), voice.say(pattern.name));
        [name, format!("  - {}", pattern.wrong), format!("  + {}", pattern.right)]
    };
    mistakes.flat_map(lines).collect()
}
