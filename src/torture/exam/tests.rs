//! Each exhibit is named by its own failures, and a stranger is not.

use super::models::models;
use super::*;
use crate::model::{Exhibit, Header, PrefixLayout, TooLong};

const MAX: u64 = 1024 * 1024;

fn prefix(header: Header) -> FramingSpec {
    let (layout, too_long) = (PrefixLayout::default(), TooLong::Close);
    FramingSpec::LengthPrefix { header, includes_header: false, layout, too_long, max: MAX }
}

fn escaped() -> FramingSpec {
    FramingSpec::Delimiter {
        delimiter: b"\n".to_vec(),
        or: Vec::new(),
        escape: Some(b'\\'),
        too_long: TooLong::Close,
        max: MAX,
    }
}

fn acknowledged() -> FramingSpec {
    FramingSpec::LengthAck { ack: b"recv_ready".to_vec(), end: Some(b'\n'), max: MAX }
}

fn seen(exam: &Exam, fails: impl Fn(&Trial) -> Option<(usize, bool)>) -> Vec<Seen> {
    let seen = exam.trials.iter().enumerate();
    let seen = seen.map(|(trial, one)| Seen {
        trial,
        failed: fails(one),
        silent: false,
        spins: false,
        peeks: false,
    });
    seen.collect()
}

#[test]
fn each_exhibit_is_named_by_its_own_failures() {
    let mut named = Vec::new();
    for framing in [prefix(Header::U32be), escaped(), acknowledged()] {
        for protocol in [Task::Echo, Task::Upper] {
            let exam = Exam::of_server(framing.clone(), protocol, 7);
            for model in models(&framing) {
                let fails = |trial: &Trial| model.fails(&exam, trial).map(|f| (f.right, f.memory));
                let seen = seen(&exam, fails);
                if seen.iter().all(|one| one.failed.is_none()) {
                    // An echo of what was not unescaped, sent unescaped.
                    assert_eq!(model.exhibit, Exhibit::DelimiterInside);
                    continue;
                }
                let name = name(&exam, &seen);
                assert_eq!(
                    name.mistakes,
                    [[Mistake::Framing(model.exhibit)]],
                    "{framing} {protocol}"
                );
                assert_eq!(name.explained, name.failing);
                named.push(model.exhibit);
            }
        }
    }
    named.sort_unstable();
    named.dedup();
    assert_eq!(named, Exhibit::ALL);
}

/// Each that is known by its answers is named by its own failures; where two come to the same, both are.
#[test]
fn each_habit_is_named_by_its_own_failures() {
    let lines = FramingSpec::Lines { too_long: TooLong::Close, max: MAX };
    let mut found = Vec::new();
    for (framing, protocol) in [(prefix(Header::U32be), Task::Upper), (lines, Task::Count)] {
        let exam = Exam::of_server(framing.clone(), protocol, 5);
        for (habit, model) in habits::models(&framing) {
            let seen = seen(&exam, |trial| model.fails(&exam, trial).map(|f| (f.right, f.memory)));
            if seen.iter().all(|one| one.failed.is_none()) {
                continue;
            }
            let named = name(&exam, &seen);
            let first = named.mistakes.first().cloned().unwrap_or_default();
            assert!(first.contains(&Mistake::Habit(habit)), "{framing} {model:?}: {named:?}");
            assert_eq!(named.explained, named.failing, "{framing} {model:?}");
            found.push(habit);
        }
    }
    found.dedup();
    assert!(found.starts_with(&[Habit::Stripped, Habit::SharedBuffer, Habit::PieceAsMessage]));
}

/// A loop that never rests is named by that; what else fails has its own name.
#[test]
fn a_loop_without_rest_is_named_beside_another_mistake() {
    let exam = Exam::of_server(prefix(Header::U32be), Task::Echo, 1);
    let models = models(&exam.framing);
    let once = models.iter().find(|model| model.exhibit == Exhibit::HeaderRecvOnce).unwrap();
    let mut seen = seen(&exam, |trial| once.fails(&exam, trial).map(|f| (f.right, f.memory)));
    for one in seen.iter_mut().filter(|one| one.failed.is_none()) {
        (one.failed, one.spins) = (Some((9, false)), true);
    }
    let named = name(&exam, &seen);
    let wanted = [[Mistake::Habit(Habit::EndIgnored)], [Mistake::Framing(Exhibit::HeaderRecvOnce)]];
    assert_eq!((named.mistakes, named.explained), (wanted.map(Vec::from).into(), named.failing));
}

