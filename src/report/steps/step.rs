//! The screen of one step: the call, what came back, and where every byte is then.

use super::list::{READY, Step, What};
use super::{Shown, Source, flows};
use crate::analysis::Places;
use crate::lang::{packets as packet_words, steps as words, timeline};
use crate::model::{CallRecord, CaseTrace, Record, StepNo, Text};
use crate::report::case::packets;
use crate::report::case::timeline::{self as rows, bracketed, milliseconds};
use crate::report::case::trace_lookup::CallNumbers;
use crate::report::case::why::write_closed::WriteClosed;
use crate::report::page::calls::CallRow;
use crate::report::page::line::{Line, Style};
use crate::report::page::packets::Packets;
use crate::report::page::{Block, Page};
use std::ops::Range;

/// So many calls of a folded step are listed.
const LISTED: usize = READY;
/// So many options that were not granted are told.
const OPTIONS: usize = 2;
/// So many packets are drawn.
const PACKETS: usize = 4;

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
        self.packets(&mut page, at, source);
        page.blank();
        let flows = flows::of(places, step.last(source.trace), (self.numbers, source));
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
        let rows = rows(step, self.rows());
        if rows.is_empty() {
            let text = source.voice.say(together(&step.what, source.trace));
            page.say(Line::of(Style::Warn, &text), (0, 4));
        }
        rows.into_iter().for_each(|row| page.wide(written(row), (0, 4)));
        let records = &source.trace.records;
        let some = |record: Range<usize>| records.get(record).into_iter().flatten();
        match &step.what {
            What::Calls { record, calls, .. } => {
                let calls = some(*record..record + 1)
                    .flat_map(|record| record.calls.get(calls.clone()))
                    .flatten();
                let calls: Vec<&CallRecord> = calls.collect();
                self.options(page, &calls, source);
                if let several @ 2.. = calls.len() {
                    let text = source.voice.say(words::calls_together(several));
                    page.cut(Line::of(Style::Warn, &text).indented(4));
                }
            }
            What::Ready { records } => {
                let calls = some(records.clone()).flat_map(|record| &record.calls);
                self.options(page, &calls.collect::<Vec<_>>(), source);
            }
            What::Begins { .. } => {}
            What::Rounds { records } => self.rounds(page, records.clone(), source),
            What::Several { .. } => {}
        }
    }

    /// The options that calls set and did not get.
    fn options(self, page: &mut Page, calls: &[&CallRecord], source: Source<'_>) {
        for line in rows::options(calls, source.voice).into_iter().take(OPTIONS) {
            page.cut(line.indented(4));
        }
    }

    /// The packets that came onto the wire since the step before: of one call, or of what makes ready. Those of many say
    /// nothing of any.
    fn packets(self, page: &mut Page, at: usize, source: Source<'_>) {
        match self.steps.get(at).map(|step| &step.what) {
            Some(What::Calls { .. } | What::Ready { .. } | What::Begins { .. }) => {}
            Some(What::Rounds { .. } | What::Several { .. }) | None => return,
        }
        let Some(mut packets) = packets_of(self.steps, at, source) else { return };
        page.blank();
        packets.left_out.0 = PACKETS.min(packets.rows.len())..packets.rows.len();
        packets.left_out.1 =
            source.voice.say(packet_words::left_out(packets.left_out.0.len() as u64));
        page.blocks.push(Block::Packets(packets));
    }

    /// Later rounds of a block: each of its calls once.
    fn rounds(self, page: &mut Page, range: Range<usize>, source: Source<'_>) {
        let some = source.trace.records.iter().enumerate().take(range.end).skip(range.start);
        let mut by_step: Vec<(StepNo, Vec<(usize, &Record)>)> = Vec::new();
        for (at, record) in some {
            match by_step.iter_mut().find(|(step, _)| *step == record.step) {
                Some((_, records)) => records.push((at, record)),
                None => by_step.push((record.step, vec![(at, record)])),
            }
        }
        for (_, records) in by_step.iter().take(LISTED) {
            let row = rows::folded_step(records, self.rows());
            row.into_iter().for_each(|row| page.cut(written(row).indented(2)));
        }
        if let more @ 1.. = by_step.len().saturating_sub(LISTED) {
            let text = source.voice.say(words::more_calls(more));
            page.cut(Line::of(Style::Dim, &text).indented(4));
        }
    }

    fn rows(&self) -> rows::Source<'_> {
        let Shown { case, trace, voice, .. } = self.shown;
        rows::Source { case, trace, numbers: self.numbers, shuts: self.shuts, voice }
    }
}

