//! Counts, bytes and buffers: a call cannot have sent other bytes than its step, nor more than it
//! offered, nor handed over more than there was room for.

use super::contradiction::{BytesFault, Contradiction};
use super::fault::{Fault, each};
use crate::model::{
    CallName, CallRecord, Content, Data, Flag, Gives, Limits, Manner, Payload, Step, StepNo,
    digest, hex, visible,
};
use std::collections::BTreeMap;

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
        let all = call.call.moves_all();
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

/// That the counts and bytes of a call that no step asked for can be.
pub(super) fn of_session(call: &CallRecord) -> Result<(), Fault> {
    if call.call.sends() {
        let offered = call.data.as_ref().map_or(0, |data| data.len);
        no_more(call, offered)?;
    }
    received(call)?;
    each(&call.below, "below", beneath)
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
    let len = call.data.as_ref().map_or(0, |data| data.len);
    let count = call.outcome.count();
    let room = match call.call.facts().gives {
        Gives::Received(Manner::Once | Manner::Whole) | Gives::Looked => call.max.unwrap_or(0),
        // The message, whatever the buffers beneath it are.
        Gives::Received(Manner::Framed) => count.unwrap_or(u64::MAX),
        Gives::Nothing | Gives::Sent(_) | Gives::Count | Gives::Value | Gives::Address => {
            return Ok(());
        }
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
        Err(_) => hex(&bytes),
    }
}

fn fault<T>(what: BytesFault, field: &'static str) -> Result<T, Fault> {
    Err((Contradiction::Bytes(what), vec![field.into()]))
}
