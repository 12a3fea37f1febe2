//! The columns of the timeline, at any width.

use super::super::Look;
use super::super::doc::{Doc, Line, Style};
use super::super::escape::{clip, width};
use super::cell::TimelineCell;
use super::layout::{Layout, PARTS};
use crate::lang::timeline as words;

/// A line of the timeline, before it has a place.
#[derive(Debug, Clone, Default)]
pub(super) struct TimelineRow {
    pub(super) time: String,
    pub(super) actor: String,
    pub(super) call: Line,
    pub(super) result: Line,
    pub(super) held: String,
    /// Instead of all these: a remark below a call.
    pub(super) note: Option<Line>,
}

impl TimelineRow {
    /// A remark.
    pub(super) fn note(line: Line) -> Self {
        TimelineRow { note: Some(line), ..TimelineRow::default() }
    }

    /// The call, what came back, what the kernel holds.
    fn cells(&self, style: Style, look: &Look) -> [TimelineCell; PARTS] {
        let held = Line::of(style, &self.held);
        [&self.call, &self.result, &held].map(|line| TimelineCell::of(line, look))
    }
}

/// A time: milliseconds with two decimals; verbose: whole microseconds.
pub(super) fn time(ns: u64, look: &Look) -> String {
    if look.verbose() { (ns / 1000).to_string() } else { milliseconds(ns) }
}

/// Milliseconds with two decimals.
pub(in crate::report) fn milliseconds(ns: u64) -> String {
    let us = ns / 1000;
    format!("{}.{:02}", us / 1000, us % 1000 / 10)
}

/// The widest an actor's name is drawn, in columns.
const ACTOR: usize = 12;
/// Spaces between columns.
pub(super) const GAP: usize = 2;

/// How wide the first two columns are: when, and who.
#[derive(Clone, Copy)]
struct Begin {
    time: usize,
    actor: usize,
}

impl Begin {
    fn of(rows: &[(TimelineRow, [TimelineCell; PARTS])]) -> Self {
        let most = |of: &dyn Fn(&TimelineRow) -> usize| rows.iter().map(|(row, _)| of(row)).max();
        let time = most(&|row| width(&row.time)).unwrap_or(0).max(6);
        Begin { time, actor: most(&|row| width(&row.actor)).unwrap_or(0).min(ACTOR) }
    }

    /// Where the call begins.
    fn end(&self) -> usize {
        2 + self.time + GAP + self.actor + GAP
    }

    fn line(&self, row: &TimelineRow, style: Style) -> Line {
        let time = clip(&row.time, self.time);
        let mut line = Line::of(Style::Plain, &" ".repeat(2 + self.time - width(&time)));
        line.push(Style::Dim, &time);
        line.push(Style::Plain, &" ".repeat(GAP));
        line.push(style, &clip(&row.actor, self.actor));
        line
    }
}

/// Draws the head and the rows.
pub(super) fn draw(doc: &mut Doc, rows: Vec<TimelineRow>, look: &Look) {
    let head = head(&rows, look);
    let style = |at: usize| if at == 0 { Style::Dim } else { Style::Plain };
    let rows: Vec<_> = std::iter::once(head)
        .chain(rows)
        .enumerate()
        .map(|(at, row)| (row.cells(style(at), look), row))
        .map(|(cells, row)| (row, cells))
        .collect();
    let begin = Begin::of(&rows);
    let cells: Vec<&[TimelineCell; PARTS]> = rows.iter().map(|(_, cells)| cells).collect();
    let layout = Layout::of(&cells, begin.end(), look.columns());
    for (at, (row, cells)) in rows.iter().enumerate() {
        match &row.note {
            Some(line) => note(doc, line, layout.notes, look),
            None => doc.extend(layout.lines(begin.line(row, style(at)), cells)),
        }
    }
}

fn head(rows: &[TimelineRow], look: &Look) -> TimelineRow {
    let heads = words::columns(look.verbose());
    let held = rows.iter().any(|row| !row.held.is_empty());
    TimelineRow {
        time: look.say(heads.time),
        actor: look.say(heads.actor),
        call: Line::of(Style::Dim, &look.say(heads.call)),
        result: Line::of(Style::Dim, &look.say(heads.result)),
        held: if held { look.say(heads.held) } else { String::new() },
        note: None,
    }
}

fn note(doc: &mut Doc, line: &Line, at: usize, look: &Look) {
    for rest in TimelineCell::of(line, look).lines(look.columns() - at) {
        let mut line = Line::of(Style::Plain, &" ".repeat(at));
        line.append(rest);
        doc.push(line);
    }
}
