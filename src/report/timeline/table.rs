//! The columns of the timeline, at any width.

use super::super::Look;
use super::super::doc::{Doc, Line, Style};
use super::super::escape::{clip, width};
use super::super::wrap::wrap;
use crate::lang::timeline as words;

/// A line of the timeline, before it has a place.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub(super) time: String,
    pub(super) actor: String,
    pub(super) call: Line,
    pub(super) result: Line,
    pub(super) held: String,
    /// Instead of all these: a remark below a call.
    pub(super) note: Option<Line>,
}

impl Row {
    /// A remark.
    pub(super) fn note(line: Line) -> Self {
        Row { note: Some(line), ..Row::default() }
    }
}

/// A time: milliseconds with two decimals; verbose: whole microseconds.
pub(super) fn time(ns: u64, look: &Look) -> String {
    let us = ns / 1000;
    if look.verbose() {
        return us.to_string();
    }
    format!("{}.{:02}", us / 1000, us % 1000 / 10)
}

/// The widest an actor's name is drawn, in columns.
const ACTOR: usize = 12;
/// Spaces between columns.
const GAP: usize = 2;

/// The places of the columns.
pub(super) struct Table<'a> {
    look: &'a Look,
}

/// How wide each column is, and where the first one of a call begins.
#[derive(Clone, Copy)]
struct Widths {
    time: usize,
    actor: usize,
    call: usize,
    result: usize,
    left: usize,
}

impl Widths {
    /// Where what came back begins.
    fn result_at(&self) -> usize {
        self.left + self.call + GAP
    }

    /// Where what the kernel holds begins.
    fn held_at(&self) -> usize {
        self.result_at() + self.result + GAP
    }
}

impl<'a> Table<'a> {
    pub(super) fn new(look: &'a Look) -> Self {
        Table { look }
    }

    /// Draws the head and the rows.
    pub(super) fn draw(&self, doc: &mut Doc, rows: &[Row]) {
        let heads = words::columns(self.look.verbose());
        let say = |text| self.look.say(text);
        let head = Row {
            time: say(heads.time),
            actor: say(heads.actor),
            call: Line::of(Style::Dim, &say(heads.call)),
            result: Line::of(Style::Dim, &say(heads.result)),
            held: if rows.iter().all(|row| row.held.is_empty()) {
                String::new()
            } else {
                say(heads.held)
            },
            note: None,
        };
        let widths = self.widths(&head, rows);
        self.row(doc, &head, &widths, Style::Dim);
        for row in rows {
            self.row(doc, row, &widths, Style::Plain);
        }
    }

    fn widths(&self, head: &Row, rows: &[Row]) -> Widths {
        let most =
            |of: &dyn Fn(&Row) -> usize| rows.iter().chain([head]).map(of).max().unwrap_or(0);
        let time = most(&|row| width(&row.time)).max(6);
        let actor = most(&|row| width(&row.actor)).min(ACTOR);
        // Rows without anything held may run on into the last column.
        let none = rows.iter().all(|row| row.held.is_empty());
        let counts = |row: &Row| none || !row.held.is_empty();
        let result = most(&|row| if counts(row) { row.result.width() } else { 0 });
        let left = 2 + time + GAP + actor + GAP;
        let room = self.look.columns().saturating_sub(left);
        let held = most(&|row| width(&row.held)).min(room / 2);
        let free = room.saturating_sub(held + 2 * GAP);
        // A call that cannot fit runs on; it does not push the others' results away.
        let cap = free.saturating_sub(result.min(10));
        let call = most(&|row| match row.call.width() {
            wide if wide <= cap => wide,
            _ if counts(row) => cap,
            _ => 0,
        });
        let result = result.min(free.saturating_sub(call));
        Widths { time, actor, call, result, left }
    }

    fn row(&self, doc: &mut Doc, row: &Row, widths: &Widths, style: Style) {
        let columns = self.look.columns();
        if let Some(note) = &row.note {
            let indent = widths.left.min(columns / 3);
            let mut line = Line::of(Style::Plain, &" ".repeat(indent));
            line.append(note.clone());
            doc.extend(wrap(&line, columns, indent));
            return;
        }
        let time = clip(&row.time, widths.time);
        let pad = " ".repeat(2 + widths.time.saturating_sub(width(&time)));
        let mut line = Line::of(Style::Plain, &pad).with(Style::Dim, &time);
        line.push(Style::Plain, &" ".repeat(GAP));
        line.push(style, &clip(&row.actor, widths.actor));
        line.pad_to(widths.left);
        line.append(row.call.clone().clipped(columns - widths.left));
        let line = self.result(doc, line, row, *widths);
        self.held(doc, line, (row, *widths, style));
    }

    /// What came back: behind the call, or on a line of its own where there is no room.
    fn result(&self, doc: &mut Doc, mut line: Line, row: &Row, widths: Widths) -> Line {
        if row.result.spans.is_empty() {
            return line;
        }
        let columns = self.look.columns();
        let at = (line.width() + GAP).max(widths.result_at());
        if at + row.result.width() > columns {
            doc.push(std::mem::take(&mut line));
            let most = columns - widths.left - 2;
            let at = columns - row.result.width().min(most);
            line.pad_to(at.min(widths.result_at()).max(widths.left + 2));
            line.append(row.result.clone().clipped(most));
            return line;
        }
        line.pad_to(at);
        line.append(row.result.clone());
        line
    }

    /// What the kernel holds: in its column, or below.
    fn held(&self, doc: &mut Doc, mut line: Line, (row, widths, style): (&Row, Widths, Style)) {
        if row.held.is_empty() {
            doc.push(line);
            return;
        }
        let columns = self.look.columns();
        let wide = width(&row.held).min(columns - widths.left);
        let at = widths.held_at().max(line.width() + GAP);
        if at + wide > columns {
            doc.push(std::mem::take(&mut line));
            line.pad_to(widths.held_at().min(columns - wide));
        } else {
            line.pad_to(at);
        }
        line.push(style, &row.held);
        let indent = widths.left.min(columns / 3);
        doc.extend(wrap(&line, columns, indent));
    }
}
