//! What is wrong with a trace file: where, what, what to do.

use crate::analysis::TraceProblem;
use crate::lang::trace_file as words;
use crate::model::{CaseTrace, ScenarioTrace, TRACE_FORMAT, Text};
use crate::report::visible;
use crate::scenario::ScenarioError;
use crate::scenario::change::ChangeError;
use std::borrow::Cow;

/// The first thing that is wrong with a trace file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TraceError {
    /// Longer than a trace may be.
    #[error("{}", self.text().en)]
    TooLong,
    /// No JSON, or not the JSON of a trace.
    #[error("{}", self.text().en)]
    NotATrace {
        /// The line, from 1.
        line: usize,
        /// The column, from 1, in bytes.
        column: usize,
        /// What the JSON reader says, in English.
        what: String,
        /// It is JSON, but not of this shape.
        is_json: bool,
    },
    /// JSON, but no object.
    #[error("{}", self.text().en)]
    NotAnObject,
    /// Another format, or another version of this one: its name.
    #[error("{}", self.text().en)]
    OtherFormat(String),
    /// The source of this scenario is not what was run: its digest differs.
    #[error("{}", self.text().en)]
    Digest(String),
    /// The source of a scenario has another name than the trace says.
    #[error("{}", self.text().en)]
    OtherScenario {
        /// The name in the trace.
        said: String,
        /// The name in the source.
        is: String,
    },
    /// The source of a scenario is wrong.
    #[error("{}", self.text().en)]
    Scenario(#[source] Box<ScenarioError>),
    /// A change of `--set` that cannot be made in the scenario.
    #[error("{}", self.text().en)]
    Change(#[from] ChangeError),
    /// A case that its scenario does not have.
    #[error("{}", self.text().en)]
    NoCase {
        /// The scenario.
        scenario: String,
        /// The case.
        case: String,
    },
    /// The trace contradicts its scenario or itself.
    #[error("{}", self.text().en)]
    Contradiction(#[from] TraceProblem),
    /// To write: values that do not belong together.
    #[error("{}", self.text().en)]
    Mismatch(String),
}

impl TraceError {
    /// What is wrong.
    pub fn text(&self) -> Text {
        match self {
            TraceError::TooLong => words::too_long(),
            TraceError::NotATrace { what, is_json: true, .. } => {
                words::no_trace(&visible(&plain(what)))
            }
            TraceError::NotATrace { what, .. } => words::no_json(&visible(what)),
            TraceError::NotAnObject => words::no_object(TRACE_FORMAT),
            TraceError::OtherFormat(found) => words::other_format(&shown(found), TRACE_FORMAT),
            TraceError::Digest(id) => words::digest(&shown(id)),
            TraceError::OtherScenario { said, is } => {
                words::other_scenario(&shown(said), &shown(is))
            }
            TraceError::Scenario(error) => words::scenario(error.text()),
            TraceError::Change(error) => words::change(&first_lines(&error.text())),
            TraceError::NoCase { scenario, case } => words::no_case(&shown(scenario), &shown(case)),
            TraceError::Contradiction(problem) => words::contradiction(&escaped(problem.text())),
            TraceError::Mismatch(what) => words::mismatch(&visible(what)),
        }
    }

    /// What to do.
    pub fn help(&self) -> Text {
        match self {
            TraceError::TooLong => words::make_shorter(),
            TraceError::OtherFormat(_) => words::other_version(),
            TraceError::Digest(_) => words::changed_afterwards(),
            TraceError::Mismatch(_) => words::a_defect(),
            _ => words::make_again(),
        }
    }

    /// The line and the column (in bytes), both from 1, where it is at one place of the file.
    pub fn place(&self) -> Option<(usize, usize)> {
        match self {
            TraceError::NotATrace { line, column, .. } => Some((*line, *column)),
            _ => None,
        }
    }

    pub(super) fn of_json(error: &serde_json::Error) -> Self {
        let place = format!(" at line {} column {}", error.line(), error.column());
        let what = error.to_string();
        TraceError::NotATrace {
            line: error.line().max(1),
            column: error.column().max(1),
            what: what.strip_suffix(&place).unwrap_or(&what).to_owned(),
            is_json: error.is_data(),
        }
    }

    pub(super) fn no_case(scenario: &ScenarioTrace, case: &CaseTrace) -> Self {
        TraceError::NoCase { scenario: scenario.id.clone(), case: case.id.clone() }
    }
}

/// What the JSON reader says, without the names of this program's types: it ends with what it
/// expected, `struct Host with 5 elements` say.
fn plain(what: &str) -> Cow<'_, str> {
    match what.rsplit_once(", expected struct ") {
        Some((found, _)) => format!("{found}, expected a JSON object").into(),
        None => what.into(),
    }
}

/// A name from the file: escaped, and not longer than a line.
fn shown(name: &str) -> String {
    crate::report::escape::clip(&visible(name), 64)
}

/// What is wrong, without the list of what could be set.
fn first_lines(text: &Text) -> Text {
    let first = |text: &str| visible(text.lines().next().unwrap_or_default()).into_owned();
    Text::new(first(&text.en), first(&text.zh))
}

fn escaped(text: Text) -> Text {
    Text::new(visible(&text.en).into_owned(), visible(&text.zh).into_owned())
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::model::TRACE_FORMAT;

    fn said(bytes: &str) -> String {
        read(bytes.as_bytes()).err().map(|error| error.text().en).unwrap_or_default()
    }

    #[test]
    fn json_that_is_no_object_is_no_trace() {
        let plain = format!(
            "this is not a trace: a JSON object with \"format\": \"{TRACE_FORMAT}\" is expected"
        );
        for other in ["[]", " [1, 2, 3, 4]\n", "7", "null", "\"text\""] {
            assert_eq!(said(other), plain, "{other}");
        }
        assert!(said("").starts_with("this is not JSON"));
        assert!(said("[").starts_with("this is not JSON"));
    }

    #[test]
    fn no_type_of_this_program_is_named() {
        let file = format!("{{\"format\": \"{TRACE_FORMAT}\", \"host\": []}}");
        let said = said(&file);
        assert!(said.ends_with(", expected a JSON object"), "{said}");
    }
}
