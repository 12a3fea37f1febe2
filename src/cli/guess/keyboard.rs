//! Lines from the keyboard, one at a time, each when it is wanted: between two of them the terminal is somebody else's
//! (`--step`). Or from a pipe or a file, where they were written before.

use super::super::interrupt::{Event, Interrupts};
use std::io::{BufRead, IsTerminal};
use std::sync::mpsc::{Receiver, Sender, channel};

/// The longest line that is kept, in bytes: the rest of a longer one is another line.
const LINE: u64 = 4096;

/// Where answers come from.
pub(super) struct Keyboard {
    /// `None`: nobody is there to answer.
    thread: Option<(Sender<()>, Receiver<Event>)>,
    /// Somebody sits there, and sees what they type.
    person: bool,
}

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    Line(String),
    /// Nobody is there, or no more.
    Nobody,
    Interrupted,
}

impl Keyboard {
    /// Of this terminal, or what stands in for one; Ctrl-C ends a wait.
    pub(super) fn here(interrupts: &Interrupts) -> Self {
        let (sender, events) = channel();
        let (wanted, wants) = channel();
        interrupts.wake(sender.clone());
        let started = std::thread::Builder::new().name("keyboard".into()).spawn(move || {
            while wants.recv().is_ok() && read_one(LINE, &|event| sender.send(event).is_ok()) {}
        });
        let person = std::io::stdin().is_terminal();
        Keyboard { thread: started.ok().map(|_| (wanted, events)), person }
    }

    /// Whether somebody sits there: then what they type is on the screen, and they need time to read.
    pub(super) fn is_a_person(&self) -> bool {
        self.person
    }

    /// Whether somebody may be there.
    pub(super) fn is_there(&self) -> bool {
        self.thread.is_some()
    }

    /// Waits for a line.
    pub(super) fn line(&mut self) -> Typed {
        let event = self.thread.as_ref().and_then(|(wanted, events)| {
            wanted.send(()).ok()?;
            events.recv().ok()
        });
        match event {
            Some(Event::Line(line)) => {
                Typed::Line(String::from_utf8_lossy(&line).trim().to_owned())
            }
            Some(Event::Interrupted) => Typed::Interrupted,
            Some(Event::End) | None => {
                self.thread = None;
                Typed::Nobody
            }
        }
    }
}

/// The keyboard's thread where every line is wanted: it ends with the keyboard, or when nobody takes an event any
/// more. `longest`: of a line, in bytes.
pub(in crate::cli) fn read(longest: u64, send: impl Fn(Event) -> bool) {
    while read_one(longest, &send) {}
}

/// Whether there may be another.
fn read_one(longest: u64, send: &impl Fn(Event) -> bool) -> bool {
    let mut line = Vec::new();
    let mut input = std::io::Read::take(std::io::stdin().lock(), longest);
    let event = match input.read_until(b'\n', &mut line) {
        Ok(0) | Err(_) => Event::End,
        Ok(_) => Event::Line(line),
    };
    let last = event == Event::End;
    send(event) && !last
}

#[cfg(test)]
pub(super) fn typed(lines: &[&str]) -> Keyboard {
    let lines = lines.iter().map(|line| Event::Line((*line).into()));
    with(lines.chain([Event::End]))
}

/// The same, written before.
#[cfg(test)]
pub(super) fn written(lines: &[&str]) -> Keyboard {
    Keyboard { person: false, ..typed(lines) }
}

#[cfg(test)]
pub(super) fn interrupted() -> Keyboard {
    with([Event::Interrupted])
}

/// One of which these events come, whoever asks for them.
#[cfg(test)]
fn with(all: impl IntoIterator<Item = Event>) -> Keyboard {
    let (sender, events) = channel();
    let (wanted, wants) = channel();
    all.into_iter().for_each(|event| sender.send(event).unwrap());
    std::thread::spawn(move || while wants.recv().is_ok() {});
    Keyboard { thread: Some((wanted, events)), person: true }
}
