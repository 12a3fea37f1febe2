//! The fewest exhibits that fail where a program did.

use super::habits::{self, Habit};
use super::models::{Failure, models};
use super::{Exam, Kind, Trial};
use crate::model::Exhibit;
use serde::Serialize;

/// What a program came to in one trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Which, by its place among the trials.
    pub trial: usize,
    /// Where it failed: how many answers were right before, and whether it was the memory that it took.
    pub failed: Option<(usize, bool)>,
    /// Nothing came where the next answer was due.
    pub silent: bool,
    /// It ran on and on: all its answers were right and the stream had ended, or a piece lay unread.
    pub spins: bool,
    /// It ran all the while that a piece lay unread.
    pub peeks: bool,
}

/// A mistake that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "MistakeName"))]
#[serde(untagged)]
pub enum Mistake {
    /// One of the framing.
    Framing(Exhibit),
    /// Another.
    Habit(Habit),
}

impl Mistake {
    /// Its written name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Mistake::Framing(exhibit) => exhibit.as_str(),
            Mistake::Habit(habit) => habit.as_str(),
        }
    }
}

/// The mistakes that a program looks like.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// Each mistake; several where they cannot be told apart.
    pub mistakes: Vec<Vec<Mistake>>,
    /// How many trials failed.
    pub failing: usize,
    /// How many of those look like the mistakes.
    pub explained: usize,
    /// Whether there is any exhibit for this framing.
    pub comparable: bool,
}

/// How many answers were right of a program that ended all the same.
pub const ENDED: usize = usize::MAX;
/// How many answers were right of one that answered the next client wrong.
pub const MIXED: usize = usize::MAX - 1;
/// Fewer trials alone do not tell mistakes apart.
const FEW: usize = 10;
/// A piece may lie so often because the computer is busy.
const PEEKS: usize = 3;
/// The most mistakes that are named together.
const MOST: usize = 4;

/// Some mistakes that fail in the same trials in the same way.
struct Candidate {
    mistakes: Vec<Mistake>,
    fails: Vec<Option<Failure>>,
}

/// Which mistakes explain what was seen: first the loop that shows by itself, then of all else the others.
pub fn name(exam: &Exam, seen: &[Seen]) -> Named {
    let rest: Vec<Seen> = seen.iter().filter(|one| !one.spins).copied().collect();
    let spinning = seen.len() - rest.len();
    if spinning == 0 {
        return modelled(exam, seen);
    }
    let failing = rest.iter().filter(|one| one.failed.is_some()).count();
    let mut named = match failing < FEW {
        true => Named { failing, comparable: true, ..Named::default() },
        false => modelled(exam, &rest),
    };
    let peeks = seen.iter().filter(|one| one.peeks).count();
    let habit = if peeks < PEEKS { Habit::EndIgnored } else { Habit::PeekLoop };
    named.mistakes.insert(0, vec![Mistake::Habit(habit)]);
    named.failing += spinning;
    named.explained += spinning;
    named
}

fn modelled(exam: &Exam, seen: &[Seen]) -> Named {
    let candidates = candidates(exam, seen);
    let failing = seen.iter().filter(|one| one.failed.is_some()).count();
    let comparable = !models(&exam.framing).is_empty();
    let none = Named { failing, comparable, ..Named::default() };
    // By how many answers were right; where a program keeps its answers back until the end, by the trials alone. That one
    // ended though its answers were right is another thing: no exhibit does.
    let owed = seen.iter().filter(|one| one.failed.is_some_and(|(right, _)| right < MIXED));
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
                best.iter().map(|at| candidates[*at].mistakes.clone()).collect();
            mistakes.dedup();
            return Named { mistakes, explained, ..none };
        }
    }
    none
}

/// The mistakes that fail in no trial that was passed, those together that are alike.
fn candidates(exam: &Exam, seen: &[Seen]) -> Vec<Candidate> {
    let mut all: Vec<Candidate> = Vec::new();
    if seen.iter().all(|one| one.failed.is_none()) {
        return all;
    }
    for model in models(&exam.framing) {
        // Who sends something wrong is not silent.
        let speaks = !model.reads;
        add(&mut all, Mistake::Framing(model.exhibit), (exam, seen), speaks, &|trial| {
            model.fails(exam, trial)
        });
    }
    for (habit, model) in habits::models(&exam.framing) {
        add(&mut all, Mistake::Habit(habit), (exam, seen), model.speaks(), &|trial| {
            model.fails(exam, trial)
        });
    }
    all
}

fn add(
    all: &mut Vec<Candidate>,
    mistake: Mistake,
    (exam, seen): (&Exam, &[Seen]),
    speaks: bool,
    model: &dyn Fn(&Trial) -> Option<Failure>,
) {
    let mut fails = Vec::with_capacity(seen.len());
    for one in seen {
        let failure = exam.trials.get(one.trial).and_then(model);
        if failure.is_some() && (one.failed.is_none() || speaks && one.silent) {
            return;
        }
        fails.push(failure);
    }
    if fails.iter().all(Option::is_none) {
        return;
    }
    match all.iter_mut().find(|known| known.fails == fails) {
        Some(known) if known.mistakes.contains(&mistake) => {}
        Some(known) => known.mistakes.push(mistake),
        None => all.push(Candidate { mistakes: vec![mistake], fails }),
    }
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
