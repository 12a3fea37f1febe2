//! What is to be run or shown: scenarios with the changes of `--set` made, and only the chosen
//! cases.

use super::args::ChosenArgs;
use super::failure::Failure;
use super::usage::did_you_mean;
use crate::model::{Case, CaseTrace, Guess, Role, Scenario, Trace};
use crate::net::has_option;
use crate::report::guess::{Asked, Guessed};
use crate::report::visible;
use crate::scenario::change::{self, Change, ChangeError};
use crate::scenario::nearest;
use std::borrow::Borrow;
use std::collections::BTreeSet;

/// Which form of a case is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edition {
    /// As the file has it.
    AsWritten,
    /// Touched by `--set`.
    Changed,
}

/// Which cases were chosen: of these names, for these roles; of all, where none is named.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Choice<'a> {
    pub cases: &'a [String],
    pub only: &'a [Role],
}

impl<'a> Choice<'a> {
    /// By name alone.
    pub(crate) fn named(cases: &'a [String]) -> Self {
        Choice { cases, only: &[] }
    }

    /// Whether a case is one of them.
    fn has(&self, scenario: &str, case: &Case) -> bool {
        let named = |wanted: &String| is_meant(wanted, scenario, &case.id);
        (self.cases.is_empty() || self.cases.iter().any(named))
            && (self.only.is_empty() || self.only.contains(&case.role))
    }
}

impl<'a> From<&'a ChosenArgs> for Choice<'a> {
    fn from(args: &'a ChosenArgs) -> Self {
        Choice { cases: &args.case, only: &args.only }
    }
}

/// One scenario of a run.
pub(crate) struct Job {
    /// As it is to be run: changed, and without the cases that were not chosen.
    pub scenario: Scenario,
    /// The changes made to it, as they were typed.
    pub set: Vec<String>,
    /// How many cases its file has.
    pub all: usize,
    /// For each case, whether a change touched it.
    editions: Vec<Edition>,
}

impl Job {
    /// `scenario` as it was after `set` was made in it, `before` as it was until then.
    pub(crate) fn new(scenario: Scenario, before: &[Case], set: Vec<String>) -> Self {
        let edition = |case: &Case| match before.contains(case) {
            true => Edition::AsWritten,
            false => Edition::Changed,
        };
        let editions = scenario.cases.iter().map(edition).collect();
        Job { all: scenario.cases.len(), scenario, set, editions }
    }

    /// A scenario as its file has it.
    pub(crate) fn unchanged(scenario: Scenario) -> Self {
        let editions = vec![Edition::AsWritten; scenario.cases.len()];
        Job { all: scenario.cases.len(), scenario, set: Vec::new(), editions }
    }

    /// Of a scenario whose file has so many cases.
    pub(crate) fn of(self, all: usize) -> Self {
        Job { all, ..self }
    }

    /// What is guessed before it: nothing where the case that it is about is not run.
    pub(crate) fn guess(&self) -> Option<&Guess> {
        let guess = self.scenario.guess.as_ref();
        guess.filter(|guess| self.scenario.cases.iter().any(|case| case.id == guess.case))
    }

    /// What was guessed of a case of it; nothing where it is another one that is asked about.
    pub(crate) fn asked<'a>(&'a self, case: &Case, guessed: &'a Guessed) -> Option<Asked<'a>> {
        let guess = self.guess().filter(|guess| guess.case == case.id)?;
        let touched = |(one, edition): (&Case, _)| one.id == case.id && edition == Edition::Changed;
        Some(Asked { guess, guessed, changed: self.cases().any(touched) })
    }

    /// Whether all cases of its file are in it.
    pub(crate) fn is_whole(&self) -> bool {
        self.scenario.cases.len() == self.all
    }

    /// The cases, and whether a change touched them.
    pub(crate) fn cases(&self) -> impl Iterator<Item = (&Case, Edition)> {
        self.scenario.cases.iter().zip(self.editions.iter().copied())
    }
}

/// A case as it is called on the command line and in messages, fit to be shown: `nagle/fresh`.
pub(crate) fn name_of(scenario: &Scenario, case: &Case) -> String {
    visible(&format!("{}/{}", scenario.id, case.id)).into_owned()
}

/// The jobs of a command line.
pub(crate) fn jobs(
    mut scenarios: Vec<Scenario>,
    choice: Choice<'_>,
    set: &[String],
) -> Result<Vec<Job>, Failure> {
    known_cases(&scenarios, &[], choice.cases)?;
    let mut sizes: Vec<usize> = scenarios.iter().map(|scenario| scenario.cases.len()).collect();
    scenarios.iter_mut().for_each(|scenario| keep(scenario, choice));
    let mut kept = scenarios.iter().map(|scenario| !scenario.cases.is_empty());
    sizes.retain(|_| kept.next().unwrap_or(false));
    scenarios.retain(|scenario| !scenario.cases.is_empty());
    if scenarios.is_empty() {
        return Err(none_of(choice.only));
    }
    let changes = change::changes(set).map_err(refused)?;
    fits_somewhere(&scenarios, &changes)?;
    let sized = scenarios.into_iter().zip(sizes);
    sized.map(|(scenario, all)| Ok(job(scenario, set, &changes)?.of(all))).collect()
}

/// No case is for any of these roles.
pub(crate) fn none_of(only: &[Role]) -> Failure {
    let words: Vec<&str> = only.iter().map(|role| role.as_str()).collect();
    let words = words.join(", ");
    Failure::usage(
        format!("no case is of this kind: --only {words}"),
        format!("没有这一类用例：--only {words}"),
    )
}

