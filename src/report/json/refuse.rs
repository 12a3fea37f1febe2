//! Why a file cannot be read as a trace. Only looked for when it cannot: this takes time that a
//! good file need not spend.

use super::data;
use super::data::DataFault;
use super::error::{Problem, TraceFault};
use super::file::File;
use super::locate::{Part, bracket, seek};
use crate::model::TRACE_FORMAT;
use crate::scenario::nearest;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;
use serde_json::value::RawValue;
use std::ops::Range;

/// What comes first: that it is not JSON at all, that it is of another format, that it is nothing
/// like a trace, and only then what does not fit.
pub(super) fn why(source: &str) -> Problem {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(source) {
        return no_json(source, &error);
    }
    match format(source) {
        Some(other) if other != TRACE_FORMAT => other_format(other),
        _ => unlike(source),
    }
}

/// Another format than ours.
pub(super) fn other_format(format: String) -> Problem {
    Problem::on(TraceFault::OtherFormat(format), ["format".into()])
}

/// Bytes that are not UTF-8: the text up to there and a little further, and what is wrong.
pub(super) fn no_text(bytes: &[u8], valid: usize) -> (String, Problem) {
    const MORE: usize = 512;
    let byte = bytes.get(valid).copied().unwrap_or_default();
    let end = bytes.len().min(valid.saturating_add(MORE));
    let text = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned();
    let wrong = valid..valid + char::REPLACEMENT_CHARACTER.len_utf8();
    (text, Problem::at(TraceFault::NotUtf8(byte), Some(wrong)))
}

/// Only what says which format it is.
#[derive(Deserialize)]
struct Probe {
    format: String,
}

fn format(source: &str) -> Option<String> {
    serde_json::from_str::<Probe>(source).ok().map(|probe| probe.format)
}

/// JSON that is not the JSON of a trace.
fn unlike(source: &str) -> Problem {
    let start = source.len() - source.trim_ascii_start().len();
    let stranger = Problem::at(TraceFault::NotATrace, Some(bracket(source, token(source, start))));
    if !begun(source) {
        return stranger;
    }
    let mut json = serde_json::Deserializer::from_str(source);
    let Err(error) = serde_path_to_error::deserialize::<_, File<'_>>(&mut json) else {
        return stranger;
    };
    let (fault, bytes) = fault(source, &error);
    let named = seek(source, &["format".into()], Part::Value).is_some();
    match &fault {
        _ if named => Problem::at(fault, bytes),
        TraceFault::Data(DataFault::UnknownField { field, .. })
            if !nearest(field, ["format"]).is_empty() =>
        {
            Problem::at(fault, bytes)
        }
        _ => stranger,
    }
}

/// What serde says, and where. Some of what is not JSON is only found when a text or a number is
/// read: half a surrogate pair, say.
fn fault(
    source: &str,
    error: &serde_path_to_error::Error<serde_json::Error>,
) -> (TraceFault, Option<Range<usize>>) {
    let said = sentence(error.inner());
    let at = || token(source, offset(source, error.inner()));
    match (error.inner().classify(), said.as_str()) {
        (Category::Syntax, "recursion limit exceeded") => (TraceFault::TooDeep, Some(at())),
        (Category::Data, _)
        | (_, "expected value" | "key must be a string" | "number out of range") => {
            let (fault, bytes) = data::fault(source, error.path(), &said);
            (TraceFault::Data(fault), bytes.or_else(|| Some(at())))
        }
        _ => (TraceFault::Syntax { said, begun: true }, Some(at())),
    }
}

fn no_json(source: &str, error: &serde_json::Error) -> Problem {
    let (said, stop) = (sentence(error), offset(source, error));
    let before = source.get(..stop).unwrap_or_default().trim_ascii_end();
    let ends = source.get(stop..).is_some_and(|rest| rest.starts_with([']', '}']));
    let (said, bytes) = match (error.classify(), said.as_str()) {
        // Right after what there is.
        (Category::Eof, _) => (said, source.trim_ascii_end().len()..source.len()),
        (_, "expected value" | "key must be a string") if ends && before.ends_with(',') => {
            ("trailing comma".to_owned(), before.len() - 1..before.len())
        }
        // The parser has passed the end of the word.
        (_, "expected ident" | "invalid number") if before.len() == stop => {
            (said, token(source, stop.saturating_sub(1)))
        }
        _ => (said, token(source, stop)),
    };
    Problem::at(TraceFault::Syntax { said, begun: begun(source) }, Some(bytes))
}

/// Whether it begins as a trace does: with an object.
pub(super) fn begun(source: &str) -> bool {
    source.trim_ascii_start().starts_with('{')
}

/// What the parser says, without its place.
fn sentence(error: &serde_json::Error) -> String {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let said = error.to_string();
    said.strip_suffix(&place).unwrap_or(&said).to_owned()
}

/// The byte at which the parser stopped.
fn offset(source: &str, error: &serde_json::Error) -> usize {
    let before = error.line().saturating_sub(2);
    let ends = source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    let start = match error.line() {
        0 | 1 => 0,
        _ => ends.map(|(at, _)| at + 1).nth(before).unwrap_or(source.len()),
    };
    (start + error.column()).saturating_sub(1).min(source.len())
}

/// The word, number or text around a byte; else its character alone.
fn token(source: &str, at: usize) -> Range<usize> {
    let at = (0..=at.min(source.len())).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
    let (before, after) = source.split_at(at);
    if after.starts_with('"') {
        let text = serde_json::Deserializer::from_str(after).into_iter::<&RawValue>().next();
        let len = text.and_then(Result::ok).map_or(1, |text| text.get().len());
        return at..at + len;
    }
    let plain = |c: char| c.is_alphanumeric() || "_-+.".contains(c);
    let right = after.find(|c| !plain(c)).unwrap_or(after.len());
    if right == 0 {
        return at..at + after.chars().next().map_or(0, char::len_utf8);
    }
    let left = before.chars().rev().take_while(|c| plain(*c)).map(char::len_utf8).sum::<usize>();
    at - left..at + right
}
