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
    fn widths_are_columns() {
        assert_eq!(width("用法："), 6);
        assert_eq!(padded("用法", 6), "用法  ");
    }
}
