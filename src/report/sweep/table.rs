//! The rows in columns; where these do not fit, each row as a few lines.

use super::FIGURES;
use super::cells::{Cells, cells};
use crate::analysis::Swept;
use crate::lang::{names, sweep as words};
use crate::report::Look;
use crate::report::doc::{Doc, Line, Style};
use crate::report::escape::width;
use crate::report::verdict::style;
use crate::report::wrap::wrap;

/// The columns before the first cell: the mark and a space.
const MARK: usize = 2;
/// Spaces between columns.
const GAP: usize = 2;
/// A column of words is not made narrower than this.
const NARROWEST: usize = 10;
/// A value that is longer may take several lines.
const LONG: usize = 24;

/// A column: its head, one line above the other, and how it is laid out.
struct Column {
    head: Vec<String>,
    cells: Vec<String>,
    /// To the right of its place, as numbers are.
    right: bool,
    width: usize,
    /// It may be made as narrow as this; its cells then take several lines.
    least: usize,
}

impl Column {
    fn new(head: Vec<String>, cells: Vec<String>) -> Self {
        let numeric = |cell: &String| !cell.contains(|c: char| c.is_alphabetic());
        let right = cells.iter().all(numeric);
        let width = head.iter().chain(&cells).map(|text| width(text)).max().unwrap_or(0);
        Column { head, cells, right, width, least: width }
    }

    /// A column of words: no cell of it is narrower than its longest word and the comma after it.
    fn of_words(head: Vec<String>, cells: Vec<String>) -> Self {
        let pieces = |text: &String| {
            let words = text.split_inclusive([' ', '，']);
            words.map(|word| width(word.trim())).max().unwrap_or(0)
        };
        let least = head.iter().chain(&cells).map(pieces).max().unwrap_or(0).max(NARROWEST);
        let column = Column::new(head, cells);
        Column { right: false, least: least.min(column.width), ..column }
    }
}

/// The table of a case.
pub(super) fn table(doc: &mut Doc, swept: &Swept, look: &Look) {
    let rows: Vec<Cells> = swept.rows.iter().map(|row| cells(swept, row, look)).collect();
    let mut columns = columns(swept, &rows, look);
    match fit(&mut columns, look.columns()) {
        true => in_columns(doc, &columns, &rows),
        false => rows.iter().for_each(|row| in_lines(doc, swept, row, look)),
    }
}

fn columns(swept: &Swept, rows: &[Cells], look: &Look) -> Vec<Column> {
    let mut columns = Vec::new();
    for (at, varied) in swept.varied.iter().enumerate() {
        // `server.SO_RCVBUF` is two lines of the head.
        let head = varied.name.split('.').map(str::to_owned).collect();
        let cells: Vec<String> =
            rows.iter().map(|row| row.values.get(at).cloned().unwrap_or_default()).collect();
        let mut column = Column::new(head, cells);
        let head = column.head.iter().map(|text| width(text)).max().unwrap_or(0);
        column.least = column.width.min(head.max(LONG));
        columns.push(column);
    }
    for (at, what) in FIGURES.iter().enumerate() {
        let cells: Vec<String> =
            rows.iter().map(|row| row.figures.get(at).cloned().unwrap_or_default()).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            columns.push(Column::new(vec![look.say(words::column(*what))], cells));
        }
    }
    let fates = rows.iter().map(|row| row.fates.clone()).collect();
    columns.push(Column::of_words(vec![look.say(words::fates())], fates));
    let causes = rows.iter().map(|row| row.causes.clone()).collect();
    let head = look.say(words::cause()).split(' ').map(str::to_owned).collect();
    columns.push(Column::of_words(head, causes));
    let took = rows.iter().map(|row| row.took.clone()).collect();
    let head = vec![look.say(words::column(crate::model::Counted::Took))];
    columns.push(Column { right: true, ..Column::new(head, took) });
    columns
}

/// Takes from the widest of the columns that may be narrower, until all fit; whether they do.
fn fit(columns: &mut [Column], room: usize) -> bool {
    loop {
        let gaps = GAP * columns.len().saturating_sub(1);
        let wide: usize = columns.iter().map(|column| column.width).sum::<usize>() + gaps + MARK;
        if wide <= room {
            return true;
        }
        let yielding = columns.iter_mut().filter(|column| column.width > column.least);
        let Some(widest) = yielding.max_by_key(|column| column.width) else { return false };
        widest.width -= 1;
    }
}

fn in_columns(doc: &mut Doc, columns: &[Column], rows: &[Cells]) {
    let lines = columns.iter().map(|column| column.head.len()).max().unwrap_or(0);
    for at in 0..lines {
        let mut line = Line::new();
        let mut from = MARK;
        for column in columns {
            let above = lines - column.head.len();
            let text = at.checked_sub(above).and_then(|at| column.head.get(at));
            let text = text.map_or("", String::as_str);
            place(&mut line, &Line::of(Style::Dim, text), (from, column));
            from += column.width + GAP;
        }
        doc.push(line);
    }
    for (at, row) in rows.iter().enumerate() {
        doc.extend(row_lines(columns, at, row));
    }
}

/// A row: as many lines as its highest cell.
fn row_lines(columns: &[Column], at: usize, row: &Cells) -> Vec<Line> {
    let cell = |column: &Column| {
        let text = column.cells.get(at).map_or("", String::as_str);
        wrap(&Line::of(Style::Plain, text), column.width, 0)
    };
    let cells: Vec<Vec<Line>> = columns.iter().map(cell).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let mut lines = Vec::new();
    for level in 0..height {
        let mut line = if level == 0 { marked(row) } else { Line::new() };
        let mut from = MARK;
        for (column, cell) in columns.iter().zip(&cells) {
            if let Some(text) = cell.get(level) {
                place(&mut line, text, (from, column));
            }
            from += column.width + GAP;
        }
        lines.push(line);
    }
    lines
}

fn place(line: &mut Line, text: &Line, (from, column): (usize, &Column)) {
    let spare = column.width.saturating_sub(text.width());
    line.pad_to(if column.right { from + spare } else { from });
    line.append(text.clone());
}

fn marked(row: &Cells) -> Line {
    let mark = |verdict| Line::of(style(verdict), names::mark(verdict)).with(Style::Plain, " ");
    row.verdict.map_or_else(|| Line::of(Style::Plain, "  "), mark)
}

/// `≈ server.SO_RCVBUF=2304`, and below it what was measured.
fn in_lines(doc: &mut Doc, swept: &Swept, row: &Cells, look: &Look) {
    let mut line = marked(row);
    for (at, (varied, value)) in swept.varied.iter().zip(&row.values).enumerate() {
        line.push(Style::Plain, if at == 0 { "" } else { "  " });
        line.push(Style::Strong, &format!("{}={value}", varied.name));
    }
    doc.extend(wrap(&line, look.columns(), 4));
    let named = FIGURES.iter().zip(&row.figures).filter(|(_, figure)| !figure.is_empty());
    let mut figures: Vec<String> = named
        .map(|(what, figure)| format!("{} {figure}", look.say(words::column(*what))))
        .collect();
    figures.push(look.say(words::took(&row.took)));
    for text in [&figures.join(look.comma()), &row.fates, &row.causes] {
        let line = Line::of(Style::Plain, "    ").with(Style::Plain, text);
        doc.extend(wrap(&line, look.columns(), 6));
    }
}
