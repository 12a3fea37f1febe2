//! What it costs a program to be watched: pairs of `send` and `recv` over loopback (this benchmark, started a second
//! time: two ends in one thread), alone, under `stickydemo watch`, and under `strace` that watches the same calls with
//! a filter of the same kind.
//!
//! What counts is what the program needs for its calls, by its own clock; how long the whole command takes is told,
//! too. Goal: no slower than under strace.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark times and tells")]

mod compare;

use compare::{Pair, met, show, time};
use std::ffi::{OsStr, OsString};
use std::io::{Error, Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::Duration;

const ROUNDS: usize = 15;
const PAIRS: u32 = 3000;
const WORD: &str = "pairs";
/// What stands before the nanoseconds that the pairs took.
const TOLD: &str = "pairs took ";

fn main() -> Result<()> {
    if std::env::args().nth(1).as_deref() == Some(WORD) {
        return pairs();
    }
    let this = std::env::current_exe()?.into_os_string();
    let of = |before: &[&str]| -> Vec<OsString> {
        let before = before.iter().map(|word| OsStr::new(word).to_owned());
        before.chain([this.clone(), WORD.into()]).collect()
    };
    let bare = of(&[]);
    let watched = of(&[env!("CARGO_BIN_EXE_stickydemo"), "watch", "-o", "/dev/null", "--"]);
    let strace = ["strace", "-f", "-e", "trace=network,close", "--seccomp-bpf", "-o", "/dev/null"];
    if Command::new("strace").arg("-V").output().is_err() {
        println!("NOT COMPARED: there is no strace");
        println!("a send and a recv, watched: {}", show(run(&watched)? / PAIRS));
        return Ok(());
    }
    let strace = of(&strace);
    println!("a send and a recv, alone: {}", show(run(&bare)? / PAIRS));
    runs(&[&watched, &strace])?;
    let own = Pair::measure(ROUNDS, || took(&watched), || took(&strace));
    println!("watched: {}, under strace: {}", show(own.ours / PAIRS), show(own.bare / PAIRS));
    let ratio = own.ratio();
    println!("watched beside strace: {ratio:.2} × (goal 1.00 ×: {})", met(ratio <= 1.0));
    let all = Pair::measure(ROUNDS, || whole(&watched), || whole(&strace));
    let (ours, bare) = (show(all.ours), show(all.bare));
    println!("the whole command, which draws {PAIRS} sends: {ours}, strace: {bare}");
    Ok(())
}

/// What fails at once would be the fastest of all.
fn runs(all: &[&[OsString]]) -> Result<()> {
    all.iter().try_for_each(|words| run(words).map(drop))
}

/// How long the pairs take, as the program under it says; see [`runs`] for one that fails.
fn took(words: &[OsString]) -> Duration {
    run(words).unwrap_or(Duration::MAX)
}

/// How long the whole command takes.
fn whole(words: &[OsString]) -> Duration {
    time(|| drop(run(words)))
}

fn run(words: &[OsString]) -> Result<Duration> {
    let mut command = Command::new(&words[0]);
    let output = command.args(&words[1..]).stdin(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    let ns = said.lines().find_map(|line| line.split_once(TOLD)?.1.trim().parse().ok());
    match (output.status.success(), ns) {
        (true, Some(ns)) => Ok(Duration::from_nanos(ns)),
        _ => Err(Error::other(format!("{words:?}: {said}"))),
    }
}

/// Sends a few bytes to itself, and takes them, again and again; says how long that took.
fn pairs() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (mut server, _) = listener.accept()?;
    let mut buffer = [0; 16];
    let mut rest = Ok(());
    let time = time(|| {
        rest = (0..PAIRS).try_for_each(|_| {
            client.write_all(b"hello")?;
            server.read_exact(&mut buffer[..5])
        });
    });
    println!("{TOLD}{}", time.as_nanos());
    rest
}
