//! Files as the system has them, for code that writes one: where a path leads, and what would be lost if a
//! new file took the place of one that is there.

use super::sys;
use std::io;
use std::path::{Path, PathBuf};

pub use sys::files::{
    append, descriptor, is_bound, most_open, others_may_read, outgrown_is_an_error,
};
pub use sys::unnamed::{give_name, unnamed};

/// Where a path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// To what this program has open under that number: `/dev/stdout`, `/proc/self/fd/3`.
    Open(u32),
    /// To this path, which is not a symbolic link; something may be there or not.
    Path(PathBuf),
}

/// What stands in the way of a Unix-domain socket's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// A socket file that no socket has any more: its program was killed.
    Stale,
    /// A socket file that a socket has.
    Live,
    /// Something that is no socket, or cannot be asked.
    Other,
}

/// What is under this name, if anything is. No program notices the question.
pub fn taken(path: &Path) -> Option<Taken> {
    path.symlink_metadata().ok().map(|there| sys::files::taken(path, &there))
}

/// More links than this no system follows (Linux: MAXSYMLINKS, include/linux/namei.h).
const LINKS: usize = 40;

/// Follows symbolic links, also to where nothing is yet.
///
/// # Errors
/// What the system says of a path that leads around in a circle.
pub fn leads(path: &Path) -> io::Result<Leads> {
    let mut at = path.to_owned();
    for _ in 0..=LINKS {
        if let Some(number) = number(&at) {
            return Ok(Leads::Open(number));
        }
        match at.read_link() {
            Ok(next) => at = directory(&at).join(next),
            Err(_) => return Ok(Leads::Path(at)),
        }
    }
    path.metadata().map(|_| Leads::Path(path.to_owned()))
}

/// The directory that a path names something in.
pub fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The number of a descriptor of this program, if the path is its name.
fn number(path: &Path) -> Option<u32> {
    let number = path.file_name()?.to_str()?.parse().ok()?;
    let directory = directory(path).canonicalize().ok()?;
    let is_it = |known: &str| {
        let known = Path::new(known).canonicalize();
        known.is_ok_and(|known| known == directory)
    };
    sys::files::DESCRIPTORS.iter().any(|known| is_it(known)).then_some(number)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_path_is_followed_to_where_nothing_is_yet() {
        let directory = tempfile::tempdir().expect("a directory");
        let at = |name: &str| directory.path().join(name);
        symlink("second", at("first")).expect("a link");
        symlink(at("nothing"), at("second")).expect("a link");
        assert_eq!(leads(&at("first")).expect("it leads there"), Leads::Path(at("nothing")));
        symlink("around", at("around")).expect("a link");
        assert!(leads(&at("around")).is_err());
        assert_eq!(leads(Path::new("x")).expect("a name"), Leads::Path("x".into()));
    }

    #[test]
    fn what_is_open_is_known_by_all_its_names() {
        let directory = tempfile::tempdir().expect("a directory");
        let link = directory.path().join("1");
        symlink("/dev/stdout", &link).expect("a link");
        for path in ["/dev/stdout", "/dev/fd/1", link.to_str().expect("a name")] {
            assert_eq!(leads(Path::new(path)).expect("it is open"), Leads::Open(1), "{path}");
        }
        assert_eq!(leads(Path::new("1")).expect("a name"), Leads::Path("1".into()));
    }
}
