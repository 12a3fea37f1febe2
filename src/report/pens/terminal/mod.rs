//! A page on a terminal, or in a file of text.

mod bars;
mod byte_rows;
pub(crate) mod fit;
mod grid;
mod packets;
pub(crate) mod paint;
pub(super) mod ruler;
mod timeline;
mod title;
pub(crate) mod wrap;

use super::super::Look;
use crate::report::page::grid::{Grid, Row};
use crate::report::page::line::{Line, Span};
use crate::report::page::{Block, Page, Sign, Words};
use paint::{paint, spelled_out};
use std::collections::BTreeSet;
use wrap::wrap;

/// Draws pages one after the other, and knows which signs it has explained.
#[derive(Debug)]
pub struct Pen {
    look: Look,
    told: BTreeSet<String>,
}

impl Pen {
    /// A pen that has drawn nothing.
    pub fn new(look: Look) -> Self {
        Pen { look, told: BTreeSet::new() }
    }

    /// A page as text, as wide as the look says; each line ends in `\n`. Escape sequences only with `look.color`.
    pub fn draw(&mut self, page: &Page) -> String {
        let (mut all, mut waiting) = (Vec::new(), Vec::new());
        for block in &page.blocks {
            match block {
                Block::Legend(signs) => {
                    waiting.extend(signs.iter().cloned());
                    all.extend(self.legend(&std::mem::take(&mut waiting)));
                }
                Block::Ruler(ruler) => {
                    let (lines, signs) = ruler::lines(ruler, &self.look);
                    all.extend(lines);
                    match ruler.compact {
                        true => waiting.extend(signs),
                        false => all.extend(self.legend(&signs)),
                    }
                }
                Block::CaseRow(row) => {
                    let sign =
                        row.reads.as_slice().iter().filter(|_| title::has_counts(&self.look));
                    all.extend(self.legend(&sign.cloned().collect::<Vec<_>>()));
                    all.extend(title::row(row, &self.look));
                }
                other => all.extend(lines(other, &self.look)),
            }
        }
        paint(&all, &self.look)
    }

    /// How to read signs: each is explained where it first appears.
    fn legend(&mut self, signs: &[Sign]) -> Vec<Line> {
        let mut new = |sign: &&Sign| match &sign.once {
            Some(name) => self.told.insert(name.clone()),
            None => true,
        };
        let texts: Vec<&str> =
            signs.iter().filter(&mut new).map(|sign| sign.text.as_str()).collect();
        let line = Line::legend(&texts.join("   ")).indented(2);
        if texts.is_empty() { Vec::new() } else { wrap(&line, self.look.prose_columns(), 2) }
    }
}

impl Page {
    /// The page as text: [`Pen::draw`], by a pen of its own.
    pub fn text(&self, look: &Look) -> String {
        Pen::new(*look).draw(self)
    }
}

/// In the last third of a part an empty line is a better place to go on from than its end.
const GOOD_BREAK: usize = 3;

impl Page {
    /// The page as [`Page::text`], in parts of at most `rows` lines, at least one.
    pub fn parts(&self, look: &Look, rows: usize) -> Vec<String> {
        let rows = rows.max(1);
        let text = self.text(look);
        let mut lines: &[&str] = &text.lines().collect::<Vec<_>>();
        let mut parts = Vec::new();
        while lines.len() > rows {
            let least = rows - rows / GOOD_BREAK;
            let gap = lines[..=rows].iter().rposition(|line| line.is_empty());
            let end = gap.filter(|gap| *gap >= least).unwrap_or(rows);
            let (part, rest) = lines.split_at(end);
            parts.push(joined(part));
            let empty = rest.iter().take_while(|line| line.is_empty()).count();
            lines = &rest[empty..];
        }
        if !lines.is_empty() || parts.is_empty() {
            parts.push(joined(lines));
        }
        parts
    }
}

fn joined(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [*line, "\n"]).collect()
}

/// A block in lines.
pub(crate) fn lines(block: &Block, look: &Look) -> Vec<Line> {
    match block {
        Block::Gap => vec![Line::new()],
        Block::Words(words) => flowing(words, look),
        Block::Cut(line) => vec![line.clone().clipped(look.columns())],
        Block::Line(line) => vec![line.clone()],
        Block::Pieces(pieces) => beside(pieces, look),
        Block::Grid(grid) if look.ascii => grid::lines(&spelled_grid(grid, look), look),
        Block::Grid(grid) => grid::lines(grid, look),
        Block::Calls(calls) => timeline::lines(calls, look),
        Block::Ruler(ruler) => ruler::lines(ruler, look).0,
        Block::Legend(signs) => signs.iter().map(|sign| Line::legend(&sign.text)).collect(),
        Block::Packets(packets) => packets::lines(packets, look),
        Block::Title(title) => title::title(title, look),
        Block::CaseRow(row) => title::row(row, look),
        Block::Bars(bars) => bars::lines(bars, look),
        Block::Bytes(bytes) => byte_rows::lines(bytes, look),
    }
}

fn flowing(words: &Words, look: &Look) -> Vec<Line> {
    let columns = if words.prose { look.prose_columns() } else { look.columns() };
    if !look.ascii && words.indent == 0 {
        return wrap(&words.line, columns, words.hang);
    }
    wrap(&spelled(&words.line, look).indented(words.indent), columns, words.hang)
}

/// A line as a plain terminal has it, before it is put into lines: so that none has to give way to longer spellings
/// later.
fn spelled(line: &Line, look: &Look) -> Line {
    let span = |span: &Span| Span { style: span.style, text: spelled_out(&span.text, look).into() };
    Line { spans: line.spans.iter().map(span).collect() }
}

/// A table likewise.
fn spelled_grid(grid: &Grid, look: &Look) -> Grid {
    let row = |row: &Row| match row {
        Row::Cells(mark, cells) => {
            Row::Cells(mark.clone(), cells.iter().map(|cell| spelled(cell, look)).collect())
        }
        Row::Fitted(first, all) => {
            Row::Fitted(spelled(first, look), all.iter().map(|line| spelled(line, look)).collect())
        }
        Row::Note(line, places) => Row::Note(spelled(line, look), *places),
        Row::Heading(text) => Row::Heading(text.clone()),
    };
    Grid { rows: grid.rows.iter().map(row).collect(), ..grid.clone() }
}

/// How far pieces are indented, and how far apart they are.
const INDENT: usize = 4;
const GAP: usize = 2;

fn beside(pieces: &[Line], look: &Look) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if line.width() + GAP + piece.width() <= look.columns() => {
                line.pad_to(line.width() + GAP);
                line.append(piece.clone());
            }
            _ => lines.push(piece.clone().indented(INDENT)),
        }
    }
    lines
}
