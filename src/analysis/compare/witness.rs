//! A trace, reduced to what is compared.

use super::system::System;
use super::view::{Ground, Reason, Told, View};
use crate::model::Role;
use std::collections::BTreeMap;
use std::sync::Arc;

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

/// What traces tell alike, kept once: those of a class are alike, but for their figures.
#[derive(Debug, Default)]
pub struct Alike(BTreeMap<(String, String), Known>);

/// The different things that the runs of a case told.
#[derive(Debug, Default)]
struct Known {
    told: Vec<Arc<Told>>,
    grounds: Vec<Arc<Vec<Ground>>>,
    reasons: Vec<Arc<Vec<Reason>>>,
}

impl Alike {
    /// A case of this scenario is to tell what it tells with the words of one before, where these are the same.
    pub fn share(&mut self, scenario: &str, case: &mut SeenCase) {
        let known = self.0.entry((scenario.to_owned(), case.id.clone())).or_default();
        case.view.told.iter_mut().for_each(|told| one(&mut known.told, told));
        one(&mut known.grounds, &mut case.view.grounds);
        one(&mut known.reasons, &mut case.view.reasons);
    }
}

/// More different things than this are not looked through.
const LOOKED: usize = 100;

fn one<T: PartialEq>(known: &mut Vec<Arc<T>>, own: &mut Arc<T>) {
    match known.iter().find(|known| *known == own) {
        Some(known) => *own = Arc::clone(known),
        None if known.len() < LOOKED => known.push(Arc::clone(own)),
        None => {}
    }
}

/// Something to sort names of scenarios by.
pub(super) fn in_course<'a>(id: &'a str, course: &[&str]) -> (usize, &'a str) {
    (course.iter().position(|known| *known == id).unwrap_or(usize::MAX), id)
}
