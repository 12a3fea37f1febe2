//! What of one run of a case is compared, and the reasons its scenario has for a system of its own.

use crate::analysis::step_checks::{broken_off_by_what_is_not_here, lacks_a_socket};
use crate::analysis::sweep::FigureExtent;
use crate::analysis::{
    CaseAnalysis, CheckPlace, CheckResult, Expected, Extent, Got, ReceiveFinding, Setting, Tally,
    not_runnable,
};
use crate::model::{
    CallName, Case, CaseTrace, Cause, Counted, ErrorName, Expectation, Fates, Payload, Platform,
    ReceiveNo, StepNo, Text, Transport, Variant, Verdict,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The figures that are told: of the others one is among what is compared, and one a sum.
pub(super) const FIGURES: [Counted; 5] =
    [Counted::Segments, Counted::Receives, Counted::Drops, Counted::Held, Counted::Took];

/// What of one run of a case is compared (or of many, where a trace has counted them).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// How many runs had which verdict.
    pub(super) verdicts: BTreeMap<Verdict, u64>,
    /// The run that is here is one that did not end as most of so many did.
    pub(super) odd: bool,
    /// What it counted over many runs, and its own trace contradicts.
    pub(super) doubtful: bool,
    /// The scenario says that this system may not show it.
    pub(super) may_not_show: bool,
    /// Of a trace that was cut: how many calls it kept, and how many came after them.
    pub(super) cut: Option<(u64, u64)>,
    pub(super) grounds: Arc<Vec<Ground>>,
    pub(super) told: Option<Arc<Told>>,
    /// In the order of [`FIGURES`].
    pub(super) figures: [FigureExtent; FIGURES.len()],
    pub(super) reasons: Arc<Vec<Reason>>,
}

/// Why a case is not shown on a system, or unsupported there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// It was not run there.
    NotRun(Text),
    /// This was expected, and nobody could see it.
    Unseen(Expected),
    /// This was expected, and this was there instead.
    Failed(Expected, Got),
}

/// What a run tells that is the same whenever the same happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// What carried the bytes of a session.
    pub(super) carriers: Vec<Transport>,
    pub(super) fates: Vec<Fates>,
    pub(super) receives: Vec<Receive>,
    pub(super) steps: BTreeMap<StepNo, Done>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Receive {
    pub(super) step: Option<StepNo>,
    pub(super) data: Payload,
    pub(super) cause: MainCause,
}

/// Why a receive did not hold exactly one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MainCause {
    /// The main cause, if there is any.
    pub cause: Option<Cause>,
    /// There may be another, even before this one: the system does not show what would tell.
    pub open: bool,
}

/// A step, and how it failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Done {
    pub(super) who: String,
    pub(super) call: CallName,
    pub(super) outcome: StepOutcome,
}

/// How a step ended, all its repeats and rounds taken together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StepOutcome {
    /// It was run at least once.
    pub ran: bool,
    /// The different errors it failed with, in the order they came.
    pub errors: Vec<NamedError>,
}

/// An error, and what this system calls it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NamedError {
    /// The portable name: one word on every system.
    pub name: ErrorName,
    /// The system's own word.
    pub native: Option<String>,
}

/// Why a scenario expects something else on a platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Reason {
    /// Where.
    pub on: Platform,
    /// Why.
    pub why: Text,
    /// What it is about.
    #[serde(skip)]
    pub(super) about: About,
    /// What else it can explain.
    #[serde(skip)]
    pub(super) reach: Reach,
}

impl Reason {
    /// Whether it is the same reason, however the run went.
    pub(super) fn is(&self, other: &Reason) -> bool {
        (self.on, self.about, &self.why) == (other.on, other.about, &other.why)
    }
}

/// What a reason is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Case,
    Fates,
    Receives(Option<ReceiveNo>),
    /// A figure; none where it is one of a round or of packets.
    Figure(Option<Counted>),
    Step(StepNo),
}

/// What a reason can explain besides what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The verdict, and whatever nothing nearer explains.
    Verdict,
    /// What nothing nearer explains: all went as the scenario says it does there.
    Rest,
    /// Nothing: there anything may happen, and so nothing follows from it.
    Own,
}

