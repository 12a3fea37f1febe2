//! The calls that receive.

use super::room;
use crate::engine::actor::{Actor, Doing};
use crate::model::{CallName, CallRecord, ErrorName, Flag, Outcome, Payload, SocketId};
use crate::net::{Failure, Received, Socket};
use std::sync::Arc;

/// One `recv` or `recv_from`.
pub(super) fn recv(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: CallRecord,
    max: u64,
    flags: &[Flag],
) -> CallRecord {
    one(actor, doing, record, max, flags)
}

/// One `recv` with MSG_PEEK.
pub(super) fn peek(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: CallRecord,
    max: u64,
) -> CallRecord {
    one(actor, doing, record, max, &[Flag::MsgPeek])
}

/// `recv` until so many bytes are there. What came before a failure is in the records beneath.
pub(super) fn recv_exact(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    mut record: CallRecord,
    bytes: u64,
) -> CallRecord {
    let recorder = actor.shared.recorder.clone();
    record.max = Some(bytes);
    let mut all = Vec::new();
    let mut record = recorder.record(record, |record| {
        record.sock = Some(actor.socket(doing.step)?.id);
        while (all.len() as u64) < bytes {
            let outcome = beneath(actor, doing, record, bytes - all.len() as u64);
            let count = outcome?;
            all.extend_from_slice(&actor.scratch[..count]);
        }
        Ok(bytes)
    });
    record.data = Some(Payload::of(&all));
    record
}

/// One `recv` beneath another call: how many bytes it brought. Its record goes to that call's.
pub(super) fn beneath(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: &mut CallRecord,
    max: u64,
) -> Result<usize, Failure> {
    room(&actor.shared.recorder, &record.below)?;
    let below = one(actor, doing, CallRecord::new(CallName::Recv), max, &[]);
    let outcome = piece(&below);
    record.below.push(below);
    outcome
}

/// How many bytes a `recv` beneath another call brought; the end of the stream is a failure there.
fn piece(below: &CallRecord) -> Result<usize, Failure> {
    match (below.outcome.count(), below.outcome.error()) {
        (Some(0), _) => Err(Failure::named(ErrorName::EndOfStream)),
        (Some(count), _) => Ok(usize::try_from(count).unwrap_or(0)),
        (None, Some(name)) => Err(Failure::named(name)),
        (None, None) => Err(Failure::named(ErrorName::Other)),
    }
}

/// Waits, receives, and writes it down. The bytes are in the actor's scratch buffer afterwards.
pub(super) fn one(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    mut record: CallRecord,
    max: u64,
    flags: &[Flag],
) -> CallRecord {
    let recorder = actor.shared.recorder.clone();
    record.max = Some(max);
    record.flags = flags.to_vec();
    record.nonblocking = doing.step.nonblocking;
    let mut brought: Option<Received> = None;
    recorder.record_then(
        record,
        &mut (actor, &mut brought),
        |(actor, brought), record| {
            let (id, got) = receive(actor, doing, max, flags, record)?;
            record.sock = Some(id);
            let table = &actor.shared.table;
            record.other = got.from.as_ref().and_then(|address| table.by_address(address));
            let count = got.count;
            **brought = Some(got);
            Ok(count)
        },
        |(actor, brought), record| describe(actor, brought.take(), record),
    )
}

fn receive(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    max: u64,
    flags: &[Flag],
    record: &mut CallRecord,
) -> Result<(SocketId, Received), Failure> {
    let size = usize::try_from(max).unwrap_or(usize::MAX);
    if actor.scratch.len() < size {
        actor.scratch.resize(size, 0);
    }
    let owned = actor.socket(doing.step)?;
    if !doing.step.nonblocking {
        owned.limit_receive(doing.wait.deadline.left())?;
    }
    let (id, socket) = (owned.id, Arc::clone(&owned.socket));
    record.sock = Some(id);
    let got = when_ready(doing, &socket, &mut actor.scratch[..size], flags)?;
    Ok((id, got))
}

/// Waits by `poll`, then receives. `poll` may say ready where `recv` still waits: for MSG_WAITALL, an
/// SO_RCVLOWAT that `poll` does not heed, an error queue. So the kernel knows the deadline, too, by
/// SO_RCVTIMEO; a receive that reaches it says EAGAIN (socket(7)).
fn when_ready(
    doing: &Doing<'_>,
    socket: &Socket,
    buffer: &mut [u8],
    flags: &[Flag],
) -> Result<Received, Failure> {
    if doing.step.nonblocking {
        return socket.receive(buffer, flags);
    }
    doing.wait.readable(socket)?;
    match socket.receive(buffer, flags) {
        Err(failure) if failure.name() == ErrorName::WouldBlock => {
            Err(Failure::named(ErrorName::Timeout))
        }
        other => other,
    }
}

/// Fills in what is not part of the call: the bytes, and whether they were cut. Data that
/// the system reported as an error is a failure that brought bytes.
fn describe(actor: &Actor<'_>, brought: Option<Received>, record: &mut CallRecord) {
    let Some(got) = brought else { return };
    record.data = Some(Payload::of(&actor.scratch[..got.filled]));
    record.truncated = got.truncated;
    if let Some(error) = got.error {
        record.outcome = Outcome::Error(Failure::System(error).info());
    }
}
