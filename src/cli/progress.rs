//! How far a long repetition is: one line on standard error, only where a person watches.

use super::out::redraw;
use std::io::IsTerminal;

/// The line, or nothing.
pub(crate) struct Progress {
    shown: bool,
    label: String,
    of: u64,
    percent: u32,
}

impl Progress {
    /// `label` is fit to be shown.
    pub(crate) fn new(label: String, of: u64, wanted: bool) -> Self {
        let shown = wanted && of > 1 && std::io::stderr().is_terminal();
        Progress { shown, label, of, percent: u32::MAX }
    }

    /// So many are done. Draws at most a hundred times, however many there are.
    pub(crate) fn at(&mut self, done: u64) {
        let percent = done.saturating_mul(100) / self.of.max(1);
        let percent = u32::try_from(percent).unwrap_or(100);
        if self.shown && percent != self.percent {
            self.percent = percent;
            redraw(&format!("  {}  {done}/{}", self.label, self.of));
        }
    }
}

impl Drop for Progress {
    /// The line goes: what comes next is the result.
    fn drop(&mut self) {
        if self.shown {
            redraw(&" ".repeat(self.label.len() + 26));
            redraw("");
        }
    }
}
