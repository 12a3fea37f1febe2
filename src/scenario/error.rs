//! What is wrong with a scenario file: where, what, and what is expected there.

use super::excerpt::{Excerpt, Lines};
use super::problem::Problem;
use crate::model::visible;
use crate::model::{Lang, Text};
use std::fmt::Write as _;

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
    message: Box<Message>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Message {
    what: Text,
    help: Option<Text>,
    excerpt: Option<Excerpt>,
}

impl ScenarioError {
    pub(super) fn new(file: &str, source: &str, problem: Problem) -> Self {
        let excerpt = problem.span.map(|span| Lines::of(source).excerpt(span));
        let (line, column) = excerpt.as_ref().map_or((1, 1), |e| (e.line_number, e.column));
        let message = Box::new(Message { what: problem.what, help: problem.help, excerpt });
        ScenarioError { file: file.to_owned(), line, column, message }
    }

    /// What is wrong.
    pub fn text(&self) -> &Text {
        &self.message.what
    }

    /// What is expected there, or what may have been meant.
    pub fn help(&self) -> Option<&Text> {
        self.message.help.as_ref()
    }

    /// The source line, fit to be shown: tabs as blanks, control characters escaped, cut where it
    /// is long. `None` where the file as a whole is meant.
    pub fn source_line(&self) -> Option<&str> {
        self.message.excerpt.as_ref().map(|e| e.shown.as_str())
    }

    /// Blanks and carets that mark the word when printed under [`ScenarioError::source_line`] in a
    /// font where Chinese characters are two columns wide.
    pub fn caret(&self) -> Option<&str> {
        self.message.excerpt.as_ref().map(|e| e.caret.as_str())
    }

    /// The whole message, several lines without colours, ending in a line feed.
    pub fn render(&self, lang: Lang) -> String {
        let (error, help) = match lang {
            Lang::En => ("error: ", "help: "),
            Lang::Zh => ("错误：", "提示："),
        };
        let gutter = self.line.to_string().len();
        let mut out = format!("{error}{}\n", self.text().get(lang));
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{:gutter$}--> {}", "", self.place());
        if let (Some(line), Some(caret)) = (self.source_line(), self.caret()) {
            let _ = writeln!(out, "{:gutter$} |", "");
            let _ = writeln!(out, "{} | {line}", self.line);
            let _ = writeln!(out, "{:gutter$} | {caret}", "");
        }
        if let Some(text) = self.help() {
            let _ = writeln!(out, "{:gutter$} = {help}{}", "", text.get(lang));
        }
        out
    }

    /// `file:line:column`, or the file alone where it is meant as a whole.
    fn place(&self) -> String {
        let file = visible(&self.file);
        match self.message.excerpt {
            Some(_) => format!("{file}:{}:{}", self.line, self.column),
            None => file.into_owned(),
        }
    }
}

impl std::fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.render(Lang::En).trim_end())
    }
}

impl std::error::Error for ScenarioError {}
