//! A stranger's file into a trace. Everything it says is checked against itself: the format, the
//! digest of the source, the scenario in the source, each case against its scenario.

use super::error::TraceError;
use super::file::{self, File};
use crate::analysis::validate;
use crate::model::{CaseTrace, Limits, Scenario, ScenarioTrace, TRACE_FORMAT, Trace};
use crate::scenario::change::{Change, ChangeError, apply};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// The trace in a file, and its scenarios as they were run (with the changes of `--set`), in the
/// same order.
///
/// # Errors
/// Anything that is wrong with the file; nothing is read from one longer than [`Limits::TRACE`].
pub fn read(bytes: &[u8]) -> Result<(Trace, Vec<Scenario>), TraceError> {
    if bytes.len() as u64 > Limits::TRACE {
        return Err(TraceError::TooLong);
    }
    if is_other_json(bytes) {
        return Err(TraceError::NotAnObject);
    }
    let file = parsed(bytes)?;
    if file.format != TRACE_FORMAT {
        return Err(TraceError::OtherFormat(file.format));
    }
    let trace = trace(file);
    let scenarios = trace.scenarios.iter().map(checked).collect::<Result<Vec<_>, _>>()?;
    Ok((trace, scenarios))
}

/// It is JSON, and anything but an object. (The structs would take a list for one.)
fn is_other_json(bytes: &[u8]) -> bool {
    let object = bytes.trim_ascii_start().first() == Some(&b'{');
    !object && serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

/// Only what says which format it is.
#[derive(Deserialize)]
struct Probe {
    format: String,
}

/// The structs. Where a file does not fit them because it is of another version, that is said.
fn parsed(bytes: &[u8]) -> Result<File, TraceError> {
    serde_json::from_slice(bytes).map_err(|error| {
        let probe: Option<Probe> = serde_json::from_slice(bytes).ok();
        match probe.map(|probe| probe.format).filter(|format| format != TRACE_FORMAT) {
            Some(format) => TraceError::OtherFormat(format),
            None => TraceError::of_json(&error),
        }
    })
}

fn trace(file: File) -> Trace {
    Trace {
        host: file.host,
        wire: file.wire.kind,
        scenarios: file.scenarios.into_iter().map(scenario_trace).collect(),
    }
}

fn scenario_trace(scenario: file::Scenario) -> ScenarioTrace {
    ScenarioTrace {
        id: scenario.id,
        digest: scenario.digest,
        source: scenario.source,
        set: scenario.set,
        cases: scenario.cases.into_iter().map(case_trace).collect(),
    }
}

fn case_trace(case: file::Case) -> CaseTrace {
    let file::Trace { sockets, records, leftovers } = case.trace;
    CaseTrace { id: case.id, sockets, records, leftovers }
}

/// The scenario of a trace, and that the trace fits it.
fn checked(trace: &ScenarioTrace) -> Result<Scenario, TraceError> {
    let scenario = scenario(trace)?;
    for run in &trace.cases {
        let case = scenario.cases.iter().find(|case| case.id == run.id);
        let case = case.ok_or_else(|| TraceError::no_case(trace, run))?;
        validate(case, run)?;
    }
    Ok(scenario)
}

/// The scenario in a trace's source, changed as it was for the run.
pub(super) fn scenario(trace: &ScenarioTrace) -> Result<Scenario, TraceError> {
    if super::digest(&trace.source) != trace.digest {
        return Err(TraceError::Digest(trace.id.clone()));
    }
    let name = format!("{}.toml", trace.id);
    let mut scenario = crate::scenario::parse(&name, trace.source.as_bytes())
        .map_err(|error| TraceError::Scenario(Box::new(error)))?;
    if scenario.id != trace.id {
        return Err(TraceError::OtherScenario { said: trace.id.clone(), is: scenario.id });
    }
    change(&mut scenario, trace)?;
    Ok(scenario)
}

/// Makes the changes of `--set` as the run made them: in the cases that were run, or in all, where
/// some of those that were asked for could not be run.
fn change(scenario: &mut Scenario, trace: &ScenarioTrace) -> Result<(), TraceError> {
    if trace.set.is_empty() {
        return Ok(());
    }
    let changes: Vec<Change> =
        trace.set.iter().map(|typed| typed.parse()).collect::<Result<_, ChangeError>>()?;
    let mut run = scenario.clone();
    run.cases.retain(|case| trace.cases.iter().any(|run| run.id == case.id));
    if apply(&mut run, &changes).is_ok() {
        *scenario = run;
        return Ok(());
    }
    Ok(apply(scenario, &changes)?)
}
