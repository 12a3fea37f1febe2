//! A bar for each row, of the figure that varies most tellingly: datagrams kept and dropped where
//! any were dropped, else segments or receives; the time only where it differs so much that a timer
//! of the kernel is behind it.

use super::cells::{range, times};
use crate::analysis::{Extent, FigureExtent, Measurement, SweepRow, Swept};
use crate::lang::sweep as words;
use crate::model::Counted;
use crate::report::Voice;
use crate::report::escape::width;
use crate::report::page::bars::{Bar, BarRow, Bars, DROPPED, SOLID, SOME};
use crate::report::page::line::{Line, Style};
use crate::report::page::{Block, Page};

/// What the bars are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Datagrams,
    Figure(Counted),
}

impl Subject {
    fn of(self, measured: &Measurement) -> FigureExtent {
        match self {
            Subject::Datagrams => measured.kept,
            Subject::Figure(what) => measured.figure(what),
        }
    }

    /// The most that a whole bar stands for in this row.
    fn whole(self, measured: &Measurement) -> u64 {
        let figure = match self {
            Subject::Datagrams => measured.figure(Counted::Accounted),
            Subject::Figure(what) => measured.figure(what),
        };
        figure.seen.map_or(0, |extent| extent.max)
    }
}

/// The bars; nothing where no figure varies from row to row.
pub(super) fn bars(page: &mut Page, swept: &Swept, voice: &Voice) {
    let Some(subject) = subject(&swept.rows) else { return };
    let names: Vec<&str> = swept.varied.iter().map(|varied| varied.name.as_str()).collect();
    let names = names.join(", ");
    let heading = match subject {
        Subject::Datagrams => words::kept_and_dropped(&names),
        Subject::Figure(what) => words::bars(what, &names),
    };
    page.blank();
    page.wide(Line::of(Style::Strong, &voice.say(heading)), (0, 2));
    let bar_row = |row: &SweepRow| BarRow {
        label: row.values.join(", "),
        figure: figure(subject, &swept.rows, row, voice),
        bar: bar(subject, &row.measured),
    };
    let style = match subject {
        Subject::Datagrams => Style::Good,
        Subject::Figure(_) => Style::Message(1),
    };
    let whole = swept.rows.iter().map(|row| subject.whole(&row.measured)).max().unwrap_or(0);
    let rows = swept.rows.iter().map(bar_row).collect();
    page.blocks.push(Block::Bars(Bars { rows, whole, style }));
    key(page, subject, &swept.rows, voice);
}

/// Datagrams, if any were dropped and not as many everywhere; else what varies most for its size.
fn subject(rows: &[SweepRow]) -> Option<Subject> {
    let dropped = rows.iter().filter_map(|row| row.measured.figure(Counted::Drops).seen);
    if dropped.map(|extent| extent.max).max() > Some(0) && spread(rows, Subject::Datagrams) > 0 {
        return Some(Subject::Datagrams);
    }
    let both = [Subject::Figure(Counted::Segments), Subject::Figure(Counted::Receives)];
    let telling = both.into_iter().map(|subject| (spread(rows, subject), subject));
    let varies = telling.filter(|(spread, _)| *spread > 0);
    // Of two that vary alike the first.
    let found = varies.rev().max_by_key(|(spread, _)| *spread).map(|(_, subject)| subject);
    found.or_else(|| by_a_timer(rows).then_some(Subject::Figure(Counted::Took)))
}

/// Whether the times differ as they do where one run waits for a delayed acknowledgement (40 ms) or
/// a cork (200 ms) and another does not: five times as long, and by 30 ms.
fn by_a_timer(rows: &[SweepRow]) -> bool {
    let seen = || rows.iter().filter_map(|row| row.measured.figure(Counted::Took).seen);
    let high = seen().map(|extent| extent.min).max().unwrap_or(0);
    let low = seen().map(|extent| extent.max).min().unwrap_or(0);
    high / 5 >= low && high.saturating_sub(low) >= 30_000
}

/// By how much a figure differs from row to row, in thousandths of the most; what differs from run
/// to run of one row does not count.
fn spread(rows: &[SweepRow], subject: Subject) -> u128 {
    let seen = || rows.iter().filter_map(|row| subject.of(&row.measured).seen);
    let high = seen().map(|extent| extent.min).max().unwrap_or(0);
    let low = seen().map(|extent| extent.max).min().unwrap_or(0);
    let most = seen().map(|extent| extent.max).max().unwrap_or(0);
    // Rounded up: what differs at all differs.
    (u128::from(high.saturating_sub(low)) * 1000).div_ceil(u128::from(most.max(1)))
}

/// What stands after the bar; numbers below each other.
fn figure(subject: Subject, rows: &[SweepRow], row: &SweepRow, voice: &Voice) -> String {
    let shown = |extent: Extent| match subject {
        Subject::Figure(Counted::Took) => times(extent.min, extent.max),
        _ => range(extent),
    };
    let text = |figure: FigureExtent| figure.seen.map_or_else(|| "?".to_owned(), shown);
    let aligned = |of: &dyn Fn(&Measurement) -> FigureExtent| {
        let wide = rows.iter().map(|row| width(&text(of(&row.measured)))).max().unwrap_or(0);
        let text = text(of(&row.measured));
        format!("{}{text}", " ".repeat(wide.saturating_sub(width(&text))))
    };
    let figure = aligned(&|measured| subject.of(measured));
    match subject {
        Subject::Figure(_) => figure,
        Subject::Datagrams => {
            let dropped = aligned(&|measured| measured.figure(Counted::Drops));
            voice.say(words::kept(&figure, &dropped))
        }
    }
}

fn bar(subject: Subject, measured: &Measurement) -> Option<Bar> {
    let Extent { min, max, .. } = subject.of(measured).seen?;
    let of = match subject {
        Subject::Datagrams => Some(subject.whole(measured)),
        Subject::Figure(_) => None,
    };
    Some(Bar { min, max, of })
}

/// What the parts of the bars mean.
fn key(page: &mut Page, subject: Subject, rows: &[SweepRow], voice: &Voice) {
    let mut texts = Vec::new();
    if subject == Subject::Datagrams {
        texts.push(voice.say(words::parts(SOLID, DROPPED)));
    }
    let seen = rows.iter().filter_map(|row| subject.of(&row.measured).seen);
    if seen.clone().any(|extent| extent.min < extent.max) {
        texts.push(voice.say(words::in_some_runs(SOME)));
    }
    if !texts.is_empty() {
        page.legend(&texts.join("   "));
    }
}
