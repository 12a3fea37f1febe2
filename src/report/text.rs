//! What a person reads: before a run, each case of it, after it.

use super::doc::{Doc, Line, Style};
use super::escape::width;
use super::paint::{paint, spelled_out};
use super::trace_lookup::CallNumbers;
use super::wrap::{paragraphs, wrap};
use super::write_closed::WriteClosed;
use super::{
    Look, Summary, facts, fates, packets, repeat as repeats, rounds, ruler, timeline, verdict,
};
use crate::analysis::{CaseAnalysis, Tally};
use crate::lang::{names, pages};
use crate::model::{Case, CaseTrace, Host, Scenario, Text, Verdict, WireKind};

/// Before the run: title, story and question.
pub fn intro(scenario: &Scenario, look: &Look) -> String {
    if look.quiet() {
        return String::new();
    }
    let mut doc = Doc::new();
    let lesson = scenario.lesson(look.lang);
    title(&mut doc, scenario, look);
    doc.blank();
    prose(&mut doc, &lesson.story, look);
    doc.blank();
    labelled(&mut doc, pages::question(), &lesson.question, look);
    doc.blank();
    paint(&doc, look)
}

/// Only the question: for `--ask`.
pub fn question(scenario: &Scenario, look: &Look) -> String {
    one(pages::question(), &scenario.lesson(look.lang).question, look)
}

/// Only the hint: for `--ask`.
pub fn hint(scenario: &Scenario, look: &Look) -> String {
    one(pages::hint(), &scenario.lesson(look.lang).hint, look)
}

/// After the run: the answer. It speaks of what was measured on Linux: after a run on another system
/// (`os` as in [`Host::os`]) that is said, with the notes, which tell of the others.
pub fn outro(scenario: &Scenario, os: &str, look: &Look) -> String {
    if look.quiet() {
        return String::new();
    }
    let mut text = String::from("\n");
    text.push_str(&one(pages::answer(), &scenario.lesson(look.lang).answer, look));
    if scenario.uses_loopback() {
        let mut doc = Doc::new();
        prose(&mut doc, &look.say(pages::of_loopback()), look);
        text.push_str(&paint(&doc, look));
    }
    if os != "linux" {
        let notes = scenario.notes.as_ref().map_or("", |notes| notes.get(look.lang));
        let said = look.say(pages::of_linux(notes));
        text.push('\n');
        text.push_str(&one(pages::elsewhere(), said.trim_end(), look));
    }
    text
}

fn one(label: Text, text: &str, look: &Look) -> String {
    let mut doc = Doc::new();
    labelled(&mut doc, label, text, look);
    paint(&doc, look)
}

/// The whole picture of one case.
pub fn case(
    scenario: &Scenario,
    case: &Case,
    trace: &CaseTrace,
    analysis: &CaseAnalysis,
    look: &Look,
) -> String {
    let mut doc = Doc::new();
    if look.quiet() {
        doc.extend(verdict::line(scenario, case, analysis, look));
        return paint(&doc, look);
    }
    head(&mut doc, scenario, case, look);
    picture(&mut doc, case, trace, analysis, look);
    verdict::verdict(&mut doc, (scenario, case), analysis, look);
    if let Some(note) = &case.note {
        doc.blank();
        let changed = analysis.verdict == Verdict::Changed;
        let label = if changed { pages::note_on_the_unchanged() } else { pages::note() };
        labelled(&mut doc, label, note.get(look.lang), look);
    }
    paint(&doc, look)
}

/// What happened: the calls, the packets, the bytes and why they came out as they did.
fn picture(doc: &mut Doc, case: &Case, trace: &CaseTrace, analysis: &CaseAnalysis, look: &Look) {
    let numbers = CallNumbers::of(case, trace, analysis);
    if !trace.records.is_empty() {
        doc.heading(&look.say(pages::timeline()));
        let shuts = WriteClosed::of(case, trace);
        let source = timeline::Source { case, trace, numbers: &numbers, shuts: &shuts, look };
        timeline::timeline(doc, source);
    }
    packets::packets(doc, case, trace, look);
    rounds::rounds(doc, &analysis.rounds, look);
    if !analysis.messages.is_empty() || !analysis.flows.is_empty() {
        doc.heading(&look.say(pages::boundaries()));
        let source = ruler::Source { case, trace, analysis, look };
        ruler::rulers(doc, source);
        facts::facts(doc, trace, analysis, look);
    }
    if !analysis.messages.is_empty() {
        fates::fates(doc, trace, analysis, look);
    }
    fates::causes(doc, case, (trace, analysis), look);
}

/// The whole picture of a session: nothing was expected of it, and so there is no verdict.
pub fn session(trace: &CaseTrace, analysis: &CaseAnalysis, look: &Look) -> String {
    let mut doc = Doc::new();
    let case = &Case::of_session(trace);
    let columns = look.prose_columns();
    let role = look.say(pages::session());
    let name = Line::of(Style::Dim, "── ").with(Style::Strong, &trace.id);
    let rule = columns.saturating_sub(name.width() + width(&role) + 6);
    let line = name.with(Style::Dim, &format!(" {} ", "─".repeat(rule)));
    doc.push(line.with(Style::Strong, &role).with(Style::Dim, " ──"));
    if look.quiet() {
        return paint(&doc, look);
    }
    if trace.left_out > 0 {
        let text = look.say(pages::session_goes_on(trace.records.len() as u64, trace.left_out));
        doc.extend(wrap(&Line::of(Style::Warn, &text), columns, 2));
    }
    picture(&mut doc, case, trace, analysis, look);
    paint(&doc, look)
}

