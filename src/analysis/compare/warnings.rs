//! What makes traces hard to compare: it is said before anything else.

use super::{SeenScenario, Witness, in_course};
use std::collections::{BTreeMap, BTreeSet};

/// Something to know before reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// The traces were made by different versions of the program: which columns by which.
    Versions(Vec<(usize, String)>),
    /// The file of a scenario is not the same in all traces: its digests, by column.
    Sources {
        /// The scenario.
        scenario: String,
        /// Columns and digests.
        digests: Vec<(usize, String)>,
    },
    /// A scenario was not run with the same changes of `--set` in all traces.
    Changes {
        /// The scenario.
        scenario: String,
        /// Columns and changes.
        sets: Vec<(usize, Vec<String>)>,
    },
    /// What a trace counted over many runs contradicts the run it holds: only that run is used.
    Repeats {
        /// The column.
        column: usize,
        /// The scenario.
        scenario: String,
        /// The case.
        case: String,
    },
}

/// All of them, in the order of the enum; scenarios in the order of the course.
pub(super) fn warnings(columns: &[&[Witness]], course: &[&str]) -> Vec<Warning> {
    let versions = traces(columns).map(|(at, one)| (at, one.system.host.version.clone()));
    let mut all: Vec<Warning> =
        differing(versions.collect()).map(Warning::Versions).into_iter().collect();
    for (scenario, digests) in by_scenario(columns, course, |seen| seen.digest.clone()) {
        all.push(Warning::Sources { scenario, digests });
    }
    for (scenario, sets) in by_scenario(columns, course, |seen| seen.set.clone()) {
        all.push(Warning::Changes { scenario, sets });
    }
    all.extend(repeats(columns));
    all
}

/// Every trace, with its column.
fn traces<'a>(columns: &[&'a [Witness]]) -> impl Iterator<Item = (usize, &'a Witness)> {
    columns.iter().enumerate().flat_map(|(at, all)| all.iter().map(move |one| (at, one)))
}

/// The scenarios of which not all traces say the same, and what each says, once for each column.
fn by_scenario<T: Ord>(
    columns: &[&[Witness]],
    course: &[&str],
    of: impl Fn(&SeenScenario) -> T,
) -> Vec<(String, Vec<(usize, T)>)> {
    let mut said: BTreeMap<_, BTreeSet<(usize, T)>> = BTreeMap::new();
    for (at, seen) in
        traces(columns).flat_map(|(at, one)| one.scenarios.iter().map(move |s| (at, s)))
    {
        said.entry(in_course(&seen.id, course)).or_default().insert((at, of(seen)));
    }
    let differing =
        said.into_iter().filter_map(|((_, id), all)| Some((id.to_owned(), differing(all)?)));
    differing.collect()
}

/// All that was said, unless all say the same.
fn differing<T: PartialEq>(said: BTreeSet<(usize, T)>) -> Option<Vec<(usize, T)>> {
    let said: Vec<(usize, T)> = said.into_iter().collect();
    let same = said.windows(2).all(|pair| matches!(pair, [a, b] if a.1 == b.1));
    (!same).then_some(said)
}

fn repeats(columns: &[&[Witness]]) -> Vec<Warning> {
    let mut found = Vec::new();
    for (column, witness) in traces(columns) {
        for scenario in &witness.scenarios {
            for case in scenario.cases.iter().filter(|case| case.view.doubtful) {
                let (scenario, case) = (scenario.id.clone(), case.id.clone());
                found.push(Warning::Repeats { column, scenario, case });
            }
        }
    }
    found
}
