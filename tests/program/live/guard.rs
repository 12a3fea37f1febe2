//! Beyond this computer only who has the key is served. The addresses are of this computer, as no other is here.

use super::*;
use std::path::PathBuf;
use stickydemo::net::Deadline;

const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";
const MAGIC: &[u8] = b"stickydemo key 1\n";
/// What a server says to whoever connects: the line, and 32 bytes.
const CHALLENGE: usize = 17 + 32;

/// A directory with a key in it that nobody else can read.
struct Keys(tempfile::TempDir);

impl Keys {
    fn new() -> Self {
        Keys(tempfile::tempdir().unwrap())
    }

    fn file(&self, key: &[u8]) -> String {
        let path: PathBuf = self.0.path().join("key");
        std::fs::write(&path, [key, b"\n"].concat()).unwrap();
        mode(&path, 0o600);
        path.to_str().unwrap().to_owned()
    }
}

/// Who may read it; Windows has no modes.
#[cfg_attr(not(unix), allow(unused_variables, reason = "modes are for Unix"))]
fn mode(path: &std::path::Path, mode: u32) {
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
        std::fs::set_permissions(path, mode).unwrap();
    }
}

/// A server on every address of this computer; its port.
fn open(args: &[&str], key: &str) -> Server {
    let mut server = Server::at_address(&[args, &["--key-file", key]].concat(), "0.0.0.0:0");
    server.address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    server
}

fn answer_to(challenge: &[u8]) -> Vec<u8> {
    use hmac::{KeyInit, Mac};
    let mut mac = <hmac::Hmac<sha2::Sha256> as KeyInit>::new_from_slice(KEY).unwrap();
    mac.update(challenge);
    mac.finalize().into_bytes().to_vec()
}

fn challenge(client: &mut TcpStream) -> Vec<u8> {
    let mut challenge = vec![0; CHALLENGE];
    client.read_exact(&mut challenge).unwrap();
    assert!(challenge.starts_with(MAGIC));
    challenge
}

/// Nothing more comes: the end, or a reset.
fn is_closed(client: &mut TcpStream) -> bool {
    matches!(
        client.read(&mut [0]).map_err(|error| error.kind()),
        Ok(0) | Err(std::io::ErrorKind::ConnectionReset)
    )
}

/// An address of this computer that is not loopback; said aloud where it has none.
#[allow(clippy::print_stderr, reason = "a test that tests less says so")]
fn of_an_interface() -> Option<String> {
    let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
    let address = socket.connect("192.0.2.1:9").and_then(|()| socket.local_addr()).ok();
    let address = address.filter(|address| !address.ip().is_loopback());
    if address.is_none() {
        eprintln!("SKIPPED in part: this computer has no address but loopback");
    }
    address.map(|address| format!("{}:0", address.ip()))
}

#[test]
fn without_a_key_nothing_is_opened_beyond_this_computer() {
    let keys = Keys::new();
    let key = keys.file(KEY);
    let all = ["0.0.0.0:0", "[::]:0", "[::ffff:0.0.0.0]:0"].map(str::to_owned);
    for listen in all.into_iter().chain(of_an_interface()) {
        for (args, type_this) in [
            (&["raw"][..], "--key-file FILE"),
            (&["upper"], "--key-file FILE"),
            (&["auth"], "--key-file FILE --digest sha256"),
            (&["auth", "--digest", "sha256"], "--key-file FILE --digest sha256"),
            (&["auth", "--key-file", &key], "--key-file FILE --digest sha256"),
            (&["upper", "--udp"], "only this computer is served"),
            (&["time"], "only this computer is served"),
            (&["time", "--key-file", &key], "anybody can send a datagram"),
        ] {
            let args = [&["serve"], args, &["--listen", &listen, "--width", "200"]].concat();
            let output = program(&args).output().unwrap();
            let said = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
            assert!(said.contains(type_this), "{args:?}: {said}");
            assert!(output.stdout.is_empty(), "{args:?}");
        }
    }
}

