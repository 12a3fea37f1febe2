//! Real runs of the built-in scenarios, for what must hold of any real trace.

use crate::side_by_side;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock};
use stickydemo::analysis::{CaseAnalysis, Setting, analyse, not_runnable};
use stickydemo::engine::{RunOptions, run_case};
use stickydemo::model::{Host, Scenario, ScenarioTrace, Trace, WireKind};
use stickydemo::report::{Look, case, json};
use stickydemo::scenario::builtin;
use stickydemo::stage::Stage;

/// With a lab where it can be built by a process of several threads: as root.
static STAGE: LazyLock<Stage> = LazyLock::new(Stage::with_lab);

/// One run of a scenario: every case that can be run here.
pub(crate) fn run(scenario: &Scenario, host: &Host) -> (ScenarioTrace, Vec<CaseAnalysis>) {
    run_on(&STAGE, scenario, host)
}

/// The same on a stage of one's own.
pub(crate) fn run_on(
    stage: &Stage,
    scenario: &Scenario,
    host: &Host,
) -> (ScenarioTrace, Vec<CaseAnalysis>) {
    let options = RunOptions {
        program: env!("CARGO_BIN_EXE_stickydemo").into(),
        cancel: Arc::new(AtomicBool::new(false)),
    };
    let setting = Setting::of(host, WireKind::Loopback, false);
    let mut analyses = vec![];
    let mut cases = vec![];
    for case in &scenario.cases {
        let lab = case.wire == Some(WireKind::Lab) && stage.wire(case).is_ok();
        if !lab && not_runnable(case, &setting).is_some() {
            continue;
        }
        let trace = run_case(case, stage, &options).unwrap();
        analyses.push(analyse(case, &trace, &setting));
        cases.push(trace);
    }
    let trace = ScenarioTrace {
        id: scenario.id.clone(),
        digest: json::digest(&scenario.source),
        source: scenario.source.clone(),
        set: vec![],
        cases,
    };
    (trace, analyses)
}

/// A built-in scenario.
pub(crate) fn built_in(entry: &builtin::Builtin) -> Scenario {
    stickydemo::scenario::parse(&entry.file(), entry.source().as_bytes()).unwrap()
}

/// A whole trace with some scenarios in it.
pub(crate) fn trace(ids: &[&str]) -> (Trace, Vec<Scenario>, Vec<Vec<CaseAnalysis>>) {
    let host = stickydemo::net::host();
    let scenarios: Vec<Scenario> =
        ids.iter().map(|id| built_in(builtin::find(id).unwrap())).collect();
    let run = |stage: &Stage, scenario: &Scenario| run_on(stage, scenario, &host);
    let (traces, analyses) =
        side_by_side::each(&scenarios, starts_a_process, run).into_iter().unzip();
    let trace = Trace { host, wire: WireKind::Loopback, scenarios: traces, sessions: Vec::new() };
    (trace, scenarios, analyses)
}

/// Whether a run of the scenario starts a process.
pub(crate) fn starts_a_process(scenario: &Scenario) -> bool {
    scenario.cases.iter().any(side_by_side::starts_a_process)
}

/// A scenario of one case with these steps and expectations.
pub(crate) fn written(steps: &str, expect: &str) -> Scenario {
    framed("", steps, expect)
}

/// The same over a framing: `framing = { … }`, or nothing.
pub(crate) fn framed(framing: &str, steps: &str, expect: &str) -> Scenario {
    let texts = r#"title = "-"
story = "-"
question = "-"
hint = "-"
answer = "-""#;
    let source = format!(
        r#"format = 1
id = "written"
group = "tcp"
[en]
{texts}
[zh]
{texts}
[[case]]
id = "written"
role = "problem"
title = {{ en = "-", zh = "-" }}
{framing}
steps = [{steps}]
expect = [{expect}]
"#
    );
    stickydemo::scenario::parse("written.toml", source.as_bytes()).unwrap()
}

/// The picture of a run of the first case of a scenario.
pub(crate) fn drawn(scenario: &Scenario, look: &Look) -> String {
    let (trace, analyses) = run(scenario, &stickydemo::net::host());
    case::case(scenario, &scenario.cases[0], &trace.cases[0], &analyses[0], &look.voice())
        .text(look)
}
