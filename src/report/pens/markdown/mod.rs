//! A page for a lab report: Markdown as GitHub and most others read it (GFM, tables extension), with a `mermaid`
//! sequence diagram of calls and of packets. Pictures that neither has are drawn as on a terminal.

mod mermaid;

use crate::lang::html_page as said;
use crate::model::Lang;
use crate::report::Look;
use crate::report::escape::markdown as escaped;
use crate::report::page::calls::{CallRow, Calls};
use crate::report::page::document::{Document, Lesson, Sheet};
use crate::report::page::grid::{Grid, Row};
use crate::report::page::line::{Line, Span, Style};
use crate::report::page::title::CaseRow;
use crate::report::page::{Block, Group, Page};

/// The columns of what is drawn as on a terminal.
const COLUMNS: usize = 100;

impl Document {
    /// The document as Markdown, each of its languages after the other, everything unfolded.
    pub fn markdown(&self) -> String {
        let sheets = self.sheets.iter().filter(|sheet| !sheet.is_empty());
        sheets.map(one).collect::<Vec<_>>().join("\n---\n\n")
    }
}

fn one(sheet: &Sheet) -> String {
    let mut drawn = Drawn { out: String::new(), lang: sheet.lang };
    for part in &sheet.parts {
        part.pages.iter().for_each(|page| drawn.page(page));
        part.lessons.iter().for_each(|lesson| drawn.lead(lesson));
    }
    drawn.out
}

struct Drawn {
    out: String,
    lang: Lang,
}

impl Drawn {
    fn page(&mut self, page: &Page) {
        for group in page.groups() {
            match group {
                Group::Cases(rows) => self.cases(&rows),
                Group::Block(block) => self.block(block),
            }
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Gap => {}
            Block::Words(words) => self.words(&words.line, if words.prose { "#" } else { "###" }),
            Block::Cut(line) | Block::Line(line) => self.words(line, "###"),
            Block::Pieces(pieces) => {
                let pieces: Vec<String> = pieces.iter().map(spans).collect();
                self.paragraph(&pieces.join(" · "));
            }
            Block::Grid(grid) => self.grid(grid),
            Block::Calls(calls) => {
                self.calls(calls);
                self.fenced("mermaid", &mermaid::calls(calls, self.lang));
            }
            Block::Packets(packets) => {
                self.fenced("mermaid", &mermaid::packets(packets, self.lang))
            }
            Block::Legend(signs) => {
                let texts: Vec<&str> = signs.iter().map(|sign| sign.text.as_str()).collect();
                self.paragraph(&escaped(&texts.join(" · ")));
            }
            Block::Ruler(_) | Block::Bars(_) | Block::Bytes(_) => self.drawn(block),
            Block::Title(title) => {
                let (name, role) = (escaped(&title.name.whole()), escaped(&title.role));
                self.paragraph(&format!("## {name} ({role})"));
                if let Some(about) = &title.about {
                    self.paragraph(&escaped(about));
                }
            }
            Block::CaseRow(row) => self.cases(&[row]),
        }
    }

    /// What leads to another page.
    fn lead(&mut self, lesson: &Lesson) {
        let [id, file] = [&lesson.id, &lesson.file].map(|text| escaped(text));
        self.paragraph(&format!("- [{id}]({file}): {}", escaped(&lesson.question)));
    }

    /// A paragraph, or a heading where nothing else is in it.
    fn words(&mut self, line: &Line, level: &str) {
        let all = |style| line.spans.iter().all(|span| span.style == style);
        let heading = all(Style::Heading) || level == "###" && all(Style::Strong);
        let text = line.text();
        match (text.trim().is_empty(), heading) {
            (true, _) => {}
            (false, true) => self.paragraph(&format!("{level} {}", escaped(text.trim()))),
            (false, false) => self.paragraph(&spans(line)),
        }
    }

    fn paragraph(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push_str("\n\n");
    }