#[test]
fn who_has_the_key_is_served_at_every_address() {
    let keys = Keys::new();
    let key = keys.file(KEY);
    for (app, more, typed, answer) in [
        ("upper", &[][..], "hello\nquit\n", "HELLO\n"),
        ("time", &["--tcp"], "100%%\nquit\n", "100%\n"),
        ("login", &[], "alex|dsb\n", "登录成功\n"),
        ("auth", &["--digest", "sha256"], "hello\nquit\n", "HELLO\n"),
        ("raw", &[], "hello\n", ""),
    ] {
        let mut server = open(&[&[app, "--recv", "16", "--width", "200"], more].concat(), &key);
        let at = server.at();
        let zero = format!("0.0.0.0:{}", server.address.port());
        let interface = of_an_interface().map(|it| it.replace(":0", &zero[7..]));
        // Windows connects to no 0.0.0.0 (connect, WSAEADDRNOTAVAIL).
        let zero = Some(zero).filter(|_| cfg!(unix));
        for at in [Some(at), zero, interface].into_iter().flatten() {
            let client = [app, &at, "--key-file", &key, "--quiet"];
            // Its digest comes in two receives.
            let said = connect(&[&client[..], more].concat(), typed);
            assert_eq!(said, answer, "{app} {at}");
        }
        server.until("close()");
    }
}

#[test]
fn the_server_says_what_it_opens_before_it_does() {
    let keys = Keys::new();
    let args = ["upper", "--width", "200", "--key-file", &keys.file(KEY), "--listen", "0.0.0.0:0"];
    let mut command = program(&[&["serve"], &args[..]].concat());
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let seen = until(&lines_of(&mut child), "listen(");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(seen.contains("upper at 0.0.0.0:"), "{seen}");
    assert!(seen.contains("is open to every computer that reaches this one, if it has the key"));
    assert!(seen.contains("neither secret nor authenticated"), "{seen}");
}

/// Whoever has not the key learns nothing and reaches nothing; the next who has it is served.
#[test]
fn who_has_not_the_key_is_told_nothing() {
    let keys = Keys::new();
    let key = keys.file(KEY);
    for mode in ["one-at-a-time", "threaded"] {
        let mut server = open(&["upper", "--mode", mode, "--width", "200"], &key);
        // An answer that was right for another challenge.
        let mut first = server.client();
        let old = answer_to(&challenge(&mut first));
        first.write_all(&old).unwrap();
        assert_eq!(exchange(&mut first, b"hello"), b"HELLO", "{mode}");
        drop(first);
        let wrong = [&b"hello, this is nc, and I have no key\n"[..], &[0; 32], &old];
        for said in wrong {
            let mut stranger = server.client();
            challenge(&mut stranger);
            stranger.write_all(said).unwrap();
            assert!(is_closed(&mut stranger), "{mode}");
            server.until("told nothing, and closed");
        }
        // Half an answer, and away; and away at once, by a reset.
        let mut half = server.client();
        let right = answer_to(&challenge(&mut half));
        half.write_all(&right[..16]).unwrap();
        drop(half);
        socket2::SockRef::from(&server.client()).set_linger(Some(Duration::ZERO)).unwrap();
        let mut client = server.client();
        let right = answer_to(&challenge(&mut client));
        for byte in right {
            client.write_all(&[byte]).unwrap();
        }
        assert_eq!(exchange(&mut client, b"hello"), b"HELLO", "{mode}");
    }
}

/// A stranger that says nothing, and one that says a byte now and then.
#[test]
fn a_silent_stranger_holds_nobody_up_for_ever() {
    let keys = Keys::new();
    let key = keys.file(KEY);
    let one = |args: &[&str]| {
        let server = open(args, &key);
        let mut silent = server.client();
        let (soon, late) = (Deadline::after(Duration::from_secs(15)), Deadline::after(PATIENCE));
        let dripping = std::thread::spawn(move || {
            silent.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
            while !late.over() && silent.write_all(b"x").is_ok() {
                if let Ok(0) = silent.read(&mut [0; 99]) {
                    break;
                }
            }
        });
        let digest: &[&str] = if args[0] == "auth" { &["--digest", "sha256"] } else { &[] };
        let at = server.at();
        let client = [&[args[0], at.as_str(), "--key-file", &key, "--quiet"], digest].concat();
        let said = connect(&client, "hello\nquit\n");
        assert_eq!(said, "HELLO\n", "{args:?}");
        assert!(!soon.over(), "{args:?}");
        dripping.join().unwrap();
    };
    std::thread::scope(|threads| {
        threads.spawn(|| one(&["upper", "--mode", "one-at-a-time"]));
        threads.spawn(|| one(&["upper", "--mode", "once"]));
        threads.spawn(|| one(&["auth", "--mode", "one-at-a-time", "--digest", "sha256"]));
    });
}

