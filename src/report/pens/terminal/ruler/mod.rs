//! A ruler in lines: `scale` says which edges are drawn and where, `pieces` what is written into the cells,
//! `draw` makes lines, `pointers` stand below them.

pub(in crate::report::pens) mod draw;
pub(in crate::report::pens) mod pieces;
mod pointers;
pub(in crate::report::pens) mod scale;
mod used;

use super::wrap::wrap;
use crate::lang::signs;
use crate::model::Text;
use crate::report::Look;
use crate::report::escape::width;
use crate::report::page::Sign;
use crate::report::page::line::{Line, Style};
use crate::report::page::ruler::{Ruler, RulerRow};
use pieces::Words;
use scale::Scale;

/// The columns left of everything.
const INDENT: usize = 2;

/// A scale of so many columns is as good as a wider one: its notes stay beside it.
const SPACIOUS: usize = 70;
/// Likewise on a screen with everything else.
const COMPACT: usize = 24;

/// The rows and what points at them; and how to read them.
pub(crate) fn lines(ruler: &Ruler, look: &Look) -> (Vec<Line>, Vec<Sign>) {
    let cells = Words::of(look);
    let (mut lines, scale, left) = rows(ruler, &cells, look);
    lines.extend(pointers::pointers(ruler, (&scale, left, look.columns())));
    let signs = legend(ruler, &scale, &cells).into_iter();
    let once = |name: &str| ruler.compact.then(|| name.to_owned());
    let sign = |(name, text): (&str, Text)| Sign { once: once(name), text: look.say(text) };
    (lines, signs.map(sign).collect())
}

/// The rows: notes beside them where there is room; of compact ones the number beside them and the rest below; else
/// above. Gives the scale and the column of its beginning.
fn rows(ruler: &Ruler, cells: &Words, look: &Look) -> (Vec<Line>, Scale, usize) {
    let columns = look.columns();
    let label = ruler.rows.iter().map(|row| width(&row.label)).max().unwrap_or(0);
    let left = INDENT + label + 2;
    let small = ruler.rows.iter().all(|row| row.cells.len() < columns);
    let natural = if small { scale::natural(ruler, cells) } else { None };
    let least = if ruler.compact { COMPACT } else { SPACIOUS };
    let room = columns.saturating_sub(left + 3 + natural.map_or(least, |wide| wide.min(least)));
    let below =
        |row: &&RulerRow| ruler.compact && row.number != row.note && width(&row.note) > room;
    let notes = ruler.rows.each_ref().map(|row| if below(&row) { &row.number } else { &row.note });
    let note = notes.iter().map(|note| width(note)).max().unwrap_or(0);
    let beside = columns.saturating_sub(left + note + 3);
    if natural.is_some_and(|wide| wide <= beside) || beside >= least {
        let scale = scale::fitted(ruler, beside, cells);
        let rows = ruler.rows.iter().zip(notes);
        let mut lines: Vec<Line> = rows
            .map(|row| beside_row(row, ruler, (&scale, left), cells).clipped(columns))
            .collect();
        for row in ruler.rows.iter().filter(below) {
            let note = Line::of(Style::Dim, &row.note).indented(INDENT);
            lines.extend(wrap(&note, look.prose_columns(), INDENT + 2));
        }
        return (lines, scale, left);
    }
    let scale = scale::fitted(ruler, columns.saturating_sub(INDENT + 1), cells);
    let mut lines = Vec::new();
    for row in &ruler.rows {
        let mut head = Line::of(Style::Strong, &row.label).indented(INDENT);
        head.pad_to(left);
        head.push(Style::Dim, &row.note);
        lines.extend(wrap(&head, columns, left));
        lines.push(draw::row(row, ruler, &scale, cells).indented(INDENT));
    }
    (lines, scale, INDENT)
}

fn beside_row(
    (row, note): (&RulerRow, &String),
    ruler: &Ruler,
    (scale, left): (&Scale, usize),
    cells: &Words,
) -> Line {
    let mut line = Line::of(Style::Strong, &row.label).indented(INDENT);
    line.pad_to(left);
    line.append(draw::row(row, ruler, scale, cells));
    line.pad_to(left + scale.width() + 3);
    line.with(Style::Dim, note)
}

/// How to read what was drawn on this scale: signs by their names.
pub(in crate::report::pens) fn legend(
    ruler: &Ruler,
    scale: &Scale,
    cells: &Words,
) -> Vec<(&'static str, Text)> {
    signs::legend(&used::used(ruler, scale, cells))
}
