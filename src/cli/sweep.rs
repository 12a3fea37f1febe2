//! `sweep`: a scenario with every combination of values.

mod again;
mod keeping;

use super::args::{Display, FormatArg, SweepArgs};
use super::code::Code;
use super::failure::{Failure, unwritten};
use super::interrupt::Interrupts;
use super::jobs::{Choice, Edition, keep, known_cases, name_of};
use super::locale::Surroundings;
use super::out::Output;
use super::perform::{Performer, stage};
use super::progress::Progress;
use super::shown::Shown;
use super::source;
use crate::analysis::{Measurement, SweepRow, Swept, Varied};
use crate::model::{Case, Lang, Scenario, Text};
use crate::net::has_option;
use crate::report::sweep::{self as report, json};
use crate::report::{Look, Verbosity, case, visible};
use crate::scenario::change::{Planned, PlannedRow, Vary, VaryError, plan};
pub(crate) use again::Again;
use anyhow::Context;
use keeping::Keeping;

/// Everything wrong with the command line and the file is found before the first socket is made.
pub(crate) fn sweep(
    args: &SweepArgs,
    display: &Display,
    here: &Surroundings,
) -> anyhow::Result<Code> {
    let manner = here.manner(display, args.output.is_some());
    let verbosity = if args.quiet { Verbosity::Quiet } else { Verbosity::Normal };
    let mut scenario = source::one(&args.scenario)?;
    known_cases(std::slice::from_ref(&scenario), &[], &args.case)?;
    let vary = args.vary.iter().map(|typed| typed.parse::<Vary>());
    let vary = vary.collect::<Result<Vec<_>, _>>().map_err(refused)?;
    let whole = scenario.clone();
    keep(&mut scenario, Choice::named(&args.case));
    let planned = plan(&scenario, &vary).map_err(refused)?;
    let stage = stage(scenario.cases.iter());
    let interrupts = Interrupts::listen();
    let look = manner.look(verbosity);
    let output = Output::open(args.output.as_deref(), &look, &interrupts)?;
    let performer = Performer::on(stage, &interrupts)?;
    let sweep = Sweep {
        scenario: &whole,
        planned: &planned,
        performer: &performer,
        look,
        repeat: args.repeat.unwrap_or(1),
    };
    let ended = match args.format {
        FormatArg::Text | FormatArg::Markdown => {
            sweep.shown(Shown::new(output, look, args.format), None)
        }
        FormatArg::Html => {
            let keeping = Keeping::of(&performer.host, performer.wire());
            sweep.shown(Shown::new(output, look, args.format), Some(keeping))
        }
        FormatArg::Json => sweep.written(output),
    };
    ended.map_err(|error| unwritten(error, args.output.as_deref()))
}

fn refused(error: VaryError) -> Failure {
    let (en, zh) = match error {
        VaryError::TooMany { .. } => ("--vary: ", "--vary："),
        _ => ("--vary ", "--vary "),
    };
    let text = error.offering(has_option).text();
    Failure::usage(format!("{en}{}", text.en), format!("{zh}{}", text.zh))
}

/// What is to be measured, and how it is to look.
struct Sweep<'a> {
    scenario: &'a Scenario,
    planned: &'a [Planned<'a>],
    performer: &'a Performer,
    look: Look,
    repeat: u32,
}

