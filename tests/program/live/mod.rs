//! `serve` and `connect`, with each other and with plain programs: sockets of this process, and programs in
//! Python that read as the tutorials' do.

mod chat;
mod endings;
mod file;
mod guard;
mod hostile;
mod login;
mod raw;
mod relay;
mod session;
mod shell;
mod side;
mod stamp;
mod taught;
mod typed;

use crate::process::{program, text};
use side::{lines_of, until};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// The longest that anything here may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// `serve` on a port of the kernel's choosing; killed when it is dropped.
struct Server {
    child: Child,
    lines: Receiver<String>,
    address: SocketAddr,
}

impl Server {
    fn new(args: &[&str]) -> Self {
        Self::at_address(args, "127.0.0.1:0")
    }

    fn at_address(args: &[&str], listen: &str) -> Self {
        Self::with_stdin(args, listen, Stdio::null())
    }

    fn with_stdin(args: &[&str], listen: &str, stdin: Stdio) -> Self {
        let args = [&["serve"], args, &["--listen", listen]].concat();
        let mut child = program(&args).stdin(stdin).stdout(Stdio::piped()).spawn().unwrap();
        let lines = lines_of(&mut child);
        let listening = |line: &String| ["listen(", "bind("].iter().any(|call| line.contains(call));
        let first =
            std::iter::from_fn(|| lines.recv_timeout(PATIENCE).ok()).find(listening).unwrap();
        let address = first.split(['(', ')']).nth(1).expect(&first).parse().expect(&first);
        Server { child, lines, address }
    }

    fn at(&self) -> String {
        self.address.to_string()
    }

    fn client(&self) -> TcpStream {
        let client = TcpStream::connect(self.address).unwrap();
        client.set_read_timeout(Some(PATIENCE)).unwrap();
        client
    }

    /// The lines up to one that has this in it.
    fn until(&mut self, wanted: &str) -> String {
        until(&self.lines, wanted)
    }

    /// Ctrl-C, which it ends by; Windows has it for those of one console alone, and there it is killed.
    fn end(&mut self) {
        #[cfg(unix)]
        crate::process::interrupt(&self.child);
        #[cfg(not(unix))]
        self.child.kill().unwrap();
        let code = self.child.wait().unwrap().code();
        assert_eq!(code, Some(if cfg!(unix) { 130 } else { 1 }));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// `connect`, with this typed; what it wrote.
fn connect(args: &[&str], typed: &str) -> String {
    connect_and_end(args, typed, 0).0
}

/// `connect`, with this typed that is not all done; what it wrote, and why not.
fn connect_in_vain(args: &[&str], typed: &str) -> (String, String) {
    connect_and_end(args, typed, 1)
}

fn connect_and_end(args: &[&str], typed: &str, code: i32) -> (String, String) {
    let args = [&["connect"], args].concat();
    let mut child = program(&args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let (said, why) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{said}{why}");
    (said, why)
}

/// A program in Python; `None`, said aloud, where there is no Python.
#[allow(clippy::print_stderr, reason = "a test that tests nothing says so")]
fn python(source: &str) -> Option<Command> {
    if !Command::new("python3")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        eprintln!("SKIPPED: no python3 here");
        return None;
    }
    let mut command = Command::new("python3");
    command
        .args(["-c", source])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit());
    Some(command)
}

fn said_by(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success());
    text(&output.stdout)
}

/// Wine's server asks the socket for its error before `recv` can: what is left of a reset is the end of the stream.
fn is_a_reset(shown: &str) -> bool {
    let eaten = stickydemo::net::host().under.is_some() && shown.contains("end of stream");
    shown.contains("reset") || eaten
}

/// A symbolic link; Windows lets few make one, so there a folder, which is as little a file.
fn link(to: &std::path::Path, at: &std::path::Path) {
    #[cfg(unix)]
    std::os::unix::fs::symlink(to, at).unwrap();
    #[cfg(not(unix))]
    std::fs::create_dir(at).unwrap_or_else(|error| panic!("{} {error}", to.display()));
}

fn exchange(client: &mut TcpStream, question: &[u8]) -> Vec<u8> {
    client.write_all(question).unwrap();
    let mut answer = vec![0; question.len()];
    client.read_exact(&mut answer).unwrap();
    answer
}

