//! A timeline: a row for each call, in the order of time.

use super::line::Line;
use super::places::Moment;
use crate::model::CallPlace;

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
    /// Which call it is, the last one where there are several; nothing where none was made.
    pub(crate) last: Option<CallPlace>,
    /// The call begins with it, and has a row where it ends.
    pub(crate) begins: bool,
    /// Where every byte is when it has come back: on a page that is stepped through.
    pub(crate) places: Option<Box<Moment>>,
    /// When that is: the end of the call, of the last one where there are several; as it begins, where it has a row for
    /// its end.
    pub(crate) moment: String,
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
    /// Whether it is a step on a page that is stepped through.
    pub(crate) fn is_step(&self) -> bool {
        self.note.is_none() && !self.time.trim().is_empty()
    }

    /// A remark.
    pub(crate) fn note(line: Line) -> Self {
        CallRow { note: Some(line), ..CallRow::default() }
    }
}
