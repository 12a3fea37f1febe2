//! `run`: scenarios on real sockets.

use super::args::{FormatArg, RunArgs};
use super::code::Code;
use super::failure::{Failure, unwritten};
use super::guess::{Guesses, Turn};
use super::interrupt::Interrupts;
use super::jobs::{Choice, Edition, Job, jobs, name_of};
use super::locale::{Manner, Surroundings};
use super::out::{Output, print, print_page};
use super::perform::{Performed, Performer, stage};
use super::present::{Extent, Presenter, verbosity};
use super::repeat::repeat;
use super::shown::Shown;
use super::source;
use super::step::Steps;
use crate::model::Case;
use crate::report::guess::Guessed;
use crate::report::{Look, Page, case};
use anyhow::Context;
use std::ops::ControlFlow;

/// Everything wrong with the command line and the files is found before the first socket is made.
pub(crate) fn run(
    args: &RunArgs,
    display: &super::args::Display,
    here: &Surroundings,
) -> anyhow::Result<Code> {
    let report = &args.report;
    let flags = [(report.step, "--step"), (args.ask, "--ask"), (args.votes, "--votes")];
    if let (Some((_, flag)), true) =
        (flags.iter().find(|(given, _)| *given), report.format != FormatArg::Text)
    {
        return Err(not_with(flag, report.format).into());
    }
    let manner = here.manner(display, args.report.output.is_some());
    let look = manner.look(verbosity(&args.report));
    let jobs = jobs(source::scenarios(&args.scenarios)?, Choice::from(&args.chosen), &args.set)?;
    let stage = stage(jobs.iter().flat_map(|job| &job.scenario.cases));
    let interrupts = Interrupts::listen();
    let output = Output::open(args.report.output.as_deref(), &look, &interrupts)?;
    let performer = Performer::on(stage, &interrupts)?;
    let play =
        Play { args, look, manner, jobs: &jobs, performer: &performer, interrupts: &interrupts };
    let ended = if args.report.step { play.steps(output) } else { play.play(output) };
    ended.map_err(|error| unwritten(error, args.report.output.as_deref()))
}

/// Nobody is asked by what is read later, nor waits for a key there.
pub(crate) fn not_with(flag: &str, format: FormatArg) -> Failure {
    let format = format.as_str();
    Failure::usage(
        format!("{flag} and --format {format} cannot be used together"),
        format!("{flag} 和 --format {format} 不能一起用"),
    )
}

/// One performance.
struct Play<'a> {
    args: &'a RunArgs,
    look: Look,
    manner: Manner,
    jobs: &'a [Job],
    performer: &'a Performer,
    interrupts: &'a Interrupts,
}

