//! A sweep: one case with several combinations of values, and what the runs of each came to. The
//! memory it takes does not grow with the number of runs.

use super::findings::CaseAnalysis;
use super::step_checks::broken_off_by_what_is_not_here;
use super::tally::{Extent, Tally};
use crate::model::{
    Case, CaseTrace, Cause, Counted, ErrorName, Fate, OptionName, OptionValue, Seen, Text, Verdict,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// All combinations of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swept {
    /// The case as it is written.
    pub case: Case,
    /// What was varied.
    pub varied: Vec<Varied>,
    /// An earlier case that makes the same calls with these values, by its id.
    pub like: Option<String>,
    /// Why none of it could be run here, if none could.
    pub not_run: Option<Text>,
    /// A row for each combination.
    pub rows: Vec<SweepRow>,
}

/// Something that was varied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Varied {
    /// What it is called: `server.SO_RCVBUF`.
    pub name: String,
    /// Whose option it is, if it is one.
    pub option: Option<(String, OptionName)>,
}

/// One combination.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SweepRow {
    /// The values as they were typed, one for each of what was varied.
    pub values: Vec<String>,
    /// What its runs came to.
    pub measured: Measurement,
}

/// A figure over several runs. In the runs that are in neither it did not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FigureExtent {
    /// The least and the most, and in how many runs it was seen.
    pub seen: Option<Extent>,
    /// In how many runs the system did not show it.
    pub unseen: u64,
}

impl FigureExtent {
    pub(super) fn add(&mut self, figure: Seen<u64>) {
        match figure {
            Seen::Seen(n) => Extent::widen(&mut self.seen, n),
            Seen::Unsupported | Seen::Failed(_) => self.unseen += 1,
            Seen::Absent => {}
        }
    }

    /// Over the runs of both.
    pub(super) fn joined(self, other: FigureExtent) -> FigureExtent {
        let unseen = self.unseen.saturating_add(other.unseen);
        let seen = match (self.seen, other.seen) {
            (Some(a), Some(b)) => Some(Extent {
                min: a.min.min(b.min),
                max: a.max.max(b.max),
                runs: a.runs.saturating_add(b.runs),
            }),
            (one, other) => one.or(other),
        };
        FigureExtent { seen, unseen }
    }

    /// Whether it applied in no run.
    pub fn is_absent(&self) -> bool {
        self.seen.is_none() && self.unseen == 0
    }
}

/// In how many runs something was a main cause, and of how many receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CauseCount {
    /// Runs.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub runs: u64,
    /// Receives, of all runs together.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub receives: u64,
}

/// What the kernel made of an option that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Asked {
    /// Who asked.
    pub who: String,
    /// For which option.
    pub option: OptionName,
    /// For which value.
    pub asked: OptionValue,
    /// What it is afterwards.
    pub granted: Seen<OptionValue>,
    /// Why it was not set, if it was not.
    pub error: Option<ErrorName>,
}

/// What the runs of one combination came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Measurement {
    /// Verdicts and the extents of the figures.
    tally: Tally,
    figures: BTreeMap<Counted, FigureExtent>,
    /// Datagrams that were received or left unread: of those that arrived, all that were not dropped.
    pub kept: FigureExtent,
    /// Messages by all that became of them; nothing became of those of an empty list that is known.
    fates: BTreeMap<Vec<Fate>, Extent>,
    causes: BTreeMap<Cause, CauseCount>,
    /// What was asked of the kernel, each answer once.
    pub options: Vec<Asked>,
    /// Runs that ended early because this system does not tell what a barrier waits for: nothing
    /// of them is counted but their time.
    pub broken_off: u64,
    /// Runs in which steps were left out, because a barrier before them timed out.
    pub cut_short: u64,
}

