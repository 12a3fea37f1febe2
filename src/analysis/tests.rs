//! The decision table, row by row; fates; counts; and that no trace can make the analysis fail.

use super::*;
use crate::model::*;
use std::time::Duration;

mod addresses;
mod calls;
mod cut;
mod end_messages;
mod gone;
mod held;
mod lab;
mod packets;
mod places;
mod wire;

const SERVER: SocketId = SocketId(0);
const CLIENT: SocketId = SocketId(1);

/// Builds traces of one connection (or of two datagram sockets) as the engine would write them.
struct Builder {
    case: Case,
    trace: CaseTrace,
    written: u64,
    arrived: u64,
    taken: u64,
    segments: u64,
    now: u64,
}

impl Builder {
    fn new(transport: Transport) -> Self {
        let stream = transport.is_stream();
        let socket = |actor: &str, role, peer| SocketTrace {
            actor: actor.into(),
            name: None,
            role,
            transport,
            family: Some(Family::Ipv4),
            peer: if stream { Some(peer) } else { None },
            same_address_as: None,
            elsewhere: false,
            framed: None,
        };
        let roles = match stream {
            true => (SocketRole::Accepted, SocketRole::Client),
            false => (SocketRole::Datagram, SocketRole::Datagram),
        };
        let sockets = vec![socket("server", roles.0, CLIENT), socket("client", roles.1, SERVER)];
        let trace = CaseTrace { id: "t".into(), sockets, ..CaseTrace::default() };
        let case = Case::of_session(&trace);
        Builder { case, trace, written: 0, arrived: 0, taken: 0, segments: 0, now: 0 }
    }

    fn tcp() -> Self {
        Builder::new(Transport::Tcp)
    }

    fn step(&mut self, who: u32, call: Call) -> StepNo {
        let no = StepNo(self.case.steps.len() as u32 + 1);
        self.case.steps.push(Node::Step(Step {
            no,
            line: 1,
            who: ActorId(who),
            call,
            sock: None,
            makes: None,
            set: Vec::new(),
            repeat: 1,
            until: None,
            nonblocking: false,
            background: false,
            warmup: false,
            part_of: None,
            timeout: Duration::from_secs(2),
            want: Want::default(),
            on: Vec::new(),
        }));
        no
    }

    fn push(&mut self, who: u32, call: Call, mut record: CallRecord) -> &mut Self {
        let step = self.step(who, call.clone());
        self.now += 1000;
        record.start_ns = self.now;
        record.took_ns = 500;
        let who = self.case.actors[who as usize].name.clone();
        self.trace.records.push(Record {
            step,
            round: 1,
            who,
            call: call.name(),
            calls: vec![record],
            background: false,
            warmup: false,
        });
        self
    }

    fn evidence(&self, unsent: u64) -> Evidence {
        Evidence {
            readable: Seen::Seen(0),
            unacked: Seen::Seen(self.written - self.taken),
            unsent: Seen::Seen(unsent),
            segments_out: Seen::Seen(self.segments),
            segments_in: Seen::Seen(0),
            segments_retransmitted: Seen::Seen(0),
            bytes_sent: Seen::Seen(self.written - unsent),
            bytes_retransmitted: Seen::Seen(0),
            in_flight: Seen::Seen(1),
            mss: Seen::Seen(1000),
            cwnd: Seen::Seen(10),
            send_window: Seen::Seen(65536),
            pacing_rate: Seen::Absent,
            nodelay: Seen::Seen(false),
            cork: Seen::Seen(false),
            ..Evidence::default()
        }
    }

    /// A send all of which leaves at once, in `segments` segments.
    fn send(&mut self, text: &str, segments: u64) -> &mut Self {
        self.segments += segments;
        self.arrived = self.written + text.len() as u64;
        self.send_with(text, 0, |_| {})
    }

    /// A send after which `unsent` bytes are held.
    fn held(&mut self, text: &str, unsent: u64) -> &mut Self {
        self.send_with(text, unsent, |_| {})
    }

    fn send_with(
        &mut self,
        text: &str,
        unsent: u64,
        change: impl FnOnce(&mut CallRecord),
    ) -> &mut Self {
        self.written += text.len() as u64;
        let mut record = record(CallName::Send, CLIENT);
        record.outcome = Outcome::Returned(text.len() as u64);
        record.data = Some(Payload::whole(text.as_bytes()));
        record.own = self.evidence(unsent);
        let readable = Seen::Seen(self.arrived - self.taken);
        record.peer = Some(Evidence { readable, ..Evidence::default() });
        change(&mut record);
        let data = Data::Bytes(text.as_bytes().to_vec());
        self.push(1, Call::Send { data, flags: Vec::new() }, record)
    }

    /// What was held leaves in so many segments.
    fn flush(&mut self, segments: u64) -> &mut Self {
        self.segments += segments;
        self.arrived = self.written;
        self
    }

    fn recv(&mut self, max: u64, text: &str) -> &mut Self {
        self.taken += text.len() as u64;
        let mut record = record(CallName::Recv, SERVER);
        record.outcome = Outcome::Returned(text.len() as u64);
        record.data = Some(Payload::whole(text.as_bytes()));
        record.max = Some(max);
        record.own =
            Evidence { readable: Seen::Seen(self.arrived - self.taken), ..Evidence::default() };
        record.peer = Some(self.evidence(0));
        self.push(0, Call::Recv { max, flags: Vec::new() }, record)
    }

    fn send_to(&mut self, text: &str) -> &mut Self {
        let mut record = record(CallName::SendTo, CLIENT);
        record.other = Some(SERVER);
        record.outcome = Outcome::Returned(text.len() as u64);
        record.data = Some(Payload::whole(text.as_bytes()));
        record.own.drops = Seen::Seen(0);
        let data = Data::Bytes(text.as_bytes().to_vec());
        self.push(1, Call::SendTo { data, to: "server".into(), flags: Vec::new() }, record)
    }

    fn recv_from(&mut self, max: u64, text: &str, cut: bool) -> &mut Self {
        let mut record = record(CallName::RecvFrom, SERVER);
        record.other = Some(CLIENT);
        record.max = Some(max);
        record.outcome = Outcome::Returned(text.len() as u64);
        record.data = Some(Payload::whole(text.as_bytes()));
        record.truncated = Seen::Seen(cut);
        self.push(0, Call::RecvFrom { max, flags: Vec::new() }, record)
    }

