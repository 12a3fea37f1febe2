//! The line of the file that an error is about, and the caret under the very word.

use super::printable::{source_char, width};
use super::problem::Span;

/// How many columns of a source line are shown.
const COLUMNS: usize = 96;

/// How many characters of it are looked at on either side: far more than there are columns, as
/// some characters take none.
const CHARACTERS: usize = 4 * COLUMNS;

/// Where the lines of a file begin.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub(super) fn of(source: &str) -> Self {
        let after = source.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
        Lines { starts: std::iter::once(0).chain(after).collect() }
    }

    /// The number, from 1, of the line that byte `at` is on.
    pub(super) fn number(&self, at: usize) -> u32 {
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        u32::try_from(line).unwrap_or(u32::MAX)
    }
}

/// The last character boundary at or before `at`.
fn floor_boundary(line: &str, at: usize) -> usize {
    let at = at.min(line.len());
    (0..=at).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0)
}

/// A line of the file, ready to be shown, and the caret to stand under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// From 1.
    pub(super) line_number: u32,
    /// From 1, in characters of the file as it is.
    pub(super) column: u32,
    /// The line as shown: tabs as blanks, hidden characters escaped, a long line cut around the caret.
    pub(super) shown: String,
    /// Blanks and carets: under `shown`, they mark the span.
    pub(super) caret: String,
}

impl Excerpt {
    /// The place a span begins at, and its line. A span that goes on over the end of its line is
    /// shown up to there. A file may be one line of many megabytes: only what can be shown of it
    /// is copied.
    pub(super) fn at(source: &str, span: Span) -> Self {
        let at = floor_boundary(source, span.start);
        let (before, after) = source.split_at(at);
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let end = after.find('\n').map_or(source.len(), |end| at + end);
        let line = source.get(start..end).unwrap_or_default();
        let line = line.strip_suffix('\r').unwrap_or(line);
        let from = (at - start).min(line.len());
        let to = floor_boundary(line, span.end.saturating_sub(start)).max(from);
        let column = line.get(..from).unwrap_or_default().chars().count() + 1;
        let line_number = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        Excerpt {
            line_number: u32::try_from(line_number).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            ..Excerpt::of(line, from, to)
        }
    }

    fn of(line: &str, from: usize, to: usize) -> Self {
        let part = |range: std::ops::Range<usize>| line.get(range).unwrap_or_default();
        let shown = |chars: &mut dyn Iterator<Item = char>| -> Vec<String> {
            chars.take(CHARACTERS).map(source_char).collect()
        };
        let mut before = shown(&mut part(0..from).chars().rev());
        before.reverse();
        let marked = shown(&mut part(from..to).chars());
        let after = shown(&mut part(to..line.len()).chars());
        let used = |part: &[String]| part.iter().map(|shown| width(shown)).sum::<usize>();
        // The word has the first claim to the room, then what stands before it.
        let room_after = used(&after).min(COLUMNS / 4);
        let (marked, cut_marked) = keep_start(marked, COLUMNS / 2);
        let (before, cut_before) =
            keep_end(before, COLUMNS.saturating_sub(width(&marked) + room_after));
        let room_after = COLUMNS.saturating_sub(width(&before) + width(&marked));
        let (after, cut_after) = match cut_marked {
            true => (String::new(), true),
            false => keep_start(after, room_after),
        };
        let lead = if cut_before { "…" } else { "" };
        let tail = if cut_after { "…" } else { "" };
        let indent = width(lead) + width(&before);
        let caret = " ".repeat(indent) + &"^".repeat(width(&marked).max(1));
        let shown = format!("{lead}{before}{marked}{after}{tail}");
        Excerpt { line_number: 1, column: 1, shown, caret }
    }
}

