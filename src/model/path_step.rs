//! The way to a value that stands inside others: in a trace, and so in the file it was read from.

use std::borrow::Cow;

/// One step down. A way is a list of them, from the outermost value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathStep {
    /// Into a field, by its name.
    Field(Cow<'static, str>),
    /// Into a list, by the index, from 0.
    Item(usize),
}

impl From<&'static str> for PathStep {
    fn from(field: &'static str) -> Self {
        PathStep::Field(Cow::Borrowed(field))
    }
}

impl From<usize> for PathStep {
    fn from(index: usize) -> Self {
        PathStep::Item(index)
    }
}
