//! What happened, call by call: when, who, what, what came back, what the kernel holds now.

mod brief;
mod fold;
mod order;
mod results;
mod took;
mod verbose;

use crate::analysis::CaseAnalysis;
use crate::lang::datagrams::several_may_wait;
use crate::lang::timeline as words;
use crate::model::{
    CallName, CallPlace, CallRecord, Case, CaseTrace, Lang, Record, SocketRole, Step, StepNo, Text,
    Transport, Want, visible,
};
use crate::report::Voice;
use crate::report::case::calls::{Writing, of_step, routine_step};
use crate::report::case::kernel_bytes::{held, held_in_words};
use crate::report::case::notation;
use crate::report::case::trace_lookup::{CallNumbers, owner};
use crate::report::case::why::write_closed::WriteClosed;
use crate::report::page::calls::{CallRow, Calls, Routine};
use crate::report::page::line::{Line, Style};
use crate::report::page::{Block, Page};
use fold::TimelineEntry;
pub(crate) use results::{option_line, options, sent};

/// What a timeline is drawn from.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) case: &'a Case,
    pub(crate) trace: &'a CaseTrace,
    pub(crate) numbers: &'a CallNumbers,
    pub(crate) shuts: &'a WriteClosed,
    pub(crate) voice: &'a Voice,
}

impl<'a> Source<'a> {
    fn step(&self, no: StepNo) -> Option<&'a Step> {
        self.case.all_steps().find(|step| step.no == no)
    }

    fn writing(&self) -> Writing<'a> {
        Writing { voice: self.voice, data: self.voice.sent }
    }
}

/// Repeats from this number on are one line.
const FOLDED: usize = 4;

/// At most this many lines, unless everything is asked for: the first ones and the last.
const MOST: (usize, usize) = (40, 10);

/// What the last column has.
#[derive(Clone, Copy)]
struct Held {
    any: bool,
    unseen: bool,
}

/// Adds the timeline; nothing where nothing was called.
pub(crate) fn timeline(
    page: &mut Page,
    case: &Case,
    (trace, analysis): (&CaseTrace, &CaseAnalysis),
    voice: &Voice,
) {
    if trace.records.is_empty() {
        return;
    }
    let (numbers, shuts) = (CallNumbers::of(case, trace, analysis), WriteClosed::of(case, trace));
    let source = Source { case, trace, numbers: &numbers, shuts: &shuts, voice };
    let mut entries = fold::entries(&trace.records, voice.verbose());
    if voice.brief() {
        fold::tell_median(&mut entries, case, &analysis.rounds);
    }
    let mut rows = order::in_time(&entries, source);
    if voice.brief() {
        rows = brief::rows(rows, voice);
    } else if !voice.verbose() {
        elide(&mut rows, MOST, |left_out| voice.say(words::elided(left_out)));
    }
    let mut head = head(voice);
    let held = Held {
        any: rows.iter().any(|row| !row.held.is_empty()),
        unseen: rows.iter().any(|row| row.held.contains('?')),
    };
    let mut below = Page::new();
    if !voice.brief() {
        leftovers(&mut below, source);
        legend(&mut below, &rows, held, source);
    }
    match (held.any, voice.brief()) {
        (false, _) => head.held.clear(),
        (true, false) => {}
        (true, true) => {
            rows.iter_mut().for_each(brief::held_behind);
            brief::held_behind(&mut head);
        }
    }
    page.blocks.push(Block::Calls(Calls { head, rows, steps: Vec::new() }));
    page.append(below);
}

/// The names of the columns.
fn head(voice: &Voice) -> CallRow {
    let heads = words::columns(voice.verbose());
    CallRow {
        time: voice.say(heads.time),
        actor: voice.say(heads.actor),
        call: Line::of(Style::Dim, &voice.say(heads.call)),
        result: Line::of(Style::Dim, &voice.say(heads.result)),
        held: voice.say(heads.held),
        ..CallRow::default()
    }
}

