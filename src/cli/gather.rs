//! What was recorded, kept until everything has been run: for JSON, and for the trace within a page.

use super::code::Code;
use super::failure::Failure;
use super::jobs::Job;
use super::keeping::begun;
use super::perform::Performed;
use crate::analysis::{CaseAnalysis, Tally};
use crate::model::{CaseTrace, Host, Limits, ScenarioTrace, Text, Trace, WireKind};
use crate::report::{json, visible};

/// Everything, to be written at the end.
#[derive(Default)]
pub(crate) struct Gathered {
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

impl Gathered {
    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.analyses.iter().all(Vec::is_empty) && self.sessions.is_empty()
    }

    /// A session.
    pub(crate) fn session(&mut self, run: CaseTrace) {
        self.sessions.push(run);
    }

    /// The trace as JSON, judged.
    pub(crate) fn judged(self, host: &Host, wire: WireKind) -> anyhow::Result<String> {
        let Gathered { scenarios, sessions, analyses, tallies, .. } = self;
        let trace = Trace { host: host.clone(), wire, scenarios, sessions };
        let written = json::write_repeated(&trace, &analyses, &tallies);
        Ok(written.map_err(|error| Failure::defect(error.text()))?)
    }

    /// The same without what whoever reads it finds out anew; what was counted over many runs stays.
    pub(crate) fn recorded(self, host: &Host, wire: WireKind) -> anyhow::Result<String> {
        if !self.tallies.is_empty() {
            return self.judged(host, wire);
        }
        let Gathered { scenarios, sessions, .. } = self;
        let trace = Trace { host: host.clone(), wire, scenarios, sessions };
        let written = json::write_recorded(&trace);
        Ok(written.map_err(|error| Failure::defect(error.text()))?)
    }

    /// Said once the others are written.
    pub(crate) fn left_out(&self) -> Option<Failure> {
        let ((case, why), more) = self.left_out.split_first()?;
        let failure = untraceable(case, why, more.len());
        let others = self.analyses.iter().any(|of_scenario| !of_scenario.is_empty());
        Some(match others {
            true => failure.help("the other cases were written", "其余的用例已经写好"),
            false => failure,
        })
    }

    /// A scenario begins.
    pub(crate) fn begin(&mut self, job: &Job) -> Result<(), Failure> {
        if self.scenarios.len() == Limits::SCENARIOS {
            return Err(too_many());
        }
        self.scenarios.push(begun(&job.scenario.id, &job.scenario.source, &job.set));
        self.analyses.push(Vec::new());
        Ok(())
    }

    /// A repetition has ended, `one` of its runs kept.
    pub(crate) fn tally(&mut self, tally: Tally, one: Option<Performed>) -> anyhow::Result<()> {
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
    pub(crate) fn case(&mut self, done: Performed) -> anyhow::Result<()> {
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

/// No reader would take it.
pub(crate) fn too_large() -> Failure {
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
