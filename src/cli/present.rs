//! What `run` and `replay` have in common: cases as they come in, shown or gathered, and the exit
//! code that comes of them.

use super::args::{FormatArg, Report};
use super::code::Code;
use super::failure::Failure;
use super::jobs::Job;
use super::out::Output;
use crate::analysis::CaseAnalysis;
use crate::model::{Case, CaseTrace, Host, ScenarioTrace, Trace, Verdict, WireKind};
use crate::report::{Look, Summary, Verbosity, json, text};

/// The verbosity that was asked for.
pub(crate) fn verbosity(report: &Report) -> Verbosity {
    match (report.quiet, report.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    }
}

/// Takes the cases and makes the output of them.
pub(crate) struct Presenter {
    output: Output,
    look: Look,
    /// Cases are shown in full; otherwise one line each.
    full: bool,
    /// Several scenarios: a summary at the end.
    several: bool,
    summary: Summary,
    /// For JSON: everything, to be written at the end.
    gathered: Option<Gathered>,
    code: Code,
}

#[derive(Default)]
struct Gathered {
    scenarios: Vec<ScenarioTrace>,
    analyses: Vec<Vec<CaseAnalysis>>,
}

impl Presenter {
    /// `full`: one scenario, performed once, is shown in full; more only if everything was asked for.
    pub(crate) fn new(output: Output, look: Look, format: FormatArg, full: bool, jobs: &[Job]) -> Self {
        let several = jobs.len() > 1;
        Presenter {
            output,
            look,
            full: full && (!several || look.verbosity == Verbosity::Verbose),
            several,
            summary: Summary::default(),
            gathered: (format == FormatArg::Json).then(Gathered::default),
            code: Code::Fine,
        }
    }

    /// Whether questions, pictures and answers are shown.
    pub(crate) fn is_full(&self) -> bool {
        self.full && self.look.verbosity != Verbosity::Quiet
    }

    /// Text that is not about a case, where text was asked for.
    pub(crate) fn say(&mut self, text: &str) -> Result<(), Failure> {
        match self.gathered {
            Some(_) => Ok(()),
            None => self.output.write(text),
        }
    }

    /// A scenario begins.
    pub(crate) fn begin(&mut self, job: &Job) -> Result<(), Failure> {
        if let Some(gathered) = &mut self.gathered {
            gathered.scenarios.push(ScenarioTrace {
                id: job.scenario.id.clone(),
                digest: json::digest(&job.scenario.source),
                source: job.scenario.source.clone(),
                set: job.set.clone(),
                cases: Vec::new(),
            });
            gathered.analyses.push(Vec::new());
            return Ok(());
        }
        if self.full {
            self.output.write(&text::intro(&job.scenario, &self.look))?;
        }
        self.output.write(&text::changes(&job.set, &self.look))
    }

    /// A case has ended.
    pub(crate) fn case(
        &mut self,
        job: &Job,
        case: &Case,
        trace: CaseTrace,
        analysis: CaseAnalysis,
    ) -> Result<(), Failure> {
        self.judge(analysis.verdict);
        if let Some(gathered) = &mut self.gathered {
            if let Some(scenario) = gathered.scenarios.last_mut() {
                scenario.cases.push(trace);
            }
            if let Some(analyses) = gathered.analyses.last_mut() {
                analyses.push(analysis);
            }
            return Ok(());
        }
        self.summary.add(&job.scenario, case, &analysis, &self.look);
        let shown = match self.full {
            true => text::case(&job.scenario, case, &trace, &analysis, &self.look),
            false => text::line(&job.scenario, case, &analysis, &self.look),
        };
        self.output.write(&shown)
    }

    /// Counts a verdict towards the exit code.
    pub(crate) fn judge(&mut self, verdict: Verdict) {
        if !text::is_fine(verdict) {
            self.code = Code::NotShown;
        }
    }

    /// A scenario has ended.
    pub(crate) fn end(&mut self, job: &Job) -> Result<(), Failure> {
        match self.gathered.is_none() && self.full {
            true => self.output.write(&text::outro(&job.scenario, &self.look)),
            false => Ok(()),
        }
    }

    /// Everything has been shown: what is left to write, and the exit code.
    pub(crate) fn finish(mut self, host: Host, wire: WireKind) -> Result<Code, Failure> {
        if let Some(gathered) = self.gathered {
            let trace = Trace { host, wire, scenarios: gathered.scenarios };
            let written = json::write(&trace, &gathered.analyses).map_err(|e| Failure::defect(&e))?;
            self.output.write(&written)?;
        } else if self.several {
            self.output.write(&text::summary(&self.summary, &self.look))?;
        }
        self.output.finish()?;
        Ok(self.code)
    }
}
