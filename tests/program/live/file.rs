//! `file`: ours with ours, with plain programs in both directions, with hostile ones, and with processes that are killed.

use super::{PATIENCE, Server, link, python, said_by};
use crate::process::{files, program, text};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

/// Two folders: the server's and the client's.
struct Rooms {
    server: tempfile::TempDir,
    client: tempfile::TempDir,
}

impl Rooms {
    fn new() -> Self {
        Rooms { server: tempfile::tempdir().unwrap(), client: tempfile::tempdir().unwrap() }
    }

    fn there(&self, name: &str) -> PathBuf {
        self.server.path().join(name)
    }

    fn here(&self, name: &str) -> PathBuf {
        self.client.path().join(name)
    }

    fn serve(&self, args: &[&str]) -> Server {
        let folder = self.server.path().to_str().unwrap();
        Server::new(&[&["file", "--folder", folder], args].concat())
    }

    /// `connect file` in the client's folder, with this typed; what it wrote.
    fn connect(&self, args: &[&str], typed: &str) -> String {
        let (code, out, err) = self.ends(args, typed);
        assert_eq!((code, &*err), (Some(0), ""), "{out}");
        out
    }

    /// The same, where something is not done: one line says so, and the exit code.
    fn fails(&self, args: &[&str], typed: &str) -> (String, String) {
        let (code, out, err) = self.ends(args, typed);
        assert_eq!(code, Some(1), "{out}{err}");
        assert!(err.starts_with("error: `") && err.contains("was not done: "), "{out}{err}");
        (out, err)
    }

    fn ends(&self, args: &[&str], typed: &str) -> (Option<i32>, String, String) {
        let mut child = client(self.client.path(), args);
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    }
}

fn client(folder: &Path, args: &[&str]) -> Child {
    let mut command = program(&[&["connect", "file"], args].concat());
    command.current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
    command.stderr(Stdio::piped()).spawn().unwrap()
}

/// Numbers that look random: the same seed gives the same (the multiplier is Knuth's, of MMIX).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

fn bytes(seed: u64, len: usize) -> Vec<u8> {
    let mut random = Random(seed);
    std::iter::repeat_with(|| random.below(256) as u8).take(len).collect()
}

/// Waits until something is so: 20 s; under Wine, where what is left of a file is read in calls that each go through another
/// process, more.
fn eventually(what: &str, mut so: impl FnMut() -> bool) {
    let most = if cfg!(unix) { 2_000 } else { 12_000 };
    for _ in 0..most {
        if so() {
            return;
        }
        std::thread::park_timeout(Duration::from_millis(10));
    }
    panic!("never: {what}");
}

/// Under Wine each call goes through another process: there it is less of all.
const SLOW: usize = if cfg!(unix) { 1 } else { 20 };

const NAMES: &[&str] = &["empty", "one", "你好 世界, and so on.txt", "lines.txt", "large.bin"];

fn contents(name: &str) -> Vec<u8> {
    match name {
        "empty" => Vec::new(),
        "one" => b"x".to_vec(),
        "lines.txt" => b"first\n\n\nno end".to_vec(),
        "large.bin" => bytes(5, 5_000_000 / SLOW),
        _ => "你好\n".into(),
    }
}

#[test]
fn files_go_up_and_come_down_as_they_were() {
    for protocol in ["header", "lines", "transceiver"] {
        let rooms = Rooms::new();
        let server = rooms.serve(&["--protocol", protocol]);
        let mut typed = String::new();
        for name in NAMES {
            std::fs::write(rooms.here(name), contents(name)).unwrap();
            typed.push_str(&format!("put {name}\n"));
        }
        let args = [server.at(), "--quiet".into(), "--protocol".into(), protocol.to_owned()];
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let said = rooms.connect(&args, &format!("{typed}quit\n"));
        assert_eq!(said.lines().count(), NAMES.len(), "{protocol}: {said}");
        for name in NAMES {
            eventually(name, || rooms.there(name).exists());
            assert!(
                std::fs::read(rooms.there(name)).unwrap() == contents(name),
                "{protocol}: {name}"
            );
        }
        if protocol == "transceiver" {
            assert!(rooms.fails(&args, "get one\nlist\n").0.contains("only put"));
            continue;
        }
        let typed: String = NAMES.iter().map(|name| format!("get {name}\n")).collect();
        rooms.connect(&args, &typed);
        for name in NAMES {
            let second = match name.rsplit_once('.') {
                Some((stem, end)) => format!("{stem}(1).{end}"),
                None => format!("{name}(1)"),
            };
            assert!(
                std::fs::read(rooms.here(&second)).unwrap() == contents(name),
                "{protocol}: {second}"
            );
        }
        assert_eq!(files(rooms.server.path()).len(), NAMES.len(), "{protocol}");
    }
}

/// The sends of a file are those of one message: 200000 bytes are four of 64 KiB at most.
#[test]
fn a_class_paces_the_sends_of_a_file() {
    let rooms = Rooms::new();
    let server = rooms.serve(&[]);
    std::fs::write(rooms.client.path().join("f"), bytes(1, 200_000)).unwrap();
    let clock = stickydemo::net::Clock::start();
    rooms.connect(&[&server.at(), "--pace", "200ms"], "put f\n");
    assert!(Duration::from_nanos(clock.ns()) >= 3 * Duration::from_millis(200));
}

