//! A recording in `tests/traces` holds what was recorded. What the analysis makes of it is a text beside it,
//! a few lines for each case, and the same on every system.
//!
//! ```text
//! short-recv/two-sends: shown; sends 2, segments 2, receives 2, held 0
//!   messages  1 glued, split; 2 glued
//!   receives  1 [1…] short-buffer; 2 […1, 2] leftover
//! ```
//!
//! Figures that this system does not show are `?`. Of a receive it is the messages and the main cause. Like
//! ones are folded: `1–10 glued`, `1–5 one each [2–6]`, `2–4 each […1…] leftover`. The last line of a case
//! has the expectations that were not met.

use crate::golden;
use crate::traces::files;
use std::fmt::Write as _;
use std::path::Path;
use stickydemo::analysis::{
    CaseAnalysis, Check, CheckPlace, CheckResult, Counts, Expected, Part, ReceiveFinding, Setting,
    analyse, contradictions,
};
use stickydemo::model::{Expectation, Lang, Seen};
use stickydemo::report::json::{self, Recording};

#[test]
fn every_recording_is_judged_as_the_text_beside_it_says() {
    let mut differences = String::new();
    for (name, bytes) in files() {
        let recording = json::read_repeated(&bytes);
        let recording = recording.unwrap_or_else(|e| panic!("{}", e.render(&name, Lang::En)));
        let text = judged(&recording);
        let cases = text.lines().filter(|line| !line.starts_with(' ')).count();
        assert!(cases > 250, "{name}: only {cases} cases");
        let file = Path::new("traces").join(format!("{name}.judged.txt"));
        differences += &golden::check(&file, &text).err().unwrap_or_default();
        let file = Path::new("traces").join(format!("{name}.json.gz"));
        differences += &golden::check_recording(&file, &recording.trace).err().unwrap_or_default();
    }
    assert!(differences.is_empty(), "{differences}");
}

/// Each case judged by the rules of where it was recorded.
fn judged(Recording { trace, scenarios, .. }: &Recording) -> String {
    let mut text = String::new();
    let setting = Setting::of(&trace.host, trace.wire, false);
    for (scenario, runs) in scenarios.iter().zip(&trace.scenarios) {
        assert!(runs.set.is_empty(), "{}: a recording is of scenarios as they are", runs.id);
        for run in &runs.cases {
            let case = scenario.cases.iter().find(|case| case.id == run.id).unwrap();
            let found = analyse(case, run, &setting);
            assert_eq!(contradictions(run, &found), [""; 0], "{}", run.id);
            text += &said(&format!("{}/{}", scenario.id, case.id), &found);
        }
    }
    text
}

fn said(name: &str, found: &CaseAnalysis) -> String {
    let mut text = format!("{name}: {}", found.verdict.as_str());
    if found.may_not_show.is_some() {
        text += " (need not show here)";
    }
    if found.not_run.is_some() {
        return text + ", not run here\n";
    }
    text += &format!("; {}\n", counted(&found.counts));
    let mut line = |head: &str, items: Vec<String>| {
        if !items.is_empty() {
            writeln!(text, "  {head}  {}", items.join("; ")).unwrap();
        }
    };
    let fates = found.messages.iter().map(|message| {
        let fates: Vec<&str> = message.fate.iter().map(|fate| fate.as_str()).collect();
        fates.join(", ")
    });
    line("messages", folded(fates, |fates, _, _| fates.clone()));
    line("receives", receives(&found.receives));
    line("not met", found.checks.iter().filter_map(unmet).collect());
    text
}

