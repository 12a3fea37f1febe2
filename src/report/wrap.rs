//! Prose in lines, in both languages.
//!
//! English breaks at spaces. Chinese breaks between any two characters, except before closing
//! and after opening punctuation (JIS X 4051's and GB/T 15834's rule: 避头尾).

use super::doc::{Line, Style};
use unicode_width::UnicodeWidthChar;

/// Spans as lines of at most `columns` columns; lines after the first are indented by `hang`.
pub(crate) fn wrap(line: &Line, columns: usize, hang: usize) -> Vec<Line> {
    let bytes = line.spans.iter().map(|span| span.text.len()).sum();
    let mut cells: Vec<(char, Style)> = Vec::with_capacity(bytes);
    for span in &line.spans {
        cells.extend(span.text.chars().map(|c| (c, span.style)));
    }
    let mut lines = Vec::new();
    let mut from = 0;
    while from < cells.len() || lines.is_empty() {
        let indent = if lines.is_empty() { 0 } else { hang.min(columns.saturating_sub(2)) };
        let to = line_end(&cells, from, columns.saturating_sub(indent));
        lines.push(gather(&cells[from..to], indent));
        from = skip_spaces(&cells, to);
    }
    lines
}

/// A plain text as lines of at most `columns` columns.
pub fn prose(text: &str, columns: usize) -> Vec<String> {
    let lines = wrap(&Line::of(Style::Plain, text), columns, 0);
    let plain = |line: Line| line.spans.into_iter().map(|span| span.text).collect::<String>();
    lines.into_iter().map(|line| plain(line).trim_end().to_owned()).collect()
}

/// Paragraphs of a text of a scenario: a blank line, or a line that begins with a space, a dash or
/// a star, begins a new one; other line ends are only the file's.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut fresh = true;
    for line in text.trim().lines() {
        let keeps = line.starts_with([' ', '\t', '-', '*']);
        let line = line.replace('\t', "    ");
        match out.last_mut() {
            _ if line.trim().is_empty() => fresh = true,
            Some(last) if !fresh && !keeps => join(last, line.trim_end()),
            _ => {
                out.push(line.trim_end().to_owned());
                fresh = false;
            }
        }
    }
    out
}

/// Two lines of a file as one: a space between English words, none between Chinese characters.
fn join(first: &mut String, second: &str) {
    let tight = first.chars().next_back().is_some_and(is_wide)
        || second.chars().next().is_some_and(is_wide);
    if !tight {
        first.push(' ');
    }
    first.push_str(second);
}

fn is_wide(c: char) -> bool {
    !c.is_ascii() && c.width() == Some(2)
}

/// The columns of a character. Printable ASCII, most of all text, needs no table.
fn columns_of(c: char) -> usize {
    if matches!(c, ' '..='~') { 1 } else { c.width().unwrap_or(0) }
}

/// The end of the line that begins at `from`: always at least one character further, where there
/// is one.
fn line_end(cells: &[(char, Style)], from: usize, columns: usize) -> usize {
    let mut used = 0;
    let mut good = None;
    for at in from..cells.len() {
        if at > from && may_break(cells[at - 1].0, cells[at].0) {
            good = Some(at);
        }
        used += columns_of(cells[at].0);
        if used > columns && cells[at].0 != ' ' {
            return good.unwrap_or(at).max(from + 1);
        }
    }
    cells.len()
}

/// Whether a line may end between two characters.
fn may_break(before: char, after: char) -> bool {
    if after == ' ' {
        return false;
    }
    if before == ' ' {
        return true;
    }
    (is_wide(before) || is_wide(after)) && !opens(before) && !closes(after)
}

/// Characters that do not end a line.
fn opens(c: char) -> bool {
    matches!(c, '（' | '《' | '〈' | '「' | '『' | '【' | '“' | '‘' | '(' | '[' | '{' | '"')
}

/// Characters that do not begin a line.
fn closes(c: char) -> bool {
    matches!(
        c,
        '。' | '，'
            | '、'
            | '；'
            | '：'
            | '！'
            | '？'
            | '）'
            | '》'
            | '〉'
            | '」'
            | '』'
            | '】'
            | '”'
            | '’'
            | '…'
            | '—'
            | '·'
            | '％'
            | '.'
            | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | ')'
            | ']'
            | '}'
            | '%'
    )
}

fn skip_spaces(cells: &[(char, Style)], mut at: usize) -> usize {
    while cells.get(at).is_some_and(|cell| cell.0 == ' ') {
        at += 1;
    }
    at
}

fn gather(cells: &[(char, Style)], indent: usize) -> Line {
    let mut line = Line::of(Style::Plain, &" ".repeat(indent));
    let end = cells.iter().rposition(|cell| cell.0 != ' ').map_or(0, |at| at + 1);
    for run in cells[..end].chunk_by(|a, b| a.1 == b.1) {
        let text: String = run.iter().map(|cell| cell.0).collect();
        line.push(run[0].1, &text);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, columns: usize) -> Vec<String> {
        wrap(&Line::of(Style::Plain, text), columns, 2)
            .iter()
            .map(|line| line.spans.iter().map(|span| span.text.as_str()).collect())
            .collect()
    }

    #[test]
    fn english_breaks_at_spaces() {
        assert_eq!(lines("one two three four", 9), ["one two", "  three", "  four"]);
        assert_eq!(lines("unbreakableword", 6), ["unbrea", "  kabl", "  ewor", "  d"]);
    }

    #[test]
    fn chinese_breaks_between_characters_but_not_before_a_stop() {
        assert_eq!(lines("甲乙丙丁。戊己", 8), ["甲乙丙", "  丁。戊", "  己"]);
        assert_eq!(lines("甲乙（丙丁）戊", 6), ["甲乙", "  （丙", "  丁）", "  戊"]);
    }

    #[test]
    fn an_authors_line_ends_are_not_ours() {
        assert_eq!(
            paragraphs("one\ntwo\n\nthree\n- four\n你\n好\n"),
            ["one two", "three", "- four你好"]
        );
    }
}