/// Nagle's algorithm would hold the next line until the one before is acknowledged, and longer than the pause.
#[test]
fn what_is_sent_line_by_line_with_pauses_is_sent_at_once() {
    for (more, is_set) in
        [(&[][..], true), (&["--as-taught"], false), (&["--nodelay", "off"], false)]
    {
        let rooms = Rooms::new();
        let mut server =
            rooms.serve(&[&["--protocol", "lines", "--pace", "10ms", "--verbose"], more].concat());
        drop(server.client());
        let said = server.until("close()");
        assert_eq!(said.contains("TCP_NODELAY: asked for on"), is_set, "{said}");
    }
}

/// It hears of it only when its send fails.
#[test]
fn a_client_that_sends_first_is_told_that_the_server_is_full() {
    for protocol in ["lines", "transceiver"] {
        let rooms = Rooms::new();
        let server = rooms.serve(&["--max-clients", "1", "--protocol", protocol]);
        let _first = server.client();
        std::fs::write(rooms.client.path().join("f"), "text\n").unwrap();
        let (_, _, why) = rooms.ends(&[&server.at(), "--protocol", protocol], "put f\n");
        assert!(why.contains("server full: 1 client"), "{protocol}: {why}");
    }
}

/// A file that has no end in sight: the first Ctrl-C ends its sender, and its trace is there.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_transfer_of_which_each_call_is_kept() {
    let rooms = Rooms::new();
    std::fs::File::create(rooms.client.path().join("f")).unwrap().set_len(1 << 40).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let args = [&at, "--spelling", "file_size", "--trace", "t.json"];
    let mut child = client(rooms.client.path(), &args);
    writeln!(child.stdin.as_mut().unwrap(), "put f").unwrap();
    let mut connection = listener.accept().unwrap().0;
    connection.read_exact(&mut [0; 1 << 20]).unwrap();
    std::thread::spawn(move || std::io::copy(&mut connection, &mut std::io::sink()));
    crate::process::interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(rooms.client.path().join("t.json").exists());
}

#[test]
fn a_list_has_numbers_and_a_number_is_a_name() {
    let rooms = Rooms::new();
    std::fs::write(rooms.there("b"), b"2").unwrap();
    std::fs::write(rooms.there("a"), b"1").unwrap();
    let server = rooms.serve(&[]);
    let typed = "get 2\nlist\nget 2\nget none\nput none\nx\n";
    let (said, _) = rooms.fails(&[&server.at(), "--quiet"], typed);
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].contains("no such file") && lines[2].contains("b  1 byte"), "{said}");
    assert_eq!(lines.len(), 7, "{said}");
    assert_eq!(files(rooms.client.path()), ["b"]);
}

#[test]
fn a_login_comes_first_where_there_are_accounts() {
    let rooms = Rooms::new();
    let accounts = rooms.here("accounts");
    std::fs::write(&accounts, "alex|dsb\n").unwrap();
    std::fs::write(rooms.there("secret"), b"?").unwrap();
    let server = rooms.serve(&["--accounts", accounts.to_str().unwrap()]);
    let said = rooms.connect(&[&server.at(), "--quiet"], "alex|x\nalex|dsb\nget secret\n");
    assert!(said.starts_with("用户名或者密码错误\n登录成功\nsecret: "), "{said}");
    let (said, _) = rooms.fails(&[&server.at(), "--quiet"], "get secret\n");
    assert!(said.contains("the server wants a login first (user|password)"), "{said}");
    let said = rooms.connect(&[&server.at(), "--quiet"], "good|bye\n");
    assert_eq!(said, "");
    assert_eq!(files(rooms.client.path()), ["accounts", "secret"]);
}

