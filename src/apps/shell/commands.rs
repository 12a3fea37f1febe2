//! What may be run, and running it.

use super::super::Session;
use super::COMMAND;
use crate::framing::text::decode;
use crate::model::TextEncoding;
use crate::net::{self, Ended};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The most that a command may print, in bytes.
const PRINTED: usize = 1 << 20;
/// As much of a command that is not allowed is quoted, in characters.
const QUOTED: usize = 60;

/// What a command's environment has of the server's: enough to find programs, files and a language, and no more.
const KEPT: &[&str] = &[
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "TMPDIR",
    "TZ",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LC_TIME",
    "LC_MESSAGES",
    "STICKYDEMO_LANG",
    "SystemRoot",
    "SystemDrive",
    "USERNAME",
    "USERPROFILE",
    "TEMP",
    "TMP",
    "PATHEXT",
];

/// The name that this program's own commands have here.
const OWN: &str = "stickydemo";

/// What this program says itself, on every system: short, longer than 1024 bytes, longer than 3000, and on
/// standard error.
const EVERYWHERE: &[&str] =
    &["stickydemo --version", "stickydemo --help", "stickydemo list", "stickydemo show nothing"];
/// POSIX.1-2024, "Shell and Utilities", and whoami, which each Unix here has; `true` prints nothing.
const UNIX: &[&str] =
    &["ls", "ls -l", "pwd", "date", "whoami", "uname -a", "echo hello", "true", "ls /nothing"];
/// Programs of Windows, in System32 (learn.microsoft.com, "Windows commands"); `ls`, `echo` and `dir` are none there.
const WINDOWS: &[&str] = &["whoami", "hostname", "where nothing"];

/// A command that may be run: its text as it is typed, and what runs then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    text: String,
    program: PathBuf,
    args: Vec<String>,
}

impl Allowed {
    /// Reads a program and its arguments: words between spaces. There are no quotes, and no other character means
    /// anything. None: there is no word, or one that no argument can have in it.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace().map(str::to_owned);
        let program = words.next().filter(|_| !text.contains('\0'))?.into();
        Some(Allowed { text: text.trim().to_owned(), program, args: words.collect() })
    }

    /// Reads a command that may be one of this program, which may be anywhere: its answer is read by people, and is
    /// drawn as at a terminal, though it is written into a pipe.
    fn own(text: &str, own: &Path) -> Option<Self> {
        let mut read = Self::read(text)?;
        if read.program == Path::new(OWN) {
            read.program = own.into();
            read.args.extend(["--width", "80"].map(str::to_owned));
        }
        Some(read)
    }
}

/// What may be run; what is not in this list never is.
#[derive(Debug, Clone, Default)]
pub struct Commands(Vec<Allowed>);

/// What comes of a command.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// What it printed.
    pub(super) out: Vec<u8>,
    /// What it printed to standard error.
    pub(super) err: Vec<u8>,
    /// What the server has to say of it.
    pub(super) note: String,
}

impl Commands {
    /// Harmless ones that this system has; `own`: where this program is.
    pub fn usual(own: &Path) -> Self {
        let system = if net::is_windows() { WINDOWS } else { UNIX };
        let all = system.iter().chain(EVERYWHERE);
        Commands(all.filter_map(|text| Allowed::own(text, own)).collect())
    }

    /// Allows one more, where it is not allowed yet.
    pub fn allow(&mut self, allowed: Allowed) {
        if self.0.iter().all(|known| known.text != allowed.text) {
            self.0.push(allowed);
        }
    }

    /// What may be typed.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|allowed| allowed.text.as_str())
    }

    /// Whether what was typed, in UTF-8, may be run.
    pub fn allows(&self, typed: &[u8]) -> bool {
        std::str::from_utf8(typed).is_ok_and(|typed| self.find(typed).is_some())
    }

    /// The one whose text this is, as a whole. An end of line is none of it: nc sends one.
    fn find(&self, typed: &str) -> Option<&Allowed> {
        let typed = typed.strip_suffix('\n').unwrap_or(typed);
        let typed = typed.strip_suffix('\r').unwrap_or(typed);
        self.0.iter().find(|allowed| allowed.text == typed)
    }

    /// Runs what was typed in this encoding, if it may be. None: the session ended meanwhile.
    pub(super) fn answer(
        &self,
        typed: &[u8],
        encoding: TextEncoding,
        session: &Session<'_>,
    ) -> Option<Answer> {
        let text = decode(typed, encoding);
        match text.as_deref().and_then(|text| self.find(text)) {
            Some(allowed) => allowed.run(session),
            None => {
                let note = self.not_allowed(&quoted(typed, text.as_deref()));
                Some(Answer { note, ..Answer::default() })
            }
        }
    }

    fn not_allowed(&self, quoted: &str) -> String {
        let all: Vec<&str> = self.texts().collect();
        format!("{quoted} is not allowed here; allowed: {}\n", all.join(" | "))
    }
}

