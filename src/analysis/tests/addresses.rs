//! Who had an address: one socket after another, and several at once.

use super::*;

const NEW: SocketId = SocketId(2);

/// Sockets of a server and a client, and `NEW`, which has the address of one of them.
fn with_another_of(of: SocketId) -> Builder {
    let mut b = Builder::new(Transport::Udp);
    let first = b.trace.sockets[of.0 as usize].clone();
    b.trace.sockets.push(SocketTrace { actor: "new".into(), same_address_as: Some(of), ..first });
    b
}

fn made(b: &mut Builder, sock: SocketId) {
    let bind = Call::Bind { transport: Transport::Udp, port_of: None };
    b.push(0, bind, record(CallName::Bind, sock));
}

fn closed(b: &mut Builder, sock: SocketId) {
    b.push(0, Call::Close, record(CallName::Close, sock));
}

fn last(b: &mut Builder) -> &mut CallRecord {
    &mut b.trace.records.last_mut().unwrap().calls[0]
}

/// A receive at this socket.
fn received(b: &mut Builder, by: SocketId, text: &str) {
    b.recv_from(9, text, false);
    last(b).sock = Some(by);
}

/// A send of this socket.
fn sent(b: &mut Builder, from: SocketId, text: &str) {
    b.send_to(text);
    last(b).sock = Some(from);
}

fn waits(b: &mut Builder, sock: SocketId, text: &str) {
    b.leftover(sock, text.len() as u64, 0);
    let data = Payload::whole(text.as_bytes());
    let left = b.trace.leftovers.last_mut().unwrap();
    left.datagrams.push(QueuedDatagram { from: Some(CLIENT), data });
}

fn taken_by(a: &CaseAnalysis) -> Vec<Option<SocketId>> {
    a.messages.iter().map(|message| message.taken_by).collect()
}

fn senders(a: &CaseAnalysis) -> Vec<Option<SocketId>> {
    a.receives.iter().map(|receive| receive.from).collect()
}

#[test]
fn what_the_next_socket_of_an_address_received_is_received() {
    let mut b = with_another_of(SERVER);
    b.send_to("two").send_to("three");
    received(&mut b, NEW, "two");
    waits(&mut b, NEW, "three");
    let a = b.analyse();
    assert_eq!(fates(&a), ["intact", "unread"]);
    assert_eq!(taken_by(&a), [Some(NEW), Some(NEW)]);
    assert_eq!((held_messages(&a), senders(&a)), (vec![vec![1]], vec![Some(CLIENT)]));
    let [flow] = a.flows.as_slice() else { panic!("one flow: {:?}", a.flows) };
    assert_eq!(flow.received, [Received { receive: ReceiveNo(1), start: 0, len: 3 }]);
    assert_eq!((flow.unread, a.counts.receives), (5, 1));
}

/// Without the address it is nobody's: so an old trace is read.
#[test]
fn a_socket_of_another_address_received_something_else() {
    let mut b = with_another_of(SERVER);
    b.trace.sockets[2].same_address_as = None;
    b.send_to("two");
    received(&mut b, NEW, "two");
    let a = b.analyse();
    assert_eq!((fates(&a), held_messages(&a)), (vec!["lost".to_owned()], vec![vec![]]));
}

#[test]
fn what_was_over_before_a_socket_was_made_is_not_what_it_received() {
    let mut b = with_another_of(SERVER);
    made(&mut b, SERVER);
    b.send_to("x");
    last(&mut b).peer = Some(Evidence { drops: Seen::Seen(0), ..Evidence::default() });
    closed(&mut b, SERVER);
    b.send_to("x");
    made(&mut b, NEW);
    b.send_to("x");
    received(&mut b, NEW, "x");
    let a = b.analyse();
    assert_eq!(fates(&a), ["discarded", "lost", "intact"]);
    assert_eq!(held_messages(&a), [[3]]);
    assert!(a.messages.iter().all(|message| message.one_of.is_none()), "{:?}", a.messages);
}

/// A datagram that was on its way when the address became another's is the only explanation.
#[test]
fn what_nothing_else_explains_was_on_its_way() {
    let mut b = with_another_of(SERVER);
    made(&mut b, SERVER);
    b.send_to("early");
    closed(&mut b, SERVER);
    made(&mut b, NEW);
    received(&mut b, NEW, "early");
    let a = b.analyse();
    assert_eq!((fates(&a), taken_by(&a)), (vec!["intact".to_owned()], vec![Some(NEW)]));
}

#[test]
fn of_two_at_once_each_takes_its_own_and_what_is_nowhere_is_not_said_to_be_discarded() {
    for open in [true, false] {
        let mut b = with_another_of(SERVER);
        made(&mut b, SERVER);
        if open {
            made(&mut b, NEW);
        }
        for text in ["one", "two", "three"] {
            b.send_to(text);
            last(&mut b).peer = Some(Evidence { drops: Seen::Seen(0), ..Evidence::default() });
        }
        received(&mut b, SERVER, "two");
        closed(&mut b, SERVER);
        if !open {
            made(&mut b, NEW);
        }
        if open {
            waits(&mut b, NEW, "three");
        }
        let a = b.analyse();
        let gone =
            if open { ["", "intact", "unread"] } else { ["discarded", "intact", "discarded"] };
        assert_eq!(fates(&a), gone);
    }
}

