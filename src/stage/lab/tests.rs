//! Headers, numbers and rules, without a network. The packets are made by etherparse's own builder.

use super::headers::Headers;
use super::ledger::Ledger;
use super::packets_of;
use super::rules::{Decision, Rules, Shelf};
use crate::model::{
    Act, DatagramPart, Deed, Packet, PacketKind, PacketOf, Protocol, Rule, Segment, TcpFlag,
};
use etherparse::{IpNumber, Ipv4Header, PacketBuilder, TcpOptionElement};
use proptest::prelude::*;

const CLIENT: [u8; 4] = [10, 77, 0, 1];
const SERVER: [u8; 4] = [10, 77, 0, 2];

/// A segment: who sends it, its flags, numbers and payload.
struct Tcp<'a> {
    client: bool,
    flags: &'a [TcpFlag],
    seq: u32,
    ack: u32,
    payload: usize,
    options: &'a [TcpOptionElement],
}

fn tcp(tcp: &Tcp<'_>) -> Vec<u8> {
    let (own, other, ports) = match tcp.client {
        true => (CLIENT, SERVER, (40_000, 80)),
        false => (SERVER, CLIENT, (80, 40_000)),
    };
    let mut builder = PacketBuilder::ipv4(own, other, 64).tcp(ports.0, ports.1, tcp.seq, 500);
    for flag in tcp.flags {
        builder = match flag {
            TcpFlag::Syn => builder.syn(),
            TcpFlag::Fin => builder.fin(),
            TcpFlag::Rst => builder.rst(),
            TcpFlag::Psh => builder.psh(),
            TcpFlag::Ack => builder.ack(tcp.ack),
            TcpFlag::Urg => builder.urg(0),
            TcpFlag::Ece => builder.ece(),
            TcpFlag::Cwr => builder.cwr(),
        };
    }
    let mut bytes = Vec::new();
    let builder = builder.options(tcp.options).unwrap();
    builder.write(&mut bytes, &vec![b'a'; tcp.payload]).unwrap();
    bytes
}

fn udp(payload: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let builder = PacketBuilder::ipv4(CLIENT, SERVER, 64).udp(5000, 6000);
    builder.write(&mut bytes, &vec![b'a'; payload]).unwrap();
    bytes
}

/// A part of a datagram: its IP payload's place, and whether more follow.
fn part(offset: u16, more: bool, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).unwrap();
    let mut header = Ipv4Header::new(length, 64, IpNumber::UDP, CLIENT, SERVER).unwrap();
    header.identification = 7;
    header.more_fragments = more;
    header.fragment_offset = (offset / 8).try_into().unwrap();
    let mut bytes = Vec::new();
    header.write(&mut bytes).unwrap();
    bytes.extend_from_slice(payload);
    bytes
}

/// What the book says of these packets.
fn entered(packets: &[Vec<u8>]) -> Vec<Packet> {
    let mut ledger = Ledger::default();
    let enter = |bytes: &Vec<u8>| {
        let headers = Headers::of(bytes).unwrap();
        let client = headers.source == std::net::IpAddr::from(CLIENT);
        let names = if client { ("client", "server") } else { ("server", "client") };
        ledger.enter(&headers, names, (0, bytes.len() as u64)).0
    };
    packets.iter().map(enter).collect()
}

fn segments(packets: &[Vec<u8>]) -> Vec<Segment> {
    entered(packets).into_iter().map(|packet| packet.segment.unwrap()).collect()
}

fn blank(client: bool, flags: &[TcpFlag], seq: u32) -> Tcp<'_> {
    Tcp { client, flags, seq, ack: 0, payload: 0, options: &[] }
}

use TcpFlag::{Ack, Fin, Psh, Rst, Syn};

