//! A stretch of a stream, byte by byte: rows whose cells stand below each other.

/// The rows.
#[derive(Debug, Clone)]
pub(crate) struct ByteRows {
    /// The columns of each cell, without its edge.
    pub(crate) widths: Vec<usize>,
    pub(crate) rows: Vec<ByteRow>,
}

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct ByteRow {
    pub(crate) label: String,
    pub(crate) cells: Vec<ByteCell>,
    /// Whether it has an edge at both of its ends.
    pub(crate) closed: bool,
}

/// A byte, or several that are left out.
#[derive(Debug, Clone)]
pub(crate) struct ByteCell {
    /// The edge before it, where there is one.
    pub(crate) edge: Option<&'static str>,
    pub(crate) inside: String,
    /// The message it belongs to; 0: to none. Nothing: that is not what the row is about.
    pub(crate) message: Option<u32>,
}
