//! What became of the trials, kind by kind.

use super::Tried;
use crate::torture::exam::{ENDED, Exam, Fault, Kind, MIXED, Named, Seen, name};
use serde::Serialize;

/// How much of one kind was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "KindCount"))]
pub struct Tally {
    /// Which kind.
    pub kind: Kind,
    /// How many trials there are.
    pub of: usize,
    /// How many were made.
    pub tried: usize,
    /// How many were passed.
    pub passed: usize,
    /// Why not all were made.
    #[serde(skip)]
    pub untried: Option<Untried>,
}

/// Why trials were left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untried {
    /// So many of the kind had ended the program, or met the deadline.
    Enough(usize),
    /// All had ended before.
    Over,
}

/// The counts, and the mistakes.
pub(super) fn of(exam: &Exam, tried: &[Tried]) -> (Vec<Tally>, Named) {
    let kind_of = |tried: &&Tried| exam.trials.get(tried.trial).map(|trial| trial.kind);
    let tally = |&kind: &Kind| {
        let of = exam.trials.iter().filter(|trial| trial.kind == kind).count();
        let those: Vec<&Tried> = tried.iter().filter(|one| kind_of(one) == Some(kind)).collect();
        let passed = those.iter().filter(|one| one.fault.is_none()).count();
        let ends = those.iter().filter(|one| ended(one) || hung(one)).count();
        let untried = match those.len() < of {
            true if enough(those.iter().copied()) || hung_enough(those.iter().copied()) => {
                Some(Untried::Enough(ends))
            }
            true => Some(Untried::Over),
            false => None,
        };
        Tally { kind, of, tried: those.len(), passed, untried }
    };
    let seen = |one: &Tried| {
        let memory = |fault: &Fault| matches!(fault, Fault::Memory { .. });
        let failed = one.fault.as_ref().map(|fault| (right(fault, one.mixes), memory(fault)));
        let silent = matches!(one.fault, Some(Fault::Missing { .. } | Fault::Hangs { .. }));
        let spins = one.races && (one.peeks || is_at_the_end(one));
        Seen { trial: one.trial, failed, silent, spins, peeks: one.peeks }
    };
    let seen: Vec<Seen> = tried.iter().map(seen).collect();
    let tallies = Kind::ALL.iter().map(tally).filter(|tally| tally.of > 0).collect();
    (tallies, name(exam, &seen))
}

/// How many answers were right before one was wrong; of what is wrong though all were right, more than any exhibit has.
fn right(fault: &Fault, mixes: bool) -> usize {
    match fault {
        Fault::Deaf if mixes => MIXED,
        Fault::Ended | Fault::Deaf | Fault::Unreachable => ENDED,
        Fault::Wrong { .. }
        | Fault::Extra { .. }
        | Fault::Missing { .. }
        | Fault::NoFrame { .. }
        | Fault::NoString { .. }
        | Fault::TooMuch { .. }
        | Fault::Hangs { .. }
        | Fault::Memory { .. } => fault.right(),
    }
}

/// Whether so many trials of a kind ended the program, or hung, that the rest of it says no more.
pub(super) fn enough<'a>(of_a_kind: impl Iterator<Item = &'a Tried> + Clone) -> bool {
    of_a_kind.clone().filter(|one| ended(one)).count() >= super::DEATHS
        || of_a_kind.filter(|one| hung(one)).count() >= super::HANGS
}

/// The same of those that met the deadline alone: a decoder ends with each trial.
pub(super) fn hung_enough<'a>(of_a_kind: impl Iterator<Item = &'a Tried>) -> bool {
    of_a_kind.filter(|one| hung(one)).count() >= super::HANGS
}

fn ended(one: &Tried) -> bool {
    one.fault.is_some() && one.exit.is_some()
}

/// It met the deadline; or the next client did, whom it did not serve.
fn hung(one: &Tried) -> bool {
    matches!(one.fault, Some(Fault::Hangs { .. } | Fault::Deaf))
}

/// All answers were right, and it did not come to an end.
fn is_at_the_end(one: &Tried) -> bool {
    matches!(one.fault, Some(Fault::Hangs { message, due }) if message > due)
}
