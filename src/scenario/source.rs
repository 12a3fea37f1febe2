//! From bytes to a TOML document: size, UTF-8, syntax.
//!
//! Nesting and the length of dotted keys are bounded by the `toml` crate itself (80 levels), so a
//! document of a thousand brackets costs one error.

use super::problem::{Checked, Explain, Problem, Span};
use super::toml_words;
use crate::model::{Limits, Text, visible_char};
use toml::de::DeTable;

/// Why bytes are not a TOML document.
enum SourceFault {
    /// How large it is is not known: it need not have been read to the end.
    TooLarge,
    NotUtf8 {
        offset: usize,
        line: usize,
        byte: u8,
    },
    Hidden {
        character: char,
    },
    Syntax {
        said: String,
    },
    /// The line on which ends what it should stand behind, where that is another one.
    NoComma {
        said: String,
        behind: Option<usize>,
    },
}

impl Explain for SourceFault {
    fn what(&self) -> Text {
        match self {
            SourceFault::TooLarge => Text::new(
                format!(
                    "the file has more than {} bytes, the most a scenario may have",
                    Limits::FILE
                ),
                format!("文件超过了 {} 字节；场景文件最多这么长", Limits::FILE),
            ),
            SourceFault::NotUtf8 { offset, line, byte } => Text::new(
                format!("not UTF-8: byte 0x{byte:02x} at offset {offset}, on line {line}"),
                format!("不是 UTF-8 编码：第 {line} 行，偏移 {offset} 处的字节是 0x{byte:02x}"),
            ),
            SourceFault::Hidden { character } => Text::new(
                format!(
                    "a hidden character, {}: it can make a file look different from what it is",
                    visible_char(*character)
                ),
                format!(
                    "这里有一个看不见的字符 {}：它能让文件显示得与实际内容不同",
                    visible_char(*character)
                ),
            ),
            SourceFault::Syntax { said } | SourceFault::NoComma { said, .. } => Text::new(
                format!("not valid TOML: {said}"),
                format!("不符合 TOML 语法：{}", toml_words::chinese(said)),
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            SourceFault::TooLarge => None,
            SourceFault::NotUtf8 { .. } => Some(Text::new(
                "save the file as UTF-8; for other bytes on the wire write { hex = \"…\" } or { text = \"…\", encoding = \"gbk\" }",
                "请把文件存为 UTF-8；要在线路上发别的字节，请写 { hex = \"…\" } 或 { text = \"…\", encoding = \"gbk\" }",
            )),
            SourceFault::Hidden { character } => {
                let code = u32::from(*character);
                Some(Text::new(
                    format!("where a text needs it, write \\u{code:04X} in \"…\""),
                    format!("文本里确实需要它的话，请在 \"…\" 里写 \\u{code:04X}"),
                ))
            }
            SourceFault::Syntax { said } => toml_words::help(said),
            SourceFault::NoComma { behind: None, .. } => {
                Some(Text::new("put a `,` before this", "请在这前面加上 `,`"))
            }
            SourceFault::NoComma { behind: Some(line), .. } => Some(Text::new(
                format!("put a `,` behind what ends on line {line}"),
                format!("请在第 {line} 行那一项的后面加上 `,`"),
            )),
        }
    }
}

/// Whether the file is small enough to be looked at.
pub(super) fn size(bytes: &[u8]) -> Checked<()> {
    match u64::try_from(bytes.len()) {
        Ok(len) if len <= Limits::FILE => Ok(()),
        _ => Err(Problem::whole(SourceFault::TooLarge)),
    }
}

/// The file as text. The span of a failure counts in the text in which each wrong byte is
/// replaced by U+FFFD: see [`lossy`].
pub(super) fn utf8(bytes: &[u8]) -> Checked<&str> {
    let wrong = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(wrong) => wrong,
    };
    let offset = wrong.valid_up_to();
    let good = bytes.get(..offset).unwrap_or_default();
    let line = good.iter().filter(|b| **b == b'\n').count() + 1;
    let byte = bytes.get(offset).copied().unwrap_or_default();
    let span = Span { start: offset, end: offset + char::REPLACEMENT_CHARACTER.len_utf8() };
    Err(Problem::at(span, SourceFault::NotUtf8 { offset, line, byte }))
}

/// What in the text works on a terminal or turns the reading direction: without it a file can be shown
/// as it is, to the byte. TOML itself refuses the control characters of ASCII; these are the others
/// (C1: ECMA-48, 8.3), and what the compiler of Rust refuses in its sources for the same reason
/// (`text_direction_codepoint_in_literal`, CVE-2021-42574).
pub(super) fn hidden(text: &str) -> impl Iterator<Item = Problem> {
    let is_refused = |c: char| matches!(c, '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.char_indices().filter(move |(_, c)| is_refused(*c)).map(|(start, character)| {
        let span = Span { start, end: start + character.len_utf8() };
        Problem::at(span, SourceFault::Hidden { character })
    })
}

/// The text to show an error in.
pub(super) fn lossy(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    // No excerpt is shown of what is too large; nothing is copied for it either.
    let end = bytes.len().min(usize::try_from(Limits::FILE).unwrap_or(usize::MAX));
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default())
}

