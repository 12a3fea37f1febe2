//! The rows of a timeline that carry the lesson; the rest is folded.

use crate::lang::timeline as words;
use crate::report::Voice;
use crate::report::page::calls::CallRow;
use crate::report::page::line::{Line, Style};
use std::collections::BTreeSet;

/// At most this many rows: the first ones and the last.
const MOST: (usize, usize) = (6, 3);

/// Several calls on which nothing depends are one row, and what only waited for something that was there is none; of
/// many rows the middle is left out. What the kernels hold stands behind what came back.
pub(super) fn rows(rows: Vec<CallRow>, voice: &Voice) -> Vec<CallRow> {
    let mut folded: Vec<CallRow> = Vec::new();
    for alike in rows.chunk_by(|one, next| one.routine.is_some() && next.routine.is_some()) {
        match alike {
            [] => {}
            [row] if row.waited_for_nothing && row.routine.is_some() => {}
            [row] if row.routine.is_some() => folded.push(together(row, alike, voice)),
            [row] => folded.push(row.clone()),
            [first, ..] => folded.push(together(first, alike, voice)),
        }
    }
    let mut folded = repeated(folded);
    let (first, last) = MOST;
    if folded.len() > first + last + 1 {
        let left_out = folded.len() - first - last;
        let note = Line::of(Style::Dim, &voice.say(words::more_calls(left_out)));
        folded.splice(first..first + left_out, [CallRow::note(note)]);
    }
    folded.iter_mut().for_each(held_behind);
    folded
}

/// A call that is made again at once, and brings the same, is one row with how often; what is held is what was held at
/// the end.
fn repeated(rows: Vec<CallRow>) -> Vec<CallRow> {
    let same = |one: &CallRow, next: &CallRow| {
        let text =
            |line: &Line| line.spans.iter().map(|span| span.text.as_str()).collect::<String>();
        let what = |row: &CallRow| (row.actor.clone(), text(&row.call), text(&row.result));
        one.note.is_none() && next.note.is_none() && what(one) == what(next)
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

fn held_behind(row: &mut CallRow) {
    let held = std::mem::take(&mut row.held);
    if !held.is_empty() {
        let gap = if row.result.spans.is_empty() { "" } else { " · " };
        row.result.push(Style::Dim, &format!("{gap}{held}"));
    }
}

fn together(first: &CallRow, rows: &[CallRow], voice: &Voice) -> CallRow {
    let mut names: Vec<(&str, usize)> = Vec::new();
    for name in rows.iter().filter_map(|row| row.routine.as_deref()) {
        match names.last_mut() {
            Some((known, times)) if *known == name => *times += 1,
            _ => names.push((name, 1)),
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

/// The names of the columns.
pub(super) fn head(voice: &Voice) -> CallRow {
    let heads = words::columns(false);
    CallRow {
        time: voice.say(heads.time),
        actor: voice.say(heads.actor),
        call: Line::of(Style::Dim, &voice.say(heads.call)),
        result: Line::of(Style::Dim, &voice.say(heads.result)),
        ..CallRow::default()
    }
}
