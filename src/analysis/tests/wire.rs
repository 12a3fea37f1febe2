//! How many segments left, and which edges between them are certain.

use super::*;

/// A sample of the client's socket in a call of the server, not in the background, that consumes
/// nothing.
fn look(b: &mut Builder, unsent: u64) {
    let mut barrier = record(CallName::WaitReadable, SERVER);
    barrier.peer = Some(b.evidence(unsent));
    b.push(0, Call::WaitReadable { bytes: None }, barrier);
}

/// A receive in the background that ended while the send was still on its way out of its call,
/// and whose sample is from after it.
fn overlapping(ended_before: u64) -> Builder {
    let mut b = Builder::tcp();
    let mut connected = record(CallName::Connect, CLIENT);
    connected.own = b.evidence(0);
    b.push(1, Call::Connect { to: "server".into(), port_of: None }, connected);
    b.send("hello", 25).recv(9, "hello");
    let sent = b.trace.records[1].calls[0].clone();
    let mut receive = b.trace.records.remove(2);
    receive.background = true;
    let end = sent.start_ns + sent.took_ns - ended_before;
    (receive.calls[0].start_ns, receive.calls[0].took_ns) = (1, end - 1);
    b.trace.records.insert(1, receive);
    b
}

#[test]
fn what_was_looked_at_during_a_send_is_not_what_was_before_it() {
    for ended_before in [1, 100, 500, 501, 600] {
        // 500 is the whole send: the call in the background ended as it began, or just before, and
        // its sample is still from after it.
        let a = overlapping(ended_before).analyse();
        assert_eq!(a.counts.segments, Seen::Seen(25), "ended {ended_before} ns before the send");
        assert!(!a.flows[0].wire.doubtful);
    }
}

#[test]
fn what_was_looked_at_before_the_send_began_is_the_beginning() {
    let mut b = Builder::tcp();
    b.segments = 7;
    look(&mut b, 0);
    b.send("one", 2).recv(3, "one");
    assert_eq!(b.analyse().counts.segments, Seen::Seen(2));
}

#[test]
fn an_edge_inside_a_message_is_known_where_the_bytes_sent_stop_there() {
    let mut b = Builder::tcp();
    b.held("headonehe", 9);
    b.segments = 1;
    b.held("adtwo", 3).flush(1);
    look(&mut b, 0);
    b.recv(14, "headoneheadtwo");
    let a = b.analyse();
    let wire = &a.flows[0].wire;
    assert_eq!((a.counts.segments, &wire.boundaries), (Seen::Seen(2), &vec![11]));
    assert!(wire.complete);
    let one = |start, end| Stretch { start, end, segments: 1 };
    assert_eq!(wire.stretches, [one(0, 11), one(11, 14)]);
}

#[test]
fn each_stretch_between_two_edges_has_its_segments() {
    let mut b = Builder::tcp();
    b.send("one", 1).send("two", 1).held("six", 3).held("ten", 6).flush(2);
    look(&mut b, 0);
    b.send("!", 1).recv(13, "onetwosixten!");
    let a = b.analyse();
    let wire = &a.flows[0].wire;
    assert_eq!(wire.boundaries, [3, 6, 12]);
    let found: Vec<_> = wire.stretches.iter().map(|s| (s.start, s.end, s.segments)).collect();
    assert_eq!(found, [(0, 3, 1), (3, 6, 1), (6, 12, 2), (12, 13, 1)]);
    assert!(!wire.complete);
}

#[test]
fn what_was_held_and_then_left_apart_was_not_joined_by_the_sender() {
    let mut b = Builder::tcp();
    b.held("one", 3).held("two", 6);
    b.segments = 1;
    look(&mut b, 3);
    b.flush(1);
    let mut there = record(CallName::WaitReadable, SERVER);
    there.own.readable = Seen::Seen(6);
    b.push(0, Call::WaitReadable { bytes: Some(6) }, there).recv(6, "onetwo");
    let a = b.analyse();
    assert_eq!(causes(&a), [[Cause::ReadLate]]);
    assert_eq!(a.flows[0].wire.boundaries, [3]);
}

#[test]
fn more_edges_than_segments_make_every_count_doubtful() {
    let mut b = Builder::tcp();
    b.send("one", 0).send("two", 1).recv(6, "onetwo");
    let a = b.analyse();
    assert!(a.flows[0].wire.doubtful);
    assert_eq!(a.flows[0].wire.segments, Seen::Unsupported);
    assert_eq!(a.counts.segments, Seen::Unsupported, "the case says what the flow says");
}

