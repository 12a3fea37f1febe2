//! Cases in which steps begin earlier than they are written, in the background, and are joined later: an
//! `accept` before the `connect`, a `recv` before the `send`, as real programs have it. What they
//! show then is anybody's guess; what is said of it must not contradict itself.
//!
//! Each round draws a case and one to three of its steps. Each of these moves up by some steps of other
//! actors, and gets a `join` somewhere between its old place and the next step of its actor. The whole
//! is read anew, and what the rules of scenarios refuse is not run.

use crate::options;
use crate::side_by_side;
use stickydemo::analysis::{self, Setting, Validator};
use stickydemo::engine;
use stickydemo::model::{Lang, Scenario, WireKind};
use stickydemo::report::{Look, Verbosity, case};
use stickydemo::scenario::{self, builtin};
use stickydemo::stage::Stage;
use toml::{Table, Value};

/// How many rounds; `STICKYDEMO_ROUNDS` asks for more.
const ROUNDS: u64 = 400;
/// A case that takes longer by itself is not among them: rounds are worth more than waits.
const LONGEST_US: u64 = 300_000;
/// What is drawn; `STICKYDEMO_SEED` draws something else. How the steps then meet is new each time.
const SEED: u64 = 1;

/// How a case is shown of which something untrue is said.
const LOOK: Look =
    Look { width: 120, color: false, ascii: false, lang: Lang::En, verbosity: Verbosity::Full };

fn asked(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().and_then(|text| text.parse().ok())
}

/// SplitMix64: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below a number; 0 below 0.
    fn below(&mut self, number: usize) -> usize {
        (self.roll() % number.max(1) as u64) as usize
    }
}

/// A file with one case, as a document.
#[derive(Clone)]
struct Sheet {
    file: Table,
}

impl Sheet {
    fn all_of(source: &str) -> Vec<Self> {
        let mut file: Table = source.parse().unwrap_or_else(|error| panic!("{error}"));
        let Some(Value::Array(cases)) = file.remove("case") else { return Vec::new() };
        // It may be about another case.
        file.remove("guess");
        let alone = |case: Value| {
            let mut file = file.clone();
            file.insert("case".to_owned(), Value::Array(vec![case]));
            Sheet { file }
        };
        cases.into_iter().map(alone).collect()
    }

    fn case(&mut self) -> &mut Table {
        let case = self.file.get_mut("case").and_then(|cases| cases.get_mut(0));
        case.and_then(Value::as_table_mut).expect("a sheet has one case")
    }

    fn steps(&mut self) -> &mut Vec<Value> {
        let steps = self.case().get_mut("steps").and_then(Value::as_array_mut);
        steps.expect("a case has steps")
    }

    fn source(&self) -> String {
        toml::to_string(&self.file).unwrap_or_else(|error| panic!("{error}"))
    }

    /// As the program reads it; nothing where it refuses it.
    fn scenario(&self) -> Option<Scenario> {
        scenario::parse("shuffled.toml", self.source().as_bytes()).ok()
    }

    fn starts_a_process(&self) -> bool {
        let scenario = self.scenario();
        scenario.is_some_and(|it| it.cases.iter().any(side_by_side::starts_a_process))
    }

    /// Begins a step earlier, in the background. Nothing where that cannot be: it has no actor of its own
    /// (a block), or is in the background already.
    fn start_early(&mut self, dice: &mut Dice) -> Option<()> {
        let steps = self.steps();
        let at = dice.below(steps.len());
        let who = actor(&steps[at])?.to_owned();
        let mut step = steps[at].clone();
        let fields = step.as_table_mut()?;
        if fields.contains_key("background") || fields.get("call")?.as_str() == Some("join") {
            return None;
        }
        fields.insert("background".to_owned(), Value::Boolean(true));
        let mut join = Table::new();
        join.insert("who".to_owned(), Value::String(who.clone()));
        join.insert("call".to_owned(), Value::String("join".to_owned()));
        // A block may be its actor's, too.
        let is_others = |step: &&Value| actor(step).is_some_and(|other| other != who);
        let free = steps[..at].iter().rev().take_while(is_others).count();
        let later = steps[at + 1..].iter().take_while(is_others).count();
        steps.insert(at + 1 + dice.below(later + 1), Value::Table(join));
        steps.remove(at);
        steps.insert(at - dice.below(free + 1), step);
        Some(())
    }
}

