//! What is typed, or comes from a pipe, line by line.

use super::super::ask::read;
use super::super::interrupt::{Event, Interrupts};
use crate::apps::{Input, Session};
use crate::framing::text::encode;
use crate::model::TextEncoding;
use crate::net::Terminal;
use rustyline::DefaultEditor;
use rustyline::error::ReadlineError;
use std::io::IsTerminal;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

/// The longest line that is taken, in bytes: the rest of a longer one is another line.
const LINE: u64 = 1 << 20;
/// How often it is looked whether the session is over.
const LOOK: Duration = Duration::from_millis(50);

/// Lines from standard input: at a terminal with editing and history.
pub(super) struct Keyboard {
    lines: Receiver<Event>,
    encoding: TextEncoding,
    /// How the terminal was set: the editor may still be at work when the session ends.
    terminal: Option<Terminal>,
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        if let Some(terminal) = &self.terminal {
            terminal.restore();
        }
    }
}

impl Keyboard {
    /// Begins to read. The thread that does ends with the input or with the program.
    pub(super) fn listen(interrupts: &Interrupts, encoding: TextEncoding) -> Self {
        // One line ahead: what a session does not ask for any more stays where it is.
        let (sender, lines) = sync_channel(1);
        let editor = DefaultEditor::new().ok().filter(|_| std::io::stdin().is_terminal());
        let terminal = editor.as_ref().and_then(|_| Terminal::of_stdin());
        let interrupts = interrupts.clone();
        let work = move || match editor {
            Some(editor) => edited(editor, &sender, &interrupts),
            None => read(LINE, |event| sender.send(event).is_ok()),
        };
        // Without a thread nobody types: the session sees the end at once.
        let _ = std::thread::Builder::new().name("keyboard".into()).spawn(work);
        Keyboard { lines, encoding, terminal }
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

/// Lines as they are typed and edited. The editor takes Ctrl-C for itself.
fn edited(mut editor: DefaultEditor, sender: &SyncSender<Event>, interrupts: &Interrupts) {
    loop {
        let event = match editor.readline("") {
            Ok(line) => {
                // Of no use for what was typed if it cannot be kept.
                editor.add_history_entry(&line).ok();
                Event::Line(line)
            }
            Err(ReadlineError::Interrupted) => {
                interrupts.interrupt();
                Event::Interrupted
            }
            Err(_) => Event::End,
        };
        let last = !matches!(event, Event::Line(_));
        if sender.send(event).is_err() || last {
            return;
        }
    }
}
