//! What a decoder prints: a JSON string a line.

use bytes::Bytes;
use std::io::{self, Read};

/// What was printed.
#[derive(Debug, Default)]
pub(super) struct Printed {
    /// The messages, in order, up to a line that is none.
    pub(super) messages: Vec<Bytes>,
    /// That line.
    pub(super) no_string: Option<Bytes>,
    /// More came than may.
    pub(super) too_much: bool,
}

/// Reads until the end, or until more has come than `most` bytes; what comes after that is dropped.
pub(super) fn read(mut from: impl Read, most: u64) -> Printed {
    let mut all = Vec::new();
    // A program that was ended has printed what it has.
    from.by_ref().take(most + 1).read_to_end(&mut all).ok();
    let too_much = all.len() as u64 > most;
    io::copy(&mut from, &mut io::sink()).ok();
    let mut printed = Printed { too_much, ..Printed::default() };
    let lines = all.strip_suffix(b"\n").unwrap_or(&all).split(|byte| *byte == b'\n');
    for line in lines.filter(|_| !all.is_empty()) {
        match serde_json::from_slice::<String>(line) {
            Ok(text) => printed.messages.push(text.into()),
            Err(_) => {
                printed.no_string = Some(Bytes::copy_from_slice(line));
                break;
            }
        }
    }
    printed
}

#[cfg(test)]
#[test]
fn a_line_is_a_json_string() {
    let printed = read(&b"\"a\\nb\"\n\"\"\r\n\"\\u4f60\"\n"[..], 100);
    assert_eq!(printed.messages, ["a\nb", "", "\u{4f60}"]);
    assert_eq!((printed.no_string, printed.too_much), (None, false));
    assert_eq!(read(&b""[..], 100).messages.len(), 0);
    assert_eq!(read(&b"hello\n\"x\"\n"[..], 100).no_string.unwrap(), "hello");
    assert!(read(&b"\"hello\"\n"[..], 4).too_much);
}
