//! A table of rounds: of a block whose rounds are the subject, how long each took.

use super::Look;
use super::doc::{Doc, Line, Style};
use super::escape::width;
use super::wrap::wrap;
use crate::analysis::RoundFinding;
use crate::lang::{names, rounds as words, why};
use crate::model::{Cause, Seen, Text, Transport};

/// So many rounds are listed from the beginning, and the last one, unless everything is asked for.
const FIRST: usize = 5;
/// Spaces between columns.
const GAP: usize = 3;

/// A row: its name, and a cell for each column.
struct RoundRow {
    style: Style,
    cells: [String; 4],
}

/// The table; nothing where no round was done.
pub(crate) fn rounds(doc: &mut Doc, rounds: &[RoundFinding], look: &Look) {
    if rounds.is_empty() {
        return;
    }
    doc.heading(&look.say(words::heading()));
    let (listed, left_out) = match rounds.len().saturating_sub(FIRST + 1) {
        0 | 1 => (rounds.len(), 0),
        _ if look.verbose() => (rounds.len(), 0),
        left_out => (FIRST, left_out),
    };
    let mut rows = vec![head(rounds, look)];
    rows.extend(rounds[..listed].iter().map(row));
    let behind = rows.len();
    rows.extend(rounds[listed + left_out..].iter().map(row));
    rows.extend(summary(rounds, look));
    let wide = |column: usize| rows.iter().map(|row| width(&row.cells[column])).max().unwrap_or(0);
    let widths = [wide(0), wide(1), wide(2), wide(3)];
    for (at, row) in rows.iter().enumerate() {
        if at == behind && left_out > 0 {
            let note = look.say(words::left_out(left_out as u64));
            doc.push(Line::of(Style::Dim, "  ").with(Style::Dim, &note));
        }
        doc.push(line(row, widths).clipped(look.columns()));
    }
    why(doc, rounds, look);
    doc.extend(wrap(&Line::legend(&look.say(words::legend())), look.prose_columns(), 2));
}

/// What held the bytes back, each cause once, by the round in which the most were held.
fn why(doc: &mut Doc, rounds: &[RoundFinding], look: &Look) {
    let mut told: Vec<Cause> = Vec::new();
    let mut by_held: Vec<&RoundFinding> = rounds.iter().filter(|r| r.cause.is_some()).collect();
    by_held.sort_by_key(|round| std::cmp::Reverse(round.held.seen()));
    for (round, found) in by_held.iter().filter_map(|r| Some((r.round, r.cause.as_ref()?))) {
        if told.contains(&found.cause) {
            continue;
        }
        told.push(found.cause);
        let text = look.say(words::cause(round, &why::proof(&found.proof, Transport::Tcp)));
        let line = Line::of(Style::Plain, "  ")
            .with(Style::Strong, &look.say(names::cause(found.cause)))
            .with(Style::Plain, &text);
        doc.extend(wrap(&line, look.prose_columns(), 4));
    }
}

/// Every column to the right of its place. One without anything in it is left out.
fn line(row: &RoundRow, widths: [usize; 4]) -> Line {
    let mut line = Line::of(row.style, "  ");
    let mut end = 2;
    for (cell, wide) in row.cells.iter().zip(widths).filter(|(_, wide)| *wide > 0) {
        end += wide;
        line.pad_to(end - width(cell));
        line.push(row.style, cell);
        end += GAP;
    }
    line
}

fn head(rounds: &[RoundFinding], look: &Look) -> RoundRow {
    let heads = words::columns();
    let mut cells = [heads.round, heads.took, heads.calls, heads.held].map(|head| look.say(head));
    if rounds.iter().all(|round| round.held.is_absent()) {
        cells[3].clear();
    }
    RoundRow { style: Style::Dim, cells }
}

fn row(round: &RoundFinding) -> RoundRow {
    let held = match round.held {
        Seen::Seen(bytes) => bytes.to_string(),
        Seen::Absent => String::new(),
        Seen::Unsupported | Seen::Failed(_) => "?".to_owned(),
    };
    let cells = [round.round.to_string(), ms(round.took_ns), ms(round.calls_ns), held];
    RoundRow { style: Style::Plain, cells }
}

/// The least, the median and the most of each column of times, where there are enough.
fn summary(rounds: &[RoundFinding], look: &Look) -> Vec<RoundRow> {
    let sorted = |of: fn(&RoundFinding) -> u64| {
        let mut all: Vec<u64> = rounds.iter().map(of).collect();
        all.sort_unstable();
        all
    };
    let (took, calls) = (sorted(|round| round.took_ns), sorted(|round| round.calls_ns));
    let last = rounds.len().saturating_sub(1);
    let names = [(words::least(), 0), (words::middle(), rounds.len() / 2), (words::most(), last)];
    let row = |(name, at): (Text, usize)| {
        let cells = [look.say(name), ms(took[at]), ms(calls[at]), String::new()];
        RoundRow { style: Style::Strong, cells }
    };
    if rounds.len() > 2 { names.map(row).into() } else { Vec::new() }
}

/// Milliseconds with two decimals.
fn ms(ns: u64) -> String {
    let us = ns / 1000;
    format!("{}.{:02}", us / 1000, us % 1000 / 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Lang, RoundNo};
    use crate::report::Verbosity;

    fn drawn(times: u32, verbosity: Verbosity) -> Vec<String> {
        let look = Look { width: 80, color: false, ascii: false, lang: Lang::En, verbosity };
        let round = |no| RoundFinding {
            round: RoundNo(no),
            took_ns: u64::from(no) * 1_000_000,
            calls_ns: 20_000,
            held: Seen::Absent,
            cause: None,
        };
        let all: Vec<RoundFinding> = (1..=times).map(round).collect();
        let mut doc = Doc::new();
        rounds(&mut doc, &all, &look);
        let text = |line: &Line| line.spans.iter().map(|span| span.text.as_str()).collect();
        doc.lines.iter().map(text).collect()
    }

    #[test]
    fn the_first_rounds_the_last_and_the_extremes() {
        let lines = drawn(100, Verbosity::Normal);
        let expected = [
            "Round by round",
            "   round   ms in all   ms in the calls",
            "       1        1.00              0.02",
            "       2        2.00              0.02",
            "       3        3.00              0.02",
            "       4        4.00              0.02",
            "       5        5.00              0.02",
            "  … 94 more rounds …",
            "     100      100.00              0.02",
            "   least        1.00              0.02",
            "  median       51.00              0.02",
            "    most      100.00              0.02",
        ];
        assert_eq!(lines[..expected.len()], expected);
    }

    #[test]
    fn all_rounds_where_they_are_few_or_asked_for() {
        assert!(drawn(0, Verbosity::Normal).is_empty());
        assert_eq!(drawn(2, Verbosity::Normal)[1..4].len(), 3);
        assert!(!drawn(7, Verbosity::Normal).iter().any(|line| line.contains('…')));
        assert!(!drawn(100, Verbosity::Verbose).iter().any(|line| line.contains('…')));
    }
}
