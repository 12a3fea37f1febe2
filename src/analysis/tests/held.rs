//! What held bytes back: which edges it explains, until when it held, and what the lab's wire says of that.

use super::lab::{lab, segment};
use super::*;

const MS: u64 = 1_000_000;

/// The proofs of one receive.
fn proofs(b: &Builder, receive: usize) -> Vec<Proof> {
    b.analyse().receives[receive].causes.iter().map(|found| found.proof.clone()).collect()
}

/// A client's segment that takes so long on the wire.
fn carried(at_ns: u64, seq: u64, payload: u64, way: u64) -> Packet {
    Packet { delivered_ns: vec![at_ns + way], ..segment(at_ns, seq, payload, &[TcpFlag::Ack]) }
}

fn lost(at_ns: u64, seq: u64, payload: u64) -> Packet {
    Packet { deed: Deed::Lost, delivered_ns: vec![], ..carried(at_ns, seq, payload, 0) }
}

/// What the server says, handed over at that time.
fn answer(at_ns: u64, ack: u64) -> Packet {
    let mut packet = segment(at_ns, 1, 0, &[TcpFlag::Ack]);
    (packet.from, packet.to) = ("server".into(), "client".into());
    (packet.sock, packet.other) = (Some(SERVER), Some(CLIENT));
    packet.at_ns = at_ns.saturating_sub(20 * MS);
    packet.segment.as_mut().unwrap().ack = Some(ack);
    packet
}

fn at(b: &mut Builder, record: usize, start_ns: u64, end_ns: u64) {
    let call = &mut b.trace.records[record].calls[0];
    (call.start_ns, call.took_ns) = (start_ns, end_ns - start_ns);
}

/// A full window: so much in flight.
fn full(record: &mut CallRecord) {
    record.own.in_flight = Seen::Seen(10);
    record.own.nodelay = Seen::Seen(true);
}

/// 2000 of 3000 bytes had left: that a receive ends behind the first 1000 is not due to the window.
#[test]
fn what_held_later_bytes_does_not_explain_an_earlier_edge() {
    let mut b = Builder::tcp();
    b.send_with(&"x".repeat(3000), 1000, full).flush(0);
    for _ in 0..3 {
        b.recv(9000, &"x".repeat(1000));
    }
    let wanted =
        [vec![Cause::Segmented], vec![Cause::Leftover, Cause::Window], vec![Cause::Leftover]];
    assert_eq!(causes(&b.analyse()), wanted);
    // Nor do the figures of a later hold belong to a receive that ended before it.
    let mut b = Builder::tcp();
    b.send_with("one", 3, full).send_with(&"x".repeat(3000), 2000, full);
    b.flush(0).recv(9000, &format!("one{}", "x".repeat(997)));
    let figures = |proof: &Proof| matches!(proof, Proof::WindowFull { at: MessageNo(1), .. });
    assert!(proofs(&b, 0).iter().any(figures), "{:?}", proofs(&b, 0));
}

/// Of bytes that were all held, those that left one upon the other were not held apart.
#[test]
fn what_was_held_together_was_not_held_apart() {
    for (second, answers, cause) in
        [(5001, &[5000][..], Cause::Segmented), (5001, &[5000, 5001], Cause::Window)]
    {
        let mut b = lab(Transport::Tcp, Vec::new());
        b.send_with(&"x".repeat(3000), 2000, full).flush(0);
        b.recv(9000, &"x".repeat(2000)).recv(9000, &"x".repeat(1000));
        at(&mut b, 1, 2000, 5800);
        at(&mut b, 2, 6000, 7000);
        let answers = answers.iter().map(|at| answer(*at, 1001));
        b.saw([carried(1100, 1, 1000, 100)]).saw(answers);
        b.saw([carried(5000, 1001, 1000, 100), carried(second, 2001, 1000, 900)]);
        assert_eq!(causes(&b.analyse())[0], [cause], "{cause:?}");
    }
}

