//! What is to be run or shown: scenarios with the changes of `--set` made, and the chosen cases.

use super::failure::Failure;
use super::usage::did_you_mean;
use crate::model::{Case, Scenario};
use crate::report::visible;
use crate::scenario::change::{self, Change, ChangeError};

/// One scenario of a run.
pub(crate) struct Job {
    /// As it is to be run.
    pub scenario: Scenario,
    /// The changes made to it, as they were typed.
    pub set: Vec<String>,
    /// For each case, whether a change touched it.
    pub changed: Vec<bool>,
    /// The chosen cases, by index, in order.
    chosen: Vec<usize>,
}

impl Job {
    /// The chosen cases, and whether a change touched them.
    pub(crate) fn cases(&self) -> impl Iterator<Item = (&Case, bool)> {
        self.chosen.iter().filter_map(|&at| {
            Some((self.scenario.cases.get(at)?, self.changed.get(at).copied().unwrap_or(false)))
        })
    }
}

/// The jobs of a command line.
pub(crate) fn jobs(
    scenarios: Vec<Scenario>,
    cases: &[String],
    set: &[String],
) -> Result<Vec<Job>, Failure> {
    known_cases(&scenarios, cases)?;
    let chosen = |scenario: &Scenario| -> Vec<usize> {
        let wanted = |case: &Case| cases.is_empty() || cases.contains(&case.id);
        let all = scenario.cases.iter().enumerate();
        all.filter(|(_, case)| wanted(case)).map(|(at, _)| at).collect()
    };
    let mut jobs = Vec::new();
    for scenario in scenarios {
        let chosen = chosen(&scenario);
        if !chosen.is_empty() {
            let changed = vec![false; scenario.cases.len()];
            jobs.push(Job { scenario, set: Vec::new(), changed, chosen });
        }
    }
    set.iter().try_for_each(|typed| make(&mut jobs, typed))?;
    Ok(jobs)
}

/// Every case that was asked for exists in some scenario.
fn known_cases(scenarios: &[Scenario], cases: &[String]) -> Result<(), Failure> {
    let all = || scenarios.iter().flat_map(|scenario| &scenario.cases).map(|case| case.id.as_str());
    for wanted in cases {
        if !all().any(|id| id == wanted) {
            return Err(unknown_case(wanted, &all().collect::<Vec<_>>()));
        }
    }
    Ok(())
}

fn unknown_case(wanted: &str, all: &[&str]) -> Failure {
    let shown = visible(wanted);
    let failure =
        Failure::usage(format!("there is no case `{shown}`"), format!("没有 `{shown}` 这个用例"));
    let near = |id: &&&str| strsim::osa_distance(wanted, id) <= 1 + id.len() / 4;
    let near: Vec<String> = all.iter().filter(near).map(|id| visible(id).into_owned()).collect();
    if !near.is_empty() {
        return did_you_mean(failure, &near);
    }
    let ids: Vec<_> = all.iter().map(|id| visible(id)).collect();
    failure.help(
        format!("the cases are: {}", ids.join(", ")),
        format!("现有的用例：{}", ids.join("、")),
    )
}

/// Makes one change in every job where it fits. It has to fit somewhere.
fn make(jobs: &mut [Job], typed: &str) -> Result<(), Failure> {
    let change: Change = typed.parse().map_err(|error| refused(typed, &error))?;
    let mut misfit = None;
    let mut made = false;
    for job in jobs {
        let before = job.scenario.cases.clone();
        match change::apply(&mut job.scenario, std::slice::from_ref(&change)) {
            Ok(()) => {
                made = true;
                job.note(typed, &before);
            }
            Err(error) => misfit = misfit.or(Some(error)),
        }
    }
    match misfit {
        Some(error) if !made => Err(refused(typed, &error)),
        _ => Ok(()),
    }
}

impl Job {
    fn note(&mut self, typed: &str, before: &[Case]) {
        self.set.push(typed.to_owned());
        let pairs = before.iter().zip(&self.scenario.cases);
        for (changed, (before, after)) in self.changed.iter_mut().zip(pairs) {
            *changed |= before != after;
        }
    }
}

fn refused(typed: &str, error: &ChangeError) -> Failure {
    let (why, typed) = (error.text(), visible(typed));
    Failure::usage(format!("--set {typed}: {}", why.en), format!("--set {typed}：{}", why.zh))
}
