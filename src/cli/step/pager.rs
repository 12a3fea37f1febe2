//! Which screen is shown, and what a key does.

use crate::lang::screens as words;
use crate::report::page::line::{Line, Style};
use crate::report::steps::{self, Screen};
use crate::report::{Look, Page, fit};

/// The lines below a screen: an empty one and the keys.
const FOOT: usize = 2;

/// Everything that can be shown.
pub(super) struct Book<'a> {
    pub(super) screens: &'a [Screen],
    pub(super) look: Look,
}

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
    Out,
    Interrupt,
}

/// The screens in the parts that fit the terminal, and which of them is shown.
pub(super) struct Pager<'a> {
    book: &'a Book<'a>,
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

impl<'a> Pager<'a> {
    /// The first screen, on a terminal of so many columns and rows.
    pub(super) fn new(book: &'a Book<'a>, size: (usize, usize)) -> Self {
        let mut pager = Pager { book, size, parts: Vec::new(), at: 0, notation: false, typed: 0 };
        pager.lay_out();
        pager
    }

    /// The terminal has another size: the same screen, from its beginning.
    pub(super) fn resized(&mut self, size: (usize, usize)) {
        let screen = self.parts.get(self.at).map_or(0, |part| part.screen);
        self.size = size;
        self.lay_out();
        self.at = self.first_of(screen);
    }

    fn look(&self) -> Look {
        Look { width: self.size.0, ..self.book.look }
    }

    fn rows(&self) -> usize {
        self.size.1.saturating_sub(FOOT)
    }

    fn lay_out(&mut self) {
        let (look, rows) = (self.look(), self.rows());
        self.parts.clear();
        for (screen, page) in self.book.screens.iter().map(|screen| &screen.page).enumerate() {
            let texts = page.parts(&look, rows);
            let of = texts.len();
            let parts = texts.into_iter().enumerate();
            self.parts.extend(parts.map(|(at, text)| Part { screen, no: (at + 1, of), text }));
        }
    }

    /// The first part of a screen.
    fn first_of(&self, screen: usize) -> usize {
        self.parts.partition_point(|part| part.screen < screen)
    }

    /// The screens with which cases begin.
    fn cases(&self) -> impl Iterator<Item = usize> {
        let all = self.book.screens.iter().enumerate();
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
        let both = typed.saturating_mul(10).saturating_add(digit);
        let screen = |no: usize| Some((no, self.cases().nth(no.checked_sub(1)?)?));
        if let Some((no, screen)) = screen(both).or_else(|| screen(digit)) {
            self.at = self.first_of(screen);
            self.typed = no;
        }
    }

