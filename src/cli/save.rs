//! `--output FILE`: complete, or not there.
//!
//! | what is there | what is done |
//! |---|---|
//! | nothing, or a link to nothing | a new file grows, without a name where the system has such files, and gets its name at the very end |
//! | a file of this user's | the same; at the end the new one takes its place, with its permissions |
//! | a file that has other names (hard links), or is another user's or group's, or lies where no new file may be made | what is to be written is gathered, and written into it at the very end: another file in its place would not be the same |
//! | what this program has open: `/dev/stdout`, `/dev/fd/3` | it is written to, from where it stands |
//! | no regular file: a pipe, a terminal, `/dev/null` | it is opened and written to |
//!
//! So a full disk, an error or Ctrl-C leaves what was there before. A file that is written into (the third
//! row) grows first, and is as it was if there is no room for that; only then is its old content written over,
//! in the room that it has. What is left: on a file system that gives what is written over a new place (Btrfs,
//! ZFS), or where the old file had holes, the disk may be full even then; and the end of the computer, or of
//! this program by `kill -9`, may come in the middle. Then it is half new.

use super::failure::Failure;
use super::interrupt::Interrupts;
use crate::net::files::{self, Leads};
use anyhow::Context;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// An output file in the making.
pub(crate) struct Save {
    /// As it was typed, for messages.
    name: PathBuf,
    place: SaveTo,
    interrupts: Interrupts,
}

enum SaveTo {
    /// What was opened, or is open already.
    Direct(File),
    /// A new file, to take the target's place at the end.
    Beside { fresh: Fresh, target: PathBuf, replaces: Replaces },
    /// What is gathered, and the file that it is written into at the end.
    Into { gathered: File, there: File },
}

/// A new file.
enum Fresh {
    /// It has no name: nothing of it stays, however the program ends.
    Unnamed(File),
    /// It has one beside the target.
    Named(NamedTempFile),
}

/// What may be at the target when the new file takes its name.
enum Replaces {
    /// Nothing: what has appeared there stays.
    Nothing,
    /// Anything.
    Anything,
    /// A file with these permissions, which the new one gets too.
    Permitted(Permissions),
}

impl Save {
    /// Opens the place where the file will be, so that a wrong path is known now.
    pub(crate) fn begin(path: &Path, interrupts: &Interrupts) -> anyhow::Result<Self> {
        let place = SaveTo::open(path).with_context(|| Failure::unwritable(Some(path)))?;
        if let SaveTo::Beside { fresh: Fresh::Named(temp), .. } = &place {
            interrupts.remove_at_once(Some(temp.path().to_owned()));
        }
        Ok(Save { name: path.to_owned(), place, interrupts: interrupts.clone() })
    }

    /// A new file, that replaces none.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        if path.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let (fresh, target) = (Fresh::beside(path)?, path.to_owned());
        let place = SaveTo::Beside { fresh, target, replaces: Replaces::Nothing };
        Ok(Save { name: path.to_owned(), place, interrupts: Interrupts::default() })
    }

    /// Appends.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let written = match &mut self.place {
            SaveTo::Direct(file) => file.write_all(bytes),
            SaveTo::Beside { fresh, .. } => fresh.file().write_all(bytes),
            SaveTo::Into { gathered, .. } => gathered.write_all(bytes),
        };
        written.with_context(|| Failure::unwritable(Some(&self.name)))
    }

    /// Gives the file its name.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        let ended = match self.place {
            SaveTo::Direct(mut file) => file.flush(),
            SaveTo::Beside { fresh, target, replaces } => fresh.take_place(&target, replaces),
            SaveTo::Into { gathered, there } => write_into(gathered, there),
        };
        self.interrupts.remove_at_once(None);
        ended.with_context(|| Failure::unwritable(Some(&self.name)))
    }
}

