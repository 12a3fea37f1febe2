//! `raw` with somebody who types at the server, and with `nc` at either end.

use super::*;
use std::process::ChildStdin;

/// A server that somebody types at.
fn typed(args: &[&str]) -> (Server, ChildStdin) {
    let mut server = Server::with_stdin(args, "127.0.0.1:0", Stdio::piped());
    let typed = server.child.stdin.take().unwrap();
    (server, typed)
}

#[test]
fn what_is_typed_at_the_server_goes_to_the_client_that_is_there() {
    let (mut server, mut keyboard) = typed(&["raw"]);
    keyboard.write_all(b"first\n").unwrap();
    let mut client = server.client();
    let mut heard = [0; 5];
    client.read_exact(&mut heard).unwrap();
    assert_eq!(&heard, b"first");
    client.write_all(b"well").unwrap();
    server.until("\"well\"");
    keyboard.write_all(b"again\n").unwrap();
    client.read_exact(&mut heard).unwrap();
    assert_eq!(&heard, b"again");
    drop(client);
    server.until("c1.close()");
    keyboard.write_all(b"waits\n").unwrap();
    let mut next = server.client();
    next.read_exact(&mut heard).unwrap();
    assert_eq!(&heard, b"waits");
    drop(keyboard);
    next.write_all(b"still here").unwrap();
    server.until("still here");
}

/// When the newest has left, it goes to the newest of the others.
#[test]
fn what_is_typed_goes_to_the_newest_that_is_still_there() {
    let (mut server, mut keys) = typed(&["raw", "--mode", "threaded"]);
    let mut first = server.client();
    drop(server.client());
    server.until("c2.close()");
    writeln!(keys, "hello").unwrap();
    let mut came = [0; 5];
    first.read_exact(&mut came).unwrap();
    assert_eq!(&came, b"hello");
}

#[test]
fn over_udp_it_goes_to_who_was_heard_last() {
    let (server, mut keyboard) = typed(&["raw", "--udp", "--reply", "me=yes"]);
    let sockets = [(); 2].map(|()| UdpSocket::bind("127.0.0.1:0").unwrap());
    for (socket, line) in sockets.iter().zip(["one", "two"]) {
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        let heard = || {
            let mut heard = [0; 99];
            let got = socket.recv(&mut heard).unwrap();
            String::from_utf8_lossy(&heard[..got]).into_owned()
        };
        socket.send_to(b"me", server.address).unwrap();
        // Answered, it is the one who was heard last.
        assert_eq!(heard(), "yes");
        keyboard.write_all(format!("{line}\n").as_bytes()).unwrap();
        assert_eq!(heard(), line);
    }
}

#[test]
fn the_server_in_which_nobody_types_any_more_serves_on() {
    let (mut server, keyboard) = typed(&["raw", "--reply", "hello=HELLO"]);
    drop(keyboard);
    assert_eq!(exchange(&mut server.client(), b"hello"), b"HELLO");
    server.until("c1.close()");
    assert_eq!(exchange(&mut server.client(), b"hello"), b"HELLO");
}

/// `nc` of OpenBSD; none, said aloud, where it is not installed.
#[allow(clippy::print_stderr, reason = "a test that tests nothing says so")]
fn nc(args: &[&str]) -> Option<Child> {
    let mut nc = Command::new("nc");
    nc.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = nc.spawn().ok();
    if child.is_none() {
        eprintln!("SKIPPED: no nc here");
    }
    child
}

#[test]
fn nc_is_a_client_of_raw_and_of_upper() {
    for (args, answer) in
        [(&["raw", "--reply", "hello\n=HELLO\n"][..], "HELLO\n"), (&["upper"], "HELLO\n")]
    {
        let mut server = Server::new(args);
        let port = server.address.port().to_string();
        // -N: its end of input ends what it sends.
        let Some(mut nc) = nc(&["-N", "127.0.0.1", &port]) else { return };
        nc.stdin.take().unwrap().write_all(b"hello\n").unwrap();
        let seen = server.until("close()");
        assert!(seen.contains(r#""hello\n" 6 bytes"#), "{seen}");
        assert_eq!(text(&nc.wait_with_output().unwrap().stdout), answer);
    }
}

#[test]
fn nc_hears_what_is_typed_at_the_server_and_is_heard() {
    let (mut server, mut keyboard) = typed(&["raw"]);
    let port = server.address.port().to_string();
    let Some(mut nc) = nc(&["-N", "127.0.0.1", &port]) else { return };
    let mut says = nc.stdin.take().unwrap();
    keyboard.write_all("你好\n".as_bytes()).unwrap();
    let mut heard = [0; 6];
    nc.stdout.as_mut().unwrap().read_exact(&mut heard).unwrap();
    assert_eq!(&heard, "你好".as_bytes());
    says.write_all(b"and you\n").unwrap();
    server.until("and you");
    drop(says);
    server.until("c1.close()");
    assert!(nc.wait().unwrap().success());
}

#[test]
fn nc_is_a_server_of_raw() {
    for udp in [false, true] {
        // The kernel's choice; nothing takes it in the moment between.
        let port = match udp {
            true => UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port(),
            false => TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port(),
        };
        let port = port.to_string();
        let listen = if udp { "-ul" } else { "-l" };
        let Some(mut nc) = nc(&["-v", "-n", listen, "127.0.0.1", &port]) else { return };
        let mut says = nc.stdin.take().unwrap();
        // "Listening on …", "Bound on …".
        let mut notes = BufReader::new(nc.stderr.take().unwrap());
        assert!(notes.read_line(&mut String::new()).unwrap() > 0);
        let option = if udp { "--udp" } else { "--tcp" };
        let mut command = program(&["connect", "raw", &port, option, "--quiet"]);
        let mut ours = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        ours.stdin.as_mut().unwrap().write_all(b"hello\n").unwrap();
        let mut hello = [0; 5];
        nc.stdout.as_mut().unwrap().read_exact(&mut hello).unwrap();
        assert_eq!(&hello, b"hello");
        says.write_all(b"HELLO").unwrap();
        let mut line = [0; 6];
        ours.stdout.as_mut().unwrap().read_exact(&mut line).unwrap();
        assert_eq!(&line, b"HELLO\n");
        drop(ours.stdin.take());
        nc.kill().unwrap();
        nc.wait().unwrap();
        ours.kill().ok();
        ours.wait().unwrap();
    }
}
