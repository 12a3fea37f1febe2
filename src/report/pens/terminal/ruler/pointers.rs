//! The pointers below a ruler: where a receive stopped inside a message.

use crate::report::escape::width;
use crate::report::page::line::{Line, Style};
use crate::report::page::ruler::Ruler;
use crate::report::pens::terminal::ruler::scale::Scale;
use crate::report::pens::terminal::wrap::wrap;

/// No more are drawn once they have taken so many lines.
const MOST: usize = 3;

/// The lines below the `received` ruler; `left` is the column where the rulers begin.
pub(crate) fn pointers(ruler: &Ruler, (scale, left, columns): (&Scale, usize, usize)) -> Vec<Line> {
    let placed = ruler.stops.iter().filter_map(|(at, text)| Some((scale.column(*at)?, text)));
    let mut lines = Vec::new();
    for (column, text) in placed {
        if lines.len() < MOST {
            lines.extend(pointer(left + column, text, columns));
        }
    }
    lines
}

/// `▲ text`, or `text ▲` where there is no room to the right.
fn pointer(column: usize, text: &str, columns: usize) -> Vec<Line> {
    let wide = width(text);
    let mut line = Line::new();
    if column + 2 + wide <= columns {
        line.pad_to(column);
        return vec![line.with(Style::Warn, "▲").with(Style::Plain, " ").with(Style::Plain, text)];
    }
    if wide < column {
        line.pad_to(column - wide - 1);
        return vec![line.with(Style::Plain, text).with(Style::Plain, " ").with(Style::Warn, "▲")];
    }
    line.pad_to(column);
    let mut lines = vec![line.with(Style::Warn, "▲")];
    let text = Line::of(Style::Plain, "    ").with(Style::Plain, text);
    lines.extend(wrap(&text, columns, 4));
    lines
}
