//! Every block as HTML that says what it is.

use super::words::{class, is_all, line};
use super::write::{Attribute, Html};
use super::{bars, byte_rows, packets, ruler, tables};
use crate::model::Lang;
use crate::report::page::line::{Line, Style};
use crate::report::page::title::Title;
use crate::report::page::{Block, Group, Page, Sign, Words};

/// A page being drawn.
pub(crate) struct Drawn {
    lang: Lang,
    /// The last heading: what a table or a picture below it is about.
    heading: String,
}

/// A page's blocks, in order.
pub(crate) fn page(html: &mut Html, page: &Page, lang: Lang) {
    let mut drawn = Drawn { lang, heading: String::new() };
    for group in page.groups() {
        match group {
            Group::Cases(rows) => tables::cases(html, &rows, lang),
            Group::Block(block) => drawn.block(html, block),
        }
    }
}

impl Drawn {
    fn block(&mut self, html: &mut Html, block: &Block) {
        match block {
            Block::Gap => {}
            Block::Words(words) => self.words(html, words),
            Block::Cut(words) | Block::Line(words) => self.line(html, words),
            Block::Pieces(pieces) => list(html, pieces),
            Block::Grid(grid) => tables::grid(html, grid, (&self.heading, self.lang)),
            Block::Calls(calls) => tables::calls(html, calls, (&self.heading, self.lang)),
            Block::Ruler(ruler) => ruler::ruler(html, ruler, self.lang),
            Block::Legend(signs) => signs_of(html, signs),
            Block::Packets(packets) => {
                packets::packets(html, packets, (&self.heading, self.lang));
            }
            Block::Title(title) => self.title(html, title),
            Block::CaseRow(row) => tables::cases(html, &[row], self.lang),
            Block::Bars(bars) => bars::bars(html, bars, &self.heading),
            Block::Bytes(bytes) => byte_rows::byte_rows(html, bytes, &self.heading),
        }
    }

    fn words(&mut self, html: &mut Html, words: &Words) {
        if is_all(&words.line, Style::Heading) {
            let level = if words.prose { "h1" } else { "h3" };
            return self.heading(html, level, &words.line);
        }
        if !words.prose && names_a_case(&words.line) {
            return self.heading(html, "h2", &words.line);
        }
        html.within("p", depth(words.indent), |html| line(html, &words.line));
        html.line();
    }

    fn line(&mut self, html: &mut Html, words: &Line) {
        if tables::is_heading(words) {
            return self.heading(html, "h3", words);
        }
        let indent =
            words.spans.first().map_or(0, |span| span.text.len() - span.text.trim_start().len());
        html.within("p", depth(indent), |html| line(html, words));
        html.line();
    }

    fn heading(&mut self, html: &mut Html, level: &'static str, words: &Line) {
        self.heading = words.text().trim().to_owned();
        html.element(level, &[], &self.heading);
        html.line();
    }

    fn title(&mut self, html: &mut Html, title: &Title) {
        self.heading = title.name.whole();
        html.within("h2", &[], |html| {
            html.text(&self.heading);
            html.own(" ");
            html.element("span", &[("class", "role")], &title.role);
        });
        html.line();
        if let Some(about) = &title.about {
            html.element("p", &[], about);
            html.line();
        }
    }
}

/// How signs are read.
fn signs_of(html: &mut Html, signs: &[Sign]) {
    let texts: Vec<&str> = signs.iter().map(|sign| sign.text.as_str()).collect();
    if !texts.is_empty() {
        html.within("p", &[], |html| line(html, &Line::legend(&texts.join("   "))));
        html.line();
    }
}

/// Whether it is a name with a word about it: what is told below is about that case.
fn names_a_case(line: &Line) -> bool {
    match line.spans.as_slice() {
        [name, about @ ..] if !about.is_empty() => {
            name.style == Style::Strong && about.iter().all(|span| span.style == Style::Dim)
        }
        _ => false,
    }
}

/// How far in a paragraph stands.
fn depth(indent: usize) -> &'static [Attribute<'static>] {
    match indent {
        0 => &[],
        1..=3 => &[("class", "i1")],
        _ => &[("class", "i2")],
    }
}

fn list(html: &mut Html, pieces: &[Line]) {
    html.within("ul", &[("class", class(Style::Dim))], |html| {
        pieces.iter().for_each(|piece| html.within("li", &[], |html| line(html, piece)));
    });
    html.line();
}
