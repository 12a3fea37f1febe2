//! `compare A B…`: traces side by side. Without traces: this computer, and the recordings that come
//! with the program.

mod keeping;
mod reading;

use super::args::{CompareArgs, Display, FormatArg};
use super::code::Code;
use super::failure::{Failure, unwritten};
use super::interrupt::Interrupts;
use super::jobs::{Choice, Job, SESSION, jobs, known_cases, name_of, sessions};
use super::keeping::{OneTrace, begun};
use super::locale::Surroundings;
use super::out::Output;
use super::perform::{Performed, Performer, stage};
use super::progress::Progress;
use super::shown::Shown;
use super::{source, traces};
use crate::analysis::compare::{
    Alike, Comparison, SeenCase, SeenScenario, System, View, Witness, compare as side_by_side,
};
use crate::analysis::{Setting, analyse};
use crate::lang::html_page as words;
use crate::model::{Case, CaseTrace, Scenario, Trace};
use crate::report::{Kept, Look, Verbosity, compare as report, json, recordings, visible};
use crate::scenario::{builtin, script};
use crate::stage::Stage;
use anyhow::Context;
use keeping::Keeping;
use reading::{Named, Reading};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub(crate) fn compare(
    args: &CompareArgs,
    display: &Display,
    here: &Surroundings,
) -> anyhow::Result<Code> {
    let look = here.manner(display, args.output.is_some()).look(Verbosity::Normal);
    let names = names(&args.traces);
    let local = if args.traces.is_empty() { Some(built_in(&args.case)?) } else { None };
    let stage = stage(local.iter().flatten().flat_map(|job| &job.scenario.cases));
    let interrupts = Interrupts::listen();
    let keeping = (args.format == FormatArg::Html).then(Keeping::default);
    let mut read = Read { chosen: &args.case, keeping, ..Read::default() };
    let mut witnesses = read.all(&names, &interrupts)?;
    if let ([name], [_]) = (args.traces.as_slice(), witnesses.as_slice()) {
        return Err(alone(name).into());
    }
    let scenarios = local.iter().flatten().map(|job| &job.scenario).chain(&read.scenarios);
    let scenarios = scenarios.cloned().collect::<Vec<_>>();
    let ids: Vec<&str> = read.sessions.iter().map(String::as_str).collect();
    known_cases(&scenarios, &ids, &args.case)?;
    let output = Output::open(args.output.as_deref(), &look, &interrupts)?;
    if let Some(jobs) = local {
        witnesses.push(measured(&jobs, stage, &interrupts, read.keeping.as_mut())?);
    }
    let course: Vec<&str> = builtin::index().iter().map(|entry| entry.id).collect();
    let comparison = side_by_side(witnesses, &course);
    let kept = read.keeping.map(|keeping| keeping.kept(&comparison)).transpose()?;
    let ended = write(output, (&comparison, kept.unwrap_or_default()), args, &look);
    ended.map_err(|error| unwritten(error, args.output.as_deref()))
}

fn write(
    mut output: Output,
    (comparison, kept): (&Comparison, Kept),
    args: &CompareArgs,
    look: &Look,
) -> anyhow::Result<Code> {
    match args.format {
        FormatArg::Text | FormatArg::Html => {
            let mut shown = Shown::new(output, *look, args.format);
            shown.name(words::comparison);
            shown.page(|voice| report::page(comparison, args.all, voice))?;
            return shown.finish(kept).map(|()| Code::Fine);
        }
        FormatArg::Json => output.write_json(&report::json::write(comparison, args.all))?,
        FormatArg::Markdown => {
            output.write(&report::markdown(comparison, args.all, &look.voice()))?
        }
    }
    output.finish()?;
    Ok(Code::Fine)
}

/// Which traces: those that were named, or every recording.
fn names(typed: &[PathBuf]) -> Vec<PathBuf> {
    match typed {
        [] => recordings::names().map(PathBuf::from).collect(),
        named => named.to_vec(),
    }
}

