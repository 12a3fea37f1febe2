//! What `run` and `replay` have in common: cases as they come in, shown or gathered, and the exit
//! code that comes of them.

use super::args::{FormatArg, Report};
use super::code::Code;
use super::failure::Failure;
use super::jobs::Job;
use super::out::Output;
use super::perform::Performed;
use crate::analysis::{CaseAnalysis, Setting, Tally, analyse};
use crate::model::{Case, CaseTrace, Host, Limits, ScenarioTrace, Text, Trace, WireKind};
use crate::report::page::grid::plain;
use crate::report::{Costs, Look, Page, Summary, Verbosity, case, json, visible};

/// The verbosity that was asked for.
pub(crate) fn verbosity(report: &Report) -> Verbosity {
    match (report.quiet, report.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    }
}

/// How much there is to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// One scenario, performed once: it is shown in full.
    One,
    /// Several scenarios: a line for each case, unless everything was asked for.
    Several,
    /// A repetition: a line for all the runs of a case.
    Repeated,
}

impl Extent {
    /// That of so many scenarios, each performed once.
    pub(crate) fn of(scenarios: usize) -> Self {
        if scenarios > 1 { Extent::Several } else { Extent::One }
    }
}

/// Takes the cases and makes the output of them.
pub(crate) struct Presenter {
    /// The system, as in [`Host::os`].
    os: String,
    output: Output,
    look: Look,
    /// Cases are shown in full; otherwise one line each.
    full: bool,
    /// Several scenarios: a summary at the end.
    several: bool,
    summary: Summary,
    /// What the fixes of the scenario that is being shown cost.
    costs: Costs,
    /// For JSON: everything, to be written at the end.
    gathered: Option<Gathered>,
    /// Whether the answers are shown.
    answers: bool,
    /// A picture has been shown: the next one begins after an empty line.
    apart: bool,
    code: Code,
}

#[derive(Default)]
struct Gathered {
    scenarios: Vec<ScenarioTrace>,
    analyses: Vec<Vec<CaseAnalysis>>,
    sessions: Vec<CaseTrace>,
    /// Of repetitions; empty for a single run.
    tallies: Vec<Vec<Tally>>,
    /// The bytes that the traces come to in the file, at the least.
    size: u64,
    /// The cases of which there is nothing to write down, and why.
    left_out: Vec<(String, Text)>,
}

impl Presenter {
    /// `os`: the system that the cases are or were run on.
    pub(crate) fn new(
        output: Output,
        (look, os): (Look, &str),
        format: FormatArg,
        extent: Extent,
    ) -> Self {
        Presenter {
            os: os.to_owned(),
            output,
            look,
            full: match extent {
                Extent::One => true,
                Extent::Several => look.verbosity == Verbosity::Verbose,
                Extent::Repeated => false,
            },
            several: extent == Extent::Several,
            summary: Summary::default(),
            costs: Costs::default(),
            gathered: (format == FormatArg::Json).then(Gathered::default),
            answers: true,
            apart: false,
            code: Code::Fine,
        }
    }

    /// Whether the answers are shown; they are, unless this says otherwise.
    pub(crate) fn answering(self, answers: bool) -> Self {
        Presenter { answers, ..self }
    }

    /// Whether questions, pictures and answers are shown.
    pub(crate) fn is_full(&self) -> bool {
        self.full && !self.is_quiet()
    }

    /// Whether only verdicts are shown.
    pub(crate) fn is_quiet(&self) -> bool {
        self.look.verbosity == Verbosity::Quiet
    }

    /// What is not about a case, where text was asked for.
    pub(crate) fn say(&mut self, page: &Page) -> anyhow::Result<()> {
        match self.gathered {
            Some(_) => Ok(()),
            None => self.output.page(page),
        }
    }

    /// A scenario begins.
    pub(crate) fn begin(&mut self, job: &Job) -> anyhow::Result<()> {
        if let Some(gathered) = &mut self.gathered {
            return gathered.begin(job).map_err(Into::into);
        }
        self.costs = Costs::default();
        if self.full {
            self.apart()?;
        }
        self.output.page(&case::changes(&job.set, &self.look.voice()))?;
        if self.full {
            let about = case::about_the_unchanged(&job.set, &self.look.voice());
            self.output.page(&about)?;
            if !about.is_empty() {
                self.output.write("\n")?;
            }
            self.output.page(&case::some::intro(&job.scenario, job.all, &self.look.voice()))?;
        }
        Ok(())
    }

