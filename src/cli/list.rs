//! `list`: the scenarios, from the index made when the program was built. No file is read.

use super::args::ListArgs;
use super::code::Code;
use super::locale::Manner;
use super::out::{print_json, print_page};
use crate::model::Group;
use crate::report::{Page, Verbosity, pages};
use crate::scenario::builtin::{self, Builtin};
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
    let listed: Vec<pages::Listed<'_>> = entries
        .iter()
        .map(|entry| pages::Listed {
            id: entry.id,
            group: entry.group,
            title: entry.title(manner.lang),
            cases: entry.cases.len(),
        })
        .collect();
    pages::list(&listed, &manner.look(Verbosity::Normal).voice())
}

/// Both languages, whatever the reader's: programs choose for themselves.
fn as_json(entries: &[&Builtin]) -> String {
    let case = |(id, role): &(&str, crate::model::Role)| json!({ "id": id, "role": role });
    let scenario = |entry: &&Builtin| {
        json!({
            "id": entry.id,
            "group": entry.group,
            "title": { "en": entry.title_en, "zh": entry.title_zh },
            "cases": entry.cases.iter().map(case).collect::<Vec<_>>(),
        })
    };
    let scenarios: Vec<_> = entries.iter().map(scenario).collect();
    let list = json!({
        "format": "stickydemo-list/1",
        "groups": Group::ALL,
        "scenarios": scenarios,
    });
    format!("{list:#}\n")
}