/// The packets that came onto the wire in a step; nothing where there were none.
pub(super) fn packets_of(steps: &[Step], at: usize, source: Source<'_>) -> Option<Packets> {
    let before = at.checked_sub(1).and_then(|before| steps.get(before));
    let since = before.map_or(0, |before| before.at_ns.saturating_add(1));
    let until = steps.get(at)?.at_ns;
    packets::during(source.trace, since..=until, source.voice)
}

/// Who called what, and what came back, for each call that is told; nothing where a step is of several.
fn rows(step: &Step, source: rows::Source<'_>) -> Vec<CallRow> {
    match &step.what {
        What::Ready { records } => {
            let all = source.trace.records.iter().enumerate().take(records.end);
            let all = all.skip(records.start);
            all.map(|(at, record)| rows::some_calls((at, record), 0..record.calls.len(), source))
                .collect()
        }
        What::Calls { .. } | What::Begins { .. } => row(step, source).into_iter().collect(),
        What::Rounds { .. } | What::Several { .. } => Vec::new(),
    }
}

fn row(step: &Step, source: rows::Source<'_>) -> Option<CallRow> {
    let of = |at: usize| source.trace.records.get(at).map(|record| (at, record));
    match &step.what {
        What::Calls { record, calls, ends } => {
            let mut row = rows::some_calls(of(*record)?, calls.clone(), source);
            if *ends {
                let mark = source.voice.say(timeline::ends());
                row.call.push(Style::Dim, &bracketed(&mark, source.voice));
            }
            Some(row)
        }
        What::Begins { record } => {
            let (at, record) = of(*record)?;
            let mut row = rows::some_calls((at, record), 0..record.calls.len(), source);
            row.result = Line::of(Style::Dim, &source.voice.say(timeline::waits()));
            Some(row)
        }
        What::Ready { .. } | What::Rounds { .. } | What::Several { .. } => None,
    }
}

/// What a step of several is.
fn together(what: &What, trace: &CaseTrace) -> Text {
    match what {
        What::Rounds { records } => {
            let some = trace.records.iter().take(records.end).skip(records.start);
            let (mut first, mut last, mut calls) = (u32::MAX, 0, 0_u64);
            for record in some {
                (first, last) = (first.min(record.round), last.max(record.round));
                calls = calls.saturating_add(record.calls.len() as u64);
            }
            words::rounds(first, last, calls)
        }
        What::Several { steps } => words::together(*steps),
        What::Calls { .. } | What::Ready { .. } | What::Begins { .. } => words::together(1),
    }
}

/// A step in a line of words.
pub(super) fn in_words(step: &Step, source: rows::Source<'_>) -> String {
    let rows = rows(step, source);
    match rows.is_empty() {
        true => source.voice.say(together(&step.what, source.trace)),
        false => {
            let told: Vec<String> = rows.iter().map(told).collect();
            source.voice.say(words::one_by_one(&told))
        }
    }
}

/// A row in a line of words, as the script tells it of its cells.
pub(super) fn told(row: &CallRow) -> String {
    let mut told = format!("{} {}", row.actor.trim(), row.call.text().trim());
    if !row.result.spans.is_empty() {
        told.push_str(&format!(" → {}", row.result.text().trim()));
    }
    told
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
