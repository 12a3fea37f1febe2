//! Several traces side by side: for each case, what differs from system to system, and why. Pure.
//!
//! | file | what it works out |
//! |---|---|
//! | `system` | whose behaviour a column shows, and the order of the columns |
//! | `witness` | a trace, reduced to what is compared |
//! | `view` | what of one run is compared, and the reasons its scenario has |
//! | `rows` | the runs of a case as rows: verdict, fates, causes, bytes, errors |
//! | `warnings` | what makes two traces hard to compare |
//!
//! Traces of one system are repeats: they share a column. But a session is no repeat of another: what holds only
//! sessions has a column of its own, and what carried each is compared, too. What is the same in every run that shows
//! the same (verdict, fates, main causes, returned bytes, error names) is compared; a figure never
//! is: it is a range from the least to the most. What one system shows and another cannot
//! (`unknown-here`) is no difference, and what was not run has nothing to compare. The order in
//! which the traces are given changes nothing, and a trace given twice counts once.

mod rows;
mod system;
#[cfg(test)]
mod tests;
mod view;
mod warnings;
mod witness;

pub use rows::{Aspect, ComparedCell, ComparedRow, Value};
pub use system::System;
pub use view::{Ground, MainCause, NamedError, Reason, StepOutcome, View};
pub use warnings::{Said, Warning};
pub use witness::{Alike, SeenCase, SeenScenario, Witness};

use super::sweep::FigureExtent;
use crate::model::{Counted, Role};
use rows::Reasons;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use witness::in_course;

/// Several traces side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The systems.
    pub columns: Vec<Column>,
    /// What makes them hard to compare.
    pub warnings: Vec<Warning>,
    /// Every case that is in any of the traces, scenario by scenario in the order of the course.
    pub cases: Vec<ComparedCase>,
}

/// A system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Column {
    /// Which.
    #[serde(flatten)]
    pub system: System,
    /// Traces of it.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub traces: u64,
    /// Of a trace of nothing but sessions: its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// A case on all systems. Every list has an entry for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedCase {
    /// The scenario's name.
    pub scenario: String,
    /// The case's name.
    pub case: String,
    /// What it is there for; of a session nothing.
    pub role: Option<Role>,
    /// How many traces have it.
    pub traces: Vec<u64>,
    /// How often it was run; 0 where no trace has it.
    pub runs: Vec<u64>,
    /// What the verdict stands on, where it is not `shown`.
    pub grounds: Vec<Vec<Ground>>,
    /// What is compared.
    pub rows: Vec<ComparedRow>,
    /// What is measured: each figure that applies anywhere.
    pub figures: Vec<Measured>,
}

/// A figure of a case. A figure never differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Which.
    pub what: Counted,
    /// One for each column: the runs in which it was seen; nothing where there was no run to its end.
    pub columns: Vec<Option<FigureExtent>>,
    /// Where one system shows it and another does not: why, as far as the scenario says so.
    pub reasons: Vec<Reason>,
}

impl ComparedCase {
    /// Whether anything differs, between systems or between the runs on one.
    pub fn differs(&self) -> bool {
        self.rows.iter().any(|row| row.differs)
    }

    /// On how many systems it was run.
    pub fn systems(&self) -> usize {
        self.runs.iter().filter(|runs| **runs > 0).count()
    }
}

impl Comparison {
    /// The cases that were run on two systems or more: those that can differ. Of one system those
    /// that two of its traces have, and of one trace all, for its repeats may differ.
    pub fn compared(&self) -> impl Iterator<Item = &ComparedCase> {
        let systems = self.columns.len().min(2);
        let all = self.columns.iter().map(|column| column.traces).fold(0, u64::saturating_add);
        let traces = all.min(2);
        let in_traces =
            |case: &ComparedCase| case.traces.iter().copied().fold(0, u64::saturating_add);
        let compared =
            move |case: &&ComparedCase| case.systems() >= systems && in_traces(case) >= traces;
        self.cases.iter().filter(compared)
    }

    /// Of a system with several traces the cases that only some of them have.
    pub fn partly(&self, column: usize) -> impl Iterator<Item = &ComparedCase> {
        let all = self.columns.get(column).map_or(0, |column| column.traces);
        let has = move |case: &ComparedCase| case.traces.get(column).copied().unwrap_or(0);
        self.cases.iter().filter(move |case| (1..all).contains(&has(case)))
    }
}

