//! What the lab's wire saw: what it says of datagrams, of segments, of expectations and of rules; and
//! that a stranger's packets are looked at first.

use super::*;

pub(super) fn lab(transport: Transport, rules: Vec<Rule>) -> Builder {
    let mut b = Builder::new(transport);
    b.case.wire = Some(WireKind::Lab);
    b.case.lab = Some(Lab { rules, ..Lab::default() });
    b.trace.lab = Some(LabTrace::default());
    b
}

fn rule(act: Act, number: u32) -> Rule {
    Rule { act, packet: PacketOf { from: "client".into(), kind: PacketKind::Data, number } }
}

/// A packet of the client that comes at a time.
fn packet(at_ns: u64, protocol: Protocol, payload: u64) -> Packet {
    Packet {
        at_ns,
        from: "client".into(),
        to: "server".into(),
        sock: Some(CLIENT),
        other: Some(SERVER),
        protocol,
        bytes: payload + 40,
        payload,
        segment: None,
        datagram: None,
        deed: Deed::Delivered,
        rule: None,
        delivered_ns: vec![at_ns],
    }
}

/// A datagram, and when it got there.
fn datagram(number: u32, payload: u64, delivered: &[u64]) -> Packet {
    let deed = match delivered.len() {
        0 => Deed::Lost,
        1 => Deed::Delivered,
        _ => Deed::Duplicated,
    };
    Packet {
        datagram: Some(DatagramPart { number, offset: None, more: false }),
        deed,
        delivered_ns: delivered.to_vec(),
        ..packet(u64::from(number), Protocol::Udp, payload)
    }
}

pub(super) fn segment(at_ns: u64, seq: u64, payload: u64, flags: &[TcpFlag]) -> Packet {
    let segment = Segment {
        connection: 1,
        flags: flags.to_vec(),
        seq,
        ack: None,
        window: 500,
        mss: None,
        sack: Vec::new(),
        again: false,
    };
    Packet { segment: Some(segment), ..packet(at_ns, Protocol::Tcp, payload) }
}

impl Builder {
    pub(super) fn saw(&mut self, packets: impl IntoIterator<Item = Packet>) -> &mut Self {
        self.trace.lab.as_mut().unwrap().packets.extend(packets);
        self
    }
}

#[test]
fn of_identical_datagrams_the_wire_knows_which_was_lost() {
    let mut b = lab(Transport::Udp, Vec::new());
    b.send_to("a").send_to("a").send_to("a").recv_from(9, "a", false).recv_from(9, "a", false);
    b.saw([datagram(1, 1, &[10]), datagram(2, 1, &[]), datagram(3, 1, &[12])]);
    let a = b.analyse();
    assert_eq!(fates(&a), ["intact", "lost", "intact"]);
    assert!(a.messages.iter().all(|message| message.one_of.is_none()));
}

#[test]
fn what_arrives_twice_is_duplicated_and_what_arrives_late_reordered() {
    let mut b = lab(Transport::Udp, Vec::new());
    b.send_to("one").send_to("two").send_to("one");
    for text in ["two", "two", "one", "one"] {
        b.recv_from(9, text, false);
    }
    // The first comes behind the third, which has the same bytes.
    b.saw([datagram(1, 3, &[40]), datagram(2, 3, &[10, 11]), datagram(3, 3, &[30])]);
    let a = b.analyse();
    assert_eq!(fates(&a), ["reordered", "duplicated", "intact"]);
    assert_eq!(held_messages(&a), [[2], [2], [3], [1]]);
}

#[test]
fn a_datagram_without_one_of_its_fragments_is_lost() {
    let part = |offset, more, delivered: &[u64]| Packet {
        datagram: Some(DatagramPart { number: 1, offset: Some(offset), more }),
        ..datagram(1, 1480, delivered)
    };
    for (second, fate) in [(&[][..], "lost"), (&[21][..], "intact")] {
        let mut b = lab(Transport::Udp, Vec::new());
        b.send_to("0123456789");
        if fate == "intact" {
            b.recv_from(99, "0123456789", false);
        }
        b.saw([part(0, true, &[20]), part(1480, true, second), part(2960, false, &[22])]);
        assert_eq!(fates(&b.analyse()), [fate]);
    }
}

