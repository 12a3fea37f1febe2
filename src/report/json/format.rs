//! JSON one can read: a line for each message, receive and record, none for each figure.

use crate::model::{is_hidden, is_printable_ascii};
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::borrow::Cow;
use std::io::{self, Write};

/// The value as text, ending in a line feed.
pub(super) fn text<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    let mut out = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut out, Lines::default()))?;
    out.push(b'\n');
    String::from_utf8(out).map_err(serde::ser::Error::custom)
}

/// What is in a container this deep or less has a line of its own: file, scenarios, scenario,
/// cases, case, part, its lists.
const DEEPEST: usize = 7;

/// Indents down to [`DEEPEST`], and writes what is deeper on one line.
#[derive(Default)]
struct Lines {
    depth: usize,
    has_value: bool,
}

impl Lines {
    fn begin<W: ?Sized + Write>(&mut self, w: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        w.write_all(bracket)
    }

    fn next<W: ?Sized + Write>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        match (self.depth <= DEEPEST, first) {
            (true, _) => {
                w.write_all(if first { b"\n" } else { b",\n" })?;
                self.indent(w)
            }
            (false, true) => Ok(()),
            (false, false) => w.write_all(b", "),
        }
    }

    fn end<W: ?Sized + Write>(&mut self, w: &mut W, bracket: &[u8]) -> io::Result<()> {
        let own_line = self.has_value && self.depth <= DEEPEST;
        self.depth = self.depth.saturating_sub(1);
        self.has_value = true;
        if own_line {
            w.write_all(b"\n")?;
            self.indent(w)?;
        }
        w.write_all(bracket)
    }

    fn indent<W: ?Sized + Write>(&self, w: &mut W) -> io::Result<()> {
        (0..self.depth).try_for_each(|_| w.write_all(b"  "))
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.begin(w, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.end(w, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        self.next(w, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.begin(w, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.end(w, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        self.next(w, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        w.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}

/// The JSON as it may be written: every hidden character as `\u009b`, so that a trace on a terminal can
/// do no more than text; with `ascii`, every character that is not ASCII too. They stand in strings
/// only, where the two mean the same (RFC 8259, 7).
pub fn fit(text: &str, ascii: bool) -> Cow<'_, str> {
    let is_escaped = |c: char| c != '\n' && (is_hidden(c) || (ascii && !c.is_ascii()));
    match text.split('\n').all(is_printable_ascii) || !text.contains(is_escaped) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(escaped(text, is_escaped)),
    }
}

fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if is_escaped(c) => {
                let units = c.encode_utf16(&mut [0; 2]).to_vec();
                units.iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod hidden {
    use super::fit;

    #[test]
    fn hidden_characters_are_written_as_escapes_and_mean_the_same() {
        let text = "\u{9b}31m \u{202e} \u{7f} \u{e0001} \u{4f60}";
        let json = serde_json::to_string(text).expect("a string");
        let shown = fit(&json, false);
        assert_eq!(shown, "\"\\u009b31m \\u202e \\u007f \\udb40\\udc01 \u{4f60}\"");
        assert_eq!(serde_json::from_str::<String>(&shown).expect("JSON"), text);
        let ascii = fit(&json, true);
        assert_eq!(ascii, "\"\\u009b31m \\u202e \\u007f \\udb40\\udc01 \\u4f60\"");
        assert_eq!(serde_json::from_str::<String>(&ascii).expect("JSON"), text);
    }
}
