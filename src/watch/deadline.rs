//! When it is enough, and how programs are ended: they are asked to (SIGTERM), and a second later they are.

use super::Why;
use crate::net::watched::{end, waits_for_others};
use crate::net::{Deadline, sleep};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often it is looked whether it is enough.
const LOOK: Duration = Duration::from_millis(10);
/// For so many looks nothing may have happened, and everybody wait for somebody else.
const QUIET: u32 = 25;
/// What a program may take to end when it is asked to.
const GRACE: Duration = Duration::from_secs(1);
/// So many processes may there be at a time.
const MOST: usize = 256;

/// Looks at the clock while another thread traces.
#[derive(Debug)]
pub(super) struct Guard<'a> {
    limit: Option<Duration>,
    cancel: &'a AtomicBool,
    /// The servers are to be ended when the clients have.
    settles: bool,
    state: Mutex<State>,
    calls: AtomicU64,
    finished: AtomicBool,
}

#[derive(Debug, Default)]
struct State {
    processes: BTreeSet<u32>,
    /// The clients have been started, and have ended.
    clients_gone: bool,
    why: Option<Why>,
    /// Whoever is there is ended at once, and whoever comes.
    doomed: bool,
}

impl<'a> Guard<'a> {
    pub(super) fn new(limit: Option<Duration>, cancel: &'a AtomicBool, settles: bool) -> Self {
        let (state, calls) = (Mutex::default(), AtomicU64::new(0));
        Guard { limit, cancel, settles, state, calls, finished: AtomicBool::new(false) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A process is there.
    pub(super) fn meets(&self, process: u32) {
        let mut state = self.lock();
        state.processes.insert(process);
        if state.processes.len() > MOST && state.why.is_none() {
            state.why = Some(Why::TooMany);
            state.doomed = true;
            state.processes.iter().for_each(|process| end(*process, true));
        }
        if state.doomed {
            end(process, true);
        }
    }

    /// A process is gone.
    pub(super) fn misses(&self, process: u32) {
        self.lock().processes.remove(&process);
    }

    /// Something happened.
    pub(super) fn hears(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn clients_gone(&self) {
        self.lock().clients_gone = true;
    }

    /// It ends now, and for this reason, unless there was one before.
    pub(super) fn ends(&self, why: Why) {
        self.lock().why.get_or_insert(why);
    }

    pub(super) fn why(&self) -> Option<Why> {
        self.lock().why
    }

    /// Whether clients are waited for, or were.
    pub(super) fn settles(&self) -> bool {
        self.settles
    }

    /// No process is left.
    pub(super) fn finish(&self) {
        self.finished.store(true, Ordering::Relaxed);
    }

    /// Looks until nothing is left to look at.
    pub(super) fn look(&self) {
        let limit = self.limit.map(Deadline::after);
        let (mut quiet, mut before) = (0, 0);
        while !self.finished.load(Ordering::Relaxed) && self.why().is_none() {
            sleep(LOOK);
            let calls = self.calls.load(Ordering::Relaxed);
            quiet = if calls == before && self.idle() { quiet + 1 } else { 0 };
            before = calls;
            if self.cancel.load(Ordering::Relaxed) {
                self.ends(Why::CalledOff);
            } else if limit.is_some_and(|limit| limit.over()) {
                self.ends(Why::Limit);
            } else if quiet >= QUIET {
                self.ends(Why::Settled);
            }
        }
        self.end_all();
    }

    /// Whether the clients are gone, and everybody else waits for somebody.
    fn idle(&self) -> bool {
        let state = self.lock();
        let gone = self.settles && state.clients_gone;
        gone && state.processes.iter().all(|process| waits_for_others(*process))
    }

    /// Asks all to end, and then ends them.
    fn end_all(&self) {
        self.lock().processes.iter().for_each(|process| end(*process, false));
        let grace = Deadline::after(GRACE);
        while !self.finished.load(Ordering::Relaxed) {
            if grace.over() {
                let mut state = self.lock();
                state.doomed = true;
                state.processes.iter().for_each(|process| end(*process, true));
            }
            sleep(LOOK);
        }
    }
}
