//! Rows into lines.

use crate::report::escape::width;
use crate::report::page::line::{LOST_EDGE, Line, Style};
use crate::report::page::ruler::{Ruler, RulerRow};
use crate::report::pens::terminal::ruler::pieces::{Content, Edge, NOTHING, Words, pieces};
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
    let fits = content.candidates.iter().find(|text| width(text) <= columns);
    let text = fits.map_or("", String::as_str);
    let spare = columns.saturating_sub(width(text));
    let own = content.text && content.candidates.first().map(String::as_str) == Some(text);
    let left = if own { 0 } else { spare / 2 };
    let fill = |n: usize| content.fill.to_string().repeat(n);
    Line::new()
        .with(Style::Dim, &fill(left))
        .with(content.style, text)
        .with(Style::Dim, &fill(spare - left))
}

/// The inside of many cells drawn as one: ticks at both ends say that there are edges.
fn run(content: &Content, columns: usize) -> Line {
    let ticks = match columns {
        0..=5 => 0,
        6..=11 => 1,
        _ => 2,
    };
    let room = columns.saturating_sub(2 * ticks);
    let fits = content.candidates.iter().find(|text| width(text) <= room);
    let text = fits.map_or("", String::as_str);
    let spare = room.saturating_sub(width(text));
    Line::new()
        .with(Style::Dim, &"│".repeat(ticks))
        .with(Style::Plain, &" ".repeat(spare / 2))
        .with(content.style, text)
        .with(Style::Plain, &" ".repeat(spare - spare / 2))
        .with(Style::Dim, &"│".repeat(ticks))
}

/// What of the drawing needs explaining.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Used {
    /// An edge of a message that the row does not have.
    pub(crate) dotted: bool,
    /// An edge of a message of which it is not known whether the row has it.
    pub(crate) unknown: bool,
    /// A cell too narrow for its word.
    pub(crate) nothing: bool,
    /// A part that was cut off.
    pub(crate) cut: bool,
    /// Many cells drawn as one.
    pub(crate) ticks: bool,
    /// A space drawn as `·`.
    pub(crate) spaces: bool,
    /// A size instead of the text.
    pub(crate) sizes: bool,
    /// The number of a message instead of the text.
    pub(crate) numbers: bool,
}

/// What a ruler used.
pub(crate) fn used(ruler: &Ruler, scale: &Scale, words: &Words) -> Used {
    let mut used = Used::default();
    for row in &ruler.rows {
        for piece in pieces(row, ruler, &scale.edges, words) {
            let columns = scale.columns.get(piece.from..=piece.to);
            let room =
                columns.and_then(|c| Some((c.last()? - c.first()?).saturating_sub(1))).unwrap_or(0);
            let first = piece.content.candidates.first().map_or("", String::as_str);
            let shown = piece.content.text && width(first) <= room;
            used.cut |= piece.content.fill == '×';
            used.dotted |= piece.edge == Edge::Gone;
            used.unknown |= piece.edge == Edge::Unknown;
            let written = piece.content.candidates.iter().find(|text| width(text) <= room);
            used.nothing |= written.is_some_and(|text| text == NOTHING);
            used.ticks |= piece.content.run;
            used.spaces |= shown && first.contains('·');
            used.numbers |= written.is_some_and(|text| text.starts_with('#')) && !shown;
            used.sizes |= written.is_some_and(|text| text.contains(" B")) && !shown;
        }
    }
    used
}