/// The document.
pub(super) fn document(source: &str) -> Checked<DeTable<'_>> {
    match DeTable::parse(source) {
        Ok(document) => Ok(document.into_inner()),
        Err(error) => {
            let first = errors(source).into_iter().next();
            let first = first.map(|(span, said)| problem(source, span, said));
            Err(first.unwrap_or_else(|| {
                let fault = SourceFault::Syntax { said: error.message().trim().to_owned() };
                match error.span().map(Span::from).or_else(|| longest_key(source)) {
                    Some(span) => Problem::at(span, fault),
                    None => Problem::whole(fault),
                }
            }))
        }
    }
}

/// What the parser says, in our words.
pub(super) fn problem(source: &str, span: Span, said: String) -> Problem {
    if !said.starts_with(NO_COMMA) {
        return Problem::at(span, SourceFault::Syntax { said });
    }
    let before = source.get(..span.start).unwrap_or_default();
    let between = before.get(end_of_item(before)..).unwrap_or_default();
    let line = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
    let lines = line(before) + 1;
    let behind = Some(lines - line(between)).filter(|behind| *behind < lines);
    Problem::at(span, SourceFault::NoComma { said, behind })
}

pub(super) const NO_COMMA: &str = "missing comma";
pub(super) const NO_QUOTES: &str = "string values must be quoted";
pub(super) const TWICE: &str = "duplicate key";
pub(super) const OPEN_LIST: &str = "unclosed array, expected `]`";
pub(super) const OPEN_TABLE: &str = "unclosed inline table, expected `}`";

/// What is wrong where the parser finds something else. Of `1 2` it says that it is a word without quotes, and of `a = 1` where a
/// value should be; of what is open where the next field begins, that its name is, or that it lacks a comma.
fn plain(source: &str, (span, said): (Span, String)) -> (Span, String) {
    let before = source.get(..span.start).unwrap_or_default();
    let begins = before.is_empty() || before.ends_with('\n');
    let open = match said.as_str() {
        said if said.starts_with(NO_QUOTES) => Some(OPEN_LIST),
        said if said.starts_with("missing comma between array elements") => Some(OPEN_LIST),
        said if said.starts_with("missing comma between key-value pairs") => Some(OPEN_TABLE),
        _ => None,
    };
    let line = source.get(span.start..).unwrap_or_default().lines().next().unwrap_or_default();
    if let Some(open) = open.filter(|_| begins && key(line).is_some()) {
        let end = end_of_item(before);
        return (Span { start: end, end }, open.to_owned());
    }
    if let Some(second) = two_values(source, span).filter(|_| !said.starts_with(NO_COMMA)) {
        return (second, format!("{NO_COMMA} between array elements, expected `,`"));
    }
    // A word that begins with t or f is one of two to it.
    let is_word = said.starts_with(NO_QUOTES) || said.starts_with("invalid boolean");
    let behind = source.get(span.end..).unwrap_or_default().trim_start_matches([' ', '\t']);
    match is_word && behind.starts_with('=') {
        true => (span, "missing inline table opening, expected `{`".to_owned()),
        false => (span, said),
    }
}

/// The name in `name = …`.
pub(super) fn key(line: &str) -> Option<&str> {
    let (name, _) = line.split_once('=')?;
    let name = name.trim_end();
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    is_name.then_some(name)
}

/// Where the second of two values stands that have nothing but a blank between them.
fn two_values(source: &str, span: Span) -> Option<Span> {
    let written = source.get(span.start..span.end)?;
    let (first, rest) = written.split_once([' ', '\t', '\n'])?;
    let is_value = first.parse::<f64>().is_ok() || matches!(first, "true" | "false");
    let next = span.end - rest.trim_start().len();
    is_value.then_some(Span { start: next, end: span.end })
}

/// Where the last thing ends that is neither a blank nor a comment.
fn end_of_item(text: &str) -> usize {
    let mut end = text.len();
    for line in text.split_inclusive('\n').rev() {
        let start = end - line.len();
        let shown = line.trim();
        if !shown.is_empty() && !shown.starts_with('#') {
            return start + line.trim_end().len();
        }
        end = start;
    }
    end
}

/// The errors in the order of the file: the parser reports what breaks the grammar before what
/// breaks a single word, and the word is the cause. Only of files of ordinary size: a large one
/// may be made of nothing but errors.
pub(super) fn errors(source: &str) -> Vec<(Span, String)> {
    const ORDINARY: usize = 64 * 1024;
    if source.len() > ORDINARY {
        return Vec::new();
    }
    let (_, errors) = DeTable::parse_recoverable(source);
    let placed = |error: toml::de::Error| {
        Some(plain(source, (Span::from(error.span()?), error.message().trim().to_owned())))
    };
    let mut all: Vec<_> = errors.into_iter().filter_map(placed).collect();
    all.sort_by_key(|(span, _)| span.start);
    all
}

/// The only error that toml gives no place for is a dotted key of too many parts: the first line
/// with that many dots.
fn longest_key(source: &str) -> Option<Span> {
    const PARTS: usize = 80;
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        if line.bytes().filter(|b| *b == b'.').count() >= PARTS {
            return Some(Span { start, end: start + 1 });
        }
        start += line.len();
    }
    None
}