    /// A block of code. No text in it ends it: its fence is longer than any in there (CommonMark, 4.5).
    fn fenced(&mut self, kind: &str, text: &str) {
        let runs = text.split(|c| c != '`').map(str::len);
        let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
        let end = if text.ends_with('\n') { "" } else { "\n" };
        self.paragraph(&format!("{fence}{kind}\n{text}{end}{fence}"));
    }

    /// What only a terminal's pen draws.
    fn drawn(&mut self, block: &Block) {
        let look = Look { width: COLUMNS, lang: self.lang, ..Look::PLAIN };
        let page = Page { blocks: vec![block.clone()] };
        self.fenced("text", &page.text(&look));
    }

    fn table(&mut self, heads: &[String], rows: impl Iterator<Item = Vec<String>>) {
        let row = |cells: &[String]| {
            let cells: String = cells.iter().map(|cell| format!(" {cell} |")).collect();
            format!("|{cells}\n")
        };
        self.out.push_str(&row(heads));
        self.out.push_str(&format!("|{}\n", "---|".repeat(heads.len())));
        rows.for_each(|cells| self.out.push_str(&row(&cells)));
        self.out.push('\n');
    }

    fn grid(&mut self, grid: &Grid) {
        let heads = std::iter::once(String::new())
            .chain(grid.columns.iter().map(|column| escaped(&column.head.join(" "))));
        let columns = grid.columns.len();
        let rows = grid.rows.iter().map(|row| match row {
            Row::Cells(mark, cells) => std::iter::once(mark).chain(cells).map(spans).collect(),
            Row::Fitted(first, all) => {
                std::iter::once(&Line::new()).chain([first]).chain(all.first()).map(spans).collect()
            }
            Row::Note(line, _) => padded(spans(line), columns),
            Row::Heading(text) => padded(format!("**{}**", escaped(text)), columns),
        });
        self.table(&heads.collect::<Vec<_>>(), rows);
    }

    fn calls(&mut self, calls: &Calls) {
        let cells = |row: &CallRow| match &row.note {
            Some(note) => {
                vec![String::new(), String::new(), spans(note), String::new(), String::new()]
            }
            None => vec![
                escaped(&row.time),
                escaped(row.actor.trim_end()),
                spans(&row.call),
                spans(&row.result),
                escaped(row.held.trim()),
            ],
        };
        self.table(&cells(&calls.head), calls.rows.iter().map(cells));
    }

    fn cases(&mut self, rows: &[&CaseRow]) {
        let heads = said::case_columns().map(|head| escaped(head.get(self.lang)));
        let rows = rows.iter().map(|row| {
            let cause = row.cause.as_ref().map_or("", |[full, _]| full);
            let name = row.name.whole();
            let cells = [&row.verdict, &name, &row.role, &row.counts, cause, &row.took];
            cells.map(escaped).into()
        });
        self.table(&heads, rows);
    }
}

/// A row of which only one cell is used.
fn padded(text: String, columns: usize) -> Vec<String> {
    let empty = std::iter::repeat_n(String::new(), columns.saturating_sub(1));
    [String::new(), text].into_iter().chain(empty).collect()
}

/// A line; what is important is bold. Spaces that only align are left out.
fn spans(line: &Line) -> String {
    let one = |span: &Span| {
        let text = span.text.trim();
        let (before, behind) = match text.is_empty() {
            true => (" ", ""),
            false => (gap(span.text.starts_with(' ')), gap(span.text.ends_with(' '))),
        };
        match span.style {
            _ if text.is_empty() => before.to_owned(),
            Style::Strong | Style::Heading | Style::Bad | Style::Good => {
                format!("{before}**{}**{behind}", escaped(text))
            }
            Style::Plain
            | Style::Dim
            | Style::Warn
            | Style::Typed
            | Style::Message(_)
            | Style::Arrived => format!("{before}{}{behind}", escaped(text)),
        }
    };
    let all: String = line.spans.iter().map(one).collect();
    all.trim().to_owned()
}

fn gap(space: bool) -> &'static str {
    if space { " " } else { "" }
}
