//! `show S`: what a scenario says and does, its file, or a case of it as programs.

use super::args::ShowArgs;
use super::code::Code;
use super::locale::Manner;
use super::out::{print_bytes, print_page};
use super::{show_as, source};
use crate::report::{Verbosity, scenarios};

pub(crate) fn show(args: &ShowArgs, manner: &Manner) -> anyhow::Result<Code> {
    if let Some(tongue) = args.tongue {
        return show_as::show(args, tongue, manner);
    }
    let scenario = source::one(&args.scenario)?;
    let voice = manner.look(Verbosity::Normal).voice();
    match (args.source, args.question) {
        // As it is, to the byte: `show --source > mine.toml` has to give the same scenario. A file
        // with a hidden character in it is not a scenario.
        (true, _) => print_bytes(scenario.source.as_bytes())?,
        (false, true) => print_page(&scenarios::sheet(&scenario, &voice), manner)?,
        (false, false) => print_page(&scenarios::show(&scenario, &voice), manner)?,
    }
    Ok(Code::Fine)
}
