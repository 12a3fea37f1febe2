//! `--step`: a case that has run, one screen at a time at a terminal; elsewhere the same screens one after another.
//!
//! | file | what it is there for |
//! |---|---|
//! | `pager` | which screen is shown, and what a key does: pure |
//! | `terminal` | the terminal: how it is taken, drawn on, and given back |

mod pager;
mod terminal;

use super::code::Code;
use super::interrupt::Interrupts;
use super::jobs::Job;
use super::locale::Manner;
use super::out::Output;
use super::perform::Performed;
use super::present::judged;
use crate::analysis::{Setting, analyse};
use crate::model::{Case, CaseTrace};
use crate::report::guess::{self, Guessed};
use crate::report::steps::{self, Screen};
use crate::report::{Costs, Look, Page, Voice, case};
use std::ops::ControlFlow;
pub(super) use terminal::give_back;

/// More screens, as long as there are any.
type More<'a> = dyn FnMut() -> Option<Vec<Screen>> + 'a;

/// The screens of everything that was run or recorded.
pub(crate) struct Steps {
    screens: Vec<Screen>,
    /// What stands above the first.
    head: Page,
    look: Look,
    /// The system that the cases were run on.
    os: String,
    /// Whether the answers are shown.
    answers: bool,
    costs: Costs,
    code: Code,
}

impl Steps {
    /// None yet.
    pub(crate) fn new((look, os): (Look, &str), answers: bool) -> Self {
        let (os, costs) = (os.to_owned(), Costs::default());
        let (screens, head) = (Vec::new(), Page::new());
        Steps { screens, head, look, os, answers, costs, code: Code::Fine }
    }

    /// After others, of which this exit code came.
    pub(crate) fn after(self, code: Code) -> Self {
        Steps { code, ..self }
    }

    /// The voice of their words.
    pub(crate) fn voice(&self) -> Voice {
        self.look.voice()
    }

    /// What comes now was recorded on this system.
    pub(crate) fn goes_on(&mut self, os: &str, head: Page) {
        os.clone_into(&mut self.os);
        self.head.append(head);
    }

    /// A scenario begins: its story and its question.
    pub(crate) fn begin(&mut self, job: &Job) {
        let voice = &self.look.voice();
        self.costs = Costs::default();
        let mut page = std::mem::take(&mut self.head);
        page.append(case::changes(&job.set, voice));
        page.append(case::about_the_unchanged(&job.set, voice));
        page.blank();
        page.append(case::some::intro(&job.scenario, (job.all, case::Headed::Nothing), voice));
        if let Some(guess) = job.guess() {
            page.append(guess::question(guess, voice));
        }
        self.screens.push(Screen::of(page));
    }

    /// A case has run. `came`: what came of somebody's guess about it.
    pub(crate) fn case(
        &mut self,
        job: &Job,
        (case, done): (&Case, &Performed),
        came: Option<Page>,
    ) {
        self.code = judged(self.code, done);
        self.costs.add(case, &done.trace, &done.analysis);
        let run = (&done.trace, &done.analysis);
        let voice = &self.look.voice();
        self.screens.extend(steps::case(&job.scenario, case, run, voice));
        // What was right is a part of the answer.
        let right = || {
            let asked = job.asked(case, &Guessed::Nothing).filter(|_| self.answers)?;
            Some(guess::outcome(asked, &done.came(case, asked.guess), None, voice))
        };
        let came = came.or_else(right);
        self.screens.extend(came.map(Screen::of));
    }

    /// What a program did by itself.
    pub(crate) fn session(&mut self, run: &CaseTrace, setting: &Setting) {
        let analysis = analyse(&Case::of_session(run), run, setting);
        let head = std::mem::take(&mut self.head);
        self.screens.extend((!head.is_empty()).then(|| Screen::of(head)));
        self.screens.extend(steps::session(run, &analysis, &self.look.voice()));
    }

    /// A scenario has ended: what its fixes cost, and the answer.
    pub(crate) fn end(&mut self, job: &Job) {
        let voice = &self.look.voice();
        let costs = std::mem::take(&mut self.costs).page(voice);
        let answer = match self.answers {
            true => case::some::outro(&job.scenario, (job.all, &self.os), voice),
            false => Page::new(),
        };
        let pages = [costs, answer].into_iter().filter(|page| !page.is_empty());
        self.screens.extend(pages.map(Screen::of));
    }

    /// Shows them: to somebody at a terminal as they want, else all. `more` adds screens as long as there are any: the
    /// first are shown before the last are there.
    pub(crate) fn show(
        self,
        output: Output,
        more: &mut dyn FnMut(&mut Steps) -> bool,
        here: (&Manner, &Interrupts),
    ) -> anyhow::Result<Code> {
        match self.show_before((output, false), more, here)? {
            ControlFlow::Continue(code) | ControlFlow::Break(code) => Ok(code),
        }
    }

    /// Likewise; `goes_on`: another question comes then. It breaks off where somebody wants no more.
    pub(crate) fn show_before(
        mut self,
        (mut output, goes_on): (Output, bool),
        more: &mut dyn FnMut(&mut Steps) -> bool,
        here: (&Manner, &Interrupts),
    ) -> anyhow::Result<ControlFlow<Code, Code>> {
        if output.is_standard() && terminal::is_there() {
            let book = (self.look, goes_on);
            return Ok(match terminal::show(book, &mut || self.next(more), here)? {
                true => ControlFlow::Continue(self.code),
                false => ControlFlow::Break(self.code),
            });
        }
        let mut apart = false;
        while let Some(screens) = self.next(more) {
            for screen in screens {
                if std::mem::replace(&mut apart, true) {
                    output.write("\n")?;
                }
                output.page(&screen.page)?;
            }
        }
        output.finish()?;
        Ok(ControlFlow::Continue(self.code))
    }

    /// The screens that are there and were not given yet, or else those that come next.
    fn next(&mut self, more: &mut dyn FnMut(&mut Steps) -> bool) -> Option<Vec<Screen>> {
        while self.screens.is_empty() {
            if !more(self) {
                return None;
            }
        }
        Some(std::mem::take(&mut self.screens))
    }
}
