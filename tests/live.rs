//! Every built-in scenario on real sockets: it must show, each time. One that does not is never
//! run again until it does: how often it was shown is what the failure says.
#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use stickydemo::analysis::{self, CaseAnalysis, Setting, Validator};
use stickydemo::engine::{self, RunOptions};
use stickydemo::model::{Case, Scenario, Verdict, WireKind};
use stickydemo::net;
use stickydemo::scenario::{self, builtin};
use stickydemo::stage::Stage;

/// How often each case runs; `STICKYDEMO_REPEAT` asks for more.
fn repeats() -> u32 {
    std::env::var("STICKYDEMO_REPEAT").ok().and_then(|text| text.parse().ok()).unwrap_or(20)
}

fn setting() -> Setting {
    Setting::of(&net::host(), WireKind::Loopback, false)
}

fn options() -> RunOptions {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_stickydemo"));
    RunOptions { program, cancel: Arc::new(AtomicBool::new(false)) }
}

fn run(case: &Case) -> CaseAnalysis {
    let trace =
        engine::run_case(case, &Stage::loopback(), &options()).expect("the case can be run");
    let fits = Validator::default().validate(case, &trace, &setting());
    fits.expect("a trace fits its own case");
    analysis::analyse(case, &trace, &setting())
}

/// What went wrong, in enough detail to find out why.
fn report(scenario: &Scenario, case: &Case, run: u32, found: &CaseAnalysis) -> String {
    let failed: Vec<String> = found
        .checks
        .iter()
        .filter(|check| check.result != analysis::CheckResult::Met)
        .map(|check| format!("    {check:?}"))
        .collect();
    let name = format!("{} / {} in run {run}: {}", scenario.id, case.id, found.verdict);
    format!("{name}\n{}\n", failed.join("\n"))
}

#[test]
fn every_built_in_case_shows_every_time() {
    let mut problems = String::new();
    let mut cases = 0;
    for entry in builtin::index() {
        let scenario = scenario::parse(entry.id, entry.source().as_bytes())
            .unwrap_or_else(|error| panic!("{}", error.render(stickydemo::model::Lang::En)));
        for case in &scenario.cases {
            cases += 1;
            if analysis::not_runnable(case, &setting()).is_some() {
                continue;
            }
            let mut missed = 0;
            let mut rounds = 0..repeats();
            while let Some(round) = rounds.next() {
                let found = run(case);
                if round == 0 && found.counts.took_us > 1_000_000 {
                    // A kernel timer of a second or more: as in scripts/thousand, a tenth as often.
                    rounds = 1..repeats().div_ceil(10);
                }
                let leave = found.may_not_show.is_some() || found.verdict == Verdict::Unsupported;
                let off_linux = std::env::consts::OS != "linux" && leave;
                if found.verdict != Verdict::Shown && !off_linux {
                    missed += 1;
                    if missed == 1 {
                        problems.push_str(&report(&scenario, case, round + 1, &found));
                    }
                }
            }
            if missed > 0 {
                let of = rounds.end;
                problems.push_str(&format!(
                    "  {}/{}: {} of {of} shown\n",
                    scenario.id,
                    case.id,
                    of - missed
                ));
            }
        }
    }
    assert!(cases > 0, "there are built-in cases");
    assert!(problems.is_empty(), "{problems}");
}