    /// A case has ended.
    pub(crate) fn case(&mut self, job: &Job, case: &Case, done: Performed) -> anyhow::Result<()> {
        self.judge(&done);
        if let Some(gathered) = &mut self.gathered {
            return gathered.case(done);
        }
        self.summary.add(&job.scenario, case, &done.analysis, &self.look.voice());
        self.apart()?;
        self.apart = self.is_full();
        if self.is_full() {
            self.costs.add(case, &done.trace, &done.analysis);
        }
        self.output.page(&match self.full {
            true => {
                case::case(&job.scenario, case, &done.trace, &done.analysis, &self.look.voice())
            }
            false => case::line(&job.scenario, case, &done.analysis, &self.look.voice()),
        })?;
        // A picture says it in its verdict.
        self.skipped(done.analysis.not_run.as_ref().filter(|_| !self.is_full()))
    }

    /// What a program did by itself.
    pub(crate) fn session(&mut self, run: &CaseTrace, setting: &Setting) -> anyhow::Result<()> {
        if let Some(gathered) = &mut self.gathered {
            gathered.sessions.push(run.clone());
            return Ok(());
        }
        let analysis = analyse(&Case::of_session(run), run, setting);
        self.apart()?;
        self.apart = true;
        self.output.page(&case::session(run, &analysis, &self.look.voice()))
    }

    /// An empty line between two pictures.
    fn apart(&mut self) -> anyhow::Result<()> {
        match std::mem::take(&mut self.apart) {
            true => self.output.write("\n"),
            false => Ok(()),
        }
    }

    /// Why a case was not performed: said, however little is said.
    fn skipped(&mut self, why: Option<&Text>) -> anyhow::Result<()> {
        let Some(why) = why else { return Ok(()) };
        let mut page = Page::new();
        page.wide(plain(why.get(self.look.lang)), (2, 2));
        self.output.page(&page)
    }

    /// A repetition has ended. `one` of its runs: the first that was not shown, if there was one.
    pub(crate) fn tally(
        &mut self,
        job: &Job,
        case: &Case,
        tally: Tally,
        one: Option<Performed>,
    ) -> anyhow::Result<()> {
        if let Some(gathered) = &mut self.gathered {
            return gathered.tally(tally, one);
        }
        let skipped = one.as_ref().and_then(|one| one.analysis.not_run.clone());
        self.output.page(&case::repeat(&job.scenario, case, &tally, &self.look.voice()))?;
        self.skipped(skipped.as_ref())?;
        match one.filter(|_| tally.first_not_shown.is_some() && !self.is_quiet()) {
            Some(Performed { trace, analysis, .. }) => self.output.page(&case::case(
                &job.scenario,
                case,
                &trace,
                &analysis,
                &self.look.voice(),
            )),
            None => Ok(()),
        }
    }

    /// Counts a verdict towards the exit code.
    pub(crate) fn judge(&mut self, done: &Performed) {
        self.code = judged(self.code, done);
    }

    /// A scenario has ended.
    pub(crate) fn end(&mut self, job: &Job) -> anyhow::Result<()> {
        match self.gathered.is_none() && self.full {
            true => {
                self.output.page(&self.costs.page(&self.look.voice()))?;
                let outro = self.outro(job);
                if outro.is_empty() {
                    return Ok(());
                }
                let about = case::about_the_unchanged(&job.set, &self.look.voice());
                if !about.is_empty() {
                    self.output.write("\n")?;
                    self.output.page(&about)?;
                }
                self.output.page(&outro)
            }
            false => Ok(()),
        }
    }

    /// The answer, or why it is not shown; nothing where nobody wants it.
    fn outro(&self, job: &Job) -> Page {
        match self.answers {
            true => case::some::outro(&job.scenario, (job.all, &self.os), &self.look.voice()),
            false => Page::new(),
        }
    }

