//! What the wire of the lab saw, held against what was expected of it; and what it proves of streams
//! and of datagrams.
//!
//! Where the wire was not there, or did not write everything down, nothing is concluded.

use super::addresses::Addresses;
use super::checks::{Check, CheckPlace, CheckResult, Expected, Got};
use super::step_checks::within;
use crate::model::{
    Act, Case, CaseTrace, Deed, LabTrace, Packet, PacketOf, PacketWant, Protocol, Range, Rule,
    SocketId,
};
use std::collections::{BTreeMap, BTreeSet};

/// What the wire saw; `None` where there was none.
pub(super) fn lab(trace: &CaseTrace) -> Option<&LabTrace> {
    trace.lab.as_ref().filter(|lab| lab.missing.is_none())
}

/// The packets, where all of them were written down.
pub(super) fn complete(trace: &CaseTrace) -> Option<&[Packet]> {
    lab(trace).filter(|lab| lab.left_out == 0).map(|lab| lab.packets.as_slice())
}

/// One packet: is it so?
pub(super) fn of_one(
    trace: &CaseTrace,
    which: &PacketOf,
    want: &PacketWant,
    after: Option<Range>,
) -> CheckResult {
    let Some(lab) = lab(trace) else { return CheckResult::Unobservable };
    let at = nth(&lab.packets, which);
    let Some((at, packet)) = at.and_then(|at| Some((at, lab.packets.get(at)?))) else {
        if lab.left_out > 0 {
            return CheckResult::Unobservable;
        }
        let found = lab.packets.iter().filter(|p| p.from == which.from && p.is(which.kind));
        return CheckResult::Failed(Got::NoPacket(which.kind, count32(found.count())));
    };
    if !want.fits(packet) {
        return CheckResult::Failed(Got::Packet(Box::new(packet.clone())));
    }
    let Some(range) = after else { return CheckResult::Met };
    let before = lab.packets[..at].iter().rev().find(|before| before.from == packet.from);
    let us = before.map_or(packet.at_ns, |b| packet.at_ns.saturating_sub(b.at_ns)) / 1000;
    if range.contains(us) { CheckResult::Met } else { CheckResult::Failed(Got::After(us)) }
}

/// The place of the packet that a number means.
fn nth(packets: &[Packet], which: &PacketOf) -> Option<usize> {
    let skipped = usize::try_from(which.number.checked_sub(1)?).ok()?;
    let is = |packet: &Packet| packet.from == which.from && packet.is(which.kind);
    packets.iter().enumerate().filter(|(_, packet)| is(packet)).nth(skipped).map(|(at, _)| at)
}

/// How many packets are so?
pub(super) fn of_many(
    trace: &CaseTrace,
    count: Range,
    from: Option<&str>,
    want: &PacketWant,
) -> CheckResult {
    let Some(packets) = complete(trace) else { return CheckResult::Unobservable };
    let own = packets.iter().filter(|packet| from.is_none_or(|from| packet.from == from));
    within(count, own.filter(|packet| want.fits(packet)).count() as u64)
}

/// Whether each rule of the wire met its packet: a case whose wire did nothing shows nothing.
pub(super) fn rules(case: &Case, trace: &CaseTrace) -> Vec<Check> {
    let rules = case.lab.iter().flat_map(|lab| &lab.rules).zip(1u32..);
    rules.map(|(rule, number)| of_rule(rule, number, trace)).collect()
}

fn of_rule(rule: &Rule, number: u32, trace: &CaseTrace) -> Check {
    let met = lab(trace).map(|lab| lab.packets.iter().find(|packet| packet.rule == Some(number)));
    let holds = matches!(rule.act, Act::Hold { .. });
    let result = match met {
        None => CheckResult::Unobservable,
        Some(None) if complete(trace).is_none() => CheckResult::Unobservable,
        Some(None) => CheckResult::Failed(Got::NeverMet),
        Some(Some(packet)) if holds && packet.delivered_ns.is_empty() => {
            CheckResult::Failed(Got::NeverLetGo)
        }
        Some(Some(_)) => CheckResult::Met,
    };
    let expected = Expected::Rule(rule.clone());
    Check { place: CheckPlace::Rule(number), expected, result, variant: None }
}

