//! Files as Unix has them.

use crate::net::files::Taken;
use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::os::fd::{FromRawFd, OwnedFd};
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

/// Where descriptors of a process have names: proc_pid_fd(5); fd(4) of macOS and FreeBSD.
pub(in crate::net) const DESCRIPTORS: &[&str] =
    &["/proc/self/fd", "/proc/thread-self/fd", "/dev/fd"];

/// What is open under a number, once more: it goes on where that is, and closing it leaves that open
/// (F_DUPFD_CLOEXEC, fcntl(2)). Opened by its name a file would begin anew.
///
/// # Errors
/// Nothing is open there.
pub fn descriptor(number: u32) -> io::Result<File> {
    let number = i32::try_from(number).unwrap_or(-1);
    // SAFETY: fcntl(2) takes numbers only, and says EBADF where nothing is open.
    let copy = unsafe { libc::fcntl(number, libc::F_DUPFD_CLOEXEC, 3) };
    if copy == -1 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the descriptor is new and nobody else's.
    Ok(File::from(unsafe { OwnedFd::from_raw_fd(copy) }))
}

/// Lets a file that outgrows RLIMIT_FSIZE be an error of the write (EFBIG), and not the end of the program
/// without a word: SIGXFSZ, setrlimit(2), signal(7).
pub fn outgrown_is_an_error() {
    // SAFETY: SIG_IGN runs no code of ours.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
}

/// How many descriptors this program may have: RLIMIT_NOFILE, getrlimit(2). `None` where the system does
/// not tell.
pub fn most_open() -> Option<u64> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: `limit` is a valid rlimit to write to.
    let asked = unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) };
    // Its type is another on each system.
    (asked == 0).then_some(limit.rlim_cur as _)
}

/// Opens a file to add to it; a new one is for its owner only (open(2): the mode of a new file).
///
/// # Errors
/// What open says.
pub fn append(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

/// Whether something would be lost if a file made by this program took the place of one that is there:
/// its other names (hard links), or that it is somebody else's.
pub fn is_bound(there: &Metadata, fresh: &Metadata) -> bool {
    there.nlink() > 1 || there.uid() != fresh.uid() || there.gid() != fresh.gid()
}

/// Whether users other than the owner may read it: the permission bits of the group and of all (stat(2)).
pub fn others_may_read(there: &Metadata) -> bool {
    there.mode() & 0o044 != 0
}

/// A datagram socket is not connected to a stream socket (EPROTOTYPE), but before that it is looked whether there is
/// any socket (ECONNREFUSED): unix_find_bsd, net/unix/af_unix.c; unp_connectat, sys/kern/uipc_usrreq.c (FreeBSD).
pub(in crate::net) fn taken(path: &Path, there: &Metadata) -> Taken {
    if !there.file_type().is_socket() {
        return Taken::Other;
    }
    let asked = std::os::unix::net::UnixDatagram::unbound().and_then(|socket| socket.connect(path));
    match asked.map_err(|error| error.raw_os_error()) {
        Err(Some(libc::ECONNREFUSED)) => Taken::Stale,
        Ok(()) | Err(Some(libc::EPROTOTYPE)) => Taken::Live,
        Err(_) => Taken::Other,
    }
}
