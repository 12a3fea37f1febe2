//! Lines that fit, Chinese included: a Chinese character is two columns wide, a line may end after
//! any of them, and none begins with a closing mark.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a text on one line.
pub(crate) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text padded with spaces to so many columns.
pub(crate) fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text in lines of at most `columns` (a single word that is wider stands alone on its line).
pub(crate) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for piece in pieces(paragraph) {
            if !line.is_empty() && width(&line) + width(piece.trim_end()) > columns {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
            }
            line.push_str(piece);
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The text cut wherever a line may end; a piece keeps the spaces behind it.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, character) in text.char_indices() {
        if before.is_some_and(|before| may_end_between(before, character)) {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(character);
    }
    pieces.push(&text[start..]);
    pieces
}

fn may_end_between(before: char, after: char) -> bool {
    if after == ' ' {
        return false;
    }
    before == ' ' || ((wide(before) || wide(after)) && !opens(before) && !closes(after))
}

fn wide(character: char) -> bool {
    character.width() == Some(2)
}

/// Marks that no line ends with.
fn opens(character: char) -> bool {
    matches!(character, '（' | '“' | '《' | '「' | '【' | '(' | '[' | '`')
}

/// Marks that no line begins with. A back quote may be either: it stays with both neighbours.
fn closes(character: char) -> bool {
    matches!(
        character,
        '，' | '。' | '；' | '：' | '、' | '？' | '！' | '）' | '”' | '》' | '」' | '】'
    ) || matches!(character, ')' | ']' | '`' | ',' | '.' | ';' | ':' | '?' | '!')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_ends_at_spaces() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("unbreakable word", 4), ["unbreakable", "word"]);
        assert_eq!(wrapped("", 4), [""]);
        assert_eq!(wrapped("a\n\nb", 4), ["a", "", "b"]);
    }

    #[test]
    fn chinese_ends_anywhere_but_before_a_closing_mark() {
        assert_eq!(wrapped("在真实的套接字", 8), ["在真实的", "套接字"]);
        assert_eq!(wrapped("甲乙丙，丁", 6), ["甲乙", "丙，丁"]);
        assert_eq!(wrapped("甲（乙丙）丁", 4), ["甲", "（乙", "丙）", "丁"]);
        assert_eq!(wrapped("显示 stickydemo 的版本", 9), ["显示", "stickydemo", "的版本"]);
    }

    #[test]
    fn widths_are_columns() {
        assert_eq!(width("用法："), 6);
        assert_eq!(padded("用法", 6), "用法  ");
    }
}
