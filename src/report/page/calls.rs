//! A timeline: a row for each call, in the order of time.

use super::line::Line;
use super::places::Moment;

/// The rows, below a head that names their columns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Calls {
    pub(crate) head: CallRow,
    pub(crate) rows: Vec<CallRow>,
    /// On a page that is stepped through: its steps, in the order of time.
    pub(crate) steps: Vec<Step>,
}

/// A step through a timeline.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// The row that it is in.
    pub(crate) row: usize,
    /// When it is: what is shown of it is true then.
    pub(crate) time: String,
    /// What is done in it, where that is not what its row says.
    pub(crate) told: Option<String>,
    /// Where every byte is then.
    pub(crate) places: Moment,
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
    /// The record that it is of, the last one where there are several, and how many of its calls have been made then.
    pub(crate) until: Option<(usize, usize)>,
    /// The call begins with it, and has a row where it ends.
    pub(crate) begins: bool,
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
