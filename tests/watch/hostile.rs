//! Programs that do not want to end, that are not there, that do too much.

use crate::{err, out, port, program, stickydemo};
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

#[test]
fn one_that_ignores_being_asked_is_ended() {
    let path = program("stubborn.py");
    let mut watcher = Command::new(env!("CARGO_BIN_EXE_stickydemo"))
        .args(["watch", "--", "python3", path.to_str().unwrap()])
        .env("LC_ALL", "C.UTF-8")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It says so when it ignores: only then it is asked.
    let mut said = BufReader::new(watcher.stdout.take().unwrap());
    let mut first = String::new();
    said.read_line(&mut first).unwrap();
    assert_eq!(first, "program │ here\n");
    let asked = Command::new("kill").arg(watcher.id().to_string()).status().unwrap();
    assert!(asked.success());
    said.read_to_string(&mut first).unwrap();
    let output = watcher.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(err(&output).contains("program was ended by signal 9"), "{}", err(&output));
    assert!(err(&output).contains("stopped: this is what happened"), "{}", err(&output));
}

#[test]
fn one_that_never_ends_is_ended_in_time() {
    let output = stickydemo(&["--for", "500ms", "--", "sleep", "1000"]);
    assert!(output.status.success());
    assert!(err(&output).contains("program was ended by signal 15"), "{}", err(&output));
    assert!(err(&output).contains("0.5 s are over"), "{}", err(&output));
}

#[test]
fn a_fork_bomb_is_ended() {
    let path = program("bomb.py");
    let output = stickydemo(&["--for", "30s", "--", "python3", path.to_str().unwrap()]);
    assert!(err(&output).contains("more than 256 processes"), "{}", err(&output));
}

#[test]
fn a_flood_is_cut_and_said_to_be() {
    // As much as it likes, and no more: how fast it is read depends on what else the computer does.
    let output = stickydemo(&["--", "sh", "-c", "yes | head -c 3000000"]);
    assert!(err(&output).contains("program printed more than 1 MiB"), "{}", err(&output));
    assert!(output.stdout.len() < 8 * 1024 * 1024);
}

#[test]
fn what_is_printed_is_no_more_than_text() {
    let output = stickydemo(&["--", "printf", "a\\033[31mb\\n"]);
    assert!(!output.stdout.contains(&0x1b), "{}", out(&output));
}

#[test]
fn one_that_is_not_there_is_said_not_to_be() {
    let output = stickydemo(&["--", "/nowhere/at/all"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(err(&output).contains("program could not be started"), "{}", err(&output));
    assert!(err(&output).contains("no such file"), "{}", err(&output));
}

#[test]
fn a_server_that_never_listens_gets_no_client() {
    let output = stickydemo(&["--server", "exit 3", "--client", "echo here"]);
    let said = err(&output);
    assert!(said.contains("server ended with exit code 3"), "{said}");
    assert!(said.contains("no client was started"), "{said}");
    assert!(!out(&output).contains("here"), "{}", out(&output));
}

/// The other one, which would wait for ever, is ended; nobody waits for the time to be over.
#[test]
fn one_of_two_servers_that_never_listens_ends_it() {
    let servers = ["--server", "exit 3", "--server", "sleep 1000"];
    let output = stickydemo(&[&servers[..], &["--client", "echo here"]].concat());
    let said = err(&output);
    assert!(said.contains("no client was started"), "{said}");
    assert!(said.contains("server2 was ended by signal"), "{said}");
    assert_eq!(output.status.code(), Some(4));
}

#[test]
fn io_uring_is_said_not_to_be_seen() {
    let path = program("ring.py");
    let output = stickydemo(&["--", "python3", path.to_str().unwrap()]);
    assert!(err(&output).contains("io_uring"), "{}", err(&output));
}

/// PTRACE_O_EXITKILL: whoever watches is killed, and so are they.
#[test]
fn nothing_outlives_the_watcher() {
    let path = program("stubborn.py");
    let mark = format!("outlives-{}", port());
    let mut watcher = Command::new(env!("CARGO_BIN_EXE_stickydemo"))
        .args(["watch", "--", "python3", path.to_str().unwrap(), &mark])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 1];
    watcher.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    let process = whose(&mark).expect("it is there");
    watcher.kill().unwrap();
    watcher.wait().unwrap();
    let until_it_ends = [&format!("--pid={process}"), "-f", "/dev/null"];
    let ended = Command::new("timeout").args(["10", "tail"]).args(until_it_ends).status().unwrap();
    assert!(ended.success(), "{process} lives");
}

/// The process that was started with this word as its last, as `ps` shows it.
fn whose(mark: &str) -> Option<String> {
    let all = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let mut ids = all.filter_map(|entry| entry.file_name().into_string().ok());
    ids.find(|id| {
        let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        line.contains("python3") && !line.contains("watch --") && line.trim_end().ends_with(mark)
    })
}
