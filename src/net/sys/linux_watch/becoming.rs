//! How a process becomes one that is watched.

use super::filter;
use nix::sys::signal::{self, Signal};
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// Makes this process one that its parent watches, and then the program that is named: first stands still until the parent
/// has taken it ([`super::Tracer::take`]), then puts the filter before itself. `waits`: calls that wait for several
/// descriptors are watched, too. Returns where that cannot be.
pub(in crate::net) fn become_watched(
    program: &OsStr,
    arguments: &[OsString],
    waits: bool,
) -> io::Error {
    let watched = || -> io::Result<()> {
        die_with_parent()?;
        signal::raise(Signal::SIGSTOP)?;
        filter::install(waits)
    };
    match watched() {
        Ok(()) => Command::new(program).args(arguments).exec(),
        Err(error) => error,
    }
}

/// PR_SET_PDEATHSIG: until the parent has taken it, too, it does not outlive that.
fn die_with_parent() -> io::Result<()> {
    // SAFETY: prctl(2) with PR_SET_PDEATHSIG takes numbers only.
    match unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