#[test]
fn our_client_and_our_server_talk_over_whatever_carries_them() {
    for (args, question, answer) in [
        (&["upper"][..], "hello\n你好 feng\nquit\n", "HELLO\n你好 FENG\n"),
        (&["upper", "--udp"], "hello\nquit\n", "HELLO\n"),
        (&["time", "--tcp"], "100%%\nquit\n", "100%\n"),
        (&["time"], "100%%\nquit\n", "100%\n"),
        (&["login"], "sb\n\nalex|dsb\n", "用户名或者密码错误\n登录成功\n"),
        (&["login"], "good|bye\n", ""),
        (&["auth"], "hello\nquit\n", "HELLO\n"),
        (&["auth", "--digest", "sha256"], "hello\nquit\n", "HELLO\n"),
    ] {
        let server = Server::new(args);
        let at = server.at();
        let client = [args, &[at.as_str(), "--quiet"]].concat();
        assert_eq!(connect(&client, question), answer, "{args:?}");
    }
}

#[test]
fn an_empty_datagram_is_a_question_and_a_format_that_is_none_is_told_so() {
    let server = Server::new(&["time"]);
    let said = connect(&["time", &server.at(), "--quiet"], "\n%!\nquit\n");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0].len(), "2026-11-29 22:15:06".len(), "{said}");
    assert!(lines[1].starts_with("not a time format"), "{said}");
}

#[test]
fn a_time_that_no_datagram_takes_is_answered_by_how_long_it_is() {
    let server = Server::new(&["time"]);
    let typed = format!("{}\n100%%\nquit\n", "%c".repeat(30_000));
    let said = connect(&["time", &server.at(), "--quiet"], &typed);
    assert_eq!(said, "720000 bytes: more than a datagram takes\n100%\n");
}

#[test]
fn a_message_is_cut_as_the_class_wants_it() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let heard = std::thread::spawn(move || {
        let mut all = String::new();
        listener.accept().unwrap().0.read_to_string(&mut all).unwrap();
        all
    });
    let seen = connect(&["raw", &at, "--cut", "3,7"], "abcdefghijklm\n");
    assert_eq!(heard.join().unwrap(), "abcdefghijklm");
    let sends: Vec<&str> = seen.lines().filter(|line| line.contains("send(")).collect();
    assert_eq!(sends.len(), 3, "{seen}");
    for (line, piece) in sends.iter().zip(["\"abc\"", "\"defghij\"", "\"klm\""]) {
        assert!(line.contains(piece), "{seen}");
    }
}

#[test]
fn two_lines_that_are_read_late_are_one_receive() {
    let mut server = Server::new(&["upper", "--late", "1s"]);
    let mut client = server.client();
    client.set_nodelay(true).unwrap();
    client.write_all(b"hello").unwrap();
    client.write_all(b"feng").unwrap();
    assert!(server.until("recv(1024)").contains("\"hellofeng\" 9 bytes"));
}

#[test]
fn a_client_in_python_is_served() {
    for (args, kind, call) in
        [(&["upper"][..], "STREAM", "s.connect(at)"), (&["upper", "--udp"], "DGRAM", "pass")]
    {
        let server = Server::new(args);
        let source = format!(
            "import socket\nat = ('127.0.0.1', {})\ns = socket.socket(socket.AF_INET, socket.SOCK_{kind})\n\
             s.settimeout(20)\n{call}\n\
             for line in ('hello', '你好 feng'):\n \
             s.sendto(line.encode(), at) if '{kind}' == 'DGRAM' else s.send(line.encode())\n \
             print(s.recv(1024).decode())\n",
            server.address.port()
        );
        let Some(python) = python(&source) else { return };
        assert_eq!(said_by(python), "HELLO\n你好 FENG\n", "{kind}");
    }
}

/// The tutorial's client: 32 bytes, their HMAC-MD5, and the text right behind it.
#[test]
fn a_client_in_python_logs_in_by_hmac_and_one_with_a_wrong_key_does_not() {
    for (key, answer) in [("linhaifeng bang bang bang", "HELLO\n"), ("another", "")] {
        let server = Server::new(&["auth"]);
        let source = format!(
            "import hmac, socket\ns = socket.create_connection(('127.0.0.1', {}), 20)\n\
             msg = s.recv(32)\ns.send(hmac.new(b'{key}', msg, 'md5').digest() + b'hello')\n\
             try:\n data = s.recv(1024)\nexcept ConnectionResetError:\n data = b''\n\
             if data: print(data.decode())\n",
            server.address.port()
        );
        let Some(python) = python(&source) else { return };
        assert_eq!(said_by(python), answer, "{key}");
    }
}