impl Play<'_> {
    fn play(&self, output: Output) -> anyhow::Result<Code> {
        let Play { args, jobs, performer, .. } = *self;
        let extent = args.repeat.map_or_else(|| Extent::of(jobs.len()), |_| Extent::Repeated);
        let (os, format) = (&performer.host.os, args.report.format);
        let shown = Shown::new(output, self.look, format);
        let mut presenter = Presenter::new(shown, (self.look, os), format, extent)
            .answering(!args.report.no_answer)
            .asking(args.ask || args.votes);
        let mut guesses = self.guesses();
        for (at, job) in self.jobs.iter().enumerate() {
            presenter.begin(job)?;
            let turn = match &mut guesses {
                Some(guesses) => self.ask(job, (guesses, at > 0), &mut presenter)?,
                None => Turn::Run(Guessed::Nothing),
            };
            let turn = match turn {
                Turn::Run(guessed) => self.cases(job, (&mut guesses, &guessed), &mut presenter)?,
                Turn::Out => Turn::Out,
            };
            if turn == Turn::Out {
                break;
            }
            presenter.end(job)?;
            // The next question would take what was right off the screen.
            let more = at + 1 < self.jobs.len() && !presenter.is_full();
            if let (true, Some(guesses)) = (more, &mut guesses)
                && guesses.pause(job)? == Turn::Out
            {
                break;
            }
        }
        if let Some(score) = guesses.and_then(|guesses| guesses.score()) {
            presenter.aside(score)?;
        }
        presenter.finish(&self.performer.host, self.performer.wire())
    }

    fn cases(
        &self,
        job: &Job,
        (guesses, guessed): (&mut Option<Guesses>, &Guessed),
        presenter: &mut Presenter,
    ) -> anyhow::Result<Turn> {
        for (case, edition) in job.cases() {
            if let Some(times) = self.args.repeat {
                repeat(self.performer, job, (case, edition), times, presenter)?;
                continue;
            }
            let (performed, drawn) = (self.perform(job, case, edition)?, presenter.is_full());
            let came = guesses
                .as_mut()
                .and_then(|guesses| guesses.came(job, (case, guessed), (&performed, drawn)));
            presenter.case(job, case, performed)?;
            let (Some(page), Some(guesses)) = (came, guesses.as_mut()) else { continue };
            presenter.aside(page)?;
            // What comes next would take it off the screen.
            if drawn && guesses.pause(job)? == Turn::Out {
                return Ok(Turn::Out);
            }
        }
        Ok(Turn::Run(Guessed::Nothing))
    }

    /// Who is asked, if anybody is.
    fn guesses(&self) -> Option<Guesses> {
        let Play { args, look, manner, interrupts, .. } = *self;
        let asks = args.ask || args.votes;
        asks.then(|| Guesses::of(args.votes, (look, manner), interrupts))
    }

    /// All cases first, then what became of them, one screen at a time: waiting disturbs nothing. Where somebody is
    /// asked before each scenario, its screens come before the next one.
    fn steps(&self, output: Output) -> anyhow::Result<Code> {
        let here = (&self.manner, self.interrupts);
        let Some(mut guesses) = self.guesses() else {
            let mut steps = self.no_steps();
            for job in self.jobs {
                self.play_steps(job, &mut steps, |_, _| None)?;
            }
            return steps.show(output, &mut |_| false, here);
        };
        let mut code = Code::Fine;
        for (at, job) in self.jobs.iter().enumerate() {
            let intro = case::some::intro(
                &job.scenario,
                (job.all, case::Headed::Nothing),
                &self.look.voice(),
            );
            print_page(&intro, &self.manner)?;
            let guessed = match guesses.ask(job)? {
                Turn::Run(guessed) => guessed,
                Turn::Out => break,
            };
            let mut steps = self.no_steps().after(code);
            self.play_steps(job, &mut steps, |case, performed| {
                guesses.came(job, (case, &guessed), (performed, true))
            })?;
            let more = at + 1 < self.jobs.len();
            let output = Output::open(None, &self.look, self.interrupts)?;
            match steps.show_before((output, more), &mut |_| false, here)? {
                ControlFlow::Continue(shown) => code = shown,
                ControlFlow::Break(shown) => {
                    code = shown;
                    break;
                }
            }
            print("\n", &self.manner)?;
        }
        guesses.score().map_or(Ok(()), |page| print_page(&page, &self.manner))?;
        Ok(code)
    }

    fn no_steps(&self) -> Steps {
        Steps::new((self.look, &self.performer.host.os), !self.args.report.no_answer)
    }

    fn play_steps(
        &self,
        job: &Job,
        steps: &mut Steps,
        mut came: impl FnMut(&Case, &Performed) -> Option<Page>,
    ) -> anyhow::Result<()> {
        steps.begin(job);
        for (case, edition) in job.cases() {
            let performed = self.perform(job, case, edition)?;
            let came = came(case, &performed);
            steps.case(job, (case, &performed), came);
        }
        steps.end(job);
        Ok(())
    }

    fn perform(&self, job: &Job, case: &Case, edition: Edition) -> anyhow::Result<Performed> {
        let performed = self.performer.perform(case, edition);
        performed.with_context(|| Failure::unperformed(&name_of(&job.scenario, case)))
    }

    /// The question has been shown, unless only lines are. `apart`: something stands above.
    fn ask(
        &self,
        job: &Job,
        (guesses, apart): (&mut Guesses, bool),
        presenter: &mut Presenter,
    ) -> anyhow::Result<Turn> {
        if presenter.is_quiet() {
            presenter.say(|voice| case::question(&job.scenario, voice))?;
        } else if !presenter.is_full() {
            if apart {
                print("\n", &self.manner)?;
            }
            presenter.say(|voice| {
                case::some::intro(&job.scenario, (job.all, case::Headed::Nothing), voice)
            })?;
        }
        guesses.ask(job)
    }
}
