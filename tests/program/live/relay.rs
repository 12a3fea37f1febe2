//! `relay` between plain programs: sockets of this process, on threads.

use super::*;
use socket2::SockRef;
use std::io::ErrorKind;
use std::thread::{JoinHandle, spawn};

/// `relay` on a port of the kernel's choosing; killed when it is dropped.
struct Relay {
    child: Child,
    lines: Receiver<String>,
    address: SocketAddr,
}

impl Relay {
    fn to(server: SocketAddr, args: &[&str]) -> Self {
        let at = server.to_string();
        let args = [&["relay", "127.0.0.1:0", &at], args].concat();
        let mut child = program(&args).stdout(Stdio::piped()).spawn().unwrap();
        let lines = lines_of(&mut child);
        let udp = args.contains(&"--udp");
        let first = until(&lines, if udp { "bind(" } else { "listen(" });
        let address = first.rsplit("(").next().unwrap().split(')').next().unwrap();
        let address = address.parse().expect(&first);
        Relay { child, lines, address }
    }

    fn client(&self) -> TcpStream {
        let client = TcpStream::connect(self.address).unwrap();
        client.set_read_timeout(Some(PATIENCE)).unwrap();
        client
    }

    fn until(&mut self, wanted: &str) -> String {
        until(&self.lines, wanted)
    }

