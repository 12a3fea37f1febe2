//! What a name on the command line stands for: a trace in a file, or a recording that comes with the
//! program; and its cases, judged again.

use super::failure::Failure;
use super::jobs::{Choice, Edition, Job, keep};
use super::source;
use super::usage::did_you_mean;
use crate::analysis::Setting;
use crate::model::{Limits, Scenario, ScenarioTrace, Trace};
use crate::report::{json, recordings};
use crate::scenario::{self, builtin, script};
use std::borrow::Cow;
use std::io::{self, ErrorKind};
use std::path::Path;

/// The trace that a name stands for.
pub(crate) fn read(name: &Path) -> anyhow::Result<json::Recording> {
    understood(name, &bytes(name)?, &mut json::Reader::default())
}

/// The trace in the bytes of a file.
pub(crate) fn understood(
    name: &Path,
    bytes: &[u8],
    reader: &mut json::Reader,
) -> anyhow::Result<json::Recording> {
    Ok(reader.read(bytes).map_err(|error| wrong(name, &error))?)
}

/// The bytes of a trace file, unpacked: a trace is the same bytes, packed or not.
pub(crate) fn unpacked<'b>(name: &Path, bytes: &'b [u8]) -> anyhow::Result<Cow<'b, [u8]>> {
    Ok(json::unpacked(bytes).map_err(|error| wrong(name, &error))?)
}

fn wrong(name: &Path, error: &json::TraceError) -> Failure {
    Failure::wrong_file(error.notice(), name.to_string_lossy())
}

/// A file's bytes; where there is no such file, those of the recording of that name.
pub(crate) fn bytes(name: &Path) -> anyhow::Result<Cow<'static, [u8]>> {
    match is_missing(name) {
        true => recording(name).map(Cow::Borrowed),
        false => source::read(name, Limits::TRACE).map(Cow::Owned),
    }
}

/// That a name stands for something.
pub(crate) fn is_there(name: &Path) -> anyhow::Result<()> {
    if is_missing(name) { recording(name).map(drop) } else { Ok(()) }
}

fn is_missing(name: &Path) -> bool {
    matches!(name.metadata(), Err(error) if error.kind() == ErrorKind::NotFound)
}

fn recording(name: &Path) -> anyhow::Result<&'static [u8]> {
    let word = name.to_str().filter(|word| !word.contains(['.', '/', std::path::MAIN_SEPARATOR]));
    let Some(word) = word else {
        return Err(missing(Failure::unreadable(name)));
    };
    recordings::find(word).ok_or_else(|| unknown(name, word))
}

/// That there is no such file.
fn missing(failure: Failure) -> anyhow::Error {
    anyhow::Error::new(io::Error::from(ErrorKind::NotFound)).context(failure)
}

fn unknown(name: &Path, word: &str) -> anyhow::Error {
    let near: Vec<String> = recordings::near(word).into_iter().map(str::to_owned).collect();
    let failure = did_you_mean(Failure::unreadable(name), &near);
    let all: Vec<&str> = recordings::names().collect();
    missing(failure.help(
        format!("recordings that come with the program: {}", all.join(", ")),
        format!("程序自带的录制：{}", all.join("、")),
    ))
}

/// One scenario of a trace, with the chosen cases that were run. What `--set` changed is seen
/// against the source.
pub(crate) fn job(mut scenario: Scenario, recorded: &ScenarioTrace, choice: Choice<'_>) -> Job {
    let all = scenario.cases.len();
    keep(&mut scenario, choice);
    scenario.cases.retain(|case| recorded.cases.iter().any(|run| run.id == case.id));
    if recorded.set.is_empty() {
        return Job::unchanged(scenario).of(all);
    }
    let source = scenario::parse(&scenario.id, recorded.source.as_bytes());
    let before = source.map(|source| source.cases).unwrap_or_default();
    Job::new(scenario, &before, recorded.set.clone()).of(all)
}

/// With the guess that the built-in scenario has now, where one was recorded without: a guess leads to a run and changes
/// nothing of it.
pub(crate) fn with_guess(mut job: Job) -> Job {
    let scenario = &job.scenario;
    let known = builtin::find(&scenario.id).filter(|_| scenario.guess.is_none());
    let same = known.filter(|known| script(known.source()) == script(&scenario.source));
    let now = same.and_then(|known| scenario::parse(known.id, known.source().as_bytes()).ok());
    if let Some(now) = now {
        job.scenario.guess = now.guess;
    }
    job
}

/// Where a trace was made: its cases are judged by the rules of that place.
pub(crate) fn setting(trace: &Trace, edition: Edition) -> Setting {
    let changed = edition == Edition::Changed;
    Setting::of(&trace.host, trace.wire, changed)
}