/// The tutorials' uploaders: a header in each spelling, then the file; no reply is waited for.
#[test]
fn an_upload_of_a_plain_client_is_taken_in_every_spelling() {
    let source = "\
import json, socket, struct, sys
head = json.loads(sys.argv[2])
s = socket.create_connection(('127.0.0.1', int(sys.argv[1])), 20)
text = json.dumps(head, ensure_ascii=sys.argv[3] == 'escaped').encode()
s.send(struct.pack('i', len(text)))
s.send(text)
for line in open(sys.argv[4], 'rb'): s.send(line)
s.close()
";
    for (head, escaped) in [
        (r#"{"file_name": "你.txt", "file_size": 20000, "msg": "x"}"#, "escaped"),
        (r#"{"file_name": "你.txt", "file_size": 20000, "msg": "x"}"#, "raw"),
        (r#"{"cmd": "put", "filename": "你.txt", "filesize": 20000}"#, "escaped"),
        (r#"{"md5": "asdfasdf123123x1", "total_size": 20000, "file_name": "你.txt"}"#, "raw"),
        (
            r#"{"more": [{"x": null}], "file_size": 20000, "md5": 5, "file_name": "你.txt"}"#,
            "escaped",
        ),
    ] {
        let rooms = Rooms::new();
        let body = bytes(2, 20_000);
        std::fs::write(rooms.here("body"), &body).unwrap();
        let mut server = rooms.serve(&[]);
        let Some(mut python) = python(source) else { return };
        let port = server.address.port().to_string();
        python.args([&port, head, escaped]).arg(rooms.here("body"));
        said_by(python);
        let said = server.until("20000 bytes received");
        assert!(!said.contains("send("), "a plain client waits for no reply: {said}");
        assert!(std::fs::read(rooms.there("你.txt")).unwrap() == body, "{head}");
    }
}

/// A server in Python that prints its port, serves one connection, and then says what it has.
struct Plain {
    child: Child,
    port: String,
}

impl Plain {
    fn new(source: &str, folder: &Path) -> Option<Self> {
        let begin = "\
import hashlib, json, os, socket, struct, sys
def exactly(n):
  data = b''
  while len(data) < n:
    more = c.recv(n - len(data))
    if not more: sys.exit(0)
    data += more
  return data
l = socket.socket(); l.settimeout(20); l.bind(('127.0.0.1', 0)); l.listen(5)
print(l.getsockname()[1], flush=True)
c, _ = l.accept(); c.settimeout(20)
";
        let mut child = python(&format!("{begin}{source}"))?.current_dir(folder).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut port).unwrap();
        Some(Plain { child, port: port.trim().to_owned() })
    }

    fn ends(mut self) {
        assert!(self.child.wait().unwrap().success());
    }
}

#[test]
fn a_plain_server_reads_the_spelling_it_knows() {
    for (spelling, name, size) in [
        ("file_size", "file_name", "file_size"),
        ("filesize", "filename", "filesize"),
        ("total_size", "file_name", "total_size"),
    ] {
        let rooms = Rooms::new();
        let source = format!(
            "while True:\n n = struct.unpack('i', exactly(4))[0]\n head = json.loads(exactly(n))\n size = 0\n \
             with open(head['{name}'], 'wb') as f:\n  while size < head['{size}']:\n   \
             data = c.recv(min(1024, head['{size}'] - size))\n   f.write(data)\n   size += len(data)\n \
             md5 = hashlib.md5(open(head['{name}'], 'rb').read()).hexdigest()\n \
             assert head.get('md5', md5) == md5 and head.get('cmd', 'put') == 'put'\n"
        );
        let Some(server) = Plain::new(&source, rooms.server.path()) else { return };
        let body = bytes(3, 30_000);
        std::fs::write(rooms.here("你 好"), &body).unwrap();
        std::fs::write(rooms.here("empty"), b"").unwrap();
        let args = [&*server.port, "--quiet", "--spelling", spelling];
        let (said, _) = rooms.fails(&args, "put 你 好\nput empty\nget x\nquit\n");
        assert!(said.contains("nothing was checked") && said.contains("only put"), "{said}");
        server.ends();
        assert!(std::fs::read(rooms.there("你 好")).unwrap() == body, "{spelling}");
        assert_eq!(files(rooms.server.path()), ["empty", "你 好"]);
    }
}

/// As the tutorial's: the command glued to what follows, and lines by recv(1024), which is right where only one follows.
#[test]
fn a_plain_client_is_served_line_by_line() {
    let source = "\
import hashlib, json, socket, struct, sys
s = socket.create_connection(('127.0.0.1', int(sys.argv[1])), 20)
def put(name, data):
  out = f'put {name}'.encode() + struct.pack('i', len(data))
  for line in data.splitlines(True):
    head = json.dumps({'file_name': name, 'file_size': len(line), 'md5': hashlib.md5(line).hexdigest()}).encode()
    out += struct.pack('i', len(head)) + head + line
  if sys.argv[2] == 'glued': s.sendall(out)
  else:
    for byte in out: s.send(bytes([byte]))
  print(s.recv(1024).decode())
put('a.txt', b'hello\\nworld\\n')
put('e.txt', b'')
put('long.txt', b'x' * 700 + b'\\n')
s.send(b'get long.txt')
assert struct.unpack('i', s.recv(4))[0] == 701
n = struct.unpack('i', s.recv(4))[0]
head = json.loads(s.recv(n))
line = s.recv(1024)
assert hashlib.md5(line).hexdigest() == head['md5'] and head['file_name'] == 'long.txt'
s.send(b'get none')
assert s.recv(4) == b''
";
    for manner in ["glued", "byte by byte"] {
        let rooms = Rooms::new();
        let server = rooms.serve(&["--protocol", "lines"]);
        let Some(mut python) = python(source) else { return };
        python.args([&server.address.port().to_string(), manner]);
        assert_eq!(
            said_by(python),
            "a.txt 上传成功\ne.txt 上传成功\nlong.txt 上传成功\n",
            "{manner}"
        );
        assert_eq!(std::fs::read(rooms.there("a.txt")).unwrap(), b"hello\nworld\n");
        assert_eq!(std::fs::read(rooms.there("e.txt")).unwrap(), b"");
    }
}

#[test]
fn a_plain_server_gives_and_takes_line_by_line() {
    let source = "\
assert exactly(9) == b'put a.txt'
total, size = struct.unpack('i', exactly(4))[0], 0
while size < total:
  head = json.loads(exactly(struct.unpack('i', exactly(4))[0]))
  line = exactly(head['file_size'])
  assert hashlib.md5(line).hexdigest() == head['md5'] and head['file_name'] == 'a.txt'
  open('server.txt', 'ab').write(line)
  size += len(line)
c.send('a.txt 上传成功'.encode())
assert c.recv(1024) == b'get b.txt'
data = open('server.txt', 'rb').read()
c.send(struct.pack('i', len(data)))
for line in data.splitlines(True):
  head = json.dumps({'file_name': '../b', 'file_size': len(line), 'md5': hashlib.md5(line).hexdigest()}).encode()
  c.send(struct.pack('i', len(head))); c.send(head); c.send(line)
assert c.recv(1024) == b'get c.txt'
";
    let rooms = Rooms::new();
    let Some(server) = Plain::new(source, rooms.server.path()) else { return };
    std::fs::write(rooms.here("a.txt"), b"one\ntwo\nthree").unwrap();
    let args = [&*server.port, "--quiet", "--protocol", "lines"];
    let (said, _) = rooms.fails(&args, "put a.txt\nget b.txt\nget c.txt\n");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], "a.txt 上传成功");
    assert!(lines[2].contains("no other way to say"), "{said}");
    server.ends();
    assert_eq!(std::fs::read(rooms.here("b.txt")).unwrap(), b"one\ntwo\nthree");
    assert_eq!(std::fs::read(rooms.there("server.txt")).unwrap(), b"one\ntwo\nthree");
    assert_eq!(files(rooms.client.path()), ["a.txt", "b.txt"]);
}

#[test]
fn plain_programs_and_the_transceiver_understand_each_other() {
    let rooms = Rooms::new();
    let mut server = rooms.serve(&["--protocol", "transceiver"]);
    let source = "\
import socket, struct, sys
s = socket.create_connection(('127.0.0.1', int(sys.argv[1])), 20)
def say(text): s.sendall(struct.pack('>I', len(text.encode())) + text.encode())
for word, name in ('file', 'a, b'), ('FILE', '你'):
  say(word); say(f'{name},3'); s.sendall(b'abc')
say('Q')
assert s.recv(1) == b''
";
    let Some(mut python) = python(source) else { return };
    python.arg(server.address.port().to_string());
    said_by(python);
    server.until("你: 3 bytes received");
    assert_eq!(files(rooms.server.path()), ["a, b", "你"]);
    let source = "\
def text(): return exactly(struct.unpack('>I', exactly(4))[0]).decode()
while text() == 'file':
  name, length = text().split(',')
  data = b''
  while len(data) < int(length): data += c.recv(min(1024, int(length) - len(data)))
  open(name, 'wb').write(data)
";
    let Some(server) = Plain::new(source, rooms.server.path()) else { return };
    let body = bytes(4, 20_000);
    std::fs::write(rooms.here("body"), &body).unwrap();
    let args = [&*server.port, "--quiet", "--protocol", "transceiver"];
    rooms.connect(&args, "put body\nquit\n");
    server.ends();
    assert!(std::fs::read(rooms.there("body")).unwrap() == body);
}

fn framed(json: &str, body: &[u8]) -> Vec<u8> {
    [&(json.len() as u32).to_le_bytes(), json.as_bytes(), body].concat()
}

/// A good upload, answered.
fn still_there(server: &Server, rooms: &Rooms, nth: usize) {
    let mut stream = server.client();
    let name = format!("good{nth}");
    let json = format!("{{\"file_name\": \"{name}\", \"file_size\": 5}}");
    stream.write_all(&framed(&json, b"hello")).unwrap();
    eventually(&name, || rooms.there(&name).exists());
    assert_eq!(std::fs::read(rooms.there(&name)).unwrap(), b"hello");
}

/// What is no upload, and uploads under names that are none.
fn hostile() -> Vec<Vec<u8>> {
    let named = |name: &str| framed(&format!("{{\"file_name\": {name}, \"file_size\": 2}}"), b"no");
    let deep = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    let no_upload: Vec<Vec<u8>> = vec![
        b"\x01".to_vec(),
        b"\x10\0\0\0{\"half".to_vec(),
        b"\xff\xff\xff\x7f".to_vec(),
        b"\xff\xff\xff\xff".to_vec(),
        b"\0\0\0\0".to_vec(),
        b"GET / HTTP/1.1\r\n\r\n".to_vec(),
        framed("[]", b""),
        framed("nonsense", b""),
        framed(&deep, b""),
        framed("{\"file_name\": \"a\"}", b"no"),
        framed("{\"file_name\": \"a\", \"file_size\": -1}", b"no"),
        framed("{\"file_name\": \"a\", \"file_size\": 1.5}", b"no"),
        framed("{\"file_name\": \"a\", \"file_size\": 99999999999999999999999}", b"no"),
        framed("{\"file_name\": \"a\", \"file_size\": 1000001}", b"no"),
        framed("{\"file_name\": \"a\", \"file_size\": 2, \"total_size\": 3}", b"no"),
        framed("{\"cmd\": \"rm\", \"file_name\": \"a\"}", b""),
        framed("{\"cmd\": \"get\", \"file_name\": \"link\"}", b""),
        framed("{\"file_name\": \"a\", \"file_size\": 100}", b"half"),
    ];
    let names = [
        "\"../a\"",
        "\"/tmp/a\"",
        "\"..\"",
        "\"\"",
        "\"a\\u0000b\"",
        "\"C:\\\\a\"",
        "\"C:a\"",
        "\"nul\"",
        "\"COM1.txt\"",
        "\"a.\"",
        "\"a \"",
        "\"a/b\"",
        "\".bashrc\"",
        "\"\\u001b[31m\"",
        "5",
        "null",
    ];
    no_upload.into_iter().chain(names.into_iter().map(named)).collect()
}

/// What a hostile peer says ends its own connection at once, without a byte in the folder.
#[test]
fn a_hostile_client_ends_its_own_connection_and_nothing_else() {
    let rooms = Rooms::new();
    let outside = tempfile::tempdir().unwrap();
    link(&outside.path().join("none"), &rooms.there("link"));
    let server = rooms.serve(&["--max-size", "1000000"]);
    for bytes in &hostile() {
        let mut stream = server.client();
        stream.write_all(bytes).unwrap();
        // It may have been refused, and reset, by now.
        stream.shutdown(std::net::Shutdown::Write).ok();
        let mut said = Vec::new();
        // Closed with bytes unread it is reset.
        match stream.read_to_end(&mut said) {
            Ok(_) => assert!(said.is_empty(), "{:?}: {said:?}", text(bytes)),
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset),
        }
    }
    assert_eq!(files(rooms.server.path()), ["link"]);
    assert_eq!(files(outside.path()).len(), 0);
    still_there(&server, &rooms, 1);
}

