//! What the programs print: passed on a line at a time, marked with whose it is.

use super::super::locale::Manner;
use super::super::out::{complain, print};
use crate::lang::watch as words;
use crate::report::visible;
use std::io::Read;
use std::process::Child;
use std::thread::JoinHandle;

/// No more of what one program prints is passed on, in bytes.
const MOST: u64 = 1024 * 1024;
/// A line that has no end is cut here, in bytes.
const LINE: usize = 4096;

/// Reads what is printed.
pub(in crate::cli) struct Printed {
    manner: Manner,
    /// To standard output; else to standard error, since something else is written there.
    aloud: bool,
    quiet: bool,
    readers: Vec<JoinHandle<()>>,
}

impl Printed {
    pub(in crate::cli) fn new(manner: Manner, aloud: bool, quiet: bool) -> Self {
        Printed { manner, aloud, quiet, readers: Vec::new() }
    }

    /// Reads what a program prints until nobody has it open any more.
    pub(in crate::cli) fn listen(&mut self, name: &str, mut child: Child) {
        let out = child.stdout.take().map(|out| Box::new(out) as Box<dyn Read + Send>);
        let err = child.stderr.take().map(|err| Box::new(err) as Box<dyn Read + Send>);
        for (from, aloud) in [(out, self.aloud), (err, false)] {
            let Some(from) = from else { continue };
            let one = One { name: name.to_owned(), manner: self.manner, aloud, quiet: self.quiet };
            self.readers.push(std::thread::spawn(move || one.pass_on(from)));
        }
    }

    /// Everything that the programs printed has been passed on. (They have ended.)
    pub(in crate::cli) fn finish(self) {
        self.readers.into_iter().for_each(|reader| drop(reader.join()));
    }
}

/// One stream of one program.
struct One {
    name: String,
    manner: Manner,
    aloud: bool,
    quiet: bool,
}

impl One {
    fn pass_on(&self, mut from: Box<dyn Read + Send>) {
        let (mut line, mut buffer, mut all) = (Vec::new(), [0; 8192], 0_u64);
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            let before = all;
            all = all.saturating_add(count as u64);
            if self.quiet || before > MOST {
                continue;
            }
            let mut lines = String::new();
            for byte in buffer.iter().take(count) {
                if *byte == b'\n' || line.len() >= LINE {
                    lines.push_str(&self.marked(&std::mem::take(&mut line)));
                }
                line.extend((*byte != b'\n').then_some(*byte));
            }
            if !lines.is_empty() {
                self.say(&lines);
            }
            if all > MOST {
                let manner = &self.manner;
                let text = words::printed_too_much(&self.name);
                complain(&format!("{}\n", text.get(manner.lang)), manner);
            }
        }
        if !line.is_empty() {
            self.say(&self.marked(&line));
        }
    }

    /// A line of a program: a stranger's, of which nothing reaches the terminal but text.
    fn marked(&self, line: &[u8]) -> String {
        let text = String::from_utf8_lossy(line);
        let bar = if self.manner.ascii { '|' } else { '│' };
        format!("{} {bar} {}\n", self.name, visible(text.trim_end_matches('\r')))
    }

    fn say(&self, lines: &str) {
        match self.aloud {
            // A reader that is gone is told at the end.
            true => drop(print(lines, &self.manner)),
            false => complain(lines, &self.manner),
        }
    }
}