    fn leftover(&mut self, sock: SocketId, bytes: u64, unsent: u64) -> &mut Self {
        let (datagrams, drops) = (Vec::new(), Seen::Absent);
        self.trace.leftovers.push(Leftover {
            sock,
            bytes,
            datagrams,
            readable: Seen::Seen(bytes),
            unsent: Seen::Seen(unsent),
            send_memory: Seen::Absent,
            drops,
        });
        self
    }

    fn expect(&mut self, expectation: Expectation) -> &mut Self {
        self.case.expect.push(Expect { expectation, on: Vec::new() });
        self
    }

    fn analyse(&self) -> CaseAnalysis {
        let setting = linux(false);
        analyse(&self.case, &self.trace, &setting)
    }
}

/// Run on Linux, over its loopback.
fn linux(changed: bool) -> Setting {
    Setting { os: "linux".into(), under: None, wire: WireKind::Loopback, changed, gap: None }
}

fn record(call: CallName, sock: SocketId) -> CallRecord {
    CallRecord { sock: Some(sock), ..CallRecord::new(call) }
}

fn fates(analysis: &CaseAnalysis) -> Vec<String> {
    let names = |message: &MessageFinding| {
        message.fate.iter().map(Fate::as_str).collect::<Vec<_>>().join("+")
    };
    analysis.messages.iter().map(names).collect()
}

fn causes(analysis: &CaseAnalysis) -> Vec<Vec<Cause>> {
    let of = |receive: &ReceiveFinding| receive.causes.iter().map(|found| found.cause).collect();
    analysis.receives.iter().map(of).collect()
}

fn held_messages(analysis: &CaseAnalysis) -> Vec<Vec<u32>> {
    let of = |r: &ReceiveFinding| r.parts.iter().map(|part| part.message.0).collect();
    analysis.receives.iter().map(of).collect()
}

// The decision table, a test for each row.

#[test]
fn row_leftover_then_read_late() {
    let mut b = Builder::tcp();
    b.send("hello", 1).send(" feng", 1).recv(2, "he").recv(10, "llo feng");
    let a = b.analyse();
    assert_eq!(fates(&a), ["glued+split", "glued"]);
    assert_eq!(causes(&a), [vec![Cause::ShortBuffer], vec![Cause::Leftover, Cause::ReadLate]]);
    assert_eq!(held_messages(&a), [vec![1], vec![1, 2]]);
    assert_eq!(a.counts.segments, Seen::Seen(2));
}

#[test]
fn row_read_late_by_the_sender_s_figures() {
    let mut b = Builder::tcp();
    b.send("one", 1).send("two", 1).recv(10, "onetwo");
    let a = b.analyse();
    assert_eq!(causes(&a), [[Cause::ReadLate]]);
    let both = Proof::BothWaiting { first: MessageNo(1), second: MessageNo(2), readable: 6 };
    assert_eq!(a.receives[0].causes[0].proof, both);
    assert_eq!(a.flows[0].wire.boundaries, [3]);
    assert!(a.flows[0].wire.complete);
}

#[test]
fn row_read_late_by_what_the_receiver_could_read() {
    let mut b = Builder::tcp();
    b.send("one", 1).send("two", 1).recv(10, "onetwo");
    for record in &mut b.trace.records {
        let own = &mut record.calls[0].own;
        *own =
            Evidence { readable: own.readable, unsent: Seen::Unsupported, ..Evidence::default() };
    }
    b.trace.records[2].calls[0].peer = None;
    let a = b.analyse();
    assert_eq!(causes(&a), [[Cause::ReadLate]]);
    assert_eq!(
        a.counts.segments,
        Seen::Unsupported,
        "segments were not seen, and are not invented"
    );
}

#[test]
fn row_nagle() {
    let mut b = Builder::tcp();
    b.send("hello!", 1);
    for n in 1..10 {
        b.held("hello!", n * 6);
    }
    b.flush(1).recv(1024, &"hello!".repeat(10));
    let a = b.analyse();
    assert_eq!(causes(&a), [[Cause::Nagle, Cause::ReadLate]]);
    let at = MessageNo(10);
    let proof = Proof::HeldBack { at, unsent: 54, mss: 1000, in_flight: 1, undelayed: false };
    assert_eq!(a.receives[0].causes[0].proof, proof);
    assert_eq!((a.counts.segments, a.counts.held), (Seen::Seen(2), Seen::Seen(54)));
}

#[test]
fn row_cork_by_option_and_by_flag() {
    for by_flag in [false, true] {
        let mut b = Builder::tcp();
        b.send_with("one", 3, |record| match by_flag {
            true => record.flags.push(Flag::MsgMore),
            false => record.own.cork = Seen::Seen(true),
        });
        b.send("two", 1).recv(10, "onetwo");
        let a = b.analyse();
        let proof = Proof::Corked { at: MessageNo(1), unsent: 3, by_flag, mss: None };
        assert_eq!(a.receives[0].causes, [CauseFinding { cause: Cause::Cork, proof }]);
    }
}

/// Full segments do not wait for a cork.
#[test]
fn row_cork_of_more_than_a_segment() {
    for (unsent, wanted) in [(999, None), (1000, Some(1000))] {
        let mut b = Builder::tcp();
        b.send_with(&"x".repeat(2000), unsent, |record| record.own.cork = Seen::Seen(true));
        b.send("two", 1).recv(3000, &format!("{}two", "x".repeat(2000)));
        let proof = b.analyse().receives[0].causes[0].proof.clone();
        assert!(matches!(proof, Proof::Corked { mss, .. } if mss == wanted), "{proof:?}");
    }
}

#[test]
fn row_window_where_a_window_is_full() {
    let congestion = |record: &mut CallRecord| record.own.in_flight = Seen::Seen(10);
    let peer = |record: &mut CallRecord| record.own.send_window = Seen::Seen(2);
    let changes: [fn(&mut CallRecord); 2] = [congestion, peer];
    for change in changes {
        for nodelay in [true, false] {
            let mut b = Builder::tcp();
            let change = |record: &mut CallRecord| {
                change(record);
                record.own.nodelay = Seen::Seen(nodelay);
            };
            b.send_with("one", 3, change).send("two", 1).recv(10, "onetwo");
            let both: &[Cause] = &[Cause::Nagle, Cause::Window];
            assert_eq!(causes(&b.analyse()), [if nodelay { &both[1..] } else { both }]);
        }
    }
}

