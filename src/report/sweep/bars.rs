//! A bar for each row, of the figure that varies most tellingly: datagrams kept and dropped where
//! any were dropped, else segments or receives; the time only where it differs so much that a timer
//! of the kernel is behind it.

use super::cells::{range, times};
use crate::analysis::{Extent, FigureExtent, Measurement, SweepRow, Swept};
use crate::lang::sweep as words;
use crate::model::Counted;
use crate::report::Look;
use crate::report::doc::{Doc, Line, Style};
use crate::report::escape::{clip, width};
use crate::report::wrap::wrap;

/// What every run reached; what only some did; what was dropped. A plain terminal has others
/// (`paint`), which can be told apart as well.
const SOLID: char = '█';
const SOME: char = '▒';
const DROPPED: char = '·';

/// A bar is not drawn shorter, nor longer, in columns.
const SHORTEST: usize = 10;
const LONGEST: usize = 50;

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
pub(super) fn bars(doc: &mut Doc, swept: &Swept, look: &Look) {
    let Some(subject) = subject(&swept.rows) else { return };
    let names: Vec<&str> = swept.varied.iter().map(|varied| varied.name.as_str()).collect();
    let names = names.join(", ");
    let heading = match subject {
        Subject::Datagrams => words::kept_and_dropped(&names),
        Subject::Figure(what) => words::bars(what, &names),
    };
    doc.blank();
    doc.extend(wrap(&Line::of(Style::Strong, &look.say(heading)), look.columns(), 2));
    let labels: Vec<String> = swept.rows.iter().map(|row| row.values.join(", ")).collect();
    let figures: Vec<String> =
        swept.rows.iter().map(|row| figure(subject, &swept.rows, row, look)).collect();
    let label = labels.iter().map(|text| width(text)).max().unwrap_or(0).min(look.columns() / 3);
    let most = figures.iter().map(|text| width(text)).max().unwrap_or(0);
    let room = look.columns().saturating_sub(2 + label + 2 + 2 + most).clamp(SHORTEST, LONGEST);
    let whole = swept.rows.iter().map(|row| subject.whole(&row.measured)).max().unwrap_or(0);
    let numeric = labels.iter().all(|text| text.parse::<i64>().is_ok());
    for ((row, text), figure) in swept.rows.iter().zip(&labels).zip(&figures) {
        let text = clip(text, label);
        let mut line = Line::of(Style::Plain, "  ");
        line.pad_to(if numeric { 2 + label - width(&text) } else { 2 });
        line.push(Style::Plain, &text);
        line.pad_to(2 + label + 2);
        line.append(bar(subject, &row.measured, (whole, room)));
        line.pad_to(2 + label + 2 + room + 2);
        line.push(Style::Plain, figure);
        doc.push(line.clipped(look.columns()));
    }
    key(doc, subject, &swept.rows, look);
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
fn figure(subject: Subject, rows: &[SweepRow], row: &SweepRow, look: &Look) -> String {
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
            look.say(words::kept(&figure, &dropped))
        }
    }
}

/// `█████▒▒···`.
fn bar(subject: Subject, measured: &Measurement, (whole, room): (u64, usize)) -> Line {
    let Some(Extent { min, max, .. }) = subject.of(measured).seen else {
        return Line::of(Style::Dim, "?");
    };
    let total = match subject {
        Subject::Datagrams => scaled(subject.whole(measured), whole, room),
        Subject::Figure(_) => room,
    };
    let least_dropped = subject.whole(measured).saturating_sub(max);
    // Whatever there is has a column at least.
    let behind = usize::from(subject == Subject::Datagrams && least_dropped > 0);
    let end = scaled(max, whole, room).min(total.saturating_sub(behind));
    let solid = scaled(min, whole, room).min(end);
    let style = match subject {
        Subject::Datagrams => Style::Good,
        Subject::Figure(_) => Style::Message(1),
    };
    let part = |c: char, columns: usize| c.to_string().repeat(columns);
    let line = Line::of(style, &part(SOLID, solid)).with(style, &part(SOME, end - solid));
    match subject {
        Subject::Datagrams => line.with(Style::Warn, &part(DROPPED, total.saturating_sub(end))),
        Subject::Figure(_) => line,
    }
}

/// A figure in columns: rounded, but at least one where it is not zero.
fn scaled(figure: u64, whole: u64, room: usize) -> usize {
    let (figure, whole, columns) = (u128::from(figure), u128::from(whole.max(1)), room as u128);
    let rounded = (figure * columns * 2 + whole) / (whole * 2);
    let columns = usize::try_from(rounded).unwrap_or(room).min(room);
    if figure > 0 { columns.max(1) } else { 0 }
}

/// What the parts of the bars mean.
fn key(doc: &mut Doc, subject: Subject, rows: &[SweepRow], look: &Look) {
    let mut texts = Vec::new();
    if subject == Subject::Datagrams {
        texts.push(look.say(words::parts(SOLID, DROPPED)));
    }
    let seen = rows.iter().filter_map(|row| subject.of(&row.measured).seen);
    if seen.clone().any(|extent| extent.min < extent.max) {
        texts.push(look.say(words::in_some_runs(SOME)));
    }
    if !texts.is_empty() {
        let line = Line::legend(&texts.join("   "));
        doc.extend(wrap(&line, look.prose_columns(), 2));
    }
}