impl Excerpt {
    /// The excerpt with some characters spelled with others: the carets stay under their word.
    pub(super) fn spelled(&self, spell: &dyn Fn(char) -> Option<String>) -> Self {
        let marked = self.caret.find('^').unwrap_or(0)..self.caret.len();
        let (mut shown, mut caret, mut column) = (String::new(), String::new(), 0);
        for c in self.shown.chars() {
            let (before, spelled) = (c.to_string(), spell(c));
            let text = spelled.as_ref().unwrap_or(&before);
            let mark = if marked.contains(&column) { "^" } else { " " };
            caret.push_str(&mark.repeat(width(text)));
            shown.push_str(text);
            column += width(&before);
        }
        if marked.end > column {
            caret.push_str(&" ".repeat(marked.start.saturating_sub(column)));
            caret.push('^');
        }
        caret.truncate(caret.trim_end().len());
        Excerpt { shown, caret, ..*self }
    }
}

/// As many characters from the beginning as have room, and whether some had not.
fn keep_start(chars: Vec<String>, room: usize) -> (String, bool) {
    let mut kept = String::new();
    let mut used = 0;
    for shown in &chars {
        used += width(shown);
        if used > room {
            return (kept, true);
        }
        kept.push_str(shown);
    }
    (kept, false)
}

/// As many characters from the end as have room, and whether some had not.
fn keep_end(chars: Vec<String>, room: usize) -> (String, bool) {
    let mut used = 0;
    let fits = |shown: &&String| {
        used += width(shown);
        used <= room
    };
    let count = chars.iter().rev().take_while(fits).count();
    (chars.iter().skip(chars.len() - count).map(String::as_str).collect(), count < chars.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(source: &str, word: &str) -> Excerpt {
        let start = source.find(word).unwrap();
        Excerpt::at(source, Span { start, end: start + word.len() })
    }

    #[test]
    fn the_caret_stands_under_the_word() {
        let e = excerpt("a\nb = word here\n", "word");
        assert_eq!((e.line_number, e.column), (2, 5));
        assert_eq!(e.shown, "b = word here");
        assert_eq!(e.caret, "    ^^^^");
    }

    #[test]
    fn chinese_counts_one_character_and_two_columns() {
        let e = excerpt("en = \"粘包\", word", "word");
        assert_eq!(e.column, 12);
        assert_eq!(e.caret, " ".repeat(13) + "^^^^");
        assert_eq!(excerpt("x = 粘包 y", "粘包").caret, "    ^^^^");
    }

    #[test]
    fn a_tab_is_one_character_and_four_columns() {
        let e = excerpt("\tword\r\n", "word");
        assert_eq!((e.column, e.shown.as_str(), e.caret.as_str()), (2, "    word", "    ^^^^"));
    }

    #[test]
    fn hidden_characters_are_shown_and_counted() {
        let e = excerpt("\u{202e}word", "word");
        assert_eq!(e.shown, "\\u{202e}word");
        assert_eq!(e.caret, "        ^^^^");
    }

    #[test]
    fn a_long_line_is_cut_around_the_word() {
        let line = format!("{}word{}", "a".repeat(100_000), "b".repeat(100_000));
        let e = excerpt(&line, "word");
        assert!(width(&e.shown) <= COLUMNS + 2, "{}", e.shown);
        let at = e.caret.find('^').unwrap();
        let shown: String = e.shown.chars().skip(at).take(4).collect();
        assert_eq!(shown, "word");
    }

    #[test]
    fn the_caret_stands_under_a_word_that_is_spelled_out() {
        let spell = |c: char| (!c.is_ascii()).then(|| format!("<{:x}>", u32::from(c)));
        let e = excerpt("好 = 粘包 y", "粘包").spelled(&spell);
        assert_eq!(e.shown, "<597d> = <7c98><5305> y");
        assert_eq!(e.caret, "         ^^^^^^^^^^^^");
        let behind = excerpt("好 = x\n", "\n").spelled(&spell);
        assert_eq!(behind.caret, "          ^");
        let plain = excerpt("a = word b", "word");
        assert_eq!(plain.spelled(&spell), plain);
    }

    #[test]
    fn no_span_is_out_of_bounds() {
        let source = "ab\nc你\n";
        for start in 0..12 {
            for end in 0..12 {
                let e = Excerpt::at(source, Span { start, end });
                assert!(e.line_number <= 3 && e.caret.contains('^'));
            }
        }
    }
}
