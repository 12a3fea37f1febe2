//! Values into the structs of the file.

use super::error::{TraceError, TraceFault};
use super::file::{self, WorkedOut};
use super::place::Stretch;
use super::read;
use crate::analysis::{
    self as found, CaseAnalysis, CheckPlace, CheckResult, Expected, Setting, Tally,
};
use crate::model::{
    Case, CaseTrace, Expectation, MessageNo, ScenarioTrace, SocketId, TRACE_FORMAT, Trace,
};
use crate::report::Voice;
use crate::report::case::checks;
use crate::report::case::trace_lookup::owner;
use crate::report::case::why::shared_addresses;

/// The whole file.
pub(super) fn file(
    trace: &Trace,
    analyses: &[Vec<CaseAnalysis>],
    tallies: &[Vec<Tally>],
) -> Result<file::File, TraceError> {
    if analyses.len() != trace.scenarios.len() {
        return Err(
            TraceFault::Mismatch("one list of analyses for each scenario".to_owned()).into()
        );
    }
    let scenarios =
        trace.scenarios.iter().zip(analyses).enumerate().map(|(i, (s, a))| {
            scenario(s, a, tallies.get(i).map(Vec::as_slice).unwrap_or_default())
        });
    let setting = Setting::of(&trace.host, trace.wire, false);
    Ok(file::File {
        format: TRACE_FORMAT.to_owned(),
        host: trace.host.clone(),
        wire: file::Wire { kind: trace.wire },
        scenarios: scenarios.collect::<Result<_, _>>()?,
        sessions: trace.sessions.iter().map(|run| session(run, &setting)).collect(),
    })
}

fn session(run: &CaseTrace, setting: &Setting) -> file::Session {
    let analysis = found::analyse(&Case::of_session(run), run, setting);
    let file::Stable { sends, messages, receives, .. } = stable(run, &analysis);
    file::Session {
        id: run.id.clone(),
        stable: WorkedOut::Here(file::SessionStable { sends, messages, receives }),
        measured: WorkedOut::Here(measured(run, &analysis)),
        trace: kept(run),
    }
}

fn kept(trace: &CaseTrace) -> file::Trace {
    file::Trace {
        sockets: trace.sockets.clone(),
        records: trace.records.clone(),
        leftovers: trace.leftovers.clone(),
        lab: trace.lab.clone(),
        left_out: (trace.left_out > 0).then_some(trace.left_out),
    }
}

fn scenario(
    trace: &ScenarioTrace,
    analyses: &[CaseAnalysis],
    tallies: &[Tally],
) -> Result<file::Scenario, TraceError> {
    let scenario = read::scenario(trace).map_err(|problem| *problem.fault)?;
    if analyses.len() != trace.cases.len() {
        return Err(TraceFault::Mismatch("one analysis for each case".to_owned()).into());
    }
    let cases = trace.cases.iter().zip(analyses).enumerate().map(|(i, (run, analysis))| {
        let found = scenario.cases.iter().find(|case| case.id == run.id);
        let found = found.ok_or_else(|| TraceFault::no_case(&scenario, run))?;
        Ok(case(found, run, analysis, tallies.get(i)))
    });
    Ok(file::Scenario {
        id: trace.id.clone(),
        digest: trace.digest.clone(),
        source: trace.source.clone(),
        set: trace.set.clone(),
        cases: cases.collect::<Result<_, TraceError>>()?,
    })
}

fn case(
    case: &Case,
    trace: &CaseTrace,
    analysis: &CaseAnalysis,
    tally: Option<&Tally>,
) -> file::Case {
    file::Case {
        id: trace.id.clone(),
        role: case.role,
        repeat: tally.map(repeat),
        stable: WorkedOut::Here(stable(trace, analysis)),
        measured: WorkedOut::Here(measured(trace, analysis)),
        trace: kept(trace),
    }
}

fn stable(trace: &CaseTrace, analysis: &CaseAnalysis) -> file::Stable {
    let name = |id: SocketId| owner(trace, id);
    let shared = shared_addresses::shared(trace);
    let messages = analysis.messages.iter().map(|m| file::Message {
        message: m.no,
        from: name(m.from),
        to: m.to.map(name),
        taken_by: m.taken_by.filter(|by| m.to != Some(*by)).map(name),
        bytes: m.bytes,
        data: m.data.clone(),
        fate: m.fate.clone(),
        one_of: m.one_of,
        datagrams: m.datagrams(),
    });
    let receives = analysis.receives.iter().map(|r| file::Receive {
        receive: r.no,
        by: name(r.by),
        from: r.from.filter(|from| shared.contains(from)).map(name),
        bytes: r.bytes,
        data: r.data.clone(),
        messages: messages_of(&r.parts),
        cause: r.causes.first().map(|cause| cause.cause),
        truncated: r.truncated,
    });
    file::Stable {
        verdict: analysis.verdict,
        variant: analysis.variant,
        may_not_show: analysis.may_not_show.is_some(),
        sends: analysis.counts.sends,
        messages: messages.collect(),
        receives: receives.collect(),
        checks: analysis.checks.iter().map(check).collect(),
    }
}