#[test]
fn a_receive_that_stops_at_a_hole_says_so() {
    let stopped = |returned| {
        let mut b = lab(Transport::Tcp, Vec::new());
        b.send(&"x".repeat(3000), 3).recv(9000, &"x".repeat(1000)).recv(9000, &"x".repeat(2000));
        at(&mut b, 1, 2000, returned);
        at(&mut b, 2, 5000, 11_000);
        b.saw([carried(1100, 1, 1000, 1000), lost(1101, 1001, 1000)]);
        b.saw([carried(1102, 2001, 1000, 2000), carried(9000, 1001, 1000, 1000)]);
        proofs(&b, 0)
    };
    let message = MessageNo(1);
    assert_eq!(stopped(4000), [Proof::AtHole { message, left: 2000, hole: 1000, there: 1000 }]);
    let none = Proof::NotArrived { message, left: 2000, mss: Seen::Seen(1000) };
    assert_eq!(stopped(2500), [none], "nothing behind it was there");
}

/// A message smaller than a segment that begins in one with the message before it.
#[test]
fn a_small_message_may_lie_in_two_segments() {
    let mut b = lab(Transport::Tcp, Vec::new());
    b.send(&"x".repeat(600), 0).send(&"y".repeat(600), 2);
    b.recv(9000, &format!("{}{}", "x".repeat(600), "y".repeat(400)));
    b.saw([carried(2600, 1, 1000, 100), carried(2601, 1001, 200, 9000)]);
    assert!(causes(&b.analyse())[0].contains(&Cause::Segmented));
}

fn bbr(in_flight: u64) -> impl Fn(&mut CallRecord) {
    move |record| {
        full(record);
        record.own.in_flight = Seen::Seen(in_flight);
        record.own.unacked = record.own.unsent.map(|unsent| unsent + 5000);
        record.own.segments_out = Seen::Seen(20);
        record.own.pacing_rate = Seen::Seen(1_000_000);
    }
}

/// The window had opened by the time the second was written: pacing kept the first until then.
#[test]
fn what_held_bytes_as_the_next_were_written_joined_them() {
    for (later, cause) in [(5, Cause::Pacing), (10, Cause::Window)] {
        let mut b = Builder::tcp();
        b.send_with("one", 3, bbr(10)).send_with("two", 6, bbr(later)).flush(0).recv(9, "onetwo");
        assert_eq!(causes(&b.analyse()), [[cause]]);
    }
}

/// Both were written while the window was full; then nothing more came from the other end, and still others
/// left first, one after the other.
#[test]
fn the_wire_sees_that_a_window_had_room_and_bytes_were_paced() {
    let unsent = 4003;
    let joined = |last| {
        let mut b = lab(Transport::Tcp, Vec::new());
        b.send_with(&"x".repeat(4000), 4000, bbr(10)).trace.records[0].warmup = true;
        b.send_with("one", unsent, bbr(10)).send_with("two", unsent + 3, bbr(10));
        b.push(0, Call::WaitAcked, record(CallName::WaitAcked, SERVER));
        b.flush(0).recv(4000, &"x".repeat(4000)).trace.records[4].warmup = true;
        b.recv(9, "onetwo");
        b.saw([answer(20 * MS, 1)]);
        b.saw([0, 1, 2, 3].map(|n| carried((20 + n) * MS, 1 + 1000 * n, 1000, 20 * MS)));
        b.saw([carried(last, 4001, 6, 20 * MS)]);
        causes(&b.analyse()).remove(0)
    };
    assert_eq!(joined(24 * MS), [Cause::Window, Cause::Pacing]);
    assert_eq!(joined(200 * MS), [Cause::Window], "it may be a loss probe");
}