impl SaveTo {
    fn open(path: &Path) -> io::Result<Self> {
        let target = match files::leads(path)? {
            Leads::Open(number) => return files::descriptor(number).map(SaveTo::Direct),
            Leads::Path(target) => target,
        };
        is_no_missing_directory(path)?;
        let Some(known) = existing(&target)? else {
            let fresh = Fresh::beside(&target)?;
            return Ok(SaveTo::Beside { fresh, target, replaces: Replaces::Anything });
        };
        let there = OpenOptions::new().write(true).open(&target)?;
        if !known.is_file() {
            return Ok(SaveTo::Direct(there));
        }
        match Fresh::beside(&target) {
            Ok(fresh) if !files::is_bound(&known, &fresh.file().metadata()?) => {
                let replaces = Replaces::Permitted(known.permissions());
                Ok(SaveTo::Beside { fresh, target, replaces })
            }
            Err(error) if !may_not_be_made(&error) => Err(error),
            Ok(_) | Err(_) => Ok(SaveTo::Into { gathered: tempfile::tempfile()?, there }),
        }
    }
}

/// Whether it is the directory that takes no new file.
fn may_not_be_made(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// Nothing is made for a path that ends in a separator: it names a directory (path_resolution(7)), and there
/// is none.
fn is_no_missing_directory(path: &Path) -> io::Result<()> {
    let written = path.as_os_str().as_encoded_bytes();
    let ends = written.last().is_some_and(|last| std::path::is_separator(char::from(*last)));
    match ends && existing(path)?.is_none() {
        true => Err(io::ErrorKind::NotFound.into()),
        false => Ok(()),
    }
}

/// What is at the path already.
fn existing(path: &Path) -> io::Result<Option<std::fs::Metadata>> {
    match path.metadata() {
        Ok(known) => Ok(Some(known)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes what was gathered into a file that stays the same file: what is after its old end first.
fn write_into(mut gathered: File, mut there: File) -> io::Result<()> {
    let (old, new) = (there.metadata()?.len(), gathered.metadata()?.len());
    if let Err(error) = write_behind(old, &mut gathered, &mut there) {
        // Giving room back takes none; what failed is said in any case.
        there.set_len(old).ok();
        return Err(error);
    }
    gathered.rewind()?;
    there.rewind()?;
    io::copy(&mut gathered.take(old), &mut there)?;
    there.set_len(new)?;
    there.sync_all()
}

/// Some file systems find a place for it, or none, when it goes to the disk (NFS: close(2)).
fn write_behind(end: u64, gathered: &mut File, there: &mut File) -> io::Result<()> {
    gathered.seek(SeekFrom::Start(end))?;
    there.seek(SeekFrom::Start(end))?;
    io::copy(gathered, there)?;
    there.sync_all()
}

impl Fresh {
    /// In the same directory, with the permissions any new file gets.
    fn beside(target: &Path) -> io::Result<Self> {
        if target.file_name().is_none() {
            return Err(io::ErrorKind::InvalidFilename.into());
        }
        match files::unnamed(files::directory(target)) {
            Ok(file) => Ok(Fresh::Unnamed(file)),
            // The file system has no such files, or the path is wrong: this says so, too.
            Err(_) => {
                let new = |path: &Path| OpenOptions::new().write(true).create_new(true).open(path);
                named_beside(target, new).map(Fresh::Named)
            }
        }
    }

    fn file(&self) -> &File {
        match self {
            Fresh::Unnamed(file) => file,
            Fresh::Named(temp) => temp.as_file(),
        }
    }

    /// Takes the name of the target, once everything is on the disk.
    fn take_place(self, target: &Path, replaces: Replaces) -> io::Result<()> {
        self.file().sync_all()?;
        if let Replaces::Permitted(permissions) = &replaces {
            self.file().set_permissions(permissions.clone())?;
        }
        let nothing = matches!(replaces, Replaces::Nothing);
        let named = match self {
            Fresh::Unnamed(file) if nothing => return files::give_name(&file, target),
            Fresh::Unnamed(file) => {
                named_beside(target, |path| files::give_name(&file, path))?.into_temp_path()
            }
            Fresh::Named(temp) => temp.into_temp_path(),
        };
        let persisted = match nothing {
            true => named.persist_noclobber(target),
            false => named.persist(target),
        };
        persisted.map_err(|error| error.error)
    }
}

/// Something under a name of its own beside the target.
fn named_beside<T>(
    target: &Path,
    make: impl FnMut(&Path) -> io::Result<T>,
) -> io::Result<NamedTempFile<T>> {
    tempfile::Builder::new()
        .prefix(".stickydemo-")
        .suffix(".tmp")
        .make_in(files::directory(target), make)
        .map_err(|error| io::Error::from(error.kind()))
}

#[cfg(test)]
#[path = "save_tests.rs"]
mod tests;
