//! `show CASE --as python`: a case as programs, the wrong ones and the right ones.

use super::args::ShowArgs;
use super::code::Code;
use super::failure::Failure;
use super::locale::Manner;
use super::out::{complain, print, print_bytes};
use super::save::Save;
use super::source;
use crate::lang::programs as words;
use crate::model::{Case, Role, Scenario, Text};
use crate::report::programs::{Program, Tongue, programs, say_missing, wrong_and_right};
use crate::report::visible;
use anyhow::Context;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

pub(crate) fn show(args: &ShowArgs, tongue: Tongue, manner: &Manner) -> anyhow::Result<Code> {
    let (scenario, named) = source::scenario_or_case(&args.scenario)?;
    let case = named.as_deref().and_then(|id| scenario.cases.iter().find(|case| case.id == id));
    let case = case.or_else(|| first(&scenario, tongue, manner));
    let case = case.ok_or_else(|| Failure::defect(&words::none_beside()))?;
    let asked = programs(&scenario, case, tongue, manner.lang);
    let mut asked = asked.map_err(|why| refused(&scenario, case, tongue, &why))?;
    let (wrong, right) = wrong_and_right(&scenario, case, (tongue, manner.lang));
    let is_asked = |found: Option<&Case>| found.is_some_and(|found| found.id == case.id);
    let (other, word) =
        if is_asked(right) { (wrong, words::wrong()) } else { (right, words::right()) };
    let made = match other {
        None => Err(words::none_beside()),
        Some(case) => programs(&scenario, case, tongue, manner.lang),
    };
    let beside = made.unwrap_or_else(|why| {
        let missing = words::beside_missing(&word, &why);
        tell(&missing, manner);
        say_missing(&mut asked, &missing, tongue, manner.lang);
        Vec::new()
    });
    let all = if is_asked(right) { [beside, asked] } else { [asked, beside] }.concat();
    match &args.output {
        None => print_bytes(joined(&all, tongue).as_bytes())?,
        Some(directory) => write(&all, directory, manner)?,
    }
    for program in &all {
        for what in &program.left_out {
            tell(&words::does_without(&program.file, what), manner);
        }
    }
    Ok(Code::Fine)
}

/// Of a whole scenario: its first case that shows the problem and can be written.
fn first<'s>(scenario: &'s Scenario, tongue: Tongue, manner: &Manner) -> Option<&'s Case> {
    let can = |case: &&Case| programs(scenario, case, tongue, manner.lang).is_ok();
    let problem = |case: &&Case| case.role == Role::Problem;
    let cases = || scenario.cases.iter();
    cases().filter(problem).find(can).or_else(|| cases().find(can)).or_else(|| cases().next())
}

fn refused(scenario: &Scenario, case: &Case, tongue: Tongue, why: &Text) -> Failure {
    let name = format!("{}/{}", scenario.id, case.id);
    let help = words::cannot_help(&format!("{} --case {}", scenario.id, case.id));
    Failure::new(Code::NotShown, words::cannot(&name, tongue.name(), why)).help(help.en, help.zh)
}

fn tell(text: &Text, manner: &Manner) {
    complain(&format!("{}\n", text.get(manner.lang)), manner);
}

/// All of them, one below the other.
fn joined(all: &[Program], tongue: Tongue) -> String {
    let one = |program: &Program| {
        format!("{}==== {} ====\n{}", tongue.comment(), program.file, program.text)
    };
    all.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// A file for each. None that is there is written over, and where one is there none is written.
fn write(all: &[Program], directory: &Path, manner: &Manner) -> anyhow::Result<()> {
    fs::create_dir_all(directory).with_context(|| Failure::unwritable(Some(directory)))?;
    for program in all {
        let path = directory.join(&program.file);
        if path.symlink_metadata().is_ok() {
            return Err(taken(&path).into());
        }
    }
    for program in all {
        let path = directory.join(&program.file);
        let mut file = Save::create(&path).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => anyhow::Error::from(taken(&path)),
            _ => anyhow::Error::from(error).context(Failure::unwritable(Some(&path))),
        })?;
        file.write(program.text.as_bytes())?;
        file.finish()?;
        let text = words::written(&visible(&path.to_string_lossy()));
        print(&format!("{}\n", text.get(manner.lang)), manner)?;
    }
    Ok(())
}

fn taken(path: &Path) -> Failure {
    let shown = visible(&path.to_string_lossy()).into_owned();
    Failure::usage(
        format!("`{shown}` exists already, and stays as it is"),
        format!("`{shown}` 已经存在，没有改动它"),
    )
    .help("choose another directory", "请换一个目录")
}
