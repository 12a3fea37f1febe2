//! Processes that a program started: here nobody knows more than their group.

use std::collections::BTreeMap;
use std::process::ChildStdin;

/// Nothing: a process whose parent has ended is nobody's here.
pub(in crate::net) fn inherits() {}

/// None that this program could name.
pub(in crate::net) fn children(_process: u32) -> Vec<u32> {
    Vec::new()
}

/// Not known.
pub(in crate::net) fn states(_process: u32) -> Vec<char> {
    Vec::new()
}

/// Never called.
pub(in crate::net) fn end(_process: u32) {}

/// Never called.
pub(in crate::net) fn bury(_process: u32) {}

/// Not known.
pub(in crate::net) fn peaks(_processes: &[u32]) -> BTreeMap<u32, u64> {
    BTreeMap::new()
}

/// Not known.
pub(in crate::net) fn in_pipe(_pipe: &ChildStdin) -> Option<u64> {
    None
}
