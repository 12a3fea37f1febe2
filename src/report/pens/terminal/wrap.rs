//! Prose in lines, in both languages.
//!
//! Where a line may end: `breaks`.

use crate::model::is_printable_ascii;
use crate::report::breaks::{columns_of, may_break};
use crate::report::escape::width;
use crate::report::page::line::{Line, Style};

/// Spans as lines of at most `columns` columns; lines after the first are indented by `hang`.
pub(crate) fn wrap(line: &Line, columns: usize, hang: usize) -> Vec<Line> {
    let text = Text::of(line);
    let mut lines = Vec::new();
    let mut from = 0;
    while from < text.all.len() || lines.is_empty() {
        let indent = if lines.is_empty() { 0 } else { hang.min(columns.saturating_sub(2)) };
        let rest = text.all.get(from..).unwrap_or_default();
        let to = from + line_end(rest, columns.saturating_sub(indent));
        lines.push(text.part(from, to, indent));
        from = to + spaces(&text.all[to..]);
    }
    lines
}

/// A line's spans as one text, and where each style ends.
struct Text {
    all: String,
    spans: Vec<(usize, Style)>,
}

impl Text {
    fn of(line: &Line) -> Self {
        let mut all = String::with_capacity(line.spans.iter().map(|span| span.text.len()).sum());
        let mut spans: Vec<(usize, Style)> = Vec::with_capacity(line.spans.len());
        for span in &line.spans {
            all.push_str(&span.text);
            match spans.last_mut() {
                Some((end, style)) if *style == span.style => *end = all.len(),
                _ => spans.push((all.len(), span.style)),
            }
        }
        Text { all, spans }
    }

    /// What stands between two places, without the spaces at its end.
    fn part(&self, from: usize, to: usize, indent: usize) -> Line {
        let to = from + self.all[from..to].trim_end_matches(' ').len();
        let mut line = Line::of(Style::Plain, &" ".repeat(indent));
        let mut start = from;
        let first = self.spans.partition_point(|(end, _)| *end <= from);
        for &(end, style) in self.spans.iter().skip(first) {
            if start >= to {
                break;
            }
            let end = end.min(to);
            line.push(style, &self.all[start..end]);
            start = end;
        }
        line
    }
}

/// A plain text as lines of at most `columns` columns.
pub fn prose(text: &str, columns: usize) -> Vec<String> {
    let lines = wrap(&Line::of(Style::Plain, text), columns, 0);
    let plain = |line: Line| line.spans.into_iter().map(|span| span.text).collect::<String>();
    lines.into_iter().map(|line| plain(line).trim_end().to_owned()).collect()
}

/// A text of more bytes than this is not measured as a whole: what it takes is found line by line.
const SHORT: usize = 4096;

/// Where the first line of a text ends, in bytes: always after at least one character, where there
/// is one. No more is looked at than the line has, or a text of many lines would be read once for
/// each of them.
fn line_end(text: &str, columns: usize) -> usize {
    match text.get(..=columns) {
        Some(first) if is_printable_ascii(first) => ascii_line_end(text, columns),
        _ if text.len() <= SHORT && width(text) <= columns => text.len(),
        _ => any_line_end(text, columns),
    }
}

/// The end of the first line of any text.
fn any_line_end(text: &str, columns: usize) -> usize {
    let mut used = 0;
    let mut good = None;
    let mut before = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| may_break(before, c)) {
            good = Some(at);
        }
        used += columns_of(c);
        if used > columns && c != ' ' {
            return good.unwrap_or(at).max(text.chars().next().map_or(0, char::len_utf8));
        }
        before = Some(c);
    }
    text.len()
}

/// Where the first line ends of a text of more than one line whose first `columns` + 1 characters take a
/// byte and a column each, and break at spaces only.
fn ascii_line_end(text: &str, columns: usize) -> usize {
    let full = columns + spaces(text.get(columns..).unwrap_or_default());
    let space = text.get(..full).unwrap_or_default().rfind(' ');
    if full == text.len() { full } else { space.map_or(full, |at| at + 1).max(1) }
}

/// How many spaces a text begins with.
fn spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, columns: usize) -> Vec<String> {
        wrap(&Line::of(Style::Plain, text), columns, 2).iter().map(Line::text).collect()
    }

    #[test]
    fn english_breaks_at_spaces() {
        assert_eq!(lines("one two three four", 9), ["one two", "  three", "  four"]);
        assert_eq!(lines("unbreakableword", 6), ["unbrea", "  kabl", "  ewor", "  d"]);
    }

    /// What is all ASCII takes a shorter way to the same line ends.
    #[test]
    fn ascii_is_broken_as_everything_else_is() {
        let texts =
            ["one two  three   four", " a bb ccc dddddddddd e ", "     ", "word", "two words "];
        for (text, columns) in texts.iter().flat_map(|text| (0..24).map(move |n| (text, n))) {
            let columns = columns.min(text.len());
            let ours = ascii_line_end(text, columns);
            assert_eq!(ours, any_line_end(text, columns), "{text:?} in {columns}");
        }
    }

    /// A stranger's text may be megabytes. One that is read again for each of its lines comes to no end
    /// here: 50,000 times 4 MB.
    #[test]
    fn a_text_of_many_lines_is_read_once() {
        for word in ["word ", "你好，", "é ", "e\u{301}", "  ", "unbreakable", "\u{301}"] {
            let text = word.repeat(4_000_000 / word.len());
            let lines = wrap(&Line::of(Style::Plain, &text), 80, 2);
            let kept: usize = lines.iter().flat_map(|line| &line.spans).map(|s| s.text.len()).sum();
            assert!(kept <= text.len() + 2 * lines.len(), "{word}");
        }
        let mut line = Line::new();
        for n in 0..200_000 {
            line.push(if n % 2 == 0 { Style::Good } else { Style::Bad }, "ab ");
        }
        assert_eq!(wrap(&line, 80, 2).len(), 7693);
    }

    #[test]
    fn chinese_breaks_between_characters_but_not_before_a_stop() {
        assert_eq!(lines("甲乙丙丁。戊己", 8), ["甲乙丙", "  丁。戊", "  己"]);
        assert_eq!(lines("甲乙（丙丁）戊", 6), ["甲乙", "  （丙", "  丁）", "  戊"]);
    }
}
