//! `torture`: how much a framing survived, what kills it, and the line that is wrong.

mod calls;
mod cells;
mod counts;
pub(super) mod draw;
pub mod json;
pub(super) mod pattern;

use super::Voice;
use super::case::label_line;
use super::escape::{Letters, quote};
use super::page::grid::{Column, Grid, Row, TooNarrow, plain};
use super::page::line::{Line, Style};
use super::page::{Block, Page};
use crate::framing::Stop;
use crate::lang::{broken, torture as words};
use crate::model::{Exhibit, Text};
use crate::torture::{Death, Report, Why};

/// One framing: counts, the first split that kills it, why, and the pattern.
pub fn one(report: &Report, voice: &Voice) -> Page {
    let mut page = Page::new();
    let exhibit = report.subject.exhibit();
    head(&mut page, report, voice);
    counts::counts(&mut page, report, voice);
    if let Some(death) = &report.death {
        page.heading(&voice.say(words::first(&words::split(death))));
        draw::draw(&mut page, death, voice);
        calls::calls(&mut page, death, voice);
        page.blank();
        labelled(
            &mut page,
            words::why_label(),
            &voice.say(why(&death.why, voice.letters())),
            voice,
        );
    }
    if let Some(exhibit) = exhibit {
        named_pattern(&mut page, exhibit, voice);
    }
    page.blank();
    let fine = report.as_it_should();
    let (mark, style) = if fine { ("✔ ", Style::Good) } else { ("✘ ", Style::Bad) };
    let said = voice.say(words::verdict(fine, exhibit.is_some()));
    let line = Line::of(style, mark)
        .with(Style::Strong, &report.subject.name)
        .with(Style::Plain, "  ")
        .with(style, &said);
    page.say(line, (0, 2));
    page
}

/// The name, and what it is.
fn head(page: &mut Page, report: &Report, voice: &Voice) {
    let what = report.subject.exhibit().map_or_else(words::is_right, |e| broken::of(e).name);
    let line = Line::of(Style::Heading, &report.subject.name)
        .with(Style::Plain, "  ")
        .with(Style::Plain, &voice.say(what));
    page.say(line, (0, 2));
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
fn named_pattern(page: &mut Page, exhibit: Exhibit, voice: &Voice) {
    page.blank();
    labelled(page, words::pattern(), &voice.say(broken::of(exhibit).name), voice);
    pattern::lines(page, broken::of(exhibit), voice);
}

fn labelled(page: &mut Page, label: Text, text: &str, voice: &Voice) {
    page.say(label_line(&label, voice).with(Style::Plain, text), (0, 2));
}

/// All of them, a line each.
pub fn all(reports: &[Report], voice: &Voice) -> Page {
    let mut page = Page::new();
    let counted = Column { right: true, ..Column::default() };
    let columns = vec![Column::default(), counted, Column::default()];
    let mut grid = Grid::new(columns, TooNarrow::Hang(4));
    for (broken, heading) in [(false, words::right_ones()), (true, words::broken_ones())] {
        let those = reports.iter().filter(|report| report.subject.exhibit().is_some() == broken);
        grid.rows.push(Row::Heading(voice.say(heading)));
        grid.rows.extend(those.map(|report| row(report, voice)));
    }
    page.blocks.push(Block::Grid(grid));
    page.blank();
    let fine = reports.iter().filter(|report| report.as_it_should()).count();
    let style = if fine == reports.len() { Style::Good } else { Style::Bad };
    page.push(Line::of(style, &voice.say(words::summary(fine, reports.len()))));
    let every_pair = reports.iter().all(|report| report.plan.every_pair);
    for footer in [words::tried(every_pair), words::one_of_them()] {
        let footer = Line::of(Style::Dim, &voice.say(footer));
        page.say(footer, (0, 0));
    }
    page
}

/// `✔ body-recv-1024     60/5922  broken  all at once`.
fn row(report: &Report, voice: &Voice) -> Row {
    let fine = report.as_it_should();
    let (mark, style) = if fine { ("✔", Style::Good) } else { ("✘", Style::Bad) };
    let counted = plain(&format!("{}/{}", report.survived(), report.of()));
    let (word, more) = match &report.death {
        None => {
            let told = report.subject.takes_a_cut_for_the_end();
            let more = told.then(|| Line::of(Style::Dim, &voice.say(words::cannot_tell())));
            (words::whole(), more)
        }
        Some(death) => (words::broken(), Some(plain(&voice.say(words::split(death))))),
    };
    let said = Line::of(style, &voice.say(word));
    let said = match more {
        Some(more) => said.with(Style::Plain, "  ").joined(more),
        None => said,
    };
    let name = Line::of(Style::Strong, &report.subject.name);
    Row::Cells(Line::of(style, mark), vec![name, counted, said])
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
