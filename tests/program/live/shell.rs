//! `shell`: a command in, what it printed out; with itself, with plain Python, and with whoever else connects.
//!
//! Most tests run commands of Unix, and are for Unix alone.

#[cfg(unix)]
use super::said_by;
use super::{PATIENCE, Server, connect, connect_in_vain, is_a_reset, python};
use crate::process::{program, text};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream, UdpSocket};
use std::process::{Child, Stdio};
use std::time::Duration;

/// Each with a header that says the length.
const FRAMED: &[&str] = &["ack", "i32le", "u32be", "json"];
#[cfg(unix)]
const ORDERS: &[(&str, &str)] = &[
    ("out-err", "out\nerr\n"),
    ("err-out", "err\nout\n"),
    ("err-or-out", "err\n"),
    ("out", "out\n"),
];

/// Commands of which it is known what they print, in a folder of their own.
#[cfg(unix)]
struct Known {
    folder: tempfile::TempDir,
}

#[cfg(unix)]
impl Known {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let known = Known { folder };
        known.write("both", "echo out; echo err >&2");
        known.write("long", &"eth0 up 192.168.1.7\n".repeat(5000));
        known.write("ifconfig", &"eth0 up 192.168.1.7\n".repeat(75));
        known
    }

    fn write(&self, name: &str, content: &str) {
        std::fs::write(self.folder.path().join(name), content).unwrap();
    }

    /// `sh FILE` or `cat FILE`.
    fn command(&self, program: &str, name: &str) -> String {
        format!("{program} {}", self.folder.path().join(name).display())
    }

    /// A server that has them all.
    fn server(&self, args: &[&str]) -> Server {
        let (both, long) = (self.command("sh", "both"), self.command("cat", "long"));
        let ifconfig = self.command("cat", "ifconfig");
        let allowed = ["--allow", &both, "--allow", &long, "--allow", &ifconfig];
        Server::new(&[&["shell"], args, &allowed].concat())
    }
}

/// What our client prints, and nothing else, with this typed.
fn asked(server: &Server, args: &[&str], typed: &str) -> String {
    let at = server.at();
    connect(&[&["shell", at.as_str(), "--quiet"], args].concat(), typed)
}

/// Whatever is sent to it, read to its end or for so long.
fn rest(client: &mut TcpStream) -> Vec<u8> {
    let mut all = Vec::new();
    client.read_to_end(&mut all).ok();
    all
}

#[cfg(unix)]
fn exactly(client: &mut TcpStream, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    client.read_exact(&mut bytes).unwrap();
    bytes
}

/// The next answer of a server that sends `i32le` lengths.
#[cfg(unix)]
fn framed(client: &mut TcpStream, command: &str) -> String {
    client.write_all(command.as_bytes()).unwrap();
    let len = u32::from_le_bytes(exactly(client, 4).try_into().unwrap());
    text(&exactly(client, usize::try_from(len).unwrap()))
}

#[cfg(unix)]
#[test]
fn our_client_reads_our_server_in_every_framing_and_order() {
    let known = Known::new();
    let (both, long) = (known.command("sh", "both"), known.command("cat", "long"));
    let typed = format!("{both}\ntrue\n\n{long}\necho hello\nquit\n");
    let whole = "eth0 up 192.168.1.7\n".repeat(5000);
    for framing in FRAMED {
        for (order, expected) in ORDERS {
            let args = ["--framing", framing, "--order", order];
            let server = known.server(&args);
            let said = asked(&server, &args[..2], &typed);
            assert_eq!(said, format!("{expected}\n\n{whole}\nhello\n\n"), "{framing} {order}");
        }
    }
}

/// Short, long, of standard error alone, and one that is not allowed: on every system.
#[test]
fn the_programs_own_commands_are_answered_in_every_framing() {
    let said = |args: &[&str]| {
        let output = program(args).output().unwrap();
        text(&[output.stdout, output.stderr].concat())
    };
    // A person reads it: it is drawn as at a terminal.
    let (version, list) = (said(&["--version"]), said(&["list", "--width", "80"]));
    let unknown = said(&["show", "nothing"]);
    assert!(version.len() < 1024 && list.len() > 3000 && !unknown.is_empty());
    let typed = "stickydemo --version\nstickydemo list\nstickydemo show nothing\nformat c:\nquit\n";
    for framing in FRAMED {
        let args = ["--framing", framing];
        let server = Server::new(&[&["shell"], &args[..]].concat());
        let answers = asked(&server, &args, typed);
        let known = format!("{version}\n{list}\n{unknown}\n\"format c:\" is not allowed here");
        assert!(answers.starts_with(&known), "{framing}: {answers}");
    }
    let server = Server::new(&["shell", "--udp"]);
    let answers = asked(&server, &["--udp"], "stickydemo --version\nquit\n");
    assert_eq!(answers, format!("{version}\n"));
}

