//! The READMEs and the pages of `docs` say what is true: every scenario, case and live program has its row, both languages
//! have the same, every link leads somewhere, and what they show as output is output, the picture included.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
#[cfg(target_os = "linux")]
use std::process::Command;
use stickydemo::scenario::builtin;
use unicode_width::UnicodeWidthStr;

/// How the name of a page ends, in each language.
const ENDS: [&str; 2] = [".md", ".zh.md"];

/// Pages there is one of, in English.
const ENGLISH_ONLY: [&str; 2] = ["CONTRIBUTING.md", "docs/scenario-format.md"];

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A page in each language, with its name.
fn both(name: &str) -> [(String, String); 2] {
    ENDS.map(|end| (format!("{name}{end}"), read(&format!("{name}{end}"))))
}

/// Every page somebody reads, by its name.
fn pages() -> BTreeMap<String, String> {
    let docs = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")).expect("a folder");
    let names =
        docs.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"));
    let names = names.filter(|name| name.ends_with(".md")).map(|name| format!("docs/{name}"));
    let roots = ["README.md", "README.zh.md", "CONTRIBUTING.md"].map(String::from);
    roots.into_iter().chain(names).map(|name| (name.clone(), read(&name))).collect()
}

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
        !scenario.is_empty() && !case.is_empty() && format!("{scenario}{case}").chars().all(plain)
    })
}

#[test]
fn every_case_in_the_table_of_tutorials_exists() {
    for (name, page) in both("docs/tutorials") {
        let cells = tutorial_cells(&page);
        assert!(cells.len() >= 200, "{name} has its table: {cells:?}");
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
fn the_table_of_tutorials_is_the_same_in_both_languages() {
    let [(_, english), (_, chinese)] = both("docs/tutorials");
    assert_eq!(tutorial_cells(&english), tutorial_cells(&chinese));
}

/// The rows about scenarios of a table of lessons, by the scenario's name.
fn lessons(page: &str) -> BTreeMap<&str, &str> {
    let row =
        |line| Some((str::strip_prefix(line, "| `stickydemo run ")?.split('`').next()?, line));
    page.lines().filter_map(row).collect()
}

#[test]
fn every_scenario_has_its_line_among_the_lessons() {
    for (name, page) in both("docs/lessons") {
        let taught: BTreeSet<&str> = lessons(&page).into_keys().collect();
        let built_in: BTreeSet<&str> = builtin::index().iter().map(|entry| entry.id).collect();
        assert_eq!(taught, built_in, "{name}");
    }
}

#[test]
fn the_readmes_begin_with_the_same_eight_lessons() {
    let eight = [
        "cork",
        "folk-remedies",
        "half-message",
        "late-read",
        "nagle",
        "short-recv",
        "window",
        "write-write-read",
    ];
    for ((name, page), (_, all)) in both("README").into_iter().zip(both("docs/lessons")) {
        let (taught, all) = (lessons(&page), lessons(&all));
        assert_eq!(taught.keys().copied().collect::<Vec<_>>(), eight, "{name}");
        for (scenario, row) in taught {
            assert_eq!(row, all[scenario], "{name}: another row than among all lessons");
        }
    }
}

/// What a person reads before trying it.
#[test]
fn a_readme_is_short() {
    for (name, page) in both("README") {
        let lines = page.lines().count();
        assert!(lines <= 150, "{name} has {lines} lines: at most 150");
        for line in page.lines().filter(|line| !line.starts_with("![")) {
            let most = if line.starts_with('|') { 150 } else { 120 };
            assert!(line.width() <= most, "{name}: more than {most} columns: {line}");
        }
    }
}

/// The links of a page that are not to other hosts.
fn links(page: &str) -> Vec<&str> {
    let shown = page.split("```").step_by(2);
    let targets = shown.flat_map(|text| text.split("](").skip(1));
    targets
        .map(|rest| rest.split(')').next().unwrap_or(""))
        .filter(|to| !to.contains("://"))
        .collect()
}

/// What a link to this heading ends with, as code hosts make it.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    for (name, page) in &pages {
        let links = links(page);
        assert!(links.len() >= 2 || ENGLISH_ONLY.contains(&name.as_str()), "{name}: {links:?}");
        for link in links {
            let (file, place) = link.split_once('#').unwrap_or((link, ""));
            let to = if file.is_empty() { name.clone() } else { from(name, file) };
            let there = Path::new(env!("CARGO_MANIFEST_DIR")).join(&to);
            assert!(there.exists(), "{name}: {link} leads nowhere");
            if !place.is_empty() {
                let headings = pages[&to].lines().filter_map(|line| line.strip_prefix('#'));
                let mut anchors = headings.map(|line| anchor(line.trim_start_matches('#').trim()));
                assert!(anchors.any(|anchor| anchor == place), "{name}: no such heading: {link}");
            }
        }
    }
}

/// Where a link of this page leads, from the root, with `/` on every system.
fn from(page: &str, link: &str) -> String {
    let mut path = PathBuf::from(page);
    path.pop();
    for part in Path::new(link).components() {
        match part {
            Component::ParentDir => assert!(path.pop(), "{page}: {link} leaves the repository"),
            part => path.push(part),
        }
    }
    path.to_str().expect("UTF-8").replace('\\', "/")
}

/// One language has what the other has: the same pages, and on each the same links, commands and tables.
#[test]
fn both_languages_have_the_same() {
    let pages = pages();
    for (name, page) in &pages {
        let english = name.replace(".zh.md", ".md");
        if !ENGLISH_ONLY.contains(&english.as_str()) {
            let other = english.replace(".md", if *name == english { ".zh.md" } else { ".md" });
            let other = pages.get(&other).unwrap_or_else(|| panic!("{name} has no {other}"));
            assert_eq!(outline(page), outline(other), "{name}");
        }
    }
}

