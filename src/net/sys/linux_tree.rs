//! Processes that a program started, by proc(5): `/proc/PID/task/TID/children` and `/proc/PID/status`.

use nix::sys::prctl;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::Pid;
use std::collections::BTreeMap;
use std::fs;
use std::process::ChildStdin;

/// From now on a process whose parent has ended is this one's child, if it descends from it: PR_SET_CHILD_SUBREAPER
/// (prctl(2)). So nothing that was started here can leave.
pub(in crate::net) fn inherits() {
    // An older kernel (before 3.4) lets them go to init.
    prctl::set_child_subreaper(true).ok();
}

/// The children of a process, of all its threads.
pub(in crate::net) fn children(process: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else { return Vec::new() };
    let lists =
        threads.filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("children")).ok());
    let numbers = |list: String| list.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    lists.flat_map(|list| -> Vec<u32> { numbers(list) }).collect()
}

/// The state of each thread of a process, as proc(5) has it: R runs or could, S and D wait, Z has ended and was not
/// waited for. Nothing of one that is gone.
pub(in crate::net) fn states(process: u32) -> Vec<char> {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else { return Vec::new() };
    let stats = threads.filter_map(|one| fs::read_to_string(one.ok()?.path().join("stat")).ok());
    // Its name stands before it in brackets, and may hold any.
    stats.filter_map(|stat| stat.rsplit_once(") ")?.1.chars().next()).collect()
}

/// Ends a process that is a child of this one.
pub(in crate::net) fn end(process: u32) {
    let Ok(number) = i32::try_from(process) else { return };
    // It may have ended a moment ago: it is a child, and its number is nobody else's until it was waited for.
    kill(Pid::from_raw(number), Signal::SIGKILL).ok();
}

/// Takes note of the end of a child that nobody else waits for.
pub(in crate::net) fn bury(process: u32) {
    let Ok(number) = i32::try_from(process) else { return };
    waitpid(Pid::from_raw(number), Some(WaitPidFlag::WNOHANG)).ok();
}

/// The largest address space that each process ever had, in bytes: VmPeak of `/proc/PID/status`.
pub(in crate::net) fn peaks(processes: &[u32]) -> BTreeMap<u32, u64> {
    let peak = |process: &u32| {
        let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmPeak:"))?;
        let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
        Some((*process, kilobytes.saturating_mul(1024)))
    };
    processes.iter().filter_map(peak).collect()
}

/// How many bytes wait in a pipe: FIONREAD (pipe(7)).
pub(in crate::net) fn in_pipe(pipe: &ChildStdin) -> Option<u64> {
    use std::os::fd::AsRawFd;
    let mut waiting: libc::c_int = 0;
    // SAFETY: FIONREAD writes one int to the address given, and the pipe is open as long as it is borrowed.
    match unsafe { libc::ioctl(pipe.as_raw_fd(), libc::FIONREAD, &mut waiting) } {
        0 => u64::try_from(waiting).ok(),
        _ => None,
    }
}