#[test]
fn a_short_stream_has_465_cuts_and_pairs() {
    for seed in 0..20 {
        let exam = Exam::of_server(prefix(Header::U32be), Task::Echo, seed);
        let count = |kind| exam.trials.iter().filter(|trial| trial.kind == kind).count();
        assert_eq!((count(Kind::OneCut), count(Kind::TwoCuts)), (30, 435));
        assert!(exam.left_out.is_empty() && exam.pairs.is_none());
        assert!(exam.trials.is_sorted_by_key(|trial| trial.kind));
    }
}

#[test]
fn another_seed_has_other_messages_and_the_same_seed_the_same() {
    let bytes = |seed| {
        let exam = Exam::of_server(prefix(Header::U32be), Task::Echo, seed);
        exam.trials.iter().map(|trial| trial.stream.bytes.clone()).collect::<Vec<_>>()
    };
    assert_eq!(bytes(1), bytes(1));
    assert_ne!(bytes(1), bytes(2));
}

/// Two mistakes in one program: both are named, and the first to strike decides.
#[test]
fn two_mistakes_are_both_named() {
    let exam = Exam::of_server(prefix(Header::U32be), Task::Echo, 1);
    let models = models(&exam.framing);
    let both = [Exhibit::HeaderRecvOnce, Exhibit::BodyRecvOnce];
    let seen = seen(&exam, |trial| {
        let those = models.iter().filter(|model| both.contains(&model.exhibit));
        let first = those.filter_map(|model| model.fails(&exam, trial)).min_by_key(|f| f.right);
        first.map(|failure| (failure.right, failure.memory))
    });
    let named = name(&exam, &seen);
    assert_eq!(named.mistakes, both.map(|one| [Mistake::Framing(one)]));
    assert_eq!(named.explained, named.failing);
}

#[test]
fn who_never_answers_has_no_name() {
    for framing in [prefix(Header::U32be), escaped(), acknowledged()] {
        let exam = Exam::of_server(framing, Task::Echo, 1);
        let mut seen = seen(&exam, |trial| (!trial.due.is_empty()).then_some((0, false)));
        seen.iter_mut().for_each(|one| one.silent = one.failed.is_some());
        let named = name(&exam, &seen);
        assert!(named.mistakes.is_empty() && named.comparable, "{named:?}");
    }
}

#[test]
fn what_no_framing_can_carry_is_left_out_and_said() {
    let framing = FramingSpec::Delimiter {
        delimiter: b"\n".to_vec(),
        or: Vec::new(),
        escape: None,
        too_long: TooLong::Close,
        max: MAX,
    };
    let exam = Exam::of_server(framing, Task::Echo, 1);
    assert_eq!(exam.left_out.iter().map(|one| one.bytes).collect::<Vec<_>>(), [3]);
    let exam = Exam::of_server(prefix(Header::U16be), Task::Count, 1);
    assert_eq!(exam.left_out.iter().map(|one| one.bytes).collect::<Vec<_>>(), [70_000]);
}

/// Every framing that can be tortured can be examined, whatever the seed; a program that does what it should passes.
#[test]
fn every_framing_makes_an_exam() {
    let right = crate::torture::subjects().into_iter().filter(|one| one.exhibit().is_none());
    for subject in right {
        for protocol in Task::ALL {
            let exam = Exam::of_server(subject.spec.clone(), *protocol, 3);
            let framing = crate::framing::from_spec(&exam.framing);
            for trial in &exam.trials {
                let mut answers = Answers::new(&exam.framing, &trial.due);
                for due in &trial.due {
                    let mut frame = Vec::new();
                    framing.encode(due, &mut frame).unwrap();
                    answers.feed(&frame);
                }
                answers.end();
                let fault = answers.fault(&trial.due, true);
                assert_eq!(fault, None, "{} {protocol}: {trial:?}", subject.name);
                assert!(trial.cuts.is_sorted(), "{trial:?}");
                assert!(trial.cuts.iter().all(|cut| *cut < trial.stream.bytes.len()));
            }
            let kinds = exam.trials.iter().map(|trial| trial.kind);
            assert!(kinds.is_sorted() && exam.trials.len() < 1200, "{}", subject.name);
        }
    }
}