/// Only a small segment in flight makes another small one wait: tcp_minshall_check.
#[test]
fn row_nagle_not_behind_full_segments() {
    let full = |record: &mut CallRecord| record.own.unacked = Seen::Seen(1003);
    let mut b = Builder::tcp();
    b.send_with("one", 3, full).send("two", 1).recv(10, "onetwo");
    assert_eq!(causes(&b.analyse()), [[Cause::Unknown]]);
}

/// 1000 bytes in flight at 1 MB/s have the line for a millisecond; a send is over sooner.
#[test]
fn row_pacing() {
    let paced_after = |segments, rate| {
        move |record: &mut CallRecord| {
            record.own.unacked = Seen::Seen(1003);
            record.own.pacing_rate = Seen::Seen(rate);
            record.own.segments_out = Seen::Seen(segments);
        }
    };
    let paced = |rate| paced_after(10, rate);
    let mut b = Builder::tcp();
    // The first ten are not paced: tcp_update_skb_after_send.
    b.send_with("one", 3, paced_after(9, 1_000_000)).send("two", 1).recv(10, "onetwo");
    assert_eq!(causes(&b.analyse()), [[Cause::Unknown]]);
    let mut b = Builder::tcp();
    b.send_with("one", 3, paced(1_000_000)).send("two", 1).recv(10, "onetwo");
    let proof = Proof::Paced { at: MessageNo(1), unsent: 3, rate: 1_000_000 };
    let found = b.analyse();
    assert_eq!(found.receives[0].causes, [CauseFinding { cause: Cause::Pacing, proof }]);
    let mut b = Builder::tcp();
    b.send_with("one", 3, paced(1 << 60)).send("two", 1).recv(10, "onetwo");
    assert_eq!(causes(&b.analyse()), [[Cause::Unknown]]);
}

#[test]
fn row_held_by_something_no_figure_names() {
    let off = |record: &mut CallRecord| record.own.nodelay = Seen::Seen(true);
    let large = |record: &mut CallRecord| record.own.mss = Seen::Seen(3);
    let idle = |record: &mut CallRecord| record.own.in_flight = Seen::Seen(0);
    let unseen = |record: &mut CallRecord| record.own.unacked = Seen::Unsupported;
    let changes: [fn(&mut CallRecord); 4] = [off, large, idle, unseen];
    for change in changes {
        let mut b = Builder::tcp();
        b.send_with("one", 3, change).send("two", 1).recv(10, "onetwo");
        assert_eq!(causes(&b.analyse()), [[Cause::Unknown]]);
    }
}

#[test]
fn row_what_was_held_left_before_the_next_was_written() {
    let mut b = Builder::tcp();
    b.send("one", 1).held("two", 3).flush(1);
    let mut barrier = record(CallName::WaitAcked, CLIENT);
    barrier.own = b.evidence(0);
    b.push(1, Call::WaitAcked, barrier).send("four", 1).recv(10, "onetwofour");
    let a = b.analyse();
    assert_eq!(causes(&a), [[Cause::ReadLate]], "Nagle joined nothing");
    assert_eq!(a.flows[0].wire.boundaries, [3, 6]);
    assert!(a.flows[0].wire.complete);
}

#[test]
fn row_waited_for_more() {
    let mut b = Builder::tcp();
    b.send("one", 1).send("two", 1).recv(6, "onetwo");
    // The receive begins before the sends, and takes the first before the second is there.
    let exact = record(CallName::RecvExact, SERVER);
    let got = &mut b.trace.records[2].calls[0];
    let end = got.start_ns + got.took_ns;
    let below = |n| CallRecord { outcome: Outcome::Returned(n), ..record(CallName::Recv, SERVER) };
    *got = CallRecord {
        max: Some(6),
        outcome: got.outcome.clone(),
        data: got.data.clone(),
        own: got.own.clone(),
        peer: got.peer.clone(),
        start_ns: 1,
        took_ns: end - 1,
        below: vec![below(3), below(3)],
        ..exact
    };
    for record in &mut b.trace.records[..2] {
        let peer = record.calls[0].peer.as_mut().expect("the receiver");
        peer.readable = Seen::Seen(3);
    }
    let receive = b.trace.records.remove(2);
    b.trace.records.insert(0, receive);
    let a = b.analyse();
    let (first, second) = (MessageNo(1), MessageNo(2));
    let proof = Proof::WaitedFor { first, second, wanted: Some(6), by: Asks::Exact };
    assert_eq!(a.receives[0].causes, [CauseFinding { cause: Cause::WaitedForMore, proof }]);
    assert_eq!(a.counts.segments, Seen::Seen(2), "its sample is the last, not the first");
    assert_eq!(a.receives[0].place, (0, 0));
}

/// The first message was taken before the others came; those two then waited side by side. The receive
/// asks for all three, and would have returned the same whenever it began.
#[test]
fn row_waited_for_more_piece_by_piece() {
    let mut b = Builder::tcp();
    b.send("one", 1).send("two", 1).send("six", 1).recv(9, "onetwosix");
    for (at, readable) in [(0, 3), (1, 3), (2, 6)] {
        let peer = b.trace.records[at].calls[0].peer.as_mut().expect("the receiver");
        peer.readable = Seen::Seen(readable);
    }
    let taken = b.trace.records[0].calls[0].start_ns + 600;
    let got = &mut b.trace.records[3].calls[0];
    let end = got.start_ns + got.took_ns;
    let below = |n, start_ns| CallRecord {
        outcome: Outcome::Returned(n),
        start_ns,
        ..record(CallName::Recv, SERVER)
    };
    got.call = CallName::RecvExact;
    (got.start_ns, got.took_ns) = (1, end - 1);
    got.below = vec![below(3, taken), below(6, end)];
    b.trace.records[3].call = CallName::RecvExact;
    let found = &b.analyse().receives[0].causes;
    let (one, two) = (MessageNo(1), MessageNo(2));
    let waited = Proof::WaitedFor { first: one, second: two, wanted: Some(9), by: Asks::Exact };
    let proofs: Vec<&Proof> = found.iter().map(|found| &found.proof).collect();
    assert_eq!(proofs, [&waited]);
}

