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
mod recover;
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
pub use spec::{SpellingError, framing_of, framing_or_header};
pub use template::template;

use crate::model::Scenario;
use check::Mode;
use excerpt::Lines;
use problem::{Checked, Problem};

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

/// Everything that is wrong with a scenario file, in the order of the file, as far as one fault does not hide another: what is no
/// TOML, and what else is wrong beside it. Nothing where nothing is.
pub fn faults(file: &str, bytes: &[u8]) -> Vec<ScenarioError> {
    let Err(first) = read(bytes) else { return Vec::new() };
    let all = match source::size(bytes).and_then(|()| source::utf8(bytes)) {
        Ok(text) => every(text),
        Err(_) => vec![first],
    };
    let shown = source::lossy(bytes);
    all.into_iter().map(|problem| ScenarioError::new(file, &shown, problem)).collect()
}

/// Every fault of a text; hidden characters are among them, whatever else it is.
fn every(text: &str) -> Vec<Problem> {
    let mut all = match source::document(text) {
        Ok(document) => faults::faults(document, text),
        Err(first) => faults::recovered(text).unwrap_or_else(|| vec![first]),
    };
    all.extend(source::hidden(text));
    all.sort_by_key(|problem| problem.span);
    all
}

fn read(bytes: &[u8]) -> Checked<Scenario> {
    source::size(bytes)?;
    let text = source::utf8(bytes)?;
    let document = source::document(text)?;
    if let Some(hidden) = source::hidden(text).next() {
        return Err(hidden);
    }
    let lines = Lines::of(text);
    read::scenario(&document, &lines, text, |part| check::part(&part, Mode::AsWritten))
}

#[cfg(test)]
mod tests;
