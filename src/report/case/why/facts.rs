//! The two facts that tutorials confuse: what left in one segment, and what came out of one
//! receive. Each is said on a line of its own.

use crate::analysis::{CaseAnalysis, Flow, Part, Stretch, Undelivered};
use crate::lang::{brief, count, picture as words, stretches, undelivered};
use crate::model::{CaseTrace, Fate, Lang, MessageNo, Seen, Text};
use crate::report::case::notation;
use crate::report::case::ruler::Source;
use crate::report::case::ruler::alike::drawn;
use crate::report::case::trace_lookup::owner;
use crate::report::case::why::departure::{Departure, read_to};
use crate::report::escape::width;
use crate::report::page::Page;
use crate::report::page::line::{Line, Style};
use std::collections::BTreeMap;

/// At most so many groups are listed.
const MOST: usize = 8;

/// The two lines of each stream.
pub(crate) fn facts(page: &mut Page, source: Source<'_>) {
    let Source { trace, analysis, voice, .. } = source;
    let mut streams = drawn(source);
    streams.retain(|drawn| drawn.flow.stream && !drawn.flow.sent.is_empty());
    if streams.is_empty() {
        return;
    }
    page.heading(&voice.say(words::two_facts()));
    let names = [voice.say(words::left()), voice.say(words::came_out())];
    let columns = names.iter().map(|name| width(name)).max().unwrap_or(0);
    let mut grouped = String::new();
    for drawn in &streams {
        let flow = drawn.flow;
        if streams.len() > 1 {
            let to = flow.to.map_or_else(String::new, |to| owner(trace, to));
            let head = format!("{} → {to}", owner(trace, flow.from));
            page.cut(Line::of(Style::Dim, &head).indented(2));
        }
        let out = left(flow, Said::InFull);
        let came = match flow.to.is_some_and(|to| trace.is_elsewhere(to)) {
            true => words::of_the_other_program(),
            false => came_out(flow, analysis, Said::InFull),
        };
        grouped.push_str(&format!("{} {} ", out.en, came.en));
        for (i, (name, text)) in names.iter().zip([out, came]).enumerate() {
            let mut line = Line::of(Style::Plain, "  ");
            line.push(Style::Strong, &format!("{}. {name}", i + 1));
            line.pad_to(2 + 3 + columns + 2);
            line.push(Style::Plain, &voice.say(text));
            page.say(line, (0, 5));
        }
        drawn.say_others(page, source);
    }
    let forms: Vec<String> =
        notation::groups(&grouped).into_iter().map(|text| voice.say(text)).collect();
    let forms = (!forms.is_empty()).then(|| {
        forms.join(match voice.lang {
            Lang::En => "; ",
            Lang::Zh => "；",
        })
    });
    let bursts = streams.iter().any(|drawn| has_bursts(drawn.flow, trace));
    let bursts = bursts.then(|| voice.say(stretches::bursts_legend()));
    forms.into_iter().chain(bursts).for_each(|legend| page.legend(&legend));
}

/// Whether several segments may have left in one go: the kernel cuts what is longer than one MSS.
fn has_bursts(flow: &Flow, trace: &CaseTrace) -> bool {
    let calls = trace.calls();
    let own = calls.filter(|call| call.sock == Some(flow.from));
    let Some(mss) = own.filter_map(|call| call.own.mss.seen()).min() else { return false };
    let left = Departure::of(flow);
    let starts = std::iter::once(0).chain(left.edges.iter().copied());
    let ends = left.edges.iter().copied().chain([left.counted]);
    let long = starts.zip(ends).any(|(start, end)| end.saturating_sub(start) > mss);
    long && matches!(flow.wire.segments, Seen::Seen(n) if n > 1) && !left.all_known
}

/// How much is said of what was alone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// That each message was alone.
    InFull,
    /// How many there were: as many as messages.
    Shortly,
}

