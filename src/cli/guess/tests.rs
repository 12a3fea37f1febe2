use super::*;
use crate::model::Lang;
use crate::report::Verbosity;
use crate::report::guess::Votes;
use crate::scenario::{builtin, parse};

const MANNER: Manner = Manner::plain(Lang::En);

/// Somebody who types these lines, and then nothing any more.
fn guesses(votes: bool, lines: &[&str]) -> Guesses {
    let (keyboard, look) = (keyboard::typed(lines), MANNER.look(Verbosity::Normal));
    Guesses { keyboard, votes, look, manner: MANNER, score: Score::default() }
}

fn job(name: &str) -> Job {
    let entry = builtin::find(name).unwrap();
    Job::unchanged(parse(&entry.file(), entry.source().as_bytes()).unwrap())
}

fn without_a_guess() -> Job {
    let mut job = job("late-read");
    job.scenario.guess = None;
    job
}

fn turns(votes: bool, lines: &[&str], job: &Job) -> Turn {
    guesses(votes, lines).ask(job).unwrap()
}

#[test]
fn a_letter_is_taken_after_hints_and_slips() {
    let job = job("late-read");
    let one = |lines: &[&str]| turns(false, lines, &job);
    assert_eq!(one(&["?", "", "5", "0", "12", "x", " 2 "]), Turn::Run(Guessed::One(1)));
    assert_eq!(one(&["？", "３"]), Turn::Run(Guessed::One(2)));
    assert_eq!(one(&["b"]), Turn::Run(Guessed::One(1)));
    assert_eq!(one(&["s"]), Turn::Run(Guessed::Nothing));
    assert_eq!(one(&["9", "q"]), Turn::Out);
    // What means something elsewhere means nothing here.
    assert_eq!(one(&["r", "1"]), Turn::Run(Guessed::One(0)));
    // Nobody is there any more.
    assert_eq!(one(&["9"]), Turn::Run(Guessed::Nothing));
}

#[test]
fn a_class_votes_twice_unless_it_does_not_want_to() {
    let job = job("late-read");
    let class = |lines: &[&str]| turns(true, lines, &job);
    let (first, second) = (Votes(vec![12, 20, 3, 0]), Votes(vec![1, 2, 30, 0]));
    let both = Turn::Run(Guessed::Class(first.clone(), Some(second)));
    assert_eq!(class(&["many", "A1 B2", "r", "A12 B20 C3", "?", "1 2 30 0", ""]), both);
    assert_eq!(class(&["A12 B20 C3", "s", ""]), Turn::Run(Guessed::Class(first, None)));
    assert_eq!(class(&["s"]), Turn::Run(Guessed::Nothing));
    assert_eq!(class(&["A1", "q"]), Turn::Out);
}

#[test]
fn without_choices_enter_goes_on() {
    let (job, run) = (without_a_guess(), Turn::Run(Guessed::Nothing));
    for votes in [false, true] {
        assert_eq!(turns(votes, &["?", ""], &job), run);
        assert_eq!(turns(votes, &["q"], &job), Turn::Out);
        assert_eq!(turns(votes, &[], &job), run);
    }
}

#[test]
fn ctrl_c_ends_the_wait() {
    let mut guesses = Guesses { keyboard: keyboard::interrupted(), ..guesses(false, &[]) };
    assert!(guesses.ask(&job("late-read")).is_err());
}

/// Votes from a pipe: no line is passed over, and none is needed between.
#[test]
fn what_was_written_before_is_taken_as_what_is_typed() {
    let job = job("late-read");
    let written = |votes, lines: &[&str]| {
        let mut all = Guesses { keyboard: keyboard::written(lines), ..guesses(votes, &[]) };
        let turn = all.ask(&job).unwrap();
        (turn, all.pause(&job).unwrap())
    };
    let run = |guessed| (Turn::Run(guessed), Turn::Run(Guessed::Nothing));
    assert_eq!(written(false, &["x", "b"]), run(Guessed::One(1)));
    let (first, second) = (Votes(vec![12, 20, 0, 0]), Votes(vec![0, 0, 9, 0]));
    let both = run(Guessed::Class(first.clone(), Some(second)));
    assert_eq!(written(true, &["A12 B20", "many", "C9"]), both);
    assert_eq!(written(true, &["A12 B20"]), run(Guessed::Class(first, None)));
    assert_eq!(written(true, &[]), run(Guessed::Nothing));
}