/// Silent, half, reset, a byte at a time; and a symbolic link in the folder.
#[test]
fn a_dying_client_leaves_nothing_half_and_a_link_is_not_written_through() {
    let rooms = Rooms::new();
    let outside = tempfile::tempdir().unwrap();
    link(&outside.path().join("none"), &rooms.there("link"));
    let server = rooms.serve(&[]);
    let silent = server.client();
    let half = server.client();
    (&half).write_all(&framed("{\"file_name\": \"a\", \"file_size\": 100}", b"half")).unwrap();
    let reset = server.client();
    (&reset).write_all(&framed("{\"file_name\": \"a\", \"file_size\": 100}", b"half")).unwrap();
    socket2::SockRef::from(&reset).set_linger(Some(Duration::ZERO)).unwrap();
    drop(reset);
    still_there(&server, &rooms, 1);
    let mut slow = server.client();
    slow.set_nodelay(true).unwrap();
    for byte in framed("{\"file_name\": \"slow\", \"file_size\": 3}", b"abc") {
        slow.write_all(&[byte]).unwrap();
    }
    eventually("slow", || rooms.there("slow").exists());
    drop((silent, half));
    eventually("nothing half is left", || files(rooms.server.path()) == ["good1", "link", "slow"]);
    // A name that is a link is not written through.
    let mut stream = server.client();
    stream.write_all(&framed("{\"file_name\": \"link\", \"file_size\": 2}", b"hi")).unwrap();
    eventually("link(1)", || rooms.there("link(1)").exists());
    assert_eq!(files(outside.path()).len(), 0);
}