#[test]
fn row_unknown_without_evidence() {
    let mut b = Builder::tcp();
    let blind = |record: &mut CallRecord| {
        record.own = Evidence::default();
        record.peer = None;
    };
    b.send_with("one", 0, blind).send_with("two", 0, blind).flush(1).recv(10, "onetwo");
    b.expect(Expectation::Receive {
        which: Which::These(vec![ReceiveNo(1)]),
        messages: None,
        cause: Some(WantedCause::Main(Cause::ReadLate)),
        bytes: None,
    });
    let a = b.analyse();
    assert_eq!(causes(&a), [[Cause::Unknown]]);
    assert_eq!(a.verdict, Verdict::Unsupported, "never guess");
}

#[test]
fn rows_short_buffer_and_segmented() {
    let mut b = Builder::tcp();
    (b.segments, b.arrived) = (2, 10);
    b.send_with("0123456789", 0, |record| record.own.mss = Seen::Seen(8));
    b.recv(4, "0123").recv(100, "4567").recv(100, "89");
    let a = b.analyse();
    let expected =
        [vec![Cause::ShortBuffer], vec![Cause::Leftover, Cause::Segmented], vec![Cause::Leftover]];
    assert_eq!(causes(&a), expected);
}

#[test]
fn row_a_cut_datagram_is_short_buffer_and_flagged() {
    let mut b = Builder::new(Transport::Udp);
    b.send_to("hello").send_to("world").recv_from(1, "h", true).recv_from(10, "world", false);
    let a = b.analyse();
    assert_eq!(fates(&a), ["truncated", "intact"]);
    let proof = Proof::BufferFull { max: 1, message: MessageNo(1), left: 4, flagged: true };
    assert_eq!(a.receives[0].causes, [CauseFinding { cause: Cause::ShortBuffer, proof }]);
}

// Fates.

#[test]
fn two_thousand_and_one_thousand_by_1024() {
    let mut b = Builder::tcp();
    b.send(&"A".repeat(2000), 1).send(&"B".repeat(1000), 1);
    b.recv(1024, &"A".repeat(1024)).recv(1024, &format!("{}{}", "A".repeat(976), "B".repeat(48)));
    b.leftover(SERVER, 952, 0);
    let a = b.analyse();
    assert_eq!(fates(&a), ["glued+split", "glued+split+unread"]);
    assert_eq!(a.receives[1].parts[1].len, 48);
    assert_eq!(a.flows[0].unread, 952);
}

#[test]
fn an_empty_send_on_a_stream_was_never_sent() {
    let mut b = Builder::tcp();
    b.send("", 0);
    assert_eq!(fates(&b.analyse()), ["never-sent"]);
}

#[test]
fn a_partial_send_lacks_its_end() {
    let mut b = Builder::tcp();
    b.send("0123456789", 1).recv(10, "01234");
    b.trace.records[0].calls[0].outcome = Outcome::Returned(5);
    assert_eq!(fates(&b.analyse()), ["never-sent"]);
}

#[test]
fn unread_in_the_sender_s_kernel_is_not_lost() {
    let mut b = Builder::tcp();
    b.send("one", 1).held("two", 3).recv(3, "one").leftover(CLIENT, 0, 3);
    assert_eq!(fates(&b.analyse()), ["intact", "unsent"]);
}

#[test]
fn a_reset_discards_what_was_not_read() {
    let mut b = Builder::tcp();
    b.send("one", 1).send("two", 1).recv(3, "one");
    b.push(0, Call::Reset, record(CallName::Reset, SERVER));
    assert_eq!(fates(&b.analyse()), ["intact", "discarded"]);
}

#[test]
fn datagrams_lost_unread_empty_and_out_of_order() {
    let mut b = Builder::new(Transport::Udp);
    b.send_to("a").send_to("").send_to("b").send_to("c").send_to("d");
    b.recv_from(9, "b", false).recv_from(9, "a", false).recv_from(9, "", false);
    b.trace.leftovers.push(Leftover {
        sock: SERVER,
        bytes: 1,
        datagrams: vec![QueuedDatagram { from: Some(CLIENT), data: Payload::whole(b"d") }],
        readable: Seen::Absent,
        unsent: Seen::Absent,
        send_memory: Seen::Absent,
        drops: Seen::Seen(1),
    });
    let a = b.analyse();
    assert_eq!(fates(&a), ["reordered", "reordered", "intact", "lost", "unread"]);
    assert_eq!((a.counts.receives, a.counts.drops), (3, Seen::Seen(1)));
    assert_eq!(a.counts.accounted, Seen::Seen(5), "three received, one unread, one dropped");
}

/// What a device of the sender's system has not passed on is not lost: at the end of the case, or when the
/// socket was closed.
#[test]
fn what_may_still_be_leaving_is_not_called_lost() {
    let fate_with = |memory: u64, close: bool| {
        let mut b = Builder::new(Transport::Udp);
        b.send_to("a").send_to("b").recv_from(9, "a", false);
        let leaving = Seen::Seen(memory);
        if close {
            b.trace.records[1].calls[0].own.send_memory = leaving;
            b.push(1, Call::Close, record(CallName::Close, CLIENT));
        } else {
            b.leftover(CLIENT, 0, 0).trace.leftovers[0].send_memory = leaving;
        }
        let found = b.analyse();
        (fates(&found).remove(1), found.messages[1].missing.first().map(|m| m.at.clone()))
    };
    for close in [false, true] {
        assert_eq!(fate_with(832, close), (String::new(), Some(Whereabouts::Leaving)), "{close}");
        assert_eq!(fate_with(0, close), ("lost".into(), None), "{close}");
    }
}

