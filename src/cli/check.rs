//! `check FILE…`: what is wrong with scenario files, without running them.

use super::args::CheckArgs;
use super::code::Code;
use super::failure::tell;
use super::locale::Manner;
use super::out::{complain, print};
use super::source;
use crate::lang::count;
use crate::model::{Lang, Scenario};
use crate::report::{Style, painted, visible};
use std::path::Path;

/// Every file is looked at, also after a wrong one.
pub(crate) fn check(args: &CheckArgs, manner: &Manner) -> anyhow::Result<Code> {
    let mut code = Code::Fine;
    for path in &args.files {
        let path = source::path(path.as_os_str()).unwrap_or_else(|| path.clone());
        match source::file(&path) {
            Ok(scenario) => print(&fine(&path, &scenario, manner), manner)?,
            Err(error) => code = worse(code, wrong(&path, &error, manner)),
        }
    }
    Ok(code)
}

/// Says all that is wrong with a file, or why it could not be read.
fn wrong(path: &Path, error: &anyhow::Error, manner: &Manner) -> Code {
    let (code, words) = tell(error, manner);
    let all = match code {
        Code::BadFile => source::faults(path),
        _ => Vec::new(),
    };
    if all.len() < 2 {
        complain(&words, manner);
        return code;
    }
    for fault in all {
        complain(&tell(&fault.into(), manner).1, manner);
    }
    code
}

/// A wrong file outweighs one that could not be read.
fn worse(code: Code, other: Code) -> Code {
    if code == Code::BadFile { code } else { other }
}

fn fine(path: &Path, scenario: &Scenario, manner: &Manner) -> String {
    let good = painted("ok", Style::Good, manner.color);
    let path = visible(&path.to_string_lossy()).into_owned();
    let cases = count::cases(scenario.cases.len() as u64);
    let steps: usize = scenario.cases.iter().map(|case| case.all_steps().count()).sum();
    let steps = count::steps(steps as u64);
    let what = match manner.lang {
        Lang::En => format!("{}, {}", cases.en, steps.en),
        Lang::Zh => format!("{}，{}", cases.zh, steps.zh),
    };
    let title = visible(&scenario.lesson(manner.lang).title);
    format!("{good}  {path}  {title}  ({what})\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_case_is_no_cases() {
        let source = crate::scenario::template("x");
        let mut scenario = crate::scenario::parse("x.toml", source.as_bytes()).unwrap();
        scenario.cases.truncate(1);
        for (lang, said) in [(Lang::En, "(1 case, 7 steps)"), (Lang::Zh, "(1 个用例，7 个步骤)")]
        {
            let manner = Manner::plain(lang);
            let line = fine(Path::new("x.toml"), &scenario, &manner);
            assert!(line.ends_with(&format!("{said}\n")), "{line}");
        }
    }
}
