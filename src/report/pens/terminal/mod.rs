//! A page on a terminal, or in a file of text.

mod bars;
mod byte_rows;
pub(crate) mod fit;
mod grid;
mod packets;
pub(crate) mod paint;
mod ruler;
mod timeline;
mod title;
pub(crate) mod wrap;

use super::super::Look;
use crate::report::page::grid::{Grid, Row};
use crate::report::page::line::{Line, Span};
use crate::report::page::{Block, Page, Words};
use paint::{paint, spelled_out};
use wrap::wrap;

impl Page {
    /// The page as text, as wide as `look` says; each line ends in `\n`. Escape sequences only with `look.color`.
    pub fn text(&self, look: &Look) -> String {
        let lines: Vec<Line> = self.blocks.iter().flat_map(|block| lines(block, look)).collect();
        paint(&lines, look)
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
        Block::Ruler(ruler) => ruler::lines(ruler, look),
        Block::Packets(packets) => packets::lines(packets, look),
        Block::Title(title) => title::title(title, look),
        Block::CaseRow(row) => title::row(row, look),
        Block::Bars(bars) => bars::lines(bars, look),
        Block::Bytes(bytes) => byte_rows::lines(bytes, look),
    }
}

fn flowing(words: &Words, look: &Look) -> Vec<Line> {
    let columns = if words.prose { look.prose_columns() } else { look.columns() };
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
