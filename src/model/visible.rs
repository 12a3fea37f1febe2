//! Text from strangers, made visible: scenario files, traces, peers, file names.
//!
//! A control character can move the cursor or change a terminal's title, and a bidirectional one
//! can make a line read as something else (the "Trojan Source" attack, CVE-2021-42574). Both are
//! shown as escapes.

use super::Limits;
use std::borrow::Cow;

/// Whether a character could change how the text around it is shown: controls, bidirectional
/// marks (Unicode TR 9), line separators, and characters that take no room and show nothing.
pub fn is_hidden(c: char) -> bool {
    // Most text is printable ASCII: nothing of it is hidden.
    !matches!(c, ' '..='~')
        && (c.is_control()
            || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{3164}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'))
}

/// A text without the byte-order mark that some editors begin a file with: it means nothing in UTF-8.
pub fn unmarked(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// One character as it may be shown: itself, or `\n`, `\x1b`, `\u{202e}`.
pub fn visible_char(c: char) -> Cow<'static, str> {
    match c {
        '\n' => Cow::Borrowed("\\n"),
        '\r' => Cow::Borrowed("\\r"),
        '\t' => Cow::Borrowed("\\t"),
        c if !is_hidden(c) => Cow::Owned(c.to_string()),
        c if c.is_ascii() => Cow::Owned(format!("\\x{:02x}", u32::from(c))),
        c => Cow::Owned(format!("\\u{{{:x}}}", u32::from(c))),
    }
}

/// Whether a text is nothing but printable ASCII, as most is: nothing of it is hidden, and each
/// character takes one column. It looks at every byte, without a branch for each: so the compiler
/// can take sixteen at a time.
pub fn is_printable_ascii(text: &str) -> bool {
    text.bytes().fold(true, |plain, byte| plain & matches!(byte, b' '..=b'~'))
}

/// The text with every hidden character escaped. What remains can be printed anywhere.
pub fn visible(text: &str) -> Cow<'_, str> {
    match !is_printable_ascii(text) && text.chars().any(is_hidden) {
        false => Cow::Borrowed(text),
        true => Cow::Owned(text.chars().map(visible_char).collect()),
    }
}

/// Whether a character may stand in the name of an actor, a host or a socket: a letter of any language, a digit,
/// `-` or `_`.
pub fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}

/// Whether it is such a name, of at most [`Limits::NAME`] bytes.
pub fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= Limits::NAME && name.chars().all(is_name_char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_bidirectional_characters_are_shown() {
        assert_eq!(
            visible("a\nb\u{202e}c\u{7f}\u{9b}\u{feff}\u{1b}[31m\u{200b}"),
            "a\\nb\\u{202e}c\\x7f\\u{9b}\\u{feff}\\x1b[31m\\u{200b}"
        );
        assert_eq!(visible("你好, world"), "你好, world");
    }
}
