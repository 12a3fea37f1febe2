//! Traces as they are read, one after the other, while the one before is judged: a class's are many, and large.

use super::super::failure::Failure;
use super::super::interrupt::Interrupts;
use super::super::traces;
use crate::model::digest;
use crate::report::json::{Reader, Recording};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::Scope;

/// What a name stands for.
pub(super) enum Reading {
    /// A trace, and the digest of its file, unpacked.
    Trace(Box<Recording>, Digest),
    /// What the name of this number stands for, too.
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
) -> Receiver<anyhow::Result<Reading>> {
    // One is read while one is judged: no more of them are in memory.
    let (sender, readings) = sync_channel(0);
    threads.spawn(move || all(names, interrupts, &sender));
    readings
}

fn all(names: &[PathBuf], interrupts: &Interrupts, sender: &SyncSender<anyhow::Result<Reading>>) {
    let (mut reader, mut before) = (Reader::default(), Vec::new());
    for name in names {
        let reading = match interrupts.interrupted() {
            true => Err(Failure::interrupted().into()),
            false => one(name, &mut reader, &mut before),
        };
        let last = reading.is_err();
        if sender.send(reading).is_err() || last {
            return;
        }
    }
}

/// `before`: the digests of the files before.
fn one(name: &Path, reader: &mut Reader, before: &mut Vec<String>) -> anyhow::Result<Reading> {
    let bytes = traces::bytes(name)?;
    let as_it_is = digest(&bytes);
    let known = before.iter().position(|other| *other == as_it_is);
    before.push(as_it_is.clone());
    if let Some(at) = known {
        return Ok(Reading::Again(at));
    }
    let bytes = traces::unpacked(name, &bytes)?;
    let recording = traces::understood(name, &bytes, reader)?;
    let unpacked = match bytes {
        Cow::Borrowed(_) => Digest::Known(as_it_is),
        Cow::Owned(bytes) => Digest::Of(bytes),
    };
    Ok(Reading::Trace(Box::new(recording), unpacked))
}
