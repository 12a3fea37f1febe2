//! Where every byte is after each call. A picture for each call in each language would be most of a page; so it is
//! written as what it is made of, each thing once, and the script draws the picture of the call that is looked at.
//!
//! Four kinds of lines, each kind after an empty line; whatever is referred to has the number of its line:
//!
//! | lines | what is in one |
//! |---|---|
//! | words | the same in each language of the page, between tabs (by their number: a file has none); once where it is the same in all |
//! | cells | start, length, message (0: none) and words, of one piece |
//! | lanes | the words of its label, then in order `!` and words, or cells: `3`, or `3-8`; before them `\|` where each has a boundary before it, `:` where it is a lost one |
//! | steps of a timeline, one kind of lines for each | directions, between `;`: head, length of the axis, remark (or `-`), lanes; after `/` what is said below. `=`: as the step before. `-`: nothing |
//!
//! All are in the order of the page.

use super::write::Html;
use crate::report::page::Block;
use crate::report::page::calls::CallRow;
use crate::report::page::document::Sheet;
use crate::report::page::places::{Cell, Edge, Lane, LanePart, Moment, Strip};
use std::collections::BTreeMap;

/// The steps of a timeline.
type Steps<'a> = Vec<Option<&'a Moment>>;

/// All of it, once for all languages; nothing where no timeline has any.
pub(crate) fn places(html: &mut Html, sheets: &[Sheet]) {
    let sheets: Vec<Vec<Steps<'_>>> = sheets.iter().map(timelines).collect();
    let Some(first) = sheets.first() else { return };
    if first.iter().flatten().all(Option::is_none) {
        return;
    }
    let mut written = Written::default();
    let mut tables = Vec::new();
    for (table, steps) in first.iter().enumerate() {
        let mut lines: Vec<String> = Vec::new();
        let mut before = String::new();
        for (at, step) in steps.iter().enumerate() {
            let same = sheets.iter().filter_map(|sheet| sheet.get(table)?.get(at).copied());
            let all: Vec<&Moment> = same.flatten().collect();
            let line = step.map_or_else(|| "-".to_owned(), |_| written.moment(&all));
            let same = line == before;
            lines.push(if same { "=".to_owned() } else { line.clone() });
            before = line;
        }
        tables.push(lines);
    }
    let kinds = [written.words.lines, written.cells.lines, written.lanes.lines];
    html.within("template", &[], |html| {
        for (at, lines) in kinds.iter().chain(&tables).enumerate() {
            html.own(if at > 0 { "\n\n" } else { "" });
            for (at, line) in lines.iter().enumerate() {
                html.own(if at > 0 { "\n" } else { "" });
                for (at, words) in line.split('\t').enumerate() {
                    html.own(if at > 0 { "&#9;" } else { "" });
                    html.text(words);
                }
            }
        }
    });
    html.line();
}

/// The timelines of a sheet in the order in which they are written.
fn timelines<'a>(sheet: &'a Sheet) -> Vec<Steps<'a>> {
    let blocks = sheet.parts.iter().flat_map(|part| &part.pages).flat_map(|page| &page.blocks);
    let timelines = blocks.filter_map(|block| match block {
        Block::Calls(calls) => Some(&calls.rows),
        _ => None,
    });
    let steps = |rows: &'a Vec<CallRow>| {
        let steps = rows.iter().filter(|row| row.is_step());
        steps.map(|row| row.places.as_deref()).collect()
    };
    timelines.map(steps).collect()
}

/// Lines that differ, in the order in which they were first needed.
#[derive(Default)]
struct Lines {
    numbers: BTreeMap<String, usize>,
    lines: Vec<String>,
}

impl Lines {
    fn number(&mut self, line: String) -> usize {
        let next = self.lines.len();
        *self.numbers.entry(line).or_insert_with_key(|line| {
            self.lines.push(line.clone());
            next
        })
    }
}

#[derive(Default)]
struct Written {
    words: Lines,
    cells: Lines,
    lanes: Lines,
}

impl Written {
    /// A moment, as the sheets have it: all alike but for their words.
    fn moment(&mut self, all: &[&Moment]) -> String {
        let Some(first) = all.first() else { return "-".to_owned() };
        let strips = (0..first.strips.len()).map(|at| {
            let strips: Vec<&Strip> =
                all.iter().filter_map(|moment| moment.strips.get(at)).collect();
            self.strip(&strips)
        });
        let strips: Vec<String> = strips.collect();
        let mut line = strips.join(";");
        for at in 0..first.besides.len() {
            let said = self.words(all.iter().filter_map(|moment| moment.besides.get(at)));
            line.push_str(&format!("{}{said}", if at == 0 { "/" } else { " " }));
        }
        line
    }

    fn strip(&mut self, all: &[&Strip]) -> String {
        let Some(first) = all.first() else { return String::new() };
        let head = self.words(all.iter().map(|strip| &strip.head));
        let remark = match first.remark {
            Some(_) => self.words(all.iter().filter_map(|one| one.remark.as_ref())).to_string(),
            None => "-".to_owned(),
        };
        let mut line = format!("{head} {} {remark}", first.total);
        for at in 0..first.lanes.len() {
            let lanes: Vec<&Lane> = all.iter().filter_map(|strip| strip.lanes.get(at)).collect();
            line.push_str(&format!(" {}", self.lane(&lanes)));
        }
        line
    }

