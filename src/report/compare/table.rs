//! A case on the terminal: a column for each system, or, where these would be too narrow, a line.

use super::cells::CellText;
use super::sheet::SheetLine;
use crate::report::Look;
use crate::report::doc::{Doc, Line, Style};
use crate::report::escape::width;
use crate::report::wrap::wrap;

/// The columns before the first cell.
const INDENT: usize = 2;
/// Spaces between columns.
const GAP: usize = 2;
/// A label is not made wider than this, and a cell not narrower than the other.
const LABEL: usize = 26;
const CELL: usize = 14;
/// A longer word is cut in pieces.
const WORD: usize = 20;

/// The matrix of a case, and after each difference why it is one.
pub(super) fn table(doc: &mut Doc, names: &[String], entries: &[SheetLine], look: &Look) {
    let label = entries.iter().map(|entry| width(&entry.label)).max().unwrap_or(0).min(LABEL);
    let widths = widths(names, entries, look.columns().saturating_sub(INDENT + label));
    if let Some(widths) = &widths {
        let heads = names.iter().map(|name| Line::of(Style::Dim, name)).collect::<Vec<_>>();
        doc.extend(row(&Line::new(), &heads, (label, widths)));
    }
    for (at, entry) in entries.iter().enumerate() {
        match &widths {
            Some(widths) => in_columns(doc, entry, (label, widths)),
            None => in_lines(doc, names, entry, look),
        }
        let same = entries.get(at + 1).is_some_and(|next| next.notes == entry.notes);
        for note in entry.notes.iter().filter(|_| !same) {
            let line = Line::of(Style::Plain, "    ").with(Style::Dim, note);
            doc.extend(wrap(&line, look.prose_columns(), 6));
        }
    }
}

/// How wide each column is: as its widest cell, and narrower where there is no room; nothing where
/// there is not even room for that.
fn widths(names: &[String], entries: &[SheetLine], room: usize) -> Option<Vec<usize>> {
    let widest = |(at, name): (usize, &String)| {
        let cells = entries.iter().filter_map(|entry| entry.cells.get(at));
        cells.map(|cell| width(&cell.text)).chain([width(name)]).max().unwrap_or(0)
    };
    let mut widths: Vec<usize> = names.iter().enumerate().map(widest).collect();
    let least: Vec<usize> = (0..widths.len()).map(|at| least(entries, at)).collect();
    loop {
        let wide: usize = widths.iter().map(|width| width + GAP).sum();
        if wide <= room {
            return Some(widths);
        }
        let yielding = widths.iter_mut().zip(&least).filter(|(width, least)| **width > **least);
        let (widest, _) = yielding.max_by_key(|(width, _)| **width)?;
        *widest -= 1;
    }
}

/// How narrow a column may become: a word stays in one piece, unless it is long.
fn least(entries: &[SheetLine], column: usize) -> usize {
    let cells = entries.iter().filter_map(|entry| entry.cells.get(column));
    let words = cells.flat_map(|cell| cell.text.split(' ')).map(width);
    words.filter(|word| *word <= WORD).max().unwrap_or(0).max(CELL)
}

fn in_columns(doc: &mut Doc, entry: &SheetLine, (label, widths): (usize, &[usize])) {
    let cells: Vec<Line> = entry.cells.iter().map(line).collect();
    doc.extend(row(&Line::of(Style::Plain, &entry.label), &cells, (label, widths)));
}

fn line(cell: &CellText) -> Line {
    Line::of(cell.style, &cell.text)
}

/// As many lines as the highest cell.
fn row(label: &Line, cells: &[Line], (first, widths): (usize, &[usize])) -> Vec<Line> {
    let columns = [(label, first)].into_iter().chain(cells.iter().zip(widths.iter().copied()));
    let columns: Vec<(Vec<Line>, usize)> =
        columns.map(|(cell, width)| (wrap(cell, width.max(1), 0), width)).collect();
    let height = columns.iter().map(|(lines, _)| lines.len()).max().unwrap_or(0);
    let level = |level: usize| {
        let mut line = Line::new();
        let mut from = INDENT;
        for (lines, width) in &columns {
            if let Some(text) = lines.get(level) {
                line.pad_to(from);
                line.append(text.clone());
            }
            from += width + GAP;
        }
        line
    };
    (0..height).map(level).collect()
}

fn in_lines(doc: &mut Doc, names: &[String], entry: &SheetLine, look: &Look) {
    doc.push(Line::of(Style::Plain, "  ").with(Style::Plain, &entry.label).clipped(look.columns()));
    for (name, cell) in names.iter().zip(&entry.cells) {
        let line = Line::of(Style::Plain, "    ")
            .with(Style::Dim, &format!("{name}  "))
            .with(cell.style, &cell.text);
        doc.extend(wrap(&line, look.columns(), 6));
    }
}
