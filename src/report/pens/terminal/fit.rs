//! The last gate: whatever is written passes here, so that no text from a stranger reaches a
//! terminal as more than text, even where it was not escaped.

use crate::model::{is_hidden, is_printable_ascii, visible_char};
use crate::report::Look;
use crate::report::pens::terminal::paint::{plain, sgr, spelling};
use std::borrow::Cow;

/// The text as it may be written: of control characters only line ends, and our own colours where
/// there are any (SGR: ECMA-48, 8.3.117); every other hidden character is shown as its escape. Of a
/// plain terminal's text what it lacks is spelled out. What a report has drawn stays as it is.
pub fn fit<'t>(text: &'t str, look: &Look) -> Cow<'t, str> {
    if text.split('\n').all(is_printable_ascii) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = match sgr(rest).filter(|_| look.color) {
            Some(code) => {
                out.push_str(code);
                code.len()
            }
            None => {
                add(&mut out, c, look);
                c.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    Cow::Owned(out)
}

fn add(out: &mut String, c: char, look: &Look) {
    match c {
        '\n' => out.push(c),
        c if is_hidden(c) => out.push_str(&visible_char(c)),
        c => match spelled(c, look) {
            Some(text) => out.push_str(&text),
            None => out.push(if look.ascii { plain(c) } else { c }),
        },
    }
}

/// How a character is spelled that this terminal lacks; `None` if one column stands for it.
pub fn spelled(c: char, look: &Look) -> Option<String> {
    spelling(c, look.letters()).filter(|_| look.ascii)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;
    use crate::report::Verbosity;

    fn look(color: bool, ascii: bool, lang: Lang) -> Look {
        Look { width: 80, color, ascii, lang, verbosity: Verbosity::Normal }
    }

    #[test]
    fn nothing_but_line_ends_and_colours_gets_through() {
        let text =
            "a\u{1b}[1;31mb\u{1b}[0m\n\u{1b}[2J\u{1b}]0;t\u{7}\u{9b}m\u{202e}\r\0\u{7f}\tc\u{1b}[1";
        let rest = "\n\\x1b[2J\\x1b]0;t\\x07\\u{9b}m\\u{202e}\\r\\x00\\x7f\\tc\\x1b[1";
        let colored = fit(text, &look(true, false, Lang::En));
        assert_eq!(colored, format!("a\u{1b}[1;31mb\u{1b}[0m{rest}"));
        let plain = fit(text, &look(false, false, Lang::En));
        assert_eq!(plain, format!("a\\x1b[1;31mb\\x1b[0m{rest}"));
    }

    #[test]
    fn a_plain_terminal_gets_ascii_and_a_chinese_one_its_chinese() {
        assert_eq!(fit("│你…”", &look(false, true, Lang::En)), "|\\u{4f60}...\"");
        assert_eq!(fit("│你…", &look(false, true, Lang::Zh)), "|你...");
        assert_eq!(fit("│你…", &look(false, false, Lang::En)), "│你…");
    }
}
