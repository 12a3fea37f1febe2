//! Files that have no name until they are complete: O_TMPFILE, open(2).

use std::ffi::CString;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// A new file in a directory, without a name: it goes with the process, however that ends. It has the
/// permissions of any new file.
///
/// # Errors
/// What the system says; `Unsupported` where it could not be given a name later, as there is no /proc.
pub fn unnamed(directory: &Path) -> io::Result<File> {
    let file = OpenOptions::new().write(true).custom_flags(libc::O_TMPFILE).open(directory)?;
    match own_name(&file).exists() {
        true => Ok(file),
        false => Err(io::ErrorKind::Unsupported.into()),
    }
}

/// Gives it a name that nothing has: linkat(2), in the way that open(2) has at O_TMPFILE.
///
/// # Errors
/// What the system says; `AlreadyExists` where something has the name.
pub fn give_name(file: &File, path: &Path) -> io::Result<()> {
    let [from, to] = [&own_name(file), path].map(|path| CString::new(path.as_os_str().as_bytes()));
    let (from, to) = (from?, to?);
    let (here, follow) = (libc::AT_FDCWD, libc::AT_SYMLINK_FOLLOW);
    // SAFETY: two paths that end in NUL, and numbers.
    match unsafe { libc::linkat(here, from.as_ptr(), here, to.as_ptr(), follow) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

fn own_name(file: &File) -> PathBuf {
    Path::new("/proc/self/fd").join(file.as_raw_fd().to_string())
}
