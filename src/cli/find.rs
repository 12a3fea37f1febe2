//! `find`: from a word, or an error as it was printed, to the scenarios about it. What is looked for is in
//! `scenario::find`.

use super::args::FindArgs;
use super::code::Code;
use super::failure::Failure;
use super::locale::Manner;
use super::out::{print_json, print_page};
use super::usage::did_you_mean;
use crate::model::{Group, Text};
use crate::report::{Verbosity, found, visible};
use crate::scenario::builtin;
use crate::scenario::find::{self, Source};
use serde::Serialize;
use serde_json::json;

/// The words are one question.
pub(crate) fn find(args: &FindArgs, manner: &Manner) -> anyhow::Result<Code> {
    let question = args.words.join(" ");
    let found = find::find(&question);
    if args.json {
        print_json(&as_json(question, &found), manner)?;
    } else if found.is_empty() {
        return Err(nothing(&question).into());
    } else {
        print_page(&found::page(&found, &manner.look(Verbosity::Normal).voice()), manner)?;
    }
    Ok(if found.is_empty() { Code::NotShown } else { Code::Fine })
}

fn nothing(question: &str) -> Failure {
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

/// The format's name and version.
const FORMAT: &str = "stickydemo-find/1";

fn as_json(question: String, found: &[find::Found]) -> String {
    let near = if found.is_empty() { find::near(&question) } else { Vec::new() };
    let found = found.iter().filter_map(found_scenario).collect();
    format!("{:#}\n", json!(Findings { format: FORMAT, question, found, near }))
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
