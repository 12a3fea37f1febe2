//! Where in the text of a JSON file a value stands.
//!
//! One pass, which goes down only along the way that is asked for: what is beside it is skipped
//! without recursion and without a copy, so that a file of any depth and size costs its length.

use crate::model::PathStep;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// What of the last field of a way is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// What the field holds.
    Value,
    /// Its name, the n-th time it stands there, from 0.
    Name(usize),
}

/// The bytes of the value at the end of a way; of the innermost one that there is, where the way
/// leads further than the file. `None` where the text is not JSON up to there.
pub(super) fn locate(source: &str, way: &[PathStep], part: Part) -> Option<Range<usize>> {
    if let Some(found) = seek(source, way, part) {
        return Some(found);
    }
    (0..way.len()).rev().find_map(|hops| seek(source, way.get(..hops)?, Part::Value))
}

/// Where this part of the value at the end of `way` is, in bytes; `None` where there is no such value.
pub(super) fn seek(source: &str, way: &[PathStep], part: Part) -> Option<Range<usize>> {
    let mut found = None;
    let seek = Seek { way, part, found: &mut found };
    // It ends in an error by its nature: once the value is found, the rest is not read.
    let _ = seek.deserialize(&mut serde_json::Deserializer::from_str(source));
    let text = found?;
    // `text` is borrowed from `source`.
    let start = text.as_ptr().addr().checked_sub(source.as_ptr().addr())?;
    Some(start..start + text.len())
}

/// The rest of a way, and where to put what stands at its end.
struct Seek<'w, 'de> {
    way: &'w [PathStep],
    part: Part,
    found: &'w mut Option<&'de str>,
}

impl<'de> DeserializeSeed<'de> for Seek<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        if !self.way.is_empty() {
            return d.deserialize_any(self);
        }
        *self.found = Some(<&RawValue as serde::Deserialize>::deserialize(d)?.get());
        Err(D::Error::custom("found"))
    }
}

impl<'de> Visitor<'de> for Seek<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what the way leads through")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((PathStep::Field(wanted), way)) = self.way.split_first() else {
            return Err(A::Error::custom("a list is wanted"));
        };
        let mut times = 0;
        while let Some(name) = map.next_key::<&RawValue>()? {
            let is = serde_json::from_str::<Cow<'_, str>>(name.get()).is_ok_and(|is| is == *wanted);
            match self.part {
                Part::Name(n) if is && way.is_empty() && times == n => {
                    *self.found = Some(name.get());
                    return Err(A::Error::custom("found"));
                }
                Part::Value if is => return map.next_value_seed(Seek { way, ..self }),
                Part::Name(_) if is && !way.is_empty() => {
                    return map.next_value_seed(Seek { way, ..self });
                }
                _ => times += usize::from(is),
            }
            map.next_value::<IgnoredAny>()?;
        }
        Err(A::Error::custom("no such field"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Some((PathStep::Item(wanted), way)) = self.way.split_first() else {
            return Err(A::Error::custom("an object is wanted"));
        };
        for _ in 0..*wanted {
            if seq.next_element::<IgnoredAny>()?.is_none() {
                return Err(A::Error::custom("no such item"));
            }
        }
        match seq.next_element_seed(Seek { way, ..self })? {
            Some(()) => Ok(()),
            None => Err(A::Error::custom("no such item")),
        }
    }
}

/// Of an object or a list the bracket that opens it, of anything else all of it.
pub(super) fn bracket(source: &str, value: Range<usize>) -> Range<usize> {
    match source.as_bytes().get(value.start) {
        Some(b'{' | b'[') => value.start..value.start + 1,
        _ => value,
    }
}

/// Where some bytes of a text stand, when the text is written as a JSON string: `raw`, with its
/// quotes.
pub(super) fn inside(raw: &str, bytes: Range<usize>) -> Range<usize> {
    place(raw, bytes.start)..place(raw, bytes.end)
}

