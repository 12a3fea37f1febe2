//! The lab: a wire between two hosts that delays, loses, doubles and holds back packets by rules,
//! and writes every packet down.

use super::{SocketId, Text, named_enum};
use serde::{Deserialize, Serialize};
use std::time::Duration;

named_enum! {
    /// Which packets a number counts.
    pub enum PacketKind {
        /// Every packet.
        Any = "packet",
        /// Those that carry payload: segments with data, datagrams, fragments of datagrams.
        Data = "data",
        /// Those with SYN.
        Syn = "syn",
        /// Segments that only acknowledge: ACK, and neither payload nor SYN, FIN or RST.
        Ack = "ack",
        /// Those with FIN.
        Fin = "fin",
    }
}

named_enum! {
    /// A flag of the TCP header (RFC 9293, 3.1).
    pub enum TcpFlag {
        /// Opens a connection: synchronize sequence numbers.
        Syn = "SYN",
        /// This direction ends here.
        Fin = "FIN",
        /// The connection is thrown away.
        Rst = "RST",
        /// The sender had nothing more to send.
        Psh = "PSH",
        /// The acknowledgement number means something.
        Ack = "ACK",
        /// Urgent data.
        Urg = "URG",
        /// ECN echo.
        Ece = "ECE",
        /// Congestion window reduced.
        Cwr = "CWR",
    }
}

named_enum! {
    /// What an IP packet carries.
    pub enum Protocol {
        /// A TCP segment.
        Tcp = "tcp",
        /// A UDP datagram, or a fragment of one.
        Udp = "udp",
        /// A message about a packet: destination unreachable and its like (RFC 792, RFC 4443).
        Icmp = "icmp",
    }
}

named_enum! {
    /// What the wire did with a packet.
    pub enum Deed {
        /// Carried it to the other host.
        Delivered = "delivered",
        /// Let it vanish.
        Lost = "lost",
        /// Carried it twice.
        Duplicated = "duplicated",
        /// Held it back, and carried it after later ones.
        Held = "held",
    }
}

named_enum! {
    /// Why there is no lab on a computer.
    pub enum LabGap {
        /// Network namespaces and TUN devices are Linux's.
        NotLinux = "not-linux",
        /// There is no `/dev/net/tun`, or no driver behind it.
        NoTun = "no-tun",
        /// `/dev/net/tun` may not be opened.
        TunForbidden = "tun-forbidden",
        /// No network namespace may be made, neither as root nor in a user namespace.
        NamespacesForbidden = "namespaces-forbidden",
        /// A user namespace can only be entered by a process of one thread.
        Threads = "threads",
        /// Something else failed.
        Failed = "failed",
    }
}

impl LabGap {
    /// Why, for a person.
    pub fn text(self) -> Text {
        match self {
            LabGap::NotLinux => Text::new(
                "the lab needs network namespaces and TUN devices, which only Linux has",
                "实验网络要用到网络命名空间和 TUN 设备，只有 Linux 才有",
            ),
            LabGap::NoTun => Text::new(
                "the lab needs /dev/net/tun, and this computer has none (`modprobe tun` may help)",
                "实验网络要用到 /dev/net/tun，这台电脑上没有（可以试试 `modprobe tun`）",
            ),
            LabGap::TunForbidden => Text::new(
                "the lab needs /dev/net/tun, and this user may not open it (most systems let everyone)",
                "实验网络要用到 /dev/net/tun，而当前用户不能打开它（多数系统允许所有用户）",
            ),
            LabGap::NamespacesForbidden => Text::new(
                "the lab needs network namespaces, and this computer does not let this program make or enter them. The reason \
                 may be a limit (user.max_user_namespaces, user.max_net_namespaces), \
                 kernel.apparmor_restrict_unprivileged_userns, or the rules of a container",
                "实验网络要用到网络命名空间，而这台电脑不让本程序创建或进入。原因可能是数量限制（user.max_user_namespaces、\
                 user.max_net_namespaces）、kernel.apparmor_restrict_unprivileged_userns，或者容器的规定",
            ),
            LabGap::Threads => Text::new(
                "without root the lab is built before the process starts threads; here it has some already",
                "没有 root 权限时，要在进程启动线程之前搭好实验网络；这里已经有别的线程了",
            ),
            LabGap::Failed => Text::new("the lab could not be built", "实验网络没有搭成"),
        }
    }
}

/// Which packet a rule is about: the `number`-th of this kind that a host sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PacketOf {
    /// The host that sends it.
    pub from: String,
    /// Which packets are counted.
    pub kind: PacketKind,
    /// From 1.
    pub number: u32,
}

/// What is done with a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It vanishes.
    Lose,
    /// It arrives twice.
    Duplicate,
    /// It vanishes, and so does everything that either host sends after it.
    Cut,
    /// It is carried once so many later packets of the same host have been.
    Hold {
        /// How many.
        behind: u32,
    },
}

/// A rule of the wire. Each is about one packet, or begins with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What is done.
    pub act: Act,
    /// To which packet.
    pub packet: PacketOf,
}

