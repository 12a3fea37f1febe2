//! `list`: the scenarios, from the index made when the program was built. No file is read.

use super::args::ListArgs;
use super::code::Code;
use super::locale::Manner;
use super::out::{print_fields, print_json, print_page};
use crate::model::{Group, Role, Text};
use crate::report::{Page, Verbosity, scenarios};
use crate::scenario::builtin::{self, Builtin};
use serde::Serialize;
use serde_json::json;

pub(crate) fn list(args: &ListArgs, manner: &Manner) -> anyhow::Result<Code> {
    let wanted = |entry: &&Builtin| args.group.is_none_or(|group| entry.group == group);
    let entries: Vec<&Builtin> = builtin::index().iter().filter(wanted).collect();
    match (args.json, manner.lines) {
        (true, _) => print_json(&as_json(&entries), manner)?,
        (false, true) => print_fields(&as_fields(&entries, manner), manner)?,
        (false, false) => print_page(&as_page(&entries, manner), manner)?,
    }
    Ok(Code::Fine)
}

fn as_page(entries: &[&Builtin], manner: &Manner) -> Page {
    let listed: Vec<scenarios::Listed<'_>> = entries
        .iter()
        .map(|entry| scenarios::Listed {
            id: entry.id,
            group: entry.group,
            title: entry.title(manner.lang),
            cases: entry.cases.len(),
        })
        .collect();
    scenarios::list(&listed, &manner.look(Verbosity::Normal).voice())
}

/// A line for each, for `grep` and its kind: the keywords of both languages, whatever the reader's.
fn as_fields(entries: &[&Builtin], manner: &Manner) -> Vec<[String; 5]> {
    let fields = |entry: &&Builtin| {
        let keywords = [entry.keywords_en, entry.keywords_zh].concat().join("; ");
        let (id, group, title) = (entry.id, entry.group.as_str(), entry.title(manner.lang));
        [id.to_owned(), group.to_owned(), entry.cases.len().to_string(), title.to_owned(), keywords]
    };
    entries.iter().map(fields).collect()
}

/// The built-in scenarios, as `list --json` writes them.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "stickydemo list, format 1"))]
struct List {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: &'static str,
    /// All groups, in order.
    groups: &'static [Group],
    /// The scenarios, in order.
    scenarios: Vec<Scenario>,
}

/// A scenario.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Scenario {
    /// Its name on the command line.
    id: &'static str,
    group: Group,
    title: Text,
    /// What the student is to predict.
    question: Text,
    keywords: Keywords,
    /// Its cases, in order.
    cases: Vec<Case>,
}

/// What somebody may be looking for who should find it, in each language.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Keywords {
    en: &'static [&'static str],
    zh: &'static [&'static str],
}

/// A case.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Case {
    id: &'static str,
    role: Role,
}

/// The format's name and version.
const FORMAT: &str = "stickydemo-list/1";

/// Both languages, whatever the reader's: programs choose for themselves.
fn as_json(entries: &[&Builtin]) -> String {
    let scenario = |entry: &&Builtin| Scenario {
        id: entry.id,
        group: entry.group,
        title: Text::new(entry.title_en, entry.title_zh),
        question: Text::new(entry.question_en, entry.question_zh),
        keywords: Keywords { en: entry.keywords_en, zh: entry.keywords_zh },
        cases: entry.cases.iter().map(|&(id, role)| Case { id, role }).collect(),
    };
    let scenarios = entries.iter().map(scenario).collect();
    let list = List { format: FORMAT, groups: Group::ALL, scenarios };
    format!("{:#}\n", json!(list))
}

#[cfg(test)]
#[test]
fn the_schema_is_made_of_it() {
    crate::schemas::assert_kept::<List>("list-1");
}