/// The limit of clients is told to those over it; as many as this process may have sockets.
#[test]
#[cfg_attr(
    not(unix),
    ignore = "under Wine a crowd takes its time; one comes there all the same: `hostile`"
)]
fn a_thousand_at_once_take_nothing_from_the_next() {
    let rooms = Rooms::new();
    let server = rooms.serve(&["--max-clients", "200"]);
    let crowd: Vec<TcpStream> =
        std::iter::repeat_with(|| TcpStream::connect_timeout(&server.address, PATIENCE))
            .take(1000)
            .map_while(Result::ok)
            .collect();
    assert!(crowd.len() > 500, "{}", crowd.len());
    let mut told = String::new();
    let last = crowd.last().unwrap();
    last.set_read_timeout(Some(PATIENCE)).unwrap();
    (&*last).read_to_string(&mut told).unwrap();
    assert!(told.starts_with("server full"), "{told}");
    drop(crowd);
    eventually("room again", || {
        let mut stream = server.client();
        let json = "{\"file_name\": \"after\", \"file_size\": 1}";
        stream.write_all(&framed(json, b"x")).is_ok() && {
            stream.read_to_end(&mut Vec::new()).ok();
            rooms.there("after").exists()
        }
    });
}

/// One answer after another, whatever is asked; then the end of the stream.
fn says(answers: Vec<Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        for answer in answers {
            let mut asked = [0; 4096];
            if stream.read(&mut asked).unwrap_or(0) == 0 {
                return;
            }
            stream.write_all(&answer).ok();
        }
        stream.shutdown(std::net::Shutdown::Write).ok();
        std::io::copy(&mut stream, &mut std::io::sink()).ok();
    });
    port
}

