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
mod within;

use super::check;
use super::excerpt::Lines;
use super::problem::{Problem, Remedy, Span};
use super::read::{self, Unknown};
use super::recover::{Recovered, recover};
use document::is_in;
use toml::de::DeTable;
use within::{Fault, Lacks, Put};

/// So many are named; who has more begins with these.
pub(super) const MOST: usize = 50;

/// Every fault of the document, in the order of the file.
pub(super) fn faults(document: DeTable<'_>, source: &str) -> Vec<Problem> {
    rest(Mended::of(document), source, Vec::new())
}

/// Every fault of a text that is no TOML, and of the rest of it; nothing where it cannot be put right.
pub(super) fn recovered(source: &str) -> Option<Vec<Problem>> {
    let Recovered { text, faults, put, lacks } = recover(source, MOST)?;
    let document = DeTable::parse(&text).ok()?.into_inner();
    let mut left = Mended::of(document);
    left.unknown.names |= lacks.contains(&"case");
    let whole = Span { start: 0, end: source.len() };
    left.parts.extend(lacks.iter().map(|name| Part { whole, put: Put::lacking(name) }));
    for at in put {
        if !left.mend(&Problem::unnamed(at), false) {
            return Some(faults);
        }
    }
    Some(rest(left, source, faults))
}

/// What was found, and what else is wrong with what is left.
fn rest(mut left: Mended<'_>, source: &str, mut found: Vec<Problem>) -> Vec<Problem> {
    let lines = Lines::of(source);
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
    /// What of it was a part of something else.
    parts: Vec<Part>,
}

/// A part of a value that was mended.
struct Part {
    whole: Span,
    put: Put,
}

impl Part {
    /// Whether a problem may be there only because this was mended: it is about what the part was in, or about something that
    /// was taken out.
    fn explains(&self, problem: &Problem, at: Span) -> bool {
        let around = is_in(at.start..at.end, self.put.place);
        let explains = match &problem.remedy {
            Remedy::Add(add) => match &self.put.lacks {
                Lacks::Field(name) => name == add,
                Lacks::Some => self.put.table.is_none_or(|table| is_in(table.start..table.end, at)),
                Lacks::Nothing | Lacks::Item => false,
            },
            Remedy::More => self.put.lacks != Lacks::Nothing,
            Remedy::Fewer | Remedy::Nothing => false,
            Remedy::Rename(_) | Remedy::Somebody(_) | Remedy::Word(_) | Remedy::Other => around,
        };
        // A table with dots in its name is not within what it belongs to.
        let near = is_in(self.whole.start..self.whole.end, at) || self.put.table == Some(at);
        explains && near
    }
}

impl<'a> Mended<'a> {
    fn of(document: DeTable<'a>) -> Self {
        Mended { document, unknown: Unknown::default(), places: Vec::new(), parts: Vec::new() }
    }

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

    /// Mends a fault, or, where it follows from one that was, what is around it; `false` where nothing can be done.
    fn mend(&mut self, problem: &Problem, follows: bool) -> bool {
        let Some(at) = problem.span.filter(|_| problem.remedy != Remedy::Nothing) else {
            return false;
        };
        let settled = self.places.clone();
        self.mend_at(Fault { problem, at, follows, settled: &settled })
    }

    /// Whether it may be wrong only because something else was. A field that is missing is none that was mended.
    fn follows(&self, problem: &Problem) -> bool {
        let Some(at) = problem.span else { return false };
        let somebody = matches!(problem.remedy, Remedy::Somebody(_)) && self.doubt(at).actors;
        let missing = matches!(problem.remedy, Remedy::Add(_));
        let mended = |place: &Span| is_in(place.start..place.end, at);
        somebody
            || !missing && self.places.iter().any(mended)
            || self.parts.iter().any(|part| part.explains(problem, at))
    }
}
