//! The lesson "find the bug in this server": every command of both pages is run as it stands there, and what the pages
//! show of its output is in it, in that order.

use super::port;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use stickydemo::net::{Deadline, listens};

/// Where the programs of the lesson are.
fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/find-the-bug")
}

/// A command of a page, or what some lines of its output are.
enum Block {
    Run(Vec<String>),
    Shows(Vec<String>),
}

/// The blocks of a page in its order. Its ports are others here.
fn blocks(page: &str, ports: [u16; 2]) -> Vec<Block> {
    let mut all = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(kind) = line.strip_prefix("```").filter(|kind| !kind.is_empty()) else { continue };
        let block: Vec<String> = lines
            .by_ref()
            .take_while(|line| *line != "```")
            .map(|line| line.replace("9000", &ports[0].to_string()))
            .map(|line| line.replace("9001", &ports[1].to_string()))
            .collect();
        match kind {
            "sh" => all.push(Block::Run(block)),
            "text" => all.push(Block::Shows(block)),
            _ => {}
        }
    }
    all
}

/// A command that goes on, and what it has printed so far.
struct Running {
    child: Child,
    readers: Vec<JoinHandle<()>>,
}

impl Running {
    /// Through a shell that knows this program by its name; what it prints goes to `out`.
    fn start(line: &str, out: &Arc<Mutex<String>>) -> Self {
        let own = Path::new(env!("CARGO_BIN_EXE_stickydemo")).parent().unwrap().to_owned();
        let path = std::env::var("PATH").unwrap_or_default();
        let line = format!("exec {}", line.split("    #").next().unwrap().trim_end());
        let mut command = Command::new("sh");
        command.args(["-c", &line]).current_dir(place());
        command.env("PATH", format!("{}:{path}", own.display()));
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (stdout, stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let readers = vec![reader(stdout, out), reader(stderr, out)];
        Running { child, readers }
    }

    /// Waits until it has ended and all it printed was read.
    fn ends(mut self) {
        self.child.wait().unwrap();
        self.readers.into_iter().for_each(|reader| reader.join().unwrap());
    }
}

fn reader(pipe: impl Read + Send + 'static, out: &Arc<Mutex<String>>) -> JoinHandle<()> {
    let out = Arc::clone(out);
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            let mut out = out.lock().unwrap();
            out.push_str(&line);
            out.push('\n');
        }
    })
}

/// Runs the commands of a block: those in a terminal of their own go on until the last has ended. All that they print.
fn run(commands: &[String], lang: &str) -> String {
    let out = Arc::new(Mutex::new(String::new()));
    let (last, before) = commands.split_last().unwrap();
    let lang = |line: &str| match line.starts_with("stickydemo") {
        true => line.replacen("stickydemo", &format!("stickydemo --lang {lang} --width 160"), 1),
        false => line.to_owned(),
    };
    let mut others = Vec::new();
    for line in before {
        others.push(Running::start(&lang(line), &out));
        until_listening(line);
    }
    Running::start(&lang(last), &out).ends();
    for mut other in others.into_iter().rev() {
        // The server of the second step has died by then, and the relay ends after one connection.
        if !commands.iter().any(|line| line.contains("relay")) {
            other.child.kill().unwrap();
        }
        other.ends();
    }
    Arc::try_unwrap(out).unwrap().into_inner().unwrap()
}

/// Until whoever was started listens on the first port that its command names.
fn until_listening(line: &str) {
    let port: u16 = line.split_whitespace().find_map(|word| word.parse().ok()).unwrap();
    let deadline = Deadline::after(Duration::from_secs(20));
    while listens((Ipv4Addr::LOCALHOST, port).into()).seen() != Some(true) {
        assert!(!deadline.over(), "nobody listens: {line}");
        std::thread::yield_now();
    }
}

/// A line without its time, and with single spaces.
fn plain(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.join(" ")
}

/// Whether a line has what a page shows of one: in its order, with anything where the page has `…`.
fn has(own: &str, line: &str) -> bool {
    let mut rest = Some(own);
    for piece in line.split('…').map(str::trim) {
        rest = rest.and_then(|rest| Some(rest.split_once(piece)?.1));
    }
    rest.is_some()
}

fn holds(page: &str, lang: &str) {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
    let (mut out, mut commands, mut shown) = (String::new(), 0, 0);
    for block in blocks(&page, [port(), port()]) {
        match block {
            Block::Run(lines) => {
                out = run(&lines, lang);
                commands += lines.len();
            }
            Block::Shows(lines) => {
                let printed: Vec<String> = out.lines().map(plain).collect();
                let mut at = 0;
                for line in lines.iter().map(|line| plain(line)) {
                    let found = printed[at..].iter().position(|own| has(own, &line));
                    assert!(found.is_some(), "{line}\nis not behind line {at} of\n{out}");
                    at += found.unwrap();
                    shown += 1;
                }
            }
        }
    }
    assert!(commands >= 8 && shown >= 18, "{commands} commands, {shown} lines");
}

#[test]
fn the_lesson_is_what_happens() {
    holds("docs/find-the-bug.md", "en");
}

#[test]
fn the_lesson_is_what_happens_in_chinese() {
    holds("docs/find-the-bug.zh.md", "zh");
}
