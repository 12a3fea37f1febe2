//! Where a text may go on in the next line.
//!
//! English breaks at spaces. Chinese breaks between any two characters, except before closing
//! and after opening punctuation (JIS X 4051's and GB/T 15834's rule: 避头尾).

use super::escape::is_wide;
use unicode_width::UnicodeWidthChar;

/// The columns of the widest piece of a text that no line end may divide.
pub(crate) fn widest_word(text: &str) -> usize {
    let (mut widest, mut word, mut before) = (0, 0, None);
    for c in text.chars() {
        if c == ' ' || before.is_some_and(|before| may_break(before, c)) {
            word = 0;
        }
        word += if c == ' ' { 0 } else { columns_of(c) };
        widest = widest.max(word);
        before = Some(c);
    }
    widest
}

/// The columns of a character. Printable ASCII, most of all text, needs no table.
pub(crate) fn columns_of(c: char) -> usize {
    if matches!(c, ' '..='~') { 1 } else { c.width().unwrap_or(0) }
}

/// Whether a line may end between two characters.
pub(crate) fn may_break(before: char, after: char) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_what_stays_in_one_line() {
        let words = [("length, then acknowledgement", 15), ("", 0), ("甲乙丙丁。戊己", 4)];
        for (text, columns) in words {
            assert_eq!(widest_word(text), columns, "{text}");
        }
    }
}
