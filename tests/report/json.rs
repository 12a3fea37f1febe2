//! The trace file: written as its schema says, read back the same, refused when it is not right.

use crate::{live, schema};
use proptest::prelude::*;
use serde_json::Value;
use std::sync::LazyLock;
use stickydemo::analysis::{Setting, Tally, analyse};
use stickydemo::model::{Lang, Limits, WireKind};
use stickydemo::report::json::{self, DataFault, TraceError, TraceFault};
use stickydemo::scenario::builtin;

static SCHEMA: &str = include_str!("../../schema/trace-1.json");

/// A real session.
static SESSION: &[u8] = include_bytes!("../sessions/serve-upper.json");

/// A real trace of a small scenario.
static FILE: LazyLock<String> = LazyLock::new(|| {
    let (trace, _, analyses) = live::trace(&["late-read"]);
    json::write(&trace, &analyses).unwrap()
});

fn assert_fits(text: &str) {
    schema::assert_fits(SCHEMA, text);
}

#[test]
fn every_built_in_scenario_is_written_and_read_back() {
    let ids: Vec<&str> = builtin::index().iter().map(|entry| entry.id).collect();
    let (trace, scenarios, analyses) = live::trace(&ids);
    let text = json::write(&trace, &analyses).unwrap();
    assert_fits(&text);
    let (again, read) = json::read(text.as_bytes()).unwrap();
    assert_eq!(again, trace);
    assert_eq!(read, scenarios);
    assert_eq!(json::write(&again, &analyses).unwrap(), text);
    // A replay finds what the run found.
    let setting = Setting::of(&again.host, WireKind::Loopback, false);
    for (scenario, (run, found)) in read.iter().zip(again.scenarios.iter().zip(&analyses)) {
        let replayed: Vec<_> = run
            .cases
            .iter()
            .map(|run| {
                let case = scenario.cases.iter().find(|case| case.id == run.id).unwrap();
                analyse(case, run, &setting)
            })
            .collect();
        assert_eq!(&replayed, found);
    }
}

/// Nothing is lost where only what happened is written.
#[test]
fn a_recording_does_without_what_was_found_out() {
    let (mut trace, scenarios, _) = live::trace(&["late-read"]);
    trace.sessions.extend(json::read(SESSION).unwrap().0.sessions);
    let text = json::write_recorded(&trace).unwrap();
    assert_fits(&text);
    assert!(!text.contains("\"stable\"") && !text.contains("\"measured\""));
    assert_eq!(json::read(text.as_bytes()).unwrap(), (trace, scenarios));
}

#[test]
fn many_runs_are_counted_in_the_file() {
    let (trace, _, analyses) = live::trace(&["late-read"]);
    let tallies: Vec<Vec<Tally>> = analyses
        .iter()
        .map(|cases| {
            let tally = |analysis| {
                let mut tally = Tally::default();
                (0..3).for_each(|_| {
                    tally.add(analysis);
                });
                tally
            };
            cases.iter().map(tally).collect()
        })
        .collect();
    let text = json::write_repeated(&trace, &analyses, &tallies).unwrap();
    assert_fits(&text);
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["scenarios"][0]["cases"][0]["repeat"]["runs"], 3);
    let read = json::read_repeated(text.as_bytes()).unwrap();
    assert_eq!(read.trace, trace);
    let counted: Vec<Vec<Tally>> =
        read.repeats.into_iter().map(|cases| cases.into_iter().flatten().collect()).collect();
    assert_eq!(counted, tallies);
}

