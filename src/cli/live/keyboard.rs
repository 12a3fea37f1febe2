//! What is typed, or comes from a pipe, line by line.

use super::super::interrupt::{Event, Interrupts};
use crate::apps::{Input, Session};
use crate::framing::text::encode;
use crate::model::TextEncoding;
use std::io::{BufRead, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

/// The longest line that is taken, in bytes: the rest of a longer one is another line.
const LINE: u64 = 1 << 20;
/// How often it is looked whether the session is over.
const LOOK: Duration = Duration::from_millis(50);

/// Lines from standard input.
pub(super) struct Keyboard {
    lines: Receiver<Event>,
    encoding: TextEncoding,
}

impl Keyboard {
    /// Begins to read. The thread that does ends with the input or with the program.
    pub(super) fn listen(_: &Interrupts, encoding: TextEncoding) -> Self {
        // One line ahead: what a session does not ask for any more stays where it is.
        let (sender, lines) = sync_channel(1);
        // Without a thread nobody types: the session sees the end at once.
        let _ = std::thread::Builder::new().name("keyboard".into()).spawn(move || read(&sender));
        Keyboard { lines, encoding }
    }
}

impl Input for Keyboard {
    fn line(&mut self, session: &Session<'_>) -> Option<Vec<u8>> {
        while !session.is_over() {
            match self.lines.recv_timeout(LOOK) {
                Ok(Event::Line(line)) => {
                    let bare = line.trim_end_matches(['\r', '\n']);
                    // What the encoding lacks is sent as it was typed.
                    return Some(encode(bare, self.encoding).unwrap_or_else(|_| bare.into()));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Ok(Event::End | Event::Interrupted) | Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        None
    }
}

fn read(sender: &SyncSender<Event>) {
    loop {
        let mut line = Vec::new();
        let mut input = std::io::stdin().lock().take(LINE);
        let event = match input.read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => Event::End,
            Ok(_) => Event::Line(String::from_utf8_lossy(&line).into_owned()),
        };
        let last = event == Event::End;
        if sender.send(event).is_err() || last {
            return;
        }
    }
}