impl View {
    /// Of one run; `repeats` is what its trace counted over many, of which this one was kept.
    pub fn of(
        case: &Case,
        trace: &CaseTrace,
        analysis: &CaseAnalysis,
        setting: &Setting,
        repeats: Option<&Tally>,
    ) -> Self {
        let setting = &setting.over(trace);
        let believed = repeats.filter(|tally| fits(tally, analysis));
        let told = not_runnable(case, setting).is_none()
            && !broken_off_by_what_is_not_here(trace)
            && !lacks_a_socket(trace);
        let one = BTreeMap::from([(analysis.verdict, 1)]);
        let verdicts = believed.map_or(one, |tally| tally.verdicts.clone());
        View {
            odd: verdicts.len() > 1 && verdicts.values().max() != verdicts.get(&analysis.verdict),
            doubtful: repeats.is_some() && believed.is_none(),
            verdicts,
            may_not_show: analysis.may_not_show.is_some(),
            cut: trace.is_cut().then_some((trace.records.len() as u64, trace.left_out)),
            grounds: grounds(case, analysis, setting).into(),
            told: told.then(|| {
                Arc::new(Told {
                    carriers: carriers(trace),
                    fates: fates(case, analysis),
                    receives: receives(trace, analysis),
                    steps: steps(case, trace),
                })
            }),
            figures: FIGURES.map(|what| figure(what, analysis, believed)),
            reasons: reasons(case, trace, analysis, setting).into(),
        }
    }

    /// How many runs it stands for.
    pub(super) fn runs(&self) -> u64 {
        self.verdicts.values().fold(0, |sum, runs| sum.saturating_add(*runs))
    }
}

fn carriers(trace: &CaseTrace) -> Vec<Transport> {
    let used = |over: &Transport| trace.sockets.iter().any(|socket| socket.transport == *over);
    Transport::ALL.iter().copied().filter(used).collect()
}

/// The fates of the messages. None where the case sends until the system takes no more: how many that
/// are is a figure.
fn fates(case: &Case, analysis: &CaseAnalysis) -> Vec<Fates> {
    let measured = case.all_steps().any(|step| step.until.is_some() && step.call.name().sends());
    let messages = analysis.messages.iter().filter(|_| !measured);
    messages.map(|message| message.fate.clone()).collect()
}

/// Whether a count of many runs can be one of runs like this one.
fn fits(tally: &Tally, analysis: &CaseAnalysis) -> bool {
    let runs = tally.verdicts.values().try_fold(0u64, |sum, runs| sum.checked_add(*runs));
    let figure = |(what, extent): (&Counted, &Extent)| {
        let own = analysis.counts.get(*what).seen();
        let has_own = own.is_none_or(|own| (extent.min..=extent.max).contains(&own));
        has_own && extent.min <= extent.max && extent.runs <= tally.runs
    };
    runs == Some(tally.runs)
        && tally.count(analysis.verdict) > 0
        && tally.figures.iter().all(figure)
}

fn figure(what: Counted, analysis: &CaseAnalysis, repeats: Option<&Tally>) -> FigureExtent {
    let mut figure = FigureExtent::default();
    let Some(tally) = repeats else {
        figure.add(analysis.counts.get(what));
        return figure;
    };
    figure.seen = tally.figures.get(&what).copied();
    if !analysis.counts.get(what).is_absent() {
        let seen = figure.seen.map_or(0, |extent| extent.runs);
        figure.unseen = tally.runs.saturating_sub(seen);
    }
    figure
}

/// What the verdict stands on, each thing once.
fn grounds(case: &Case, analysis: &CaseAnalysis, setting: &Setting) -> Vec<Ground> {
    if let Some(why) = not_runnable(case, setting) {
        return vec![Ground::NotRun(why)];
    }
    let mut grounds = Vec::new();
    for check in &analysis.checks {
        let expected = check.expected.clone();
        let ground = match (&check.result, analysis.verdict) {
            (CheckResult::Unobservable, Verdict::Unsupported) => Ground::Unseen(expected),
            (CheckResult::Failed(got), _) => Ground::Failed(expected, got.clone()),
            _ => continue,
        };
        if grounds.len() < GROUNDS && !grounds.contains(&ground) {
            grounds.push(ground);
        }
    }
    grounds
}

/// A thousand repeats of a step can fail in a thousand ways; so many are kept.
pub(super) const GROUNDS: usize = 20;