#[test]
fn a_hostile_server_cannot_make_the_client_write_what_was_not_asked_for() {
    let digits = "0".repeat(64);
    let list =
        "{\"ok\": true, \"files\": [{\"file_name\": \"../evil\\u001b[2J\", \"file_size\": 1}]}";
    let good = "{\"ok\": true, \"file_name\": \"../evil\", \"file_size\": 4}";
    for (answers, typed, wanted) in [
        (vec![framed(list, b"")], "list\nget 1\n", "no /"),
        (vec![framed(good, format!("evil{digits}").as_bytes())], "get a\n", "SHA-256 is another"),
        (vec![framed(good, b"ev")], "get a\n", ""),
        (vec![framed("{\"ok\": true, \"file_size\": 99999999999999}", b"")], "get a\n", "at most"),
        (vec![framed("{\"ok\": true, \"file_size\": -1}", b"")], "get a\n", "no answer"),
        (vec![framed("{\"ok\": true}", b"")], "get a\n", ""),
        (
            vec![framed("{\"ok\": false, \"en\": \"\\u001b[2J\", \"zh\": \"\"}", b"")],
            "get a\n",
            "refuses: \\x1b",
        ),
        (vec![b"\xff\xff\xff\x7f".to_vec()], "get a\n", ""),
        (vec![b"\xff\xff\xff\xff".to_vec()], "list\n", ""),
        (vec![Vec::new()], "get a\n", "closed without an answer"),
    ] {
        let rooms = Rooms::new();
        let port = says(answers);
        let (said, _) = rooms.fails(&[&port, "--quiet"], typed);
        assert!(said.contains(wanted) && !said.contains('\x1b'), "{typed}: {said}");
        assert_eq!(files(rooms.client.path()).len(), 0, "{typed}: {said}");
    }
    for answer in [
        b"\x05\0\0\0\xff\xff\xff\x7f".to_vec(),
        b"\xff\xff\xff\xff".to_vec(),
        [
            &5_i32.to_le_bytes()[..],
            &framed("{\"file_name\": \"a\", \"file_size\": 9, \"md5\": \"\"}", b""),
        ]
        .concat(),
        [
            &5_i32.to_le_bytes()[..],
            &framed("{\"file_name\": \"a\", \"file_size\": 0, \"md5\": \"\"}", b""),
        ]
        .concat(),
        [
            &1_i32.to_le_bytes()[..],
            &framed("{\"file_name\": \"a\", \"file_size\": 1, \"md5\": \"\"}", b"x"),
        ]
        .concat(),
    ] {
        let rooms = Rooms::new();
        let port = says(vec![answer]);
        rooms.fails(&[&port, "--quiet", "--protocol", "lines"], "get a\n");
        assert_eq!(files(rooms.client.path()).len(), 0);
    }
}

#[test]
fn as_taught_each_fault_is_told_when_it_is_met() {
    let lines = ["--protocol", "lines", "--as-taught"];
    let head = "{\"file_name\": \"a.txt\", \"file_size\": 6, \"md5\": \"b1946ac92492d2347c6235b4d2611184\"}";
    let line = framed(head, b"hello\n");
    for (args, sent, told) in [
        (&lines[..], [b"put a.txt\x06\0\0\0", &line[..]].concat(), "split(' ') gives"),
        (&lines, b"put e.txt\0\0\0\0".to_vec(), "the size behind it"),
        (
            &["--as-taught"],
            framed("{\"file_name\": \"a\", \"file_size\": 2}", b"hello"),
            "more than was left",
        ),
        (
            &["--as-taught"],
            framed("{\"file_name\": \"a\", \"file_size\": 2}", b"hi"),
            "the whole server",
        ),
        (&["--as-taught"], framed("{\"file_name\": \"a\", \"file_size\": 3}", b"hi"), "again and"),
        (
            &["--protocol", "transceiver", "--as-taught"],
            b"\0\0\0\x04file\0\0\0\x05a,b,3abc".to_vec(),
            "comma in the name",
        ),
        (
            &["--protocol", "transceiver", "--as-taught"],
            b"\0\0\0\x04file\0\0\0\x05hello".to_vec(),
            "after file comes NAME,LENGTH",
        ),
    ] {
        let rooms = Rooms::new();
        let mut server = rooms.serve(args);
        let mut stream = server.client();
        stream.write_all(&sent).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        server.until(told);
        server.until("why: stickydemo run");
    }
    let rooms = Rooms::new();
    let server = rooms.serve(&["--protocol", "lines"]);
    std::fs::write(rooms.here("a.txt"), b"hello\n").unwrap();
    let args = [&*server.at(), "--protocol", "lines", "--as-taught"];
    let (said, _) = rooms.fails(&args, "put a.txt\nget a.txt\n");
    assert!(said.contains("taken for the size") && said.contains("taken for a header"), "{said}");
    let (said, _) = rooms.fails(&args, "get none\nget a.txt\n");
    assert!(said.contains("every file seems to be"), "{said}");
    let server = rooms.serve(&["--protocol", "transceiver"]);
    let args = [&*server.at(), "--protocol", "transceiver", "--as-taught"];
    let (said, _) = rooms.fails(&args, "put none\n");
    assert!(said.contains("before the file was looked for"), "{said}");
}

