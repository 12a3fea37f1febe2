//! `--set`: the same scenario, one thing different. `--vary`: the same with each of several values.
//!
//! `[CASE:]ACTOR.OPTION=V` gives the actor's sockets an option when they are made, and replaces
//! every value that the steps script for it. `[CASE:][ACTOR.]CALL.ARG=V` replaces an argument of
//! every step that makes the call.
//!
//! A change is made in the document the scenario was read from, and the whole is read and checked
//! anew: so a value given on the command line is held to the same rules and limits as one in the
//! file. Only the expectations are left alone: whether they still hold is what the run shows.

mod edit;
mod error;
mod option_targets;
mod plan;
mod same_calls;
mod settable;
mod value;
mod vary;

pub use error::ChangeError;
pub use plan::{Planned, PlannedRow, plan};
pub use settable::Settable;
pub use vary::{Vary, VaryError};

use super::check::{self, Mode};
use super::excerpt::Lines;
use super::problem::{Checked, Problem};
use super::read::{self, Part};
use super::source;
use crate::model::{Limits, OptionName, Scenario};
use edit::Document;
use option_targets::CaseShape;
use std::str::FromStr;

/// One `--set`, read but not yet held against a scenario.
///
/// `Display` gives it as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    written: String,
    case: Option<String>,
    target: Target,
    value: String,
}

/// What is to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    /// `ACTOR.OPTION`
    Option { actor: String, option: OptionName },
    /// `[ACTOR.]CALL.ARG`; the words may be none of ours.
    Argument { actor: Option<String>, call: String, argument: String },
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Target::Option { actor, option } => write!(f, "{actor}.{option}"),
            Target::Argument { actor: None, call, argument } => write!(f, "{call}.{argument}"),
            Target::Argument { actor: Some(actor), call, argument } => {
                write!(f, "{actor}.{call}.{argument}")
            }
        }
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.written)
    }
}

/// The changes as they were typed, each read.
///
/// # Errors
///
/// There are more than [`Limits::CHANGES`], or one cannot be read: see [`Change::from_str`].
pub fn changes(typed: &[String]) -> Result<Vec<Change>, ChangeError> {
    match typed.get(Limits::CHANGES) {
        Some(extra) => Err(ChangeError::TooMany { written: extra.clone(), count: typed.len() }),
        None => typed.iter().map(|typed| typed.parse()).collect(),
    }
}

impl FromStr for Change {
    type Err = ChangeError;

    /// # Errors
    ///
    /// Where the words do not have one of the two forms, or are longer than [`Limits::CHANGE`].
    fn from_str(written: &str) -> Result<Self, ChangeError> {
        if written.len() > Limits::CHANGE {
            return Err(ChangeError::TooLong { written: written.to_owned() });
        }
        let form = || ChangeError::Form { written: written.to_owned() };
        let (left, value) = written.split_once('=').ok_or_else(form)?;
        let (case, path) = match left.split_once(':') {
            Some((case, path)) => (Some(case.trim().to_owned()), path),
            None => (None, left),
        };
        let words: Vec<&str> = path.split('.').map(str::trim).collect();
        let empty = case.as_deref() == Some("") || words.iter().any(|word| word.is_empty());
        let target = target(&words).filter(|_| !empty).ok_or_else(form)?;
        let (written, value) = (written.to_owned(), value.trim().to_owned());
        Ok(Change { written, case, target, value })
    }
}

fn target(words: &[&str]) -> Option<Target> {
    match *words {
        [first, last] => Some(match OptionName::from_str(&last.to_uppercase()) {
            Ok(option) => Target::Option { actor: first.to_owned(), option },
            Err(_) => {
                Target::Argument { actor: None, call: first.to_owned(), argument: last.to_owned() }
            }
        }),
        [actor, call, argument] => Some(Target::Argument {
            actor: Some(actor.to_owned()),
            call: call.to_owned(),
            argument: argument.to_owned(),
        }),
        _ => None,
    }
}

/// Makes the changes, in order, in all cases that the scenario (still) has. They count from the
/// file as it is written: apply all of them at once.
///
/// # Errors
///
/// A change that matches nothing, with a list of what can be set; or one that makes the scenario
/// break a rule. The scenario is then as it was.
pub fn apply(scenario: &mut Scenario, changes: &[Change]) -> Result<(), ChangeError> {
    if changes.is_empty() {
        return Ok(());
    }
    let source = scenario.source.clone();
    let kept: Vec<&str> = scenario.cases.iter().map(|case| case.id.as_str()).collect();
    let shapes = shapes(&source, &kept).map_err(ChangeError::unreadable)?;
    let values = changes.iter().map(value::toml_text).collect::<Result<Vec<_>, _>>()?;
    let parsed = source::document(&source).map_err(ChangeError::unreadable)?;
    let mut document = Document { parsed, shapes: &shapes };
    for (change, text) in changes.iter().zip(&values) {
        if document.make(change, text)? == 0 {
            return Err(settable::no_match(change, &shapes));
        }
    }
    let changed = match read_anew(&source, &document) {
        Ok(changed) => changed,
        Err(problem) => return Err(culprit(&source, &shapes, (changes, &values), problem)),
    };
    scenario.cases =
        changed.cases.into_iter().filter(|case| kept.contains(&case.id.as_str())).collect();
    Ok(())
}

/// Which of the changes breaks the rule that all of them together break: the first after which the
/// scenario cannot be read. It is read once for each of them, so this is looked for only when there is one.
fn culprit(
    source: &str,
    shapes: &[CaseShape],
    (changes, values): (&[Change], &[String]),
    problem: Problem,
) -> ChangeError {
    let parsed = match source::document(source) {
        Ok(parsed) => parsed,
        Err(problem) => return ChangeError::unreadable(problem),
    };
    let mut document = Document { parsed, shapes };
    for (change, text) in changes.iter().zip(values) {
        if let Err(error) = document.make(change, text) {
            return error;
        }
        match read_anew(source, &document) {
            Ok(_) => {}
            Err(problem) => return ChangeError::refused(change, problem),
        }
    }
    // All of them made are the document that could not be read.
    ChangeError::unreadable(problem)
}

/// Every change that a scenario takes, up to its value: `client.TCP_NODELAY`, `recv.max`.
pub fn settable_in(scenario: &Scenario) -> Vec<String> {
    let kept: Vec<&str> = scenario.cases.iter().map(|case| case.id.as_str()).collect();
    shapes(&scenario.source, &kept).map_or_else(|_| Vec::new(), |shapes| settable::all(&shapes))
}

/// The steps of the cases as the file has them.
fn shapes(source: &str, kept: &[&str]) -> Checked<Vec<CaseShape>> {
    let document = source::document(source)?;
    let lines = Lines::of(source);
    let mut shapes = Vec::new();
    read::scenario(&document, &lines, source, |part| {
        let Part::Case(case, places) = part else { return Ok(()) };
        let made = check::case(case, places, Mode::Changed)?;
        if kept.contains(&case.id.as_str()) {
            shapes.push(CaseShape::of(case, &made));
        }
        Ok(())
    })?;
    Ok(shapes)
}

fn read_anew(source: &str, document: &Document<'_, '_>) -> Result<Scenario, Problem> {
    let lines = Lines::of(source);
    read::scenario(&document.parsed, &lines, source, |part| check::part(&part, Mode::Changed))
}

#[cfg(test)]
mod tests;