#[test]
fn one_send_cut_into_datagrams_and_two_sends_corked_into_one() {
    let mut b = Builder::new(Transport::Udp);
    let size = |size| OptionRecord {
        option: OptionName::UdpSegment,
        asked: Some(OptionValue::Number(size)),
        granted: Seen::Seen(OptionValue::Number(size)),
        error: None,
    };
    let set = CallRecord { options: vec![size(5)], ..record(CallName::Set, CLIENT) };
    b.push(1, Call::Set, set);
    b.send_to("helloworldfoo");
    b.recv_from(9, "hello", false).recv_from(9, "world", false).recv_from(9, "foo", false);
    let a = b.analyse();
    assert_eq!(fates(&a), ["split"]);
    assert_eq!(held_messages(&a), [[1], [1], [1]]);

    let mut b = Builder::new(Transport::Udp);
    b.send_to("hello");
    b.trace.records[0].calls[0].flags.push(Flag::MsgMore);
    b.send_to("world").recv_from(99, "helloworld", false);
    let a = b.analyse();
    assert_eq!(fates(&a), ["glued", "glued"]);
    assert_eq!(causes(&a), [[Cause::Cork]]);
    assert_eq!((a.flows[0].wire.segments, a.flows[0].wire.boundaries.len()), (Seen::Seen(1), 0));
}

/// Of two sends in one datagram a small buffer keeps the beginning: the rest is cut off, not lost.
#[test]
fn a_corked_datagram_is_cut() {
    for (max, kept, expected) in [
        (5, "hello", ["glued", "glued+truncated"]),
        (7, "hellowo", ["glued", "glued+truncated"]),
        (3, "hel", ["glued+truncated", "glued+truncated"]),
    ] {
        let mut b = Builder::new(Transport::Udp);
        b.send_to("hello");
        b.trace.records[0].calls[0].flags.push(Flag::MsgMore);
        b.send_to("world").send_to("alone").recv_from(max, kept, true).recv_from(9, "alone", false);
        let a = b.analyse();
        assert_eq!(fates(&a), [&expected[..], &["intact"]].concat(), "{max}");
        assert_eq!(causes(&a)[0], [Cause::Cork, Cause::ShortBuffer], "{max}");
    }
}

/// What sends gather leaves with the first that is not held; a send that fails, or `close`, ends it before.
#[test]
fn what_is_gathered_and_never_leaves_is_at_the_sender() {
    let place = |b: &Builder| {
        let found = b.analyse();
        let first = found.messages.first().expect("a message");
        let at = first.missing.first().map(|missing| missing.at.clone());
        (fates(&found).first().cloned().unwrap_or_default(), at)
    };
    let gathered = || {
        let mut b = Builder::new(Transport::Udp);
        b.send_to("hello");
        b.trace.records[0].calls[0].flags.push(Flag::MsgMore);
        b
    };
    let proof = Proof::Corked { at: MessageNo(1), unsent: 5, by_flag: true, mss: None };
    let held = Whereabouts::Unsent(vec![CauseFinding { cause: Cause::Cork, proof }]);
    assert_eq!(place(&gathered()), ("unsent".into(), Some(held)));

    let mut b = gathered();
    let end = record(CallName::Close, CLIENT);
    b.push(1, Call::Close, end);
    let closed = Whereabouts::Discarded(Discard::Uncollected);
    assert_eq!(place(&b), ("discarded".into(), Some(closed)));

    for (len, at) in
        [(65_507, Whereabouts::Discarded(Discard::GrewTooLong)), (70_000, Whereabouts::Unknown)]
    {
        let mut b = gathered();
        b.send_to(&"A".repeat(len));
        let call = &mut b.trace.records[1].calls[0];
        call.outcome = Outcome::Error(ErrorInfo::named(ErrorName::MessageTooLong));
        assert_eq!(place(&b).1, Some(at), "{len}");
    }

    let mut b = gathered();
    b.send_to("world");
    assert_eq!(place(&b), ("lost".into(), None), "it left, and nobody received it");
}

#[test]
fn one_of_several_identical_datagrams_is_missing() {
    let mut b = Builder::new(Transport::Udp);
    b.send_to("same").send_to("same").send_to("same");
    b.recv_from(9, "same", false).recv_from(9, "same", false);
    let a = b.analyse();
    assert_eq!(fates(&a), ["intact", "intact", "lost"]);
    assert!(a.messages.iter().all(|message| message.one_of == Some(3)));
}

/// The one that is still queued is the last, not the one whose beginning was received.
#[test]
fn of_identical_datagrams_received_cut_the_rest_is_unread() {
    let mut b = Builder::new(Transport::Udp);
    b.send_to("same").send_to("same").send_to("same");
    b.recv_from(2, "sa", true).recv_from(2, "sa", true);
    b.leftover(SERVER, 4, 0);
    let datagram = QueuedDatagram { from: Some(CLIENT), data: Payload::whole(b"same") };
    b.trace.leftovers[0].datagrams.push(datagram);
    assert_eq!(fates(&b.analyse()), ["truncated", "truncated", "unread"]);
}

#[test]
fn the_count_of_drops_tells_which_of_identical_datagrams_is_missing() {
    let mut b = Builder::new(Transport::Udp);
    b.send_to("same").send_to("same").send_to("same");
    for (record, drops) in b.trace.records.iter_mut().zip([0, 1, 1]) {
        record.calls[0].peer.get_or_insert_default().drops = Seen::Seen(drops);
    }
    b.recv_from(9, "same", false).recv_from(9, "same", false);
    let a = b.analyse();
    assert_eq!(fates(&a), ["intact", "lost", "intact"]);
    assert!(a.messages.iter().all(|message| message.one_of.is_none()));
}

/// A sandbox may forbid the question how many were dropped: then nobody can say which one is missing, and
/// that it is another than was expected is not shown.
#[test]
fn a_fate_that_rests_on_a_refused_figure_is_unobservable() {
    let mut b = Builder::new(Transport::Udp);
    b.send_to("same").send_to("same");
    b.recv_from(9, "same", false);
    let fate = Fates::from_iter([Fate::Lost]);
    b.expect(Expectation::Message { which: Which::These(vec![MessageNo(1)]), fate });
    assert_eq!(b.analyse().verdict, Verdict::NotShown);
    b.trace.records[0].calls[0].peer.get_or_insert_default().drops = Seen::Failed(1);
    assert_eq!(b.analyse().verdict, Verdict::Unsupported);
}

#[test]
fn of_identical_datagrams_none_of_which_arrived_nothing_is_doubtful() {
    let mut b = Builder::new(Transport::Udp);
    b.send_to("same").send_to("same");
    let a = b.analyse();
    assert_eq!(fates(&a), ["lost", "lost"]);
    assert!(a.messages.iter().all(|message| message.one_of.is_none()));
}

