//! What came back from a call.

use crate::lang::errors::{StreamZero, no_end};
use crate::lang::timeline as words;
use crate::model::{CallRecord, ErrorName, Gives, OptionRecord, Outcome, Record, Seen, Text};
use crate::report::Voice;
use crate::report::case::errors;
use crate::report::case::timeline::Source;
use crate::report::case::timeline::took::Took;
use crate::report::case::trace_lookup::{is_stream, named, owner};
use crate::report::page::line::{Line, Style};
use std::collections::BTreeSet;
use std::time::Duration;

/// So many different things of one step are listed.
const MOST: usize = 3;

/// What came back from one or more calls of a step; of several, each different thing once.
pub(crate) fn result(record: &Record, calls: &[&CallRecord], source: Source<'_>) -> Line {
    if calls.is_empty() {
        return Line::of(Style::Bad, &source.voice.say(words::not_run()));
    }
    let wanted = Wanted::of(record, source);
    if let Some(sizes) = sizes(calls, wanted, source) {
        return sizes;
    }
    let seen = different(calls.iter().copied(), wanted, source);
    let more = seen.len() > MOST;
    let mut line = listed(seen.into_iter().take(MOST), source);
    if more {
        line.push(Style::Dim, "…");
    }
    line
}

/// The different things that came back, at most one more than are listed, each with how long
/// it was waited for.
fn different<'a>(
    calls: impl Iterator<Item = &'a CallRecord>,
    wanted: Wanted,
    source: Source<'_>,
) -> Vec<(Line, Took)> {
    let mut seen: Vec<(Line, Took)> = Vec::new();
    for call in calls {
        let (line, took) = (one(call, wanted, source), Took::of(call, wanted.deadline));
        match seen.iter().position(|(known, _)| *known == line) {
            Some(at) => seen[at].1 = seen[at].1.and(took),
            None if seen.len() <= MOST => seen.push((line, took)),
            None => {}
        }
    }
    seen
}

fn listed(seen: impl Iterator<Item = (Line, Took)>, source: Source<'_>) -> Line {
    let mut line = Line::new();
    for (i, (one, took)) in seen.enumerate() {
        if i > 0 {
            line.push(Style::Dim, source.voice.comma());
        }
        line.append(one);
        took.text(source).into_iter().for_each(|text| line.push(Style::Dim, &text));
    }
    line
}

/// Many receives of long data, or on one screen one that waited: only how much each brought. The errors among them follow.
fn sizes(calls: &[&CallRecord], wanted: Wanted, source: Source<'_>) -> Option<Line> {
    let waited = |call: &&CallRecord| Took::of(call, wanted.deadline).text(source).is_some();
    let shortly = calls.len() > 1 || source.voice.brief() && calls.iter().all(waited);
    let all = shortly && calls.iter().all(|call| call.call.receives());
    let some = calls.iter().filter_map(|call| Some(call.data.as_ref()?.len)).filter(|&n| n > 0);
    let (min, max) = (some.clone().min()?, some.max()?);
    if !all || max <= 12 {
        return None;
    }
    let mut text = if min == max { format!("{min} B") } else { format!("{min}–{max} B") };
    let senders: BTreeSet<String> = calls.iter().filter_map(|call| sender(call, source)).collect();
    if !senders.is_empty() {
        let senders: Vec<String> = senders.into_iter().take(3).collect();
        text = source.voice.say(words::from(&text, &senders.join(source.voice.comma())));
    }
    let brought = |call: &&CallRecord| call.data.as_ref().is_some_and(|data| data.len > 0);
    let (with, without): (Vec<_>, Vec<_>) = calls.iter().copied().partition(brought);
    let took = with.into_iter().map(|call| Took::of(call, wanted.deadline));
    let sizes = (Line::of(Style::Strong, &text), took.fold(Took::default(), Took::and));
    let other = different(without.into_iter(), wanted, source).into_iter().take(MOST);
    Some(listed(std::iter::once(sizes).chain(other), source))
}

/// What a step said beforehand of how it may fail.
#[derive(Clone, Copy)]
struct Wanted {
    /// The error it is expected to fail with: shown without alarm.
    error: Option<ErrorName>,
    /// How long it waits.
    deadline: Option<Duration>,
}

