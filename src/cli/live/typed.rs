//! The line that is being typed: what is shown meanwhile goes above it.
//!
//! The editor has the terminal in a thread of its own, and its own printer for others (`ExternalPrinter`) shows a
//! message that comes while a line ends after the messages behind it. So the editor tells what it shows (as it tells
//! any highlighter), and whoever writes takes it away, writes, and puts it back.

use crossterm::Command;
use crossterm::cursor::{MoveRight, MoveUp};
use crossterm::terminal::{Clear, ClearType};
use rustyline::completion::Completer;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::validate::Validator;
use rustyline::{Config, Editor, Helper, history::DefaultHistory};
use std::borrow::Cow;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use unicode_width::UnicodeWidthChar;

/// How long a line may take from Enter until its end is on the terminal.
const ENTER: Duration = Duration::from_millis(100);

/// What is typed so far; clones are the same thing.
#[derive(Clone, Default)]
pub(super) struct Typed(Arc<(Mutex<State>, Condvar)>);

#[derive(Debug, Default, PartialEq, Eq)]
enum State {
    /// Nothing: no line is being edited.
    #[default]
    Nothing,
    /// This, with the cursor before this byte.
    Line(String, usize),
    /// Enter was pressed, and the cursor is not on a line of its own yet.
    Entered,
}

/// An editor that tells what it shows. Lines that are pasted are lines like others.
pub(super) fn editor(typed: &Typed) -> Option<Editor<Typed, DefaultHistory>> {
    let config =
        Config::builder().bracketed_paste(false).color_mode(rustyline::ColorMode::Forced).build();
    let mut editor = Editor::with_config(config).ok()?;
    editor.set_helper(Some(typed.clone()));
    Some(editor)
}

impl Typed {
    /// The line is over.
    pub(super) fn ended(&self) {
        self.set(State::Nothing);
    }

    /// `text`, which ends its line, so that it comes above what is typed on a terminal of so many columns.
    pub(super) fn below(&self, text: &str, columns: usize) -> String {
        let (state, entered) = &*self.0;
        let state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let state = entered.wait_timeout_while(state, ENTER, |state| *state == State::Entered);
        let state = state.unwrap_or_else(PoisonError::into_inner).0;
        match &*state {
            State::Line(line, at) if !line.is_empty() && !line.contains(char::is_control) => {
                let ((row, column), (last, end)) =
                    (cursor(&line[..*at], columns), cursor(line, columns));
                // The terminal goes to the next row only when there is something for it.
                let next = if end == 0 { "\n" } else { "" };
                let clear = ansi(&Clear(ClearType::FromCursorDown));
                let (up, back) = (moved(row, MoveUp), moved(last - row, MoveUp));
                let on = moved(column, MoveRight);
                format!("{up}\r{clear}{text}{line}{next}{back}\r{on}")
            }
            State::Line(..) | State::Nothing | State::Entered => text.to_owned(),
        }
    }

    /// What takes the cursor off a line that is not finished, to the next: nobody goes on with it.
    pub(super) fn leaves(&self, columns: usize) -> String {
        match std::mem::take(&mut *self.lock()) {
            State::Line(line, at) if !line.is_empty() => {
                let (row, last) = (cursor(&line[..at], columns).0, cursor(&line, columns).0);
                "\n".repeat(last - row + 1)
            }
            State::Line(..) | State::Nothing | State::Entered => String::new(),
        }
    }

    fn set(&self, state: State) {
        *self.lock() = state;
        self.0.1.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A movement of the cursor; none for 0, which would be one of 1 (ECMA-48, 8.3.20 and 8.3.22).
fn moved<C: Command>(by: usize, how: fn(u16) -> C) -> String {
    let by = u16::try_from(by).unwrap_or(u16::MAX);
    if by == 0 { String::new() } else { ansi(&how(by)) }
}

fn ansi(command: &impl Command) -> String {
    let mut out = String::new();
    // Into memory.
    command.write_ansi(&mut out).ok();
    out
}

/// Where the cursor is behind this text: its row, and its column. A character that does not fit goes to the next row.
fn cursor(text: &str, columns: usize) -> (usize, usize) {
    let (mut row, mut column) = (0, 0);
    for width in text.chars().filter_map(UnicodeWidthChar::width) {
        column += width;
        if column > columns {
            (row, column) = (row + 1, width);
        }
    }
    if column == columns { (row + 1, 0) } else { (row, column) }
}

impl Highlighter for Typed {
    fn highlight<'l>(&self, line: &'l str, at: usize) -> Cow<'l, str> {
        if *self.lock() != State::Entered {
            self.set(State::Line(line.to_owned(), at));
        }
        Cow::Borrowed(line)
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        let entered = kind == CmdKind::ForcedRefresh;
        if entered {
            self.set(State::Entered);
        }
        !entered
    }
}

impl Hinter for Typed {
    type Hint = String;
}

impl Completer for Typed {
    type Candidate = String;
}

impl Validator for Typed {}
impl Helper for Typed {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_above_what_is_typed() {
        let typed = Typed::default();
        assert_eq!(typed.below("said\n", 10), "said\n");
        typed.highlight("hello", 5);
        assert_eq!(typed.below("said\n", 10), "\r\x1b[Jsaid\nhello\r\x1b[5C");
        typed.highlight("hello", 0);
        assert_eq!(typed.below("said\n", 10), "\r\x1b[Jsaid\nhello\r");
        typed.highlight("hello hello", 11);
        assert_eq!(typed.below("said\n", 10), "\x1b[1A\r\x1b[Jsaid\nhello hello\r\x1b[1C");
        typed.highlight("hello hello", 2);
        assert_eq!(typed.below("said\n", 10), "\r\x1b[Jsaid\nhello hello\x1b[1A\r\x1b[2C");
        assert_eq!(typed.leaves(10), "\n\n");
        assert_eq!(typed.below("said\n", 10), "said\n");
        assert_eq!(typed.leaves(10), "");
    }

    #[test]
    fn rows_end_as_terminals_end_them() {
        assert_eq!(cursor("12345", 5), (1, 0));
        assert_eq!(cursor("123456", 5), (1, 1));
        assert_eq!(cursor("1234你", 5), (1, 2));
        assert_eq!(cursor("123你", 5), (1, 0));
        assert_eq!(cursor("", 5), (0, 0));
    }
}
