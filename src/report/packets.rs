//! The packets of the lab's wire, as a class draws them: a line down for each host, an arrow across
//! for each packet.
//!
//! ```text
//!       ms   client                                          server
//!     0.31   │──────────────── SYN ─────────────────────────→│  MSS 1460
//!     2.40   │←─────────────── SYN ACK 1 ────────────────────│  MSS 1460
//!     7.45   │───────── bytes 1449–2896 ───────── ✘          │  lost
//! ```

use super::Look;
use super::doc::{Doc, Line, Style};
use super::escape::{clip, width};
use super::wrap::wrap;
use crate::lang::packets as words;
use crate::model::{
    Case, CaseTrace, Deed, Lab, LabTrace, Packet, Protocol, Segment, TcpFlag, Text,
};
use std::collections::BTreeMap;

/// Columns of the times, and of what stands left of the first host.
const TIME: usize = 9;
const LEFT: usize = TIME + 3;
/// The least that is left for what is said beside an arrow.
const NOTE: usize = 24;
/// The widest distance between the hosts.
const LANE: usize = 46;
/// More packets than this are not all drawn, unless everything is asked for; of these so many from the end.
const MOST: usize = 48;
const LAST: usize = 8;

/// One arrow.
struct Arrow<'a> {
    at_ns: u64,
    packet: &'a Packet,
    part: u64,
    moment: Moment,
}

/// What of a packet an arrow is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// It comes onto the wire.
    Sent,
    /// It was held back, and goes on now.
    LetGo,
}

/// Draws them; nothing where there was no such wire.
pub(crate) fn packets(doc: &mut Doc, case: &Case, trace: &CaseTrace, look: &Look) {
    let Some(lab) = trace.lab.as_ref().filter(|lab| lab.missing.is_none()) else { return };
    doc.heading(&look.say(words::heading()));
    for does in case.lab.iter().flat_map(wire) {
        let line = Line::of(Style::Plain, "  ").with(Style::Plain, &look.say(does));
        doc.extend(wrap(&line, look.prose_columns(), 4));
    }
    if lab.packets.is_empty() {
        doc.push(Line::of(Style::Plain, "  ").with(Style::Plain, &look.say(words::none())));
        return;
    }
    let left = lab.packets.first().map_or("", |packet| packet.from.as_str());
    let page = Page { look, left, lane: lane(look) };
    doc.push(page.head(lab));
    let arrows = arrows(lab);
    let hidden = match look.verbose() || arrows.len() <= MOST {
        true => 0,
        false => arrows.len() - MOST,
    };
    let cut = arrows.len().min(MOST - LAST);
    for (index, arrow) in arrows.iter().enumerate() {
        if hidden > 0 && index == cut {
            let note = look.say(words::left_out(hidden as u64));
            doc.push(Line::of(Style::Dim, "  ").with(Style::Dim, &note));
        }
        if hidden == 0 || !(cut..cut + hidden).contains(&index) {
            doc.push(page.line(arrow));
        }
    }
    if lab.left_out > 0 {
        let note = look.say(words::left_out(lab.left_out));
        doc.push(Line::of(Style::Dim, "  ").with(Style::Dim, &note));
    }
    let text = look.say(words::legend(used(lab)));
    doc.extend(wrap(&Line::of(Style::Dim, "  ").with(Style::Dim, &text), look.prose_columns(), 2));
}

/// What the wire of a case does, a sentence for each thing.
pub(crate) fn wire(lab: &Lab) -> Vec<Text> {
    let delay = (!lab.delay.is_zero()).then(|| words::delay(lab.delay));
    let mtus = lab.mtu.iter().map(|(host, mtu)| words::mtu(host, *mtu));
    delay.into_iter().chain(mtus).chain(lab.rules.iter().map(words::rule)).collect()
}

