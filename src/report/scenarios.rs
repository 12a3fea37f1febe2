//! `show`: the texts and the script of a scenario. `list`: what scenarios there are.

use super::Voice;
use super::case::calls::{Writing, of_step};
use super::case::{Headed, checks, labelled, opening, packets, prose};
use super::escape::{clip, width};
use super::guess;
use super::page::grid::{Column, Grid, Row, TooNarrow, plain};
use super::page::line::{Line, Style};
use super::page::title::Name;
use super::page::{Block, Page};
use crate::lang::{count, names, pages as words};
use crate::model::{Case, CaseVariant, Expect, Group, Node, Scenario, Step, Variant, Want};

/// A scenario in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<'a> {
    /// Its name.
    pub id: &'a str,
    /// Its part of the course.
    pub group: Group,
    /// Its title, in the reader's language.
    pub title: &'a str,
    /// How many cases it has.
    pub cases: usize,
}

/// The scenarios by group.
pub fn list(scenarios: &[Listed<'_>], voice: &Voice) -> Page {
    let mut page = Page::new();
    let title = Column { least: Some(1), stretches: true, ..Column::default() };
    let count = Column { right: true, ..Column::default() };
    let columns = vec![Column::default(), title, count];
    let mut grid = Grid { prose: true, ..Grid::new(columns, TooNarrow::Hang(4)) };
    for &group in Group::ALL {
        let mut members = scenarios.iter().filter(|s| s.group == group).peekable();
        if members.peek().is_some() {
            grid.rows.push(Row::Heading(voice.say(names::group(group))));
        }
        for one in members {
            let cases = Line::of(Style::Dim, &voice.say(count::cases(one.cases as u64)));
            grid.row(vec![Line::of(Style::Strong, one.id), plain(one.title), cases]);
        }
    }
    page.blocks.push(Block::Grid(grid));
    if !voice.quiet() {
        page.blank();
        page.say(Line::of(Style::Dim, &voice.say(words::list_footer())), (0, 0));
    }
    page
}

/// The texts of a scenario, and each case's steps and expectations.
pub fn show(scenario: &Scenario, voice: &Voice) -> Page {
    let mut page = opening(scenario, (Headed::Title, true), voice);
    if let Some(asked) = &scenario.guess {
        page.blank();
        page.append(guess::claims(asked, voice));
    }
    let lesson = scenario.lesson(voice.lang);
    for (label, text) in [(words::hint(), &lesson.hint), (words::answer(), &lesson.answer)] {
        page.blank();
        labelled(&mut page, label, text, voice);
    }
    if scenario.uses_loopback() {
        prose(&mut page, &voice.say(words::of_loopback()));
    }
    if let Some(notes) = &scenario.notes {
        page.blank();
        labelled(&mut page, words::notes(), notes.get(voice.lang), voice);
    }
    for case in &scenario.cases {
        show_case(&mut page, scenario, case, voice);
    }
    page
}

/// A sheet to hand out: story, question, and each case's steps. Nothing of what comes out, as the titles of cases
/// often tell, and not which case is a fix.
pub fn sheet(scenario: &Scenario, voice: &Voice) -> Page {
    let mut page = opening(scenario, (Headed::Nothing, true), voice);
    if let Some(asked) = &scenario.guess {
        page.blank();
        page.append(guess::question(asked, voice));
    }
    for case in &scenario.cases {
        page.blank();
        page.say(Line::of(Style::Strong, &Name::of(scenario, case).whole()), (0, 2));
        page.append(script(case, voice));
    }
    page
}

/// What is done in a case, and nothing of what comes out.
pub(crate) fn script(case: &Case, voice: &Voice) -> Page {
    let mut page = Page::new();
    remarks(&mut page, case, voice);
    for node in &without_answers(case).steps {
        show_node(&mut page, node, case, (actors(case), voice));
    }
    page
}

/// A case of whose steps nothing is expected.
fn without_answers(case: &Case) -> Case {
    let mut case = case.clone();
    for step in case.steps.iter_mut().flat_map(Node::steps_mut) {
        (step.want, step.on) = (Want::default(), Vec::new());
    }
    case
}

/// The columns of the actors' names.
fn actors(case: &Case) -> usize {
    case.actors.iter().map(|actor| width(&actor.name)).max().unwrap_or(0).min(12)
}

fn show_case(page: &mut Page, scenario: &Scenario, case: &Case, voice: &Voice) {
    let role = voice.say(names::role(case.role));
    page.blank();
    let head = Line::of(Style::Strong, &Name::of(scenario, case).whole())
        .with(Style::Dim, &format!("  ({role})"))
        .with(Style::Plain, "  ")
        .with(Style::Plain, case.title.get(voice.lang));
    page.say(head, (0, 2));
    remarks(page, case, voice);
    for node in &case.steps {
        show_node(page, node, case, (actors(case), voice));
    }
    for expect in &case.expect {
        expectation(page, expect, voice);
    }
    for variant in &case.on {
        let what = match variant.value {
            CaseVariant::MayNotShow => words::may_not_show(),
            CaseVariant::Unsupported => words::not_run_there(),
        };
        indented(page, Style::Dim, &instead(variant, what, voice));
    }
    if let Some(note) = &case.note {
        page.blank();
        labelled(page, words::note(), note.get(voice.lang), voice);
    }
}

fn remarks(page: &mut Page, case: &Case, voice: &Voice) {
    if let Some(framing) = &case.framing {
        indented(page, Style::Dim, &voice.say(words::framing(&framing.to_string())));
    }
    if let Some(wire) = case.wire {
        indented(page, Style::Dim, &voice.say(words::only_on(wire.as_str())));
    }
    for does in case.lab.iter().flat_map(packets::wire) {
        indented(page, Style::Dim, &voice.say(does));
    }
}

fn show_node(page: &mut Page, node: &Node, case: &Case, (actors, voice): (usize, &Voice)) {
    if let Node::Block { repeat, .. } = node {
        indented(page, Style::Dim, &voice.say(words::block(*repeat)));
    }
    let indent = if matches!(node, Node::Block { .. }) { 4 } else { 2 };
    for step in node.steps() {
        show_step(page, step, case, (indent, actors, voice));
    }
}

fn show_step(
    page: &mut Page,
    step: &Step,
    case: &Case,
    (indent, actors, voice): (usize, usize, &Voice),
) {
    let who = case.actor(step.who).map_or("?", |actor| actor.name.as_str());
    let mut line = Line::of(Style::Dim, &format!("{}{:>3}  ", " ".repeat(indent - 2), step.no.0));
    let left = line.width() + actors + 2;
    line.push(Style::Plain, &clip(who, actors.max(1)));
    line.pad_to(left);
    line.push(Style::Plain, &of_step(step, case, Writing { voice, data: 40 }));
    if let Some(want) = checks::of_want(&step.want, step.timeout, voice) {
        line.push(Style::Dim, "  → ");
        line.push(Style::Good, &voice.say(want));
    }
    page.say(line, (0, left + 2));
    for variant in &step.on {
        let what = checks::of_want(&variant.value, step.timeout, voice);
        let what = what.unwrap_or_else(words::anything);
        let text = instead(variant, what, voice);
        let line = Line::of(Style::Plain, &" ".repeat(left + 2)).with(Style::Dim, &text);
        page.say(line, (0, left + 4));
    }
}

fn instead<T>(variant: &Variant<T>, what: crate::model::Text, voice: &Voice) -> String {
    voice.say(words::instead(names::platform(variant.on), what, &variant.why))
}

fn expectation(page: &mut Page, expect: &Expect, voice: &Voice) {
    let label = voice.say(words::expects());
    let text = voice.say(checks::of_case(&expect.expectation));
    let line = Line::of(Style::Dim, &format!("  {label}  ")).with(Style::Good, &text);
    page.say(line, (0, width(&label) + 6));
    for variant in &expect.on {
        let what = variant.value.as_ref().map_or_else(words::anything, checks::of_case);
        indented(page, Style::Dim, &format!("  {}", instead(variant, what, voice)));
    }
}

fn indented(page: &mut Page, style: Style, text: &str) {
    let line = Line::of(style, text);
    page.say(line, (2, 6));
}