    /// It has ended by itself, and well: the rest of what it wrote.
    fn rest(mut self) -> String {
        let mut rest = String::new();
        while let Ok(line) = self.lines.recv_timeout(PATIENCE) {
            rest.push_str(&(line + "\n"));
        }
        assert_eq!(self.child.wait().unwrap().code(), Some(0), "{rest}");
        // A sentence goes on in the next line.
        rest.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A server that does this with its first connection, and where it is.
fn server<T: Send + 'static>(
    serve: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (SocketAddr, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (address, spawn(move || serve(listener.accept().unwrap().0)))
}

/// Takes one `recv` for a message, as so many programs do.
fn naive(mut client: TcpStream) {
    let mut message = [0; 1024];
    let n = client.read(&mut message).unwrap();
    let answer: &[u8] = if &message[..n] == b"\0\0\0\x05hello" { b"well" } else { b"what?" };
    client.write_all(answer).unwrap();
}

/// Reads a header, and then as much as it says.
fn right(mut client: TcpStream) {
    let mut header = [0; 4];
    client.read_exact(&mut header).unwrap();
    let mut message = vec![0; u32::from_be_bytes(header) as usize];
    client.read_exact(&mut message).unwrap();
    client.write_all(if message == b"hello" { b"well" } else { b"what?" }).unwrap();
}

/// What a server answers to a message, with the relay between; and what the relay says.
fn asked(serve: fn(TcpStream), args: &[&str]) -> (String, String) {
    let (at, served) = server(serve);
    let relay = Relay::to(at, &[args, &["--once"]].concat());
    let mut client = relay.client();
    client.write_all(b"\0\0\0\x05hello").unwrap();
    let mut answer = Vec::new();
    // A server that has not read everything resets the connection when it closes.
    client.read_to_end(&mut answer).ok();
    drop(client);
    served.join().unwrap();
    (String::from_utf8(answer).unwrap(), relay.rest())
}

#[test]
fn who_takes_a_recv_for_a_message_breaks_and_the_relay_says_at_which_cut() {
    let (answer, _) = asked(naive, &[]);
    assert_eq!(answer, "well");
    for (args, cut) in [
        (&["--cut", "1", "--pace", "20ms"][..], "after cut 1, at byte 1 of"),
        (
            &["--cut", "frame:header-1", "--framing", "u32be", "--pace", "20ms"],
            "after cut 1, at byte 3 of",
        ),
        (&["--cut", "7,100", "--pace", "20ms"], "after cut 1, at byte 7 of"),
    ] {
        let (_, said) = asked(naive, args);
        let wanted = format!("the server spoke first {cut}");
        assert!(said.contains(&wanted), "{said}");
        assert!(said.contains("c1: the server "), "{said}");
    }
}

#[test]
fn who_reads_what_the_header_says_does_not_break() {
    for args in [
        &["--cut", "1"][..],
        &["--cut", "3,7"],
        &["--cut", "random", "--seed", "7"],
        &["--cut", "frame:header-1", "--framing", "u32be"],
        &["--glue", "50ms"],
        &["--delay", "20ms"],
    ] {
        assert_eq!(asked(right, args).0, "well", "{args:?}");
    }
}

#[test]
fn what_is_sent_apart_is_glued_and_goes_on_as_one_write() {
    let (at, served) = server(|mut client| {
        let mut message = [0; 1024];
        let n = client.read(&mut message).unwrap();
        message[..n].to_vec()
    });
    let relay = Relay::to(at, &["--glue", "2s", "--once"]);
    let mut client = relay.client();
    client.set_nodelay(true).unwrap();
    client.write_all(b"hello").unwrap();
    client.write_all(b"feng").unwrap();
    assert_eq!(served.join().unwrap(), b"hellofeng");
    drop(client);
    assert!(relay.rest().contains("to the server 9 bytes in 1 write (0 cuts)"));
}

#[test]
fn a_half_close_passes_and_the_answer_comes_after_it() {
    let (at, served) = server(|mut client| {
        let mut all = Vec::new();
        client.read_to_end(&mut all).unwrap();
        client.write_all(&all).unwrap();
    });
    let relay = Relay::to(at, &["--cut", "4", "--once"]);
    let mut client = relay.client();
    client.write_all(b"all of it").unwrap();
    client.shutdown(Shutdown::Write).unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).unwrap();
    assert_eq!(answer, "all of it");
    served.join().unwrap();
    let said = relay.rest();
    assert!(said.contains("the client ended (FIN), the server ended (FIN)"), "{said}");
    assert!(said.contains("c1.close()") && said.contains("s1.close()"), "{said}");
}

fn reset(stream: TcpStream) {
    SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
}

#[test]
#[cfg_attr(not(unix), ignore = "Wine takes a reset away")]
fn a_reset_passes_as_a_reset_in_both_directions() {
    let (at, served) = server(|mut client| {
        client.read_exact(&mut [0; 2]).unwrap();
        reset(client);
    });
    let relay = Relay::to(at, &["--cut", "2", "--pace", "1000s", "--once"]);
    let mut client = relay.client();
    client.write_all(b"hello").unwrap();
    let error = client.read(&mut [0; 9]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    served.join().unwrap();
    let said = relay.rest();
    assert!(said.contains("the server reset the connection, after cut 1, at byte 2"), "{said}");
    assert!(said.contains("c1.reset()"), "{said}");

    let (at, served) = server(|mut client| client.read_to_end(&mut Vec::new()).unwrap_err().kind());
    let mut relay = Relay::to(at, &["--once"]);
    let mut client = relay.client();
    client.write_all(b"hello").unwrap();
    relay.until("s1.send(\"hello\")");
    reset(client);
    assert_eq!(served.join().unwrap(), ErrorKind::ConnectionReset);
    assert!(relay.rest().contains("s1.reset()"));
}

/// More than all kernels between hold; the relay itself holds 64 KiB of it.
const MUCH: usize = 64 * 1024 * 1024;

#[test]
#[cfg_attr(
    not(unix),
    ignore = "how much a send that ran into its time limit took, Winsock does not say (SO_SNDTIMEO)"
)]
fn a_slow_reader_keeps_the_writer_waiting_and_gets_everything() {
    let (go, goes) = std::sync::mpsc::channel::<()>();
    let (at, served) = server(move |mut client| {
        goes.recv().unwrap();
        let mut all = Vec::new();
        client.read_to_end(&mut all).unwrap();
        all
    });
    let relay = Relay::to(at, &["--once", "--for", "60s"]);
    let mut client = relay.client();
    client.set_write_timeout(Some(Duration::from_millis(500))).unwrap();
    let bytes: Vec<u8> = (0..MUCH).map(|n| (n % 251) as u8).collect();
    let mut sent = 0;
    let full = loop {
        match client.write(&bytes[sent..]) {
            Ok(n) => sent += n,
            Err(error) => break error.kind(),
        }
        assert!(sent < MUCH, "nobody read, and all of it was taken");
    };
    assert!(matches!(full, ErrorKind::WouldBlock | ErrorKind::TimedOut));
    #[cfg(target_os = "linux")]
    {
        let status = std::fs::read_to_string(format!("/proc/{}/status", relay.child.id())).unwrap();
        let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
        let kib: u64 = peak.split_whitespace().nth(1).unwrap().parse().unwrap();
        assert!(kib < 48 * 1024, "{peak}");
    }
    go.send(()).unwrap();
    client.set_write_timeout(Some(PATIENCE)).unwrap();
    let rest = (2 * 1024 * 1024).min(MUCH - sent);
    client.write_all(&bytes[sent..sent + rest]).unwrap();
    drop(client);
    assert!(served.join().unwrap() == bytes[..sent + rest], "something else came");
}

