//! The screen of one step: the call, what came back, and where every byte is then.

use super::list::{Step, What};
use super::{Shown, Source, flows};
use crate::analysis::Places;
use crate::lang::{steps as words, timeline};
use crate::model::{CallPlace, CallRecord, Record, StepNo};
use crate::report::case::timeline::{self as rows, bracketed, milliseconds};
use crate::report::case::trace_lookup::CallNumbers;
use crate::report::case::why::write_closed::WriteClosed;
use crate::report::page::Page;
use crate::report::page::calls::CallRow;
use crate::report::page::line::{Line, Style};
use std::ops::Range;

/// So many calls of a folded step are listed.
const LISTED: usize = 5;
/// So many options that were not granted are told.
const OPTIONS: usize = 2;

/// What all steps of a case have in common.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) shown: Shown<'a>,
    pub(super) steps: &'a [Step],
    pub(super) numbers: &'a CallNumbers,
    pub(super) shuts: &'a WriteClosed,
}

impl Scene<'_> {
    /// The screen of a step.
    pub(super) fn page(self, at: usize, places: &Places, source: Source<'_>) -> Page {
        let mut page = Page::new();
        let Some(step) = self.steps.get(at) else { return page };
        self.head(&mut page, (at, step), source);
        self.calls(&mut page, step, source);
        page.blank();
        let flows = flows::of(places, self.last(step), (self.numbers, source));
        let moments: Vec<usize> = self.steps.iter().map(|step| step.moment).collect();
        flows::draw(&mut page, &flows, &moments, source);
        page
    }

    /// `late-read/hello-feng · step 4 of 6 · 0.47 ms`.
    fn head(self, page: &mut Page, (at, step): (usize, &Step), source: Source<'_>) {
        let no = source.voice.say(words::step(at + 1, self.steps.len()));
        let ms = milliseconds(step.at_ns);
        let line = Line::of(Style::Strong, &self.shown.name.whole());
        page.cut(line.with(Style::Dim, &format!(" · {no} · {ms} ms")));
    }

    /// Who called what, and what came back.
    fn calls(self, page: &mut Page, step: &Step, source: Source<'_>) {
        let records = &source.trace.records;
        match &step.what {
            What::Calls { record: at, calls, ends } => {
                let Some(record) = records.get(*at) else { return };
                let mut row = rows::some_calls((*at, record), calls.clone(), self.rows());
                if *ends {
                    let mark = source.voice.say(timeline::ends());
                    row.call.push(Style::Dim, &bracketed(&mark, source.voice));
                }
                page.wide(written(row), (0, 4));
                self.options(page, record, calls.clone(), source);
            }
            What::Begins { record: at } => {
                let Some(record) = records.get(*at) else { return };
                let all = 0..record.calls.len();
                let mut row = rows::some_calls((*at, record), all, self.rows());
                row.result = Line::of(Style::Dim, &source.voice.say(timeline::waits()));
                page.wide(written(row), (0, 4));
            }
            What::Rounds { records } => self.rounds(page, records.clone(), source),
            What::Several { steps } => {
                let text = source.voice.say(words::together(*steps));
                page.say(Line::of(Style::Warn, &text), (0, 4));
            }
        }
    }

    /// The options that a call set and did not get.
    fn options(self, page: &mut Page, record: &Record, calls: Range<usize>, source: Source<'_>) {
        let some: Vec<&CallRecord> =
            record.calls.iter().take(calls.end).skip(calls.start).collect();
        for line in rows::options(&some, source.voice).into_iter().take(OPTIONS) {
            page.cut(line.indented(4));
        }
    }

    /// Later rounds of a block: each of its calls once.
    fn rounds(self, page: &mut Page, range: Range<usize>, source: Source<'_>) {
        let some = source.trace.records.iter().enumerate().take(range.end).skip(range.start);
        let mut by_step: Vec<(StepNo, Vec<(usize, &Record)>)> = Vec::new();
        let (mut first, mut last, mut calls) = (u32::MAX, 0, 0_u64);
        for (at, record) in some {
            (first, last) = (first.min(record.round), last.max(record.round));
            calls = calls.saturating_add(record.calls.len() as u64);
            match by_step.iter_mut().find(|(step, _)| *step == record.step) {
                Some((_, records)) => records.push((at, record)),
                None => by_step.push((record.step, vec![(at, record)])),
            }
        }
        let text = source.voice.say(words::rounds(first, last, calls));
        page.say(Line::of(Style::Warn, &text), (0, 4));
        for (_, records) in by_step.iter().take(LISTED) {
            let row = rows::folded_step(records, self.rows());
            row.into_iter().for_each(|row| page.cut(written(row).indented(2)));
        }
        if let more @ 1.. = by_step.len().saturating_sub(LISTED) {
            let text = source.voice.say(words::more_calls(more));
            page.cut(Line::of(Style::Dim, &text).indented(4));
        }
    }

    /// The last call of a step: it decides what is drawn.
    fn last(self, step: &Step) -> Option<CallPlace> {
        let records = &self.shown.trace.records;
        let last = |at: usize| Some((at, records.get(at)?.calls.len().checked_sub(1)?));
        match &step.what {
            What::Calls { record, calls, .. } => Some((*record, calls.end.checked_sub(1)?)),
            What::Begins { record } => Some((*record, 0)),
            What::Rounds { records } => last(records.end.checked_sub(1)?),
            What::Several { .. } => None,
        }
    }

    fn rows(&self) -> rows::Source<'_> {
        let Shown { case, trace, voice, .. } = self.shown;
        rows::Source { case, trace, numbers: self.numbers, shuts: self.shuts, voice }
    }
}

/// `client  send("feng") #2 → 4`.
fn written(row: CallRow) -> Line {
    let mut line = Line::of(Style::Strong, &row.actor).with(Style::Plain, "  ");
    line.append(row.call);
    if !row.result.spans.is_empty() {
        line.push(Style::Dim, " → ");
        line.append(row.result);
    }
    line
}
