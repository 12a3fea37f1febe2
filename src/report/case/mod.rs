//! What a person reads: before a run, each case of it, after it.

pub(crate) mod advice;
pub(crate) mod brief;
pub(crate) mod calls;
pub(crate) mod checks;
pub(crate) mod costs;
pub(crate) mod errors;
pub(crate) mod framed;
pub(crate) mod kernel_bytes;
pub(crate) mod notation;
pub(crate) mod packets;
pub(crate) mod repeat;
pub(crate) mod rounds;
pub(crate) mod ruler;
pub mod some;
pub(crate) mod timeline;
pub(crate) mod trace_lookup;
pub(crate) mod verdict;
pub(crate) mod why;

use self::{repeat as repeats, why as fates, why::facts};
use crate::analysis::{CaseAnalysis, Tally};
use crate::lang::{count, names, pages};
use crate::model::{Case, CaseTrace, Host, Scenario, Text, Verdict, WireKind};
use crate::report::page::line::{Line, Style};
use crate::report::page::paragraphs::paragraphs;
use crate::report::page::title::{Name, Title};
use crate::report::page::{Block, Page};
use crate::report::{Summary, Voice};

/// Before the run: title, story and question.
pub fn intro(scenario: &Scenario, voice: &Voice) -> Page {
    some::intro(scenario, (scenario.cases.len(), Headed::Title), voice)
}

/// What stands above a story. A title often tells what comes out: it is for who need not guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Headed {
    /// The title.
    Title,
    /// The scenario's name, as a heading: of a page to keep.
    Name,
    /// Nothing but a line that names the scenario.
    Nothing,
}

/// What stands above, story (where it is told) and question.
pub(crate) fn opening(scenario: &Scenario, (headed, story): (Headed, bool), voice: &Voice) -> Page {
    let mut page = Page::new();
    let lesson = scenario.lesson(voice.lang);
    match headed {
        Headed::Title => title(&mut page, scenario, voice),
        Headed::Name => {
            page.say(Line::of(Style::Heading, &scenario.id), (0, 2));
            page.say(Line::of(Style::Dim, &part(scenario, voice)), (0, 2));
        }
        Headed::Nothing => name(&mut page, scenario, voice),
    }
    page.blank();
    if story {
        prose(&mut page, &lesson.story);
        page.blank();
    }
    labelled(&mut page, pages::question(), &lesson.question, voice);
    page
}

/// Only the question: for `--ask`.
pub fn question(scenario: &Scenario, voice: &Voice) -> Page {
    one(pages::question(), &scenario.lesson(voice.lang).question, voice)
}

/// Only the hint: for `--ask`.
pub fn hint(scenario: &Scenario, voice: &Voice) -> Page {
    one(pages::hint(), &scenario.lesson(voice.lang).hint, voice)
}

/// After the run: the answer. It speaks of what was measured on Linux: after a run on another system
/// (`os` as in [`Host::os`]) that is said, with the notes, which tell of the others.
pub fn outro(scenario: &Scenario, os: &str, voice: &Voice) -> Page {
    let mut page = Page::new();
    if voice.quiet() {
        return page;
    }
    page.gap();
    labelled(&mut page, pages::answer(), &scenario.lesson(voice.lang).answer, voice);
    if scenario.uses_loopback() {
        prose(&mut page, &voice.say(pages::of_loopback()));
    }
    if os != "linux" {
        let notes = scenario.notes.as_ref().map_or("", |notes| notes.get(voice.lang));
        let said = voice.say(pages::of_linux(notes));
        page.gap();
        labelled(&mut page, pages::elsewhere(), said.trim_end(), voice);
    }
    page
}

fn one(label: Text, text: &str, voice: &Voice) -> Page {
    let mut page = Page::new();
    labelled(&mut page, label, text, voice);
    page
}

