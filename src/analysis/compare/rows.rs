//! The runs of a case as rows, a cell for each system.

use super::view::{About, Done, MainCause, Reach, Reason, Receive, StepOutcome, Told, View};
use crate::analysis::sweep::FigureExtent;
use crate::model::{CallName, Counted, Fates, Payload, ReceiveNo, StepNo, Transport, Verdict};
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Aspect {
    /// What carried the bytes of a session.
    Carriers,
    /// Whether the case showed what it set out to show.
    Verdict,
    /// What became of the messages.
    Fates,
    /// The main cause of each receive.
    Causes,
    /// What these receives returned, from one to another: the same each.
    #[serde(rename = "receives", serialize_with = "receives")]
    #[cfg_attr(test, schemars(with = "Receives"))]
    Bytes(ReceiveNo, ReceiveNo),
    /// How a step failed.
    #[serde(serialize_with = "step")]
    #[cfg_attr(test, schemars(with = "StepOf<'_>"))]
    Step(StepNo, String, CallName),
}

/// From one to another.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Receives {
    first: ReceiveNo,
    last: ReceiveNo,
}

/// A step, its actor and its call.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct StepOf<'a> {
    step: StepNo,
    who: &'a str,
    call: CallName,
}

fn receives<S: Serializer>(
    &first: &ReceiveNo,
    &last: &ReceiveNo,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    Receives { first, last }.serialize(serializer)
}

fn step<S: Serializer>(
    &step: &StepNo,
    who: &str,
    &call: &CallName,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    StepOf { step, who, call }.serialize(serializer)
}

/// What was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// It was not shown, and the scenario says that this system may not show it: no failure.
    NotShownHere,
    /// What carried the bytes.
    #[serde(untagged)]
    Carriers(Vec<Transport>),
    /// A verdict.
    #[serde(untagged)]
    Verdict(Verdict),
    /// The fates of each message.
    #[serde(untagged)]
    Fates(Vec<Fates>),
    /// The main cause of each receive.
    #[serde(untagged)]
    Causes(Vec<MainCause>),
    /// What a receive returned; nothing where there was no such receive.
    #[serde(untagged)]
    Bytes(Option<Payload>),
    /// How a step ended.
    #[serde(untagged)]
    Step(StepOutcome),
}

/// A system's place in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ComparedCell {
    /// It was not run there, or broken off because the system does not tell what it waits for.
    NotRun,
    /// What was there: each different value, that of the most runs first, and in how many of `of`
    /// (of very many, the first hundred).
    #[serde(untagged)]
    Seen {
        /// The values, and the runs that had them.
        #[serde(serialize_with = "value_runs")]
        #[cfg_attr(test, schemars(with = "Vec<ValueRuns<'_>>", length(min = 1)))]
        values: Vec<(Value, u64)>,
        /// All runs.
        #[cfg_attr(test, schemars(range(min = 1)))]
        of: u64,
    },
    /// No trace of this system has the case.
    #[serde(untagged)]
    Absent,
}

/// A value, and in how many runs it was there.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ValueRuns<'a> {
    value: &'a Value,
    #[cfg_attr(test, schemars(range(min = 1)))]
    runs: u64,
}

fn value_runs<S: Serializer>(values: &[(Value, u64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(|(value, runs)| ValueRuns { value, runs: *runs }))
}

/// A row of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ComparedRow {
    /// What it is about.
    #[serde(rename = "about")]
    pub aspect: Aspect,
    /// One for each column.
    pub cells: Vec<ComparedCell>,
    /// Whether systems differ, or the runs on one.
    pub differs: bool,
    /// Where it differs: why, as far as the scenario says so.
    pub reasons: Vec<Reason>,
}

/// All rows of a case.
pub(super) fn rows(views: &[Vec<&View>], reasons: &Reasons<'_>) -> Vec<ComparedRow> {
    let (messages, receives) = known(views);
    let mut rows = vec![
        row(Aspect::Verdict, verdicts(views), reasons, &BTreeSet::new()),
        told(Aspect::Fates, views, reasons, |told| {
            Some(Value::Fates(told.fates.iter().take(messages).cloned().collect()))
        }),
        told(Aspect::Causes, views, reasons, |told| {
            let causes = told.receives.iter().take(receives).map(|receive| receive.cause);
            Some(Value::Causes(causes.collect()))
        }),
    ];
    rows.extend(bytes(views, reasons, receives));
    rows.extend(steps(views, reasons));
    rows
}

/// What carried the bytes of a session.
pub(super) fn carriers(views: &[Vec<&View>], reasons: &Reasons<'_>) -> ComparedRow {
    told(Aspect::Carriers, views, reasons, |told| Some(Value::Carriers(told.carriers.clone())))
}

