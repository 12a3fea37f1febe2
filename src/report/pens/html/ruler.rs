//! The three rulers as a picture. Which edges are drawn, in which columns, and what is written into the cells is
//! decided as for the terminal; a column is some pixels.

use super::svg::{COLUMN, path, picture, px, text};
use super::words::{class, line};
use super::write::Html;
use crate::lang::{empty, picture as words};
use crate::model::{Lang, Text};
use crate::report::Look;
use crate::report::escape::width;
use crate::report::page::line::Line;
use crate::report::page::ruler::{Fill, OnAxis, Ruler, RulerCell, RulerRow};
use crate::report::pens::terminal::ruler::pieces::{Content, Edge, Piece, Words, pieces};
use crate::report::pens::terminal::ruler::{legend, scale};
use std::collections::BTreeMap;

/// The widest picture, in columns.
const WIDEST: usize = 108;
/// The pixels of a row: its label, its cells, and what is below.
const ROW: usize = 50;
const LABEL: usize = 14;
const CELL: usize = 24;
/// The pixels of a line of a pointer.
const POINTER: usize = 18;
/// The most pointers that are drawn.
const POINTERS: usize = 4;

/// Where a page of this pen is drawn: words are chosen by the language alone.
pub(super) fn look(lang: Lang) -> Look {
    Look { width: WIDEST, lang, ..Look::PLAIN }
}

/// The rows, what points at them, and how to read them.
pub(crate) fn ruler(html: &mut Html, ruler: &Ruler, lang: Lang) {
    let look = look(lang);
    let cells = Words::of(&look);
    let scale = scale::fitted(ruler, WIDEST, &cells);
    let stops: Vec<(usize, &str)> = stops(ruler, &scale);
    let head = ruler.rows.iter().map(|row| width(&row.label) + width(&row.note) + 3).max();
    let said = stops.iter().map(|(_, said)| width(said) + 3).max();
    let columns = scale.width().max(head.unwrap_or(0)).max(said.unwrap_or(0));
    let size = (columns * COLUMN + 2, 3 * ROW + stops.len() * POINTER);
    html.within("figure", &[], |html| {
        picture(html, size, &describe(ruler, lang), |html| {
            let rows = ruler.rows.iter().map(|row| inked((row, ruler), (&scale, &cells)));
            drawn(html, &ruler.rows, &rows.collect::<Vec<_>>());
            for (at, (column, said)) in stops.iter().enumerate() {
                pointer(html, (*column, 3 * ROW + at * POINTER), said, columns);
            }
        });
        html.within("figcaption", &[], |html| {
            let signs = legend(ruler, &scale, &cells).into_iter().map(|(_, text)| look.say(text));
            line(html, &Line::legend(&signs.collect::<Vec<_>>().join("   ")));
        });
    });
    html.line();
}

fn stops<'a>(ruler: &'a Ruler, scale: &scale::Scale) -> Vec<(usize, &'a str)> {
    let placed =
        ruler.stops.iter().filter_map(|(at, said)| Some((scale.column(*at)?, said.as_str())));
    placed.take(POINTERS).collect()
}

/// The rows: labels, cells by their colours, edges. Cells that another row has had are that row's.
fn drawn(html: &mut Html, rows: &[RulerRow], inked: &[Inked]) {
    for (at, (row, ink)) in rows.iter().zip(inked).enumerate() {
        let place = format!("translate(1 {})", at * ROW + LABEL + CELL / 2);
        html.within("g", &[("class", "row"), ("transform", &place)], |html| {
            above(html, (0, "b"), &row.label);
            above(html, ((width(&row.label) + 2) * COLUMN, "dim"), &row.note);
            html.once("k", |html| ink.cells(html));
            ink.edges(html);
        });
    }
}

/// What a row is drawn with.
fn inked((row, ruler): (&RulerRow, &Ruler), (scale, cells): (&scale::Scale, &Words)) -> Inked {
    let mut inked = Inked::default();
    for piece in pieces(row, ruler, &scale.edges, cells) {
        if let (Some(&from), Some(&to)) =
            (scale.columns.get(piece.from), scale.columns.get(piece.to))
        {
            inked.edge(&piece, from);
            inked.cell(&piece.content, (from, to));
        }
    }
    let end = scale.columns.last().copied().unwrap_or(0);
    inked.solid.push_str(&edge(end * COLUMN));
    inked
}

/// A text above the cells. A row has its cells at the height 0, and the style says how far up.
fn above(html: &mut Html, (x, class): (usize, &str), said: &str) {
    html.element("text", &[("x", &x.to_string()), ("class", class)], said);
}

/// An edge at a place.
fn edge(x: usize) -> String {
    format!("M{x}-{}v{CELL}", CELL / 2)
}

/// A text and where its middle is.
type Placed = (usize, String);

/// What a row is made of: whatever has one colour is one path.
#[derive(Default)]
struct Inked {
    colours: BTreeMap<&'static str, (String, Vec<Placed>)>,
    solid: String,
    gone: String,
    marks: Vec<(usize, &'static str, &'static str)>,
}

