//! The tables of a sweep from the trace that its page has kept: a scenario with one run for each row.

use super::super::jobs::Job;
use super::super::perform::Performed;
use super::super::present::Presenter;
use super::super::traces;
use super::begun;
use crate::analysis::{Measurement, SweepRow, Swept};
use crate::model::{Scenario, ScenarioTrace, Trace};
use crate::report::sweep as report;
use crate::scenario::change::{Planned, PlannedRow, Vary, plan};
use crate::scenario::parse;
use std::collections::BTreeSet;

/// What a sweep came to.
pub(crate) struct Again {
    scenario: Scenario,
    cases: Vec<Swept>,
}

impl Again {
    /// Of what is shown of a trace; nothing where that is not the rows of one sweep.
    pub(crate) fn of(trace: &Trace, jobs: &[(Job, &ScenarioTrace)]) -> Option<Self> {
        let rows: Vec<&ScenarioTrace> = jobs.iter().map(|(_, row)| *row).collect();
        let first = rows.first()?;
        let is_row = |row: &&ScenarioTrace| {
            (&row.id, &row.source) == (&first.id, &first.source) && row.cases.len() == 1
        };
        let sets: BTreeSet<_> = rows.iter().map(|row| (case_of(row), &row.set)).collect();
        if rows.len() < 2 || sets.len() < rows.len() || !rows.iter().all(is_row) {
            return None;
        }
        let scenario = parse(&first.id, first.source.as_bytes()).ok()?;
        let mut measured = scenario.clone();
        measured.cases.retain(|case| rows.iter().any(|row| case_of(row) == Some(&case.id)));
        let varied = varied(&rows)?;
        let planned = plan(&measured, &varied).ok()?;
        let cases = planned.iter().map(|one| swept((one, &planned), (trace, jobs)));
        let cases: Vec<Swept> = cases.collect();
        let found: usize = cases.iter().map(|swept| swept.rows.len()).sum();
        (found == rows.len()).then_some(Again { scenario, cases })
    }

    /// Shows them as the sweep did, each row with the one run that was kept.
    pub(crate) fn show(&self, presenter: &mut Presenter) -> anyhow::Result<()> {
        let rows = self.cases.iter().map(|swept| swept.rows.len() as u64).sum();
        presenter.name(super::title(&self.scenario));
        presenter.say(|voice| report::intro(&self.scenario, (rows, 1), voice))?;
        for (at, swept) in self.cases.iter().enumerate() {
            let before = self.cases.get(..at).unwrap_or_default();
            presenter.say(|voice| report::case(&self.scenario, (swept, before), voice))?;
        }
        presenter.say(|voice| report::legend(&self.cases, voice))
    }
}

fn case_of(row: &ScenarioTrace) -> Option<&String> {
    row.cases.first().map(|run| &run.id)
}

/// What was varied, with all of its values in the order of the rows.
fn varied(rows: &[&ScenarioTrace]) -> Option<Vec<Vary>> {
    let mut varied: Vec<(&str, Vec<&str>)> = Vec::new();
    for set in rows.iter().flat_map(|row| &row.set) {
        let (name, value) = set.split_once('=')?;
        match varied.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) if values.contains(&value) => {}
            Some((_, values)) => values.push(value),
            None => varied.push((name, vec![value])),
        }
    }
    let varied = varied.into_iter().map(|(name, values)| format!("{name}={}", values.join(",")));
    varied.map(|typed| typed.parse().ok()).collect()
}

/// A case, with the rows that were kept of it.
fn swept(
    (planned, all): (&Planned<'_>, &[Planned<'_>]),
    (trace, jobs): (&Trace, &[(Job, &ScenarioTrace)]),
) -> Swept {
    let measured = |row: &PlannedRow| {
        let is = |row_of: &&ScenarioTrace| {
            row_of.set == row.set && case_of(row_of) == Some(&planned.case.id)
        };
        let kept = jobs.iter().map(|(_, kept)| *kept).find(is)?;
        let setting = traces::setting(trace, super::edition(row, &planned.case));
        let mut measured = Measurement::default();
        for run in &kept.cases {
            let done = Performed::judged(&row.case, run.clone(), &setting);
            measured.add(&done.trace, &done.analysis);
        }
        Some(SweepRow { values: row.values.clone(), measured })
    };
    let rows = planned.rows.iter().filter_map(measured).collect();
    Swept { rows, ..begun(planned, all) }
}
