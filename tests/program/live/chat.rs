//! `chat`: many clients, each answered at its own address; anyone at any time, or in strict turns.

use super::side::{Side, nc};
use super::{PATIENCE, Server, connect, python, said_by};
use std::io::BufRead;
use std::net::UdpSocket;

fn socket() -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket
}

/// Lines that were wrapped, as one.
fn flat(lines: &str) -> String {
    lines.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn heard(socket: &UdpSocket) -> String {
    let mut buffer = [0; 2048];
    let (count, _) = socket.recv_from(&mut buffer).unwrap();
    String::from_utf8(buffer[..count].to_vec()).unwrap()
}

#[test]
fn a_server_that_answers_by_itself_says_back_what_came_and_whose_it_is() {
    let server = Server::new(&["chat", "--auto"]);
    for (number, args) in [(1, &[][..]), (2, &["--as-taught"])] {
        let at = server.at();
        let args = [&["chat", at.as_str(), "--quiet"], args].concat();
        let said = connect(&args, "hello\n你好\n");
        assert_eq!(said, format!("客户端{number}的消息:hello\n客户端{number}的消息:你好\n"));
    }
}

#[test]
fn the_text_around_is_in_the_encoding_too() {
    let server = Server::new(&["chat", "--auto", "--encoding", "gbk"]);
    let said = connect(&["chat", &server.at(), "--quiet", "--encoding", "gbk"], "你好\n");
    assert_eq!(said, "客户端1的消息:你好\n");
}

#[test]
fn a_line_goes_to_whom_it_says_and_else_to_who_spoke_last() {
    let (mut server, at) = Side::server(&["chat"]);
    server.types("too early");
    server.until("nobody has spoken yet");
    let (alice, bob) = (socket(), socket());
    alice.send_to(b"alice here", at).unwrap();
    server.until("客户端1的消息:alice here");
    bob.send_to(b"bob here", at).unwrap();
    server.until("客户端2的消息:bob here");
    for line in ["12:30 suits me", "1: hi alice", "@1 again", "1：再来", "@7 nobody", "list"] {
        server.types(line);
    }
    assert_eq!(heard(&bob), "12:30 suits me");
    assert_eq!([heard(&alice), heard(&alice), heard(&alice)], ["hi alice", "again", "再来"]);
    server.until("no client 7 in the book");
    server.until(&format!("client 1: {}", alice.local_addr().unwrap()));
    server.until(&format!("client 2: {}, spoke last", bob.local_addr().unwrap()));
    alice.send_to(b"", at).unwrap();
    server.until("客户端1的消息:");
    server.types("to alice");
    assert_eq!(heard(&alice), "to alice");
}

/// The tutorial's: a line, a datagram; a datagram, a line.
#[test]
fn programs_in_python_talk_to_both_sides() {
    let server = Server::new(&["chat", "--auto"]);
    let client = format!(
        "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.settimeout(20)\n\
         for line in ('hello', '你好'):\n \
         s.sendto(line.encode(), ('127.0.0.1', {}))\n data, _ = s.recvfrom(1024)\n print(data.decode())\n",
        server.address.port()
    );
    let Some(client) = python(&client) else { return };
    assert_eq!(said_by(client), "客户端1的消息:hello\n客户端1的消息:你好\n");
    let source = "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.settimeout(20)\n\
                  s.bind(('127.0.0.1', 0))\nprint(s.getsockname()[1], flush=True)\n\
                  for line in ('first', 'second'):\n data, peer = s.recvfrom(1024)\n \
                  print(data.decode(), flush=True)\n s.sendto(line.encode(), peer)\n";
    for args in [&[][..], &["--as-taught"]] {
        let Some(mut python) = python(source) else { return };
        let mut server = python.spawn().unwrap();
        let mut seen = std::io::BufReader::new(server.stdout.take().unwrap()).lines();
        let port = seen.next().unwrap().unwrap();
        let args = [&["chat", &port, "--quiet"], args].concat();
        assert_eq!(connect(&args, "one\ntwo\n"), "first\nsecond\n");
        let rest: Vec<String> = seen.map_while(Result::ok).collect();
        assert_eq!(rest, ["one", "two"]);
        assert!(server.wait().unwrap().success());
    }
}

#[test]
fn in_strict_turns_what_waited_is_told_when_it_comes_out() {
    let (mut server, at) = Side::server(&["chat", "--as-taught"]);
    let (alice, bob) = (socket(), socket());
    alice.send_to(b"alice 1", at).unwrap();
    server.until("recv_from(1024)");
    bob.send_to(b"bob 1", at).unwrap();
    server.types("to alice");
    let seen = server.until("bob 1");
    assert!(!seen.contains("as taught"), "{seen}");
    let seen = flat(&server.until("stickydemo run udp-many-clients"));
    assert!(seen.contains("the answer to another client was typed"), "{seen}");
    bob.send_to(b"bob 2", at).unwrap();
    server.types("to bob 1");
    let seen = flat(&server.until("stickydemo run udp-many-clients"));
    assert!(seen.contains("the answer to the one before was typed"), "{seen}");
    server.types("to bob 2");
    assert_eq!([heard(&alice), heard(&bob), heard(&bob)], ["to alice", "to bob 1", "to bob 2"]);
    // Nothing waits now, and nothing is told.
    alice.send_to(b"alice 2", at).unwrap();
    let seen = server.until("alice 2");
    server.types("bye");
    let seen = seen + &server.until("\"bye\"");
    assert!(!seen.contains("as taught"), "{seen}");
}

#[test]
fn in_strict_turns_what_came_unasked_is_taken_for_the_answer_and_told() {
    let server = socket();
    let at = server.local_addr().unwrap().to_string();
    let mut client = Side::new(&["connect", "chat", &at, "--as-taught"]);
    client.types("one");
    let mut buffer = [0; 99];
    let (_, peer) = server.recv_from(&mut buffer).unwrap();
    server.send_to(b"unasked", peer).unwrap();
    server.send_to(b"answer", peer).unwrap();
    client.until("unasked");
    client.types("two");
    let seen = flat(&client.until("stickydemo run udp-many-clients"));
    assert!(seen.contains("was there before the line was sent"), "{seen}");
    client.types("quit");
    client.ends();
}

#[test]
fn what_a_stranger_sends_to_the_client_is_not_the_servers() {
    let (server, stranger) = (socket(), socket());
    let at = server.local_addr().unwrap().to_string();
    let mut client = Side::new(&["connect", "chat", &at]);
    client.types("hello");
    let mut buffer = [0; 99];
    let (_, peer) = server.recv_from(&mut buffer).unwrap();
    let to_client = std::net::SocketAddr::from(([127, 0, 0, 1], peer.port()));
    stranger.send_to(b"\x1b[2Jtrust me", to_client).unwrap();
    let seen = client.until("is not from the server");
    assert!(!seen.contains('\x1b'), "{seen}");
    server.send_to(b"it is me", peer).unwrap();
    client.until("it is me");
    client.types("quit");
    client.ends();

    let mut client = Side::new(&["connect", "chat", &at, "--as-taught"]);
    client.types("hello");
    let (_, peer) = server.recv_from(&mut buffer).unwrap();
    stranger.send_to(b"trust me", ("127.0.0.1", peer.port())).unwrap();
    let seen = flat(&client.until("stickydemo run udp-connect"));
    assert!(seen.contains("as taught: this datagram does not come from the server"), "{seen}");
    client.until("trust me");
    client.types("quit");
    client.ends();
}

/// Peers that are gone, empty, too large, many: each costs its own datagrams at most.
#[test]
fn whatever_is_sent_the_next_client_is_answered() {
    let server = Server::new(&["chat", "--auto"]);
    for _ in 0..300 {
        // Gone before its answer: an ICMP error comes back.
        let gone = socket();
        gone.send_to(b"gone", server.address).unwrap();
    }
    let rude = socket();
    for bytes in [&[0; 65_507][..], b"", b"\xff\xfe", b"\x1b]0;title\x07"] {
        rude.send_to(bytes, server.address).unwrap();
    }
    // What is still in the queue may have left no room for more: whoever is not answered asks again, as with UDP.
    let next = socket();
    next.set_read_timeout(Some(std::time::Duration::from_secs(2))).unwrap();
    let mut buffer = [0; 99];
    let answered = (0..10).find_map(|_| {
        next.send_to(b"still there?", server.address).unwrap();
        next.recv(&mut buffer).ok()
    });
    let answer = String::from_utf8_lossy(&buffer[..answered.unwrap()]);
    assert!(answer.ends_with("的消息:still there?"), "{answer}");
}

#[test]
fn nc_is_a_client() {
    let server = Server::new(&["chat", "--auto"]);
    let port = server.address.port().to_string();
    let wanted = "客户端1的消息:hello";
    if let Some(said) = nc(&["-u", "127.0.0.1", &port], "hello", wanted.len()) {
        assert_eq!(said, wanted);
    }
}
