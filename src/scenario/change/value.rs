//! A value as it is typed on a command line, put into TOML.

use super::{Change, ChangeError, Target};
use crate::model::{CallName, OptionName};
use toml::de::DeValue;

/// The forms a value may have.
enum Form {
    /// on, off, true, false, 1, 0
    Switch,
    /// A number; SO_LINGER may be off.
    Number,
    /// A word as it stands.
    Word,
    /// A text as it stands, or a table in TOML.
    Data,
    /// A text as it stands, a table in TOML, or a list of these in TOML.
    Pieces,
    /// Words with commas between, or a list in TOML.
    Words,
}

fn form(target: &Target) -> Form {
    match target {
        Target::Option { option, .. } if option.is_switch() => Form::Switch,
        Target::Option { .. } => Form::Number,
        Target::Argument { call, argument, .. } => match argument.as_str() {
            "max" | "bytes" | "backlog" | "repeat" => Form::Number,
            "nonblocking" => Form::Switch,
            "data" => data(call),
            "flags" => Form::Words,
            _ => Form::Word,
        },
    }
}

/// Only a `writev` is given its bytes in pieces.
fn data(call: &str) -> Form {
    if call == CallName::Writev.as_str() { Form::Pieces } else { Form::Data }
}

/// The value in TOML. What is not of the right form stays a text, and the reader says what was
/// expected.
///
/// # Errors
///
/// Where the value looks like a table or a list but is neither.
pub(super) fn toml_text(change: &Change) -> Result<String, ChangeError> {
    let value = change.value.as_str();
    let text = match form(&change.target) {
        Form::Switch => switch(value).or_else(|| number(value)),
        Form::Number => number(value).or_else(|| linger(&change.target, value)),
        Form::Data | Form::Pieces if value.starts_with('{') => Some(value.to_owned()),
        Form::Pieces if value.starts_with('[') => Some(value.to_owned()),
        Form::Words if value.starts_with('[') => Some(value.to_owned()),
        Form::Words => Some(words(value)),
        Form::Data | Form::Pieces | Form::Word => None,
    };
    let text = text.unwrap_or_else(|| quoted(value));
    match DeValue::parse(&text) {
        Ok(_) => Ok(text),
        Err(error) => Err(ChangeError::Value {
            written: change.written.clone(),
            said: error.message().trim().to_owned(),
        }),
    }
}

fn switch(value: &str) -> Option<String> {
    match value.to_lowercase().as_str() {
        "on" | "true" | "1" | "yes" => Some("true".to_owned()),
        "off" | "false" | "0" | "no" => Some("false".to_owned()),
        _ => None,
    }
}

fn number(value: &str) -> Option<String> {
    match DeValue::parse(value).ok()?.get_ref() {
        DeValue::Integer(_) => Some(value.to_owned()),
        _ => None,
    }
}

fn linger(target: &Target, value: &str) -> Option<String> {
    match target {
        Target::Option { option: OptionName::SoLinger, .. } => switch(value),
        _ => None,
    }
}

fn words(value: &str) -> String {
    let words = value.split(',').map(str::trim).filter(|word| !word.is_empty());
    let list: Vec<String> = words.map(quoted).collect();
    format!("[{}]", list.join(", "))
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
