//! How a side ends, and what it leaves: files of sockets, pipes without a reader, peers that say nothing.

use super::*;
#[cfg(unix)]
use std::{os::unix::fs::FileTypeExt, path::Path};

#[cfg(unix)]
fn serve_at(file: &Path) -> (Child, Receiver<String>) {
    let args = [
        "serve",
        "raw",
        "--width",
        "200",
        "--reply",
        "hello=HELLO",
        "--unix",
        file.to_str().unwrap(),
    ];
    let mut child = program(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = lines_of(&mut child);
    (child, lines)
}

#[cfg(unix)] // Elsewhere `--unix` is refused.
#[test]
fn the_file_of_a_socket_goes_with_its_server() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("socket");
    let (mut first, lines) = serve_at(&file);
    let named = |call: &str| format!("{call}({})", file.display());
    let listening = until(&lines, "listen(");
    assert!(listening.contains(&named("listen")), "{listening}");
    assert!(file.symlink_metadata().unwrap().file_type().is_socket());
    let said = connect(&["raw", "--unix", file.to_str().unwrap()], "hello\n");
    assert!(said.contains("HELLO") && said.contains(&named("connect")), "{said}");

    // Another one is refused, and the first does not notice.
    let (second, _) = serve_at(&file);
    let output = second.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    let said = text(&output.stderr);
    assert!(said.contains("a server has this socket: lsof "), "{said}");
    assert!(file.exists());
    crate::process::interrupt(&first);
    assert_eq!(first.wait().unwrap().code(), Some(130));
    assert!(!file.exists());
    let rest = until(&lines, "1 connection");
    assert_eq!(rest.matches("accept()").count(), 1, "{rest}");
    // No address: the client's socket has none. What it sent may have come already, and stands after the name.
    let accepted = rest.lines().find(|line| line.contains("accept()")).unwrap();
    assert_eq!(
        accepted.split_once(" → ").map_or(accepted, |(call, _)| call).split_whitespace().last(),
        Some("c1"),
        "{rest}"
    );

    // One that is killed leaves it; the next removes it, and says so.
    let (mut killed, lines) = serve_at(&file);
    until(&lines, "listen(");
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(file.exists());
    let (mut next, lines) = serve_at(&file);
    let seen = until(&lines, "listen(");
    assert!(seen.contains("was left by a server that is gone: removed"), "{seen}");
    crate::process::interrupt(&next);
    next.wait().unwrap();
    assert!(!file.exists());
}

#[cfg(unix)] // Elsewhere `--unix` is refused.
#[test]
fn what_is_no_socket_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("letter");
    std::fs::write(&file, "dear").unwrap();
    let (server, _) = serve_at(&file);
    let output = server.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    let said = text(&output.stderr);
    assert!(said.contains("a file of this name is there already"), "{said}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "dear");
}

/// As other programs end whose reader has gone.
#[cfg(unix)] // 128 and the number of SIGPIPE.
#[test]
fn a_side_that_nobody_watches_any_more_ends() {
    let mut server = Server::new(&["upper"]);
    let mut command = program(&["connect", "raw", &server.at()]);
    let mut client = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(client.stdout.take().unwrap());
    out.read_line(&mut String::new()).unwrap();
    drop(out);
    let mut typed = client.stdin.take().unwrap();
    typed.write_all(b"hello\n").unwrap();
    let output = client.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(141), "{}", text(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    server.until("c1.close()");

    let args = ["serve", "upper", "--listen", "127.0.0.1:0"];
    let mut child = program(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    drop(out);
    let at: SocketAddr = line.split(['(', ')']).nth(1).unwrap().parse().unwrap();
    let client = TcpStream::connect(at).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(141), "{}", text(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    drop(client);
}

#[test]
fn a_peer_that_says_nothing_for_too_long_loses_its_connection() {
    let mut server = Server::new(&["upper", "--mode", "one-at-a-time", "--idle", "300ms"]);
    let mut silent = server.client();
    let mut next = server.client();
    assert_eq!(exchange(&mut next, b"hello"), b"HELLO");
    assert_eq!(silent.read(&mut [0]).unwrap(), 0);
    assert!(server.until("c1.close()").contains("timeout"));
}

/// A terminal that shows what is typed, which the tests' does not from the start.
#[cfg(any(target_os = "linux", target_os = "macos"))]
const ADD: &str = "stty echo; \"$0\" serve login --accounts \"$1\" --add feng";
/// `echo` or `-echo`.
#[cfg(any(target_os = "linux", target_os = "macos"))]
const IS_SHOWN: &str = "stty -a | tr ' ' '\\n' | grep '^-*echo$'";

/// It is not shown at a terminal, and asked for twice.
#[cfg(any(target_os = "linux", target_os = "macos"))]
#[test]
fn a_password_is_not_shown_and_asked_for_twice() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("accounts");
    for (again, added) in [("another", false), ("secret", true)] {
        let mut session = at_a_terminal(&format!("{ADD}; {IS_SHOWN}"), file.to_str().unwrap());
        session.exp_string("password: ").unwrap();
        session.send_line("secret").unwrap();
        let between = session.exp_string("once more: ").unwrap();
        session.send_line(again).unwrap();
        let rest = session.exp_eof().unwrap();
        assert!(!between.contains("secret") && !rest.contains(again), "{between}{rest}");
        assert!(rest.contains("added"), "{rest}");
        assert_eq!(rest.contains("nothing was added"), !added, "{rest}");
        assert_eq!(rest.lines().last(), Some("echo"), "{rest}");
        assert_eq!(file.exists(), added);
    }
    let server = Server::new(&["login", "--accounts", file.to_str().unwrap()]);
    assert_eq!(connect(&["login", &server.at(), "--quiet"], "feng|secret\n"), "登录成功\n");
}

/// The password of a user who is there is changed, not one more.
#[test]
fn a_user_has_one_password() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("accounts");
    std::fs::write(&file, "alex|dsb\n").unwrap();
    let path = file.to_str().unwrap();
    for (password, said) in
        [("first", "added\n"), ("second", "changed: the user has this password now\n")]
    {
        let mut child = program(&["serve", "login", "--accounts", path, "--add", "feng"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
        assert_eq!(text(&child.wait_with_output().unwrap().stdout), said);
    }
    let server = Server::new(&["login", "--accounts", path]);
    let answers = connect(&["login", &server.at(), "--quiet"], "feng|first\nfeng|second\n");
    assert_eq!(answers, "用户名或者密码错误\n登录成功\n");
    assert_eq!(connect(&["login", &server.at(), "--quiet"], "alex|dsb\n"), "登录成功\n");
}

/// Ctrl-C at the question leaves a terminal that shows what is typed.
#[cfg(any(target_os = "linux", target_os = "macos"))]
#[test]
fn ctrl_c_at_the_password_leaves_the_terminal_as_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("accounts");
    let script = format!("trap : INT; {ADD}; echo code $?; {IS_SHOWN}");
    let mut session = at_a_terminal(&script, file.to_str().unwrap());
    session.exp_string("password: ").unwrap();
    session.send_control('c').unwrap();
    session.exp_string("code 130").unwrap();
    let rest = session.exp_eof().unwrap();
    assert_eq!(rest.lines().last(), Some("echo"), "{rest}");
    assert!(!file.exists());
}
