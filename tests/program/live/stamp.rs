//! `stamp`: the time and a quotation, raw and framed, and files between the texts.

use super::side::{Side, nc};
use super::{PATIENCE, Server, connect, link, python, said_by};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

const FRAMED: [&str; 2] = ["--framing", "u32be"];

/// Without the digits of the time, and as one line.
fn bare(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn quoted(text: &str) -> String {
    format!("服务端于年月日时分秒收到了你发来的“{text}”信息!")
}

fn framed(text: &[u8]) -> Vec<u8> {
    [&u32::try_from(text.len()).unwrap().to_be_bytes(), text].concat()
}

fn to(at: SocketAddr) -> TcpStream {
    let client = TcpStream::connect(at).unwrap();
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    client.set_nodelay(true).unwrap();
    client
}

/// One frame, without its digits.
fn answer(client: &mut TcpStream) -> String {
    let mut len = [0; 4];
    client.read_exact(&mut len).unwrap();
    let mut text = vec![0; u32::from_be_bytes(len) as usize];
    client.read_exact(&mut text).unwrap();
    bare(&String::from_utf8(text).unwrap())
}

/// What one receive returns, without its digits.
fn raw_answer(client: &mut TcpStream) -> String {
    let mut text = vec![0; 1024];
    let n = client.read(&mut text).unwrap();
    bare(std::str::from_utf8(&text[..n]).unwrap())
}

fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A framed server, and its folder.
fn with_folder(args: &[&str]) -> (Side, SocketAddr, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let args = [&["stamp", "--folder", path][..], &FRAMED, args].concat();
    let (server, at) = Side::server(&args);
    (server, at, folder)
}

#[test]
fn our_client_and_our_server_talk_raw_and_framed() {
    for args in [&[][..], &FRAMED] {
        for taught in [&[][..], &["--as-taught"]] {
            let folder = tempfile::tempdir().unwrap();
            let at_folder = ["--folder", folder.path().to_str().unwrap()];
            let of_files = if args.is_empty() { &[][..] } else { &at_folder };
            let server = Server::new(&[&["stamp"], args, taught, of_files].concat());
            let at = server.at();
            let client = [&["stamp", &at, "--quiet"], args, &["--as-taught"]].concat();
            let said = connect(&client, "hello\n你好\nq\nnever said\n");
            assert_eq!(bare(&said), format!("{} {}", quoted("hello"), quoted("你好")), "{args:?}");
            let client = [&["stamp", &at, "--quiet"], args].concat();
            assert_eq!(bare(&connect(&client, "feng\nQ\n")), quoted("feng"), "{args:?}");
        }
    }
}

#[test]
fn raw_two_texts_are_quoted_as_one_and_framed_they_are_two() {
    for framing in [false, true] {
        let args = if framing { &FRAMED[..] } else { &[] };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let of_files = if framing { &["--folder", path][..] } else { &[] };
        let server = Server::new(&[&["stamp", "--late", "1s"], args, of_files].concat());
        let mut client = to(server.address);
        let send = |mut client: &TcpStream, text: &[u8]| match framing {
            true => client.write_all(&framed(text)).unwrap(),
            false => client.write_all(text).unwrap(),
        };
        send(&client, b"hello");
        send(&client, b"feng");
        if framing {
            assert_eq!(answer(&mut client), quoted("hello"));
            assert_eq!(answer(&mut client), quoted("feng"));
        } else {
            assert_eq!(raw_answer(&mut client), quoted("hellofeng"));
        }
    }
}

/// As the tutorials write it: `recv(1024)`; and for frames a loop until all is there.
const PYTHON: &str = "import socket, struct, sys\n\
    def exactly(s, n):\n data = b''\n while len(data) < n:\n  piece = s.recv(n - len(data))\n  \
    if not piece: sys.exit()\n  data += piece\n return data\n\
    def recv(s):\n return exactly(s, struct.unpack('>I', exactly(s, 4))[0])\n\
    def send(s, data):\n s.sendall(struct.pack('>I', len(data)) + data)\n";

#[test]
fn clients_in_python_are_answered_raw_and_framed() {
    let raw = Server::new(&["stamp"]);
    let (_framed, at, folder) = with_folder(&[]);
    for (port, body) in [
        (
            raw.address.port(),
            "for line in ('hello', '你好'):\n s.send(line.encode())\n print(s.recv(1024).decode())\n",
        ),
        (
            at.port(),
            "for line in ('hello', '你好'):\n send(s, line.encode())\n print(recv(s).decode())\n\
             send(s, b'file')\nsend(s, b'a.txt,5')\ns.sendall(b'12345')\nsend(s, b'FILE')\n\
             send(s, b'empty,0')\nsend(s, b'q')\nassert s.recv(9) == b''\n",
        ),
    ] {
        let connected = format!("s = socket.create_connection(('127.0.0.1', {port}), 20)\n");
        let Some(client) = python(&format!("{PYTHON}{connected}{body}")) else { return };
        assert_eq!(bare(&said_by(client)), format!("{} {}", quoted("hello"), quoted("你好")));
    }
    assert_eq!(files(folder.path()), ["a.txt", "empty"]);
    assert_eq!(std::fs::read(folder.path().join("a.txt")).unwrap(), b"12345");
}

#[test]
fn servers_in_python_are_talked_to_raw_and_framed() {
    let serve = "l = socket.socket()\nl.settimeout(20)\nl.bind(('127.0.0.1', 0))\nl.listen(5)\n\
                 print(l.getsockname()[1], flush=True)\ns, _ = l.accept()\n";
    let raw = "while True:\n text = s.recv(1024).decode()\n if not text: break\n \
               s.send(f'got “{text}”!'.encode())\n";
    let frames = "while True:\n text = recv(s).decode()\n if text in ('q', 'Q'): break\n \
                  if text in ('file', 'FILE'):\n  name, length = recv(s).decode().split(',')\n  \
                  print(name, exactly(s, int(length)).decode(), flush=True)\n \
                  else: send(s, f'got “{text}”!'.encode())\nprint('the end', flush=True)\n";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("my file.txt"), "its text").unwrap();
    for (body, args, typed, seen) in [
        (raw, &[][..], &["hello", "q"][..], &[][..]),
        (
            frames,
            &FRAMED,
            &["hello", "file my file.txt", "file missing", "file", "my file.txt", "hello", "q"],
            &["my file.txt its text", "my file.txt its text", "the end"],
        ),
    ] {
        let Some(mut program) = python(&format!("{PYTHON}{serve}{body}")) else { return };
        let mut server = program.spawn().unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let port = lines.next().unwrap().unwrap();
        let args = [&["connect", "stamp", &port], args].concat();
        let mut client = Side::inside(folder.path(), &args);
        typed.iter().for_each(|line| client.types(line));
        client.until("got “hello”!");
        client.ends_with(i32::from(typed.contains(&"file missing")));
        let rest: Vec<String> = lines.map_while(Result::ok).collect();
        assert_eq!(rest, seen);
        assert!(server.wait().unwrap().success());
    }
}

