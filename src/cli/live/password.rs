//! A password that somebody types: not shown, and asked for twice. From a pipe it is the next line.

use super::super::code::Code;
use super::super::failure::Failure;
use super::super::guess::read;
use super::super::hidden::Hidden;
use super::super::interrupt::{Event, Interrupts};
use super::super::locale::Manner;
use super::super::out::print;
use super::super::words::{Words, say};
use crate::net::Terminal;
use std::sync::mpsc::{Receiver, channel};

/// The longest password, in bytes.
const LONGEST: u64 = 4096;

const PROMPT: Words = say("password: ", "密码：");
const AGAIN: Words = say("once more: ", "再输入一次：");

/// Asks for it.
///
/// # Errors
/// The two are not the same; Ctrl-C.
pub(super) fn password(manner: &Manner) -> anyhow::Result<String> {
    let interrupts = Interrupts::listen();
    let (sender, lines) = channel();
    interrupts.wake(sender.clone());
    let terminal = Terminal::of_stdin();
    let _hidden = terminal.as_ref().map(Hidden::of);
    // Without a thread nobody types.
    let work = move || read(LONGEST, |event| sender.send(event).is_ok());
    let _ = std::thread::Builder::new().name("keyboard".into()).spawn(work);
    let asks = terminal.is_some();
    let first = line(PROMPT, &lines, (manner, asks))?;
    if asks && line(AGAIN, &lines, (manner, asks))? != first {
        return Err(Failure::usage(
            "the two are not the same: nothing was added".into(),
            "两次输入的不一样：没有添加".into(),
        )
        .into());
    }
    Ok(first)
}

/// `asks`: somebody reads the prompt.
fn line(
    prompt: Words,
    lines: &Receiver<Event>,
    (manner, asks): (&Manner, bool),
) -> anyhow::Result<String> {
    if asks {
        print(prompt.get(manner.lang), manner)?;
    }
    let typed = lines.recv().unwrap_or(Event::End);
    if asks {
        // The end of the line was not shown either.
        print("\n", manner)?;
    }
    match typed {
        Event::Line(line) => {
            Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned())
        }
        Event::End => Ok(String::new()),
        Event::Interrupted => Err(Failure::silent(Code::Interrupted).into()),
    }
}