fn place(raw: &str, wanted: usize) -> usize {
    let end = raw.len().saturating_sub(1);
    let (mut at, mut decoded) = (1, 0);
    while decoded < wanted
        && let Some(rest) = raw.get(at..end).filter(|rest| !rest.is_empty())
    {
        let (written, meant) = one(rest);
        at += written;
        decoded += meant;
    }
    at.min(end)
}

/// The first character of what is within the quotes: its bytes as written, and as meant.
fn one(rest: &str) -> (usize, usize) {
    let hex = |at: usize| {
        let digits = rest.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    match (hex(0), hex(6)) {
        (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (12, 4),
        (Some(unit), _) => (6, char::from_u32(u32::from(unit)).map_or(3, char::len_utf8)),
        (None, _) if rest.starts_with('\\') => (2, 1),
        (None, _) => rest.chars().next().map_or((1, 1), |c| (c.len_utf8(), c.len_utf8())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#" {"a": [1, {"b\n": "x", "c": {"d": null}}], "\u0061": 2, "e": "é\"\u00e9\ud83d\ude00z"}"#;

    fn found(way: &[PathStep], part: Part) -> &'static str {
        locate(FILE, way, part).map_or("nothing", |range| &FILE[range])
    }

    #[test]
    fn a_value_is_found_by_its_way() {
        let [a, b, c]: [PathStep; 3] = ["a".into(), 1.into(), "b\n".into()];
        assert_eq!(found(&[a.clone(), 0.into()], Part::Value), "1");
        assert_eq!(found(&[a.clone(), b.clone(), c.clone()], Part::Value), "\"x\"");
        assert_eq!(found(&[a.clone(), b.clone(), c], Part::Name(0)), "\"b\\n\"");
        assert_eq!(found(std::slice::from_ref(&a), Part::Name(1)), "\"\\u0061\"");
        assert_eq!(found(&[a, b, "c".into(), "d".into()], Part::Value), "null");
        assert_eq!(found(&[], Part::Value), FILE.trim());
    }

    #[test]
    fn where_the_way_leads_too_far_the_last_value_is_found() {
        assert_eq!(found(&["a".into(), 0.into(), "x".into()], Part::Value), "1");
        assert_eq!(found(&["e".into(), 3.into()], Part::Value).len(), 25);
        assert_eq!(found(&["z".into()], Part::Name(0)), FILE.trim());
        assert_eq!(locate("{\"a\": [1,", &["a".into(), 1.into()], Part::Value), None);
        assert_eq!(locate("", &[], Part::Value), None);
    }

    #[test]
    fn a_place_in_a_text_is_found_in_how_it_is_written() {
        let range = locate(FILE, &["e".into()], Part::Value).unwrap();
        let raw = &FILE[range];
        let text: String = serde_json::from_str(raw).unwrap();
        let mut written = Vec::new();
        for (start, c) in text.char_indices() {
            written.push(&raw[inside(raw, start..start + c.len_utf8())]);
        }
        assert_eq!(written, ["é", "\\\"", "\\u00e9", "\\ud83d\\ude00", "z"]);
        assert_eq!(inside(raw, 99..200), raw.len() - 1..raw.len() - 1);
    }

    /// No depth of nesting and no size is too much: what is not asked for is skipped.
    #[test]
    fn hostile_files_cost_their_length() {
        let deep = format!("{{\"x\": {}1{}, \"a\": 7}}", "[".repeat(1 << 20), "]".repeat(1 << 20));
        let seven = locate(&deep, &["a".into()], Part::Value).unwrap();
        assert_eq!(&deep[seven], "7");
        let way: Vec<PathStep> = (0..5000).map(|_| PathStep::Item(0)).collect();
        let nested = format!("{}{}", "[".repeat(6000), "]".repeat(6000));
        assert!(locate(&nested, &way, Part::Value).is_some());
        let wide = format!("[{}7]", "0,".repeat(1 << 20));
        let last = locate(&wide, &[PathStep::Item(1 << 20)], Part::Value).unwrap();
        assert_eq!(&wide[last], "7");
    }
}
