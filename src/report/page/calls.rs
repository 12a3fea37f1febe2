//! A timeline: a row for each call, in the order of time.

use super::line::Line;

/// The rows, below a head that names their columns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Calls {
    pub(crate) head: CallRow,
    pub(crate) rows: Vec<CallRow>,
}

/// A row.
#[derive(Debug, Clone, Default)]
pub(crate) struct CallRow {
    /// When it began.
    pub(crate) time: String,
    /// Who made it.
    pub(crate) actor: String,
    pub(crate) call: Line,
    /// What came back.
    pub(crate) result: Line,
    /// What the kernels held then.
    pub(crate) held: String,
    /// The call goes on over the columns behind it, which are empty.
    pub(crate) spans: bool,
    /// Nothing depends on the call: it may be folded.
    pub(crate) routine: Option<Routine>,
    /// Instead of all these: a remark below a call.
    pub(crate) note: Option<Line>,
}

/// A call on which nothing depends.
#[derive(Debug, Clone)]
pub(crate) struct Routine {
    /// How it is named among others of its kind.
    pub(crate) name: String,
    /// All it was for was to wait for something, which was there at once.
    pub(crate) waits: bool,
}

impl CallRow {
    /// A remark.
    pub(crate) fn note(line: Line) -> Self {
        CallRow { note: Some(line), ..CallRow::default() }
    }
}
