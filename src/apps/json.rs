//! A header in JSON, and its length before it: `i32le n`, and `n` bytes of an object.

use super::stream::framed;
use super::{Stop, Stream};
use crate::framing::FramingError;
use crate::model::Header;
use serde_json::{Map, Value};

/// The longest header that is taken, in bytes.
const HEADER: u64 = 64 << 10;

/// The next header of a stream: its keys in any order, characters escaped or as they are (UTF-8).
///
/// # Errors
/// As of [`framed`]; [`FramingError::NoJson`]. A header of more than 64 KiB is not read.
pub(super) fn header(stream: &mut dyn Stream) -> Result<Map<String, Value>, Stop> {
    let bytes = framed(stream, Header::I32le, HEADER)?;
    Ok(serde_json::from_slice(&bytes).map_err(|error| no_json(&error))?)
}

/// The size that a header says under one of these keys, and under one only: from 0 to `max`.
///
/// # Errors
/// [`FramingError::NoSize`], [`FramingError::TwoSizes`], [`FramingError::Negative`],
/// [`FramingError::ClaimTooLarge`].
pub(super) fn size(
    header: &Map<String, Value>,
    keys: &[&str],
    max: u64,
) -> Result<u64, FramingError> {
    let mut said = keys.iter().filter_map(|key| header.get(*key));
    let (size, another) = (said.next().ok_or(FramingError::NoSize)?, said.next());
    if another.is_some() {
        return Err(FramingError::TwoSizes);
    }
    let claim = whole(size.as_u64(), size.as_i64())?;
    match claim <= max {
        true => Ok(claim),
        false => Err(FramingError::ClaimTooLarge { claim, max }),
    }
}

/// A size, as JSON's number gives it: unsigned, or else signed.
///
/// # Errors
/// [`FramingError::Negative`]; [`FramingError::NoSize`] where it is no whole number of 64 bits.
pub(super) fn whole(unsigned: Option<u64>, signed: Option<i64>) -> Result<u64, FramingError> {
    match (unsigned, signed) {
        (Some(size), _) => Ok(size),
        (None, Some(value)) => Err(FramingError::Negative { value: value.into() }),
        (None, None) => Err(FramingError::NoSize),
    }
}

/// What is wrong with a text that is no JSON.
pub(super) fn no_json(error: &serde_json::Error) -> FramingError {
    FramingError::NoJson { line: error.line() as u64, column: error.column() as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Map<String, Value> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn the_size_is_said_once_and_is_no_more_than_is_taken() {
        let keys = &["total_size", "data_size"];
        let read = |json| size(&of(json), keys, 10);
        assert_eq!(read(r#"{"md5": "x", "total_size": 10}"#), Ok(10));
        assert_eq!(read(r#"{"data_size":0,"\u4f60":"你"}"#), Ok(0));
        let large = FramingError::ClaimTooLarge { claim: 11, max: 10 };
        assert_eq!(read(r#"{"data_size": 11}"#), Err(large));
        assert_eq!(read(r#"{"data_size": -1}"#), Err(FramingError::Negative { value: -1 }));
        for none in ["{}", r#"{"data_size": 1.5}"#, r#"{"data_size": "1"}"#, r#"{"size": 1}"#] {
            assert_eq!(read(none), Err(FramingError::NoSize), "{none}");
        }
        let twice = r#"{"data_size": 1, "total_size": 1}"#;
        assert_eq!(read(twice), Err(FramingError::TwoSizes));
    }
}