/// The arrows in time; a packet that was held back has two.
fn arrows(lab: &LabTrace) -> Vec<Arrow<'_>> {
    let mut parts: BTreeMap<(&str, u32), u64> = BTreeMap::new();
    let mut arrows = Vec::new();
    for packet in &lab.packets {
        let part = packet.datagram.map_or(0, |part| {
            let count = parts.entry((packet.from.as_str(), part.number)).or_default();
            *count += 1;
            *count
        });
        arrows.push(Arrow { at_ns: packet.at_ns, packet, part, moment: Moment::Sent });
        if let (Deed::Held, Some(&at_ns)) = (packet.deed, packet.delivered_ns.first()) {
            arrows.push(Arrow { at_ns, packet, part, moment: Moment::LetGo });
        }
    }
    arrows.sort_by_key(|arrow| arrow.at_ns);
    arrows
}

fn lane(look: &Look) -> usize {
    look.columns().saturating_sub(LEFT + 4 + NOTE).clamp(12, LANE)
}

fn used(lab: &LabTrace) -> words::Legend {
    let segments = || lab.packets.iter().filter_map(|packet| packet.segment.as_ref());
    words::Legend {
        acks: segments().any(|segment| segment.ack.is_some()),
        sacks: segments().any(|s| s.sack.len() > usize::from(s.repeats().is_some())),
        repeats: segments().any(|segment| segment.repeats().is_some()),
        fragments: lab.packets.iter().any(|p| p.datagram.is_some_and(|d| d.offset.is_some())),
        bytes: lab.packets.iter().any(|packet| packet.payload > 0 && packet.segment.is_some()),
    }
}

struct Page<'a> {
    look: &'a Look,
    /// The host on the left.
    left: &'a str,
    lane: usize,
}

impl Page<'_> {
    /// The hosts over their lines.
    fn head(&self, lab: &LabTrace) -> Line {
        let right = lab.packets.iter().flat_map(|p| [&p.from, &p.to]).find(|h| *h != self.left);
        let right = right.map_or("", String::as_str);
        let ms = self.look.say(words::time());
        let mut line = Line::of(Style::Plain, &" ".repeat(TIME.saturating_sub(width(&ms))));
        line.push(Style::Dim, &ms);
        line.pad_to(LEFT);
        line.push(Style::Strong, &clip(self.left, self.lane / 2));
        let right = clip(right, self.lane / 2);
        line.pad_to((LEFT + self.lane + 2).saturating_sub(width(&right)));
        line.with(Style::Strong, &right)
    }

    fn line(&self, arrow: &Arrow<'_>) -> Line {
        let packet = arrow.packet;
        let us = arrow.at_ns / 1000;
        let ms = format!("{}.{:02}", us / 1000, us % 1000 / 10);
        let mut line = Line::of(Style::Plain, &" ".repeat(TIME.saturating_sub(width(&ms))));
        line.push(Style::Dim, &ms);
        line.pad_to(LEFT);
        line.push(Style::Plain, "│");
        line.push(style(packet), &self.shaft(arrow));
        line.push(Style::Plain, "│");
        let notes: Vec<String> = notes(arrow).into_iter().map(|note| self.look.say(note)).collect();
        line.push(Style::Plain, "  ");
        line.push(style(packet), &notes.join(self.look.comma()));
        line.clipped(self.look.columns())
    }

    /// From edge to edge: a shaft with its label in the middle, and a head at the end it gets to.
    fn shaft(&self, arrow: &Arrow<'_>) -> String {
        let stops =
            arrow.moment == Moment::Sent && matches!(arrow.packet.deed, Deed::Lost | Deed::Held);
        let long = if stops { self.lane * 4 / 5 } else { self.lane };
        let head = match (arrow.packet.deed, stops) {
            (Deed::Held, true) => "○",
            (_, true) => "✘",
            (_, false) if arrow.packet.from == self.left => "→",
            (_, false) => "←",
        };
        let label = self.look.say(label(arrow.packet, arrow.part));
        let label = format!(" {} ", clip(&label, long.saturating_sub(5)));
        let bare = long.saturating_sub(width(&label) + 1);
        let (before, behind) = ("─".repeat(bare / 2), "─".repeat(bare - bare / 2));
        let rest = " ".repeat(self.lane - long);
        match arrow.packet.from == self.left {
            true => format!("{before}{label}{behind}{head}{rest}"),
            false => format!("{rest}{head}{behind}{label}{before}"),
        }
    }
}

