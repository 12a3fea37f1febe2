//! The runs of a sweep, for the page that shows its tables: a trace with the scenario once for each row.

use super::super::keeping::{OneTrace, Room, begun};
use super::super::perform::Performed;
use crate::lang::html_page as words;
use crate::model::{Host, Limits, Scenario, WireKind};
use crate::report::{Kept, json};
use crate::scenario::change::PlannedRow;

/// One run of each row, as many as a reader of traces takes.
pub(super) struct Keeping {
    rows: OneTrace,
    room: Room,
    /// Rows that would have been too much.
    left_out: u64,
}

impl Keeping {
    pub(super) fn of(host: &Host, wire: WireKind) -> Self {
        let room = Room::of(Limits::TRACE, Limits::SCENARIOS);
        Keeping { rows: OneTrace::of(host, wire), room, left_out: 0 }
    }

    /// The first run of a row.
    pub(super) fn row(&mut self, scenario: &Scenario, row: &PlannedRow, done: Performed) {
        if done.impossible {
            return;
        }
        let size = json::size_of(&done.trace).saturating_add(scenario.source.len() as u64);
        if row.set.len() > Limits::CHANGES || !self.room.take(size) {
            self.left_out += 1;
            return;
        }
        self.rows.scenario(begun(&scenario.id, &scenario.source, &row.set));
        self.rows.case(done.trace, None);
    }

    /// All of them as a trace, and what is said of it.
    pub(super) fn kept(mut self, repeat: u32) -> anyhow::Result<Kept> {
        let mut kept = Kept::default();
        while !self.rows.is_empty() {
            let written = self.rows.written()?;
            if written.len() as u64 <= Limits::TRACE {
                kept.traces.push(written);
                kept.said.push(if repeat == 1 {
                    words::rows_inside()
                } else {
                    words::first_runs_inside()
                });
                break;
            }
            // Its line ends and blanks were not counted.
            self.left_out += self.rows.shorten();
        }
        if self.left_out > 0 {
            kept.said.push(words::rows_left_out(self.left_out));
        }
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Setting;
    use crate::model::CaseTrace;
    use crate::scenario::builtin;

    #[test]
    fn a_row_that_no_trace_can_have_is_left_out_and_said_to_be() {
        let source = builtin::find("short-recv").unwrap().source();
        let scenario = crate::scenario::parse("short-recv.toml", source.as_bytes()).unwrap();
        let (case, host) = (scenario.cases[0].clone(), crate::net::host());
        let done = || {
            let trace = CaseTrace { id: case.id.clone(), ..CaseTrace::default() };
            Performed::judged(&case, trace, &Setting::of(&host, WireKind::Loopback, true))
        };
        let row = |set: Vec<String>| PlannedRow { values: Vec::new(), set, case: case.clone() };
        let mut keeping = Keeping::of(&host, WireKind::Loopback);
        keeping.row(&scenario, &row(vec!["recv.max=2".to_owned()]), done());
        let many = vec!["recv.max=2".to_owned(); Limits::CHANGES + 1];
        keeping.row(&scenario, &row(many), done());
        keeping.room = Room::of(0, 1);
        keeping.row(&scenario, &row(vec!["recv.max=3".to_owned()]), done());
        let kept = keeping.kept(1).unwrap();
        assert_eq!((kept.traces.len(), kept.said.len()), (1, 2));
        assert!(kept.said[1].en.contains("2 rows") && kept.said[1].zh.contains("2 行"));
    }
}