#[test]
fn numbers_count_from_the_syn_of_their_direction_across_the_wrap() {
    let first = u32::MAX;
    let mss = [TcpOptionElement::MaximumSegmentSize(1460)];
    let found = segments(&[
        tcp(&Tcp { options: &mss, ..blank(true, &[Syn], first) }),
        tcp(&Tcp { ack: first.wrapping_add(1), ..blank(false, &[Syn, Ack], 900) }),
        tcp(&Tcp { ack: 901, payload: 5, ..blank(true, &[Psh, Ack], 0) }),
        tcp(&Tcp { ack: 5, ..blank(false, &[Ack], 901) }),
        tcp(&Tcp { ack: 901, ..blank(true, &[Fin, Ack], 5) }),
    ]);
    let numbers: Vec<_> = found.iter().map(|s| (s.connection, s.seq, s.ack, s.again)).collect();
    let wanted = [
        (1, 0, None, false),
        (1, 0, Some(1), false),
        (1, 1, Some(1), false),
        (1, 1, Some(6), false),
        (1, 6, Some(1), false),
    ];
    assert_eq!(numbers, wanted);
    assert_eq!((found[0].mss, found[1].mss), (Some(1460), None));
    assert_eq!(found[4].flags, [Fin, Ack]);
}

#[test]
fn what_was_sent_before_is_sent_again_and_what_only_acknowledges_is_not() {
    let data = |seq, payload| tcp(&Tcp { payload, ..blank(true, &[Ack], seq) });
    let found = segments(&[
        tcp(&blank(true, &[Syn], 100)),
        tcp(&blank(true, &[Syn], 100)),
        data(101, 10),
        data(111, 10),
        data(101, 10),
        data(121, 0),
        // Half of it is new.
        data(111, 20),
    ]);
    let again: Vec<bool> = found.iter().map(|segment| segment.again).collect();
    assert_eq!(again, [false, true, false, false, true, false, false]);
}

#[test]
fn two_syns_that_cross_are_one_connection_whichever_comes_first() {
    let syn = |client, seq| tcp(&blank(client, &[Syn], seq));
    let found = segments(&[
        syn(true, 100),
        syn(false, 900),
        tcp(&Tcp { ack: 901, ..blank(true, &[Syn, Ack], 100) }),
        tcp(&Tcp { ack: 101, ..blank(false, &[Ack], 901) }),
        tcp(&Tcp { ack: 101, payload: 2, ..blank(false, &[Ack], 901) }),
        tcp(&Tcp { ack: 903, ..blank(true, &[Ack], 101) }),
    ]);
    let numbers: Vec<_> = found.iter().map(|s| (s.connection, s.seq, s.ack)).collect();
    let wanted = [
        (1, 0, None),
        (1, 0, None),
        (1, 0, Some(1)),
        (1, 1, Some(1)),
        (1, 1, Some(1)),
        (1, 1, Some(3)),
    ];
    assert_eq!(numbers, wanted);
}

#[test]
fn a_syn_that_is_sent_again_forgets_nothing_of_the_other_end() {
    let found = segments(&[
        tcp(&blank(true, &[Syn], 100)),
        tcp(&Tcp { ack: 101, ..blank(false, &[Syn, Ack], 900) }),
        tcp(&blank(true, &[Syn], 100)),
        tcp(&Tcp { ack: 101, ..blank(false, &[Syn, Ack], 900) }),
        tcp(&Tcp { ack: 901, ..blank(true, &[Ack], 101) }),
    ]);
    let again: Vec<_> = found.iter().map(|s| (s.connection, s.again, s.ack)).collect();
    let wanted = [
        (1, false, None),
        (1, false, Some(1)),
        (1, true, None),
        (1, true, Some(1)),
        (1, false, Some(1)),
    ];
    assert_eq!(again, wanted);
}

#[test]
fn another_syn_from_the_same_port_is_another_connection() {
    let found = segments(&[
        tcp(&blank(true, &[Syn], 100)),
        tcp(&Tcp { ack: 101, ..blank(false, &[Rst, Ack], 0) }),
        tcp(&blank(true, &[Syn], 7000)),
        tcp(&Tcp { ack: 7001, ..blank(false, &[Syn, Ack], 42) }),
    ]);
    let connections: Vec<u32> = found.iter().map(|segment| segment.connection).collect();
    assert_eq!(connections, [1, 1, 2, 2]);
    assert_eq!((found[1].seq, found[1].ack), (0, Some(1)));
    assert_eq!((found[3].seq, found[3].ack), (0, Some(1)));
}

