//! A table.

use super::line::{Line, Style};

/// Rows of cells that stand below each other.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
    /// The columns between two cells.
    pub(crate) gap: usize,
    pub(crate) too_narrow: TooNarrow,
    /// It is not made wider than prose is.
    pub(crate) prose: bool,
}

/// How the cells of a column are laid out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Column {
    /// Its name, one line above the other; nothing where it needs none.
    pub(crate) head: Vec<String>,
    /// To the right of its place, as numbers are.
    pub(crate) right: bool,
    /// Where there is no room it may be made as narrow as this; a longer cell then takes several lines. Nothing:
    /// it stays as wide as its widest cell.
    pub(crate) least: Option<usize>,
    /// It is not made wider than this, however much there is room.
    pub(crate) most: Option<Most>,
    /// How far the lines of a cell after the first are indented.
    pub(crate) hang: usize,
    /// It takes what room is left, so that what is behind it stands at the page's edge.
    pub(crate) stretches: bool,
}

/// What becomes of a cell that is wider than its column may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Most {
    /// It goes on in the next line.
    Wrapped(usize),
    /// It has a line of its own, above the rest of its row.
    Alone(usize),
}

/// A row, or what stands between two.
#[derive(Debug, Clone)]
pub(crate) enum Row {
    /// A cell for each column, after a mark of one column (or none).
    Cells(Line, Vec<Line>),
    /// Its first cell, and what stands in its second, the longest first: the first that fits beside the other, or the last.
    Fitted(Line, Vec<Line>),
    /// A sentence, with where its lines begin.
    Note(Line, (usize, usize)),
    /// A heading, with an empty line before it.
    Heading(String),
}

/// What is done where the columns do not fit beside each other.
#[derive(Debug, Clone)]
pub(crate) enum TooNarrow {
    /// Each row is cut.
    Cut,
    /// Each row goes on in the next line, so many columns further in.
    Hang(usize),
    /// The last cell has a line of its own, so many columns further in.
    Below(usize),
    /// This stands instead.
    Instead(Vec<super::Block>),
}

impl Grid {
    /// A table without rows.
    pub(crate) fn new(columns: Vec<Column>, too_narrow: TooNarrow) -> Self {
        Grid { columns, rows: Vec::new(), gap: 2, too_narrow, prose: false }
    }

    /// Two columns of words: names and values.
    pub(crate) fn pairs(rows: impl IntoIterator<Item = (Line, Line)>) -> Self {
        let mut grid = Grid::new(vec![Column::default(); 2], TooNarrow::Hang(6));
        rows.into_iter().for_each(|(name, value)| grid.row(vec![name, value]));
        grid
    }

    /// Adds a row without a mark.
    pub(crate) fn row(&mut self, cells: Vec<Line>) {
        self.rows.push(Row::Cells(Line::new(), cells));
    }
}

impl Column {
    /// A column with a name.
    pub(crate) fn named(head: String) -> Self {
        Column { head: vec![head], ..Column::default() }
    }

    /// A column of numbers.
    pub(crate) fn number(head: String) -> Self {
        Column { right: true, ..Column::named(head) }
    }
}

/// A cell of plain words.
pub(crate) fn plain(text: &str) -> Line {
    Line::of(Style::Plain, text)
}
