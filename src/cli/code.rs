//! What the program says to the shell when it ends.

use std::process::ExitCode;

/// The exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Code {
    /// Everything was shown, changed by `--set`, or cannot be seen on this system (the report says so).
    Fine = 0,
    /// Something was not shown, nothing was found, a framing under torture is not as it should be, a program did not pass, a client's line was not done or got no
    /// answer.
    NotShown = 1,
    /// Invalid command line: an unknown name, a file that is not there.
    Usage = 2,
    /// A scenario or trace file is wrong.
    BadFile = 3,
    /// The sockets of a case could not be set up.
    NoSockets = 4,
    /// The output could not be written: a full disk, a place that may not be written to.
    NoOutput = 5,
    /// Stopped by Ctrl-C, or asked to end: 128 + SIGINT, as shells count.
    Interrupted = 130,
    /// The reader closed the pipe (`| head`): 128 + SIGPIPE, as other programs end then.
    ClosedPipe = 141,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> ExitCode {
        ExitCode::from(code as u8)
    }
}