fn counted(counts: &Counts) -> String {
    let figure = |what: &str, seen| match seen {
        Seen::Seen(count) => Some(format!("{what} {count}")),
        Seen::Unsupported => Some(format!("{what} ?")),
        Seen::Failed(code) => Some(format!("{what} failed {code}")),
        Seen::Absent => None,
    };
    let all = [
        figure("sends", Seen::Seen(counts.sends)),
        figure("segments", counts.segments),
        figure("receives", Seen::Seen(counts.receives)),
        figure("dropped", counts.drops),
        figure("held", counts.held),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Numbered from 1, neighbours that are alike together: `1–10 glued`. What is said of them may depend on
/// the first number and the last.
fn folded<T: PartialEq>(
    all: impl Iterator<Item = T>,
    say: impl Fn(&T, i64, i64) -> String,
) -> Vec<String> {
    let all: Vec<T> = all.collect();
    let mut next = 1;
    let runs = all.chunk_by(T::eq).map(|run| {
        let first = next;
        next += i64::try_from(run.len()).unwrap();
        format!("{} {}", numbers(first, next - 1), say(&run[0], first, next - 1))
    });
    runs.collect()
}

fn numbers(first: i64, last: i64) -> String {
    if first == last { first.to_string() } else { format!("{first}–{last}") }
}

/// What a receive held.
#[derive(PartialEq)]
enum Held {
    /// A whole message: the number of it less the number of the receive.
    One(i64),
    /// These parts of messages.
    Parts(String),
}

fn receives(all: &[ReceiveFinding]) -> Vec<String> {
    let found = all.iter().map(|receive| {
        let cause = receive.causes.first().map(|found| format!(" {}", found.cause.as_str()));
        (held(receive), cause.unwrap_or_default())
    });
    folded(found, |(held, cause), first, last| {
        let each = match (held, first == last) {
            (_, true) => "",
            (Held::One(_), false) => "one each ",
            (Held::Parts(_), false) => "each ",
        };
        let held = match held {
            Held::One(ahead) => numbers(first + ahead, last + ahead),
            Held::Parts(parts) => parts.clone(),
        };
        format!("{each}[{held}]{cause}")
    })
}

fn held(receive: &ReceiveFinding) -> Held {
    match receive.parts[..] {
        [Part { message, start: 0, len, of }] if len == of => {
            Held::One(i64::from(message.0) - i64::from(receive.no.0))
        }
        _ => Held::Parts(parts(&receive.parts)),
    }
}

/// `…3, 4–7, 8…`: the end of message 3, 4 to 7, the beginning of 8.
fn parts(parts: &[Part]) -> String {
    let mut all: Vec<String> = Vec::new();
    for run in
        parts.chunk_by(|one, next| whole(one) && whole(next) && one.message.0 + 1 == next.message.0)
    {
        let (first, last) = (&run[0], &run[run.len() - 1]);
        let before = if first.start > 0 { "…" } else { "" };
        let after = if last.start + last.len < last.of { "…" } else { "" };
        let to = if run.len() > 1 { format!("–{}", last.message.0) } else { String::new() };
        all.push(format!("{before}{}{to}{after}", first.message.0));
    }
    all.join(", ")
}

fn whole(part: &Part) -> bool {
    part.start == 0 && part.len == part.of
}

/// An expectation that was not met: `step 7 error failed`, `expect 2 segments unobservable`.
fn unmet(check: &Check) -> Option<String> {
    let result = match check.result {
        CheckResult::Met => return None,
        CheckResult::Failed(_) => "failed",
        CheckResult::Unobservable => "unobservable",
    };
    let place = match check.place {
        CheckPlace::Step { step, round: 1, repeat: 1 } => format!("step {}", step.0),
        CheckPlace::Step { step, round, repeat } => format!("step {}.{round}.{repeat}", step.0),
        CheckPlace::Case(at) => format!("expect {}", at + 1),
        CheckPlace::Rule(no) => format!("rule {no}"),
    };
    Some(format!("{place} {} {result}", what(&check.expected)))
}

fn what(expected: &Expected) -> &'static str {
    match expected {
        Expected::Runs => "runs",
        Expected::Returns(_) => "returns",
        Expected::Error(_) => "error",
        Expected::Sender(_) => "sender",
        Expected::Took(_) => "took",
        Expected::Rule(_) => "met",
        Expected::Case(what) | Expected::Anything(what) => match what {
            Expectation::Message { .. } => "message",
            Expectation::Receive { .. } => "receive",
            Expectation::Count { what, .. } => what.as_str(),
            Expectation::Rounds { .. } => "rounds",
            Expectation::Packet { .. } => "packet",
            Expectation::Packets { .. } => "packets",
        },
    }
}
