//! The one number that is wanted of a JSON header, out of all that it may say.

use super::FramingError;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

/// The size that a JSON object says under `key`. Nothing else in it is kept.
///
/// # Errors
/// It is not a JSON object, or the key is missing, there twice, or not a whole number.
pub(super) fn body_size(json: &[u8], key: &str) -> Result<u64, FramingError> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    let wrong = Cell::new(None);
    let read = reader.deserialize_map(Size { key, wrong: &wrong });
    let size = read.and_then(|size| reader.end().map(|()| size));
    size.map_err(|error| wrong.get().unwrap_or_else(|| no_json(&error)))
}

fn no_json(error: &serde_json::Error) -> FramingError {
    FramingError::NoJson { line: error.line() as u64, column: error.column() as u64 }
}

struct Size<'a> {
    key: &'a str,
    /// What is wrong, where it is not the JSON itself.
    wrong: &'a Cell<Option<FramingError>>,
}

impl Size<'_> {
    /// Ends the reading for this reason.
    fn refuse<E: serde::de::Error>(&self, why: FramingError) -> E {
        self.wrong.set(Some(why));
        E::custom(why)
    }

    fn number<E: serde::de::Error>(&self, number: &serde_json::Value) -> Result<u64, E> {
        match (number.as_u64(), number.as_i64()) {
            (Some(size), _) => Ok(size),
            (None, Some(value)) => {
                Err(self.refuse(FramingError::Negative { value: i128::from(value) }))
            }
            (None, None) => Err(self.refuse(FramingError::NoSize)),
        }
    }
}

impl<'de> Visitor<'de> for Size<'_> {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with the key {}", self.key)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<u64, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if key != self.key {
                map.next_value::<IgnoredAny>()?;
            } else if found.is_some() {
                return Err(self.refuse(FramingError::TwoSizes));
            } else {
                found = Some(self.number(&map.next_value::<serde_json::Value>()?)?);
            }
        }
        found.ok_or_else(|| self.refuse(FramingError::NoSize))
    }
}
