//! A comparison for other programs: the same whatever the reader's language. `schema/compare-1.json`
//! says what is in it; a test holds it to that.

use super::name;
use crate::analysis::FigureExtent;
use crate::analysis::compare::{
    Aspect, Column, ComparedCase, ComparedCell, ComparedRow, Comparison, Ground, MainCause, Reason,
    Said, StepOutcome, Value, Warning,
};
use crate::model::{Counted, Text};
use crate::report::Voice;
use crate::report::case::checks;
use serde_json::{Map, Value as Json, json};

/// The format's name and version.
const FORMAT: &str = "stickydemo-compare/1";

/// Only the cases and rows that differ, or all.
pub fn write(comparison: &Comparison, all: bool) -> String {
    let compared: Vec<&ComparedCase> = comparison.compared().collect();
    let agree = compared.iter().filter(|case| !case.differs()).count();
    let cases = super::chosen(comparison, all).into_iter().map(|one| case(one, all));
    let systems = || 0..comparison.columns.len();
    let document = json!({
        "format": FORMAT,
        "systems": comparison.columns.iter().map(system).collect::<Vec<_>>(),
        "warnings": comparison.warnings.iter().map(warning).collect::<Vec<_>>(),
        "compared": compared.len(),
        "agree": agree,
        "missing": systems().map(|at| missing(comparison, at)).collect::<Vec<_>>(),
        "partly": systems().map(|at| partly(comparison, at)).collect::<Vec<_>>(),
        "cases": cases.collect::<Vec<_>>(),
    });
    crate::report::json::fit(&format!("{document:#}\n"), false).into_owned()
}

fn system(column: &Column) -> Json {
    let system = &column.system;
    let mut json = json!({
        "here": system.here,
        "host": system.host,
        "wire": system.wire,
        "traces": column.traces,
    });
    if let (Some(file), Some(fields)) = (&column.file, json.as_object_mut()) {
        fields.insert("file".to_owned(), json!(file));
    }
    json
}

fn warning(warning: &Warning) -> Json {
    match warning {
        Warning::Versions(said) => json!({ "versions": by_system(said, "version") }),
        Warning::Sources { scenario, digests } => {
            json!({ "sources": { "scenario": scenario, "said": by_system(digests, "digest") } })
        }
        Warning::Changes { scenario, sets } => {
            json!({ "changes": { "scenario": scenario, "said": by_system(sets, "set") } })
        }
        Warning::Repeats { column, scenario, case } => {
            json!({ "repeats": { "system": column, "scenario": scenario, "case": case } })
        }
        Warning::Cut { column, case, calls, left_out } => {
            json!({ "cut": { "system": column, "session": case, "calls": calls, "left_out": left_out } })
        }
    }
}

fn by_system<T: serde::Serialize>(said: &[Said<T>], what: &str) -> Vec<Json> {
    said.iter().map(|one| json!({ "system": one.column, what: one.said })).collect()
}

/// The cases that a system does not have, and another has.
fn missing(comparison: &Comparison, column: usize) -> Vec<String> {
    let has = |case: &&ComparedCase| case.runs.get(column).is_some_and(|runs| *runs > 0);
    comparison.cases.iter().filter(|case| !has(case)).map(name).collect()
}

/// The cases that only some traces of a system have, and how many have them.
fn partly(comparison: &Comparison, column: usize) -> Vec<Json> {
    let told = comparison.partly(column);
    told.map(|case| json!({ "case": name(case), "traces": case.traces.get(column) })).collect()
}

fn case(case: &ComparedCase, all: bool) -> Json {
    let rows = case.rows.iter().filter(|row| all || row.differs);
    let figures = case
        .figures
        .iter()
        .map(|one| (figure_name(one.what), Json::Array(one.columns.iter().map(figure).collect())));
    let explained = case.figures.iter().filter(|one| !one.reasons.is_empty());
    let explained = explained
        .map(|one| (figure_name(one.what), Json::Array(one.reasons.iter().map(reason).collect())));
    json!({
        "scenario": case.scenario,
        "case": case.case,
        "role": case.role,
        "runs": case.runs,
        "differs": case.differs(),
        "grounds": case.grounds.iter().map(|all| all.iter().map(ground).collect()).collect::<Vec<Vec<_>>>(),
        "rows": rows.map(row).collect::<Vec<_>>(),
        "figures": Map::from_iter(figures),
        "figure_reasons": Map::from_iter(explained),
    })
}

fn figure_name(what: Counted) -> String {
    if what == Counted::Took { "took_us" } else { what.as_str() }.to_owned()
}

fn ground(ground: &Ground) -> Json {
    let expected = |what| checks::expected(what, &Voice::FOR_PROGRAMS).en;
    match ground {
        Ground::NotRun(why) => json!({ "not_run": both(why) }),
        Ground::Unseen(what) => json!({ "unseen": expected(what) }),
        Ground::Failed(what, got) => json!({
            "expected": expected(what),
            "got": checks::got(got, &Voice::FOR_PROGRAMS).en,
        }),
    }
}

fn both(text: &Text) -> Json {
    json!({ "en": text.en, "zh": text.zh })
}

fn row(row: &ComparedRow) -> Json {
    json!({
        "about": aspect(&row.aspect),
        "differs": row.differs,
        "reasons": row.reasons.iter().map(reason).collect::<Vec<_>>(),
        "cells": row.cells.iter().map(cell).collect::<Vec<_>>(),
    })
}

fn reason(reason: &Reason) -> Json {
    json!({ "on": reason.on, "why": both(&reason.why) })
}

fn aspect(aspect: &Aspect) -> Json {
    match aspect {
        Aspect::Carriers => json!("carriers"),
        Aspect::Verdict => json!("verdict"),
        Aspect::Fates => json!("fates"),
        Aspect::Causes => json!("causes"),
        Aspect::Bytes(first, last) => json!({ "receives": { "first": first, "last": last } }),
        Aspect::Step(no, who, call) => {
            json!({ "step": { "step": no, "who": who, "call": call } })
        }
    }
}

fn cell(cell: &ComparedCell) -> Json {
    match cell {
        ComparedCell::Absent => Json::Null,
        ComparedCell::NotRun => json!("not-run"),
        ComparedCell::Seen { values, of } => {
            let values = values.iter();
            let values = values.map(|(v, runs)| json!({ "value": value(v), "runs": runs }));
            json!({ "values": values.collect::<Vec<_>>(), "of": of })
        }
    }
}

fn value(value: &Value) -> Json {
    match value {
        Value::Verdict(verdict) => json!(verdict),
        Value::NotShownHere => json!("not-shown-here"),
        Value::Carriers(over) => json!(over),
        Value::Fates(fates) => json!(fates),
        Value::Causes(causes) => causes.iter().map(cause).collect(),
        Value::Bytes(data) => json!(data),
        Value::Step(outcome) => step(outcome),
    }
}

fn cause(main: &MainCause) -> Json {
    json!({ "cause": main.cause, "open": main.open })
}

fn step(outcome: &StepOutcome) -> Json {
    let errors = outcome.errors.iter();
    let errors = errors.map(|error| json!({ "name": error.name, "native": error.native }));
    json!({ "ran": outcome.ran, "errors": errors.collect::<Vec<_>>() })
}

fn figure(figure: &Option<FigureExtent>) -> Json {
    let Some(figure) = figure else { return Json::Null };
    match figure.seen {
        Some(seen) => json!({
            "min": seen.min, "max": seen.max, "runs": seen.runs, "unseen": figure.unseen,
        }),
        None if figure.unseen > 0 => json!("unsupported"),
        None => json!("none"),
    }
}
