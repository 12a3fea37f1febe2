//! Which of the choices of a guess is right: the one whose claims hold in this run. Nobody writes that down.

use super::{Check, CheckPlace, CheckResult, Expected, Setting, analyse};
use crate::model::{Case, CaseTrace, Choice};

/// What came of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// All it claims holds. What was checked, at least one.
    Holds(Vec<Check>),
    /// This does not hold, the first thing that does not.
    Fails(Box<Check>),
    /// Nothing it claims is known not to hold, but not all of it can be seen here.
    Unseen,
}

impl Claimed {
    /// Whether it is right.
    pub fn holds(&self) -> bool {
        matches!(self, Claimed::Holds(_))
    }
}

/// What came of each choice in this run of the case, in their order.
pub fn guessed(
    choices: &[Choice],
    case: &Case,
    trace: &CaseTrace,
    setting: &Setting,
) -> Vec<Claimed> {
    let expect = choices.iter().flat_map(|choice| choice.claims.clone()).collect();
    let claimed = Case { expect, ..case.clone() };
    let checks = analyse(&claimed, trace, setting).checks;
    let of_case = |check: &Check| matches!(check.place, CheckPlace::Case(_));
    let mut checks = checks.into_iter().filter(of_case);
    let took = |choice: &Choice| checks.by_ref().take(choice.claims.len()).collect();
    choices.iter().map(took).map(claim).collect()
}

/// A case that was not run has no checks.
fn claim(checks: Vec<Check>) -> Claimed {
    let failed = |check: &&Check| matches!(check.result, CheckResult::Failed(_));
    let seen = |check: &Check| {
        check.result == CheckResult::Met && !matches!(check.expected, Expected::Anything(_))
    };
    match checks.iter().find(failed) {
        Some(failed) => Claimed::Fails(Box::new(failed.clone())),
        None if !checks.is_empty() && checks.iter().all(seen) => Claimed::Holds(checks),
        None => Claimed::Unseen,
    }
}
