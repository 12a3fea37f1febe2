//! The live programs as processes: a gigabyte of `file` beside a bare loop that computes the same digest at both ends; what
//! showing each call costs; 200 clients of `upper` at once; and what `relay` adds to a piece.
//!
//! Goals: 0.8 of the bare loop's speed; 1.5 × the time of not showing; every byte back, in order; 1 ms for each piece.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark times and tells")]

mod compare;

use compare::{Pair, met, show, time};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader, Error, Read, Result, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

const GIB: u64 = 1 << 30;
const PIECE: usize = 64 << 10;
const SPEED: f64 = 0.8;
const SHOWING: f64 = 1.5;
const CLIENTS: usize = 200;

fn main() -> Result<()> {
    transfer()?;
    showing()?;
    crowd()?;
    relayed()
}

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stickydemo"));
    command.args(args).env("LC_ALL", "C.UTF-8");
    command
}

/// `serve`, killed when it is dropped.
struct Server(Child, SocketAddr);

impl Server {
    fn new(args: &[&str]) -> Result<Self> {
        Server::of(&[&["serve"], args, &["--listen", "127.0.0.1:0"]].concat())
    }

    /// Whatever listens.
    fn of(args: &[&str]) -> Result<Self> {
        let mut child = program(args).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut out = BufReader::new(child.stdout.take().ok_or(Error::other("no output"))?);
        let mut line = String::new();
        while !line.contains("listen(") {
            line.clear();
            if out.read_line(&mut line)? == 0 {
                return Err(Error::other("it does not listen"));
            }
        }
        let address = line.split(['(', ')']).nth(1).and_then(|address| address.parse().ok());
        // Read to the end, so that it never waits for a reader.
        thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        Ok(Server(child, address.ok_or(Error::other(line))?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Where files are in memory, if there is such a place: the disk is not what is measured.
fn place() -> Result<PathBuf> {
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let place = base.join(format!("stickydemo-bench-{}", std::process::id()));
    std::fs::create_dir_all(place.join("there"))?;
    Ok(place)
}

fn transfer() -> Result<()> {
    let place = place()?;
    let measured = gibibyte(&place);
    std::fs::remove_dir_all(&place)?;
    let pair = measured?;
    let speed = 1.0 / pair.ratio();
    println!(
        "file, 1 GiB: {}; a bare loop with the same digests: {}; {speed:.2} of its speed (goal {SPEED}: {})",
        show(pair.ours),
        show(pair.bare),
        met(speed >= SPEED),
    );
    Ok(())
}

fn gibibyte(place: &Path) -> Result<Pair> {
    // Not written, and read as zeros.
    File::create(place.join("f"))?.set_len(GIB)?;
    let there = place.join("there");
    let server = Server::new(&["file", "--folder", &there.to_string_lossy()])?;
    let at = server.1.to_string();
    let mut child = program(&["connect", "file", &at])
        .current_dir(place)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut typed = child.stdin.take().ok_or(Error::other("no input"))?;
    let out = BufReader::new(child.stdout.take().ok_or(Error::other("no output"))?);
    let mut lines = out.lines().map_while(Result::ok);
    let mut ours = || {
        let took = time(|| {
            assert!(typed.write_all(b"put f\n").is_ok());
            assert!(lines.any(|line| line.contains("SHA-256")));
        });
        assert!(std::fs::metadata(there.join("f")).is_ok_and(|about| about.len() == GIB));
        assert!(std::fs::remove_file(there.join("f")).is_ok());
        took
    };
    let bare = || time(|| assert!(bare(place).is_ok()));
    let pair = Pair::measure(4, &mut ours, bare);
    drop(typed);
    child.wait()?;
    Ok(pair)
}

fn bare(place: &Path) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let to = place.join("there").join("bare");
    let receiver = thread::spawn({
        let to = to.clone();
        move || copy(&mut listener.accept()?.0, &mut File::create(to)?)
    });
    let sent = copy(&mut File::open(place.join("f"))?, &mut TcpStream::connect(address)?)?;
    let received = receiver.join().map_err(|_| Error::other("the receiver"))??;
    std::fs::remove_file(to)?;
    if sent == received { Ok(()) } else { Err(Error::other("another digest")) }
}

fn copy(from: &mut impl Read, to: &mut impl Write) -> Result<Vec<u8>> {
    let mut digest = Sha256::new();
    let mut piece = vec![0; PIECE];
    loop {
        let n = from.read(&mut piece)?;
        if n == 0 {
            return Ok(digest.finalize().to_vec());
        }
        digest.update(&piece[..n]);
        to.write_all(&piece[..n])?;
    }
}

/// One end shows each call, into a file, and the other is quiet; beside it both are quiet.
fn showing() -> Result<()> {
    let place = place()?;
    let lines = place.join("lines");
    std::fs::write(&lines, "hello, this is a line\n".repeat(3000))?;
    let (quiet, shown) = (Showing::serve(&place, &["--quiet"])?, Showing::serve(&place, &[])?);
    let run = |server: &Showing, more: &[&str]| {
        let (from, to) = (File::open(&lines), File::create(place.join("out")));
        let args = [&["connect", "upper", &server.1], more].concat();
        let status = from.and_then(|from| program(&args).stdin(from).stdout(to?).status());
        assert!(status.is_ok_and(|status| status.success()));
    };
    let bare = || time(|| run(&quiet, &["--quiet"]));
    let client = Pair::measure(10, || time(|| run(&quiet, &[])), bare);
    let server = Pair::measure(10, || time(|| run(&shown, &["--quiet"])), bare);
    drop((quiet, shown));
    std::fs::remove_dir_all(&place)?;
    for (who, pair) in [("client", client), ("server", server)] {
        println!(
            "3000 exchanges, each call of the {who} shown, into a file: {}; not shown: {}; {:.2} × (goal {SHOWING}: {})",
            show(pair.ours),
            show(pair.bare),
            pair.ratio(),
            met(pair.ratio() <= SHOWING),
        );
    }
    Ok(())
}

/// A server of `upper` whose output goes into a file, and its address.
struct Showing(Child, String);

impl Showing {
    fn serve(place: &Path, more: &[&str]) -> Result<Self> {
        // Quiet, it does not say which port it has: one that was free just now.
        let at = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let out = File::create(place.join(format!("server-{}", more.len())))?;
        let args = [&["serve", "upper", "--mode", "threaded", "--listen", &at], more].concat();
        let child = program(&args).stdin(Stdio::null()).stdout(out).spawn()?;
        let server = Showing(child, at);
        let begin = std::time::Instant::now();
        while TcpStream::connect(&server.1).is_err() {
            if begin.elapsed().as_secs() > 10 {
                return Err(Error::other("it does not listen"));
            }
            thread::yield_now();
        }
        Ok(server)
    }
}

impl Drop for Showing {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn crowd() -> Result<()> {
    let server = Server::new(&["upper", "--mode", "threaded"])?;
    let address = server.1;
    let mut right = 0;
    let took = time(|| {
        let clients: Vec<_> =
            (0..CLIENTS).map(|nth| thread::spawn(move || client(address, nth))).collect();
        right = clients
            .into_iter()
            .map(thread::JoinHandle::join)
            .filter(|joined| matches!(joined, Ok(Ok(()))))
            .count();
    });
    println!(
        "{CLIENTS} clients of upper at once, 100 messages each: {}; every byte back in order for {right} (goal {CLIENTS}: {})",
        show(took),
        met(right == CLIENTS),
    );
    Ok(())
}

fn client(address: SocketAddr, nth: usize) -> Result<()> {
    let mut stream = TcpStream::connect(address)?;
    for round in 0..100 {
        let message = format!("client {nth}, message {round}");
        stream.write_all(message.as_bytes())?;
        let mut answer = vec![0; message.len()];
        stream.read_exact(&mut answer)?;
        if answer != message.to_ascii_uppercase().as_bytes() {
            return Err(Error::other("another answer"));
        }
    }
    Ok(())
}

const ROUNDS: u32 = 1000;
const PIECE_MS: f64 = 1.0;

/// A byte there and back, a thousand times: what the relay adds to each piece, of which a round has two.
fn relayed() -> Result<()> {
    let echo = TcpListener::bind("127.0.0.1:0")?;
    let at = echo.local_addr()?;
    thread::spawn(move || {
        for stream in echo.incoming().map_while(Result::ok) {
            thread::spawn(move || std::io::copy(&mut &stream, &mut &stream));
        }
    });
    let rounds = |to: SocketAddr| -> Result<f64> {
        let mut stream = TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        let mut byte = [7];
        let mut all = Vec::new();
        for _ in 0..ROUNDS {
            let began = std::time::Instant::now();
            stream.write_all(&byte)?;
            stream.read_exact(&mut byte)?;
            all.push(began.elapsed().as_secs_f64() * 1000.0);
        }
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().ok_or(Error::other("no rounds"))
    };
    let bare = rounds(at)?;
    for cut in [&[][..], &["--cut", "1"]] {
        let relay = Server::of(&[&["relay", "127.0.0.1:0", &at.to_string()], cut].concat())?;
        let added = (rounds(relay.1)? - bare) / 2.0;
        println!(
            "relay {}: {added:.3} ms more for each piece than {bare:.3} ms a round without it (goal {PIECE_MS} ms: {})",
            cut.join(" "),
            met(added <= PIECE_MS),
        );
    }
    Ok(())
}