    /// Everything has been shown: what is left to write, and the exit code.
    pub(crate) fn finish(mut self, host: &Host, wire: WireKind) -> anyhow::Result<Code> {
        let mut left_out = None;
        if let Some(gathered) = self.gathered {
            left_out = gathered.left_out();
            if gathered.analyses.iter().all(Vec::is_empty)
                && gathered.sessions.is_empty()
                && let Some(failure) = left_out
            {
                return Err(failure.into());
            }
            let Gathered { scenarios, sessions, .. } = gathered;
            let trace = Trace { host: host.clone(), wire, scenarios, sessions };
            let tallies = &gathered.tallies;
            let written = json::write_repeated(&trace, &gathered.analyses, tallies)
                .map_err(|error| Failure::defect(error.text()))?;
            let written = json::fit(&written, self.look.ascii);
            if written.len() as u64 > Limits::TRACE {
                return Err(too_large().into());
            }
            self.output.write_json(&written)?;
        } else if self.several {
            self.output.page(&case::summary(&self.summary, &self.look.voice()))?;
        }
        self.output.finish()?;
        match left_out {
            Some(failure) => Err(failure.into()),
            None => Ok(self.code),
        }
    }
}

/// The exit code after one more case. What may not show on this system is not a failure.
pub(crate) fn judged(code: Code, done: &Performed) -> Code {
    match (case::is_fine_here(&done.analysis), done.impossible && code == Code::Fine) {
        (false, _) => Code::NotShown,
        (true, true) => Code::NoSockets,
        (true, false) => code,
    }
}

impl Gathered {
    /// Said once the others are written.
    fn left_out(&self) -> Option<Failure> {
        let ((case, why), more) = self.left_out.split_first()?;
        let failure = untraceable(case, why, more.len());
        let others = self.analyses.iter().any(|of_scenario| !of_scenario.is_empty());
        Some(match others {
            true => failure.help("the other cases were written", "其余的用例已经写好"),
            false => failure,
        })
    }

    fn begin(&mut self, job: &Job) -> Result<(), Failure> {
        if self.scenarios.len() == Limits::SCENARIOS {
            return Err(too_many());
        }
        self.scenarios.push(ScenarioTrace {
            id: job.scenario.id.clone(),
            digest: json::digest(&job.scenario.source),
            source: job.scenario.source.clone(),
            set: job.set.clone(),
            cases: Vec::new(),
        });
        self.analyses.push(Vec::new());
        Ok(())
    }

    fn tally(&mut self, tally: Tally, one: Option<Performed>) -> anyhow::Result<()> {
        let Some(one) = one else { return Ok(()) };
        self.case(one)?;
        self.tallies.resize_with(self.scenarios.len(), Vec::new);
        if let Some(tallies) = self.tallies.last_mut() {
            tallies.push(tally);
        }
        Ok(())
    }

    /// A case more, unless the file would be larger than any reader takes: then nothing is written,
    /// and the memory is not filled first.
    fn case(&mut self, done: Performed) -> anyhow::Result<()> {
        if let (true, Some(why)) = (done.impossible, &done.analysis.not_run) {
            self.left_out.push((done.trace.id.clone(), why.clone()));
            return Ok(());
        }
        self.size = self.size.saturating_add(json::size_of(&done.trace));
        if self.size > Limits::TRACE {
            return Err(too_large().into());
        }
        if let (Some(scenario), Some(analyses)) =
            (self.scenarios.last_mut(), self.analyses.last_mut())
        {
            scenario.cases.push(done.trace);
            analyses.push(done.analysis);
        }
        Ok(())
    }
}

/// A case of which there is nothing to write down, and so many more.
fn untraceable(case: &str, why: &Text, more: usize) -> Failure {
    let case = visible(case);
    let (en, zh) = match more {
        0 => (String::new(), String::new()),
        _ => (format!(" and {more} more"), format!(" 等 {} 个用例", more + 1)),
    };
    Failure::new(
        Code::NoSockets,
        Text::new(
            format!("the case `{case}`{en} could not be run: {}", why.en),
            format!("用例 `{case}`{zh}无法运行：{}", why.zh),
        ),
    )
}

fn too_many() -> Failure {
    let most = Limits::SCENARIOS;
    Failure::new(
        Code::NoOutput,
        Text::new(
            format!("a trace of more than {most} scenarios cannot be replayed"),
            format!("轨迹里的场景超过 {most} 个就无法重放了"),
        ),
    )
}

fn too_large() -> Failure {
    let limit = Limits::TRACE / (1024 * 1024);
    Failure::new(
        Code::NoOutput,
        Text::new(
            format!("the trace is larger than {limit} MiB, which is the most that can be replayed"),
            format!("轨迹超过了 {limit} MiB，再大就无法重放了"),
        ),
    )
    .help(
        "run fewer cases at once (--case), or repeat them less often",
        "请一次少运行几个用例（--case），或者减少重复次数",
    )
}
