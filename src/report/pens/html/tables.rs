//! Tables: grids, timelines, and cases in one line each.

use super::words::{class, is_all, line};
use super::write::{Attribute, Html};
use crate::lang::html_page as words;
use crate::model::Lang;
use crate::report::page::calls::{CallRow, Calls};
use crate::report::page::grid::{Grid, Row};
use crate::report::page::line::{Line, Style};
use crate::report::page::title::CaseRow;

/// A table in a box of its own, in which it is moved sideways where it is wider than the window.
fn table(html: &mut Html, (kind, caption): (&str, &str), inside: impl FnOnce(&mut Html)) {
    html.within("div", &[("class", "wide")], |html| {
        html.within("table", &[("class", kind)], |html| {
            html.element("caption", &[], caption);
            inside(html);
        });
    });
    html.line();
}

/// A table of words and figures.
pub(crate) fn grid(html: &mut Html, grid: &Grid, (caption, lang): (&str, Lang)) {
    let figures = words::figures();
    let caption = if caption.is_empty() { figures.get(lang) } else { caption };
    let marked = grid.rows.iter().any(|row| matches!(row, Row::Cells(mark, _) if mark.width() > 0));
    let drawn = Drawn { grid, marked, named: grid.columns.iter().any(|one| !one.head.is_empty()) };
    table(html, ("grid", caption), |html| {
        if drawn.named {
            html.within("thead", &[], |html| html.within("tr", &[], |html| drawn.head(html)));
        }
        html.within("tbody", &[], |html| {
            grid.rows.iter().for_each(|row| html.within("tr", &[], |html| drawn.row(html, row)));
        });
    });
}

struct Drawn<'a> {
    grid: &'a Grid,
    /// A mark stands before some row.
    marked: bool,
    /// Some column has a name.
    named: bool,
}

const NUMBER: &[Attribute<'static>] = &[("class", "n")];

impl Drawn<'_> {
    fn head(&self, html: &mut Html) {
        if self.marked {
            html.element("td", &[], "");
        }
        for column in &self.grid.columns {
            let name = column.head.join(" ");
            let attributes = if column.right { NUMBER } else { &[] };
            match name.is_empty() {
                true => html.element("td", &[], ""),
                false => {
                    html.element("th", &[attributes, &[("scope", "col")]].concat(), &name);
                }
            }
        }
    }

    fn row(&self, html: &mut Html, row: &Row) {
        let all = (self.grid.columns.len() + usize::from(self.marked)).to_string();
        match row {
            Row::Cells(mark, cells) => self.cells(html, (mark, cells)),
            Row::Fitted(first, all) => {
                let cells: Vec<Line> = [first].into_iter().chain(all.first()).cloned().collect();
                self.cells(html, (&Line::new(), &cells));
            }
            Row::Note(words, _) => {
                html.within("td", &[("class", "note"), ("colspan", &all)], |html| {
                    line(html, words)
                });
            }
            Row::Heading(text) => {
                html.element("th", &[("scope", "rowgroup"), ("colspan", &all)], text);
            }
        }
    }

    fn cells(&self, html: &mut Html, (mark, cells): (&Line, &[Line])) {
        if self.marked {
            plain_cell(html, mark);
        }
        for (at, (column, cell)) in self.grid.columns.iter().zip(cells).enumerate() {
            let name = at == 0 && cell.width() > 0 && (!self.named || column.head.is_empty());
            match (name, column.right) {
                (true, _) => html.within("th", &[("scope", "row")], |html| line(html, cell)),
                (false, true) => html.within("td", NUMBER, |html| line(html, cell)),
                (false, false) => plain_cell(html, cell),
            }
        }
    }
}

