//! Bars in lines. A plain terminal has other characters (`paint`), which can be told apart as well.

use crate::report::Look;
use crate::report::escape::{clip, width};
use crate::report::page::bars::{Bar, BarRow, Bars, DROPPED, SOLID, SOME};
use crate::report::page::line::{Line, Style};

/// A bar is not drawn shorter, nor longer, in columns.
const SHORTEST: usize = 10;
const LONGEST: usize = 50;

/// A line for each row.
pub(crate) fn lines(bars: &Bars, look: &Look) -> Vec<Line> {
    let most = |of: fn(&BarRow) -> &String| bars.rows.iter().map(|row| width(of(row))).max();
    let label = most(|row| &row.label).unwrap_or(0).min(look.columns() / 3);
    let figure = most(|row| &row.figure).unwrap_or(0);
    let room = look.columns().saturating_sub(2 + label + 2 + 2 + figure).clamp(SHORTEST, LONGEST);
    let numeric = bars.rows.iter().all(|row| row.label.parse::<i64>().is_ok());
    let line = |row: &BarRow| {
        let text = clip(&row.label, label);
        let mut line = Line::of(Style::Plain, "  ");
        line.pad_to(if numeric { 2 + label - width(&text) } else { 2 });
        line.push(Style::Plain, &text);
        line.pad_to(2 + label + 2);
        line.append(drawn(row.bar, (bars.whole, room), bars.style));
        line.pad_to(2 + label + 2 + room + 2);
        line.push(Style::Plain, &row.figure);
        line.clipped(look.columns())
    };
    bars.rows.iter().map(line).collect()
}

/// `█████▒▒···`.
fn drawn(bar: Option<Bar>, (whole, room): (u64, usize), style: Style) -> Line {
    let Some(Bar { min, max, of }) = bar else { return Line::of(Style::Dim, "?") };
    let total = of.map_or(room, |of| scaled(of, whole, room));
    // Whatever there is has a column at least.
    let behind = usize::from(of.is_some_and(|of| of > max));
    let end = scaled(max, whole, room).min(total.saturating_sub(behind));
    let solid = scaled(min, whole, room).min(end);
    let dropped = if of.is_some() { total.saturating_sub(end) } else { 0 };
    let part = |c: char, columns: usize| c.to_string().repeat(columns);
    Line::of(style, &part(SOLID, solid))
        .with(style, &part(SOME, end - solid))
        .with(Style::Warn, &part(DROPPED, dropped))
}

/// A figure in columns: rounded, but at least one where it is not zero.
fn scaled(figure: u64, whole: u64, room: usize) -> usize {
    let (figure, whole, columns) = (u128::from(figure), u128::from(whole.max(1)), room as u128);
    let rounded = (figure * columns * 2 + whole) / (whole * 2);
    let columns = usize::try_from(rounded).unwrap_or(room).min(room);
    if figure > 0 { columns.max(1) } else { 0 }
}