impl Sweep<'_> {
    /// A table as soon as its case is done. `keeping`: for a page.
    fn shown(&self, mut shown: Shown, mut keeping: Option<Keeping>) -> anyhow::Result<Code> {
        let runs = |planned: &&Planned<'_>| self.performer.obstacle(&planned.case).is_none();
        let rows: usize = self.planned.iter().filter(runs).map(|planned| planned.rows.len()).sum();
        shown.name(|| title(self.scenario));
        shown.page(|voice| report::intro(self.scenario, (rows as u64, self.repeat), voice))?;
        let mut code = Code::Fine;
        let mut cases = Vec::new();
        for planned in self.planned {
            let swept = self.measure(planned, &mut code, keeping.as_mut())?;
            shown.page(|voice| report::case(self.scenario, (&swept, &cases), voice))?;
            cases.push(swept);
        }
        shown.page(|voice| report::legend(&cases, voice))?;
        let kept = keeping.map(|keeping| keeping.kept(self.repeat)).transpose()?;
        shown.finish(kept.unwrap_or_default())?;
        Ok(code)
    }

    fn written(&self, mut output: Output) -> anyhow::Result<Code> {
        let mut code = Code::Fine;
        let cases = self.planned.iter().map(|planned| self.measure(planned, &mut code, None));
        let cases = cases.collect::<Result<Vec<_>, _>>()?;
        let setting = json::Setting {
            host: &self.performer.host,
            wire: self.performer.wire(),
            repeat: self.repeat,
        };
        output.write_json(&json::write(self.scenario, &cases, &setting))?;
        output.finish()?;
        Ok(code)
    }

    /// All rows of a case. `keeping` takes the first run of each.
    fn measure(
        &self,
        planned: &Planned<'_>,
        code: &mut Code,
        mut keeping: Option<&mut Keeping>,
    ) -> anyhow::Result<Swept> {
        let name = name_of(self.scenario, &planned.case);
        let runs = (planned.rows.len() as u64).saturating_mul(self.repeat.into());
        let mut progress =
            Progress::new(name.clone(), runs, self.look.verbosity != Verbosity::Quiet);
        let not_run = self.performer.obstacle(&planned.case);
        let mut swept = Swept { not_run, ..begun(planned, self.planned) };
        if swept.not_run.is_some() {
            if self.performer.hindrance(&planned.case).is_some() {
                *code = worse(*code);
            }
            return Ok(swept);
        }
        let mut done = 0;
        for row in &planned.rows {
            let mut measured = Measurement::default();
            for run in 0..self.repeat {
                let performed = self.performer.perform(&row.case, edition(row, &planned.case));
                let performed = performed
                    .with_context(|| Failure::unperformed(&name_of_row(&name, planned, row)))?;
                if !case::is_fine_here(&performed.analysis) {
                    *code = Code::NotShown;
                }
                if performed.impossible {
                    *code = worse(*code);
                }
                measured.add(&performed.trace, &performed.analysis);
                if let (0, Some(keeping)) = (run, &mut keeping) {
                    keeping.row(self.scenario, row, performed);
                }
                done += 1;
                progress.at(done);
            }
            swept.rows.push(SweepRow { values: row.values.clone(), measured });
        }
        Ok(swept)
    }
}

/// What a file about it is called.
fn title(scenario: &Scenario) -> Text {
    let lesson = |lang| scenario.lesson(lang).title.clone();
    Text::new(lesson(Lang::En), lesson(Lang::Zh))
}

/// A case of these, without its rows.
fn begun(planned: &Planned<'_>, all: &[Planned<'_>]) -> Swept {
    let varied = planned.varied.iter().map(|vary| Varied {
        name: vary.name(),
        option: vary.option().map(|(actor, option)| (actor.to_owned(), option)),
    });
    // The first of the cases before it that makes the same calls.
    let mut before = all.iter().take_while(|one| one.case.id != planned.case.id);
    let like = before.find(|one| planned.makes_the_calls_of(one)).map(|one| one.case.id.clone());
    let (case, varied) = (planned.case.clone(), varied.collect());
    Swept { case, varied, like, not_run: None, rows: Vec::new() }
}

/// A row by its case and its values: `nagle/fresh client.TCP_NODELAY=on`.
fn name_of_row(case: &str, planned: &Planned<'_>, row: &PlannedRow) -> String {
    let values = planned.varied.iter().zip(&row.values);
    let values: String = values.map(|(vary, value)| format!(" {}={value}", vary.name())).collect();
    format!("{case}{}", visible(&values))
}

/// The exit code once a case could not be run: what was not shown is worse.
fn worse(code: Code) -> Code {
    if code == Code::Fine { Code::NoSockets } else { code }
}

/// The values of a row may be those that the case has anyway.
fn edition(row: &PlannedRow, written: &Case) -> Edition {
    match row.case == *written {
        true => Edition::AsWritten,
        false => Edition::Changed,
    }
}