/// A timeline. The script steps through its rows: those of calls have a cell for each column.
pub(crate) fn calls(html: &mut Html, calls: &Calls, (caption, lang): (&str, Lang)) {
    let held = !calls.head.held.is_empty() || calls.rows.iter().any(|row| !row.held.is_empty());
    let caption = match caption.is_empty() {
        true => words::calls().get(lang).to_owned(),
        false => caption.to_owned(),
    };
    table(html, ("calls", &caption), |html| {
        html.within("thead", &[], |html| {
            html.within("tr", &[], |html| {
                let CallRow { time, actor, call, result, held: last, .. } = &calls.head;
                html.element("th", &[], time);
                let names = [actor.as_str(), &call.text(), &result.text(), last];
                for name in &names[..if held { 4 } else { 3 }] {
                    html.element("th", &[], name);
                }
            });
        });
        html.within("tbody", &[], |html| calls.rows.iter().for_each(|row| one(html, row, held)));
    });
}

fn one(html: &mut Html, row: &CallRow, held: bool) {
    if let Some(note) = &row.note {
        html.within("tr", &[], |html| {
            html.element("td", &[], "");
            let all = if held { "4" } else { "3" };
            let dim = note.spans.iter().all(|span| span.style == Style::Dim);
            html.within("td", &[("class", "note"), ("colspan", all)], |html| match dim {
                true => html.text(note.text().trim()),
                false => line(html, note),
            });
        });
        return html.line();
    }
    if row.spans {
        html.within("tr", &[], |html| {
            html.element("td", &[], &row.time);
            html.element("td", &[], row.actor.trim_end());
            let rest = if held { "3" } else { "2" };
            html.within("td", &[("colspan", rest)], |html| line(html, &row.call));
        });
        return html.line();
    }
    html.within("tr", &[], |html| {
        html.element("td", &[], &row.time);
        html.element("td", &[], row.actor.trim_end());
        match indent(&row.call) {
            [] => plain_cell(html, &row.call),
            further_in => html.within("td", further_in, |html| line(html, &row.call)),
        }
        plain_cell(html, &row.result);
        if held {
            html.element("td", &[], row.held.trim());
        }
    });
    html.line();
}

/// A cell; where it means one thing, it is the cell that does.
fn plain_cell(html: &mut Html, words: &Line) {
    let styles = words.spans.iter().filter(|span| !span.text.trim().is_empty());
    let mut styles = styles.map(|span| span.style);
    let style = styles.next().unwrap_or(Style::Plain);
    match class(style) {
        "" => html.within("td", &[], |html| line(html, words)),
        _ if styles.any(|other| other != style) => html.within("td", &[], |html| line(html, words)),
        one => html.element("td", &[("class", one)], words.text().trim()),
    }
}

/// A call within rounds stands further in.
fn indent(call: &Line) -> &'static [Attribute<'static>] {
    match call.text().starts_with(' ') {
        true => &[("class", "in")],
        false => &[],
    }
}

/// Cases, a row for each.
pub(crate) fn cases(html: &mut Html, rows: &[&CaseRow], lang: Lang) {
    let heads = words::case_columns().map(|head| head.get(lang).to_owned());
    table(html, ("cases", words::cases().get(lang)), |html| {
        html.within("thead", &[], |html| {
            html.within("tr", &[], |html| {
                heads.iter().for_each(|head| html.element("th", &[("scope", "col")], head));
            });
        });
        html.within("tbody", &[], |html| rows.iter().for_each(|row| case(html, row)));
    });
}

fn case(html: &mut Html, row: &CaseRow) {
    html.within("tr", &[], |html| {
        html.element("td", &[("class", class(row.style))], &row.verdict);
        html.element("th", &[("scope", "row")], &row.name.whole());
        html.element("td", &[], &row.role);
        html.element("td", &[], &row.counts);
        html.element("td", &[], row.cause.as_ref().map_or("", |[full, _]| full));
        html.element("td", NUMBER, &row.took);
    });
    html.line();
}

/// Whether a line is a heading.
pub(crate) fn is_heading(line: &Line) -> bool {
    is_all(line, Style::Heading) || is_all(line, Style::Strong)
}
