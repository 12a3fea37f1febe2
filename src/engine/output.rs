//! The real output of one of the program's own sub-commands, for a case that sends it.

use super::{EngineError, RunOptions};
use crate::model::{Case, Data, Limits, OutputOf};
use crate::net::{self, Deadline};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// What each sub-command printed.
pub(super) type Outputs = BTreeMap<OutputOf, Vec<u8>>;

/// A sub-command that has printed nothing for so long is stopped.
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
    let mut child = start(command, options).map_err(failed)?;
    let bytes = read(&mut child);
    if bytes.is_err() {
        // It may have ended by itself; there is nothing to do about it if not.
        child.kill().ok();
    }
    let status = child.wait().map_err(failed)?;
    match bytes {
        Ok(_) if !status.success() => Err(failed(io::Error::other(status.to_string()))),
        bytes => bytes.map_err(failed),
    }
}

fn start(command: OutputOf, options: &RunOptions) -> io::Result<Child> {
    let mut start = Command::new(&options.program);
    start.args(arguments(command)).env("NO_COLOR", "1");
    start.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    net::start(&mut start)
}

/// All it prints, up to the limit for a case, within the deadline.
fn read(child: &mut Child) -> io::Result<Vec<u8>> {
    let Some(stdout) = child.stdout.take() else { return Ok(Vec::new()) };
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = stdout.take(Limits::BYTES).read_to_end(&mut bytes);
        // Nobody listens any more when the deadline has passed.
        sender.send(read.map(|_| bytes)).ok();
    });
    match receiver.recv_timeout(Deadline::after(DEADLINE).left()) {
        Ok(read) => read,
        Err(RecvTimeoutError::Timeout) => Err(io::ErrorKind::TimedOut.into()),
        Err(RecvTimeoutError::Disconnected) => Err(io::ErrorKind::BrokenPipe.into()),
    }
}
