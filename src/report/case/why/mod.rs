//! What became of each message, and why.

pub(crate) mod datagrams;
pub(crate) mod departure;
pub(crate) mod facts;
pub(crate) mod given_up;
pub(crate) mod places;
pub(crate) mod shared_addresses;
pub(crate) mod wire_losses;
pub(crate) mod write_closed;

use crate::analysis::{CaseAnalysis, CauseFinding, MessageFinding, Part, ReceiveFinding};
use crate::lang::names::{self, SaidError};
use crate::lang::{
    checks, count, datagrams as lang, empty, errors, picture as words, undelivered, why,
};
use crate::model::{
    CallName, CallRecord, Case, CaseTrace, Cause, ErrorName, Exhibit, Fate, Fates, FramingSpec,
    Gives, Manner, Outcome, Role, Seen, SocketId, Text, Transport,
};
use crate::report::Voice;
use crate::report::case::errors::said;
use crate::report::case::trace_lookup::read_beneath;
use crate::report::case::why::facts::group;
use crate::report::case::why::write_closed::WriteClosed;
use crate::report::escape::clip;
use crate::report::page::Page;
use crate::report::page::line::{Line, Style};
use crate::report::visible;
use datagrams::Cut;
use std::collections::{BTreeSet, HashMap};

/// The fates; messages with the same fate are one line.
pub(crate) fn fates(page: &mut Page, trace: &CaseTrace, analysis: &CaseAnalysis, voice: &Voice) {
    page.heading(&voice.say(words::fates_heading()));
    if analysis.messages.is_empty() {
        page.push(Line::of(Style::Plain, &voice.say(words::no_messages())).indented(2));
    }
    let groups = by_fate(trace, analysis);
    let one = groups.len() == 1 && analysis.messages.len() > 1;
    for ((fates, one_of, partly, cut, _), numbers) in groups {
        let named = checks::fates_with(fates, partly);
        let named = match cut {
            Some((datagrams, out)) => lang::of_one_send(named, datagrams, out),
            None => named,
        };
        let mut text = if one {
            words::fate_of_all(numbers.len() as u64, &named)
        } else {
            words::fate(&numbers, &named)
        };
        if let Some(of) = one_of {
            text = words::one_of(text, of);
        }
        let good = cut.map_or(words::is_whole(fates), |(_, out)| out == lang::CameOut::OneByOne);
        let style = if good { Style::Good } else { Style::Warn };
        let line = Line::of(style, &voice.say(text));
        page.say(line, (2, 4));
        let of_line = analysis.messages.iter().filter(|m| numbers.binary_search(&m.no.0).is_ok());
        for place in places::of(&of_line.collect::<Vec<_>>(), trace) {
            let line = Line::of(Style::Plain, &voice.say(place));
            page.say(line, (4, 6));
        }
    }
}

/// What messages of one line have in common: the fates, of how many identical ones they are, how
/// many bytes of how many were taken, how many datagrams each is, and what is said of where their bytes are.
type Key<'a> = (&'a Fates, Option<u32>, Option<(u64, u64)>, Option<Cut>, places::Told<'a>);

