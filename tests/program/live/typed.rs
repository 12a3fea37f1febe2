//! What is typed, and what comes from a pipe.

use super::side::Side;
use super::*;

/// What `connect` sends of these bytes in a pipe.
fn sent_of(args: &[&str], typed: &[u8]) -> (Vec<u8>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let mut child = program(&[&["connect", "raw", &at], args].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut connection, _) = listener.accept().unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    child.stdin.take().unwrap().write_all(typed).unwrap();
    let mut sent = Vec::new();
    connection.read_to_end(&mut sent).unwrap();
    drop(connection);
    (sent, text(&child.wait_with_output().unwrap().stdout))
}

#[test]
fn a_line_from_a_pipe_is_sent_as_the_bytes_it_is() {
    assert_eq!(sent_of(&[], b"\xff\x00\xc4\xe3\n\x80\r\n").0, b"\xff\x00\xc4\xe3\x80");
    // Text is encoded; what is none is taken for encoded.
    assert_eq!(sent_of(&["--encoding", "gbk"], b"\xe4\xbd\xa0\n\xc4\xe3\n").0, b"\xc4\xe3\xc4\xe3");
}

#[test]
fn a_line_that_its_encoding_has_not_got_is_not_sent() {
    let (sent, said) = sent_of(&["--encoding", "gbk"], "a\nb🙂\nc\n".as_bytes());
    assert_eq!(sent, b"ac");
    assert!(said.contains("gbk has no `🙂`: this line is not sent"), "{said}");
}

/// A client that somebody types at, at a terminal, and its connection.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn typist(script: &str) -> (rexpect::session::PtySession, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let session = at_a_terminal(script, &at);
    let (connection, _) = listener.accept().unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    (session, connection)
}

/// The first line is asked for and sent; the others are typed while the client waits for its answer.
#[cfg(any(target_os = "linux", target_os = "macos"))]
#[test]
fn lines_that_are_typed_while_the_client_waits_are_sent_one_after_another() {
    let (mut session, mut connection) = typist("\"$0\" connect upper \"$1\"");
    session.send("L1\r").unwrap();
    session.flush().unwrap();
    let mut line = [0; 2];
    connection.read_exact(&mut line).unwrap();
    session.send("L2\rL3\rL4\r").unwrap();
    session.flush().unwrap();
    session.send("L5\r").unwrap();
    session.send("L6\r").unwrap();
    session.flush().unwrap();
    for wanted in [b"L2", b"L3", b"L4", b"L5", b"L6"] {
        connection.write_all(b"answer").unwrap();
        connection.read_exact(&mut line).unwrap();
        assert_eq!(&line, wanted);
    }
    drop(connection);
    session.exp_eof().unwrap();
}