#[test]
fn frames_are_whole_however_they_were_read() {
    let mut b = Builder::tcp();
    for text in ["\0\0\0\x01a", "\0\0\0\x01b"] {
        b.send(text, 1);
        let call = &mut b.trace.records.last_mut().expect("a record").calls[0];
        let sent = std::mem::replace(call, record(CallName::SendMessage, CLIENT));
        call.data = Some(Payload::whole(&text.as_bytes()[4..]));
        call.frame = Some(5);
        call.outcome = Outcome::Returned(1);
        (call.own, call.peer) = (sent.own.clone(), sent.peer.clone());
        call.below.push(sent);
    }
    let mut first = record(CallName::RecvMessage, SERVER);
    (first.outcome, first.data, first.frame) =
        (Outcome::Returned(1), Some(Payload::whole(b"a")), Some(5));
    let mut below = record(CallName::Recv, SERVER);
    (below.outcome, below.max) = (Outcome::Returned(10), Some(4096));
    first.below.push(below);
    let mut second = record(CallName::RecvMessage, SERVER);
    (second.outcome, second.data, second.frame) =
        (Outcome::Returned(1), Some(Payload::whole(b"b")), Some(5));
    b.push(0, Call::RecvMessage { max: 4096 }, first).push(
        0,
        Call::RecvMessage { max: 4096 },
        second,
    );
    for record in &mut b.trace.records[..2] {
        record.call = CallName::SendMessage;
    }
    let a = b.analyse();
    assert_eq!(fates(&a), ["intact", "intact"]);
    assert!(causes(&a).iter().all(Vec::is_empty));
}

#[test]
fn a_retransmission_is_not_a_segment_more() {
    let mut b = Builder::tcp();
    b.send("one", 1).recv(3, "one");
    let evidence = b.trace.records[1].calls[0].peer.as_mut().expect("peer");
    (evidence.segments_out, evidence.segments_retransmitted) = (Seen::Seen(2), Seen::Seen(1));
    (evidence.bytes_sent, evidence.bytes_retransmitted) = (Seen::Seen(6), Seen::Seen(3));
    assert_eq!(b.analyse().counts.segments, Seen::Seen(1));
}

#[test]
fn a_syn_sent_again_takes_no_segment_away() {
    let mut b = Builder::tcp();
    let mut connected = record(CallName::Connect, CLIENT);
    connected.own = b.evidence(0);
    b.push(1, Call::Connect { to: "server".into(), port_of: None }, connected);
    b.send("one", 1).send("two", 1).recv(9, "onetwo");
    for call in b.trace.records.iter_mut().flat_map(|record| &mut record.calls) {
        for evidence in [Some(&mut call.own), call.peer.as_mut()].into_iter().flatten() {
            if evidence.segments_out.seen().is_some() {
                evidence.segments_retransmitted = Seen::Seen(1);
            }
        }
    }
    assert_eq!(b.analyse().counts.segments, Seen::Seen(2));
}

#[test]
fn what_has_not_left_is_in_no_segment() {
    let mut b = Builder::tcp();
    b.send("one", 1).held("two", 3);
    let a = b.analyse();
    assert_eq!((a.counts.segments, a.flows[0].wire.unsent), (Seen::Seen(1), 3));
    assert!(!a.flows[0].wire.complete);
}

#[test]
fn nothing_received_is_not_all_received() {
    let mut b = Builder::tcp();
    b.send("one", 1).expect(Expectation::Receive {
        which: Which::All,
        messages: None,
        cause: Some(WantedCause::Main(Cause::Nagle)),
        bytes: None,
    });
    assert_eq!(b.analyse().verdict, Verdict::NotShown);
}

#[test]
fn bytes_that_do_not_add_up_make_the_count_doubtful() {
    let mut b = Builder::tcp();
    b.send("one", 1).recv(3, "one");
    b.trace.records[1].calls[0].peer.as_mut().expect("peer").bytes_sent = Seen::Seen(999);
    let a = b.analyse();
    assert!(a.flows[0].wire.doubtful);
    assert_eq!(a.counts.segments, Seen::Unsupported);
}

#[test]
fn warm_up_is_not_counted() {
    let mut b = Builder::tcp();
    b.send("warm", 1).recv(4, "warm").send("one", 1).recv(9, "one");
    b.trace.records[0].warmup = true;
    b.trace.records[1].warmup = true;
    let a = b.analyse();
    assert_eq!(fates(&a), ["intact"]);
    assert_eq!((a.counts.sends, a.counts.receives, a.counts.segments), (1, 1, Seen::Seen(1)));
    assert_eq!(a.flows[0].sent[0].start, 0);
}

#[test]
fn what_left_during_a_background_send_is_counted() {
    let mut b = Builder::tcp();
    b.send("abcdef", 9).recv(9, "abcdef");
    // The send began first and ends last; in between the other end's call has seen it half done.
    b.trace.records[0].calls[0].took_ns = 5000;
    let half = Evidence { segments_out: Seen::Seen(7), ..b.trace.records[0].calls[0].own.clone() };
    b.trace.records[1].calls[0].peer = Some(half);
    assert_eq!(b.analyse().counts.segments, Seen::Seen(9));
}

// Rounds.

/// Three rounds of one send each, the second of 40 ms with 3 bytes held, the last not done.
fn rounds() -> Builder {
    let mut b = Builder::tcp();
    b.send("one", 1).held("two", 3).send("six", 1);
    let Node::Step(step) = b.case.steps.swap_remove(0) else { panic!("a step") };
    let no = step.no;
    b.case.steps = vec![Node::Block { repeat: 3, rounds: true, steps: vec![step] }];
    for (record, round) in b.trace.records.iter_mut().zip(1..) {
        (record.step, record.round) = (no, round);
    }
    b.trace.records[1].calls[0].took_ns = 40_000_000;
    b.trace.records[2].calls.clear();
    b
}

