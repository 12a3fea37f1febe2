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
    /// Where nothing depends on the call: how it is named among others of its kind.
    pub(crate) routine: Option<String>,
    /// All it is for is to wait for something, which was there at once where it is routine, too.
    pub(crate) waited_for_nothing: bool,
    /// Instead of all these: a remark below a call.
    pub(crate) note: Option<Line>,
}

impl CallRow {
    /// A remark.
    pub(crate) fn note(line: Line) -> Self {
        CallRow { note: Some(line), ..CallRow::default() }
    }
}