/// The beginning of what was typed; what is no text, byte by byte.
pub(super) fn quoted(typed: &[u8], text: Option<&str>) -> String {
    let (begin, len) = match text {
        Some(text) => {
            let begin: String = text.chars().take(QUOTED).collect();
            (format!("{begin:?}"), begin.len())
        }
        None => {
            let begin = &typed[..typed.len().min(QUOTED)];
            (format!("b\"{}\"", begin.escape_ascii()), begin.len())
        }
    };
    let more = if len < text.map_or(typed.len(), str::len) { " …" } else { "" };
    begin + more
}

impl Allowed {
    fn run(&self, session: &Session<'_>) -> Option<Answer> {
        let mut command = Command::new(&self.program);
        command.args(&self.args).env_clear();
        command.envs(KEPT.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        command.env("NO_COLOR", "1");
        let printed = match net::run(&mut command, session.wait(COMMAND), PRINTED) {
            Ok(printed) => printed,
            Err(error) => return Some(self.failed(&error)),
        };
        let note = match printed.ended {
            Ended::CalledOff => return None,
            Ended::Itself(_) => String::new(),
            Ended::Late => format!("[cut: killed after {} s]\n", COMMAND.as_secs()),
            Ended::TooMuch => format!("[cut: killed after {PRINTED} bytes]\n"),
        };
        Some(Answer { out: printed.out, err: printed.err, note })
    }

    fn failed(&self, error: &std::io::Error) -> Answer {
        let note = format!("{}: cannot be run here: {error}\n", self.text);
        Answer { note, ..Answer::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_the_whole_text_and_nothing_else() {
        let mut commands = Commands::usual(Path::new("/bin/own"));
        commands.allow(Allowed::read(" echo  hi ").unwrap());
        commands.allow(Allowed::read("whoami").unwrap());
        assert_eq!(commands.texts().filter(|text| *text == "whoami").count(), 1);
        for good in ["echo  hi", "echo  hi\n", "echo  hi\r\n", "whoami", "stickydemo list"] {
            assert!(commands.allows(good.as_bytes()), "{good:?}");
        }
        for bad in [
            "",
            "\n",
            "echo hi",
            "echo  hi;",
            " whoami",
            "whoami ",
            "whoami\n\n",
            "whoami\0",
            "whoami; rm",
            "whoami && rm",
            "whoami\nrm",
            "$(whoami)",
            "`whoami`",
            "WHOAMI",
            "whoami|cat",
            "stickydemo",
            "stickydemo serve shell",
            "/bin/own list",
        ] {
            assert!(!commands.allows(bad.as_bytes()), "{bad:?}");
        }
        assert!(!commands.allows(b"whoami\xff"));
    }

    #[test]
    fn what_may_be_allowed_has_a_word_and_splits_at_spaces() {
        let read = Allowed::read("ls -l 'a b'").unwrap();
        assert_eq!(read.args, ["-l", "'a", "b'"]);
        for none in ["", "  ", "ls\0-l"] {
            assert_eq!(Allowed::read(none), None, "{none:?}");
        }
    }

    #[test]
    fn what_is_not_allowed_is_quoted_escaped_and_cut() {
        let mut commands = Commands::default();
        commands.allow(Allowed::read("date").unwrap());
        let of = |typed: &[u8]| quoted(typed, std::str::from_utf8(typed).ok());
        assert_eq!(of("\x1b[2J\nrm 你".as_bytes()), "\"\\u{1b}[2J\\nrm 你\"");
        assert_eq!(of(b"\x1b[2J\nrm \xff"), "b\"\\x1b[2J\\nrm \\xff\"");
        let said = commands.not_allowed(&of(b"\xff"));
        assert_eq!(said, "b\"\\xff\" is not allowed here; allowed: date\n");
        for many in [b'x', 0xff] {
            let said = of(&[many; 5000]);
            assert!(said.len() < 250 && said.ends_with(" …"), "{said}");
        }
    }
}