impl Wanted {
    fn of(record: &Record, source: Source<'_>) -> Self {
        let step = source.step(record.step);
        Wanted {
            error: step.and_then(|step| step.until.or(step.want.error)),
            deadline: step.map(|step| step.timeout),
        }
    }
}

fn one(call: &CallRecord, wanted: Wanted, source: Source<'_>) -> Line {
    let voice = source.voice;
    match &call.outcome {
        Outcome::Error(info) => {
            let style = if Some(info.name) == wanted.error { Style::Warn } else { Style::Bad };
            let said = if voice.verbose() { errors::in_full(info) } else { errors::said(info) };
            let text = voice.say(said.text);
            let text = match source.shuts.zero_of(call).and_then(no_end) {
                Some(why) => voice.say(words::because(&text, why)),
                None => text,
            };
            Line::of(style, &text)
        }
        Outcome::Returned(count) => success(call, *count, source),
    }
}

fn success(call: &CallRecord, count: u64, source: Source<'_>) -> Line {
    let voice = source.voice;
    match call.call.facts().gives {
        Gives::Received(_) | Gives::Looked => received(call, count, source),
        Gives::Sent(_) => sent(call, count, voice),
        Gives::Address => {
            let owner = call.other.map_or_else(|| "?".to_owned(), |id| named(source.trace, id));
            Line::of(Style::Strong, &voice.say(words::address(&owner)))
        }
        Gives::Count => Line::of(Style::Dim, &count.to_string()),
        Gives::Value => {
            let value = call.options.first().map_or(count.to_string(), granted);
            Line::of(Style::Dim, &value)
        }
        Gives::Nothing => Line::of(Style::Dim, &voice.say(words::ok())),
    }
}

/// How many bytes were taken; of how many, where a call that does not encode them took a part.
pub(crate) fn sent(call: &CallRecord, count: u64, voice: &Voice) -> Line {
    let offered = call.data.as_ref().map_or(count, |data| data.len);
    if count != offered && !call.call.is_framed() {
        return Line::of(Style::Warn, &voice.say(words::partly(count, offered)));
    }
    Line::of(Style::Plain, &count.to_string())
}

fn received(call: &CallRecord, count: u64, source: Source<'_>) -> Line {
    let voice = source.voice;
    let whole = call.call.is_framed();
    if count == 0 && is_stream(source.trace, call) && !whole {
        let asked_nothing = call.max == Some(0);
        let end = match asked_nothing {
            true => "0".to_owned(),
            false => voice.say(words::end_of_stream(source.shuts.zero(call))),
        };
        return Line::of(Style::Warn, &end);
    }
    if source.numbers.was_shut(call) {
        return Line::of(Style::Warn, &voice.say(words::end_of_stream(StreamZero::Shut)));
    }
    if source.numbers.may_be_the_end(call) {
        return Line::of(Style::Warn, &voice.say(words::empty_or_end()));
    }
    let data = call.data.as_ref();
    let mut text = match data {
        Some(data) if data.len == 0 && call.truncated != Seen::Seen(true) => {
            voice.say(words::empty_datagram())
        }
        Some(data) => voice.quote(data.kept(), data.len, voice.received),
        None => count.to_string(),
    };
    if data.is_some_and(|data| data.len != count) {
        text = format!("{count}, {text}");
    }
    if call.truncated == Seen::Seen(true) {
        text = voice.say(words::truncated(Text::new(text.clone(), text)));
    }
    if let Some(from) = sender(call, source) {
        text = voice.say(words::from(&text, &from));
    }
    Line::of(Style::Strong, &text)
}

/// Who sent a datagram, of which `recv_from` tells.
fn sender(call: &CallRecord, source: Source<'_>) -> Option<String> {
    let told = call.call.learns_sender() && call.outcome.error().is_none();
    told.then(|| source.numbers.sender(call).map_or("?".to_owned(), |id| owner(source.trace, id)))
}

fn granted(option: &OptionRecord) -> String {
    match option.granted {
        Seen::Seen(value) => value.to_string(),
        _ => "?".to_owned(),
    }
}

