//! Traces as they are read, one after the other, while the one before is judged: a class's are many, and large.

use super::super::failure::Failure;
use super::super::interrupt::Interrupts;
use super::super::traces;
use crate::model::digest;
use crate::report::json::{Reader, Recording};
use std::borrow::Cow;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::Scope;

/// A trace that a name stands for.
pub(super) struct Named {
    /// The name; of one among several in a page with its number.
    pub(super) name: String,
    pub(super) reading: Reading,
}

/// What has been read.
pub(super) enum Reading {
    /// A trace, and the digest of its file, unpacked.
    Trace(Box<Recording>, Digest),
    /// The trace of this number, which had another name, too.
    Again(usize),
}

/// The digest of a file, unpacked.
pub(super) enum Digest {
    /// It was asked for before.
    Known(String),
    /// It is that of these bytes. Whoever judges has more time for it than the one who reads.
    Of(Vec<u8>),
}

impl Digest {
    pub(super) fn text(self) -> String {
        match self {
            Digest::Known(digest) => digest,
            Digest::Of(bytes) => digest(&bytes),
        }
    }
}

/// Reads what these names stand for, in this order, up to the first that cannot be read.
pub(super) fn begin<'scope, 'env>(
    threads: &'scope Scope<'scope, 'env>,
    names: &'env [PathBuf],
    interrupts: &'env Interrupts,
) -> Receiver<anyhow::Result<Named>> {
    // One is read while one is judged: no more of them are in memory.
    let (sender, readings) = sync_channel(0);
    let mut files =
        Files { interrupts, sender, reader: Reader::default(), before: Vec::new(), sent: 0 };
    threads.spawn(move || {
        for name in names {
            match files.file(name) {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    files.sender.send(Err(error)).ok();
                    return;
                }
            }
        }
    });
    readings
}

/// The files, as they are read.
struct Files<'env> {
    interrupts: &'env Interrupts,
    sender: SyncSender<anyhow::Result<Named>>,
    reader: Reader,
    /// The digests of the files before, and the numbers of their traces.
    before: Vec<(String, Range<usize>)>,
    /// So many traces have been sent.
    sent: usize,
}

impl Files<'_> {
    /// The traces of one file. Whether somebody still wants more.
    fn file(&mut self, name: &Path) -> anyhow::Result<bool> {
        if self.interrupts.interrupted() {
            return Err(Failure::interrupted().into());
        }
        let bytes = traces::bytes(name)?;
        let as_it_is = digest(&bytes);
        let begin = self.sent;
        if let Some((_, of)) = self.before.iter().find(|(other, _)| *other == as_it_is).cloned() {
            let several = of.len() > 1;
            return Ok((1..)
                .zip(of)
                .all(|(number, at)| self.send(named(name, number, several), Reading::Again(at))));
        }
        let pieces = traces::pieces(name, &bytes)?;
        let several = pieces.count_left() > 1;
        for (number, piece) in (1..).zip(pieces) {
            let name = named(name, number, several);
            let bytes = piece.map_err(|error| traces::wrong(&name, &error))?;
            if self.interrupts.interrupted() {
                return Err(Failure::interrupted().into());
            }
            let recording = traces::understood(&name, &bytes, &mut self.reader)?;
            let unpacked = match bytes {
                Cow::Borrowed(_) => Digest::Known(as_it_is.clone()),
                Cow::Owned(bytes) => Digest::Of(bytes),
            };
            if !self.send(name, Reading::Trace(Box::new(recording), unpacked)) {
                return Ok(false);
            }
        }
        self.before.push((as_it_is, begin..self.sent));
        Ok(true)
    }

    fn send(&mut self, name: PathBuf, reading: Reading) -> bool {
        self.sent += 1;
        let name = name.to_string_lossy().into_owned();
        self.sender.send(Ok(Named { name, reading })).is_ok()
    }
}

fn named(name: &Path, number: usize, several: bool) -> PathBuf {
    if several { traces::part(name, number) } else { name.to_owned() }
}
