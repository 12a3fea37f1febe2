//! `replay TRACE`: a saved trace as if it had just been recorded. No socket is opened.

use super::args::{Display, ReplayArgs};
use super::code::Code;
use super::failure::Failure;
use super::interrupt::Interrupts;
use super::jobs::{Edition, Job, keep, known_cases};
use super::locale::Surroundings;
use super::out::Output;
use super::perform::Performed;
use super::present::{Extent, Presenter, verbosity};
use super::source;
use crate::analysis::Setting;
use crate::model::{Limits, Scenario, ScenarioTrace, Text, Trace};
use crate::report::json::{self, TraceError};
use crate::report::{text, visible};
use crate::scenario;
use std::path::Path;

pub(crate) fn replay(
    args: &ReplayArgs,
    display: &Display,
    here: &Surroundings,
) -> anyhow::Result<Code> {
    let manner = here.manner(display, args.report.output.is_some());
    let look = manner.look(verbosity(&args.report));
    let (trace, scenarios) = read(&args.trace)?;
    known_cases(&scenarios, &args.case)?;
    let mut shown: Vec<(Job, &ScenarioTrace)> = Vec::new();
    for (scenario, recorded) in scenarios.into_iter().zip(&trace.scenarios) {
        shown.push((job(scenario, recorded, &args.case), recorded));
    }
    shown.retain(|(job, _)| job.cases().next().is_some());
    let interrupts = Interrupts::listen();
    let target = args.report.output.as_deref();
    let output = Output::open(target, &interrupts)?;
    let extent = Extent::of(shown.len());
    let mut presenter = Presenter::new(output, look, args.report.format, extent);
    presenter.say(&text::recorded(&trace.host, trace.wire, &look))?;
    for (job, recorded) in &shown {
        if interrupts.interrupted() {
            return Err(Failure::interrupted().unwritten(target).into());
        }
        present(job, recorded, &trace, &mut presenter)?;
    }
    Ok(presenter.finish(&trace.host, trace.wire)?)
}

/// The trace in a file, and the scenarios in it as they were run.
fn read(path: &Path) -> Result<(Trace, Vec<Scenario>), Failure> {
    let bytes = source::read(path, Limits::TRACE)?;
    json::read(&bytes).map_err(|error| wrong(&error, path, &bytes))
}

fn wrong(error: &TraceError, path: &Path, bytes: &[u8]) -> Failure {
    let (what, help) = (error.text(), error.help());
    let path = visible(&path.to_string_lossy()).into_owned();
    let place = match error.place() {
        Some((line, column)) => format!("{path}:{line}:{column}"),
        None => path,
    };
    let shown = error.place().map_or_else(String::new, |place| excerpt(bytes, place));
    let en = format!("{place}: {}{shown}", what.en);
    let what = Text::new(en, format!("{place}：{}{shown}", what.zh));
    Failure::new(Code::BadFile, what).help(help.en, help.zh)
}

/// The line that a fault is on, and a caret under the word: two lines, to follow the message.
fn excerpt(bytes: &[u8], (number, column): (usize, usize)) -> String {
    let line = bytes.split(|byte| *byte == b'\n').nth(number.saturating_sub(1)).unwrap_or_default();
    let Ok(line) = std::str::from_utf8(line) else { return String::new() };
    let (from, to) = word(line.as_bytes(), column);
    let (shown, caret) = scenario::marked(line, from, to);
    format!("\n  | {shown}\n  | {caret}")
}

/// The word that ends at (or just before) a column, from 1: where a JSON reader stops.
fn word(line: &[u8], column: usize) -> (usize, usize) {
    let mut end = column.min(line.len());
    while end > 0 && b" \t,:]}".contains(&line[end - 1]) {
        end -= 1;
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-+.".contains(&byte);
    let start = match end.checked_sub(1).map(|last| line[last]) {
        Some(b'"') => line[..end - 1].iter().rposition(|byte| *byte == b'"').unwrap_or(end - 1),
        Some(byte) if plain(byte) => {
            line[..end].iter().rposition(|byte| !plain(*byte)).map_or(0, |before| before + 1)
        }
        Some(_) => end - 1,
        None => 0,
    };
    (start, end.max(start))
}

/// One scenario of the trace, each of its cases judged by the rules of where it was recorded.
fn present(
    job: &Job,
    recorded: &ScenarioTrace,
    trace: &Trace,
    presenter: &mut Presenter,
) -> Result<(), Failure> {
    presenter.begin(job)?;
    for (case, edition) in job.cases() {
        let changed = edition == Edition::Changed;
        let setting = Setting { os: trace.host.os.clone(), wire: trace.wire, changed };
        for run in recorded.cases.iter().filter(|run| run.id == case.id) {
            presenter.case(job, case, Performed::judged(case, run.clone(), &setting))?;
        }
    }
    presenter.end(job)
}

/// What `--set` changed is seen against the source.
fn job(mut scenario: Scenario, recorded: &ScenarioTrace, cases: &[String]) -> Job {
    keep(&mut scenario, cases);
    scenario.cases.retain(|case| recorded.cases.iter().any(|run| run.id == case.id));
    let source = scenario::parse(&scenario.id, recorded.source.as_bytes());
    let before = source.map(|source| source.cases).unwrap_or_default();
    Job::new(scenario, &before, recorded.set.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_word() {
        let line = br#"{"host": [17, "a b"], "x": true}"#;
        let marked = |column| {
            let (from, to) = word(line, column);
            std::str::from_utf8(&line[from..to]).expect("ASCII")
        };
        assert_eq!((marked(12), marked(13)), ("17", "17"));
        assert_eq!((marked(19), marked(31), marked(1)), ("\"a b\"", "true", "{"));
        assert_eq!(word(b"", 7), (0, 0));
        let shown = excerpt(b"x\n[1, \x1b]", (2, 4));
        assert_eq!(shown, "\n  | [1, \\x1b]\n  |  ^");
    }
}
