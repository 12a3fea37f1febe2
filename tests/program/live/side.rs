//! One side of a conversation, at whose keyboard the test sits.

use super::PATIENCE;
use crate::process::program;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};

/// The lines that a process writes, read to the end, so that it never waits for a reader.
pub(super) fn lines_of(child: &mut Child) -> Receiver<String> {
    let out = BufReader::new(child.stdout.take().unwrap());
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
    });
    lines
}

/// The lines up to one that has this in it.
pub(super) fn until(lines: &Receiver<String>, wanted: &str) -> String {
    let mut all = String::new();
    while let Ok(line) = lines.recv_timeout(PATIENCE) {
        all.push_str(&line);
        all.push('\n');
        if line.contains(wanted) {
            return all;
        }
    }
    panic!("no `{wanted}` in {all}");
}

/// `serve` or `connect`; killed when it is dropped.
pub(super) struct Side {
    child: Child,
    keys: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Side {
    pub(super) fn new(args: &[&str]) -> Self {
        Side::of(program(args))
    }

    /// In a folder, where a client's files are.
    pub(super) fn inside(folder: &Path, args: &[&str]) -> Self {
        let mut command = program(args);
        command.current_dir(folder);
        Side::of(command)
    }

    fn of(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = lines_of(&mut child);
        let keys = child.stdin.take();
        Side { child, keys, lines }
    }

    /// A server on a port of the kernel's choosing, and where it is.
    pub(super) fn server(args: &[&str]) -> (Self, SocketAddr) {
        let mut side = Side::new(&[&["serve"], args, &["--listen", "127.0.0.1:0"]].concat());
        let first = side.until("(127.0.0.1:");
        let at = first.split(['(', ')']).find_map(|word| word.parse().ok()).expect(&first);
        (side, at)
    }

    pub(super) fn types(&mut self, line: &str) {
        writeln!(self.keys.as_mut().unwrap(), "{line}").unwrap();
    }

    /// The lines up to one that has this in it.
    pub(super) fn until(&mut self, wanted: &str) -> String {
        until(&self.lines, wanted)
    }

    /// It ends well, though somebody could still type.
    pub(super) fn ends_by_itself(&mut self) {
        while self.lines.recv_timeout(PATIENCE).is_ok() {}
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }

    /// Nobody types any more: the rest of the lines, and that it ended well.
    pub(super) fn ends(&mut self) -> String {
        self.ends_with(0)
    }

    /// Nobody types any more: the rest of the lines, and that this is how it ended.
    pub(super) fn ends_with(&mut self, code: i32) -> String {
        drop(self.keys.take());
        let mut rest = String::new();
        let over = loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => rest.push_str(&(line + "\n")),
                Err(error) => break error,
            }
        };
        assert_eq!(over, RecvTimeoutError::Disconnected, "it does not end: {rest}");
        assert_eq!(self.child.wait().unwrap().code(), Some(code), "{rest}");
        rest
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// `nc`, with this typed: the first bytes that it writes, as many as are wanted. `None`, said aloud, where there is no `nc`.
#[allow(clippy::print_stderr, reason = "a test that tests nothing says so")]
pub(super) fn nc(args: &[&str], typed: &str, wanted: usize) -> Option<String> {
    let spawned =
        Command::new("nc").args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut nc) = spawned else {
        eprintln!("SKIPPED: no nc here");
        return None;
    };
    nc.stdin.as_mut().unwrap().write_all(typed.as_bytes()).unwrap();
    let mut out = nc.stdout.take().unwrap();
    let (sender, read) = channel();
    std::thread::spawn(move || {
        let mut bytes = vec![0; wanted];
        sender.send(out.read_exact(&mut bytes).map(|()| bytes))
    });
    let bytes = read.recv_timeout(PATIENCE);
    nc.kill().unwrap();
    nc.wait().unwrap();
    Some(String::from_utf8(bytes.unwrap().unwrap()).unwrap())
}
