//! A command and what it starts: a process group of its own (setpgid(2)).

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};

/// A process group: its leader, and whatever that started and did not take out of the group.
pub(in crate::net) struct Group(libc::pid_t);

impl Group {
    /// The process that is started next leads a group.
    pub(in crate::net) fn lead(command: &mut Command) {
        command.process_group(0);
    }

    /// The group that this process leads.
    pub(in crate::net) fn of(child: &Child) -> io::Result<Self> {
        libc::pid_t::try_from(child.id()).map(Group).map_err(io::Error::other)
    }

    /// Ends all of it, at once. Only while its leader has not been waited for: the number is its own so long.
    pub(in crate::net) fn kill(&self) {
        // SAFETY: a call without pointers. The number is a child's that is not reaped: no other group has it.
        unsafe { libc::kill(-self.0, libc::SIGKILL) };
    }
}