/// Two sends that leave as one datagram: the numbers on the wire are not those of the sends.
#[test]
fn where_sends_and_datagrams_are_not_as_many_nothing_is_concluded() {
    let mut b = lab(Transport::Udp, Vec::new());
    b.send_to("a").send_to("b").recv_from(9, "ab", false);
    b.saw([datagram(1, 2, &[10])]);
    assert_eq!(fates(&b.analyse()), ["glued", "glued"]);
    let mut b = lab(Transport::Udp, Vec::new());
    b.send_to("a").send_to("b").recv_from(9, "b", false);
    b.saw([datagram(1, 1, &[])]);
    b.trace.lab.as_mut().unwrap().left_out = 1;
    assert_eq!(fates(&b.analyse()), ["lost", "intact"], "by its content");
}

#[test]
fn segments_are_those_of_the_wire_and_what_is_sent_again_is_none() {
    let mut b = lab(Transport::Tcp, Vec::new());
    // The kernel's counter says something else: it is not asked.
    b.send("0123456789", 7).recv(10, "0123456789");
    b.saw([
        segment(1, 0, 0, &[TcpFlag::Syn]),
        segment(2, 1, 4, &[TcpFlag::Ack]),
        segment(3, 5, 4, &[TcpFlag::Ack]),
        segment(4, 5, 4, &[TcpFlag::Ack]),
        // Half of it is new.
        segment(5, 5, 6, &[TcpFlag::Ack]),
        segment(6, 11, 0, &[TcpFlag::Fin, TcpFlag::Ack]),
    ]);
    let a = b.analyse();
    assert_eq!(a.counts.segments, Seen::Seen(3));
    let wire = &a.flows[0].wire;
    assert_eq!((wire.boundaries.as_slice(), wire.complete, wire.unsent), (&[4, 8][..], true, 0));
}

/// Both ends on one host: nothing of it is on the wire, and only the kernel tells of its segments.
#[test]
fn a_connection_that_never_was_on_the_wire_is_counted_by_the_kernel() {
    let mut b = lab(Transport::Tcp, Vec::new());
    b.send("one", 1).send("two", 1).recv(10, "onetwo");
    assert_eq!(b.analyse().counts.segments, Seen::Seen(2));
    b.saw([Packet { sock: None, other: None, ..segment(1, 1, 4, &[TcpFlag::Ack]) }]);
    assert_eq!(b.analyse().counts.segments, Seen::Seen(2), "another's");
}

/// No sample of the receiver says so, but both were there long before the receive began.
#[test]
fn what_the_wire_had_brought_before_a_receive_was_read_late() {
    for (began, cause) in [(2500, Cause::ReadLate), (1400, Cause::Unknown)] {
        let mut b = lab(Transport::Tcp, Vec::new());
        b.send("one", 1).send("two", 1).recv(10, "onetwo");
        let call = &mut b.trace.records[2].calls[0];
        (call.start_ns, call.took_ns) = (began, 3000);
        b.saw([1500, 2300].map(|at| {
            let seq = if at == 1500 { 1 } else { 4 };
            segment(at, seq, 3, &[TcpFlag::Ack])
        }));
        assert_eq!(causes(&b.analyse()), [[cause]], "{began}");
    }
}

/// Nagle's rule lets what it held go when it has become a full segment, or with the FIN, not only with an
/// acknowledgement; a small segment that leaves by itself was held by something else.
#[test]
fn nagle_lets_a_full_segment_go() {
    let held = |mss| {
        move |record: &mut CallRecord| {
            record.own.unacked = Seen::Seen(4);
            record.own.mss = Seen::Seen(mss);
        }
    };
    for (flags, mss, cause) in [
        (&[TcpFlag::Ack][..], 6, Cause::Nagle),
        (&[TcpFlag::Ack], 7, Cause::Unknown),
        (&[TcpFlag::Ack, TcpFlag::Fin], 7, Cause::Nagle),
    ] {
        let mut b = lab(Transport::Tcp, Vec::new());
        b.send("a", 1).send_with("one", 3, held(mss)).send("two", 2).recv(10, "aonetwo");
        b.saw([segment(1100, 1, 1, &[TcpFlag::Ack]), segment(3200, 2, 6, flags)]);
        assert!(causes(&b.analyse())[0].contains(&cause), "{flags:?} {mss}");
    }
}

/// It was on its way when the receiver's socket was closed, or the case was over.
#[test]
fn a_datagram_had_arrived_only_if_it_came_before_the_end() {
    let closed = |delivered: &[u64]| {
        let mut b = lab(Transport::Udp, Vec::new());
        b.send_to("one");
        b.push(0, Call::Close, record(CallName::Close, SERVER));
        let sent = Packet { deed: Deed::Delivered, ..datagram(1, 3, delivered) };
        b.saw([sent]);
        let found = b.analyse();
        (fates(&found).remove(0), found.messages[0].missing.first().map(|m| m.at.clone()))
    };
    let late = Whereabouts::Discarded(Discard::AfterClose);
    assert_eq!(closed(&[2500]), ("discarded".into(), Some(late)));
    assert_eq!(closed(&[]), ("in-flight".into(), Some(Whereabouts::OnTheWay)));
    assert_eq!(closed(&[1500]).1, None, "it had arrived");
}