fn receives(trace: &CaseTrace, analysis: &CaseAnalysis) -> Vec<Receive> {
    let step = |at: usize| trace.records.get(at).map(|record| record.step);
    let receives = analysis.receives.iter().map(|receive| Receive {
        step: step(receive.place.0),
        data: receive.data.clone(),
        cause: MainCause {
            cause: receive.causes.first().map(|finding| finding.cause),
            open: receive.causes.iter().any(|finding| finding.cause == Cause::Unknown)
                || is_strangers(trace, receive),
        },
    });
    receives.collect()
}

/// Whether another program sent it: where its messages began and ended is not known.
fn is_strangers(trace: &CaseTrace, receive: &ReceiveFinding) -> bool {
    let peer = trace.socket(receive.by).and_then(|socket| socket.peer);
    receive.from.or(peer).is_some_and(|from| trace.is_elsewhere(from))
}

/// A session has no steps: nobody planned that the n-th call of one is the n-th of another.
fn steps(case: &Case, trace: &CaseTrace) -> BTreeMap<StepNo, Done> {
    let mut steps = BTreeMap::new();
    if case.steps.is_empty() {
        return steps;
    }
    for record in &trace.records {
        let done = steps.entry(record.step).or_insert_with(|| Done {
            who: record.who.clone(),
            call: record.call,
            outcome: StepOutcome::default(),
        });
        done.outcome.ran |= !record.calls.is_empty();
        for call in &record.calls {
            if let crate::model::Outcome::Error(info) = &call.outcome {
                let named = NamedError { name: info.name, native: info.native.clone() };
                if !done.outcome.errors.iter().any(|known| known.name == named.name) {
                    done.outcome.errors.push(named);
                }
            }
        }
    }
    steps
}

/// The variants of a case that apply in this setting, in the order of the file.
fn reasons(
    case: &Case,
    trace: &CaseTrace,
    analysis: &CaseAnalysis,
    setting: &Setting,
) -> Vec<Reason> {
    let met = |wanted: &dyn Fn(CheckPlace) -> bool| {
        let mut checks = analysis.checks.iter().filter(|check| wanted(check.place));
        checks.all(|check| check.result == CheckResult::Met)
    };
    let reach = |as_said: bool| if as_said { Reach::Rest } else { Reach::Verdict };
    let mut reasons = Vec::new();
    add(&mut reasons, &case.on, setting, About::Case, |_| Reach::Verdict);
    for step in case.all_steps() {
        let here = |place| matches!(place, CheckPlace::Step { step: no, .. } if no == step.no);
        add(&mut reasons, &step.on, setting, About::Step(step.no), |_| {
            reach(met(&here) && worked(trace, step.no))
        });
    }
    for (index, expect) in case.expect.iter().enumerate() {
        let here = |place| place == CheckPlace::Case(index);
        add(&mut reasons, &expect.on, setting, subject(&expect.expectation), |variant| {
            if variant.is_none() { Reach::Own } else { reach(met(&here)) }
        });
    }
    reasons
}

fn add<T>(
    reasons: &mut Vec<Reason>,
    on: &[Variant<T>],
    setting: &Setting,
    about: About,
    reach: impl Fn(&T) -> Reach,
) {
    reasons.extend(setting.pick(on).map(|variant| Reason {
        on: variant.on,
        why: variant.why.clone(),
        about,
        reach: reach(&variant.value),
    }));
}

/// Whether a step was run, and never failed: what the scenario expects of it there may be that it fails.
fn worked(trace: &CaseTrace, no: StepNo) -> bool {
    let mut records = trace.records.iter().filter(|record| record.step == no).peekable();
    records.peek().is_some()
        && records.all(|record| {
            !record.calls.is_empty() && record.calls.iter().all(|c| c.outcome.error().is_none())
        })
}

fn subject(expectation: &Expectation) -> About {
    use crate::model::Which;
    match expectation {
        Expectation::Message { .. } => About::Fates,
        Expectation::Receive { which: Which::These(numbers), .. } => {
            About::Receives(numbers.first().copied().filter(|_| numbers.len() == 1))
        }
        Expectation::Receive { .. } => About::Receives(None),
        Expectation::Count { what, .. } => About::Figure(Some(*what)),
        Expectation::Rounds { .. } | Expectation::Packet { .. } | Expectation::Packets { .. } => {
            About::Figure(None)
        }
    }
}
