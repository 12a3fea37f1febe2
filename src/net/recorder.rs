//! The one place through which every call goes and is written down.

use super::{Clock, Failure, Table};
use crate::model::{CallRecord, Outcome};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Writes calls down: time, outcome, and what the kernel held at both ends right afterwards.
#[derive(Debug, Clone)]
pub struct Recorder {
    clock: Clock,
    table: Arc<Table>,
    calls: Arc<AtomicU64>,
}

impl Recorder {
    /// With the clock and the sockets of a case.
    pub fn new(clock: Clock, table: Arc<Table>) -> Self {
        Recorder { clock, table, calls: Arc::default() }
    }

    /// How many calls have been begun, those beneath others included.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// The time since the case began, in nanoseconds.
    pub fn ns(&self) -> u64 {
        self.clock.ns()
    }

    /// Makes the call `f` and completes its record. `f` returns the count of a success, and fills
    /// in what else it learns (the socket it made, the calls beneath it).
    pub fn record(
        &self,
        record: CallRecord,
        f: impl FnOnce(&mut CallRecord) -> Result<u64, Failure>,
    ) -> CallRecord {
        self.record_then(record, &mut (), |(), record| f(record), |(), _| {})
    }

    /// Like [`Self::record`], with `after` to fill in what takes time and is not part of the call: a
    /// payload's digest.
    pub fn record_then<C>(
        &self,
        mut record: CallRecord,
        context: &mut C,
        f: impl FnOnce(&mut C, &mut CallRecord) -> Result<u64, Failure>,
        after: impl FnOnce(&mut C, &mut CallRecord),
    ) -> CallRecord {
        self.calls.fetch_add(1, Ordering::Relaxed);
        record.start_ns = self.clock.ns();
        let outcome = f(context, &mut record);
        record.took_ns = self.clock.ns().saturating_sub(record.start_ns);
        record.outcome = match outcome {
            Ok(count) => Outcome::Returned(count),
            Err(failure) => Outcome::Error(failure.info()),
        };
        if let Some(sock) = record.sock {
            (record.own, record.peer) = self.table.sample(sock, record.other);
        }
        after(context, &mut record);
        record
    }
}