/// udp(7): a connected socket takes from its peer alone, so it is no candidate for anybody else's.
#[test]
fn a_socket_connected_to_another_takes_nothing() {
    let mut b = with_another_of(SERVER);
    b.trace.sockets[2].peer = Some(NEW);
    made(&mut b, SERVER);
    made(&mut b, NEW);
    b.send_to("one");
    last(&mut b).peer = Some(Evidence { drops: Seen::Seen(0), ..Evidence::default() });
    closed(&mut b, SERVER);
    assert_eq!(fates(&b.analyse()), ["discarded"], "it can only have been in the one queue");
}

#[test]
fn the_sender_is_told_by_content_and_by_order() {
    let mut b = with_another_of(CLIENT);
    sent(&mut b, CLIENT, "x");
    closed(&mut b, CLIENT);
    sent(&mut b, NEW, "x");
    sent(&mut b, NEW, "y");
    for text in ["x", "x", "y"] {
        b.recv_from(9, text, false);
        // By the address it can be either: the engine names the newest.
        last(&mut b).other = Some(NEW);
    }
    let a = b.analyse();
    assert_eq!(fates(&a), ["intact", "intact", "intact"]);
    assert_eq!(senders(&a), [Some(CLIENT), Some(NEW), Some(NEW)]);
}

#[test]
fn where_either_may_have_sent_it_nobody_is_named() {
    let mut b = with_another_of(CLIENT);
    sent(&mut b, CLIENT, "x");
    sent(&mut b, NEW, "x");
    b.recv_from(9, "x", false);
    last(&mut b).other = Some(NEW);
    let Node::Step(step) = b.case.steps.last_mut().unwrap() else { panic!("a step") };
    step.want.sender = Some("new".into());
    let a = b.analyse();
    assert_eq!((senders(&a), a.messages[0].one_of), (vec![None], Some(2)));
    assert_eq!(a.checks[0].result, CheckResult::Unobservable);
    assert_eq!(a.verdict, Verdict::Unsupported);
}

/// Only a send that was cut (UDP_SEGMENT) has pieces.
#[test]
fn the_beginning_of_what_another_sent_is_no_piece_of_it() {
    let mut b = Builder::new(Transport::Udp);
    b.send_to("hello").recv_from(9, "he", false);
    let a = b.analyse();
    assert_eq!((fates(&a), held_messages(&a)), (vec!["lost".to_owned()], vec![vec![]]));
}

/// Each flow has what is unread of its own messages, and not all that waits at its receiver.
#[test]
fn what_two_clients_left_unread_is_counted_once() {
    let mut b = Builder::new(Transport::Udp);
    let other = SocketTrace { actor: "other".into(), ..b.trace.sockets[1].clone() };
    b.trace.sockets.push(other);
    sent(&mut b, CLIENT, "one");
    sent(&mut b, NEW, "three");
    waits(&mut b, SERVER, "one");
    waits(&mut b, SERVER, "three");
    b.trace.leftovers[1].datagrams[0].from = Some(NEW);
    let unread: Vec<u64> = b.analyse().flows.iter().map(|flow| flow.unread).collect();
    assert_eq!(unread, [3, 5]);
}

#[test]
fn a_stranger_s_addresses_must_be_of_the_same_kind_and_older() {
    let fault = |change: fn(&mut CaseTrace)| {
        let mut b = with_another_of(SERVER);
        change(&mut b.trace);
        let fit = Validator::default().validate(&b.case, &b.trace, &linux(false));
        // The case has no steps that make its sockets.
        let made = |what: &Contradiction| *what == Contradiction::Sockets(SocketFault::NeverMade);
        fit.err().map(|problem| problem.what).filter(|what| !made(what))
    };
    assert_eq!(fault(|_| {}), None);
    let not = |sock: u32| Some(Contradiction::NotItsAddress { sock: SocketId(sock) });
    assert_eq!(fault(|trace| trace.sockets[2].same_address_as = Some(NEW)), not(2));
    assert_eq!(fault(|trace| trace.sockets[0].same_address_as = Some(CLIENT)), not(1));
    assert_eq!(fault(|trace| trace.sockets[1].same_address_as = Some(SERVER)), None);
    assert_eq!(fault(|trace| trace.sockets[0].transport = Transport::UnixDatagram), not(0));
    assert_eq!(fault(|trace| trace.sockets[0].family = Some(Family::Ipv6)), not(0));
    let chain = |trace: &mut CaseTrace| {
        trace.sockets[1].same_address_as = Some(SERVER);
        trace.sockets[2].same_address_as = Some(CLIENT);
    };
    assert_eq!(fault(chain), not(1));
    let nobody = |trace: &mut CaseTrace| trace.sockets[2].same_address_as = Some(SocketId(9));
    let none = Contradiction::NoSocket { sock: SocketId(9), sockets: 3 };
    assert_eq!(fault(nobody), Some(none));
}

/// A connected UDP socket takes datagrams of its peer only; and what a Unix socket was sent is in its queue.
#[test]
fn a_stranger_s_datagram_is_filtered_and_what_a_closed_socket_had_is_discarded() {
    let mut b = Builder::new(Transport::Udp);
    let mut connect = record(CallName::Connect, SERVER);
    connect.other = Some(SERVER);
    let call = Call::Connect { to: "server".into(), port_of: None };
    b.push(0, call, connect);
    sent(&mut b, CLIENT, "hello");
    let found = b.analyse();
    assert_eq!(fates(&found), ["lost"]);
    assert_eq!(found.messages[0].missing[0].at, Whereabouts::Filtered);

    let mut b = Builder::new(Transport::UnixDatagram);
    b.send_to("hello");
    closed(&mut b, SERVER);
    assert_eq!(fates(&b.analyse()), ["discarded"]);
}
