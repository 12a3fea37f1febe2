//! Many runs of one case: how many were shown, and between what and what each figure lay. The
//! memory it takes does not grow with the number of runs.

use super::findings::CaseAnalysis;
use crate::model::{Cause, Counted, Seen, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;

/// The least and the most of a figure, over the runs in which it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Extent {
    /// The least.
    pub min: u64,
    /// The most.
    pub max: u64,
    /// In how many runs it was seen.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub runs: u64,
}

impl Extent {
    /// Takes the figure of one more run in.
    pub(super) fn widen(extent: &mut Option<Extent>, figure: u64) {
        let Extent { min, max, runs } =
            extent.unwrap_or(Extent { min: figure, max: figure, runs: 0 });
        *extent = Some(Extent { min: min.min(figure), max: max.max(figure), runs: runs + 1 });
    }
}

/// Sums up runs of one case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many runs.
    pub runs: u64,
    /// How many had which verdict.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// Each figure that was seen at least once.
    pub figures: BTreeMap<Counted, Extent>,
    /// In how many runs a receive had this as its main cause.
    pub causes: BTreeMap<Cause, u64>,
    /// The number of the first run, from 1, that was not shown.
    pub first_not_shown: Option<u64>,
}

impl Tally {
    /// Adds a run. Returns whether it is the first that was not shown: then its trace is worth
    /// keeping.
    pub fn add(&mut self, analysis: &CaseAnalysis) -> bool {
        self.runs += 1;
        *self.verdicts.entry(analysis.verdict).or_default() += 1;
        for what in Counted::ALL {
            if let Seen::Seen(figure) = analysis.counts.get(*what) {
                self.figure(*what, figure);
            }
        }
        let mut causes: Vec<Cause> = analysis
            .receives
            .iter()
            .filter_map(|receive| receive.causes.first().map(|finding| finding.cause))
            .collect();
        causes.sort_unstable();
        causes.dedup();
        for cause in causes {
            *self.causes.entry(cause).or_default() += 1;
        }
        let first = analysis.verdict == Verdict::NotShown && self.first_not_shown.is_none();
        if first {
            self.first_not_shown = Some(self.runs);
        }
        first
    }

    /// How many runs had this verdict.
    pub fn count(&self, verdict: Verdict) -> u64 {
        self.verdicts.get(&verdict).copied().unwrap_or(0)
    }

    /// Whether no run was one: each was unsupported before its first call.
    pub fn never_ran(&self) -> bool {
        let took = self.figures.get(&Counted::Took);
        self.count(Verdict::Unsupported) == self.runs && took.is_none_or(|took| took.max == 0)
    }

    fn figure(&mut self, what: Counted, figure: u64) {
        let mut extent = self.figures.remove(&what);
        Extent::widen(&mut extent, figure);
        self.figures.extend(extent.map(|extent| (what, extent)));
    }
}
