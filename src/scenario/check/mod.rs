//! What no single field can tell: whether the steps of a case fit together.
//!
//! `amounts` multiplies repeats out; `walk` goes through the steps in order, `step` keeps account of
//! every socket; `parts` says which sends are of one message; `expectations` counts which messages and receives there can be.

mod amounts;
mod background;
mod expectations;
mod lab;
mod options;
mod parts;
mod sockets;
mod step;
mod targets;
mod uses;
mod walk;

pub(in crate::scenario) use options::takes;
pub(in crate::scenario) use walk::Made;

use super::problem::{Checked, Problem, Span};
use super::read::{CasePlaces, ClaimPlaces, Part, Table, Unknown};
use crate::model::{Case, Guess, Step};

/// What the expectations are held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// The file as it is: an expectation that cannot come true is an error.
    AsWritten,
    /// Something was changed on the command line: expectations may fail then, and say so.
    Changed,
}

/// Every rule for a part of a file.
pub(super) fn part(part: &Part<'_, '_>, mode: Mode) -> Checked<()> {
    match *part {
        Part::Case(one, places) => case(one, places, mode).map(|_| ()),
        Part::Claims(case, guess, places) if mode == Mode::AsWritten => {
            first(claims(case, guess, places))
        }
        Part::Claims(..) => Ok(()),
    }
}

/// Every rule, in the order in which a root cause comes before what follows from it.
pub(super) fn case(case: &Case, places: &CasePlaces<'_>, mode: Mode) -> Checked<Made> {
    one(amounts::counts(case, places))?;
    amounts::waits(case, places)?;
    let made = walk::check(case, places)?;
    one(lab::misfits(case, places, true))?;
    if mode == Mode::AsWritten {
        first(expectations::of_steps(case, places))?;
        first(expectations::of_case(case, places))?;
    }
    Ok(made)
}

/// All that breaks a rule in a part of a file in which something was mended, as far as that leaves it to be judged.
pub(super) fn all(part: &Part<'_, '_>, unknown: &Unknown) -> Vec<Problem> {
    let mended = |at: Span| unknown.mended.contains(&at);
    match *part {
        Part::Case(one, places) => {
            let doubt = unknown.of(places.table.span());
            let counted = amounts::counts(one, places);
            let is_walked = counted.is_empty() && !doubt.sockets;
            let walked = is_walked.then(|| walk::misfits(one, places, &unknown.unclear));
            let (walked, players) = walked.unwrap_or((Vec::new(), true));
            let players = players && !doubt.actors;
            let lab = (!doubt.wire).then(|| lab::misfits(one, places, players));
            let alone = counted.into_iter().chain(amounts::waits(one, places).err());
            let alone = alone.chain(walked).chain(lab.into_iter().flatten());
            let steps = expectations::of_steps(one, places).filter(|(at, _)| !mended(*at));
            let case = expectations::of_case(one, places);
            let case = case.filter(|(at, _)| !doubt.calls && !mended(*at));
            let expected = steps.chain(case).map(|(_, problem)| problem);
            alone.chain(expected).collect()
        }
        Part::Claims(case, guess, places) => {
            let all = claims(case, guess, places).filter(|(at, _)| !mended(*at));
            all.map(|(_, problem)| problem).collect()
        }
    }
}

/// What is claimed and cannot be.
fn claims<'p>(
    case: &'p Case,
    guess: &'p Guess,
    places: &'p ClaimPlaces<'_>,
) -> impl Iterator<Item = Doubted> {
    let choices = guess.choices.iter().zip(places);
    choices.flat_map(|(choice, at)| expectations::possible(case, choice.claims.iter().zip(at)))
}

/// A broken rule, and where the step or the item begins that breaks it.
type Doubted = (Span, Problem);

fn one(all: Vec<Problem>) -> Checked<()> {
    all.into_iter().next().map_or(Ok(()), Err)
}

fn first(mut all: impl Iterator<Item = Doubted>) -> Checked<()> {
    all.next().map_or(Ok(()), |(_, problem)| Err(problem))
}

impl CasePlaces<'_> {
    fn step(&self, step: &Step) -> Option<&Table<'_>> {
        self.steps.get(usize::try_from(step.no.0).ok()?.checked_sub(1)?)
    }

    /// The place of a step's field; where it has none, of its call.
    fn field(&self, step: &Step, field: &str) -> Span {
        let Some(table) = self.step(step) else {
            return self.table.span();
        };
        table.get(field).or_else(|| table.get("call")).map_or(table.span(), |value| value.span())
    }

    /// The place of what a step returns on a platform, or of all that differs there.
    fn elsewhere(&self, step: &Step, platform: &str) -> Span {
        let on = self.step(step).and_then(|table| table.get("on")?.table().ok());
        let own = on.and_then(|on| on.get(platform)?.table().ok());
        own.map_or_else(|| self.field(step, "on"), |own| own.at("returns"))
    }

    /// The place of an option's name in a step's `set`.
    fn set_key(&self, step: &Step, option: &str) -> Option<Span> {
        let set = self.step(step)?.get("set")?.table().ok()?;
        set.items().iter().find(|item| item.name == option).map(|item| item.key)
    }
}
