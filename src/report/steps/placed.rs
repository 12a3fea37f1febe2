//! The steps of a case beside its calls, with where every byte is: for a page that is stepped through where it is read.

use super::list::{self, What};
use super::{Source, flows, step, texts};
use crate::analysis::{CaseAnalysis, Course};
use crate::model::{Case, CaseTrace};
use crate::report::Voice;
use crate::report::case::timeline::{self as rows, time};
use crate::report::case::trace_lookup::CallNumbers;
use crate::report::case::why::write_closed::WriteClosed;
use crate::report::page::calls::{CallRow, Calls, Step};
use crate::report::page::packets::Packets;
use crate::report::page::{Block, Page};

/// The page of a case, with its steps where somebody can go through them: those that a terminal shows.
pub fn placed(
    mut page: Page,
    case: &Case,
    run: (&CaseTrace, &CaseAnalysis),
    voice: &Voice,
) -> Page {
    for block in page.blocks.iter_mut().filter(|_| voice.stepped) {
        if let Block::Calls(calls) = block {
            calls.steps = steps(calls, case, run, voice);
        }
    }
    page
}

fn steps(
    calls: &Calls,
    case: &Case,
    (trace, analysis): (&CaseTrace, &CaseAnalysis),
    voice: &Voice,
) -> Vec<Step> {
    let mut course = Course::of(case, trace, analysis);
    let steps = list::steps(trace, &course, voice.verbose());
    let moments: Vec<usize> = steps.iter().map(|step| step.moment).collect();
    let places = course.places(&moments);
    let (numbers, shuts) = (CallNumbers::of(case, trace, analysis), WriteClosed::of(case, trace));
    let texts = &texts(case, trace, analysis, voice);
    let source = Source { trace, analysis, voice, course: &course, texts, moment: 0, begins: None };
    let written = rows::Source { case, trace, numbers: &numbers, shuts: &shuts, voice };
    let mut row = 0;
    let placed = steps.iter().enumerate().zip(&places).map(|((at, one), places)| {
        row = row_of(one, &calls.rows, trace).unwrap_or(row);
        let said = calls.rows.get(row).map(step::told);
        let told = step::in_words(one, written);
        let source = Source { moment: one.moment, begins: one.begins(trace), ..source };
        let flows = flows::of(places, one.last(trace), (&numbers, source));
        let mut places = flows::drawn(&flows, &moments, source);
        let packets = step::packets_of(&steps, at, source);
        places.besides.extend(packets.iter().flat_map(Packets::told));
        let told = Some(told).filter(|told| said.as_ref() != Some(told));
        Step { row, time: time(one.at_ns, voice), told, places }
    });
    placed.collect()
}

/// The row that a step is in: of the rows of its call the first by which it has come back. Nothing where that is left
/// out.
fn row_of(step: &list::Step, rows: &[CallRow], trace: &CaseTrace) -> Option<usize> {
    let records = &trace.records;
    let (wanted, begins) = match &step.what {
        What::Calls { record, calls, .. } => ((*record, calls.end), false),
        What::Begins { record } => ((*record, 0), true),
        What::Ready { records: some } | What::Rounds { records: some } => {
            let last = some.end.checked_sub(1)?;
            ((last, records.get(last)?.calls.len()), false)
        }
        What::Several { .. } => return None,
    };
    let no = |record: usize| records.get(record).map(|record| record.step);
    let until = rows.iter().enumerate().filter(|(_, row)| row.begins == begins);
    let until = until.filter_map(|(at, row)| Some((row.until?, at)));
    let behind = until
        .filter(|((record, made), _)| (*record, *made) >= wanted && no(*record) == no(wanted.0));
    behind.min().map(|(_, at)| at)
}
