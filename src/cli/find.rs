//! `find`: from a word, or an error as it was printed, to the scenarios about it. What is looked for is in
//! `scenario::find`.

use super::args::FindArgs;
use super::code::Code;
use super::failure::Failure;
use super::locale::Manner;
use super::out::{print_json, print_page};
use super::usage::did_you_mean;
use crate::lang::pages as words;
use crate::model::{Group, Text};
use crate::report::{Verbosity, found, visible};
use crate::scenario::builtin;
use crate::scenario::find::{self, Source};
use serde::Serialize;
use serde_json::json;

/// The words are one question.
pub(crate) fn find(args: &FindArgs, manner: &Manner) -> anyhow::Result<Code> {
    let question = args.words.join(" ");
    if question.trim().is_empty() {
        return Err(no_word().into());
    }
    let found = find::find(&question);
    if args.json {
        print_json(&as_json(question, &found), manner)?;
    } else if found.is_empty() {
        return Err(nothing(&question).into());
    } else {
        let unshown = find::unshown(&question);
        let voice = manner.look(Verbosity::Normal).voice();
        print_page(&found::page(&found, &unshown, &voice), manner)?;
    }
    Ok(if found.is_empty() { Code::NotShown } else { Code::Fine })
}

fn no_word() -> Failure {
    Failure::usage("there is no word to find".into(), "没有写要找的词".into()).help(
        "a word, or an error as it was printed: `stickydemo find ECONNRESET`",
        "写一个词，或者程序打印的错误：`stickydemo find ECONNRESET`",
    )
}

fn nothing(question: &str) -> Failure {
    if let [first, rest @ ..] = &find::unshown(question)[..] {
        let failure = Failure::new(Code::NotShown, words::unshown(first.name));
        return rest.iter().fold(explained(failure, first), explained);
    }
    let shown = visible(question);
    let nothing = Text::new(
        format!("no scenario says anything of `{shown}`"),
        format!("没有哪个场景提到 `{shown}`"),
    );
    let near: Vec<String> = find::near(question).into_iter().map(str::to_owned).collect();
    did_you_mean(Failure::new(Code::NotShown, nothing), &near).help(
        "try fewer words, or the name of the error alone; `stickydemo list` shows all scenarios",
        "可以少写几个词，或者只写错误名；`stickydemo list` 列出全部场景",
    )
}

/// Says what an error is called and what it means.
fn explained(failure: Failure, error: &find::Unshown) -> Failure {
    let meaning = error.meaning.clone();
    failure.help(error.line.clone(), error.line.clone()).help(meaning.en, meaning.zh)
}

/// What was found, as `find --json` writes it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "stickydemo find, format 1"))]
struct Findings {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: &'static str,
    /// What was asked for.
    question: String,
    /// The scenarios that answer, the best first.
    found: Vec<FoundScenario>,
    /// Errors that were asked for and that no scenario is about.
    unshown: Vec<UnshownError>,
    /// Where there are none: what may have been meant.
    near: Vec<&'static str>,
}

/// A scenario that answers.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FoundScenario {
    /// Its name on the command line.
    id: &'static str,
    group: Group,
    title: Text,
    source: Source,
    /// The line of the scenario that answers; of an error, what it is called.
    line: String,
    /// What of the line was asked for, from left to right.
    matched: Vec<String>,
}

/// An error that no scenario is about.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct UnshownError {
    /// Its POSIX name.
    name: &'static str,
    /// What it is called, with its numbers on each system.
    line: String,
    meaning: Text,
}

impl From<find::Unshown> for UnshownError {
    fn from(error: find::Unshown) -> Self {
        let find::Unshown { name, line, meaning } = error;
        UnshownError { name, line, meaning }
    }
}

/// The format's name and version.
const FORMAT: &str = "stickydemo-find/1";

fn as_json(question: String, found: &[find::Found]) -> String {
    let unshown: Vec<UnshownError> =
        find::unshown(&question).into_iter().map(UnshownError::from).collect();
    let nothing = found.is_empty() && unshown.is_empty();
    let near = if nothing { find::near(&question) } else { Vec::new() };
    let found = found.iter().filter_map(found_scenario).collect();
    format!("{:#}\n", json!(Findings { format: FORMAT, question, found, unshown, near }))
}

fn found_scenario(found: &find::Found) -> Option<FoundScenario> {
    let entry = builtin::find(found.id)?;
    let part = |at: &std::ops::Range<usize>| found.line.get(at.clone()).map(str::to_owned);
    Some(FoundScenario {
        id: entry.id,
        group: entry.group,
        title: Text::new(entry.title_en, entry.title_zh),
        source: found.source,
        line: found.line.clone(),
        matched: found.matched.iter().filter_map(part).collect(),
    })
}

#[cfg(test)]
#[test]
fn the_schema_is_made_of_it() {
    crate::schemas::assert_kept::<Findings>("find-1");
}