/// Whose step it is; a block is nobody's.
fn actor(step: &Value) -> Option<&str> {
    step.get("who").and_then(Value::as_str)
}

/// What is wrong with what is said of a run of it, and the picture; and how long it took, in
/// microseconds. `None`: it is not for this computer.
fn played(sheet: &Sheet, stage: &Stage) -> Option<(Option<String>, u64)> {
    let scenario = sheet.scenario()?;
    let case = &scenario.cases[0];
    // What is expected does not hold any more, and need not.
    let setting = Setting::of(&stickydemo::net::host(), WireKind::Loopback, true);
    let elsewhere = case.lab.is_none() && analysis::not_runnable(case, &setting).is_some();
    if stage.wire(case).is_err() || elsewhere {
        return None;
    }
    let trace = engine::run_case(case, stage, &options()).expect("the case can be run");
    let fits = Validator::default().validate(case, &trace, &setting);
    let mut wrong: Vec<String> = fits.err().map(|fault| format!("{fault:?}")).into_iter().collect();
    let found = analysis::analyse(case, &trace, &setting);
    wrong.extend(analysis::contradictions(&trace, &found));
    let problem = (!wrong.is_empty()).then(|| {
        let picture = case::case(&scenario, case, &trace, &found, &LOOK.voice()).text(&LOOK);
        format!("{}\n{picture}\n{}\n", sheet.source(), wrong.join("\n"))
    });
    Some((problem, found.counts.took_us))
}

/// Every case, with whether it is soon done, and what is wrong with any as it is written.
fn sheets() -> (Vec<(Sheet, bool)>, String) {
    let own = [
        include_str!("../scenario_ok/delayed.toml"),
        include_str!("../scenario_ok/datagrams.toml"),
        include_str!("../scenario_ok/workers.toml"),
    ];
    let sources = builtin::index().iter().map(builtin::Builtin::source).chain(own);
    let all: Vec<Sheet> = sources.flat_map(Sheet::all_of).collect();
    assert!(
        all.iter().all(|sheet| sheet.scenario().is_some()),
        "as they are written, all are right"
    );
    let ran = side_by_side::each(&all, Sheet::starts_a_process, |stage, sheet| {
        let (problem, took_us) = played(sheet, stage).unwrap_or_default();
        (problem, took_us < LONGEST_US)
    });
    let (problems, quick): (Vec<_>, Vec<bool>) = ran.into_iter().unzip();
    (all.into_iter().zip(quick).collect(), problems.into_iter().flatten().collect())
}

/// The sheet of a round: some that are drawn are refused by the rules. What is drawn does not depend on
/// how quick a case was, so that a seed draws the same again.
fn drawn(sheets: &[(Sheet, bool)], dice: &mut Dice) -> Option<Sheet> {
    let (sheet, quick) = &sheets[dice.below(sheets.len())];
    let mut sheet = sheet.clone();
    for _ in 0..=dice.below(3) {
        let mut other = sheet.clone();
        if other.start_early(dice).is_some() && other.scenario().is_some() {
            sheet = other;
        }
    }
    (*quick && sheet.source().contains("background")).then_some(sheet)
}

#[test]
fn what_begins_earlier_is_told_without_a_contradiction() {
    let seed = asked("STICKYDEMO_SEED").unwrap_or(SEED);
    let rounds = asked("STICKYDEMO_ROUNDS").unwrap_or(ROUNDS);
    let (sheets, mut problems) = sheets();
    let draw = |round: u64| {
        let mut dice = Dice(seed.wrapping_add(round.wrapping_mul(0x1000_0000_01b3)));
        drawn(&sheets, &mut dice).map(|sheet| (round, sheet))
    };
    let drawn: Vec<(u64, Sheet)> = (0..rounds).filter_map(draw).collect();
    println!("STICKYDEMO_SEED={seed}: {} of {rounds} rounds are run", drawn.len());
    let alone = |(_, sheet): &(u64, Sheet)| sheet.starts_a_process();
    let found = side_by_side::each(&drawn, alone, |stage, (round, sheet)| {
        played(sheet, stage)?.0.map(|problem| format!("round {round}:\n{problem}\n"))
    });
    problems.extend(found.into_iter().flatten());
    assert!(problems.is_empty(), "STICKYDEMO_SEED={seed}\n{problems}");
    let ran = drawn.len() as u64;
    assert!(ran >= rounds / 3, "only {ran} of {rounds} rounds were run");
}
