//! The columns of a timeline, at any width.

use super::cell::TimelineCell;
use super::layout::{Layout, PARTS};
use crate::report::Look;
use crate::report::escape::{clip, width};
use crate::report::page::calls::{CallRow, Calls};
use crate::report::page::line::{Line, Style};
use crate::report::pens::terminal::wrap::wrap;

/// The widest an actor's name is drawn, in columns.
const ACTOR: usize = 12;
/// How far a call that spans columns is indented in its next lines.
const HANG: usize = 2;
/// Spaces between columns.
pub(crate) const GAP: usize = 2;

/// How wide the first two columns are: when, and who.
#[derive(Clone, Copy)]
struct Begin {
    time: usize,
    actor: usize,
}

impl Begin {
    fn of(rows: &[(&CallRow, [TimelineCell; PARTS])]) -> Self {
        let most = |of: &dyn Fn(&CallRow) -> usize| rows.iter().map(|(row, _)| of(row)).max();
        let time = most(&|row| width(&row.time)).unwrap_or(0).max(6);
        Begin { time, actor: most(&|row| width(&row.actor)).unwrap_or(0).min(ACTOR) }
    }

    /// Where the call begins.
    fn end(&self) -> usize {
        2 + self.time + GAP + self.actor + GAP
    }

    fn line(&self, row: &CallRow, style: Style) -> Line {
        let time = clip(&row.time, self.time);
        let mut line = Line::of(Style::Plain, &" ".repeat(2 + self.time - width(&time)));
        line.push(Style::Dim, &time);
        line.push(Style::Plain, &" ".repeat(GAP));
        line.push(style, &clip(&row.actor, self.actor));
        line
    }
}

/// The head and the rows.
pub(crate) fn lines(calls: &Calls, look: &Look) -> Vec<Line> {
    let style = |at: usize| if at == 0 { Style::Dim } else { Style::Plain };
    let rows: Vec<_> = std::iter::once(&calls.head)
        .chain(&calls.rows)
        .enumerate()
        .map(|(at, row)| (row, cells(row, style(at), look)))
        .collect();
    let begin = Begin::of(&rows);
    let cells: Vec<&[TimelineCell; PARTS]> = rows.iter().map(|(_, cells)| cells).collect();
    let layout = Layout::of(&cells, begin.end(), look.columns());
    let drawn = |(at, (row, cells)): (usize, &(&CallRow, _))| match &row.note {
        Some(line) => note(line, layout.notes, look),
        None if row.spans => spanning(begin.line(row, style(at)), begin.end(), &row.call, look),
        None => layout.lines(begin.line(row, style(at)), cells),
    };
    rows.iter().enumerate().flat_map(drawn).collect()
}

/// The call, what came back, what the kernel holds.
fn cells(row: &CallRow, style: Style, look: &Look) -> [TimelineCell; PARTS] {
    if row.spans {
        return Default::default();
    }
    let held = Line::of(style, &row.held);
    [&row.call, &row.result, &held].map(|line| TimelineCell::of(line, look))
}

fn spanning(mut begin: Line, at: usize, call: &Line, look: &Look) -> Vec<Line> {
    let mut lines = wrap(call, look.columns().saturating_sub(at), HANG).into_iter();
    begin.pad_to(at);
    let first = begin.joined(lines.next().unwrap_or_default());
    std::iter::once(first).chain(lines.map(|line| line.indented(at))).collect()
}

fn note(line: &Line, at: usize, look: &Look) -> Vec<Line> {
    let lines = TimelineCell::of(line, look).lines(look.columns() - at);
    lines.into_iter().map(|line| line.indented(at)).collect()
}