/// A time: milliseconds with two decimals; verbose: whole microseconds.
pub(crate) fn time(ns: u64, voice: &Voice) -> String {
    if voice.verbose() { (ns / 1000).to_string() } else { milliseconds(ns) }
}

/// Milliseconds with two decimals.
pub(crate) fn milliseconds(ns: u64) -> String {
    let us = ns / 1000;
    format!("{}.{:02}", us / 1000, us % 1000 / 10)
}

/// Of many rows the middle is left out: what is said there.
fn elide(
    rows: &mut Vec<CallRow>,
    (first, last): (usize, usize),
    said: impl FnOnce(usize) -> String,
) {
    if rows.len() > first + last + 1 {
        let left_out = rows.len() - first - last;
        let note = CallRow::note(Line::of(Style::Dim, &said(left_out)));
        rows.splice(first..first + left_out, [note]);
    }
}

fn rows(entry: &TimelineEntry<'_>, source: Source<'_>) -> Vec<CallRow> {
    match entry {
        TimelineEntry::One(index, record) => record_rows(*index, record, source),
        TimelineEntry::Rounds { times, warmup, one, steps } => {
            let (all, voice) = (*times as u64, source.voice);
            let head = match (*warmup, *one) {
                (true, _) if voice.brief() => words::warmup_rounds(all),
                (true, _) => words::of_warmup(all),
                (false, Some(round)) => words::one_of_rounds(all, round),
                (false, None) => words::rounds(all),
            };
            let head = CallRow::note(Line::of(Style::Dim, &voice.say(head)));
            let told = |records: &'_ Vec<(usize, &Record)>| match one {
                Some(round) => folded_step(records.get(round - 1..*round)?, source),
                None => folded_step(records, source),
            };
            let steps = steps.iter().filter(|_| !(*warmup && voice.brief()));
            std::iter::once(head).chain(steps.filter_map(told)).collect()
        }
    }
}

/// A step of a folded block: one line for all its rounds.
pub(crate) fn folded_step(records: &[(usize, &Record)], source: Source<'_>) -> Option<CallRow> {
    let &(index, record) = records.first()?;
    let calls: Vec<&CallRecord> = records.iter().flat_map(|(_, r)| &r.calls).collect();
    let mut row = line(index, record, &calls, source);
    row.call = Line::of(Style::Dim, "  ");
    let times = if source.voice.brief() { 1 } else { calls.len() };
    row.call.append(call_line(index, record, (&calls, times), source));
    row.until = records.last().map(|(index, record)| (*index, record.calls.len()));
    Some(row)
}

fn record_rows(index: usize, record: &Record, source: Source<'_>) -> Vec<CallRow> {
    let all: Vec<&CallRecord> = record.calls.iter().collect();
    let mut rows = Vec::new();
    if all.len() > 1 && (source.voice.verbose() || all.len() < FOLDED) {
        for (at, call) in all.iter().enumerate() {
            rows.push(line(index, record, &[call], source));
            if let Some(row) = rows.last_mut() {
                row.call = call_line(index, record, (&[call], 1), source);
                row.until = Some((index, at + 1));
                if !source.voice.brief() {
                    number(&mut row.call, (index, at), source.numbers);
                }
            }
            if source.voice.verbose() {
                rows.extend(verbose::rows(call, &record.who, source));
            } else {
                rows.extend(results::options(&[call], source.voice).into_iter().map(CallRow::note));
            }
        }
        return rows;
    }
    rows.push(line(index, record, &all, source));
    if source.voice.verbose() {
        rows.extend(
            all.first().map(|call| verbose::rows(call, &record.who, source)).unwrap_or_default(),
        );
    } else {
        rows.extend(results::options(&all, source.voice).into_iter().map(CallRow::note));
        rows.extend(extremes(&all, source).filter(|_| !source.voice.brief()));
    }
    rows
}

/// For a folded repeat: what was held after its first and its last call, where that differs.
fn extremes(calls: &[&CallRecord], source: Source<'_>) -> Option<CallRow> {
    let (first, last) = (calls.first()?, calls.last()?);
    let one = |call: &CallRecord| held(std::iter::once(call), source.trace, source.voice);
    let (a, b) = (one(first), one(last));
    if calls.len() < 2 || a == b {
        return None;
    }
    let text = source.voice.say(words::first_and_last(&a, &b));
    Some(CallRow::note(Line::of(Style::Dim, &text)))
}

