//! The guesses of the lessons, held against what was recorded: of the choices exactly one is right.

use crate::look;
use crate::recordings::{LINUX, Recording, recording};
use stickydemo::analysis::{Claimed, Setting, guessed};
use stickydemo::model::{Guess, Lang, Scenario};
use stickydemo::report::guess::{self, Asked, Guessed};
use stickydemo::scenario::{builtin, parse};

fn lessons() -> impl Iterator<Item = (Scenario, Guess)> {
    let all = builtin::index().iter();
    let read = |entry: &builtin::Builtin| parse(entry.id, entry.source().as_bytes()).unwrap();
    all.map(read).filter_map(|scenario| {
        let guess = scenario.guess.clone()?;
        Some((scenario, guess))
    })
}

/// What came of each choice in each run of its case in the recording.
fn came(recording: &Recording, scenario: &Scenario, guess: &Guess) -> Vec<Vec<Claimed>> {
    let setting = Setting::of(&recording.trace.host, recording.trace.wire, false);
    let case = scenario.cases.iter().find(|case| case.id == guess.case).unwrap();
    let runs = recording.runs().filter(|run| {
        run.scenario.id == scenario.id && run.case.id == guess.case && !run.trace.records.is_empty()
    });
    runs.map(|run| guessed(&guess.choices, case, run.trace, &setting)).collect()
}

#[test]
fn on_linux_exactly_one_choice_is_right_and_what_is_wrong_was_seen_to_be() {
    let mut wrong = Vec::new();
    for (scenario, guess) in lessons() {
        for choices in came(&LINUX, &scenario, &guess) {
            let right = choices.iter().filter(|choice| choice.holds()).count();
            let unseen = choices.contains(&Claimed::Unseen);
            if right != 1 || unseen {
                wrong.push(format!("{}: {choices:#?}", scenario.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn under_wine_never_two_are_right() {
    let wine = recording("windows-wine");
    for (scenario, guess) in lessons() {
        for choices in came(&wine, &scenario, &guess) {
            let right = choices.iter().filter(|choice| choice.holds()).count();
            assert!(right <= 1, "{}: {choices:#?}", scenario.id);
        }
    }
}

/// What is said afterwards of every choice of every lesson, in both languages, is made of clauses a student can read: not
/// of what a scenario expects, nor of `what: how many`.
#[test]
fn what_is_said_of_a_guess_is_sentences() {
    let (mut told, mut wrong) = (0, Vec::new());
    for (scenario, guess) in lessons() {
        for choices in came(&LINUX, &scenario, &guess) {
            for (lang, choice) in
                Lang::ALL.iter().flat_map(|lang| (0..choices.len()).map(move |n| (*lang, n)))
            {
                let guessed = &Guessed::One(choice);
                let asked = Asked { guess: &guess, guessed, changed: false };
                let page = guess::outcome(asked, &choices, None, &look(400, lang).voice());
                let (en, zh) = (lang == Lang::En, lang == Lang::Zh);
                for line in sentences(&page.text(&look(400, lang)), lang) {
                    let whole = line.ends_with(if en { '.' } else { '。' });
                    let machine = [
                        "main cause",
                        "time taken",
                        "receives:",
                        "messages sent",
                        "segments that left",
                        "most bytes",
                        "主要原因：无",
                        "接收次数",
                        "用时：",
                        "报文段数",
                        "字节数：",
                    ];
                    let colon = en && line.contains(": ");
                    let spaces = zh && line.contains("。 ");
                    if !whole || colon || spaces || machine.iter().any(|word| line.contains(word)) {
                        wrong.push(format!("{}: {line}", scenario.id));
                    }
                    told += 1;
                }
            }
        }
    }
    assert!(wrong.is_empty() && told > 400, "{told}\n{}", wrong.join("\n"));
}

/// What stands below the first line, each sentence on a line of its own: however wide a terminal is, prose is not.
fn sentences(text: &str, lang: Lang) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in text.lines().skip(1).map(str::trim) {
        let begins = ["because", "因为", "如果是"].iter().any(|word| line.starts_with(word))
            || ["A ", "B ", "C ", "D "].iter().any(|letter| line.starts_with(letter));
        match all.last_mut().filter(|_| !begins) {
            Some(before) => {
                before.push_str(if lang == Lang::En { " " } else { "" });
                before.push_str(line);
            }
            None => all.push(line.to_owned()),
        }
    }
    all
}

/// Choices are numbered from 1 to 4: one that begins with such a number would be read as another.
#[test]
fn no_choice_begins_with_what_looks_like_the_number_of_one() {
    let digits = |says: &str| says.chars().take_while(char::is_ascii_digit).collect::<String>();
    for (scenario, guess) in lessons() {
        for choice in &guess.choices {
            for says in [&choice.says.en, &choice.says.zh] {
                let number = digits(says.trim_start());
                let looks = ["1", "2", "3", "4"].contains(&number.as_str());
                assert!(!looks, "{}: {says}", scenario.id);
            }
        }
    }
}

/// Every lesson asks, and who looks for the right one by its place finds none.
#[test]
fn every_lesson_asks_and_the_right_choice_has_no_place_of_its_own() {
    let asked: Vec<(Scenario, Guess)> = lessons().collect();
    for entry in builtin::index() {
        assert!(asked.iter().any(|(scenario, _)| scenario.id == entry.id), "{}", entry.id);
    }
    let mut places = [0_usize; 4];
    for (scenario, guess) in &asked {
        let all = came(&LINUX, scenario, guess);
        let right = all.first().and_then(|choices| choices.iter().position(Claimed::holds));
        right.into_iter().for_each(|place| places[place] += 1);
    }
    let (most, all) = (places.iter().max().unwrap(), places.iter().sum::<usize>());
    assert!(*most * 10 <= all * 6, "{places:?}");
}
