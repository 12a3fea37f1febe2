//! The two facts that tutorials confuse: what left in one segment, and what came out of one
//! receive. Each is said on a line of its own.

use crate::analysis::{CaseAnalysis, Flow, Part, Stretch, Undelivered};
use crate::lang::{count, picture as words, stretches, undelivered};
use crate::model::{CaseTrace, Fate, Lang, MessageNo, Seen, Text};
use crate::report::case::notation;
use crate::report::case::ruler::Source;
use crate::report::case::ruler::alike::Drawn;
use crate::report::case::trace_lookup::owner;
use crate::report::case::why::departure::{Departure, read_to};
use crate::report::case::why::groups::{self, Group};
use crate::report::escape::width;
use crate::report::page::Page;
use crate::report::page::line::{Line, Style};
use std::collections::BTreeMap;

/// The two lines of each stream.
pub(crate) fn facts(page: &mut Page, drawn: &[Drawn<'_>], source: Source<'_>) {
    let Source { trace, analysis, voice, .. } = source;
    let stream = |drawn: &&Drawn<'_>| drawn.flow.stream && !drawn.flow.sent.is_empty();
    let streams: Vec<&Drawn<'_>> = drawn.iter().filter(stream).collect();
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
        let said = if voice.verbose() { Said::Whole } else { Said::InFull };
        let out = left(flow, said);
        let came = match flow.to.is_some_and(|to| trace.is_elsewhere(to)) {
            true => words::of_the_other_program(),
            false => came_out(flow, analysis, said),
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

/// How much is said.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// As much as a reader of everything wants: each group.
    Whole,
    /// That each message was alone; many groups.
    InFull,
    /// How many there were, where each message was alone; the groups that have room beside a ruler or below it.
    Shortly,
}

impl Said {
    /// At most so many groups, or runs of groups, are listed.
    fn most(self) -> usize {
        match self {
            Said::Whole => usize::MAX,
            Said::InFull => 40,
            Said::Shortly => 8,
        }
    }

    fn listed(self, groups: &[Group]) -> Text {
        let more = if self == Said::Shortly { "-v" } else { "-vv" };
        groups::listed(groups, (self.most(), more))
    }
}

/// What stands beside a ruler, and the number alone, for where that is too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Beside {
    pub(crate) whole: Text,
    pub(crate) number: Text,
}

impl Beside {
    /// The same wherever it stands.
    pub(crate) fn only(text: Text) -> Self {
        Beside { whole: text.clone(), number: text }
    }
}

/// What left, beside a ruler.
pub(crate) fn left_beside(flow: &Flow) -> Beside {
    let number = match (flow.wire.doubtful, flow.wire.segments) {
        (true, _) => words::doubtful_shortly(),
        (false, Seen::Seen(segments)) => count::segments(segments),
        (false, unseen) => words::wire_unseen(unseen, true),
    };
    Beside { whole: left(flow, Said::Shortly), number }
}

/// What came out, beside a ruler.
pub(crate) fn came_out_beside(flow: &Flow, analysis: &CaseAnalysis) -> Beside {
    let n = receives_of(flow, analysis).len() as u64;
    Beside { whole: came_out(flow, analysis, Said::Shortly), number: count::receives(n) }
}

/// The signs of the groups that are named beside a ruler, each with the first of this run.
pub(crate) fn signs(flow: &Flow, analysis: &CaseAnalysis) -> Vec<(&'static str, Text)> {
    let all = [segments_named(flow, &Departure::of(flow)), receives_of(flow, analysis)];
    let named = all.iter().filter(|groups| !groups::alone(groups));
    groups::signs(named.map(Vec::as_slice), Said::Shortly.most())
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
    let groups = segments_named(flow, left);
    let number = count::segments(segments);
    match (groups::alone(&groups), said) {
        _ if segments == 0 => number,
        _ if groups.is_empty() => not_grouped((flow, left), segments, said),
        (true, Said::Shortly) => number,
        (true, Said::InFull | Said::Whole) => words::each_alone_segment(segments),
        (false, _) => words::grouped(number, &said.listed(&groups)),
    }
}

/// Which bytes left in which segment is not known.
fn not_grouped((flow, left): (&Flow, &Departure), segments: u64, said: Said) -> Text {
    let (number, known) = (count::segments(segments), left.edges.len() as u64);
    match (messages_in(flow).as_slice(), said) {
        (_, Said::Shortly) if known == 0 => words::boundaries_unknown(number),
        (_, Said::Shortly) => words::boundaries_note(number, known, segments.saturating_sub(1)),
        ([only], Said::InFull | Said::Whole) if flow.wire.stretches.len() > 1 => {
            stretches::of_one(*only, segments, known)
        }
        (_, Said::InFull | Said::Whole) => words::only_counted(number),
    }
}

/// Which messages left in which segments, as far as the figures tell: nothing where they do not.
fn segments_named(flow: &Flow, left: &Departure) -> Vec<Group> {
    let Seen::Seen(segments) = flow.wire.segments else { return Vec::new() };
    match (flow.wire.doubtful, left.all_known || segments <= 1) {
        (true, _) => Vec::new(),
        (false, true) => segments_of(flow, left),
        (false, false) => by_stretch(flow, left, segments).unwrap_or_default(),
    }
}

/// Which messages left in how many segments, where the figures tell of some of them, and these are several messages.
fn by_stretch(flow: &Flow, left: &Departure, segments: u64) -> Option<Vec<Group>> {
    let known = &flow.wire.stretches;
    let counted = known.iter().fold(0, |sum: u64, one| sum.saturating_add(one.segments));
    let end = known.last().filter(|_| known.len() > 1)?.end;
    if counted != segments || end != left.counted || messages_in(flow).len() == 1 {
        return None;
    }
    let group = |one: &Stretch| Group {
        parts: parts_between(flow, one.start, one.end),
        segments: one.segments,
    };
    Some(known.iter().map(group).collect())
}

/// The messages of which any byte was taken.
fn messages_in(flow: &Flow) -> Vec<MessageNo> {
    flow.sent.iter().filter(|sent| sent.len > 0).map(|sent| sent.message).collect()
}

/// Which bytes of which messages each segment carried.
fn segments_of(flow: &Flow, left: &Departure) -> Vec<Group> {
    let edges = left.edges.iter().copied();
    let starts = std::iter::once(0).chain(edges.clone());
    let ends = edges.chain([left.counted]);
    starts.zip(ends).map(|(start, end)| Group::one(parts_between(flow, start, end))).collect()
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

/// Which messages each receive brought.
fn receives_of(flow: &Flow, analysis: &CaseAnalysis) -> Vec<Group> {
    let found = flow.received.iter().filter_map(|r| analysis.receive(r.receive));
    found.map(|receive| Group::one(receive.parts.clone())).collect()
}

pub(crate) fn came_out(flow: &Flow, analysis: &CaseAnalysis, said: Said) -> Text {
    let groups = receives_of(flow, analysis);
    let n = groups.len() as u64;
    let wasted = wasted((flow, analysis), said);
    let got = match (groups::alone(&groups), said) {
        _ if n == 0 => return wasted.map_or_else(words::nothing_received, undelivered::nothing),
        (true, Said::Shortly) => count::receives(n),
        (true, Said::InFull | Said::Whole) => words::each_alone_receive(n),
        (false, _) => words::grouped(count::receives(n), &said.listed(&groups)),
    };
    wasted.into_iter().fold(got, undelivered::and)
}

/// The bytes that were read and of which no message came, reason by reason; then those that nobody
/// read. `None` where there are none of the first.
fn wasted((flow, analysis): (&Flow, &CaseAnalysis), said: Said) -> Option<Text> {
    let mut sums: BTreeMap<Undelivered, u64> = BTreeMap::new();
    for waste in &flow.wasted {
        let sum = sums.entry(waste.why).or_default();
        *sum = sum.saturating_add(waste.len);
    }
    let told = match said {
        Said::Shortly => undelivered::wasted_shortly,
        Said::InFull | Said::Whole => undelivered::wasted,
    };
    let read = sums.into_iter().map(|(why, sum)| told(why, sum));
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