/// Groups in the order of their first message.
fn by_fate<'a>(trace: &CaseTrace, analysis: &'a CaseAnalysis) -> Vec<(Key<'a>, Vec<u32>)> {
    let taken: HashMap<_, _> =
        analysis.flows.iter().flat_map(|flow| &flow.sent).map(|s| (s.message, s.len)).collect();
    let cuts = datagrams::cuts(analysis);
    let mut groups: Vec<(Key<'_>, Vec<u32>)> = Vec::new();
    for message in &analysis.messages {
        let partly = partly(message, taken.get(&message.no).copied(), trace);
        let cut = cuts.get(&message.no).copied();
        let told = places::Told::of(message, trace);
        let key = (&message.fate, message.one_of, partly, cut, told);
        match groups.iter_mut().find(|group| group.0 == key) {
            Some(group) => group.1.push(message.no.0),
            None => groups.push((key, vec![message.no.0])),
        }
    }
    groups
}

/// The bytes that were taken and those that were offered, where only a part was taken.
fn partly(message: &MessageFinding, taken: Option<u64>, trace: &CaseTrace) -> Option<(u64, u64)> {
    let taken = taken.filter(|_| message.fate.contains(Fate::NeverSent))?;
    let call = trace.call(message.place)?;
    let offered = call.frame.or_else(|| call.data.as_ref().map(|data| data.len))?;
    (taken > 0 && taken < offered).then_some((taken, offered))
}

/// What the case's own framing does wrong, where it is an exhibit. Then the causes; receives with the
/// same causes are told once, by the first of them. Then what kept messages from coming to a
/// receive at all.
pub(crate) fn causes(
    page: &mut Page,
    case: &Case,
    (trace, analysis): (&CaseTrace, &CaseAnalysis),
    voice: &Voice,
) {
    let exhibit = exhibit(case);
    let groups = by_cause(&analysis.receives);
    let held = held_apart(analysis);
    let mut remarks = remarks(case, trace, analysis);
    let found = exhibit.is_some() || !groups.is_empty() || !held.is_empty() || !remarks.is_empty();
    let mut style = Style::Plain;
    // Of another program's messages nobody here knows where they ended.
    let here = trace.elsewhere().next().is_none() && !analysis.receives.is_empty();
    if !found && here && analysis.messages.iter().all(|m| words::is_whole(&m.fate)) {
        let (text, of) = nothing_found(case, trace);
        remarks.push(text);
        style = of;
    } else if !found {
        remarks = places::by_fate(analysis, trace);
    }
    if remarks.is_empty() && !found {
        remarks = waits(trace);
    }
    let whose = shared_addresses::remarks(case, trace, analysis);
    if !found && remarks.is_empty() && whose.is_empty() {
        return;
    }
    page.heading(&voice.say(words::why_heading()));
    if let Some(exhibit) = exhibit {
        mistake(page, exhibit, voice);
    }
    for (receive, numbers) in groups {
        explain(page, receive, numbers.len() as u64 - 1, (trace, voice));
    }
    for (finding, numbers) in held {
        let head = Line::of(Style::Plain, "  ")
            .with(Style::Plain, &voice.say(count::these_messages(&numbers)));
        page.say(head, (0, 4));
        say_cause(page, finding, (Style::Strong, Transport::Tcp), voice);
    }
    // Whose a datagram was explains nothing that became of it.
    let whose = whose.into_iter().map(|remark| (Style::Plain, remark));
    for (style, remark) in whose.chain(remarks.into_iter().map(|remark| (style, remark))) {
        let line = Line::of(style, &voice.say(remark));
        page.say(line, (2, 4));
    }
}

/// `body-recv-1024: the body loop asks for 1024, not for what is left`.
fn mistake(page: &mut Page, exhibit: Exhibit, voice: &Voice) {
    let line = Line::of(Style::Strong, exhibit.as_str())
        .with(Style::Plain, &voice.say(why::exhibit(exhibit)));
    page.say(line, (2, 4));
}

fn exhibit(case: &Case) -> Option<Exhibit> {
    match case.framing {
        Some(FramingSpec::Broken { exhibit }) => Some(exhibit),
        _ => None,
    }
}

/// What is said where every receive held exactly one message. That explains everything only in a fix
/// of which no call failed.
fn nothing_found(case: &Case, trace: &CaseTrace) -> (Text, Style) {
    let failed = failed(trace);
    match case.role {
        _ if !failed.is_empty() => (why::as_sent_but(&failed), Style::Plain),
        Role::Fix => (why::no_cause(), Style::Good),
        Role::Problem | Role::NotAFix => (why::as_sent(), Style::Plain),
    }
}

/// The calls that failed and how, each pair once.
fn failed(trace: &CaseTrace) -> Vec<(CallName, Text)> {
    let calls = trace.calls();
    let mut all = Vec::new();
    for pair in calls.filter_map(|call| Some((call.call, error(call)?.text))) {
        if !all.contains(&pair) {
            all.push(pair);
        }
    }
    all
}

/// What no receive can tell: a 0 that may be the end, datagrams that a kernel dropped, bytes that a framing refused.
fn remarks(case: &Case, trace: &CaseTrace, analysis: &CaseAnalysis) -> Vec<Text> {
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
fn error(call: &CallRecord) -> Option<SaidError> {
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
fn waits(trace: &CaseTrace) -> Vec<Text> {
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

fn explain(
    page: &mut Page,
    receive: &ReceiveFinding,
    more: u64,
    (trace, voice): (&CaseTrace, &Voice),
) {
    let over = trace.socket(receive.by).map_or(Transport::Tcp, |socket| socket.transport);
    let who = count::these_receives(&[receive.no.0]);
    // Of a message that was cut off whole, nothing is held.
    let held = |part: &&Part| part.len > 0 || part.of == 0;
    let held: Vec<Part> = receive.parts.iter().filter(held).copied().collect();
    let mut head = words::held(&who, &group(&held));
    if is_mixed(&held) {
        head = why::sizes(head, held.iter().map(|part| (part.len, part.message.0)));
    }
    let head = voice.say(head);
    let line = Line::of(Style::Plain, &head);
    page.say(line, (2, 4));
    for (i, cause) in receive.causes.iter().enumerate() {
        let style = if i == 0 { Style::Strong } else { Style::Plain };
        say_cause(page, cause, (style, over), voice);
    }
    if more > 0 {
        let text = voice.say(words::likewise(more));
        page.push(Line::of(Style::Dim, "    ").with(Style::Dim, &text));
    }
}

/// `nagle: after message 2 …`
fn say_cause(
    page: &mut Page,
    finding: &CauseFinding,
    (style, over): (Style, Transport),
    voice: &Voice,
) {
    let text = voice.say(why::cause(&why::proof(&finding.proof, over)));
    let line = Line::of(style, &voice.say(names::cause(finding.cause))).with(Style::Plain, &text);
    page.say(line, (4, 6));
}

/// What held bytes back at the sender and is not a receive's cause: each cause once, with the messages it
/// held, and the figures of the first.
fn held_apart(analysis: &CaseAnalysis) -> Vec<(&CauseFinding, Vec<u32>)> {
    let told: Vec<Cause> =
        analysis.receives.iter().flat_map(|r| &r.causes).map(|finding| finding.cause).collect();
    let mut out: Vec<(&CauseFinding, Vec<u32>)> = Vec::new();
    for message in &analysis.messages {
        for finding in message.held.iter().filter(|finding| !told.contains(&finding.cause)) {
            match out.iter_mut().find(|(known, _)| known.cause == finding.cause) {
                Some((_, numbers)) => numbers.push(message.no.0),
                None => out.push((finding, vec![message.no.0])),
            }
        }
    }
    out
}

/// Whether there is a piece of a message among a few, so that how much of each is worth saying.
fn is_mixed(parts: &[Part]) -> bool {
    (2..=3).contains(&parts.len()) && parts.iter().any(|part| part.len < part.of)
}

/// Receives that have causes, by what these are.
fn by_cause(receives: &[ReceiveFinding]) -> Vec<(&ReceiveFinding, Vec<u32>)> {
    let kinds = |r: &ReceiveFinding| -> Vec<Cause> { r.causes.iter().map(|c| c.cause).collect() };
    let mut groups: Vec<(&ReceiveFinding, Vec<u32>)> = Vec::new();
    for receive in receives.iter().filter(|receive| !receive.causes.is_empty()) {
        match groups.iter_mut().find(|(first, _)| kinds(first) == kinds(receive)) {
            Some((_, numbers)) => numbers.push(receive.no.0),
            None => groups.push((receive, vec![receive.no.0])),
        }
    }
    groups
}
