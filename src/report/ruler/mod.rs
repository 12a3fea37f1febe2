//! The three rulers of a flow: what was sent, what left, what came out, on one scale, so that
//! edges that are the same stand below each other.
//!
//! ```text
//!   sent      │hello │·feng│   2 sends
//!   on wire   │hello │·feng│   2 segments (TCP_INFO)
//!   received  │he│llo┊·feng│   2 receives
//!                ▲ receive 1 stopped inside message 1
//! ```
//!
//! `rows` says which cells there are, `scale` which edges are drawn and where, `pieces` what is
//! written into the cells, `draw` makes lines.

mod datagrams;
mod draw;
mod pieces;
mod pointers;
mod rows;
mod scale;

pub(crate) use rows::Source;

use super::Look;
use super::doc::{Doc, Line, Style};
use super::escape::width;
use super::trace_lookup::owner;
use super::wrap::wrap;
use crate::analysis::Flow;
use crate::lang::picture as words;
use crate::model::Fate;
use pieces::Words;
use rows::{Picture, RulerRow};
use scale::Scale;

/// The columns left of everything.
const INDENT: usize = 2;

/// Draws every flow of a case.
pub(crate) fn rulers(doc: &mut Doc, source: Source<'_>) {
    let flows = &source.analysis.flows;
    for flow in flows {
        if flows.len() > 1 {
            doc.blank();
        }
        one(doc, flow, flows.len() > 1, source);
    }
    if flows.is_empty() {
        doc.push(
            Line::of(Style::Plain, "  ").with(Style::Plain, &source.look.say(words::nothing())),
        );
    }
    let odd = |fate| source.analysis.messages.iter().any(|message| message.fate.contains(fate));
    if odd(Fate::Reordered) || odd(Fate::Duplicated) {
        let text = source.look.say(words::in_the_order_of_sending());
        doc.extend(wrap(&Line::legend(&text), source.look.prose_columns(), 2));
    }
}

fn one(doc: &mut Doc, flow: &Flow, many: bool, source: Source<'_>) {
    let look = source.look;
    let picture = Picture::of(flow, source);
    if many || picture.is_none() {
        let to = flow.to.map(|to| owner(source.trace, to));
        let from = owner(source.trace, flow.from);
        let sent = flow.sent.iter().map(|sent| sent.len);
        let received = flow.received.iter().map(|received| received.len);
        let total = match source.trace.is_elsewhere(flow.from) {
            true => received.fold(0, u64::saturating_add),
            false => sent.fold(0, u64::saturating_add),
        };
        let head = look.say(words::direction(&from, to.as_deref(), total));
        doc.push(Line::of(Style::Dim, "  ").with(Style::Dim, &head).clipped(look.columns()));
    }
    let Some(picture) = picture else { return };
    let cells = Words::of(look);
    let (scale, left) = layout(doc, &picture, &cells, look);
    doc.extend(pointers::pointers(flow, &picture, source.analysis, (&scale, left, look)));
    legend(doc, &picture, &scale, (&cells, look));
}

/// Draws the rows: notes beside them where there is room, else above. Gives the scale and the
/// column of its beginning.
fn layout(doc: &mut Doc, picture: &Picture, cells: &Words, look: &Look) -> (Scale, usize) {
    let columns = look.columns();
    let label = picture.rows.iter().map(|row| width(&row.label)).max().unwrap_or(0);
    let note = picture.rows.iter().map(|row| width(&row.note)).max().unwrap_or(0);
    let left = INDENT + label + 2;
    let beside = columns.saturating_sub(left + note + 3);
    let small = picture.rows.iter().all(|row| row.cells.len() < columns);
    let natural = if small { scale::natural(picture, cells) } else { None };
    let fits = natural.is_some_and(|wide| wide <= beside);
    if fits || beside >= 70 {
        let scale = scale::fitted(picture, beside, cells);
        for row in &picture.rows {
            doc.push(beside_row(row, picture, (&scale, left), cells));
        }
        return (scale, left);
    }
    let scale = scale::fitted(picture, columns.saturating_sub(INDENT + 1), cells);
    for row in &picture.rows {
        let mut head = Line::of(Style::Plain, &" ".repeat(INDENT)).with(Style::Strong, &row.label);
        head.pad_to(left);
        head.push(Style::Dim, &row.note);
        doc.extend(wrap(&head, columns, left));
        let indent = Line::of(Style::Plain, &" ".repeat(INDENT));
        doc.push(joined(indent, draw::row(row, picture, &scale, cells)));
    }
    (scale, INDENT)
}

fn beside_row(
    row: &RulerRow,
    picture: &Picture,
    (scale, left): (&Scale, usize),
    cells: &Words,
) -> Line {
    let mut line = Line::of(Style::Plain, &" ".repeat(INDENT)).with(Style::Strong, &row.label);
    line.pad_to(left);
    line.append(draw::row(row, picture, scale, cells));
    line.pad_to(left + scale.width() + 3);
    line.with(Style::Dim, &row.note)
}

fn joined(mut first: Line, second: Line) -> Line {
    first.append(second);
    first
}

fn legend(doc: &mut Doc, picture: &Picture, scale: &Scale, (cells, look): (&Words, &Look)) {
    let used = draw::used(picture, scale, cells);
    let text = words::legend(words::Legend {
        dotted: used.dotted,
        unknown: used.unknown,
        nothing: used.nothing,
        cuts: !picture.cuts.is_empty(),
        cut: used.cut,
        ticks: used.ticks,
        spaces: used.spaces,
        sizes: used.sizes,
        numbers: used.numbers,
    });
    doc.extend(wrap(&Line::legend(&look.say(text)), look.prose_columns(), 2));
}
