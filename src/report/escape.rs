//! Bytes as they may be drawn, and the columns they take.

use crate::model::{is_hidden, is_printable_ascii, visible, visible_char};
use unicode_width::UnicodeWidthChar;
use unicode_width::UnicodeWidthStr;

/// The columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    // unicode-width gives a printable ASCII character one column; no table is needed for that.
    match is_printable_ascii(text) {
        true => text.len(),
        false => text.width(),
    }
}

/// Whether a character takes two columns.
pub(crate) fn is_wide(c: char) -> bool {
    !c.is_ascii() && c.width() == Some(2)
}

/// The characters that data are written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Letters {
    /// All there are.
    All,
    /// ASCII; any other character is written as its bytes, `\xe4\xbd\xa0`.
    Ascii,
}

/// One thing to draw for some bytes: a character, or an escape for a byte that is not part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Glyph {
    /// Where its bytes begin.
    pub(crate) start: u64,
    /// How many bytes it is.
    pub(crate) len: u64,
    /// What is drawn.
    pub(crate) text: String,
}

/// Bytes as glyphs. What is not UTF-8 becomes `\xNN`, byte by byte; a backslash is doubled, so
/// that an escape cannot be mistaken for text.
pub(crate) fn glyphs(bytes: &[u8], letters: Letters) -> Vec<Glyph> {
    let mut out = Vec::new();
    let mut start = 0u64;
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            let len = c.len_utf8() as u64;
            out.push(Glyph { start, len, text: glyph(c, letters) });
            start += len;
        }
        for &byte in chunk.invalid() {
            out.push(Glyph { start, len: 1, text: raw(byte) });
            start += 1;
        }
    }
    out
}

fn glyph(c: char, letters: Letters) -> String {
    match c {
        c if letters == Letters::Ascii && !c.is_ascii() => {
            c.encode_utf8(&mut [0; 4]).bytes().map(raw).collect()
        }
        '\\' => "\\\\".to_owned(),
        c if is_hidden(c) => visible_char(c).into_owned(),
        // A combining mark would be drawn over whatever is before it.
        c if c.width() == Some(0) => format!("\\u{{{:x}}}", u32::from(c)),
        c => c.to_string(),
    }
}

/// A byte as `\xNN`.
pub(crate) fn raw(byte: u8) -> String {
    format!("\\x{byte:02x}")
}

/// Bytes in quotation marks, cut (with `…`) so that it takes at most about `columns` columns.
/// `len` is how many bytes there are in all; where not all are shown it is named.
pub(crate) fn quote(bytes: &[u8], len: u64, columns: usize, letters: Letters) -> String {
    if let Some(text) = repeated(bytes, len, columns) {
        return text;
    }
    quote_part(bytes, bytes.len() as u64 == len, len, columns, letters)
}

/// The same of bytes that are not those that are counted; `whole`: they are all there are.
pub(crate) fn quote_part(
    bytes: &[u8],
    whole: bool,
    len: u64,
    columns: usize,
    letters: Letters,
) -> String {
    let dots = match letters {
        Letters::All => "…",
        Letters::Ascii => "...",
    };
    // The bytes of one character are always shown, and so is what comes first.
    let columns = columns.max(if len <= 4 { 16 } else { 4 });
    let mut inner = String::new();
    let mut used = 0;
    for glyph in glyphs(bytes, letters) {
        let text = if glyph.text == "\"" { "\\\"" } else { &glyph.text };
        used += width(text);
        if used > columns && !inner.is_empty() {
            return format!("\"{inner}{dots}\" ({len} B)");
        }
        inner.push_str(text);
    }
    if whole { format!("\"{inner}\"") } else { format!("\"{inner}{dots}\" ({len} B)") }
}

/// At most so many runs are written as runs: the ends of two messages, and what is between them.
const RUNS: usize = 3;

/// `"A" × 2000`, or `"A" × 976 + "B" × 48`, for runs of one byte that would not fit.
fn repeated(bytes: &[u8], len: u64, columns: usize) -> Option<String> {
    if bytes.len() as u64 != len || bytes.len() <= columns {
        return None;
    }
    let mut words = Vec::new();
    for run in bytes.chunk_by(|a, b| a == b) {
        let first = *run.first()?;
        if words.len() == RUNS || !(first.is_ascii_graphic() || first == b' ') {
            return None;
        }
        words.push(format!("{} × {}", quote(&[first], 1, 4, Letters::Ascii), run.len()));
    }
    Some(words.join(" + "))
}

/// A text of at most so many columns, cut with `…`.
pub(crate) fn clip(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > columns {
            break;
        }
        out.push(c);
    }
    if columns > 0 {
        out.push('…');
    }
    out
}

/// Text that stays text in Markdown: hidden characters are shown, and what means something in Markdown or HTML
/// has a backslash before it (CommonMark, 2.4), which ends no cell (GFM, 4.10).
pub(crate) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~' | '#' | '$')
        {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_character_shows_its_bytes() {
        let quote = |bytes, len, columns| quote(bytes, len, columns, Letters::All);
        assert_eq!(quote(&"你好".as_bytes()[..4], 4, 20), "\"你\\xe5\"");
        assert_eq!(quote(b"a\\n\"\n", 5, 20), "\"a\\\\n\\\"\\n\"");
        assert_eq!(quote("e\u{301}".as_bytes(), 3, 20), "\"e\\u{301}\"");
    }

    #[test]
    fn in_ascii_a_character_is_its_bytes() {
        let quote = |bytes, len, columns| quote(bytes, len, columns, Letters::Ascii);
        assert_eq!(quote("a你".as_bytes(), 4, 20), "\"a\\xe4\\xbd\\xa0\"");
        assert_eq!(quote("é\u{301}\n".as_bytes(), 5, 20), "\"\\xc3\\xa9\\xcc\\x81\\n\"");
        assert_eq!(quote(&"好".as_bytes()[..1], 1, 20), "\"\\xe5\"");
    }

    #[test]
    fn long_data_is_cut_and_its_size_named() {
        let quote = |bytes, len, columns| quote(bytes, len, columns, Letters::All);
        assert_eq!(quote(&[b'A'; 2000], 2000, 20), "\"A\" × 2000");
        assert_eq!(quote(b"abcdefghij", 10, 5), "\"abcde…\" (10 B)");
        assert_eq!(quote(b"abc", 5000, 20), "\"abc…\" (5000 B)");
    }

    /// The last of the reads of 2000 As and 1000 Bs: neither the As nor the Bs may be hidden.
    #[test]
    fn runs_of_one_byte_are_counted() {
        let quote = |bytes: &[u8]| quote(bytes, bytes.len() as u64, 13, Letters::All);
        let two = [vec![b'A'; 976], vec![b'B'; 48]].concat();
        assert_eq!(quote(&two), "\"A\" × 976 + \"B\" × 48");
        assert_eq!(quote(&[&two[..], b"C"].concat()), "\"A\" × 976 + \"B\" × 48 + \"C\" × 1");
        assert_eq!(quote(&[&two[..], b"CD"].concat()), "\"AAAAAAAAAAAAA…\" (1026 B)");
        assert_eq!(quote(&[b'\\'; 20]), "\"\\\\\" × 20");
    }

    #[test]
    fn clipping_counts_columns_not_characters() {
        assert_eq!(clip("你好世界", 8), "你好世界");
        assert_eq!(clip("你好世界", 7), "你好世…");
        assert_eq!(clip("你好世界", 6), "你好…");
    }
}
