//! Two programs, run as somebody would who types them in: the first in one terminal, and when it says `ready` the
//! second in another.

use socket2::{Domain, Socket, Type};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};
use stickydemo::report::programs::{Program, Tongue};

/// How long a program may take, however busy the computer is.
const DEADLINE: Duration = Duration::from_secs(20);

/// Whether there is such a command.
pub(crate) fn has(command: &str) -> bool {
    let done =
        Command::new(command).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    done.is_ok_and(|status| status.success())
}

/// Python itself: what is called `python3` may be a script that looks for it, each time.
fn interpreter() -> &'static str {
    static FOUND: LazyLock<String> = LazyLock::new(|| {
        let ask =
            Command::new("python3").args(["-c", "import sys; print(sys.executable)"]).output();
        let said = ask.map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned());
        said.ok().filter(|path| !path.is_empty()).unwrap_or_else(|| "python3".to_owned())
    });
    &FOUND
}

/// What was written.
pub(crate) struct Made {
    pub(crate) programs: Vec<Program>,
}

/// Programs, and where they are.
pub(crate) struct Pair {
    pub(crate) made: Made,
    place: PathBuf,
    tongue: Tongue,
}

/// What each program printed.
pub(crate) type Printed = Vec<Vec<String>>;

impl Pair {
    /// Writes the files, and has them compiled if they must be.
    pub(crate) fn make(place: PathBuf, programs: Vec<Program>, tongue: Tongue) -> Pair {
        fs::create_dir_all(&place).expect("a folder");
        for program in &programs {
            fs::write(place.join(&program.file), &program.text).expect("a file");
        }
        Pair { made: Made { programs }, place, tongue }
    }

    fn command(&self, program: &Program) -> Result<Command, String> {
        let file = self.place.join(&program.file);
        match self.tongue {
            Tongue::Python => {
                let mut command = Command::new(interpreter());
                command.args(["-I", "-S"]).arg(file);
                Ok(command)
            }
            Tongue::C => {
                let binary = file.with_extension("");
                if !binary.exists() {
                    let strict = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-o"];
                    let made = Command::new("cc").args(strict).arg(&binary).arg(&file).output();
                    let made = made.map_err(|error| error.to_string())?;
                    if !made.status.success() {
                        return Err(String::from_utf8_lossy(&made.stderr).into_owned());
                    }
                }
                Ok(Command::new(binary))
            }
        }
    }

    /// Runs them, and says what they printed.
    pub(crate) fn run(&self) -> Result<Printed, String> {
        let commands: Result<Vec<_>, _> =
            self.made.programs.iter().map(|p| self.command(p)).collect();
        let ((port, _held), mut running) = (free_port(), Vec::new());
        let until = Instant::now() + DEADLINE;
        for mut command in commands? {
            let mut one = Running::start(command.arg(port.to_string()))?;
            let last = running.len() + 1 == self.made.programs.len();
            if !last {
                one.until_ready(until)?;
            }
            running.push(one);
        }
        let mut printed = Vec::new();
        for one in running.iter_mut().rev() {
            printed.push(one.finish(until)?);
        }
        printed.reverse();
        Ok(printed)
    }
}

struct Running {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    errors: Receiver<String>,
    so_far: Vec<String>,
}

impl Running {
    fn start(command: &mut Command) -> Result<Running, String> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let stdin = child.stdin.take();
        let (out, mut err) = (child.stdout.take().expect("out"), child.stderr.take().expect("err"));
        let (line, lines) = channel();
        let (error, errors) = channel();
        thread::spawn(move || {
            for text in BufReader::new(out).lines().map_while(Result::ok) {
                let _ = line.send(text);
            }
        });
        thread::spawn(move || {
            let mut text = String::new();
            let _ = err.read_to_string(&mut text);
            let _ = error.send(text);
        });
        Ok(Running { child, stdin, lines, errors, so_far: Vec::new() })
    }

    fn until_ready(&mut self, until: Instant) -> Result<(), String> {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) if line == "ready" => return Ok(()),
                Ok(line) => self.so_far.push(line),
                Err(_) => return Err(format!("never ready: {}", self.said())),
            }
        }
    }

    fn said(&mut self) -> String {
        let _ = self.child.kill();
        self.errors.recv_timeout(Duration::from_secs(5)).unwrap_or_default()
    }

    /// Presses Enter, and waits for the end.
    fn finish(&mut self, until: Instant) -> Result<Vec<String>, String> {
        if let Some(mut stdin) = self.stdin.take() {
            let _ = stdin.write_all(b"\n");
        }
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(_) if left.is_zero() => return Err(format!("never ends: {}", self.said())),
                Ok(line) if line != "ready" => self.so_far.push(line),
                Ok(_) => {}
                Err(_) if left.is_zero() => return Err(format!("never ends: {}", self.said())),
                Err(_) => break,
            }
        }
        let status = loop {
            match self.child.try_wait().map_err(|error| error.to_string())? {
                Some(status) => break status,
                None if Instant::now() > until => {
                    return Err(format!("never ends: {}", self.said()));
                }
                None => thread::sleep(Duration::from_millis(1)),
            }
        };
        match status.success() {
            true => Ok(std::mem::take(&mut self.so_far)),
            false => Err(format!("{status}: {}", self.said())),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first of eight ports that nobody has, below those that the kernel gives away; and who holds the ninth: with it the
/// eight are kept from other tests, which may be processes of their own.
fn free_port() -> (u16, Socket) {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    const BLOCK: u16 = 9;
    // Processes begin far from each other.
    let start = u16::try_from(std::process::id() % 7).unwrap_or(0) * 2856;
    loop {
        let at = NEXT.fetch_add(BLOCK, Ordering::Relaxed).wrapping_add(start) % 20_000;
        let port = 12_000 + at / BLOCK * BLOCK;
        let held = bound(port + BLOCK - 1, Type::DGRAM);
        let is_free =
            |port| [Type::STREAM, Type::DGRAM].iter().all(|kind| bound(port, *kind).is_ok());
        if let Ok(held) = held
            && (port..port + BLOCK - 1).all(is_free)
        {
            return (port, held);
        }
    }
}

/// A port that nobody has, nor a connection there that ended a moment ago: SO_REUSEADDR is off.
fn bound(port: u16, kind: Type) -> std::io::Result<Socket> {
    let socket = Socket::new(Domain::IPV4, kind, None)?;
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], port)).into())?;
    Ok(socket)
}
