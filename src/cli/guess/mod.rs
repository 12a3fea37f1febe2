//! `--ask` and `--votes`: before each scenario whoever sits there guesses, and is told afterwards what was right.
//!
//! | file | what it is there for |
//! |---|---|
//! | `keyboard` | lines from the keyboard, or a pipe |
//! | `votes` | `A12 B20 C3` |

mod keyboard;
mod votes;

use super::failure::Failure;
use super::hidden::Hidden;
use super::interrupt::Interrupts;
use super::jobs::Job;
use super::locale::Manner;
use super::out::{print, print_page};
use super::perform::Performed;
use super::words::{Words, guess as words};
use crate::analysis::Claimed;
use crate::model::{Case, Guess, Text, visible};
use crate::net::Terminal;
use crate::report::guess::{self, Guessed};
use crate::report::{Look, Page, case};
pub(super) use keyboard::read;
use keyboard::{Keyboard, Typed};

/// How many were right, and of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Score {
    right: usize,
    of: usize,
}

/// Who guesses, and how well so far.
pub(crate) struct Guesses {
    keyboard: Keyboard,
    /// A class votes; else one person chooses.
    votes: bool,
    look: Look,
    manner: Manner,
    score: Score,
}

/// What comes after a question.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// The run, of which this was guessed.
    Run(Guessed),
    /// Nothing more.
    Out,
}

/// What was typed, where it is no guess.
enum Told<T> {
    Guess(T),
    Skip,
    Out,
}

impl Guesses {
    /// One person, or a class that votes.
    pub(crate) fn of(votes: bool, (look, manner): (Look, Manner), interrupts: &Interrupts) -> Self {
        Guesses {
            keyboard: Keyboard::here(interrupts),
            votes,
            look,
            manner,
            score: Score::default(),
        }
    }

    /// Asks. The scenario's own question has been shown.
    pub(crate) fn ask(&mut self, job: &Job) -> anyhow::Result<Turn> {
        let asked = job.guess();
        if let Some(guess) = asked {
            self.show(&guess::question(guess, &self.look.voice()))?;
            print("\n", &self.manner)?;
        }
        if !self.keyboard.is_there() {
            print(words::NOBODY.get(self.manner.lang), &self.manner)?;
            return Ok(Turn::Run(Guessed::Nothing));
        }
        match (asked, self.votes) {
            (None, _) => self.enter(job, &words::PLAIN, Guessed::Nothing),
            (Some(guess), false) => self.one(job, guess),
            (Some(guess), true) => self.class(job, guess),
        }
    }

    fn one(&mut self, job: &Job, guess: &Guess) -> anyhow::Result<Turn> {
        let choices = guess.choices.len();
        let prompt = words::letters(choices);
        let told = self.told(job, (prompt.get(self.manner.lang), false), |line| {
            chosen(line, choices).ok_or_else(|| words::type_a_letter(choices))
        })?;
        Ok(match told {
            Told::Guess(choice) => Turn::Run(Guessed::One(choice)),
            Told::Skip => Turn::Run(Guessed::Nothing),
            Told::Out => Turn::Out,
        })
    }

    /// A vote, a discussion, and another vote. What the first one came to is not shown before the second, not even while
    /// it is typed.
    fn class(&mut self, job: &Job, guess: &Guess) -> anyhow::Result<Turn> {
        let (lang, choices) = (self.manner.lang, guess.choices.len());
        let (first, second) = loop {
            let read = |line: &str| votes::votes(line, choices);
            let first = match self.told(job, (words::FIRST.get(lang), true), read)? {
                Told::Guess(votes) => votes,
                Told::Skip => return Ok(Turn::Run(Guessed::Nothing)),
                Told::Out => return Ok(Turn::Out),
            };
            self.show(&guess::counted(&first, &self.look.voice()))?;
            // Nothing: the first one once more.
            let read = |line: &str| match line {
                "r" | "R" => Ok(None),
                line => votes::votes(line, choices).map(Some),
            };
            match self.told(job, (words::SECOND.get(lang), false), read)? {
                Told::Guess(Some(votes)) => break (first, Some(votes)),
                Told::Guess(None) => {}
                Told::Skip => break (first, None),
                Told::Out => return Ok(Turn::Out),
            }
        };
        self.show(&guess::bars(&first, second.as_ref(), &self.look.voice()))?;
        self.enter(job, &words::PLAIN, Guessed::Class(first, second))
    }

