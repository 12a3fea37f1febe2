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
use super::sweep::Again;
use super::traces;
use crate::analysis::Setting;
use crate::model::{Case, CaseTrace, Scenario, ScenarioTrace, Trace, WireKind};
use crate::report::{Look, Page, Voice, case, json};

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
    let recordings = traces::read_all(&args.trace)?;
    if let (FormatArg::Json, several @ 2..) = (args.report.format, recordings.len()) {
        return Err(traces::only_one(&args.trace, several).into());
    }
    let choice = Choice::from(&args.chosen);
    known(&recordings, choice)?;
    let (traces, scenarios): (Vec<Trace>, Vec<Vec<Scenario>>) =
        recordings.into_iter().map(|one| (one.trace, one.scenarios)).unzip();
    let all =
        traces.iter().zip(scenarios).map(|(trace, scenarios)| Played::of(trace, scenarios, choice));
    let mut all: Vec<Played<'_>> = all.collect();
    if !choice.only.is_empty() && all.iter().all(|played| played.jobs.is_empty()) {
        return Err(none_of(choice.only).into());
    }
    // Of several that have nothing of what was asked for there is nothing to say.
    if all.len() > 1 {
        all.retain(|played| !played.is_empty());
    }
    // Elsewhere no guess is shown.
    if args.report.step || matches!(args.report.format, FormatArg::Html | FormatArg::Markdown) {
        let jobs = all.iter_mut().flat_map(|played| &mut played.jobs);
        jobs.for_each(|(job, _)| traces::add_guess(job));
    }
    let interrupts = Interrupts::listen();
    let target = args.report.output.as_deref();
    let output = Output::open(target, &look, &interrupts)?;
    if args.report.step {
        let mut rest = parts(&all).into_iter();
        let mut more = |steps: &mut Steps| {
            let part = rest.next().filter(|_| !interrupts.interrupted());
            part.map(|part| part.go(steps)).is_some()
        };
        let steps = Steps::new((look, ""), !args.report.no_answer);
        let ended = steps.show(output, &mut more, (&manner, &interrupts));
        return ended.map_err(|error| unwritten(error, target));
    }
    let place = Shown::new(output, look, args.report.format);
    let ended = show(&all, place, (args, look), &interrupts);
    ended.map_err(|error| unwritten(error, target))
}

/// Every case that was asked for is in some trace.
fn known(recordings: &[json::Recording], choice: Choice<'_>) -> Result<(), Failure> {
    let sessions = recordings.iter().flat_map(|one| &one.trace.sessions);
    let ids: Vec<&str> = sessions.map(|run| run.id.as_str()).collect();
    let all = recordings.iter().flat_map(|one| &one.scenarios);
    known_cases(&all.collect::<Vec<_>>(), &ids, choice.cases)
}

/// What of a trace is shown.
struct Played<'t> {
    trace: &'t Trace,
    jobs: Vec<(Job, &'t ScenarioTrace)>,
    sessions: Vec<&'t CaseTrace>,
}

impl<'t> Played<'t> {
    fn of(trace: &'t Trace, scenarios: Vec<Scenario>, choice: Choice<'_>) -> Self {
        let recorded = scenarios.into_iter().zip(&trace.scenarios);
        let job = |(scenario, recorded)| (traces::job(scenario, recorded, choice), recorded);
        let mut jobs: Vec<(Job, &ScenarioTrace)> = recorded.map(job).collect();
        jobs.retain(|(job, _)| job.cases().next().is_some());
        Played { trace, jobs, sessions: sessions(trace, choice).collect() }
    }

    fn is_empty(&self) -> bool {
        self.jobs.is_empty() && self.sessions.is_empty()
    }

    /// Where it was recorded.
    fn head(&self, voice: &Voice) -> Page {
        case::recorded(&self.trace.host, &self.wires(), voice)
    }

    /// Of a session: nothing was changed.
    fn setting(&self) -> Setting {
        Setting::of(&self.trace.host, self.trace.wire, false)
    }

    /// The wires that the cases were run on, each once.
    fn wires(&self) -> Vec<WireKind> {
        let runs = self.jobs.iter().flat_map(|(job, recorded)| {
            let known = |run: &&CaseTrace| job.cases().any(|(case, _)| case.id == run.id);
            recorded.cases.iter().filter(known)
        });
        traces::wires(self.trace, runs.chain(self.sessions.iter().copied()))
    }
}

/// One trace after the other, each under where it was recorded.
fn show(
    all: &[Played<'_>],
    place: Shown,
    (args, look): (&ReplayArgs, Look),
    interrupts: &Interrupts,
) -> anyhow::Result<Code> {
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return Ok(Code::Fine) };
    let swept = all.iter().map(|played| Again::of(played.trace, &played.jobs));
    let swept: Vec<Option<Again>> = swept.collect();
    let extent = match swept.iter().all(Option::is_some) {
        true => Extent::Tabled,
        false => Extent::of(all.iter().map(|played| played.jobs.len()).sum()),
    };
    let of = |played: &Played<'_>| (played.trace.host.clone(), played.trace.wire);
    let os = &first.trace.host.os;
    let mut presenter = Presenter::new(place, (look, os), args.report.format, extent)
        .answering(!args.report.no_answer);
    let mut before = None;
    for (played, swept) in all.iter().zip(&swept) {
        if let Some((host, wire)) = before.replace(of(played)) {
            presenter.goes_on((&host, wire), &played.trace.host.os)?;
        }
        presenter.say(|voice| played.head(voice))?;
        swept.as_ref().map_or(Ok(()), |swept| swept.show(&mut presenter))?;
        for (job, recorded) in &played.jobs {
            if interrupts.interrupted() {
                return Err(Failure::interrupted().into());
            }
            present(job, recorded, played.trace, &mut presenter)?;
        }
        for run in &played.sessions {
            presenter.session(run, &played.setting())?;
        }
    }
    presenter.finish(&last.trace.host, last.trace.wire)
}

/// What is made screens of at a time.
enum Part<'t> {
    Recording(&'t Played<'t>),
    Begin(&'t Job),
    Case(&'t Job, &'t Case, (&'t CaseTrace, Setting)),
    End(&'t Job),
    Session(&'t CaseTrace, Setting),
}

/// Everything that was recorded, part by part.
fn parts<'t>(all: &'t [Played<'t>]) -> Vec<Part<'t>> {
    let mut parts = Vec::new();
    for played in all {
        parts.push(Part::Recording(played));
        for (job, recorded) in &played.jobs {
            parts.push(Part::Begin(job));
            for (case, edition) in job.cases() {
                let runs = recorded.cases.iter().filter(|run| run.id == case.id);
                let setting = || traces::setting(played.trace, edition);
                parts.extend(runs.map(|run| Part::Case(job, case, (run, setting()))));
            }
            parts.push(Part::End(job));
        }
        let sessions = played.sessions.iter();
        parts.extend(sessions.map(|run| Part::Session(run, played.setting())));
    }
    parts
}

impl Part<'_> {
    fn go(self, steps: &mut Steps) {
        match self {
            Part::Recording(played) => {
                let head = played.head(&steps.voice());
                steps.goes_on(&played.trace.host.os, head);
            }
            Part::Begin(job) => steps.begin(job),
            Part::Case(job, case, (run, setting)) => {
                let done = Performed::judged(case, run.clone(), &setting);
                steps.case(job, (case, &done), None);
            }
            Part::End(job) => steps.end(job),
            Part::Session(run, setting) => steps.session(run, &setting),
        }
    }
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
            presenter.case(job, case, Performed::judged(case, run.clone(), &setting))?;
        }
    }
    presenter.end(job)
}
