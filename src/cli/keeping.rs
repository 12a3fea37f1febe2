//! What a page keeps of what was run: traces in the making, and how much of them has room.

use super::failure::Failure;
use crate::analysis::Tally;
use crate::model::{CaseTrace, Host, ScenarioTrace, Trace, WireKind};
use crate::report::json;

/// A trace in the making.
pub(crate) struct OneTrace {
    pub(crate) trace: Trace,
    /// As [`json::Recording::repeats`].
    repeats: Vec<Vec<Option<Tally>>>,
    /// The bytes that it comes to in a file, at the least.
    pub(crate) size: u64,
}

impl OneTrace {
    pub(crate) fn of(host: &Host, wire: WireKind) -> Self {
        let (scenarios, sessions) = (Vec::new(), Vec::new());
        let trace = Trace { host: host.clone(), wire, scenarios, sessions };
        OneTrace { trace, repeats: Vec::new(), size: 0 }
    }

    /// A scenario begins.
    pub(crate) fn scenario(&mut self, scenario: ScenarioTrace) {
        self.size = self.size.saturating_add(scenario.source.len() as u64);
        self.trace.scenarios.push(scenario);
        self.repeats.push(Vec::new());
    }

    /// A run of a case of it.
    pub(crate) fn case(&mut self, run: CaseTrace, tally: Option<Tally>) {
        self.size = self.size.saturating_add(json::size_of(&run));
        if let (Some(scenario), Some(repeats)) =
            (self.trace.scenarios.last_mut(), self.repeats.last_mut())
        {
            scenario.cases.push(run);
            repeats.push(tally);
        }
    }

    /// A session.
    pub(crate) fn session(&mut self, run: CaseTrace) {
        self.size = self.size.saturating_add(json::size_of(&run));
        self.trace.sessions.push(run);
    }

    /// Leaves only the runs of which this is true: of a scenario, or of none.
    pub(crate) fn retain(&mut self, is: impl Fn(Option<&str>, &str) -> bool) {
        for (scenario, repeats) in self.trace.scenarios.iter_mut().zip(&mut self.repeats) {
            let ScenarioTrace { id, cases, .. } = scenario;
            let mut kept = cases.iter().map(|run| is(Some(id), &run.id));
            repeats.retain(|_| kept.next().unwrap_or(false));
            cases.retain(|run| is(Some(id), &run.id));
        }
        self.repeats.retain(|cases| !cases.is_empty());
        self.trace.scenarios.retain(|scenario| !scenario.cases.is_empty());
        self.trace.sessions.retain(|run| is(None, &run.id));
    }

    /// Leaves out the last quarter of the scenarios, one at least; how many that is.
    pub(crate) fn shorten(&mut self) -> u64 {
        let all = self.trace.scenarios.len();
        let fewer = all * 3 / 4;
        self.trace.scenarios.truncate(fewer);
        self.repeats.truncate(fewer);
        (all - fewer) as u64
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.trace.scenarios.is_empty() && self.trace.sessions.is_empty()
    }

    /// As a file has it.
    pub(crate) fn written(&self) -> Result<String, Failure> {
        let written = json::write_counted(&self.trace, &self.repeats);
        written.map_err(|error| Failure::defect(error.text()))
    }
}

/// A scenario of a trace of which nothing has been run yet.
pub(crate) fn begun(id: &str, source: &str, set: &[String]) -> ScenarioTrace {
    ScenarioTrace {
        id: id.to_owned(),
        digest: json::digest(source),
        source: source.to_owned(),
        set: set.to_vec(),
        cases: Vec::new(),
    }
}

/// So many bytes, in so many pieces.
pub(crate) struct Room {
    bytes: u64,
    pieces: usize,
}

impl Room {
    pub(crate) fn of(bytes: u64, pieces: usize) -> Self {
        Room { bytes, pieces }
    }

    /// Whether there is room for one more piece of so many bytes; if so, it is taken.
    pub(crate) fn take(&mut self, bytes: u64) -> bool {
        let has = bytes <= self.bytes && self.pieces > 0;
        if has {
            self.bytes -= bytes;
            self.pieces -= 1;
        }
        has
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_takes_no_room() {
        let mut room = Room::of(10, 3);
        assert!(room.take(4) && !room.take(7) && room.take(6) && !room.take(1));
        assert!(room.take(0) && !room.take(0));
    }
}