#[test]
fn a_tcp_socket_without_a_count_is_unsupported_and_a_unix_socket_has_none() {
    for (transport, expected) in
        [(Transport::Tcp, Seen::Unsupported), (Transport::UnixStream, Seen::Absent)]
    {
        let mut b = Builder::new(transport);
        let blind = |record: &mut CallRecord| record.own = Evidence::default();
        b.send_with("one", 0, blind).send_with("two", 0, blind);
        let a = b.analyse();
        assert_eq!((a.flows[0].wire.segments, a.counts.segments), (expected, expected));
    }
}

#[test]
fn what_a_framing_took_in_vain_says_why_and_what_it_was_not_given_is_unread() {
    for (name, expected) in [
        (ErrorName::FrameTooLarge, ["rejected", "unread"]),
        (ErrorName::BadFrame, ["rejected", "unread"]),
        (ErrorName::Timeout, ["split", "unread"]),
        (ErrorName::EndInsideFrame, ["truncated", "unread"]),
        (ErrorName::Reset, ["truncated", "unread"]),
    ] {
        let mut b = Builder::tcp();
        b.send("one", 1).send("two", 1);
        let mut refused = record(CallName::RecvMessage, SERVER);
        let error = ErrorInfo::named(name);
        refused.outcome = Outcome::Error(error);
        let below = CallRecord { outcome: Outcome::Returned(3), ..record(CallName::Recv, SERVER) };
        refused.below.push(below);
        b.push(0, Call::RecvMessage { max: 3 }, refused).leftover(SERVER, 3, 0);
        assert_eq!(fates(&b.analyse()), expected, "{name}");
    }
}

/// The stretches that came to nothing: where, how long, why.
fn wasted(analysis: &CaseAnalysis) -> Vec<(u64, u64, Undelivered)> {
    analysis.flows[0].wasted.iter().map(|w| (w.start, w.len, w.why)).collect()
}

#[test]
fn what_a_framing_still_has_and_is_not_asked_for_is_unread() {
    let mut b = Builder::tcp();
    b.send("one", 1).send("two", 1);
    let mut got = record(CallName::RecvMessage, SERVER);
    got.below.push(CallRecord { outcome: Outcome::Returned(5), ..record(CallName::Recv, SERVER) });
    (got.outcome, got.frame) = (Outcome::Returned(3), Some(3));
    got.data = Some(Payload::whole(b"one"));
    b.push(0, Call::RecvMessage { max: 5 }, got).leftover(SERVER, 1, 0);
    let a = b.analyse();
    assert_eq!(fates(&a), ["intact", "buffered+unread"]);
    assert_eq!(wasted(&a), [(3, 2, Undelivered::NotAsked)]);
}

#[test]
fn what_was_refused_and_what_was_thrown_away_are_in_their_places() {
    let mut b = Builder::tcp();
    b.send("one", 1).send("two", 1);
    let mut away = record(CallName::Recv, SERVER);
    (away.outcome, away.flags) = (Outcome::Returned(2), vec![Flag::MsgTrunc]);
    b.push(0, Call::Recv { max: 2, flags: vec![Flag::MsgTrunc] }, away).recv(1, "e");
    let mut refused = record(CallName::RecvMessage, SERVER);
    let error = ErrorInfo::named(ErrorName::BadFrame);
    refused.outcome = Outcome::Error(error);
    refused.below.push(CallRecord {
        start_ns: b.now + 1100,
        outcome: Outcome::Returned(3),
        ..record(CallName::Recv, SERVER)
    });
    b.push(0, Call::RecvMessage { max: 3 }, refused);
    let a = b.analyse();
    assert_eq!(fates(&a), ["split+discarded", "rejected"]);
    assert_eq!(wasted(&a), [(0, 2, Undelivered::ThrownAway), (3, 3, Undelivered::Rejected)]);
}

