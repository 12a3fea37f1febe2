//! A table of rounds: of a block whose rounds are the subject, how long each took.

use crate::analysis::RoundFinding;
use crate::lang::{names, rounds as words, why};
use crate::model::{Cause, Seen, Text, Transport};
use crate::report::Voice;
use crate::report::case::timeline::milliseconds;
use crate::report::page::grid::{Column, Grid, Row, TooNarrow, plain};
use crate::report::page::line::{Line, Style};
use crate::report::page::{Block, Page};

/// So many rounds are listed from the beginning, and the last one, unless everything is asked for.
const FIRST: usize = 5;
/// Spaces between columns.
const GAP: usize = 3;

/// The table; nothing where no round was done.
pub(crate) fn rounds(page: &mut Page, rounds: &[RoundFinding], voice: &Voice) {
    if rounds.is_empty() {
        return;
    }
    if voice.brief() {
        page.blank();
        return briefly(page, rounds, voice);
    }
    page.heading(&voice.say(words::heading()));
    let (listed, left_out) = match rounds.len().saturating_sub(FIRST + 1) {
        0 | 1 => (rounds.len(), 0),
        _ if voice.verbose() => (rounds.len(), 0),
        left_out => (FIRST, left_out),
    };
    let mut grid = table(rounds, voice);
    rounds[..listed].iter().for_each(|round| grid.row(row(round)));
    if left_out > 0 {
        let note = Line::of(Style::Dim, &voice.say(words::left_out(left_out as u64)));
        grid.rows.push(Row::Note(note, (2, 2)));
    }
    rounds[listed + left_out..].iter().for_each(|round| grid.row(row(round)));
    summary(rounds, voice).into_iter().for_each(|cells| grid.row(cells));
    page.blocks.push(Block::Grid(grid));
    why(page, rounds, voice);
    page.legend(&voice.say(words::legend()));
}

fn table(rounds: &[RoundFinding], voice: &Voice) -> Grid {
    let columns = heads(rounds, voice).map(Column::number).into();
    Grid { gap: GAP, ..Grid::new(columns, TooNarrow::Cut) }
}

/// On one screen: the first round, which meets a fresh connection, and from what to what the others went.
fn briefly(page: &mut Page, rounds: &[RoundFinding], voice: &Voice) {
    let mut grid = table(rounds, voice);
    let (first, others) = rounds.split_at(1);
    first.iter().for_each(|round| grid.row(row(round)));
    match others {
        [] | [_] | [_, _] => others.iter().for_each(|round| grid.row(row(round))),
        others => grid.row(together(others, voice)),
    }
    page.blocks.push(Block::Grid(grid));
}

/// Several rounds as a row.
fn together(rounds: &[RoundFinding], voice: &Voice) -> Vec<Line> {
    let ends = |of: &dyn Fn(&RoundFinding) -> u64, write: fn(u64) -> String| {
        let all = || rounds.iter().map(of);
        let (least, most) = (all().min().unwrap_or(0), all().max().unwrap_or(0));
        if least == most { write(most) } else { format!("{}–{}", write(least), write(most)) }
    };
    let seen = rounds.iter().all(|round| round.held.seen().is_some());
    let held = |round: &RoundFinding| round.held.seen().unwrap_or(0);
    let some = rounds.iter().any(|round| !round.held.is_absent());
    let cells = [
        voice.say(words::in_full(&ends(&|round| u64::from(round.round.0), |no| no.to_string()))),
        ends(&|round| round.took_ns, milliseconds),
        ends(&|round| round.calls_ns, milliseconds),
        match (seen, some) {
            (true, _) => ends(&held, |bytes| bytes.to_string()),
            (false, true) => "?".to_owned(),
            (false, false) => String::new(),
        },
    ];
    cells.iter().map(|cell| plain(cell)).collect()
}

