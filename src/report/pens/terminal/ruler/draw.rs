//! Rows into lines.

use crate::report::escape::width;
use crate::report::page::line::{LOST_EDGE, Line, Style};
use crate::report::page::ruler::{Ruler, RulerRow};
use crate::report::pens::terminal::ruler::pieces::{Content, Edge, Words, pieces};
use crate::report::pens::terminal::ruler::scale::Scale;

/// A row as a line: edges in their columns, text or sizes between them.
pub(crate) fn row(row: &RulerRow, ruler: &Ruler, scale: &Scale, words: &Words) -> Line {
    let mut line = Line::new();
    for piece in pieces(row, ruler, &scale.edges, words) {
        let (Some(&from), Some(&to)) = (scale.columns.get(piece.from), scale.columns.get(piece.to))
        else {
            continue;
        };
        let (edge, style) = match piece.edge {
            Edge::Proven => ("│", Style::Plain),
            Edge::Gone => (LOST_EDGE, Style::Warn),
            Edge::Unknown => ("?", Style::Warn),
            Edge::Within => ("×", piece.content.style),
        };
        line.push(style, edge);
        line.append(inside(&piece.content, to.saturating_sub(from + 1)));
    }
    line.push(Style::Plain, "│");
    line
}

/// The inside of a cell, exactly so many columns wide.
fn inside(content: &Content, columns: usize) -> Line {
    if content.run {
        return run(content, columns);
    }
    let text = content.written(columns).map_or("", String::as_str);
    let spare = columns.saturating_sub(width(text));
    let own = content.text && content.candidates.first().map(String::as_str) == Some(text);
    let left = if own { 0 } else { spare / 2 };
    let fill = |n: usize| content.fill.to_string().repeat(n);
    Line::new()
        .with(Style::Dim, &fill(left))
        .with(content.style, text)
        .with(Style::Dim, &fill(spare - left))
}

/// How many ticks many cells that are drawn as one have at each end.
pub(super) fn ticks(columns: usize) -> usize {
    match columns {
        0..=5 => 0,
        6..=11 => 1,
        _ => 2,
    }
}

/// The inside of many cells drawn as one: ticks at both ends say that there are edges.
fn run(content: &Content, columns: usize) -> Line {
    let ticks = ticks(columns);
    let room = columns.saturating_sub(2 * ticks);
    let text = content.written(room).map_or("", String::as_str);
    let spare = room.saturating_sub(width(text));
    Line::new()
        .with(Style::Dim, &"│".repeat(ticks))
        .with(Style::Plain, &" ".repeat(spare / 2))
        .with(content.style, text)
        .with(Style::Plain, &" ".repeat(spare - spare / 2))
        .with(Style::Dim, &"│".repeat(ticks))
}
