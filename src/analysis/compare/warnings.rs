//! What makes traces hard to compare: it is said before anything else.

use super::witness::{SeenCase, SeenScenario, Witness, in_course};
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// What traces of a column say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<T> {
    /// The column.
    pub column: usize,
    /// What they say.
    pub said: T,
    /// Which traces these are, by the names they were given; none where all of the column say the same.
    pub names: Vec<String>,
}

/// Something to know before reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Warning {
    /// The traces were made by different versions of the program: which columns by which.
    Versions(
        #[serde(serialize_with = "said_versions")]
        #[cfg_attr(test, schemars(with = "Vec<VersionOf<'_>>"))]
        Vec<Said<String>>,
    ),
    /// The file of a scenario is not the same in all traces: its digests, by column.
    Sources {
        /// The scenario.
        scenario: String,
        /// Columns and digests.
        #[serde(rename = "said", serialize_with = "said_digests")]
        #[cfg_attr(test, schemars(with = "Vec<DigestOf<'_>>"))]
        digests: Vec<Said<String>>,
    },
    /// A scenario was not run with the same changes of `--set` in all traces.
    Changes {
        /// The scenario.
        scenario: String,
        /// Columns and changes.
        #[serde(rename = "said", serialize_with = "said_sets")]
        #[cfg_attr(test, schemars(with = "Vec<SetOf<'_>>"))]
        sets: Vec<Said<Vec<String>>>,
    },
    /// What a trace counted over many runs contradicts the run it holds: only that run is used.
    Repeats {
        /// The column.
        #[serde(rename = "system")]
        column: usize,
        /// The scenario.
        scenario: String,
        /// The case.
        case: String,
    },
    /// A trace was cut: what came after is not compared.
    Cut {
        /// The column.
        #[serde(rename = "system")]
        column: usize,
        /// The session.
        #[serde(rename = "session")]
        case: String,
        /// So many calls were kept.
        calls: u64,
        /// So many more came after them.
        #[cfg_attr(test, schemars(range(min = 1)))]
        left_out: u64,
    },
}

/// By which version a system's traces were made.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct VersionOf<'a> {
    system: usize,
    version: &'a str,
}

/// Which digest the scenario's file has in a system's traces.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DigestOf<'a> {
    system: usize,
    #[cfg_attr(test, schemars(regex(pattern = "^[0-9a-f]{64}$")))]
    digest: &'a str,
}

/// With which changes the scenario was run in a system's traces.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SetOf<'a> {
    system: usize,
    set: &'a [String],
}

fn said_versions<S: Serializer>(said: &[Said<String>], serializer: S) -> Result<S::Ok, S::Error> {
    let rows = said.iter().map(|one| VersionOf { system: one.column, version: &one.said });
    serializer.collect_seq(rows)
}

fn said_digests<S: Serializer>(said: &[Said<String>], serializer: S) -> Result<S::Ok, S::Error> {
    let rows = said.iter().map(|one| DigestOf { system: one.column, digest: &one.said });
    serializer.collect_seq(rows)
}

fn said_sets<S: Serializer>(said: &[Said<Vec<String>>], serializer: S) -> Result<S::Ok, S::Error> {
    let rows = said.iter().map(|one| SetOf { system: one.column, set: &one.said });
    serializer.collect_seq(rows)
}

/// All of them, in the order of the enum; scenarios in the order of the course.
pub(super) fn warnings(columns: &[&[Witness]], course: &[&str]) -> Vec<Warning> {
    let mut versions = Voices::default();
    for (at, one) in traces(columns) {
        versions.add(at, one.system.host.version.clone(), one);
    }
    let mut all: Vec<Warning> = versions.differing().map(Warning::Versions).into_iter().collect();
    for (scenario, digests) in by_scenario(columns, course, |seen| seen.digest.clone()) {
        all.push(Warning::Sources { scenario, digests });
    }
    for (scenario, sets) in by_scenario(columns, course, |seen| seen.set.clone()) {
        all.push(Warning::Changes { scenario, sets });
    }
    all.extend(repeats(columns));
    all.extend(cuts(columns));
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
) -> Vec<(String, Vec<Said<T>>)> {
    let mut said: BTreeMap<_, Voices<'_, T>> = BTreeMap::new();
    for (at, one) in traces(columns) {
        for seen in &one.scenarios {
            said.entry(in_course(&seen.id, course)).or_default().add(at, of(seen), one);
        }
    }
    let differing =
        said.into_iter().filter_map(|((_, id), all)| Some((id.to_owned(), all.differing()?)));
    differing.collect()
}

/// Who says what, by column.
struct Voices<'a, T>(BTreeMap<(usize, T), BTreeSet<&'a str>>);

impl<T> Default for Voices<'_, T> {
    fn default() -> Self {
        Voices(BTreeMap::new())
    }
}

impl<'a, T: Ord> Voices<'a, T> {
    fn add(&mut self, column: usize, said: T, by: &'a Witness) {
        self.0.entry((column, said)).or_default().extend(by.name.as_deref());
    }

    /// All that was said, unless all say the same.
    fn differing(self) -> Option<Vec<Said<T>>> {
        let mut of_column: BTreeMap<usize, usize> = BTreeMap::new();
        for (column, _) in self.0.keys() {
            *of_column.entry(*column).or_default() += 1;
        }
        let several = |column: usize| of_column.get(&column).is_some_and(|n| *n > 1);
        let keys: Vec<&T> = self.0.keys().map(|(_, said)| said).collect();
        if keys.windows(2).all(|pair| pair[0] == pair[1]) {
            return None;
        }
        let said = self.0.into_iter().map(|((column, said), names)| {
            let names = names.into_iter().filter(|_| several(column)).map(str::to_owned);
            Said { column, said, names: names.collect() }
        });
        Some(said.collect())
    }
}

/// Every case of every trace, with its column and scenario.
fn cases<'a>(
    columns: &[&'a [Witness]],
) -> impl Iterator<Item = (usize, &'a SeenScenario, &'a SeenCase)> {
    let scenarios =
        traces(columns).flat_map(|(at, one)| one.scenarios.iter().map(move |s| (at, s)));
    scenarios.flat_map(|(at, scenario)| scenario.cases.iter().map(move |case| (at, scenario, case)))
}

fn repeats(columns: &[&[Witness]]) -> impl Iterator<Item = Warning> {
    let doubtful = cases(columns).filter(|(_, _, case)| case.view.doubtful);
    doubtful.map(|(column, scenario, case)| {
        let (scenario, case) = (scenario.id.clone(), case.id.clone());
        Warning::Repeats { column, scenario, case }
    })
}

fn cuts(columns: &[&[Witness]]) -> impl Iterator<Item = Warning> {
    cases(columns).filter_map(|(column, _, case)| {
        let (calls, left_out) = case.view.cut?;
        Some(Warning::Cut { column, case: case.id.clone(), calls, left_out })
    })
}
