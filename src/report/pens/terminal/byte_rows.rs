//! A stretch of a stream in lines.

use crate::report::Look;
use crate::report::escape::width;
use crate::report::page::byte_rows::{ByteRow, ByteRows};
use crate::report::page::line::{LOST_EDGE, Line, Style};
use std::ops::Range;

/// The most lines a row is drawn over; the picture ends with `…` there.
const LINES: usize = 2;

/// The rows, over as many lines as they need.
pub(crate) fn lines(bytes: &ByteRows, look: &Look) -> Vec<Line> {
    let label = bytes.rows.iter().map(|row| width(&row.label)).max().unwrap_or(0);
    let left = 2 + label + 2;
    let stretches = stretches(&bytes.widths, look.columns().saturating_sub(left + 2));
    let last = stretches.len();
    let mut lines = Vec::new();
    for (at, stretch) in stretches.into_iter().take(LINES).enumerate() {
        lines.extend((at > 0).then(Line::new));
        let ends = (at == 0, at + 1 == last);
        let rows = bytes.rows.iter();
        lines.extend(rows.map(|row| drawn(row, (&bytes.widths, &stretch), (left, ends))));
    }
    lines
}

/// As many cells on each line as fit.
fn stretches(widths: &[usize], columns: usize) -> Vec<Range<usize>> {
    let mut stretches: Vec<Range<usize>> = Vec::new();
    let mut used = columns + 1;
    for (at, wide) in widths.iter().map(|wide| wide + 1).enumerate() {
        if used + wide > columns {
            stretches.push(at..at);
            used = 0;
        }
        used += wide;
        if let Some(last) = stretches.last_mut() {
            last.end = at + 1;
        }
    }
    stretches
}

fn drawn(
    row: &ByteRow,
    (widths, stretch): (&[usize], &Range<usize>),
    (left, (first, last)): (usize, (bool, bool)),
) -> Line {
    let mut line = Line::of(Style::Dim, &row.label).indented(2);
    line.pad_to(left);
    let cells = row.cells.iter().zip(widths).enumerate();
    for (at, (cell, wide)) in cells.take(stretch.end).skip(stretch.start) {
        let opening = (first && at == stretch.start && row.closed).then_some("│");
        let edge = cell.edge.or(opening).unwrap_or(" ");
        line.push(if edge == LOST_EDGE { Style::Warn } else { Style::Plain }, edge);
        let style = match cell.message {
            None => Style::Dim,
            Some(0) => Style::Plain,
            Some(message) => Style::Message(message),
        };
        line.push(Style::Plain, &" ".repeat(wide.saturating_sub(width(&cell.inside))));
        line.push(style, &cell.inside);
    }
    if row.closed {
        line.push(Style::Plain, if last { "│" } else { " …" });
    }
    line
}
