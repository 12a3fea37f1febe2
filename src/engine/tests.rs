//! The engine on real sockets, with cases built by hand: what the conductor and the actors do,
//! apart from any scenario file.

use super::{RunOptions, run_case};
use crate::model::*;
use crate::stage::Stage;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

fn options() -> RunOptions {
    RunOptions { program: PathBuf::new(), cancel: Arc::new(AtomicBool::new(false)) }
}

/// A case of a server (0) and a client (1).
fn case(steps: Vec<Step>) -> Case {
    let actor = |name: &str| Actor { name: name.into(), host: name.into() };
    let mut steps = steps;
    for (n, step) in steps.iter_mut().enumerate() {
        step.no = StepNo(n as u32 + 1);
    }
    Case {
        id: "test".into(),
        actors: vec![actor("server"), actor("client")],
        steps: steps.into_iter().map(Node::Step).collect(),
        ..Case::of_session(&CaseTrace::default())
    }
}

fn step(who: u32, call: Call) -> Step {
    Step {
        no: StepNo(0),
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
    }
}

fn server(call: Call) -> Step {
    step(0, call)
}

fn client(call: Call) -> Step {
    step(1, call)
}

fn connected() -> Vec<Step> {
    vec![
        server(Call::Listen { transport: Transport::Tcp, backlog: 8, port_of: None }),
        client(Call::Connect { to: "server".into(), port_of: None }),
        server(Call::Accept { from: None }),
    ]
}

fn send(text: &str) -> Call {
    Call::Send { data: Data::Bytes(text.as_bytes().to_vec()), flags: Vec::new() }
}

fn recv(max: u64) -> Call {
    Call::Recv { max, flags: Vec::new() }
}

fn run(steps: Vec<Step>) -> CaseTrace {
    run_case(&case(steps), &Stage::loopback(), &options()).expect("the case runs")
}

/// The only call of the n-th step, from 0.
fn call(trace: &CaseTrace, n: usize) -> &CallRecord {
    &trace.records[n].calls[0]
}

#[test]
fn two_sends_late_receive() {
    let mut steps = connected();
    steps.push(client(send("hello")));
    steps.push(client(send("feng")));
    steps.push(server(Call::WaitReadable { bytes: Some(9) }));
    steps.push(server(recv(10)));
    let trace = run(steps);
    assert_eq!(call(&trace, 3).outcome, Outcome::Returned(5));
    assert_eq!(call(&trace, 6).data, Some(Payload::whole(b"hellofeng")));
    assert_eq!(trace.sockets.len(), 3);
    assert_eq!(trace.sockets[1].peer, Some(SocketId(2)));
    assert_eq!(trace.sockets[2].peer, Some(SocketId(1)));
    assert!(trace.leftovers.is_empty(), "{:?}", trace.leftovers);
}