#[cfg(unix)]
#[test]
fn without_a_framing_one_recv_is_the_answer() {
    let known = Known::new();
    let both = known.command("sh", "both");
    let server = known.server(&[]);
    let said = asked(&server, &[], &format!("{both}\necho hello\nquit\n"));
    assert_eq!(said, "out\nerr\n\nhello\n\n");
}

#[cfg(unix)]
#[test]
fn each_framing_has_the_tutorials_order_where_nothing_is_said() {
    let known = Known::new();
    let both = known.command("sh", "both");
    for (args, expected) in [
        (&["--framing", "ack"][..], "err\n"),
        (&["--framing", "ack", "--ack", "ok"], "out\n"),
        (&["--framing", "i32le"], "err\n"),
        (&["--framing", "json"], "out\nerr\n"),
        (&["--udp"], "err\nout\n"),
    ] {
        let server = known.server(args);
        let said = asked(&server, args, &format!("{both}\nquit\n"));
        assert_eq!(said, format!("{expected}\n"), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn nothing_of_a_long_answer_is_lost_however_it_is_cut_and_read() {
    let known = Known::new();
    let long = known.command("cat", "long");
    for framing in FRAMED {
        let server = known.server(&["--framing", framing, "--sndbuf", "4096"]);
        let args = ["--framing", framing, "--recv", "97"];
        let said = asked(&server, &args, &format!("{long}\nquit\n"));
        assert_eq!(said, format!("{}\n", "eth0 up 192.168.1.7\n".repeat(5000)), "{framing}");
    }
}

/// The tutorials' clients: how each reads an answer, by its own `recv` calls.
#[cfg(unix)]
const CLIENTS: &[(&[&str], &str)] = &[
    (&["--framing", "none"], "return s.recv(1024)"),
    (
        &["--framing", "ack"],
        "n = int(s.recv(1024).decode())\n s.send(b'recv_ready')\n return body(n)",
    ),
    (
        &["--framing", "ack", "--ack", "ok"],
        "n = int(s.recv(1024).decode())\n s.send(b'ok')\n return body(n)",
    ),
    (&["--framing", "i32le"], "return body(struct.unpack('i', s.recv(4))[0])"),
    (&["--framing", "u32be"], "return body(struct.unpack('>I', s.recv(4))[0])"),
    (
        &["--framing", "json"],
        "h = json.loads(s.recv(struct.unpack('i', s.recv(4))[0]).decode())\n \
         assert h['md5'] == 'asdfasdf123123x1' and h['file_name'] == 'a.txt'\n return body(h['total_size'])",
    ),
];

#[cfg(unix)]
#[test]
fn the_tutorials_clients_are_served() {
    let known = Known::new();
    let ifconfig = known.command("cat", "ifconfig");
    for (args, read) in CLIENTS {
        let server = known.server(args);
        let source = format!(
            "import json, socket, struct\ns = socket.create_connection(('127.0.0.1', {}), 20)\n\
             def body(n):\n data = b''\n while len(data) < n: data += s.recv(1024)\n return data\n\
             def answer():\n {read}\n\
             for cmd in ('echo hello', '{ifconfig}'):\n s.send(cmd.encode())\n print(len(answer()))\n",
            server.address.port()
        );
        let Some(python) = python(&source) else { return };
        let expected = if args[1] == "none" { "6\n1024\n" } else { "6\n1500\n" };
        assert_eq!(said_by(python), expected, "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn the_tutorials_client_over_udp_is_served() {
    let known = Known::new();
    let both = known.command("sh", "both");
    let server = known.server(&["--udp"]);
    let source = format!(
        "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.settimeout(20)\n\
         for cmd in ('{both}', 'true'):\n s.sendto(cmd.encode(), ('127.0.0.1', {}))\n \
         print(s.recvfrom(1024)[0], s.recvfrom(1024)[0])\n",
        server.address.port()
    );
    let Some(python) = python(&source) else { return };
    assert_eq!(said_by(python), "b'err\\n' b'out\\n'\nb'' b''\n");
}

/// A server in Python on a port of the kernel's, and the port; it sends `hello`, nothing, or 3000 bytes.
fn python_server(kind: &str, serve: &str) -> Option<(Child, String)> {
    let source = format!(
        "import json, socket, struct\ns = socket.socket(socket.AF_INET, socket.SOCK_{kind})\ns.settimeout(20)\n\
         s.bind(('127.0.0.1', 0))\nif '{kind}' == 'STREAM': s.listen(5)\n\
         def out(cmd): return {{b'echo hello': b'hello', b'long': b'x' * 3000}}.get(cmd, b'')\n\
         print(s.getsockname()[1], flush=True)\n{serve}\n"
    );
    let mut server = python(&source)?.spawn().unwrap();
    let mut port = String::new();
    BufReader::new(server.stdout.as_mut().unwrap()).read_line(&mut port).unwrap();
    Some((server, port.trim().to_owned()))
}

#[test]
fn the_tutorials_servers_are_talked_to() {
    for (args, send) in [
        (&["--framing", "none"][..], "c.send(data)"),
        (
            &["--framing", "ack"],
            "c.send(str(len(data)).encode())\n if c.recv(1024) == b'recv_ready': c.sendall(data)",
        ),
        (
            &["--framing", "ack", "--ack", "ok"],
            "c.send(str(len(data)).encode())\n if c.recv(2) == b'ok': c.sendall(data)",
        ),
        (&["--framing", "i32le"], "c.send(struct.pack('i', len(data)))\n c.sendall(data)"),
        (&["--framing", "u32be"], "c.send(struct.pack('>I', len(data)))\n c.sendall(data)"),
        (
            &["--framing", "json"],
            "h = json.dumps({'file_name': '你.txt', 'total_size': len(data), 'md5': 'x'}).encode()\n \
             c.send(struct.pack('i', len(h)))\n c.send(h)\n c.sendall(data)",
        ),
        (
            &["--framing", "json"],
            "h = json.dumps({'名': '你', 'data_size': len(data)}, ensure_ascii=False).encode()\n \
             c.send(struct.pack('i', len(h)))\n c.send(h)\n c.sendall(data)",
        ),
    ] {
        let serve = format!(
            "c, _ = s.accept()\nwhile True:\n cmd = c.recv(1024)\n if not cmd: break\n \
             data = out(cmd)\n {send}"
        );
        let Some((mut server, port)) = python_server("STREAM", &serve) else { return };
        let unframed = args[1] == "none";
        let typed = if unframed { "echo hello\nquit\n" } else { "echo hello\ntrue\nlong\nquit\n" };
        let said = connect(&[&["shell", &port, "--quiet"], args].concat(), typed);
        let long = "x".repeat(3000);
        let expected = if unframed { "hello\n".into() } else { format!("hello\n\n{long}\n") };
        assert_eq!(said, expected, "{args:?}");
        assert!(server.wait().unwrap().success());
    }
}

/// One that loses the second datagram of `lost`, too.
#[test]
fn the_tutorials_server_over_udp_is_talked_to_and_a_lost_datagram_is_not_waited_for_ever() {
    let serve = "for _ in range(3):\n cmd, at = s.recvfrom(1024)\n s.sendto(b'', at)\n \
                 if cmd != b'lost': s.sendto(out(cmd), at)";
    let Some((mut server, port)) = python_server("DGRAM", serve) else { return };
    let (said, why) = connect_in_vain(&["shell", "--udp", &port], "echo hello\nlost\nlong\nquit\n");
    assert!(why.contains("`lost` got no answer"), "{why}");
    assert!(said.contains("\"hello\" 5 bytes"), "{said}");
    assert!(said.contains("1 of 2 datagrams came, and nothing more for 7 s"), "{said}");
    assert!(said.contains("3000"), "{said}");
    assert!(server.wait().unwrap().success());
}

#[test]
fn a_stranger_s_datagram_is_no_answer_and_a_late_one_belongs_to_no_later_command() {
    let server = UdpSocket::bind("127.0.0.1:0").unwrap();
    let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
    server.set_read_timeout(Some(PATIENCE)).unwrap();
    let at = server.local_addr().unwrap().to_string();
    let serving = std::thread::spawn(move || {
        let mut buffer = [0; 99];
        let (_, client) = server.recv_from(&mut buffer).unwrap();
        stranger.send_to(b"forged", client).unwrap();
        for answer in [&b""[..], b"one", b"late"] {
            server.send_to(answer, client).unwrap();
        }
        let (_, client) = server.recv_from(&mut buffer).unwrap();
        for answer in [&b""[..], b"two"] {
            server.send_to(answer, client).unwrap();
        }
    });
    let mut child = program(&["connect", "shell", "--udp", &at])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut typed = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    typed.write_all(b"a\n").unwrap();
    let mut said = String::new();
    while !said.contains("one") {
        assert!(lines.read_line(&mut said).unwrap() > 0);
    }
    typed.write_all(b"b\nquit\n").unwrap();
    lines.read_to_string(&mut said).unwrap();
    assert!(said.contains("a datagram is here before the command is sent"), "{said}");
    let (before, after) = said.split_once("thrown away").unwrap();
    assert!(before.contains("not from the server: no answer"), "{said}");
    assert!(before.contains("forged") && after.contains("late") && after.contains("two"), "{said}");
    assert!(child.wait().unwrap().success());
    serving.join().unwrap();
}

#[test]
fn as_taught_a_stranger_s_datagram_is_the_answer() {
    let [server, stranger] = [(); 2].map(|()| UdpSocket::bind("127.0.0.1:0").unwrap());
    server.set_read_timeout(Some(PATIENCE)).unwrap();
    let at = server.local_addr().unwrap().to_string();
    let serving = std::thread::spawn(move || {
        let (_, client) = server.recv_from(&mut [0; 99]).unwrap();
        stranger.send_to(b"forged", ("127.0.0.1", client.port())).unwrap();
    });
    let args = ["shell", "--udp", &at, "--as-taught", "--width", "200"];
    let said = connect(&args, "a\nquit\n");
    assert!(said.contains("\"forged\" 6 bytes"), "{said}");
    assert!(said.contains("as taught: this datagram does not come from the server"), "{said}");
    serving.join().unwrap();
}

/// Each ends its own conversation, with a line that says why.
#[test]
fn a_hostile_server_ends_the_conversation_and_nothing_else() {
    for (framing, sends, told) in [
        ("i32le", &b"\x01\0"[..], "The stream ended inside a frame: 2 of its 4 bytes"),
        ("i32le", b"\x05\0\0\0hel", "The stream ended inside a frame: 3 of its 5 bytes"),
        ("i32le", b"\xff\xff\xff\x7f", "The header announces 2147483647 bytes"),
        ("i32le", b"\xff\xff\xff\xff", "The header says -1 bytes"),
        ("u32be", b"\xff\xff\xff\xff", "The header announces 4294967295 bytes"),
        ("u32be", b"", "end of stream"),
        ("ack", b"12\x1b[2J", "The length must be digits; at offset 2"),
        ("ack", b"-1", "The length must be digits; at offset 0"),
        ("ack", b"99999999999999999999", "The length does not end within 19 digits"),
        ("json", b"\xff\xff\xff\x7f", "The header announces 2147483647 bytes"),
        ("json", b"\x02\0\0\0[]", "The header is not a JSON object"),
        ("json", b"\x02\0\0\0{}", "does not say the size"),
        ("json", b"\x12\0\0\0{\"total_size\": -1}", "The header says -1 bytes"),
        ("json", b"\x14\0\0\0{\"data_size\": 9e99 }", "does not say the size"),
        ("none", b"", "end of stream"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap().to_string();
        let serving = std::thread::spawn(move || {
            let mut connection = listener.accept().unwrap().0;
            connection.read_exact(&mut [0; 3]).unwrap();
            connection.write_all(sends).unwrap();
            connection.shutdown(Shutdown::Write).unwrap();
            rest(&mut connection);
        });
        let args = ["shell", &at, "--framing", framing, "--width", "200"];
        let (said, why) = connect_in_vain(&args, "pwd\npwd\nquit\n");
        assert!(said.contains(told), "{framing} {sends:?}: {said}");
        let closed = "`pwd` got no answer: the server has closed";
        assert!(why.contains(if sends.is_empty() { closed } else { told }), "{why}");
        assert!(!said.contains('\x1b'), "{said}");
        serving.join().unwrap();
    }
}

#[test]
fn a_silent_server_is_left_after_a_while_and_a_reset_one_at_once() {
    // One is enough where many tests are slow.
    for framing in if cfg!(unix) { &["none", "i32le"][..] } else { &["i32le"] } {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap().to_string();
        let (said, why) = connect_in_vain(&["shell", &at, "--framing", framing], "pwd\nquit\n");
        assert!(said.contains("nothing came for 7 s"), "{said}");
        assert!(why.contains("`pwd` got no answer: recv failed: timeout"), "{why}");
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let serving = std::thread::spawn(move || {
        let mut connection = listener.accept().unwrap().0;
        connection.read_exact(&mut [0; 3]).unwrap();
        socket2::SockRef::from(&connection).set_linger(Some(Duration::ZERO)).unwrap();
    });
    let (said, _) = connect_in_vain(&["shell", &at, "--framing", "ack"], "pwd\npwd\nquit\n");
    assert!(is_a_reset(&said), "{said}");
    serving.join().unwrap();
}

#[test]
fn an_answer_that_comes_byte_by_byte_is_whole() {
    for (framing, sends) in [
        ("i32le", &b"\x05\0\0\0hello"[..]),
        ("u32be", b"\0\0\0\x05hello"),
        ("json", b"\x10\0\0\0{\"data_size\": 5}hello"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap().to_string();
        let serving = std::thread::spawn(move || {
            let mut connection = listener.accept().unwrap().0;
            connection.set_nodelay(true).unwrap();
            for byte in sends {
                connection.write_all(&[*byte]).unwrap();
            }
            rest(&mut connection);
        });
        let said = connect(&["shell", &at, "--quiet", "--framing", framing], "pwd\nquit\n");
        assert_eq!(said, "hello\n", "{framing}");
        serving.join().unwrap();
    }
}

/// A hostile or dying client ends its own connection, and nothing else.
#[cfg(unix)]
#[test]
fn whatever_a_client_does_the_next_one_is_served() {
    let known = Known::new();
    let long = known.command("cat", "long");
    let server = known.server(&["--framing", "ack", "--mode", "threaded"]);
    let reset = server.client();
    (&reset).write_all(long.as_bytes()).unwrap();
    socket2::SockRef::from(&reset).set_linger(Some(Duration::ZERO)).unwrap();
    drop(reset);
    let mut half = server.client();
    half.write_all(b"echo hello").unwrap();
    assert_eq!(exactly(&mut half, 1), b"6");
    half.write_all(b"recv_").unwrap();
    half.shutdown(Shutdown::Write).unwrap();
    assert_eq!(rest(&mut half), b"");
    let mut garbage = server.client();
    garbage.write_all(&[0xff; 5000]).unwrap();
    assert!(exactly(&mut garbage, 1)[0].is_ascii_digit());
    let (silent, mut deaf) = (server.client(), server.client());
    deaf.write_all(long.as_bytes()).unwrap();
    assert_eq!(exactly(&mut deaf, 6), b"100000");
    deaf.write_all(b"recv_ready").unwrap();
    let mut next = server.client();
    // Byte by byte, and whole all the same: the acknowledgement has a known length.
    next.set_nodelay(true).unwrap();
    next.write_all(b"echo hello").unwrap();
    assert_eq!(exactly(&mut next, 1), b"6");
    for byte in b"recv_ready" {
        next.write_all(&[*byte]).unwrap();
    }
    assert_eq!(exactly(&mut next, 6), b"hello\n");
    drop((silent, deaf, garbage));
}

#[cfg(unix)]
#[test]
fn a_wrong_acknowledgement_is_answered_by_silence_and_the_next_command_is_served() {
    for taught in [&["--as-taught"][..], &[]] {
        let mut server =
            Server::new(&[&["shell", "--framing", "ack", "--ack", "ok"], taught].concat());
        let mut client = server.client();
        for wrong in ["no", "recv_ready", "n"] {
            client.write_all(b"echo hello").unwrap();
            assert_eq!(exactly(&mut client, 1), b"6");
            client.write_all(wrong.as_bytes()).unwrap();
            server.until(&format!("received \"{wrong}\" instead of the acknowledgement `ok`"));
            client.write_all(b"true").unwrap();
            assert_eq!(exactly(&mut client, 1), b"0");
            client.write_all(b"ok").unwrap();
            server.until("\"ok\"");
        }
    }
}

/// Nothing of the acknowledgement is run, and both sides say what was wrong.
#[cfg(unix)]
#[test]
fn two_sides_with_different_acknowledgements_say_so() {
    for (ours, theirs) in [("recv_ready", "ok"), ("ok", "recv_ready")] {
        let args = ["shell", "--framing", "ack", "--width", "200", "--ack"];
        let mut server = Server::new(&[&args[..], &[theirs]].concat());
        let at = server.at();
        let client = [&args[..], &[ours, &at]].concat();
        let (said, why) = connect_in_vain(&client, "echo hello\ndate\nquit\n");
        assert!(why.contains(&format!("silence after the acknowledgement `{ours}`")), "{why}");
        assert!(why.contains(&format!("--ack {theirs}")) && !said.contains("date"), "{said}{why}");
        let wrong = format!("received \"{ours}\" instead of the acknowledgement `{theirs}`");
        assert!(server.until(&wrong).matches("send(").count() == 1);
        assert!(!server.until("c1.close()").contains("send("));
    }
}

#[cfg(unix)]
#[test]
fn what_is_not_in_the_list_is_never_run() {
    let known = Known::new();
    let mark = known.folder.path().join("mark");
    let touch = format!("touch {}", mark.display());
    let server = known.server(&["--framing", "i32le"]);
    let mut client = server.client();
    for attempt in [
        touch.clone(),
        format!("ls; {touch}"),
        format!("ls && {touch}"),
        format!("ls\n{touch}"),
        format!("ls\0{touch}"),
        format!("$({touch})"),
        format!("`{touch}`"),
        format!("echo hello > {}", mark.display()),
        format!("echo hello | {touch}"),
        "ls ..".to_owned(),
        " ls".to_owned(),
        "stickydemo".to_owned(),
        "stickydemo serve shell".to_owned(),
        "\u{202e}ls".to_owned(),
    ] {
        let said = framed(&mut client, &attempt);
        assert!(said.contains("is not allowed here; allowed: ls | ls -l | pwd"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    assert_eq!(framed(&mut client, "echo hello\n"), "hello\n");
    assert!(!mark.exists());
}

/// What the server says itself is in the encoding; what a command prints is what it is: here UTF-8.
#[cfg(unix)]
#[test]
fn a_command_is_read_and_refused_in_the_encoding_of_the_class() {
    let gbk = ["--framing", "i32le", "--encoding", "gbk"];
    let server = Server::new(&[&["shell"], &gbk[..], &["--allow", "echo 你好"]].concat());
    let said = asked(&server, &gbk, "echo 你好\necho 再见\nquit\n");
    let begin = "浣犲ソ\n\n\"echo 再见\" is not allowed here; allowed: ";
    assert!(said.starts_with(begin) && said.trim_end().ends_with("| echo 你好"), "{said}");
    let mut client = server.client();
    client.write_all("echo 你好".as_bytes()).unwrap();
    let len = u32::from_le_bytes(exactly(&mut client, 4).try_into().unwrap());
    // In UTF-8 it is another command.
    assert!(len > 100, "{len}");
}

#[cfg(unix)]
#[test]
fn a_command_sees_neither_a_keyboard_nor_secrets() {
    let mut command = program(&[
        "serve",
        "shell",
        "--listen",
        "127.0.0.1:0",
        "--framing",
        "i32le",
        "--allow",
        "env",
        "--allow",
        "cat",
    ]);
    command.env("SECRET_TOKEN", "do not tell").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut server = command.spawn().unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let listening = lines.find_map(|line| Some(line.ok()?.split_once("listen(")?.1.to_owned()));
    let address = listening.unwrap().split_once(')').unwrap().0.to_owned();
    let mut client = TcpStream::connect(address).unwrap();
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    let said = framed(&mut client, "env");
    assert!(said.contains("PATH=") && !said.contains("SECRET_TOKEN"), "{said}");
    assert_eq!(framed(&mut client, "cat"), "");
    server.kill().unwrap();
    server.wait().unwrap();
}

#[cfg(unix)]
#[test]
fn a_command_that_never_ends_is_cut_and_says_so() {
    let server = Server::new(&[
        "shell",
        "--framing",
        "i32le",
        "--mode",
        "threaded",
        "--allow",
        "sleep 1000",
        "--allow",
        "yes",
    ]);
    let (mut one, mut two) = (server.client(), server.client());
    one.write_all(b"sleep 1000").unwrap();
    let endless = framed(&mut two, "yes");
    assert_eq!(endless.len(), (1 << 20) + "[cut: killed after 1048576 bytes]\n".len());
    assert!(endless.ends_with("y\n[cut: killed after 1048576 bytes]\n"));
    assert_eq!(framed(&mut one, ""), "[cut: killed after 5 s]\n");
    assert_eq!(framed(&mut one, "echo hello"), "hello\n");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_command_that_runs() {
    let mut server = Server::new(&["shell", "--framing", "i32le", "--allow", "sleep 1000.25"]);
    let mut client = server.client();
    client.write_all(b"sleep 1000.25").unwrap();
    server.until("\"sleep 1000.25\"");
    server.end();
    // Not half an answer that looks like a whole one.
    assert_eq!(rest(&mut client), b"");
}

/// The answer to the second command stays away until the client has left: what it shows is the rest alone.
#[test]
fn as_taught_the_answer_to_pwd_is_the_rest_of_ifconfig() {
    for taught in [&["--as-taught"][..], &[]] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap().to_string();
        let serving = std::thread::spawn(move || {
            let mut connection = listener.accept().unwrap().0;
            connection.read_exact(&mut [0; 8]).unwrap();
            connection.write_all("eth0 up 192.168.1.7\n".repeat(75).as_bytes()).unwrap();
            rest(&mut connection)
        });
        let args = [&["shell", &at, "--width", "200"], taught].concat();
        let said = connect(&args, "ifconfig\npwd\nquit\n");
        let got = |count: &str| {
            said.lines().any(|line| line.contains("recv(1024)") && line.contains(count))
        };
        assert!(got("(1024 B)") && got("(476 B)"), "{said}");
        assert!(said.contains("476 bytes are here before this line is sent"), "{said}");
        assert_eq!(
            said.contains("why: stickydemo run remote-command"),
            !taught.is_empty(),
            "{said}"
        );
        assert_eq!(serving.join().unwrap(), b"pwd");
    }
}

/// 1024 is no multiple of 3: the last character is cut. Over UDP one of the two datagrams is read.
#[test]
fn as_taught_the_client_dies_of_a_character_that_is_cut() {
    let all = "你".repeat(400);
    for (taught, code) in [(&["--as-taught"][..], 1), (&[], 0)] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap().to_string();
        let all = all.clone();
        let serving = std::thread::spawn(move || {
            let mut connection = listener.accept().unwrap().0;
            connection.read_exact(&mut [0; 3]).unwrap();
            connection.write_all(all.as_bytes()).unwrap();
            rest(&mut connection);
        });
        let args = [&["shell", &at, "--width", "200"], taught].concat();
        let (said, why) = super::connect_and_end(&args, "pwd\nquit\n", code);
        assert_eq!(said.contains("decode() raises an error"), code == 1, "{said}");
        assert_eq!(said.contains("why: stickydemo run utf8-cut"), code == 1, "{said}");
        assert_eq!(
            why.contains("`pwd` got no answer: the client ended of an error"),
            code == 1,
            "{why}"
        );
        serving.join().unwrap();
    }
    let server = UdpSocket::bind("127.0.0.1:0").unwrap();
    server.set_read_timeout(Some(PATIENCE)).unwrap();
    let at = server.local_addr().unwrap().to_string();
    let serving = std::thread::spawn(move || {
        let (_, client) = server.recv_from(&mut [0; 99]).unwrap();
        server.send_to(all.as_bytes(), client).unwrap();
    });
    let args = ["shell", "--udp", &at, "--as-taught", "--width", "200"];
    let (said, _) = connect_in_vain(&args, "pwd\nquit\n");
    assert!(said.contains("decode() raises an error"), "{said}");
    serving.join().unwrap();
}

#[test]
fn as_taught_the_ack_clients_stop_too_early() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let serving = std::thread::spawn(move || {
        let mut connection = listener.accept().unwrap().0;
        connection.read_exact(&mut [0; 2]).unwrap();
        connection.write_all(b"3000").unwrap();
        connection.read_exact(&mut [0; 10]).unwrap();
        connection.write_all(&[b'x'; 3000]).unwrap();
        rest(&mut connection);
    });
    let args = ["shell", &at, "--as-taught", "--framing", "ack", "--width", "200"];
    let (said, why) = connect_in_vain(&args, "ls\ndate\nquit\n");
    assert!(
        why.contains("`date` got no answer: the client ended of an error that nobody catches"),
        "{why}"
    );
    assert!(said.contains("the loop adds up the length of all that it has so far"), "{said}");
    // The next length is what was left of the answer.
    assert!(said.contains("taken for the next length: int() raises a ValueError"), "{said}");
    assert!(said.contains("(952 B)"), "{said}");
    serving.join().unwrap();
}

#[cfg(unix)]
#[test]
fn as_taught_an_acknowledgement_glues_to_the_next_command_and_mended_it_does_not() {
    for (taught, told) in [(&["--as-taught"][..], "took the acknowledgement"), (&[], "\"pwd\"")] {
        let args = ["shell", "--framing", "ack", "--ack", "ok"];
        let mut server = Server::new(&[&args[..], taught].concat());
        let mut client = server.client();
        client.write_all(b"true").unwrap();
        assert_eq!(exactly(&mut client, 1), b"0");
        client.write_all(b"okpwd").unwrap();
        server.until(told);
        let mended = taught.is_empty();
        let limit = if mended { PATIENCE } else { Duration::from_millis(200) };
        client.set_read_timeout(Some(limit)).unwrap();
        assert_eq!(client.read(&mut [0; 9]).is_ok(), mended);
    }
}

#[cfg(unix)]
#[test]
fn as_taught_a_command_without_output_is_never_answered_and_with_a_length_it_is() {
    for taught in [&["--as-taught"][..], &[]] {
        let mut server = Server::new(&[&["shell"], taught].concat());
        let mut client = server.client();
        client.write_all(b"true").unwrap();
        let told = if taught.is_empty() { "no output" } else { "why: stickydemo run" };
        server.until(told);
    }
    let server = Server::new(&["shell", "--framing", "i32le"]);
    assert_eq!(framed(&mut server.client(), "true"), "");
}

#[cfg(unix)]
#[test]
fn as_taught_the_json_server_answers_one_command_and_drops_the_connection_at_the_next() {
    let mut server = Server::new(&["shell", "--as-taught", "--framing", "json"]);
    let mut first = server.client();
    first.write_all(b"echo hello").unwrap();
    let header = r#"{"file_name": "a.txt", "total_size": 6, "md5": "asdfasdf123123x1"}"#;
    assert_eq!(exactly(&mut first, 4), [66, 0, 0, 0]);
    assert_eq!(text(&exactly(&mut first, 66)), header);
    assert_eq!(exactly(&mut first, 6), b"hello\n");
    server.until("why: stickydemo run remote-command");
    first.write_all(b"pwd").unwrap();
    let _second = server.client();
    // The command was unread when the connection was closed: a reset.
    assert!(first.read(&mut [0; 9]).is_err());
}

#[cfg(unix)]
#[test]
fn as_taught_the_server_dies_of_a_client_that_leaves_and_mended_it_does_not() {
    for taught in [&["--as-taught"][..], &[]] {
        let mut server = Server::new(&[&["shell"], taught].concat());
        let client = server.client();
        socket2::SockRef::from(&client).set_linger(Some(Duration::ZERO)).unwrap();
        drop(client);
        if taught.is_empty() {
            server.until("reset");
            server.client().write_all(b"echo hello").unwrap();
            server.until("\"hello\\n\"");
        } else {
            server.until("it ends the whole server");
            assert_eq!(server.child.wait().unwrap().code(), Some(0));
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn over_udp_an_answer_longer_than_a_datagram_is_told_and_as_taught_ends_the_server() {
    let known = Known::new();
    let long = known.command("cat", "long");
    let server = known.server(&["--udp"]);
    let typed = format!("{long}\necho hello\nquit\n");
    let said = asked(&server, &["--udp"], &typed);
    assert_eq!(said, "[100000 bytes: more than a datagram takes]\n\nhello\n\n");
    let mut server = known.server(&["--udp", "--as-taught"]);
    let client = UdpSocket::bind("127.0.0.1:0").unwrap();
    client.send_to(long.as_bytes(), server.address).unwrap();
    server.until("why: stickydemo run udp-too-big");
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn as_taught_over_udp_one_of_two_is_read() {
    let server = Server::new(&["shell", "--udp"]);
    let args = ["shell", "--udp", &server.at(), "--as-taught", "--width", "200"];
    let said = connect(&args, "echo hello\ntrue\nquit\n");
    let received: Vec<&str> =
        said.lines().filter(|line| line.contains("recv_from(1024)")).collect();
    assert_eq!(received.len(), 2, "{said}");
    assert!(received[0].contains("(empty)") && received[1].contains("hello"), "{said}");
}

#[test]
fn options_that_do_not_fit_are_refused() {
    for args in [
        &["shell", "--ack", "ok"][..],
        &["shell", "--udp", "--framing", "i32le"],
        &["shell", "--udp", "--order", "out"],
        &["shell", "--allow", " "],
        &["upper", "--allow", "ls"],
        &["upper", "--order", "out"],
    ] {
        let output = program(&[&["serve"], args].concat()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
    }
}