/// The wire of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lab {
    /// How long each packet takes.
    pub delay: Duration,
    /// The largest packet each host's device takes, in bytes; 1500 where nothing is said.
    pub mtu: Vec<(String, u32)>,
    /// How its TCP sockets control congestion; where nothing is said, as the system does.
    pub congestion: Option<Congestion>,
    /// The rules, in the order of the file.
    pub rules: Vec<Rule>,
}

impl Lab {
    /// The MTU of Ethernet (RFC 894), in bytes.
    pub const MTU: u32 = 1500;

    /// The largest packet that a host's device takes, in bytes.
    pub fn mtu_of(&self, host: &str) -> u32 {
        self.mtu.iter().find(|(name, _)| name == host).map_or(Self::MTU, |(_, mtu)| *mtu)
    }
}

named_enum! {
    /// A congestion control, as TCP_CONGESTION calls it (tcp(7)).
    pub enum Congestion {
        /// CUBIC: RFC 9438.
        Cubic = "cubic",
        /// NewReno: RFC 5681, RFC 6582.
        Reno = "reno",
        /// BBR, which paces what it sends (net/ipv4/tcp_bbr.c).
        Bbr = "bbr",
    }
}

/// What the wire saw of a case, or why there was none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LabTrace {
    /// Why there was no lab.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<LabGap>,
    /// Every packet, in the order in which they came onto the wire.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packets: Vec<Packet>,
    /// Packets after these that were carried and not written down.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: u64,
}

pub(super) fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// A packet, as the wire saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Packet {
    /// When it came onto the wire, in nanoseconds since the case began.
    pub at_ns: u64,
    /// The host that sent it.
    pub from: String,
    /// The host it is for.
    pub to: String,
    /// The socket it left from, where the program has one of that address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sock: Option<SocketId>,
    /// The socket it is for, where the program has one of that address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<SocketId>,
    /// What it carries.
    pub protocol: Protocol,
    /// Its length with all headers, in bytes.
    pub bytes: u64,
    /// Its payload, in bytes. Of a fragment: what it carries of the datagram's.
    pub payload: u64,
    /// The TCP header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<Segment>,
    /// Which datagram of this host it is, from 1, and which part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datagram: Option<DatagramPart>,
    /// What the wire did with it.
    #[serde(rename = "wire")]
    pub deed: Deed,
    /// The rule that said so: its number in the case, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub rule: Option<u32>,
    /// When it was handed to the other host, each time, in nanoseconds since the case began.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delivered_ns: Vec<u64>,
}

/// What a segment's header says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// Which connection of the case it belongs to, from 1: the two addresses and ports.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub connection: u32,
    /// Its flags.
    pub flags: Vec<TcpFlag>,
    /// Its sequence number, from that of this direction's SYN: the SYN is 0, the first byte 1.
    pub seq: u64,
    /// The next byte it asks for, counted like `seq` of the other direction; with the flag ACK only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ack: Option<u64>,
    /// Its window field, as it stands there (not scaled).
    pub window: u64,
    /// The option MSS, which a SYN carries: the largest payload its sender takes (RFC 9293, 3.7.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mss: Option<u16>,
    /// The option SACK: stretches that arrived beyond `ack`, first and last byte (RFC 2018); the first
    /// may be one that arrived a second time ([`Segment::repeats`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sack: Vec<(u64, u64)>,
    /// All of its payload, its SYN or its FIN had been sent before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
}

impl Segment {
    /// Whether it has a flag.
    pub fn has(&self, flag: TcpFlag) -> bool {
        self.flags.contains(&flag)
    }

    /// The stretch that this segment says has arrived a second time: the first block of the option
    /// SACK, where all of it is below `ack` or within the second block (RFC 2883, 4: D-SACK).
    pub fn repeats(&self) -> Option<(u64, u64)> {
        let (first, last) = *self.sack.first()?;
        let below = self.ack.is_some_and(|ack| last < ack);
        let within = self.sack.get(1).is_some_and(|next| next.0 <= first && last <= next.1);
        (below || within).then_some((first, last))
    }
}

/// Which datagram a packet carries, or a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DatagramPart {
    /// The datagram's number among those of its host, from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub number: u32,
    /// Of a fragment: where its payload stands in the IP packet's, in bytes, the UDP header included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// Of a fragment: whether more follow it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

impl Packet {
    /// Whether it is one of a kind.
    pub fn is(&self, kind: PacketKind) -> bool {
        let has = |flag| self.segment.as_ref().is_some_and(|segment| segment.has(flag));
        match kind {
            PacketKind::Any => true,
            PacketKind::Data => self.payload > 0 && self.protocol != Protocol::Icmp,
            PacketKind::Syn => has(TcpFlag::Syn),
            PacketKind::Fin => has(TcpFlag::Fin),
            PacketKind::Ack => {
                let other = [TcpFlag::Syn, TcpFlag::Fin, TcpFlag::Rst].into_iter().any(has);
                has(TcpFlag::Ack) && self.payload == 0 && !other
            }
        }
    }
}
