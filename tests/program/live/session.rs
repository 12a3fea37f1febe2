//! `--trace`: what one end of a conversation knows, kept, replayed and compared.

use super::{Server, connect, program, text};
use crate::process::{assert_code, output};
use crate::schemas::{faults, schemas};
#[cfg(unix)]
use std::io::Write;
#[cfg(unix)]
use std::path::{Path, PathBuf};
use std::process::Command;
#[cfg(unix)]
use stickydemo::{
    analysis::{Setting, Whereabouts, analyse},
    model::{CallName, Case, CaseTrace, Cause, WireKind},
    report::json,
};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }
}

/// The only session of a trace file.
#[cfg(unix)]
fn session(file: impl AsRef<Path>) -> CaseTrace {
    let (trace, scenarios) = json::read(&std::fs::read(file).unwrap()).unwrap();
    assert!(scenarios.is_empty());
    let [session] = <[CaseTrace; 1]>::try_from(trace.sessions).unwrap();
    session
}

/// What `replay` shows, without its line breaks.
#[cfg(unix)]
fn replayed(file: impl AsRef<Path>) -> String {
    let shown = text(&output(&["replay", file.as_ref().to_str().unwrap()]).stdout);
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Both ends of an exchange in which `hello` and `feng` come as one, and are read in fives.
#[cfg(unix)]
fn glued(folder: &Folder) -> (PathBuf, PathBuf) {
    let (server, client) = (folder.file("server.json"), folder.file("client.json"));
    let mut upper = Server::new(&["upper", "--late", "500ms", "--recv", "5", "--trace", &server]);
    let said = connect(
        &["upper", &upper.at(), "--cut", "5", "--nodelay", "on", "--trace", &client],
        "hellofeng\n",
    );
    assert!(said.contains("send(\"feng\")"), "{said}");
    upper.end();
    (server.into(), client.into())
}

#[cfg(unix)] // A server that is killed keeps no trace.
#[test]
fn each_end_keeps_its_own_calls_and_no_more_of_the_other_than_that_it_is_there() {
    let folder = Folder::new();
    let (server, client) = glued(&folder);
    for (file, id, own, other) in [
        (&server, "serve-upper", "server", "client1"),
        (&client, "connect-upper", "client", "server"),
    ] {
        let run = session(file);
        assert_eq!(run.id, id);
        assert!(run.records.iter().all(|record| record.who == own), "{id}");
        let others: Vec<_> = run.sockets.iter().filter(|socket| socket.elsewhere).collect();
        assert_eq!(others.len(), 1, "{id}");
        assert_eq!(others[0].actor, other, "{id}");
    }
}

#[cfg(unix)] // A server that is killed keeps no trace.
#[test]
fn what_one_end_can_know_is_explained_and_what_it_cannot_is_not_made_up() {
    let folder = Folder::new();
    let (server, client) = glued(&folder);
    let setting = Setting::of(&stickydemo::net::host(), WireKind::Loopback, false);
    let found = |file| {
        let run = session(file);
        analyse(&Case::of_session(&run), &run, &setting)
    };
    // The client has sent two messages, and knows no more than that the other kernel has them.
    let of_client = found(&client);
    assert_eq!(of_client.messages.len(), 2);
    for message in &of_client.messages {
        assert!(message.fate.is_empty(), "{message:?}");
        let places: Vec<_> = message.missing.iter().map(|missing| &missing.at).collect();
        let known = [&Whereabouts::Acknowledged, &Whereabouts::Elsewhere];
        assert!(places.iter().all(|at| known.contains(at)), "{message:?}");
    }
    // The server has read in fives what had come while it waited: the buffer was full, by its own figures.
    let of_server = found(&server);
    let first = &of_server.receives[0];
    assert_eq!((first.bytes, first.parts.len()), (5, 0));
    let causes: Vec<Cause> = first.causes.iter().map(|finding| finding.cause).collect();
    assert_eq!(causes, [Cause::ShortBuffer]);
    let shown = replayed(&server);
    for said in [
        "serve-upper",
        "only the other program knows",
        "the buffer of 5 bytes was full; 4 bytes more could be read right afterwards",
    ] {
        assert!(shown.contains(said), "{said}\n{shown}");
    }
    for never in [": lost", "as expected", "shown"] {
        assert!(!shown.contains(never), "{never}\n{shown}");
    }
}

#[cfg(unix)] // A server that is killed keeps no trace.
#[test]
fn a_datagram_that_left_for_another_program_is_not_called_lost() {
    let folder = Folder::new();
    let (server, client) = (folder.file("server.json"), folder.file("client.json"));
    let mut time = Server::new(&["time", "--trace", &server]);
    connect(&["time", &time.at(), "--recv", "4", "--trace", &client], "%Y\n\n%Y-%m\nquit\n");
    time.end();
    for file in [&server, &client] {
        let shown = replayed(file);
        assert!(!shown.contains(": lost") && !shown.contains("had closed"), "{shown}");
        assert!(shown.contains("only that end knows"), "{shown}");
    }
    // The client asked for four bytes, and its kernel said that there were more.
    assert!(replayed(&client).contains("longer than what was asked for (4 bytes)"));
}

#[cfg(unix)] // A server that is killed keeps no trace.
#[test]
fn a_session_is_written_as_the_schema_says_and_read_to_the_same_bytes() {
    let folder = Folder::new();
    let (server, client) = glued(&folder);
    for file in [server, client] {
        let bytes = std::fs::read(&file).unwrap();
        let value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(faults(&schemas()["trace-1"], &value), Vec::<String>::new());
        let again = output(&["replay", file.to_str().unwrap(), "--format", "json"]);
        assert_code(&again, 0);
        assert_eq!(text(&again.stdout), text(&bytes));
    }
}

/// A peer that only sends: how many messages it sent, the receiver cannot know.
#[cfg(unix)]
#[test]
fn what_another_program_sent_is_not_said_to_be_one_message_a_receive() {
    let folder = Folder::new();
    let file = folder.file("server.json");
    let mut server = Server::new(&["raw", "--mode", "once", "--late", "300ms", "--trace", &file]);
    let mut client = server.client();
    client.set_nodelay(true).unwrap();
    client.write_all(b"one").unwrap();
    client.write_all(b"two").unwrap();
    server.until("onetwo");
    drop(client);
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    let shown = replayed(&file);
    assert!(shown.contains("\"onetwo\""), "{shown}");
    assert!(!shown.contains("exactly one message"), "{shown}");
}

/// What a reset threw away is not called in flight.
#[cfg(unix)]
#[test]
fn after_a_reset_nothing_goes_on_being_sent() {
    let folder = Folder::new();
    let file = folder.file("client.json");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    socket2::SockRef::from(&listener).set_recv_buffer_size(4096).unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let peer = std::thread::spawn(move || {
        let (connection, _) = listener.accept().unwrap();
        // What is unread when it is closed makes the close a reset, once more has come than it can hold.
        connection.peek(&mut [0]).unwrap();
        std::thread::park_timeout(std::time::Duration::from_millis(300));
        socket2::SockRef::from(&connection).set_linger(Some(std::time::Duration::ZERO)).unwrap();
    });
    let big = folder.file("big");
    std::fs::write(&big, vec![b'q'; 4 << 20]).unwrap();
    connect(&["raw", &at, "--send-file", &big, "--trace", &file], "");
    peer.join().unwrap();
    let shown = replayed(&file);
    assert!(shown.contains("reset"), "{shown}");
    assert!(!shown.contains("goes on sending"), "{shown}");
}

#[cfg(unix)]
#[test]
fn a_session_is_chosen_by_its_name() {
    let folder = Folder::new();
    let (server, _) = glued(&folder);
    let server = server.to_str().unwrap();
    for name in ["serve-upper", "session/serve-upper"] {
        assert_code(&output(&["replay", server, "--case", name]), 0);
    }
    let wrong = output(&["replay", server, "--case", "serve-uper"]);
    assert_code(&wrong, 2);
    assert!(text(&wrong.stderr).contains("serve-upper"), "{}", text(&wrong.stderr));
}

#[test]
fn two_sessions_are_compared() {
    let folder = Folder::new();
    let (one, other) = (folder.file("one.json"), folder.file("other.json"));
    for (file, cut) in [(&one, "1"), (&other, "5")] {
        let upper = Server::new(&["upper"]);
        connect(&["upper", &upper.at(), "--cut", cut, "--trace", file], "hello\n");
    }
    let shown = compared(&[&one, &other]);
    assert!(shown.contains("session/connect-upper  (session)"), "{shown}");
    assert!(!shown.contains("verdict") && !shown.contains("the scenario"), "{shown}");
    assert!(shown.contains("  one.json") && shown.contains("  other.json"), "{shown}");
    assert!(!shown.contains("runs"), "{shown}");
    assert_eq!(compared(&[&other, &one]), shown);
    let json = compared(&[&one, &other, "--format", "json"]);
    let value = serde_json::from_str(&json).unwrap();
    assert_eq!(faults(&schemas()["compare-1"], &value), Vec::<String>::new());
}

fn compared(args: &[&str]) -> String {
    let compared = output(&[&["compare"], args].concat());
    assert_code(&compared, 0);
    text(&compared.stdout)
}

#[cfg(unix)] // A server that is killed keeps no trace.
#[test]
fn sessions_that_were_not_alike_are_told_apart() {
    let folder = Folder::new();
    let [plain, short, udp, client] = ["a", "b", "c", "d"].map(|name| folder.file(name));
    for (file, more) in [(&plain, &[][..]), (&short, &["--recv", "4"]), (&udp, &["--udp"])] {
        let mut upper = Server::new(&[&["upper", "--trace", file], more].concat());
        let how: &[&str] = if more == ["--udp"] { more } else { &[] };
        connect(&[&["upper", &upper.at(), "--trace", &client], how].concat(), "hello\n");
        upper.end();
    }
    let parts = compared(&[&plain, &short, "--width", "120"]);
    assert!(parts.contains("\"hello\"") && parts.contains("\"hell\""), "{parts}");
    let carried = compared(&[&plain, &udp]);
    assert!(carried.contains("  carried by  tcp  udp\n"), "{carried}");
    assert!(!carried.contains("nothing differs"), "{carried}");
    let ends = compared(&[&plain, &client, "--width", "400"]);
    assert!(ends.contains(&format!("stickydemo replay {client}")), "{ends}");
}

/// A file from a stranger.
#[test]
fn a_session_that_contradicts_itself_is_refused() {
    let folder = Folder::new();
    let file = folder.file("client.json");
    let upper = Server::new(&["upper"]);
    connect(&["upper", &upper.at(), "--trace", &file], "hello\n");
    let whole = std::fs::read_to_string(&file).unwrap();
    for (find, put, said) in [
        ("\"step\": 2", "\"step\": 7", "is not the next one"),
        ("\"round\": 1", "\"round\": 2", "is not the next one"),
        ("\"call\": \"send\", \"sock\": 0", "\"call\": \"send\", \"sock\": 1", "another program's"),
        ("\"call\": \"send\", \"sock\": 0", "\"call\": \"send\", \"sock\": 9", "no socket 9"),
        ("\"peer\": 0", "\"peer\": 1", "cannot be the other end"),
        ("\"returned\": 5", "\"returned\": 6", "sent 6 bytes of the 5"),
        ("\"id\": \"connect-upper\"", "\"id\": \"\"", "not a name"),
        ("\"who\": \"client\"", "\"who\": \"\\u001b[2J\"", "not a name"),
        ("\"elsewhere\": true", "\"elsewhere\": 1", "elsewhere"),
        ("\"unsent\": {\"seen\": 0}", "\"unsent\": {\"seen\": 99}", "99 bytes unsent, of"),
        ("\"kind\": \"loopback\"", "\"kind\": \"lab\"", "another wire"),
    ] {
        // What is unsent, not every system says.
        if cfg!(not(target_os = "linux")) && find.contains("unsent") {
            continue;
        }
        assert!(whole.contains(find), "{find} in {whole}");
        let wrong = folder.file("wrong.json");
        std::fs::write(&wrong, whole.replacen(find, put, 1)).unwrap();
        let refused = output(&["replay", &wrong]);
        assert_code(&refused, 3);
        assert!(text(&refused.stderr).contains(said), "{put}: {}", text(&refused.stderr));
    }
}

/// The number of a socket that was closed is another's later, in the session and not in its trace.
#[cfg(unix)] // A server that is killed keeps no trace.
#[test]
fn one_client_after_another_is_kept() {
    let (folder, said) = (Folder::new(), ["one", "second", "the third"]);
    let file = folder.file("server.json");
    let mut server = Server::new(&["upper", "--trace", &file]);
    for word in said {
        connect(&["upper", &server.at()], &format!("{word}\n"));
        server.until(".close()");
    }
    server.end();
    let run = session(&file);
    let names: Vec<_> = run.sockets.iter().filter_map(|socket| socket.name.as_deref()).collect();
    assert_eq!(names, ["c1", "c2", "c3"]);
    let received = run.records.iter().filter(|record| record.call == CallName::Recv);
    let data = received.filter_map(|record| record.calls[0].data.as_ref());
    let texts: Vec<_> = data.filter(|data| data.len > 0).map(|data| data.kept()).collect();
    assert_eq!(texts, said.map(str::as_bytes));
    assert!(replayed(&file).contains("the third"));
}

#[test]
fn a_trace_that_cannot_be_written_is_said_before_anybody_is_served() {
    let refused = program(&["serve", "upper", "--trace", "/nowhere/at/all.json"]).output().unwrap();
    assert!(!refused.status.success());
    assert!(refused.stdout.is_empty());
    let mut help = Command::new(env!("CARGO_BIN_EXE_stickydemo"));
    let help = help.args(["serve", "--help"]).output().unwrap();
    assert!(text(&help.stdout).contains("passwords, too"));
}
