//! Where every byte is after each call. A picture for each call in each language would be most of a page; so it is
//! written as what it is made of, each thing once, and the script draws the picture of the call that is looked at.
//!
//! Four kinds of lines, each kind after an empty line; whatever is referred to has the number of its line:
//!
//! | lines | what is in one |
//! |---|---|
//! | words | the same in each language of the page, between tabs (by their number: a file has none); once where it is the same in all |
//! | cells | start, end, message (0: none) and words, of one piece |
//! | lanes | the words of its label, then in order `!` and words, or cells: `3`, or `3-8`; before them `\|` where each has a boundary before it, `:` where it is a lost one, `~` where it says how many are left out, and `+` where its program has handed it over |
//! | steps of a timeline, one kind of lines for each | its row, its time, words (or `-`: its row says it), then after a space directions, between `;`: head, remark (or `-`), lanes; after `/` what is said below. `=`: as the step before |
//!
//! All are in the order of the page.

use super::write::Html;
use crate::report::page::Block;
use crate::report::page::calls::Step;
use crate::report::page::document::Sheet;
use crate::report::page::places::{Cell, Edge, Lane, LanePart, Moment, Strip};
use std::collections::BTreeMap;

/// All of it, once for all languages; nothing where no timeline has any.
pub(crate) fn places(html: &mut Html, sheets: &[Sheet]) {
    let sheets: Vec<Vec<&[Step]>> = sheets.iter().map(timelines).collect();
    let Some(first) = sheets.first() else { return };
    if first.iter().all(|steps| steps.is_empty()) {
        return;
    }
    let mut written = Written::default();
    let mut tables = Vec::new();
    for (table, steps) in first.iter().enumerate() {
        let mut before = String::new();
        let lines = steps.iter().enumerate().map(|(at, step)| {
            let all: Vec<&Step> =
                sheets.iter().filter_map(|sheet| sheet.get(table)?.get(at)).collect();
            let told = match step.told {
                Some(_) => written.words(all.iter().filter_map(|step| step.told.as_ref())),
                None => "-".to_owned(),
            };
            let places: Vec<&Moment> = all.iter().map(|step| &step.places).collect();
            let places = written.moment(&places);
            let same = places == before;
            let line = format!("{} {} {told} ", step.row, step.time);
            before.clone_from(&places);
            line + if same { "=" } else { &places }
        });
        tables.push(lines.collect::<Vec<_>>());
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
fn timelines(sheet: &Sheet) -> Vec<&[Step]> {
    let blocks = sheet.parts.iter().flat_map(|part| &part.pages).flat_map(|page| &page.blocks);
    let timelines = blocks.filter_map(|block| match block {
        Block::Calls(calls) => Some(calls.steps.as_slice()),
        _ => None,
    });
    timelines.collect()
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
            Some(_) => self.words(all.iter().filter_map(|one| one.remark.as_ref())),
            None => "-".to_owned(),
        };
        let mut line = format!("{head} {remark}");
        for at in 0..first.lanes.len() {
            let lanes: Vec<&Lane> = all.iter().filter_map(|strip| strip.lanes.get(at)).collect();
            line.push_str(&format!(" {}", self.lane(&lanes)));
        }
        line
    }

    fn lane(&mut self, all: &[&Lane]) -> usize {
        let Some(first) = all.first() else { return 0 };
        let mut line = self.words(all.iter().map(|lane| &lane.label));
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
            let edge = match cell.edge {
                Edge::Open => "",
                Edge::Boundary => "|",
                Edge::Lost => ":",
                Edge::LeftOut => "~",
            };
            (format!("{edge}{}", if cell.handed { "+" } else { "" }), self.cell(cell, all))
        });
        let numbered: Vec<(String, usize)> = numbered.collect();
        let follows =
            |one: &(String, usize), next: &(String, usize)| one.0 == next.0 && next.1 == one.1 + 1;
        let runs = numbered.chunk_by(follows).filter_map(|run| Some((run.first()?, run.last()?)));
        let run = |((sign, first), (_, last)): (&(String, usize), &(String, usize))| match first
            == last
        {
            true => format!(" {sign}{first}"),
            false => format!(" {sign}{first}-{last}"),
        };
        runs.map(run).collect()
    }

    fn cell<'a>(&mut self, cell: &Cell, all: impl Iterator<Item = &'a Cell>) -> usize {
        let words = self.words(all.map(|cell| &cell.text));
        let message = cell.message.unwrap_or(0);
        self.cells.number(format!("{} {} {message} {words}", cell.start, cell.end))
    }

    /// The number of words, which are given in each language.
    fn words<'a>(&mut self, all: impl Iterator<Item = &'a String>) -> String {
        let mut all: Vec<&str> = all.map(String::as_str).collect();
        if all.windows(2).all(|pair| pair[0] == pair[1]) {
            all.truncate(1);
        }
        let line = all.join("\t");
        self.words.number(if line.is_empty() { " ".to_owned() } else { line }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;
    use crate::report::page::Page;
    use crate::report::page::calls::Calls;

    fn cell(start: u64, message: u32, text: &str, edge: Edge) -> Cell {
        Cell {
            start,
            end: start + 5,
            message: Some(message),
            text: text.to_owned(),
            edge,
            handed: false,
        }
    }

    fn step((row, told, remark): (usize, Option<&str>, Option<&str>), words: [&str; 2]) -> Step {
        let cells = vec![cell(0, 1, "<b>\n", Edge::Boundary), cell(5, 2, "feng", Edge::Boundary)];
        let parts = vec![LanePart::Cells(cells), LanePart::Said(words[1].to_owned())];
        let strip = Strip {
            head: words[0].to_owned(),
            lanes: vec![Lane { label: "a".to_owned(), parts }],
            remark: remark.map(str::to_owned),
        };
        let places = Moment { strips: vec![strip], besides: vec!["b".to_owned()] };
        Step { row, time: "0.5".to_owned(), told: told.map(str::to_owned), places }
    }

    fn sheet(lang: Lang, words: [&str; 2]) -> Sheet {
        let mut page = Page::new();
        let of = [(0, None, None), (1, Some("first"), None), (1, None, Some("late"))];
        let steps = of.map(|of| step(of, words)).to_vec();
        page.blocks.push(Block::Calls(Calls { steps, ..Calls::default() }));
        let mut sheet = Sheet::new(lang);
        sheet.add(page);
        sheet
    }

    #[test]
    fn what_is_alike_is_written_once_and_what_a_stranger_wrote_stays_text() {
        let mut html = Html::default();
        let sheets = [sheet(Lang::En, ["sent", "closed"]), sheet(Lang::Zh, ["发了", "已关闭"])];
        places(&mut html, &sheets);
        let wanted = "<template>sent&#9;发了\na\n&lt;b&gt;\\n\nfeng\nclosed&#9;已关闭\nb\nfirst\nlate\n\n\
                      0 5 1 2\n5 10 2 3\n\n\
                      1 |0-1 !4\n\n\
                      0 0.5 - 0 - 0/5\n1 0.5 6 =\n1 0.5 - 0 7 0/5</template>\n";
        assert_eq!(html.finish(), wanted);
    }

    #[test]
    fn nothing_is_written_where_nothing_is_stepped_through() {
        let mut html = Html::default();
        places(&mut html, &[Sheet::new(Lang::En)]);
        assert_eq!(html.finish(), "");
    }
}