/// `── nagle/held-back ───────── problem ──`, and the title. A name that leaves no room for the role
/// has a line of its own.
fn head(doc: &mut Doc, scenario: &Scenario, case: &Case, look: &Look) {
    let columns = look.prose_columns();
    let role = look.say(names::role(case.role));
    let begin = Line::of(Style::Dim, "── ");
    let name = begin.clone().with(Style::Strong, &verdict::name(scenario, case));
    let rule = columns.saturating_sub(width(&role) + 4);
    let line = match name.width() + 5 <= rule {
        true => {
            let rule = "─".repeat(rule - name.width() - 1);
            name.with(Style::Dim, &format!(" {rule} "))
        }
        false => {
            doc.extend(verdict::own_line(&begin, Style::Strong, (scenario, case), columns));
            Line::of(Style::Dim, &format!("{} ", "─".repeat(rule)))
        }
    };
    doc.push(line.with(Style::Strong, &role).with(Style::Dim, " ──"));
    let title = Line::of(Style::Plain, &spelled_out(case.title.get(look.lang), look));
    doc.extend(wrap(&title, columns, 2));
}

/// One line for a case, for `run all`: like a test runner.
pub fn line(scenario: &Scenario, case: &Case, analysis: &CaseAnalysis, look: &Look) -> String {
    let mut doc = Doc::new();
    doc.extend(verdict::line(scenario, case, analysis, look));
    paint(&doc, look)
}

/// The end of `run all`.
pub fn summary(summary: &Summary, look: &Look) -> String {
    summary.text(look)
}

/// Many runs of one case. The first that was not shown is drawn by [`case`], after this.
pub fn repeat(scenario: &Scenario, case: &Case, runs: &Tally, look: &Look) -> String {
    let mut doc = Doc::new();
    repeats::repeats(&mut doc, &verdict::name(scenario, case), runs, look);
    paint(&doc, look)
}

/// The changes made by `--set`, as they were typed; nothing where there are none. They are said however
/// little is said: a trace may be replayed by somebody who did not type them.
pub fn changes(set: &[String], look: &Look) -> String {
    if set.is_empty() {
        return String::new();
    }
    let mut doc = Doc::new();
    let text = look.say(pages::with_set(&set.join("  ")));
    doc.extend(wrap(&Line::of(Style::Warn, &text), look.prose_columns(), 2));
    paint(&doc, look)
}

/// Above what a scenario itself says, where `--set` made changes in it; nothing where there are none.
pub fn about_the_unchanged(set: &[String], look: &Look) -> String {
    if set.is_empty() || look.quiet() {
        return String::new();
    }
    let mut doc = Doc::new();
    let text = look.say(pages::about_the_unchanged());
    doc.extend(wrap(&Line::of(Style::Warn, &text), look.prose_columns(), 2));
    doc.push(Line::new());
    paint(&doc, look)
}

/// Where a trace was made, and on which wires its packets travelled: the first line of a replay; of one
/// without a case to show the only one.
pub fn recorded(host: &Host, wires: &[WireKind], look: &Look) -> String {
    if look.quiet() && !wires.is_empty() {
        return String::new();
    }
    let mut name = Text::new(
        format!("{} {} {}", host.os, host.release, host.arch),
        format!("{} {} {}", host.os, host.release, host.arch),
    );
    if let Some(under) = &host.under {
        name = pages::under(name, under);
    }
    let words = wires.iter().map(|wire| wire.as_str()).collect::<Vec<_>>().join(" + ");
    let text = match wires.is_empty() {
        true => pages::recorded_nothing(&look.say(name), &host.version),
        false => pages::recorded_on(&look.say(name), &host.version, &words),
    };
    let mut doc = Doc::new();
    doc.extend(wrap(&Line::of(Style::Dim, &look.say(text)), look.prose_columns(), 2));
    doc.push(Line::new());
    paint(&doc, look)
}

/// The scenario's title, between lines.
pub(crate) fn title(doc: &mut Doc, scenario: &Scenario, look: &Look) {
    let columns = look.prose_columns();
    let title = Line::of(Style::Heading, &spelled_out(&scenario.lesson(look.lang).title, look));
    doc.extend(wrap(&title, columns, 2));
    let group = look.say(names::group(scenario.group));
    let cases = verdict::cases(scenario.cases.len(), look);
    let about = Line::of(Style::Dim, &format!("{} · {group} · {cases}", scenario.id));
    doc.extend(wrap(&about, columns, 2));
}

/// A scenario's text.
pub(crate) fn prose(doc: &mut Doc, text: &str, look: &Look) {
    for (i, paragraph) in paragraphs(&spelled_out(text, look)).iter().enumerate() {
        if i > 0 && !paragraph.starts_with([' ', '-', '*']) {
            doc.blank();
        }
        doc.extend(wrap(&Line::of(Style::Plain, paragraph), look.prose_columns(), 0));
    }
}

/// A scenario's text after a label.
pub(crate) fn labelled(doc: &mut Doc, label: Text, text: &str, look: &Look) {
    let label = look.say(label);
    for (i, paragraph) in paragraphs(&spelled_out(text, look)).iter().enumerate() {
        let mut line = Line::new();
        if i == 0 {
            line.push(Style::Strong, &label);
            line.push(Style::Plain, if label.is_ascii() { ": " } else { "：" });
        }
        line.push(Style::Plain, paragraph);
        doc.extend(wrap(&line, look.prose_columns(), 0));
    }
}

/// Whether a verdict counts as a success for the exit code.
pub fn is_fine(verdict: Verdict) -> bool {
    verdict != Verdict::NotShown
}

/// Whether a case counts as a success for the exit code: where its scenario says that this system may not
/// show it, not showing it is a finding and no failure.
pub fn is_fine_here(analysis: &CaseAnalysis) -> bool {
    is_fine(analysis.verdict) || analysis.is_excused()
}
