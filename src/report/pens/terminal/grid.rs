//! A table in lines.

use super::wrap::wrap;
use crate::report::Look;
use crate::report::page::grid::{Column, Grid, Most, Row, TooNarrow};
use crate::report::page::line::{Line, Style};
use std::borrow::Cow;

/// The columns before the first cell: an indent, or a mark and a space.
const INDENT: usize = 2;

/// The columns of cells that all stand alone.
const LEAST: usize = 6;

/// The rows below their head.
pub(crate) fn lines(grid: &Grid, look: &Look) -> Vec<Line> {
    let grid = &chosen(grid, look.columns());
    let columns = if grid.prose { look.prose_columns() } else { look.columns() };
    let natural = natural(grid, columns);
    let (widths, fits) = match fitted(grid, natural.clone(), columns) {
        Some(widths) => (widths, true),
        None => (natural, false),
    };
    if let (TooNarrow::Instead(blocks), false) = (&grid.too_narrow, fits) {
        return blocks.iter().flat_map(|block| super::lines(block, look)).collect();
    }
    let drawn = Drawn { grid, widths: &widths, look };
    let mut lines = drawn.head();
    for row in &grid.rows {
        drawn.row(row, &mut lines);
    }
    lines
}

/// The table with what fits beside the first cells.
fn chosen(grid: &Grid, columns: usize) -> Cow<'_, Grid> {
    let first = |row: &Row| match row {
        Row::Fitted(first, _) => Some(first.width()),
        Row::Cells(_, cells) => cells.first().map(Line::width),
        Row::Note(..) | Row::Heading(_) => None,
    };
    if !grid.rows.iter().any(|row| matches!(row, Row::Fitted(..))) {
        return Cow::Borrowed(grid);
    }
    let first = grid.rows.iter().filter_map(first).max().unwrap_or(0);
    let room = columns.saturating_sub(INDENT + first + grid.gap);
    let mut all = grid.clone();
    for row in &mut all.rows {
        if let Row::Fitted(first, spellings) = row {
            let fitting = spellings.iter().find(|line| line.width() <= room);
            let line = fitting.or(spellings.last()).cloned().unwrap_or_default();
            *row = Row::Cells(Line::new(), vec![std::mem::take(first), line]);
        }
    }
    Cow::Owned(all)
}

/// How wide each column would like to be.
fn natural(grid: &Grid, columns: usize) -> Vec<usize> {
    let cells = |at: usize| {
        let cells = grid.rows.iter().filter_map(move |row| match row {
            Row::Cells(_, cells) => cells.get(at),
            Row::Fitted(..) | Row::Note(..) | Row::Heading(_) => None,
        });
        cells.map(Line::width)
    };
    let wanted = |(at, column): (usize, &Column)| {
        let head = column.head.iter().map(|text| Line::of(Style::Dim, text).width());
        let all = head.chain(cells(at));
        match column.most {
            None => all.max(),
            Some(Most::Wrapped(most)) => all.max().map(|widest| widest.min(most)),
            Some(Most::Alone(most)) => {
                all.filter(|width| !is_alone(*width, most, columns)).max().or(Some(LEAST))
            }
        }
    };
    grid.columns.iter().enumerate().map(|column| wanted(column).unwrap_or(0)).collect()
}

/// Whether a cell has a line of its own: it is wider than its column may be, or than two thirds of the page.
fn is_alone(width: usize, most: usize, columns: usize) -> bool {
    width > most.min((columns * 2 / 3).saturating_sub(2 * INDENT))
}

/// Takes from the widest of the columns that may be narrower, until all fit; nothing where they never do. What room
/// is left is the column's that stretches.
fn fitted(grid: &Grid, mut widths: Vec<usize>, room: usize) -> Option<Vec<usize>> {
    let used = |widths: &[usize]| {
        let shown = widths.iter().filter(|width| **width > 0).count();
        INDENT + widths.iter().sum::<usize>() + grid.gap * shown.saturating_sub(1)
    };
    while used(&widths) > room {
        let least = grid.columns.iter().map(|column| column.least.unwrap_or(usize::MAX));
        let yielding = widths.iter_mut().zip(least).filter(|(width, least)| **width > *least);
        let (widest, _) = yielding.max_by_key(|(width, _)| **width)?;
        *widest -= 1;
    }
    let spare = room - used(&widths);
    let stretching = grid.columns.iter().position(|column| column.stretches);
    stretching.and_then(|at| widths.get_mut(at)).into_iter().for_each(|width| *width += spare);
    Some(widths)
}

