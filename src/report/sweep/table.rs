//! The rows in columns; where these do not fit, each row as a few lines.

use super::FIGURES;
use super::cells::{Cells, cells};
use crate::analysis::Swept;
use crate::lang::{names, sweep as words};
use crate::model::Counted;
use crate::report::Voice;
use crate::report::case::verdict::style;
use crate::report::escape::width;
use crate::report::page::grid::{Column, Grid, Row, TooNarrow, plain};
use crate::report::page::line::{Line, Style};
use crate::report::page::{Block, Page};

/// A column of words is not made narrower than this.
const NARROWEST: usize = 10;
/// A value that is longer may take several lines.
const LONG: usize = 24;

/// The table of a case.
pub(super) fn table(swept: &Swept, voice: &Voice) -> Grid {
    let rows: Vec<Cells> = swept.rows.iter().map(|row| cells(swept, row, voice)).collect();
    let mut columns: Vec<(Column, Vec<String>)> = Vec::new();
    for (at, varied) in swept.varied.iter().enumerate() {
        // `server.SO_RCVBUF` is two lines of the head.
        let head: Vec<String> = varied.name.split('.').map(str::to_owned).collect();
        let widest = head.iter().map(|text| width(text)).max().unwrap_or(0).max(LONG);
        let cells = texts(&rows, |row| row.values.get(at).cloned().unwrap_or_default());
        let right = is_numeric(&cells);
        columns.push((Column { head, right, least: Some(widest), ..Column::default() }, cells));
    }
    for (at, what) in FIGURES.iter().enumerate() {
        let cells = texts(&rows, |row| row.figures.get(at).cloned().unwrap_or_default());
        if cells.iter().any(|cell| !cell.is_empty()) {
            let head = Column::named(voice.say(words::column(*what)));
            columns.push((Column { right: is_numeric(&cells), ..head }, cells));
        }
    }
    columns.push(of_words(vec![voice.say(words::fates())], texts(&rows, |row| row.fates.clone())));
    let head = voice.say(words::cause()).split(' ').map(str::to_owned).collect();
    columns.push(of_words(head, texts(&rows, |row| row.causes.clone())));
    let took = Column::number(voice.say(words::column(Counted::Took)));
    columns.push((took, texts(&rows, |row| row.took.clone())));
    let (columns, cells): (Vec<Column>, Vec<Vec<String>>) = columns.into_iter().unzip();
    let mut grid = Grid::new(columns, TooNarrow::Instead(in_lines(swept, &rows, voice)));
    for (at, row) in rows.iter().enumerate() {
        let own = cells.iter().map(|column| plain(column.get(at).map_or("", String::as_str)));
        grid.rows.push(Row::Cells(mark(row), own.collect()));
    }
    grid
}

fn texts(rows: &[Cells], of: impl Fn(&Cells) -> String) -> Vec<String> {
    rows.iter().map(of).collect()
}

fn is_numeric(cells: &[String]) -> bool {
    cells.iter().all(|cell| !cell.contains(|c: char| c.is_alphabetic()))
}

/// A column of words: no cell of it is narrower than its longest word and the comma after it.
fn of_words(head: Vec<String>, cells: Vec<String>) -> (Column, Vec<String>) {
    let pieces = |text: &String| {
        let words = text.split_inclusive([' ', '，']);
        words.map(|word| width(word.trim())).max().unwrap_or(0)
    };
    let least = head.iter().chain(&cells).map(pieces).max().unwrap_or(0).max(NARROWEST);
    (Column { head, least: Some(least), ..Column::default() }, cells)
}

/// The mark of its verdict.
fn mark(row: &Cells) -> Line {
    row.verdict.map_or_else(Line::new, |verdict| Line::of(style(verdict), names::mark(verdict)))
}

/// `≈ server.SO_RCVBUF=2304`, and below it what was measured.
fn in_lines(swept: &Swept, rows: &[Cells], voice: &Voice) -> Vec<Block> {
    let mut page = Page::new();
    for row in rows {
        let mut line = mark(row);
        line.pad_to(2);
        for (at, (varied, value)) in swept.varied.iter().zip(&row.values).enumerate() {
            line.push(Style::Plain, if at == 0 { "" } else { "  " });
            line.push(Style::Strong, &format!("{}={value}", varied.name));
        }
        page.wide(line, (0, 4));
        let named = FIGURES.iter().zip(&row.figures).filter(|(_, figure)| !figure.is_empty());
        let mut figures: Vec<String> = named
            .map(|(what, figure)| format!("{} {figure}", voice.say(words::column(*what))))
            .collect();
        figures.push(voice.say(words::took(&row.took)));
        for text in [&figures.join(voice.comma()), &row.fates, &row.causes] {
            page.wide(plain(text), (4, 6));
        }
    }
    page.blocks
}