#[test]
fn a_text_that_gets_no_answer_is_in_the_exit_code() {
    for args in [&[][..], &FRAMED] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap().to_string();
        let mut client = Side::new(&[&["connect", "stamp", &at], args].concat());
        client.types("hello");
        let mut connection = listener.accept().unwrap().0;
        assert!(connection.read(&mut [0; 99]).unwrap() > 0);
        drop(connection);
        client.ends_with(1);
    }
}

#[test]
fn a_file_is_kept_whole_and_nothing_is_overwritten() {
    let (mut server, at, folder) = with_folder(&[]);
    let own = tempfile::tempdir().unwrap();
    let big: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
    std::fs::write(own.path().join("a, b.bin"), &big).unwrap();
    let at = at.to_string();
    let args = [&["connect", "stamp", &at], &FRAMED[..]].concat();
    let mut client = Side::inside(own.path(), &args);
    for line in ["file a, b.bin", "file a, b.bin", "file no.txt", "see you!", "q"] {
        client.types(line);
    }
    let seen = client.ends_with(1);
    assert!(bare(&seen).contains("a comma in the name"), "{seen}");
    assert!(seen.contains("no.txt: no such file"), "{seen}");
    server.until("close()");
    assert_eq!(files(folder.path()), ["a, b(1).bin", "a, b.bin"]);
    for name in files(folder.path()) {
        assert!(std::fs::read(folder.path().join(name)).unwrap() == big);
    }
}

