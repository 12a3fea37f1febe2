//! The rows of a sweep: each combination of values, made in each case that has what is varied.

use super::{Change, ChangeError, Vary, VaryError, apply};
use crate::model::{Case, Limits, Scenario};

/// What is to be run of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned<'v> {
    /// The case as it is written.
    pub case: Case,
    /// What is varied in it, in the order of the command line.
    pub varied: Vec<&'v Vary>,
    /// The combinations; the values of the last one change fastest.
    pub rows: Vec<PlannedRow>,
}

/// One combination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRow {
    /// The values as they were typed, one for each of what is varied.
    pub values: Vec<String>,
    /// The same as changes, as `--set` has them.
    pub set: Vec<String>,
    /// The case with these values.
    pub case: Case,
}

/// The cases of a scenario in which at least one of these matches, each with all combinations of
/// those that match in it.
///
/// # Errors
///
/// One of them matches in no case, two vary the same thing, a value breaks a rule, or there are
/// more than [`Limits::SWEEP_ROWS`] rows.
pub fn plan<'v>(scenario: &Scenario, varies: &'v [Vary]) -> Result<Vec<Planned<'v>>, VaryError> {
    for (at, vary) in varies.iter().enumerate() {
        if varies.iter().take(at).any(|earlier| earlier.clashes(vary)) {
            return Err(VaryError::SameThing { name: vary.name() });
        }
        matches_somewhere(scenario, vary)?;
    }
    let mut matching = Vec::new();
    for case in &scenario.cases {
        let varied = matching_in(scenario, case, varies)?;
        if !varied.is_empty() {
            matching.push((case, varied));
        }
    }
    enough(&matching)?;
    matching.into_iter().map(|(case, varied)| planned(scenario, case, varied)).collect()
}

/// Those that match in a case.
fn matching_in<'v>(
    scenario: &Scenario,
    case: &Case,
    varies: &'v [Vary],
) -> Result<Vec<&'v Vary>, VaryError> {
    let alone = alone(scenario, case);
    let mut varied = Vec::new();
    for vary in varies {
        if matches(&alone, vary)? {
            varied.push(vary);
        }
    }
    Ok(varied)
}

/// The scenario with this case only.
fn alone(scenario: &Scenario, case: &Case) -> Scenario {
    Scenario { cases: vec![case.clone()], ..scenario.clone() }
}

/// Whether there is such a thing in a case. Its values are not looked at, but for the first.
fn matches(alone: &Scenario, vary: &Vary) -> Result<bool, VaryError> {
    let Some(first) = vary.changes().first() else { return Ok(false) };
    match apply(&mut alone.clone(), std::slice::from_ref(first)) {
        Err(ChangeError::NoCase { .. } | ChangeError::NoMatch { .. }) => Ok(false),
        Err(error) => Err(error.into()),
        Ok(()) => Ok(true),
    }
}

/// What matches nothing is said of all values together.
fn matches_somewhere(scenario: &Scenario, vary: &Vary) -> Result<(), VaryError> {
    let Some(first) = vary.changes().first() else { return Ok(()) };
    let whole = Change { value: first.value.clone(), ..vary.whole().clone() };
    match apply(&mut scenario.clone(), &[whole]) {
        Err(error @ (ChangeError::NoCase { .. } | ChangeError::NoMatch { .. })) => {
            Err(error.into())
        }
        // Another error names the value: it is found again when the rows are made.
        _ => Ok(()),
    }
}

fn enough(matching: &[(&Case, Vec<&Vary>)]) -> Result<(), VaryError> {
    let of_case = |(_, varied): &(&Case, Vec<&Vary>)| {
        varied.iter().map(|vary| vary.changes().len() as u64).fold(1, u64::saturating_mul)
    };
    let rows = matching.iter().map(of_case).fold(0, u64::saturating_add);
    match rows > Limits::SWEEP_ROWS as u64 {
        true => Err(VaryError::TooMany { rows }),
        false => Ok(()),
    }
}

fn planned<'v>(
    scenario: &Scenario,
    case: &Case,
    varied: Vec<&'v Vary>,
) -> Result<Planned<'v>, VaryError> {
    let alone = alone(scenario, case);
    let mut rows = Vec::new();
    for changes in combinations(&varied) {
        let mut scenario = alone.clone();
        apply(&mut scenario, &changes)?;
        let values: Vec<String> = changes.iter().map(|change| change.value().to_owned()).collect();
        let set: Vec<String> = changes.into_iter().map(|change| change.written).collect();
        let row = |case| PlannedRow { values: values.clone(), set: set.clone(), case };
        rows.extend(scenario.cases.into_iter().map(row));
    }
    Ok(Planned { case: case.clone(), varied, rows })
}

/// The cartesian product, in order.
fn combinations(varied: &[&Vary]) -> Vec<Vec<Change>> {
    varied.iter().fold(vec![Vec::new()], |begun, vary| {
        let with = |begun: &Vec<Change>| {
            let each = vary.changes().iter();
            each.map(|change| [begun.as_slice(), std::slice::from_ref(change)].concat())
                .collect::<Vec<_>>()
        };
        begun.iter().flat_map(with).collect()
    })
}
