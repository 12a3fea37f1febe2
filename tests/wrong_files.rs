//! Every wrong file of `tests/wrong` gets exactly its message.
//!
//! Beside `x.toml` stands `x.expected`, the message in English to the last blank. To write them
//! anew after a change: `UPDATE_EXPECTED=1 cargo test --test wrong_files`, and read the difference.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says so when something is wrong")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use stickydemo::model::{Lang, Limits};
use stickydemo::scenario::{ScenarioError, parse};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wrong")
}

/// The names, without the extension, of the files with this extension.
fn names(extension: &str) -> BTreeSet<String> {
    let files = std::fs::read_dir(directory()).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

fn error_of(name: &str, bytes: &[u8]) -> ScenarioError {
    match parse(&format!("{name}.toml"), bytes) {
        Err(error) => error,
        Ok(_) => panic!("{name}.toml is wrong and was taken for right"),
    }
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// What must hold of every message in either language.
fn check_form(name: &str, error: &ScenarioError) {
    let (en, zh) = (error.render(Lang::En), error.render(Lang::Zh));
    assert!(en.starts_with("error: ") && en.ends_with('\n'), "{name}: {en}");
    assert!(has_chinese(&error.text().zh), "{name}: {zh}");
    assert_eq!(error.help().is_some(), zh.contains("提示："), "{name}: {zh}");
    if let Some(help) = error.help() {
        assert!(has_chinese(&help.zh) && !help.en.is_empty(), "{name}: {zh}");
    }
    for text in [&en, &zh] {
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{name}: {text:?}");
        assert!(text.lines().all(|line| line.chars().count() < 900), "{name}: {text}");
    }
}

#[test]
fn every_wrong_file_gets_its_message() {
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let wrong = names("toml");
    assert!(wrong.len() >= 40, "only {} wrong files", wrong.len());
    let mut differences = String::new();
    for name in &wrong {
        let bytes = std::fs::read(directory().join(format!("{name}.toml"))).unwrap();
        let error = error_of(name, &bytes);
        check_form(name, &error);
        let (expected_file, message) =
            (directory().join(format!("{name}.expected")), error.render(Lang::En));
        if update {
            std::fs::write(&expected_file, &message).unwrap();
            continue;
        }
        let expected = std::fs::read_to_string(&expected_file).unwrap_or_default();
        if expected.replace("\r\n", "\n") != message {
            differences += &format!("{name}: expected\n{expected}\nfound\n{message}\n");
        }
    }
    assert!(differences.is_empty(), "{differences}");
    assert_eq!(
        names("expected"),
        wrong,
        "each wrong file has one message, and each message a file"
    );
}

#[test]
fn every_file_breaks_a_rule_of_its_own() {
    let messages: Vec<String> = names("expected")
        .iter()
        .map(|name| std::fs::read_to_string(directory().join(format!("{name}.expected"))).unwrap())
        .collect();
    let whats: BTreeSet<&str> = messages.iter().filter_map(|m| m.lines().next()).collect();
    assert!(whats.len() >= 110, "only {} different messages", whats.len());
}

/// The parts that every file below is made of.
const HEAD: &str = "format = 1\nid = \"x\"\ngroup = \"tcp\"\n\
    [en]\ntitle = \"t\"\nstory = \"s\"\nquestion = \"q\"\nhint = \"h\"\nanswer = \"a\"\n\
    [zh]\ntitle = \"题\"\nstory = \"事\"\nquestion = \"问\"\nhint = \"示\"\nanswer = \"答\"\n";

fn case(id: &str, steps: &str) -> String {
    format!(
        "[[case]]\nid = \"{id}\"\nrole = \"problem\"\ntitle = {{ en = \"t\", zh = \"题\" }}\nsteps = [\n{steps}]\n"
    )
}

const LISTEN: &str = "  { who = \"server\", call = \"listen\" },\n";

/// The error of a file made here, its form checked.
fn made(what: &str, source: &str) -> ScenarioError {
    let error = error_of(what, source.as_bytes());
    check_form(what, &error);
    error
}

#[test]
fn the_parts_are_right_by_themselves() {
    parse("x.toml", format!("{HEAD}{}", case("one", LISTEN)).as_bytes()).unwrap();
}

#[test]
fn a_hundred_megabytes_are_refused_unread() {
    let error = error_of("big", &vec![b'a'; 100 << 20]);
    check_form("big", &error);
    assert_eq!(
        error.text().en,
        "the file has more than 1048576 bytes, the most a scenario may have"
    );
    assert!(error.source_line().is_none());
}

#[test]
fn nesting_is_bounded() {
    for (what, source) in [
        ("lists", format!("a = {}", "[".repeat(1000))),
        ("closed lists", format!("a = {}{}", "[".repeat(1000), "]".repeat(1000))),
        ("tables", "a = {".to_owned() + &"a = {".repeat(1000)),
        ("a dotted key", format!("x = 1\n{}a = 1", "a.".repeat(1000))),
        ("a dotted header", format!("[{}a]", "a.".repeat(100_000))),
        ("a million brackets", format!("a = {}", "[".repeat(1_000_000))),
    ] {
        let error = made(what, &source);
        assert!(error.text().en.contains("recurs"), "{what}: {}", error.render(Lang::En));
        assert!(error.source_line().is_some(), "{what}");
    }
}

#[test]
fn steps_cases_and_actors_are_counted() {
    let many = |n: usize, part: &dyn Fn(usize) -> String| (0..n).map(part).collect::<String>();
    let pause = |i: usize| format!("  {{ who = \"a{i}\", call = \"pause\", length = \"1us\" }},\n");

    let steps = many(Limits::STEPS + 1, &|_| pause(0));
    let error = made("steps", &format!("{HEAD}{}", case("one", &steps)));
    assert_eq!(error.text().en, "too many steps: 1000 is the most in a case");
    assert_eq!(error.line, 15 + 5 + 1001);

    let actors = many(Limits::ACTORS + 1, &pause);
    let error = made("actors", &format!("{HEAD}{}", case("one", &actors)));
    assert_eq!(error.text().en, "too many actors: 32 is the most in a case");

    let cases = many(Limits::CASES + 1, &|i| case(&format!("c{i}"), LISTEN));
    let error = made("cases", &format!("{HEAD}{cases}"));
    assert_eq!(error.text().en, "too many cases: 64 is the most");
    assert_eq!(error.source_line(), Some("[[case]]"));
}

#[test]
fn names_and_texts_have_an_end() {
    let name = "n".repeat(Limits::NAME + 1);
    let error = made("name", &format!("{HEAD}{}", case(&name, LISTEN)));
    assert_eq!(error.text().en, "a name of 65 bytes; the longest has 64");

    let story = format!("story = \"{}\"", "s".repeat(Limits::TEXT + 1));
    let error = made("text", &HEAD.replace("story = \"s\"", &story));
    assert_eq!(error.text().en, "a text of 16385 bytes; the longest has 16384");
}

#[test]
fn a_word_of_a_megabyte_is_not_repeated() {
    let word = "w".repeat(1_000_000);
    let error = made("word", &format!("{word} = 1\n{HEAD}{}", case("one", LISTEN)));
    assert!(error.render(Lang::En).len() < 1000);
}
