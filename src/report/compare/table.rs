//! A case as a table: a column for each system, or, where these would be too narrow, a line.

use super::cells::CellText;
use super::sheet::SheetLine;
use crate::report::escape::width;
use crate::report::page::grid::{Column, Grid, Most, Row, TooNarrow, plain};
use crate::report::page::line::{Line, Style};
use crate::report::page::{Block, Page};

/// A label is not made wider than this, and a cell not narrower than the other.
const LABEL: usize = 26;
const CELL: usize = 14;
/// A longer word is cut in pieces.
const WORD: usize = 20;

/// The matrix of a case, and after each difference why it is one.
pub(super) fn table(names: &[String], entries: &[SheetLine]) -> Grid {
    let label = Column { most: Some(Most::Wrapped(LABEL)), ..Column::default() };
    let system = |(at, name): (usize, &String)| Column {
        least: Some(least(entries, at)),
        ..Column::named(name.clone())
    };
    let columns = std::iter::once(label).chain(names.iter().enumerate().map(system)).collect();
    let mut grid = Grid::new(columns, TooNarrow::Instead(in_lines(names, entries)));
    for (at, entry) in entries.iter().enumerate() {
        let cells = entry.cells.iter().map(line);
        grid.row(std::iter::once(plain(&entry.label)).chain(cells).collect());
        grid.rows.extend(notes(entries, at).map(|note| Row::Note(note, NOTE)));
    }
    grid
}

/// Where the lines of a note begin.
const NOTE: (usize, usize) = (4, 6);

/// Why a line differs: said once for several lines that do so for the same reasons.
fn notes(entries: &[SheetLine], at: usize) -> impl Iterator<Item = Line> + '_ {
    let own = entries.get(at).map(|entry| entry.notes.as_slice()).unwrap_or_default();
    let same = entries.get(at + 1).is_some_and(|next| next.notes == own);
    own.iter().filter(move |_| !same).map(|note| Line::of(Style::Dim, note))
}

/// How narrow a column may become: a word stays in one piece, unless it is long.
fn least(entries: &[SheetLine], column: usize) -> usize {
    let cells = entries.iter().filter_map(|entry| entry.cells.get(column));
    let words = cells.flat_map(|cell| cell.text.split(' ')).map(width);
    words.filter(|word| *word <= WORD).max().unwrap_or(0).max(CELL)
}

fn line(cell: &CellText) -> Line {
    Line::of(cell.style, &cell.text)
}

fn in_lines(names: &[String], entries: &[SheetLine]) -> Vec<Block> {
    let mut page = Page::new();
    for (at, entry) in entries.iter().enumerate() {
        page.cut(plain(&entry.label).indented(2));
        for (name, cell) in names.iter().zip(&entry.cells) {
            let name = Line::of(Style::Dim, &format!("{name}  "));
            page.wide(name.joined(line(cell)), (4, 6));
        }
        notes(entries, at).for_each(|note| page.say(note, NOTE));
    }
    page.blocks
}
