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
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use stickydemo::model::{Call, Case, FramingSpec, Lang, Role, Scenario, Text};
use stickydemo::report::programs::{MOST_LINES, Program, Tongue, programs, wrong_and_right};
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

/// Does something with each so many times, several at once. A panic in one is one of all.
fn side_by_side<T: Sync>(all: &[T], rounds: usize, each: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= all.len() * rounds {
                return;
            }
            each(&all[at % all.len()]);
        }
    };
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(work);
        }
    });
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
    let wrong = Mutex::new(BTreeMap::new());
    side_by_side(&made, rounds, |(name, case, pair)| {
        if let Err(fault) = recorded::holds(case, &recording[name], pair) {
            wrong.lock().expect("the list").insert(name.clone(), fault);
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

/// What is beside a case is there if any case of the other kind can be written.
#[test]
fn the_other_half_is_one_that_can_be_written() {
    for (scenario, tongue) in
        scenarios().iter().flat_map(|scenario| Tongue::ALL.iter().map(move |one| (scenario, *one)))
    {
        let is_right = |case: &Case| case.role == Role::Fix;
        let can = |case: &&Case| programs(scenario, case, tongue, Lang::En).is_ok();
        let written: Vec<&Case> = scenario.cases.iter().filter(can).collect();
        // Of each kind one: what is beside it does not depend on more than its messages.
        for kind in [true, false] {
            let Some(case) = written.iter().find(|case| is_right(case) == kind) else { continue };
            let (wrong, right) = wrong_and_right(scenario, case, (tongue, Lang::En));
            let other = if kind { wrong } else { right };
            let is_written = other.is_some_and(|other| written.iter().any(|w| w.id == other.id));
            let could = written.iter().any(|other| is_right(other) != kind);
            assert_eq!(is_written, could, "{}/{} as {tongue}", scenario.id, case.id);
        }
    }
}

/// Where one half is missing, the other says so, in a comment, and why: whether there is none, or none that can be said.
#[test]
fn a_missing_half_is_a_comment() {
    let folder = tempfile::tempdir().expect("a folder");
    let steps = r#"
  { who = "server", call = "listen" },
  { who = "client", call = "connect", to = "server" },
  { who = "server", call = "accept" },
  { who = "client", call = "send", data = "hello" },
  { who = "server", call = "recv", max = 10 },
"#;
    let fix = format!(
        "[[case]]\nid = \"two\"\nrole = \"fix\"\nfix = \"f\"\ntitle = \"t\"\nwire = \"lab\"\nsteps = [{steps}]\n"
    );
    let alone = mine(steps);
    let unsaid = format!("{alone}{fix}");
    for (name, file, why) in [
        ("alone", &alone, ["no such case", "没有这样的用例"]),
        ("unsaid", &unsaid, ["no wire", "没有会延迟"]),
    ] {
        let path = folder.path().join(format!("{name}.toml"));
        std::fs::write(&path, file).expect("a file");
        for (lang, says, why) in
            [("en", "without the right programs: ", why[0]), ("zh", "没有写出正确写法：", why[1])]
        {
            for (tongue, mark) in [("python", "# "), ("c", "// ")] {
                let mut command = Command::new(env!("CARGO_BIN_EXE_stickydemo"));
                command.arg("show").arg(format!("{}/one", path.display()));
                command.args(["--as", tongue, "--lang", lang]);
                let output = command.output().expect("the program runs");
                let text = String::from_utf8_lossy(&output.stdout);
                let said =
                    text.lines().skip_while(|line| !line.starts_with(&format!("{mark}{says}")));
                let said: String = said.collect();
                assert!(said.contains(why), "{text}{}", String::from_utf8_lossy(&output.stderr));
            }
        }
    }
}

/// The buffer that a case names is the one that its programs read with.
#[test]
fn a_program_reads_with_the_buffer_of_its_case() {
    let mut found = 0;
    for scenario in scenarios() {
        for case in &scenario.cases {
            let buffers: Vec<(u32, u64)> = case
                .all_steps()
                .filter_map(|step| match step.call {
                    Call::RecvMessage { max } if max < FramingSpec::DEFAULT_BUFFER => {
                        Some((step.who.0, max))
                    }
                    _ => None,
                })
                .collect();
            if buffers.is_empty() {
                continue;
            }
            for tongue in Tongue::ALL.iter().copied() {
                let Ok(all) = programs(&scenario, case, tongue, Lang::En) else { continue };
                for (who, max) in &buffers {
                    let who = &case.actors[*who as usize].name;
                    let program = all.iter().find(|program| program.who == *who).expect("one");
                    let code = program
                        .text
                        .lines()
                        .filter(|line| line.contains(" recv(") || line.contains(".recv("));
                    let reads = |line: &str| {
                        line.split(|c: char| !c.is_ascii_digit()).any(|n| n == max.to_string())
                    };
                    assert!(
                        code.clone().any(reads),
                        "{}/{} {max}: {}",
                        scenario.id,
                        case.id,
                        program.text
                    );
                    found += 1;
                }
            }
        }
    }
    assert!(found > 40, "{found}");
}

/// What a scenario of no words begins with, up to its cases.
pub(crate) fn head(id: &str) -> String {
    format!(
        r#"
format = 1
id = "{id}"
group = "tcp"
[en]
title = "t"
story = "s"
question = "q"
hint = "h"
answer = "a"
"#
    )
}

/// A scenario with one case, of these steps.
fn mine(steps: &str) -> String {
    let head = head("mine");
    format!(
        r#"{head}
[[case]]
id = "one"
role = "problem"
title = "t"
steps = [{steps}]
"#
    )
}

/// Its programs; or why there are none.
fn tried(steps: &str) -> Result<Vec<Program>, Text> {
    let read = scenario::parse("mine.toml", mine(steps).as_bytes());
    let scenario = read.unwrap_or_else(|error| panic!("{:?}", error.notice()));
    programs(&scenario, &scenario.cases[0], Tongue::Python, Lang::En)
}

fn of_steps(steps: &str) -> String {
    let all = tried(steps).unwrap_or_else(|why| panic!("{}", why.en));
    all.into_iter().map(|program| program.text).collect()
}

/// Of three programs the third is started when somebody gets there: what the others do after its beginning has to wait for
/// it by itself, or nothing is written.
#[test]
fn three_programs_are_written_where_their_order_is_certain() {
    let begin = r#"
  { who = "server", call = "listen" },
  { who = "anna", call = "connect", to = "server" },
  { who = "server", call = "accept", as = "first" },
  { who = "bert", call = "connect", to = "server" },
"#;
    let waits = r#"
  { who = "server", call = "accept", as = "second" },
  { who = "server", call = "send", sock = "first", data = "go" },
  { who = "anna", call = "recv", max = 10 },
"#;
    let last = r#"{ who = "anna", call = "send", data = "x" },"#;
    let why = tried(&format!("{begin}{last}")).expect_err("anna does not know of bert");
    assert!(why.en.contains("anna and bert"), "{}", why.en);
    let all = tried(&format!("{begin}{waits}{last}")).expect("programs");
    let starts = |program: &Program| program.text.lines().nth(1).map(str::to_owned);
    let starts: Vec<String> = all.iter().filter_map(starts).collect();
    for (line, says) in starts.iter().zip(["first:", "when server says", "when anna says"]) {
        assert!(line.contains(says), "{starts:?}");
    }
    assert_eq!(starts.len(), 3);
}

/// A sender pauses for its reader only where what it sends may not fit beside what waits there.
#[test]
fn no_program_pauses_for_room_that_is_there() {
    let with = |buffer: u32, last: &str| {
        of_steps(&format!(
            r#"
  {{ who = "server", call = "bind", set = {{ SO_RCVBUF = {buffer} }} }},
  {{ who = "client", call = "connect", to = "server" }},
  {{ who = "client", call = "send", data = "hello" }},
  {{ who = "server", call = "recv_from", max = 70000 }},
  {{ who = "server", call = "send_to", to = "client", data = "a" }},
  {{ who = "client", call = "recv", max = 10 }},
  {{ who = "client", call = "send", data = {{ fill = "A", len = 4000 }} }},
  {{ who = "server", call = "recv_from", max = 70000 }},
  {last}
"#
        ))
    };
    let ordinary = r#"{ who = "client", call = "send", data = "x" }, { who = "server", call = "recv_from", max = 9 }"#;
    let too_long = r#"{ who = "client", call = "send", data = { fill = "A", len = 65508 }, error = "message-too-long" }"#;
    assert!(!with(262_144, ordinary).contains("time.sleep"), "{}", with(262_144, ordinary));
    assert!(!with(4096, too_long).contains("time.sleep"), "{}", with(4096, too_long));
    assert!(with(4096, ordinary).contains("time.sleep"), "{}", with(4096, ordinary));
}

/// A reader that the scenario makes late need not be: the program says so where that is.
#[test]
fn a_reader_that_is_not_late_says_so() {
    let file = scenarios().into_iter().find(|one| one.id == "folk-remedies").expect("one");
    let case = file.cases.iter().find(|case| case.id == "length-prefix").expect("one");
    for (lang, says) in
        [(Lang::En, "reads only when 100 bytes wait here"), (Lang::Zh, "100 个字节")]
    {
        for tongue in Tongue::ALL.iter().copied() {
            let all = programs(&file, case, tongue, lang).expect("programs");
            assert!(all[0].text.contains(says), "{}", all[0].text);
        }
    }
}

/// `-o DIR` writes four files, and never over one that is there.
#[test]
fn files_are_written_and_never_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("programs");
    let show = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stickydemo"));
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
