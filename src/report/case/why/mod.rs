//! What became of each message, and why.

pub(crate) mod datagrams;
pub(crate) mod departure;
pub(crate) mod facts;
pub(crate) mod given_up;
pub(crate) mod groups;
pub(crate) mod places;
mod remarks;
pub(crate) mod shared_addresses;
pub(crate) mod wire_losses;
pub(crate) mod write_closed;

use crate::analysis::{CaseAnalysis, CauseFinding, MessageFinding, Part, ReceiveFinding};
use crate::lang::names::{self};
use crate::lang::{brief, checks, count, datagrams as lang, picture as words, why};
use crate::model::{
    CallName, Case, CaseTrace, Cause, Exhibit, Fate, Fates, FramingSpec, Role, Text, Transport,
};
use crate::report::Voice;
use crate::report::case::ruler::alike::FEW;
use crate::report::case::why::groups::group;
use crate::report::page::Page;
use crate::report::page::line::{Line, Style};
use datagrams::Cut;
use remarks::{error, remarks, waits};
use std::collections::HashMap;

/// The fates; messages with the same fate are one line.
pub(crate) fn fates(page: &mut Page, trace: &CaseTrace, analysis: &CaseAnalysis, voice: &Voice) {
    page.heading(&voice.say(words::fates_heading()));
    if analysis.messages.is_empty() {
        page.push(Line::of(Style::Plain, &voice.say(words::no_messages())).indented(2));
    }
    let fold = analysis.flows.len() > FEW && !voice.verbose();
    let all = told(trace, analysis, if fold { Numbers::Few } else { Numbers::All });
    for (told, others) in alike(all, fold) {
        page.say(Line::of(told.style, &voice.say(told.fate)), (2, 4));
        for place in told.places {
            page.say(Line::of(Style::Plain, &voice.say(place)), (4, 6));
        }
        if others > 0 {
            page.say(Line::of(Style::Dim, &voice.say(words::messages_likewise(others))), (4, 6));
        }
    }
}

/// Of the fates of which the same is said the first, and of how many other messages it holds; messages of several
/// flows are not told together, as each kernel has its own bytes.
fn alike(all: Vec<ToldFate>, fold: bool) -> Vec<(ToldFate, u64)> {
    let mut firsts: Vec<(ToldFate, u64)> = Vec::new();
    for told in all {
        let same = |(first, _): &&mut (ToldFate, u64)| {
            (&first.named, &first.places) == (&told.named, &told.places)
        };
        match firsts.iter_mut().find(|first| fold && same(first)) {
            Some((_, others)) => *others += told.messages,
            None => firsts.push((told, 0)),
        }
    }
    firsts
}

/// What is said of messages with the same fate.
pub(super) struct ToldFate {
    pub(super) style: Style,
    pub(super) fate: Text,
    /// The fates alone, and how many messages have them.
    named: Text,
    messages: u64,
    /// Where their bytes are that nobody received.
    pub(super) places: Vec<Text>,
}

/// How messages are named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbers {
    /// By all their numbers.
    All,
    /// By how many they are, where the numbers would be many.
    Few,
}