/// The whole picture of one case.
pub fn case(
    scenario: &Scenario,
    case: &Case,
    trace: &CaseTrace,
    analysis: &CaseAnalysis,
    voice: &Voice,
) -> Page {
    let mut page = Page::new();
    if voice.quiet() {
        page.blocks.push(Block::CaseRow(verdict::row(scenario, case, analysis, voice)));
        return page;
    }
    if voice.brief() {
        brief::brief(&mut page, (scenario, case), (trace, analysis), voice);
    } else {
        head(&mut page, scenario, case, voice);
        picture(&mut page, case, trace, analysis, voice);
        verdict::verdict(&mut page, (scenario, case), analysis, voice);
    }
    if !voice.brief() && case.note.is_some() {
        page.blank();
    }
    note(&mut page, case, analysis, voice);
    page
}

/// What is to be known of a case: after a change by `--set`, of what it was.
pub(crate) fn note(page: &mut Page, case: &Case, analysis: &CaseAnalysis, voice: &Voice) {
    let Some(note) = &case.note else { return };
    let label = match analysis.verdict {
        Verdict::Changed => pages::note_on_the_unchanged(),
        Verdict::Shown | Verdict::NotShown | Verdict::Unsupported => pages::note(),
    };
    labelled(page, label, note.get(voice.lang), voice);
}

/// What happened: the calls, the packets, the bytes and why they came out as they did.
fn picture(
    page: &mut Page,
    case: &Case,
    trace: &CaseTrace,
    analysis: &CaseAnalysis,
    voice: &Voice,
) {
    if !trace.records.is_empty() {
        page.heading(&voice.say(pages::timeline()));
        timeline::timeline(page, case, (trace, analysis), voice);
    }
    packets::packets(page, case, trace, voice);
    rounds::rounds(page, &analysis.rounds, voice);
    if !analysis.messages.is_empty() || !analysis.flows.is_empty() {
        page.heading(&voice.say(pages::boundaries()));
        let source = ruler::Source { case, trace, analysis, voice };
        let drawn = ruler::alike::drawn(source);
        ruler::rulers(page, &drawn, source);
        facts::facts(page, &drawn, source);
    }
    if !analysis.messages.is_empty() {
        fates::fates(page, trace, analysis, voice);
    }
    fates::causes(page, case, (trace, analysis), voice);
}

/// The whole picture of a session: nothing was expected of it, and so there is no verdict.
pub fn session(trace: &CaseTrace, analysis: &CaseAnalysis, voice: &Voice) -> Page {
    let voice = &voice.in_full();
    let mut page = Page::new();
    let case = &Case::of_session(trace);
    let (name, role) = (Name::of_session(&trace.id), voice.say(pages::session()));
    page.blocks.push(Block::Title(Title { name, role, about: None }));
    if voice.quiet() {
        return page;
    }
    if trace.left_out > 0 {
        let text = voice.say(pages::session_goes_on(trace.records.len() as u64, trace.left_out));
        page.say(Line::of(Style::Warn, &text), (0, 2));
    }
    for text in framed::remarks(trace) {
        page.say(Line::of(Style::Plain, &voice.say(text)), (2, 4));
    }
    picture(&mut page, case, trace, analysis, voice);
    advice::advice(&mut page, case, (trace, analysis), voice);
    page
}

/// The rule with its name and role, and the title.
fn head(page: &mut Page, scenario: &Scenario, case: &Case, voice: &Voice) {
    let (name, role) = (Name::of(scenario, case), voice.say(names::role(case.role)));
    page.blocks.push(Block::Title(Title { name, role, about: None }));
    page.say(Line::of(Style::Plain, case.title.get(voice.lang)), (0, 2));
}

/// One line for a case, for `run all`: like a test runner.
pub fn line(scenario: &Scenario, case: &Case, analysis: &CaseAnalysis, voice: &Voice) -> Page {
    let mut page = Page::new();
    page.blocks.push(Block::CaseRow(verdict::row(scenario, case, analysis, voice)));
    page
}

