//! Where every byte is after each call, on a page that is stepped through: what a browser draws it from is small, and
//! once for both languages.

use crate::recordings::{LINUX, Recording, Run, recording};
use std::collections::BTreeMap;
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

/// Every number leads to a line, every step to a row of the table; every cell has a name, and some room.
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
        for cell in cells.iter().filter(|line| !line.is_empty()) {
            let cell: Vec<u64> = cell.split(' ').map(|number| number.parse().unwrap()).collect();
            let said = words[usize::try_from(cell[3]).unwrap()];
            assert!(!said.trim().is_empty() && cell[1] > cell[0], "{name}: {cell:?} {said}");
            // Each language has the same pieces.
            let digits = |text: &str| text.replace(|c: char| !c.is_ascii_digit(), "");
            let mut said = said.split("&#9;").map(digits);
            let first = said.next();
            assert!(said.all(|other| Some(other) == first), "{name}: {cell:?}");
        }
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
                assert!(is(words, parts[0]) && parts.len() > 4, "{name}: {strip}");
                assert!(parts[2..].iter().all(|lane| is(lanes, lane)), "{name}: {strip}");
            }
        }
    }
}

/// A lane in English as the script tells it, without what lines it up.
fn told(lane: &str, (words, cells): (&[&str], &[&str])) -> String {
    let say = |no: &str| {
        let said = words[no.parse::<usize>().unwrap()].split("&#9;").next().unwrap();
        let said = said.replace("&#39;", "'");
        said.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", "\"").replace("&amp;", "&")
    };
    let mut parts = lane.split(' ');
    let mut text = say(parts.next().unwrap());
    for part in parts {
        if let Some(said) = part.strip_prefix('!') {
            text.push_str(&say(said));
            continue;
        }
        let range = part.trim_start_matches(['|', ':', '~', '+']);
        let (from, to) = range.split_once('-').unwrap_or((range, range));
        for cell in &cells[from.parse().unwrap()..=to.parse::<usize>().unwrap()] {
            text.push_str(match part.as_bytes()[0] {
                b'|' => "│",
                b':' => "┊",
                _ => "",
            });
            text.push_str(if part.contains('+') { "✓" } else { "" });
            text.push_str(&say(cell.rsplit(' ').next().unwrap()));
        }
    }
    squeezed(&text)
}

fn squeezed(text: &str) -> String {
    text.replace(' ', "")
}

/// What a row of the terminal says where it leaves nothing out: before `39 earlier …`, between `… 6 more` and what is
/// said, and so on. An edge at the end is not written down.
fn fragments(row: &str) -> Vec<String> {
    let digits = |c: char| c.is_ascii_digit();
    let row = row.replace("│   ", "   ").replace("││", "│");
    let parts = row.split(" earlier …").flat_map(|part| part.split("… "));
    let parts = parts.map(|part| part.trim_end_matches(digits));
    let parts = parts.map(|part| match part.split_once(" more") {
        Some((number, rest)) if number.chars().all(digits) => rest,
        _ => part,
    });
    parts.map(|part| squeezed(part).trim_end_matches('│').to_owned()).collect()
}

/// The rows of the picture, each in one line: what hangs below one belongs to it. An edge at the end of a line stands
/// between two pieces, or behind the last, where there is a gap: both are given.
fn rows_of(screen: &str) -> Vec<[String; 2]> {
    let mut rows: Vec<[String; 2]> = Vec::new();
    for line in screen.lines().filter_map(|line| line.strip_prefix("    ")) {
        match (line.strip_prefix(' '), rows.last_mut()) {
            (Some(rest), Some([between, behind])) => {
                let gap = if behind.ends_with('│') { "   " } else { " " };
                behind.push_str(&format!("{gap}{}", rest.trim_start()));
                between.push_str(&format!(" {}", rest.trim_start()));
            }
            (None, _) | (_, None) => rows.push([line.to_owned(), line.to_owned()]),
        }
    }
    rows
}

/// Whatever the terminal names at a place, the picture of that step names there, with its edge and its mark.
#[test]
fn a_picture_names_every_piece_that_the_terminal_names() {
    // No wider: there each piece has no more room than on a page.
    let look = crate::look(44, Lang::En);
    let mut compared = BTreeMap::new();
    for (system, recording) in [("linux", &*LINUX), ("wine", &recording("windows-wine"))] {
        for run in recording.runs() {
            let html = recording.kept(run, Verbosity::Normal);
            let Some(places) = drawn_from(&html) else { continue };
            let kinds = kinds(places);
            let [words, cells, lanes, steps] = kinds.as_slice() else { panic!("{}", run.name()) };
            let screens = recording.drawn(run, &[look]);
            assert_eq!(screens.len(), steps.len(), "{}", run.name());
            let mut before = "";
            for (step, (_, screen)) in steps.iter().zip(&screens) {
                let moment = step.splitn(4, ' ').nth(3).unwrap();
                before = if moment == "=" { before } else { moment };
                let strips = before.split('/').next().unwrap().split(';');
                let strips = strips.filter(|strip| !strip.is_empty()).map(|strip| {
                    let lanes =
                        strip.split(' ').skip(2).map(|no| lanes[no.parse::<usize>().unwrap()]);
                    lanes.map(|lane| told(lane, (words, cells))).collect::<Vec<_>>()
                });
                let strips: Vec<Vec<String>> = strips.collect();
                // Packets may stand before it.
                let mut parts = screen.split("\n\n").skip(1).filter(|part| !part.contains('─'));
                let Some(rows) = parts.next().filter(|_| !strips.is_empty()) else {
                    continue;
                };
                let rows = rows_of(rows);
                let holds = |strip: &Vec<String>| {
                    strip.len() == rows.len()
                        && strip.iter().zip(&rows).all(|(lane, row)| {
                            let says = |part: &String| lane.contains(part.as_str());
                            row.iter().any(|row| fragments(row).iter().all(says))
                        })
                };
                assert!(strips.iter().any(holds), "{}: {strips:#?}\n{screen}", run.name());
                *compared.entry(system).or_insert(0) += rows.len();
            }
        }
    }
    assert!(compared.values().all(|rows| *rows > 5000), "{compared:?}");
}
