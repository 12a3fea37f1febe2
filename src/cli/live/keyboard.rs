//! What is typed, or comes from a pipe, line by line.

use super::super::guess::read;
use super::super::interrupt::{Event, Interrupts};
use super::typed::{Typed, editor};
use crate::apps::{Input, Session};
use crate::framing::text::encode;
use crate::model::{Text, TextEncoding};
use crate::net::Terminal;
use crate::report::visible;
use rustyline::Editor;
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use std::io::IsTerminal;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

/// The longest line that is taken, in bytes: the rest of a longer one is another line.
const LINE: u64 = 1 << 20;
/// How often it is looked whether the session is over.
const LOOK: Duration = Duration::from_millis(50);

/// As many lines may be typed ahead at a terminal; the editor has to be at work to take them.
const AHEAD: usize = 1024;

/// Lines from standard input: at a terminal with editing and history. It is not read before the first line is asked
/// for: an app that asks for none leaves it alone.
pub(super) struct Keyboard {
    lines: Option<Receiver<Event>>,
    interrupts: Interrupts,
    encoding: TextEncoding,
    typed: Typed,
    /// How the terminal was set: the editor may still be at work when the session ends.
    terminal: Option<Terminal>,
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        if let Some(terminal) = self.terminal.as_ref().filter(|_| Terminal::is_ours()) {
            terminal.restore();
        }
    }
}

impl Keyboard {
    /// Of a session whose text is in this encoding; `typed`: what is being typed, for others.
    pub(super) fn new(interrupts: &Interrupts, encoding: TextEncoding, typed: Typed) -> Self {
        Keyboard { lines: None, interrupts: interrupts.clone(), encoding, typed, terminal: None }
    }

    /// Begins to read. The thread that does ends with the input or with the program.
    fn listen(&mut self) -> Receiver<Event> {
        let editor = editor(&self.typed).filter(|_| std::io::stdin().is_terminal());
        self.terminal = editor.as_ref().and_then(|_| Terminal::of_stdin());
        // From a pipe one line ahead: what a session does not ask for any more stays where it is.
        let (sender, lines) = sync_channel(if editor.is_some() { AHEAD } else { 1 });
        let (interrupts, typed) = (self.interrupts.clone(), self.typed.clone());
        let work = move || match editor {
            Some(editor) => edited(editor, &typed, &sender, &interrupts),
            None => {
                to_foreground();
                read(LINE, |event| sender.send(event).is_ok());
            }
        };
        // Without a thread nobody types: the session sees the end at once.
        let _ = std::thread::Builder::new().name("keyboard".into()).spawn(work);
        lines
    }
}

/// A line as it is sent; nothing, and why, where its encoding has not got one of its characters. What is no UTF-8
/// (from a pipe) is in its encoding already.
fn encoded(line: Vec<u8>, encoding: TextEncoding) -> Result<Vec<u8>, Text> {
    match std::str::from_utf8(&line) {
        Ok(text) if encoding != TextEncoding::Utf8 => {
            encode(text, encoding).map_err(|missing| lacks(encoding, missing))
        }
        _ => Ok(line),
    }
}

fn lacks(encoding: TextEncoding, missing: char) -> Text {
    let missing = visible(missing.encode_utf8(&mut [0; 4])).into_owned();
    Text::new(
        format!("{encoding} has no `{missing}`: this line is not sent"),
        format!("{encoding} 里没有“{missing}”这个字符：这一行不发送"),
    )
}

impl Input for Keyboard {
    fn line_for(&mut self, session: &Session<'_>, is_there: &dyn Fn() -> bool) -> Option<Vec<u8>> {
        let lines = self.lines.take().unwrap_or_else(|| self.listen());
        let lines = self.lines.insert(lines);
        while !session.is_over() {
            match lines.recv_timeout(LOOK) {
                Ok(Event::Line(line)) => {
                    let end = line.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n'));
                    let bare = line[..end.map_or(0, |last| last + 1)].to_vec();
                    match encoded(bare, self.encoding) {
                        Ok(line) => return Some(line),
                        Err(lacks) => session.remark(&lacks),
                    }
                }
                Err(RecvTimeoutError::Timeout) if is_there() => {}
                Err(RecvTimeoutError::Timeout) => break,
                Ok(Event::End | Event::Interrupted) | Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        None
    }
}

/// Waits while another program has the terminal: who reads from it then is stopped.
fn to_foreground() {
    while !Terminal::is_ours() {
        std::thread::park_timeout(LOOK);
    }
}

/// Lines as they are typed and edited. The editor takes Ctrl-C for itself.
fn edited(
    mut editor: Editor<Typed, DefaultHistory>,
    typed: &Typed,
    sender: &SyncSender<Event>,
    interrupts: &Interrupts,
) {
    loop {
        to_foreground();
        let line = editor.readline("");
        typed.ended();
        let event = match line {
            Ok(line) => {
                // Of no use for what was typed if it cannot be kept.
                editor.add_history_entry(&line).ok();
                Event::Line(line.into())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_sent_in_its_encoding_and_what_is_no_text_as_it_is() {
        let gbk = |line: &[u8]| encoded(line.to_vec(), TextEncoding::Gbk);
        assert_eq!(gbk("你".as_bytes()), Ok(vec![0xc4, 0xe3]));
        assert_eq!(gbk(b"\xc4\xe3"), Ok(vec![0xc4, 0xe3]));
        let lacks = encoded("a🙂".into(), TextEncoding::Big5).unwrap_err();
        assert_eq!(lacks.en, "big5 has no `🙂`: this line is not sent");
        assert_eq!(encoded(vec![0xff, 0], TextEncoding::Utf8), Ok(vec![0xff, 0]));
    }
}
