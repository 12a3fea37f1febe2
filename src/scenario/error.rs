//! What is wrong with a scenario file: where, what, and what is expected there.

use super::notice::Notice;
use super::problem::{Problem, Span};
use crate::model::{Lang, Text};
use std::ops::Range;

/// The first thing that is wrong with a scenario file.
///
/// Its `Display` is [`ScenarioError::render`] in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioError {
    /// The file, as it was named to [`parse`](super::parse).
    pub file: String,
    /// The line, from 1; 1 where it is the file as a whole.
    pub line: u32,
    /// The column, from 1, in characters; 1 where it is the file as a whole.
    pub column: u32,
    span: Option<Span>,
    notice: Box<Notice>,
}

impl ScenarioError {
    pub(super) fn new(file: &str, source: &str, problem: Problem) -> Self {
        let Problem { span, what, help, .. } = problem;
        let help = help.map(|help| *help);
        let notice = match span {
            Some(span) => Notice::at(source, span.start..span.end, what, help),
            None => Notice::whole(what, help),
        };
        let (line, column) = notice.place().unwrap_or((1, 1));
        ScenarioError { file: file.to_owned(), line, column, span, notice: Box::new(notice) }
    }

    /// What is wrong.
    pub fn text(&self) -> &Text {
        self.notice.text()
    }

    /// What is expected there, or what may have been meant.
    pub fn help(&self) -> Option<&Text> {
        self.notice.help()
    }

    /// All of it, as it is laid out.
    pub fn notice(&self) -> &Notice {
        &self.notice
    }

    /// The bytes of the file that it is about; `None` where the file as a whole is meant. In a
    /// file that is not UTF-8 each wrong byte counts as U+FFFD.
    pub fn span(&self) -> Option<Range<usize>> {
        self.span.map(|span| span.start..span.end)
    }

    /// The source line, fit to be shown: see [`Notice::source_line`].
    pub fn source_line(&self) -> Option<&str> {
        self.notice.source_line()
    }

    /// Blanks and carets to stand under it: see [`Notice::caret`].
    pub fn caret(&self) -> Option<&str> {
        self.notice.caret()
    }

    /// The whole message, several lines without colours, ending in a line feed.
    pub fn render(&self, lang: Lang) -> String {
        self.notice.render(&self.file, lang)
    }
}

impl std::fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.render(Lang::En).trim_end())
    }
}

impl std::error::Error for ScenarioError {}