/// The signs of the groups that are named, each with the first of this run: `[2–10]`, `1…`, `…1`.
pub(crate) fn signs(flow: &Flow, analysis: &CaseAnalysis) -> Vec<(&'static str, Text)> {
    let left = Departure::of(flow);
    let known = left.all_known && !flow.wire.doubtful && flow.wire.segments.seen().is_some();
    let segments = if known { segments_of(flow, &left) } else { Vec::new() };
    let found = flow.received.iter().filter_map(|r| analysis.receive(r.receive));
    let receives: Vec<Vec<Part>> = found.map(|receive| receive.parts.clone()).collect();
    let named = [segments, receives].into_iter().filter(|groups| !alone(groups));
    let groups: Vec<Vec<Part>> = named.flat_map(|groups| groups.into_iter().take(MOST)).collect();
    let whole = |part: &Part| part.len == part.of;
    let together = groups.iter().find(|parts| parts.len() > 1 && parts.iter().all(whole));
    let parts = || groups.iter().flatten();
    let begun = parts().find(|part| part.start == 0 && part.len < part.of);
    let rest = parts().find(|part| part.start > 0);
    let signs = [
        ("together", together.map(|parts| brief::together(&group(parts)))),
        ("begun", begun.map(|part| brief::beginning(part.message))),
        ("rest", rest.map(|part| brief::rest(part.message))),
    ];
    signs.into_iter().filter_map(|(name, text)| Some((name, text?))).collect()
}

/// What left, as far as the figures tell, and what did not.
pub(crate) fn left(flow: &Flow, said: Said) -> Text {
    let left = Departure::of(flow);
    let mut text = counted(flow, &left, said);
    if left.later > 0 {
        text = words::left_later(text, left.later);
    }
    if left.unsent > 0 {
        text = words::unsent_note(text, left.unsent, flow.wire.rest);
    }
    text
}

fn counted(flow: &Flow, left: &Departure, said: Said) -> Text {
    if flow.wire.doubtful {
        return words::doubtful();
    }
    let Seen::Seen(segments) = flow.wire.segments else {
        return words::wire_unseen(flow.wire.segments, true);
    };
    if !left.all_known && segments > 1 {
        return by_stretch(flow, left, segments)
            .unwrap_or_else(|| words::only_counted(count::segments(segments)));
    }
    let groups = segments_of(flow, left);
    if segments == 0 || said == Said::Shortly && alone(&groups) {
        return count::segments(segments);
    }
    if alone(&groups) {
        return words::each_alone_segment(segments);
    }
    words::grouped(count::segments(segments), &listed(&groups))
}

/// Which messages left in how many segments, where the figures tell of some of them.
fn by_stretch(flow: &Flow, left: &Departure, segments: u64) -> Option<Text> {
    let known = &flow.wire.stretches;
    let counted = known.iter().fold(0, |sum: u64, one| sum.saturating_add(one.segments));
    let end = known.last().filter(|_| known.len() > 1)?.end;
    if counted != segments || end != left.counted {
        return None;
    }
    if let [only] = messages_in(flow).as_slice() {
        let edges = left.edges.len() as u64;
        return Some(stretches::of_one(*only, segments, edges));
    }
    let parts: Vec<(Vec<Part>, u64)> =
        known.iter().map(|one| (parts_of(flow, one), one.segments)).collect();
    let mut texts: Vec<Text> =
        parts.chunk_by(both_single).map(stretch_text).take(MOST + 1).collect();
    if texts.len() > MOST {
        texts[MOST] = stretches::and_more();
    }
    Some(stretches::grouped_by_stretch(count::segments(segments), texts))
}

/// The messages of which any byte was taken.
fn messages_in(flow: &Flow) -> Vec<MessageNo> {
    flow.sent.iter().filter(|sent| sent.len > 0).map(|sent| sent.message).collect()
}

fn parts_of(flow: &Flow, stretch: &Stretch) -> Vec<Part> {
    parts_between(flow, stretch.start, stretch.end)
}

/// One whole message in one segment.
fn is_single((parts, segments): &(Vec<Part>, u64)) -> bool {
    *segments == 1 && matches!(parts.as_slice(), [part] if part.len == part.of)
}

fn both_single(one: &(Vec<Part>, u64), next: &(Vec<Part>, u64)) -> bool {
    is_single(one) && is_single(next)
}

fn stretch_text(alike: &[(Vec<Part>, u64)]) -> Text {
    match alike {
        [(parts, 1)] => stretches::in_one(&group(parts)),
        [(parts, segments)] => stretches::in_several(&group(parts), *segments),
        [(first, _), .., (last, _)] => stretches::one_each(&group(first), &group(last)),
        [] => stretches::and_more(),
    }
}

