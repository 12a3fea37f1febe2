//! Which screen is shown, and what a key does.

use crate::lang::screens as words;
use crate::report::page::line::{Line, Style};
use crate::report::steps::{self, Screen};
use crate::report::{Look, Page, fit};

/// The lines below a screen: an empty one and the keys.
const FOOT: usize = 2;

/// A key that means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    On,
    Back,
    First,
    Last,
    Digit(usize),
    Notation,
    Out,
    Interrupt,
}

/// What is to be done after a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Draw,
    /// Beyond the last screen.
    On,
    Out,
    Interrupt,
}

/// The screens in the parts that fit the terminal, and which of them is shown.
pub(super) struct Pager {
    look: Look,
    /// Whether something else comes after the last screen: the next question.
    goes_on: bool,
    screens: Vec<Screen>,
    /// Whether these are all.
    complete: bool,
    /// Columns and rows.
    size: (usize, usize),
    parts: Vec<Part>,
    at: usize,
    /// The page about the notation is shown instead.
    notation: bool,
    /// The last key was a digit: of the case of this number.
    typed: usize,
}

/// A screen, or a part of one that is too long.
#[derive(Debug)]
struct Part {
    screen: usize,
    /// Which part, from 1, and of how many.
    no: (usize, usize),
    text: String,
}

impl Pager {
    /// Without a screen yet, on a terminal of so many columns and rows.
    pub(super) fn new((look, goes_on): (Look, bool), size: (usize, usize)) -> Self {
        let (screens, parts) = (Vec::new(), Vec::new());
        let (complete, notation) = (false, false);
        Pager { look, goes_on, screens, complete, size, parts, at: 0, notation, typed: 0 }
    }

    /// More screens, behind those that are there; nothing: there are no more.
    pub(super) fn add(&mut self, screens: Option<Vec<Screen>>) {
        self.complete = screens.is_none();
        let from = self.screens.len();
        self.screens.extend(screens.into_iter().flatten());
        self.lay_out(from);
    }

    /// Whether all screens are there.
    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether a key is about a screen that may come, and is not there yet.
    pub(super) fn lacks(&self, key: Key) -> bool {
        !self.complete
            && match key {
                Key::On => self.at + 1 >= self.parts.len(),
                Key::Last => true,
                Key::Digit(digit) => self.cases().count() < both(self.typed, digit),
                Key::Back | Key::First | Key::Notation | Key::Out | Key::Interrupt => false,
            }
    }

    /// The terminal has another size: the same screen, from its beginning.
    pub(super) fn resized(&mut self, size: (usize, usize)) {
        let screen = self.parts.get(self.at).map_or(0, |part| part.screen);
        self.size = size;
        self.parts.clear();
        self.lay_out(0);
        self.at = self.first_of(screen);
    }

    fn look(&self) -> Look {
        Look { width: self.size.0, ..self.look }
    }

    fn rows(&self) -> usize {
        self.size.1.saturating_sub(FOOT)
    }

    /// The screens from this one on.
    fn lay_out(&mut self, from: usize) {
        let (look, rows) = (self.look(), self.rows());
        for (screen, one) in self.screens.iter().enumerate().skip(from) {
            let texts = one.page.parts(&look, rows);
            let of = texts.len();
            let parts = texts.into_iter().enumerate();
            self.parts.extend(parts.map(|(at, text)| Part { screen, no: (at + 1, of), text }));
        }
    }

    fn is_last(&self) -> bool {
        self.complete && self.at + 1 >= self.parts.len()
    }

    /// The first part of a screen.
    fn first_of(&self, screen: usize) -> usize {
        self.parts.partition_point(|part| part.screen < screen)
    }

    /// The screens with which cases begin.
    fn cases(&self) -> impl Iterator<Item = usize> {
        let all = self.screens.iter().enumerate();
        all.filter(|(_, screen)| screen.begins).map(|(at, _)| at)
    }

