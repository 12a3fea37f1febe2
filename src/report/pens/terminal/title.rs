//! The lines that are about one case, at any width. A name that is cut may be another case's: where it does not
//! fit it has a line of its own.

use super::paint::spelled_out;
use super::wrap::wrap;
use crate::report::Look;
use crate::report::escape::{clip, width};
use crate::report::page::line::{Line, Style};
use crate::report::page::title::{CaseRow, Name, Title};

/// The rule; a name that leaves no room for the role has a line of its own above it.
pub(crate) fn title(title: &Title, look: &Look) -> Vec<Line> {
    let columns = look.prose_columns();
    if let Some(about) = &title.about {
        let line = Line::of(Style::Strong, &title.name.whole())
            .with(Style::Dim, &format!(" · {} · ", title.role))
            .with(Style::Plain, &spelled_out(about, look));
        return wrap(&line, columns, 2);
    }
    let begin = Line::of(Style::Dim, "── ");
    let name = begin.clone().with(Style::Strong, &title.name.whole());
    let rule = columns.saturating_sub(width(&title.role) + 4);
    let role = |line: Line| match title.role.as_str() {
        "" => line.with(Style::Dim, "────"),
        role => line.with(Style::Strong, role).with(Style::Dim, " ──"),
    };
    let before = if title.role.is_empty() { "" } else { " " };
    if name.width() + 5 <= rule {
        let between = "─".repeat(rule - name.width() - 1);
        return vec![role(name.with(Style::Dim, &format!(" {between}{before}")))];
    }
    let mut lines = own_line(&begin, Style::Strong, &title.name, columns);
    lines.push(role(Line::of(Style::Dim, &format!("{}{before}", "─".repeat(rule)))));
    lines
}

/// A name in a line of its own, after some columns: whole, divided between its parts if it is longer.
fn own_line(begin: &Line, style: Style, name: &Name, columns: usize) -> Vec<Line> {
    let at = begin.width();
    let whole = name.whole();
    let parts = match at + width(&whole) <= columns {
        true => vec![whole],
        false => name.parts.clone(),
    };
    let room = columns.saturating_sub(at);
    let mut lines = parts.iter().flat_map(|part| wrap(&Line::of(style, part), room, 0));
    let first = lines.next().unwrap_or_default();
    let rest = lines.map(|line| line.indented(at));
    std::iter::once(begin.clone().joined(first)).chain(rest).collect()
}

/// The columns of a row's parts: mark and verdict, role, figures.
const MARK: usize = 14;
const ROLE: usize = 11;
const FIGURES: usize = 28;
/// From so many columns on a row has its figures.
const NARROW: usize = 70;
/// The columns of a row's figures without the cause.
const COUNTS: usize = 10;

/// Whether a row has its figures.
pub(crate) fn has_counts(look: &Look) -> bool {
    look.prose_columns() >= NARROW
}

/// The row, and the name below it where it does not fit into its column.
pub(crate) fn row(row: &CaseRow, look: &Look) -> Vec<Line> {
    let columns = look.prose_columns();
    // A number that is cut is another number: the name gives way.
    let least = width(&row.counts) + 1;
    let right = match columns {
        96.. => FIGURES.max(least),
        NARROW.. => COUNTS.max(least),
        _ => 0,
    };
    let mut figures = row.counts.clone();
    if columns >= 96 {
        figures.push_str(&cause(row, right.saturating_sub(least)));
    }
    let room = columns.saturating_sub(MARK + ROLE + right + width(&row.took).max(7) + 1);
    let name = row.name.whole();
    let fits = width(&name) <= room;
    let mut line = Line::of(row.style, &row.verdict);
    line.pad_to(MARK);
    line.push(Style::Plain, if fits { &name } else { "" });
    line.pad_to(MARK + room + 1);
    line.push(Style::Dim, &row.role);
    line.pad_to(MARK + room + 1 + ROLE);
    if right > 0 {
        line.push(Style::Plain, &clip(&figures, right - 1));
    }
    line.pad_to(columns.saturating_sub(width(&row.took)));
    let mut lines = vec![line.with(Style::Dim, &row.took).clipped(look.columns())];
    if !fits {
        let begin = Line::of(Style::Plain, "  ");
        lines.extend(own_line(&begin, Style::Plain, &row.name, look.columns()));
    }
    lines
}

/// ` nagle`; said in full where there is room.
fn cause(row: &CaseRow, columns: usize) -> String {
    let Some([full, word]) = &row.cause else { return String::new() };
    let fits = width(full) < columns;
    format!(" {}", if fits { full } else { word })
}