struct Drawn<'a> {
    grid: &'a Grid,
    widths: &'a [usize],
    look: &'a Look,
}

impl Drawn<'_> {
    fn head(&self) -> Vec<Line> {
        let heads = self.grid.columns.iter().map(|column| column.head.as_slice());
        let height = heads.clone().map(<[String]>::len).max().unwrap_or(0);
        let level = |level: usize| {
            let text = |head: &[String]| {
                let at = level.checked_sub(height - head.len());
                Line::of(Style::Dim, at.and_then(|at| head.get(at)).map_or("", String::as_str))
            };
            self.beside(&Line::new(), &heads.clone().map(text).collect::<Vec<_>>())
        };
        let cut = |line: Line| line.clipped(self.look.columns());
        (0..height).flat_map(level).map(cut).collect()
    }

    fn row(&self, row: &Row, lines: &mut Vec<Line>) {
        match row {
            Row::Cells(mark, cells) => lines.extend(self.cells(mark, cells)),
            // It has been chosen what stands there.
            Row::Fitted(..) => {}
            Row::Note(line, (indent, hang)) => {
                let line = line.clone().indented(*indent);
                lines.extend(wrap(&line, self.look.prose_columns(), *hang));
            }
            Row::Heading(text) => {
                lines.extend((!lines.is_empty()).then(Line::new));
                lines.push(Line::of(Style::Heading, text));
            }
        }
    }

    fn cells(&self, mark: &Line, cells: &[Line]) -> Vec<Line> {
        let alone = |column: &Column, cell: &Line| match column.most {
            Some(Most::Alone(most)) => is_alone(cell.width(), most, self.look.columns()),
            Some(Most::Wrapped(_)) | None => false,
        };
        let first = self.grid.columns.iter().zip(cells).next();
        if let Some((_, first)) = first.filter(|(column, cell)| alone(column, cell)) {
            let rest: Vec<Line> =
                std::iter::once(Line::new()).chain(cells.iter().skip(1).cloned()).collect();
            let begin = std::iter::once(begun(mark).joined(first.clone()));
            return begin.chain(self.beside(&Line::new(), &rest)).collect();
        }
        let lines = self.beside(mark, cells);
        let columns = self.look.columns();
        if lines.iter().all(|line| line.width() <= columns) {
            return lines;
        }
        match &self.grid.too_narrow {
            TooNarrow::Hang(hang) => {
                lines.iter().flat_map(|line| wrap(line, columns, *hang)).collect()
            }
            TooNarrow::Below(indent) => {
                let (last, others) = match cells.split_last() {
                    Some((last, others)) => (last.clone(), others),
                    None => return lines,
                };
                let mut lines = self.beside(mark, others);
                lines.push(last.indented(*indent));
                lines
            }
            TooNarrow::Cut | TooNarrow::Instead(_) => {
                lines.into_iter().map(|line| line.clipped(columns)).collect()
            }
        }
    }

    /// The cells beside each other: as many lines as the highest of them.
    fn beside(&self, mark: &Line, cells: &[Line]) -> Vec<Line> {
        let columns = self.grid.columns.iter().zip(self.widths).zip(cells);
        let columns = columns.filter(|((_, width), _)| **width > 0);
        let columns: Vec<(&Column, usize, &Line)> =
            columns.map(|((column, width), cell)| (column, *width, cell)).collect();
        // What stretches also takes what a shorter cell to the right leaves free.
        let free = |at: usize| match columns.get(at + 1) {
            Some((next, width, cell)) if next.right => width.saturating_sub(cell.width()),
            Some(_) | None => 0,
        };
        let columns: Vec<_> = columns
            .iter()
            .enumerate()
            .map(|(at, &(column, width, cell))| {
                let more = if column.stretches { free(at) } else { 0 };
                (column, width, wrap(cell, width + more, column.hang))
            })
            .collect();
        let height = columns.iter().map(|(.., lines)| lines.len()).max().unwrap_or(0);
        let level = |level: usize| {
            let mut line = if level == 0 { begun(mark) } else { Line::new() };
            let mut from = INDENT;
            for (column, width, lines) in &columns {
                if let Some(text) = lines.get(level).filter(|text| text.width() > 0) {
                    let spare = width.saturating_sub(text.width());
                    line.pad_to(if column.right { from + spare } else { from });
                    line.append(text.clone());
                }
                from += width + self.grid.gap;
            }
            line
        };
        (0..height).map(level).collect()
    }
}

/// A line that begins with a mark.
fn begun(mark: &Line) -> Line {
    let mut line = mark.clone();
    line.pad_to(INDENT);
    line
}