/// So many messages and receives are compared: of a trace that was cut nobody knows how many came after.
fn known(views: &[Vec<&View>]) -> (usize, usize) {
    let cut = || views.iter().flatten().filter(|view| view.cut.is_some());
    let least = |count: fn(&Told) -> usize| {
        cut().filter_map(|view| view.told.as_deref().map(count)).min().unwrap_or(usize::MAX)
    };
    (least(|told| told.fates.len()), least(|told| told.receives.len()))
}

fn verdicts(views: &[Vec<&View>]) -> Vec<ComparedCell> {
    let column = |views: &Vec<&View>| {
        let all = views.iter().flat_map(|view| view.verdicts.iter().map(move |v| (view, v)));
        cell(all.map(|(view, (verdict, runs))| (verdict_of(view, *verdict), *runs, *runs)))
    };
    views.iter().map(column).collect()
}

fn verdict_of(view: &View, verdict: Verdict) -> Value {
    match verdict {
        Verdict::NotShown if view.may_not_show => Value::NotShownHere,
        verdict => Value::Verdict(verdict),
    }
}

/// A row of what runs tell.
fn told(
    aspect: Aspect,
    views: &[Vec<&View>],
    reasons: &Reasons<'_>,
    value: impl Fn(&Told) -> Option<Value>,
) -> ComparedRow {
    row(aspect, cells(views, value), reasons, &BTreeSet::new())
}

fn cells(views: &[Vec<&View>], value: impl Fn(&Told) -> Option<Value>) -> Vec<ComparedCell> {
    let column = |views: &Vec<&View>| {
        let all = views.iter().filter_map(|view| {
            let runs = if view.odd { view.runs() } else { 1 };
            Some((value(view.told.as_ref()?)?, 1, runs))
        });
        match cell(all) {
            ComparedCell::Absent if !views.is_empty() => ComparedCell::NotRun,
            cell => cell,
        }
    };
    views.iter().map(column).collect()
}

/// So many different values are told apart; runs with others are only counted.
const VALUES: usize = 100;

/// Values, each with the runs that had it, and the runs that it was looked for in.
fn cell(all: impl Iterator<Item = (Value, u64, u64)>) -> ComparedCell {
    let mut values: Vec<(Value, u64)> = Vec::new();
    let mut of = 0u64;
    for (value, runs, looked) in all {
        of = of.saturating_add(looked);
        if let Some((_, known)) = values.iter_mut().find(|(known, _)| *known == value) {
            *known = known.saturating_add(runs);
        } else if values.len() < VALUES {
            values.push((value, runs));
        }
    }
    values.sort_by_key(|(_, runs)| std::cmp::Reverse(*runs));
    if values.is_empty() { ComparedCell::Absent } else { ComparedCell::Seen { values, of } }
}

fn row(
    aspect: Aspect,
    cells: Vec<ComparedCell>,
    reasons: &Reasons<'_>,
    steps: &BTreeSet<StepNo>,
) -> ComparedRow {
    let differs = differs(&cells);
    let reasons = if differs { reasons.about(&aspect, steps) } else { Vec::new() };
    ComparedRow { aspect, cells, differs, reasons }
}

/// Whether any two of all the values do not agree.
fn differs(cells: &[ComparedCell]) -> bool {
    let values = cells.iter().flat_map(|cell| match cell {
        ComparedCell::Seen { values, .. } => values.as_slice(),
        ComparedCell::Absent | ComparedCell::NotRun => &[],
    });
    let values: Vec<&Value> = values.map(|(value, _)| value).collect();
    let pairs = values.iter().enumerate();
    let mut pairs = pairs.flat_map(|(at, one)| values.iter().skip(at + 1).map(move |b| (one, b)));
    pairs.any(|(a, b)| !agree(a, b))
}

/// Whether two values are the same as far as both are known. What a system calls an error is its
/// own affair.
fn agree(a: &Value, b: &Value) -> bool {
    let cause = |a: MainCause, b: MainCause| a.cause == b.cause || a.open || b.open;
    match (a, b) {
        (Value::Causes(a), Value::Causes(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| cause(*a, *b))
        }
        (Value::Fates(a), Value::Fates(b)) => {
            let same = |(a, b): (&Fates, &Fates)| a == b || a.is_empty() || b.is_empty();
            a.len() == b.len() && a.iter().zip(b).all(same)
        }
        (Value::Step(a), Value::Step(b)) => {
            let names = |step: &StepOutcome| {
                step.errors.iter().map(|error| error.name).collect::<BTreeSet<_>>()
            };
            a.ran == b.ran && names(a) == names(b)
        }
        (a, b) => a == b,
    }
}

