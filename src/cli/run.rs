//! `run`: scenarios on real sockets.

use super::args::{FormatArg, RunArgs};
use super::ask::Answers;
use super::code::Code;
use super::failure::{Failure, unwritten};
use super::interrupt::Interrupts;
use super::jobs::{Job, jobs, name_of};
use super::locale::{Manner, Surroundings};
use super::out::Output;
use super::perform::{Performer, stage};
use super::present::{Extent, Presenter, verbosity};
use super::repeat::repeat;
use super::shown::Shown;
use super::source;
use crate::report::{Look, case};
use anyhow::Context;

/// Everything wrong with the command line and the files is found before the first socket is made.
pub(crate) fn run(
    args: &RunArgs,
    display: &super::args::Display,
    here: &Surroundings,
) -> anyhow::Result<Code> {
    if args.ask && args.report.format != FormatArg::Text {
        return Err(ask_in_a_file(args.report.format).into());
    }
    let manner = here.manner(display, args.report.output.is_some());
    let look = manner.look(verbosity(&args.report));
    let jobs = jobs(source::scenarios(&args.scenarios)?, &args.case, &args.set)?;
    let stage = stage(jobs.iter().flat_map(|job| &job.scenario.cases));
    let interrupts = Interrupts::listen();
    let output = Output::open(args.report.output.as_deref(), &look, &interrupts)?;
    let performer = Performer::on(stage, &interrupts)?;
    let extent = args.repeat.map_or_else(|| Extent::of(jobs.len()), |_| Extent::Repeated);
    let format = args.report.format;
    let shown = Shown::new(output, look, format);
    let presenter = Presenter::new(shown, (look, &performer.host.os), format, extent);
    let play =
        Play { args, look, manner, jobs: &jobs, performer: &performer, interrupts: &interrupts };
    let ended = play.play(presenter);
    ended.map_err(|error| unwritten(error, args.report.output.as_deref()))
}

/// Nobody is asked by what is read later.
fn ask_in_a_file(format: FormatArg) -> Failure {
    let format = format.as_str();
    Failure::usage(
        format!("--ask and --format {format} cannot be used together"),
        format!("--ask 和 --format {format} 不能一起用"),
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
    fn play(&self, mut presenter: Presenter) -> anyhow::Result<Code> {
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
                        let performed = self.performer.perform(case, edition);
                        let performed = performed
                            .with_context(|| Failure::unperformed(&name_of(&job.scenario, case)))?;
                        presenter.case(job, case, performed)?;
                    }
                }
            }
            presenter.end(job)?;
        }
        presenter.finish(&self.performer.host, self.performer.wire())
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