pub(super) fn told(trace: &CaseTrace, analysis: &CaseAnalysis, named_by: Numbers) -> Vec<ToldFate> {
    let groups = by_fate(trace, analysis);
    let one = groups.len() == 1 && analysis.messages.len() > 1;
    let told = |((fates, one_of, partly, cut, _), numbers): (Key<'_>, Vec<u32>)| {
        let named = checks::fates_with(fates, partly);
        let named = match cut {
            Some((datagrams, out)) => lang::of_one_send(named, datagrams, out),
            None => named,
        };
        let fate = match one {
            true => words::fate_of_all(numbers.len() as u64, &named),
            false if named_by == Numbers::Few => {
                brief::fate_of(count::few_messages(&numbers), &named)
            }
            false => words::fate(&numbers, &named),
        };
        let good = cut.map_or(words::is_whole(fates), |(_, out)| out == lang::CameOut::OneByOne);
        let of_line = analysis.messages.iter().filter(|m| numbers.binary_search(&m.no.0).is_ok());
        ToldFate {
            style: if good { Style::Good } else { Style::Warn },
            fate: one_of.map_or(fate.clone(), |of| words::one_of(fate, of)),
            named,
            messages: numbers.len() as u64,
            places: places::of(&of_line.collect::<Vec<_>>(), trace),
        }
    };
    groups.into_iter().map(told).collect()
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

/// All that explains what a case shows.
pub(in crate::report::case) struct Why<'a> {
    pub(super) exhibit: Option<Exhibit>,
    /// Receives with the same causes: the first, and all their numbers.
    pub(in crate::report::case) receives: Vec<(&'a ReceiveFinding, Vec<u32>)>,
    /// What held bytes back and is no receive's cause, with the messages it held.
    pub(in crate::report::case) held: Vec<(&'a CauseFinding, Vec<u32>)>,
    /// Whose datagrams were. That explains nothing that became of them.
    pub(super) whose: Vec<Text>,
    pub(super) remarks: Vec<(Style, Text)>,
}

impl<'a> Why<'a> {
    pub(in crate::report::case) fn of(
        case: &Case,
        trace: &CaseTrace,
        analysis: &'a CaseAnalysis,
    ) -> Self {
        let mut why = Why {
            exhibit: exhibit(case),
            receives: by_cause(&analysis.receives),
            held: held_apart(analysis),
            whose: shared_addresses::remarks(case, trace, analysis),
            remarks: Vec::new(),
        };
        let plain = |remarks: Vec<Text>| remarks.into_iter().map(|text| (Style::Plain, text));
        why.remarks.extend(plain(remarks(case, trace, analysis)));
        if why.exhibit.is_some()
            || !why.receives.is_empty()
            || !why.held.is_empty()
            || !why.remarks.is_empty()
        {
            return why;
        }
        // Of another program's messages nobody here knows where they ended.
        let here = trace.elsewhere().next().is_none() && !analysis.receives.is_empty();
        if here && analysis.messages.iter().all(|m| words::is_whole(&m.fate)) {
            let (text, style) = nothing_found(case, trace);
            why.remarks.push((style, text));
        } else {
            why.remarks.extend(plain(places::by_fate(analysis, trace)));
        }
        if why.remarks.is_empty() {
            why.remarks.extend(plain(waits(trace)));
        }
        why
    }

    fn is_empty(&self) -> bool {
        self.exhibit.is_none()
            && self.receives.is_empty()
            && self.held.is_empty()
            && self.whose.is_empty()
            && self.remarks.is_empty()
    }
}

/// Why it came out as it did.
pub(crate) fn causes(
    page: &mut Page,
    case: &Case,
    (trace, analysis): (&CaseTrace, &CaseAnalysis),
    voice: &Voice,
) {
    let why = Why::of(case, trace, analysis);
    if why.is_empty() {
        return;
    }
    page.heading(&voice.say(words::why_heading()));
    if let Some(exhibit) = why.exhibit {
        mistake(page, exhibit, voice);
    }
    for (receive, numbers) in why.receives {
        explain(page, receive, numbers.len() as u64 - 1, (trace, voice));
    }
    for (finding, numbers) in why.held {
        page.say(Line::of(Style::Plain, &voice.say(count::these_messages(&numbers))), (2, 4));
        say_cause(page, finding, (Style::Strong, Transport::Tcp), voice);
    }
    let whose = why.whose.into_iter().map(|remark| (Style::Plain, remark));
    for (style, remark) in whose.chain(why.remarks) {
        page.say(Line::of(style, &voice.say(remark)), (2, 4));
    }
}

/// `body-recv-1024: the body loop asks for 1024, not for what is left`.
pub(super) fn mistake(page: &mut Page, exhibit: Exhibit, voice: &Voice) {
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
        _ if trace.sockets.iter().any(|own| own.framed.is_some()) => {
            (crate::lang::framed::as_framed(), Style::Plain)
        }
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

fn explain(
    page: &mut Page,
    receive: &ReceiveFinding,
    more: u64,
    (trace, voice): (&CaseTrace, &Voice),
) {
    let over = trace.transport(receive.by);
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
