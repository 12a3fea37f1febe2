//! The programs of a class: Python processes in a directory of their own, and what they say of their calls.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use stickydemo::model::Payload;
use tempfile::TempDir;

/// How long a program may say nothing when it should, on a busy machine, too. And it lives no longer than a minute
/// (`alarm` in `programs/noted.py`).
const DEADLINE: Duration = Duration::from_secs(30);

/// How long a program that waits is watched. That nothing can come is known otherwise: what it was sent is read.
const SILENCE: Duration = Duration::from_millis(60);

/// What came of one call of a program or of an actor.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Did {
    /// It sent this.
    Sent(Payload),
    /// It received this; nothing is the end of a stream, or an empty datagram.
    Read(Payload),
    /// This call failed with this error of the system's.
    Failed(&'static str, String),
    /// It asked to receive, and nothing came.
    Waited,
}

impl fmt::Debug for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |data: &Payload| String::from_utf8_lossy(data.kept()).into_owned();
        match self {
            Did::Sent(data) => write!(f, "sent {} bytes {:?}", data.len, text(data)),
            Did::Read(data) => write!(f, "read {} bytes {:?}", data.len, text(data)),
            Did::Failed(call, error) => write!(f, "{call} failed: {error}"),
            Did::Waited => write!(f, "waited"),
        }
    }
}

/// A class: a directory for its files, and Python.
pub(crate) struct Class {
    directory: TempDir,
    /// Its own address of the loopback, so that no neighbour takes a port that a server of this class gives up.
    address: Ipv4Addr,
    python: &'static Path,
}

impl Class {
    /// `None`, said aloud, where there is no Python.
    pub(crate) fn open() -> Option<Class> {
        let Some(python) = python() else {
            let test = thread::current().name().unwrap_or("a test").to_owned();
            // Not by a macro, whose output the harness keeps back.
            let said =
                writeln!(std::io::stderr(), "SKIPPED for lack of python3 (3.7 or newer): {test}");
            said.expect("standard error is open");
            return None;
        };
        let directory = TempDir::new().expect("a directory for the class");
        Some(Class { directory, address: own_address(), python })
    }

    /// A file of the class.
    pub(crate) fn file(&self, name: &str, contents: impl AsRef<[u8]>) {
        std::fs::write(self.directory.path().join(name), contents).expect("a small file");
    }

    /// What is in a file of the class.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.directory.path().join(name)).expect("a file of the class")
    }

    /// A server at a free port of the class's address, and where it is.
    pub(crate) fn server(&self, name: &str, args: &[&str]) -> (Program, String) {
        let any = format!("{}:0", self.address);
        let mut server = Program::start(self, name, &[&[any.as_str()], args].concat());
        let at = format!("{}:{}", self.address, server.port());
        (server, at)
    }

    /// A client of the server that is there.
    pub(crate) fn client(&self, name: &str, at: &str, args: &[&str]) -> Program {
        Program::start(self, name, &[&[at], args].concat())
    }
}

/// Of the 16 million of the loopback (127.0.0.0/8) one that no other class has, in this process or another.
fn own_address() -> Ipv4Addr {
    static CLASSES: AtomicU32 = AtomicU32::new(1);
    let number = (std::process::id() << 8) + CLASSES.fetch_add(1, Ordering::Relaxed);
    let [_, a, b, c] = number.to_be_bytes();
    Ipv4Addr::new(127, a, b, c)
}

/// The interpreter itself (3.7 or newer), as some installations have a script of that name that looks for it.
fn python() -> Option<&'static Path> {
    static PYTHON: OnceLock<Option<PathBuf>> = OnceLock::new();
    let ask = || {
        let old_enough = "import sys; print(sys.executable); sys.exit(sys.version_info < (3, 7))";
        let asked = Command::new("python3").args(["-c", old_enough]).output();
        let output = asked.ok().filter(|output| output.status.success())?;
        Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
    };
    PYTHON.get_or_init(ask).as_deref()
}

