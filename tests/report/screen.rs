//! A case on one screen: how many lines it takes, of each recorded case, in both languages.

use crate::look;
use crate::recordings::LINUX;
use stickydemo::model::{Lang, Role};
use stickydemo::report::{Look, Pen, Verbosity, case};

/// The lessons one begins with.
const FIRST: [&str; 8] = [
    "late-read",
    "short-recv",
    "half-message",
    "nagle",
    "write-write-read",
    "cork",
    "window",
    "folk-remedies",
];

struct Drawn {
    name: String,
    role: Role,
    first: bool,
    packets: bool,
    text: String,
}

/// Every case of the recording, as a run of its scenario draws it.
fn drawn(lang: Lang, verbosity: Verbosity) -> Vec<Drawn> {
    let look = Look { verbosity, ..look(80, lang) };
    let mut all: Vec<Drawn> = Vec::new();
    let (mut pen, mut scenario) = (Pen::new(look), "");
    for run in LINUX.runs() {
        if scenario != run.scenario.id {
            (pen, scenario) = (Pen::new(look), &run.scenario.id);
        }
        let analysis = LINUX.judged(run);
        let page = case::case(run.scenario, run.case, run.trace, &analysis, &look.voice());
        all.push(Drawn {
            name: run.name(),
            role: run.case.role,
            first: FIRST.contains(&scenario),
            packets: run.trace.lab.as_ref().is_some_and(|lab| !lab.packets.is_empty()),
            text: pen.draw(&page),
        });
    }
    all
}

#[test]
fn a_case_fits_a_screen() {
    for lang in [Lang::En, Lang::Zh] {
        let all = drawn(lang, Verbosity::Normal);
        let mut lines: Vec<usize> = all.iter().map(|one| one.text.lines().count()).collect();
        for (one, lines) in all.iter().zip(&lines) {
            let most = match one {
                Drawn { first: true, role: Role::Problem, .. } => 22,
                Drawn { packets: true, .. } => 60,
                _ => 40,
            };
            assert!(*lines <= most, "{}: {lines} lines\n{}", one.name, one.text);
        }
        lines.sort_unstable();
        assert!(lines[lines.len() / 2] <= 22, "the median is {}", lines[lines.len() / 2]);
        assert_eq!(FIRST.len(), 8);
        assert!(all.iter().filter(|one| one.first).count() > 40);
    }
}

/// What judges a claim is there: the rulers, a cause where the analysis has one, and the verdict.
#[test]
fn nothing_that_is_needed_to_judge_is_left_out() {
    let look = Look { verbosity: Verbosity::Normal, ..look(80, Lang::En) };
    for run in LINUX.runs() {
        let (name, analysis) = (run.name(), LINUX.judged(run));
        let page = case::case(run.scenario, run.case, run.trace, &analysis, &look.voice());
        let text = page.text(&look);
        assert!(text.lines().any(|line| line.starts_with(['✔', '○', '≈', '✘'])), "{name}: {text}");
        let main = analysis.receives.iter().find_map(|receive| receive.causes.first());
        if let Some(main) = main {
            let named = text.replace("\n    ", " ");
            assert!(named.contains(&main.cause.to_string()), "{name}: {}\n{text}", main.cause);
        }
        // Where nothing travelled there is no ruler.
        let travelled = analysis.flows.iter().any(|flow| flow.sent.iter().any(|s| s.len > 0));
        let told = text.contains("\n  received  ") || text.contains("each message alone");
        assert!(!travelled || told || !analysis.rounds.is_empty(), "{name}: {text}");
    }
}

/// A sign is explained where it first appears, and not again.
#[test]
fn a_sign_is_explained_once_in_a_run() {
    let all = drawn(Lang::En, Verbosity::Normal);
    for sign in ["┊ message boundary, lost here", "these messages together"] {
        let of = |scenario: &str| {
            let own = all.iter().filter(|one| one.name.starts_with(scenario));
            own.filter(|one| one.text.contains(sign)).count()
        };
        assert_eq!(of("late-read/"), 1, "{sign}");
        assert_eq!(of("nagle/"), 1, "{sign}");
    }
    let full = drawn(Lang::En, Verbosity::Full);
    assert!(full.iter().filter(|one| one.text.contains("┊ message boundary")).count() > 50);
}