impl Measurement {
    /// Adds a run.
    pub fn add(&mut self, trace: &CaseTrace, analysis: &CaseAnalysis) {
        self.tally.add(analysis);
        let broken_off = broken_off_by_what_is_not_here(trace);
        self.broken_off += u64::from(broken_off);
        let left_out = trace.records.iter().any(|record| record.calls.is_empty());
        self.cut_short += u64::from(left_out && !broken_off);
        for &what in Counted::ALL {
            let figure = match broken_off && what != Counted::Took {
                true => Seen::Unsupported,
                false => analysis.counts.get(what),
            };
            self.figures.entry(what).or_default().add(figure);
        }
        self.options(trace);
        self.kept.add(if broken_off { Seen::Unsupported } else { kept(analysis) });
        if !broken_off {
            self.fates(analysis);
            self.causes(analysis);
        }
    }

    fn fates(&mut self, analysis: &CaseAnalysis) {
        let mut counts: BTreeMap<Vec<Fate>, u64> = BTreeMap::new();
        for message in &analysis.messages {
            *counts.entry(message.fate.iter().collect()).or_default() += 1;
        }
        for (fates, messages) in counts {
            let mut extent = self.fates.remove(&fates);
            Extent::widen(&mut extent, messages);
            self.fates.extend(extent.map(|extent| (fates, extent)));
        }
    }

    fn causes(&mut self, analysis: &CaseAnalysis) {
        let mut counts: BTreeMap<Cause, u64> = BTreeMap::new();
        let main = analysis.receives.iter().filter_map(|receive| receive.causes.first());
        main.for_each(|finding| *counts.entry(finding.cause).or_default() += 1);
        for (cause, receives) in counts {
            let count = self.causes.entry(cause).or_default();
            count.runs += 1;
            count.receives = count.receives.saturating_add(receives);
        }
    }

    fn options(&mut self, trace: &CaseTrace) {
        for record in &trace.records {
            for option in record.calls.iter().flat_map(|call| &call.options) {
                let Some(asked) = option.asked else { continue };
                let (option, granted, error) = (option.option, option.granted, &option.error);
                let error = error.as_ref().map(|error| error.name);
                let asked = Asked { who: record.who.clone(), option, asked, granted, error };
                if !self.options.contains(&asked) {
                    self.options.push(asked);
                }
            }
        }
    }

    /// How many runs.
    pub fn runs(&self) -> u64 {
        self.tally.runs
    }

    /// How many runs had which verdict.
    pub fn verdicts(&self) -> &BTreeMap<Verdict, u64> {
        &self.tally.verdicts
    }

    /// The verdict; where the runs differ, the one that says the most against the case.
    pub fn verdict(&self) -> Option<Verdict> {
        let order = [Verdict::NotShown, Verdict::Changed, Verdict::Unsupported, Verdict::Shown];
        order.into_iter().find(|verdict| self.tally.count(*verdict) > 0)
    }

    /// One of the figures.
    pub fn figure(&self, what: Counted) -> FigureExtent {
        self.figures.get(&what).copied().unwrap_or_default()
    }

    /// How many messages had which fates; none in a run that had no such message.
    pub fn messages(&self) -> impl Iterator<Item = (&[Fate], Extent)> {
        let told = self.runs().saturating_sub(self.broken_off);
        self.fates.iter().map(move |(fates, extent)| {
            let min = if extent.runs < told { 0 } else { extent.min };
            (fates.as_slice(), Extent { min, ..*extent })
        })
    }

    /// The main causes, those of the most receives first.
    pub fn main_causes(&self) -> Vec<(Cause, CauseCount)> {
        let mut causes: Vec<_> =
            self.causes.iter().map(|(cause, count)| (*cause, *count)).collect();
        causes.sort_by_key(|(_, count)| std::cmp::Reverse(count.receives));
        causes
    }
}

/// Of the datagrams that arrived, those that were not dropped.
fn kept(analysis: &CaseAnalysis) -> Seen<u64> {
    match (analysis.counts.accounted, analysis.counts.drops) {
        (Seen::Seen(accounted), Seen::Seen(drops)) => Seen::Seen(accounted.saturating_sub(drops)),
        (Seen::Seen(_), unknown) | (unknown, _) => unknown,
    }
}
