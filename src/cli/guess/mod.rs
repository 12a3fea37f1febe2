//! `--ask` and `--votes`: before each scenario whoever sits there guesses, and is told afterwards what was right.
//!
//! | file | what it is there for |
//! |---|---|
//! | `keyboard` | lines from the keyboard |
//! | `votes` | `A12 B20 C3` |

mod keyboard;
mod votes;

use super::failure::Failure;
use super::hidden::Hidden;
use super::interrupt::Interrupts;
use super::jobs::{Edition, Job};
use super::locale::Manner;
use super::out::{print, print_page};
use super::perform::Performed;
use super::words::guess as words;
use crate::model::{Case, Guess};
use crate::net::Terminal;
use crate::report::guess::{self, Asked, Guessed, Marks, Votes};
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
    marks: Marks,
    look: Look,
    manner: Manner,
    score: Score,
    /// The terminal does not show what is typed.
    hides: bool,
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
    /// What was told before, anew.
    Again,
}

impl Guesses {
    /// One person, or a class that votes.
    pub(crate) fn of(votes: bool, (look, manner): (Look, Manner), interrupts: &Interrupts) -> Self {
        let marks = if votes { Marks::Letters } else { Marks::Digits };
        Guesses {
            keyboard: Keyboard::here(interrupts),
            marks,
            look,
            manner,
            score: Score::default(),
            hides: false,
        }
    }

    /// Asks. The scenario's own question has been shown.
    pub(crate) fn ask(&mut self, job: &Job) -> anyhow::Result<Turn> {
        let asked = job.guess();
        if let Some(guess) = asked {
            self.show(&guess::question(guess, self.marks, &self.look.voice()))?;
            print("\n", &self.manner)?;
        }
        if !self.keyboard.is_there() {
            print(words::NO_KEYBOARD.get(self.manner.lang), &self.manner)?;
            return Ok(Turn::Run(Guessed::Nothing));
        }
        match (asked, self.marks) {
            (None, _) => self.wait(job),
            (Some(guess), Marks::Digits) => self.one(job, guess),
            (Some(guess), Marks::Letters) => self.class(job, guess),
        }
    }

    /// Nothing to choose from: until Enter.
    fn wait(&mut self, job: &Job) -> anyhow::Result<Turn> {
        let told = self.told(job, words::PLAIN.get(self.manner.lang), |_| Ok(()))?;
        Ok(match told {
            Told::Guess(()) | Told::Skip | Told::Again => Turn::Run(Guessed::Nothing),
            Told::Out => Turn::Out,
        })
    }

    fn one(&mut self, job: &Job, guess: &Guess) -> anyhow::Result<Turn> {
        let choices = guess.choices.len();
        let prompt = words::digits(choices);
        let told = self.told(job, prompt.get(self.manner.lang), |line| {
            chosen(line, choices).ok_or_else(|| words::type_a_digit(choices))
        })?;
        Ok(match told {
            Told::Guess(choice) => Turn::Run(Guessed::One(choice)),
            Told::Skip | Told::Again => Turn::Run(Guessed::Nothing),
            Told::Out => Turn::Out,
        })
    }

    /// A vote, a discussion, and another vote. What the first one came to is not shown before the second, not even while
    /// it is typed.
    fn class(&mut self, job: &Job, guess: &Guess) -> anyhow::Result<Turn> {
        let choices = guess.choices.len();
        let (first, second) = loop {
            let first = match self.vote(job, &words::FIRST, (choices, true))? {
                Told::Guess(votes) => votes,
                Told::Skip => return Ok(Turn::Run(Guessed::Nothing)),
                Told::Out => return Ok(Turn::Out),
                Told::Again => continue,
            };
            self.show(&guess::counted(&first, &self.look.voice()))?;
            match self.vote(job, &words::SECOND, (choices, false))? {
                Told::Guess(votes) => break (first, Some(votes)),
                Told::Skip => break (first, None),
                Told::Out => return Ok(Turn::Out),
                Told::Again => {}
            }
        };
        self.show(&guess::bars(&first, second.as_ref(), &self.look.voice()))?;
        Ok(match self.told(job, words::PLAIN.get(self.manner.lang), |_| Ok(()))? {
            Told::Out => Turn::Out,
            Told::Guess(()) | Told::Skip | Told::Again => Turn::Run(Guessed::Class(first, second)),
        })
    }

