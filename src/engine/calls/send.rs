//! The calls that send.

use super::{came_of, limited, room};
use crate::engine::actor::{Actor, Doing};
use crate::engine::owned::Owned;
use crate::model::{CallName, CallRecord, Data, ErrorName, Flag};
use crate::net::{Failure, Socket};
use std::io::IoSlice;
use std::sync::Arc;

/// One `send`.
pub(super) fn send(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    mut record: CallRecord,
    flags: &[Flag],
) -> CallRecord {
    record.flags = flags.to_vec();
    message(actor, doing, record, |socket| socket.send(&doing.bytes, flags))
}

/// One `writev`: the pieces lie one after another in the step's bytes.
pub(super) fn writev(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: CallRecord,
    data: &Data,
) -> CallRecord {
    let mut rest = doing.bytes.as_slice();
    let mut slices = Vec::new();
    for piece in data.pieces() {
        let len = piece.len().and_then(|len| usize::try_from(len).ok()).unwrap_or(0);
        let (first, behind) = rest.split_at(len.min(rest.len()));
        slices.push(IoSlice::new(first));
        rest = behind;
    }
    message(actor, doing, record, |socket| socket.send_pieces(&slices))
}

/// One call that sends a message on a connected socket.
fn message(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    mut record: CallRecord,
    send: impl FnOnce(&Socket) -> Result<u64, Failure>,
) -> CallRecord {
    record.data = doing.payload.clone();
    let table = Arc::clone(&actor.shared.table);
    actor.on_socket(doing, record, |owned, record| {
        record.other = table.goes_elsewhere(owned.id);
        in_time(owned, doing, send)
    })
}

/// `sendto`.
pub(super) fn send_to(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    mut record: CallRecord,
    to: &str,
    flags: &[Flag],
) -> CallRecord {
    record.flags = flags.to_vec();
    record.data = doing.payload.clone();
    actor.record(record, |actor, record| {
        let (meant, _, address) = actor.target(to)?;
        let table = Arc::clone(&actor.shared.table);
        let owned = actor.noted(doing, record)?;
        record.other = Some(table.destination(owned.id, meant));
        in_time(owned, doing, |socket| socket.send_to(&doing.bytes, &address, flags))
    })
}

/// `send` until all is taken. Each `send` beneath it has a record of its own.
pub(super) fn send_all(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    mut record: CallRecord,
) -> CallRecord {
    record.data = doing.payload.clone();
    actor.record(record, |actor, record| {
        actor.noted(doing, record)?;
        everything(actor, doing, &doing.bytes, record)
    })
}

/// Sends bytes until all are taken or a `send` fails. An empty message takes one `send`, as a program
/// would make it.
pub(super) fn everything(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    bytes: &[u8],
    record: &mut CallRecord,
) -> Result<u64, Failure> {
    let mut sent = 0;
    loop {
        room(actor, record)?;
        let below = one(actor, doing, &bytes[sent..]);
        let taken = came_of(&below);
        record.below.push(below);
        sent = usize::try_from(taken?).map_or(bytes.len(), |taken| sent.saturating_add(taken));
        if sent >= bytes.len() {
            return Ok(bytes.len() as u64);
        }
    }
}

fn one(actor: &mut Actor<'_>, doing: &Doing<'_>, rest: &[u8]) -> CallRecord {
    let mut record = CallRecord::new(CallName::Send);
    record.max = Some(rest.len() as u64);
    actor.on_socket(doing, record, |owned, _| {
        if !doing.step.nonblocking && doing.wait.deadline.over() {
            return Err(Failure::named(ErrorName::Timeout));
        }
        in_time(owned, doing, |socket| socket.send(rest, &[]))
    })
}

/// Sends, and waits no longer than the step may. A blocking `send` whose SO_SNDTIMEO has passed says
/// EAGAIN (socket(7)), which on a blocking socket is the deadline.
fn in_time(
    owned: &mut Owned,
    doing: &Doing<'_>,
    send: impl FnOnce(&Socket) -> Result<u64, Failure>,
) -> Result<u64, Failure> {
    if doing.step.nonblocking {
        return send(&owned.socket);
    }
    owned.limit_send(doing.wait.deadline.left())?;
    limited(doing, send(&owned.socket))
}
