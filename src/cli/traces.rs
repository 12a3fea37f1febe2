//! What a name on the command line stands for: a trace in a file, or a recording that comes with the
//! program; and its cases, judged again.

use super::failure::Failure;
use super::jobs::{Choice, Edition, Job, keep};
use super::source;
use super::usage::did_you_mean;
use crate::analysis::Setting;
use crate::lang::trace_file as words;
use crate::model::{CaseTrace, Limits, Scenario, ScenarioTrace, Trace, WireKind};
use crate::report::{json, recordings, visible};
use crate::scenario::{self, builtin, script};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The trace that a name stands for, where only one is wanted.
pub(crate) fn read(name: &Path) -> anyhow::Result<json::Recording> {
    let bytes = bytes(name)?;
    let pieces = pieces(name, &bytes)?;
    match pieces.count_left() {
        0 | 1 => one(name, &bytes, &mut json::Reader::default()),
        several => Err(only_one(name, several).into()),
    }
}

/// The traces that a name stands for, at least one: a page may have several.
pub(crate) fn read_all(name: &Path) -> anyhow::Result<Vec<json::Recording>> {
    let bytes = bytes(name)?;
    let mut reader = json::Reader::default();
    let pieces = pieces(name, &bytes)?;
    let several = pieces.count_left() > 1;
    let read = |(number, piece): (usize, Piece<'_>)| {
        let name = if several { part(name, number) } else { name.to_owned() };
        let piece = piece.map_err(|error| wrong(&name, &error))?;
        understood(&name, &piece, &mut reader)
    };
    (1..).zip(pieces).map(read).collect()
}

type Piece<'b> = Result<Cow<'b, [u8]>, json::TraceError>;

/// What a trace in a page of several is called, from 1: the page's name, and its number.
pub(crate) fn part(page: &Path, number: usize) -> PathBuf {
    let mut name = page.as_os_str().to_owned();
    name.push(format!("{PART}{number}"));
    PathBuf::from(name)
}

/// Between the name of a page and the number of a trace in it.
const PART: char = '#';

/// The page and the number, where a name is that of a trace in a page, and no file has it.
fn in_page(name: &Path) -> Option<(PathBuf, usize)> {
    let (page, number) = name.to_str()?.rsplit_once(PART)?;
    let number = number.parse().ok().filter(|number| *number > 0)?;
    Path::new(page).exists().then(|| (PathBuf::from(page), number))
}

/// Several, where one is wanted.
pub(crate) fn only_one(name: &Path, several: usize) -> Failure {
    let page = visible(&name.to_string_lossy()).into_owned();
    let text = words::several_traces(several);
    let help = words::name_one(&page, &page);
    Failure::usage(format!("{page}: {}", text.en), format!("{page}：{}", text.zh))
        .help(help.en, help.zh)
}

fn one(name: &Path, bytes: &[u8], reader: &mut json::Reader) -> anyhow::Result<json::Recording> {
    understood(name, &json::unpacked(bytes).map_err(|error| wrong(name, &error))?, reader)
}

/// The trace in these bytes.
pub(crate) fn understood(
    name: &Path,
    bytes: &[u8],
    reader: &mut json::Reader,
) -> anyhow::Result<json::Recording> {
    Ok(reader.read(bytes).map_err(|error| wrong(name, &error))?)
}

/// The traces in the bytes of a file.
pub(crate) fn pieces<'b>(name: &Path, bytes: &'b [u8]) -> anyhow::Result<json::Pieces<'b>> {
    Ok(json::Pieces::of(bytes).map_err(|error| wrong(name, &error))?)
}

pub(crate) fn wrong(name: &Path, error: &json::TraceError) -> Failure {
    Failure::wrong_file(error.notice(), name.to_string_lossy())
}

/// A file's bytes, or those of one trace in a page; where there is no such file, those of the recording of that name.
pub(crate) fn bytes(name: &Path) -> anyhow::Result<Cow<'static, [u8]>> {
    if !is_missing(name) {
        return source::read(name, Limits::TRACE).map(Cow::Owned);
    }
    let Some((page, number)) = in_page(name) else {
        return recording(name).map(Cow::Borrowed);
    };
    let bytes = source::read(&page, Limits::TRACE)?;
    let mut inside = pieces(&page, &bytes)?;
    let count = inside.count_left();
    let piece = inside.packed(number - 1).map(Cow::Owned);
    piece.ok_or_else(|| missing(no_such_part(name, &page, count)))
}

fn no_such_part(name: &Path, page: &Path, count: usize) -> Failure {
    let page = visible(&page.to_string_lossy()).into_owned();
    let failure = Failure::unreadable(name);
    match count {
        1 => {
            failure.help(format!("name the file itself: {page}"), format!("请直接写文件名：{page}"))
        }
        _ => failure.help(
            format!("the traces in the page: {page}{PART}1 to {page}{PART}{count}"),
            format!("网页里的轨迹：{page}{PART}1 到 {page}{PART}{count}"),
        ),
    }
}

/// That a name stands for something.
pub(crate) fn is_there(name: &Path) -> anyhow::Result<()> {
    match is_missing(name) && in_page(name).is_none() {
        true => recording(name).map(drop),
        false => Ok(()),
    }
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
pub(crate) fn add_guess(job: &mut Job) {
    let scenario = &job.scenario;
    let known = builtin::find(&scenario.id).filter(|_| scenario.guess.is_none());
    let same = known.filter(|known| script(known.source()) == script(&scenario.source));
    let now = same.and_then(|known| scenario::parse(known.id, known.source().as_bytes()).ok());
    if let Some(now) = now {
        job.scenario.guess = now.guess;
    }
}

/// The wires that these runs of a trace were on, each once.
pub(crate) fn wires<'t>(
    trace: &Trace,
    runs: impl IntoIterator<Item = &'t CaseTrace>,
) -> Vec<WireKind> {
    let setting = Setting::of(&trace.host, trace.wire, false);
    let all: BTreeSet<WireKind> = runs.into_iter().map(|run| setting.over(run).wire).collect();
    all.into_iter().collect()
}

/// Where a trace was made: its cases are judged by the rules of that place.
pub(crate) fn setting(trace: &Trace, edition: Edition) -> Setting {
    let changed = edition == Edition::Changed;
    Setting::of(&trace.host, trace.wire, changed)
}
