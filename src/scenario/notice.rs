//! How a fault of a file is said, whatever kind of file it is: what, where, the line with a caret
//! under the very word, and what is expected there.

use super::excerpt::Excerpt;
use super::problem::Span;
use crate::model::{Lang, Text, visible};
use std::fmt::Write as _;
use std::ops::Range;

/// A fault of a file, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    what: Text,
    help: Option<Text>,
    excerpt: Option<Excerpt>,
}

impl Notice {
    /// About these bytes of a file. They may be any: what is out of its bounds is cut.
    pub fn at(source: &str, bytes: Range<usize>, what: Text, help: Option<Text>) -> Self {
        Notice { what, help, excerpt: Some(Excerpt::at(source, Span::from(bytes))) }
    }

    /// About a file as a whole.
    pub fn whole(what: Text, help: Option<Text>) -> Self {
        Notice { what, help, excerpt: None }
    }

    /// What is wrong.
    pub fn text(&self) -> &Text {
        &self.what
    }

    /// What is expected there, or what may have been meant.
    pub fn help(&self) -> Option<&Text> {
        self.help.as_ref()
    }

    /// The line and the column (in characters), both from 1; `None` where the file as a whole is
    /// meant.
    pub fn place(&self) -> Option<(u32, u32)> {
        self.excerpt.as_ref().map(|excerpt| (excerpt.line_number, excerpt.column))
    }

    /// The source line, fit to be shown: tabs as blanks, control characters escaped, cut where it
    /// is long. `None` where the file as a whole is meant.
    pub fn source_line(&self) -> Option<&str> {
        self.excerpt.as_ref().map(|e| e.shown.as_str())
    }

    /// Blanks and carets that mark the word when printed under [`Notice::source_line`] in a font
    /// where Chinese characters are two columns wide.
    pub fn caret(&self) -> Option<&str> {
        self.excerpt.as_ref().map(|e| e.caret.as_str())
    }

    /// The whole message, several lines without colours, ending in a line feed. `file`: its name.
    pub fn render(&self, file: &str, lang: Lang) -> String {
        self.render_spelled(file, lang, &|_| None)
    }

    /// The whole message for a terminal that lacks some characters: `spell` says how the source line has them.
    pub fn render_spelled(
        &self,
        file: &str,
        lang: Lang,
        spell: &dyn Fn(char) -> Option<String>,
    ) -> String {
        let (error, help) = match lang {
            Lang::En => ("error: ", "help: "),
            Lang::Zh => ("错误：", "提示："),
        };
        let (line, _) = self.place().unwrap_or((1, 1));
        let gutter = line.to_string().len();
        let mut out = format!("{error}{}\n", self.what.get(lang));
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{:gutter$}--> {}", "", self.named(file));
        if let Some(excerpt) = self.excerpt.as_ref().map(|excerpt| excerpt.spelled(spell)) {
            let _ = writeln!(out, "{:gutter$} |", "");
            let _ = writeln!(out, "{line} | {}", excerpt.shown);
            let _ = writeln!(out, "{:gutter$} | {}", "", excerpt.caret);
        }
        if let Some(text) = &self.help {
            let _ = writeln!(out, "{:gutter$} = {help}{}", "", text.get(lang));
        }
        out
    }

    /// `file:line:column`, or the file alone where it is meant as a whole.
    fn named(&self, file: &str) -> String {
        let file = visible(file);
        match self.place() {
            Some((line, column)) => format!("{file}:{line}:{column}"),
            None => file.into_owned(),
        }
    }
}
