//! What the targets share: what must hold of a text, and of a trace that was taken.

use stickydemo::analysis::{CaseAnalysis, Setting, analyse, contradictions};
use stickydemo::model::{Case, Lang, Scenario, Trace};
use stickydemo::report::json::{self, Recording, TraceError};
use stickydemo::report::{Look, Verbosity, case as pages};

/// That nothing in a text moves a terminal: of the control characters it has newlines only.
pub fn assert_plain(text: &str) {
    let wrong = text.chars().find(|c| c.is_control() && *c != '\n');
    assert!(wrong.is_none(), "{wrong:?} in {text:?}");
}

/// A look without colours.
pub fn look(width: usize, lang: Lang, ascii: bool, verbosity: Verbosity) -> Look {
    Look { width, color: false, ascii, lang, verbosity }
}

/// The analyses of everything in a trace, as a replay makes them; none contradicts itself.
pub fn analyses(trace: &Trace, scenarios: &[Scenario]) -> Vec<Vec<CaseAnalysis>> {
    let both = trace.scenarios.iter().zip(scenarios);
    let of_scenario = both.map(|(recorded, scenario)| {
        let setting = Setting::of(&trace.host, trace.wire, !recorded.set.is_empty());
        let runs = recorded.cases.iter();
        runs.filter_map(|run| {
            let case = scenario.cases.iter().find(|case| case.id == run.id)?;
            let found = analyse(case, run, &setting);
            let mut told = contradictions(run, &found);
            // A stranger's trace may have datagrams come from nobody, and bytes out of a stream of which no
            // other end is named (where one is, they are held against what it sent); whose they are is then
            // said to be unknown.
            told.retain(|said| !said.contains("of no message"));
            assert_eq!(told, [""; 0], "{}", run.id);
            Some(found)
        })
        .collect()
    });
    of_scenario.collect()
}

/// Draws each session of a trace, and each case, narrow and wide, in both languages.
pub fn draw(trace: &Trace, scenarios: &[Scenario], analyses: &[Vec<CaseAnalysis>]) {
    let looks = [
        look(40, Lang::Zh, false, Verbosity::Normal),
        look(80, Lang::En, true, Verbosity::Verbose),
        look(120, Lang::En, false, Verbosity::Full),
        look(80, Lang::Zh, false, Verbosity::Quiet),
    ];
    for run in &trace.sessions {
        let setting = Setting::of(&trace.host, trace.wire, false);
        let found = analyse(&Case::of_session(run), run, &setting);
        for look in &looks {
            assert_plain(&pages::session(run, &found, &look.voice()).text(look));
        }
    }
    for ((recorded, scenario), analyses) in trace.scenarios.iter().zip(scenarios).zip(analyses) {
        for (run, analysis) in recorded.cases.iter().zip(analyses) {
            let case = scenario.cases.iter().find(|case| case.id == run.id).expect("it was read");
            for look in &looks {
                assert_plain(&pages::case(scenario, case, run, analysis, &look.voice()).text(look));
            }
        }
    }
}

/// What is said of a file that is refused, in both languages.
pub fn assert_refused(error: &TraceError) {
    for lang in [Lang::En, Lang::Zh] {
        assert_plain(&error.render("x.json", lang));
    }
}

/// A trace that was taken is written as one that is taken again, and says the same.
pub fn assert_kept(recording: &Recording, analyses: &[Vec<CaseAnalysis>]) {
    let written = json::write(&recording.trace, analyses).expect("what was read can be written");
    let (trace, scenarios) = json::read(written.as_bytes()).expect("what was written can be read");
    assert_eq!(trace, recording.trace);
    assert_eq!(scenarios, recording.scenarios);
}
