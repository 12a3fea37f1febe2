//! `torture`: how much a framing survived, what kills it, and the line that is wrong.

mod calls;
mod cells;
mod counts;
mod draw;
pub mod json;

use super::Look;
use super::doc::{Doc, Line, Style};
use super::escape::{Letters, clip, quote, width};
use super::paint::paint;
use super::wrap::wrap;
use crate::framing::Stop;
use crate::lang::{broken, torture as words};
use crate::model::{Exhibit, Text};
use crate::torture::{Death, Report, Why};

/// One framing: counts, the first split that kills it, why, and the pattern.
pub fn one(report: &Report, look: &Look) -> String {
    let mut doc = Doc::new();
    let exhibit = report.subject.exhibit();
    head(&mut doc, report, look);
    counts::counts(&mut doc, report, look);
    if let Some(death) = &report.death {
        doc.heading(&look.say(words::first(&words::split(death))));
        draw::draw(&mut doc, death, look);
        calls::calls(&mut doc, death, look);
        doc.blank();
        labelled(&mut doc, words::why_label(), &look.say(why(&death.why, look.letters())), look);
    }
    if let Some(exhibit) = exhibit {
        pattern(&mut doc, exhibit, look);
    }
    doc.blank();
    let fine = report.as_it_should();
    let (mark, style) = if fine { ("✔ ", Style::Good) } else { ("✘ ", Style::Bad) };
    let said = look.say(words::verdict(fine, exhibit.is_some()));
    let line = Line::of(style, mark)
        .with(Style::Strong, &report.subject.name)
        .with(Style::Plain, "  ")
        .with(style, &said);
    doc.extend(wrap(&line, look.prose_columns(), 2));
    paint(&doc, look)
}

/// The name, and what it is.
fn head(doc: &mut Doc, report: &Report, look: &Look) {
    let what = report.subject.exhibit().map_or_else(words::is_right, |e| broken::of(e).name);
    let line = Line::of(Style::Heading, &report.subject.name)
        .with(Style::Plain, "  ")
        .with(Style::Plain, &look.say(what));
    doc.extend(wrap(&line, look.prose_columns(), 2));
}

/// What went wrong, in a sentence.
fn why(why: &Why, letters: Letters) -> Text {
    let shown = |bytes: &[u8]| quote(bytes, bytes.len() as u64, 24, letters);
    let (got, want) = match why {
        Why::Wrong { got, want, .. } => (shown(got), shown(want)),
        Why::Part { got, .. } => (shown(got), String::new()),
        Why::Memory { bytes, .. } => {
            let text = Stop::Memory { bytes: *bytes }.text();
            (text.en, text.zh)
        }
        Why::Missing { .. } | Why::Failed { .. } | Why::Waits { .. } => Default::default(),
    };
    words::why(why, &got, &want)
}

/// The mistake: its name, why it is one, the wrong line and the right one.
fn pattern(doc: &mut Doc, exhibit: Exhibit, look: &Look) {
    let pattern = broken::of(exhibit);
    doc.blank();
    labelled(doc, words::pattern(), &look.say(pattern.name), look);
    let why = Line::of(Style::Plain, "  ").with(Style::Plain, &look.say(pattern.why));
    doc.extend(wrap(&why, look.prose_columns(), 2));
    let (wrong, right) = (look.say(words::wrong_line()), look.say(words::right_line()));
    let label = width(&wrong).max(width(&right));
    let lines =
        [("✘ ", Style::Bad, wrong, pattern.wrong), ("✔ ", Style::Good, right, pattern.right)];
    for (mark, style, word, code) in lines {
        let mut line = Line::of(Style::Plain, "  ").with(style, mark).with(style, &word);
        line.pad_to(4 + label + 2);
        line.push(Style::Strong, code);
        doc.extend(wrap(&line, look.columns(), 8 + label));
    }
}

fn labelled(doc: &mut Doc, label: Text, text: &str, look: &Look) {
    let label = look.say(label);
    let colon = if label.is_ascii() { ": " } else { "：" };
    let line = Line::of(Style::Strong, &label).with(Style::Plain, colon).with(Style::Plain, text);
    doc.extend(wrap(&line, look.prose_columns(), 2));
}

/// All of them, a line each.
pub fn all(reports: &[Report], look: &Look) -> String {
    let mut doc = Doc::new();
    let name = reports.iter().map(|report| width(&report.subject.name)).max().unwrap_or(0);
    let of = reports.iter().map(|report| counted(report).len()).max().unwrap_or(0);
    let headings = [(false, words::right_ones()), (true, words::broken_ones())];
    for (broken, heading) in headings {
        let those = reports.iter().filter(|report| report.subject.exhibit().is_some() == broken);
        doc.heading(&look.say(heading));
        for report in those {
            doc.extend(row(report, (name, of), look));
        }
    }
    doc.blank();
    let fine = reports.iter().filter(|report| report.as_it_should()).count();
    let style = if fine == reports.len() { Style::Good } else { Style::Bad };
    doc.push(Line::of(style, &look.say(words::summary(fine, reports.len()))));
    let every_pair = reports.iter().all(|report| report.plan.every_pair);
    for footer in [words::tried(every_pair), words::one_of_them()] {
        let footer = Line::of(Style::Dim, &look.say(footer));
        doc.extend(wrap(&footer, look.prose_columns(), 0));
    }
    paint(&doc, look)
}

fn counted(report: &Report) -> String {
    format!("{}/{}", report.survived(), report.of())
}

/// `✔ body-recv-1024     60/5922  broken  all at once`.
fn row(report: &Report, (name, of): (usize, usize), look: &Look) -> Vec<Line> {
    let fine = report.as_it_should();
    let (mark, style) = if fine { ("✔ ", Style::Good) } else { ("✘ ", Style::Bad) };
    let mut line = Line::of(style, mark).with(Style::Strong, &clip(&report.subject.name, name));
    let counted = counted(report);
    line.pad_to(2 + name + 2 + of - counted.len());
    line.push(Style::Plain, &counted);
    line.push(Style::Plain, "  ");
    match &report.death {
        None => {
            line.push(style, &look.say(words::whole()));
            if report.subject.takes_a_cut_for_the_end() {
                line.push(Style::Plain, "  ");
                line.push(Style::Dim, &look.say(words::cannot_tell()));
            }
        }
        Some(death) => {
            line.push(style, &look.say(words::broken()));
            line.push(Style::Plain, "  ");
            line.push(Style::Plain, &look.say(words::split(death)));
        }
    }
    wrap(&line, look.columns(), 4)
}

/// The stretch of the stream that is drawn: from the frame in which the reader was to the end of
/// what it read, or of the message.
fn stretch(death: &Death) -> (usize, usize) {
    let frames = &death.stream.frames;
    let at = death.why.message().saturating_sub(1);
    let frame = frames.get(at);
    let calls = death.calls.get(death.first_call..).unwrap_or_default();
    let from = frame.map(|frame| frame.start).into_iter().chain(calls.first().map(|call| call.at));
    let from = from.min().unwrap_or(0);
    let begun = frames.iter().rev().map(|frame| frame.start).find(|start| *start <= from);
    let read = calls.iter().map(|call| call.at + call.got).max().unwrap_or(0);
    let to = frame.map_or(death.stream.bytes.len(), |frame| frame.end());
    (begun.unwrap_or(0), to.max(read).min(death.stream.bytes.len()))
}
