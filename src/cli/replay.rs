//! `replay TRACE`: a saved trace as if it had just been recorded. No socket is opened.

use super::args::{Display, ReplayArgs};
use super::code::Code;
use super::failure::Failure;
use super::interrupt::Interrupts;
use super::jobs::{Edition, Job, keep, known_cases};
use super::locale::Surroundings;
use super::out::Output;
use super::perform::Performed;
use super::present::{Extent, Presenter, verbosity};
use super::source;
use crate::analysis::Setting;
use crate::model::{Lang, Limits, Scenario, ScenarioTrace, Text, Trace};
use crate::report::{json, text};
use crate::scenario;
use std::path::Path;

pub(crate) fn replay(
    args: &ReplayArgs,
    display: &Display,
    here: &Surroundings,
) -> anyhow::Result<Code> {
    let manner = here.manner(display, args.report.output.is_some());
    let look = manner.look(verbosity(&args.report));
    let (trace, scenarios) = read(&args.trace)?;
    known_cases(&scenarios, &args.case)?;
    let mut shown: Vec<(Job, &ScenarioTrace)> = Vec::new();
    for (scenario, recorded) in scenarios.into_iter().zip(&trace.scenarios) {
        shown.push((job(scenario, recorded, &args.case), recorded));
    }
    shown.retain(|(job, _)| job.cases().next().is_some());
    let interrupts = Interrupts::listen();
    let target = args.report.output.as_deref();
    let output = Output::open(target, &interrupts)?;
    let extent = Extent::of(shown.len());
    let mut presenter = Presenter::new(output, look, args.report.format, extent);
    presenter.say(&text::recorded(&trace.host, trace.wire, &look))?;
    for (job, recorded) in &shown {
        if interrupts.interrupted() {
            return Err(Failure::interrupted().unwritten(target).into());
        }
        present(job, recorded, &trace, &mut presenter)?;
    }
    Ok(presenter.finish(&trace.host, trace.wire)?)
}

/// The trace in a file, and the scenarios in it as they were run.
fn read(path: &Path) -> Result<(Trace, Vec<Scenario>), Failure> {
    let bytes = source::read(path, Limits::TRACE)?;
    json::read(&bytes).map_err(|error| {
        let whole = |lang| error.render(&path.to_string_lossy(), lang);
        Failure::whole(Code::BadFile, Text::new(whole(Lang::En), whole(Lang::Zh)))
    })
}

/// One scenario of the trace, each of its cases judged by the rules of where it was recorded.
fn present(
    job: &Job,
    recorded: &ScenarioTrace,
    trace: &Trace,
    presenter: &mut Presenter,
) -> Result<(), Failure> {
    presenter.begin(job)?;
    for (case, edition) in job.cases() {
        let changed = edition == Edition::Changed;
        let setting = Setting::of(&trace.host, trace.wire, changed);
        for run in recorded.cases.iter().filter(|run| run.id == case.id) {
            presenter.case(job, case, Performed::judged(case, run.clone(), &setting))?;
        }
    }
    presenter.end(job)
}

/// What `--set` changed is seen against the source.
fn job(mut scenario: Scenario, recorded: &ScenarioTrace, cases: &[String]) -> Job {
    keep(&mut scenario, cases);
    scenario.cases.retain(|case| recorded.cases.iter().any(|run| run.id == case.id));
    let source = scenario::parse(&scenario.id, recorded.source.as_bytes());
    let before = source.map(|source| source.cases).unwrap_or_default();
    Job::new(scenario, &before, recorded.set.clone())
}
