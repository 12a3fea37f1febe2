//! What the conductor and the actors of a case share: nothing that changes, but for the table of
//! sockets and the directory that is made when the first Unix-domain socket wants a name.

use super::output::{self, Outputs};
use super::{EngineError, RunOptions};
use crate::framing::broken::{self, Broken};
use crate::framing::{self, Framing};
use crate::model::{Case, Data, ErrorName, FramingSpec};
use crate::net::{self, Clock, Failure, Recorder, Table};
use crate::stage::{Scene, Stage};
use socket2::SockAddr;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
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
    /// There was no descriptor left for something the case needs: nothing waits any more, and the rest is
    /// not run.
    pub(super) given_up: AtomicBool,
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
            given_up: AtomicBool::new(false),
            outputs,
            directory: Mutex::new(None),
            names: AtomicU32::new(0),
            token: RandomState::new().build_hasher().finish(),
        })
    }

    /// Gives the case up if this is the end of it: a call that found no descriptor left, where that is
    /// not what the case is about. Its other actors would wait for what cannot come.
    pub(super) fn look_at(&self, error: Option<ErrorName>) {
        if error == Some(ErrorName::TooManyOpen) && !self.case.expects(ErrorName::TooManyOpen) {
            self.given_up.store(true, Ordering::Relaxed);
        }
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
