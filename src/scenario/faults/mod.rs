//! All that is wrong with a file, for `check`. What is wrong is noted, mended in the document so that it says nothing
//! more, and the whole is read again, by the same code as for a run. Whether its parts fit together is asked at the end.
//!
//! What is mended is as little as can be: a field is put right, named as it was meant, or left out; only where that
//! does not help the step, the expectation, the choice or the case around it. What follows from a fault is none: what lies in
//! a part that was mended is not named, and of a case what it leaves unknown is not asked.

mod cases;
mod document;
mod items;
mod mend;
#[cfg(test)]
mod tests;

use super::check;
use super::excerpt::Lines;
use super::problem::{Problem, Remedy, Span};
use super::read::{self, Unknown};
use document::is_in;
use toml::de::DeTable;

/// So many are named; who has more begins with these.
const MOST: usize = 50;

/// Every fault of the document, in the order of the file.
pub(super) fn faults(document: DeTable<'_>, source: &str) -> Vec<Problem> {
    let lines = Lines::of(source);
    let mut left = Mended { document, unknown: Unknown::default(), places: Vec::new() };
    let mut found: Vec<Problem> = Vec::new();
    // Each fault is mended at once, or with what is around it.
    for _ in 0..2 * MOST {
        let (problem, misfits) = left.read(&lines, source);
        let Some(problem) = problem else {
            found.extend(misfits);
            break;
        };
        let follows = found.contains(&problem) || left.follows(&problem);
        let mended = left.mend(&problem, follows);
        if !follows {
            found.push(problem);
        }
        if !mended {
            found.extend(misfits);
            break;
        }
    }
    found.sort_by_key(|problem| problem.span);
    found.truncate(MOST);
    found
}

/// A document in which the faults that are known are mended.
struct Mended<'a> {
    document: DeTable<'a>,
    /// What is not to be asked any more.
    unknown: Unknown,
    /// What was mended: what is wrong there now follows from what was.
    places: Vec<Span>,
}

impl Mended<'_> {
    /// The next fault by itself, and what of the parts before it does not fit together.
    fn read(&self, lines: &Lines, source: &str) -> (Option<Problem>, Vec<Problem>) {
        let mut misfits = Vec::new();
        let read = read::mended((&self.document, &self.unknown), lines, source, |part| {
            misfits.extend(check::all(&part, &self.unknown));
            Ok(())
        });
        misfits.retain(|problem| !self.follows(problem));
        (read.err(), misfits)
    }

    /// Whether it may be wrong only because something else was. A field that is missing is none that was mended.
    fn follows(&self, problem: &Problem) -> bool {
        let Some(at) = problem.span else { return false };
        let somebody = problem.remedy == Remedy::Somebody && self.doubt(at).actors;
        let missing = matches!(problem.remedy, Remedy::Add(_));
        let mended = |place: &Span| is_in(place.start..place.end, at);
        somebody || !missing && self.places.iter().any(mended)
    }
}