    fn vote(
        &mut self,
        job: &Job,
        prompt: &super::words::Words,
        (choices, hidden): (usize, bool),
    ) -> anyhow::Result<Told<Votes>> {
        let terminal = Terminal::of_stdin().filter(|_| hidden);
        let _hidden = terminal.as_ref().map(Hidden::of);
        self.hides = terminal.is_some();
        let told = self.told(job, prompt.get(self.manner.lang), |line| votes::votes(line, choices));
        self.hides = false;
        told
    }

    /// What was shown can be looked at until Enter.
    pub(crate) fn pause(&mut self, job: &Job) -> anyhow::Result<Turn> {
        if !self.keyboard.is_there() {
            return Ok(Turn::Run(Guessed::Nothing));
        }
        print("\n", &self.manner)?;
        Ok(match self.told(job, words::ON.get(self.manner.lang), |_| Ok(()))? {
            Told::Out => Turn::Out,
            Told::Guess(()) | Told::Skip | Told::Again => Turn::Run(Guessed::Nothing),
        })
    }

    /// Prompts until something is typed that means something. Without a keyboard, any more: skipped.
    fn told<T>(
        &mut self,
        job: &Job,
        prompt: &str,
        read: impl Fn(&str) -> Result<T, crate::model::Text>,
    ) -> anyhow::Result<Told<T>> {
        loop {
            print(prompt, &self.manner)?;
            let line = match self.keyboard.line() {
                Typed::Line(line) => line,
                Typed::Interrupted => return Err(Failure::interrupted().into()),
                Typed::Nobody => {
                    print("\n", &self.manner)?;
                    return Ok(Told::Skip);
                }
            };
            if self.hides {
                // The end of the line was not shown either.
                print("\n", &self.manner)?;
            }
            match line.as_str() {
                "?" | "？" => self.show(&case::hint(&job.scenario, &self.look.voice()))?,
                "s" | "S" => return Ok(Told::Skip),
                "r" | "R" => return Ok(Told::Again),
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
        let guess = job.guess().filter(|guess| guess.case == case.id)?;
        if *guessed == Guessed::Nothing && !self.keyboard.is_there() {
            return None;
        }
        let came = &done.came;
        if let (Guessed::One(choice), true) = (guessed, came.iter().any(|came| came.holds())) {
            self.score.of += 1;
            let right = came.get(*choice).is_some_and(|came| came.holds());
            self.score.right += usize::from(right);
        }
        let (run, voice) = ((&done.trace, &done.analysis), self.look.voice());
        let run = (!drawn).then_some(run);
        let changed = job.edition(case) == Edition::Changed;
        let asked = Asked { guess, guessed, marks: self.marks, changed };
        Some(guess::outcome(asked, came, run, &voice))
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

/// A digit, or the letter in its place; also as a Chinese keyboard types them.
fn chosen(line: &str, choices: usize) -> Option<usize> {
    let mut all = line.chars();
    let (Some(c), None) = (all.next(), all.next()) else { return None };
    let narrow = u32::from(c).checked_sub(0xfee0).and_then(char::from_u32);
    let c = narrow.filter(char::is_ascii_alphanumeric).unwrap_or(c).to_ascii_uppercase();
    let digit = ('1'..='9').position(|known| known == c);
    digit.or_else(|| ('A'..='Z').position(|known| known == c)).filter(|choice| *choice < choices)
}

#[cfg(test)]
mod tests;
