//! The real output of one of the program's own sub-commands, for a case that sends it.

use super::{EngineError, RunOptions};
use crate::model::{Case, Data, Limits, OutputOf};
use crate::net::{self, Deadline, Ended, Wait};
use std::collections::BTreeMap;
use std::io;
use std::process::Command;
use std::time::Duration;

/// What each sub-command printed.
pub(super) type Outputs = BTreeMap<OutputOf, Vec<u8>>;

/// A sub-command that takes longer is stopped.
const DEADLINE: Duration = Duration::from_secs(10);

/// Runs every sub-command that a step of the case names, once.
pub(super) fn of_case(case: &Case, options: &RunOptions) -> Result<Outputs, EngineError> {
    let mut outputs = Outputs::new();
    for step in case.all_steps() {
        if let Some(Data::OutputOf(command)) = step.call.data()
            && !outputs.contains_key(command)
        {
            outputs.insert(*command, run(*command, options)?);
        }
    }
    Ok(outputs)
}

fn arguments(command: OutputOf) -> &'static [&'static str] {
    match command {
        OutputOf::Version => &["--version"],
        OutputOf::Help => &["--help"],
        OutputOf::List => &["list"],
        OutputOf::Man => &["man"],
    }
}

fn run(command: OutputOf, options: &RunOptions) -> Result<Vec<u8>, EngineError> {
    let failed = |source| EngineError::Output { command: command.to_string(), source };
    let mut start = Command::new(&options.program);
    start.args(arguments(command)).env("NO_COLOR", "1");
    let cancel = [&*options.cancel, &*options.cancel];
    let wait = Wait { deadline: Deadline::after(DEADLINE), cancel };
    let most = usize::try_from(Limits::BYTES).unwrap_or(usize::MAX);
    let printed = net::run(&mut start, wait, most).map_err(failed)?;
    match printed.ended {
        Ended::Itself(status) if status.success() => Ok(printed.out),
        Ended::Itself(status) => Err(failed(io::Error::other(status.to_string()))),
        Ended::Late => Err(failed(io::ErrorKind::TimedOut.into())),
        Ended::TooMuch => Err(failed(io::ErrorKind::FileTooLarge.into())),
        // The case then ends at its first call.
        Ended::CalledOff => Ok(printed.out),
    }
}
