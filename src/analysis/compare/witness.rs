//! A trace, reduced to what is compared.

use super::system::System;
use super::view::View;
use crate::model::Role;

/// A trace, reduced to what is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Where it was made.
    pub system: System,
    /// What it was called on the command line; none where it is not a file.
    pub name: Option<String>,
    /// A digest of its file, or nothing where it is not a file.
    pub digest: String,
    /// What was run.
    pub scenarios: Vec<SeenScenario>,
}

impl Witness {
    /// The name of a trace of nothing but sessions.
    pub(super) fn file(&self) -> Option<&str> {
        let sessions = self.scenarios.iter().all(|scenario| scenario.digest.is_empty());
        self.name.as_deref().filter(|_| sessions && !self.scenarios.is_empty())
    }
}

/// A scenario of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenScenario {
    /// Its name.
    pub id: String,
    /// The digest of its source; of sessions, which have none, nothing.
    pub digest: String,
    /// The changes of `--set`, as they were typed.
    pub set: Vec<String>,
    /// The cases that were run.
    pub cases: Vec<SeenCase>,
}

/// A case of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenCase {
    /// Its name.
    pub id: String,
    /// What it is there for; of a session, which nobody planned, nothing.
    pub role: Option<Role>,
    /// What happened.
    pub view: View,
}

/// Something to sort names of scenarios by.
pub(super) fn in_course<'a>(id: &'a str, course: &[&str]) -> (usize, &'a str) {
    (course.iter().position(|known| *known == id).unwrap_or(usize::MAX), id)
}
