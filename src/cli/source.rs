//! What a name on the command line stands for: a built-in scenario, a file, or all there is.

use super::failure::Failure;
use super::usage::did_you_mean;
use crate::model::{Limits, Scenario};
use crate::report::visible;
use crate::scenario::{self, builtin, find};
use anyhow::Context;
use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// The word for every built-in scenario.
const ALL: &str = "all";

/// Every scenario that these names stand for, in order.
pub(crate) fn scenarios(names: &[impl AsRef<OsStr>]) -> anyhow::Result<Vec<Scenario>> {
    let mut found = Vec::new();
    for name in names {
        match name.as_ref() {
            name if name == ALL => {
                for entry in builtin::index() {
                    found.push(built_in(entry)?);
                }
            }
            name => found.push(one(name)?),
        }
    }
    Ok(found)
}

/// The scenario that a name stands for: a built-in one, else a file.
pub(crate) fn one(name: &OsStr) -> anyhow::Result<Scenario> {
    match name.to_str().and_then(builtin::find) {
        Some(entry) => built_in(entry),
        None if is_case(name) => Err(case_not_scenario(&name.to_string_lossy()).into()),
        None => match path(name) {
            Some(path) => file(&path),
            None => Err(unknown(&name.to_string_lossy()).into()),
        },
    }
}

/// A scenario, and the name of one of its cases where the name ends with that: `nagle/fresh`, `mine.toml/fresh`.
pub(crate) fn scenario_or_case(name: &OsStr) -> anyhow::Result<(Scenario, Option<String>)> {
    let parts = name.to_str().and_then(|text| text.rsplit_once('/'));
    let Some((before, id)) = parts.filter(|_| there(name).is_none()) else {
        return Ok((one(name)?, None));
    };
    if builtin::find(before).is_none() && !path(OsStr::new(before)).is_some_and(|it| it.exists()) {
        return Ok((one(name)?, None));
    }
    let scenario = one(OsStr::new(before))?;
    let ids: Vec<&str> = scenario.cases.iter().map(|case| case.id.as_str()).collect();
    if ids.contains(&id) {
        let id = id.to_owned();
        return Ok((scenario, Some(id)));
    }
    let (of, id) = (visible(&scenario.id), visible(id));
    let failure = Failure::usage(
        format!("the scenario `{of}` has no case `{id}`"),
        format!("场景 `{of}` 没有 `{id}` 这个用例"),
    );
    let ids = ids.join(", ");
    Err(failure.help(format!("its cases: {ids}"), format!("它的用例：{ids}")).into())
}

/// The file that a name stands for, if it stands for one: itself, or `my-idea.toml` for `my-idea`.
pub(crate) fn path(name: &OsStr) -> Option<PathBuf> {
    there(name).or_else(|| is_file(name).then(|| PathBuf::from(name)))
}

/// The same where there is such a file.
pub(crate) fn there(name: &OsStr) -> Option<PathBuf> {
    let mut with = name.to_owned();
    with.push(".toml");
    [PathBuf::from(name), PathBuf::from(with)].into_iter().find(|path| path.is_file())
}

/// The name of a built-in case as the reports write it: `nagle/fresh`.
fn is_case(name: &OsStr) -> bool {
    let parts = name.to_str().and_then(|name| name.split_once('/'));
    let known = parts.and_then(|(scenario, case)| Some((builtin::find(scenario)?, case)));
    let exists = known.is_some_and(|(entry, case)| entry.cases.iter().any(|(id, _)| *id == case));
    exists && there(name).is_none()
}

fn case_not_scenario(name: &str) -> Failure {
    let (scenario, case) = name.split_once('/').unwrap_or((name, ""));
    Failure::usage(
        format!("`{name}` is a case of the scenario `{scenario}`"),
        format!("`{name}` 是场景 `{scenario}` 里的一个用例"),
    )
    .help(
        format!("`stickydemo run {scenario} --case {case}` runs it"),
        format!("要运行它，请用 `stickydemo run {scenario} --case {case}`"),
    )
}

/// A scenario file, read and checked.
pub(crate) fn file(path: &Path) -> anyhow::Result<Scenario> {
    let (bytes, name) = (read(path, Limits::FILE)?, path.to_string_lossy());
    let scenario = scenario::parse(&name, &bytes);
    Ok(scenario.map_err(|error| match scenario::faults(&name, &bytes).len() {
        0 | 1 => wrong(&error),
        all => wrong(&error).help(
            format!("{all} faults in all: `stickydemo check {}` names each", visible(&name)),
            format!("一共 {all} 处错误：`stickydemo check {}` 会逐一指出", visible(&name)),
        ),
    })?)
}

