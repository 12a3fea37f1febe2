//! `list`: the scenarios, from the index made when the program was built. No file is read.

use super::args::ListArgs;
use super::code::Code;
use super::locale::Manner;
use super::out::{print_json, print_page};
use crate::model::{Group, Role, Text};
use crate::report::{Page, Verbosity, scenarios};
use crate::scenario::builtin::{self, Builtin};
use serde::Serialize;
use serde_json::json;

pub(crate) fn list(args: &ListArgs, manner: &Manner) -> anyhow::Result<Code> {
    let wanted = |entry: &&Builtin| args.group.is_none_or(|group| entry.group == group);
    let entries: Vec<&Builtin> = builtin::index().iter().filter(wanted).collect();
    match args.json {
        true => print_json(&as_json(&entries), manner)?,
        false => print_page(&as_page(&entries, manner), manner)?,
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
    /// Its cases, in order.
    cases: Vec<Case>,
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
