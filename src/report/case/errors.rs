//! An error as a report says it: ours, and what the system calls it.

use crate::lang::names::SaidError;
use crate::model::{ErrorInfo, ErrorName, visible};
use crate::report::escape::clip;

/// Longer names of a trace's are cut, in columns: a trace may say anything.
const LONGEST: usize = 32;

/// With the system's own name. Windows' numbers are part of their names: people voice for 10054.
pub(crate) fn said(error: &ErrorInfo) -> SaidError {
    with(error, error.native.as_ref().is_none_or(|native| native.starts_with("WSA")))
}

/// An error with the system's own name, always with the number.
pub(crate) fn in_full(error: &ErrorInfo) -> SaidError {
    with(error, true)
}

/// Where only the names are known.
pub(crate) fn said_by_name(name: ErrorName, native: Option<&str>) -> SaidError {
    SaidError::of(name, native.map(|native| clip(&visible(native), LONGEST)).as_deref())
}

fn with(error: &ErrorInfo, number: bool) -> SaidError {
    let number = error.number.filter(|_| number).map(|number| number.to_string());
    let native = match (&error.native, number) {
        (Some(native), Some(number)) => Some(format!("{native} {number}")),
        (native, number) => native.clone().or(number),
    };
    said_by_name(error.name, native.as_deref())
}