/// The terminal is not asked to mark what is pasted (`ESC [ ? 2004 h`): each line of it is one.
#[cfg(any(target_os = "linux", target_os = "macos"))]
#[test]
fn nothing_is_left_set_at_the_terminal_when_the_server_closes() {
    let (mut session, mut connection) = typist("stty -g; \"$0\" connect upper \"$1\"; stty -g");
    session.send("one\r").unwrap();
    session.flush().unwrap();
    connection.read_exact(&mut [0; 3]).unwrap();
    drop(connection);
    let said = session.exp_eof().unwrap();
    assert!(!said.contains("2004"), "{said:?}");
    let lines: Vec<&str> = said.split_whitespace().collect();
    assert_eq!(lines.first(), lines.last(), "{said:?}");
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
#[test]
fn lines_that_are_typed_while_chat_as_taught_waits_are_sent_one_after_another() {
    let server = UdpSocket::bind("127.0.0.1:0").unwrap();
    server.set_read_timeout(Some(PATIENCE)).unwrap();
    let at = server.local_addr().unwrap().to_string();
    let mut session = at_a_terminal("\"$0\" connect chat --as-taught \"$1\"", &at);
    session.exp_string("bind(").unwrap();
    session.send("L1\rL2\rL3\rL4\r").unwrap();
    session.flush().unwrap();
    for wanted in ["L1", "L2", "L3", "L4"] {
        let mut buffer = [0; 64];
        let (n, from) = server.recv_from(&mut buffer).unwrap();
        let said = String::from_utf8_lossy(&buffer[..n]);
        assert!(said.contains(wanted), "{said} {wanted}");
        server.send_to(b"answer", from).unwrap();
    }
    session.send("\u{3}").unwrap();
    session.flush().unwrap();
    session.exp_eof().unwrap();
}

/// The line of a call goes above what is typed, which is drawn again; and a signal from elsewhere ends the client, though
/// the editor waits for a key.
#[cfg(any(target_os = "linux", target_os = "macos"))]
#[test]
fn what_is_typed_stays_below_what_comes_and_a_signal_ends_the_client() {
    let (mut session, mut connection) = typist("echo $$; exec \"$0\" connect raw \"$1\"");
    let pid = session.read_line().unwrap();
    session.exp_string("connect(").unwrap();
    session.send("half a li").unwrap();
    session.flush().unwrap();
    session.exp_string("half a li").unwrap();
    connection.write_all(b"interrupts").unwrap();
    session.exp_string("\"interrupts\" 10 bytes").unwrap();
    session.exp_string("half a li").unwrap();
    Command::new("kill").args(["-INT", pid.trim()]).status().unwrap();
    let rest = session.exp_eof().unwrap();
    assert!(rest.contains("1 connection"), "{rest}");
}

/// A shell with job control starts it in the background of a terminal.
#[cfg(any(target_os = "linux", target_os = "macos"))]
#[test]
fn a_server_in_the_background_is_not_stopped_by_its_terminal() {
    for app in ["upper", "raw"] {
        let script =
            "set -m; \"$0\" serve \"$1\" --listen 127.0.0.1:0 & read x; jobs; kill %1; wait";
        let mut session = at_a_terminal(script, app);
        session.exp_string("listen(").unwrap();
        let at = session.exp_string(")").unwrap();
        let mut client = TcpStream::connect(&at).expect(&at);
        for nth in 100..150 {
            client.write_all(format!("n{nth}").as_bytes()).unwrap();
            session.exp_string(&format!("n{nth}")).expect(app);
        }
        session.send("\r").unwrap();
        session.flush().unwrap();
        let said = session.exp_eof().unwrap();
        assert!(said.contains("Running"), "{app}: {said}");
    }
}

/// Sends back each eight bytes, from one connection after another.
fn echo() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let mut message = [0; 8];
            while connection.read_exact(&mut message).is_ok() {
                connection.write_all(&message).unwrap();
            }
        }
    });
    at
}

/// The line where something stands first.
fn first<'o>(out: &'o str, wanted: &str) -> &'o str {
    out.lines().find(|line| line.contains(wanted)).unwrap_or_else(|| panic!("{wanted}: {out}"))
}

/// The answer is received in another thread, and mostly before `send` has come back.
#[test]
fn no_answer_stands_above_its_question() {
    let at = echo().to_string();
    let typed: String = (0..1000).map(|nth| format!("q{nth:07}\n")).collect();
    let out = connect(&["raw", &at, "--recv", "8"], &typed);
    for question in typed.lines() {
        assert!(first(&out, question).contains("send("), "{question}: {out}");
    }
    for _ in 0..50 {
        let out = connect(&["raw", &at], "question\n");
        let place = |wanted| out.find(wanted).unwrap_or_else(|| panic!("{wanted}: {out}"));
        assert!(place("shutdown(") < place("0: end of stream"), "{out}");
    }
}

#[test]
#[cfg_attr(not(unix), ignore = "Ctrl-C is sent by kill(1)")]
fn what_did_not_happen_is_not_counted() {
    let mut server = Server::new(&["upper", "--late", "60s", "--width", "200"]);
    let _client = server.client();
    server.until("accept()");
    crate::process::interrupt(&server.child);
    let rest = server.until("in 0 receives");
    assert!(rest.contains("1 connection, sent 0 bytes in 0 sends"), "{rest}");
    let out = connect(&["upper", "--udp", "127.0.0.1:9"], "");
    assert!(out.contains("sent 0 bytes") && !out.contains("connection"), "{out}");
}