/// Compares. `course`: the names of scenarios in the order in which they are to come; any others
/// come after them.
pub fn compare(mut witnesses: Vec<Witness>, course: &[&str]) -> Comparison {
    let of_file = |one: &Witness| (one.digest.clone(), one.name.clone());
    witnesses.sort_by(|a, b| a.system.order(&b.system).then_with(|| of_file(a).cmp(&of_file(b))));
    witnesses.dedup_by(|a, b| a.system == b.system && a.digest == b.digest);
    witnesses.sort_by(|a, b| a.system.order(&b.system).then_with(|| a.file().cmp(&b.file())));
    let repeats = |a: &Witness, b: &Witness| a.system == b.system && a.file() == b.file();
    let columns: Vec<&[Witness]> = witnesses.chunk_by(repeats).collect();
    let index = index(&columns);
    let names = names(&witnesses, course).into_iter();
    let cases = names.filter_map(|(scenario, case)| {
        let (role, views) = index.get(&(scenario, case))?;
        Some(compared((scenario, case, *role), views))
    });
    Comparison {
        cases: cases.collect(),
        warnings: warnings::warnings(&columns, course),
        columns: columns.iter().filter_map(|traces| column(traces)).collect(),
    }
}

fn column(traces: &[Witness]) -> Option<Column> {
    let first = traces.first()?;
    let file = first.file().map(str::to_owned);
    Some(Column { system: first.system.clone(), traces: traces.len() as u64, file })
}

/// The runs of a case: for each column, those of its traces.
type Views<'a> = Vec<Vec<&'a View>>;

/// All cases by scenario and name.
type Index<'a> = BTreeMap<(&'a str, &'a str), (Option<Role>, Views<'a>)>;

fn index<'a>(columns: &[&'a [Witness]]) -> Index<'a> {
    let mut index = Index::new();
    for (at, traces) in columns.iter().enumerate() {
        for scenario in traces.iter().flat_map(|witness| &witness.scenarios) {
            for case in &scenario.cases {
                let names = (scenario.id.as_str(), case.id.as_str());
                let none = || (case.role, vec![Vec::new(); columns.len()]);
                if let Some(column) = index.entry(names).or_insert_with(none).1.get_mut(at) {
                    column.push(&case.view);
                }
            }
        }
    }
    index
}

/// The names of all cases, in order: scenarios as in the course, cases as in their files.
fn names<'a>(witnesses: &'a [Witness], course: &[&str]) -> Vec<(&'a str, &'a str)> {
    let scenarios = || witnesses.iter().flat_map(|witness| &witness.scenarios);
    let mut ids: Vec<&str> = scenarios().map(|scenario| scenario.id.as_str()).collect();
    ids.sort_unstable_by_key(|id| in_course(id, course));
    ids.dedup();
    let mut cases: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut known = BTreeSet::new();
    for scenario in scenarios() {
        for case in &scenario.cases {
            if known.insert((scenario.id.as_str(), case.id.as_str())) {
                cases.entry(&scenario.id).or_default().push(&case.id);
            }
        }
    }
    let of = |id: &'a str| cases.get(id).into_iter().flatten().map(move |case| (id, *case));
    ids.into_iter().flat_map(of).collect()
}

fn compared((scenario, case, role): (&str, &str, Option<Role>), views: &Views<'_>) -> ComparedCase {
    let runs =
        |column: &Vec<&View>| column.iter().map(|view| view.runs()).fold(0, u64::saturating_add);
    let reasons = Reasons::of(views);
    let mut rows = rows::rows(views, &reasons);
    if role.is_none() {
        rows.retain(|row| is_of_a_session(row, views));
        rows.insert(0, rows::carriers(views, &reasons));
    }
    ComparedCase {
        scenario: scenario.to_owned(),
        case: case.to_owned(),
        role,
        traces: views.iter().map(|column| column.len() as u64).collect(),
        runs: views.iter().map(runs).collect(),
        grounds: views.iter().map(|column| grounds(column)).collect(),
        rows,
        figures: figures(views, &reasons),
    }
}

/// Nothing was expected of a session; and where it sent nothing, nothing became of it.
fn is_of_a_session(row: &ComparedRow, views: &Views<'_>) -> bool {
    let mut told = views.iter().flatten().filter_map(|view| view.told.as_ref());
    match row.aspect {
        Aspect::Verdict => false,
        Aspect::Fates => told.any(|told| !told.fates.is_empty()),
        _ => true,
    }
}

/// Those of all runs on one system, each once.
fn grounds(column: &[&View]) -> Vec<Ground> {
    let mut all = Vec::new();
    for ground in column.iter().flat_map(|view| view.grounds.iter()) {
        if all.len() < view::GROUNDS && !all.contains(ground) {
            all.push(ground.clone());
        }
    }
    all
}

fn figures(views: &Views<'_>, reasons: &Reasons<'_>) -> Vec<Measured> {
    let of = |(at, what): (usize, Counted)| {
        let told = |column: &Vec<&View>| {
            let told = column.iter().filter(|view| view.told.is_some());
            told.filter_map(|view| view.figures.get(at).copied()).reduce(FigureExtent::joined)
        };
        let columns: Vec<Option<FigureExtent>> = views.iter().map(told).collect();
        let reasons = reasons.about_figure(what, &columns);
        Measured { what, columns, reasons }
    };
    let mut all: Vec<Measured> = view::FIGURES.into_iter().enumerate().map(of).collect();
    all.retain(|one| one.columns.iter().flatten().any(|figure| !figure.is_absent()));
    all
}
