//! Words from outside (arguments, file names) made safe to show on a terminal.

/// The text with control characters, and characters that reorder or hide what stands around
/// them, written as `\u{…}`. What a person can read stays as it is.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() || hides(character) {
            out.extend(character.escape_default());
        } else {
            out.push(character);
        }
    }
    out
}

/// Bidirectional controls (Unicode UAX #9, section 2), zero-width characters, line and paragraph
/// separators, the byte-order mark.
fn hides(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_moves_the_cursor_is_escaped_and_what_can_be_read_is_not() {
        assert_eq!(escaped("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\\n");
        assert_eq!(escaped("x\u{202e}gnp"), "x\\u{202e}gnp");
        assert_eq!(escaped("场景 é"), "场景 é");
    }
}