/// In words: of a folded repeat what was held after its last call. Where it was not so after the first, a send says that
/// it is of the last, and another call nothing.
fn held_at_the_end(calls: &[&CallRecord], source: Source<'_>) -> Option<String> {
    let said = |call: &&CallRecord| held_in_words(call, source.trace, source.voice);
    let (first, last) = (calls.first().map(said)?, calls.last().map(said)?);
    let sends = calls.last().is_some_and(|call| call.call.sends());
    Some(match (first == last || last.is_empty(), sends) {
        (true, _) => last,
        (false, true) => source.voice.say(words::after_the_last(&last)),
        (false, false) => String::new(),
    })
}

fn line(index: usize, record: &Record, calls: &[&CallRecord], source: Source<'_>) -> CallRow {
    let start = calls.first().map(|call| call.start_ns);
    let mut call = call_line(index, record, (calls, calls.len()), source);
    if !source.voice.brief() {
        number(&mut call, (index, 0), source.numbers);
        number_range(&mut call, (index, record.calls.len()), source.numbers);
    }
    CallRow {
        time: start.map(|ns| time(ns, source.voice)).unwrap_or_default(),
        actor: visible(&record.who).into_owned(),
        call,
        result: results::result(record, calls, source),
        held: match source.voice.brief() {
            true => held_at_the_end(calls, source),
            false => Some(held(calls.iter().copied(), source.trace, source.voice)),
        }
        .unwrap_or_default(),
        routine: if source.voice.brief() { routine(record, calls, source) } else { None },
        until: Some((index, record.calls.len())),
        ..CallRow::default()
    }
}

/// A call that took less, in nanoseconds, did not wait.
const WAITED_NS: u64 = 1_000_000;

/// The calls on which nothing depends: they make, end or wait for a connection, and did so at once.
fn routine(record: &Record, calls: &[&CallRecord], source: Source<'_>) -> Option<Routine> {
    let waits = calls.iter().all(|call| call.call.is_barrier());
    let step = source.step(record.step).filter(|step| waits || step.want == Want::default())?;
    let kind = |call: &CallRecord| {
        call.call.makes().is_some() || call.call.is_barrier() || call.call == CallName::Close
    };
    let smooth = |call: &CallRecord| call.outcome.error().is_none() && call.took_ns < WAITED_NS;
    let all = !calls.is_empty() && calls.iter().all(|call| kind(call) && smooth(call));
    let times = if calls.len() > 1 { format!(" × {}", calls.len()) } else { String::new() };
    let name = || format!("{}{times}", routine_step(step, source.case, source.writing()));
    all.then(|| Routine { name: name(), waits })
}

/// The call, with the number of times it was made.
fn call_line(
    index: usize,
    record: &Record,
    (calls, times): (&[&CallRecord], usize),
    source: Source<'_>,
) -> Line {
    let text = match (source.step(record.step), calls.first()) {
        (Some(step), _) => {
            of_step(&Step { repeat: 1, ..step.clone() }, source.case, source.writing())
        }
        (None, Some(call)) => {
            crate::report::case::calls::of_session(call, source.trace, source.writing())
        }
        (None, None) => record.call.to_string(),
    };
    let style = match source.numbers.message((index, 0)) {
        Some(no) => Style::Message(no),
        None => Style::Plain,
    };
    let mut line = Line::of(style, &text);
    if times > 1 {
        line.push(Style::Strong, &format!(" × {times}"));
    }
    if record.background {
        line.push(Style::Dim, &bracketed(&source.voice.say(words::background()), source.voice));
    }
    line
}

/// A remark in the brackets of the language.
pub(crate) fn bracketed(text: &str, voice: &Voice) -> String {
    match voice.lang {
        Lang::En => format!(" ({text})"),
        Lang::Zh => format!("（{text}）"),
    }
}

