//! Lines that are about one case: the rule above its picture, and its row in a list of many.

use super::Sign;
use super::line::Style;
use crate::model::{Case, Scenario, visible};

/// The name of a case, whole: in parts between which it may be divided.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    pub(crate) parts: Vec<String>,
}

impl Name {
    /// `nagle/held-back`.
    pub(crate) fn of(scenario: &Scenario, case: &Case) -> Self {
        let parts = [format!("{}/", scenario.id), case.id.clone()];
        Name { parts: parts.map(|part| visible(&part).into_owned()).into() }
    }

    /// The name of a session.
    pub(crate) fn of_session(id: &str) -> Self {
        Name { parts: vec![visible(id).into_owned()] }
    }

    /// In one piece.
    pub(crate) fn whole(&self) -> String {
        self.parts.concat()
    }
}

/// What a picture is of.
#[derive(Debug, Clone)]
pub(crate) struct Title {
    pub(crate) name: Name,
    pub(crate) role: String,
    /// What it is about, where that stands in one line with the name; else a rule divides it from what is before.
    pub(crate) about: Option<String>,
}

/// A case as a test runner has it: verdict, name, role, figures, how long it took.
#[derive(Debug, Clone)]
pub(crate) struct CaseRow {
    pub(crate) style: Style,
    /// The verdict, with its mark.
    pub(crate) verdict: String,
    pub(crate) name: Name,
    pub(crate) role: String,
    /// `10→2→1`: messages, segments, receives.
    pub(crate) counts: String,
    /// How these are read, once for each kind of them.
    pub(crate) reads: Option<Sign>,
    /// The main cause: in full, and in a word.
    pub(crate) cause: Option<[String; 2]>,
    /// Milliseconds, with their unit.
    pub(crate) took: String,
}