/// A name ends the connection that sent it at worst; nothing is written outside the folder.
#[test]
fn names_are_those_of_the_folder() {
    let (_server, at, folder) = with_folder(&[]);
    link(Path::new("/etc/passwd"), &folder.path().join("link"));
    let names = [
        "../out",
        "/tmp/stickydemo-out",
        "a/b",
        "a\\b",
        "C:a",
        "..",
        ".hidden",
        "nul",
        "COM1.txt",
        "a\0b",
        "",
        "a.",
        "a\x1b[2J",
    ];
    for name in names {
        let mut client = to(at);
        let named = format!("{name},2");
        client
            .write_all(&[&framed(b"file")[..], &framed(named.as_bytes()), b"xx"].concat())
            .unwrap();
        // An end, or a reset where bytes were unread.
        assert!(matches!(client.read(&mut [0; 9]), Ok(0) | Err(_)), "{name:?}");
    }
    let mut client = to(at);
    client.write_all(&[&framed(b"file")[..], &framed(b"link,2"), b"xx"].concat()).unwrap();
    client.write_all(&framed(b"still there?")).unwrap();
    assert_eq!(answer(&mut client), quoted("still there?"));
    assert_eq!(files(folder.path()), ["link", "link(1)"]);
    assert!(!folder.path().parent().unwrap().join("out").exists());
    assert!(!Path::new("/tmp/stickydemo-out").exists());
}

#[test]
fn whatever_a_peer_does_framed_the_next_one_is_served_and_no_half_file_is_left() {
    let (_server, at, folder) = with_folder(&[]);
    let mut silent = to(at);
    let ended = |bytes: &[u8]| {
        let mut client = to(at);
        client.write_all(bytes).unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        let mut rest = Vec::new();
        // A reset where bytes were unread.
        client.read_to_end(&mut rest).ok();
        assert_eq!(rest, b"", "{bytes:?}");
    };
    for bytes in [
        &b"\0\0"[..],
        b"\xff\xff\xff\xff",
        b"\0\0\0\x09half",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        &[&framed(b"file")[..], &framed(b"see you!")].concat(),
        &[&framed(b"file")[..], &framed(b"a,-1")].concat(),
        &[&framed(b"file")[..], &framed(b"a,99999999999999999999")].concat(),
        &[&framed(b"file")[..], &framed(b"a,9999999999999999")].concat(),
        &[&framed(b"file")[..], &framed(b"\xff,1")].concat(),
        &[&framed(b"file")[..], &framed(b"half,100"), b"only this"].concat(),
    ] {
        ended(bytes);
    }
    let reset = to(at);
    socket2::SockRef::from(&reset).set_linger(Some(Duration::ZERO)).unwrap();
    (&reset).write_all(b"\0\0\0").unwrap();
    drop(reset);
    let mut slow = to(at);
    for byte in framed(b"byte by byte") {
        slow.write_all(&[byte]).unwrap();
    }
    assert_eq!(answer(&mut slow), quoted("byte by byte"));
    silent.write_all(&framed(b"\xff\xfe")).unwrap();
    let mut len = [0; 4];
    silent.read_exact(&mut len).unwrap();
    assert_eq!(files(folder.path()), [""; 0]);
}

#[test]
fn the_date_comes_unasked() {
    let (_server, at, _folder) = with_folder(&["--every", "50ms"]);
    let raw = Server::new(&["stamp", "--every", "50ms"]);
    let mut client = to(at);
    assert_eq!(answer(&mut client), "年月日时分秒");
    client.write_all(&framed(b"hello")).unwrap();
    while answer(&mut client) != quoted("hello") {}
    let mut client = Side::new(&["connect", "stamp", &raw.at(), "--quiet"]);
    assert_eq!(bare(&client.until("秒")), "年月日时分秒");
    // As taught, what came before the line is taken for its answer.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let mut client = Side::new(&["connect", "stamp", &at, "--as-taught"]);
    let mut server = listener.accept().unwrap().0;
    server.write_all(b"unasked").unwrap();
    client.types("hello");
    let seen = client.until("stickydemo run remote-command");
    assert!(bare(&seen).contains("there before the line was sent"), "{seen}");
}