fn number(line: &mut Line, at: CallPlace, numbers: &CallNumbers) {
    if let Some(no) = numbers.message(at) {
        line.push(Style::Message(no), &format!(" #{no}"));
    }
    if let Some(no) = numbers.receive(at) {
        line.push(Style::Dim, &format!(" R{no}"));
    }
}

/// `–10` after `#1`: the last number among the calls of a record.
fn number_range(line: &mut Line, (index, calls): (usize, usize), numbers: &CallNumbers) {
    let last =
        |of: &dyn Fn(CallPlace) -> Option<u32>| (1..calls).rev().find_map(|at| of((index, at)));
    let messages = last(&|at| numbers.message(at));
    let receives = last(&|at| numbers.receive(at));
    for no in [messages, receives].into_iter().flatten() {
        line.push(Style::Dim, &format!("–{no}"));
    }
}

/// Some calls of a record as one row, with the numbers of the first and of the last.
pub(crate) fn some_calls(
    (index, record): (usize, &Record),
    calls: std::ops::Range<usize>,
    source: Source<'_>,
) -> CallRow {
    let some: Vec<&CallRecord> = record.calls.iter().take(calls.end).skip(calls.start).collect();
    let mut row = line(index, record, &some, source);
    row.call = call_line(index, record, (&some, some.len()), source);
    number(&mut row.call, (index, calls.start), source.numbers);
    if some.len() > 1 {
        number_range(&mut row.call, (index, calls.end), source.numbers);
    }
    row
}

/// What nobody had read when the case ended, though it could have been. What came only as reading it made room had
/// been in the sender's kernel.
fn leftovers(page: &mut Page, source: Source<'_>) {
    for left in source.trace.queued() {
        let bytes = left.readable.seen().unwrap_or(left.bytes).min(left.bytes);
        if bytes == 0 {
            continue;
        }
        let actor = owner(source.trace, left.sock);
        let text = source.voice.say(words::leftover(&actor, bytes));
        page.say(Line::of(Style::Warn, &text), (2, 2));
    }
}

/// How to read what can be read there: it depends on what carries the bytes.
fn readable_legend(trace: &CaseTrace) -> fn(&str, &str) -> Text {
    let ends =
        trace.sockets.iter().filter(|socket| socket.role == SocketRole::Client || socket.elsewhere);
    match ends.map(|socket| socket.transport).next() {
        Some(Transport::Tcp | Transport::UnixStream) => words::stream_legend,
        Some(Transport::UnixSeqpacket) => words::packets_legend,
        Some(Transport::Udp | Transport::UnixDatagram) | None => words::datagram_legend,
    }
}

fn legend(page: &mut Page, rows: &[CallRow], held: Held, source: Source<'_>) {
    let voice = source.voice;
    let cells: Vec<&str> = rows.iter().map(|row| row.held.as_str()).collect();
    let calls: Vec<String> = rows.iter().map(|row| row.call.text()).collect();
    let figures = notation::figures(&cells, readable_legend(source.trace));
    let mut sentences: Vec<Text> = figures.collect();
    let empty = |call: &CallRecord| {
        call.call.sends()
            && call.data.as_ref().is_some_and(|data| data.len == 0)
            && !crate::report::case::trace_lookup::is_stream(source.trace, call)
            && call.peer.as_ref().is_none_or(|peer| peer.receive_memory.seen().is_none())
    };
    let joins = held.any && crate::report::case::why::datagrams::joins(source.trace);
    sentences.extend(joins.then(several_may_wait));
    let empty = held.any && source.trace.calls().any(empty);
    sentences.extend(empty.then(words::empty_legend));
    sentences.extend(held.unseen.then(words::unseen_legend));
    sentences.extend(notation::numbers(calls.iter().map(String::as_str)));
    let mut text = String::new();
    for sentence in sentences {
        let gap = if text.is_empty() || text.ends_with('。') { "" } else { " " };
        text = format!("{text}{gap}{}", voice.say(sentence));
    }
    if !text.is_empty() {
        page.legend(&text);
    }
}
