//! What stops a traced thread, and letting it go on: waitpid(2), ptrace(2). (nix has no number for a real-time signal,
//! and would lose the stop at one.)

use super::calls::Raw;
use nix::errno::Errno;
use nix::sys::ptrace;
use nix::unistd::Pid;
use std::fs;
use std::io;

/// Why a thread stands still, or that it is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// One of PTRACE_EVENT_*.
    Event(i32),
    /// With its whole process, by SIGSTOP and the like: until SIGCONT (ptrace(2), "Group-stop").
    Group,
    /// A new thread, before it begins; or one that goes on after a group-stop.
    First,
    /// A system call has come back.
    Returned,
    /// It is to be given this signal.
    Signal(i32),
    Exited(i32),
    Killed(i32),
}

/// The next stop of a thread of this one's, or of one process; nothing: there is none left.
pub(super) fn wait(of: Option<Pid>) -> io::Result<Option<(Pid, Status)>> {
    let mut status = 0;
    // Of one that is not traced yet it is to be told that it stands still, too.
    let untraced = of.map_or(0, |_| libc::WUNTRACED);
    let flags = libc::__WALL | libc::__WNOTHREAD | untraced;
    let of = of.map_or(-1, Pid::as_raw);
    loop {
        // SAFETY: the kernel writes an int to where `status` is.
        match unsafe { libc::waitpid(of, &mut status, flags) } {
            -1 => match Errno::last() {
                Errno::EINTR => {}
                Errno::ECHILD => return Ok(None),
                other => return Err(other.into()),
            },
            pid => {
                if let Some(status) = status_of(status) {
                    return Ok(Some((Pid::from_raw(pid), status)));
                }
            }
        }
    }
}

fn status_of(status: i32) -> Option<Status> {
    /// PTRACE_O_TRACESYSGOOD adds this to the signal of a stop at a system call.
    const GOOD: i32 = 0x80;
    if libc::WIFEXITED(status) {
        return Some(Status::Exited(libc::WEXITSTATUS(status)));
    }
    if libc::WIFSIGNALED(status) {
        return Some(Status::Killed(libc::WTERMSIG(status)));
    }
    if !libc::WIFSTOPPED(status) {
        return None;
    }
    Some(match (libc::WSTOPSIG(status), status >> 16) {
        (signal, 0) if signal == libc::SIGTRAP | GOOD => Status::Returned,
        (signal, 0) => Status::Signal(signal),
        (libc::SIGTRAP, libc::PTRACE_EVENT_STOP) => Status::First,
        (_, libc::PTRACE_EVENT_STOP) => Status::Group,
        (_, event) => Status::Event(event),
    })
}

/// Lets a thread go on: to the end of its system call, or to whatever stops it next. One that was killed meanwhile goes
/// by itself.
pub(super) fn go_on(pid: Pid, to_return: bool, signal: i32) {
    let request = if to_return { libc::PTRACE_SYSCALL } else { libc::PTRACE_CONT };
    // SAFETY: these requests take numbers only: the signal's where a pointer may be.
    unsafe { libc::ptrace(request, pid.as_raw(), 0, signal) };
}

/// Leaves a thread where its process was stopped, until that is continued: PTRACE_LISTEN.
pub(super) fn stay(pid: Pid) {
    // SAFETY: the request takes numbers only.
    unsafe { libc::ptrace(libc::PTRACE_LISTEN, pid.as_raw(), 0, 0) };
}

/// The call at which it stands, at its beginning.
pub(super) fn begun(pid: Pid) -> Option<Raw> {
    let info = ptrace::syscall_info(pid).ok()?;
    if info.op != libc::PTRACE_SYSCALL_INFO_SECCOMP {
        return None;
    }
    // SAFETY: `op` says that this is what the kernel wrote.
    let call = unsafe { info.u.seccomp };
    Some(Raw { number: i64::try_from(call.nr).ok()?, args: call.args })
}

/// What the call at whose end it stands returned: an error's number is negative.
pub(super) fn returned(pid: Pid) -> Option<i64> {
    let info = ptrace::syscall_info(pid).ok()?;
    // SAFETY: `op` says that this is what the kernel wrote.
    let sval = unsafe { info.u.exit }.sval;
    (info.op == libc::PTRACE_SYSCALL_INFO_EXIT).then_some(sval)
}

/// A number of proc_pid_status(5).
pub(super) fn status_number(pid: Pid, name: &str) -> Option<Pid> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().parse().ok().map(Pid::from_raw)
}
