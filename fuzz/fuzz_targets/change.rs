//! `--set` and `--vary`: the first byte chooses a built-in scenario, then a line for each change. What
//! is refused leaves the scenario as it was; what is taken is a scenario still.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::str::FromStr;
use std::sync::LazyLock;
use stickydemo::model::{Scenario, Text};
use stickydemo::scenario::change::{Change, ChangeError, Vary, VaryError, apply, plan};
use stickydemo::scenario::{builtin, parse};
use stickydemo_fuzz::assert_plain;

static SCENARIOS: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
    let parse = |entry: &builtin::Builtin| parse(&entry.file(), entry.source().as_bytes());
    builtin::index().iter().map(parse).collect::<Result<_, _>>().expect("they are right")
});

fn assert_said(text: &Text) {
    assert_plain(&text.en);
    assert_plain(&text.zh);
}

/// The lines that are one; what is said of the others is fit to be shown.
fn read<T: FromStr>(lines: &[&str], text: impl Fn(&T::Err) -> Text) -> Vec<T> {
    let one = |line: &&str| line.parse().map_err(|error| assert_said(&text(&error))).ok();
    lines.iter().filter_map(one).collect()
}

fn set(scenario: &Scenario, lines: &[&str]) {
    let changes: Vec<Change> = read(lines, ChangeError::text);
    let mut changed = scenario.clone();
    match apply(&mut changed, &changes) {
        Ok(()) => assert!(!changed.cases.is_empty() || scenario.cases.is_empty()),
        Err(error) => {
            assert_said(&error.text());
            assert_eq!(&changed, scenario, "a refused change changes nothing");
        }
    }
}

fn vary(scenario: &Scenario, lines: &[&str]) {
    let varies: Vec<Vary> = read(lines, VaryError::text);
    match plan(scenario, &varies) {
        Ok(planned) => assert!(planned.iter().all(|planned| !planned.rows.is_empty())),
        Err(error) => assert_said(&error.text()),
    }
}

fuzz_target!(|input: (u8, &str)| {
    let (which, lines) = input;
    let scenario = &SCENARIOS[usize::from(which) % SCENARIOS.len()];
    let lines: Vec<&str> = lines.lines().take(3).collect();
    set(scenario, &lines);
    vary(scenario, &lines);
});