/// What of a page has no language: how many headings of each rank, rows and blocks, where its links lead, what is typed.
fn outline(page: &str) -> (Vec<usize>, Vec<String>, BTreeSet<&str>) {
    let count = |what| page.lines().filter(|line| line.starts_with(what)).count();
    let file = |link: &str| link.split('#').next().unwrap_or("").replace(".zh.", ".");
    let mut links: Vec<String> = links(page).into_iter().map(file).collect();
    links.sort();
    let typed = page.lines().filter(|line| line.starts_with("stickydemo "));
    let typed = typed.map(|line| line.split('#').next().unwrap_or("").trim()).collect();
    (["# ", "## ", "### ", "| ", "```", "<!-- "].map(count).to_vec(), links, typed)
}

#[test]
fn the_two_commands_stand_in_both() {
    for (name, page) in both("README") {
        for command in ["cargo run --release -- run nagle", "cargo test"] {
            assert!(page.lines().any(|line| line.starts_with(command)), "{name}: {command}");
        }
    }
}

/// A program without its row is one that nobody finds.
#[test]
fn every_live_program_has_its_row() {
    for (name, page) in both("docs/live") {
        for app in stickydemo::apps::App::ALL {
            let row = format!("| `stickydemo serve {app}`");
            assert!(page.lines().any(|line| line.starts_with(&row)), "{name}: {app}");
        }
    }
}

/// What the program writes with these arguments, in English and 80 columns wide if they do not say otherwise.
#[cfg(target_os = "linux")]
fn output(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stickydemo"));
    command.args(arguments).args(["--color", "never"]).env_clear().env("LC_ALL", "C.UTF-8");
    for (option, value) in [("--width", "80"), ("--lang", "en")] {
        if !arguments.contains(&option) {
            command.args([option, value]);
        }
    }
    String::from_utf8(command.output().expect("the program runs").stdout).expect("UTF-8")
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
    let mut shown = 0;
    for (name, page) in pages() {
        let excerpts = excerpts(&page);
        assert!(!excerpts.is_empty() || !name.starts_with("README"), "{name} shows real output");
        for (arguments, block) in excerpts {
            let text = output(&arguments);
            let mut lines = text.lines();
            for wanted in block {
                assert!(
                    lines.any(|line| line == wanted),
                    "{name}: not in the output, in order: {wanted}\n{text}"
                );
            }
            shown += 1;
        }
    }
    assert_eq!(shown, 12, "as many as the pages have");
}

/// What the client of `serve shell --as-taught` leaves of `stickydemo --help`, which is longer with each new command.
#[test]
#[cfg(target_os = "linux")]
fn the_rest_of_the_help_is_as_long_as_the_session_says() {
    let help = output(&["--help"]);
    let (_, rest) = help.as_bytes().split_at(1024);
    let begins = String::from_utf8_lossy(&rest[..20]).replace('\n', "\\n");
    for (name, page) in both("docs/live") {
        let line = format!("recv(1024)                   \"{begins}");
        assert!(page.contains(&line), "{name}: {begins}");
        for word in [format!("→ client {}\n", rest.len()), format!("({} B)\n", rest.len())] {
            assert!(page.contains(&word), "{name}: {word}");
        }
    }
}

const PICTURES: [&str; 2] = ["docs/terminal.svg", "docs/terminal.zh.svg"];

#[test]
fn a_picture_is_small_and_asks_nobody_for_anything() {
    for name in PICTURES {
        let picture = read(name).replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        assert!(picture.len() < 60_000, "{name}");
        for word in ["<script", "://", "url(", "href", "@import", "<foreignObject"] {
            assert!(!picture.contains(word), "{name}: {word}");
        }
    }
}

/// The lines that stand in a picture, but for empty ones.
#[cfg(target_os = "linux")]
fn drawn(picture: &str) -> Vec<String> {
    let mut lines: Vec<(&str, String)> = Vec::new();
    for piece in picture.split("<text ").skip(1) {
        let place = piece.split("y=\"").nth(1).and_then(|rest| rest.split('"').next());
        let place = place.expect("a place");
        let said = piece.split('>').nth(1).and_then(|rest| rest.split('<').next());
        let said = said.expect("words").replace("&#160;", " ").replace("&lt;", "<");
        let said = said.replace("&gt;", ">").replace("&amp;", "&");
        match lines.last_mut() {
            Some((last, line)) if *last == place => line.push_str(&said),
            _ => lines.push((place, said)),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

/// What is the same in every run: not the lines of the timeline, which begin with a time, and not the size of a segment,
/// which is the loopback interface's. Nor where a line ends, or how far apart its words are.
#[cfg(target_os = "linux")]
fn lasting<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let timed = |line: &&str| {
        let first = line.split_whitespace().next().unwrap_or("");
        first.contains('.') && first.parse::<f64>().is_ok()
    };
    let words: String = lines.filter(|line| !timed(line)).flat_map(str::split_whitespace).collect();
    let sizes =
        words.split("MSS").map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    sizes.collect::<Vec<_>>().join("MSS")
}

/// `scripts/picture` draws them anew.
#[test]
#[cfg(target_os = "linux")]
fn the_pictures_are_of_what_the_program_says_now() {
    for name in PICTURES {
        let lines = drawn(&read(name));
        let (command, shown) = lines.split_first().expect("not empty");
        let command = command.strip_prefix("$ stickydemo ").expect("its first line is the command");
        let said = output(&command.split(' ').collect::<Vec<_>>());
        let shown = lasting(shown.iter().map(String::as_str));
        assert!(shown.contains("│#10│"), "{name} shows rulers: {shown}");
        assert_eq!(shown, lasting(said.lines()), "{name}: draw it anew");
    }
}
