//! The one scale of three rulers: which edges are drawn, and in which column.

use crate::report::page::ruler::{Ruler, RulerRow};
use crate::report::pens::terminal::ruler::pieces::{Content, Piece, Words, pieces};
use std::collections::BTreeSet;

/// A cell whose text does not fit asks for this much first: `#12 1024 B`.
const LABEL: usize = 10;

/// Pictures drawn by size are not stretched wider than this, in columns.
const WIDEST: usize = 120;

/// The edges that are drawn, and their columns (from 0).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scale {
    pub(crate) edges: Vec<u64>,
    pub(crate) columns: Vec<usize>,
}

impl Scale {
    /// The column of an edge that is drawn.
    pub(crate) fn column(&self, edge: u64) -> Option<usize> {
        self.columns.get(self.edges.binary_search(&edge).ok()?).copied()
    }

    /// The columns of the whole, both outer edges included.
    pub(crate) fn width(&self) -> usize {
        self.columns.last().map_or(0, |column| column + 1)
    }
}

/// The columns in which every cell shows its text; `None` where some are drawn by size.
pub(crate) fn natural(ruler: &Ruler, words: &Words) -> Option<usize> {
    let edges = edges_at(ruler, 0, 0);
    let mut drawn = ruler.rows.iter().flat_map(|row| pieces(row, ruler, &edges, words));
    if drawn.any(|piece| piece.content.sized) {
        return None;
    }
    let widths = wanted(ruler, &edges, words);
    Some(placed(edges, &widths).width())
}

/// A scale of at most so many columns: the natural one where it fits; else cells are narrowed, and
/// where they are too many, neighbours are drawn as one.
pub(crate) fn fitted(ruler: &Ruler, columns: usize, words: &Words) -> Scale {
    let edges = edges_at(ruler, 0, columns);
    if edges.len() <= columns {
        let widths = wanted(ruler, &edges, words);
        if widths.iter().sum::<usize>() + edges.len() <= columns {
            let mut drawn = ruler.rows.iter().flat_map(|row| pieces(row, ruler, &edges, words));
            let by_size = drawn.any(|piece| piece.content.sized);
            return if by_size {
                stretched(edges, &widths, ruler.total, columns)
            } else {
                placed(edges, &widths)
            };
        }
    }
    for (level, least) in [(0, 2), (1, 4), (2, 4)] {
        let edges = edges_at(ruler, level, columns);
        let gaps = edges.len().saturating_sub(1);
        if level == 0 && gaps > 24 {
            continue;
        }
        if gaps * (least + 1) < columns {
            return narrowed(ruler, edges, (columns, least), words);
        }
    }
    narrowed(ruler, vec![0, ruler.total], (columns, 1), words)
}

/// The edges that are drawn. Level 0: all; 1: in rows with many cells, runs of equal cells are one;
/// 2: rows with many cells are one.
fn edges_at(ruler: &Ruler, level: u8, columns: usize) -> Vec<u64> {
    let mut edges = BTreeSet::from([0, ruler.total]);
    for row in &ruler.rows {
        let many = row.cells.len() > (columns / 8).max(4);
        match level {
            1 if many => edges.extend(run_edges(row)),
            2 if many => {}
            _ => edges.extend(row.cells.iter().map(|cell| cell.start)),
        }
    }
    edges.into_iter().collect()
}

/// Where the size or the kind of the cells changes.
fn run_edges(row: &RulerRow) -> Vec<u64> {
    let changes = row
        .cells
        .windows(2)
        .filter(|pair| pair[0].len() != pair[1].len() || pair[0].fill != pair[1].fill);
    changes.map(|pair| pair[1].start).collect()
}

/// The columns each gap between two edges would like to have: what every row's text needs.
fn wanted(ruler: &Ruler, edges: &[u64], words: &Words) -> Vec<usize> {
    wanted_up_to(ruler, edges, (usize::MAX, words))
}

/// The columns each gap would like to have, where no text may ask for more than `most`.
fn wanted_up_to(ruler: &Ruler, edges: &[u64], (most, words): (usize, &Words)) -> Vec<usize> {
    asked(ruler, edges, words, |content| content.natural().min(most))
}

/// The columns that every row's pieces ask for, for each gap between two edges.
fn asked(
    ruler: &Ruler,
    edges: &[u64],
    words: &Words,
    by: impl Fn(&Content) -> usize,
) -> Vec<usize> {
    let mut widths = vec![1; edges.len().saturating_sub(1)];
    let mut all: Vec<Piece> =
        ruler.rows.iter().flat_map(|row| pieces(row, ruler, edges, words)).collect();
    all.sort_by_key(|piece| piece.to - piece.from);
    for piece in all {
        let Some(gaps) = widths.get_mut(piece.from..piece.to) else { continue };
        let have = gaps.iter().sum::<usize>() + gaps.len().saturating_sub(1);
        let missing = by(&piece.content).saturating_sub(have);
        if let Some(last) = gaps.last_mut() {
            *last += missing;
        }
    }
    widths
}

fn placed(edges: Vec<u64>, widths: &[usize]) -> Scale {
    let mut columns = vec![0];
    let mut at = 0;
    for width in widths {
        at += width + 1;
        columns.push(at);
    }
    Scale { edges, columns }
}

/// Gaps in their columns, and the room that is left shared out by size.
fn stretched(edges: Vec<u64>, widths: &[usize], total: u64, columns: usize) -> Scale {
    let used = widths.iter().sum::<usize>() + widths.len() + 1;
    let spare = columns.min(WIDEST).saturating_sub(used);
    let widths: Vec<usize> = widths
        .iter()
        .zip(edges.windows(2))
        .map(|(width, edge)| width + share(spare, edge[1] - edge[0], total))
        .collect();
    placed(edges, &widths)
}

/// `spare * part / whole`, without overflow.
fn share(spare: usize, part: u64, whole: u64) -> usize {
    let product = u128::from(part) * spare as u128 / u128::from(whole.max(1));
    usize::try_from(product).unwrap_or(0)
}

/// Gaps cut to the largest common width that fits; then, as far as there is room, wide enough for the
/// number of their message.
fn narrowed(
    ruler: &Ruler,
    edges: Vec<u64>,
    (columns, least): (usize, usize),
    words: &Words,
) -> Scale {
    let wanted = wanted_up_to(ruler, &edges, (LABEL, words));
    let room = columns.saturating_sub(wanted.len() + 1);
    let total = |limit: usize| wanted.iter().map(|&w| w.min(limit).max(least)).sum::<usize>();
    let limit = (least..=columns).take_while(|&limit| total(limit) <= room).last();
    let limit = limit.unwrap_or(least);
    let mut widths: Vec<usize> = wanted.iter().map(|&want| want.min(limit).max(least)).collect();
    let mut spare = room.saturating_sub(widths.iter().sum());
    for (width, need) in widths.iter_mut().zip(asked(ruler, &edges, words, Content::number)) {
        let more = need.saturating_sub(*width).min(spare);
        *width += more;
        spare -= more;
    }
    stretched(edges, &widths, ruler.total, columns)
}
