//! `compare`: two traces side by side, as text, Markdown and JSON. A byte of 0, which no trace has,
//! stands between the two; one alone is compared with itself on another system.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stickydemo::analysis::Setting;
use stickydemo::analysis::compare::{
    Comparison, SeenCase, SeenScenario, System, View, Witness, compare,
};
use stickydemo::model::{Lang, Trace};
use stickydemo::report::json::{Recording, digest, read_repeated};
use stickydemo::report::{Verbosity, compare as report};
use stickydemo::scenario::builtin;
use stickydemo_fuzz::{analyses, assert_plain, look};

/// As the command makes it of a file.
fn witness(name: &str, recording: Recording) -> Witness {
    let Recording { trace, scenarios, repeats } = recording;
    let analyses = analyses(&trace, &scenarios);
    let mut seen = Vec::new();
    for (at, recorded) in trace.scenarios.iter().enumerate() {
        let setting = Setting::of(&trace.host, trace.wire, !recorded.set.is_empty());
        let runs = recorded.cases.iter().zip(&analyses[at]).zip(&repeats[at]);
        let cases = runs.filter_map(|((run, analysis), tally)| {
            let case = scenarios[at].cases.iter().find(|case| case.id == run.id)?;
            let view = View::of(case, run, analysis, &setting, tally.as_ref());
            Some(SeenCase { id: case.id.clone(), role: Some(case.role), view })
        });
        seen.push(SeenScenario {
            id: recorded.id.clone(),
            digest: recorded.digest.clone(),
            set: recorded.set.clone(),
            cases: cases.collect(),
        });
    }
    let Trace { host, wire, .. } = trace;
    let system = System { here: false, host, wire };
    Witness { system, name: Some(name.to_owned()), digest: digest(name), scenarios: seen }
}

fn elsewhere(mut witness: Witness) -> Witness {
    let os = if witness.system.host.os == "linux" { "macos" } else { "linux" };
    witness.system.host.os = os.to_owned();
    witness.system.host.under = None;
    witness
}

/// Everything that is written of it, `--all` and not.
fn written(comparison: &Comparison) -> Vec<String> {
    let mut all = Vec::new();
    for both in [false, true] {
        for look in [
            look(40, Lang::Zh, false, Verbosity::Normal),
            look(100, Lang::En, true, Verbosity::Normal),
        ] {
            all.push(report::page(comparison, both, &look.voice()).text(&look));
            all.push(report::markdown(comparison, both, &look.voice()));
        }
        all.push(report::json::write(comparison, both));
    }
    all
}

fuzz_target!(|bytes: &[u8]| {
    let (one, other) = match bytes.iter().position(|byte| *byte == 0) {
        Some(at) => (&bytes[..at], Some(&bytes[at + 1..])),
        None => (bytes, None),
    };
    let Ok(one) = read_repeated(one) else { return };
    let other = match other.map(read_repeated) {
        Some(Ok(other)) => witness("b.json", other),
        Some(Err(_)) => return,
        None => elsewhere(witness("b.json", one.clone())),
    };
    let one = witness("a.json", one);
    let course: Vec<&str> = builtin::index().iter().map(|entry| entry.id).collect();
    written(&compare(vec![one, other], &course)).iter().for_each(|text| assert_plain(text));
});
