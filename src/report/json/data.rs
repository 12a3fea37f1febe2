//! JSON that is not the JSON of a trace: what serde says about it, as a value of ours.
//!
//! serde has half a dozen sentences, and ends each with what our own structs expect there. Only that
//! end is read; what stands in the file is read from the file, at the way that
//! `serde_path_to_error` gives: a stranger's word cannot be taken for a part of the sentence.

use super::error::shown;
use super::locate::{Part, bracket, locate};
use super::wanted::{Kind, Wanted};
use crate::lang::json as words;
use crate::model::{PathStep, Text};
use crate::scenario::did_you_mean;
use serde_path_to_error::{Path, Segment};
use std::ops::Range;

/// How the JSON of a file differs from that of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataFault {
    /// A field that does not belong there.
    UnknownField {
        /// Its name in the file.
        field: String,
        /// Those that do.
        known: Vec<String>,
    },
    /// A field that must be there and is not.
    MissingField(String),
    /// A field that stands there twice.
    RepeatedField(String),
    /// A word that is not in a closed list.
    UnknownWord {
        /// The word in the file.
        word: String,
        /// The field it is meant for.
        field: String,
        /// The list.
        known: Vec<String>,
    },
    /// A value of the wrong kind or form.
    Unfit {
        /// What is expected.
        wanted: Wanted,
        /// What stands there.
        found: Kind,
    },
    /// A whole number that is smaller than the first or larger than the second.
    OutOfRange(i128, i128),
    /// A number too large for a computer.
    TooLarge,
    /// A value that cannot be there, for a reason without a more precise sentence.
    Other,
}

impl DataFault {
    /// What is wrong.
    pub fn text(&self) -> Text {
        match self {
            DataFault::UnknownField { field, .. } => words::unknown_field(&shown(field)),
            DataFault::MissingField(field) => words::missing_field(&shown(field)),
            DataFault::RepeatedField(field) => words::repeated_field(&shown(field)),
            DataFault::UnknownWord { word, field, .. } => {
                words::unknown_word(&shown(word), &shown(field))
            }
            // The right kind, but not the right form.
            DataFault::Unfit { wanted, found } if wanted.kind() == Some(*found) => {
                words::expected(&wanted.text())
            }
            DataFault::Unfit { wanted, found } => {
                words::expected_and_found(&wanted.text(), &found.text())
            }
            DataFault::OutOfRange(from, to) => words::out_of_range(*from, *to),
            DataFault::TooLarge => words::too_large(),
            DataFault::Other => words::unfit(),
        }
    }

    /// What may have been meant, or all that would be right.
    pub fn help(&self) -> Option<Text> {
        match self {
            DataFault::UnknownField { field: word, known }
            | DataFault::UnknownWord { word, known, .. } => {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                did_you_mean(word, &known)
            }
            _ => None,
        }
    }
}

/// A fault and its bytes in the file.
pub(super) type Found = (DataFault, Option<Range<usize>>);

/// What serde `said` of the value at the end of a path.
pub(super) fn fault(source: &str, path: &Path, said: &str) -> Found {
    let fault = ValuePlace::of(source, path);
    let (sentence, names) = said.split_once(['`', ':']).unwrap_or((said, ""));
    match sentence.trim_end() {
        "unknown field" => fault.unknown_field(&expected(said)),
        "missing field" => fault.missing_field(names.trim_end_matches('`')),
        "duplicate field" => fault.repeated_field(names.trim_end_matches('`')),
        "unknown variant" => fault.unknown_word(said),
        "invalid type" | "invalid value" => fault.unfit(&expected(said)),
        _ if said.starts_with("invalid length") => fault.unfit(&expected(said)),
        // serde_json's own: an enum is neither a string nor an object with one field.
        "expected value" | "key must be a string" => fault.unfit("enum"),
        "number out of range" => (DataFault::TooLarge, fault.value()),
        _ => (DataFault::Other, fault.value()),
    }
}

/// What a sentence of serde ends with: what would be right there.
fn expected(said: &str) -> String {
    said.rsplit_once(", expected ").map_or("", |(_, expected)| expected).to_owned()
}

/// The words in backticks.
fn quoted(list: &str) -> Vec<String> {
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The value that a sentence is about.
struct ValuePlace<'s> {
    source: &'s str,
    way: Vec<PathStep>,
    /// The last field on the way.
    field: String,
}

impl<'s> ValuePlace<'s> {
    fn of(source: &'s str, path: &Path) -> Self {
        let mut place = ValuePlace { source, way: Vec::new(), field: String::new() };
        for segment in path {
            place.way.push(match segment {
                Segment::Seq { index } => PathStep::Item(*index),
                Segment::Map { key } => {
                    place.field.clone_from(key);
                    PathStep::Field(key.clone().into())
                }
                Segment::Enum { variant } => PathStep::Field(variant.clone().into()),
                Segment::Unknown => break,
            });
        }
        place
    }

    /// The value; of an object or a list the bracket that opens it.
    fn value(&self) -> Option<Range<usize>> {
        let range = locate(self.source, &self.way, Part::Value)?;
        Some(bracket(self.source, range))
    }

    /// The name of a field of the value, the n-th time it stands there.
    fn name(&self, field: &str, n: usize) -> Option<Range<usize>> {
        let mut way = self.way.clone();
        way.push(PathStep::Field(field.to_owned().into()));
        locate(self.source, &way, Part::Name(n)).map(|range| bracket(self.source, range))
    }

    fn unknown_field(self, known: &str) -> Found {
        let range = locate(self.source, &self.way, Part::Name(0));
        (DataFault::UnknownField { field: self.field, known: quoted(known) }, range)
    }

    fn missing_field(self, field: &str) -> Found {
        (DataFault::MissingField(field.to_owned()), self.value())
    }

    fn repeated_field(self, field: &str) -> Found {
        (DataFault::RepeatedField(field.to_owned()), self.name(field, 1))
    }

    /// The word stands in the file as a text, or as the name of an object's only field.
    fn unknown_word(self, said: &str) -> Found {
        let (sentence, known) = said.rsplit_once("`, expected ").unwrap_or((said, ""));
        let (_, word) = sentence.split_once('`').unwrap_or_default();
        let range = self.name(word, 0);
        let (word, field) = (word.to_owned(), self.field);
        (DataFault::UnknownWord { word, field, known: quoted(known) }, range)
    }

    fn unfit(self, expected: &str) -> Found {
        let Some(range) = self.value() else { return (DataFault::Other, None) };
        let found = locate(self.source, &self.way, Part::Value)
            .and_then(|range| self.source.get(range))
            .map_or(Kind::Null, Kind::of);
        let fault = match (Wanted::of(expected, &self.field), limits(expected)) {
            (_, Some((from, to))) if found == Kind::Whole => DataFault::OutOfRange(from, to),
            (Some(wanted), _) => DataFault::Unfit { wanted, found },
            (None, _) => DataFault::Other,
        };
        (fault, Some(range))
    }
}

/// The least and the greatest of one of Rust's whole numbers.
fn limits(expected: &str) -> Option<(i128, i128)> {
    Some(match expected {
        "u64" => (0, i128::from(u64::MAX)),
        "u32" => (0, i128::from(u32::MAX)),
        "i64" => (i128::from(i64::MIN), i128::from(i64::MAX)),
        "i32" => (i128::from(i32::MIN), i128::from(i32::MAX)),
        _ => return None,
    })
}
