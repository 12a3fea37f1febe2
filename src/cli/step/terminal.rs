//! The terminal: how it is taken, drawn on, and given back whatever ends the program.

use super::super::failure::Failure;
use super::super::interrupt::Interrupts;
use super::super::locale::Manner;
use super::super::out::print_bytes;
use super::More;
use super::pager::{Key, Pager, Turn};
use crate::report::Look;
use crossterm::Command;
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, poll, read};
use crossterm::terminal::{
    Clear, ClearType, DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode, size,
};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often it is looked whether something else than a key ends it.
const LOOK: Duration = Duration::from_millis(100);

/// Digits that are further apart than so many of these, a second, are two numbers.
const DIGITS: u32 = 10;

/// The rows of a terminal that does not tell.
const ROWS: usize = 24;

/// Whether the terminal is taken.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether somebody sits at it: it shows what is written, and its keys are read.
pub(super) fn is_there() -> bool {
    std::io::stdout().is_terminal() && std::io::stdin().is_terminal()
}

/// Shows the screens until somebody wants no more. Whether they went on beyond the last one.
pub(super) fn show(
    book: (Look, bool),
    more: &mut More<'_>,
    (manner, interrupts): (&Manner, &Interrupts),
) -> anyhow::Result<bool> {
    let mut pager = Pager::new(book, sized(manner));
    let taken = Taken::take()?;
    let turn = turns(&mut pager, more, (manner, interrupts));
    drop(taken);
    match turn? {
        Turn::Interrupt => Err(Failure::interrupted().into()),
        Turn::On => Ok(true),
        Turn::Out | Turn::Draw => Ok(false),
    }
}

fn turns(
    pager: &mut Pager,
    more: &mut More<'_>,
    (manner, interrupts): (&Manner, &Interrupts),
) -> anyhow::Result<Turn> {
    pager.add(more());
    draw(pager)?;
    let mut looks = 0_u32;
    loop {
        if interrupts.interrupted() {
            return Ok(Turn::Interrupt);
        }
        let wait = if pager.is_complete() { LOOK } else { Duration::ZERO };
        // A terminal that is gone has no more keys.
        let event = match poll(wait) {
            Ok(true) => read(),
            Ok(false) if !pager.is_complete() => {
                pager.add(more());
                draw_foot(pager)?;
                continue;
            }
            Ok(false) => {
                looks = looks.saturating_add(1);
                if looks == DIGITS {
                    pager.rest();
                }
                continue;
            }
            Err(error) => Err(error),
        };
        looks = 0;
        match event {
            Ok(Event::Key(key)) => {
                let Some(key) = meaning(key) else { continue };
                while pager.lacks(key) && !interrupts.interrupted() {
                    pager.add(more());
                    draw_foot(pager)?;
                }
                match pager.key(key) {
                    Turn::Draw => draw(pager)?,
                    turn @ (Turn::On | Turn::Out | Turn::Interrupt) => return Ok(turn),
                }
            }
            Ok(Event::Resize(..)) => {
                pager.resized(sized(manner));
                draw(pager)?;
            }
            Ok(_) => {}
            Err(_) => return Ok(Turn::Out),
        }
    }
}

/// The columns to draw in, and the rows.
fn sized(manner: &Manner) -> (usize, usize) {
    let rows = size().map_or(ROWS, |(_, rows)| usize::from(rows));
    (manner.width_now(), if rows == 0 { ROWS } else { rows })
}

/// What a key means, if anything.
fn meaning(key: KeyEvent) -> Option<Key> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    Some(match key.code {
        KeyCode::Char('c' | 'C') if control => Key::Interrupt,
        KeyCode::Char(_) if control => return None,
        KeyCode::Enter | KeyCode::Right | KeyCode::Down | KeyCode::PageDown => Key::On,
        KeyCode::Char(' ' | 'n') => Key::On,
        KeyCode::Left | KeyCode::Up | KeyCode::PageUp | KeyCode::Backspace => Key::Back,
        KeyCode::Char('b' | 'B') => Key::Back,
        KeyCode::Home => Key::First,
        KeyCode::End => Key::Last,
        // Also as a Chinese keyboard types it.
        KeyCode::Char('?' | '？') => Key::Notation,
        KeyCode::Char('q' | 'Q') | KeyCode::Esc => Key::Out,
        KeyCode::Char(c) => Key::Digit(usize::try_from(c.to_digit(10)?).ok()?),
        _ => return None,
    })
}

/// Draws all lines over what is there, in one go.
fn draw(pager: &Pager) -> anyhow::Result<()> {
    let mut out = String::new();
    for (row, line) in pager.lines().iter().enumerate() {
        draw_line(&mut out, row, line);
    }
    add(&mut out, &Clear(ClearType::FromCursorDown));
    print_bytes(out.as_bytes())
}

/// Draws the last line, which says how many screens there are so far.
fn draw_foot(pager: &Pager) -> anyhow::Result<()> {
    let mut out = String::new();
    draw_line(&mut out, pager.last_row(), &pager.foot());
    print_bytes(out.as_bytes())
}

fn draw_line(out: &mut String, row: usize, line: &str) {
    add(out, &MoveTo(0, u16::try_from(row).unwrap_or(u16::MAX)));
    // First: behind a full line the cursor still stands on its last character.
    add(out, &Clear(ClearType::CurrentLine));
    out.push_str(line);
}

fn add(out: &mut String, command: &impl Command) {
    // Into memory.
    command.write_ansi(out).ok();
}

/// A terminal that is taken: each key comes at once, and what was on it is kept. It is given back when this is
/// dropped, at a panic, too.
struct Taken;

impl Taken {
    fn take() -> anyhow::Result<Self> {
        // Only an old Windows console needs to be told.
        let _ = anstyle_query::windows::enable_ansi_colors();
        tell_at_a_panic();
        TAKEN.store(true, Ordering::Release);
        let taken = Taken;
        let _ = enable_raw_mode();
        let mut out = String::new();
        add(&mut out, &EnterAlternateScreen);
        add(&mut out, &Hide);
        add(&mut out, &DisableLineWrap);
        print_bytes(out.as_bytes())?;
        Ok(taken)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back, if it was taken.
pub(in crate::cli) fn give_back() {
    if !TAKEN.swap(false, Ordering::AcqRel) {
        return;
    }
    let _ = disable_raw_mode();
    let mut out = String::new();
    add(&mut out, &EnableLineWrap);
    add(&mut out, &Show);
    add(&mut out, &LeaveAlternateScreen);
    let _ = print_bytes(out.as_bytes());
}

/// What a panic says is to be on the terminal that stays.
fn tell_at_a_panic() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        give_back();
        before(panic);
    }));
}
