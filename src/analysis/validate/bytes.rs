//! Counts, bytes and buffers: a call cannot have sent other bytes than its step, nor more than it
//! offered, nor handed over more than there was room for.

use super::{Contradiction, Fault, each};
use crate::model::{
    CallName, CallRecord, Content, Data, Flag, Limits, Payload, Step, StepNo, Text, digest, visible,
};
use std::collections::BTreeMap;

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
                "there are `send` and `recv` beneath a call that is made of several",
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

/// How many more bytes of a file's scenarios may be digested to compare them with what its traces say:
/// a small file can name many large fills. Past that, a digest is taken on trust, length and beginning
/// are not.
#[derive(Debug)]
pub(super) struct Allowance(u64);

impl Default for Allowance {
    fn default() -> Self {
        Allowance(Limits::BYTES.saturating_mul(4))
    }
}

/// What the steps of one case send.
#[derive(Debug)]
pub(super) struct Scripted<'a> {
    allowance: &'a mut Allowance,
    digests: BTreeMap<StepNo, Option<String>>,
}

impl<'a> Scripted<'a> {
    pub(super) fn new(allowance: &'a mut Allowance) -> Self {
        Scripted { allowance, digests: BTreeMap::new() }
    }

    /// That the counts and bytes of a call, and of those beneath it, can be.
    pub(super) fn check(&mut self, step: &Step, call: &CallRecord) -> Result<(), Fault> {
        if let Some(data) = step.call.data() {
            self.sent(step, data, call)?;
        }
        received(call)?;
        each(&call.below, "below", beneath)
    }

    /// A call of a step that sends. Only one that was not made any more has no bytes.
    fn sent(&mut self, step: &Step, data: &Data, call: &CallRecord) -> Result<(), Fault> {
        let Some(payload) = &call.data else {
            return match call.outcome.count() {
                Some(_) => fault(BytesFault::NoBytes, "outcome"),
                None => Ok(()),
            };
        };
        if !self.is(step.no, data, payload) {
            let (step, len) = (step.no, data.len().unwrap_or(0));
            let beginning = beginning(data);
            return fault(BytesFault::OtherBytes { step, len, beginning }, "data");
        }
        let all = matches!(call.call, CallName::SendAll | CallName::SendMessage);
        match call.outcome.count() {
            Some(sent) if sent < payload.len && all => {
                fault(BytesFault::NotAll { sent, all: payload.len }, "outcome")
            }
            _ => no_more(call, payload.len),
        }
    }

    /// Whether a payload is what a step sends, as far as that is known.
    fn is(&mut self, step: StepNo, data: &Data, payload: &Payload) -> bool {
        let Some(len) = data.len() else { return true };
        let whole = len <= Limits::PAYLOAD as u64;
        payload.len == len
            && match &payload.content {
                Content::Whole(bytes) => whole && data.beginning(Limits::PAYLOAD) == *bytes,
                Content::Digest { head, sha256 } => {
                    !whole
                        && data.beginning(Limits::HEAD) == *head
                        && self.digest(step, data, len).is_none_or(|known| known == sha256)
                }
            }
    }

    /// The digest of what a step sends, worked out once.
    fn digest(&mut self, step: StepNo, data: &Data, len: u64) -> Option<&str> {
        let left = &mut self.allowance.0;
        let known = self.digests.entry(step).or_insert_with(|| {
            *left = left.checked_sub(len)?;
            data.bytes().map(|bytes| digest(&bytes))
        });
        known.as_deref()
    }
}

/// A `send` or `recv` beneath a call; what the `send` was offered is in its `max`.
fn beneath(call: &CallRecord) -> Result<(), Fault> {
    match call.call {
        CallName::Send => no_more(call, call.max.unwrap_or(0)),
        CallName::Recv => received(call),
        other => fault(BytesFault::NotBeneath(other), "call"),
    }
}

fn no_more(call: &CallRecord, offered: u64) -> Result<(), Fault> {
    match call.outcome.count() {
        Some(sent) if sent > offered => fault(BytesFault::SentMore { sent, offered }, "outcome"),
        _ => Ok(()),
    }
}

/// What a receive may hand over. Data may come with a failure, too (Windows: WSAEMSGSIZE), and before
/// one (`recv_exact`).
fn received(call: &CallRecord) -> Result<(), Fault> {
    use CallName as C;
    let len = call.data.as_ref().map_or(0, |data| data.len);
    let count = call.outcome.count();
    let room = match call.call {
        C::Recv | C::RecvFrom | C::RecvExact | C::Peek => call.max.unwrap_or(0),
        // The message, whatever the buffers beneath it are.
        C::RecvMessage => count.unwrap_or(u64::MAX),
        _ => return Ok(()),
    };
    let all = call.flags.contains(&Flag::MsgTrunc);
    match count {
        Some(returned) if returned > room && !all => {
            fault(BytesFault::Overflow { returned, max: room }, "outcome")
        }
        Some(returned) if len > returned || (len < returned && !all) => {
            fault(BytesFault::OtherCount { len, returned }, "data")
        }
        _ if len > room => fault(BytesFault::LargerThanBuffer { len, max: room }, "data"),
        _ => Ok(()),
    }
}

/// How the bytes of a step begin: a short text, else hex digits.
fn beginning(data: &Data) -> String {
    const SHOWN: usize = 32;
    let bytes = data.beginning(SHOWN);
    match std::str::from_utf8(&bytes) {
        Ok(text) => visible(text).into_owned(),
        Err(_) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

fn fault<T>(what: BytesFault, field: &'static str) -> Result<T, Fault> {
    Err((Contradiction::Bytes(what), vec![field.into()]))
}
