//! The pointers below the rulers: where a receive stopped inside a message.

use super::super::Look;
use super::super::doc::{Line, Style};
use super::super::escape::width;
use super::super::wrap::wrap;
use super::rows::Picture;
use super::scale::Scale;
use crate::analysis::{CaseAnalysis, Flow};
use crate::lang::picture as words;

/// At most this many are drawn.
const MOST: usize = 3;

/// The lines below the `received` ruler; `left` is the column where the rulers begin.
pub(crate) fn pointers(
    flow: &Flow,
    picture: &Picture,
    analysis: &CaseAnalysis,
    (scale, left, look): (&Scale, usize, &Look),
) -> Vec<Line> {
    if picture.datagrams {
        return Vec::new();
    }
    let mut lines = Vec::new();
    for received in &flow.received {
        let end = received.start.saturating_add(received.len);
        let found = analysis.receive(received.receive);
        let Some(part) = found.and_then(|r| r.parts.last()) else { continue };
        if part.start.saturating_add(part.len) >= part.of {
            continue;
        }
        let Some(column) = scale.column(end) else { continue };
        let text = look.say(words::stopped_inside(received.receive, part.message));
        lines.extend(pointer(left + column, &text, look.columns()));
        if lines.len() >= MOST {
            break;
        }
    }
    lines
}

/// `▲ text`, or `text ▲` where there is no room to the right.
fn pointer(column: usize, text: &str, columns: usize) -> Vec<Line> {
    let wide = width(text);
    let mut line = Line::new();
    if column + 2 + wide <= columns {
        line.pad_to(column);
        return vec![line.with(Style::Warn, "▲").with(Style::Plain, " ").with(Style::Plain, text)];
    }
    if wide < column {
        line.pad_to(column - wide - 1);
        return vec![line.with(Style::Plain, text).with(Style::Plain, " ").with(Style::Warn, "▲")];
    }
    line.pad_to(column);
    let mut lines = vec![line.with(Style::Warn, "▲")];
    let text = Line::of(Style::Plain, "    ").with(Style::Plain, text);
    lines.extend(wrap(&text, columns, 4));
    lines
}
