//! A stranger's text made fit to be shown: nothing in it can move the cursor, recolour the screen
//! or turn the reading direction.

use crate::model::visible_char;
use unicode_width::UnicodeWidthChar;

/// How many characters of a stranger's word a message repeats.
const SHOWN: usize = 48;

/// A stranger's word in backticks, printable and not endless.
pub(super) fn quote(word: &str) -> String {
    let mut shown = String::from("`");
    shown.extend(word.chars().take(SHOWN).map(visible_char));
    if word.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown.push('`');
    shown
}

/// One character of a source line as it is shown there: tabs as four blanks, the rest as
/// [`visible_char`] has it.
pub(super) fn source_char(c: char) -> String {
    match c {
        '\t' => "    ".to_owned(),
        c => visible_char(c).into_owned(),
    }
}

/// How many columns a printable text takes: two for a wide character, none for a combining one.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

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
