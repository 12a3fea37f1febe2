//! Where every byte is after each call, beside the calls: for a page that is stepped through where it is read.

use super::{Source, flows, texts};
use crate::analysis::{CaseAnalysis, Course, Places};
use crate::lang::steps as words;
use crate::model::{Case, CaseTrace};
use crate::report::Voice;
use crate::report::case::timeline::time;
use crate::report::case::trace_lookup::CallNumbers;
use crate::report::page::calls::CallRow;
use crate::report::page::places::Moment;
use crate::report::page::{Block, Page};
use std::collections::BTreeMap;

/// So many steps are drawn; of those behind that is said.
const MOST: usize = 100;

/// The page of a case, with a picture for each row of its timeline where somebody can step through them.
pub fn placed(
    mut page: Page,
    case: &Case,
    (trace, analysis): (&CaseTrace, &CaseAnalysis),
    voice: &Voice,
) -> Page {
    let mut rows: Vec<&mut CallRow> = page.blocks.iter_mut().flat_map(steps_of).collect();
    if !voice.stepped || rows.is_empty() {
        return page;
    }
    let mut course = Course::of(case, trace, analysis);
    let moments = moments(&rows, trace, &course);
    rows.iter_mut().for_each(|row| row.moment = when(row, trace, voice));
    let mut all = moments.clone();
    all.push(course.at_time(u64::MAX));
    all.sort_unstable();
    all.dedup();
    let places = course.places(&all);
    let by_moment: BTreeMap<usize, &Places> = all.into_iter().zip(&places).collect();
    let numbers = CallNumbers::of(case, trace, analysis);
    let texts = &texts(case, trace, analysis, voice);
    let source = Source { trace, analysis, voice, course: &course, texts, moment: 0, begins: None };
    let totals = places.last().map(|places| flows::totals(places, source)).unwrap_or_default();
    let beyond = Moment { besides: vec![voice.say(words::beyond(MOST))], ..Moment::default() };
    for row in rows.iter_mut().skip(MOST) {
        row.places = Some(Box::new(beyond.clone()));
    }
    for (row, moment) in rows.iter_mut().zip(&moments).take(MOST) {
        let Some(places) = by_moment.get(moment) else { continue };
        let begins = row.last.filter(|_| row.begins).and_then(|last| trace.call(last)?.sock);
        let source = Source { moment: *moment, begins, ..source };
        let flows = flows::of(places, row.last, (&numbers, source));
        row.places = Some(Box::new(flows::drawn(&flows, (&totals, &moments), source)));
    }
    page
}

/// When the moment of a row is. Of a step that made no call: when that would have been.
fn when(row: &CallRow, trace: &CaseTrace, voice: &Voice) -> String {
    let call =
        row.last.and_then(|(record, at)| trace.call((record, if row.begins { 0 } else { at })));
    let at_ns = call.map(|call| if row.begins { call.start_ns } else { call.end_ns() });
    at_ns.map_or_else(|| row.time.clone(), |ns| time(ns, voice))
}

/// The rows of a timeline that are steps.
fn steps_of(block: &mut Block) -> Vec<&mut CallRow> {
    match block {
        Block::Calls(calls) => calls.rows.iter_mut().filter(|row| row.is_step()).collect(),
        _ => Vec::new(),
    }
}

/// The moment of each row: after its call, or as that begins. Of a step that made none: that of the row before.
fn moments(rows: &[&mut CallRow], trace: &CaseTrace, course: &Course<'_>) -> Vec<usize> {
    let mut before = 0;
    let moment = |row: &&mut CallRow| {
        let began = || row.last.and_then(|(record, _)| trace.call((record, 0)));
        let moment = match (row.begins, row.last) {
            (_, None) => before,
            (true, Some(_)) => began().map_or(before, |call| course.at_time(call.start_ns)),
            (false, Some(last)) => course.after(last),
        };
        before = moment;
        moment
    };
    rows.iter().map(moment).collect()
}
