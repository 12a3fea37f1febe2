//! `show --as`: every case that can be written as two programs is, and they are run for real: what they receive, in
//! which order, and which errors they get, is what the case itself shows (its recording on Linux, `tests/traces`), or
//! lies in the range that the case leaves open. What can be said in which language is in `coverage.txt`, which may
//! not lose a line.
//!
//! On Linux only, and only where Python is (and a C compiler, for C): else the tests say that they are skipped.
#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on has failed, and says what it expects; it has deadlines of its own"
)]

#[path = "../golden/mod.rs"]
#[allow(dead_code, reason = "recordings are checked elsewhere")]
mod golden;
mod hostile;
mod pair;
mod recorded;

use pair::{Made, Pair};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use stickydemo::model::{Lang, Scenario};
use stickydemo::report::programs::{MOST_LINES, Program, Tongue, programs};
use stickydemo::scenario::{self, builtin};

/// How many pairs run side by side: most of the time they wait.
const AT_ONCE: usize = 24;

fn scenarios() -> Vec<Scenario> {
    let parse = |entry: &builtin::Builtin| {
        scenario::parse(&entry.file(), entry.source().as_bytes()).expect("a built-in scenario")
    };
    builtin::index().iter().map(parse).collect()
}

/// Whether a case is asked for: `SHOW_AS=late-read` tries only what begins with that.
fn asked(name: &str) -> bool {
    std::env::var("SHOW_AS").map_or(true, |only| name.starts_with(&only))
}

/// Runs every pair of a language, and says what was not as recorded.
fn try_all(tongue: Tongue) {
    let all = scenarios();
    let recording = recorded::linux();
    let folder = tempfile::tempdir().expect("a folder");
    let mut made = Vec::new();
    for (scenario, case) in all.iter().flat_map(|s| s.cases.iter().map(move |case| (s, case))) {
        let name = format!("{}/{}", scenario.id, case.id);
        let Ok(programs) = programs(scenario, case, tongue, Lang::En) else { continue };
        if asked(&name) {
            let place = folder.path().join(name.replace('/', "."));
            made.push((name, case, Pair::make(place, programs, tongue)));
        }
    }
    let rounds = std::env::var("SHOW_AS_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= made.len() * rounds {
                        return;
                    }
                    let (name, case, pair) = &made[at % made.len()];
                    if let Err(fault) = recorded::holds(case, &recording[name], pair) {
                        wrong.lock().expect("the list").insert(name.clone(), fault);
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("the list");
    let all: String = wrong.values().map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} of {} are not as recorded:\n{all}", wrong.len(), made.len());
}

#[test]
fn python_shows_what_the_cases_show() {
    match pair::has("python3") {
        true => try_all(Tongue::Python),
        false => eprintln!("skipped: there is no python3"),
    }
}

#[test]
fn c_shows_what_the_cases_show() {
    match pair::has("cc") {
        true => try_all(Tongue::C),
        false => eprintln!("skipped: there is no C compiler"),
    }
}

/// What each language can say of all cases, and why it cannot say the others.
#[test]
#[allow(clippy::print_stdout, reason = "how much each language can say is for whoever looks")]
fn no_language_says_less_than_before() {
    let all = scenarios();
    let kept = include_str!("coverage.txt");
    let mut out = String::new();
    for tongue in Tongue::ALL.iter().copied() {
        let (mut said, mut count, mut unsaid) = (0, 0, String::new());
        for (scenario, case) in all.iter().flat_map(|s| s.cases.iter().map(move |case| (s, case))) {
            count += 1;
            match programs(scenario, case, tongue, Lang::En) {
                Ok(_) => said += 1,
                Err(why) => {
                    writeln!(unsaid, "  {}/{}: {}", scenario.id, case.id, why.en).expect("text")
                }
            }
        }
        println!("{tongue}: {said} of {count} cases");
        // Whoever writes the file anew cannot write a smaller number into it.
        let line = kept.lines().find_map(|line| line.strip_prefix(&format!("{tongue}: ")));
        let before = line.and_then(|line| line.split(' ').next()?.parse().ok()).unwrap_or(0);
        assert!(said >= before, "{tongue} said {before} cases, and now {said}");
        writeln!(out, "{tongue}: {said} of {count} cases; not these:\n{unsaid}").expect("text");
    }
    golden::check(Path::new("show_as/coverage.txt"), &out)
        .unwrap_or_else(|differs| panic!("{differs}"));
}

/// In both languages of the reader no program is longer than it may be, and no line wider than a page.
#[test]
fn programs_are_short() {
    for scenario in scenarios() {
        for case in &scenario.cases {
            for tongue in Tongue::ALL.iter().copied() {
                for lang in [Lang::En, Lang::Zh] {
                    let Ok(all) = programs(&scenario, case, tongue, lang) else { continue };
                    for Program { file, text, .. } in all {
                        let lines = text.lines().count();
                        assert!(lines <= MOST_LINES, "{}/{} {file}: {lines}", scenario.id, case.id);
                    }
                }
            }
        }
    }
}

/// `-o DIR` writes four files, and never over one that is there.
#[test]
fn files_are_written_and_never_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("programs");
    let show = || {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_stickydemo"));
        command.args(["show", "late-read/hello-feng", "--as", "python", "-o"]).arg(&place);
        command.output().expect("the program runs").status.code()
    };
    assert_eq!(show(), Some(0));
    let mut names: Vec<_> = std::fs::read_dir(&place)
        .expect("the folder")
        .map(|entry| entry.expect("a file").file_name().into_string().expect("a name"))
        .collect();
    names.sort();
    assert_eq!(names, ["right_client.py", "right_server.py", "wrong_client.py", "wrong_server.py"]);
    let mine = place.join("wrong_server.py");
    std::fs::write(&mine, "mine").expect("a file");
    std::fs::remove_file(place.join("right_client.py")).expect("a file");
    assert_eq!(show(), Some(2), "one is there");
    assert_eq!(std::fs::read_to_string(&mine).expect("a file"), "mine");
    assert!(!place.join("right_client.py").exists(), "then none is written");
}

/// For readers of failures: what was written.
fn listing(made: &Made) -> String {
    made.programs.iter().map(|program| format!("--- {}\n{}", program.file, program.text)).collect()
}
