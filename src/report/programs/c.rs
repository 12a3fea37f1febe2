//! C11, and the calls of POSIX.

use super::form::{Form, Part};
use super::paper::Paper;
use crate::lang::programs as words;
use crate::model::Text;

/// Writes a program.
pub(super) fn write(_form: &Form, _part: &Part, _paper: &mut Paper) -> Result<(), Text> {
    Err(words::no_call("C"))
}
