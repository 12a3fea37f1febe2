//! A hostile or dying peer ends its own connection, and nothing else: every app, every kind of peer.

use super::*;

/// As many connections at once, as far as this process may have so many sockets; under Wine, where each call goes
/// through another process, fewer.
const CROWD: u64 = if cfg!(unix) { 1000 } else { 600 };

/// What a peer does with a connection; it is closed then.
type Peer = fn(&mut TcpStream);

const PEERS: &[(&str, Peer)] = &[
    ("leaves at once", |_| {}),
    ("silence", |client| {
        client.shutdown(Shutdown::Write).unwrap();
        client.read_to_end(&mut Vec::new()).ok();
    }),
    ("half of what is expected", |client| drop(client.write_all(b"alex|d"))),
    ("reset", |client| {
        client.write_all(b"and away").ok();
        socket2::SockRef::from(&*client).set_linger(Some(Duration::ZERO)).unwrap();
    }),
    ("reset in the middle of its answers", |client| {
        client.write_all(&[b'x'; 100_000]).ok();
        client.read_exact(&mut [0; 16]).ok();
        socket2::SockRef::from(&*client).set_linger(Some(Duration::ZERO)).unwrap();
    }),
    ("garbage", |client| {
        let garbage: Vec<u8> = (0..5000_u32).map(|n| (n * n % 251) as u8).collect();
        client.write_all(&garbage).ok();
        client.shutdown(Shutdown::Write).ok();
        client.read_to_end(&mut Vec::new()).ok();
    }),
    ("what a terminal obeys", |client| {
        client.write_all(b"\x1b]0;mine\x07\x1b[2J\0\xff\xfe\r").ok();
        client.shutdown(Shutdown::Write).ok();
        client.read_to_end(&mut Vec::new()).ok();
    }),
    ("huge, and it reads nothing", |client| {
        client.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
        let chunk = [b'y'; 1 << 16];
        (0..64).take_while(|_| client.write_all(&chunk).is_ok()).for_each(drop);
    }),
    ("byte by byte", |client| {
        client.set_nodelay(true).unwrap();
        b"alex|dsbalex|dsbalex|dsbalex|dsb"
            .iter()
            .for_each(|byte| drop(client.write_all(&[*byte])));
    }),
    ("a length that is none", |client| {
        client.write_all(b"\xff\xff\xff\xff\x7f\xff\xff\xff{\"file_size\": -1}").ok();
    }),
];

/// The apps, what a client says, and how its answer begins.
const APPS: &[(&[&str], &[u8], &[u8])] = &[
    (&["raw", "--reply", "hello=HELLO"], b"hello", b"HELLO"),
    (&["upper"], b"hello", b"HELLO"),
    (&["time", "--tcp"], b"100%%", b"100%"),
    (&["login"], b"alex|dsb", "登录成功".as_bytes()),
    (&["auth"], b"", b""),
];

fn is_served(server: &Server, question: &[u8], answer: &[u8], after: &str) {
    let mut client = server.client();
    // Of `auth` the challenge is what every client gets.
    let mut said = vec![0; if answer.is_empty() { 32 } else { answer.len() }];
    client.write_all(question).unwrap();
    client.read_exact(&mut said).unwrap_or_else(|error| panic!("after {after}: {error}"));
    if !answer.is_empty() {
        assert_eq!(said, answer, "after {after}");
    }
}

#[test]
fn whatever_peers_do_to_an_app_the_next_client_is_served() {
    std::thread::scope(|threads| {
        for (args, question, answer) in APPS {
            threads.spawn(move || {
                let mut server = Server::new(&[args, &["--width", "200"][..]].concat());
                for (what, peer) in PEERS {
                    let mut client = server.client();
                    client.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
                    peer(&mut client);
                    drop(client);
                    is_served(&server, question, answer, what);
                }
                assert!(server.child.try_wait().unwrap().is_none(), "{args:?}");
                server.end();
                // Nothing of it reached the terminal as it was.
                let shown: String = server.lines.iter().collect();
                assert!(!shown.contains(['\x1b', '\x07', '\0']), "{args:?}");
            });
        }
    });
}

