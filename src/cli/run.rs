//! `run`: scenarios on real sockets.

use super::args::{FormatArg, RunArgs};
use super::ask::Answers;
use super::code::Code;
use super::failure::{Failure, unwritten};
use super::interrupt::Interrupts;
use super::jobs::{Choice, Edition, Job, jobs, name_of};
use super::locale::{Manner, Surroundings};
use super::out::Output;
use super::perform::{Performed, Performer, stage};
use super::present::{Extent, Presenter, verbosity};
use super::repeat::repeat;
use super::shown::Shown;
use super::source;
use super::step::Steps;
use crate::model::Case;
use crate::report::{Look, case};
use anyhow::Context;

/// Everything wrong with the command line and the files is found before the first socket is made.
pub(crate) fn run(
    args: &RunArgs,
    display: &super::args::Display,
    here: &Surroundings,
) -> anyhow::Result<Code> {
    let report = &args.report;
    let flag = if report.step { "--step" } else { "--ask" };
    if (args.ask || report.step) && report.format != FormatArg::Text {
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
            .answering(!args.report.no_answer);
        let mut answers = self.args.ask.then(|| Answers::keyboard(self.interrupts));
        for job in self.jobs {
            presenter.begin(job)?;
            if let Some(answers) = &mut answers {
                self.ask(job, answers, &mut presenter)?;
            }
            for (case, edition) in job.cases() {
                match self.args.repeat {
                    Some(times) => {
                        repeat(self.performer, job, (case, edition), times, &mut presenter)?
                    }
                    None => {
                        let performed = self.perform(job, case, edition)?;
                        presenter.case(job, case, performed)?;
                    }
                }
            }
            presenter.end(job)?;
        }
        presenter.finish(&self.performer.host, self.performer.wire())
    }

    /// All cases first, then what became of them, one screen at a time: waiting disturbs nothing.
    fn steps(&self, output: Output) -> anyhow::Result<Code> {
        let os = &self.performer.host.os;
        let mut steps = Steps::new((self.look, os), !self.args.report.no_answer);
        for job in self.jobs {
            steps.begin(job);
            for (case, edition) in job.cases() {
                steps.case(job, case, &self.perform(job, case, edition)?);
            }
            steps.end(job);
        }
        steps.show(output, &self.manner, self.interrupts)
    }

    fn perform(&self, job: &Job, case: &Case, edition: Edition) -> anyhow::Result<Performed> {
        let performed = self.performer.perform(case, edition);
        performed.with_context(|| Failure::unperformed(&name_of(&job.scenario, case)))
    }

    /// The question has been shown, unless only lines are.
    fn ask(
        &self,
        job: &Job,
        answers: &mut Answers,
        presenter: &mut Presenter,
    ) -> anyhow::Result<()> {
        if !presenter.is_full() {
            presenter.say(|voice| case::question(&job.scenario, voice))?;
        }
        match answers.wait(&case::hint(&job.scenario, &self.look.voice()), &self.manner)? {
            true => Ok(()),
            false => Err(Failure::interrupted().into()),
        }
    }
}
