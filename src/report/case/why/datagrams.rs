//! Sends that their kernel cut into several datagrams (UDP_SEGMENT), and what came of these.

use crate::analysis::{CaseAnalysis, MessageFinding};
use crate::lang::datagrams::{self as words, CameOut};
use crate::model::{CaseTrace, MessageNo, OptionName, OptionValue, Seen, Text};
use std::collections::HashMap;

/// How many datagrams one send became, and how they came out.
pub(crate) type Cut = (u64, CameOut);

/// The messages that are several datagrams each, and how these came out.
pub(crate) fn cuts(analysis: &CaseAnalysis) -> HashMap<MessageNo, Cut> {
    let mut came: HashMap<MessageNo, (u64, u64)> = HashMap::new();
    for part in analysis.receives.iter().flat_map(|receive| &receive.parts) {
        let (receives, bytes) = came.entry(part.message).or_default();
        *receives += 1;
        *bytes = bytes.saturating_add(part.len);
    }
    let cut = |message: &MessageFinding| {
        let datagrams = message.datagrams()?;
        let (receives, bytes) = came.get(&message.no).copied().unwrap_or_default();
        let out = match bytes < message.bytes {
            true => CameOut::InPart,
            false if receives < datagrams => CameOut::Joined { receives },
            false => CameOut::OneByOne,
        };
        Some((message.no, (datagrams, out)))
    };
    analysis.messages.iter().filter_map(cut).collect()
}

/// What there is to say of them, each sentence once.
pub(crate) fn remarks(trace: &CaseTrace, analysis: &CaseAnalysis) -> Vec<Text> {
    let cuts = cuts(analysis);
    let joined = cuts.values().any(|(_, out)| matches!(out, CameOut::Joined { .. }));
    let apart = cuts.values().any(|(_, out)| *out == CameOut::OneByOne);
    let all = [(joined && joins(trace), words::joined()), (apart, words::one_by_one())];
    all.into_iter().filter(|(said, _)| *said).map(|(_, text)| text).collect()
}

/// Whether a receiver has switched UDP_GRO on: then a receive may hold several datagrams (udp(7)).
pub(crate) fn joins(trace: &CaseTrace) -> bool {
    let calls = trace.calls();
    let on = [OptionValue::Switch(true), OptionValue::Number(1)].map(Seen::Seen);
    let mut options = calls.flat_map(|call| &call.options);
    options.any(|option| option.option == OptionName::UdpGro && on.contains(&option.granted))
}