    /// What was shown can be looked at until Enter.
    pub(crate) fn pause(&mut self, job: &Job) -> anyhow::Result<Turn> {
        if !(self.keyboard.is_there() && self.keyboard.is_a_person()) {
            return Ok(Turn::Run(Guessed::Nothing));
        }
        print("\n", &self.manner)?;
        self.enter(job, &words::ON, Guessed::Nothing)
    }

    /// Until Enter, or whatever else is typed. What was written before has only the answers.
    fn enter(&mut self, job: &Job, prompt: &Words, guessed: Guessed) -> anyhow::Result<Turn> {
        if !self.keyboard.is_a_person() {
            return Ok(Turn::Run(guessed));
        }
        Ok(match self.told(job, (prompt.get(self.manner.lang), false), |_| Ok(()))? {
            Told::Guess(()) | Told::Skip => Turn::Run(guessed),
            Told::Out => Turn::Out,
        })
    }

    /// Prompts until something is typed that means something. Without a keyboard, any more: skipped. `hidden`: what is
    /// typed is not shown.
    fn told<T>(
        &mut self,
        job: &Job,
        (prompt, hidden): (&str, bool),
        read: impl Fn(&str) -> Result<T, Text>,
    ) -> anyhow::Result<Told<T>> {
        let terminal = Terminal::of_stdin().filter(|_| hidden);
        let _hidden = terminal.as_ref().map(Hidden::of);
        loop {
            print(prompt, &self.manner)?;
            let line = match self.keyboard.line() {
                Typed::Line(line) => line,
                Typed::Interrupted => return Err(Failure::interrupted().into()),
                Typed::Nobody => {
                    print("\n", &self.manner)?;
                    if !self.keyboard.is_a_person() {
                        print(words::NOBODY.get(self.manner.lang), &self.manner)?;
                    }
                    return Ok(Told::Skip);
                }
            };
            match (self.keyboard.is_a_person(), hidden) {
                (true, _) if terminal.is_none() => {}
                // The end of the line was not shown either.
                (true, _) | (false, true) => print("\n", &self.manner)?,
                // Nothing of it was.
                (false, false) => print(&format!("{}\n", visible(&line)), &self.manner)?,
            }
            match line.as_str() {
                "?" | "？" => self.show(&case::hint(&job.scenario, &self.look.voice()))?,
                "s" | "S" => return Ok(Told::Skip),
                "q" | "Q" => return Ok(Told::Out),
                line => match read(line) {
                    Ok(guess) => return Ok(Told::Guess(guess)),
                    Err(said) => {
                        self.show(&guess::refused(said, &self.look.voice()))?;
                    }
                },
            }
        }
    }

    /// What came of the guess, after its case has run; nothing after another one. `drawn`: its picture stands above.
    pub(crate) fn came(
        &mut self,
        job: &Job,
        (case, guessed): (&Case, &Guessed),
        (done, drawn): (&Performed, bool),
    ) -> Option<Page> {
        let asked = job.asked(case, guessed)?;
        if *guessed == Guessed::Nothing && !self.keyboard.is_there() {
            return None;
        }
        let came = done.came(case, asked.guess);
        if let (Guessed::One(choice), true) = (guessed, came.iter().any(Claimed::holds)) {
            self.score.of += 1;
            self.score.right += usize::from(came.get(*choice).is_some_and(Claimed::holds));
        }
        let run = (!drawn).then_some((&done.trace, &done.analysis));
        Some(guess::outcome(asked, &came, run, &self.look.voice()))
    }

    /// The score, where there was more than one guess.
    pub(crate) fn score(&self) -> Option<Page> {
        let Score { right, of } = self.score;
        (of > 1).then(|| guess::score(right, of, &self.look.voice()))
    }

    fn show(&self, page: &Page) -> anyhow::Result<()> {
        print_page(page, &self.manner)
    }
}

/// A letter, or the number of its place; also as a Chinese keyboard types them.
fn chosen(line: &str, choices: usize) -> Option<usize> {
    let mut all = line.chars().map(narrow);
    let (Some(c), None) = (all.next(), all.next()) else { return None };
    let digit = ('1'..='9').position(|known| known == c);
    digit.or_else(|| ('A'..='Z').position(|known| known == c)).filter(|choice| *choice < choices)
}

/// A character as a plain keyboard types it, a letter in upper case: what a Chinese one types in full width (U+FF01 to
/// U+FF5E) stands in the order of ASCII.
fn narrow(c: char) -> char {
    let plain = u32::from(c).checked_sub(0xfee0).and_then(char::from_u32);
    plain.filter(char::is_ascii_graphic).unwrap_or(c).to_ascii_uppercase()
}

#[cfg(test)]
mod tests;