/// What lay behind a hole is gone with the connection: when the reset is there.
#[test]
fn behind_a_hole_of_a_connection_that_was_reset_is_discarded() {
    let mut b = lab(Transport::Tcp, Vec::new());
    b.send("gone", 1).send("behind", 1);
    let lost = Packet { deed: Deed::Lost, delivered_ns: vec![], ..segment(1, 1, 4, &[]) };
    b.saw([lost, segment(2, 5, 6, &[])]);
    assert_eq!(fates(&b.analyse()), ["lost", "in-flight"]);
    b.push(1, Call::Reset, record(CallName::Reset, CLIENT));
    assert_eq!(fates(&b.analyse()), ["lost", "in-flight"]);
    b.saw([segment(3, 11, 0, &[TcpFlag::Rst])]);
    assert_eq!(fates(&b.analyse()), ["lost", "discarded"]);
}

/// It had arrived and nobody could read it when the receiver closed; what came later was on its way.
#[test]
fn behind_a_hole_of_a_socket_that_was_closed_it_had_arrived() {
    let closed = |arrived: u64, filled: Option<u64>| {
        let mut b = lab(Transport::Tcp, Vec::new());
        b.send_with("gone", 0, |call| call.peer = None);
        b.send_with("behind", 0, |call| call.peer = None);
        b.push(0, Call::Close, record(CallName::Close, SERVER));
        let close = b.trace.records[2].calls[0].start_ns;
        let at = |at: u64, packet: Packet| Packet { delivered_ns: vec![close - 10 + at], ..packet };
        b.saw([at(arrived, segment(2, 5, 6, &[]))]);
        b.saw(filled.map(|filled| at(filled, segment(3, 1, 4, &[]))));
        let a = b.analyse();
        a.messages[1].missing.first().map(|missing| missing.at.clone())
    };
    let gone = |discard| Some(Whereabouts::Discarded(discard));
    assert_eq!(closed(5, None), gone(Discard::BehindHole(Departure::Closed)));
    assert_eq!(closed(5, Some(20)), gone(Discard::BehindHole(Departure::Closed)));
    assert_eq!(closed(5, Some(6)), gone(Discard::InReceiver(Departure::Closed)));
    assert_eq!(closed(20, None), gone(Discard::AfterClose));
    assert_eq!(closed(2000, None), gone(Discard::Gone));
}

fn results(b: &Builder) -> Vec<CheckResult> {
    b.analyse().checks.into_iter().map(|check| check.result).collect()
}

#[test]
fn a_rule_that_did_nothing_is_said() {
    let hold = rule(Act::Hold { behind: 3 }, 2);
    let mut b = lab(Transport::Udp, vec![rule(Act::Lose, 1), hold, rule(Act::Lose, 9)]);
    let ruled = |packet, number| Packet { rule: Some(number), ..packet };
    let held = Packet { deed: Deed::Held, ..datagram(2, 1, &[]) };
    b.send_to("a").send_to("b");
    b.saw([ruled(datagram(1, 1, &[]), 1), ruled(held, 2)]);
    let wanted = [
        CheckResult::Met,
        CheckResult::Failed(Got::NeverLetGo),
        CheckResult::Failed(Got::NeverMet),
    ];
    assert_eq!(results(&b), wanted);
    assert_eq!(b.analyse().verdict, Verdict::NotShown);
    // Behind the last packet that was written down it may have come.
    b.trace.lab.as_mut().unwrap().left_out = 1;
    assert_eq!(results(&b)[2], CheckResult::Unobservable);
}

