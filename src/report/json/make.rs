//! Values into the structs of the file.

use super::error::{TraceError, TraceFault};
use super::file;
use super::read;
use crate::analysis::{self as found, CaseAnalysis, CheckResult, Setting, Tally};
use crate::model::{Case, CaseTrace, ScenarioTrace, SocketId, TRACE_FORMAT, Trace};
use crate::report::Voice;
use crate::report::case::checks;
use crate::report::case::trace_lookup::owner;
use crate::report::case::why::shared_addresses;
use std::borrow::Cow;

/// What was found out about a trace.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged<'a> {
    /// For each scenario, for each of its cases.
    pub(super) cases: &'a [Vec<CaseAnalysis>],
    /// For each session: [`sessions`].
    pub(super) sessions: &'a [CaseAnalysis],
}

/// What is found out about each session.
pub(super) fn sessions(trace: &Trace) -> Vec<CaseAnalysis> {
    let setting = Setting::of(&trace.host, trace.wire, false);
    let analyse = |run: &CaseTrace| found::analyse(&Case::of_session(run), run, &setting);
    trace.sessions.iter().map(analyse).collect()
}

/// The whole file; only what happened, where nothing is said of what was found out. `tallies`: for each scenario, for
/// each of its cases, where it was run many times.
pub(super) fn file<'a>(
    trace: &'a Trace,
    judged: Option<Judged<'a>>,
    tallies: &[Vec<Option<&Tally>>],
) -> Result<file::File<'a>, TraceError> {
    if judged.is_some_and(|judged| judged.cases.len() != trace.scenarios.len()) {
        return Err(
            TraceFault::Mismatch("one list of analyses for each scenario".to_owned()).into()
        );
    }
    let scenarios = trace.scenarios.iter().enumerate().map(|(i, one)| {
        let analyses = judged.and_then(|judged| judged.cases.get(i)).map(Vec::as_slice);
        scenario(one, analyses, tallies.get(i).map(Vec::as_slice).unwrap_or_default())
    });
    let sessions = trace.sessions.iter().enumerate();
    let sessions =
        sessions.map(|(i, run)| session(run, judged.and_then(|judged| judged.sessions.get(i))));
    Ok(file::File {
        format: TRACE_FORMAT.to_owned(),
        host: trace.host.clone(),
        wire: file::Wire { kind: trace.wire },
        scenarios: scenarios.collect::<Result<_, _>>()?,
        sessions: sessions.collect(),
    })
}

fn session<'a>(run: &'a CaseTrace, analysis: Option<&'a CaseAnalysis>) -> file::Session<'a> {
    file::Session {
        id: run.id.clone(),
        stable: analysis.map(|analysis| told(run, analysis)),
        measured: analysis.map(|analysis| measured(run, analysis)),
        trace: Cow::Borrowed(run),
    }
}

fn scenario<'a>(
    trace: &'a ScenarioTrace,
    analyses: Option<&'a [CaseAnalysis]>,
    tallies: &[Option<&Tally>],
) -> Result<file::Scenario<'a>, TraceError> {
    let scenario = read::scenario(trace).map_err(|problem| *problem.fault)?;
    if analyses.is_some_and(|analyses| analyses.len() != trace.cases.len()) {
        return Err(TraceFault::Mismatch("one analysis for each case".to_owned()).into());
    }
    let cases = trace.cases.iter().enumerate().map(|(i, run)| {
        let found = scenario.cases.iter().find(|case| case.id == run.id);
        let found = found.ok_or_else(|| TraceFault::no_case(&scenario, run))?;
        let analysis = analyses.and_then(|analyses| analyses.get(i));
        Ok(file::Case {
            id: run.id.clone(),
            role: found.role,
            repeat: tallies.get(i).copied().flatten().map(repeat),
            stable: analysis.map(|analysis| stable(run, analysis)),
            measured: analysis.map(|analysis| measured(run, analysis)),
            trace: Cow::Borrowed(run),
        })
    });
    Ok(file::Scenario {
        id: trace.id.clone(),
        digest: trace.digest.clone(),
        source: trace.source.clone(),
        set: trace.set.clone(),
        cases: cases.collect::<Result<_, TraceError>>()?,
    })
}

fn stable<'a>(trace: &'a CaseTrace, analysis: &'a CaseAnalysis) -> file::Stable<'a> {
    file::Stable {
        verdict: analysis.verdict,
        variant: analysis.variant,
        may_not_show: analysis.may_not_show.is_some(),
        told: told(trace, analysis),
        checks: &analysis.checks,
    }
}

fn told<'a>(trace: &'a CaseTrace, analysis: &'a CaseAnalysis) -> file::Told<'a> {
    let name = |id: SocketId| owner(trace, id);
    let shared = shared_addresses::shared(trace);
    let messages = analysis.messages.iter().map(|finding| file::Message {
        message: finding.no,
        from: name(finding.from),
        to: finding.to.map(name),
        taken_by: finding.taken_by.filter(|by| finding.to != Some(*by)).map(name),
        finding,
        datagrams: finding.datagrams(),
    });
    let receives = analysis.receives.iter().map(|finding| file::Receive {
        receive: finding.no,
        by: name(finding.by),
        from: finding.from.filter(|from| shared.contains(from)).map(name),
        finding,
    });
    file::Told {
        sends: analysis.counts.sends,
        messages: messages.collect(),
        receives: receives.collect(),
    }
}

fn measured<'a>(trace: &'a CaseTrace, analysis: &'a CaseAnalysis) -> file::Measured<'a> {
    let flows = analysis.flows.iter().map(|flow| file::Flow {
        from: owner(trace, flow.from),
        to: flow.to.map(|id| owner(trace, id)),
        flow,
    });
    let missing = analysis.messages.iter().flat_map(|message| {
        message.missing.iter().map(|missing| file::Stretch { message: message.no, missing })
    });
    let explained = analysis.receives.iter().filter(|receive| !receive.causes.is_empty());
    let causes = explained.map(|one| file::Causes { receive: one.no, causes: &one.causes });
    file::Measured {
        counts: &analysis.counts,
        flows: flows.collect(),
        missing: missing.collect(),
        rounds: &analysis.rounds,
        causes: causes.collect(),
        checks: analysis.checks.iter().enumerate().map(check_text).collect(),
    }
}

fn check_text((index, check): (usize, &found::Check)) -> file::CheckText {
    let got = match &check.result {
        CheckResult::Met | CheckResult::Unobservable => None,
        CheckResult::Failed(got) => Some(checks::got(got, &Voice::FOR_PROGRAMS).en),
    };
    let expected = checks::expected(&check.expected, &Voice::FOR_PROGRAMS).en;
    file::CheckText { check: index as u64, expected, got }
}

fn repeat(tally: &Tally) -> file::Repeat {
    let verdicts = tally.verdicts.iter();
    let figures = tally.figures.iter();
    let causes = tally.causes.iter();
    file::Repeat {
        runs: tally.runs,
        verdicts: verdicts.map(|(&verdict, &runs)| file::VerdictCount { verdict, runs }).collect(),
        figures: figures
            .map(|(&figure, e)| file::FigureRange { figure, min: e.min, max: e.max, runs: e.runs })
            .collect(),
        causes: causes.map(|(&cause, &runs)| file::CauseCount { cause, runs }).collect(),
        first_not_shown: tally.first_not_shown,
    }
}