#[test]
fn an_account_that_was_added_logs_in() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("accounts");
    let file = file.to_str().unwrap();
    let mut add = program(&["serve", "login", "--accounts", file, "--add", "feng"]);
    let mut add = add.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    add.stdin.take().unwrap().write_all(b"secret\n").unwrap();
    assert!(add.wait().unwrap().success());
    assert!(!std::fs::read_to_string(file).unwrap().contains("secret"));
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(
            &std::fs::metadata(file).unwrap().permissions(),
        );
        assert_eq!(mode & 0o777, 0o600);
    }
    let server = Server::new(&["login", "--accounts", file]);
    let said = connect(&["login", &server.at(), "--quiet"], "feng|wrong\nfeng|secret\n");
    assert_eq!(said, "用户名或者密码错误\n登录成功\n");
}

#[test]
fn a_server_in_python_is_talked_to() {
    let source = "import socket\ns = socket.socket()\ns.settimeout(20)\ns.bind(('127.0.0.1', 0))\ns.listen(5)\n\
                  print(s.getsockname()[1], flush=True)\nc, _ = s.accept()\n\
                  while True:\n data = c.recv(1024)\n if not data: break\n c.send(data.upper())\n";
    let Some(mut python) = python(source) else { return };
    let mut server = python.spawn().unwrap();
    let mut port = String::new();
    BufReader::new(server.stdout.as_mut().unwrap()).read_line(&mut port).unwrap();
    let said = connect(&["upper", port.trim(), "--quiet"], "hello\nfeng\nquit\n");
    assert_eq!(said, "HELLO\nFENG\n");
    assert!(server.wait().unwrap().success());
}

#[test]
fn a_server_that_knows_one_answer_gives_no_other() {
    for args in
        [&["raw", "--reply", "hello=HELLO"][..], &["raw", "--udp", "--reply", "hello=HELLO"]]
    {
        let mut server = Server::new(args);
        if args.contains(&"--udp") {
            let client = UdpSocket::bind("127.0.0.1:0").unwrap();
            client.set_read_timeout(Some(PATIENCE)).unwrap();
            client.send_to(b"what?", server.address).unwrap();
            client.send_to(b"hello", server.address).unwrap();
            let mut buffer = [0; 99];
            let got = client.recv(&mut buffer).unwrap();
            assert_eq!(&buffer[..got], b"HELLO");
        } else {
            let mut client = server.client();
            client.write_all(b"what?").unwrap();
            server.until("what?");
            assert_eq!(exchange(&mut client, b"hello"), b"HELLO");
        }
    }
}