    /// What comes of a key.
    pub(super) fn key(&mut self, key: Key) -> Turn {
        let typed = std::mem::take(&mut self.typed);
        match key {
            Key::Out if self.notation => self.notation = false,
            Key::Out => return Turn::Out,
            Key::Interrupt => return Turn::Interrupt,
            Key::Notation => self.notation = !self.notation,
            _ if std::mem::take(&mut self.notation) => {}
            Key::On if self.is_last() && self.goes_on => return Turn::On,
            Key::On => self.at = (self.at + 1).min(self.parts.len().saturating_sub(1)),
            Key::Back => self.at = self.at.saturating_sub(1),
            Key::First => self.at = 0,
            Key::Last => self.at = self.parts.len().saturating_sub(1),
            Key::Digit(digit) => self.jump(typed, digit),
        }
        Turn::Draw
    }

    /// Nothing was typed for a while: the next digit is the first of its number.
    pub(super) fn rest(&mut self) {
        self.typed = 0;
    }

    /// To a case: the digits before this one and this one are its number, or this one alone.
    fn jump(&mut self, typed: usize, digit: usize) {
        let screen = |no: usize| Some((no, self.cases().nth(no.checked_sub(1)?)?));
        if let Some((no, screen)) = screen(both(typed, digit)).or_else(|| screen(digit)) {
            self.at = self.first_of(screen);
            self.typed = no;
        }
    }

    /// The screens of the case that is shown; before the first those of the first.
    fn of_the_case(&self) -> &[Screen] {
        let screens = &self.screens;
        let at = self.parts.get(self.at).map_or(0, |part| part.screen);
        let begins = |range: std::ops::Range<usize>| {
            range.filter(|at| screens.get(*at).is_some_and(|screen| screen.begins))
        };
        let first = begins(0..at + 1).next_back().or_else(|| begins(at..screens.len()).next());
        let first = first.unwrap_or(0);
        let end = begins(first + 1..screens.len()).next().unwrap_or(screens.len());
        screens.get(first..end).unwrap_or_default()
    }

    /// All lines of the terminal: what is shown and, in the last, the keys.
    pub(super) fn lines(&self) -> Vec<String> {
        let rows = self.rows();
        let shown = match (self.notation, self.parts.get(self.at)) {
            (true, _) => {
                let notation = steps::notation(self.of_the_case(), &self.look());
                notation.parts(&self.look(), rows).into_iter().next()
            }
            (false, part) => part.map(|part| part.text.clone()),
        };
        let (shown, look) = (shown.unwrap_or_default(), self.look());
        let shown = fit(&shown, &look);
        let mut lines: Vec<String> = shown.lines().take(rows).map(str::to_owned).collect();
        lines.resize(self.last_row(), String::new());
        lines.push(self.foot());
        lines
    }

    /// Where the keys stand, from 0.
    pub(super) fn last_row(&self) -> usize {
        self.size.1.saturating_sub(1)
    }

    /// `12/57 · Enter on · …`; `12/57…` where more are to come.
    pub(super) fn foot(&self) -> String {
        let voice = self.look().voice();
        let mut line = Line::new();
        let more = if self.complete { "" } else { "…" };
        line.push(Style::Strong, &format!("{}/{}{more}", self.at + 1, self.parts.len()));
        match self.parts.get(self.at).map(|part| part.no) {
            Some((no, of)) if of > 1 && !self.notation => {
                line.push(Style::Dim, &format!(" · {}", voice.say(words::part(no, of))));
            }
            _ => {}
        }
        if self.is_last() {
            let end = if self.goes_on { words::next() } else { words::end() };
            line.push(Style::Dim, &format!(" · {}", voice.say(end)));
        }
        let keys = voice.say(words::keys(self.cases().count()));
        line.push(Style::Dim, &format!(" · {keys}"));
        let mut page = Page::new();
        page.cut(line);
        let foot = page.text(&self.look());
        fit(&foot, &self.look()).trim_end_matches('\n').to_owned()
    }
}

/// The number that a digit ends.
fn both(typed: usize, digit: usize) -> usize {
    typed.saturating_mul(10).saturating_add(digit)
}

#[cfg(test)]
mod tests;
