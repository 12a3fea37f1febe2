//! What became of each message, and why.

use super::Look;
use super::doc::{Doc, Line, Style};
use super::facts::group;
use super::numbers::socket;
use super::wrap::wrap;
use crate::analysis::{CaseAnalysis, MessageFinding, ReceiveFinding};
use crate::lang::{checks, count, picture as words, why};
use crate::model::{CaseTrace, Cause, Fates};

/// The fates; messages with the same fate are one line.
pub(crate) fn fates(doc: &mut Doc, analysis: &CaseAnalysis, look: &Look) {
    doc.heading(&look.say(words::fates_heading()));
    if analysis.messages.is_empty() {
        doc.push(Line::of(Style::Plain, "  ").with(Style::Plain, &look.say(words::no_messages())));
    }
    let groups = by_fate(&analysis.messages);
    let one = groups.len() == 1 && analysis.messages.len() > 1;
    for (fates, one_of, numbers) in groups {
        let named = checks::fates(fates);
        let mut text = if one {
            words::fate_of_all(numbers.len() as u64, &named)
        } else {
            words::fate(&numbers, &named)
        };
        if let Some(of) = one_of {
            text = words::one_of(text, of);
        }
        let style = if words::is_whole(fates) { Style::Good } else { Style::Warn };
        let line = Line::of(Style::Plain, "  ").with(style, &look.say(text));
        doc.extend(wrap(&line, look.prose_columns(), 4));
    }
}

type Group<'a> = (&'a Fates, Option<u32>, Vec<u32>);

/// Groups in the order of their first message.
fn by_fate(messages: &[MessageFinding]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for message in messages {
        let same = groups.iter_mut().find(|g| g.0 == &message.fate && g.1 == message.one_of);
        match same {
            Some(group) => group.2.push(message.no.0),
            None => groups.push((&message.fate, message.one_of, vec![message.no.0])),
        }
    }
    groups
}

/// The causes; receives with the same causes are told once, by the first of them.
pub(crate) fn causes(doc: &mut Doc, trace: &CaseTrace, analysis: &CaseAnalysis, look: &Look) {
    if analysis.receives.is_empty() {
        return;
    }
    doc.heading(&look.say(words::why_heading()));
    let groups = by_cause(&analysis.receives);
    if groups.is_empty() {
        let line = Line::of(Style::Plain, "  ").with(Style::Good, &look.say(words::no_cause()));
        doc.extend(wrap(&line, look.prose_columns(), 2));
    }
    for (receive, numbers) in groups {
        explain(doc, receive, numbers.len() as u64 - 1, (trace, look));
    }
}

fn explain(doc: &mut Doc, receive: &ReceiveFinding, more: u64, (trace, look): (&CaseTrace, &Look)) {
    let stream = socket(trace, receive.by).is_none_or(|socket| socket.transport.is_stream());
    let who = count::these_receives(&[receive.no.0]);
    let head = look.say(words::held(&who, &group(&receive.parts)));
    let line = Line::of(Style::Plain, "  ").with(Style::Plain, &head);
    doc.extend(wrap(&line, look.prose_columns(), 4));
    for (i, cause) in receive.causes.iter().enumerate() {
        let style = if i == 0 { Style::Strong } else { Style::Plain };
        let text = look.say(words::cause("", &why::proof(&cause.proof, stream)));
        let line = Line::of(Style::Plain, "    ")
            .with(style, cause.cause.as_str())
            .with(Style::Plain, &text);
        doc.extend(wrap(&line, look.prose_columns(), 6));
    }
    if more > 0 {
        let text = look.say(words::likewise(more));
        doc.push(Line::of(Style::Dim, "    ").with(Style::Dim, &text));
    }
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
