//! Files as Windows has them.

use crate::net::files::Taken;
use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

/// Handles have no names in the file system.
pub(in crate::net) const DESCRIPTORS: &[&str] = &[];

/// # Errors
/// Always: see [`DESCRIPTORS`].
pub fn descriptor(_number: u32) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Windows has no limit on the size of a file.
pub fn outgrown_is_an_error() {}

/// Windows has no limit of this kind for sockets.
pub fn most_open() -> Option<u64> {
    None
}

/// Opens a file to add to it; who may read a new one is what its folder says.
///
/// # Errors
/// What open says.
pub fn append(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

/// Whether something would be lost if a file made by this program took the place of one that is there.
/// Neither its other names nor its owner can be asked for without a call of Windows's own; the new file
/// is this program's.
pub fn is_bound(_there: &Metadata, _fresh: &Metadata) -> bool {
    false
}

/// Who may read it is in an access-control list, which needs calls of Windows's own: not known, so not said.
pub fn others_may_read(_there: &Metadata) -> bool {
    false
}

/// Windows has no Unix-domain sockets of datagrams to ask with.
pub(in crate::net) fn taken(_path: &Path, _there: &Metadata) -> Taken {
    Taken::Other
}
