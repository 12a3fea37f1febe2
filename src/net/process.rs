//! Starting this program once more, as a process of its own.

use super::{Failure, Socket, sys};
use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

/// Starts a process. One that died before it began has done nothing: another is started in its place,
/// once.
///
/// # Errors
/// What the system says.
pub fn start(command: &mut Command) -> io::Result<Child> {
    match command.spawn() {
        Err(error) if sys::never_began(&error) => command.spawn(),
        started => started,
    }
}

/// A process of this program that has a socket of ours, and does nothing with it. It ends when it is
/// killed, or when this program ends: then its standard input does.
#[derive(Debug)]
pub struct Holder {
    child: Child,
}

impl Holder {
    /// What tells the program to be one: it waits for the end of its standard input, and does nothing
    /// else.
    pub const ARGUMENT: &str = "--hold-socket";

    /// Starts one, with the socket as its standard output. The socket is then open in both processes.
    ///
    /// # Errors
    /// What the system says.
    pub fn start(program: &Path, socket: &Socket) -> Result<Self, Failure> {
        let mut command = Command::new(program);
        command.arg(Self::ARGUMENT).stdin(Stdio::piped()).stderr(Stdio::null());
        command.stdout(sys::stdio(socket.raw())?);
        Ok(Holder { child: start(&mut command)? })
    }

    /// Kills it: SIGKILL, or TerminateProcess. When this returns the system has closed what it had.
    ///
    /// # Errors
    /// What the system says; and where the process had ended by itself.
    pub fn kill(mut self) -> Result<(), Failure> {
        if let Some(status) = self.child.try_wait()? {
            return Err(ended(status).into());
        }
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

fn ended(status: ExitStatus) -> io::Error {
    io::Error::other(format!("the process that was to be killed had ended: {status}"))
}
