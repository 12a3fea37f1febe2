//! `--as-taught`: the fault is there, with the tutorial's bytes, and it is named when it is met; without the option
//! it is not there.

use super::*;

/// Before each fault.
const MET: &str = "as taught: ";

/// `connect`, while it goes on; killed when it is dropped.
struct Client {
    child: Child,
    lines: Receiver<String>,
}

impl Client {
    fn new(args: &[&str], typed: &str) -> Self {
        let args = [&["connect"], args].concat();
        let mut child =
            program(&args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.as_mut().unwrap().write_all(typed.as_bytes()).unwrap();
        let lines = lines_of(&mut child);
        Client { child, lines }
    }

    fn until(&self, wanted: &str) -> String {
        until(&self.lines, wanted)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn taught(args: &[&str]) -> Server {
    Server::new(&[args, &["--as-taught", "--width", "200"]].concat())
}

/// A fault's three lines, up to how it is mended.
fn met(server: &mut Server, what: &str, scenario: &str, line: &str) -> String {
    let all = server.until(what) + &server.until("mend: ");
    assert!(all.contains(&format!("{MET}{what}")), "{all}");
    assert!(all.contains(&format!("stickydemo run {scenario}")), "{all}");
    assert!(all.contains(&format!("mend: {line}")), "{all}");
    all
}

fn reset(client: TcpStream) {
    socket2::SockRef::from(&client).set_linger(Some(Duration::ZERO)).unwrap();
}

fn hangs(client: &mut TcpStream) {
    client.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let kind = client.read(&mut [0]).unwrap_err().kind();
    assert!(
        matches!(kind, std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut),
        "{kind}"
    );
    client.set_read_timeout(Some(PATIENCE)).unwrap();
}

/// The time that a process has had, in ticks, and its memory, in KiB.
#[cfg(target_os = "linux")]
fn cost(child: &Child) -> (u64, u64) {
    let read = |file| std::fs::read_to_string(format!("/proc/{}/{file}", child.id())).unwrap();
    let stat = read("stat");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let status = read("status");
    let rss = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let number = |text: &str| text.parse::<u64>().unwrap();
    (number(fields[11]) + number(fields[12]), number(rss.trim().trim_end_matches(" kB")))
}

#[cfg(target_os = "linux")]
#[test]
fn the_loop_spins_and_serves_nobody_and_is_told_as_a_count() {
    let mut server = taught(&["upper"]);
    let mut client = server.client();
    assert_eq!(exchange(&mut client, b"hello"), b"HELLO");
    drop(client);
    let shown = met(&mut server, "the client has left", "end-of-stream", "if not data: break");
    assert_eq!(shown.matches("send(\"\")").count(), 3, "{shown}");
    server.until("more times");
    let mut second = server.client();
    second.write_all(b"anybody?").unwrap();
    met(&mut server, "another client is connected", "one-at-a-time", "Thread(");
    let before = cost(&server.child);
    let counts = (0..2).map(|_| server.until("more times")).collect::<String>();
    let after = cost(&server.child);
    assert!(counts.lines().count() <= 3, "{counts}");
    let number =
        |line: &str| line.split_whitespace().filter_map(|word| word.parse::<u64>().ok()).max();
    let counts: Vec<u64> = counts.lines().filter_map(number).collect();
    assert!(counts[1] > counts[0] + 1000, "{counts:?}");
    assert!(after.0 > before.0 && after.1 < before.1 + 2048, "{before:?} {after:?}");
    hangs(&mut second);
    crate::process::interrupt(&server.child);
    assert_eq!(server.child.wait().unwrap().code(), Some(130));
}

#[test]
fn mended_the_loop_ends_and_the_second_client_is_served_beside_the_first() {
    let mut server = Server::new(&["upper"]);
    let mut first = server.client();
    assert_eq!(exchange(&mut first, b"hello"), b"HELLO");
    assert_eq!(exchange(&mut server.client(), b"me, too"), b"ME, TOO");
    drop(first);
    let seen = server.until("c1.close()");
    assert!(!seen.contains(MET) && !seen.contains("more times"), "{seen}");
}

#[test]
fn the_second_client_hangs_until_the_first_has_left() {
    let mut server = taught(&["login"]);
    let mut first = server.client();
    first.write_all(b"alex|123").unwrap();
    server.until("c1.send");
    let mut second = server.client();
    second.write_all(b"alex|dsb").unwrap();
    met(&mut server, "another client is connected", "one-at-a-time", "Thread(target=serve");
    hangs(&mut second);
    first.write_all(b"good|bye").unwrap();
    let mut answer = String::new();
    second.read_to_string(&mut answer).unwrap();
    assert_eq!(answer, "登录成功");
}

#[test]
fn the_client_over_the_limit_hangs_until_one_more_connects() {
    let args = ["upper", "--mode", "threaded", "--max-clients", "2"];
    let mut server = taught(&args);
    let mut served = [server.client(), server.client()];
    served.iter_mut().for_each(|client| assert_eq!(exchange(client, b"a"), b"A"));
    let mut third = server.client();
    met(&mut server, "over the limit", "one-at-a-time", "else: conn.sendall(b'server full')");
    hangs(&mut third);
    let mut fourth = server.client();
    assert_eq!(third.read(&mut [0]).unwrap(), 0);
    hangs(&mut fourth);
    fourth.write_all(b"unread").unwrap();
    let _fifth = server.client();
    let ended = match fourth.read(&mut [0]) {
        Ok(0) => "end of stream".to_owned(),
        other => other.unwrap_err().kind().to_string(),
    };
    assert!(is_a_reset(&ended), "{ended}");
    served.iter_mut().for_each(|client| assert_eq!(exchange(client, b"b"), b"B"));
}

#[test]
fn a_reset_ends_the_server_and_mended_only_that_connection() {
    for (mended, args) in [(false, &["upper"][..]), (true, &["upper"])] {
        let mut server = if mended { Server::new(args) } else { taught(args) };
        let mut client = server.client();
        assert_eq!(exchange(&mut client, b"hello"), b"HELLO");
        reset(client);
        if mended {
            let seen = server.until("c1.close()");
            assert!(is_a_reset(&seen) && !seen.contains(MET), "{seen}");
            assert_eq!(exchange(&mut server.client(), b"still?"), b"STILL?");
        } else {
            met(&mut server, "nobody catches this error", "login", "except OSError: break");
            assert!(server.child.wait().unwrap().success());
        }
    }
}

#[test]
fn a_client_that_sends_an_empty_line_waits_and_mended_it_sends_nothing() {
    for app in ["upper", "time", "login", "auth", "stamp"] {
        let tcp: &[&str] = if app == "time" { &["--tcp"] } else { &[] };
        let server = Server::new(&[&[app], tcp].concat());
        let at = server.at();
        let both = [&[app, at.as_str(), "--width", "200"], tcp].concat();
        let mut client = Client::new(&[&both[..], &["--as-taught"]].concat(), "\n%%\n");
        let seen = client.until("an empty line: send(b'') sends nothing");
        assert!(seen.contains("send(\"\")") && seen.contains(MET), "{app}: {seen}");
        client.until("mend: if not text: continue");
        // Nothing more is shown, and it goes on.
        let more = client.lines.recv_timeout(Duration::from_millis(200));
        assert_eq!(more, Err(std::sync::mpsc::RecvTimeoutError::Timeout), "{app}");
        assert!(client.child.try_wait().unwrap().is_none(), "{app}");
        drop(client);
        let server = Server::new(&[&[app], tcp].concat());
        let at = server.at();
        let both = [&[app, at.as_str(), "--width", "200"], tcp].concat();
        let typed = if app == "login" { "\nalex|dsb\n" } else { "\n%%\nquit\n" };
        let seen = connect(&both, typed);
        assert!(seen.contains("nothing would travel over TCP"), "{app}: {seen}");
        assert!(!seen.contains("send(\"\")") && !seen.contains(MET), "{app}: {seen}");
    }
}

#[test]
fn a_long_datagram_is_cut_and_mended_it_is_answered_whole() {
    let question = [b'x'; 3000];
    for mended in [false, true] {
        let mut server =
            if mended { Server::new(&["upper", "--udp"]) } else { taught(&["upper", "--udp"]) };
        let client = UdpSocket::bind("127.0.0.1:0").unwrap();
        client.set_read_timeout(Some(PATIENCE)).unwrap();
        client.send_to(&question, server.address).unwrap();
        let mut buffer = [0; 4096];
        let got = client.recv(&mut buffer).unwrap();
        assert_eq!(got, if mended { 3000 } else { 1024 });
        assert!(buffer[..got].iter().all(|byte| *byte == b'X'));
        if !mended {
            met(&mut server, "the datagram was longer", "udp-truncation", "data, address =");
        } else {
            assert!(!server.until("send_to(").contains(MET));
        }
    }
}

/// A server that never answers, and a stranger that does.
#[test]
fn a_client_of_datagrams_waits_for_ever_and_believes_anybody_and_mended_it_does_not() {
    let server = UdpSocket::bind("127.0.0.1:0").unwrap();
    server.set_read_timeout(Some(PATIENCE)).unwrap();
    let at = server.local_addr().unwrap().to_string();
    let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
    for app in [&["upper", "--udp"][..], &["time"]] {
        let args = [app, &[at.as_str(), "--width", "200"]].concat();
        let client = Client::new(&[&args[..], &["--as-taught"]].concat(), "hello\n");
        let (_, from) = server.recv_from(&mut [0; 99]).unwrap();
        let seen = client.until("no answer for 3 s");
        assert!(seen.contains(MET) && !seen.contains("timeout"), "{seen}");
        client.until("mend: client.settimeout(5)");
        stranger.send_to(b"from a stranger", ("127.0.0.1", from.port())).unwrap();
        let seen = client.until("does not come from the server");
        assert!(seen.contains("from a stranger") && seen.contains(MET), "{seen}");
        drop(client);

        let mended = Client::new(&args, "hello\nand again\nquit\n");
        let (_, from) = server.recv_from(&mut [0; 99]).unwrap();
        stranger.send_to(b"from a stranger", ("127.0.0.1", from.port())).unwrap();
        mended.until("not from the server: no answer");
        let seen = mended.until("no answer: the question was lost");
        assert!(seen.contains("timeout") && !seen.contains(MET), "{seen}");
        let mut buffer = [0; 99];
        let (got, from) = server.recv_from(&mut buffer).unwrap();
        assert_eq!(&buffer[..got], b"and again");
        server.send_to(b"AND AGAIN", from).unwrap();
        mended.until("\"AND AGAIN\"");
    }
}

/// What was there before the question, and what is longer than the buffer.
#[test]
fn an_answer_that_was_there_before_the_question_is_told() {
    let server = UdpSocket::bind("127.0.0.1:0").unwrap();
    server.set_read_timeout(Some(PATIENCE)).unwrap();
    let at = server.local_addr().unwrap().to_string();
    let args = ["upper", "--udp", at.as_str(), "--width", "200", "--as-taught"];
    let mut client = Client::new(&args, "a\n");
    let (_, from) = server.recv_from(&mut [0; 99]).unwrap();
    server.send_to(&[b'X'; 3000], from).unwrap();
    client.until("the datagram was longer than the buffer");
    server.send_to(b"unasked", from).unwrap();
    client.child.stdin.as_mut().unwrap().write_all(b"b\n").unwrap();
    let seen = client.until("so is not the answer to it");
    assert!(seen.contains("unasked") && seen.contains(MET), "{seen}");

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    for (app, mended, wanted) in [
        (&["upper"][..], false, "the server spoke first"),
        (&["upper"], true, "7 bytes are here before anything was asked"),
        (&["auth", "--as", "ignorant"], false, "the server spoke first"),
        (&["auth", "--as", "ignorant"], true, "7 bytes are here before anything was asked"),
    ] {
        let option: &[&str] = if mended { &[] } else { &["--as-taught"] };
        let mut client = Client::new(&[app, &[at.as_str(), "--width", "200"], option].concat(), "");
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"unasked").unwrap();
        client.child.stdin.as_mut().unwrap().write_all(b"b\n").unwrap();
        let seen = client.until(wanted);
        assert_eq!(seen.contains(MET), !mended, "{seen}");
    }
}

#[test]
fn a_server_with_another_digest_says_how_much_of_it_came() {
    let mut server = Server::new(&["auth", "--digest", "sha256", "--width", "400"]);
    let at = server.at();
    let client = Client::new(&["auth", &at, "--width", "400"], "hello\n");
    server.until("of 32 bytes of the digest have come");
    assert!(server.until("c1.close()").contains("timeout"));
    client.until("end of stream");
    let mut server = Server::new(&["auth", "--late", "300ms", "--width", "400"]);
    let (_, why) = connect_in_vain(&["auth", &server.at(), "--digest", "sha256"], "hello\n");
    assert!(why.contains("or, of auth, its --digest"), "{why}");
    server.until("behind the digest: a client with another --digest?");
}

#[test]
fn a_format_that_is_none_ends_the_server_and_mended_it_is_told_so() {
    for mended in [false, true] {
        let mut server = if mended { Server::new(&["time"]) } else { taught(&["time"]) };
        let client = UdpSocket::bind("127.0.0.1:0").unwrap();
        client.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut buffer = [0; 999];
        let mut answer = |question: &[u8]| {
            client.send_to(question, server.address).unwrap();
            let got = client.recv(&mut buffer).unwrap();
            String::from_utf8_lossy(&buffer[..got]).into_owned()
        };
        assert_eq!(answer(b"").len(), "2026-11-29 22:15:06".len());
        if mended {
            for question in [&b"%!"[..], b"\xff", b"%"] {
                assert!(answer(question).starts_with("not a time format: "));
            }
            assert_eq!(answer(b"100%%"), "100%");
        } else {
            // What Python 3.11 answers here; on Windows that, too, is an error.
            if cfg!(unix) {
                assert_eq!(answer(b"%! 100%%"), "%! 100%");
            }
            client.send_to(b"\xff", server.address).unwrap();
            met(&mut server, "these bytes are not UTF-8", "utf8-cut", "text = data.decode(errors");
            assert!(server.child.wait().unwrap().success());
        }
    }
}

#[test]
fn a_nul_is_a_format_that_is_none() {
    let mut server = taught(&["time", "--tcp"]);
    server.client().write_all(b"%Y\0").unwrap();
    met(&mut server, "this is no format", "time", "except ValueError");
    assert!(server.child.wait().unwrap().success());
}

fn accounts(lines: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(lines.as_bytes()).unwrap();
    file
}

#[test]
fn a_client_that_leaves_before_its_answer_ends_the_login_server_and_mended_it_does_not() {
    let mut server = taught(&["login"]);
    drop(server.client());
    let seen = server.until("c1.recv");
    assert!(seen.contains("0: end of stream"), "{seen}");
    met(&mut server, "recv returned 0 bytes", "login", "if not login: break");
    let seen = met(&mut server, "nobody catches this error", "login", "except OSError: break");
    assert!(seen.contains("用户名或者密码错误"), "{seen}");
    assert!(server.child.wait().unwrap().success());

    let mut server = Server::new(&["login"]);
    drop(server.client());
    let seen = server.until("c1.close()");
    assert!(!seen.contains(MET) && !seen.contains("c1.send"), "{seen}");
    let mut next = server.client();
    next.write_all(b"alex|dsb").unwrap();
    let mut answer = String::new();
    next.read_to_string(&mut answer).unwrap();
    assert_eq!(answer, "登录成功");
}

#[test]
fn a_blank_line_lets_in_who_says_nothing_and_mended_it_does_not() {
    let file = accounts("alex|dsb\n\n");
    let args = ["login", "--accounts", file.path().to_str().unwrap()];
    for mended in [false, true] {
        let mut server = if mended { Server::new(&args) } else { taught(&args) };
        let mut client = server.client();
        client.shutdown(Shutdown::Write).unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        assert_eq!(answer, if mended { "" } else { "登录成功" });
        if !mended {
            met(&mut server, "a blank line in the accounts file", "login", "if not login: break");
        }
    }
}

#[test]
fn a_hash_lets_nobody_in_as_taught_and_that_is_told_at_the_start() {
    let hash = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$WFW7IrF1Yf5o8oUsRUDmmCrnm1+J4xG0YVq2FJbKU+g";
    for (account, told) in [(hash, true), ("secret", false)] {
        let file = accounts(&format!("bob|{account}\n"));
        let args = ["login", "--accounts", file.path().to_str().unwrap(), "--as-taught"];
        // Taken: it ends at once.
        let holder = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = holder.local_addr().unwrap().to_string();
        let at = ["--listen", at.as_str(), "--width", "400"];
        let output = program(&[&["serve"], &args[..], &at].concat()).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(said.contains("whole lines are compared"), told, "{said}");
    }
}

#[test]
fn a_half_closed_login_is_refused_for_ever_and_what_is_shown_is_a_count() {
    let mut server = taught(&["login"]);
    let mut client = server.client();
    client.shutdown(Shutdown::Write).unwrap();
    let mut refusals = [0; 27 * 1000];
    client.read_exact(&mut refusals).unwrap();
    assert!(refusals.chunks(27).all(|refusal| refusal == "用户名或者密码错误".as_bytes()));
    let seen = server.until("more times");
    assert_eq!(seen.matches("c1.send").count(), 3, "{seen}");
    drop(client);
    met(&mut server, "nobody catches this error", "login", "except OSError");
}

#[test]
fn the_whole_text_is_compared_with_each_line() {
    let file = accounts("  alex|dsb  \nfeng|secret\n");
    let server = taught(&["login", "--accounts", file.path().to_str().unwrap()]);
    let mut client = server.client();
    for (login, answer) in [
        ("feng|", "用户名或者密码错误"),
        ("alex|dsb\n", "用户名或者密码错误"),
        ("alex|123alex|dsb", "用户名或者密码错误"),
        ("alex|dsb", "登录成功"),
    ] {
        client.write_all(login.as_bytes()).unwrap();
        let mut said = vec![0; answer.len()];
        client.read_exact(&mut said).unwrap();
        assert_eq!(String::from_utf8(said).unwrap(), answer, "{login}");
    }
}

fn hmac_of(challenge: &[u8]) -> Vec<u8> {
    use hmac::{KeyInit, Mac};
    let key = b"linhaifeng bang bang bang";
    let mut mac = <hmac::Hmac<md5::Md5> as KeyInit>::new_from_slice(key).unwrap();
    mac.update(challenge);
    mac.finalize().into_bytes().to_vec()
}

#[test]
fn a_digest_in_pieces_is_refused_with_a_reset_and_mended_it_is_right() {
    for mended in [false, true] {
        let mut server = if mended { Server::new(&["auth"]) } else { taught(&["auth"]) };
        let mut client = server.client();
        client.set_nodelay(true).unwrap();
        let mut challenge = [0; 32];
        client.read_exact(&mut challenge).unwrap();
        let digest = hmac_of(&challenge);
        client.write_all(&digest[..10]).unwrap();
        server.until("c1.recv(16)");
        if mended {
            client.write_all(&digest[10..]).unwrap();
            assert_eq!(exchange(&mut client, b"hello"), b"HELLO");
        } else {
            met(
                &mut server,
                "recv returned fewer bytes than a digest has",
                "auth",
                "digest = conn.recv(",
            );
            assert_eq!(client.read(&mut [0]).unwrap(), 0);
            assert!(server.until("c1.close()").contains("the digest is wrong"));
        }
    }
}

#[test]
fn more_than_a_digest_earns_a_reset_and_mended_an_orderly_end() {
    for mended in [false, true] {
        // Late, so that all of it is there.
        let args = ["auth", "--late", "300ms"];
        let mut server = if mended { Server::new(&args) } else { taught(&args) };
        let mut client = server.client();
        client.write_all(b"hello, I know nothing of keys").unwrap();
        let mut all = Vec::new();
        let came = client.read_to_end(&mut all).map_err(|error| error.kind());
        if mended {
            assert_eq!(came, Ok(32));
            assert!(!server.until("c1.close()").contains(MET));
        } else {
            // FreeBSD sends a FIN even then.
            if cfg!(target_os = "linux") {
                assert_eq!(came, Err(std::io::ErrorKind::ConnectionReset));
            }
            met(&mut server, "closed with bytes unread", "end-of-stream", "conn.shutdown(SHUT_WR)");
        }
    }
}

#[test]
fn a_challenge_in_pieces_is_another_and_mended_it_is_whole() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    for mended in [false, true] {
        let option: &[&str] = if mended { &[] } else { &["--as-taught"] };
        let args = [&["auth", at.as_str(), "--width", "200"], option].concat();
        let client = Client::new(&args, "");
        let (mut server, _) = listener.accept().unwrap();
        server.set_read_timeout(Some(PATIENCE)).unwrap();
        server.write_all(&[7; 20]).unwrap();
        client.until("recv(32)");
        if !mended {
            client.until("recv returned a part of the challenge");
        }
        server.write_all(&[7; 12]).unwrap();
        let mut digest = [0; 16];
        server.read_exact(&mut digest).unwrap();
        let seen: &[u8] = if mended { &[7; 32] } else { &[7; 20] };
        assert_eq!(digest.to_vec(), hmac_of(seen), "{mended}");
    }
}

#[test]
fn raw_has_no_faults_to_teach() {
    for side in ["serve", "connect"] {
        let output = program(&[side, "raw", "--as-taught"]).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("`raw` has no --as-taught"));
    }
}
