//! The two READMEs say what is true: every scenario and case they name exists, both name the same
//! ones, and what they show as output is output.

use std::collections::BTreeSet;
#[cfg(target_os = "linux")]
use std::process::Command;
use stickydemo::scenario::builtin;

const PAGES: [(&str, &str); 2] = [
    ("README.md", include_str!("../../README.md")),
    ("README.zh.md", include_str!("../../README.zh.md")),
];

/// The words in backquotes of the last column of the table of tutorials.
fn tutorial_cells(page: &str) -> Vec<&str> {
    let rows = page.lines().filter(|line| line.starts_with("| "));
    let last = rows.filter_map(|row| row.trim_end_matches(" |").rsplit("| ").next());
    last.flat_map(|cell| cell.split('`').skip(1).step_by(2)).filter(|word| is_case(word)).collect()
}

/// `scenario/case`: lower-case letters, digits and dashes, one slash.
fn is_case(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    word.split_once('/').is_some_and(|(scenario, case)| {
        !scenario.is_empty()
            && !case.is_empty()
            && format!("{scenario}{case}").chars().all(plain)
            && scenario != "src"
    })
}

#[test]
fn every_case_in_the_table_of_tutorials_exists() {
    for (name, page) in PAGES {
        let cells = tutorial_cells(page);
        assert!(cells.len() >= 20, "{name} has its table: {cells:?}");
        for cell in cells {
            let (scenario, case) = cell.split_once('/').expect("checked");
            let entry =
                builtin::find(scenario).unwrap_or_else(|| panic!("{name}: no scenario {scenario}"));
            let known = entry.cases.iter().any(|(id, _)| *id == case);
            assert!(known, "{name}: {scenario} has no case {case}");
        }
    }
}

#[test]
fn both_pages_have_the_same_table() {
    assert_eq!(tutorial_cells(PAGES[0].1), tutorial_cells(PAGES[1].1));
}

#[test]
fn every_scenario_has_its_line_among_the_lessons() {
    for (name, page) in PAGES {
        let taught: BTreeSet<&str> = page
            .lines()
            .filter_map(|line| line.strip_prefix("| `stickydemo run ")?.split('`').next())
            .collect();
        let built_in: BTreeSet<&str> = builtin::index().iter().map(|entry| entry.id).collect();
        assert_eq!(taught, built_in, "{name}");
    }
}

/// `<!-- a part of the output of: ARGUMENTS -->` and the block that follows it.
#[cfg(target_os = "linux")]
fn excerpts(page: &str) -> Vec<(Vec<&str>, Vec<&str>)> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(rest) = line.strip_prefix("<!-- a part of the output of: ") else { continue };
        let arguments = rest.trim_end_matches(" -->").split(' ').collect();
        let block = lines.by_ref().skip(1).take_while(|line| *line != "```").collect();
        found.push((arguments, block));
    }
    found
}

#[test]
#[cfg(target_os = "linux")] // The segment counts in the excerpts are Linux's.
fn what_is_shown_as_output_is_output() {
    for (name, page) in PAGES {
        let excerpts = excerpts(page);
        assert!(!excerpts.is_empty(), "{name} shows real output");
        for (arguments, block) in excerpts {
            let output = Command::new(env!("CARGO_BIN_EXE_stickydemo"))
                .args(&arguments)
                .args(["--color", "never", "--width", "80"])
                .args(if name == "README.md" { &["--lang", "en"][..] } else { &[] })
                .env_clear()
                .env("LC_ALL", "C.UTF-8")
                .output()
                .expect("the program runs");
            let text = String::from_utf8(output.stdout).expect("UTF-8");
            let mut lines = text.lines();
            for wanted in block {
                assert!(
                    lines.any(|line| line == wanted),
                    "{name}: not in the output, in order: {wanted}\n{text}"
                );
            }
        }
    }
}

#[test]
fn the_two_commands_stand_in_both() {
    for (name, page) in PAGES {
        for command in ["cargo run --release -- run nagle", "cargo test"] {
            assert!(page.lines().any(|line| line.starts_with(command)), "{name}: {command}");
        }
    }
}

/// A program without its row is one that nobody finds.
#[test]
fn every_live_program_has_its_row() {
    for (name, page) in PAGES {
        for app in stickydemo::apps::App::ALL {
            let row = format!("| `stickydemo serve {app}`");
            assert!(page.lines().any(|line| line.starts_with(&row)), "{name}: {app}");
        }
    }
}