/// The column of a call is too narrow for it; what the tutorial's program prints stands below.
#[test]
fn what_is_received_can_be_read_whole() {
    let server = Server::new(&["upper"]);
    let long = "a line that is longer than the column of a call, and longer than that of a screen";
    let typed = format!("{long}\n");
    let words = |out: &str| out.split_whitespace().collect::<Vec<_>>().join(" ");
    for view in [&[][..], &["--both"], &["--verbose"]] {
        let out = connect(&[&["upper", &server.at()], view].concat(), &typed);
        assert!(words(&out).contains(&long.to_uppercase()), "{out}");
        let twice = format!("… {} bytes", long.len());
        assert!(!out.contains(&twice), "{out}");
    }
    let out = connect(&["upper", &server.at(), "--hex"], "0123456789abcdefg\n");
    assert!(out.lines().any(|line| line.trim() == "47"), "{out}");
}

/// A server that answers in pieces: the mended client takes the answer until it is whole.
#[test]
fn an_answer_in_pieces_is_taken_whole_and_as_taught_it_is_not() {
    for (app, typed, answer) in [
        ("upper", "hello world\n", "HELLO WORLD\n"),
        ("login", "alex|dsb\n", "登录成功\n"),
        ("auth", "hello world\n", "HELLO WORLD\n"),
    ] {
        let server = Server::new(&[app, "--cut", "3", "--pace", "30ms"]);
        assert_eq!(connect(&[app, &server.at(), "--quiet"], typed), answer, "{app}");
    }
    let server = Server::new(&["upper", "--cut", "3", "--pace", "30ms"]);
    let said = connect(&["upper", &server.at(), "--as-taught", "--quiet"], "hello world\n");
    assert_eq!(said, "HEL\n");
}

/// Who waits for a line sees that there is nobody to say it to.
#[test]
fn a_client_that_waits_for_a_line_ends_with_its_server() {
    for app in ["upper", "login", "auth", "shell", "file"] {
        let mut server = Server::new(&[app]);
        let mut client = Side::new(&["connect", app, &server.at()]);
        server.until("accept()");
        if app == "auth" {
            // An end right behind the key would be a refusal.
            client.types("hello");
            client.until("HELLO");
        }
        drop(server);
        client.until("1 connection");
        client.ends_by_itself();
    }
}

/// Nothing tells that no more datagrams will come.
#[test]
fn an_answer_over_udp_is_heard_after_the_pipe_has_ended() {
    let server = Server::new(&["raw", "--udp", "--reply", "hello=HELLO", "--late", "300ms"]);
    let said = connect(&["raw", "--udp", &server.at(), "--quiet"], "hello\n");
    assert_eq!(said, "HELLO\n");
}

/// A datagram that is longer than the tutorials' 1024 bytes.
#[test]
fn of_a_datagram_all_is_taken_and_as_taught_it_is_cut() {
    let long = "x".repeat(1503);
    for (app, more) in [("raw", &["--udp"][..]), ("chat", &[])] {
        let mut server = Server::new(&[&[app], more].concat());
        connect(&[&[app, &server.at()], more].concat(), &format!("{long}\n"));
        assert!(server.until("1503 B").contains("recv_from(65535)"), "{app}");
    }
    let mut server = Server::new(&["chat", "--as-taught"]);
    let mut client = Side::new(&["connect", "chat", "--as-taught", &server.at()]);
    client.types(&long);
    server.until("(cut)");
}

#[test]
fn what_is_for_nothing_is_refused() {
    for args in [
        &["upper", "--udp", "--nodelay", "on"][..],
        &["upper", "--udp", "--mode", "threaded"],
        &["upper", "--udp", "--max-clients", "3"],
        &["upper", "--mode", "once", "--max-clients", "3"],
        &["upper", "--udp", "--cut", "1"],
        &["upper", "--udp", "--pace", "1s"],
        &["raw", "--unix", "x", "--nodelay", "on"],
        &["stamp", "--every", "0s"],
        &["upper", "--idle", "0s"],
        &["upper", "--recv", "0"],
    ] {
        let output = program(&[&["serve"], args].concat()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
    }
}
