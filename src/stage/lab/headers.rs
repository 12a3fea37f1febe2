//! What the headers of an IP packet say. Bytes in, facts out; what is not TCP, UDP or ICMP is `None`.

use crate::model::{Protocol, TcpFlag};
use etherparse::{
    IpNumber, IpSlice, Ipv4Slice, Ipv6ExtensionSlice, Ipv6Slice, TcpOptionElement, TcpSlice,
    UdpHeaderSlice,
};
use std::net::IpAddr;

/// Facts of one packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Headers {
    pub(super) source: IpAddr,
    pub(super) destination: IpAddr,
    pub(super) protocol: Protocol,
    /// The ports of both; none in a fragment that is not the first, and in ICMP.
    pub(super) ports: Option<(u16, u16)>,
    /// Bytes of payload.
    pub(super) payload: u64,
    pub(super) tcp: Option<Tcp>,
    pub(super) fragment: Option<Fragment>,
}

/// What the TCP header says, its numbers as they stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tcp {
    pub(super) flags: Vec<TcpFlag>,
    pub(super) seq: u32,
    pub(super) ack: u32,
    pub(super) window: u16,
    pub(super) mss: Option<u16>,
    /// Left and right edges (RFC 2018): the first byte of each, and the first after it.
    pub(super) sack: Vec<(u32, u32)>,
}

/// Which part of a packet that was cut (RFC 791, 3.2; RFC 8200, 4.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fragment {
    /// The number that all parts share.
    pub(super) id: u32,
    /// Where it begins, in bytes.
    pub(super) offset: u64,
    pub(super) more: bool,
}

impl Headers {
    /// Reads a packet.
    pub(super) fn of(packet: &[u8]) -> Option<Self> {
        let ip = IpSlice::from_slice(packet).ok()?;
        let content = ip.payload();
        let blank = Headers {
            source: ip.source_addr(),
            destination: ip.destination_addr(),
            protocol: protocol(content.ip_number)?,
            ports: None,
            payload: content.payload.len() as u64,
            tcp: None,
            fragment: fragment(&ip),
        };
        match blank.protocol {
            Protocol::Tcp if !content.fragmented => segment(blank, content.payload),
            Protocol::Udp => datagram(blank, content.payload),
            _ => Some(blank),
        }
    }
}

fn protocol(number: IpNumber) -> Option<Protocol> {
    match number {
        IpNumber::TCP => Some(Protocol::Tcp),
        IpNumber::UDP => Some(Protocol::Udp),
        IpNumber::ICMP | IpNumber::IPV6_ICMP => Some(Protocol::Icmp),
        _ => None,
    }
}

fn fragment(ip: &IpSlice<'_>) -> Option<Fragment> {
    match ip {
        IpSlice::Ipv4(v4) => fragment4(v4),
        IpSlice::Ipv6(v6) => fragment6(v6),
    }
    .filter(|fragment| fragment.more || fragment.offset > 0)
}

fn fragment4(v4: &Ipv4Slice<'_>) -> Option<Fragment> {
    let header = v4.header();
    Some(Fragment {
        id: header.identification().into(),
        offset: header.fragments_offset().byte_offset().into(),
        more: header.more_fragments(),
    })
}

fn fragment6(v6: &Ipv6Slice<'_>) -> Option<Fragment> {
    v6.extensions().clone().into_iter().find_map(|extension| match extension {
        Ipv6ExtensionSlice::Fragment(header) => Some(Fragment {
            id: header.identification(),
            offset: header.fragment_offset().byte_offset().into(),
            more: header.more_fragments(),
        }),
        _ => None,
    })
}

/// A UDP datagram, or a part of one: only the first has the header.
fn datagram(headers: Headers, bytes: &[u8]) -> Option<Headers> {
    if headers.fragment.is_some_and(|fragment| fragment.offset > 0) {
        return Some(headers);
    }
    let udp = UdpHeaderSlice::from_slice(bytes).ok()?;
    let payload = headers.payload.saturating_sub(udp.slice().len() as u64);
    Some(Headers { ports: Some((udp.source_port(), udp.destination_port())), payload, ..headers })
}

fn segment(headers: Headers, bytes: &[u8]) -> Option<Headers> {
    let tcp = TcpSlice::from_slice(bytes).ok()?;
    let mut facts = Tcp {
        flags: flags(&tcp),
        seq: tcp.sequence_number(),
        ack: tcp.acknowledgment_number(),
        window: tcp.window_size(),
        mss: None,
        sack: Vec::new(),
    };
    for option in tcp.options_iterator().flatten() {
        match option {
            TcpOptionElement::MaximumSegmentSize(mss) => facts.mss = Some(mss),
            TcpOptionElement::SelectiveAcknowledgement(first, more) => {
                facts.sack = std::iter::once(first).chain(more.into_iter().flatten()).collect();
            }
            _ => {}
        }
    }
    Some(Headers {
        ports: Some((tcp.source_port(), tcp.destination_port())),
        payload: tcp.payload().len() as u64,
        tcp: Some(facts),
        ..headers
    })
}

/// In the order in which they are usually said: SYN ACK, FIN ACK, PSH ACK.
fn flags(tcp: &TcpSlice<'_>) -> Vec<TcpFlag> {
    let all = [
        (tcp.syn(), TcpFlag::Syn),
        (tcp.fin(), TcpFlag::Fin),
        (tcp.rst(), TcpFlag::Rst),
        (tcp.psh(), TcpFlag::Psh),
        (tcp.ack(), TcpFlag::Ack),
        (tcp.urg(), TcpFlag::Urg),
        (tcp.ece(), TcpFlag::Ece),
        (tcp.cwr(), TcpFlag::Cwr),
    ];
    all.into_iter().filter(|(set, _)| *set).map(|(_, flag)| flag).collect()
}
