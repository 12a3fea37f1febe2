//! Sends that their kernel cut into several datagrams (UDP_SEGMENT), and what came of these.

use crate::analysis::{CaseAnalysis, MessageFinding};
use crate::lang::datagrams::{self as words, CameOut};
use crate::model::{CaseTrace, OptionName, OptionValue, Seen, Text};

/// How many datagrams one send became, and how they came out.
pub(super) type Cut = (u64, CameOut);

/// Of a message that is several datagrams: how these came out.
pub(super) fn cut(message: &MessageFinding, analysis: &CaseAnalysis) -> Option<Cut> {
    let datagrams = message.datagrams()?;
    let all = analysis.receives.iter().flat_map(|receive| &receive.parts);
    let parts = all.filter(|part| part.message == message.no);
    let (receives, bytes) = parts.fold((0u64, 0u64), |(receives, bytes), part| {
        (receives + 1, bytes.saturating_add(part.len))
    });
    let out = match bytes < message.bytes {
        true => CameOut::InPart,
        false if receives < datagrams => CameOut::Joined { receives },
        false => CameOut::OneByOne,
    };
    Some((datagrams, out))
}

/// What there is to say of them, each sentence once.
pub(super) fn remarks(trace: &CaseTrace, analysis: &CaseAnalysis) -> Vec<Text> {
    let cuts = || analysis.messages.iter().filter_map(|message| cut(message, analysis));
    let joined = cuts().any(|(_, out)| matches!(out, CameOut::Joined { .. }));
    let apart = cuts().any(|(_, out)| out == CameOut::OneByOne);
    let all = [(joined && joins(trace), words::joined()), (apart, words::one_by_one())];
    all.into_iter().filter(|(said, _)| *said).map(|(_, text)| text).collect()
}

/// Whether a receiver has switched UDP_GRO on: then a receive may hold several datagrams (udp(7)).
pub(super) fn joins(trace: &CaseTrace) -> bool {
    let calls = trace.records.iter().flat_map(|record| &record.calls);
    let on = [OptionValue::Switch(true), OptionValue::Number(1)].map(Seen::Seen);
    let mut options = calls.flat_map(|call| &call.options);
    options.any(|option| option.option == OptionName::UdpGro && on.contains(&option.granted))
}
