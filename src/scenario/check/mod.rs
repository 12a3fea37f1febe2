//! What no single field can tell: whether the steps of a case fit together.
//!
//! `amounts` multiplies repeats out; `walk` goes through the steps in order and keeps account of
//! every socket; `expectations` counts which messages and receives there can be.

mod amounts;
mod background;
mod expectations;
mod lab;
mod options;
mod sockets;
mod targets;
mod uses;
mod walk;

pub(in crate::scenario) use options::takes;
pub(in crate::scenario) use walk::Made;

use super::problem::{Checked, Span};
use super::read::{CasePlaces, Part, Table};
use crate::model::{Case, Step};

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
            let choices = guess.choices.iter().zip(places);
            choices.into_iter().try_for_each(|(choice, at)| {
                expectations::possible(case, choice.claims.iter().zip(at))
            })
        }
        Part::Claims(..) => Ok(()),
    }
}

/// Every rule, in the order in which a root cause comes before what follows from it.
pub(super) fn case(case: &Case, places: &CasePlaces<'_>, mode: Mode) -> Checked<Made> {
    amounts::check(case, places)?;
    lab::check(case, places)?;
    let made = walk::check(case, places)?;
    if mode == Mode::AsWritten {
        expectations::check(case, places)?;
    }
    Ok(made)
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

    /// The place of an option's name in a step's `set`.
    fn set_key(&self, step: &Step, option: &str) -> Option<Span> {
        let set = self.step(step)?.get("set")?.table().ok()?;
        set.items().iter().find(|item| item.name == option).map(|item| item.key)
    }
}