#[test]
fn who_leaves_after_the_word_file_leaves_in_the_middle_of_something() {
    for taught in [&[][..], &["--as-taught"]] {
        let rooms = Rooms::new();
        let args = [&["--protocol", "transceiver", "--width", "200"], taught].concat();
        let mut server = rooms.serve(&args);
        server.client().write_all(b"\0\0\0\x04file").unwrap();
        server.until("The stream ended inside a frame");
    }
}

#[cfg_attr(not(unix), ignore = "Wine takes a reset away")]
#[test]
fn as_taught_by_lines_what_is_short_or_negative_or_gone_is_told() {
    let rooms = Rooms::new();
    let mut server = rooms.serve(&["--as-taught", "--protocol", "lines", "--width", "200"]);
    for (size, told) in [
        (&(-5_i32).to_le_bytes()[..], "the size is less than nothing"),
        (b"\x01\x02", "struct.unpack raises an error"),
    ] {
        let mut client = server.client();
        client.write_all(b"put x.txt").unwrap();
        server.until("put x.txt");
        client.write_all(size).unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        server.until(told);
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    std::fs::write(rooms.here("f"), "text\n").unwrap();
    let args = ["connect", "file", &at, "--as-taught", "--protocol", "lines", "--width", "200"];
    let mut client = super::side::Side::inside(rooms.client.path(), &args);
    client.types("put f");
    let mut connection = listener.accept().unwrap().0;
    assert!(connection.read(&mut [0; 9]).unwrap() > 0);
    client.until("text");
    drop(connection);
    client.types("get f");
    client.until("that end is taken for a missing file");
    client.types("put f");
    client.until("it ends the client");
}

#[test]
fn a_client_of_ours_and_a_server_as_taught_say_what_is_wrong() {
    let rooms = Rooms::new();
    std::fs::write(rooms.here("a.txt"), b"hello\n").unwrap();
    let mut server = rooms.serve(&["--as-taught", "--width", "400"]);
    let mut client = client(rooms.client.path(), &[&server.at(), "--width", "400"]);
    let typed = client.stdin.as_mut().unwrap();
    typed.write_all(b"put a.txt\n").unwrap();
    server.until("this header is spelt for our mended server");
    let lines = super::side::lines_of(&mut client);
    super::side::until(&lines, "only our mended server answers a header");
    client.kill().unwrap();
    client.wait().unwrap();
    let server = rooms.serve(&["--as-taught"]);
    rooms.connect(&[&server.at(), "--as-taught"], "put a.txt\n");
    eventually("the file", || {
        std::fs::read(rooms.there("a.txt")).is_ok_and(|all| all == b"hello\n")
    });
}

#[test]
fn a_client_is_told_that_the_server_wants_a_login_and_that_it_closed_before() {
    let rooms = Rooms::new();
    let mut accounts = tempfile::NamedTempFile::new().unwrap();
    accounts.write_all(b"alex|dsb\n").unwrap();
    for command in ["list\n", "get a.txt\n"] {
        let server = rooms.serve(&["--accounts", accounts.path().to_str().unwrap()]);
        let (said, why) = rooms.fails(&[&server.at(), "--width", "200"], command);
        assert!(said.contains("the server wants a login first"), "{said}");
        assert!(why.contains("the server wants a login first"), "{why}");
    }
    // It closes before the first get.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let args = [&*at, "--protocol", "lines", "--as-taught", "--width", "200"];
    let mut client = client(rooms.client.path(), &args);
    drop(listener.accept().unwrap());
    client.stdin.take().unwrap().write_all(b"get a.txt\n").unwrap();
    let output = client.wait_with_output().unwrap();
    assert!(text(&output.stdout).contains("every file seems to be"), "{}", text(&output.stdout));
}

/// How often each side is killed; `STICKYDEMO_REPEAT` asks for more.
fn repeat() -> usize {
    std::env::var("STICKYDEMO_REPEAT").ok().and_then(|text| text.parse().ok()).unwrap_or(10)
}

/// What became of a transfer that was killed.
struct Killed {
    whole: bool,
    /// Whether a hidden part of the file was left, until the folder was opened again.
    rest: bool,
}

fn is_hidden(folder: &Path) -> bool {
    files(folder).iter().any(|name| name.starts_with('.'))
}

/// Kills the server or the client in the middle of a transfer to one of them.
fn killed(random: &mut Random, body: &[u8]) -> Killed {
    let rooms = Rooms::new();
    // Small receives, so that it takes longer than the longest wait.
    let mut server = rooms.serve(&["--recv", "512"]);
    let (get, of_server) = (random.below(2) == 0, random.below(2) == 0);
    let (from, to) = match get {
        true => (rooms.there("f"), rooms.here("f")),
        false => (rooms.here("f"), rooms.there("f")),
    };
    std::fs::write(&from, body).unwrap();
    let mut child = client(rooms.client.path(), &[&server.at(), "--recv", "512"]);
    let mut typed = child.stdin.take().unwrap();
    typed.write_all(if get { b"get f\n" } else { b"put f\n" }).unwrap();
    // After the first bytes have come: the rest takes a while.
    server.until("c1.recv(");
    std::thread::park_timeout(Duration::from_micros(random.below(60_000)));
    let victim = if of_server { &mut server.child } else { &mut child };
    victim.kill().unwrap();
    drop(typed);
    // Whoever is alive sees it, and ends by itself: the client; or throws away what it has: the server.
    child.wait_with_output().unwrap();
    if of_server {
        server.child.wait().unwrap();
    } else {
        eventually("nothing hidden", || !is_hidden(rooms.server.path()));
    }
    let kept = std::fs::read(&to).ok();
    assert!(
        kept.as_ref().is_none_or(|kept| kept == body),
        "get: {get}, of the server: {of_server}"
    );
    let rest = is_hidden(rooms.client.path()) || is_hidden(rooms.server.path());
    if of_server {
        server = rooms.serve(&[]);
    }
    std::fs::write(rooms.here("next"), b"next").unwrap();
    let said = rooms.connect(&[&server.at(), "--quiet"], "put next\n");
    assert!(said.contains("SHA-256"), "{said}");
    assert_eq!(std::fs::read(rooms.there("next")).unwrap(), b"next");
    assert!(!is_hidden(rooms.client.path()) && !is_hidden(rooms.server.path()));
    Killed { whole: kept.is_some(), rest }
}

/// At a random moment of an upload or a download one side is killed: there is no half file, and the next transfer works; where the
/// server lives, in the same server.
#[test]
#[allow(clippy::print_stderr, reason = "the seed, to repeat a failure")]
fn kill_9_leaves_no_half_file() {
    let seed = u64::from(std::process::id());
    eprintln!("seed {seed}");
    let mut random = Random(seed);
    let body = bytes(7, 8 << 20);
    let all: Vec<Killed> = (0..repeat()).map(|_| killed(&mut random, &body)).collect();
    let whole = all.iter().filter(|killed| killed.whole).count();
    let rest = all.iter().filter(|killed| killed.rest).count();
    let (times, none) = (all.len(), all.len() - whole);
    eprintln!(
        "killed {times} times: {none} times no file, {whole} times all; {rest} times a hidden rest"
    );
}

#[cfg(target_os = "linux")]
fn peak(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_file() {
    let rooms = Rooms::new();
    let file = std::fs::File::create(rooms.here("f")).unwrap();
    file.set_len(256 << 20).unwrap();
    let mut server = rooms.serve(&[]);
    let mut child = client(rooms.client.path(), &[&server.at()]);
    let mut typed = child.stdin.take().unwrap();
    typed.write_all(b"put f\n").unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("SHA-256")));
    server.until("SHA-256");
    for (side, id) in [("client", child.id()), ("server", server.child.id())] {
        let peak = peak(id);
        assert!(peak < 32 << 20, "{side}: {peak} bytes");
    }
    drop(typed);
    assert!(child.wait().unwrap().success());
}