#[test]
fn stretches_beyond_a_hole_are_the_first_and_the_last_byte() {
    let sack = [TcpOptionElement::SelectiveAcknowledgement(
        (1449, 2897),
        [Some((4345, 5793)), None, None],
    )];
    let found = segments(&[
        tcp(&blank(true, &[Syn], 0)),
        tcp(&Tcp { options: &sack, ack: 1, ..blank(false, &[Ack], 1) }),
    ]);
    assert_eq!(found[1].sack, [(1449, 2896), (4345, 5792)]);
}

#[test]
fn the_parts_of_a_datagram_have_its_number() {
    let whole = udp(20);
    let content = &whole[20..];
    let found =
        entered(&[udp(3), part(0, true, &content[..16]), part(16, false, &content[16..]), udp(0)]);
    let parts: Vec<_> = found.iter().map(|packet| packet.datagram.unwrap()).collect();
    let wanted = [
        DatagramPart { number: 1, offset: None, more: false },
        DatagramPart { number: 2, offset: Some(0), more: true },
        DatagramPart { number: 2, offset: Some(16), more: false },
        DatagramPart { number: 3, offset: None, more: false },
    ];
    assert_eq!(parts, wanted);
    // The header of 8 bytes is in the first part only.
    assert_eq!(found.iter().map(|packet| packet.payload).collect::<Vec<_>>(), [3, 8, 12, 0]);
    assert!(found.iter().all(|packet| packet.protocol == Protocol::Udp));
}

#[test]
fn what_is_no_packet_of_ours_is_none() {
    assert_eq!(Headers::of(&[]), None);
    assert_eq!(Headers::of(&[0x45, 0, 0]), None);
    let mut other = udp(3);
    // 2 is IGMP.
    other[9] = 2;
    assert_eq!(Headers::of(&other), None);
    let whole = udp(20);
    for end in 0..whole.len() {
        assert_eq!(Headers::of(&whole[..end]), None, "{end}");
    }
}

fn rule(act: Act, kind: PacketKind, number: u32) -> Rule {
    Rule { act, packet: PacketOf { from: "client".to_owned(), kind, number } }
}

fn deeds(rules: &[Rule], packets: &[Vec<u8>]) -> Vec<(Deed, Option<u32>)> {
    let mut rules = Rules::new(rules);
    let decide = |packet: &Packet| {
        let Decision { deed, rule, .. } = rules.meet(packet);
        (deed, rule)
    };
    entered(packets).iter().map(decide).collect()
}

#[test]
fn a_rule_is_about_one_packet_of_its_kind_and_its_host() {
    let carried = (Deed::Delivered, None);
    let packets = [
        tcp(&blank(true, &[Syn], 0)),
        tcp(&Tcp { ack: 1, ..blank(false, &[Syn, Ack], 0) }),
        tcp(&Tcp { ack: 1, ..blank(true, &[Ack], 1) }),
        tcp(&Tcp { ack: 1, payload: 4, ..blank(true, &[Psh, Ack], 1) }),
        tcp(&Tcp { ack: 1, payload: 4, ..blank(true, &[Psh, Ack], 5) }),
        tcp(&Tcp { ack: 1, ..blank(true, &[Fin, Ack], 9) }),
    ];
    let of = |kind, number| deeds(&[rule(Act::Lose, kind, number)], &packets);
    let lost_at = |at: usize| {
        let mut all = vec![carried; packets.len()];
        all[at] = (Deed::Lost, Some(1));
        all
    };
    assert_eq!(of(PacketKind::Syn, 1), lost_at(0));
    assert_eq!(of(PacketKind::Ack, 1), lost_at(2));
    assert_eq!(of(PacketKind::Data, 2), lost_at(4));
    assert_eq!(of(PacketKind::Fin, 1), lost_at(5));
    // The server's packet is not counted.
    assert_eq!(of(PacketKind::Any, 2), lost_at(2));
    assert_eq!(of(PacketKind::Data, 3), vec![carried; packets.len()]);
}

