//! Scenario files: TOML text to [`model::Scenario`](crate::model::Scenario), or one clear error.
mod error;
mod excerpt;
mod near;
mod printable;
mod problem;
mod read;
mod source;
mod toml_words;

pub use error::ScenarioError;
pub use printable::printable;
