//! The packets of the lab's wire: what is said of each, and in which layout. A class draws them as
//! arrows between two lines (`picture`); where the terminal is too narrow for what stands on the
//! arrows, they are a list (`list`): a number that is cut is another number.

mod list;
mod picture;

use super::Look;
use super::doc::{Doc, Line, Style};
use super::escape::width;
use super::wrap::wrap;
use crate::lang::packets as words;
use crate::model::{
    Case, CaseTrace, Deed, Lab, LabTrace, Packet, Protocol, Segment, TcpFlag, Text,
};
use std::collections::BTreeMap;
use std::ops::Range;

/// More packets than this are not all drawn, unless everything is asked for; of these so many from the end.
const MOST: usize = 48;
const LAST: usize = 8;

/// A packet on its way, or on the rest of it.
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
    let rows: Vec<PacketRow<'_>> =
        arrows(lab).into_iter().map(|arrow| PacketRow::of(arrow, look)).collect();
    let layout = Layout::of(look, hosts(lab), &rows);
    let hidden = hidden(rows.len(), look);
    doc.push(layout.head());
    for (index, row) in rows.iter().enumerate() {
        if index == hidden.start && !hidden.is_empty() {
            let note = look.say(words::left_out(hidden.len() as u64));
            doc.push(Line::of(Style::Dim, "  ").with(Style::Dim, &note));
        }
        if !hidden.contains(&index) {
            doc.extend(layout.lines(row));
        }
    }
    if lab.left_out > 0 {
        let note = look.say(words::left_out(lab.left_out));
        doc.push(Line::of(Style::Dim, "  ").with(Style::Dim, &note));
    }
    let text = look.say(words::legend(used(lab)));
    doc.extend(wrap(&Line::legend(&text), look.prose_columns(), 2));
}

/// What the wire of a case does, a sentence for each thing.
pub(crate) fn wire(lab: &Lab) -> Vec<Text> {
    let delay = (!lab.delay.is_zero()).then(|| words::delay(lab.delay));
    let mtus = lab.mtu.iter().map(|(host, mtu)| words::mtu(host, *mtu));
    let congestion = lab.congestion.map(words::congestion);
    delay
        .into_iter()
        .chain(congestion)
        .chain(mtus)
        .chain(lab.rules.iter().map(words::rule))
        .collect()
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

/// Which of so many arrows are not drawn.
fn hidden(arrows: usize, look: &Look) -> Range<usize> {
    match look.verbose() || arrows <= MOST {
        true => 0..0,
        false => MOST - LAST..arrows - LAST,
    }
}

/// The host that sent first, which stands on the left, and the other one.
fn hosts(lab: &LabTrace) -> [&str; 2] {
    let left = lab.packets.first().map_or("", |packet| packet.from.as_str());
    let all = lab.packets.iter().flat_map(|packet| [packet.from.as_str(), packet.to.as_str()]);
    [left, all.into_iter().find(|host| *host != left).unwrap_or("")]
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

/// An arrow in words.
struct PacketRow<'a> {
    arrow: Arrow<'a>,
    /// Milliseconds.
    at: String,
    label: String,
    notes: Vec<String>,
}

impl<'a> PacketRow<'a> {
    fn of(arrow: Arrow<'a>, look: &Look) -> Self {
        let us = arrow.at_ns / 1000;
        PacketRow {
            at: format!("{}.{:02}", us / 1000, us % 1000 / 10),
            label: look.say(label(arrow.packet, arrow.part)),
            notes: notes(&arrow).into_iter().map(|note| look.say(note)).collect(),
            arrow,
        }
    }

    /// Whether it stops on the wire: then no arrow gets to the other side.
    fn stops(&self) -> bool {
        let deed = self.arrow.packet.deed;
        self.arrow.moment == Moment::Sent && matches!(deed, Deed::Lost | Deed::Held)
    }

    /// The end of its arrow, where it comes from the left or from the right.
    fn head(&self, from_left: bool) -> &'static str {
        match (self.arrow.packet.deed, self.stops()) {
            (Deed::Held, true) => "○",
            (_, true) => "✘",
            (_, false) if from_left => "→",
            (_, false) => "←",
        }
    }

    fn style(&self) -> Style {
        style(self.arrow.packet)
    }
}

/// How the packets of a case are drawn: all of them alike.
enum Layout<'a> {
    Picture(picture::Picture<'a>),
    List(list::List<'a>),
}

impl<'a> Layout<'a> {
    fn of(look: &'a Look, hosts: [&'a str; 2], rows: &[PacketRow<'_>]) -> Self {
        match picture::Picture::of(look, hosts, rows) {
            Some(picture) => Layout::Picture(picture),
            None => Layout::List(list::List::of(look, hosts, rows)),
        }
    }

    fn head(&self) -> Line {
        match self {
            Layout::Picture(picture) => picture.head(),
            Layout::List(list) => list.head(),
        }
    }

    fn lines(&self, row: &PacketRow<'_>) -> Vec<Line> {
        match self {
            Layout::Picture(picture) => picture.lines(row),
            Layout::List(list) => list.lines(row),
        }
    }
}

/// Notes in lines of so many columns, as many in each as fit; none is broken.
fn fill(notes: &[String], columns: usize, look: &Look) -> Vec<String> {
    let comma = look.comma();
    let mut lines: Vec<String> = Vec::new();
    for (index, note) in notes.iter().enumerate() {
        let behind = if index + 1 < notes.len() { width(comma.trim_end()) } else { 0 };
        match lines.last_mut() {
            Some(line) if width(line) + width(comma) + width(note) + behind <= columns => {
                line.push_str(comma);
                line.push_str(note);
            }
            last => {
                last.into_iter().for_each(|line| line.push_str(comma.trim_end()));
                lines.push(note.clone());
            }
        }
    }
    lines
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
