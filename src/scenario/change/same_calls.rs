//! Whether two cases do the same once their values are the same.

use super::{Planned, PlannedRow};
use crate::model::{Case, Node, Role, Text, Want};

impl Planned<'_> {
    /// Whether another case makes the same calls in each of its combinations: then what comes of
    /// them differs only as one run differs from the next, and in what the two cases expect.
    pub fn makes_the_calls_of(&self, other: &Planned<'_>) -> bool {
        let same = |(one, other): (&PlannedRow, &PlannedRow)| {
            one.values == other.values && calls(&one.case) == calls(&other.case)
        };
        self.rows.len() == other.rows.len() && self.rows.iter().zip(&other.rows).all(same)
    }
}

/// A case without what is only said or expected of it.
fn calls(case: &Case) -> Case {
    let mut bare = Case {
        id: String::new(),
        line: 0,
        role: Role::Problem,
        title: Text::new("", ""),
        fix: None,
        note: None,
        expect: Vec::new(),
        on: Vec::new(),
        ..case.clone()
    };
    for step in bare.steps.iter_mut().flat_map(Node::steps_mut) {
        step.line = 0;
        step.on.clear();
        // A timeout that is expected does not end a case.
        step.want = Want { error: step.want.error, ..Want::default() };
    }
    bare
}
