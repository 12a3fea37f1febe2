//! `replay TRACE`: a saved trace as if it had just been recorded. No socket is opened.

use super::args::{Display, FormatArg, ReplayArgs};
use super::code::Code;
use super::failure::{Failure, unwritten};
use super::interrupt::Interrupts;
use super::jobs::{Choice, Job, known_cases, none_of, sessions};
use super::locale::Surroundings;
use super::out::Output;
use super::perform::Performed;
use super::present::{Extent, Presenter, verbosity};
use super::run::not_with;
use super::shown::Shown;
use super::step::Steps;
use super::traces;
use crate::analysis::Setting;
use crate::model::{Case, CaseTrace, ScenarioTrace, Trace, WireKind};
use crate::report::{Look, Page, case, json};
use std::collections::BTreeSet;

pub(crate) fn replay(
    args: &ReplayArgs,
    display: &Display,
    here: &Surroundings,
) -> anyhow::Result<Code> {
    if args.report.step && args.report.format != FormatArg::Text {
        return Err(not_with("--step", args.report.format).into());
    }
    let manner = here.manner(display, args.report.output.is_some());
    let look = manner.look(verbosity(&args.report));
    let json::Recording { trace, scenarios, .. } = traces::read(&args.trace)?;
    let ids: Vec<&str> = trace.sessions.iter().map(|run| run.id.as_str()).collect();
    let choice = Choice::from(&args.chosen);
    known_cases(&scenarios, &ids, choice.cases)?;
    let sessions: Vec<&CaseTrace> = sessions(&trace, choice).collect();
    let mut shown: Vec<(Job, &ScenarioTrace)> = Vec::new();
    for (scenario, recorded) in scenarios.into_iter().zip(&trace.scenarios) {
        shown.push((traces::with_guess(traces::job(scenario, recorded, choice)), recorded));
    }
    shown.retain(|(job, _)| job.cases().next().is_some());
    if shown.is_empty() && !choice.only.is_empty() {
        return Err(none_of(choice.only).into());
    }
    let interrupts = Interrupts::listen();
    let target = args.report.output.as_deref();
    let output = Output::open(target, &look, &interrupts)?;
    let wires = wires(&shown, &sessions, &trace);
    if args.report.step {
        let head = case::recorded(&trace.host, &wires, &look.voice());
        let steps = steps(&shown, &sessions, (&trace, head), (look, !args.report.no_answer));
        let ended = steps.show(output, &manner, &interrupts);
        return ended.map_err(|error| unwritten(error, target));
    }
    let extent = Extent::of(shown.len());
    let format = args.report.format;
    let place = Shown::new(output, look, format);
    let mut presenter = Presenter::new(place, (look, &trace.host.os), format, extent)
        .answering(!args.report.no_answer);
    presenter.say(|voice| case::recorded(&trace.host, &wires, voice))?;
    for (job, recorded) in &shown {
        if interrupts.interrupted() {
            return Err(unwritten(Failure::interrupted().into(), target));
        }
        present(job, recorded, &trace, &mut presenter)?;
    }
    for run in sessions {
        presenter.session(run, &Setting::of(&trace.host, trace.wire, false))?;
    }
    presenter.finish(&trace.host, trace.wire)
}

/// Everything that was recorded, one screen at a time.
fn steps(
    shown: &[(Job, &ScenarioTrace)],
    sessions: &[&CaseTrace],
    (trace, head): (&Trace, Page),
    (look, answers): (Look, bool),
) -> Steps {
    let mut steps = Steps::new((look, &trace.host.os), answers).headed(head);
    for (job, recorded) in shown {
        steps.begin(job);
        for (case, edition) in job.cases() {
            let setting = traces::setting(trace, edition);
            for run in recorded.cases.iter().filter(|run| run.id == case.id) {
                steps.case(job, case, &performed(job, case, run, &setting));
            }
        }
        steps.end(job);
    }
    let setting = Setting::of(&trace.host, trace.wire, false);
    sessions.iter().for_each(|run| steps.session(run, &setting));
    steps
}

/// The wires that the cases were run on, each once.
fn wires(shown: &[(Job, &ScenarioTrace)], sessions: &[&CaseTrace], trace: &Trace) -> Vec<WireKind> {
    let setting = Setting::of(&trace.host, trace.wire, false);
    let runs = shown.iter().flat_map(|(job, recorded)| {
        let known = |run: &&CaseTrace| job.cases().any(|(case, _)| case.id == run.id);
        recorded.cases.iter().filter(known)
    });
    let runs = runs.chain(sessions.iter().copied());
    let all: BTreeSet<WireKind> = runs.map(|run| setting.over(run).wire).collect();
    all.into_iter().collect()
}

/// A run of a case, judged.
fn performed(job: &Job, case: &Case, run: &CaseTrace, setting: &Setting) -> Performed {
    Performed::judged(case, run.clone(), setting).guessed(job.guess(), case, setting)
}

/// One scenario of the trace, each of its cases judged by the rules of where it was recorded.
pub(crate) fn present(
    job: &Job,
    recorded: &ScenarioTrace,
    trace: &Trace,
    presenter: &mut Presenter,
) -> anyhow::Result<()> {
    presenter.begin(job)?;
    for (case, edition) in job.cases() {
        let setting = traces::setting(trace, edition);
        for run in recorded.cases.iter().filter(|run| run.id == case.id) {
            presenter.case(job, case, performed(job, case, run, &setting))?;
        }
    }
    presenter.end(job)
}