/// A full disk ends the transfer, with one line; nothing of the file is left. RLIMIT_FSIZE stands for it: EFBIG.
#[cfg(unix)] // Elsewhere no limit stands for a full disk.
#[test]
fn a_file_that_does_not_fit_ends_its_transfer_with_one_line() {
    let rooms = Rooms::new();
    std::fs::write(rooms.there("f"), bytes(6, 3 << 20)).unwrap();
    let server = rooms.serve(&[]);
    let mut shell = std::process::Command::new("sh");
    shell.args([
        "-c",
        "trap '' XFSZ; ulimit -f 2048; echo get f | \"$0\" connect file \"$1\" --quiet",
    ]);
    shell.args([env!("CARGO_BIN_EXE_stickydemo"), &server.at()]).env("LC_ALL", "C.UTF-8");
    let output = shell.current_dir(rooms.client.path()).output().unwrap();
    assert_eq!(text(&output.stdout).lines().count(), 1, "{}", text(&output.stdout));
    assert!(text(&output.stdout).contains("no room"), "{}", text(&output.stdout));
    assert_eq!(files(rooms.client.path()).len(), 0);
}

/// Ends early, is reset, or says nothing of the kind: a line in any case, on standard error where all else is quiet.
#[test]
fn a_transfer_that_failed_is_told_and_is_in_the_exit_code() {
    let half = framed("{\"ok\": true, \"file_size\": 9}", b"half");
    for (answer, reset, why) in [
        (half.clone(), false, "The stream ended inside a frame"),
        (half, true, "recv failed: reset"),
        (b"server full: 1 client is being served; try again later\n".to_vec(), false, ""),
    ] {
        if reset && stickydemo::net::host().under.is_some() {
            // Wine takes a reset away, and the end of the stream is seen.
            continue;
        }
        let rooms = Rooms::new();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap().to_string();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
            stream.write_all(&answer).unwrap();
            if reset {
                socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
            }
        });
        let (said, error) = rooms.fails(&[&at, "--quiet"], "get a\n");
        server.join().unwrap();
        assert!(error.contains(why), "{error}");
        let full = "server full: 1 client is being served; try again later\n";
        assert_eq!(said, if why.is_empty() { full } else { "" });
        assert_eq!(files(rooms.client.path()).len(), 0);
    }
}
