//! JSON as Python's `json.dumps` writes it: `", "`, `": "`, and everything but ASCII escaped.

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::io::{self, Write};

/// A value as Python writes it. An empty text where it cannot be written, which none of ours is.
pub(super) fn python(value: &impl Serialize) -> Vec<u8> {
    let mut text = Vec::new();
    match value.serialize(&mut Serializer::with_formatter(&mut text, Python)) {
        Ok(()) => text,
        Err(_) => Vec::new(),
    }
}

struct Python;

impl Formatter for Python {
    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        out.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.begin_array_value(out, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut units = [0; 2];
        for c in fragment.chars() {
            match c.is_ascii() {
                true => write!(out, "{c}")?,
                false => c
                    .encode_utf16(&mut units)
                    .iter()
                    .try_for_each(|unit| write!(out, "\\u{unit:04x}"))?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_python_writes_it() {
        #[derive(Serialize)]
        struct Value {
            a: u64,
            b: &'static str,
            c: [u8; 2],
        }
        let text = python(&Value { a: 1, b: "你\n\"😀", c: [1, 2] });
        let expected = r#"{"a": 1, "b": "\u4f60\n\"\ud83d\ude00", "c": [1, 2]}"#;
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }
}
