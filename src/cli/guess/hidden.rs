//! What a class votes first is not to be seen by it before the second vote.

use super::super::locale::Manner;
use super::super::out::print_bytes;
use crossterm::Command;
use crossterm::cursor::MoveUp;
use crossterm::terminal::{Clear, ClearType};
use std::io::IsTerminal;
use unicode_width::UnicodeWidthStr;

/// Takes the prompt and what was typed after it off the terminal, where it can.
pub(super) fn wipe(prompt: &str, typed: &str, manner: &Manner) -> anyhow::Result<()> {
    if !std::io::stdout().is_terminal() || !crosses_lines() {
        return Ok(());
    }
    let columns = prompt.width() + typed.width();
    let rows = columns / manner.width_now().max(1) + 1;
    let mut out = String::new();
    // Into memory.
    MoveUp(u16::try_from(rows).unwrap_or(u16::MAX)).write_ansi(&mut out).ok();
    out.push('\r');
    Clear(ClearType::FromCursorDown).write_ansi(&mut out).ok();
    print_bytes(out.as_bytes())
}

/// Whether the terminal can go back up: one that calls itself dumb cannot.
fn crosses_lines() -> bool {
    std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