fn alone(name: &Path) -> Failure {
    let name = visible(&name.to_string_lossy()).into_owned();
    let failure = Failure::usage(
        format!("there is nothing to compare `{name}` with"),
        format!("没有东西可以和 `{name}` 比较"),
    );
    let all: Vec<&str> = recordings::names().collect();
    failure.help(
        format!("name a second trace, or a recording: {}", all.join(", ")),
        format!("请再写一份轨迹，或者一份自带的录制：{}", all.join("、")),
    )
}

/// Traces as they are read, one after the other: of each only what is compared is kept.
#[derive(Default)]
struct Read<'a> {
    /// The names of the cases that were asked for; none: all.
    chosen: &'a [String],
    alike: Alike,
    /// For a page: what is kept of them.
    keeping: Option<Keeping>,
    /// The scenarios in all of them, where cases were asked for.
    scenarios: Vec<Scenario>,
    /// The names of the sessions in all of them.
    sessions: BTreeSet<String>,
}

impl Read<'_> {
    /// A name that stands for nothing is said before the first is read, which takes its time; and what
    /// is named twice is read once.
    fn all(&mut self, names: &[PathBuf], interrupts: &Interrupts) -> anyhow::Result<Vec<Witness>> {
        names.iter().try_for_each(|name| traces::is_there(name))?;
        let mut witnesses: Vec<Witness> = Vec::new();
        std::thread::scope(|threads| {
            for named in reading::begin(threads, names, interrupts) {
                let Named { name, reading } = named?;
                let witness = match reading {
                    Reading::Trace(recording, digest) => {
                        self.witness(*recording, &name, digest.text())
                    }
                    Reading::Again(at) => witnesses[at].clone(),
                };
                witnesses.push(Witness { name: Some(name), ..witness });
            }
            Ok(witnesses)
        })
    }

    /// The scenarios of one more trace, each once: where cases were asked for by name, they have to be in one.
    fn know(&mut self, scenarios: &[Scenario]) {
        for scenario in scenarios {
            if !self.scenarios.contains(scenario) {
                self.scenarios.push(scenario.clone());
            }
        }
    }

    fn witness(&mut self, recording: json::Recording, name: &str, digest: String) -> Witness {
        let json::Recording { trace, scenarios, repeats } = recording;
        if !self.chosen.is_empty() {
            self.know(&scenarios);
        }
        let mut seen = Vec::new();
        let several = several_ways(&trace);
        let keeps = self.keeping.is_some();
        let mut keeping = keeps.then(|| OneTrace::of(&trace.host, trace.wire));
        for ((scenario, recorded), repeats) in
            scenarios.into_iter().zip(&trace.scenarios).zip(&repeats)
        {
            let job = traces::job(scenario, recorded, Choice::named(self.chosen));
            let ways = several.contains(recorded.id.as_str());
            if let Some(keeping) = &mut keeping {
                keeping.scenario(begun(&recorded.id, &recorded.source, &recorded.set));
            }
            let mut cases = Vec::new();
            for (case, edition) in job.cases() {
                let setting = traces::setting(&trace, edition);
                let runs = recorded.cases.iter().zip(repeats);
                for (run, tally) in runs.filter(|(run, _)| run.id == case.id) {
                    let analysis = analyse(case, run, &setting);
                    let view = View::of(case, run, &analysis, &setting, tally.as_ref());
                    let id = if ways { changed(case, &job.set) } else { case.id.clone() };
                    cases.push(SeenCase { id, role: Some(case.role), view });
                    if let Some(keeping) = &mut keeping {
                        keeping.case(run.clone(), tally.clone());
                    }
                }
            }
            cases.iter_mut().for_each(|case| self.alike.share(&job.scenario.id, case));
            let set = if ways { Vec::new() } else { job.set.clone() };
            seen.push(SeenScenario { set, ..scenario_of(&job, cases) });
        }
        self.sessions.extend(trace.sessions.iter().map(|run| run.id.clone()));
        if !trace.sessions.is_empty() {
            let chosen = || sessions(&trace, Choice::named(self.chosen));
            if let Some(keeping) = &mut keeping {
                chosen().for_each(|run| keeping.session(run.clone()));
            }
            let cases = chosen().map(|run| session(run, &trace)).collect();
            let (digest, set) = (String::new(), Vec::new());
            seen.push(SeenScenario { id: SESSION.to_owned(), digest, set, cases });
        }
        if let (Some(all), Some(one)) = (&mut self.keeping, keeping) {
            all.add(Some(name), one);
        }
        let system = System { here: false, host: trace.host, wire: trace.wire };
        Witness { system, name: None, digest, scenarios: seen }
    }
}