/// A running program. Whatever happens, it is killed and waited for in the end.
pub(crate) struct Program {
    name: String,
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    errors: Option<JoinHandle<String>>,
    did: Vec<Did>,
    screen: String,
    /// Its last words were that it asks to receive.
    asks: bool,
    there: usize,
    connected: usize,
    port: Option<String>,
}

impl Program {
    fn start(class: &Class, name: &str, args: &[&str]) -> Program {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tutorials/programs").join(name);
        let mut command = Command::new(class.python);
        // No bytecode beside the programs, nothing of the user's, UTF-8.
        command.args(["-BEsS", "-X", "utf8"]).arg(file).args(args).current_dir(&class.directory);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("python3 starts");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (sender, lines) = channel();
        thread::spawn(move || {
            output.lines().map_while(Result::ok).all(|line| sender.send(line).is_ok())
        });
        let mut errors = child.stderr.take().expect("its errors");
        let errors = thread::spawn(move || {
            let mut said = Vec::new();
            let _ = errors.read_to_end(&mut said);
            String::from_utf8_lossy(&said).into_owned()
        });
        Program {
            name: name.to_owned(),
            input: child.stdin.take(),
            child,
            lines,
            errors: Some(errors),
            did: Vec::new(),
            screen: String::new(),
            asks: false,
            there: 0,
            connected: 0,
            port: None,
        }
    }

    fn take(&mut self, line: &str) {
        let Some(note) = line.strip_prefix("@ ") else {
            self.screen += line;
            self.screen.push('\n');
            return;
        };
        self.asks = note == "waits";
        let (what, rest) = note.split_once(' ').unwrap_or((note, ""));
        match what {
            "waits" => {}
            "sent" => self.did.push(Did::Sent(payload(rest))),
            "read" => self.did.push(Did::Read(payload(rest))),
            "failed" => self.did.push(failure(rest)),
            "there" => self.there += 1,
            "connected" => self.connected += 1,
            "port" => self.port = Some(rest.to_owned()),
            _ => panic!("{}: a note of a new kind: {line}", self.name),
        }
    }

    /// Listens to it until something is so.
    fn until(&mut self, what: &str, is_so: impl Fn(&Program) -> bool) {
        while !is_so(self) {
            match self.lines.recv_timeout(DEADLINE) {
                Ok(line) => self.take(&line),
                Err(_) => self.fail(&format!("it says no more, and should come to this: {what}")),
            }
        }
    }

    fn fail(&mut self, why: &str) -> ! {
        let _ = self.child.kill();
        let errors = self.errors.take().and_then(|errors| errors.join().ok()).unwrap_or_default();
        panic!("{}: {why}\n{:#?}\n{}{errors}", self.name, self.did, self.screen);
    }

    fn port(&mut self) -> String {
        self.until("a port", |program| program.port.is_some());
        self.port.clone().expect("a port, just said")
    }

    /// Types a line.
    pub(crate) fn types(&mut self, line: &str) {
        let input = self.input.as_mut().expect("its keyboard");
        input.write_all(format!("{line}\n").as_bytes()).expect("it can be typed at");
    }

    /// Lets the reader that is late go on when this is so.
    pub(crate) fn late(&mut self, condition: &str) {
        self.types(condition);
        self.goes_on();
    }

    /// Lets it go on.
    pub(crate) fn goes_on(&mut self) {
        self.types("");
    }

    /// Waits until this is so; the reader stays late.
    pub(crate) fn sees(&mut self, condition: &str) {
        let before = self.there;
        self.types(condition);
        self.until(condition, |program| program.there > before);
    }

    /// No more lines: from here on it is not held up.
    pub(crate) fn in_time(&mut self) {
        self.input = None;
    }

    pub(crate) fn is_connected(&mut self) {
        self.until("connected", |program| program.connected > 0);
    }

