//! `show S`: what a scenario says and does, its file, or a case of it as programs.

use super::args::ShowArgs;
use super::code::Code;
use super::failure::Failure;
use super::jobs::{Choice, jobs};
use super::locale::Manner;
use super::out::{print_bytes, print_page};
use super::{show_as, source};
use crate::model::Scenario;
use crate::report::{Verbosity, scenarios};

pub(crate) fn show(args: &ShowArgs, manner: &Manner) -> anyhow::Result<Code> {
    if let Some(tongue) = args.tongue {
        return show_as::show(args, tongue, manner);
    }
    let (scenario, case) = source::scenario_or_case(&args.scenario)?;
    let voice = manner.look(Verbosity::Normal).voice();
    match (args.source, args.question) {
        (true, _) if case.is_some() => return Err(whole(&scenario.id).into()),
        // As it is, to the byte: `show --source > mine.toml` has to give the same scenario. A file
        // with a hidden character in it is not a scenario.
        (true, _) => print_bytes(scenario.source.as_bytes())?,
        (false, true) => {
            print_page(&scenarios::sheet(&chosen(scenario, case, args)?, &voice), manner)?
        }
        (false, false) => {
            print_page(&scenarios::show(&chosen(scenario, case, args)?, &voice), manner)?
        }
    }
    Ok(Code::Fine)
}

/// The scenario with the cases that were asked for, and no guess about another.
fn chosen(scenario: Scenario, case: Option<String>, args: &ShowArgs) -> anyhow::Result<Scenario> {
    let cases: Vec<String> = args.chosen.case.iter().cloned().chain(case).collect();
    let choice = Choice { cases: &cases, only: &args.chosen.only };
    let jobs = jobs(vec![scenario], choice, &[])?.into_iter();
    let kept = jobs.map(|job| Scenario { guess: job.guess().cloned(), ..job.scenario }).next();
    Ok(kept.ok_or_else(|| super::jobs::none_of(choice.only))?)
}

fn whole(id: &str) -> Failure {
    Failure::usage(
        "--source prints a whole file, not one case of it".to_owned(),
        "--source 输出整个文件，不能只要一个用例".to_owned(),
    )
    .help(
        format!("type: stickydemo show {id} --source"),
        format!("请输入：stickydemo show {id} --source"),
    )
}