/// What is said between the two, by a program of somebody else's.
#[test]
fn a_client_in_python_shows_the_key() {
    let keys = Keys::new();
    let server = open(&["upper"], &keys.file(KEY));
    let source = format!(
        "import hmac, socket\ns = socket.create_connection(('127.0.0.1', {}), 20)\n\
         said = s.recv(49, socket.MSG_WAITALL)\n\
         s.sendall(hmac.new(b'{}', said, 'sha256').digest() + b'hello')\nprint(s.recv(1024).decode())\n",
        server.address.port(),
        std::str::from_utf8(KEY).unwrap(),
    );
    let Some(python) = python(&source) else { return };
    assert_eq!(said_by(python), "HELLO\n");
}

#[test]
#[cfg_attr(not(unix), ignore = "twice ten seconds of waiting; there other tests wait as long")]
fn a_client_with_a_key_says_so_where_none_is_asked_for() {
    let keys = Keys::new();
    let key = keys.file(KEY);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let other = std::thread::spawn(move || {
        listener.accept().unwrap().0.write_all(&[b'x'; CHALLENGE]).unwrap();
    });
    let output = program(&["connect", "upper", &at, "--key-file", &key]).output().unwrap();
    other.join().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(text(&output.stderr).contains("has not asked for the key"), "{}", text(&output.stderr));
    let silent = Server::new(&["upper"]);
    let output = program(&["connect", "upper", &silent.at(), "--key-file", &key]).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(text(&output.stderr).contains("has not asked for the key"), "{}", text(&output.stderr));
}

#[test]
fn a_key_is_not_empty_and_a_weak_one_is_said_to_be() {
    let keys = Keys::new();
    let output = program(&["serve", "upper", "--key-file", &keys.file(b"")]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("has no key"), "{}", text(&output.stderr));
    let key = keys.file(b"short");
    mode(key.as_ref(), 0o644);
    let server = open(&["upper"], &key);
    let seen = connect(&["upper", &server.at(), "--key-file", &key, "--width", "200"], "hello\n");
    assert!(seen.contains("the key has 5 bytes"), "{seen}");
    assert_eq!(seen.contains("can be read by other users"), cfg!(unix), "{seen}");
    assert!(seen.contains("HELLO"), "{seen}");
}

/// Each program that a key guards, with what both sides need besides, and something that is typed at the client.
const GUARDED: &[(&[&str], &str)] = &[
    (&["raw"], "hello"),
    (&["upper"], "hello"),
    (&["upper", "--as-taught"], "hello"),
    (&["time", "--tcp"], "%Y"),
    (&["login"], "alex|dsb"),
    (&["shell", "--framing", "none"], "date"),
    (&["shell", "--framing", "ack"], "date"),
    (&["shell", "--framing", "ack", "--as-taught"], "date"),
    (&["shell", "--framing", "i32le"], "date"),
    (&["shell", "--framing", "u32be"], "date"),
    (&["shell", "--framing", "json"], "date"),
    (&["stamp"], "hello"),
    (&["stamp", "--as-taught"], "hello"),
    (&["stamp", "--framing", "u32be"], "hello"),
    (&["file"], "list"),
    (&["file"], "put a.txt"),
    (&["file"], "get a.txt"),
    (&["file", "--protocol", "lines"], "put a.txt"),
    (&["file", "--protocol", "lines"], "get b.txt"),
    (&["file", "--protocol", "lines", "--as-taught"], "get b.txt"),
    (&["file", "--protocol", "transceiver"], "put a.txt"),
];

/// A client in a folder with a file in it, at which this is typed and no more comes: it ends by itself, with an error. What it
/// wrote, and why.
fn refused(args: &[&str], typed: &str) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), [b'x'; 300_000]).unwrap();
    let mut command = program(&[&["connect", "--width", "200"], args].concat());
    command.current_dir(folder.path()).stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut keys = child.stdin.take().unwrap();
    // It may have ended already.
    writeln!(keys, "{typed}\nquit").ok();
    // Else it would say itself that no more comes, and the end would be the answer to that.
    let keys = Some(keys).filter(|_| args.contains(&"--key-file"));
    let output = child.wait_with_output().unwrap();
    drop(keys);
    let (said, why) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{args:?} {typed}: {said}{why}");
    (said, why)
}

