//! Which system calls stop a program that is watched: a filter of its own, so that all others run at full speed.
//! seccomp(2), and bpf filters as in Documentation/userspace-api/seccomp_filter.rst of the kernel.

use super::calls::WATCHED;
use super::waits::WAITS;
use std::io;

/// AUDIT_ARCH_* of this processor (include/uapi/linux/audit.h): calls of another kind (a 32-bit program's) have other
/// numbers, and go through.
#[cfg(target_arch = "x86_64")]
const ARCH: u32 = 0xC000_003E;
#[cfg(target_arch = "aarch64")]
const ARCH: u32 = 0xC000_00B7;

/// Where `struct seccomp_data` has the number and the architecture.
const NUMBER: u32 = 0;
const ARCHITECTURE: u32 = 4;

/// `ld [at]`, and what to do with what was loaded.
fn load(at: u32) -> libc::sock_filter {
    instruction(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, (0, 0), at)
}

fn returns(action: u32) -> libc::sock_filter {
    instruction(libc::BPF_RET | libc::BPF_K, (0, 0), action)
}

/// If it is `k`, on over `then` instructions, else over `other`.
fn equal(k: u32, then: u8, other: u8) -> libc::sock_filter {
    instruction(libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K, (then, other), k)
}

fn instruction(code: u32, (jt, jf): (u8, u8), k: u32) -> libc::sock_filter {
    libc::sock_filter { code: code as u16, jt, jf, k }
}

/// Lets everything through but what is watched, at which the one who traces is told.
fn program(waits: bool) -> Vec<libc::sock_filter> {
    let mut all = vec![load(ARCHITECTURE), equal(ARCH, 1, 0), returns(libc::SECCOMP_RET_ALLOW)];
    all.push(load(NUMBER));
    let waits = if waits { WAITS } else { &[] };
    for number in WATCHED.iter().chain(waits) {
        all.push(equal(*number as u32, 0, 1));
        all.push(returns(libc::SECCOMP_RET_TRACE));
    }
    all.push(returns(libc::SECCOMP_RET_ALLOW));
    all
}

/// Puts the filter before this process and all that it will start or become. It gains no rights by what it becomes from
/// then on (PR_SET_NO_NEW_PRIVS, which a filter asks for), as no program does that is traced.
pub(super) fn install(waits: bool) -> io::Result<()> {
    let mut program = program(waits);
    let len = u16::try_from(program.len()).map_err(io::Error::other)?;
    let all = libc::sock_fprog { len, filter: program.as_mut_ptr() };
    // SAFETY: prctl(2) with PR_SET_NO_NEW_PRIVS takes numbers only.
    if unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: `all` is a program of `len` instructions, which the kernel copies.
    match unsafe { libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &all) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
