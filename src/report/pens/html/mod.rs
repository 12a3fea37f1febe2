//! A page to keep: one file that asks nobody for anything and can be read without its script.
//!
//! | file | what it writes |
//! |---|---|
//! | `write` | markup; the one function that escapes |
//! | `words` | lines of words |
//! | `tables` | tables, timelines, cases in a line each |
//! | `svg` | what the pictures have in common |
//! | `ruler`, `packets`, `bars`, `byte_rows` | pictures |
//! | `places` | where every byte is after each call, as figures: of these the script draws a picture |
//! | `blocks` | any block |
//! | `style.css`, `script.js` | how it looks; steps, and what the choice of a language tells the browser |
//!
//! What the browser may do is said in the page itself (Content Security Policy, level 3): no connection, no other
//! style and no other script than those whose digests are named. So text that were taken for markup would still run
//! nothing.

mod bars;
mod blocks;
mod byte_rows;
mod packets;
mod places;
mod ruler;
mod svg;
mod tables;
mod words;
mod write;

use crate::lang::html_page as said;
use crate::model::{Lang, Text};
use crate::report::json::embed;
use crate::report::page::document::{Document, Lesson, Part, Sheet};
use crate::report::page::line::Style;
use crate::report::page::{Block, Page};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use write::Html;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The script as a page has it: without what is for those who read it in its file.
fn script() -> String {
    let lines = SCRIPT.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

impl Document {
    /// The document as one file of HTML. ASCII only where that is asked for: other characters are then written by
    /// their numbers.
    pub fn html(&self, ascii: bool) -> String {
        let mut html = Html::default();
        let lang = self.sheets.first().map_or(Lang::En, |sheet| sheet.lang);
        html.own("<!doctype html>\n");
        html.within("html", &[("lang", lang.as_str())], |html| {
            html.within("head", &[], |html| self.head(html, lang));
            html.line();
            html.within("body", &[], |html| self.body(html));
            html.line();
        });
        html.line();
        let text = html.finish();
        if ascii { numbered(&text) } else { text }
    }

    fn head(&self, html: &mut Html, lang: Lang) {
        let policy = format!(
            "default-src 'none'; style-src {}; script-src {}; img-src data:; base-uri 'none'; form-action 'none'",
            source(STYLE),
            source(&script())
        );
        html.own("\n<meta charset=\"utf-8\">\n");
        html.tag("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy)]);
        html.own("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.own("<meta name=\"color-scheme\" content=\"light dark\">\n");
        let made = format!("stickydemo {}", env!("CARGO_PKG_VERSION"));
        html.tag("meta", &[("name", "generator"), ("content", &made)]);
        html.line();
        html.element("title", &[], self.title.get(lang));
        html.own("\n<link rel=\"icon\" href=\"data:,\">\n");
        html.within("style", &[], |html| html.own(STYLE));
        html.line();
    }

    fn body(&self, html: &mut Html) {
        html.line();
        html.within("header", &[], |html| self.choices(html));
        html.line();
        html.within("main", &[], |html| {
            for sheet in &self.sheets {
                let lang = sheet.lang.as_str();
                let of = [("lang", lang), ("class", lang)];
                html.within("article", &of, |html| self.sheet(html, sheet));
                html.line();
            }
        });
        html.line();
        places::places(html, &self.sheets);
        let packed: Vec<String> = self.kept.traces.iter().filter_map(|one| embed(one)).collect();
        if !packed.is_empty() {
            html.own(TRACE);
            for (at, one) in packed.iter().enumerate() {
                if at > 0 {
                    html.line();
                }
                html.text(one);
            }
            html.own("</script>\n");
        }
        html.within("script", &[], |html| html.script(&script()));
        html.line();
    }

    /// A radio button for each language: the style alone shows the one that is chosen.
    fn choices(&self, html: &mut Html) {
        if self.sheets.len() < 2 {
            return;
        }
        let both = |text: Text| format!("{} / {}", text.en, text.zh);
        html.within("fieldset", &[], |html| {
            html.element("legend", &[], &both(said::language()));
            for (at, sheet) in self.sheets.iter().enumerate() {
                let lang = sheet.lang.as_str();
                let title = self.title.get(sheet.lang);
                html.within("label", &[("lang", lang)], |html| {
                    let kind = [("type", "radio"), ("name", "lang"), ("value", lang)];
                    let more = [("data-title", title), ("checked", "")];
                    let more = &more[..if at == 0 { 2 } else { 1 }];
                    html.tag("input", &[&kind, more].concat());
                    html.text(said::own_name().get(sheet.lang));
                });
            }
        });
    }

    fn sheet(&self, html: &mut Html, sheet: &Sheet) {
        if !sheet.parts.iter().flat_map(|part| &part.pages).any(has_title) {
            html.element("h1", &[], self.title.get(sheet.lang));
        }
        html.line();
        if let Some(index) = self.index {
            html.within("nav", &[], |html| {
                html.element("a", &[("href", index)], said::all_lessons().get(sheet.lang));
            });
        }
        sheet.parts.iter().for_each(|part| shown(html, part, sheet.lang));
        if !self.kept.said.is_empty() {
            html.within("footer", &[], |html| {
                for said in &self.kept.said {
                    html.element("p", &[("class", "dim")], said.get(sheet.lang));
                }
            });
        }
        controls(html, sheet.lang);
    }
}

/// What a browser makes nothing of, and `replay` finds the traces by.
const TRACE: &str = "<script type=\"application/gzip;base64\" id=\"trace\">";

/// A style or a script by its digest, as a policy names it.
fn source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// Whether a page has a title of the first order.
fn has_title(page: &Page) -> bool {
    page.blocks.iter().any(|block| match block {
        Block::Words(text) => text.prose && words::is_all(&text.line, Style::Heading),
        _ => false,
    })
}

fn shown(html: &mut Html, part: &Part, lang: Lang) {
    let sections = |html: &mut Html| {
        for page in &part.pages {
            html.within("section", &[], |html| {
                html.line();
                blocks::page(html, page, lang);
            });
            html.line();
        }
        if !part.lessons.is_empty() {
            html.within("ul", &[("class", "lessons")], |html| {
                part.lessons.iter().for_each(|lesson| lead(html, lesson));
            });
        }
    };
    match &part.folded {
        None => sections(html),
        Some(words) => html.within("details", &[], |html| {
            html.element("summary", &[], words);
            html.line();
            sections(html);
        }),
    }
    html.line();
}

/// What leads to another page.
fn lead(html: &mut Html, lesson: &Lesson) {
    html.within("li", &[], |html| {
        html.element("a", &[("href", &lesson.file)], &lesson.id);
        html.own(" ");
        html.element("span", &[("class", "dim")], &lesson.cases);
        html.element("p", &[], &lesson.question);
    });
    html.line();
}

/// What the script puts above each timeline.
fn controls(html: &mut Html, lang: Lang) {
    html.within("template", &[], |html| {
        let name = said::stepping();
        let group = [("class", "steps"), ("role", "group"), ("aria-label", name.get(lang))];
        html.within("div", &group, |html| {
            for (sign, (go, name)) in ["|◀", "◀", "▶", "▶|"]
                .iter()
                .zip(["first", "back", "on", "last"].iter().zip(said::buttons()))
            {
                let name = name.get(lang);
                let attributes =
                    [("type", "button"), ("data-go", *go), ("title", name), ("aria-label", name)];
                html.element("button", &attributes, sign);
            }
            let slider = said::slider();
            html.tag(
                "input",
                &[
                    ("type", "range"),
                    ("min", "0"),
                    ("step", "any"),
                    ("value", "0"),
                    ("aria-label", slider.get(lang)),
                ],
            );
            html.element("output", &[], said::begin().get(lang));
            html.within("div", &[("class", "places")], |html| html.lone("svg", &[]));
        });
    });
}

/// Every character that is not ASCII by its number: the same page, in any encoding.
fn numbered(text: &str) -> String {
    let one = |c: char| match c.is_ascii() {
        true => c.to_string(),
        false => format!("&#{};", u32::from(c)),
    };
    text.chars().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::page::document::Kept;
    use crate::report::page::line::Line;

    /// What a policy's digest is of must reach the browser as it is, whatever the file's encoding.
    #[test]
    fn style_and_script_are_plain() {
        for text in [STYLE, SCRIPT] {
            assert!(text.is_ascii() && !text.contains("</") && !text.contains('\r'));
            assert!(!text.contains("http") && !text.contains("url(") && !text.contains("import"));
        }
    }

    fn sheet(lang: Lang, words: &str, fold: &str) -> Sheet {
        let page = |text: &str| {
            let mut page = Page::new();
            page.say(Line::of(Style::Plain, text), (0, 0));
            page
        };
        let mut sheet = Sheet::new(lang);
        sheet.add(page(words));
        sheet.fold(fold.to_owned());
        sheet.add(page("</details>42"));
        sheet
    }

    fn document() -> Document {
        Document {
            title: Text::new("a <b>", "问"),
            sheets: vec![sheet(Lang::En, "why?", "run"), sheet(Lang::Zh, "为", "跑")],
            kept: Kept { traces: vec!["{ }".to_owned()], said: vec![said::trace_inside()] },
            index: None,
        }
    }

    #[test]
    fn a_question_stands_before_what_is_folded_in_each_language() {
        let html = document().html(false);
        let english = "<p>why?\n</section>\n\n<details><summary>run</summary>\n\
                       <section>\n<p>&lt;/details&gt;42\n</section>\n</details>";
        assert!(html.contains(english), "{html}");
        assert!(html.contains(&english.replace("why?", "为").replace("run", "跑")));
        assert!(html.contains("<title>a &lt;b&gt;</title>"));
        assert_eq!(html.matches("id=\"trace\"").count(), 1);
    }

    #[test]
    fn in_ascii_the_page_is_the_same_by_numbers() {
        let html = document().html(true);
        assert!(html.is_ascii() && html.contains("<p>&#20026;"));
    }
}
