//! What was compared, for the page that shows it: each trace, with the cases that were compared.

use super::super::failure::Failure;
use super::super::jobs::{Job, SESSION};
use crate::analysis::Tally;
use crate::analysis::compare::{ComparedCase, Comparison};
use crate::lang::{compare as compare_words, html_page as words};
use crate::model::{CaseTrace, Host, Limits, ScenarioTrace, Text, Trace, WireKind};
use crate::report::{Kept, json, visible};

/// Traces, as many as may be in a page.
#[derive(Default)]
pub(super) struct Keeping {
    traces: Vec<OneTrace>,
    /// The bytes that they come to, at the least.
    size: u64,
    /// The names of those that would have been too much.
    left_out: Vec<Text>,
}

/// A trace, with the cases that were asked for.
pub(super) struct OneTrace {
    /// What it was called; nothing where it is of this computer.
    name: Option<String>,
    trace: Trace,
    /// As [`json::Recording::repeats`].
    repeats: Vec<Vec<Option<Tally>>>,
    size: u64,
}

impl OneTrace {
    pub(super) fn of(name: Option<&str>, host: &Host, wire: WireKind) -> Self {
        let (host, name) = (host.clone(), name.map(str::to_owned));
        let trace = Trace { host, wire, scenarios: Vec::new(), sessions: Vec::new() };
        OneTrace { name, trace, repeats: Vec::new(), size: 0 }
    }

    /// A scenario begins.
    pub(super) fn scenario(&mut self, job: &Job, source: &str) {
        self.size = self.size.saturating_add(source.len() as u64);
        self.trace.scenarios.push(ScenarioTrace {
            id: job.scenario.id.clone(),
            digest: json::digest(source),
            source: source.to_owned(),
            set: job.set.clone(),
            cases: Vec::new(),
        });
        self.repeats.push(Vec::new());
    }

    /// A run of a case of it.
    pub(super) fn case(&mut self, run: &CaseTrace, tally: Option<&Tally>) {
        self.size = self.size.saturating_add(json::size_of(run));
        if let (Some(scenario), Some(repeats)) =
            (self.trace.scenarios.last_mut(), self.repeats.last_mut())
        {
            scenario.cases.push(run.clone());
            repeats.push(tally.cloned());
        }
    }

    /// A session.
    pub(super) fn session(&mut self, run: &CaseTrace) {
        self.size = self.size.saturating_add(json::size_of(run));
        self.trace.sessions.push(run.clone());
    }

    /// Leaves only what was compared with something.
    fn reduce(&mut self, compared: &[&ComparedCase]) {
        let is = |scenario: &str, id: &str| {
            compared.iter().any(|one| one.scenario == scenario && is_of(&one.case, id))
        };
        for (scenario, repeats) in self.trace.scenarios.iter_mut().zip(&mut self.repeats) {
            let mut kept = scenario.cases.iter().map(|run| is(&scenario.id, &run.id));
            repeats.retain(|_| kept.next().unwrap_or(false));
            let ScenarioTrace { id, cases, .. } = scenario;
            cases.retain(|run| is(id, &run.id));
        }
        self.repeats.retain(|cases| !cases.is_empty());
        self.trace.scenarios.retain(|scenario| !scenario.cases.is_empty());
        self.trace.sessions.retain(|run| is(SESSION, &run.id));
    }

    fn is_empty(&self) -> bool {
        self.trace.scenarios.is_empty() && self.trace.sessions.is_empty()
    }

    fn called(&self) -> Text {
        match &self.name {
            None => compare_words::here(&self.trace.host.os),
            Some(name) => {
                let name = visible(name).into_owned();
                Text::new(name.clone(), name)
            }
        }
    }
}

/// Whether a case goes by this name in a comparison: its own, or its own with the changes it was run with.
fn is_of(compared: &str, id: &str) -> bool {
    compared.strip_prefix(id).is_some_and(|changes| changes.is_empty() || changes.starts_with(' '))
}

impl Keeping {
    /// One more, if there is room.
    pub(super) fn add(&mut self, one: OneTrace) {
        let all = self.size.saturating_add(one.size);
        if all > Limits::PAGE || self.traces.len() >= Limits::TRACES {
            self.left_out.push(one.called());
            return;
        }
        self.size = all;
        self.traces.push(one);
    }

    /// What a page keeps of a comparison.
    pub(super) fn kept(mut self, comparison: &Comparison) -> anyhow::Result<Kept> {
        let compared: Vec<&ComparedCase> = comparison.compared().collect();
        let mut kept = Kept::default();
        let mut room = Limits::PAGE;
        for mut one in std::mem::take(&mut self.traces) {
            one.reduce(&compared);
            if one.is_empty() {
                continue;
            }
            let written = json::write_counted(&one.trace, &one.repeats);
            let written = written.map_err(|error| Failure::defect(error.text()))?;
            let length = written.len() as u64;
            if length > room.min(Limits::TRACE) {
                self.left_out.push(one.called());
                continue;
            }
            room -= length;
            kept.traces.push(written);
        }
        if !kept.traces.is_empty() {
            kept.said.push(words::compared_inside(kept.traces.len() as u64));
        }
        if !self.left_out.is_empty() {
            let names = Text::joined(&self.left_out, (", ", "、"));
            kept.said.push(words::traces_left_out(&names));
        }
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_are_kept_than_a_reader_takes_and_the_others_are_named() {
        let host = crate::net::host();
        let mut keeping = Keeping::default();
        let one = |name: &str, size| OneTrace {
            size,
            ..OneTrace::of(Some(name), &host, WireKind::Loopback)
        };
        keeping.add(one("large", Limits::PAGE));
        keeping.add(one("small", 1));
        keeping.add(one("none", 0));
        (2..Limits::TRACES).for_each(|_| keeping.add(one("more", 0)));
        keeping.add(one("last", 0));
        let nothing = Comparison { columns: Vec::new(), warnings: Vec::new(), cases: Vec::new() };
        let kept = keeping.kept(&nothing).unwrap();
        let [said] = kept.said.as_slice() else { panic!("{:?}", kept.said) };
        assert!(kept.traces.is_empty(), "nothing was compared");
        assert!(
            said.en.contains(": small, last.") && said.zh.contains("：small、last。"),
            "{said:?}"
        );
    }

    #[test]
    fn a_case_is_known_by_its_name_and_by_its_name_with_changes() {
        assert!(is_of("fresh", "fresh") && is_of("fresh recv.max=2", "fresh"));
        assert!(!is_of("fresh-again", "fresh") && !is_of("fresh", "fresh-again"));
    }
}
