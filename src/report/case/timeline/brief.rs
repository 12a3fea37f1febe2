//! The rows of a timeline that carry the lesson; the rest is folded.

use super::elide;
use crate::lang::timeline as words;
use crate::report::Voice;
use crate::report::page::calls::{CallRow, Routine};
use crate::report::page::line::{Line, Style};
use std::collections::BTreeSet;

/// At most this many rows: the first ones and the last.
const MOST: (usize, usize) = (6, 3);

/// Several calls on which nothing depends are one row, and what only waited for something that was there is none; of
/// many rows the middle is left out.
pub(super) fn rows(rows: Vec<CallRow>, voice: &Voice) -> Vec<CallRow> {
    let mut folded: Vec<CallRow> = Vec::new();
    for alike in rows.chunk_by(|one, next| one.routine.is_some() && next.routine.is_some()) {
        match alike {
            [CallRow { routine: Some(Routine { waits: true, .. }), .. }] => {}
            [row] if row.routine.is_none() => folded.push(row.clone()),
            [first, ..] => folded.push(together(first, alike, voice)),
            [] => {}
        }
    }
    let mut folded = repeated(folded);
    elide(&mut folded, MOST, |left_out| voice.say(words::more_calls(left_out)));
    folded
}

/// A call that is made again at once, and brings the same, is one row with how often; what is held is what was held at
/// the end.
fn repeated(rows: Vec<CallRow>) -> Vec<CallRow> {
    let same = |one: &CallRow, next: &CallRow| {
        let what = |row: &CallRow| (row.call.text(), row.result.text());
        let calls = one.note.is_none() && next.note.is_none();
        calls && one.actor == next.actor && what(one) == what(next)
    };
    let mut out = Vec::new();
    for alike in rows.chunk_by(same) {
        let (Some(first), Some(last)) = (alike.first(), alike.last()) else { continue };
        let mut row = CallRow { held: last.held.clone(), ..first.clone() };
        if alike.len() > 1 {
            row.call.push(Style::Strong, &format!(" × {}", alike.len()));
        }
        out.push(row);
    }
    out
}

/// What the kernels hold stands behind what came back.
pub(super) fn held_behind(row: &mut CallRow) {
    let held = std::mem::take(&mut row.held);
    if !held.is_empty() {
        let gap = if row.result.spans.is_empty() { "" } else { " · " };
        row.result.push(Style::Dim, &format!("{gap}{held}"));
    }
}

fn together(first: &CallRow, rows: &[CallRow], voice: &Voice) -> CallRow {
    let mut names: Vec<(&str, usize)> = Vec::new();
    for routine in rows.iter().filter_map(|row| row.routine.as_ref()) {
        match names.last_mut() {
            Some((known, times)) if *known == routine.name => *times += 1,
            _ => names.push((&routine.name, 1)),
        }
    }
    let said = |(name, times): &(&str, usize)| match times {
        1 => (*name).to_owned(),
        times => format!("{name} × {times}"),
    };
    let named: Vec<String> = names.iter().map(said).collect();
    let actors: BTreeSet<&str> = rows.iter().map(|row| row.actor.as_str()).collect();
    CallRow {
        time: first.time.clone(),
        actor: match actors.len() {
            1 => first.actor.clone(),
            several => voice.say(words::all_of_them(several)),
        },
        call: Line::of(Style::Dim, &named.join(voice.comma())),
        spans: true,
        ..CallRow::default()
    }
}