/// A row for each receive up to `known`; neighbours that are the same in every column are one.
fn bytes(views: &[Vec<&View>], reasons: &Reasons<'_>, known: usize) -> Vec<ComparedRow> {
    let told = || views.iter().flatten().filter_map(|view| view.told.as_ref());
    let most = told().map(|told| told.receives.len()).max().unwrap_or(0);
    let mut runs: Vec<(usize, usize, Vec<ComparedCell>)> = Vec::new();
    for at in 0..most.min(known) {
        let data = |told: &Told| told.receives.get(at).map(|receive| receive.data.clone());
        let cells = cells(views, |told| Some(Value::Bytes(data(told))));
        match runs.last_mut().filter(|(_, _, before)| *before == cells) {
            Some((_, last, _)) => *last = at,
            None => runs.push((at, at, cells)),
        }
    }
    let rows = runs.into_iter().map(|(first, last, cells)| {
        let receives = told().flat_map(|told| told.receives.get(first..=last).unwrap_or_default());
        let steps: BTreeSet<StepNo> =
            receives.filter_map(|receive: &Receive| receive.step).collect();
        row(Aspect::Bytes(number(first), number(last)), cells, reasons, &steps)
    });
    rows.collect()
}

fn number(index: usize) -> ReceiveNo {
    ReceiveNo(u32::try_from(index.saturating_add(1)).unwrap_or(u32::MAX))
}

/// A row for each step that failed anywhere, or was not run.
fn steps(views: &[Vec<&View>], reasons: &Reasons<'_>) -> Vec<ComparedRow> {
    let told = views.iter().flatten().filter_map(|view| view.told.as_ref());
    let mut failed: BTreeMap<StepNo, &Done> = BTreeMap::new();
    for (no, done) in told.flat_map(|told| &told.steps) {
        if !done.outcome.ran || !done.outcome.errors.is_empty() {
            failed.entry(*no).or_insert(done);
        }
    }
    let rows = failed.into_iter().map(|(no, done)| {
        let value = |told: &Told| told.steps.get(&no).map(|done| Value::Step(done.outcome.clone()));
        let aspect = Aspect::Step(no, done.who.clone(), done.call);
        row(aspect, cells(views, value), reasons, &BTreeSet::from([no]))
    });
    rows.collect()
}

/// The reasons that can explain a difference: those that hold on some of the systems only.
pub(super) struct Reasons<'a>(Vec<&'a Reason>);

impl<'a> Reasons<'a> {
    pub(super) fn of(views: &[Vec<&'a View>]) -> Self {
        let present = || views.iter().filter(|column| !column.is_empty());
        let mut all: Vec<&Reason> = Vec::new();
        for reason in present().flatten().flat_map(|view| view.reasons.iter()) {
            let has = |column: &Vec<&View>| {
                column.iter().flat_map(|view| view.reasons.iter()).any(|other| other.is(reason))
            };
            if !all.contains(&reason) && !present().all(has) {
                all.push(reason);
            }
        }
        all.sort_by_key(|reason| reason.on);
        Reasons(all)
    }

    /// Those about the same thing; where there are none, all that reach so far: one thing follows from
    /// another.
    fn about(&self, aspect: &Aspect, steps: &BTreeSet<StepNo>) -> Vec<Reason> {
        let near = self.chosen(|reason| is_about(reason, aspect, steps));
        if near.is_empty() { self.chosen(|reason| reason.reach != Reach::Own) } else { near }
    }

    /// Why a figure is seen on one system and not on another.
    pub(super) fn about_figure(
        &self,
        what: Counted,
        columns: &[Option<FigureExtent>],
    ) -> Vec<Reason> {
        let any = |test: fn(&FigureExtent) -> bool| columns.iter().flatten().any(test);
        let differs = any(|figure| figure.seen.is_some())
            && any(|figure| figure.seen.is_none() && figure.unseen > 0);
        self.chosen(|reason| differs && reason.about == About::Figure(Some(what)))
    }

    /// Each once.
    fn chosen(&self, wanted: impl Fn(&Reason) -> bool) -> Vec<Reason> {
        let mut found: Vec<Reason> = Vec::new();
        for reason in self.0.iter().filter(|reason| wanted(reason)) {
            if !found.iter().any(|known| known.on == reason.on && known.why == reason.why) {
                found.push((*reason).clone());
            }
        }
        found
    }
}

fn is_about(reason: &Reason, aspect: &Aspect, steps: &BTreeSet<StepNo>) -> bool {
    match (reason.about, aspect) {
        (About::Case, _) => true,
        (_, Aspect::Verdict) => reason.reach == Reach::Verdict,
        (About::Fates, aspect) => *aspect == Aspect::Fates,
        (About::Receives(_), Aspect::Causes) => true,
        (About::Receives(no), Aspect::Bytes(first, last)) => {
            no.is_none_or(|no| (*first..=*last).contains(&no))
        }
        (About::Step(no), _) => steps.contains(&no),
        (About::Receives(_) | About::Figure(_), _) => false,
    }
}
