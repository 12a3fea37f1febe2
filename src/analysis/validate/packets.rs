//! The packets of a trace: those of a case about the lab, between its hosts, each as a wire can have
//! written it down.

use super::{Contradiction, Fault, each, exists, under};
use crate::model::{Case, CaseTrace, Deed, LabTrace, Limits, Packet, Protocol, Text};

/// How packets can contradict the case or themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PacketFault {
    /// The case is about no wire of the lab.
    NotOfLab,
    /// There was no lab, and yet there are packets.
    NoLab,
    /// More than are written down.
    TooMany,
    /// A host that the case does not have.
    NoHost(String),
    /// A rule that the case's wire does not have, and how many it has.
    NoRule(usize),
    /// A packet stands behind one that came later, or is delivered before it came.
    Backwards,
    /// Its parts do not fit one another.
    Impossible,
}

impl PacketFault {
    /// For a person.
    pub fn text(&self) -> Text {
        match self {
            PacketFault::NotOfLab => Text::new(
                "the case is not about the lab, and yet it has its wire's packets",
                "这个用例不是在实验线路上做的，却有线路上的包",
            ),
            PacketFault::NoLab => Text::new(
                "there was no lab, and yet there are packets",
                "没有实验线路，却有线路上的包",
            ),
            PacketFault::TooMany => Text::new(
                format!("more than {} packets", Limits::PACKETS),
                format!("包超过 {} 个", Limits::PACKETS),
            ),
            PacketFault::NoHost(name) => {
                Text::new(format!("there is no host `{name}`"), format!("没有主机 `{name}`"))
            }
            PacketFault::NoRule(_) => {
                Text::new("the wire has no rule of this number", "线路没有这个编号的规则")
            }
            PacketFault::Backwards => {
                Text::new("a packet is out of its order in time", "有一个包的时间次序不对")
            }
            PacketFault::Impossible => {
                Text::new("the parts of this packet do not fit one another", "这个包的各项互相矛盾")
            }
        }
    }

    /// What would be right.
    pub fn help(&self) -> Option<Text> {
        match self {
            PacketFault::NoRule(0) => Some(Text::new("it has none", "它没有规则")),
            PacketFault::NoRule(rules) => Some(Text::new(
                format!("its rules are numbered 1 to {rules}"),
                format!("规则的编号是 1 到 {rules}"),
            )),
            PacketFault::Impossible => Some(Text::new(
                "a lost packet is delivered never, a doubled one twice, any other once; \
                 its payload is shorter than itself; only TCP has segments, only UDP datagrams",
                "丢失的包一次也没有送到，送两遍的送到两次，别的都是一次；载荷比整个包短；\
                 只有 TCP 有报文段，只有 UDP 有数据报",
            )),
            _ => None,
        }
    }
}

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
