//! What is wrong with counts, bytes and buffers, in words.

use crate::model::{CallName, StepNo, Text};

/// How counts and bytes can contradict one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BytesFault {
    /// A send took more than it was offered.
    SentMore {
        /// The bytes it says it took.
        sent: u64,
        /// The bytes it was offered.
        offered: u64,
    },
    /// A call that sends all came back without an error and did not.
    NotAll {
        /// The bytes it says it took.
        sent: u64,
        /// The bytes it was to send.
        all: u64,
    },
    /// A send that succeeded, and no bytes.
    NoBytes,
    /// The bytes are not those of the step.
    OtherBytes {
        /// The step.
        step: StepNo,
        /// How many it sends.
        len: u64,
        /// How they begin, made visible.
        beginning: String,
    },
    /// A call that cannot stand beneath this one.
    NotBeneath(CallName),
    /// A receive returned more than its buffer holds.
    Overflow {
        /// The bytes it says it returned.
        returned: u64,
        /// The buffer.
        max: u64,
    },
    /// A receive handed over more than its buffer holds.
    LargerThanBuffer {
        /// The bytes.
        len: u64,
        /// The buffer.
        max: u64,
    },
    /// A receive handed over another number of bytes than it returned.
    OtherCount {
        /// The bytes.
        len: u64,
        /// The bytes it says it returned.
        returned: u64,
    },
}

impl BytesFault {
    /// For a person.
    pub fn text(&self) -> Text {
        match self {
            BytesFault::SentMore { sent, offered } => Text::new(
                format!("a call sent {sent} bytes of the {offered} it was given"),
                format!("交给一次调用 {offered} 字节，它却发送了 {sent} 字节"),
            ),
            BytesFault::NotAll { sent, all } => Text::new(
                format!("a call that sends all succeeded with {sent} of {all} bytes"),
                format!("要把 {all} 字节全部发出的调用只发了 {sent} 字节就算成功"),
            ),
            BytesFault::NoBytes => Text::new(
                "a call sent something, but its bytes are missing",
                "一次调用发送成功了，却没有它的字节",
            ),
            BytesFault::OtherBytes { step, .. } => Text::new(
                format!("these are not the bytes that step {step} sends"),
                format!("这些不是第 {step} 步发送的字节"),
            ),
            BytesFault::NotBeneath(call) => Text::new(
                format!("`{call}` cannot be beneath another call"),
                format!("`{call}` 不能在别的调用之下"),
            ),
            BytesFault::Overflow { returned, max } => Text::new(
                format!("a receive into {max} bytes returned {returned}"),
                format!("缓冲区有 {max} 字节的接收返回了 {returned}"),
            ),
            BytesFault::LargerThanBuffer { len, max } => Text::new(
                format!("a receive into {max} bytes handed over {len}"),
                format!("缓冲区有 {max} 字节的接收交出了 {len} 字节"),
            ),
            BytesFault::OtherCount { len, returned } => Text::new(
                format!("a receive returned {returned} and handed over {len} bytes"),
                format!("接收返回了 {returned}，交出的却是 {len} 字节"),
            ),
        }
    }

    /// What would be right there, where that says more than the fault.
    pub fn help(&self) -> Option<Text> {
        let help = match self {
            BytesFault::OtherBytes { len, beginning, .. } => Text::new(
                format!("it sends {len} bytes, which begin: `{beginning}`"),
                format!("它发送 {len} 字节，开头是：`{beginning}`"),
            ),
            BytesFault::NotBeneath(_) => Text::new(
                "only `send` and `recv` can be beneath a call that is made of several",
                "由几次调用组成的调用，下层只有 `send` 和 `recv`",
            ),
            BytesFault::Overflow { .. } => Text::new(
                "only with MSG_TRUNC does a receive return more than its buffer holds",
                "只有用了 MSG_TRUNC，接收返回的数才会比缓冲区大",
            ),
            BytesFault::OtherCount { .. } => Text::new(
                "as many bytes as it returned, unless MSG_TRUNC was asked for",
                "除非用了 MSG_TRUNC，返回多少就交出多少字节",
            ),
            _ => return None,
        };
        Some(help)
    }
}
