//! The table of rounds of two small writes and a read: measured times, and what is held to the clock.

use crate::recordings::LINUX;
#[cfg(target_os = "linux")]
use crate::words;
use crate::{live, look};
use stickydemo::analysis::RoundFinding;
use stickydemo::model::{
    Case, Cause, Counted, Expectation, Lang, Range, Role, Scenario, WhichRounds,
};
use stickydemo::report::{Look, Verbosity, case};
use stickydemo::scenario::builtin;

/// Below what a delayed acknowledgement takes: 40 ms, TCP_DELACK_MIN in include/net/tcp.h.
const FLOOR_US: u64 = 35_000;

fn write_write_read() -> Scenario {
    live::built_in(builtin::find("write-write-read").unwrap())
}

fn of_rounds(case: &Case) -> Vec<(&WhichRounds, Range, Option<Cause>)> {
    let all = case.expect.iter().map(|expect| &expect.expectation);
    let rounds = all.filter_map(|expectation| match expectation {
        Expectation::Rounds { which, took, cause } => Some((which, *took, *cause)),
        _ => None,
    });
    rounds.collect()
}

/// A kernel's timer takes no less than it says, however busy the computer is; nothing says how long a
/// round takes at the most, so the fast ones are held to what was held back. Where the body is held back
/// all the same, and only the acknowledgement comes sooner, the clock alone can tell: the median round
/// is shorter than the timer.
#[test]
fn slow_rounds_are_held_to_the_clock_and_fast_ones_are_not() {
    let scenario = write_write_read();
    assert!(scenario.cases.len() >= 6, "slow ones, and four ways out");
    for case in &scenario.cases {
        let rounds = of_rounds(case);
        if case.role != Role::Fix {
            let [(WhichRounds::Median, took, Some(Cause::Nagle))] = rounds[..] else {
                panic!("{}: {rounds:?}", case.id);
            };
            assert!(took.min >= FLOOR_US, "{}", case.id);
            continue;
        }
        match rounds[..] {
            [] => {}
            [(WhichRounds::Median, took, None)] => {
                assert_eq!((case.id.as_str(), took.min), ("quickack-each-time", 0));
                assert!(took.max <= FLOOR_US, "{took:?}");
            }
            _ => panic!("{}: {rounds:?}", case.id),
        }
        let held = |what: &Expectation| matches!(what, Expectation::Count { what: Counted::Held, range, .. } if range.min == range.max);
        assert!(case.expect.iter().any(|expect| held(&expect.expectation)), "{}", case.id);
    }
}

/// The rows of the table: which round, and how long it took.
#[cfg(target_os = "linux")]
fn rows(text: &str) -> Vec<(usize, String)> {
    let numbers = |line: &str| {
        let mut words = line.split_whitespace();
        let round = words.next()?.parse().ok()?;
        let took = words.next()?;
        let rest: Vec<&str> = words.collect();
        (took.contains('.') && rest.len() == 2 && !rest[1].contains('.'))
            .then(|| (round, took.to_owned()))
    };
    text.lines().filter_map(numbers).collect()
}

/// One screen tells the round that stands for all with its own times, and the verdict says how long it took: that all
/// messages are intact is not the lesson.
#[test]
fn one_screen_tells_the_median_round() {
    let run = LINUX.runs().find(|run| run.name() == "write-write-read/two-writes").unwrap();
    let analysis = LINUX.judged(run);
    let median = RoundFinding::median(&analysis.rounds).unwrap();
    let took = format!("{}.{:02}", median.took_ns / 1_000_000, median.took_ns / 10_000 % 100);
    for (lang, round, verdict) in [
        (Lang::En, format!("10 rounds; here round {}, the median:", median.round), "ms a round"),
        (Lang::Zh, format!("这里是第 {} 轮", median.round), "毫秒（中位数）"),
    ] {
        let look = Look { verbosity: Verbosity::Normal, ..look(80, lang) };
        let page = case::case(run.scenario, run.case, run.trace, &analysis, &look.voice());
        let text = page.text(&look);
        let says = |line: &str| line.contains(&took) && line.contains(verdict);
        assert!(text.contains(&round), "{text}");
        assert!(text.lines().any(|line| line.starts_with('✔') && says(line)), "{text}");
        // From the first call of the round to the last, as the column has it.
        let told = text.lines().skip_while(|line| !line.contains(&round)).skip(1);
        let times = told.take(6).map(|line| line.split_whitespace().next().unwrap().parse::<f64>());
        let times: Vec<f64> = times.map(Result::unwrap).collect();
        assert!(times[5] - times[0] > 35.0, "{times:?}\n{text}");
        assert!(["2–10 (-v)", "2–10（-v）"].iter().any(|row| text.contains(row)), "{text}");
    }
}

/// Of the slow way and of a fast one: both languages show the times that were measured, each in its
/// round.
#[test]
#[cfg(target_os = "linux")] // Elsewhere the acknowledgement may come at once.
fn both_languages_show_the_measured_times() {
    for (id, slow) in [("two-writes", true), ("nodelay", false)] {
        let mut only = write_write_read();
        only.cases.retain(|case| case.id == id);
        let (analysis, texts) = words::run(&only, 0);
        let took: Vec<u64> = analysis.rounds.iter().map(|round| round.took_ns).collect();
        assert_eq!(took.len(), 10);
        let ms = |ns: u64| format!("{}.{:02}", ns / 1_000_000, ns / 10_000 % 100);
        let listed = [1, 2, 3, 4, 5, 10].map(|round| (round, ms(took[round - 1])));
        for text in texts {
            assert_eq!(rows(&text), listed, "{text}");
        }
        let mut sorted = took.clone();
        sorted.sort_unstable();
        assert!(!slow || sorted[5] >= FLOOR_US * 1000, "{sorted:?}");
    }
}