/// Each message once, in order.
fn messages_of(parts: &[found::Part]) -> Vec<MessageNo> {
    let mut numbers: Vec<MessageNo> = parts.iter().map(|part| part.message).collect();
    numbers.dedup();
    numbers
}

fn check(check: &found::Check) -> file::Check {
    let result = match &check.result {
        CheckResult::Met => file::CheckResult::Met,
        CheckResult::Unobservable => file::CheckResult::Unobservable,
        CheckResult::Failed(_) => file::CheckResult::Failed,
    };
    let rule = match check.place {
        CheckPlace::Rule(number) => Some(number),
        _ => None,
    };
    let (step, round, repeat, expect) = match check.place {
        CheckPlace::Step { step, round, repeat } => (Some(step), Some(round), Some(repeat), None),
        CheckPlace::Case(index) => (None, None, None, Some(index as u64)),
        CheckPlace::Rule(_) => (None, None, None, None),
    };
    let what = kind(&check.expected);
    let variant = check.variant.as_ref().map(|variant| variant.0);
    file::Check { step, round, repeat, expect, rule, what, result, variant }
}

fn kind(expected: &Expected) -> file::CheckKind {
    use file::CheckKind as Kind;
    match expected {
        Expected::Runs => Kind::Runs,
        Expected::Returns(_) => Kind::Returns,
        Expected::Error(_) => Kind::Error,
        Expected::Sender(_) => Kind::Sender,
        Expected::Took(_) => Kind::Took,
        Expected::Rule(_) => Kind::Rule,
        Expected::Case(expectation) | Expected::Anything(expectation) => match expectation {
            Expectation::Message { .. } => Kind::Message,
            Expectation::Receive { .. } => Kind::Receive,
            Expectation::Rounds { .. } => Kind::Rounds,
            Expectation::Packet { .. } => Kind::Packet,
            Expectation::Packets { .. } => Kind::Packets,
            Expectation::Count { .. } => Kind::Count,
        },
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

fn measured(trace: &CaseTrace, analysis: &CaseAnalysis) -> file::Measured {
    let counts = &analysis.counts;
    let flows = analysis.flows.iter().map(|flow| file::Flow {
        from: owner(trace, flow.from),
        to: flow.to.map(|id| owner(trace, id)),
        stream: flow.stream,
        segments: flow.wire.segments,
        boundaries: flow.wire.boundaries.clone(),
        complete: flow.wire.complete,
        unsent: flow.wire.unsent,
        doubtful: flow.wire.doubtful,
        unread: flow.unread,
    });
    let missing = analysis
        .messages
        .iter()
        .flat_map(|message| message.missing.iter().map(|missing| Stretch::of(message.no, missing)));
    let explained = analysis.receives.iter().filter(|receive| !receive.causes.is_empty());
    file::Measured {
        segments: counts.segments,
        receives: counts.receives,
        drops: counts.drops,
        held: counts.held,
        took_us: counts.took_us,
        waited_us: counts.waited_us,
        flows: flows.collect(),
        missing: missing.collect(),
        rounds: analysis.rounds.iter().map(round).collect(),
        causes: explained.map(causes).collect(),
        checks: analysis.checks.iter().enumerate().map(check_text).collect(),
    }
}

fn round(finding: &found::RoundFinding) -> file::Round {
    file::Round {
        round: finding.round,
        took_us: finding.took_ns / 1000,
        calls_us: finding.calls_ns / 1000,
        held: finding.held,
        cause: finding.cause.as_ref().map(|finding| file::CauseAndProof {
            cause: finding.cause,
            proof: (&finding.proof).into(),
        }),
    }
}

fn causes(receive: &found::ReceiveFinding) -> file::Causes {
    let causes = receive.causes.iter().map(|finding| file::CauseAndProof {
        cause: finding.cause,
        proof: (&finding.proof).into(),
    });
    file::Causes { receive: receive.no, causes: causes.collect() }
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
