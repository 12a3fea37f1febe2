//! What is said below the causes of a case: of errors, of what was read in vain, of what nothing explains.

use super::datagrams;
use super::given_up;
use super::places;
use super::wire_losses;
use super::write_closed::WriteClosed;
use crate::analysis::{CaseAnalysis, MessageFinding};
use crate::lang::names::SaidError;
use crate::lang::{empty, errors, picture as words, undelivered, why};
use crate::model::{
    CallRecord, Case, CaseTrace, ErrorName, Fate, Gives, Manner, Outcome, Seen, SocketId, Text,
    Transport,
};
use crate::report::case::errors::said;
use crate::report::case::trace_lookup::read_beneath;
use crate::report::escape::clip;
use crate::report::visible;
use std::collections::BTreeSet;

/// What no receive can tell: a 0 that may be the end, datagrams that a kernel dropped, bytes that a framing refused.
pub(super) fn remarks(case: &Case, trace: &CaseTrace, analysis: &CaseAnalysis) -> Vec<Text> {
    let mut out = Vec::new();
    if analysis.messages.iter().any(|m| places::is_unclear(m, trace)) {
        out.push(empty::empty_or_end());
    }
    let ended: Vec<u32> =
        analysis.messages.iter().filter(|m| is_an_end(m, trace)).map(|m| m.no.0).collect();
    if !ended.is_empty() {
        out.push(empty::made_of_the_end(&ended));
    }
    out.extend(datagrams::remarks(trace, analysis));
    out.extend(places::both_full(analysis, trace));
    out.extend(wire_losses::reasons(trace));
    if let Seen::Seen(n) = analysis.counts.drops
        && n > 0
    {
        out.push(why::kernel_dropped(n));
        out.extend(missing_uncounted(n, trace, analysis).map(why::missing_uncounted));
    }
    let (shuts, spilled) = (WriteClosed::of(case, trace), places::spilled(analysis));
    for call in trace.calls() {
        let told = nothing_more(call, &shuts).or_else(|| taken_for_the_end(call, &shuts));
        let told = told.or_else(|| in_vain(call, analysis));
        let told = told.or_else(|| of_the_port(call));
        let told = told.or_else(|| given_up::sentence(call, trace));
        let told = told.or_else(|| grew_too_long(call, &spilled));
        let told = told.or_else(|| of_the_error(call, trace, &shuts));
        out.extend(told.filter(|text| !out.contains(text)));
    }
    out
}

/// Why a receive that wanted more got nothing, where that is not the end of the stream.
fn nothing_more(call: &CallRecord, shuts: &WriteClosed) -> Option<Text> {
    let why = errors::no_end(shuts.zero_of(call)?)?;
    Some(errors::nothing_more(call.call, &error(call)?, why))
}

/// That a framing made a message where no end of the stream had come.
fn taken_for_the_end(call: &CallRecord, shuts: &WriteClosed) -> Option<Text> {
    Some(errors::taken_for_the_end(call.call, errors::no_end(shuts.completed_by(call)?)?))
}

/// That a send failed because of what was gathered before it.
fn grew_too_long(call: &CallRecord, spilled: &BTreeSet<SocketId>) -> Option<Text> {
    let error = error(call).filter(|error| error.name == ErrorName::MessageTooLong)?;
    call.sock.filter(|sock| spilled.contains(sock))?;
    Some(errors::grew_too_long(call.call, &error))
}

/// How many datagrams are missing that no kernel counts: no more than those it dropped, and the lab's wire
/// has a book of its own.
fn missing_uncounted(dropped: u64, trace: &CaseTrace, analysis: &CaseAnalysis) -> Option<u64> {
    let cut = analysis.messages.iter().any(|message| message.cut_into.is_some());
    let lost = analysis.messages.iter().filter(|message| message.fate.contains(Fate::Lost));
    let more = (lost.count() as u64).saturating_sub(dropped);
    (more > 0 && !cut && trace.lab.is_none()).then_some(more)
}

