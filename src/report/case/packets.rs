//! The packets of the lab's wire: which are drawn, and what is said of each.

use crate::lang::packets as words;
use crate::model::{
    Case, CaseTrace, Deed, Lab, LabTrace, Packet, Protocol, Segment, TcpFlag, Text,
};
use crate::report::Voice;
use crate::report::case::timeline::milliseconds;
use crate::report::page::line::{Line, Style};
use crate::report::page::packets::{ArrowEnd, PacketRow, Packets};
use crate::report::page::{Block, Page};
use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

/// More packets than this are not all drawn, unless everything is asked for; of these so many from the end.
const MOST: usize = 48;
const LAST: usize = 8;
/// Likewise on one screen.
const BRIEFLY: (usize, usize) = (18, 4);

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

/// Adds them; nothing where there was no such wire.
pub(crate) fn packets(page: &mut Page, case: &Case, trace: &CaseTrace, voice: &Voice) {
    let Some(lab) = trace.lab.as_ref().filter(|lab| lab.missing.is_none()) else { return };
    page.heading(&voice.say(words::heading()));
    for does in case.lab.iter().flat_map(wire) {
        page.say(Line::of(Style::Plain, &voice.say(does)), (2, 4));
    }
    if lab.packets.is_empty() {
        page.push(Line::of(Style::Plain, &voice.say(words::none())).indented(2));
        return;
    }
    let drawn = drawn(lab, voice);
    let legend = words::legend(used(lab, &drawn));
    page.blocks.push(Block::Packets(drawn));
    if lab.left_out > 0 {
        page.push(Line::of(Style::Dim, &voice.say(words::left_out(lab.left_out))).indented(2));
    }
    page.legend(&voice.say(legend));
}

/// The arrows that are drawn.
fn drawn(lab: &LabTrace, voice: &Voice) -> Packets {
    let hosts = hosts(lab);
    let row = |arrow: Arrow<'_>| row(&arrow, hosts[0], voice);
    let rows: Vec<PacketRow> = arrows(lab).into_iter().map(row).collect();
    let hidden = hidden(rows.len(), voice);
    let note = voice.say(words::left_out(hidden.len() as u64));
    Packets { hosts: hosts.map(str::to_owned), rows, left_out: (hidden, note) }
}

/// The arrows of a stretch of time; nothing where there are none.
pub(crate) fn during(
    trace: &CaseTrace,
    time: RangeInclusive<u64>,
    voice: &Voice,
) -> Option<Packets> {
    let lab = trace.lab.as_ref().filter(|lab| lab.missing.is_none())?;
    let hosts = hosts(lab);
    let some = arrows(lab).into_iter().filter(|arrow| time.contains(&arrow.at_ns));
    let rows: Vec<PacketRow> = some.map(|arrow| row(&arrow, hosts[0], voice)).collect();
    let left_out = (0..0, String::new());
    (!rows.is_empty()).then(|| Packets { hosts: hosts.map(str::to_owned), rows, left_out })
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
fn hidden(arrows: usize, voice: &Voice) -> Range<usize> {
    let (most, last) = if voice.brief() { BRIEFLY } else { (MOST, LAST) };
    match voice.verbose() || arrows <= most {
        true => 0..0,
        false => most - last..arrows - last,
    }
}

/// The host that sent first, which stands on the left, and the other one.
fn hosts(lab: &LabTrace) -> [&str; 2] {
    let left = lab.packets.first().map_or("", |packet| packet.from.as_str());
    let all = lab.packets.iter().flat_map(|packet| [packet.from.as_str(), packet.to.as_str()]);
    [left, all.into_iter().find(|host| *host != left).unwrap_or("")]
}

/// What is drawn that needs explaining; of numbers one that says more than the first, where there is one.
fn used(lab: &LabTrace, drawn: &Packets) -> words::Legend {
    let segments = || lab.packets.iter().filter_map(|packet| packet.segment.as_ref());
    let shown = || drawn.rows.iter().enumerate().filter(|(at, _)| !drawn.left_out.0.contains(at));
    let words = || shown().flat_map(|(_, row)| row.label.split([' ', ',', '，']));
    let acks = || words().zip(words().skip(1)).filter(|(flag, _)| *flag == "ACK");
    let ack = || acks().filter_map(|(_, number)| number.parse::<u64>().ok());
    let is_one = |packet: &Packet| packet.datagram.is_some_and(|d| d.offset.is_some());
    let cut = |word: &str| {
        let (datagram, part) = word.split_once('.')?;
        Some((datagram.parse().ok()?, part.parse().ok()?))
    };
    let parts = || words().filter_map(cut).filter(|_| lab.packets.iter().any(is_one));
    words::Legend {
        ack: ack().find(|number| *number > 1).or_else(|| ack().next()),
        sacks: segments().any(|s| s.sack.len() > usize::from(s.repeats().is_some())),
        repeats: segments().any(|segment| segment.repeats().is_some()),
        fragment: parts().find(|(_, part)| *part > 1).or_else(|| parts().next()),
        bytes: lab.packets.iter().any(|packet| packet.payload > 0 && packet.segment.is_some()),
    }
}

/// An arrow in words.
fn row(arrow: &Arrow<'_>, first: &str, voice: &Voice) -> PacketRow {
    PacketRow {
        at: milliseconds(arrow.at_ns),
        from_first: arrow.packet.from == first,
        end: match (arrow.packet.deed, arrow.moment) {
            (Deed::Lost, Moment::Sent) => ArrowEnd::Lost,
            (Deed::Held, Moment::Sent) => ArrowEnd::Held,
            (Deed::Delivered | Deed::Duplicated, _) | (_, Moment::LetGo) => ArrowEnd::Arrives,
        },
        style: style(arrow.packet),
        label: voice.say(label(arrow.packet, arrow.part)),
        notes: notes(arrow).into_iter().map(|note| voice.say(note)).collect(),
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
