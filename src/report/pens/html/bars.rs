//! Figures as bars on one scale.

use super::svg::{COLUMN, path, picture, text};
use super::words::class;
use super::write::Html;
use crate::report::escape::width;
use crate::report::page::bars::{Bar, BarRow, Bars};

/// The pixels of a row, and of the longest bar.
const ROW: usize = 24;
const LONGEST: usize = 400;

/// A bar for each row.
pub(crate) fn bars(html: &mut Html, bars: &Bars, caption: &str) {
    let most = |of: fn(&BarRow) -> &String| bars.rows.iter().map(|row| width(of(row))).max();
    let label = most(|row| &row.label).unwrap_or(0) * COLUMN;
    let figure = most(|row| &row.figure).unwrap_or(0) * COLUMN;
    let size = (label + 2 * COLUMN + LONGEST + figure + COLUMN, bars.rows.len() * ROW);
    let says = bars.rows.iter().map(|row| format!("{}: {}", row.label, row.figure));
    let says = format!("{caption}: {}", says.collect::<Vec<_>>().join("; "));
    html.within("figure", &[("class", class(bars.style))], |html| {
        picture(html, size, &says, |html| {
            for (at, row) in bars.rows.iter().enumerate() {
                let y = at * ROW;
                text(html, (0, y + 16), "t", &row.label);
                one(html, (row.bar, bars.whole), (label + COLUMN, y));
                text(html, (label + 2 * COLUMN + LONGEST, y + 16), "t", &row.figure);
            }
        });
    });
    html.line();
}

/// What every run reached, what only some did, what was dropped.
fn one(html: &mut Html, (bar, whole): (Option<Bar>, u64), (x, y): (usize, usize)) {
    let Some(Bar { min, max, of }) = bar else { return text(html, (x, y + 16), "dim", "?") };
    let [solid, some] = [min, max].map(|figure| scaled(figure, whole));
    let all = of.map_or(some, |of| scaled(of, whole));
    let rect = |from: usize, to: usize| match to.checked_sub(from).filter(|wide| *wide > 0) {
        Some(wide) => format!("M{} {}h{wide}v16h-{wide}z", x + from, y + 4),
        None => String::new(),
    };
    path(html, "full", &rect(0, solid));
    path(html, "some", &rect(solid, some));
    path(html, "drop", &rect(some, all));
}

/// A figure in pixels.
fn scaled(figure: u64, whole: u64) -> usize {
    let product = u128::from(figure) * LONGEST as u128 / u128::from(whole.max(1));
    usize::try_from(product).unwrap_or(LONGEST).min(LONGEST).max(usize::from(figure > 0))
}