#[test]
fn the_pieces_of_a_writev_are_one_message() {
    let mut steps = connected();
    let pieces = ["head", "", "body"].map(|text| Data::Bytes(text.as_bytes().to_vec()));
    steps.push(client(Call::Writev { data: Data::Pieces(pieces.to_vec()) }));
    steps.push(server(Call::RecvExact { bytes: 8 }));
    let trace = run(steps);
    assert_eq!(call(&trace, 3).outcome, Outcome::Returned(8));
    assert_eq!(call(&trace, 3).data, Some(Payload::whole(b"headbody")));
    assert_eq!(call(&trace, 4).data, Some(Payload::whole(b"headbody")));
    let sent = &call(&trace, 3).own.segments_out;
    assert!(matches!(sent, Seen::Seen(1) | Seen::Unsupported), "{sent:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn evidence_of_both_ends_after_a_send() {
    let mut steps = connected();
    steps.push(client(send("hello")));
    let trace = run(steps);
    let sent = call(&trace, 3);
    assert_eq!(sent.own.segments_out, Seen::Seen(1));
    assert_eq!(sent.own.bytes_sent, Seen::Seen(5));
    assert_eq!(sent.own.unsent, Seen::Seen(0));
    assert_eq!(sent.peer.as_ref().expect("the other end").readable, Seen::Seen(5));
    let left: Vec<_> = trace.leftovers.iter().map(|l| (l.sock, l.bytes)).collect();
    assert_eq!(left, [(SocketId(2), 5)], "what nobody read is noted");
}

#[test]
#[cfg(target_os = "linux")]
fn nagle_holds_back_what_follows() {
    let mut steps = connected();
    let set = |name, on| OptionSetting { name, value: OptionValue::Switch(on) };
    steps[2].set = vec![set(OptionName::TcpQuickack, false)];
    steps.push(client(send("abcdef")));
    steps[3].repeat = 10;
    steps.push(server(Call::WaitReadable { bytes: Some(60) }));
    steps.push(server(recv(1024)));
    let trace = run(steps);
    let last = trace.records[3].calls.last().expect("ten sends");
    assert_eq!(last.own.unsent, Seen::Seen(54));
    let received = call(&trace, 5);
    assert_eq!(received.outcome, Outcome::Returned(60));
    let peer = received.peer.as_ref().expect("the sender");
    assert_eq!(peer.segments_out.seen().zip(peer.segments_retransmitted.seen()), Some((2, 0)));
}

/// A SYN and a FIN have numbers in the sequence, and the kernel counts them with the bytes.
#[test]
#[cfg(target_os = "linux")]
fn a_syn_and_a_fin_are_no_bytes() {
    let trace = run(vec![
        server(Call::Reserve { transport: Transport::Tcp }),
        client(Call::Connect { to: "server".into(), port_of: None }),
    ]);
    let refused = call(&trace, 1);
    assert_eq!(refused.outcome.error(), Some(ErrorName::Refused));
    assert_eq!(refused.own.unacked, Seen::Seen(0), "nothing was written");

    let mut steps = connected();
    let end = Call::Shutdown { how: How::Write };
    steps.extend([client(send("hello")), server(recv(9)), client(end), server(recv(9))]);
    let trace = run(steps);
    assert_eq!(call(&trace, 6).outcome, Outcome::Returned(0), "the FIN is there");
    let own = &call(&trace, 5).own;
    assert!(own.unacked.seen().is_some_and(|unacked| unacked <= 5), "{own:?}");
    assert_eq!(own.unsent, Seen::Seen(0));
    let peer = call(&trace, 6).peer.as_ref().expect("the sender");
    assert!(peer.unacked.seen().is_some_and(|unacked| unacked <= 5), "{peer:?}");
}

/// A FIN behind bytes that wait for the window is not one of them.
#[test]
#[cfg(target_os = "linux")]
fn a_fin_that_waits_is_no_byte() {
    let number = |name| OptionSetting { name, value: OptionValue::Number(16384) };
    let mut steps = connected();
    steps[0].set = vec![number(OptionName::SoRcvbuf)];
    steps[1].set = vec![number(OptionName::SoSndbuf)];
    let data = Data::Fill { pattern: b"x".to_vec(), len: 1 << 20 };
    let full = client(Call::Send { data, flags: Vec::new() });
    steps.push(Step { nonblocking: true, ..full });
    steps.push(client(Call::Shutdown { how: How::Write }));
    let trace = run(steps);
    let written = call(&trace, 3).outcome.count().expect("a part was taken");
    let own = &call(&trace, 4).own;
    let figures = (own.bytes_sent.seen(), own.bytes_retransmitted.seen(), own.unsent.seen());
    let (Some(sent), Some(again), Some(unsent)) = figures else { panic!("{own:?}") };
    assert!(unsent > 0, "{own:?}");
    assert_eq!(sent - again + unsent, written);
    assert!(own.unacked.seen().is_some_and(|unacked| unacked <= written), "{own:?}");
}

#[test]
fn a_deadline_is_a_record_and_the_case_goes_on() {
    let mut steps = connected();
    steps.push(Step { timeout: Duration::from_millis(30), ..server(recv(10)) });
    steps.push(client(send("late")));
    steps.push(server(recv(10)));
    let trace = run(steps);
    assert_eq!(call(&trace, 3).outcome.error(), Some(ErrorName::Timeout));
    assert!(call(&trace, 3).took_ns >= 30_000_000);
    assert_eq!(call(&trace, 5).data, Some(Payload::whole(b"late")));
}

#[test]
#[cfg(target_os = "linux")] // An error queue that keeps `poll` ready is Linux's: ip(7).
fn a_receive_that_poll_takes_for_ready_ends_at_its_deadline() {
    let recverr = OptionSetting { name: OptionName::IpRecverr, value: OptionValue::Switch(true) };
    let connect = client(Call::Connect { to: "server".into(), port_of: None });
    let short = |step: Step| Step { timeout: Duration::from_millis(60), ..step };
    let trace = run(vec![
        server(Call::Reserve { transport: Transport::Udp }),
        Step { set: vec![recverr], ..connect },
        client(send("?")),
        short(client(recv(10))),
        short(client(recv(10))),
    ]);
    assert_eq!(call(&trace, 3).outcome.error(), Some(ErrorName::Refused));
    assert_eq!(call(&trace, 4).outcome.error(), Some(ErrorName::Timeout));
}

#[test]
fn an_unexpected_deadline_in_a_block_ends_the_case() {
    let mut case = case(connected());
    let step = Step { timeout: Duration::from_millis(20), no: StepNo(4), ..server(recv(10)) };
    case.steps.push(Node::Block { repeat: 50, rounds: false, steps: vec![step] });
    let trace = run_case(&case, &Stage::loopback(), &options()).expect("the case runs");
    let made = trace.records.iter().filter(|r| r.step == StepNo(4) && !r.calls.is_empty()).count();
    assert_eq!((made, trace.records.len()), (1, 53));
}

#[test]
#[cfg(target_os = "linux")] // How long a close lingers, and whether at all, is each system's own.
fn a_close_lingers_no_longer_than_its_step() {
    let linger = OptionSetting { name: OptionName::SoLinger, value: OptionValue::Number(60) };
    let mut steps = connected();
    steps[1].set = vec![linger];
    let data = Data::Fill { pattern: b"x".to_vec(), len: 16 * 1024 * 1024 };
    let send = client(Call::Send { data, flags: Vec::new() });
    steps.push(Step { nonblocking: true, ..send });
    steps.push(Step { timeout: Duration::from_millis(300), ..client(Call::Close) });
    let trace = run(steps);
    assert!(call(&trace, 4).took_ns < 5_000_000_000, "60 s were asked for");
    assert_eq!(call(&trace, 4).options[0].granted, Seen::Seen(OptionValue::Number(1)));
}

#[test]
fn repeats_share_one_deadline() {
    let mut steps = connected();
    let data = Data::Fill { pattern: b"x".to_vec(), len: 8 * 1024 * 1024 };
    let send = client(Call::Send { data, flags: Vec::new() });
    steps.push(Step { repeat: 50, timeout: Duration::from_millis(100), ..send });
    let trace = run(steps);
    let calls = &trace.records[3].calls;
    assert_eq!(calls.last().and_then(|call| call.outcome.error()), Some(ErrorName::Timeout));
    assert!(calls.len() < 50);
}

#[test]
fn a_barrier_that_times_out_ends_the_case() {
    let mut steps = connected();
    let never = server(Call::WaitReadable { bytes: Some(1) });
    steps.push(Step { timeout: Duration::from_millis(30), ..never });
    steps.push(client(send("not sent")));
    let trace = run(steps);
    assert_eq!(call(&trace, 3).outcome.error(), Some(ErrorName::Timeout));
    assert!(trace.records[4].calls.is_empty());
}

#[test]
fn a_close_sends_the_end() {
    let mut steps = connected();
    steps.push(client(send("bye")));
    steps.push(client(Call::Close));
    // Every kernel shows the end at once; Wine only when all before it is read: it looks by peeking.
    let behind_data = crate::net::host().under.is_some();
    let (hangup, first) = (server(Call::WaitHangup), server(recv(10)));
    steps.extend(if behind_data { [first, hangup] } else { [hangup, first] });
    steps.push(server(recv(10)));
    let trace = run(steps);
    let first = if behind_data { 5 } else { 6 };
    assert_eq!(call(&trace, first).data, Some(Payload::whole(b"bye")));
    assert_eq!(call(&trace, 7).outcome, Outcome::Returned(0));
}

#[test]
fn a_refused_port_says_so_by_its_portable_name() {
    let steps = vec![
        server(Call::Reserve { transport: Transport::Tcp }),
        client(Call::Connect { to: "server".into(), port_of: None }),
        client(send("ignored")),
    ];
    let trace = run(steps);
    assert_eq!(call(&trace, 1).outcome.error(), Some(ErrorName::Refused));
    assert!(call(&trace, 2).outcome.error().is_some());
}

#[test]
fn background_receive_is_joined() {
    let mut steps = connected();
    steps.push(Step { background: true, ..server(recv(10)) });
    steps.push(client(send("now")));
    steps.push(server(Call::Join));
    let trace = run(steps);
    assert_eq!(call(&trace, 3).data, Some(Payload::whole(b"now")));
    assert_eq!(call(&trace, 5).outcome, Outcome::Returned(0));
}

#[test]
fn datagrams_keep_sender_and_truncation() {
    let bind = Call::Bind { transport: Transport::Udp, port_of: None };
    let to = |text: &str| Call::SendTo {
        data: Data::Bytes(text.as_bytes().to_vec()),
        to: "server".into(),
        flags: Vec::new(),
    };
    let from = |max| Call::RecvFrom { max, flags: Vec::new() };
    let steps = vec![
        server(bind.clone()),
        client(bind),
        client(to("hello")),
        client(to("")),
        client(to("unread")),
        server(from(1)),
        server(from(10)),
    ];
    let trace = run(steps);
    let cut = call(&trace, 5);
    assert_eq!(cut.data, Some(Payload::whole(b"h")));
    assert_eq!(cut.other, Some(SocketId(1)));
    let empty = call(&trace, 6);
    assert_eq!((empty.data.clone(), empty.other), (Some(Payload::whole(b"")), Some(SocketId(1))));
    assert_eq!(trace.leftovers[0].datagrams[0].data, Payload::whole(b"unread"));
    assert_eq!((cut.truncated, empty.truncated), (Seen::Seen(true), Seen::Seen(false)));
    // Windows reports the cut as an error, 10040, with the first bytes in the buffer.
    assert_eq!(cut.outcome.error(), cfg!(windows).then_some(ErrorName::MessageTooLong));
    let native = match &cut.outcome {
        Outcome::Error(info) => info.native.as_deref().zip(info.number),
        Outcome::Returned(_) => None,
    };
    assert_eq!(native, cfg!(windows).then_some(("WSAEMSGSIZE", 10040)));
}

#[test]
#[cfg(unix)]
fn unix_domain_sockets_know_their_other_end() {
    let mut steps = connected();
    steps[0].call = Call::Listen { transport: Transport::UnixStream, backlog: 8, port_of: None };
    steps.push(client(send("over a file name")));
    steps.push(server(recv(100)));
    let trace = run(steps);
    assert_eq!(call(&trace, 4).data, Some(Payload::whole(b"over a file name")));
    assert_eq!(trace.sockets[1].peer, Some(SocketId(2)));
}

/// Windows has them since 1803, Wine 8 not: then the record says `unsupported`, in the system's words.
#[test]
#[cfg(windows)]
fn unix_domain_sockets_work_or_say_that_they_are_missing() {
    let mut steps = connected();
    steps[0].call = Call::Listen { transport: Transport::UnixStream, backlog: 8, port_of: None };
    steps.push(client(send("over a file name")));
    steps.push(server(recv(100)));
    let trace = run(steps);
    match call(&trace, 0).outcome.error() {
        None => assert_eq!(call(&trace, 4).data, Some(Payload::whole(b"over a file name"))),
        Some(name) => assert_eq!(name, ErrorName::Unsupported),
    }
}

/// A 0 is an empty message where another follows, or where the peer is still connected.
#[test]
#[cfg(target_os = "linux")] // The others lack these sockets, or nobody has measured them there.
fn empty_packets_that_nobody_read_are_noted() {
    let queued = |closes: bool| {
        let mut steps = vec![
            server(Call::Listen { transport: Transport::UnixSeqpacket, backlog: 8, port_of: None }),
            client(Call::Connect { to: "server".into(), port_of: None }),
            server(Call::Accept { from: None }),
        ];
        steps.extend(["", "", "one", ""].map(|text| client(send(text))));
        steps.extend(closes.then(|| client(Call::Close)));
        let trace = run(steps);
        let left: Vec<Payload> =
            trace.leftovers[0].datagrams.iter().map(|d| d.data.clone()).collect();
        assert_eq!((trace.leftovers.len(), trace.leftovers[0].bytes), (1, 3));
        left
    };
    let all = [&b""[..], b"", b"one", b""].map(Payload::whole);
    assert_eq!(queued(false), all);
    assert_eq!(queued(true), all[..3], "the last 0 may be the end");
}

#[test]
fn an_address_is_that_of_the_oldest_open_socket_that_has_it() {
    // The TCP server takes the number of a UDP socket's port: another transport, another address.
    let port_of = Some("server".to_owned());
    let mut steps = vec![
        server(Call::Bind { transport: Transport::Udp, port_of: None }),
        server(Call::Listen { transport: Transport::Tcp, backlog: 8, port_of }),
    ];
    steps[1].makes = Some("door".into());
    steps.extend(connected().split_off(1));
    steps.extend([server(Call::GetSockName), server(Call::GetPeerName)]);
    steps.extend([client(Call::GetSockName), client(Call::GetPeerName)]);
    let mut close = server(Call::Close);
    close.sock = Some("door".into());
    steps.extend([close, server(Call::GetSockName), client(Call::GetPeerName)]);
    let trace = run(steps);
    let (listener, connecting, accepted) = (SocketId(1), SocketId(2), SocketId(3));
    let owner = |n| {
        let call = call(&trace, n);
        assert_eq!(call.outcome, Outcome::Returned(0), "{call:?}");
        call.other
    };
    assert_eq!(owner(4), Some(listener), "an accepted socket has its listener's address");
    assert_eq!(owner(5), Some(connecting));
    assert_eq!(owner(6), Some(connecting));
    assert_eq!(owner(7), Some(listener));
    assert_eq!(owner(9), Some(accepted), "the listener is closed");
    assert_eq!(owner(10), Some(accepted));
}

#[test]
fn a_datagram_goes_to_whoever_has_the_address() {
    let bind = |port_of: Option<&str>| Call::Bind {
        transport: Transport::Udp,
        port_of: port_of.map(str::to_owned),
    };
    let named = |step: Step, name: &str| Step { makes: Some(name.into()), ..step };
    let text = Data::Bytes(b"two".to_vec());
    let steps = vec![
        named(server(bind(None)), "old"),
        client(bind(None)),
        server(Call::Close),
        client(Call::SendTo { data: text.clone(), to: "old".into(), flags: Vec::new() }),
        named(server(bind(Some("old"))), "new"),
        client(Call::SendTo { data: text, to: "old".into(), flags: Vec::new() }),
        server(Call::RecvFrom { max: 10, flags: Vec::new() }),
    ];
    let trace = run(steps);
    let (old, new) = (SocketId(0), SocketId(2));
    let shared: Vec<_> = trace.sockets.iter().map(|socket| socket.same_address_as).collect();
    assert_eq!(shared, [None, None, Some(old)]);
    assert_eq!((call(&trace, 3).other, call(&trace, 5).other), (Some(old), Some(new)));
    assert_eq!(call(&trace, 3).peer, None, "nobody has it");
    assert!(call(&trace, 5).peer.is_some(), "what the new one's kernel says");
    let got = call(&trace, 6);
    assert_eq!((got.data.clone(), got.other), (Some(Payload::whole(b"two")), Some(SocketId(1))));
}

/// The kernel tells which of two: the one that is connected to the sender.
#[test]
fn what_a_connected_socket_sends_goes_on_to_the_next_of_the_address() {
    let bind = |port_of| Call::Bind { transport: Transport::Udp, port_of };
    let steps = vec![
        server(bind(None)),
        client(Call::Connect { to: "server".into(), port_of: None }),
        client(send("one")),
        server(Call::Close),
        server(bind(Some("server".into()))),
        client(send("two")),
        server(Call::RecvFrom { max: 10, flags: Vec::new() }),
    ];
    let trace = run(steps);
    assert_eq!(trace.sockets[1].peer, Some(SocketId(0)));
    assert_eq!((call(&trace, 2).other, call(&trace, 5).other), (None, Some(SocketId(2))));
    assert_eq!(call(&trace, 6).data, Some(Payload::whole(b"two")));
}

#[test]
fn a_socket_that_connects_to_its_own_address_is_its_other_end() {
    let steps = vec![
        Step { makes: Some("door".into()), ..server(Call::Reserve { transport: Transport::Tcp }) },
        server(Call::Close),
        client(Call::Connect { to: "door".into(), port_of: Some("door".into()) }),
        client(send("PING")),
        client(recv(10)),
    ];
    let trace = run(steps);
    assert_eq!(trace.sockets[1].peer, Some(SocketId(1)));
    assert_eq!(call(&trace, 4).data, Some(Payload::whole(b"PING")));
}

#[test]
fn what_is_not_connected_has_no_peer() {
    let bind = Call::Bind { transport: Transport::Udp, port_of: None };
    let trace = run(vec![server(bind), server(Call::GetSockName), server(Call::GetPeerName)]);
    assert_eq!(call(&trace, 1).other, call(&trace, 0).sock);
    assert_eq!(call(&trace, 2).outcome.error(), Some(ErrorName::NotConnected));
    assert_eq!(call(&trace, 2).other, None);
}

#[test]
fn nobody_accepts_and_the_bytes_are_noted() {
    let steps = vec![
        server(Call::Listen { transport: Transport::Tcp, backlog: 8, port_of: None }),
        client(Call::Connect { to: "server".into(), port_of: None }),
        client(send("hello?")),
    ];
    let trace = run(steps);
    assert_eq!(trace.sockets.len(), 3);
    assert_eq!(trace.leftovers.iter().map(|l| l.bytes).sum::<u64>(), 6);
}

#[test]
fn a_blocking_send_that_nobody_drains_ends_at_its_deadline() {
    let mut steps = connected();
    let data = Data::Fill { pattern: b"x".to_vec(), len: 32 * 1024 * 1024 };
    let all = Step { timeout: Duration::from_millis(200), ..client(Call::SendAll { data }) };
    steps.push(all);
    let trace = run(steps);
    assert_eq!(call(&trace, 3).outcome.error(), Some(ErrorName::Timeout));
    assert!(!call(&trace, 3).below.is_empty());
}

#[test]
fn cancelling_ends_a_wait() {
    let cancel = Arc::new(AtomicBool::new(false));
    let options = RunOptions { program: PathBuf::new(), cancel: Arc::clone(&cancel) };
    let mut steps = connected();
    steps.push(Step { timeout: Duration::from_secs(50), ..server(recv(10)) });
    let case = case(steps);
    let stage = Stage::loopback();
    let handle = std::thread::spawn(move || run_case(&case, &stage, &options));
    cancel.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(matches!(handle.join().expect("no panic"), Err(super::EngineError::Cancelled) | Ok(_)));
}

/// The test's own executable knows no `--version`: it says so and fails.
#[test]
fn a_sub_command_that_failed_is_no_answer() {
    let program = std::env::current_exe().expect("a test is a program");
    let options = RunOptions { program, ..options() };
    let mut steps = connected();
    steps.push(client(Call::SendAll { data: Data::OutputOf(OutputOf::Version) }));
    let ran = run_case(&case(steps), &Stage::loopback(), &options);
    assert!(matches!(ran, Err(super::EngineError::Output { .. })), "{ran:?}");
}

/// There is no such program: the socket is still its owner's, and whole.
#[test]
fn who_cannot_be_started_is_not_killed() {
    let mut steps = connected();
    let at = steps.len();
    steps.push(client(Call::Kill));
    steps.push(client(Call::SendAll { data: Data::Bytes(b"hello".to_vec()) }));
    steps.push(server(recv(5)));
    let trace = run(steps);
    let Outcome::Error(error) = &call(&trace, at).outcome else { panic!("{trace:?}") };
    assert_eq!(error.name, ErrorName::Other);
    assert!(error.text.is_some(), "{error:?}");
    assert_eq!(call(&trace, at + 2).outcome, Outcome::Returned(5));
}

/// Who closes first keeps the connection in TIME_WAIT, on a port that is asked for again.
#[test]
fn what_is_in_time_wait_on_a_port_is_counted() {
    let mut steps = connected();
    steps.push(server(Call::Close));
    steps.push(client(recv(10)));
    steps.push(client(Call::Close));
    let port_of = Some("server".to_owned());
    steps.push(server(Call::Listen { transport: Transport::Tcp, backlog: 8, port_of }));
    let again = steps.len();
    let seen = call(&run(steps), again - 1).own.time_wait;
    match std::env::consts::OS {
        "linux" => assert_eq!(seen, Seen::Seen(1)),
        _ => assert!(matches!(seen, Seen::Seen(1) | Seen::Unsupported), "{seen:?}"),
    }
}

/// Both ends of every connection of a trace know each other.
fn assert_paired(trace: &CaseTrace) {
    for (at, socket) in (0u32..).zip(&trace.sockets) {
        let back = socket.peer.and_then(|peer| trace.sockets.get(peer.0 as usize)?.peer);
        let carries = matches!(socket.role, SocketRole::Client | SocketRole::Accepted);
        assert!(!carries || back == Some(SocketId(at)), "{:?}", trace.sockets);
    }
}

/// The order of every real server: it accepts, and waits; whichever of the two calls returns first.
#[test]
fn a_connection_is_paired_whoever_of_the_two_ends_waits() {
    let waiting = |mut step: Step, join: fn(Call) -> Step| {
        step.background = true;
        (step, join(Call::Join))
    };
    let mut transports = vec![Transport::Tcp];
    transports.extend(cfg!(unix).then_some(Transport::UnixStream));
    transports.extend(cfg!(target_os = "linux").then_some(Transport::UnixSeqpacket));
    for transport in transports {
        let listen = || server(Call::Listen { transport, backlog: 8, port_of: None });
        let connect = || client(Call::Connect { to: "server".into(), port_of: None });
        let accept = || server(Call::Accept { from: None });
        let (accepting, accepted) = waiting(accept(), server);
        let (connecting, connected) = waiting(connect(), client);
        let after = [client(send("hello")), server(recv(10))];
        let orders = [
            vec![listen(), accepting.clone(), connect(), accepted.clone()],
            vec![listen(), connecting.clone(), accept(), connected.clone()],
            vec![listen(), accepting, connecting, accepted, connected],
        ];
        for order in orders.iter().flat_map(|order| std::iter::repeat_n(order, 100)) {
            let trace = run([order.as_slice(), &after].concat());
            assert_paired(&trace);
            let last = trace.records.last().unwrap();
            assert_eq!(last.calls[0].outcome, Outcome::Returned(5));
            assert!(trace.records[order.len()].calls[0].peer.is_some(), "sampled at both ends");
        }
    }
}

/// A `connect` that does not wait, or gave up, and whose connection was made all the same.
#[cfg(target_os = "linux")]
#[test]
fn a_connection_that_is_complete_only_later_is_paired() {
    let mut begun = client(Call::Connect { to: "server".into(), port_of: None });
    begun.nonblocking = true;
    let listen =
        |backlog| server(Call::Listen { transport: Transport::Tcp, backlog, port_of: None });
    let accept = || server(Call::Accept { from: None });
    let trace = run(vec![listen(8), begun, accept(), client(send("hello")), server(recv(10))]);
    assert_paired(&trace);
    // listen(2): a queue of 0 holds one; the SYN of the second is sent again a second later.
    let connect = || client(Call::Connect { to: "server".into(), port_of: None });
    let (mut given_up, mut second) = (connect(), accept());
    given_up.timeout = Duration::from_millis(30);
    second.timeout = Duration::from_secs(10);
    let steps = vec![listen(0), connect(), given_up, accept(), second, client(send("hello"))];
    assert_paired(&run(steps));
}

/// One that was reset before it was accepted has no `getpeername` any more. Linux hands it over all the
/// same (inet_csk_accept in net/ipv4/inet_connection_sock.c); others may not.
#[cfg(target_os = "linux")]
#[test]
fn a_connection_that_was_reset_before_it_was_accepted_is_paired() {
    let [listen, connect, accept] = connected().try_into().unwrap();
    assert_paired(&run(vec![listen, connect, client(send("hello")), client(Call::Reset), accept]));
}

/// The system's own sentence is English, and says not what to do.
#[test]
fn a_thread_that_cannot_be_started_is_told_in_both_languages() {
    let source = || std::io::ErrorKind::WouldBlock.into();
    use crate::engine::EngineError;
    let text = EngineError::Thread { actor: "client".into(), source: source() }.text();
    assert!(text.en.contains("`ulimit -u`") && text.zh.contains("`ulimit -u`"), "{text:?}");
    let wire = EngineError::Wire(source()).text();
    assert!(!wire.en.contains("os error") && wire.en.starts_with("the wire of the lab failed: "));
}

/// What was sent as it is, and read as messages of this framing.
fn framed(framing: FramingSpec, bytes: &str, messages: usize) -> Vec<CallRecord> {
    let mut steps = connected();
    steps.push(client(send(bytes)));
    steps.push(server(Call::WaitReadable { bytes: Some(bytes.len() as u64) }));
    steps.extend((0..messages).map(|_| server(Call::RecvMessage { max: 3 })));
    let case = Case { framing: Some(framing), ..case(steps) };
    let trace = run_case(&case, &Stage::loopback(), &options()).expect("the case runs");
    (5..5 + messages).map(|n| call(&trace, n).clone()).collect()
}

/// A frame that is too long and passed over is that of the call that refused it, however often it received for it; one
/// before which the reader stands still is nobody's yet, whatever blanks were taken before it.
#[test]
fn what_is_passed_over_is_the_frame_of_the_call_that_refused_it() {
    let lines = FramingSpec::Lines { too_long: TooLong::Skip, max: 5 };
    let found = framed(lines, "hello, world\nfeng\n", 2);
    assert_eq!(found[0].outcome.error(), Some(ErrorName::FrameTooLarge));
    assert_eq!((found[0].frame, found[0].below.len()), (Some(13), 5));
    assert_eq!((found[1].data.clone(), found[1].frame), (Some(Payload::whole(b"feng")), Some(5)));
    let lines = FramingSpec::Lines { too_long: TooLong::Close, max: 5 };
    assert_eq!(framed(lines, "hello, world\nfeng\n", 1)[0].frame, None);
    let json = framed(FramingSpec::Json { max: 5 }, "  [1]  [2]   null", 3);
    let frames: Vec<_> = json.iter().map(|record| record.frame).collect();
    assert_eq!(frames, [Some(5), Some(5), None]);
}
