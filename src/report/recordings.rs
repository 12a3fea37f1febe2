//! The recordings that come with the program: real traces of systems that the reader may not have.
//! One for each file of `tests/traces`, compressed as it is there; `build.rs` makes the list. None is
//! unpacked before it is asked for.

use crate::scenario::nearest;

/// Names and files.
static ALL: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/recordings.rs"));

/// Their names, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|(name, _)| *name)
}

/// The file of this name, for [`super::json::read`].
pub fn find(name: &str) -> Option<&'static [u8]> {
    ALL.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes)
}

/// The names a mistyped name may have meant, the nearest first.
pub fn near(name: &str) -> Vec<&'static str> {
    nearest(name, names())
}