#[test]
fn each_rule_counts_for_itself_and_every_one_says_its_number() {
    let rules = [
        rule(Act::Duplicate, PacketKind::Data, 3),
        rule(Act::Hold { behind: 2 }, PacketKind::Data, 1),
    ];
    let found = deeds(&rules, &[udp(1), udp(2), udp(0), udp(3)]);
    let wanted = [
        (Deed::Held, Some(2)),
        (Deed::Delivered, None),
        // An empty datagram carries no payload.
        (Deed::Delivered, None),
        (Deed::Duplicated, Some(1)),
    ];
    assert_eq!(found, wanted);
}

#[test]
fn a_wire_that_is_cut_carries_nothing_more_either_way() {
    let rules = [
        rule(Act::Duplicate, PacketKind::Data, 2),
        rule(Act::Cut, PacketKind::Ack, 1),
        rule(Act::Lose, PacketKind::Data, 3),
    ];
    let packets = [
        tcp(&blank(true, &[Syn], 0)),
        tcp(&Tcp { ack: 1, ..blank(false, &[Syn, Ack], 0) }),
        tcp(&Tcp { ack: 1, payload: 4, ..blank(true, &[Psh, Ack], 1) }),
        tcp(&Tcp { ack: 1, ..blank(true, &[Ack], 5) }),
        tcp(&Tcp { ack: 5, payload: 4, ..blank(false, &[Psh, Ack], 1) }),
        tcp(&Tcp { ack: 1, payload: 4, ..blank(true, &[Psh, Ack], 5) }),
        tcp(&Tcp { ack: 1, payload: 4, ..blank(true, &[Psh, Ack], 9) }),
    ];
    let (carried, cut) = ((Deed::Delivered, None), (Deed::Lost, Some(2)));
    assert_eq!(deeds(&rules, &packets), [carried, carried, carried, cut, cut, cut, cut]);
}

#[test]
fn what_is_held_goes_behind_as_many_of_its_own_host() {
    let mut shelf = Shelf::new();
    shelf.put(0, 2, "a");
    shelf.put(1, 1, "b");
    assert_eq!(shelf.passed(0), Vec::<&str>::new());
    assert_eq!(shelf.passed(1), ["b"]);
    shelf.put(0, 1, "c");
    assert_eq!(shelf.passed(0), ["a", "c"]);
    assert_eq!(shelf.passed(0), Vec::<&str>::new());
}

/// Real packets in which some bytes were changed, and which were cut.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let whole = prop::sample::select(vec![
        tcp(&Tcp { payload: 5, ..blank(true, &[Psh, Ack], 7) }),
        tcp(&Tcp { options: &[TcpOptionElement::MaximumSegmentSize(9)], ..blank(true, &[Syn], 7) }),
        udp(9),
        part(0, true, &[1; 16]),
        part(16, false, &[1; 3]),
    ]);
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4);
    (whole, changes, any::<prop::sample::Index>()).prop_map(|(mut bytes, changes, end)| {
        let len = bytes.len();
        changes.iter().for_each(|(at, byte)| bytes[at.index(len)] = *byte);
        bytes.truncate(end.index(bytes.len()) + 1);
        bytes
    })
}

proptest! {
    #[test]
    fn any_bytes_are_facts_or_nothing(
        packets in prop::collection::vec(
            prop_oneof![4 => damaged(), 1 => prop::collection::vec(any::<u8>(), 0..80)],
            0..12,
        ),
    ) {
        for packet in packets_of(&packets) {
            prop_assert!(packet.payload < packet.bytes, "{packet:?}");
        }
    }
}