/// The scenarios that a trace has several times, each time with other changes, as the page of a sweep has them.
fn several_ways(trace: &Trace) -> BTreeSet<&str> {
    let mut first: BTreeMap<&str, &[String]> = BTreeMap::new();
    let mut several = BTreeSet::new();
    for one in &trace.scenarios {
        if *first.entry(&one.id).or_insert(&one.set) != one.set {
            several.insert(one.id.as_str());
        }
    }
    several
}

/// More characters of changes than this are not in the name of a case.
const CHANGES: usize = 200;

/// A case with its changes, as it is compared where a trace has it with several: a row of a sweep with the same row
/// of another.
fn changed(case: &Case, set: &[String]) -> String {
    let changes = set.join(" ");
    let short: String = visible(&changes).chars().take(CHANGES).collect();
    format!("{} {short}", case.id).trim_end().to_owned()
}

/// A session of a trace.
fn session(run: &CaseTrace, trace: &Trace) -> SeenCase {
    let case = Case::of_session(run);
    let setting = Setting::of(&trace.host, trace.wire, false);
    let view = View::of(&case, run, &analyse(&case, run, &setting), &setting, None);
    SeenCase { id: run.id.clone(), role: None, view }
}

fn scenario_of(job: &Job, cases: Vec<SeenCase>) -> SeenScenario {
    SeenScenario {
        id: job.scenario.id.clone(),
        digest: json::digest(&script(&job.scenario.source)),
        set: job.set.clone(),
        cases,
    }
}

/// Every scenario of this program, as this computer is to run it.
fn built_in(cases: &[String]) -> anyhow::Result<Vec<Job>> {
    Ok(jobs(source::scenarios(&["all"])?, Choice::named(cases), &[])?)
}

/// This computer, just now.
fn measured(
    jobs: &[Job],
    stage: Stage,
    interrupts: &Interrupts,
    all: Option<&mut Keeping>,
) -> anyhow::Result<Witness> {
    let performer = Performer::on(stage, interrupts)?;
    let cases: usize = jobs.iter().map(|job| job.cases().count()).sum();
    let mut progress = Progress::new("stickydemo run all".to_owned(), cases as u64, true);
    let mut done = 0;
    let mut scenarios = Vec::new();
    let of = || OneTrace::of(&performer.host, performer.wire());
    let mut keeping = all.is_some().then(of);
    for job in jobs {
        if let Some(keeping) = &mut keeping {
            keeping.scenario(begun(&job.scenario.id, &job.scenario.source, &job.set));
        }
        let mut seen = Vec::new();
        for (case, edition) in job.cases() {
            let performed = performer.perform(case, edition);
            let performed =
                performed.with_context(|| Failure::unperformed(&name_of(&job.scenario, case)))?;
            seen.push(view(case, &performed, &performer));
            if let Some(keeping) = keeping.as_mut().filter(|_| !performed.impossible) {
                keeping.case(performed.trace, None);
            }
            done += 1;
            progress.at(done);
        }
        scenarios.push(scenario_of(job, seen));
    }
    if let (Some(all), Some(one)) = (all, keeping) {
        all.add(None, one);
    }
    let system = System { here: true, host: performer.host.clone(), wire: performer.wire() };
    Ok(Witness { system, name: None, digest: String::new(), scenarios })
}

fn view(case: &Case, done: &Performed, performer: &Performer) -> SeenCase {
    let setting = Setting::of(&performer.host, performer.wire(), false);
    let view = View::of(case, &done.trace, &done.analysis, &setting, None);
    SeenCase { id: case.id.clone(), role: Some(case.role), view }
}
