//! Where the columns stand: beside each other where there is room, else what came back and what
//! is held below their call. One layout for a whole timeline, so that each column begins at one
//! place in all its rows.

use crate::report::page::line::Line;
use crate::report::pens::terminal::timeline::cell::TimelineCell;
use crate::report::pens::terminal::timeline::table::GAP;
use std::cmp::Reverse;

/// The call, what came back, what the kernel holds.
pub(crate) const PARTS: usize = 3;

/// Which of them stand beside each other; the widest shape first.
const SHAPES: [&[&[usize]]; 3] = [&[&[0, 1, 2]], &[&[0], &[1, 2]], &[&[0], &[1], &[2]]];

/// Where what stands below its call begins: below the actor, mostly.
const BELOW: usize = 10;

/// A column: which part, where it begins, how wide it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Column {
    part: usize,
    at: usize,
    width: usize,
}

/// Where everything stands.
pub(crate) struct Layout {
    /// Columns that stand beside each other, band below band.
    bands: Vec<Vec<Column>>,
    /// Where remarks begin.
    pub(crate) notes: usize,
}

impl Layout {
    /// The widest shape in which nothing is broken that should stay whole. `begin`: where a call
    /// begins.
    pub(crate) fn of(rows: &[&[TimelineCell; PARTS]], begin: usize, columns: usize) -> Self {
        let shaped = |shape: &&[&[usize]]| {
            let bands = shape.iter().enumerate().map(|(at, parts)| {
                let from = if at == 0 { begin } else { BELOW };
                band(rows, parts, (from, columns.saturating_sub(from)))
            });
            let bands = bands.collect::<Option<Vec<_>>>()?;
            let notes = if bands.len() == 1 { begin.min(columns / 3) } else { BELOW };
            Some(Layout { bands, notes })
        };
        let shape = SHAPES.iter().find_map(shaped);
        shape.unwrap_or(Layout { bands: Vec::new(), notes: BELOW })
    }

    /// The lines of a row; the first begins with when and who.
    pub(crate) fn lines(&self, begin: Line, cells: &[TimelineCell; PARTS]) -> Vec<Line> {
        let mut begin = Some(begin);
        let mut out = Vec::new();
        for band in &self.bands {
            let mut lines: Vec<Line> = begin.take().into_iter().collect();
            for column in band {
                let cell = cells[column.part].lines(column.width);
                lines.resize(lines.len().max(cell.len()), Line::new());
                for (line, part) in lines.iter_mut().zip(cell) {
                    line.pad_to(column.at);
                    line.append(part);
                }
            }
            out.append(&mut lines);
        }
        out
    }
}

/// Columns beside each other; nothing where they do not fit without breaking what should stay
/// whole.
fn band(
    rows: &[&[TimelineCell; PARTS]],
    parts: &[usize],
    (from, room): (usize, usize),
) -> Option<Vec<Column>> {
    let used = |part: &usize| rows.iter().any(|row| row[*part].width() > 0);
    let parts: Vec<usize> = parts.iter().copied().filter(used).collect();
    let widths = widths(rows, &parts, room.saturating_sub(GAP * parts.len().saturating_sub(1)))?;
    let mut at = from;
    let place = |(&part, &width): (&usize, &usize)| {
        let column = Column { part, at, width };
        at += width + GAP;
        column
    };
    Some(parts.iter().zip(&widths).map(place).collect())
}

/// How wide the columns are, all together at most `room`. A column alone always fits.
fn widths(rows: &[&[TimelineCell; PARTS]], parts: &[usize], room: usize) -> Option<Vec<usize>> {
    let most = |of: &dyn Fn(&TimelineCell) -> usize| -> Vec<usize> {
        let of_part = |&part: &usize| rows.iter().map(|row| of(&row[part])).max().unwrap_or(0);
        parts.iter().map(of_part).collect()
    };
    let (mut widths, least) = (most(&TimelineCell::width), most(&TimelineCell::narrowest));
    if widths.iter().sum::<usize>() <= room {
        return Some(widths);
    }
    if let [_] = parts {
        return Some(vec![room]);
    }
    while widths.iter().sum::<usize>() > room {
        let at = cheapest(rows, parts, (&widths, &least))?;
        widths[at] -= 1;
    }
    // Where all long cells break early, their column need not be as wide as it might be.
    let taken = |(&part, &width): (&usize, &usize)| {
        let lines = rows.iter().flat_map(|row| row[part].lines(width));
        lines.map(|line| line.width()).max().unwrap_or(0)
    };
    Some(parts.iter().zip(&widths).map(taken).collect())
}

/// The column that can be narrower by one at the price of the fewest lines; of several the one
/// that is furthest from its least.
fn cheapest(
    rows: &[&[TimelineCell; PARTS]],
    parts: &[usize],
    (widths, least): (&[usize], &[usize]),
) -> Option<usize> {
    let height = |row: &[TimelineCell; PARTS], narrower: usize| {
        let columns = parts.iter().zip(widths).enumerate();
        let heights = columns
            .map(|(at, (&part, &width))| row[part].height(width - usize::from(at == narrower)));
        heights.max().unwrap_or(0)
    };
    let price = |at: usize| rows.iter().map(|row| height(row, at)).sum::<usize>();
    let can = (0..parts.len()).filter(|&at| widths[at] > least[at]);
    can.min_by_key(|&at| (price(at), Reverse(widths[at] - least[at])))
}
