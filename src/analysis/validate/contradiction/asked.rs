//! What is wrong with what a call was asked, in words.

use crate::model::{StepNo, Text};

/// A call was asked something else than its step says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedFault {
    /// The step.
    pub step: StepNo,
    /// What it asks, as the trace would write it.
    pub is: String,
}

impl AskedFault {
    /// For a person.
    pub fn text(&self) -> Text {
        let step = self.step;
        Text::new(
            format!("this is not what step {step} asks for, the changes of `set` included"),
            format!("第 {step} 步（算上 `set` 的改动）要求的不是这个"),
        )
    }

    /// What would be right.
    pub fn help(&self) -> Text {
        super::expected(&self.is)
    }
}
