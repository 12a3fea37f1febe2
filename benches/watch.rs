//! What it costs a program to be watched: pairs of `send` and `recv` over loopback (this benchmark, started a second
//! time: two ends in one thread), alone, under `stickydemo watch`, and under `strace` that watches the same calls with
//! a filter of the same kind.
//!
//! Goal: no slower than strace.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark times and tells")]

mod compare;

use compare::{Pair, met, show, time};
use std::ffi::OsStr;
use std::io::{Error, Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::Duration;

const ROUNDS: usize = 15;
const PAIRS: u32 = 3000;
const WORD: &str = "pairs";

fn main() -> Result<()> {
    if std::env::args().nth(1).as_deref() == Some(WORD) {
        return pairs(std::env::args().nth(2).and_then(|n| n.parse().ok()).unwrap_or(PAIRS));
    }
    let this = std::env::current_exe()?.into_os_string();
    let of = |before: &[&str], n: u32| -> Vec<std::ffi::OsString> {
        let before = before.iter().map(|word| OsStr::new(word).to_owned());
        before.chain([this.clone(), WORD.into(), n.to_string().into()]).collect()
    };
    let watch = [env!("CARGO_BIN_EXE_stickydemo"), "watch", "-q", "--"];
    let strace = ["strace", "-f", "-e", "trace=network,close", "--seccomp-bpf", "-o", "/dev/null"];
    let bare = cost(&of(&[], PAIRS), &of(&[], 0))?;
    println!("a send and a recv, alone: {}", show(bare.0 / PAIRS));
    let watched = cost(&of(&watch, PAIRS), &of(&watch, 0))?;
    println!("watched: {}", show(watched.0 / PAIRS));
    match Command::new("strace").arg("-V").output() {
        Ok(_) => {
            let straced = cost(&of(&strace, PAIRS), &of(&strace, 0))?;
            let ratio = watched.0.as_secs_f64() / straced.0.as_secs_f64();
            println!("under strace: {}", show(straced.0 / PAIRS));
            println!("watched beside strace: {ratio:.2} × (goal 1.00 ×: {})", met(ratio <= 1.0));
        }
        Err(_) => println!("NOT COMPARED: there is no strace"),
    }
    Ok(())
}

/// How long the pairs take, without the start of the program: the median of what is more with them than without.
fn cost(
    with: &[std::ffi::OsString],
    without: &[std::ffi::OsString],
) -> Result<(Duration, Duration)> {
    runs(with)?;
    let pair = Pair::measure(ROUNDS, || run(with), || run(without));
    Ok((pair.ours.saturating_sub(pair.bare), pair.bare))
}

/// What fails at once would be the fastest of all.
fn runs(words: &[std::ffi::OsString]) -> Result<()> {
    let output = Command::new(&words[0]).args(&words[1..]).output()?;
    match output.status.success() {
        true => Ok(()),
        false => {
            Err(Error::other(format!("{words:?}: {}", String::from_utf8_lossy(&output.stderr))))
        }
    }
}

fn run(words: &[std::ffi::OsString]) -> Duration {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    time(|| assert!(command.status().is_ok_and(|status| status.success())))
}

/// Sends a few bytes to itself, and takes them.
fn pairs(n: u32) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (mut server, _) = listener.accept()?;
    let mut buffer = [0; 16];
    for _ in 0..n {
        client.write_all(b"hello")?;
        server.read_exact(&mut buffer[..5])?;
    }
    Ok(())
}
