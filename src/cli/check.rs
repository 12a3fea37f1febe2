//! `check FILE…`: what is wrong with scenario files, without running them.

use super::args::CheckArgs;
use super::code::Code;
use super::locale::Manner;
use super::out::{complain, print};
use super::paint::Paint;
use super::source;
use crate::model::{Lang, Scenario};
use crate::report::visible;
use std::path::Path;

/// Every file is looked at, also after a wrong one.
pub(crate) fn check(args: &CheckArgs, manner: &Manner) -> anyhow::Result<Code> {
    let mut code = Code::Fine;
    for path in &args.files {
        match source::file(path) {
            Ok(scenario) => print(&fine(path, &scenario, manner))?,
            Err(failure) => {
                complain(&failure.render(manner));
                code = worse(code, failure.code);
            }
        }
    }
    Ok(code)
}

/// A wrong file outweighs one that could not be read.
fn worse(code: Code, other: Code) -> Code {
    if code == Code::BadFile { code } else { other }
}

fn fine(path: &Path, scenario: &Scenario, manner: &Manner) -> String {
    let good = Paint::new(manner.color).good("ok");
    let path = visible(&path.to_string_lossy()).into_owned();
    let cases = scenario.cases.len();
    let steps: usize = scenario.cases.iter().map(|case| case.all_steps().count()).sum();
    let what = match manner.lang {
        Lang::En => format!("{} cases, {steps} steps", cases),
        Lang::Zh => format!("{cases} 个用例，{steps} 个步骤"),
    };
    format!("{good}  {path}  {}  ({what})\n", scenario.lesson(manner.lang).title)
}
