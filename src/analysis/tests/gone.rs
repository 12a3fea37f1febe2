//! What lay in a receiver's kernel when its program let go of the socket, though no sample shows it.

use super::*;

/// One message of so many bytes that a background send had handed over, and a close by the receiver while it
/// waited. Behind the close the sender's kernel says this.
fn closed_meanwhile(bytes: usize, unacked: Seen<u64>, unsent: Seen<u64>) -> CaseAnalysis {
    let mut b = Builder::tcp();
    b.send_with(&"A".repeat(bytes), 0, |call| {
        (call.own.unacked, call.own.unsent) = (unacked, unsent);
        (call.own.bytes_sent, call.own.bytes_retransmitted) = (Seen::Absent, Seen::Absent);
        call.peer = None;
    });
    let mut close = record(CallName::Close, SERVER);
    // The send ends after it.
    let sent = &mut b.trace.records[0].calls[0];
    sent.took_ns = 1_000_000;
    close.peer = None;
    b.push(0, Call::Close, close);
    let (begin, end) = (b.trace.records[0].calls[0].start_ns, 1_000);
    let close = &mut b.trace.records[1].calls[0];
    (close.start_ns, close.took_ns) = (begin + end, 1);
    b.analyse()
}

fn places(analysis: &CaseAnalysis) -> Vec<(u64, Whereabouts)> {
    analysis.messages.iter().flat_map(|m| &m.missing).map(|m| (m.len, m.at.clone())).collect()
}

#[test]
fn what_was_acknowledged_had_arrived_before_the_close() {
    let unread = Whereabouts::Discarded(Discard::InReceiver(Departure::Closed));
    let held = Whereabouts::Discarded(Discard::NeverLeft);
    let hedge = Whereabouts::Discarded(Discard::AfterClose);
    let all = closed_meanwhile(10, Seen::Seen(6), Seen::Seen(6));
    assert_eq!(places(&all), [(4, unread.clone()), (6, held.clone())]);
    let some = closed_meanwhile(10, Seen::Seen(8), Seen::Seen(6));
    assert_eq!(places(&some), [(2, unread), (2, hedge), (6, held)]);
    // A send buffer that is empty after a reset, on a system that does not say what had left.
    let none = closed_meanwhile(10, Seen::Seen(0), Seen::Unsupported);
    assert_eq!(places(&none), [(10, Whereabouts::Discarded(Discard::Somewhere))]);
}

#[test]
fn what_is_written_to_a_unix_socket_is_at_its_other_end() {
    let mut b = Builder::new(Transport::UnixStream);
    b.send_with("hello", 0, |call| call.peer = None);
    b.push(0, Call::Reset, record(CallName::Reset, SERVER));
    let unread = Whereabouts::Discarded(Discard::InReceiver(Departure::Closed));
    assert_eq!(places(&b.analyse()), [(5, unread)]);
}

#[test]
fn what_is_sent_when_the_other_end_has_closed_meets_no_socket() {
    let mut b = Builder::tcp();
    b.push(0, Call::Close, record(CallName::Close, SERVER));
    b.send_with("late", 0, |call| call.peer = None);
    assert_eq!(places(&b.analyse()), [(4, Whereabouts::Discarded(Discard::Gone))]);
}

/// The server writes an answer, of which four bytes have not left, and closes with the question unread. On
/// FreeBSD that is a FIN, behind which the answer goes on its way; elsewhere a reset, which throws it away.
#[test]
fn closing_with_bytes_unread_is_no_reset_everywhere() {
    let mut b = Builder::tcp();
    b.send("question", 1);
    let mut answer = record(CallName::Send, SERVER);
    answer.outcome = Outcome::Returned(6);
    answer.data = Some(Payload::whole(b"answer"));
    answer.own = Evidence {
        readable: Seen::Seen(8),
        unacked: Seen::Seen(6),
        unsent: Seen::Seen(4),
        ..Evidence::default()
    };
    let data = Data::Bytes(b"answer".to_vec());
    b.push(0, Call::Send { data, flags: Vec::new() }, answer);
    b.push(0, Call::Close, record(CallName::Close, SERVER));
    let on = |os: &str| {
        let setting = Setting { os: os.into(), ..linux(false) };
        let last = |found: CaseAnalysis| places(&found).last().cloned();
        last(analyse(&b.case, &b.trace, &setting))
    };
    assert_eq!(on("linux"), Some((4, Whereabouts::Discarded(Discard::NeverLeft))));
    assert_eq!(on("freebsd"), Some((4, Whereabouts::Orphaned)));
}