    /// The screens of the case that is shown; before the first those of the first.
    fn of_the_case(&self) -> &'a [Screen] {
        let screens = self.book.screens;
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
        lines.resize(self.size.1.saturating_sub(1).max(lines.len()), String::new());
        lines.push(self.foot());
        lines
    }

    /// `12/57 · Enter on · …`.
    fn foot(&self) -> String {
        let voice = self.look().voice();
        let mut line = Line::new();
        line.push(Style::Strong, &format!("{}/{}", self.at + 1, self.parts.len()));
        match self.parts.get(self.at).map(|part| part.no) {
            Some((no, of)) if of > 1 && !self.notation => {
                line.push(Style::Dim, &format!(" · {}", voice.say(words::part(no, of))));
            }
            _ => {}
        }
        if self.at + 1 == self.parts.len() {
            line.push(Style::Dim, &format!(" · {}", voice.say(words::end())));
        }
        let keys = voice.say(words::keys(self.cases().count()));
        line.push(Style::Dim, &format!(" · {keys}"));
        let mut page = Page::new();
        page.cut(line);
        let foot = page.text(&self.look());
        fit(&foot, &self.look()).trim_end_matches('\n').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;
    use crate::report::Verbosity;

    const LOOK: Look = Look {
        width: 80,
        color: false,
        ascii: false,
        lang: Lang::En,
        verbosity: Verbosity::Normal,
    };

    fn page(lines: impl IntoIterator<Item = String>) -> Page {
        let mut page = Page::new();
        lines.into_iter().for_each(|line| page.push(Line::of(Style::Plain, &line)));
        page
    }

    /// A question, and so many cases of two screens each.
    fn screens(cases: usize) -> Vec<Screen> {
        let of = |case: usize| {
            [true, false].map(|begins| {
                let name = if begins { format!("case {case}") } else { format!("end {case}") };
                Screen { page: page([name]), begins, step: false }
            })
        };
        let question = Screen::of(page(["question".to_owned()]));
        std::iter::once(question).chain((1..=cases).flat_map(of)).collect()
    }

    /// What is shown after each of these keys.
    fn shown(screens: &[Screen], size: (usize, usize), keys: &[Key]) -> Vec<String> {
        let book = Book { screens, look: LOOK };
        let mut pager = Pager::new(&book, size);
        let first = |pager: &Pager<'_>| pager.lines().swap_remove(0);
        keys.iter()
            .map(|key| {
                assert_eq!(pager.key(*key), Turn::Draw);
                assert_eq!(pager.lines().len(), size.1);
                first(&pager)
            })
            .collect()
    }

    #[test]
    fn it_goes_on_and_back_and_stops_at_both_ends() {
        let keys = [Key::Back, Key::On, Key::On, Key::On, Key::Back, Key::First, Key::Last];
        let wanted = ["question", "case 1", "end 1", "end 1", "case 1", "question", "end 1"];
        assert_eq!(shown(&screens(1), (80, 24), &keys), wanted);
    }

    #[test]
    fn digits_go_to_a_case_and_two_of_them_to_a_later_one() {
        let digits = |all: &[usize]| all.iter().map(|d| Key::Digit(*d)).collect::<Vec<_>>();
        let all = shown(&screens(12), (80, 24), &digits(&[3, 1, 2, 5, 0, 9]));
        assert_eq!(all, ["case 3", "case 1", "case 12", "case 5", "case 5", "case 9"]);
        let twelve = screens(12);
        let book = Book { screens: &twelve, look: LOOK };
        let mut pager = Pager::new(&book, (80, 24));
        pager.key(Key::Digit(1));
        pager.rest();
        pager.key(Key::Digit(2));
        assert_eq!(pager.lines()[0], "case 2");
        assert_eq!(
            shown(&screens(2), (80, 24), &digits(&[2, 1, 2])),
            ["case 2", "case 1", "case 2"]
        );
    }

    #[test]
    fn the_notation_is_shown_until_any_key() {
        let keys = [Key::On, Key::Notation, Key::On, Key::Notation, Key::Out];
        let notation = "How to read the pictures";
        let wanted = ["case 1", notation, "case 1", notation, "case 1"];
        assert_eq!(shown(&screens(1), (80, 24), &keys), wanted);
    }

    #[test]
    fn a_long_screen_is_several_and_another_size_keeps_its_place() {
        let long = Screen::of(page((1..=30).map(|n| format!("line {n}"))));
        let all = [Screen::of(page(["first".to_owned()])), long];
        let book = Book { screens: &all, look: LOOK };
        let mut pager = Pager::new(&book, (80, 12));
        for (wanted, foot) in
            [("line 1", "part 1/3"), ("line 11", "part 2/3"), ("line 21", "the end")]
        {
            pager.key(Key::On);
            assert_eq!(pager.lines()[0], wanted);
            assert!(pager.lines()[11].contains(foot), "{}", pager.lines()[11]);
        }
        for (size, wanted) in [((80, 40), "line 1"), ((40, 1), "2/31"), ((80, 12), "line 1")] {
            pager.resized(size);
            assert!(pager.lines()[0].starts_with(wanted), "{:?}", pager.lines());
        }
    }

    #[test]
    fn it_ends_when_it_is_asked_to() {
        let all = screens(1);
        let book = Book { screens: &all, look: LOOK };
        let mut pager = Pager::new(&book, (80, 24));
        assert_eq!(pager.key(Key::Out), Turn::Out);
        assert_eq!(pager.key(Key::Interrupt), Turn::Interrupt);
    }
}