/// What went to the server in a connection, by its number: each write, and the cut that ended it.
fn pieces(lines: &str, nth: usize) -> Vec<String> {
    let send = format!("s{nth}.send(");
    let own = lines.lines().filter_map(|line| line.split_once(&send));
    own.map(|(_, rest)| rest.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn a_hundred_connections_with_the_same_bytes_are_cut_alike() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let served = spawn(move || {
        let streams = listener.incoming().take(100).map(Result::unwrap);
        streams.for_each(|mut stream| {
            stream.read_to_end(&mut Vec::new()).unwrap();
        });
    });
    let mut relay = Relay::to(at, &["--cut", "random", "--seed", "7", "--pace", "1ms"]);
    let mut all = Vec::new();
    for nth in 1..=100 {
        let mut client = relay.client();
        client.write_all(b"the same sixty bytes in every connection, however fast it is").unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        assert_eq!(client.read(&mut [0; 9]).unwrap(), 0);
        all.push(pieces(&relay.until(&format!("s{nth}.close()")), nth));
    }
    served.join().unwrap();
    assert!(all[0].len() > 7 && all[0][0].contains("cut 1 at byte"), "{:?}", all[0]);
    let others: Vec<_> = all.iter().filter(|pieces| **pieces != all[0]).collect();
    assert!(others.is_empty(), "{others:#?} are not {:#?}", all[0]);
}

#[test]
fn without_a_server_the_client_is_reset_and_the_relay_goes_on() {
    // A port that nobody listens at: it was ours a moment ago.
    let at = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut relay = Relay::to(at, &[]);
    for nth in 1..=2 {
        let error = relay.client().read(&mut [0; 9]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        let said = relay.until(&format!("c{nth}.reset()"));
        assert!(said.contains("was not reached"), "{said}");
    }
}

#[test]
fn datagrams_are_lost_doubled_and_swapped_by_their_numbers() {
    let server = UdpSocket::bind("127.0.0.1:0").unwrap();
    server.set_read_timeout(Some(PATIENCE)).unwrap();
    let options = ["--udp", "--lose", "2", "--double", "3", "--swap", "4"];
    let mut relay = Relay::to(server.local_addr().unwrap(), &options);
    for nth in 1..=2 {
        let client = UdpSocket::bind("127.0.0.1:0").unwrap();
        client.set_read_timeout(Some(PATIENCE)).unwrap();
        (1..=5_u8).for_each(|n| assert_eq!(client.send_to(&[n], relay.address).unwrap(), 1));
        let mut came = Vec::new();
        for _ in 0..5 {
            let mut datagram = [0; 9];
            let (n, from) = server.recv_from(&mut datagram).unwrap();
            assert_eq!(n, 1);
            came.push(datagram[0]);
            server.send_to(&datagram[..n], from).unwrap();
        }
        assert_eq!(came, [1, 3, 3, 5, 4]);
        // What comes back is not changed.
        for wanted in came {
            let mut datagram = [0; 9];
            assert_eq!(client.recv_from(&mut datagram).unwrap(), (1, relay.address));
            assert_eq!(datagram[0], wanted);
        }
        let lost = format!("client {nth}: datagram 2 to the server: lost on purpose");
        if nth == 1 {
            relay.until(&lost);
        }
    }
}

#[test]
fn what_a_relay_cannot_do_is_refused_before_anything_begins() {
    for (args, wanted) in [
        (&["9000", "9000"][..], "the server is where the relay listens"),
        (&["9000", "0.0.0.0:9000"], "the server is where the relay listens"),
        (&["0.0.0.0:9000", "8080"], "0.0.0.0:9000 can be reached from other computers"),
        (&["nowhere", "8080"], "`nowhere` is no address"),
        (&["9000"], "missing argument"),
        (&["9000", "8080", "--cut", "0"], "--cut does not take `0`"),
        (&["9000", "8080", "--cut", "frame:header-1"], "needs --framing"),
        (&["9000", "8080", "--cut", "3", "--seed", "7"], "--seed is for --cut random"),
        (
            &["9000", "8080", "--udp", "--lose", "2", "--swap", "1,2"],
            "datagram 2 cannot be of --lose and of --swap",
        ),
        (
            &["9000", "8080", "--udp", "--swap", "7,3,4"],
            "--swap 3 already puts datagram 4 before it",
        ),
        (
            &["9000", "8080", "--cut", "1", "--framing", "u32be"],
            "--framing is for --cut frame:PLACE",
        ),
        (
            &["9000", "8080", "--cut", "frame:end", "--framing", "varint"],
            "the frames of `varint` have no header",
        ),
        (
            &["9000", "8080", "--cut", "frame:end", "--framing", "lenght-prefix:u8"],
            "did you mean `length-prefix`?",
        ),
        (&["9000", "8080", "--udp", "--cut", "1"], "cannot be used together"),
        (&["9000", "8080", "--lose", "2"], "missing argument: --udp"),
        (&["9000", "8080", "--udp", "--lose", "0"], "--lose does not take `0`"),
    ] {
        let output = program(&[&["relay"], args].concat()).output().unwrap();
        let why = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {why}");
        assert!(why.contains(wanted), "{args:?}: {why}");
    }
}

#[test]
fn a_session_is_kept_with_both_of_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("relay.json");
    let (answer, _) = asked(right, &["--cut", "3,7", "--trace", file.to_str().unwrap()]);
    assert_eq!(answer, "well");
    let output = program(&["replay", file.to_str().unwrap()]).output().unwrap();
    let shown = text(&output.stdout);
    assert!(shown.contains("relay → server") && shown.contains("client1 → relay"), "{shown}");
}