    fn lane(&mut self, all: &[&Lane]) -> usize {
        let Some(first) = all.first() else { return 0 };
        let mut line = self.words(all.iter().map(|lane| &lane.label)).to_string();
        for (at, part) in first.parts.iter().enumerate() {
            match part {
                LanePart::Cells(_) => {
                    let cells = all.iter().filter_map(|lane| match lane.parts.get(at) {
                        Some(LanePart::Cells(cells)) => Some(cells.as_slice()),
                        _ => None,
                    });
                    line.push_str(&self.cells(&cells.collect::<Vec<_>>()));
                }
                LanePart::Said(_) => {
                    let said = all.iter().filter_map(|lane| match lane.parts.get(at) {
                        Some(LanePart::Said(said)) => Some(said),
                        _ => None,
                    });
                    line.push_str(&format!(" !{}", self.words(said)));
                }
            }
        }
        self.lanes.number(line)
    }

    /// Cells whose numbers follow each other are told by the first and the last.
    fn cells(&mut self, all: &[&[Cell]]) -> String {
        let Some(first) = all.first() else { return String::new() };
        let numbered = first.iter().enumerate().map(|(at, cell)| {
            let all = all.iter().filter_map(|cells| cells.get(at));
            (cell.edge, self.cell(cell, all))
        });
        let numbered: Vec<(Edge, usize)> = numbered.collect();
        let follows = |one: &(Edge, usize), next: &(Edge, usize)| *next == (one.0, one.1 + 1);
        let runs = numbered.chunk_by(follows).filter_map(|run| Some((run.first()?, run.last()?)));
        let run = |((edge, first), (_, last)): (&(Edge, usize), &(Edge, usize))| {
            let edge = match edge {
                Edge::Open => "",
                Edge::Boundary => "|",
                Edge::Lost => ":",
            };
            match first == last {
                true => format!(" {edge}{first}"),
                false => format!(" {edge}{first}-{last}"),
            }
        };
        runs.map(run).collect()
    }

    fn cell<'a>(&mut self, cell: &Cell, all: impl Iterator<Item = &'a Cell>) -> usize {
        let words = self.words(all.map(|cell| &cell.text));
        let message = cell.message.unwrap_or(0);
        self.cells.number(format!("{} {} {message} {words}", cell.start, cell.len))
    }

    /// The number of words, which are given in each language.
    fn words<'a>(&mut self, all: impl Iterator<Item = &'a String>) -> usize {
        let mut all: Vec<&str> = all.map(String::as_str).collect();
        if all.windows(2).all(|pair| pair[0] == pair[1]) {
            all.truncate(1);
        }
        let line = all.join("\t");
        self.words.number(if line.is_empty() { " ".to_owned() } else { line })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;
    use crate::report::page::Page;
    use crate::report::page::calls::Calls;

    fn cell(start: u64, message: u32, text: &str, edge: Edge) -> Cell {
        Cell { start, len: 5, message: Some(message), text: text.to_owned(), edge }
    }

    fn row(remark: Option<&str>, words: [&str; 2]) -> CallRow {
        let cells = vec![cell(0, 1, "<b>\n", Edge::Boundary), cell(5, 2, "feng", Edge::Boundary)];
        let parts = vec![LanePart::Cells(cells), LanePart::Said(words[1].to_owned())];
        let strip = Strip {
            head: words[0].to_owned(),
            total: 10,
            lanes: vec![Lane { label: "a".to_owned(), parts }],
            remark: remark.map(str::to_owned),
        };
        let places = Moment { strips: vec![strip], besides: vec!["b".to_owned()] };
        CallRow { time: "1".to_owned(), places: Some(Box::new(places)), ..CallRow::default() }
    }

    fn sheet(lang: Lang, words: [&str; 2]) -> Sheet {
        let mut page = Page::new();
        let empty = CallRow { time: "0".to_owned(), ..CallRow::default() };
        let rows = vec![empty, row(None, words), row(None, words), row(Some("late"), words)];
        page.blocks.push(Block::Calls(Calls { rows, ..Calls::default() }));
        let mut sheet = Sheet::new(lang);
        sheet.add(page);
        sheet
    }

    #[test]
    fn what_is_alike_is_written_once_and_what_a_stranger_wrote_stays_text() {
        let mut html = Html::default();
        let sheets = [sheet(Lang::En, ["sent", "closed"]), sheet(Lang::Zh, ["发了", "已关闭"])];
        places(&mut html, &sheets);
        let wanted = "<template>sent&#9;发了\na\n&lt;b&gt;\\n\nfeng\nclosed&#9;已关闭\nb\nlate\n\n\
                      0 5 1 2\n5 5 2 3\n\n\
                      1 |0-1 !4\n\n\
                      -\n0 10 - 0/5\n=\n0 10 6 0/5</template>\n";
        assert_eq!(html.finish(), wanted);
    }

    #[test]
    fn nothing_is_written_where_nothing_is_stepped_through() {
        let mut html = Html::default();
        places(&mut html, &[Sheet::new(Lang::En)]);
        assert_eq!(html.finish(), "");
    }
}
