//! A program that leads a group of processes: it is ended with what it has started, as far as that is still there.

use super::start;
use super::sys::group::Group;
use std::io;
use std::process::{Child, Command};

/// The program, and its group.
pub(super) struct Led {
    pub(super) child: Child,
    /// Without one the child alone is ended.
    group: Option<Group>,
}

impl Led {
    /// Starts it.
    ///
    /// # Errors
    /// It could not be started.
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        Group::lead(command);
        let child = start(command)?;
        let group = Group::of(&child).ok();
        Ok(Led { child, group })
    }

    /// Ends all of it, at once.
    pub(super) fn kill(&mut self) {
        if let Some(group) = &self.group {
            group.kill();
        }
        // It may have ended a moment ago.
        self.child.kill().ok();
    }
}
