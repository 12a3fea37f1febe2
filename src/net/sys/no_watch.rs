//! Systems on which no program can be watched without being changed.

use crate::net::Clock;
use crate::net::watched::Watcher;
use std::ffi::{OsStr, OsString};
use std::io;

/// It cannot.
pub(in crate::net) const CAN: bool = false;

/// Watches nothing.
#[derive(Debug)]
pub(in crate::net) struct Tracer;

impl Tracer {
    pub(in crate::net) fn new(_: Clock) -> Self {
        Tracer
    }

    pub(in crate::net) fn take(&mut self, _: u32) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(in crate::net) fn step(&mut self, _: &mut dyn Watcher) -> io::Result<bool> {
        Ok(false)
    }

    pub(in crate::net) fn stood(&self) -> (u64, u64) {
        (0, 0)
    }
}

pub(in crate::net) fn become_watched(_: &OsStr, _: &[OsString], _: bool) -> io::Error {
    io::ErrorKind::Unsupported.into()
}

pub(in crate::net) fn end(_: u32, _: bool) {}

pub(in crate::net) fn waits_for_others(_: u32) -> bool {
    false
}