    /// Until it has made so many calls that moved bytes or failed.
    pub(crate) fn has_done(&mut self, calls: usize) {
        self.until(&format!("{calls} calls"), |program| program.did.len() >= calls);
    }

    /// Until it has made these calls, or others.
    pub(crate) fn comes_to(&mut self, did: &[Did]) {
        let is_so =
            |program: &Program| !did.starts_with(&program.did) || program.did.len() >= did.len();
        self.until("the calls of the case", is_so);
    }

    /// It waits where the case says that it does.
    pub(crate) fn waits(&mut self) {
        self.stands_still();
        self.did.push(Did::Waited);
    }

    /// It asks to receive, and nothing comes of it.
    pub(crate) fn stands_still(&mut self) {
        self.asks_to_receive();
        if let Ok(line) = self.lines.recv_timeout(SILENCE) {
            self.fail(&format!("it does not wait, but says {line}"));
        }
    }

    /// It has handled all that it was sent, and asks for more.
    pub(crate) fn asks_to_receive(&mut self) {
        self.until("it asks to receive", |program| program.asks);
    }

    /// All its calls, when it has ended by itself, and how it ended: its code, and what it said of an error.
    pub(crate) fn ended(&mut self) -> (ExitStatus, String) {
        self.input = None;
        self.listen_to_the_end();
        let status = self.child.wait().expect("a child of ours");
        let errors = self.errors.take().expect("its errors").join().expect("they are read");
        (status, errors)
    }

    /// It ends well.
    pub(crate) fn ends(&mut self) {
        let (status, errors) = self.ended();
        assert!(status.success(), "{}: {errors}", self.name);
    }

    /// It ends by an error that nobody catches, of this kind.
    pub(crate) fn dies_of(&mut self, error: &str) {
        let (status, errors) = self.ended();
        assert_eq!(status.code(), Some(1), "{}: {errors}", self.name);
        assert!(last(&errors).starts_with(error), "{}: {errors}", self.name);
    }

    /// SIGKILL.
    pub(crate) fn is_killed(&mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("a child of ours");
        self.listen_to_the_end();
    }

    /// It is stopped here, as its window would be closed; what it has said of errors by then.
    pub(crate) fn is_closed(&mut self) -> String {
        self.is_killed();
        self.errors.take().expect("its errors").join().expect("they are read")
    }

    fn listen_to_the_end(&mut self) {
        while let Ok(line) = self.lines.recv_timeout(DEADLINE) {
            self.take(&line);
        }
    }

    /// What came of its calls, in order.
    pub(crate) fn did(&self) -> &[Did] {
        &self.did
    }

    /// The same, without these messages, which the lesson leaves out.
    pub(crate) fn did_besides(&self, messages: &[&str]) -> Vec<Did> {
        let left_out =
            |data: &Payload| messages.iter().any(|text| Payload::of(text.as_bytes()) == *data);
        let kept = |did: &&Did| !matches!(did, Did::Sent(data) | Did::Read(data) if left_out(data));
        self.did.iter().filter(kept).cloned().collect()
    }

    /// Until its window shows these words so many times.
    pub(crate) fn shows(&mut self, words: &str, times: usize) {
        self.until(words, |program| program.screen.matches(words).count() >= times);
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Both fail where it has ended, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The last line of a traceback: the error.
pub(crate) fn last(errors: &str) -> &str {
    errors.lines().last().unwrap_or_default()
}

fn failure(words: &str) -> Did {
    let (call, error) = words.split_once(' ').expect("a call and its error");
    let call = ["connect", "send", "recv"].into_iter().find(|known| *known == call);
    Did::Failed(call.expect("a call that is noted"), error.to_owned())
}

fn payload(hex: &str) -> Payload {
    let digits = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex digits");
    Payload::of(&(0..hex.len()).step_by(2).map(digits).collect::<Vec<u8>>())
}
