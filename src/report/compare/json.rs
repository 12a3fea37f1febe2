//! A comparison for other programs: the same whatever the reader's language. `schema/compare-1.json`
//! says what is in it; a test holds it to that.

use super::name;
use crate::analysis::compare::{
    Column, ComparedCase, ComparedRow, Comparison, Ground as Found, Reason, Warning,
};
use crate::analysis::{Extent, FigureExtent};
use crate::model::{Counted, Role, Text};
use crate::report::Voice;
use crate::report::case::checks;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;

/// The format's name and version.
const FORMAT: &str = "stickydemo-compare/1";

#[cfg(test)]
const FIGURES: [&str; 5] = ["segments", "receives", "drops", "held", "took_us"];

/// Traces of several systems side by side. Without --all only the cases and rows that differ.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "stickydemo comparison, format 1"))]
struct Compared<'a> {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: &'static str,
    /// The columns. Elsewhere in this file a system is its index here, from 0.
    systems: &'a [Column],
    /// What to know before reading.
    warnings: &'a [Warning],
    /// Cases that were run on two systems or more; of one system those that two of its traces have, of one trace all.
    compared: usize,
    /// Those of them in which nothing differs.
    agree: usize,
    /// For each system the cases that it does not have and another has: `scenario/case`.
    missing: Vec<Vec<String>>,
    /// For each system the cases that only some of its traces have.
    partly: Vec<Vec<Partly>>,
    /// The cases.
    cases: Vec<Case<'a>>,
}

/// A case, and how many of a system's traces have it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Partly {
    /// Scenario and case.
    case: String,
    /// How many.
    #[cfg_attr(test, schemars(range(min = 1)))]
    traces: u64,
}

/// A case on all systems. Every list has an entry for each system.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Case<'a> {
    scenario: &'a str,
    case: &'a str,
    /// Null of a session, which nobody planned.
    role: Option<Role>,
    /// How often it was run; 0 where no trace has it.
    runs: &'a [u64],
    /// Whether anything differs, between systems or between the runs on one.
    differs: bool,
    /// What a verdict that is not `shown` stands on.
    grounds: Vec<Vec<Ground<'a>>>,
    rows: Vec<&'a ComparedRow>,
    /// What is measured: a figure for each system, null where the case was not run to its end.
    #[cfg_attr(test, schemars(extend("propertyNames" = {"enum": FIGURES})))]
    figures: BTreeMap<&'static str, Vec<Option<Figure>>>,
    /// Of a figure that one system shows and another does not: why, as far as the scenario says so.
    #[cfg_attr(test, schemars(extend("propertyNames" = {"enum": FIGURES})))]
    figure_reasons: BTreeMap<&'static str, &'a [Reason]>,
}

/// What a verdict stands on.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum Ground<'a> {
    /// The case was not run there.
    NotRun(&'a Text),
    /// This was expected, and nobody could see it. English.
    Unseen(String),
    /// This was expected, and that was there instead. English.
    #[serde(untagged)]
    Failed { expected: String, got: String },
}

/// A figure on one system.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum Figure {
    /// The system does not show it.
    Unsupported,
    /// It does not apply.
    None,
    /// The least and the most, over the runs in which it was seen.
    #[serde(untagged)]
    Seen {
        #[serde(flatten)]
        seen: Extent,
        /// Runs in which it was not.
        unseen: u64,
    },
}

/// Only the cases and rows that differ, or all.
pub fn write(comparison: &Comparison, all: bool) -> String {
    let compared: Vec<&ComparedCase> = comparison.compared().collect();
    let systems = || 0..comparison.columns.len();
    let document = Compared {
        format: FORMAT,
        systems: &comparison.columns,
        warnings: &comparison.warnings,
        compared: compared.len(),
        agree: compared.iter().filter(|case| !case.differs()).count(),
        missing: systems().map(|at| missing(comparison, at)).collect(),
        partly: systems().map(|at| partly(comparison, at)).collect(),
        cases: super::chosen(comparison, all).into_iter().map(|one| case(one, all)).collect(),
    };
    crate::report::json::fit(&format!("{:#}\n", json!(document)), false).into_owned()
}

/// The cases that a system does not have, and another has.
fn missing(comparison: &Comparison, column: usize) -> Vec<String> {
    let has = |case: &&ComparedCase| case.runs.get(column).is_some_and(|runs| *runs > 0);
    comparison.cases.iter().filter(|case| !has(case)).map(name).collect()
}

/// The cases that only some traces of a system have, and how many have them.
fn partly(comparison: &Comparison, column: usize) -> Vec<Partly> {
    let traces = |case: &ComparedCase| case.traces.get(column).copied().unwrap_or(0);
    let told = comparison.partly(column);
    told.map(|case| Partly { case: name(case), traces: traces(case) }).collect()
}

fn case(case: &ComparedCase, all: bool) -> Case<'_> {
    let figures = case.figures.iter();
    let explained = case.figures.iter().filter(|one| !one.reasons.is_empty());
    Case {
        scenario: &case.scenario,
        case: &case.case,
        role: case.role,
        runs: &case.runs,
        differs: case.differs(),
        grounds: case.grounds.iter().map(|all| all.iter().map(ground).collect()).collect(),
        rows: case.rows.iter().filter(|row| all || row.differs).collect(),
        figures: figures
            .map(|one| (figure_name(one.what), one.columns.iter().map(figure).collect()))
            .collect(),
        figure_reasons: explained
            .map(|one| (figure_name(one.what), one.reasons.as_slice()))
            .collect(),
    }
}

fn figure_name(what: Counted) -> &'static str {
    if what == Counted::Took { "took_us" } else { what.as_str() }
}

fn ground(ground: &Found) -> Ground<'_> {
    let expected = |what| checks::expected(what, &Voice::FOR_PROGRAMS).en;
    match ground {
        Found::NotRun(why) => Ground::NotRun(why),
        Found::Unseen(what) => Ground::Unseen(expected(what)),
        Found::Failed(what, got) => Ground::Failed {
            expected: expected(what),
            got: checks::got(got, &Voice::FOR_PROGRAMS).en,
        },
    }
}

fn figure(figure: &Option<FigureExtent>) -> Option<Figure> {
    let FigureExtent { seen, unseen } = (*figure)?;
    Some(match seen {
        Some(seen) => Figure::Seen { seen, unseen },
        None if unseen > 0 => Figure::Unsupported,
        None => Figure::None,
    })
}

#[cfg(test)]
#[test]
fn the_schema_is_made_of_it() {
    crate::schemas::assert_kept::<Compared<'_>>("compare-1");
}
