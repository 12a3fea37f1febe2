//! Several traces side by side: what differs from system to system, and why.
//!
//! | file | what it makes |
//! |---|---|
//! | `names` | what the columns are called |
//! | `cells` | what stands in a cell |
//! | `sheet` | a case as lines of texts, and the notes below them |
//! | `table` | the lines on a terminal |
//! | `markdown` | the same as a table for a lab report |
//! | `json` | the same for other programs: `schema/compare-1.json` |

mod cells;
pub mod json;
mod markdown;
mod names;
mod sheet;
mod table;

pub use markdown::markdown;

use super::Voice;
use super::visible;
use crate::analysis::compare::{Column, ComparedCase, Comparison};
use crate::lang::{compare as words, names as name_words, pages};
use crate::model::Text;
use crate::report::page::line::{Line, Style};
use crate::report::page::{Block, Page};
use names::word;
use sheet::{Frame, SheetLine};
use std::collections::BTreeSet;

/// The matrix: only what differs, or `all`.
pub fn page(comparison: &Comparison, all: bool, voice: &Voice) -> Page {
    let names = names::names(&comparison.columns, voice);
    let frame = Frame { names: &names, all, voice };
    let mut page = Page::new();
    head(&mut page, comparison, &frame);
    let mut signs = BTreeSet::new();
    for case in chosen(comparison, all) {
        page.blank();
        let role = voice.say(case.role.map_or_else(pages::session, name_words::role));
        let line = Line::of(Style::Strong, &name(case)).with(Style::Dim, &format!("  ({role})"));
        page.wide(line, (0, 2));
        let entries = frame.entries(case);
        signs.extend(entries.iter().flat_map(signs_of));
        page.blocks.push(Block::Grid(table::table(&names, &entries)));
    }
    page.blank();
    for text in missing(comparison, &frame).chain(signs.into_iter().map(|sign| sign.means())) {
        page.say(Line::of(Style::Plain, &voice.say(text)), (0, 2));
    }
    page.wide(Line::of(Style::Strong, &voice.say(summary(comparison))), (0, 2));
    page
}

/// `nagle/fresh`.
fn name(case: &ComparedCase) -> String {
    format!("{}/{}", case.scenario, case.case)
}

/// The cases that are shown.
fn chosen(comparison: &Comparison, all: bool) -> Vec<&ComparedCase> {
    match all {
        true => comparison.cases.iter().collect(),
        false => comparison.compared().filter(|case| case.differs()).collect(),
    }
}

/// What is compared with what, and what to know before reading.
fn head(page: &mut Page, comparison: &Comparison, frame: &Frame<'_>) {
    let voice = frame.voice;
    page.say(Line::of(Style::Heading, &title(comparison, voice)), (0, 0));
    for (name, column) in frame.names.iter().zip(&comparison.columns) {
        let line = Line::of(Style::Strong, name);
        let line = line.with(Style::Plain, "  ").with(Style::Plain, &voice.say(about(column)));
        page.say(line, (2, 4));
        if let Some(note) = under(column) {
            page.say(Line::of(Style::Warn, &voice.say(note)), (4, 4));
        }
    }
    for warning in &comparison.warnings {
        let line = Line::of(Style::Warn, "! ").with(Style::Warn, &frame.warning(warning));
        page.say(line, (0, 2));
    }
}

fn title(comparison: &Comparison, voice: &Voice) -> String {
    let traces = comparison.columns.iter().map(|column| column.traces).sum();
    match comparison.columns.iter().any(|column| column.file.is_some()) && traces > 1 {
        true => voice.say(words::of_traces(traces)),
        false => voice.say(words::title(comparison.columns.len() as u64, traces)),
    }
}

/// Which computer it was, and how many traces there are of it.
fn about(column: &Column) -> Text {
    let host = &column.system.host;
    let [os, release, arch, version] =
        [&host.os, &host.release, &host.arch, &host.version].map(|text| word(text));
    let mut name = Text::new(format!("{os} {release} {arch}"), format!("{os} {release} {arch}"));
    if let Some(under) = &host.under {
        name = pages::under(name, &word(under));
    }
    let wire = column.system.wire.as_str();
    let en = words::column(&name.en, wire, &version).en;
    let text = Text::new(en, words::column(&name.zh, wire, &version).zh);
    if column.traces > 1 { words::traces(text, column.traces) } else { text }
}

/// What a system that is not quite itself is not.
fn under(column: &Column) -> Option<Text> {
    let host = &column.system.host;
    host.under.as_ref().map(|under| words::under(&word(&host.os), &word(under)))
}

/// A sign that has to be explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    Unseen,
    Absent,
}

impl Sign {
    fn means(self) -> Text {
        match self {
            Sign::Unseen => words::unseen(),
            Sign::Absent => words::absent(),
        }
    }
}

fn signs_of(entry: &SheetLine) -> impl Iterator<Item = Sign> {
    entry.cells.iter().filter_map(|cell| match cell.text.as_str() {
        cells::ABSENT => Some(Sign::Absent),
        "?" => Some(Sign::Unseen),
        _ => None,
    })
}

/// For each system the cases that only others have, a scenario of which it has none by its name; and
/// those that not all of its traces have.
fn missing(comparison: &Comparison, frame: &Frame<'_>) -> impl Iterator<Item = Text> {
    let joined = |list: Vec<String>| {
        let list: Vec<String> = list.iter().map(|name| visible(name).into_owned()).collect();
        list.join(frame.voice.comma())
    };
    let told = move |(at, system): (usize, &String)| {
        let absent = absent(comparison, at);
        let partly: Vec<String> = comparison.partly(at).map(name).collect();
        let absent = (!absent.is_empty()).then(|| words::missing(system, &joined(absent)));
        let partly = (!partly.is_empty()).then(|| words::partly(system, &joined(partly)));
        [absent, partly].into_iter().flatten()
    };
    frame.names.iter().enumerate().flat_map(told)
}

fn absent(comparison: &Comparison, column: usize) -> Vec<String> {
    let has = |case: &ComparedCase| case.runs.get(column).is_some_and(|runs| *runs > 0);
    let scenarios = comparison.cases.chunk_by(|a, b| a.scenario == b.scenario);
    let names = scenarios.flat_map(|cases| match cases {
        [first, ..] if !cases.iter().any(has) => vec![first.scenario.clone()],
        cases => cases.iter().filter(|case| !has(case)).map(name).collect(),
    });
    names.collect()
}

/// How many cases agree.
fn summary(comparison: &Comparison) -> Text {
    let of = comparison.compared().count() as u64;
    let differ = comparison.compared().filter(|case| case.differs()).count() as u64;
    let replay = |file: &String| format!("stickydemo replay {}", visible(file));
    let each = comparison.columns.iter().map(|column| column.file.as_ref().map(replay));
    match (of, each.collect::<Option<Vec<_>>>()) {
        (0, Some(each)) => words::no_other_session(&Text::new(each.join(", "), each.join("、"))),
        (0, None) => words::nothing_in_common(),
        (of, _) => words::summary(of - differ, of),
    }
}
