//! The rows in the order of time: what waited in the background, or while something in the
//! background began, has a row where it began, and what came back stands where it ended.

use super::time;
use crate::lang::timeline as words;
use crate::model::{CallRecord, Record};
use crate::report::case::timeline::fold::TimelineEntry;
use crate::report::case::timeline::{Source, bracketed, record_rows, rows};
use crate::report::page::calls::CallRow;
use crate::report::page::line::{Line, Style};
use std::collections::BTreeSet;

/// All rows.
pub(crate) fn in_time(entries: &[TimelineEntry<'_>], source: Source<'_>) -> Vec<CallRow> {
    let mut out = Vec::new();
    let mut pending: Vec<(u64, Vec<CallRow>)> = Vec::new();
    let mut begins: BTreeSet<u64> = BTreeSet::new();
    for (at, entry) in entries.iter().enumerate() {
        let began = start(entry);
        flush(&mut out, &mut pending, began);
        let next = entries.get(at + 1..).unwrap_or_default().iter().find_map(start);
        let mut own = rows(entry, source);
        let over = waited(entry, next).or_else(|| overtaken(entry, &begins));
        if let Some((end, record, index)) = over {
            if record.background {
                begins.extend(began);
            }
            let ended = ended((index, record, end), source);
            // A worker begins a little after its step: others may have begun before it did.
            pending.push((began.unwrap_or(end), begun(own, source)));
            pending.push((end, ended));
            continue;
        }
        out.append(&mut own);
    }
    flush(&mut out, &mut pending, Some(u64::MAX));
    out
}

/// Puts down what ended by then, the earliest first.
fn flush(out: &mut Vec<CallRow>, pending: &mut Vec<(u64, Vec<CallRow>)>, now: Option<u64>) {
    let Some(now) = now else { return };
    pending.sort_by_key(|(end, _)| *end);
    let due = pending.partition_point(|(end, _)| *end <= now);
    out.extend(pending.drain(..due).flat_map(|(_, rows)| rows));
}

fn start(entry: &TimelineEntry<'_>) -> Option<u64> {
    let record = match entry {
        TimelineEntry::One(_, record) => record,
        TimelineEntry::Rounds { steps, .. } => steps.first()?.first()?.1,
    };
    Some(record.calls.first()?.start_ns)
}

/// A background step that ended after the next one had begun: when.
fn waited<'a>(entry: &TimelineEntry<'a>, next: Option<u64>) -> Option<(u64, &'a Record, usize)> {
    let TimelineEntry::One(index, record) = entry else { return None };
    let end = record.calls.last()?.end_ns();
    (record.background && end > next?).then_some((end, *record, *index))
}

/// A step during which a background step began that had been given out before: what came back
/// from it may be that one's doing, and must not stand above it.
fn overtaken<'a>(
    entry: &TimelineEntry<'a>,
    begins: &BTreeSet<u64>,
) -> Option<(u64, &'a Record, usize)> {
    let TimelineEntry::One(index, record) = entry else { return None };
    let (began, end) = (start(entry)?, record.calls.last()?.end_ns());
    let inside = began < end && begins.range(began..end).next().is_some();
    inside.then_some((end, *record, *index))
}

/// The row of its begin: nothing came back yet.
fn begun(own: Vec<CallRow>, source: Source<'_>) -> Vec<CallRow> {
    let first = own.into_iter().find(|row| row.note.is_none()).map(|mut row| {
        row.result = Line::of(Style::Dim, &source.voice.say(words::waits()));
        row.held.clear();
        row.begins = true;
        row
    });
    first.into_iter().collect()
}

/// The rows of its end, as a step that is not in the background has them.
fn ended((index, record, end_ns): (usize, &Record, u64), source: Source<'_>) -> Vec<CallRow> {
    let record = Record { background: false, ..record.clone() };
    let mut rows = record_rows(index, &record, source);
    let mark = bracketed(&source.voice.say(words::ends()), source.voice);
    let mut calls = record.calls.iter().map(CallRecord::end_ns);
    let folded = rows.iter().filter(|row| row.note.is_none()).count() < record.calls.len();
    for row in rows.iter_mut().filter(|row| row.note.is_none()) {
        let at = if folded { end_ns } else { calls.next().unwrap_or(end_ns) };
        row.time = time(at, source.voice);
        row.call.push(Style::Dim, &mark);
    }
    rows
}
