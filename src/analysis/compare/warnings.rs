//! What makes traces hard to compare: it is said before anything else.

use super::{SeenScenario, Witness, in_course};
use std::collections::BTreeSet;

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
    let mut all = Vec::new();
    let versions = by_column(columns, |witness| vec![witness.system.host.version.clone()]);
    all.extend(differing(versions).map(Warning::Versions));
    for scenario in scenarios(columns, course) {
        let digests = of_scenario(columns, scenario, |seen| seen.digest.clone());
        let digests = differing(digests);
        all.extend(digests.map(|digests| Warning::Sources { scenario: scenario.into(), digests }));
    }
    for scenario in scenarios(columns, course) {
        let sets = differing(of_scenario(columns, scenario, |seen| seen.set.clone()));
        all.extend(sets.map(|sets| Warning::Changes { scenario: scenario.into(), sets }));
    }
    all.extend(repeats(columns));
    all
}

fn scenarios<'a>(columns: &[&'a [Witness]], course: &[&str]) -> Vec<&'a str> {
    let all = columns.iter().copied().flatten().flat_map(|witness| &witness.scenarios);
    let mut ids: Vec<&str> = all.map(|scenario| scenario.id.as_str()).collect();
    ids.sort_unstable_by_key(|id| in_course(id, course));
    ids.dedup();
    ids
}

/// What each trace says of something, each once for each column.
fn by_column<T: Ord>(
    columns: &[&[Witness]],
    of: impl Fn(&Witness) -> Vec<T>,
) -> BTreeSet<(usize, T)> {
    let traces = columns
        .iter()
        .enumerate()
        .flat_map(|(at, traces)| traces.iter().map(move |witness| (at, witness)));
    traces.flat_map(|(at, witness)| of(witness).into_iter().map(move |said| (at, said))).collect()
}

fn of_scenario<T: Ord>(
    columns: &[&[Witness]],
    id: &str,
    of: impl Fn(&SeenScenario) -> T,
) -> BTreeSet<(usize, T)> {
    by_column(columns, |witness| {
        witness.scenarios.iter().filter(|seen| seen.id == id).map(&of).collect()
    })
}

/// All that was said, unless all say the same.
fn differing<T: PartialEq>(said: BTreeSet<(usize, T)>) -> Option<Vec<(usize, T)>> {
    let said: Vec<(usize, T)> = said.into_iter().collect();
    let same = said.windows(2).all(|pair| matches!(pair, [a, b] if a.1 == b.1));
    (!same).then_some(said)
}

fn repeats(columns: &[&[Witness]]) -> Vec<Warning> {
    let mut found = Vec::new();
    for (column, witness) in
        columns.iter().enumerate().flat_map(|(at, all)| all.iter().map(move |one| (at, one)))
    {
        for scenario in &witness.scenarios {
            for case in scenario.cases.iter().filter(|case| case.view.doubtful) {
                let (scenario, case) = (scenario.id.clone(), case.id.clone());
                found.push(Warning::Repeats { column, scenario, case });
            }
        }
    }
    found
}
