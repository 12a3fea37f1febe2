//! The packets of the lab, from a recording of real runs (`lab.json.gz`): drawn on any system as they
//! were where it was made, and written again as they were read.

use crate::look;
use crate::schema;
use crate::snapshots::compare;
use std::sync::LazyLock;
use stickydemo::analysis::{CaseAnalysis, Setting, analyse};
use stickydemo::model::{Lang, Scenario, Trace, Verdict};
use stickydemo::report::{Look, Verbosity, json, text};

/// The recording: `run handshake mss tcp-survives-loss udp-loses --case … --format json`.
static RECORDED: LazyLock<(Trace, Vec<Scenario>)> =
    LazyLock::new(|| json::read(include_bytes!("lab.json.gz")).unwrap());

fn analyses() -> Vec<Vec<CaseAnalysis>> {
    let (trace, scenarios) = &*RECORDED;
    let setting = Setting::of(&trace.host, trace.wire, false);
    let of = |(scenario, recorded): (&Scenario, &stickydemo::model::ScenarioTrace)| {
        let one = |run| {
            let case = scenario.cases.iter().find(|case| case.id == *case_id(run)).unwrap();
            analyse(case, run, &setting)
        };
        recorded.cases.iter().map(one).collect()
    };
    scenarios.iter().zip(&trace.scenarios).map(of).collect()
}

fn case_id(run: &stickydemo::model::CaseTrace) -> &String {
    &run.id
}

/// Every case of the recording, drawn.
fn drawn(look: &Look) -> String {
    let (trace, scenarios) = &*RECORDED;
    let mut all = String::new();
    for ((scenario, recorded), found) in scenarios.iter().zip(&trace.scenarios).zip(analyses()) {
        for (run, analysis) in recorded.cases.iter().zip(&found) {
            let case = scenario.cases.iter().find(|case| case.id == run.id).unwrap();
            all.push_str(&text::case(scenario, case, run, analysis, look));
            all.push('\n');
        }
    }
    all
}

#[test]
fn a_recording_shows_on_any_system_what_it_showed() {
    let verdicts: Vec<Verdict> = analyses().into_iter().flatten().map(|a| a.verdict).collect();
    assert_eq!(verdicts, [Verdict::Shown; 6]);
}

#[test]
fn packets_at_80_columns() {
    compare("lab-80-en", &drawn(&look(80, Lang::En)));
    compare("lab-80-zh", &drawn(&look(80, Lang::Zh)));
    compare("lab-80-ascii", &drawn(&Look { ascii: true, ..look(80, Lang::En) }));
}

#[test]
fn no_line_of_it_is_too_long_at_any_width() {
    for (width, lang) in (40..=120).flat_map(|w| [(w, Lang::En), (w, Lang::Zh)]) {
        for verbosity in [Verbosity::Normal, Verbosity::Verbose] {
            let text = drawn(&Look { verbosity, ..look(width, lang) });
            let wide = |line: &&str| unicode_width::UnicodeWidthStr::width(*line) > width;
            assert_eq!(text.lines().find(wide), None, "{width} {lang:?}");
        }
    }
}

#[test]
fn it_is_written_as_it_was_read() {
    let (trace, _) = &*RECORDED;
    let written = json::write(trace, &analyses()).unwrap();
    schema::assert_fits(include_str!("../../schema/trace-1.json"), &written);
    assert_eq!(&json::read(written.as_bytes()).unwrap().0, trace);
}
