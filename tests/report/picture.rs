//! The timeline of every case of every built-in scenario, as it ran here: in columns at any width.

use crate::live::{built_in, run_on, starts_a_process};
use crate::look;
use crate::rules::is_clean;
use crate::side_by_side;
use stickydemo::analysis::CaseAnalysis;
use stickydemo::model::{CaseTrace, Lang, Scenario};
use stickydemo::report::{Look, Verbosity, case};
use stickydemo::scenario::builtin;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const WIDTHS: [usize; 5] = [40, 60, 80, 100, 200];

/// Both languages at every width; ASCII and verbose where they differ most, and a long trace, which
/// is thousands of lines when verbose, not so.
fn looks(trace: &CaseTrace) -> Vec<Look> {
    let long = trace.records.iter().map(|record| record.calls.len()).sum::<usize>() > 100;
    let mut looks = vec![];
    for width in WIDTHS {
        for lang in [Lang::En, Lang::Zh] {
            let usual = look(width, lang);
            looks.push(usual);
            if width == 40 || width == 80 {
                looks.push(Look { ascii: true, ..usual });
            }
            if width == 80 && !long {
                looks.push(Look { verbosity: Verbosity::Verbose, ..usual });
            }
        }
    }
    looks
}

/// What stands in each column of a line; of a wide character, its second one is empty.
fn cells(line: &str) -> Vec<char> {
    let wide = |c: char| std::iter::once(c).chain((1..c.width().unwrap_or(0)).map(|_| '\0'));
    line.chars().flat_map(wide).collect()
}

/// Where the columns begin, as the head says: those beside the call, those below it.
struct Places {
    beside: Vec<usize>,
    below: Vec<usize>,
}

impl Places {
    /// Of the head's lines; how many these are.
    fn of(lines: &[&str], lang: Lang) -> (Self, usize) {
        let words = match lang {
            Lang::En => ["call", "came back", "kernel holds"],
            Lang::Zh => ["调用", "返回", "内核里还有"],
        };
        let found = |line: &str| -> Vec<usize> {
            let place = |word: &&str| line.find(*word).map(|at| line[..at].width());
            words.iter().filter_map(place).collect()
        };
        let beside = found(lines[0]);
        assert!(!beside.is_empty(), "no head: {}", lines[0]);
        let below: Vec<Vec<usize>> = lines[1..3]
            .iter()
            .map(|line| found(line))
            .take_while(|found| !found.is_empty())
            .collect();
        let lines = 1 + below.len();
        (Places { beside, below: below.concat() }, lines)
    }
}

/// What the line before was.
#[derive(PartialEq)]
enum Before {
    Row,
    Below,
    Note,
}

/// Nothing stands in the gap before a column, and every line begins where one may.
fn check_columns(lines: &[&str], look: &Look) -> Result<Places, String> {
    let (places, head) = Places::of(lines, look.lang);
    let Places { beside, below } = &places;
    let stacked = !below.is_empty();
    // Remarks leave themselves two thirds of a narrow page.
    let notes = if stacked { below[0] } else { beside[0].min(look.width / 3) };
    let mut before = Before::Row;
    for line in &lines[head..] {
        let cells = cells(line);
        let free = |at: &usize| cells.iter().skip(at - 2).take(2).all(|&c| c == ' ');
        let Some(begin) = cells.iter().position(|&c| c != ' ') else {
            return Err("an empty line".into());
        };
        let timed = begin < 10 && cells[begin].is_ascii_digit();
        if begin == 2 && !timed {
            break; // the legend
        }
        let columns: &[usize] = match before {
            _ if timed => beside,
            Before::Row if begin == notes && !stacked => &[],
            Before::Row if begin == notes => below,
            Before::Row => &beside[1..],
            Before::Below | Before::Note => &[],
        };
        before = match before {
            _ if timed => Before::Row,
            Before::Row if begin == notes => {
                if stacked {
                    Before::Below
                } else {
                    Before::Note
                }
            }
            before => before,
        };
        if !columns.iter().all(free) {
            return Err(format!("something in the gap before one of {columns:?}: {line}"));
        }
        let hanging = |at: &usize| [0, 2, 4].contains(&begin.wrapping_sub(*at));
        if !timed && !beside.iter().chain(below).chain([&notes]).any(hanging) {
            return Err(format!("a line begins at {begin}, which is in no column: {line}"));
        }
        if timed && cells.get(beside[0]).is_none() {
            return Err(format!("no call: {line}"));
        }
    }
    Ok(places)
}

/// The lines of the timeline, without its heading, up to the next one.
fn timeline(text: &str) -> Vec<&str> {
    let lines = text.lines().skip_while(|line| !["What happened", "发生了什么"].contains(line));
    let lines = lines.skip(1).take_while(|line| line.is_empty() || line.starts_with(' '));
    let mut lines: Vec<&str> = lines.collect();
    assert_eq!(lines.pop(), Some(""), "{text}");
    lines
}

/// Draws a case in every look; how many pictures that were.
fn check_case(scenario: &Scenario, trace: &CaseTrace, analysis: &CaseAnalysis) -> usize {
    let case = scenario.cases.iter().find(|case| case.id == trace.id).unwrap();
    let looks = looks(trace);
    for look in &looks {
        let text = case::case(scenario, case, trace, analysis, &look.voice()).text(look);
        let at = format!("{}/{} {look:?}", scenario.id, case.id);
        is_clean(&text, look).map_err(|e| format!("{at}: {e}")).unwrap();
        // The longest names are divided behind the slash.
        let head: Vec<&str> = text.lines().take(2).map(str::trim_start).collect();
        let head = head.join("\n").replace("/\n", "/");
        let name = format!("{}/{}", scenario.id, case.id);
        assert!(head.split_whitespace().any(|word| word == name), "{at}: {text}");
        let places = check_columns(&timeline(&text), look)
            .map_err(|e| format!("{at}: {e}\n{text}"))
            .unwrap();
        // In ASCII the data are escaped, and longer for it; a call of several pieces leaves no room beside it.
        let long = timeline(&text).iter().any(|line| line.chars().count() > 80);
        let table = look.width >= 100 && !look.ascii && !(long && text.contains("writev("));
        assert!(!table || places.below.is_empty(), "{at}: not side by side\n{text}");
    }
    looks.len()
}

#[test]
fn every_timeline_stands_in_its_columns() {
    let host = stickydemo::net::host();
    let scenarios: Vec<Scenario> = builtin::index().iter().map(built_in).collect();
    let drawn = side_by_side::each(&scenarios, starts_a_process, |stage, scenario| {
        let (trace, analyses) = run_on(stage, scenario, &host);
        let runs = trace.cases.iter().zip(&analyses);
        runs.map(|(trace, analysis)| check_case(scenario, trace, analysis)).sum::<usize>()
    });
    let drawn: usize = drawn.into_iter().sum();
    assert!(drawn >= 1000, "only {drawn} pictures");
}