impl Inked {
    fn edge(&mut self, piece: &Piece, column: usize) {
        let x = column * COLUMN;
        match piece.edge {
            Edge::Proven => self.solid.push_str(&edge(x)),
            Edge::Gone => self.gone.push_str(&edge(x)),
            Edge::Unknown => self.marks.push((x, "warn", "?")),
            Edge::Within => self.marks.push((x, "bad", "×")),
        }
    }

    /// The inside of a cell: its colour, and the fullest text that fits.
    fn cell(&mut self, content: &Content, (from, to): (usize, usize)) {
        let (columns, [x, wide]) = (to.saturating_sub(from + 1), [from, to - from].map(px));
        let strip = format!("M{x} 0h{wide}");
        let kind = match content.fill {
            '░' => "unread",
            '×' => "cut",
            '┄' => "blind",
            _ => class(content.style),
        };
        let (strips, texts) = self.colours.entry(kind).or_default();
        strips.push_str(&strip);
        let written = content.candidates.iter().find(|text| width(text) <= columns);
        let said = written.map_or("", |text| text.trim_matches(['░', ' ']));
        if !said.is_empty() {
            texts.push((((from + to) * COLUMN) / 2, said.to_owned()));
        }
        if content.run {
            self.solid.push_str(&ticks(from, to));
        }
    }

    fn cells(&self, html: &mut Html) {
        for (kind, (strips, texts)) in &self.colours {
            html.within("g", &[("class", kind)], |html| {
                path(html, "", strips);
                texts.iter().for_each(|(x, said)| below(html, *x, said));
            });
        }
    }

    fn edges(&self, html: &mut Html) {
        path(html, "e", &self.solid);
        path(html, "l", &self.gone);
        for (x, kind, sign) in &self.marks {
            html.within("g", &[("class", "k")], |html| {
                html.within("g", &[("class", kind)], |html| below(html, *x, sign));
            });
        }
    }
}

/// A text in the middle of a cell: the style says how far down.
fn below(html: &mut Html, x: usize, said: &str) {
    html.element("text", &[("x", &x.to_string())], said);
}

/// Many cells drawn as one: ticks at both ends say that there are edges.
fn ticks(from: usize, to: usize) -> String {
    let (left, right) = (from * COLUMN, to * COLUMN);
    [left + 3, left + 6, right.saturating_sub(3), right.saturating_sub(6)].map(edge).concat()
}

/// `▲ text`, or `text ▲` where there is no room to the right.
fn pointer(html: &mut Html, (column, y): (usize, usize), said: &str, columns: usize) {
    let (x, y, wide) = (column * COLUMN + 1, y + 12, width(said));
    text(html, (x, y), "c warn", "▲");
    match column + 2 + wide <= columns {
        true => text(html, (x + COLUMN, y), "", said),
        false => text(html, (x.saturating_sub((wide + 2) * COLUMN), y), "", said),
    }
}

/// The most cells of a row that are told.
const TOLD: usize = 40;

/// The picture in words: for each row its cells, each with its messages.
fn describe(ruler: &Ruler, lang: Lang) -> String {
    let row = |row: &RulerRow| {
        let cells = row.cells.iter().take(TOLD).map(|cell| told(cell, ruler, lang));
        let cells: Vec<String> = cells.collect();
        let dots = if row.cells.len() > TOLD { " …" } else { "" };
        format!("{} ({}): {}{dots}", row.label, row.note, cells.join(" "))
    };
    let rows = ruler.rows.iter().map(row);
    let stops = ruler.stops.iter().take(POINTERS).map(|(_, said)| said.clone());
    rows.chain(stops).collect::<Vec<_>>().join("; ")
}

/// `[2–10]`: the messages in a cell; `4…` the beginning of one, `…4` its rest.
fn told(cell: &RulerCell, ruler: &Ruler, lang: Lang) -> String {
    let within = |message: &&OnAxis| message.end > cell.start && message.start < cell.end;
    let (first, last) =
        (ruler.messages.iter().find(within), ruler.messages.iter().rev().find(within));
    let name = match (first, last) {
        (Some(first), Some(last)) => {
            let (rest, cut) = (first.start < cell.start, last.end > cell.end);
            let begin = format!("{}{}", if rest { "…" } else { "" }, first.no.0);
            let end = format!("{}{}", last.no.0, if cut { "…" } else { "" });
            match first.no == last.no {
                true => format!("{begin}{}", if cut { "…" } else { "" }),
                false => format!("{begin}–{end}"),
            }
        }
        (None, _) | (_, None) => format!("{} B", cell.len()),
    };
    match missed(cell.fill) {
        None => format!("[{name}]"),
        Some(why) => format!("[{name} {}]", why.get(lang)),
    }
}

/// Why a cell has no data.
fn missed(fill: Fill) -> Option<Text> {
    match fill {
        Fill::Data => None,
        Fill::Unread => Some(words::unread()),
        Fill::Cut => Some(words::cut()),
        Fill::Lost => Some(words::lost()),
        Fill::Unclear => Some(empty::unclear()),
        Fill::Discarded => Some(words::discarded()),
        Fill::Withheld => Some(words::withheld()),
        Fill::OnTheWay => Some(words::on_the_way()),
        Fill::Unsent => Some(words::unsent()),
        Fill::Blind => Some(words::not_seen_here()),
    }
}
