//! Every built-in scenario on real sockets: it must show, each time. One that does not is never
//! run again until it does: how often it was shown is what the failure says.
//!
//! Cases about the lab run here where the lab can be built by a process with several threads, as a
//! test is (as root). Elsewhere the program runs them; and only where its `doctor` finds no lab, too,
//! may they be unsupported, and then they must be.
#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;
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

fn run(case: &Case, stage: &Stage) -> CaseAnalysis {
    let trace = engine::run_case(case, stage, &options()).expect("the case can be run");
    let fits = Validator::default().validate(case, &trace, &setting());
    fits.expect("a trace fits its own case");
    let found = analysis::analyse(case, &trace, &setting());
    let contradictions = analysis::contradictions(&trace, &found);
    assert_eq!(contradictions, [""; 0], "{}", case.id);
    found
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

/// What the program writes.
fn written(args: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_stickydemo")).args(args).output();
    let output = output.expect("the program can be run");
    serde_json::from_slice(&output.stdout).expect("the program writes JSON")
}

/// What is wrong with a case about the lab where this process cannot build one: what the program
/// shows of it must agree with what `doctor` says.
fn of_program(scenario: &Scenario, case: &Case) -> Option<String> {
    let doctor = written(&["doctor", "--json"]);
    let wanted = if doctor["lab"] == "works" { "shown" } else { "unsupported" };
    let times = repeats().to_string();
    let one = ["--case", &case.id, "--repeat", &times, "--format", "json"];
    let run = written(&[&["run", &scenario.id], &one[..]].concat());
    let verdicts = &run["scenarios"][0]["cases"][0]["repeat"]["verdicts"];
    let all = json!([{ "verdict": wanted, "runs": repeats() }]);
    let name = format!("{}/{}", scenario.id, case.id);
    (*verdicts != all).then(|| format!("  {name} by the program: {verdicts}, not {all}\n"))
}

#[test]
fn every_built_in_case_shows_every_time() {
    let stage = Stage::with_lab();
    let mut problems = String::new();
    let mut cases = 0;
    for entry in builtin::index() {
        let scenario = scenario::parse(entry.id, entry.source().as_bytes())
            .unwrap_or_else(|error| panic!("{}", error.render(stickydemo::model::Lang::En)));
        for case in &scenario.cases {
            cases += 1;
            if stage.wire(case).is_err() {
                problems.extend(of_program(&scenario, case));
                continue;
            }
            if case.lab.is_none() && analysis::not_runnable(case, &setting()).is_some() {
                continue;
            }
            let mut missed = 0;
            let mut rounds = 0..repeats();
            while let Some(round) = rounds.next() {
                let found = run(case, &stage);
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

const NAMED: &str = r#"
format = 1
id = "named"
group = "lab"
en = { title = "t", story = "s", question = "q", hint = "h", answer = "a" }
zh = { title = "t", story = "s", question = "q", hint = "h", answer = "a" }
[[case]]
id = "one"
role = "problem"
title = { en = "t", zh = "t" }
wire = "lab"
lab = { delay = "5ms", congestion = "CONTROL" }
steps = [
  { who = "server", call = "listen" },
  { who = "client", call = "connect", to = "server" },
  { who = "server", call = "accept" },
  { who = "client", call = "send", data = "hello" },
  { who = "server", call = "recv", max = 10, returns = "hello" },
]
expect = [ { message = 1, fate = ["intact"] } ]
"#;

/// A case says which congestion control it is about; where the kernel has it not, it is unsupported.
#[test]
fn a_case_of_the_lab_names_its_congestion_control() {
    let stage = Stage::with_lab();
    let known = std::fs::read_to_string("/proc/sys/net/ipv4/tcp_available_congestion_control");
    let known = known.unwrap_or_default();
    for name in ["cubic", "reno", "bbr"] {
        let source = NAMED.replace("CONTROL", name);
        let scenario = scenario::parse("named.toml", source.as_bytes());
        let scenario = scenario
            .unwrap_or_else(|error| panic!("{}", error.render(stickydemo::model::Lang::En)));
        let case = &scenario.cases[0];
        if stage.wire(case).is_err() {
            continue;
        }
        let here = known.split_whitespace().any(|control| control == name);
        let wanted = if here { Verdict::Shown } else { Verdict::Unsupported };
        assert_eq!(run(case, &stage).verdict, wanted, "{name}");
    }
}
