//! `--output FILE`: complete, or not there.
//!
//! The new content grows in a temporary file beside the target and takes its name at the very end,
//! so a full disk, an error or Ctrl-C leaves what was there before. What is no regular file (a
//! pipe, a terminal, /dev/null) cannot be replaced and is written to directly.

use super::failure::Failure;
use super::interrupt::Interrupts;
use anyhow::Context;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// An output file in the making.
pub(crate) struct Save {
    /// As it was typed, for messages.
    name: PathBuf,
    place: Place,
    interrupts: Interrupts,
}

enum Place {
    /// Not a regular file.
    Direct(File),
    /// Beside the target, to take its name at the end.
    Beside { temp: NamedTempFile, target: PathBuf, replaces: Replaces },
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
        let place = Place::open(path).with_context(|| Failure::unwritable(Some(path)))?;
        if let Place::Beside { temp, .. } = &place {
            interrupts.remove_at_once(Some(temp.path().to_owned()));
        }
        Ok(Save { name: path.to_owned(), place, interrupts: interrupts.clone() })
    }

    /// A new file, that replaces none.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        if path.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let place = Place::new(path, Replaces::Nothing)?;
        Ok(Save { name: path.to_owned(), place, interrupts: Interrupts::default() })
    }

    /// Appends.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let written = match &mut self.place {
            Place::Direct(file) => file.write_all(bytes),
            Place::Beside { temp, .. } => temp.write_all(bytes),
        };
        written.with_context(|| Failure::unwritable(Some(&self.name)))
    }

    /// Gives the file its name.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        let ended = match self.place {
            Place::Direct(mut file) => file.flush(),
            Place::Beside { temp, target, replaces } => persist(temp, &target, replaces),
        };
        self.interrupts.remove_at_once(None);
        ended.with_context(|| Failure::unwritable(Some(&self.name)))
    }
}

impl Place {
    fn open(path: &Path) -> io::Result<Self> {
        let Some(known) = existing(path)? else {
            return Place::new(path, Replaces::Anything);
        };
        let writable = OpenOptions::new().write(true).open(path)?;
        if !known.is_file() {
            return Ok(Place::Direct(writable));
        }
        let target = path.canonicalize()?;
        Place::new(&target, Replaces::Permitted(known.permissions()))
    }

    fn new(target: &Path, replaces: Replaces) -> io::Result<Self> {
        Ok(Place::Beside { temp: beside(target)?, target: target.to_owned(), replaces })
    }
}

/// What is at the path already, links followed.
fn existing(path: &Path) -> io::Result<Option<std::fs::Metadata>> {
    match path.metadata() {
        Ok(known) => Ok(Some(known)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A new file in the same directory, with the permissions any new file gets.
fn beside(target: &Path) -> io::Result<NamedTempFile> {
    let directory = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if target.file_name().is_none() {
        return Err(io::ErrorKind::InvalidFilename.into());
    }
    tempfile::Builder::new()
        .prefix(".stickydemo-")
        .suffix(".tmp")
        .make_in(directory, |path| OpenOptions::new().write(true).create_new(true).open(path))
        .map_err(|error| io::Error::from(error.kind()))
}

fn persist(mut temp: NamedTempFile, target: &Path, replaces: Replaces) -> io::Result<()> {
    temp.flush()?;
    temp.as_file().sync_all()?;
    let persisted = match replaces {
        Replaces::Nothing => temp.persist_noclobber(target),
        Replaces::Anything => temp.persist(target),
        Replaces::Permitted(permissions) => {
            temp.as_file().set_permissions(permissions)?;
            temp.persist(target)
        }
    };
    persisted.map(drop).map_err(|error| error.error)
}

#[cfg(test)]
#[path = "save_tests.rs"]
mod tests;
