//! The three rulers of a flow: what was sent, what left, what came out, on one scale, so that
//! edges that are the same stand below each other.
//!
//! ```text
//!   sent      │hello │·feng│   2 sends
//!   on wire   │hello │·feng│   2 segments (TCP_INFO)
//!   received  │he│llo┊·feng│   2 receives
//!                ▲ receive 1 stopped inside message 1
//! ```

pub(crate) mod alike;
pub(crate) mod brief;
mod datagrams;

use self::alike::Drawn;
use crate::analysis::{CaseAnalysis, Flow, Missing, Received, Rest, Undelivered, Whereabouts};
use crate::lang::{empty, packets, picture as words, undelivered};
use crate::model::{Case, CaseTrace, Fate, LabTrace, Packet, Seen, Text};
use crate::report::Voice;
use crate::report::case::trace_lookup::owner;
use crate::report::case::why::departure::Departure;
use crate::report::case::why::facts::{self, Beside};
use crate::report::page::line::{Line, Style};
use crate::report::page::message_text::MessageText;
use crate::report::page::ruler::{Fill, OnAxis, Ruler, RulerCell, RulerRow, cell};
use crate::report::page::{Block, Page};
use std::collections::BTreeSet;

/// Everything a picture is made from.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) case: &'a Case,
    pub(crate) trace: &'a CaseTrace,
    pub(crate) analysis: &'a CaseAnalysis,
    pub(crate) voice: &'a Voice,
}