#[test]
fn a_round_is_timed_from_its_first_call_to_its_last() {
    let a = rounds().analyse();
    let round = |no, took, held, cause| RoundFinding {
        round: RoundNo(no),
        took_ns: took,
        calls_ns: took,
        held: Seen::Seen(held),
        cause,
    };
    let proof =
        Proof::HeldBack { at: MessageNo(2), unsent: 3, mss: 1000, in_flight: 1, undelayed: false };
    let nagle = CauseFinding { cause: Cause::Nagle, proof };
    let expected = [round(1, 500, 0, None), round(2, 40_000_000, 3, Some(nagle))];
    assert_eq!(a.rounds, expected);
    let mut both = rounds();
    let mut more = both.trace.records[0].calls[0].clone();
    more.start_ns += 100;
    both.trace.records[0].calls.push(more);
    let first = &both.analyse().rounds[0];
    assert_eq!((first.took_ns, first.calls_ns), (600, 600), "what overlaps is one time");
    let mut plain = rounds();
    if let Node::Block { rounds, .. } = &mut plain.case.steps[0] {
        *rounds = false;
    }
    assert_eq!(plain.analyse().rounds, [], "only where they are the subject");
}

#[test]
fn what_rounds_are_expected_to_take() {
    let mut b = rounds();
    let took = Range { min: 35_000, max: u64::MAX };
    for which in [Which::These(vec![RoundNo(2)]), Which::All, Which::These(vec![RoundNo(3)])] {
        b.expect(Expectation::Rounds { which: WhichRounds::Each(which), took, cause: None });
    }
    let any = Range { min: 0, max: u64::MAX };
    for (which, cause) in [
        (Which::All, Cause::Nagle),
        (Which::All, Cause::Cork),
        (Which::These(vec![RoundNo(1)]), Cause::Nagle),
    ] {
        let which = WhichRounds::Each(which);
        b.expect(Expectation::Rounds { which, took: any, cause: Some(cause) });
    }
    // Of two rounds the longer one is in the middle.
    let which = WhichRounds::Median;
    b.expect(Expectation::Rounds { which, took, cause: None });
    let results: Vec<CheckResult> = b.analyse().checks.into_iter().map(|c| c.result).collect();
    let failed = CheckResult::Failed;
    let expected = [
        failed(Got::NotRun(None)),
        CheckResult::Met,
        failed(Got::Round(RoundNo(1), 0)),
        failed(Got::NoRound(RoundNo(3))),
        CheckResult::Met,
        failed(Got::HeldBy(RoundNo(2), Some(Cause::Nagle))),
        failed(Got::HeldBy(RoundNo(1), None)),
        CheckResult::Met,
    ];
    assert_eq!(results, expected);
}

// Verdicts.

#[test]
fn verdicts() {
    let count = |min| Expectation::Count {
        what: Counted::Segments,
        of: None,
        range: Range { min, max: u64::MAX },
    };
    let mut b = Builder::tcp();
    b.send("one", 1).recv(9, "one").expect(count(1));
    assert_eq!(b.analyse().verdict, Verdict::Shown);
    b.expect(count(2));
    assert_eq!(b.analyse().verdict, Verdict::NotShown);
    let setting = linux(true);
    assert_eq!(analyse(&b.case, &b.trace, &setting).verdict, Verdict::Changed);
    let why = Text::new("no counter", "没有计数");
    b.case.expect[1].on.push(Variant { on: Platform::Windows, value: None, why });
    let windows = Setting { os: "windows".into(), changed: false, ..setting };
    let a = analyse(&b.case, &b.trace, &windows);
    assert_eq!((a.verdict, a.variant), (Verdict::Shown, Some(Platform::Windows)));
    // Under Wine, what is said of Wine goes before what is said of Windows, in whatever order.
    let why = Text::new("Wine", "Wine");
    let two = Some(count(2));
    b.case.expect[1].on.push(Variant { on: Platform::Wine, value: two, why });
    let wine = Setting { under: Some("wine 8.0".into()), ..windows.clone() };
    assert_eq!(analyse(&b.case, &b.trace, &wine).verdict, Verdict::NotShown);
    assert_eq!(analyse(&b.case, &b.trace, &windows).verdict, Verdict::Shown);
}

#[test]
fn an_unexpected_error_and_a_step_not_run_are_failures() {
    let mut b = Builder::tcp();
    b.send("one", 1);
    let info = ErrorInfo::named(ErrorName::Reset);
    b.trace.records[0].calls[0].outcome = Outcome::Error(info);
    assert_eq!(b.analyse().verdict, Verdict::NotShown);
    b.trace.records[0].calls.clear();
    let a = b.analyse();
    assert_eq!(a.checks[0].result, CheckResult::Failed(Got::NotRun(None)));
}

#[test]
fn of_a_step_that_was_not_run_it_is_said_which_call_ended_the_case() {
    let mut b = Builder::tcp();
    b.send("one", 1).send("two", 2);
    let error = ErrorInfo::named(ErrorName::Timeout);
    b.trace.records[0].calls[0].outcome = Outcome::Error(error.clone());
    b.trace.records[1].calls.clear();
    let (first, result) = (&b.trace.records[0], b.analyse().checks.pop().unwrap().result);
    let call = &first.calls[0];
    let (step, who, bytes) = (first.step, first.who.clone(), call.max);
    let by = StoppedBy { step, who, call: call.call, bytes, error };
    assert_eq!(result, CheckResult::Failed(Got::NotRun(Some(Box::new(by)))));
}

#[test]
fn a_barrier_this_system_lacks_leaves_the_rest_unobservable() {
    let mut b = Builder::tcp();
    b.send("one", 1);
    let name = ErrorName::Unsupported;
    let mut barrier = record(CallName::WaitAcked, CLIENT);
    barrier.outcome = Outcome::Error(ErrorInfo::named(name));
    b.push(1, Call::WaitAcked, barrier).recv(9, "one");
    b.trace.records[2].calls.clear();
    b.expect(Expectation::Count { what: Counted::Receives, of: None, range: Range::exactly(1) });
    assert_eq!(b.analyse().verdict, Verdict::Unsupported);
}

#[test]
fn what_a_closed_sender_left_behind_is_not_discarded() {
    let mut b = Builder::tcp();
    b.send("one", 1).push(1, Call::Close, record(CallName::Close, CLIENT)).leftover(SERVER, 3, 0);
    assert_eq!(fates(&b.analyse()), ["unread"]);
}

#[test]
fn an_option_this_system_lacks_is_unsupported() {
    let mut b = Builder::tcp();
    b.send("one", 1);
    let error = ErrorInfo::named(ErrorName::Unsupported);
    b.trace.records[0].calls[0].options.push(OptionRecord {
        option: OptionName::TcpQuickack,
        asked: Some(OptionValue::Switch(false)),
        granted: Seen::Unsupported,
        error: Some(error),
    });
    assert_eq!(b.analyse().verdict, Verdict::Unsupported);
}

