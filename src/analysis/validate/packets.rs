//! The packets of a trace: those of a case about the lab, between its hosts, each as a wire can have
//! written it down.

use super::contradiction::{Contradiction, PacketFault};
use super::fault::{Fault, each, exists, under};
use crate::model::{Case, CaseTrace, Deed, LabTrace, Limits, Packet, Protocol};

fn fault<T>(what: PacketFault) -> Result<T, Fault> {
    Err((Contradiction::Packets(what), vec![]))
}

/// What the wire of a case saw.
pub(super) fn check(case: &Case, trace: &CaseTrace) -> Result<(), Fault> {
    let Some(lab) = &trace.lab else { return Ok(()) };
    check_lab(case, trace, lab).map_err(under(["lab".into()]))
}

fn check_lab(case: &Case, trace: &CaseTrace, lab: &LabTrace) -> Result<(), Fault> {
    if case.lab.is_none() {
        return fault(PacketFault::NotOfLab);
    }
    if lab.missing.is_some() && (!lab.packets.is_empty() || lab.left_out > 0) {
        return fault(PacketFault::NoLab);
    }
    if lab.packets.len() > Limits::PACKETS {
        return fault(PacketFault::TooMany).map_err(under(["packets".into()]));
    }
    let mut before = 0;
    each(&lab.packets, "packets", |packet| {
        let late = packet.delivered_ns.iter().any(|at| *at < packet.at_ns);
        if late || std::mem::replace(&mut before, packet.at_ns) > packet.at_ns {
            return fault(PacketFault::Backwards);
        }
        exists(trace, packet.sock, "sock")?;
        exists(trace, packet.other, "other")?;
        check_packet(case, packet)
    })
}

fn check_packet(case: &Case, packet: &Packet) -> Result<(), Fault> {
    let hosts = case.hosts();
    for (name, field) in [(&packet.from, "from"), (&packet.to, "to")] {
        if !hosts.contains(&name.as_str()) {
            return fault(PacketFault::NoHost(name.clone())).map_err(under([field.into()]));
        }
    }
    let rules = case.lab.as_ref().map_or(0, |lab| lab.rules.len());
    let known = |number: u32| (1..=rules).contains(&usize::try_from(number).unwrap_or(usize::MAX));
    if packet.rule.is_some_and(|number| !known(number)) {
        return fault(PacketFault::NoRule(rules)).map_err(under(["rule".into()]));
    }
    if is_possible(packet) { Ok(()) } else { fault(PacketFault::Impossible) }
}

/// The most stretches a segment's options have room for (RFC 2018, 3).
const SACKS: usize = 4;

fn is_possible(packet: &Packet) -> bool {
    let most = match packet.deed {
        Deed::Lost => 0,
        Deed::Duplicated => 2,
        Deed::Delivered | Deed::Held => 1,
    };
    let segment = packet.segment.as_ref();
    packet.delivered_ns.len() <= most
        && packet.payload <= packet.bytes
        && packet.bytes <= u64::from(u16::MAX) + 40
        && segment.is_some() == (packet.protocol == Protocol::Tcp)
        && packet.datagram.is_some() == (packet.protocol == Protocol::Udp)
        && segment.is_none_or(|s| s.sack.len() <= SACKS && s.sack.iter().all(|(a, b)| a <= b))
        && segment.is_none_or(|s| s.flags.len() <= crate::model::TcpFlag::ALL.len())
}