/// What held the bytes back, each cause once, by the round in which the most were held.
fn why(page: &mut Page, rounds: &[RoundFinding], voice: &Voice) {
    let mut told: Vec<Cause> = Vec::new();
    let mut by_held: Vec<&RoundFinding> = rounds.iter().filter(|r| r.cause.is_some()).collect();
    by_held.sort_by_key(|round| std::cmp::Reverse(round.held.seen()));
    for (round, found) in by_held.iter().filter_map(|r| Some((r.round, r.cause.as_ref()?))) {
        if told.contains(&found.cause) {
            continue;
        }
        told.push(found.cause);
        let text = voice.say(words::cause(round, &why::proof(&found.proof, Transport::Tcp)));
        let line = Line::of(Style::Strong, &voice.say(names::cause(found.cause)))
            .with(Style::Plain, &text);
        page.say(line, (2, 4));
    }
}

/// The names of the columns. One without anything in it has none.
fn heads(rounds: &[RoundFinding], voice: &Voice) -> [String; 4] {
    let heads = words::columns();
    let mut cells = [heads.round, heads.took, heads.calls, heads.held].map(|head| voice.say(head));
    if rounds.iter().all(|round| round.held.is_absent()) {
        cells[3].clear();
    }
    cells
}

fn row(round: &RoundFinding) -> Vec<Line> {
    let held = match round.held {
        Seen::Seen(bytes) => bytes.to_string(),
        Seen::Absent => String::new(),
        Seen::Unsupported | Seen::Failed(_) => "?".to_owned(),
    };
    let cells =
        [round.round.to_string(), milliseconds(round.took_ns), milliseconds(round.calls_ns), held];
    cells.iter().map(|cell| plain(cell)).collect()
}

/// The least, the median and the most of each column of times, where there are enough.
fn summary(rounds: &[RoundFinding], voice: &Voice) -> Vec<Vec<Line>> {
    let sorted = |of: fn(&RoundFinding) -> u64| {
        let mut all: Vec<u64> = rounds.iter().map(of).collect();
        all.sort_unstable();
        all
    };
    let (took, calls) = (sorted(|round| round.took_ns), sorted(|round| round.calls_ns));
    let last = rounds.len().saturating_sub(1);
    let names = [(words::least(), 0), (words::middle(), rounds.len() / 2), (words::most(), last)];
    let row = |(name, at): (Text, usize)| {
        let cells =
            [voice.say(name), milliseconds(took[at]), milliseconds(calls[at]), String::new()];
        cells.iter().map(|cell| Line::of(Style::Strong, cell)).collect()
    };
    if rounds.len() > 2 { names.map(row).into() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RoundNo;
    use crate::report::{Look, Verbosity};

    fn drawn(times: u32, verbosity: Verbosity) -> Vec<String> {
        let look = Look { verbosity, ..Look::PLAIN };
        let round = |no| RoundFinding {
            round: RoundNo(no),
            took_ns: u64::from(no) * 1_000_000,
            calls_ns: 20_000,
            held: Seen::Absent,
            cause: None,
        };
        let all: Vec<RoundFinding> = (1..=times).map(round).collect();
        let mut page = Page::new();
        rounds(&mut page, &all, &look.voice());
        page.text(&look).lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_first_rounds_the_last_and_the_extremes() {
        let lines = drawn(100, Verbosity::Full);
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

    /// None is passed over: where they are told together, it is said from what to what they went.
    #[test]
    fn on_one_screen_all_rounds_are_there() {
        let lines = drawn(10, Verbosity::Normal);
        let expected = [
            "      round    ms in all   ms in the calls",
            "          1         1.00              0.02",
            "  2–10 (-v)   2.00–10.00              0.02",
        ];
        assert_eq!(lines, expected);
        assert_eq!(drawn(3, Verbosity::Normal).len(), 4);
        assert_eq!(drawn(1, Verbosity::Normal).len(), 2);
    }

    #[test]
    fn all_rounds_where_they_are_few_or_asked_for() {
        assert!(drawn(0, Verbosity::Full).is_empty());
        assert_eq!(drawn(2, Verbosity::Full)[1..4].len(), 3);
        assert!(!drawn(7, Verbosity::Full).iter().any(|line| line.contains('…')));
        assert!(!drawn(100, Verbosity::Verbose).iter().any(|line| line.contains('…')));
    }
}
