//! Scenario files: TOML text to [`model::Scenario`](crate::model::Scenario), or one clear error.

pub mod builtin;
pub mod change;
mod check;
mod error;
mod excerpt;
mod faults;
pub mod find;
mod near;
mod notice;
mod printable;
mod problem;
mod read;
#[cfg(test)]
mod schema;
mod script;
mod source;
mod spec;
mod template;
mod toml_words;

pub use error::ScenarioError;
pub use near::{did_you_mean, nearest, one_of};
pub use notice::Notice;
pub use script::script;
pub use spec::{SpellingError, framing_of};
pub use template::template;

use crate::model::Scenario;
use check::Mode;
use excerpt::Lines;
use problem::Checked;

/// Reads and checks a scenario file. `file` is the name to show in an error.
///
/// Every scenario this returns can be run; what goes wrong then is a finding, not a fault of the
/// file.
///
/// # Errors
///
/// The first thing that is wrong with the file, root causes before what follows from them.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Scenario, ScenarioError> {
    read(bytes).map_err(|problem| ScenarioError::new(file, &source::lossy(bytes), problem))
}

/// Everything that is wrong with a scenario file, in the order of the file, as far as one fault does not hide another: what
/// cannot be read as TOML is one. Nothing where nothing is.
pub fn faults(file: &str, bytes: &[u8]) -> Vec<ScenarioError> {
    let Err(first) = read(bytes) else { return Vec::new() };
    let document = source::utf8(bytes).and_then(|text| {
        source::nothing_hidden(text)?;
        Ok((source::document(text)?, text))
    });
    let all = match document {
        Ok((document, text)) if source::size(bytes).is_ok() => faults::faults(document, text),
        _ => vec![first],
    };
    let shown = source::lossy(bytes);
    all.into_iter().map(|problem| ScenarioError::new(file, &shown, problem)).collect()
}

fn read(bytes: &[u8]) -> Checked<Scenario> {
    source::size(bytes)?;
    let text = source::utf8(bytes)?;
    let document = source::document(text)?;
    source::nothing_hidden(text)?;
    let lines = Lines::of(text);
    read::scenario(&document, &lines, text, |part| check::part(&part, Mode::AsWritten))
}

#[cfg(test)]
mod tests;
