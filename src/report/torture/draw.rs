//! The split that kills, byte by byte.
//!
//! ```text
//!   sent     │05 00 00 00│ h  e  l  l  o│04 00 00 00│ f  e  n  g│
//!   header    ── ── ── ──                ── ── ── ──
//!   arrived  │05 00 00 00  h  e  l  l  o  04 00 00 00  f  e  n  g│
//!   read     │05 00 00 00│ h  e  l  l  o  04 00 00 00  f  e  n  g│
//! ```

use super::cells::{TortureCell, cells};
use crate::lang::torture as words;
use crate::report::Look;
use crate::report::doc::{Doc, LOST_EDGE, Line, Style};
use crate::report::escape::width;
use crate::report::wrap::wrap;
use crate::torture::Death;

/// The most lines a row is drawn over; the picture ends with `…` there.
const LINES: usize = 2;

/// A row of the picture.
struct TortureRow {
    label: String,
    /// The edge before a cell, if there is one.
    edge: fn(&TortureCell) -> Option<&'static str>,
    /// What is in a cell.
    inside: fn(&TortureCell) -> String,
    /// Whether what is in it belongs to messages.
    owned: bool,
    /// Whether it ends with an edge.
    closed: bool,
}

fn rows(look: &Look) -> [TortureRow; 4] {
    let text = |cell: &TortureCell| cell.text.clone();
    let row = |label, edge, inside| TortureRow { label, edge, inside, owned: true, closed: true };
    [
        row(look.say(words::sent()), sent_edge, text),
        TortureRow {
            owned: false,
            closed: false,
            ..row(look.say(words::header()), |_| None, mark)
        },
        row(look.say(words::arrived()), |cell| cell.edges.piece.then_some("│"), text),
        row(
            look.say(words::read()),
            |cell| cell.edges.recv.then_some("│"),
            |cell| match cell.read {
                true => cell.text.clone(),
                false => "·".to_owned(),
            },
        ),
    ]
}

fn sent_edge(cell: &TortureCell) -> Option<&'static str> {
    match (cell.edges.frame, cell.edges.send) {
        (true, _) => Some("│"),
        (false, true) => Some(LOST_EDGE),
        _ => None,
    }
}

/// Under the bytes of a length.
fn mark(cell: &TortureCell) -> String {
    if cell.header { "─".repeat(width(&cell.text)) } else { String::new() }
}

/// Draws what was sent, in which pieces it arrived, and what each `recv` took.
pub(super) fn draw(doc: &mut Doc, death: &Death, look: &Look) {
    let rows = rows(look);
    let label = rows.iter().map(|row| width(&row.label)).max().unwrap_or(0);
    let left = 2 + label + 2;
    let cells = cells(death);
    let lines = in_lines(&cells, look.columns().saturating_sub(left + 2));
    for (at, line) in lines.iter().take(LINES).enumerate() {
        if at > 0 {
            doc.push(Line::new());
        }
        let last = at + 1 == lines.len();
        for row in &rows {
            doc.push(drawn(row, line, (left, at == 0, last)));
        }
    }
    let legend = Line::legend(&look.say(words::legend()));
    doc.extend(wrap(&legend, look.prose_columns(), 2));
}

/// As many cells on each line as fit.
fn in_lines(cells: &[TortureCell], columns: usize) -> Vec<Vec<&TortureCell>> {
    let mut lines: Vec<Vec<&TortureCell>> = Vec::new();
    let mut used = columns + 1;
    for cell in cells {
        let wide = 1 + width(&cell.text);
        if used + wide > columns {
            lines.push(Vec::new());
            used = 0;
        }
        used += wide;
        if let Some(line) = lines.last_mut() {
            line.push(cell);
        }
    }
    lines
}

fn drawn(
    row: &TortureRow,
    cells: &[&TortureCell],
    (left, first, last): (usize, bool, bool),
) -> Line {
    let mut line = Line::of(Style::Plain, "  ").with(Style::Dim, &row.label);
    line.pad_to(left);
    for (at, cell) in cells.iter().enumerate() {
        let opening = (first && at == 0 && row.closed).then_some("│");
        let edge = (row.edge)(cell).or(opening).unwrap_or(" ");
        line.push(if edge == LOST_EDGE { Style::Warn } else { Style::Plain }, edge);
        let style = match (row.owned, cell.message) {
            (false, _) => Style::Dim,
            (true, 0) => Style::Plain,
            (true, message) => Style::Message(message),
        };
        let inside = (row.inside)(cell);
        let spare = width(&cell.text).saturating_sub(width(&inside));
        line.push(Style::Plain, &" ".repeat(spare));
        line.push(style, &inside);
    }
    if row.closed {
        line.push(Style::Plain, if last { "│" } else { " …" });
    }
    line
}
