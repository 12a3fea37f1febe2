//! The fewest exhibits that fail where a program did.

use super::models::{Failure, models};
use super::{Exam, Kind};
use crate::model::Exhibit;

/// What a program came to in one trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Which, by its place among the trials.
    pub trial: usize,
    /// Where it failed: how many answers were right before, and whether it was the memory that it took.
    pub failed: Option<(usize, bool)>,
    /// Nothing came where the next answer was due.
    pub silent: bool,
}

/// The mistakes that a program looks like.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// Each mistake; several where they cannot be told apart.
    pub mistakes: Vec<Vec<Exhibit>>,
    /// How many trials failed.
    pub failing: usize,
    /// How many of those look like the mistakes.
    pub explained: usize,
    /// Whether there is any exhibit for this framing.
    pub comparable: bool,
}

/// How many answers were right of a program that ended all the same.
pub const ENDED: usize = usize::MAX;
/// Fewer trials alone do not tell mistakes apart.
const FEW: usize = 10;
/// The most mistakes that are named together.
const MOST: usize = 4;

/// Some exhibits that fail in the same trials in the same way.
struct Candidate {
    exhibits: Vec<Exhibit>,
    fails: Vec<Option<Failure>>,
}

/// Which mistakes explain what was seen.
pub fn name(exam: &Exam, seen: &[Seen]) -> Named {
    let candidates = candidates(exam, seen);
    let failing = seen.iter().filter(|one| one.failed.is_some()).count();
    let comparable = !models(&exam.framing).is_empty();
    let none = Named { failing, comparable, ..Named::default() };
    // By how many answers were right; where a program keeps its answers back until the end, by the trials alone. That one
    // ended though its answers were right is another thing: no exhibit does.
    let owed = seen.iter().filter(|one| one.failed.is_some_and(|(right, _)| right != ENDED));
    let most = (owed.count() * 9).div_ceil(10);
    let enough = failing >= FEW && failing < seen.len();
    for (alike, at_least) in
        [(exactly as Alike, most), (roughly, failing)].into_iter().take(if enough { 2 } else { 1 })
    {
        let (explained, best) = fewest(&candidates, seen, alike);
        let baffles = |at: usize| {
            let fails_so = is_simple(exam, seen[at]) && seen[at].failed.is_some();
            fails_so && !explains(&candidates, &best, (seen, at), alike)
        };
        if explained > 0 && explained >= at_least && !(0..seen.len()).any(baffles) {
            let mut mistakes: Vec<_> =
                best.iter().map(|at| candidates[*at].exhibits.clone()).collect();
            mistakes.dedup();
            return Named { mistakes, explained, ..none };
        }
    }
    none
}

/// The exhibits that fail in no trial that was passed, those together that are alike.
fn candidates(exam: &Exam, seen: &[Seen]) -> Vec<Candidate> {
    let mut all: Vec<Candidate> = Vec::new();
    for model in models(&exam.framing) {
        let fails: Vec<Option<Failure>> =
            seen.iter().map(|one| model.fails(exam, exam.trials.get(one.trial)?)).collect();
        let passed =
            |(fails, one): (&Option<Failure>, &Seen)| fails.is_some() && one.failed.is_none();
        // Who sends something wrong is not silent.
        let silent = |(fails, one): (&Option<Failure>, &Seen)| fails.is_some() && one.silent;
        let is_another = !model.reads && fails.iter().zip(seen).any(silent);
        if fails.iter().all(Option::is_none) || fails.iter().zip(seen).any(passed) || is_another {
            continue;
        }
        match all.iter_mut().find(|known| known.fails == fails) {
            Some(known) if known.exhibits.contains(&model.exhibit) => {}
            Some(known) => known.exhibits.push(model.exhibit),
            None => all.push(Candidate { exhibits: vec![model.exhibit], fails }),
        }
    }
    all
}

type Alike = fn(Failure, (usize, bool)) -> bool;

fn exactly(fails: Failure, (right, memory): (usize, bool)) -> bool {
    fails.memory == memory && (memory || fails.right == right)
}

fn roughly(_: Failure, _: (usize, bool)) -> bool {
    true
}

/// The fewest candidates that explain most, and how many failing trials they explain.
fn fewest(candidates: &[Candidate], seen: &[Seen], alike: Alike) -> (usize, Vec<usize>) {
    let mut best = (0, Vec::new());
    let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..MOST {
        sets = sets
            .iter()
            .flat_map(|set| {
                let next = set.last().map_or(0, |last| last + 1);
                (next..candidates.len()).map(|at| [&set[..], &[at]].concat())
            })
            .collect();
        for set in &sets {
            let explained = explained(candidates, set, seen, alike);
            if explained > best.0 {
                best = (explained, set.clone());
            }
        }
    }
    best
}

/// Whether nothing is cut there. Who fails there has not failed because of a cut: what does not explain that explains
/// nothing.
fn is_simple(exam: &Exam, seen: Seen) -> bool {
    exam.trials
        .get(seen.trial)
        .is_some_and(|trial| matches!(trial.kind, Kind::AsSent | Kind::Glued))
}

/// How many failing trials a set explains.
fn explained(candidates: &[Candidate], set: &[usize], seen: &[Seen], alike: Alike) -> usize {
    (0..seen.len()).filter(|at| explains(candidates, set, (seen, *at), alike)).count()
}

/// Whether a set explains one: the mistake that strikes first decides.
fn explains(
    candidates: &[Candidate],
    set: &[usize],
    (seen, at): (&[Seen], usize),
    alike: Alike,
) -> bool {
    let fails = set.iter().filter_map(|one| candidates[*one].fails[at]);
    let first = fails.min_by_key(|failure| (failure.right, !failure.memory));
    match (first, seen[at].failed) {
        (Some(fails), Some(failed)) => alike(fails, failed),
        (None | Some(_), None) | (None, Some(_)) => false,
    }
}