fn count32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// A stream as it left, in segments: where each that carried something new ends, in bytes from the
/// stream's beginning. What was sent again is not in it. `None` also where no packet of the socket was
/// on the wire: both ends are on one host.
pub(super) fn segments(trace: &CaseTrace, sock: SocketId) -> Option<BTreeSet<u64>> {
    let packets = complete(trace)?;
    let is_of = |packet: &Packet| packet.sock == Some(sock) || packet.other == Some(sock);
    packets.iter().find(|packet| is_of(packet))?;
    let (mut ends, mut left) = (BTreeSet::new(), 0);
    for packet in packets.iter().filter(|packet| packet.sock == Some(sock)) {
        let Some(segment) = packet.segment.as_ref().filter(|_| packet.payload > 0) else {
            continue;
        };
        // The SYN is number 0, the first byte 1.
        let end = segment.seq.saturating_add(packet.payload).saturating_sub(1);
        if end > left {
            ends.insert(end);
            left = end;
        }
    }
    Some(ends)
}

/// A datagram that got there whole: when, from which address, and which of that address's it is, from 0.
pub(super) type Arrived = (u64, SocketId, usize);

/// What the wire did with one datagram.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Journey {
    /// It, or a part of it, was lost.
    pub(super) lost: bool,
    /// When all of it had got there for the first time.
    pub(super) there_ns: Option<u64>,
}

/// What the wire did with the datagrams from and to each address.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// By sender: each datagram in the order of the sends.
    pub(super) journeys: BTreeMap<SocketId, Vec<Journey>>,
    /// By receiver: the datagrams in the order in which they got there. One that was carried twice is in
    /// it twice.
    pub(super) arrived: BTreeMap<SocketId, Vec<Arrived>>,
}

/// The datagrams of a case on the lab's wire; `None` where it was not there or not all is known.
pub(super) fn carried(trace: &CaseTrace, addresses: &Addresses<'_>) -> Option<Carried> {
    let mut parts: BTreeMap<(&str, u32), Vec<&Packet>> = BTreeMap::new();
    let mut order: Vec<(&str, u32)> = Vec::new();
    let udp = complete(trace)?.iter().filter(|packet| packet.protocol == Protocol::Udp);
    for packet in udp {
        let key = (packet.from.as_str(), packet.datagram?.number);
        let known = parts.entry(key).or_default();
        if known.is_empty() {
            order.push(key);
        }
        known.push(packet);
    }
    let mut carried = Carried::default();
    let mut arrivals: Vec<(u64, SocketId, SocketId, usize)> = Vec::new();
    for key in order {
        let parts = parts.get(&key).map(Vec::as_slice).unwrap_or_default();
        let Some(from) = parts.first().and_then(|first| first.sock) else { continue };
        let from = addresses.of_socket(from);
        let journeys = carried.journeys.entry(from).or_default();
        let number = journeys.len();
        let mut first = parts.iter().map(|part| part.delivered_ns.first().copied());
        let there_ns = first.try_fold(0, |all, at| Some(at?.max(all)));
        let lost = parts.iter().any(|part| part.deed == Deed::Lost);
        journeys.push(Journey { lost, there_ns });
        let Some(to) = parts.first().and_then(|first| first.other) else { continue };
        let to = addresses.of_socket(to);
        // Whole as often as its rarest part: each time when the last of them is there.
        let times = parts.iter().map(|part| part.delivered_ns.len()).min().unwrap_or(0);
        for time in 0..times {
            let last = parts.iter().filter_map(|part| part.delivered_ns.get(time)).max();
            arrivals.extend(last.map(|at| (*at, to, from, number)));
        }
    }
    arrivals.sort_by_key(|(at, ..)| *at);
    for (at, to, from, number) in arrivals {
        carried.arrived.entry(to).or_default().push((at, from, number));
    }
    Some(carried)
}
