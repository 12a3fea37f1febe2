//! `show`: the texts and the script of a scenario. `list`: what scenarios there are.

use super::Look;
use super::calls::{Writing, of_step};
use super::checks;
use super::doc::{Doc, Line, Style};
use super::escape::width;
use super::packets;
use super::paint::{paint, spelled_out};
use super::text::{labelled, prose, title};
use super::verdict::{cases, name};
use super::wrap::wrap;
use crate::lang::{names, pages as words};
use crate::model::{Case, CaseVariant, Expect, FramingSpec, Group, Node, Scenario, Step, Variant};

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
pub fn list(scenarios: &[Listed<'_>], look: &Look) -> String {
    let mut doc = Doc::new();
    let columns = look.prose_columns();
    let longest = scenarios.iter().map(|s| width(s.id)).max().unwrap_or(0).min(columns / 2);
    for &group in Group::ALL {
        let members: Vec<&Listed<'_>> = scenarios.iter().filter(|s| s.group == group).collect();
        if members.is_empty() {
            continue;
        }
        doc.heading(&look.say(names::group(group)));
        for scenario in members {
            doc.extend(entry(scenario, longest, columns, look));
        }
    }
    if !look.quiet() {
        doc.blank();
        doc.extend(wrap(&Line::of(Style::Dim, &look.say(words::list_footer())), columns, 0));
    }
    paint(&doc, look)
}

fn entry(scenario: &Listed<'_>, longest: usize, columns: usize, look: &Look) -> Vec<Line> {
    let count = cases(scenario.cases, look);
    let left = 2 + longest + 2;
    let right = columns.saturating_sub(width(&count));
    let mut line = Line::of(Style::Plain, "  ").with(Style::Strong, scenario.id);
    line.pad_to(left);
    line.push(Style::Plain, &spelled_out(scenario.title, look));
    // Most titles fit beside their names, and need no breaking.
    let room = right.saturating_sub(2);
    let mut lines = if line.width() <= room { vec![line] } else { wrap(&line, room, left) };
    if let Some(first) = lines.first_mut() {
        first.pad_to(right);
        first.push(Style::Dim, &count);
    }
    lines
}

/// The texts of a scenario, and each case's steps and expectations.
pub fn show(scenario: &Scenario, look: &Look) -> String {
    let mut doc = Doc::new();
    let lesson = scenario.lesson(look.lang);
    title(&mut doc, scenario, look);
    doc.blank();
    prose(&mut doc, &lesson.story, look);
    let texts = [
        (words::question(), &lesson.question),
        (words::hint(), &lesson.hint),
        (words::answer(), &lesson.answer),
    ];
    for (label, text) in texts {
        doc.blank();
        labelled(&mut doc, label, text, look);
    }
    if scenario.uses_loopback() {
        prose(&mut doc, &look.say(words::of_loopback()), look);
    }
    if let Some(notes) = &scenario.notes {
        doc.blank();
        labelled(&mut doc, words::notes(), notes.get(look.lang), look);
    }
    for case in &scenario.cases {
        show_case(&mut doc, scenario, case, look);
    }
    paint(&doc, look)
}

fn show_case(doc: &mut Doc, scenario: &Scenario, case: &Case, look: &Look) {
    let role = look.say(names::role(case.role));
    doc.blank();
    let head = Line::of(Style::Strong, &name(scenario, case))
        .with(Style::Dim, &format!("  ({role})"))
        .with(Style::Plain, "  ")
        .with(Style::Plain, &spelled_out(case.title.get(look.lang), look));
    doc.extend(wrap(&head, look.prose_columns(), 2));
    remarks(doc, case, look);
    let actors = case.actors.iter().map(|actor| width(&actor.name)).max().unwrap_or(0).min(12);
    for node in &case.steps {
        show_node(doc, node, case, (actors, look));
    }
    for expect in &case.expect {
        expectation(doc, expect, look);
    }
    for variant in &case.on {
        let what = match variant.value {
            CaseVariant::MayNotShow => words::may_not_show(),
            CaseVariant::Unsupported => words::not_run_there(),
        };
        indented(doc, Style::Dim, &instead(variant, what, look), look);
    }
    if let Some(note) = &case.note {
        doc.blank();
        labelled(doc, words::note(), note.get(look.lang), look);
    }
}

fn remarks(doc: &mut Doc, case: &Case, look: &Look) {
    if let Some(framing) = &case.framing {
        indented(doc, Style::Dim, &look.say(words::framing(&framing_text(framing, look))), look);
    }
    if let Some(wire) = case.wire {
        indented(doc, Style::Dim, &look.say(words::only_on(wire.as_str())), look);
    }
    for does in case.lab.iter().flat_map(packets::wire) {
        indented(doc, Style::Dim, &look.say(does), look);
    }
}

fn framing_text(framing: &FramingSpec, look: &Look) -> String {
    match framing {
        FramingSpec::Fixed { len, .. } => format!("fixed, {len} B"),
        FramingSpec::Delimiter { delimiter, .. } => {
            let quoted = look.quote(delimiter, delimiter.len() as u64, 20);
            format!("delimiter {quoted}")
        }
        FramingSpec::LengthPrefix { header, .. } => format!("length-prefix {header}"),
        FramingSpec::LengthAck { ack, .. } => {
            format!("length-ack {}", look.quote(ack, ack.len() as u64, 20))
        }
        FramingSpec::JsonHeader { header, key, .. } => {
            format!("json-header {header}, {}", look.quote(key.as_bytes(), key.len() as u64, 20))
        }
        FramingSpec::Lines { .. } | FramingSpec::UntilClose { .. } => framing.kind().to_owned(),
        FramingSpec::Broken { exhibit } => format!("broken {exhibit}"),
    }
}

fn show_node(doc: &mut Doc, node: &Node, case: &Case, (actors, look): (usize, &Look)) {
    if let Node::Block { repeat, .. } = node {
        indented(doc, Style::Dim, &look.say(words::block(*repeat)), look);
    }
    let indent = if matches!(node, Node::Block { .. }) { 4 } else { 2 };
    for step in node.steps() {
        show_step(doc, step, case, (indent, actors, look));
    }
}

fn show_step(
    doc: &mut Doc,
    step: &Step,
    case: &Case,
    (indent, actors, look): (usize, usize, &Look),
) {
    let who = case.actor(step.who).map_or("?", |actor| actor.name.as_str());
    let mut line = Line::of(Style::Dim, &format!("{}{:>3}  ", " ".repeat(indent - 2), step.no.0));
    let left = line.width() + actors + 2;
    line.push(Style::Plain, &super::escape::clip(who, actors.max(1)));
    line.pad_to(left);
    line.push(Style::Plain, &of_step(step, case, Writing { look, data: 40 }));
    if let Some(want) = checks::of_want(&step.want, step.timeout, look) {
        line.push(Style::Dim, "  → ");
        line.push(Style::Good, &look.say(want));
    }
    doc.extend(wrap(&line, look.prose_columns(), left + 2));
    for variant in &step.on {
        let what = checks::of_want(&variant.value, step.timeout, look);
        let what = what.unwrap_or_else(words::anything);
        let text = instead(variant, what, look);
        let line = Line::of(Style::Plain, &" ".repeat(left + 2)).with(Style::Dim, &text);
        doc.extend(wrap(&line, look.prose_columns(), left + 4));
    }
}

fn instead<T>(variant: &Variant<T>, what: crate::model::Text, look: &Look) -> String {
    look.say(words::instead(names::platform(variant.on), what, &variant.why))
}

fn expectation(doc: &mut Doc, expect: &Expect, look: &Look) {
    let label = look.say(words::expects());
    let text = look.say(checks::of_case(&expect.expectation));
    let line = Line::of(Style::Dim, &format!("  {label}  ")).with(Style::Good, &text);
    doc.extend(wrap(&line, look.prose_columns(), width(&label) + 6));
    for variant in &expect.on {
        let what = variant.value.as_ref().map_or_else(words::anything, checks::of_case);
        indented(doc, Style::Dim, &format!("  {}", instead(variant, what, look)), look);
    }
}

fn indented(doc: &mut Doc, style: Style, text: &str, look: &Look) {
    let line = Line::of(Style::Plain, "  ").with(style, text);
    doc.extend(wrap(&line, look.prose_columns(), 6));
}
