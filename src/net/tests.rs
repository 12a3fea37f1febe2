//! What every system must do alike, on real sockets.

use super::*;
use crate::model::*;
use std::io::IoSlice;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

fn tcp() -> Socket {
    Socket::new(Transport::Tcp, Family::Ipv4).expect("a socket")
}

fn anywhere() -> socket2::SockAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()
}

/// The two ends of a connection: the one that connected, the one that was accepted.
fn pair() -> (Socket, Socket) {
    let listener = tcp();
    listener.bind(&anywhere()).expect("bind");
    listener.listen(8).expect("listen");
    let client = tcp();
    let to = listener.local().expect("its address");
    client.connect(&to, Duration::from_secs(5)).expect("connect");
    (client, listener.accept().expect("accept").0)
}

fn wait(socket: &Socket, barrier: Barrier) -> Result<u64, Failure> {
    let cancel = AtomicBool::new(false);
    let deadline = Deadline::after(Duration::from_secs(5));
    Wait { deadline, cancel: [&cancel; 2] }.barrier(socket, barrier)
}

fn set(socket: &Socket, name: OptionName, value: OptionValue) -> OptionRecord {
    set_option(socket, OptionSetting { name, value })
}

#[test]
fn what_was_written_is_what_the_sends_took() {
    let (client, server) = pair();
    client.set_nonblocking(true).expect("set");
    let mut took = client.send(b"hello", &[]).expect("send");
    took += client.send_pieces(&[IoSlice::new(b"a"), IoSlice::new(b"bc")]).expect("send");
    let refused = loop {
        match client.send(&[b'A'; 100_000], &[]) {
            Ok(more) => took += more,
            Err(refused) => break refused,
        }
    };
    assert_eq!(refused.name(), ErrorName::WouldBlock);
    assert_eq!((client.written(), server.written()), (took, 0));
}

