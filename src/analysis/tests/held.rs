//! What held bytes back: which edges it explains, until when it held, and what the lab's wire says of that.

use super::lab::{lab, segment};
use super::*;

/// A client's segment that takes so long on the wire.
fn carried(at_ns: u64, seq: u64, payload: u64, way: u64) -> Packet {
    Packet { delivered_ns: vec![at_ns + way], ..segment(at_ns, seq, payload, &[TcpFlag::Ack]) }
}

fn lost(at_ns: u64, seq: u64, payload: u64) -> Packet {
    Packet { deed: Deed::Lost, delivered_ns: vec![], ..carried(at_ns, seq, payload, 0) }
}

/// A full window: so much in flight.
fn full(record: &mut CallRecord) {
    record.own.in_flight = Seen::Seen(10);
    record.own.nodelay = Seen::Seen(true);
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
