//! A stranger's text made fit to be shown: nothing in it can move the cursor, recolour the screen
//! or turn the reading direction.

use std::fmt::Write as _;
use unicode_width::UnicodeWidthChar;

/// How many characters of a stranger's word a message repeats.
const SHOWN: usize = 48;

/// Whether the character could change how the text around it is shown: controls, bidirectional
/// marks (Unicode TR 9), line separators, and characters that take no room and show nothing.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with every control and bidirectional character written as `\u{…}`, and the usual ones
/// as `\n`, `\r`, `\t`. What remains can be printed anywhere.
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|c| push_printable(&mut shown, c));
    shown
}

fn push_printable(shown: &mut String, c: char) {
    match c {
        '\n' => shown.push_str("\\n"),
        '\r' => shown.push_str("\\r"),
        '\t' => shown.push_str("\\t"),
        c if is_hidden(c) => {
            // Writing to a String cannot fail.
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
        }
        c => shown.push(c),
    }
}

/// A stranger's word in backticks, printable and not endless.
pub(super) fn quote(word: &str) -> String {
    let mut shown = String::from("`");
    word.chars().take(SHOWN).for_each(|c| push_printable(&mut shown, c));
    if word.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown.push('`');
    shown
}

/// One character of a source line as it is shown there: tabs as four blanks, the rest as
/// [`printable`] has it.
pub(super) fn source_char(c: char) -> String {
    let mut shown = String::new();
    match c {
        '\t' => shown.push_str("    "),
        c => push_printable(&mut shown, c),
    }
    shown
}

/// How many columns a printable text takes: two for a wide character, none for a combining one.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_change_the_screen_is_escaped() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c\u{200b}"), "a\\u{1b}[31mb\\u{202e}c\\u{200b}");
        assert_eq!(printable("你好\n\t"), "你好\\n\\t");
    }

    #[test]
    fn a_long_word_is_cut() {
        let shown = quote(&"x".repeat(1000));
        assert_eq!(shown.chars().count(), SHOWN + 3);
        assert!(shown.ends_with("…`"));
    }

    #[test]
    fn chinese_is_two_columns_wide() {
        assert_eq!(width("a你b"), 4);
    }
}