#[test]
fn as_taught_the_client_over_the_limit_hangs_until_one_more_connects() {
    for (args, limit) in [(&[][..], 4), (&FRAMED, 5)] {
        let folder = tempfile::tempdir().unwrap();
        let at_folder = ["--folder", folder.path().to_str().unwrap()];
        let of_files = if args.is_empty() { &[][..] } else { &at_folder };
        let args = [&["stamp", "--as-taught"], args, of_files].concat();
        let (mut server, at) = Side::server(&args);
        let text = framed(b"hi");
        let mut served: Vec<TcpStream> = (0..limit).map(|_| to(at)).collect();
        for client in &mut served {
            client.write_all(&text).unwrap();
            assert!(raw_answer(client).contains("服务端于"));
        }
        let mut next = to(at);
        server.until("stickydemo run one-at-a-time");
        next.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        let waits = next.read(&mut [0]).unwrap_err().kind();
        assert!(matches!(waits, std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut));
        let _one_more = to(at);
        next.set_read_timeout(Some(PATIENCE)).unwrap();
        assert_eq!(next.read(&mut [0]).unwrap(), 0);
    }
}

#[test]
fn as_taught_an_error_ends_the_thread_and_the_next_client_ends_the_connection() {
    let file = framed(b"file");
    for (bytes, fault) in [
        ([&file[..], &framed(b"see you!")].concat(), "after file comes NAME,LENGTH"),
        ([&file[..], &framed(b"a,b.txt,5"), b"hello"].concat(), "a comma in the name"),
        ([&file[..], &framed(b"a,b")].concat(), "after file comes NAME,LENGTH"),
        (framed(b"\xff"), "not UTF-"),
    ] {
        let (mut server, at, folder) = with_folder(&["--as-taught"]);
        let mut client = to(at);
        client.write_all(&bytes).unwrap();
        let seen = server.until("open until one more connects");
        assert!(bare(&seen).contains(fault), "{fault}: {seen}");
        let mut next = to(at);
        assert!(matches!(client.read(&mut [0]), Ok(0) | Err(_)), "{fault}");
        next.write_all(&framed(b"hello")).unwrap();
        assert_eq!(answer(&mut next), quoted("hello"));
        assert_eq!(files(folder.path()), [""; 0]);
    }
}

// Under Wine a reset is the end of the stream.
#[cfg(unix)]
#[test]
fn as_taught_a_reset_ends_its_thread_and_that_is_told() {
    for args in [&[][..], &FRAMED] {
        let folder = tempfile::tempdir().unwrap();
        let at_folder = ["--folder", folder.path().to_str().unwrap()];
        let of_files = if args.is_empty() { &[][..] } else { &at_folder };
        let (mut server, at) = Side::server(&[&["stamp", "--as-taught"], args, of_files].concat());
        let reset = to(at);
        socket2::SockRef::from(&reset).set_linger(Some(Duration::ZERO)).unwrap();
        drop(reset);
        let seen = bare(&server.until("mend: except OSError: break"));
        assert!(
            seen.contains("nobody catches this error: it ends this connection's thread"),
            "{seen}"
        );
        assert!(seen.contains("why: stickydemo run login"), "{seen}");
        to(at).write_all(&framed(b"hi")).unwrap();
        server.until("send(");
    }
}

#[test]
fn as_taught_the_client_says_file_before_it_looks() {
    let (mut server, at, folder) = with_folder(&["--as-taught"]);
    let own = tempfile::tempdir().unwrap();
    let at = at.to_string();
    let args = [&["connect", "stamp", &at, "--as-taught"], &FRAMED[..]].concat();
    let mut client = Side::inside(own.path(), &args);
    client.types("file no.txt");
    client.until("stickydemo run stamp");
    client.types("see you!");
    let seen = server.until("stickydemo run stamp");
    assert!(bare(&seen).contains("after file comes NAME,LENGTH"), "{seen}");
    assert_eq!(files(folder.path()), [""; 0]);
}

#[test]
fn nc_is_answered() {
    let server = Server::new(&["stamp"]);
    let port = server.address.port().to_string();
    // Fourteen digits of the time are left out of it.
    let wanted = quoted("hello").len() + 14;
    if let Some(said) = nc(&["127.0.0.1", &port], "hello", wanted) {
        assert_eq!(bare(&said), quoted("hello"));
    }
}