/// How many sockets of a crowd this process may have beside those of the other tests.
fn crowd() -> u64 {
    let most = stickydemo::net::files::most_open().unwrap_or(CROWD);
    CROWD.min(most.saturating_sub(300))
}

/// All at once; the server has what it has of descriptors, threads and places.
#[test]
fn a_crowd_ends_no_server() {
    for (args, question, answer) in APPS {
        let server = Server::new(&[args, &["--idle", "2s", "--mode", "threaded"][..]].concat());
        let crowd: Vec<TcpStream> =
            (0..crowd()).map_while(|_| TcpStream::connect(server.address).ok()).collect();
        assert!(crowd.len() > 200, "{}", crowd.len());
        drop(crowd);
        // Some of the crowd may still be in the queue.
        let mut tries = 0;
        let served = || {
            let mut client = server.client();
            client.write_all(question).ok();
            let mut said = vec![0; if answer.is_empty() { 32 } else { answer.len() }];
            client.read_exact(&mut said).is_ok() && (answer.is_empty() || said == *answer)
        };
        while !served() {
            tries += 1;
            assert!(tries < 2000, "{args:?}: nobody is served any more");
        }
    }
}

/// Each gets every byte back, in order.
#[test]
fn two_hundred_clients_at_once_get_every_byte_back() {
    const CLIENTS: usize = 200;
    const BYTES: usize = if cfg!(unix) { 20_000 } else { 2000 };
    let server = Server::new(&["upper", "--mode", "threaded"]);
    let all_there = std::sync::Barrier::new(CLIENTS);
    std::thread::scope(|threads| {
        for nth in 0..CLIENTS {
            let (address, all_there) = (server.address, &all_there);
            threads.spawn(move || {
                let mut client = TcpStream::connect(address).unwrap();
                client.set_read_timeout(Some(PATIENCE)).unwrap();
                all_there.wait();
                // Its own letters, in an order of its own.
                let text: Vec<u8> =
                    (0..BYTES).map(|at| b'a' + ((at * (nth + 1) + at / 26) % 26) as u8).collect();
                let mut writer = client.try_clone().unwrap();
                let sent = text.clone();
                let writing = std::thread::spawn(move || {
                    writer.write_all(&sent).unwrap();
                    writer.shutdown(Shutdown::Write).unwrap();
                });
                let mut answer = Vec::new();
                client.read_to_end(&mut answer).unwrap();
                writing.join().unwrap();
                assert!(answer == text.to_ascii_uppercase(), "client {nth}: {}", answer.len());
            });
        }
    });
}

/// Byte after byte, each soon enough after the one before, and never whole.
#[test]
fn a_peer_that_drips_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = ["file", "--folder", folder.path().to_str().unwrap()];
    let json = br#"{"file_name": "a", "file_size": 999999}"#;
    let body = [&(json.len() as u32).to_le_bytes()[..], json].concat();
    std::thread::scope(|threads| {
        for (args, begin) in [
            (&[&file[..], &["--protocol", "header"]].concat()[..], &b"\x29\0\0\0"[..]),
            (&[&file[..], &["--protocol", "header"]].concat(), &body),
            (&[&file[..], &["--protocol", "lines"]].concat(), b"put a"),
            (&[&file[..], &["--protocol", "transceiver"]].concat(), b"\0\0\0\x09"),
            (&["stamp", "--framing", "u32be"], b"\0\0\0\x09"),
            (&["auth"], b""),
        ] {
            let args = [args, &["--idle", "1s", "--width", "200"]].concat();
            threads.spawn(move || {
                let mut server = Server::new(&args);
                let mut client = server.client();
                let soon = stickydemo::net::Deadline::after(Duration::from_secs(15));
                client.write_all(begin).unwrap();
                client.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
                let mut closed = false;
                while !closed {
                    assert!(!soon.over(), "{args:?}: it still waits");
                    let sent = client.write_all(b"\x01");
                    closed = sent.is_err() || matches!(client.read(&mut [0; 99]), Ok(0));
                }
                server.until("less than 1 KiB a second");
            });
        }
    });
}
