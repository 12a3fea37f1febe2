//! What is wrong with the order of the records, in words.

use crate::model::{StepNo, Text};

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
                "once a case is cut short, none of the steps that follow is run",
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
