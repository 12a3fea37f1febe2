//! The guesses of the lessons, held against what was recorded: of the choices exactly one is right.

use crate::recordings::{LINUX, Recording, recording};
use stickydemo::analysis::{Claimed, Setting, guessed};
use stickydemo::model::{Guess, Scenario};
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
