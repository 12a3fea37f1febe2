//! The recordings that come with the program, whole: each of their cases, judged here.

use std::sync::LazyLock;
use stickydemo::analysis::{CaseAnalysis, Setting, analyse};
use stickydemo::model::{Case, CaseTrace, Scenario, Trace};
use stickydemo::report::{json, recordings};

/// The cases of a recording.
pub(crate) struct Recording {
    pub(crate) trace: Trace,
    pub(crate) scenarios: Vec<Scenario>,
}

/// One of them.
#[derive(Clone, Copy)]
pub(crate) struct Run<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) case: &'a Case,
    pub(crate) trace: &'a CaseTrace,
}

pub(crate) static LINUX: LazyLock<Recording> = LazyLock::new(|| recording("linux"));

pub(crate) fn recording(name: &str) -> Recording {
    let (trace, scenarios) = json::read(recordings::find(name).unwrap()).unwrap();
    Recording { trace, scenarios }
}

impl Run<'_> {
    /// `nagle/fresh`.
    pub(crate) fn name(&self) -> String {
        format!("{}/{}", self.scenario.id, self.case.id)
    }
}

impl Recording {
    pub(crate) fn runs(&self) -> impl Iterator<Item = Run<'_>> {
        self.scenarios.iter().zip(&self.trace.scenarios).flat_map(|(scenario, recorded)| {
            scenario.cases.iter().flat_map(move |case| {
                let runs = recorded.cases.iter().filter(|run| run.id == case.id);
                runs.map(move |trace| Run { scenario, case, trace })
            })
        })
    }

    pub(crate) fn judged(&self, run: Run<'_>) -> CaseAnalysis {
        analyse(run.case, run.trace, &Setting::of(&self.trace.host, self.trace.wire, false))
    }
}