/// Every case that was asked for is in some scenario.
pub(crate) fn known_cases(
    scenarios: &[impl Borrow<Scenario>],
    sessions: &[&str],
    cases: &[String],
) -> Result<(), Failure> {
    let of_sessions = |wanted: &str| sessions.iter().any(|id| is_session(wanted, id));
    let within = |scenario: &Scenario, wanted: &str| {
        scenario.cases.iter().any(|case| is_meant(wanted, &scenario.id, &case.id))
    };
    for wanted in cases {
        if !of_sessions(wanted)
            && !scenarios.iter().any(|scenario| within(scenario.borrow(), wanted))
        {
            let mut all = names(scenarios, wanted.contains('/'));
            all.extend(sessions.iter().map(|id| (*id).to_owned()));
            return Err(unknown_case(wanted, &all));
        }
    }
    Ok(())
}

/// The sessions of a trace that were asked for: all of them, or those of these names. None is there for a role.
pub(crate) fn sessions<'t>(
    trace: &'t Trace,
    choice: Choice<'_>,
) -> impl Iterator<Item = &'t CaseTrace> {
    let Choice { cases, only } = choice;
    let meant = |run: &&CaseTrace| cases.iter().any(|wanted| is_session(wanted, &run.id));
    let all = trace.sessions.iter().filter(move |_| only.is_empty());
    all.filter(move |run| cases.is_empty() || meant(run))
}

/// Whether `wanted` is the name of this session: `serve-upper`, or `session/serve-upper`, as `compare` has it.
fn is_session(wanted: &str, id: &str) -> bool {
    is_meant(wanted, SESSION, id)
}

/// What stands before the name of a session where a case has its scenario.
pub(crate) const SESSION: &str = "session";

/// Whether `wanted` is the name of this case: `fresh`, or `nagle/fresh` where several scenarios
/// have a case of that name.
fn is_meant(wanted: &str, scenario: &str, case: &str) -> bool {
    match wanted.split_once('/') {
        Some(parts) => parts == (scenario, case),
        None => wanted == case,
    }
}

/// The names that cases have, each once: with the scenario's in front, or without.
fn names(scenarios: &[impl Borrow<Scenario>], whole: bool) -> Vec<String> {
    let of = |scenario: &Scenario, case: &Case| match whole {
        true => format!("{}/{}", scenario.id, case.id),
        false => case.id.clone(),
    };
    let all = scenarios
        .iter()
        .map(Borrow::borrow)
        .flat_map(|one: &Scenario| one.cases.iter().map(move |case| of(one, case)));
    let mut known = BTreeSet::new();
    all.filter(|name| known.insert(name.clone())).collect()
}

/// Leaves only the chosen cases.
pub(crate) fn keep(scenario: &mut Scenario, choice: Choice<'_>) {
    let Scenario { id, cases, .. } = scenario;
    cases.retain(|case| choice.has(id, case));
}

/// More cases than this are not listed.
const LISTED: usize = 64;

fn unknown_case(wanted: &str, all: &[String]) -> Failure {
    let shown = visible(wanted);
    let failure =
        Failure::usage(format!("there is no case `{shown}`"), format!("没有 `{shown}` 这个用例"));
    let near = nearest(wanted, all.iter().map(String::as_str));
    let near: Vec<String> = near.into_iter().map(|id| visible(id).into_owned()).collect();
    if !near.is_empty() {
        return did_you_mean(failure, &near);
    }
    if all.len() > LISTED {
        return failure.help(
            "`stickydemo show SCENARIO` lists the cases of a scenario",
            "`stickydemo show 场景` 会列出一个场景的用例",
        );
    }
    let ids: Vec<_> = all.iter().map(|id| visible(id)).collect();
    failure.help(
        format!("the cases are: {}", ids.join(", ")),
        format!("现有的用例：{}", ids.join("、")),
    )
}

/// Whether a change can be made in a scenario; an error only if it must not be made there.
fn fits(scenario: &Scenario, change: &Change) -> Result<(), ChangeError> {
    change::apply(&mut scenario.clone(), std::slice::from_ref(change))
}

/// It is about something that a scenario does not have.
fn is_elsewhere(error: &ChangeError) -> bool {
    matches!(error, ChangeError::NoCase { .. } | ChangeError::NoMatch { .. })
}

/// With several scenarios a change need not match in each, but in one.
fn fits_somewhere(scenarios: &[Scenario], changes: &[Change]) -> Result<(), Failure> {
    for change in changes {
        let mut misfit = None;
        let mut found = false;
        for scenario in scenarios {
            match fits(scenario, change) {
                Ok(()) => found = true,
                Err(error) if is_elsewhere(&error) => misfit = misfit.or(Some(error)),
                Err(error) => return Err(refused(error)),
            }
        }
        if let (false, Some(error)) = (found, misfit) {
            return Err(refused(error));
        }
    }
    Ok(())
}

/// The scenario with those of the changes that match in it.
fn job(mut scenario: Scenario, set: &[String], changes: &[Change]) -> Result<Job, Failure> {
    let before = scenario.cases.clone();
    let matching = set.iter().zip(changes).filter(|(_, change)| fits(&scenario, change).is_ok());
    let (set, changes): (Vec<String>, Vec<Change>) =
        matching.map(|(typed, change)| (typed.clone(), change.clone())).unzip();
    change::apply(&mut scenario, &changes).map_err(refused)?;
    Ok(Job::new(scenario, &before, set))
}

fn refused(error: ChangeError) -> Failure {
    let text = error.offering(has_option).text();
    Failure::usage(format!("--set {}", text.en), format!("--set {}", text.zh))
}
