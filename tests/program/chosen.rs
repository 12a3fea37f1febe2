//! Some cases only, and no answers: a story or an answer about cases that were not run is not printed.

use super::process::{assert_code, output, text};
use stickydemo::model::Lang;
use stickydemo::scenario::{builtin, parse};

fn said(args: &[&str]) -> String {
    let ended = output(args);
    assert_code(&ended, 0);
    text(&ended.stdout)
}

/// The text without its line ends: it was put into lines of the terminal's width.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn a_story_and_an_answer_are_shown_only_with_all_their_cases() {
    for lang in [Lang::En, Lang::Zh] {
        let source = builtin::find("late-read").unwrap().source();
        let scenario = parse("late-read.toml", source.as_bytes()).unwrap();
        let lesson = scenario.lesson(lang);
        let has = |args: &[&str]| {
            let said = in_one_line(&said(&[&["--lang", lang.as_str()], args].concat()));
            [&lesson.story, &lesson.question, &lesson.answer]
                .map(|text| said.contains(&in_one_line(text)))
        };
        assert_eq!(
            has(&["replay", "linux", "--case", "late-read/hello-feng"]),
            [false, true, false]
        );
        assert_eq!(has(&["run", "late-read", "--case", "hello-feng"]), [false, true, false]);
        assert_eq!(has(&["run", "late-read", "--only", "not-a-fix"]), [false, true, false]);
        assert_eq!(has(&["run", "late-read", "--no-answer"]), [true, true, false]);
        let all = ["run", "late-read", "--only", "problem", "--only", "not-a-fix", "--only", "fix"];
        assert_eq!(has(&all), [true, true, true]);
        assert_eq!(has(&["show", "late-read", "--question"]), [true, true, false]);
    }
    let note = "1 of 8 cases: the story and the answer speak of all of them";
    assert!(said(&["run", "late-read", "--case", "hello-feng"]).contains(note));
    assert!(!said(&["run", "late-read", "--case", "hello-feng", "--no-answer"]).contains(note));
    // Which choice of the guess was right is a part of it.
    for how in [&["--step"][..], &["--format", "html"], &["--format", "markdown"]] {
        let run = [&["replay", "linux", "--case", "late-read/hello-feng"], how].concat();
        assert!(said(&run).contains("It was C"), "{how:?}");
        assert!(!said(&[&run, &["--no-answer"][..]].concat()).contains("It was C"), "{how:?}");
    }
}

#[test]
fn only_the_cases_of_a_role_are_run() {
    let fixes = said(&["replay", "linux", "--only", "fix", "--quiet"]);
    assert!(fixes.lines().count() > 50, "{fixes}");
    let other = |line: &str| line.contains("  problem") || line.contains("  not a fix");
    assert!(!fixes.lines().any(other), "{fixes}");
    let wrong = output(&["run", "late-read", "--case", "hello-feng", "--only", "fix"]);
    assert_code(&wrong, 2);
    assert!(text(&wrong.stderr).contains("no case is of this kind: --only fix"));
}

/// Nothing on the sheet says what comes out: the numbers and texts that are expected stand nowhere.
#[test]
fn a_sheet_has_no_answers() {
    let (sheet, all) = (said(&["show", "late-read", "--question"]), said(&["show", "late-read"]));
    for answer in ["→", "expected", "Hint", "Answer", "(fix)", "(not a fix)"] {
        assert!(!sheet.contains(answer), "{answer}: {sheet}");
        assert!(all.contains(answer), "{answer}: {all}");
    }
    for step in ["send(\"hello\")", "recv(10)", "late-read/hello-feng"] {
        assert!(sheet.contains(step), "{step}: {sheet}");
    }
}