#[test]
fn a_tally_keeps_ranges_and_the_first_that_was_not_shown() {
    let mut b = Builder::tcp();
    b.send("one", 1).recv(9, "one");
    let shown = b.analyse();
    b.expect(Expectation::Count { what: Counted::Sends, of: None, range: Range::exactly(7) });
    let not_shown = b.analyse();
    let mut tally = Tally::default();
    assert!(!tally.add(&shown));
    assert!(tally.add(&not_shown));
    assert!(!tally.add(&not_shown));
    assert_eq!((tally.runs, tally.count(Verdict::Shown), tally.first_not_shown), (3, 1, Some(2)));
    assert_eq!(tally.figures[&Counted::Sends], Extent { min: 1, max: 1, runs: 3 });
}

// Whatever a stranger's trace says.

mod hostile {
    use super::*;
    use proptest::prelude::*;

    fn number() -> impl Strategy<Value = u64> {
        prop_oneof![0u64..20, Just(u64::MAX), Just(u64::MAX - 1), any::<u64>()]
    }

    fn seen() -> impl Strategy<Value = Seen<u64>> {
        prop_oneof![number().prop_map(Seen::Seen), Just(Seen::Unsupported), Just(Seen::Absent)]
    }

    fn evidence() -> impl Strategy<Value = Evidence> {
        (seen(), seen(), seen(), seen(), seen(), seen()).prop_map(|(a, b, c, d, e, f)| Evidence {
            readable: a,
            unacked: b,
            unsent: c,
            segments_out: d,
            segments_retransmitted: f,
            bytes_sent: e,
            bytes_retransmitted: f,
            in_flight: a,
            mss: b,
            nodelay: Seen::Seen(false),
            cork: Seen::Seen(false),
            drops: d,
            ..Evidence::default()
        })
    }

    fn outcome() -> impl Strategy<Value = Outcome> {
        let error = |name| Outcome::Error(ErrorInfo::named(name));
        prop_oneof![
            4 => number().prop_map(Outcome::Returned),
            1 => prop::sample::select(ErrorName::ALL).prop_map(error),
        ]
    }

    fn call(depth: u32) -> BoxedStrategy<CallRecord> {
        let below = match depth {
            0 => Just(Vec::new()).boxed(),
            _ => prop::collection::vec(call(depth - 1), 0..3).boxed(),
        };
        let ids = prop::option::of((0u32..4).prop_map(SocketId));
        let data = prop::option::of(
            ("[ab]{0,6}", number())
                .prop_map(|(text, len)| Payload { len, ..Payload::whole(text.as_bytes()) }),
        );
        let numbers = (prop::option::of(number()), prop::option::of(number()), number());
        let name = prop::sample::select(CallName::ALL);
        (
            name,
            ids.clone(),
            ids,
            outcome(),
            data,
            evidence(),
            prop::option::of(evidence()),
            numbers,
            below,
        )
            .prop_map(|(call, sock, other, outcome, data, own, peer, (max, frame, ns), below)| {
                CallRecord {
                    sock,
                    other,
                    outcome,
                    data,
                    own,
                    peer,
                    max,
                    frame,
                    start_ns: ns,
                    took_ns: ns,
                    below,
                    ..record(call, SERVER)
                }
            })
            .boxed()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn nothing_makes_it_fail(
            calls in prop::collection::vec(call(1), 0..30),
            udp in any::<bool>(),
            left in prop::collection::vec((0u32..4, number(), seen()), 0..4),
            shared in prop::collection::vec(prop::option::of(0u32..4), 2),
        ) {
            let mut b = Builder::new(if udp { Transport::Udp } else { Transport::Tcp });
            for (socket, oldest) in b.trace.sockets.iter_mut().zip(shared) {
                socket.same_address_as = oldest.map(SocketId);
            }
            for call in calls {
                let kind = Call::Recv { max: 1, flags: Vec::new() };
                b.push(0, kind, call);
            }
            for (sock, bytes, unsent) in left {
                let datagrams = vec![QueuedDatagram { from: None, data: Payload::whole(b"a") }];
                let sock = SocketId(sock);
                b.trace.leftovers.push(Leftover { sock, bytes, datagrams, readable: unsent, unsent, drops: unsent, send_memory: unsent });
            }
            let a = b.analyse();
            prop_assert_eq!(a.messages.len() as u64, a.counts.sends);
            prop_assert_eq!(a.receives.len() as u64, a.counts.receives);
            for message in &a.messages {
                let unknown = |missing: &Missing| missing.at.fate().is_none();
                // Of an empty datagram no byte can be anywhere.
                let known = message.bytes > 0 && !message.missing.iter().any(unknown);
                prop_assert!(!message.fate.is_empty() || !known, "every message has a fate");
            }
            let setting =
                linux(false);
            let problem = Validator::default().validate(&b.case, &b.trace, &setting);
            let _ = problem.map_err(|problem| problem.text());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn every_received_byte_has_one_owner(
            sends in prop::collection::vec("[a-z]{0,9}", 1..20),
            cuts in prop::collection::vec(1usize..12, 1..60),
        ) {
            let mut b = Builder::tcp();
            for text in &sends {
                b.send(text, 1);
            }
            let all = sends.concat();
            let mut rest = all.as_str();
            for cut in cuts {
                let (now, later) = rest.split_at(cut.min(rest.len()));
                if now.is_empty() { break; }
                b.recv(cut as u64, now);
                rest = later;
            }
            b.leftover(SERVER, rest.len() as u64, 0);
            let a = b.analyse();
            for receive in &a.receives {
                let owned: u64 = receive.parts.iter().map(|part| part.len).sum();
                prop_assert_eq!(owned, receive.bytes);
            }
            let total: u64 = a.receives.iter().flat_map(|r| &r.parts).map(|part| part.len).sum();
            prop_assert_eq!(total, (all.len() - rest.len()) as u64);
            for message in &a.messages {
                let intact = message.fate.contains(Fate::Intact);
                prop_assert!(!intact || message.fate.iter().count() == 1);
                prop_assert!(!message.fate.contains(Fate::Lost));
            }
        }
    }
}