/// Options the kernel did not grant as asked. Verbose: all of them.
pub(crate) fn options(calls: &[&CallRecord], voice: &Voice) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for option in calls.iter().flat_map(|call| &call.options) {
        let line = option_line(option, voice);
        lines.extend(line.filter(|line| !lines.contains(line)));
    }
    lines
}

/// An option that the kernel did not grant as asked. Verbose: any.
pub(crate) fn option_line(option: &OptionRecord, voice: &Voice) -> Option<Line> {
    let name = option.option.as_str();
    let now = granted(option);
    let Some(asked) = option.asked else {
        let text = voice.say(words::option_is(name, &now));
        return voice.verbose().then(|| Line::of(Style::Dim, &text));
    };
    let asked = asked.to_string();
    if let Some(error) = &option.error {
        let text = voice.say(words::not_granted(name, &asked, &errors::said(error).text));
        return Some(Line::of(Style::Bad, &text));
    }
    let same = asked == now || (asked == "on" && now == "1") || (asked == "off" && now == "0");
    let unseen = !matches!(option.granted, Seen::Seen(_));
    if (same || unseen) && !voice.verbose() {
        return None;
    }
    let text = voice.say(words::granted(name, &asked, &now));
    Some(Line::of(if same { Style::Dim } else { Style::Warn }, &text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        CallName, CaseTrace, OptionName, OptionValue, Payload, SocketId, SocketRole, SocketTrace,
        Transport,
    };
    use crate::report::Look;
    use crate::report::case::trace_lookup::CallNumbers;
    use crate::report::case::why::write_closed::WriteClosed;

    /// A call that succeeded, brought what it can bring, and returned 7.
    fn made(name: CallName) -> CallRecord {
        let mut call = CallRecord::new(name);
        (call.sock, call.other) = (Some(SocketId(0)), Some(SocketId(0)));
        (call.outcome, call.max) = (Outcome::Returned(7), Some(10));
        call.data = Some(Payload::whole(b"1234567"));
        let granted = Seen::Seen(OptionValue::Number(4096));
        let option = OptionName::SoRcvbuf;
        call.options.push(OptionRecord { option, asked: None, granted, error: None });
        call
    }

    fn written(name: CallName) -> String {
        let socket = SocketTrace {
            actor: "me".into(),
            name: None,
            role: SocketRole::Datagram,
            transport: Transport::Udp,
            family: None,
            peer: None,
            same_address_as: None,
            elsewhere: false,
            framed: None,
        };
        let trace = CaseTrace { id: "x".into(), sockets: vec![socket], ..CaseTrace::default() };
        let entry = crate::scenario::builtin::find("late-read").unwrap();
        let scenario = crate::scenario::parse("x.toml", entry.source().as_bytes()).unwrap();
        let numbers = CallNumbers::default();
        let case = &scenario.cases[0];
        let shuts = &WriteClosed::of(case, &trace);
        let source =
            Source { case, trace: &trace, numbers: &numbers, shuts, voice: &Look::PLAIN.voice() };
        let wanted = Wanted { error: None, deadline: None };
        let line = one(&made(name), wanted, source);
        line.spans.into_iter().map(|span| span.text).collect()
    }

    /// What a call gives back decides how it is written: `ok` is for those that give back nothing, and
    /// a number is never `ok`.
    #[test]
    fn what_came_back_is_written_as_what_it_is() {
        use CallName as C;
        for name in CallName::ALL {
            let expected = match name {
                C::Listen | C::Connect | C::Accept | C::Bind | C::Reserve => "ok",
                C::Send | C::Writev | C::SendAll | C::SendTo | C::SendMessage => "7",
                C::RecvFrom => "\"1234567\" from me",
                C::Recv | C::RecvExact | C::RecvMessage | C::Peek => "\"1234567\"",
                C::Get => "4096",
                C::GetSockName | C::GetPeerName => "address of me",
                C::Set | C::Shutdown | C::Close | C::Reset | C::Kill => "ok",
                C::WaitReadable => "7",
                C::WaitAcked | C::WaitHangup | C::Pause | C::Join => "ok",
            };
            assert_eq!(written(*name), expected, "{name}");
            assert_eq!(expected == "ok", name.facts().gives == Gives::Nothing, "{name}");
        }
    }
}
