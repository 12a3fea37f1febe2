//! `watch`, on real programs in Python, C and JavaScript that know nothing of it. Linux.
//!
//! Each is run `STICKYDEMO_TIMES` times (3): what is said must be the same every time.
#![cfg(all(target_os = "linux", target_env = "gnu"))]
#![allow(clippy::unwrap_used, reason = "these are tests, their helpers too")]

mod hostile;
mod lesson;

use serde_json::Value;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A port that was free a moment ago.
pub(crate) fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

pub(crate) fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/watch/programs").join(name)
}

pub(crate) fn stickydemo(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stickydemo"));
    command.arg("watch").args(args).env("LC_ALL", "C.UTF-8").output().unwrap()
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub(crate) fn has(program: &str) -> bool {
    let says = |how| Command::new(program).arg(how).output();
    ["--version", "version"].iter().any(|how| says(how).is_ok_and(|said| said.status.success()))
}

fn times() -> u32 {
    std::env::var("STICKYDEMO_TIMES").ok().and_then(|times| times.parse().ok()).unwrap_or(3)
}

/// What was found out about a pair of programs.
struct Seen(Value);

impl Seen {
    /// `how`: the command of a side, but for `server` or `client` and the port.
    fn of(how: &str, more: &[&str]) -> Self {
        let port = port();
        let (server, client) = (format!("{how} server {port}"), format!("{how} client {port}"));
        let args = ["--server", &server, "--client", &client, "--format", "json"];
        let quiet: &[&str] = if more.contains(&"-v") { &[] } else { &["-q"] };
        let output = stickydemo(&[&args, quiet, more].concat());
        assert!(output.status.success(), "{}", err(&output));
        Seen(serde_json::from_slice(&output.stdout).unwrap())
    }

    fn analysis(&self) -> &Value {
        &self.0["sessions"][0]["stable"]
    }

    /// Of each message what became of it.
    fn fates(&self) -> Vec<String> {
        let messages = self.analysis()["messages"].as_array().unwrap();
        messages.iter().map(|message| words(&message["fate"])).collect()
    }

    /// Of each receive its causes' main one; nothing where it has none.
    fn causes(&self) -> Vec<String> {
        let receives = self.analysis()["receives"].as_array().unwrap();
        let main = |receive: &Value| receive["cause"].as_str().unwrap_or("").to_owned();
        receives.iter().map(main).collect()
    }

    fn calls(&self, name: &str) -> usize {
        self.returned(name).len()
    }

    /// What each call of this name returned.
    fn returned(&self, name: &str) -> Vec<&Value> {
        let records = self.0["sessions"][0]["trace"]["records"].as_array().unwrap();
        let of = records.iter().filter(|record| record["call"] == name);
        of.map(|record| &record["calls"][0]["outcome"]["returned"]).collect()
    }
}

fn words(list: &Value) -> String {
    let words = list.as_array().into_iter().flatten().filter_map(Value::as_str);
    words.collect::<Vec<_>>().join(" ")
}

fn python(name: &str) -> String {
    format!("python3 {}", program(name).display())
}

/// Said every time.
fn always(how: &str, fates: &[&str], causes: &[&str]) {
    for time in 0..times() {
        let seen = Seen::of(how, &[]);
        assert_eq!(seen.fates(), fates, "{how}, time {time}: {:#}", seen.0);
        assert_eq!(seen.causes(), causes, "{how}, time {time}: {:#}", seen.0);
    }
}

#[test]
fn two_sends_that_come_out_of_one_recv_were_read_late() {
    always(&python("glued.py"), &["glued", "glued"], &["read-late"]);
}

#[test]
fn a_short_recv_leaves_the_rest_for_the_next() {
    let causes = ["short-buffer", "leftover", "leftover"];
    always(&python("short.py"), &["split"], &causes);
}

#[test]
fn a_datagram_that_does_not_fit_is_cut_though_its_call_does_not_say_so() {
    always(&python("truncated.py"), &["truncated", "intact"], &["short-buffer", ""]);
}

#[test]
fn a_close_with_bytes_unread_resets() {
    for _ in 0..times() {
        let seen = Seen::of(&python("reset.py"), &[]);
        assert_eq!(seen.fates(), ["split discarded"], "{:#}", seen.0);
        assert!(seen.0.to_string().contains("ECONNRESET"), "{:#}", seen.0);
    }
}

/// The second write leaves alone only if the first has been acknowledged: Nagle's rule.
#[test]
fn what_waits_for_an_acknowledgement_is_held_by_nagle() {
    for _ in 0..times() {
        let seen = Seen::of(&python("delayed.py"), &[]);
        assert!(seen.causes().contains(&"nagle".to_owned()), "{:#}", seen.0);
    }
}

#[test]
fn a_program_in_c_is_watched_linked_either_way() {
    if !has("cc") {
        eprintln!("NOT TRIED: there is no C compiler");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, flags) in [("dynamic", &[][..]), ("static", &["-static"][..])] {
        let binary = folder.path().join(name);
        let (mut compiler, source) = (Command::new("cc"), program("glued.c"));
        let built = compiler.args(flags).arg("-o").arg(&binary).arg(source).status();
        assert!(built.unwrap().success());
        always(&binary.display().to_string(), &["glued", "glued"], &["read-late"]);
    }
}

#[test]
fn an_event_loop_is_watched() {
    if !has("node") {
        eprintln!("NOT TRIED: there is no node");
        return;
    }
    let how = format!("node {}", program("glued.js").display());
    always(&how, &["glued", "glued", "glued"], &["read-late"]);
}

#[test]
fn a_program_in_go_is_watched() {
    if !has("go") {
        eprintln!("NOT TRIED: there is no go");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let binary = folder.path().join("glued");
    let (mut compiler, source) = (Command::new("go"), program("glued.go"));
    compiler.args(["build", "-o"]).arg(&binary).arg(source).env("GOCACHE", folder.path());
    assert!(compiler.env("CGO_ENABLED", "0").status().unwrap().success());
    always(&binary.display().to_string(), &["glued", "glued"], &["read-late"]);
}

/// Each returned when its message was there, and says how much that was: in the calls of a `wait_readable` and no others.
#[test]
fn calls_that_wait_for_several_sockets_are_shown_with_v() {
    for _ in 0..times() {
        let seen = Seen::of(&python("waits.py"), &["-v"]);
        assert_eq!(seen.returned("wait_readable"), [1, 2, 3], "{:#}", seen.0);
        assert_eq!(Seen::of(&python("waits.py"), &[]).calls("wait_readable"), 0);
    }
}

#[test]
fn ten_clients_of_a_threaded_server() {
    let port = port();
    let how = python("threads.py");
    let (server, client) = (format!("{how} server {port}"), format!("{how} client {port}"));
    for _ in 0..times() {
        let mut args = vec!["--server", &server, "--format", "json", "-q"];
        (0..10).for_each(|_| args.extend(["--client", &client]));
        let output = stickydemo(&args);
        assert!(output.status.success(), "{}", err(&output));
        let seen = Seen(serde_json::from_slice(&output.stdout).unwrap());
        assert_eq!(seen.fates(), vec!["intact"; 40], "{:#}", seen.0);
        assert_eq!((seen.calls("connect"), seen.calls("accept") >= 10), (10, true));
    }
    let told = |more| {
        let mut args = vec!["--server", &server, "-q", more];
        (0..10).for_each(|_| args.extend(["--client", &client]));
        out(&stickydemo(&args)).matches("and 9 more look the same").count()
    };
    // In each direction, of the rulers and of what is said of them.
    assert_eq!((told("--ascii"), told("-vv")), (4, 0));
}

/// The parent's copy is no socket of its own; the last one that is closed is the close.
#[test]
fn a_server_that_forks() {
    for _ in 0..times() {
        let seen = Seen::of(&python("forks.py"), &[]);
        assert_eq!(seen.fates(), ["intact"; 6], "{:#}", seen.0);
        assert_eq!((seen.calls("accept"), seen.calls("close")), (3, 7), "{:#}", seen.0);
    }
}

#[test]
fn a_frame_is_a_message_in_however_many_sends_it_left() {
    for _ in 0..times() {
        let seen = Seen::of(&python("framed.py"), &["--framing", "length-prefix:u32be"]);
        assert_eq!(seen.analysis()["messages"].as_array().unwrap().len(), 5, "{:#}", seen.0);
        let sizes = seen.analysis()["messages"].as_array().unwrap().iter();
        let sizes: Vec<u64> = sizes.map(|message| message["bytes"].as_u64().unwrap()).collect();
        assert_eq!(sizes, [9, 8, 11, 6, 7]);
    }
}

/// A copy of a descriptor that somebody holds keeps a socket open: the FIN would come late.
#[test]
fn watching_delays_no_end_and_holds_no_socket() {
    let (port, times) = (port().to_string(), (times() * 100).to_string());
    let fin = program("fin.py");
    let output = stickydemo(&["--", "python3", fin.to_str().unwrap(), &port, &times]);
    assert!(out(&output).contains(&format!("at once {times}")), "{}{}", out(&output), err(&output));
}

/// One program, with a port.
fn one(name: &str, more: &[&str]) -> Output {
    let (path, port) = (program(name), port().to_string());
    stickydemo(&[more, &["--", "python3", path.to_str().unwrap(), &port]].concat())
}

/// Nothing is taken from a socket that somebody may have, nor set on it.
#[test]
fn datagrams_stay_where_they_are() {
    let output = one("lent.py", &[]);
    assert!(out(&output).contains("program │ one two three True"), "{}", out(&output));
    assert!(out(&output).contains("program │ peeks 3"), "{}", out(&output));
    assert!(out(&output).contains("all 3 messages: intact"), "{}", out(&output));
    assert!(err(&output).contains("Unix-domain sockets"), "{}", err(&output));
}

#[test]
fn a_program_can_be_stopped_and_closes_a_range() {
    let output = one("stopped.py", &[]);
    for line in ["stopped True", "went on True", "closed"] {
        assert!(out(&output).contains(line), "{line}: {}", out(&output));
    }
    assert!(out(&output).contains("all 2 messages: intact"), "{}", out(&output));
}

#[test]
fn sendfile_sends_what_is_in_the_file() {
    let output = one("file.py", &[]);
    assert!(out(&output).contains("program │ bytes"), "{}", out(&output));
    assert!(out(&output).contains("send(\"bytes\")"), "{}", out(&output));
}

/// What a session says it says again from its trace, in the other language, too.
#[test]
fn a_session_is_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("t.json");
    let port = port();
    let how = python("glued.py");
    let (server, client) = (format!("{how} server {port}"), format!("{how} client {port}"));
    let trace = trace.to_str().unwrap();
    let output = stickydemo(&["--server", &server, "--client", &client, "--trace", trace]);
    let first = out(&output);
    assert!(first.contains("stickydemo run late-read"), "{first}");
    let replayed = Command::new(env!("CARGO_BIN_EXE_stickydemo"))
        .args(["replay", trace])
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let picture = |text: &str| text.split("── watch").nth(1).map(str::to_owned).unwrap();
    assert_eq!(picture(&out(&replayed)), picture(&first));
    let chinese = Command::new(env!("CARGO_BIN_EXE_stickydemo"))
        .args(["replay", trace, "--lang", "zh"])
        .output()
        .unwrap();
    assert!(out(&chinese).contains("哪一课讲这个，怎么改"), "{}", out(&chinese));
}
