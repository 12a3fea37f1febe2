//! Every built-in scenario on real sockets: it must show, each time, whatever runs beside it. One that
//! does not is never run again until it does: how often it was shown is what the failure says.
//!
//! Cases about the lab run here where the lab can be built by a process with several threads, as a
//! test is (as root). Elsewhere the program runs them; and only where its `doctor` finds no lab, too,
//! may they be unsupported, and then they must be.
#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

mod shuffled;
mod side_by_side;

use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard};
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

/// A case, and what its runs said so far.
struct Played<'a> {
    scenario: &'a Scenario,
    case: &'a Case,
    said: Mutex<Said>,
}

/// What the runs of a case said.
#[derive(Default)]
struct Said {
    /// It waits for a kernel timer of a second or more: as in scripts/thousand, a tenth as often.
    slow: bool,
    shown: u32,
    missed: u32,
    /// What was wrong the first time that something was.
    problem: String,
}

impl Said {
    fn of_run(&mut self, case: &Played, round: u32, found: &CaseAnalysis) {
        self.slow |= found.counts.took_us > 1_000_000;
        let leave = found.may_not_show.is_some() || found.verdict == Verdict::Unsupported;
        let off_linux = std::env::consts::OS != "linux" && leave;
        if found.verdict == Verdict::Shown || off_linux {
            self.shown += 1;
            return;
        }
        self.missed += 1;
        if self.missed == 1 {
            self.problem = report(case.scenario, case.case, round, found);
        }
    }

    /// What was wrong in all runs together, if anything was.
    fn problem(&self, case: &Played) -> String {
        let name = format!("{}/{}", case.scenario.id, case.case.id);
        match self.missed {
            0 => self.problem.clone(),
            missed => {
                let of = self.shown + missed;
                format!("{}  {name}: {} of {of} shown\n", self.problem, self.shown)
            }
        }
    }
}

impl<'a> Played<'a> {
    fn all_of(scenario: &'a Scenario) -> impl Iterator<Item = Self> {
        let case = move |case| Played { scenario, case, said: Mutex::default() };
        scenario.cases.iter().map(case)
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().expect("no run of this case has panicked")
    }

    /// One of its runs; the first is the first of all.
    fn play(&self, stage: &Stage, round: u32) {
        let case = self.case;
        let elsewhere = case.lab.is_none() && analysis::not_runnable(case, &setting()).is_some();
        if elsewhere || self.said().slow && round > repeats().div_ceil(10) {
            return;
        }
        if stage.wire(case).is_ok() {
            let found = run(case, stage);
            self.said().of_run(self, round, &found);
        } else if round == 1 {
            // The program repeats it itself.
            let problem = of_program(self.scenario, case);
            self.said().problem.extend(problem);
        }
    }
}

#[test]
fn every_built_in_case_shows_every_time() {
    let parse = |entry: &builtin::Builtin| {
        scenario::parse(entry.id, entry.source().as_bytes())
            .unwrap_or_else(|error| panic!("{}", error.render(stickydemo::model::Lang::En)))
    };
    let scenarios: Vec<Scenario> = builtin::index().iter().map(parse).collect();
    let cases: Vec<Played> = scenarios.iter().flat_map(Played::all_of).collect();
    assert!(!cases.is_empty(), "there are built-in cases");
    let runs: Vec<(u32, &Played)> =
        (1..=repeats()).flat_map(|round| cases.iter().map(move |case| (round, case))).collect();
    let alone = |(_, case): &(u32, &Played)| side_by_side::starts_a_process(case.case);
    side_by_side::each(&runs, alone, |stage, (round, case)| case.play(stage, *round));
    let problems: String = cases.iter().map(|case| case.said().problem(case)).collect();
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