#[test]
fn the_one_shot_server_ends_after_one_exchange() {
    let mut server = Server::new(&["upper", "--mode", "once"]);
    let mut client = server.client();
    assert_eq!(exchange(&mut client, b"hello"), b"HELLO");
    assert_eq!(client.read(&mut [0]).unwrap(), 0);
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[test]
fn many_are_served_at_once_and_the_one_too_many_is_told() {
    let server = Server::new(&["upper", "--mode", "threaded", "--max-clients", "40"]);
    let mut clients: Vec<TcpStream> = (0..40).map(|_| server.client()).collect();
    for (nth, client) in clients.iter_mut().enumerate() {
        client.write_all(format!("from {nth}").as_bytes()).unwrap();
    }
    for (nth, client) in clients.iter_mut().enumerate() {
        let mut answer = vec![0; format!("FROM {nth}").len()];
        client.read_exact(&mut answer).unwrap();
        assert_eq!(String::from_utf8(answer).unwrap(), format!("FROM {nth}"));
    }
    let mut told = String::new();
    server.client().read_to_string(&mut told).unwrap();
    assert!(told.starts_with("server full: 40 clients"), "{told}");
}

/// In words, whatever its protocol, and in the exit code.
#[test]
fn a_client_that_is_turned_away_has_failed() {
    for app in [
        &["upper"][..],
        &["raw", "--mode", "threaded"],
        &["time", "--tcp"],
        &["login"],
        &["auth"],
        &["shell", "--framing", "none"],
        &["shell", "--framing", "ack"],
        &["shell", "--framing", "i32le"],
        &["shell", "--framing", "u32be"],
        &["shell", "--framing", "json"],
        &["stamp"],
        &["stamp", "--framing", "u32be"],
    ] {
        let server = Server::new(&[app, &["--max-clients", "1"]].concat());
        let _first = server.client();
        let at = server.at();
        let app = if app[0] == "raw" { &app[..1] } else { app };
        let (said, why) = connect_in_vain(&[app, &[&at, "--quiet"]].concat(), "date\n");
        let full = "server full: 1 client is being served; try again later";
        assert_eq!(said.lines().next(), Some(full), "{app:?}: {why}");
        assert!(why.contains(full), "{app:?}: {why}");
    }
}

/// A hostile or dying peer ends its own connection, and nothing else.
#[test]
fn whatever_a_peer_does_the_next_one_is_served() {
    let server = Server::new(&["upper", "--mode", "threaded", "--max-clients", "60000"]);
    let reset = server.client();
    socket2::SockRef::from(&reset).set_linger(Some(Duration::ZERO)).unwrap();
    (&reset).write_all(b"and away").unwrap();
    drop(reset);
    let silent = server.client();
    let deaf = server.client();
    deaf.set_write_timeout(Some(Duration::from_millis(300))).unwrap();
    let big = vec![b'x'; 1 << 16];
    while (&deaf).write(&big).is_ok() {}
    let half = server.client();
    (&half).write_all(b"\xff\xfe\x00").unwrap();
    half.shutdown(Shutdown::Write).unwrap();
    let mut all = Vec::new();
    (&half).read_to_end(&mut all).unwrap();
    assert_eq!(all, b"\xff\xfe\x00");
    let crowd: Vec<TcpStream> = (0..300).map(|_| server.client()).collect();
    assert_eq!(exchange(&mut server.client(), b"still there?"), b"STILL THERE?");
    drop((silent, deaf, crowd));
    assert_eq!(exchange(&mut server.client(), b"and now?"), b"AND NOW?");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_both_sides_with_what_was_counted() {
    let mut server = Server::new(&["upper"]);
    let mut command = program(&["connect", "upper", &server.at()]);
    let mut client = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut typed = client.stdin.take().unwrap();
    typed.write_all(b"hello\n").unwrap();
    server.until("HELLO");
    let mut seen = BufReader::new(client.stdout.take().unwrap());
    let mut first = String::new();
    while !first.contains("HELLO") {
        assert!(seen.read_line(&mut first).unwrap() > 0);
    }
    crate::process::interrupt(&client);
    seen.read_to_string(&mut first).unwrap();
    assert_eq!(client.wait().unwrap().code(), Some(130), "{first}");
    assert!(first.contains("1 connection, sent 5 bytes in 1 send"), "{first}");
    assert!(!first.contains("interrupted"), "{first}");
    crate::process::interrupt(&server.child);
    assert_eq!(server.child.wait().unwrap().code(), Some(130));
    let rest = server.until("1 connection");
    assert!(rest.contains("0: end of stream"), "{rest}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_second_server_is_told_who_holds_the_port() {
    let server = Server::new(&["upper"]);
    let output = program(&["serve", "upper", "--listen", &server.at()]).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    let said = text(&output.stderr);
    assert!(
        said.contains(&format!("process {} (`stickydemo`) holds this port", server.child.id())),
        "{said}"
    );
    assert!(said.contains("): address-in-use (EADDRINUSE)\n"), "{said}");
    let output =
        program(&["--lang", "zh", "serve", "upper", "--listen", &server.at()]).output().unwrap();
    let said = text(&output.stderr);
    assert!(said.contains(")：地址已被占用（address-in-use, EADDRINUSE）"), "{said}");
}

/// A shell at a terminal of its own: `$0` is this program.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn at_a_terminal(script: &str, argument: &str) -> rexpect::session::PtySession {
    let mut shell = Command::new("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_stickydemo"), argument]);
    shell.envs([("LC_ALL", "C.UTF-8"), ("TERM", "xterm-256color")]);
    let options =
        rexpect::reader::Options::new().timeout_ms(Some(20_000)).strip_ansi_escape_codes(true);
    rexpect::session::spawn_with_options(shell, options).unwrap()
}

/// The server ends the session while the editor waits for a key.
#[cfg(any(target_os = "linux", target_os = "macos"))]
#[test]
fn a_line_is_edited_and_the_terminal_is_left_as_it_was() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let script = "\"$0\" connect raw \"$1\"; stty -a | tr ' ' '\\n' | grep icanon";
    let mut session = at_a_terminal(script, &at);
    session.exp_string("connect(").unwrap();
    session.send("hellp\x7fo\r").unwrap();
    session.flush().unwrap();
    let (mut connection, _) = listener.accept().unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut line = [0; 5];
    connection.read_exact(&mut line).unwrap();
    assert_eq!(&line, b"hello");
    drop(connection);
    let rest = session.exp_eof().unwrap();
    assert_eq!(rest.lines().last(), Some("icanon"), "{rest}");
}
