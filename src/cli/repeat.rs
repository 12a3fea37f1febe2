//! `--repeat N`: the same case many times over, in constant memory.

use super::failure::Failure;
use super::jobs::Job;
use super::perform::{Performed, Performer};
use super::present::Presenter;
use super::progress::Progress;
use crate::analysis::Tally;
use crate::model::{Case, Counted};
use crate::report::{FigureRange, Repeats, visible};

/// Performs a case `times` times and shows the tally, and the first run that was not shown.
pub(crate) fn repeat(
    performer: &Performer,
    job: &Job,
    (case, changed): (&Case, bool),
    times: u32,
    presenter: &mut Presenter,
) -> Result<(), Failure> {
    let name = visible(&format!("{}/{}", job.scenario.id, case.id)).into_owned();
    let mut progress = Progress::new(name, times, !presenter.is_quiet());
    let mut tally = Tally::default();
    let mut one: Option<Performed> = None;
    for done in 1..=times {
        let performed = performer.perform(case, changed)?;
        presenter.judge(&performed.analysis);
        if tally.add(&performed.analysis) || one.is_none() {
            one = Some(performed);
        }
        progress.at(done);
    }
    drop(progress);
    presenter.tally(job, case, tally, one)
}

/// The tally as the reports take it.
pub(crate) fn repeats(tally: &Tally) -> Repeats {
    let figure = |what: &Counted| {
        let extent = tally.figures.get(what);
        FigureRange {
            what: *what,
            range: extent.map(|extent| (extent.min, extent.max)),
            unseen: tally.runs - extent.map_or(0, |extent| extent.runs),
        }
    };
    Repeats {
        runs: tally.runs,
        verdicts: tally.verdicts.iter().map(|(verdict, runs)| (*verdict, *runs)).collect(),
        figures: Counted::ALL.iter().map(figure).collect(),
        causes: tally.causes.iter().map(|(cause, runs)| (Some(*cause), *runs)).collect(),
        first_not_shown: tally.first_not_shown,
    }
}
