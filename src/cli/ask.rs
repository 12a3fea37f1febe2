//! `--ask`: wait until the student has thought. Enter goes on, `?` and Enter shows the hint.

use super::interrupt::{Event, Interrupts};
use super::locale::Manner;
use super::out::{print, print_page};
use super::words::{Words, say};
use crate::report::Page;
use std::io::{BufRead, IsTerminal};
use std::sync::mpsc::{Receiver, channel};

const PROMPT: Words =
    say("  Enter: run it    ? Enter: a hint  > ", "  回车：运行    ? 回车：看提示  > ");
const NO_KEYBOARD: Words = say("  (no keyboard: going on)\n", "  （没有键盘可等，直接继续）\n");

/// Where answers come from.
pub(crate) struct Answers {
    /// `None`: nobody is there to answer.
    events: Option<Receiver<Event>>,
}

/// The longest line that is kept, in bytes: the rest of a longer one is another line.
const LINE: u64 = 4096;

impl Answers {
    /// From the keyboard; Ctrl-C ends the wait.
    pub(crate) fn keyboard(interrupts: &Interrupts) -> Self {
        if !std::io::stdin().is_terminal() {
            return Answers { events: None };
        }
        let (sender, events) = channel();
        interrupts.wake(sender.clone());
        let started = std::thread::Builder::new()
            .name("keyboard".into())
            .spawn(move || read(LINE, |event| sender.send(event).is_ok()));
        Answers { events: started.ok().map(|_| events) }
    }

    /// Waits. False: Ctrl-C.
    pub(crate) fn wait(&mut self, hint: &Page, manner: &Manner) -> anyhow::Result<bool> {
        let Some(events) = &self.events else {
            print(NO_KEYBOARD.get(manner.lang), manner)?;
            return Ok(true);
        };
        loop {
            print(PROMPT.get(manner.lang), manner)?;
            match events.recv() {
                Ok(Event::Line(line)) if is_question(&line) => print_page(hint, manner)?,
                Ok(Event::Line(_)) => return Ok(true),
                Ok(Event::Interrupted) => return Ok(false),
                Ok(Event::End) | Err(_) => {
                    self.events = None;
                    print("\n", manner)?;
                    return Ok(true);
                }
            }
        }
    }
}

/// `?`, also as a Chinese keyboard types it.
fn is_question(line: &[u8]) -> bool {
    matches!(String::from_utf8_lossy(line).trim(), "?" | "？")
}

/// The keyboard's thread: it ends with the keyboard, or when nobody takes an event any more. `longest`: of a
/// line, in bytes.
pub(crate) fn read(longest: u64, send: impl Fn(Event) -> bool) {
    loop {
        let mut line = Vec::new();
        let mut input = std::io::Read::take(std::io::stdin().lock(), longest);
        let event = match input.read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => Event::End,
            Ok(_) => Event::Line(line),
        };
        let last = event == Event::End;
        if !send(event) || last {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;

    const MANNER: Manner = Manner::plain(Lang::En);

    fn answers(events: Vec<Event>) -> Answers {
        let (sender, receiver) = channel();
        events.into_iter().for_each(|event| sender.send(event).unwrap());
        Answers { events: Some(receiver) }
    }

    #[test]
    fn enter_goes_on_after_any_number_of_hints() {
        let typed = ["?\n", " ？ \n", "\n", "\n"].map(|line| Event::Line(line.into()));
        let mut answers = answers(typed.into());
        assert!(answers.wait(&Page::new(), &MANNER).unwrap());
        assert!(answers.wait(&Page::new(), &MANNER).unwrap());
        assert_eq!(answers.events.unwrap().try_iter().count(), 0);
    }

    #[test]
    fn the_end_of_the_keyboard_goes_on_and_is_not_asked_again() {
        let mut answers = answers(vec![Event::End]);
        assert!(answers.wait(&Page::new(), &MANNER).unwrap());
        assert!(answers.events.is_none());
        assert!(answers.wait(&Page::new(), &MANNER).unwrap());
    }

    #[test]
    fn ctrl_c_ends_the_wait() {
        assert!(!answers(vec![Event::Interrupted]).wait(&Page::new(), &MANNER).unwrap());
    }
}
