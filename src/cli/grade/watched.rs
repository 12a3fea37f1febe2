//! The first trial that fails, once more, watched: the server's calls and this program's, with the evidence of both ends.

use super::super::args::FormatArg;
use super::super::code::Code;
use super::super::interrupt::Interrupts;
use super::super::locale::Manner;
use super::super::out::{Output, complain};
use super::super::present::{Extent, Presenter};
use super::super::shell;
use super::super::shown::Shown;
use super::super::watch::{as_watched, printed::Printed};
use crate::analysis::Setting;
use crate::grade::{feed, free_port};
use crate::lang::{grade as words, watch};
use crate::model::WireKind;
use crate::net::watched::Tracer;
use crate::net::{host, said};
use crate::report::{Look, Verbosity};
use crate::scenario::framing_of;
use crate::torture::exam::{Exam, Task};
use crate::watch::{Framings, Plan, Watched, watch as watched};
use std::ffi::OsString;
use std::io;
use std::process::ExitCode;
use std::time::Duration;

/// What tells this program to be the client of one trial: the framing, the protocol, the seed, the trial, the port.
const ARGUMENT: &str = "--feed";
/// A watched program is slow, and so is its client.
const TIME: Duration = Duration::from_secs(10);

/// Where these arguments ask for it, feeds a server.
pub(crate) fn feeds(args: &[OsString]) -> Option<ExitCode> {
    let [_, first, rest @ ..] = args else { return None };
    if first != ARGUMENT {
        return None;
    }
    let rest: Option<Vec<&str>> = rest.iter().map(|arg| arg.to_str()).collect();
    Some(match rest.and_then(|rest| fed(&rest)) {
        Some(true) => Code::Fine.into(),
        Some(false) => Code::NotShown.into(),
        None => Code::Usage.into(),
    })
}

fn fed(args: &[&str]) -> Option<bool> {
    let [framing, protocol, seed, trial, port] = args else { return None };
    let framing = framing_of(framing).ok()?;
    let protocol: Task = protocol.parse().ok()?;
    let exam = Exam::of_server(framing, protocol, seed.parse().ok()?);
    let trial = exam.trials.get(trial.parse::<usize>().ok()?)?;
    Some(feed(&exam, trial, port.parse().ok()?, TIME).is_none())
}

/// Watches one trial, and shows what was seen.
pub(super) fn show(
    (exam, trial): (&Exam, usize),
    (line, port): (&dyn Fn(u16) -> OsString, Option<u16>),
    (manner, interrupts): (&Manner, &Interrupts),
) -> anyhow::Result<()> {
    let seen = match seen((exam, trial), (line, port), (manner, interrupts)) {
        Ok(seen) => seen,
        Err(error) => {
            let text = match error.kind() {
                io::ErrorKind::Unsupported => watch::only_on_linux(),
                _ => words::not_watched(&said(&error)),
            };
            complain(&format!("{}\n", text.get(manner.lang)), manner);
            return Ok(());
        }
    };
    let look: Look = manner.look(Verbosity::Normal);
    let output = Output::open(None, &look, interrupts)?;
    let os = host().os;
    let place = Shown::new(output, look, FormatArg::Text);
    let mut presenter = Presenter::new(place, (look, &os), FormatArg::Text, Extent::One);
    let setting = Setting::of(&host(), WireKind::Loopback, false);
    presenter.session(&seen.session, &setting)?;
    presenter.finish(&host(), WireKind::Loopback).map(drop)
}

fn seen(
    (exam, trial): (&Exam, usize),
    (line, port): (&dyn Fn(u16) -> OsString, Option<u16>),
    (manner, interrupts): (&Manner, &Interrupts),
) -> io::Result<Watched> {
    let itself = std::env::current_exe()?;
    let port = port.map_or_else(free_port, Ok)?;
    let client = [
        ARGUMENT.to_owned(),
        exam.framing.to_string(),
        exam.protocol.to_string(),
        exam.seed.to_string(),
        trial.to_string(),
        port.to_string(),
    ];
    let client = std::iter::once(itself.clone().into_os_string())
        .chain(client.into_iter().map(OsString::from));
    let (server, client) = (shell::words(&line(port)), client.collect::<Vec<_>>());
    let command = |words: &[OsString]| as_watched(&itself, Tracer::ARGUMENT, words);
    let cancel = interrupts.cancel();
    let plan = Plan {
        servers: vec![("server".to_owned(), command(&server))],
        clients: vec![("client".to_owned(), command(&client))],
        framings: Framings { all: Some(exam.framing.clone()), ..Framings::default() },
        limit: Some(2 * TIME),
        cancel: &cancel,
    };
    let mut printed = Printed::new(*manner, false, true);
    let seen = watched(plan, "grade", &mut |name, child| printed.listen(name, child));
    printed.finish();
    seen.map_err(|not_started| not_started.error)
}
