//! What else reads lines, beside `lines`: the table in its documentation, on every stream of at most six bytes of `a`, `\r` and
//! `\n`.

use super::read;
use std::io::{BufRead, Write};
use std::process::{Command, Stdio};
use stickydemo::framing::Lines;

/// Every such stream: 1093.
fn streams() -> Vec<Vec<u8>> {
    let mut all = vec![Vec::new()];
    let mut last = all.clone();
    for _ in 0..6 {
        let longer =
            |stream: &Vec<u8>| [b'a', b'\r', b'\n'].map(|byte| [&stream[..], &[byte]].concat());
        last = last.iter().flat_map(longer).collect();
        all.extend(last.clone());
    }
    all
}

fn ours(stream: &[u8]) -> Vec<Vec<u8>> {
    let (lines, ended) = read(&Lines::new(100), [stream]);
    assert_eq!(ended, Ok(()));
    lines.iter().map(|line| line.to_vec()).collect()
}

/// `BufRead::lines`.
fn rusts(stream: &[u8]) -> Vec<Vec<u8>> {
    stream.lines().map(|line| line.unwrap().into_bytes()).collect()
}

/// `bufio.ScanLines`, by its documentation (<https://pkg.go.dev/bufio#ScanLines>): the end of a line is `\r?\n`, and the
/// last line that is not empty counts without a newline, too; its source takes a carriage return off that one as well.
fn gos(stream: &[u8]) -> Vec<Vec<u8>> {
    let mut lines: Vec<&[u8]> = stream.split(|byte| *byte == b'\n').collect();
    lines.pop_if(|last| last.is_empty());
    lines.iter().map(|line| line.strip_suffix(b"\r").unwrap_or(line).to_vec()).collect()
}

/// What comes after the last newline.
fn rest(stream: &[u8]) -> &[u8] {
    stream.rsplit(|byte| *byte == b'\n').next().unwrap_or_default()
}

#[test]
fn rust_keeps_a_carriage_return_at_the_end_of_the_stream() {
    for stream in streams() {
        let mut theirs = rusts(&stream);
        if rest(&stream).ends_with(b"\r") {
            let last = theirs.pop().unwrap();
            theirs.extend(
                last.strip_suffix(b"\r").filter(|line| !line.is_empty()).map(<[u8]>::to_vec),
            );
        }
        assert_eq!(ours(&stream), theirs, "{stream:?}");
    }
}

#[test]
fn go_takes_a_carriage_return_alone_for_an_empty_line() {
    for stream in streams() {
        let mut theirs = gos(&stream);
        if rest(&stream) == b"\r" {
            assert_eq!(theirs.pop().as_deref(), Some(&b""[..]));
        }
        assert_eq!(ours(&stream), theirs, "{stream:?}");
    }
}

/// Reads each stream from a socket as `makefile('rb')` and as `makefile('r')`.
const PROGRAM: &str = "
import json, socket, sys
def lines(stream, mode):
    a, b = socket.socketpair()
    a.sendall(stream)
    a.close()
    with b, b.makefile(mode, **({} if 'b' in mode else {'encoding': 'ascii'})) as reader:
        return [line if isinstance(line, str) else line.decode('ascii') for line in reader]
streams = [stream.encode('ascii') for stream in json.load(sys.stdin)]
json.dump([[lines(stream, 'rb'), lines(stream, 'r')] for stream in streams], sys.stdout)
";

/// What Python makes of each stream, in binary and as text; `None` where there is no Python.
fn pythons(streams: &[Vec<u8>]) -> Option<Vec<[Vec<String>; 2]>> {
    let mut python = Command::new("python3");
    let python = python.args(["-c", PROGRAM]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut python) = python else { return None };
    let texts: Vec<&str> =
        streams.iter().map(|stream| std::str::from_utf8(stream).unwrap()).collect();
    python.stdin.take().unwrap().write_all(&serde_json::to_vec(&texts).unwrap()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// In binary a line has its end with it, and a carriage return is a byte like any other; as text, each of `\r`, `\n` and
/// `\r\n` ends a line, and is told as `\n`.
#[test]
fn python_differs_in_binary_and_as_text() {
    let streams = streams();
    let Some(found) = pythons(&streams) else {
        println!("skipped: there is no python3 here");
        return;
    };
    for (stream, [binary, text]) in streams.iter().zip(found) {
        let kept: Vec<&[u8]> = stream.split_inclusive(|byte| *byte == b'\n').collect();
        assert_eq!(binary.iter().map(String::as_bytes).collect::<Vec<_>>(), kept, "{stream:?}");
        let without_end = |line: &&[u8]| {
            let line = line
                .strip_suffix(b"\n")
                .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
                .unwrap_or(line);
            line.to_vec()
        };
        assert_eq!(kept.iter().map(without_end).collect::<Vec<_>>(), rusts(stream), "{stream:?}");
        let newlines =
            std::str::from_utf8(stream).unwrap().replace("\r\n", "\n").replace('\r', "\n");
        assert_eq!(text, newlines.split_inclusive('\n').collect::<Vec<_>>(), "{stream:?}");
        let lone = stream
            .iter()
            .enumerate()
            .any(|(at, byte)| *byte == b'\r' && stream.get(at + 1) != Some(&b'\n'));
        if !lone {
            let text: Vec<Vec<u8>> =
                text.iter().map(|line| line.trim_end_matches('\n').into()).collect();
            assert_eq!(text, ours(stream), "{stream:?}");
        }
    }
}