/// One byte is in flight and its acknowledgement lost: what Nagle's rule holds leaves as a loss probe.
fn probed(in_flight: u64, left: u64) -> Builder {
    let mut b = lab(Transport::Tcp, Vec::new());
    let flying = move |record: &mut CallRecord| {
        record.own.in_flight = Seen::Seen(in_flight);
        record.own.unacked = record.own.unsent.map(|unsent| unsent + 1);
    };
    b.send("a", 1).send_with("b", 1, flying).send_with("c", 2, flying).flush(0).recv(9, "abc");
    at(&mut b, 3, 300 * MS, 300 * MS + 1);
    b.saw([carried(1100, 1, 1, 5 * MS), carried(left, 2, 2, 5 * MS)]);
    b
}

#[test]
fn what_nagle_held_may_leave_as_a_loss_probe() {
    let (at, unsent, mss) = (MessageNo(3), 2, 1000);
    for (in_flight, left, nagle) in [(1, 215, true), (1, 150, false), (2, 25, true), (2, 15, false)]
    {
        let first = proofs(&probed(in_flight, left * MS), 0).remove(0);
        let last = proofs(&probed(in_flight, left * MS), 0).pop();
        let waited_us = left * 1000 - 2;
        let held = Proof::HeldUntilProbe { at, unsent, mss, in_flight, waited_us };
        match nagle {
            true => assert_eq!(first, held),
            // By the figures no rule held them; which they are is shown.
            false => assert_eq!(last, Some(Proof::HeldByNone { at, unsent }), "{left}"),
        }
    }
}

/// Switched off, the rule lets go what it held.
#[test]
fn what_nagle_held_leaves_when_the_rule_is_switched_off() {
    for on in [false, true] {
        let mut b = probed(1, 20 * MS);
        let mut set = record(CallName::Set, CLIENT);
        set.options.push(OptionRecord {
            option: OptionName::TcpNodelay,
            asked: Some(OptionValue::Switch(on)),
            granted: Seen::Seen(OptionValue::Switch(on)),
            error: None,
        });
        b.push(1, Call::Set, set);
        at(&mut b, 4, 19 * MS, 20 * MS);
        assert_eq!(causes(&b.analyse())[0].contains(&Cause::Nagle), on, "{on}");
    }
}

/// Where two things hold the same bytes both are named.
#[test]
fn a_receive_that_asks_for_more_across_a_hole_has_two_causes() {
    let mut b = lab(Transport::Tcp, Vec::new());
    b.send("one", 1).send("two", 1).recv(6, "onetwo");
    let call = &mut b.trace.records[2].calls[0];
    call.call = CallName::RecvExact;
    b.trace.records[2].call = CallName::RecvExact;
    b.saw([lost(1100, 1, 3), carried(2100, 4, 3, 100), carried(2300, 1, 3, 100)]);
    assert_eq!(causes(&b.analyse()), [[Cause::HeadOfLine, Cause::WaitedForMore]]);
    // So with what the sender's kernel held.
    let mut b = Builder::tcp();
    b.send_with("one", 3, full).send("two", 1).recv(6, "onetwo");
    let call = &mut b.trace.records[2].calls[0];
    call.call = CallName::RecvExact;
    b.trace.records[2].call = CallName::RecvExact;
    assert_eq!(causes(&b.analyse()), [[Cause::Window, Cause::WaitedForMore]]);
}

/// At its rate 100 bytes take 0.1 ms: what left 80 ms later had waited for something else.
#[test]
fn what_left_long_after_its_turn_was_not_paced() {
    for (left, paced) in [(5 * MS, true), (80 * MS, false)] {
        let mut b = lab(Transport::Tcp, Vec::new());
        b.send_with("one", 0, bbr(1)).send_with("two", 3, bbr(1)).flush(0).recv(99, "onetwo");
        at(&mut b, 0, MS, MS + 1000);
        at(&mut b, 1, 2 * MS, 2 * MS + 1000);
        at(&mut b, 2, 200 * MS, 201 * MS);
        b.saw([carried(MS, 1, 3, MS), carried(2 * MS + left, 4, 3, MS)]);
        let found = b.analyse();
        let held: Vec<Cause> = found.messages[1].held.iter().map(|found| found.cause).collect();
        assert_eq!(held.contains(&Cause::Pacing), paced, "{left} {held:?}");
    }
}