#[test]
fn packets_are_held_against_what_is_expected_of_them() {
    let of = |number| PacketOf { from: "client".into(), kind: PacketKind::Data, number };
    let payload = |n| PacketWant { payload: Some(Range::exactly(n)), ..PacketWant::default() };
    let mut b = lab(Transport::Tcp, Vec::new());
    b.send("0123", 1).recv(4, "0123");
    let packets =
        [segment(1000, 0, 0, &[TcpFlag::Syn]), segment(9000, 1, 4, &[TcpFlag::Psh, TcpFlag::Ack])];
    b.saw(packets.clone());
    let one = |number, want, after: Option<u64>| Expectation::Packet {
        packet: of(number),
        want,
        after: after.map(Range::exactly),
    };
    let flags = |flags: &[TcpFlag]| PacketWant { flags: Some(flags.to_vec()), ..payload(4) };
    b.expect(one(1, payload(4), Some(8)));
    b.expect(one(1, payload(5), None));
    b.expect(one(1, payload(4), Some(7)));
    b.expect(one(2, payload(4), None));
    // PSH is passed over, unless it is named.
    b.expect(one(1, flags(&[TcpFlag::Ack]), None));
    b.expect(one(1, flags(&[TcpFlag::Ack, TcpFlag::Psh]), None));
    b.expect(one(1, flags(&[TcpFlag::Psh]), None));
    let many = |count, from: Option<&str>| Expectation::Packets {
        count: Range::exactly(count),
        from: from.map(str::to_owned),
        want: PacketWant::default(),
    };
    b.expect(many(2, None)).expect(many(0, Some("server"))).expect(many(3, None));
    let is = Got::Packet(Box::new(packets[1].clone()));
    let failed = CheckResult::Failed;
    let wanted = [
        CheckResult::Met,
        failed(is.clone()),
        failed(Got::After(8)),
        failed(Got::NoPacket(PacketKind::Data, 1)),
        CheckResult::Met,
        CheckResult::Met,
        failed(is),
        CheckResult::Met,
        CheckResult::Met,
        failed(Got::Count(2)),
    ];
    assert_eq!(results(&b), wanted);
}

#[test]
fn without_a_lab_the_case_is_unsupported_and_says_why() {
    let mut b = lab(Transport::Udp, vec![rule(Act::Lose, 1)]);
    b.trace.lab = Some(LabTrace { missing: Some(LabGap::TunForbidden), ..LabTrace::default() });
    let a = b.analyse();
    assert_eq!((a.verdict, a.checks.len()), (Verdict::Unsupported, 0));
    let why = not_runnable(&b.case, &linux(false).over(&b.trace));
    assert_eq!(why, Some(LabGap::TunForbidden.text()));
    b.trace.lab = None;
    assert!(not_runnable(&b.case, &linux(false).over(&b.trace)).is_some(), "an old recording");
}

#[test]
fn a_stranger_s_packets_must_fit_the_case_and_themselves() {
    let fault = |change: &dyn Fn(&mut Builder)| {
        let mut b = lab(Transport::Udp, vec![rule(Act::Lose, 1)]);
        b.send_to("a").recv_from(9, "a", false).saw([datagram(1, 1, &[10])]);
        change(&mut b);
        let checked = Validator::default().validate(&b.case, &b.trace, &linux(false));
        match checked.map_err(|problem| problem.what) {
            Ok(()) => None,
            Err(Contradiction::Packets(fault)) => Some(fault),
            // The case has no steps that make its sockets; that is looked at last.
            Err(Contradiction::Sockets(SocketFault::NeverMade)) => None,
            Err(other) => panic!("{other:?}"),
        }
    };
    let of = |change: &dyn Fn(&mut Packet)| {
        fault(&|b| change(&mut b.trace.lab.as_mut().unwrap().packets[0]))
    };
    assert_eq!(fault(&|_| {}), None);
    assert_eq!(
        fault(&|b| {
            b.case.lab = None;
            b.case.wire = None
        }),
        Some(PacketFault::NotOfLab)
    );
    assert_eq!(of(&|p| p.from = "mallory".into()), Some(PacketFault::NoHost("mallory".into())));
    assert_eq!(of(&|p| p.rule = Some(2)), Some(PacketFault::NoRule(1)));
    assert_eq!(of(&|p| p.rule = Some(0)), Some(PacketFault::NoRule(1)));
    assert_eq!(of(&|p| p.delivered_ns = vec![0]), Some(PacketFault::Backwards));
    assert_eq!(of(&|p| p.delivered_ns = vec![10, 11]), Some(PacketFault::Impossible));
    assert_eq!(of(&|p| p.payload = u64::MAX), Some(PacketFault::Impossible));
    assert_eq!(of(&|p| p.datagram = None), Some(PacketFault::Impossible));
    assert_eq!(of(&|p| p.protocol = Protocol::Tcp), Some(PacketFault::Impossible));
    let many = |b: &mut Builder| b.saw(vec![datagram(1, 1, &[10]); Limits::PACKETS]).now += 1;
    assert_eq!(fault(&many), Some(PacketFault::TooMany));
    let earlier = |b: &mut Builder| b.saw([datagram(2, 1, &[9]), datagram(1, 1, &[9])]).now += 1;
    assert_eq!(fault(&earlier), Some(PacketFault::Backwards));
}
