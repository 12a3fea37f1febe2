//! The lines of a program in the making.

use crate::model::{Data, Lang, Text, is_hidden};
use crate::report::prose;
use std::time::Duration;

/// A program in the making.
#[derive(Debug)]
pub(super) struct Paper {
    lines: Vec<String>,
    comment: &'static str,
    columns: usize,
    pub(super) lang: Lang,
    /// How deep the next line stands, in steps of four columns.
    pub(super) depth: usize,
    /// What was left out.
    pub(super) left_out: Vec<Text>,
}

impl Paper {
    /// A blank one, for lines of so many columns.
    pub(super) fn new(comment: &'static str, columns: usize, lang: Lang) -> Self {
        Paper { lines: Vec::new(), comment, columns, lang, depth: 0, left_out: Vec::new() }
    }

    /// Another one for the same reader.
    pub(super) fn blank(&self) -> Paper {
        Paper::new(self.comment, self.columns, self.lang)
    }

    /// What stands on another one, below what stands on this.
    pub(super) fn append(&mut self, other: Paper) {
        self.lines.extend(other.lines);
        self.left_out.extend(other.left_out);
    }

    pub(super) fn lines(&self) -> &[String] {
        &self.lines
    }

    pub(super) fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// A line of code, or several; an empty one stands at the margin.
    pub(super) fn code(&mut self, code: &str) {
        let margin = "    ".repeat(self.depth);
        for line in code.lines() {
            let line = format!("{margin}{line}");
            self.lines.push(line.trim_end().to_owned());
        }
        if code.is_empty() {
            self.lines.push(String::new());
        }
    }

    /// A sentence, as a comment.
    pub(super) fn say(&mut self, text: &Text) {
        let text = text.get(self.lang).to_owned();
        self.comment(&text);
    }

    /// Words, as a comment: what a stranger wrote stays in it. Nothing in them ends a line, and no line ends with
    /// what would take the next one along (a backslash in C, and the trigraph for it).
    pub(super) fn comment(&mut self, text: &str) {
        let columns = self.columns.saturating_sub(self.depth * 4 + self.comment.len());
        for line in prose(text, columns) {
            let line = line.replace("??/", "? ?/");
            let end = if line.ends_with('\\') { " ." } else { "" };
            self.code(&format!("{}{line}{end}", self.comment));
        }
    }

    /// What is left out, at its place.
    pub(super) fn leave_out(&mut self, what: &Text) {
        self.say(what);
        self.left_out.push(what.clone());
    }

    /// Inside of something.
    pub(super) fn inside(
        &mut self,
        body: impl FnOnce(&mut Paper) -> Result<(), Text>,
    ) -> Result<(), Text> {
        self.depth += 1;
        let done = body(self);
        self.depth -= 1;
        done
    }
}

/// How a byte is written that is not printable ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    /// `\x0a`, always two digits.
    Hex,
    /// `\012`, always three digits: in C `\x` takes every digit that follows.
    Octal,
}

/// Bytes as they are written between quotes: `quote` and the backslash are escaped, and all that is not printable ASCII.
pub(super) fn escaped(bytes: &[u8], quote: u8, escape: Escape) -> String {
    let mut out = String::new();
    for &byte in bytes {
        match byte {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b'\\' => out.push_str("\\\\"),
            byte if byte == quote => {
                out.push('\\');
                out.push(char::from(quote));
            }
            b' '..=b'~' => out.push(char::from(byte)),
            byte if escape == Escape::Hex => out.push_str(&format!("\\x{byte:02x}")),
            byte => out.push_str(&format!("\\{byte:03o}")),
        }
    }
    out
}

/// A text that can be read as it is, though not all of it is ASCII.
pub(super) fn readable(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    (!text.is_ascii() && !text.chars().any(is_hidden)).then_some(text)
}

/// Data whose bytes are one pattern over and over.
pub(super) fn filled(data: &Data) -> Option<(&[u8], u64)> {
    match data {
        Data::Fill { pattern, len } => Some((pattern, *len)),
        Data::Bytes(_) | Data::OutputOf(_) | Data::Pieces(_) => None,
    }
}

/// A length of time in seconds: `0.2`.
pub(super) fn seconds(length: Duration) -> String {
    format!("{}", length.as_secs_f64())
}