fn style(packet: &Packet) -> Style {
    let again = packet.segment.as_ref().is_some_and(|segment| segment.again);
    match packet.deed {
        Deed::Lost => Style::Bad,
        Deed::Duplicated | Deed::Held => Style::Warn,
        Deed::Delivered if again => Style::Warn,
        Deed::Delivered => Style::Plain,
    }
}

/// What is written on the arrow. `part`: which part of its datagram it is, from 1.
fn label(packet: &Packet, part: u64) -> Text {
    match (packet.protocol, &packet.segment, packet.datagram) {
        (Protocol::Tcp, Some(segment), _) => of_segment(segment, packet.payload),
        (_, _, Some(whole)) if whole.offset.is_none() => {
            words::datagram(whole.number, packet.payload)
        }
        (_, _, Some(cut)) => words::fragment(cut.number, part, packet.payload),
        _ => words::icmp(),
    }
}

/// `SYN ACK 1`, `bytes 1–1448`, `FIN ACK 4001`, `bytes 1–5 FIN`. An acknowledgement that data carry
/// along is left to the one who looks for it.
fn of_segment(segment: &Segment, payload: u64) -> Text {
    let shown = |flag: &&TcpFlag| match flag {
        TcpFlag::Ack => payload == 0,
        TcpFlag::Psh => false,
        _ => true,
    };
    let mut flags = flags(segment.flags.iter().filter(shown));
    if let Some(ack) = segment.ack.filter(|_| payload == 0) {
        flags.push_str(&format!(" {ack}"));
    }
    if payload == 0 {
        return words::flags(&flags);
    }
    let last = segment.seq.saturating_add(payload).saturating_sub(1);
    let bytes = words::stretch(segment.seq, last);
    match flags.is_empty() {
        true => bytes,
        false => Text::new(format!("{} {flags}", bytes.en), format!("{} {flags}", bytes.zh)),
    }
}

/// Flags as they are said: `SYN ACK`.
pub(crate) fn flags<'a>(flags: impl Iterator<Item = &'a TcpFlag>) -> String {
    flags.map(|flag| flag.as_str()).collect::<Vec<_>>().join(" ")
}

/// What is said beside the arrow.
fn notes(arrow: &Arrow<'_>) -> Vec<Text> {
    let packet = arrow.packet;
    let segment = packet.segment.as_ref();
    let mut notes = Vec::new();
    notes.extend(match (packet.deed, arrow.moment) {
        (Deed::Held, Moment::LetGo) => Some(words::let_go()),
        (Deed::Delivered, _) => None,
        (deed, _) => Some(words::deed(deed)),
    });
    notes.extend(segment.filter(|s| s.again).map(|_| words::again()));
    notes.extend(segment.and_then(|s| s.mss).map(|mss| words::mss(mss.into())));
    let repeated = segment.and_then(Segment::repeats);
    notes.extend(repeated.map(|(first, last)| words::d_sack(first, last)));
    let sack = segment.map(|s| s.sack.as_slice()).unwrap_or_default();
    let beyond = sack.iter().skip(usize::from(repeated.is_some()));
    notes.extend(beyond.map(|(first, last)| words::sack(*first, *last)));
    notes
}

/// A packet in one line, for an expectation that it did not meet.
pub(crate) fn said(packet: &Packet) -> Vec<Text> {
    let flags = |segment: &Segment| words::flags(&self::flags(segment.flags.iter()));
    let mut said: Vec<Text> = packet.segment.as_ref().map(flags).into_iter().collect();
    said.push(words::payload(crate::model::Range::exactly(packet.payload)));
    said.extend(
        packet
            .segment
            .as_ref()
            .and_then(|s| s.ack)
            .map(|ack| words::acknowledges(crate::model::Range::exactly(ack))),
    );
    said.extend(notes(&Arrow { at_ns: 0, packet, part: 1, moment: Moment::Sent }));
    said
}