/// The end of `run all`.
pub fn summary(summary: &Summary, voice: &Voice) -> Page {
    summary.page(voice)
}

/// Many runs of one case. The first that was not shown is drawn by [`case`], after this.
pub fn repeat(scenario: &Scenario, case: &Case, runs: &Tally, voice: &Voice) -> Page {
    let mut page = Page::new();
    repeats::repeats(&mut page, &Name::of(scenario, case).whole(), (case, runs), voice);
    page
}

/// The changes made by `--set`, as they were typed; nothing where there are none. They are said however
/// little is said: a trace may be replayed by somebody who did not type them.
pub fn changes(set: &[String], voice: &Voice) -> Page {
    if set.is_empty() {
        return Page::new();
    }
    let mut page = Page::new();
    let text = voice.say(pages::with_set(&set.join("  ")));
    page.say(Line::of(Style::Warn, &text), (0, 2));
    page
}

/// Above what a scenario itself says, where `--set` made changes in it; nothing where there are none.
pub fn about_the_unchanged(set: &[String], voice: &Voice) -> Page {
    let mut page = Page::new();
    if !set.is_empty() && !voice.quiet() {
        page.say(Line::of(Style::Warn, &voice.say(pages::about_the_unchanged())), (0, 2));
    }
    page
}

/// Where a trace was made, and on which wires its packets travelled: the first line of a replay; of one
/// without a case to show the only one.
pub fn recorded(host: &Host, wires: &[WireKind], voice: &Voice) -> Page {
    if voice.quiet() && !wires.is_empty() {
        return Page::new();
    }
    let mut name = Text::new(
        format!("{} {} {}", host.os, host.release, host.arch),
        format!("{} {} {}", host.os, host.release, host.arch),
    );
    if let Some(under) = &host.under {
        name = pages::under(name, under);
    }
    let words = names::wires(wires);
    let text = match wires.is_empty() {
        true => pages::recorded_nothing(&voice.say(name), &host.version),
        false => pages::recorded_on(&voice.say(name), &host.version, &words),
    };
    let mut page = Page::new();
    page.say(Line::of(Style::Dim, &voice.say(text)), (0, 2));
    page.gap();
    page
}

/// The scenario's title.
pub(crate) fn title(page: &mut Page, scenario: &Scenario, voice: &Voice) {
    page.say(Line::of(Style::Heading, &scenario.lesson(voice.lang).title), (0, 2));
    name(page, scenario, voice);
}

/// The scenario's name, its part of the course, how many cases it has.
fn name(page: &mut Page, scenario: &Scenario, voice: &Voice) {
    let text = format!("{} · {}", scenario.id, part(scenario, voice));
    page.say(Line::of(Style::Dim, &text), (0, 2));
}

fn part(scenario: &Scenario, voice: &Voice) -> String {
    let group = voice.say(names::group(scenario.group));
    format!("{group} · {}", voice.say(count::cases(scenario.cases.len() as u64)))
}

/// A scenario's text.
pub(crate) fn prose(page: &mut Page, text: &str) {
    for (i, paragraph) in paragraphs(text).iter().enumerate() {
        if i > 0 && !paragraph.starts_with([' ', '-', '*']) {
            page.blank();
        }
        page.say(Line::of(Style::Plain, paragraph), (0, 0));
    }
}

/// A scenario's text after a label.
pub(crate) fn labelled(page: &mut Page, label: Text, text: &str, voice: &Voice) {
    for (i, paragraph) in paragraphs(text).iter().enumerate() {
        let line = if i == 0 { label_line(&label, voice) } else { Line::new() };
        page.say(line.with(Style::Plain, paragraph), (0, 0));
    }
}

/// A label and its colon.
pub(crate) fn label_line(label: &Text, voice: &Voice) -> Line {
    let label = voice.say(label.clone());
    let colon = if label.is_ascii() { ": " } else { "：" };
    Line::of(Style::Strong, &label).with(Style::Plain, colon)
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