/// Which bytes of which messages each segment carried.
fn segments_of(flow: &Flow, left: &Departure) -> Vec<Vec<Part>> {
    let edges = left.edges.iter().copied();
    let mut groups = Vec::new();
    let mut start = 0;
    for end in edges.chain([left.counted]).take(MOST.max(flow.sent.len()) + 1) {
        groups.push(parts_between(flow, start, end));
        start = end;
    }
    groups
}

fn parts_between(flow: &Flow, start: u64, end: u64) -> Vec<Part> {
    let first = flow.sent.partition_point(|s| s.start.saturating_add(s.len) <= start);
    let inside = flow.sent.get(first..).unwrap_or_default().iter();
    inside
        .take_while(|s| s.start < end)
        .filter(|s| s.len > 0)
        .map(|s| {
            let from = s.start.max(start);
            let to = s.start.saturating_add(s.len).min(end);
            let len = to.saturating_sub(from);
            Part { message: s.message, start: from - s.start, len, of: s.len }
        })
        .collect()
}

pub(crate) fn came_out(flow: &Flow, analysis: &CaseAnalysis, said: Said) -> Text {
    let receives = flow.received.iter();
    let groups: Vec<Vec<Part>> =
        receives.filter_map(|r| Some(analysis.receive(r.receive)?.parts.clone())).collect();
    let n = groups.len() as u64;
    let wasted = wasted(flow, analysis);
    let got = match n {
        0 => return wasted.map_or_else(words::nothing_received, undelivered::nothing),
        _ if alone(&groups) && said == Said::Shortly => count::receives(n),
        _ if alone(&groups) => words::each_alone_receive(n),
        _ => words::grouped(count::receives(n), &listed(&groups)),
    };
    wasted.into_iter().fold(got, undelivered::and)
}

/// The bytes that were read and of which no message came, reason by reason; then those that nobody
/// read. `None` where there are none of the first.
fn wasted(flow: &Flow, analysis: &CaseAnalysis) -> Option<Text> {
    let mut sums: BTreeMap<Undelivered, u64> = BTreeMap::new();
    for waste in &flow.wasted {
        let sum = sums.entry(waste.why).or_default();
        *sum = sum.saturating_add(waste.len);
    }
    let read = sums.into_iter().map(|(why, sum)| undelivered::wasted(why, sum));
    let read = read.reduce(undelivered::and)?;
    let waiting = Some(flow.unread).filter(|n| *n > 0).map(undelivered::waiting);
    let discarded = discarded(flow, analysis).map(undelivered::discarded);
    Some(waiting.into_iter().chain(discarded).fold(read, undelivered::and))
}

/// The bytes that had left, that nobody read, and that a close or a reset threw away.
fn discarded(flow: &Flow, analysis: &CaseAnalysis) -> Option<u64> {
    let known = read_to(flow).saturating_add(flow.unread);
    let sent = flow.sent.iter().rfind(|sent| sent.start.saturating_add(sent.len) > known)?;
    let message = analysis.message(sent.message)?;
    let bytes = Departure::of(flow).unsent_from.checked_sub(known).filter(|n| *n > 0);
    bytes.filter(|_| message.fate.contains(Fate::Discarded))
}

fn alone(groups: &[Vec<Part>]) -> bool {
    groups.len() > 1
        && groups.iter().all(|parts| matches!(parts.as_slice(), [part] if part.len == part.of))
}

fn listed(groups: &[Vec<Part>]) -> String {
    let mut words: Vec<String> = groups.iter().take(MOST).map(|parts| group(parts)).collect();
    if groups.len() > MOST {
        words.push("…".to_owned());
    }
    words.join(" ")
}

/// `[1–3, 4…]`: messages 1 to 3 and the beginning of 4.
pub(crate) fn group(parts: &[Part]) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut whole: Vec<u32> = Vec::new();
    let flush = |whole: &mut Vec<u32>, words: &mut Vec<String>| {
        if !whole.is_empty() {
            words.push(count::list(whole));
            whole.clear();
        }
    };
    for part in parts {
        if part.start == 0 && part.len == part.of {
            whole.push(part.message.0);
            continue;
        }
        flush(&mut whole, &mut words);
        let before = if part.start > 0 { "…" } else { "" };
        let after = if part.start.saturating_add(part.len) < part.of { "…" } else { "" };
        words.push(format!("{before}{}{after}", part.message));
    }
    flush(&mut whole, &mut words);
    format!("[{}]", words.join(", "))
}