/// What the error of a call says, unless it only says that the call did not wait.
fn of_the_error(call: &CallRecord, trace: &CaseTrace, shuts: &WriteClosed) -> Option<Text> {
    let error = error(call).filter(|error| !errors::is_a_wait(error.name))?;
    let framed = call.call.facts().gives == Gives::Sent(Manner::Framed);
    if error.name == ErrorName::BrokenPipe && !framed {
        let why = shuts.broken_pipe(call, trace);
        return why.map(|why| errors::broken_pipe(call.call, &error, why));
    }
    let over = call.sock.and_then(|id| trace.socket(id)).map(|socket| socket.transport);
    if error.name == ErrorName::Reset && over == Some(Transport::Tcp) && shuts.stopped_reading(call)
    {
        return Some(errors::reset_by_either(call.call, &error));
    }
    meaning(call, trace, &error)
}

/// The error of a call, as it is said.
pub(super) fn error(call: &CallRecord) -> Option<SaidError> {
    match &call.outcome {
        Outcome::Returned(_) => None,
        Outcome::Error(error) => Some(said(error)),
    }
}

fn meaning(call: &CallRecord, trace: &CaseTrace, error: &SaidError) -> Option<Text> {
    let transport = call.sock.and_then(|id| trace.socket(id)).map(|socket| socket.transport);
    errors::meaning(call.call, transport, error)
}

/// Where nothing else is to be told: which calls did not wait, or not any longer.
pub(super) fn waits(trace: &CaseTrace) -> Vec<Text> {
    let mut out = Vec::new();
    for call in trace.calls() {
        let error = error(call).filter(|error| errors::is_a_wait(error.name));
        let told = error.and_then(|error| meaning(call, trace, &error));
        out.extend(told.filter(|text| !out.contains(text)));
    }
    out
}

/// What was left of earlier connections on a port that was asked for again.
fn of_the_port(call: &CallRecord) -> Option<Text> {
    let waiting = call.own.time_wait.seen()?;
    match &call.outcome {
        Outcome::Error(error) => Some(why::port_refused(call.call, &said(error).text, waiting)),
        Outcome::Returned(_) => Some(why::port_given(call.call, waiting)),
    }
}

/// Whether a receiver made the message of nothing but the end of the stream.
fn is_an_end(message: &MessageFinding, trace: &CaseTrace) -> bool {
    words::is_whole(&message.fate)
        && trace
            .call(message.place)
            .is_some_and(|call| call.call.is_framed() && call.frame == Some(0))
}

/// Why a call over a framing failed, or why a receive brought nothing of what it had read.
fn in_vain(call: &CallRecord, analysis: &CaseAnalysis) -> Option<Text> {
    let error = error(call)?;
    if error.name == ErrorName::Unsupported {
        return own_words(call).map(|reason| why::not_here(call.call, reason));
    }
    let refused =
        if call.call.is_framed() { why::refused(call.call, &error, own_words(call)) } else { None };
    let read = || {
        let of_socket = analysis.flows.iter().filter(|flow| flow.to == call.sock);
        let mut reasons = of_socket.flat_map(|flow| &flow.wasted).map(|waste| waste.why);
        let because = reasons.find_map(|why| undelivered::because(call.call, &error, why))?;
        Some(own_words(call).into_iter().fold(because, undelivered::sentences))
    };
    // What another call had read is not this one's.
    refused.or_else(|| (call.call.is_framed() || read_beneath(call)).then(read).flatten())
}

/// Longer sentences of a trace are cut, in columns.
const SENTENCE: usize = 240;

/// What the framing itself said, fit to be shown: a trace may say anything.
fn own_words(call: &CallRecord) -> Option<Text> {
    let Outcome::Error(error) = &call.outcome else { return None };
    let Text { en, zh } = error.reason()?;
    let shown = |said: &str| clip(&visible(said), SENTENCE);
    Some(Text::new(shown(&en), shown(&zh)))
}
