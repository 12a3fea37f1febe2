//! A terminal that does not show what is typed.

use crate::net::Terminal;

/// It shows nothing until this is dropped.
pub(super) struct Hidden<'t>(&'t Terminal);

impl<'t> Hidden<'t> {
    pub(super) fn of(terminal: &'t Terminal) -> Self {
        terminal.hide();
        Hidden(terminal)
    }
}

impl Drop for Hidden<'_> {
    fn drop(&mut self) {
        self.0.restore();
    }
}