/// The server of a program of [`GUARDED`].
fn guarded(args: &[&str], key: &str, keys: &Keys) -> Server {
    let folder = ["--folder", keys.0.path().to_str().unwrap()];
    let has_folder = args[0] == "file" || args.contains(&"stamp") && args.contains(&"u32be");
    let of_files = if has_folder { &folder[..] } else { &[] };
    // Only the client's manner matters.
    let args: Vec<&str> = args.iter().copied().filter(|arg| *arg != "--as-taught").collect();
    open(&[&args, of_files, &["--width", "200"]].concat(), key)
}

#[test]
fn a_client_with_another_key_says_that_the_server_closed_upon_it() {
    let keys = Keys::new();
    let key = keys.file(KEY);
    let others = Keys::new();
    let other = others.file(b"another key of another class");
    let auth: &[(&[&str], &str)] = &[
        (&["auth", "--digest", "sha256"], "hello"),
        (&["auth", "--digest", "sha256", "--as-taught"], "hello"),
    ];
    for (args, typed) in GUARDED.iter().chain(auth) {
        let server = guarded(args, &key, &keys);
        let at = server.at();
        let client = [args, &[at.as_str(), "--key-file", &other][..]].concat();
        let (said, why) = refused(&client, typed);
        assert!(why.contains("the server closed right after the key was shown"), "{args:?}: {why}");
        assert!(!said.contains("--spelling") && !said.contains("no such file"), "{args:?}: {said}");
    }
}

#[test]
fn a_client_without_a_key_says_that_the_server_asks_for_one() {
    let keys = Keys::new();
    let key = keys.file(KEY);
    let put: &[(&[&str], &str)] = &[
        (&["auth"], "hello"),
        (&["auth", "--as-taught"], "hello"),
        (&["file", "--spelling", "file_size"], "put a.txt"),
    ];
    for (args, typed) in GUARDED.iter().chain(put) {
        let app: &[&str] = match args[0] {
            "auth" => &["upper"],
            "file" if args.contains(&"--spelling") => &["file"],
            _ => args,
        };
        let server = guarded(app, &key, &keys);
        let at = server.at();
        let (said, why) = refused(&[args, &[at.as_str()][..]].concat(), typed);
        assert!(why.contains("the server asks for a key: --key-file FILE"), "{args:?}: {why}");
        assert!(said.matches("asks for a key").count() < 2, "{args:?}: {said}");
        assert!(args[0] != "raw" || said.contains("\"stickydemo key 1\\n"), "{said}");
    }
}

#[test]
fn a_client_with_the_key_is_told_that_the_server_is_full() {
    let keys = Keys::new();
    let key = keys.file(KEY);
    for framing in ["none", "i32le"] {
        let args = ["shell", "--framing", framing];
        let server = open(&[&args[..], &["--max-clients", "1"]].concat(), &key);
        let mut first = server.client();
        let answer = answer_to(&challenge(&mut first));
        first.write_all(&answer).unwrap();
        first.write_all(b"stickydemo --version").unwrap();
        assert_eq!(first.read(&mut [0]).unwrap(), 1);
        let at = server.at();
        let client = [&args[..], &[&at, "--key-file", &key]].concat();
        let (_, why) = connect_in_vain(&client, "date\n");
        assert!(why.contains("server full: 1 client is being served"), "{framing}: {why}");
    }
}

/// Forty say nothing. The oldest of them are ended, and none takes one of the two places.
#[test]
fn strangers_take_no_place_of_those_who_have_the_key() {
    let keys = Keys::new();
    let server = open(&["upper", "--mode", "threaded", "--max-clients", "2"], &keys.file(KEY));
    let stranger = |_| {
        let mut stranger = server.client();
        challenge(&mut stranger);
        stranger
    };
    let mut strangers: Vec<TcpStream> = (0..40).map(stranger).collect();
    assert!(strangers[..8].iter_mut().all(is_closed));
    let mut served: Vec<TcpStream> = Vec::new();
    for _ in 0..2 {
        let mut client = server.client();
        let answer = answer_to(&challenge(&mut client));
        client.write_all(&answer).unwrap();
        assert_eq!(exchange(&mut client, b"hello"), b"HELLO");
        served.push(client);
    }
    let mut third = server.client();
    let answer = answer_to(&challenge(&mut third));
    third.write_all(&answer).unwrap();
    let mut said = String::new();
    third.read_to_string(&mut said).unwrap();
    assert_eq!(said, "server full: 2 clients are being served; try again later\n");
}
