//! The calls that only wait.

use crate::engine::actor::{Actor, Doing};
use crate::model::CallRecord;
use crate::net::Barrier;

/// So many bytes, a datagram, or the end.
pub(super) fn readable(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    mut record: CallRecord,
    bytes: Option<u64>,
) -> CallRecord {
    record.max = bytes;
    wait(actor, doing, record, Barrier::Readable(bytes.unwrap_or(1)))
}

/// All acknowledged.
pub(super) fn acked(actor: &mut Actor<'_>, doing: &Doing<'_>, record: CallRecord) -> CallRecord {
    wait(actor, doing, record, Barrier::Acked)
}

/// The peer has gone.
pub(super) fn hangup(actor: &mut Actor<'_>, doing: &Doing<'_>, record: CallRecord) -> CallRecord {
    wait(actor, doing, record, Barrier::Hangup)
}

fn wait(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: CallRecord,
    barrier: Barrier,
) -> CallRecord {
    actor.on_socket(doing, record, |owned, _| doing.wait.barrier(&owned.socket, barrier))
}

/// Does nothing for a while.
pub(super) fn pause(actor: &mut Actor<'_>, doing: &Doing<'_>, record: CallRecord) -> CallRecord {
    actor.record(record, |_, _| doing.wait.pause().map(|()| 0))
}