/// All that is wrong with a scenario file that can be read.
pub(crate) fn faults(path: &Path) -> Vec<Failure> {
    let bytes = read(path, Limits::FILE).unwrap_or_default();
    scenario::faults(&path.to_string_lossy(), &bytes).iter().map(wrong).collect()
}

/// How long a file may take to be read that is not on a disk: one that a program writes as it is read
/// (`run <(generate)`) comes when it comes, and a FIFO that nobody writes to never does.
const PATIENCE: Duration = Duration::from_secs(30);

/// A file's bytes, and never many more than `limit`: the parsers refuse longer ones. A file that
/// may keep its reader waiting is read like any other, for a while.
pub(crate) fn read(path: &Path, limit: u64) -> anyhow::Result<Vec<u8>> {
    bytes(path, limit).with_context(|| Failure::unreadable(path))
}

fn bytes(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let metadata = path.metadata()?;
    if metadata.is_dir() {
        // Windows says of an open directory that this is forbidden (CreateFileW, remarks).
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if may_wait(&metadata) {
        return patiently(path.to_owned(), limit);
    }
    whole(path, limit)
}

/// Whether reading it may have to wait for somebody: of what is in /proc some does (`/proc/kmsg`), and
/// all of it says that it is a regular file of 0 bytes (proc(5)).
fn may_wait(metadata: &Metadata) -> bool {
    !metadata.is_file() || metadata.len() == 0
}

fn whole(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads on a thread of its own, which may be left behind: opening a FIFO waits for its writer.
fn patiently(path: PathBuf, limit: u64) -> io::Result<Vec<u8>> {
    let (done, wait) = channel();
    thread::Builder::new().spawn(move || done.send(whole(&path, limit)))?;
    wait.recv_timeout(PATIENCE).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// What to type instead of `stickydemo WORD`, where the word is not a command but something to run.
pub(crate) fn as_run(word: &str) -> Option<String> {
    let runs = word == ALL || builtin::find(word).is_some() || has_extension(word, "toml");
    if runs {
        return Some(format!("stickydemo run {word}"));
    }
    let trace = has_extension(word, "json") || word.to_ascii_lowercase().ends_with(".json.gz");
    trace.then(|| format!("stickydemo replay {word}"))
}

fn built_in(entry: &builtin::Builtin) -> anyhow::Result<Scenario> {
    Ok(scenario::parse(&entry.file(), entry.source().as_bytes()).map_err(|error| wrong(&error))?)
}

fn wrong(error: &scenario::ScenarioError) -> Failure {
    Failure::wrong_file(error.notice(), &error.file)
}

/// A path separator, `.toml` at the end, or a file of that name: it is meant as a file.
fn is_file(name: &OsStr) -> bool {
    let text = name.to_string_lossy();
    text.contains(['/', std::path::MAIN_SEPARATOR])
        || has_extension(&text, "toml")
        || Path::new(name).is_file()
}

fn has_extension(name: &str, extension: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

fn unknown(name: &str) -> Failure {
    let shown = visible(name);
    let failure = Failure::usage(
        format!("there is no scenario `{shown}`"),
        format!("没有 `{shown}` 这个场景"),
    );
    let near: Vec<String> = builtin::near(name).into_iter().map(str::to_owned).collect();
    let failure = match about(name, near.is_empty()) {
        Some(id) => failure
            .help(format!("the lesson about that is `{id}`"), format!("讲这个的是场景 `{id}`")),
        None => did_you_mean(failure, &near),
    };
    failure.help(
        "`stickydemo list` shows them all, `stickydemo find WORD` those about something; a file of your own ends in .toml",
        "`stickydemo list` 列出全部场景，`stickydemo find 词` 找有关的场景；自己写的场景文件以 .toml 结尾",
    )
}

/// Where `find` leads to from what is no scenario's name: from an error, or from a keyword unless it is nearly a name.
fn about(name: &str, keyword: bool) -> Option<&'static str> {
    let found = find::find(name).into_iter().next()?;
    let leads = match found.source {
        find::Source::Error => true,
        find::Source::Keyword => keyword,
        _ => false,
    };
    leads.then_some(found.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_that_has_its_bytes_already_is_read_without_a_time_limit() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(may_wait(&file.as_file().metadata().unwrap()));
        assert_eq!(read(file.path(), 10).unwrap(), b"");
        std::fs::write(file.path(), "text").unwrap();
        assert!(!may_wait(&file.as_file().metadata().unwrap()));
        assert_eq!(read(file.path(), 10).unwrap(), b"text");
        assert_eq!(read(file.path(), 2).unwrap(), b"tex");
    }
}
