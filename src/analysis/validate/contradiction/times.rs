//! What is wrong with times, in words.

use crate::model::Text;

/// How times can contradict one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimesFault {
    /// Later than any run lasts.
    TooLate,
    /// A call begins before the one before it has ended.
    Backwards {
        /// When that ended, in nanoseconds since the case began.
        ended: u64,
    },
    /// A call beneath another begins before it.
    BeforeItsCall {
        /// When that begins, in nanoseconds since the case began.
        begins: u64,
    },
}

impl TimesFault {
    /// For a person.
    pub fn text(self) -> Text {
        match self {
            TimesFault::TooLate => Text::new(
                "a call lasts until more than a year after the case began",
                "有一次调用到用例开始一年以后才结束",
            ),
            TimesFault::Backwards { .. } => Text::new(
                "a call begins while its actor is still in the call before it",
                "同一个角色的上一次调用还没结束，这一次就开始了",
            ),
            TimesFault::BeforeItsCall { .. } => Text::new(
                "a call begins before the call that it is part of",
                "下层的调用比它所属的调用开始得还早",
            ),
        }
    }

    /// What would be right.
    pub fn help(self) -> Text {
        match self {
            TimesFault::TooLate => Text::new(
                "times are nanoseconds since the case began",
                "时间是从用例开始算起的纳秒数",
            ),
            TimesFault::Backwards { ended } => Text::new(
                format!("the one before ended at {ended} ns"),
                format!("上一次在 {ended} ns 结束"),
            ),
            TimesFault::BeforeItsCall { begins } => Text::new(
                format!("that begins at {begins} ns"),
                format!("所属的调用在 {begins} ns 开始"),
            ),
        }
    }
}
