//! Where every byte is after each call, on a page that is stepped through: what a browser draws it from is small, and
//! once for both languages.

use crate::recordings::{LINUX, Recording, Run};
use stickydemo::model::{Lang, Text};
use stickydemo::report::{Document, Kept, Look, Sheet, Verbosity, Voice, case, steps};

impl Recording {
    /// The page of a case, in both languages.
    fn kept(&self, run: Run<'_>, verbosity: Verbosity) -> String {
        let analysis = self.judged(run);
        let sheet = |lang| {
            let look = Look { verbosity, ..crate::look(100, lang) };
            let voice = Voice { stepped: true, ..look.voice().in_full() };
            let of = (run.trace, &analysis);
            let page = case::case(run.scenario, run.case, run.trace, &analysis, &voice);
            let mut sheet = Sheet::new(lang);
            sheet.add(steps::placed(page, run.case, of, &voice));
            sheet
        };
        let sheets = vec![sheet(Lang::En), sheet(Lang::Zh)];
        let title = Text::new(run.name(), run.name());
        Document { title, sheets, kept: Kept::default(), index: None }.html(false)
    }
}

/// What the script draws from.
fn drawn_from(html: &str) -> Option<&str> {
    html.split_once("</main>\n<template>")?.1.split("</template>").next()
}

/// The kinds of lines in it.
fn kinds(places: &str) -> Vec<Vec<&str>> {
    places.split("\n\n").map(|kind| kind.split('\n').collect()).collect()
}

/// Whatever is sent, and however many calls there are.
#[test]
fn what_a_picture_is_drawn_from_is_small() {
    let (mut most, mut sizes) = (0, Vec::new());
    for run in LINUX.runs() {
        for verbosity in [Verbosity::Full, Verbosity::Verbose] {
            let html = LINUX.kept(run, verbosity);
            let places = drawn_from(&html).unwrap_or_default();
            assert!(places.len() < 30_000, "{}: {} bytes", run.name(), places.len());
            sizes.push(places.len());
            most = most.max(kinds(places).pop().map_or(0, |steps| steps.len()));
        }
    }
    sizes.sort_unstable();
    assert!((50..=56).contains(&most), "{most} steps");
    assert!(sizes[sizes.len() / 2] < 2_000, "{} bytes", sizes[sizes.len() / 2]);
}

/// Every number leads to a line, every step to a row of the table, and no cell lies outside its axis.
#[test]
fn all_that_a_picture_is_drawn_from_is_there() {
    for run in LINUX.runs() {
        let html = LINUX.kept(run, Verbosity::Full);
        let name = run.name();
        let Some(places) = drawn_from(&html) else { continue };
        let kinds = kinds(places);
        let [words, cells, lanes, steps] = kinds.as_slice() else { panic!("{name}: {places}") };
        let rows = html.split("<tbody>").nth(1).unwrap().split("</table>").next().unwrap();
        let rows = rows.matches("<tr").count();
        let is = |lines: &[&str], no: &str| no.parse::<usize>().unwrap() < lines.len();
        let cells: Vec<Vec<u64>> = cells
            .iter()
            .filter(|line| !line.is_empty())
            .map(|line| line.split(' ').map(|number| number.parse().unwrap()).collect())
            .collect();
        assert!(cells.iter().all(|cell| (cell[3] as usize) < words.len() && cell[1] > 0), "{name}");
        for step in steps {
            let [row, time, told, step] = *step.splitn(4, ' ').collect::<Vec<_>>() else {
                panic!("{name}: {step}")
            };
            assert!(row.parse::<usize>().unwrap() < rows && time.parse::<f64>().is_ok(), "{name}");
            assert!(told == "-" || is(words, told), "{name}");
            let (strips, said) = step.split_once('/').unwrap_or((step, ""));
            assert!(said.split(' ').all(|no| no.is_empty() || is(words, no)), "{name}: {step}");
            for strip in strips.split(';').filter(|strip| !matches!(*strip, "" | "=" | "-")) {
                let parts: Vec<&str> = strip.split(' ').collect();
                assert!(is(words, parts[0]) && parts.len() > 5, "{name}: {strip}");
                let total: u64 = parts[1].parse().unwrap();
                for lane in &parts[3..] {
                    assert!(is(lanes, lane), "{name}: {strip}");
                    for part in lanes[lane.parse::<usize>().unwrap()].split(' ').skip(1) {
                        let Some(range) = part.strip_prefix('!') else {
                            let range = part.trim_start_matches(['|', ':']);
                            let (from, to) = range.split_once('-').unwrap_or((range, range));
                            let range = from.parse().unwrap()..=to.parse::<usize>().unwrap();
                            let inside = |cell: &Vec<u64>| cell[0] + cell[1] <= total;
                            assert!(cells[range].iter().all(inside), "{name}: {strip}");
                            continue;
                        };
                        assert!(is(words, range), "{name}: {strip}");
                    }
                }
            }
        }
    }
}
