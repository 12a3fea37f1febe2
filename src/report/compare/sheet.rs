//! A case as a sheet of texts: what the table on the terminal and the one for a report are made of.

use super::cells::{self, CellText};
use crate::analysis::Expected;
use crate::analysis::compare::{
    Aspect, ComparedCase, ComparedCell, ComparedRow, Ground, Measured, Reason, Said, Warning,
};
use crate::lang::{checks as check_words, compare as words, names as name_words};
use crate::model::{Counted, Text};
use crate::report::case::checks;
use crate::report::{Voice, visible};

/// A line of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SheetLine {
    pub(super) label: String,
    /// One for each column.
    pub(super) cells: Vec<CellText>,
    /// Why it differs.
    pub(super) notes: Vec<String>,
}

/// The columns, and how much is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) names: &'a [String],
    pub(super) all: bool,
    pub(super) voice: &'a Voice,
}

/// Unless everything is asked for, at most so many rows of receives.
const RECEIVES: usize = 6;
/// Of each system at most so many things that its verdict stands on.
const GROUNDS: usize = 3;

impl Frame<'_> {
    /// The lines of a case: those that differ, or all; the segments for comparison, or all figures.
    pub(super) fn entries(&self, case: &ComparedCase) -> Vec<SheetLine> {
        let wanted = |row: &&ComparedRow| self.all || row.differs;
        let mut receives = 0;
        let mut left_out = 0;
        let mut entries = Vec::new();
        for row in case.rows.iter().filter(wanted) {
            if matches!(row.aspect, Aspect::Bytes(..)) && !self.all {
                receives += 1;
                if receives > RECEIVES {
                    left_out += 1;
                    continue;
                }
            }
            entries.push(self.entry(case, row));
        }
        if let (1.., Some(last)) = (left_out, entries.iter_mut().rfind(|e| !e.cells.is_empty())) {
            last.notes.push(self.voice.say(words::more_rows(left_out)));
        }
        let figures = case.figures.iter().filter(|one| self.all || one.what == Counted::Segments);
        entries.extend(figures.map(|one| self.figures(case, one)));
        entries
    }

    fn entry(&self, case: &ComparedCase, row: &ComparedRow) -> SheetLine {
        SheetLine {
            label: cells::label(&row.aspect, self.voice),
            cells: row.cells.iter().map(|cell| cells::cell(cell, self.voice)).collect(),
            notes: self.notes(case, row),
        }
    }

    fn figures(&self, case: &ComparedCase, one: &Measured) -> SheetLine {
        let cells = one.columns.iter().zip(&case.runs).map(|(figure, runs)| match (figure, runs) {
            (Some(figure), _) => cells::figure(one.what, figure),
            (None, 0) => cells::cell(&ComparedCell::Absent, self.voice),
            (None, _) => cells::cell(&ComparedCell::NotRun, self.voice),
        });
        SheetLine {
            label: self.voice.say(words::figure(one.what)),
            cells: cells.collect(),
            notes: self.reasons(&one.reasons),
        }
    }

    fn reasons(&self, reasons: &[Reason]) -> Vec<String> {
        let said = |r: &Reason| words::reason(&name_words::platform(r.on), &r.why);
        reasons.iter().map(|reason| self.voice.say(said(reason))).collect()
    }

    /// Why a row differs: what the verdict stands on, and what the scenario says; else that it says
    /// nothing.
    fn notes(&self, case: &ComparedCase, row: &ComparedRow) -> Vec<String> {
        let mut notes = match row.aspect {
            Aspect::Verdict => self.grounds(case, row),
            _ => Vec::new(),
        };
        let unseen = !notes.is_empty();
        notes.extend(self.reasons(&row.reasons));
        let planned = case.role.is_some();
        if planned && row.differs && row.reasons.is_empty() && !unseen {
            notes.push(self.voice.say(words::no_reason()));
        }
        notes
    }

    /// For each system what could not be seen there; where nothing else differs, also what was not
    /// as expected.
    fn grounds(&self, case: &ComparedCase, row: &ComparedRow) -> Vec<String> {
        let alone = case.rows.iter().filter(|row| row.differs).count() < 2;
        let mut notes = Vec::new();
        for (name, grounds) in self.names.iter().zip(&case.grounds) {
            let unseen = grounds.iter().filter_map(|ground| match ground {
                Ground::Unseen(what) => Some(self.expected(what)),
                _ => None,
            });
            let unseen = self.some(unseen.collect()).map(|what| words::unseen_there(&what));
            let other = grounds.iter().filter_map(|ground| match ground {
                Ground::NotRun(why) if row.reasons.iter().any(|r| r.why == *why) => None,
                Ground::NotRun(why) => Some(why.clone()),
                Ground::Failed(what, got) if alone => {
                    Some(words::failed(&self.expected(what), &checks::got(got, self.voice)))
                }
                Ground::Failed(..) | Ground::Unseen(_) => None,
            });
            let said = unseen.into_iter().chain(self.some(other.collect()));
            let said = said.map(|text| self.voice.say(words::of_column(name, &text)));
            notes.extend(said);
        }
        notes
    }

    /// The first few as one text.
    fn some(&self, texts: Vec<Text>) -> Option<Text> {
        let more = texts.len().saturating_sub(GROUNDS);
        let more = (more > 0).then(|| check_words::more(more));
        texts.into_iter().take(GROUNDS).chain(more).reduce(words::both)
    }

    fn expected(&self, what: &Expected) -> Text {
        checks::expected(what, self.voice)
    }

    /// A warning as a sentence.
    pub(super) fn warning(&self, warning: &Warning) -> String {
        let text = match warning {
            Warning::Versions(said) => words::versions(&self.list(said, |one| {
                // A column that is told from another by its version has that in its name.
                let named = super::names::word(&one.said);
                if self.name(one.column).contains(&named) { String::new() } else { named }
            })),
            Warning::Sources { scenario, digests } => {
                words::sources(&visible(scenario), &self.list(digests, |one| short(&one.said)))
            }
            Warning::Changes { scenario, sets } => {
                words::changes(&visible(scenario), &self.list(sets, |one| self.set(&one.said)))
            }
            Warning::Repeats { column, scenario, case } => {
                words::repeats(self.name(*column), &visible(&format!("{scenario}/{case}")))
            }
            Warning::Cut { column, case, calls, left_out } => {
                words::cut(self.name(*column), &visible(case), (*calls, *left_out))
            }
        };
        self.voice.say(text)
    }

    fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("?", String::as_str)
    }

    /// `linux (own.json) 95702e70, windows b08585e5`.
    fn list<T>(&self, all: &[Said<T>], what: impl Fn(&Said<T>) -> String) -> String {
        let one = |one: &Said<T>| {
            let names = one.names.iter().map(|name| super::names::word(name));
            let names = names.collect::<Vec<_>>().join(self.voice.comma());
            let names = if names.is_empty() { names } else { format!("({names})") };
            let words = [self.name(one.column).to_owned(), names, what(one)];
            words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        };
        all.iter().map(one).collect::<Vec<_>>().join(self.voice.comma())
    }

    fn set(&self, set: &[String]) -> String {
        match set.is_empty() {
            true => self.voice.say(words::unchanged()),
            false => set.iter().map(|one| super::names::word(one)).collect::<Vec<_>>().join(" "),
        }
    }
}

/// The beginning of a digest.
fn short(digest: &str) -> String {
    digest.chars().take(8).collect()
}
