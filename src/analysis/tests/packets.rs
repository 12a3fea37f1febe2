//! A connection that keeps boundaries (SOCK_SEQPACKET): what a 0 was, and what became of an empty
//! message.

use super::*;

fn packets() -> Builder {
    let mut b = Builder::new(Transport::UnixSeqpacket);
    let ends = [(SocketRole::Accepted, CLIENT), (SocketRole::Client, SERVER)];
    for (socket, (role, peer)) in b.trace.sockets.iter_mut().zip(ends) {
        (socket.role, socket.peer) = (role, Some(peer));
    }
    b
}

fn close(b: &mut Builder, who: u32) -> &mut Builder {
    let sock = if who == 0 { SERVER } else { CLIENT };
    b.push(who, Call::Close, record(CallName::Close, sock))
}

#[test]
fn a_zero_while_the_sender_is_connected_is_an_empty_message() {
    let mut b = packets();
    b.send("", 0).recv(9, "").send("", 0).send("a", 0).recv(9, "").recv(9, "a");
    let a = b.analyse();
    assert_eq!(fates(&a), ["intact", "intact", "intact"]);
    assert_eq!(held_messages(&a), [[1], [2], [3]]);
    assert!(a.messages.iter().all(|message| message.one_of.is_none()), "packets come in order");
}

#[test]
fn a_zero_before_another_message_is_no_end() {
    let mut b = packets();
    b.send("", 0).send("a", 0);
    close(&mut b, 1).recv(9, "").recv(9, "a").recv(9, "");
    let a = b.analyse();
    assert_eq!(fates(&a), ["intact", "intact"]);
    assert_eq!(a.counts.receives, 2, "the last 0 is the end");
}

#[test]
fn of_a_zero_after_the_last_message_nothing_is_said() {
    let shutdown = (Call::Shutdown { how: How::Write }, CallName::Shutdown);
    for (call, name) in [(Call::Close, CallName::Close), (Call::Reset, CallName::Reset), shutdown] {
        let mut b = packets();
        b.send("a", 0).send("", 0).recv(9, "a");
        b.push(1, call, record(name, CLIENT)).recv(9, "").recv(9, "");
        let a = b.analyse();
        assert_eq!(fates(&a), ["intact", ""], "nobody can know it");
        assert_eq!(a.counts.receives, 1);
    }
}

/// The receiver shut down reading: what waits comes first, and then there is nothing, as it asked for no more.
#[test]
fn a_zero_after_an_own_shutdown_is_a_message_only_if_one_waited() {
    let mut b = packets();
    let shutdown = record(CallName::Shutdown, SERVER);
    b.send("a", 0).send("", 0).push(0, Call::Shutdown { how: How::Read }, shutdown);
    b.recv(9, "a").recv(9, "").recv(9, "");
    let a = b.analyse();
    assert_eq!(fates(&a), ["intact", "intact"]);
    assert_eq!(held_messages(&a), [[1], [2]]);
}

/// A close in another thread may have come before the 0.
#[test]
fn a_zero_during_which_the_sender_closed_tells_nothing() {
    let mut b = packets();
    b.send("", 0).recv(9, "");
    close(&mut b, 1);
    let began = b.trace.records[1].calls[0].start_ns;
    b.trace.records[2].calls[0].start_ns = began + 1;
    assert_eq!(fates(&b.analyse()), [""]);
}

#[test]
fn an_empty_message_that_nobody_asked_for_is_unread_or_discarded() {
    let mut b = packets();
    b.send("a", 0).send("", 0).recv(9, "a");
    assert_eq!(fates(&b.analyse()), ["intact", "unread"]);
    assert_eq!(fates(&close(&mut b, 0).analyse()), ["intact", "discarded"]);
}

/// What is read when the case has ended comes after every 0 before.
#[test]
fn a_leftover_behind_a_zero_says_that_it_was_no_end() {
    let mut b = packets();
    b.send("", 0).send("a", 0);
    close(&mut b, 1).recv(9, "");
    b.leftover(SERVER, 1, 0);
    let datagram = QueuedDatagram { from: None, data: Payload::whole(b"a") };
    b.trace.leftovers[0].datagrams.push(datagram);
    assert_eq!(fates(&b.analyse()), ["intact", "unread"]);
}

#[test]
fn a_zero_of_a_message_that_did_not_fit_is_a_message() {
    let mut b = packets();
    b.send("abc", 0);
    close(&mut b, 1).recv(0, "");
    b.trace.records[2].calls[0].truncated = Seen::Seen(true);
    let a = b.analyse();
    assert_eq!(fates(&a), ["truncated"]);
    assert_eq!(a.counts.receives, 1);
}

#[test]
fn an_empty_datagram_at_the_end_has_an_edge_before_it() {
    let mut b = Builder::new(Transport::Udp);
    b.send_to("one").send_to("");
    assert_eq!(b.analyse().flows[0].wire.boundaries, [3]);
}