/// What is the same in every run has no sentence in it: a sentence may hold a figure.
#[test]
fn expectations_are_said_among_the_figures() {
    let (trace, _, analyses) = live::trace(&["udp-boundaries", "late-read"]);
    let text = json::write(&trace, &analyses).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    let mut seen = 0;
    for scenario in value["scenarios"].as_array().unwrap() {
        for case in scenario["cases"].as_array().unwrap() {
            let stable = case["stable"]["checks"].as_array().unwrap();
            let said = case["measured"]["checks"].as_array().unwrap();
            assert_eq!(stable.len(), said.len());
            for (i, (check, said)) in stable.iter().zip(said).enumerate() {
                assert_eq!(said["check"], i);
                assert!(said["expected"].as_str().is_some_and(|text| !text.is_empty()));
                assert!(check.get("expected").is_none() && check.get("got").is_none());
                let words = [&check["what"], &check["result"]];
                assert!(words.iter().all(|word| !word.as_str().unwrap().contains(' ')), "{check}");
                seen += 1;
            }
        }
    }
    assert!(seen > 5, "{seen} checks");
}

/// A stream drops no datagrams, and does not claim that nobody could see how many.
#[test]
fn what_does_not_apply_is_left_out() {
    let value: Value = serde_json::from_str(&FILE).unwrap();
    for case in value["scenarios"][0]["cases"].as_array().unwrap() {
        assert!(
            case["trace"]["sockets"].as_array().unwrap().iter().all(|s| s["transport"] == "tcp")
        );
        assert!(case["measured"].get("drops").is_none(), "{}", case["measured"]);
    }
}

#[test]
fn a_record_is_a_line_and_a_figure_is_not() {
    let records = FILE.lines().filter(|line| line.contains("\"calls\": [")).count();
    assert_eq!(records, FILE.matches("\"calls\": [").count());
    assert!(records > 10, "{records} records");
    assert!(!FILE.lines().any(|line| line.trim().starts_with("\"start_ns\"")));
}

fn error(text: &str) -> TraceError {
    let error = json::read(text.as_bytes()).unwrap_err();
    for lang in [Lang::En, Lang::Zh] {
        let help = error.help().map(|help| help.get(lang)).unwrap_or_default();
        assert!(!error.text().get(lang).is_empty() && !help.is_empty());
        assert!(!error.text().get(lang).contains(char::is_control), "{error:?}");
    }
    error
}

fn changed(from: &str, to: &str) -> String {
    assert!(FILE.contains(from), "{from}");
    FILE.replacen(from, to, 1)
}

#[test]
fn what_is_wrong_is_said() {
    let fault = |text: &str| error(text).fault().clone();
    let other = fault("{\"format\": \"stickydemo-trace/2\"}");
    assert!(matches!(other, TraceFault::OtherFormat(f) if f.ends_with("/2")));
    let unknown = error(&changed("\"arch\":", "\"color\": 1, \"arch\":"));
    let TraceFault::Data(DataFault::UnknownField { field, known }) = unknown.fault() else {
        panic!("{unknown:?}")
    };
    assert_eq!((field.as_str(), known.len()), ("color", 5));
    let at = FILE.lines().position(|line| line.contains("\"arch\":")).unwrap() + 1;
    assert_eq!(unknown.place(), Some((u32::try_from(at).unwrap(), 5)));
    assert!(matches!(fault(&changed("format = 1", "format  = 1")), TraceFault::Digest(_)));
    for (from, to) in
        [("\"who\": \"client\"", "\"who\": \"nobody\""), ("\"sock\": 1", "\"sock\": 77")]
    {
        assert!(matches!(fault(&changed(from, to)), TraceFault::Contradiction(_)));
    }
}

#[test]
fn changes_are_made_again() {
    let with = changed("\"set\": []", "\"set\": [\"client.TCP_NODELAY=off\"]");
    assert!(matches!(error(&with).fault(), TraceFault::Contradiction(_)), "the call was another");
    let with = with.replace("\"asked\": true", "\"asked\": false");
    let (trace, scenarios) = json::read(with.as_bytes()).unwrap();
    assert_eq!(trace.scenarios[0].set, ["client.TCP_NODELAY=off"]);
    let (_, before) = json::read(FILE.as_bytes()).unwrap();
    assert!(before[0].cases != scenarios[0].cases, "nothing was changed");
    let wrong = changed("\"set\": []", "\"set\": [\"nobody.TCP_NODELAY=on\"]");
    assert!(matches!(error(&wrong).fault(), TraceFault::Change(_)));
}