/// What a message becomes that the other end's `send_message` reads as its acknowledgement.
#[test]
fn an_acknowledgement_is_read_by_a_send() {
    let cases = [
        (Outcome::Returned(5), "intact", Undelivered::Acknowledged),
        (error(ErrorName::BadFrame), "rejected", Undelivered::NoAcknowledgement),
    ];
    for (outcome, fate, why) in cases {
        let mut b = Builder::tcp();
        b.send("quit", 1);
        let mut sent = record(CallName::SendMessage, SERVER);
        (sent.outcome, sent.frame) = (outcome, Some(6));
        sent.data = Some(Payload::whole(b"hello"));
        let below = |call, n| CallRecord { outcome: Outcome::Returned(n), ..record(call, SERVER) };
        sent.below = vec![below(CallName::Send, 1), below(CallName::Recv, 4)];
        b.push(0, Call::SendMessage { data: Data::Bytes(b"hello".to_vec()) }, sent);
        let a = b.analyse();
        assert_eq!(fates(&a)[0], fate);
        assert_eq!(wasted(&a), [(0, 4, why)]);
    }
}

fn error(name: ErrorName) -> Outcome {
    Outcome::Error(ErrorInfo::named(name))
}

/// The receiver's own acknowledgement comes to a plain receive of the sender: it is of no message, and
/// nothing has to be explained.
#[test]
fn an_acknowledgement_that_is_received_by_hand_needs_no_cause() {
    let mut b = Builder::tcp();
    let mut got = record(CallName::RecvMessage, SERVER);
    let below = |call, n| CallRecord { outcome: Outcome::Returned(n), ..record(call, SERVER) };
    got.below = vec![below(CallName::Send, 2)];
    got.outcome = error(ErrorName::Timeout);
    b.push(0, Call::RecvMessage { max: 5 }, got);
    let mut ack = record(CallName::Recv, CLIENT);
    (ack.outcome, ack.data) = (Outcome::Returned(2), Some(Payload::whole(b"ok")));
    b.push(1, Call::Recv { max: 2, flags: Vec::new() }, ack);
    let a = b.analyse();
    assert_eq!((a.receives.len(), a.receives[0].causes.len()), (1, 0), "{:?}", a.receives);
}

/// Two sends whose receiver's kernel hands over later than a send returns and whose sender's says nothing;
/// between them a barrier saw `readable` bytes at the receiver, of which `taken` are read then.
fn handed_over_late(readable: u64, taken: &str) -> CaseAnalysis {
    let mut b = Builder::tcp();
    let silent = |record: &mut CallRecord| {
        record.own = Evidence { unsent: Seen::Unsupported, ..Evidence::default() };
        record.peer = Some(Evidence { readable: Seen::Seen(0), ..Evidence::default() });
    };
    b.send_with("one", 0, silent).flush(0);
    let mut barrier = record(CallName::WaitReadable, SERVER);
    barrier.own = Evidence { readable: Seen::Seen(readable), ..Evidence::default() };
    b.push(0, Call::WaitReadable { bytes: None }, barrier);
    if !taken.is_empty() {
        b.recv(9, taken);
        last_own(&mut b).readable = Seen::Unsupported;
    }
    b.send_with("two", 0, silent).flush(0);
    let rest = &"onetwo"[taken.len()..];
    let mut barrier = record(CallName::WaitReadable, SERVER);
    barrier.own = Evidence { readable: Seen::Seen(rest.len() as u64), ..Evidence::default() };
    b.push(0, Call::WaitReadable { bytes: None }, barrier);
    b.recv(9, rest);
    let receive = b.trace.records.last_mut().and_then(|record| record.calls.last_mut());
    receive.expect("a receive").peer = None;
    b.analyse()
}

fn last_own(b: &mut Builder) -> &mut Evidence {
    let call = b.trace.records.last_mut().and_then(|record| record.calls.last_mut());
    let call = call.expect("a call");
    call.peer = None;
    &mut call.own
}

#[test]
fn what_had_arrived_before_the_next_send_began_left_apart_from_it() {
    let a = handed_over_late(3, "");
    assert_eq!(causes(&a), [[Cause::ReadLate]]);
    assert_eq!(a.flows[0].wire.boundaries, [3]);
    let a = handed_over_late(2, "");
    assert_eq!(causes(&a), [[Cause::Unknown]], "a byte was still on its way");
}

/// A byte that was readable at one look and taken after it is not counted twice.
#[test]
fn what_was_readable_is_counted_with_what_had_been_taken_then() {
    let a = handed_over_late(2, "o");
    assert!(a.flows[0].wire.boundaries.is_empty(), "two of three bytes had come");
}
