//! The records and the script: one for each step that was to be done, in order.

use super::contradiction::{Contradiction, ScriptFault, Turn};
use super::fault::Fault;
use crate::model::{CallName, Case, CaseTrace, ErrorName, Record, Step, StepNo};
use std::collections::BTreeMap;

/// All that is done in a case, one after another.
type Turns<'a> = Box<dyn Iterator<Item = (&'a Step, Turn)> + 'a>;

/// The script of a case, and how far the records have come in it.
pub(super) struct Script<'a> {
    case: &'a Case,
    /// Each step, and how often its block is done.
    steps: BTreeMap<StepNo, u32>,
    turns: Turns<'a>,
    /// The first turn that was not run.
    stopped: Option<Turn>,
}

impl<'a> Script<'a> {
    pub(super) fn of(case: &'a Case) -> Self {
        let nodes = case.steps.iter();
        let steps = nodes.flat_map(|node| node.steps().iter().map(|s| (s.no, node.times())));
        Script { case, steps: steps.collect(), turns: turns(case), stopped: None }
    }

    /// That a record is the next of the script; its step.
    pub(super) fn next(&mut self, record: &Record) -> Result<&'a Step, Fault> {
        let found = self.turn(record)?;
        let Some((step, next)) = self.turns.next() else {
            return fault(ScriptFault::Over(found), "step");
        };
        if found.round > found.rounds || found.round == 0 {
            return fault(ScriptFault::NoRound(found), "round");
        }
        if found != next {
            let field = if found.step == next.step { "round" } else { "step" };
            return fault(ScriptFault::NotNext { found, next }, field);
        }
        self.names(step, record)?;
        self.run(next, record)?;
        calls(step, record)?;
        Ok(step)
    }

    /// What a record says it is of.
    fn turn(&self, record: &Record) -> Result<Turn, Fault> {
        let (step, round) = (record.step, record.round);
        match self.steps.get(&step) {
            Some(&rounds) => Ok(Turn { step, round, rounds }),
            None => {
                let what = Contradiction::NoStep { step, steps: self.steps.len() };
                Err((what, vec!["step".into()]))
            }
        }
    }

    /// That a record has its step's call and actor.
    fn names(&self, step: &Step, record: &Record) -> Result<(), Fault> {
        let call = step.call.name();
        if record.call != call {
            let what = Contradiction::OtherCall { step: step.no, is: call };
            return Err((what, vec!["call".into()]));
        }
        let who = self.case.actor(step.who).map(|actor| actor.name.as_str()).unwrap_or_default();
        if record.who != who {
            let what = Contradiction::OtherActor { step: step.no, is: who.to_owned() };
            return Err((what, vec!["who".into()]));
        }
        Ok(())
    }

    /// That nothing is run once a step was not.
    fn run(&mut self, turn: Turn, record: &Record) -> Result<(), Fault> {
        match (self.stopped, record.calls.is_empty()) {
            (Some(stopped), false) => {
                fault(ScriptFault::AfterTheStop { step: turn.step, stopped }, "calls")
            }
            (None, true) => {
                self.stopped = Some(turn);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// That nothing is left; of a case that could not be run, that nothing was done.
    pub(super) fn end(mut self, trace: &CaseTrace, runnable: bool) -> Result<(), Fault> {
        if !runnable {
            return match trace.records.is_empty() {
                true => Ok(()),
                false => fault(ScriptFault::NotHere, "records"),
            };
        }
        match self.turns.next() {
            Some((_, turn)) => fault(ScriptFault::Missing(turn), "records"),
            None => Ok(()),
        }
    }
}

/// In the order in which the conductor hands them over.
fn turns(case: &Case) -> Turns<'_> {
    let nodes = case.steps.iter().filter(|node| !node.steps().is_empty());
    Box::new(nodes.flat_map(|node| {
        let rounds = node.times();
        let turn = move |step: &Step, round| Turn { step: step.no, round, rounds };
        let steps = node.steps();
        (1..=rounds).flat_map(move |round| steps.iter().map(move |s| (s, turn(s, round))))
    }))
}

/// That a step made its call as often as it says. A deadline, an interruption and its `until` end
/// the repeats.
fn calls(step: &Step, record: &Record) -> Result<(), Fault> {
    let (made, repeat) = (record.calls.len() as u64, step.repeat);
    if made > u64::from(repeat) {
        let what = Contradiction::Script(ScriptFault::MoreCalls { step: step.no, repeat });
        return Err((what, vec!["calls".into(), record.calls.len().saturating_sub(1).into()]));
    }
    let last = record.calls.last().and_then(|call| call.outcome.error());
    let ended = matches!(last, Some(ErrorName::Timeout | ErrorName::Interrupted))
        || (last.is_some() && last == step.until);
    let all = made == u64::from(repeat) || made == 0 || step.call.name() == CallName::Join;
    if all || ended {
        return Ok(());
    }
    fault(ScriptFault::FewerCalls { step: step.no, repeat }, "calls")
}

fn fault<T>(what: ScriptFault, field: &'static str) -> Result<T, Fault> {
    Err((Contradiction::Script(what), vec![field.into()]))
}
