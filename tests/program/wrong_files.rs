//! Every wrong file of `tests/wrong` gets exactly its message.
//!
//! Beside `x.toml` stands `x.expected`, the message in English to the last blank.

use crate::wrong::{self, Folder};
use stickydemo::model::{Lang, Limits};
use stickydemo::scenario::{ScenarioError, parse};

fn error_of(name: &str, bytes: &[u8]) -> ScenarioError {
    match parse(&format!("{name}.toml"), bytes) {
        Err(error) => error,
        Ok(_) => panic!("{name}.toml is wrong and was taken for right"),
    }
}

/// What must hold of every message in either language.
fn check_form(name: &str, error: &ScenarioError) {
    wrong::check_form(name, &error.render(Lang::En), &error.render(Lang::Zh));
}

#[test]
fn every_wrong_file_gets_its_message() {
    let wrong = Folder::of("wrong");
    wrong.each_has_its_message(|name| {
        let error = error_of(name, &wrong.read(&format!("{name}.toml")));
        check_form(name, &error);
        error.render(Lang::En)
    });
}

#[test]
fn every_file_breaks_a_rule_of_its_own() {
    let different = Folder::of("wrong").different_messages();
    assert!(different >= 110, "only {different} different messages");
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
    assert_eq!(error.text().en, "too many steps: a case has at most 1000");
    assert_eq!(error.line, 15 + 5 + 1001);

    let actors = many(Limits::ACTORS + 1, &pause);
    let error = made("actors", &format!("{HEAD}{}", case("one", &actors)));
    assert_eq!(error.text().en, "too many actors: a case has at most 32");

    let cases = many(Limits::CASES + 1, &|i| case(&format!("c{i}"), LISTEN));
    let error = made("cases", &format!("{HEAD}{cases}"));
    assert_eq!(error.text().en, "too many cases: a scenario has at most 64");
    assert_eq!(error.source_line(), Some("[[case]]"));
}

#[test]
fn names_and_texts_have_an_end() {
    let name = "n".repeat(Limits::NAME + 1);
    let error = made("name", &format!("{HEAD}{}", case(&name, LISTEN)));
    assert_eq!(error.text().en, "a name of 65 bytes is too long; it may have 64");

    let story = format!("story = \"{}\"", "s".repeat(Limits::TEXT + 1));
    let error = made("text", &HEAD.replace("story = \"s\"", &story));
    assert_eq!(error.text().en, "a text of 16385 bytes is too long; it may have 16384");
}

#[test]
fn a_word_of_a_megabyte_is_not_repeated() {
    let word = "w".repeat(1_000_000);
    let error = made("word", &format!("{word} = 1\n{HEAD}{}", case("one", LISTEN)));
    assert!(error.render(Lang::En).len() < 1000);
}
