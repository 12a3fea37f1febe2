//! `--repeat N`: the same case many times over, in constant memory.

use super::failure::Failure;
use super::jobs::{Edition, Job, name_of};
use super::perform::{Performed, Performer};
use super::present::Presenter;
use super::progress::Progress;
use crate::analysis::Tally;
use crate::model::Case;
use anyhow::Context;

/// Performs a case `times` times and shows the tally, and the first run that was not shown.
pub(crate) fn repeat(
    performer: &Performer,
    job: &Job,
    (case, edition): (&Case, Edition),
    times: u32,
    presenter: &mut Presenter,
) -> anyhow::Result<()> {
    let name = name_of(&job.scenario, case);
    let mut progress = Progress::new(name.clone(), times.into(), !presenter.is_quiet());
    let mut tally = Tally::default();
    let mut one: Option<Performed> = None;
    for done in 1..=times {
        let performed = performer.perform(case, edition);
        let performed = performed.with_context(|| Failure::unperformed(&name))?;
        presenter.judge(&performed);
        if tally.add(&performed.analysis) || one.is_none() {
            one = Some(performed);
        }
        progress.at(done.into());
    }
    drop(progress);
    presenter.tally(job, case, tally, one)
}
