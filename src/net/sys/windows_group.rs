//! A command and what it starts: a job object.

use std::io;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::process::{Child, Command};
use std::ptr;
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, TerminateJobObject,
};

/// A job: a process, and whatever it started since it was put there.
pub(in crate::net) struct Group(OwnedHandle);

impl Group {
    /// Nothing: a job is made for a process that is there.
    pub(in crate::net) fn lead(_: &mut Command) {}

    /// A job with this process in it. What it has started before that is not in it (AssignProcessToJobObject).
    pub(in crate::net) fn of(child: &Child) -> io::Result<Self> {
        // SAFETY: null stands for the usual security and for no name.
        let job = unsafe { CreateJobObjectW(ptr::null(), ptr::null()) };
        if job.is_null() {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: it is open, and nobody else has it.
        let group = Group(unsafe { OwnedHandle::from_raw_handle(job) });
        // SAFETY: two handles that are open here.
        match unsafe { AssignProcessToJobObject(group.0.as_raw_handle(), child.as_raw_handle()) } {
            0 => Err(io::Error::last_os_error()),
            _ => Ok(group),
        }
    }

    /// Ends all of it, at once.
    pub(in crate::net) fn kill(&self) {
        // SAFETY: a handle that is open, and a number.
        unsafe { TerminateJobObject(self.0.as_raw_handle(), 1) };
    }
}
