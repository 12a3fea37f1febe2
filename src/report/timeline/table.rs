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

/// How wide each column is. `held` of 0: on a line of its own.
struct Widths {
    time: usize,
    actor: usize,
    call: usize,
    result: usize,
    held: usize,
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
            held: say(heads.held),
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
        let call = most(&|row| row.call.width());
        let result = most(&|row| row.result.width());
        let held = most(&|row| width(&row.held));
        let left = 2 + time + GAP + actor + GAP;
        let room = self.look.columns().saturating_sub(left);
        if call + result + held + 2 * GAP <= room {
            return Widths { time, actor, call, result, held };
        }
        // The call and what came back share the line; the rest goes below, where it must.
        let calls = (call.min(30), result.min(16));
        if calls.0 + calls.1 + held + 2 * GAP <= room {
            let spare = room - calls.0 - calls.1 - held - 2 * GAP;
            let more = spare.min(call - calls.0);
            let rest = (spare - more).min(result - calls.1);
            return Widths { time, actor, call: calls.0 + more, result: calls.1 + rest, held };
        }
        let result = result.min((room / 3).max(8));
        let call = call.min(room.saturating_sub(result + GAP));
        Widths { time, actor, call, result, held: 0 }
    }

    fn row(&self, doc: &mut Doc, row: &Row, widths: &Widths, style: Style) {
        let columns = self.look.columns();
        let left = 2 + widths.time + GAP + widths.actor + GAP;
        if let Some(note) = &row.note {
            let mut line = Line::of(Style::Plain, &" ".repeat(left.min(columns / 3)));
            line.append(note.clone());
            doc.extend(wrap_indented(line, columns, left.min(columns / 3)));
            return;
        }
        let time = clip(&row.time, widths.time);
        let pad = " ".repeat(2 + widths.time.saturating_sub(width(&time)));
        let mut line = Line::of(Style::Plain, &pad).with(Style::Dim, &time);
        line.push(Style::Plain, "  ");
        line.push(style, &clip(&row.actor, widths.actor));
        line.pad_to(left);
        let below = self.wide(doc, &mut line, row, (widths, left));
        if widths.held > 0 && !below {
            line.pad_to(left + widths.call + GAP + widths.result + GAP);
            line.push(style, &row.held);
            doc.push(line);
            return;
        }
        doc.push(line);
        if !row.held.is_empty() {
            let held = Line::of(Style::Plain, &" ".repeat(left + 2)).with(Style::Dim, &row.held);
            doc.extend(wrap_indented(held, columns, left + 2));
        }
    }

    /// The call and what came back. A call too wide for its column has a line of its own, and what
    /// came back is below it; true: then everything else is below, too.
    fn wide(&self, doc: &mut Doc, line: &mut Line, row: &Row, (w, left): (&Widths, usize)) -> bool {
        let columns = self.look.columns();
        let fits = row.call.width() <= w.call && row.result.width() <= w.result;
        if fits {
            line.append(row.call.clone());
            line.pad_to(left + w.call + GAP);
            line.append(row.result.clone());
            return false;
        }
        if left + row.call.width() + GAP + row.result.width() <= columns {
            line.append(row.call.clone());
            line.pad_to((left + w.call + GAP).min(columns - row.result.width()));
            line.push(Style::Plain, if row.call.width() >= w.call + GAP { "  " } else { "" });
            line.append(row.result.clone());
            return true;
        }
        line.append(row.call.clone().clipped(columns - left));
        doc.push(std::mem::take(line));
        line.pad_to(left + 2);
        line.append(row.result.clone().clipped(columns - left - 2));
        true
    }
}

/// Wraps a line that begins with spaces, and indents the rest as far.
fn wrap_indented(line: Line, columns: usize, indent: usize) -> Vec<Line> {
    wrap(&line, columns, indent)
}
