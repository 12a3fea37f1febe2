//! What a broken rule says, and where: the form in which every part of the reader complains.

use crate::model::Text;

/// A stretch of the file, in bytes from its beginning, the end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Span { start: range.start, end: range.end }
    }
}

/// The words of a broken rule. Implemented beside the rule's own enum.
pub(super) trait Explain {
    /// What is wrong.
    fn what(&self) -> Text;

    /// What is expected there, or what may have been meant.
    fn help(&self) -> Option<Text> {
        None
    }

    /// What would mend it, for a reader who goes on to what else is wrong.
    fn remedy(&self) -> Remedy {
        Remedy::Other
    }
}

/// What mends a broken rule, as far as the rule itself knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Remedy {
    /// The field has the name of one of these, or is none.
    Rename(Vec<String>),
    /// This field is there.
    Add(String),
    /// One field more is there, of several that would do.
    More,
    /// The word is one of a list in which this one is.
    Word(&'static str),
    /// This item is not there, nor those after it.
    Fewer,
    /// It names somebody whom the case has: this one.
    Somebody(String),
    /// Nothing: what else stands there means something that is not known.
    Nothing,
    /// Another value.
    Other,
}

/// A broken rule at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// Where; `None` where it is the file as a whole.
    pub(super) span: Option<Span>,
    pub(super) what: Text,
    pub(super) help: Option<Box<Text>>,
    pub(super) remedy: Remedy,
}

impl Problem {
    /// At a place.
    pub(super) fn at(span: Span, fault: impl Explain) -> Self {
        Problem { span: Some(span), ..Problem::whole(fault) }
    }

    /// Something of which nothing more is known.
    pub(super) fn unnamed(span: Span) -> Self {
        Problem { span: Some(span), what: Text::new("", ""), help: None, remedy: Remedy::Other }
    }

    /// Of the whole file.
    pub(super) fn whole(fault: impl Explain) -> Self {
        Problem {
            span: None,
            what: fault.what(),
            help: fault.help().map(Box::new),
            remedy: fault.remedy(),
        }
    }
}

/// A value, or the one problem that stands in its way.
pub(super) type Checked<T> = Result<T, Problem>;