#[test]
fn a_long_file_is_not_read() {
    let long = vec![b' '; usize::try_from(Limits::TRACE).unwrap() + 1];
    assert_eq!(json::read(&long).unwrap_err().fault(), &TraceFault::TooLong);
}

#[test]
fn deep_nesting_is_refused() {
    let deep = format!("{{\"format\": {}", "[".repeat(100_000));
    assert!(matches!(error(&deep).fault(), TraceFault::Syntax { .. }));
    let call = "{\"call\":\"send\",\"start_ns\":0,\"took_ns\":0,\"outcome\":{\"returned\":0},\"own\":{},\"below\":[";
    for (close, is_json) in [("", false), ("]}", true)] {
        let (calls, ends) = (call.repeat(10_000), close.repeat(10_000));
        let deep = changed("\"own\": {}", &format!("\"own\": {{}}, \"below\": [{calls}{ends}]"));
        let error = error(&deep);
        assert_eq!(error.fault() == &TraceFault::TooDeep, is_json, "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    /// Whatever is done to a file, reading it ends in a trace or an error, and drawing what was
    /// read ends too.
    #[test]
    fn a_changed_file_is_read_or_refused(
        at in any::<prop::sample::Index>(),
        len in 0..40usize,
        put in prop_oneof![
            any::<Vec<u8>>(),
            Just(b"18446744073709551615".to_vec()),
            Just(b"-1".to_vec()),
            Just(b"0".to_vec()),
            Just(b"null".to_vec()),
            Just(b"\"unsupported\"".to_vec()),
            Just(b"[]".to_vec()),
        ],
    ) {
        let mut bytes = FILE.clone().into_bytes();
        let at = at.index(bytes.len());
        let to = (at + len).min(bytes.len());
        bytes.splice(at..to, put);
        read_and_drawn(&bytes);
    }

    /// Only numbers are changed: most of these files are read.
    #[test]
    fn changed_numbers_are_survived(at in any::<prop::sample::Index>(), put in any::<u64>()) {
        let numbers: Vec<(usize, &str)> = FILE
            .match_indices(": ")
            .filter_map(|(i, _)| {
                let digits = FILE[i + 2..].find(|c: char| !c.is_ascii_digit())?;
                (digits > 0).then(|| (i + 2, &FILE[i + 2..i + 2 + digits]))
            })
            .collect();
        let (i, number) = numbers[at.index(numbers.len())];
        let mut text = FILE.clone();
        text.replace_range(i..i + number.len(), &put.to_string());
        read_and_drawn(text.as_bytes());
    }
}

/// At a place, with a caret, and with nothing in it that a terminal would obey.
fn is_said(error: &TraceError) {
    assert!(error.place().is_some(), "{error:?}");
    for lang in [Lang::En, Lang::Zh] {
        let said = error.render("trace.json", lang);
        assert!(said.contains('^') && said.chars().all(|c| c == '\n' || !c.is_control()), "{said}");
    }
}

fn read_and_drawn(bytes: &[u8]) {
    let (trace, scenarios) = match json::read(bytes) {
        Ok(read) => read,
        Err(error) => return is_said(&error),
    };
    let setting = Setting::of(&trace.host, trace.wire, false);
    let look = crate::look(80, Lang::En);
    for (scenario, runs) in scenarios.iter().zip(&trace.scenarios) {
        for run in &runs.cases {
            let case = scenario.cases.iter().find(|case| case.id == run.id).unwrap();
            let analysis = analyse(case, run, &setting);
            let text =
                stickydemo::report::case::case(scenario, case, run, &analysis, &look.voice())
                    .text(&look);
            assert_eq!(crate::rules::is_clean(&text, &look), Ok(()));
        }
    }
}
