//! What the fixes of a scenario cost, side by side: where several carried the same messages.

use crate::analysis::{CaseAnalysis, Copies, Cost, cost, said_in};
use crate::lang::costs as words;
use crate::model::{Case, CaseTrace, Payload, Role, Text, Verdict};
use crate::report::Voice;
use crate::report::breaks::widest_word;
use crate::report::case::timeline::milliseconds;
use crate::report::page::grid::{Column, Grid, TooNarrow, plain};
use crate::report::page::line::{Line, Style};
use crate::report::page::{Block, Page};

/// The name of a fix is not made narrower than this.
const NARROWEST: usize = 8;

/// How far the rest of a name is indented.
const HANG: usize = 2;

/// The figures of a row.
const COLUMNS: usize = 6;

/// The fixes that were shown so far.
#[derive(Debug, Default)]
pub struct Costs {
    rows: Vec<CostRow>,
}

#[derive(Debug)]
struct CostRow {
    fix: Text,
    said: Vec<Payload>,
    messages: usize,
    cost: Cost,
}

impl Costs {
    /// Takes a case in, if it is a fix that works.
    pub fn add(&mut self, case: &Case, trace: &CaseTrace, analysis: &CaseAnalysis) {
        let works = case.role == Role::Fix && analysis.verdict == Verdict::Shown;
        if let (true, Some(fix)) = (works, &case.fix) {
            let (said, cost) = (said_in(trace, analysis), cost(case, trace, analysis));
            self.rows.push(CostRow {
                fix: fix.clone(),
                said,
                messages: analysis.messages.len(),
                cost,
            });
        }
    }

    /// The table of the fixes that carried the same messages, the largest such group; nothing where
    /// no two did, or little is said.
    pub fn page(&self, voice: &Voice) -> Page {
        let rows = self.comparable();
        if rows.len() < 2 || voice.quiet() {
            return Page::new();
        }
        let mut page = Page::new();
        page.gap();
        page.heading(&voice.say(words::heading()));
        page.blocks.push(Block::Grid(table(&rows, voice)));
        page.legend(&voice.say(words::legend()));
        page
    }

    fn comparable(&self) -> Vec<&CostRow> {
        let mut best: Vec<&CostRow> = Vec::new();
        for row in self.rows.iter().filter(|row| row.messages > 1) {
            let same = |other: &&CostRow| other.said == row.said;
            let group: Vec<&CostRow> = self.rows.iter().filter(same).collect();
            if group.len() > best.len() {
                best = group;
            }
        }
        best
    }
}

fn table(rows: &[&CostRow], voice: &Voice) -> Grid {
    let heads = words::columns().map(|head| voice.say(head));
    let names: Vec<&str> = rows.iter().map(|row| row.fix.get(voice.lang)).collect();
    let word = names.iter().map(|name| widest_word(name)).max().unwrap_or(0);
    let name =
        Column { least: Some((word + HANG).max(NARROWEST)), hang: HANG, ..Column::default() };
    let numbers = heads.iter().map(|head| Column::number(head.clone()));
    let columns = std::iter::once(name).chain(numbers).collect();
    let mut grid = Grid::new(columns, TooNarrow::Instead(in_lines(rows, &heads, voice)));
    for (row, name) in rows.iter().zip(names) {
        let cells = figures(row.cost).map(|figure| plain(&figure));
        grid.row(std::iter::once(plain(name)).chain(cells).collect());
    }
    grid
}

/// Where the columns do not fit: each fix, and below it its figures with their names.
fn in_lines(rows: &[&CostRow], heads: &[String; COLUMNS], voice: &Voice) -> Vec<Block> {
    let mut page = Page::new();
    for row in rows {
        page.wide(plain(row.fix.get(voice.lang)), (2, 4));
        let named = heads.iter().zip(figures(row.cost));
        let named = named.map(|(head, figure)| {
            Line::of(Style::Dim, head).with(Style::Plain, &format!(" {figure}"))
        });
        page.blocks.push(Block::Pieces(named.collect()));
    }
    page.blocks
}

fn figures(cost: Cost) -> [String; COLUMNS] {
    let Cost { bytes, sends, receives, round_trips, copies, took_us } = cost;
    let took = milliseconds(took_us.saturating_mul(1000));
    let copies = copies.map_or_else(|| "?".to_owned(), times);
    let [bytes, sends, receives, trips] =
        [bytes, sends, receives, round_trips].map(|n| n.to_string());
    [bytes, sends, receives, copies, trips, took]
}

/// How often each byte was copied, on average: `1`, `1.33`; `1.00` is a little more than once.
fn times(copies: Copies) -> String {
    let (bytes, of) = (u128::from(copies.bytes), u128::from(copies.of.max(1)));
    match bytes % of {
        0 => (bytes / of).to_string(),
        rest => format!("{}.{:02}", bytes / of, rest * 100 / of),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_an_average() {
        let said = |bytes, of| times(Copies { bytes, of });
        assert_eq!([said(0, 10), said(10, 10), said(20, 10)], ["0", "1", "2"]);
        assert_eq!([said(4, 3), said(3001, 3000), said(0, 0)], ["1.33", "1.00", "0"]);
        assert_eq!(said(u64::MAX, 1), u64::MAX.to_string());
    }
}