/// Adds the flows of a case, in full those that are drawn.
pub(crate) fn rulers(page: &mut Page, drawn: &[Drawn<'_>], source: Source<'_>) {
    let flows = &source.analysis.flows;
    if source.voice.brief() {
        brief::flows(page, source);
    } else {
        for drawn in drawn {
            if flows.len() > 1 {
                page.blank();
            }
            one(page, drawn.flow, flows.len() > 1, source);
            drawn.say_others(page, source);
        }
    }
    if flows.is_empty() {
        page.push(Line::of(Style::Plain, &source.voice.say(words::nothing())).indented(2));
    }
    let odd = |fate| source.analysis.messages.iter().any(|message| message.fate.contains(fate));
    if odd(Fate::Reordered) || odd(Fate::Duplicated) {
        page.legend(&source.voice.say(words::in_the_order_of_sending()));
    }
}

fn one(page: &mut Page, flow: &Flow, many: bool, source: Source<'_>) {
    let ruler = ruler(flow, source);
    if many || ruler.is_none() {
        let to = flow.to.map(|to| owner(source.trace, to));
        let from = owner(source.trace, flow.from);
        let sent = flow.sent.iter().map(|sent| sent.len);
        let received = flow.received.iter().map(|received| received.len);
        let total = match source.trace.is_elsewhere(flow.from) {
            true => received.fold(0, u64::saturating_add),
            false => sent.fold(0, u64::saturating_add),
        };
        let head = source.voice.say(words::direction(&from, to.as_deref(), total));
        page.cut(Line::of(Style::Dim, &head).indented(2));
    }
    page.blocks.extend(ruler.map(|ruler| Block::Ruler(Box::new(ruler))));
}

/// Where each receive of a stream stopped inside a message.
fn stops(flow: &Flow, source: Source<'_>) -> Vec<(u64, String)> {
    let stop = |received: &Received| {
        let found = source.analysis.receive(received.receive);
        let part = found.and_then(|receive| receive.parts.last())?;
        let inside = part.start.saturating_add(part.len) < part.of;
        let text = words::stopped_inside(received.receive, part.message);
        let end = received.start.saturating_add(received.len);
        inside.then(|| (end, source.voice.say(text)))
    };
    if flow.stream { flow.received.iter().filter_map(stop).collect() } else { Vec::new() }
}

/// The rows of a flow; `None` where nothing travelled.
fn ruler(flow: &Flow, source: Source<'_>) -> Option<Ruler> {
    let messages = axis(flow, source);
    let received_end = flow.received.iter().map(|r| r.start.saturating_add(r.len)).max();
    let end = messages.iter().map(|m| m.end).max().unwrap_or(0);
    let total = if flow.stream { end.max(received_end.unwrap_or(0)) } else { end };
    if total == 0 {
        return None;
    }
    let sent = messages.iter().map(|m| cell(m.start, m.end, Fill::Data)).collect();
    let wire =
        filled(wire((flow, source.analysis), &messages, total), total, |_| (Fill::Blind, u64::MAX));
    let sends = if flow.stream { flow.sent.len() } else { messages.len() } as u64;
    let calls = flow.sent.iter().map(|sent| sent.sends).fold(0, u64::saturating_add);
    let received = if flow.stream {
        stream_received(flow, total)
    } else {
        datagrams::received(flow, &messages, source.analysis)
    };
    let left = Departure::of(flow);
    let received = filled(received, total, |start| {
        missing_at(start, (flow, left.unsent_from), source.analysis)
    });
    let stranger = source.trace.is_elsewhere(flow.from);
    let unsent = if stranger { Fill::Blind } else { Fill::Withheld };
    let sent = filled(sent, total, |_| (unsent, u64::MAX));
    let wire = if stranger { vec![cell(0, total, Fill::Blind)] } else { wire };
    let labels = words::labels();
    let [sent_note, wire_note, received_note] = notes(flow, (sends, calls, &received), source);
    let row = |label, note: Beside, cells, all_known| RulerRow {
        label: source.voice.say(label),
        note: source.voice.say(note.whole),
        number: source.voice.say(note.number),
        cells,
        of_messages: false,
        all_known,
    };
    let mut rows = [
        row(labels.sent, sent_note, sent, true),
        row(labels.wire, wire_note, wire, left.all_known),
        row(labels.received, received_note, received, true),
    ];
    rows[0].of_messages = true;
    let cuts = if flow.stream { Vec::new() } else { datagrams::cuts(flow, &messages) };
    let (datagrams, compact) = (!flow.stream, source.voice.brief());
    let stops = if compact { Vec::new() } else { stops(flow, source) };
    Some(Ruler { total, messages, cuts, rows, datagrams, compact, stops })
}

/// What stands beside the rows: how many sends, segments and receives there were.
fn notes(
    flow: &Flow,
    (sends, calls, received): (u64, u64, &[RulerCell]),
    source: Source<'_>,
) -> [Beside; 3] {
    let elsewhere = |id| source.trace.is_elsewhere(id);
    let (stranger, strangers) = (elsewhere(flow.from), flow.to.is_some_and(elsewhere));
    let corked = match flow.wire.segments {
        Seen::Seen(left) => left != sends,
        figure => figure == Seen::Absent,
    };
    let shortly = source.voice.brief() && flow.stream;
    let sent = match source.trace.socket(flow.from).is_some_and(|own| own.framed.is_some()) {
        true => words::framed_note(sends),
        false if flow.stream && calls != sends => words::parts_note(sends, calls),
        false => words::sent_note(sends, flow.stream || corked),
    };
    let left = match shortly {
        true => facts::left_beside(flow),
        false => Beside::only(wire_note(flow, source.trace)),
    };
    let came_out = match shortly {
        true => facts::came_out_beside(flow, source.analysis),
        false => Beside::only(received_note(flow, received)),
    };
    let known = |note, elsewhere| match elsewhere {
        true => Beside::only(words::of_the_other_program()),
        false => note,
    };
    [known(Beside::only(sent), stranger), known(left, stranger), known(came_out, strangers)]
}

/// Where each message lies. An empty message on a stream, or a datagram that was refused, lies
/// nowhere.
fn axis(flow: &Flow, source: Source<'_>) -> Vec<OnAxis> {
    let mut out: Vec<OnAxis> = Vec::new();
    let mut at = 0u64;
    for sent in &flow.sent {
        let start = if flow.stream { sent.start.max(at) } else { at };
        let len = if flow.stream { sent.len } else { sent.len.max(1) };
        let end = start.saturating_add(len);
        let found = source.analysis.message(sent.message);
        let failed = found.is_some_and(|m| m.fate.contains(Fate::NeverSent)) && !flow.stream;
        if len == 0 || failed {
            continue;
        }
        at = end;
        let text = found.and_then(|message| {
            let frame = source.trace.call(message.place)?.frame;
            MessageText::of(message, (sent.len, frame), (source.case, source.voice.letters()))
        });
        out.push(OnAxis { no: sent.message, start, end, empty: sent.len == 0, text });
    }
    out
}

/// The cells in order, with what lies between them filled in: `missing` says what is at a byte,
/// and up to where.
fn filled(
    cells: Vec<RulerCell>,
    total: u64,
    missing: impl Fn(u64) -> (Fill, u64),
) -> Vec<RulerCell> {
    let mut out: Vec<RulerCell> = Vec::new();
    let fill_up = |out: &mut Vec<RulerCell>, mut at: u64, to: u64| {
        while at < to {
            let (fill, until) = missing(at);
            let end = until.clamp(at + 1, to);
            match out.last_mut().filter(|last| last.fill == fill && last.end == at) {
                Some(last) => last.end = end,
                None => out.push(cell(at, end, fill)),
            }
            at = end;
        }
    };
    let mut at = 0;
    for c in cells {
        let (start, end) = (c.start.max(at), c.end.min(total));
        if start > at && start < total {
            fill_up(&mut out, at, start);
            at = start;
        }
        if end > start {
            out.push(cell(start, end, c.fill));
            at = end;
        }
    }
    fill_up(&mut out, at, total);
    out
}

/// Where a stream's byte is that no receive brought, and up to where the same holds.
fn missing_at(at: u64, (flow, left): (&Flow, u64), analysis: &CaseAnalysis) -> (Fill, u64) {
    if at >= left && flow.wire.rest == Rest::Stayed {
        return (Fill::Unsent, u64::MAX);
    }
    let inside = flow.sent.partition_point(|s| s.start.saturating_add(s.len) <= at);
    let Some(sent) = flow.sent.get(inside) else { return (Fill::Withheld, left) };
    let end = sent.start.saturating_add(sent.len);
    let found = analysis.message(sent.message);
    let place = at.saturating_sub(sent.start);
    let ends = |missing: &Missing| missing.start.saturating_add(missing.len);
    let missing = found.into_iter().flat_map(|message| &message.missing);
    let there = missing.clone().find(|m| (m.start..ends(m)).contains(&place));
    there.map_or((Fill::Withheld, end), |m| (fill_of(&m.at), sent.start.saturating_add(ends(m))))
}

pub(crate) fn fill_of(at: &Whereabouts) -> Fill {
    match at {
        Whereabouts::Unsent(_) => Fill::Unsent,
        Whereabouts::Discarded(discard) if discard.never_left() => Fill::Unsent,
        Whereabouts::OnTheWay | Whereabouts::BehindHole => Fill::OnTheWay,
        Whereabouts::Lost | Whereabouts::Filtered | Whereabouts::NoSocket => Fill::Lost,
        Whereabouts::Readable => Fill::Unread,
        Whereabouts::Read(Undelivered::ThrownAway) | Whereabouts::Discarded(_) => Fill::Discarded,
        Whereabouts::Read(_) => Fill::Withheld,
        Whereabouts::Orphaned
        | Whereabouts::Leaving
        | Whereabouts::Acknowledged
        | Whereabouts::Elsewhere
        | Whereabouts::Unknown => Fill::Blind,
    }
}

fn wire(
    (flow, analysis): (&Flow, &CaseAnalysis),
    messages: &[OnAxis],
    total: u64,
) -> Vec<RulerCell> {
    if !flow.stream {
        let fill = if flow.wire.segments.seen().is_some() { Fill::Data } else { Fill::Blind };
        return match fill {
            Fill::Data => datagrams::left(flow, messages, analysis),
            _ => vec![cell(0, total, fill)],
        };
    }
    let left = Departure::of(flow);
    let counted = left.counted.min(total);
    let unsent = left.unsent_from.min(total).max(counted);
    let mut cells = left_cells(flow, &left, counted);
    cells.push(cell(counted, unsent, Fill::Blind));
    let rest = match flow.wire.rest {
        Rest::Stayed => Fill::Unsent,
        Rest::Closed | Rest::Cut => Fill::Blind,
    };
    cells.push(cell(unsent, total, rest));
    cells
}

/// The cells of what left: between the edges that are known.
fn left_cells(flow: &Flow, left: &Departure, end: u64) -> Vec<RulerCell> {
    let unseen = flow.wire.doubtful || flow.wire.segments.seen().is_none();
    if unseen || (left.edges.is_empty() && !left.all_known) {
        return vec![cell(0, end, Fill::Blind)];
    }
    let edges = || left.edges.iter().copied().take_while(|&edge| edge < end);
    let starts = std::iter::once(0).chain(edges());
    let ends = edges().chain(std::iter::once(end));
    starts.zip(ends).map(|(start, end)| cell(start, end, Fill::Data)).collect()
}

fn wire_note(flow: &Flow, trace: &CaseTrace) -> Text {
    let left = Departure::of(flow);
    let own = |packet: &Packet| [packet.sock, packet.other].contains(&Some(flow.from));
    let seen = |lab: &LabTrace| lab.left_out == 0 && lab.packets.iter().any(own);
    let seen = trace.lab.as_ref().is_some_and(|lab| lab.missing.is_none() && seen(lab));
    let mut note = match flow.wire.segments {
        _ if flow.wire.doubtful => words::doubtful(),
        Seen::Seen(datagrams) if !flow.stream => {
            return words::datagrams_note(datagrams, flow.sent.len() as u64);
        }
        Seen::Seen(segments) if seen => packets::segments_note(segments),
        Seen::Seen(segments) if left.all_known || segments == 0 => words::segments_note(segments),
        Seen::Seen(segments) => {
            let known = left.edges.len() as u64;
            words::boundaries_note(words::segments_note(segments), known, segments - 1)
        }
        unseen => words::wire_unseen(unseen, flow.stream),
    };
    if left.later > 0 {
        note = words::left_later(note, left.later);
    }
    if left.unsent > 0 {
        note = words::unsent_note(note, left.unsent, flow.wire.rest);
    }
    note
}

fn stream_received(flow: &Flow, total: u64) -> Vec<RulerCell> {
    let mut stretches: Vec<_> = flow.received.iter().collect();
    stretches.sort_by_key(|r| r.start);
    let mut cells: Vec<RulerCell> = Vec::new();
    let mut last = None;
    for r in stretches {
        let end = r.start.saturating_add(r.len).min(total);
        match cells.last_mut() {
            // One receive in several stretches.
            Some(c) if last == Some(r.receive) && c.end == r.start => c.end = end,
            _ => cells.push(cell(r.start, end, Fill::Data)),
        }
        last = Some(r.receive);
    }
    for w in &flow.wasted {
        let fill = if w.why == Undelivered::ThrownAway { Fill::Discarded } else { Fill::Withheld };
        cells.push(cell(w.start, w.start.saturating_add(w.len).min(total), fill));
    }
    cells.sort_by_key(|c| c.start);
    let end = cells.iter().map(|c| c.end).max().unwrap_or(0);
    if flow.unread > 0 {
        let arrived = end.saturating_add(flow.unread).min(Departure::of(flow).unsent_from.max(end));
        cells.push(cell(end, arrived, Fill::Unread));
    }
    cells
}

fn received_note(flow: &Flow, cells: &[RulerCell]) -> Text {
    let of = |fill: Fill| cells.iter().filter(|c| c.fill == fill && !flow.stream).count() as u64;
    let receives: BTreeSet<_> = flow.received.iter().map(|r| r.receive).collect();
    let wasted = flow.wasted.iter().filter(|w| w.why != Undelivered::ThrownAway);
    let wasted = wasted.fold(0, |sum: u64, w| sum.saturating_add(w.len));
    let note = undelivered::received_note(receives.len() as u64, wasted);
    let note = words::unread_note(note, flow.unread, of(Fill::Lost));
    let note = words::discarded_note(note, of(Fill::Discarded));
    empty::unclear_note(note, of(Fill::Unclear))
}
