//! What the conductor and the actors of a case share: nothing that changes, but for the table of
//! sockets and the directory that is made when the first Unix-domain socket wants a name.

use super::output::{self, Outputs};
use super::{EngineError, RunOptions};
use crate::framing::broken::{self, Broken};
use crate::framing::{self, Framing};
use crate::model::{Case, Data, FramingSpec};
use crate::net::{self, Clock, Failure, Recorder, Table};
use crate::stage::{Scene, Stage};
use socket2::SockAddr;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// The world of one run of one case.
pub(super) struct Shared<'a> {
    pub(super) case: &'a Case,
    pub(super) scene: Scene<'a>,
    pub(super) options: &'a RunOptions,
    pub(super) table: Arc<Table>,
    pub(super) recorder: Recorder,
    pub(super) framing: Option<Box<dyn Framing>>,
    /// The framing, where it is a broken one: then its own sender and reader do the work.
    pub(super) broken: Option<&'static dyn Broken>,
    outputs: Outputs,
    directory: Mutex<Option<TempDir>>,
    names: AtomicU32,
    /// Tells the names of this run from those of every other.
    token: u64,
}

fn exhibit(spec: &FramingSpec) -> Option<&'static dyn Broken> {
    match spec {
        FramingSpec::Broken { exhibit } => Some(broken::exhibit(*exhibit)),
        _ => None,
    }
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
        let clock = Clock::start();
        let scene = stage.scene(case, clock).map_err(EngineError::Wire)?;
        Ok(Shared {
            case,
            scene,
            options,
            recorder: Recorder::new(clock, Arc::clone(&table)),
            table,
            framing: case.framing.as_ref().map(framing::from_spec),
            broken: case.framing.as_ref().and_then(exhibit),
            outputs,
            directory: Mutex::new(None),
            names: AtomicU32::new(0),
            token: RandomState::new().build_hasher().finish(),
        })
    }

    /// The bytes a step sends.
    pub(super) fn bytes(&self, data: &Data) -> Vec<u8> {
        match data {
            Data::OutputOf(command) => self.outputs.get(command).cloned().unwrap_or_default(),
            known => known.bytes().unwrap_or_default(),
        }
    }

    /// A Unix-domain name that no other socket has: no file where the system has such names, else
    /// one in a directory of the case.
    pub(super) fn unix_name(&self) -> Result<SockAddr, Failure> {
        let number = self.names.fetch_add(1, Ordering::Relaxed);
        match net::abstract_name(&format!("stickydemo-{:016x}-{number}", self.token)) {
            Some(name) => Ok(name),
            None => self.file_name(number),
        }
    }

    fn file_name(&self, number: u32) -> Result<SockAddr, Failure> {
        let mut directory = self.directory.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if directory.is_none() {
            *directory = Some(self.scene.directory()?);
        }
        let path =
            directory.as_ref().map(|dir| dir.path().join(number.to_string())).unwrap_or_default();
        Ok(SockAddr::unix(path)?)
    }
}
