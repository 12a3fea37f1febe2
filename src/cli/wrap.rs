//! Lines that fit, Chinese included.

use crate::report::prose;
use unicode_width::UnicodeWidthStr;

/// Columns of a text on one line.
pub(crate) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text padded with spaces to so many columns.
pub(crate) fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text in lines of at most `columns`, by the reports' rules; its own line ends stay.
pub(crate) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    text.split('\n').flat_map(|paragraph| prose(paragraph, columns)).collect()
}

/// A list in lines of at most `columns`: each entry goes on two columns further in than it began.
pub(crate) fn listing(text: &str, columns: usize) -> Vec<String> {
    text.split('\n').flat_map(|entry| hung(entry, columns)).collect()
}

fn hung(entry: &str, columns: usize) -> Vec<String> {
    let words = entry.trim_start_matches(' ');
    let indent = entry.len() - words.len();
    let lines = prose(words, columns.saturating_sub(indent + 2).max(1));
    let blanks = |at: usize| " ".repeat(if at == 0 { indent } else { indent + 2 });
    lines.iter().enumerate().map(|(at, line)| format!("{}{line}", blanks(at))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_ends_at_spaces() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("unbreakable", 8), ["unbreaka", "ble"]);
        assert_eq!(wrapped("", 4), [""]);
        assert_eq!(wrapped("a\n\nb", 4), ["a", "", "b"]);
    }

    #[test]
    fn chinese_ends_anywhere_but_before_a_closing_mark() {
        assert_eq!(wrapped("在真实的套接字", 8), ["在真实的", "套接字"]);
        assert_eq!(wrapped("甲乙丙，丁", 6), ["甲乙", "丙，丁"]);
        assert_eq!(wrapped("甲（乙丙）丁", 4), ["甲", "（乙", "丙）", "丁"]);
        assert_eq!(wrapped("显示 stickydemo 的版本", 10), ["显示", "stickydemo", "的版本"]);
    }

    #[test]
    fn entries_of_a_list_go_on_further_in() {
        let list = "all:\n  a.B: one, two, three\n  c.D: four";
        let lines = ["all:", "  a.B: one,", "    two,", "    three", "  c.D: four"];
        assert_eq!(listing(list, 13), lines);
        assert_eq!(listing("", 13), [""]);
    }

    #[test]
    fn widths_are_columns() {
        assert_eq!(width("用法："), 6);
        assert_eq!(padded("用法", 6), "用法  ");
    }
}
