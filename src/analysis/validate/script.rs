//! The records and the script: one for each step that was to be done, in order.

use super::{Contradiction, Fault};
use crate::model::{CallName, Case, CaseTrace, ErrorName, Record, Step, StepNo, Text};
use std::collections::BTreeMap;

/// A step in a round of its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// The step.
    pub step: StepNo,
    /// The round, from 1.
    pub round: u32,
    /// How many rounds its block has; 1 outside a block.
    pub rounds: u32,
}

/// How records can differ from the script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScriptFault {
    /// Another step comes here.
    NotNext {
        /// What is recorded.
        found: Turn,
        /// What comes here.
        next: Turn,
    },
    /// A round that the step's block does not have: the record's, in which round of how many.
    NoRound(Turn),
    /// A record after that of the last step.
    Over(Turn),
    /// The records end before this.
    Missing(Turn),
    /// Records of a case that cannot be run where the trace was made.
    NotHere,
    /// A step was run although one before it was not.
    AfterTheStop {
        /// The step.
        step: StepNo,
        /// The one that was not run.
        stopped: Turn,
    },
    /// More calls than the step has repeats.
    MoreCalls {
        /// The step.
        step: StepNo,
        /// How often it makes its call.
        repeat: u32,
    },
    /// Fewer calls than the step has repeats, and none that ended them.
    FewerCalls {
        /// The step.
        step: StepNo,
        /// How often it makes its call.
        repeat: u32,
    },
}

impl Turn {
    fn en(self) -> String {
        match self.rounds {
            1 => format!("step {}", self.step),
            _ => format!("step {} of round {}", self.step, self.round),
        }
    }

    fn zh(self) -> String {
        match self.rounds {
            1 => format!("第 {} 步", self.step),
            _ => format!("第 {} 轮的第 {} 步", self.round, self.step),
        }
    }
}

impl ScriptFault {
    /// For a person.
    pub fn text(&self) -> Text {
        match self {
            ScriptFault::NotNext { found, next } => Text::new(
                format!("{} is recorded where {} comes", found.en(), next.en()),
                format!("这里该是{}，记录的却是{}", next.zh(), found.zh()),
            ),
            ScriptFault::NoRound(Turn { step, round, .. }) => Text::new(
                format!("step {step} has no round {round}"),
                format!("第 {step} 步没有第 {round} 轮"),
            ),
            ScriptFault::Over(turn) => Text::new(
                format!("{} is recorded after the last step", turn.en()),
                format!("最后一步之后又记录了{}", turn.zh()),
            ),
            ScriptFault::Missing(turn) => Text::new(
                format!("the record of {} is missing", turn.en()),
                format!("缺少{}的记录", turn.zh()),
            ),
            ScriptFault::NotHere => Text::new(
                "the case cannot be run where the trace was made, and yet it has records",
                "这个用例在记录轨迹的地方不能运行，却有记录",
            ),
            ScriptFault::AfterTheStop { step, stopped } => Text::new(
                format!("step {step} was run, although {} before it was not", stopped.en()),
                format!("第 {step} 步执行了，它前面的{}却没有执行", stopped.zh()),
            ),
            ScriptFault::MoreCalls { step, .. } => Text::new(
                format!("the record of step {step} has more calls than the step makes"),
                format!("第 {step} 步的记录里的调用比这一步要做的多"),
            ),
            ScriptFault::FewerCalls { step, .. } => Text::new(
                format!("the record of step {step} has fewer calls than the step makes"),
                format!("第 {step} 步的记录里的调用比这一步要做的少"),
            ),
        }
    }

    /// What would be right.
    pub fn help(&self) -> Text {
        match self {
            ScriptFault::NoRound(Turn { rounds: 1, .. }) => {
                Text::new("it is done once: its only round is 1", "它只做一次：轮次只有 1")
            }
            ScriptFault::NoRound(Turn { rounds, .. }) => Text::new(
                format!("its rounds are numbered 1 to {rounds}"),
                format!("它的轮次编号是 1 到 {rounds}"),
            ),
            ScriptFault::NotHere => Text::new(
                "a case that cannot be run has an empty trace",
                "不能运行的用例，轨迹是空的",
            ),
            ScriptFault::AfterTheStop { .. } => Text::new(
                "once a case is broken off, none of the steps that follow is run",
                "用例一旦中止，后面的步骤都不再执行",
            ),
            ScriptFault::MoreCalls { repeat, .. } => Text::new(
                format!("calls it may have: {repeat}"),
                format!("最多可以有 {repeat} 次调用"),
            ),
            ScriptFault::FewerCalls { repeat, .. } => Text::new(
                format!("it makes {repeat}, unless a deadline or its `until` ends them"),
                format!("它要做 {repeat} 次，除非到了期限或者遇到 `until` 才提前结束"),
            ),
            _ => Text::new(
                "there is one record for each step, in the order of the steps, \
                 also for those that were not run",
                "每一步都有一条记录，按步骤的顺序排列，没有执行的步骤也有",
            ),
        }
    }
}

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
