//! What the fixes of a scenario cost, side by side: where several carried the same messages.

use super::Look;
use super::doc::{Doc, Line, Style};
use super::escape::width;
use super::paint::paint;
use super::wrap::{widest_word, wrap};
use crate::analysis::{CaseAnalysis, Copies, Cost, cost, said_in};
use crate::lang::costs as words;
use crate::model::{Case, CaseTrace, Payload, Role, Text, Verdict};

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
    pub fn text(&self, look: &Look) -> String {
        let rows = self.comparable();
        if rows.len() < 2 || look.quiet() {
            return String::new();
        }
        let mut doc = Doc::new();
        doc.push(Line::new());
        doc.heading(&look.say(words::heading()));
        table(&mut doc, &rows, look);
        doc.extend(wrap(&Line::legend(&look.say(words::legend())), look.prose_columns(), 2));
        paint(&doc, look)
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

fn table(doc: &mut Doc, rows: &[&CostRow], look: &Look) {
    let heads = words::columns().map(|head| look.say(head));
    let cells: Vec<[String; COLUMNS]> = rows.iter().map(|row| figures(row.cost)).collect();
    let widths: [usize; COLUMNS] = std::array::from_fn(|at| {
        let column = cells.iter().map(|cells| width(&cells[at]));
        column.chain([width(&heads[at])]).max().unwrap_or(0)
    });
    let figures: usize = widths.iter().map(|width| width + 2).sum();
    let names: Vec<String> = rows.iter().map(|row| row.fix.get(look.lang).to_owned()).collect();
    let (widest, least) = columns_of(&names);
    if 2 + least + figures > look.columns() {
        return in_lines(doc, rows, look);
    }
    let room = widest.min(look.columns().saturating_sub(figures + 2)).max(NARROWEST);
    doc.push(line(Style::Dim, &Line::new(), (&heads, &widths), room));
    for (name, cells) in names.iter().zip(&cells) {
        let mut lines = wrap(&Line::of(Style::Plain, name), room, HANG).into_iter();
        let first = lines.next().unwrap_or_default();
        doc.push(line(Style::Plain, &first, (cells, &widths), room));
        doc.extend(lines.map(|rest| Line::of(Style::Plain, "  ").joined(rest)).collect());
    }
}

/// The columns of the longest name, and the fewest in which no name is broken inside a word.
fn columns_of(names: &[String]) -> (usize, usize) {
    let widest = names.iter().map(|name| width(name)).max().unwrap_or(0);
    let word = names.iter().map(|name| widest_word(name)).max().unwrap_or(0);
    (widest, (word + HANG).min(widest).max(NARROWEST))
}

/// Where the columns do not fit: each fix, and below it its figures with their names.
fn in_lines(doc: &mut Doc, rows: &[&CostRow], look: &Look) {
    let heads = words::columns().map(|head| look.say(head));
    for row in rows {
        let name = Line::of(Style::Plain, "  ").with(Style::Plain, row.fix.get(look.lang));
        doc.extend(wrap(&name, look.columns(), 4));
        let mut line = Line::of(Style::Plain, "    ");
        for (head, figure) in heads.iter().zip(figures(row.cost)) {
            let next = Line::of(Style::Dim, head).with(Style::Plain, &format!(" {figure}  "));
            if line.width() + next.width() - 2 > look.columns() {
                doc.push(std::mem::replace(&mut line, Line::of(Style::Plain, "    ")));
            }
            line.append(next);
        }
        doc.push(line);
    }
}

fn line(
    style: Style,
    name: &Line,
    (cells, widths): (&[String; COLUMNS], &[usize; COLUMNS]),
    room: usize,
) -> Line {
    let mut line = Line::of(style, "  ").joined(name.clone());
    let mut end = 2 + room;
    for (cell, width_of) in cells.iter().zip(widths) {
        end += 2 + width_of;
        line.pad_to(end.saturating_sub(width(cell)));
        line.push(style, cell);
    }
    line
}

fn figures(cost: Cost) -> [String; COLUMNS] {
    let Cost { bytes, sends, receives, round_trips, copies, took_us } = cost;
    let took = format!("{}.{:02}", took_us / 1000, took_us % 1000 / 10);
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