#[test]
fn options_are_read_back() {
    let socket = tcp();
    let (on, off) = (OptionValue::Switch(true), OptionValue::Switch(false));
    for (name, value) in [
        (OptionName::TcpNodelay, on),
        (OptionName::TcpNodelay, off),
        (OptionName::SoKeepalive, on),
        (OptionName::SoReuseaddr, on),
        (OptionName::SoLinger, OptionValue::Number(5)),
        (OptionName::SoLinger, OptionValue::Number(0)),
        (OptionName::SoLinger, off),
    ] {
        let record = set(&socket, name, value);
        assert_eq!((record.error, record.granted), (None, Seen::Seen(value)), "{name}");
    }
    let buffer = set(&socket, OptionName::SoRcvbuf, OptionValue::Number(32768));
    match buffer.granted {
        Seen::Seen(OptionValue::Number(granted)) => assert!(granted >= 32768, "{granted}"),
        // Wine answers with what was asked: what the kernel below granted is not known.
        Seen::Unsupported => assert!(super::host().under.is_some()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_value_that_does_not_fit_is_refused() {
    let number = OptionValue::Number(1 << 40);
    let record = set(&tcp(), OptionName::SoSndbuf, number);
    assert_eq!(record.error.map(|e| e.name), Some(ErrorName::InvalidArgument));
}

#[test]
fn evidence_is_seen_or_unsupported_never_failed() {
    let (client, server) = pair();
    client.send(b"hello", &[]).expect("send");
    assert_eq!(wait(&server, Barrier::Readable(5)).ok(), Some(5));
    assert_eq!(server.sample().readable, Seen::Seen(5));
    assert_eq!(client.sample().readable, Seen::Seen(0));
    let evidence = client.sample();
    let figures = [
        evidence.unacked,
        evidence.unsent,
        evidence.segments_out,
        evidence.segments_in,
        evidence.segments_retransmitted,
        evidence.bytes_sent,
        evidence.bytes_retransmitted,
        evidence.in_flight,
        evidence.mss,
        evidence.cwnd,
        evidence.send_window,
    ];
    let answered = |figure: &Seen<u64>| matches!(figure, Seen::Seen(_) | Seen::Unsupported);
    assert!(figures.iter().all(answered), "{evidence:?}");
    assert_eq!(evidence.nodelay, Seen::Seen(false));
    for known in [evidence.bytes_sent, evidence.segments_out] {
        assert!(known.seen().is_none_or(|n| n > 0), "{evidence:?}");
    }
}

#[test]
fn a_send_after_the_end_of_sending_is_a_broken_pipe() {
    let (client, server) = pair();
    client.shutdown(How::Write).expect("shutdown");
    let failure = client.send(b"x", &[]).expect_err("it is shut");
    assert_eq!(failure.name(), ErrorName::BrokenPipe, "{failure:?}");
    assert_eq!(wait(&server, Barrier::Hangup).ok(), Some(0));
}

#[test]
fn a_reset_is_a_hangup_and_then_an_error() {
    let (client, server) = pair();
    client.reset_on_close().expect("SO_LINGER");
    drop(client);
    assert_eq!(wait(&server, Barrier::Hangup).ok(), Some(0));
    let outcome = server.receive(&mut [0; 8], &[]);
    // Wine's server eats the error when it polls; what is left looks like the end.
    if host().under.is_some() {
        assert_eq!(outcome.map(|got| got.count).ok(), Some(0));
        return;
    }
    let failure = outcome.expect_err("it was reset");
    assert_eq!(failure.name(), ErrorName::Reset, "{failure:?}");
}

#[test]
fn errors_have_portable_and_native_names() {
    let (client, _server) = pair();
    client.set_nonblocking(true).expect("non-blocking");
    let failure = client.receive(&mut [0; 8], &[]).expect_err("nothing is there");
    assert_eq!(failure.name(), ErrorName::WouldBlock);
    let info = failure.info();
    let (native, number) = if cfg!(windows) {
        ("WSAEWOULDBLOCK", 10035)
    } else {
        ("EAGAIN", info.number.unwrap_or_default())
    };
    assert_eq!((info.native.as_deref(), info.number), (Some(native), Some(number)));
    let failure = tcp().send(b"x", &[]).expect_err("it is not connected");
    // Linux says EPIPE, which Wine takes for a reset; BSD and Windows say "not connected".
    let name = match (std::env::consts::OS, host().under) {
        ("linux", _) => ErrorName::BrokenPipe,
        (_, Some(_)) => ErrorName::Reset,
        _ => ErrorName::NotConnected,
    };
    assert_eq!(failure.name(), name, "{failure:?}");
}

/// On loopback a connect may be over before it returns; where it is not, it says so in one word.
#[test]
fn a_connect_that_does_not_wait_is_in_progress() {
    let (listener, client) = (tcp(), tcp());
    listener.bind(&anywhere()).expect("bind");
    listener.listen(8).expect("listen");
    client.set_nonblocking(true).expect("non-blocking");
    if let Err(failure) = client.connect_once(&listener.local().expect("its address")) {
        assert_eq!(failure.name(), ErrorName::InProgress, "{failure:?}");
        assert!(failure.info().number.is_some());
    }
    wait(&listener, Barrier::Readable(1)).expect("a connection to accept");
}

#[test]
fn a_flag_this_system_lacks_is_unsupported() {
    let (client, _server) = pair();
    let outcome = client.send(b"x", &[Flag::MsgMore]);
    match outcome {
        Ok(taken) => assert_eq!(taken, 1),
        Err(failure) => assert_eq!(failure.name(), ErrorName::Unsupported),
    }
    assert_eq!(cfg!(target_os = "linux"), client.send(b"x", &[Flag::MsgMore]).is_ok());
}

#[test]
fn the_host_names_itself() {
    let host = host();
    assert_eq!(host.os, std::env::consts::OS);
    assert!(loopback_mtu().seen().is_some_and(|mtu| mtu >= 1280), "{:?}", loopback_mtu());
    for (name, value) in settings() {
        assert!(!matches!(value, Seen::Failed(_)), "{name}: {value:?}");
    }
    assert!(Host::SYSTEMS.contains(&host.os.as_str()), "{host:?}");
    assert!(host.release.chars().next().is_some_and(|c| c.is_ascii_digit()), "{host:?}");
    assert!(host.under.is_none_or(|under| under.starts_with("wine ")));
}

#[test]
#[cfg(target_os = "linux")] // TCP_INFO of a listener.
fn a_listener_tells_how_many_wait() {
    let listener = tcp();
    listener.bind(&anywhere()).expect("bind");
    listener.listen(7).expect("listen");
    let figure = |option| get_option(&listener, option).ok();
    assert_eq!(figure(OptionName::SoListenqlimit), Some(OptionValue::Number(7)));
    assert_eq!(figure(OptionName::SoListenqlen), Some(OptionValue::Number(0)));
    let client = tcp();
    let address = listener.local().expect("bound");
    client.connect(&address, Duration::from_secs(5)).expect("connect");
    assert_eq!(figure(OptionName::SoListenqlen), Some(OptionValue::Number(1)));
    let elsewhere = get_option(&client, OptionName::SoListenqlen).expect_err("does not listen");
    assert_eq!(elsewhere.name(), ErrorName::InvalidArgument);
}

#[cfg(target_os = "linux")]
#[test]
fn what_the_other_program_has_not_read_is_known_on_linux() {
    for address in ["127.0.0.1:0", "[::1]:0"] {
        let listener = std::net::TcpListener::bind(address).expect("bind");
        let to: socket2::SockAddr = listener.local_addr().expect("its address").into();
        let family = if to.is_ipv4() { Family::Ipv4 } else { Family::Ipv6 };
        let client = Socket::new(Transport::Tcp, family).expect("a socket");
        client.connect(&to, Duration::from_secs(5)).expect("connect");
        let (mut server, _) = listener.accept().expect("accept");
        assert_eq!(client.unread_there(), Seen::Seen(0), "{address}");
        client.send(b"hello", &[]).expect("send");
        wait(&client, Barrier::Acked).expect("acknowledged");
        assert_eq!(client.unread_there(), Seen::Seen(5), "{address}");
        let reader = std::thread::spawn(move || {
            std::io::Read::read_exact(&mut server, &mut [0; 5]).map(|()| server)
        });
        wait(&client, Barrier::Taken).expect("read");
        let server = reader.join().expect("no panic").expect("five bytes");
        assert_eq!(client.unread_there(), Seen::Seen(0), "{address}");
        drop((server, listener));
    }
}

/// It ends what any test of the same process has started: so it is run in one of its own.
#[cfg(target_os = "linux")]
#[test]
fn what_was_started_can_be_ended_at_once() {
    const ALONE: &str = "STICKYDEMO_TEST_ALONE";
    if std::env::var_os(ALONE).is_none() {
        let mut again = std::process::Command::new(std::env::current_exe().expect("this program"));
        again.args(["--exact", "net::tests::what_was_started_can_be_ended_at_once"]);
        let output = again.env(ALONE, "1").output().expect("this program, once more");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "sleep 1000 & sleep 1000"]);
    let most = Most { printed: 1000, processes: 100 };
    let running = Running::start(&mut command, most).expect("sh");
    assert_eq!(running.ended(), None);
    end_all_started();
    assert!(running.ended_within(Duration::from_secs(10)).is_some());
    assert!(running.end(), "its child has ended, too");
}
