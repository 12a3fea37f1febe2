//! What the conductor and the actors of a case share: nothing that changes, but for the table of
//! sockets and the directory that is made when the first Unix-domain socket wants a name.

use super::output::{self, Outputs};
use super::{EngineError, RunOptions};
use crate::framing::{self, Framing};
use crate::model::{Case, Data};
use crate::net::{Clock, Failure, Recorder, Table};
use crate::stage::Stage;
use socket2::SockAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// The world of one run of one case.
pub(super) struct Shared<'a> {
    pub(super) case: &'a Case,
    pub(super) stage: &'a Stage,
    pub(super) options: &'a RunOptions,
    pub(super) table: Arc<Table>,
    pub(super) recorder: Recorder,
    pub(super) framing: Option<Box<dyn Framing>>,
    outputs: Outputs,
    directory: Mutex<Option<TempDir>>,
    names: AtomicU32,
}

impl<'a> Shared<'a> {
    /// Runs the sub-commands whose output the case sends; the clock starts after that.
    pub(super) fn new(
        case: &'a Case,
        stage: &'a Stage,
        options: &'a RunOptions,
    ) -> Result<Self, EngineError> {
        let outputs = output::of_case(case, options)?;
        let table = Arc::new(Table::default());
        Ok(Shared {
            case,
            stage,
            options,
            recorder: Recorder::new(Clock::start(), Arc::clone(&table)),
            table,
            framing: case.framing.as_ref().map(framing::from_spec),
            outputs,
            directory: Mutex::new(None),
            names: AtomicU32::new(0),
        })
    }

    /// The bytes a step sends.
    pub(super) fn bytes(&self, data: &Data) -> Vec<u8> {
        match data {
            Data::OutputOf(command) => self.outputs.get(command).cloned().unwrap_or_default(),
            known => known.bytes().unwrap_or_default(),
        }
    }

    /// A name in the file system that no other socket of the case has.
    pub(super) fn unix_name(&self) -> Result<SockAddr, Failure> {
        let mut directory = self.directory.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if directory.is_none() {
            *directory = Some(self.stage.directory()?);
        }
        let number = self.names.fetch_add(1, Ordering::Relaxed);
        let path =
            directory.as_ref().map(|dir| dir.path().join(number.to_string())).unwrap_or_default();
        Ok(SockAddr::unix(path)?)
    }
}
