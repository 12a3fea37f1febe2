//! The calls that receive.

use super::{came_of, limited, room};
use crate::engine::actor::{Actor, Doing};
use crate::model::{CallName, CallRecord, ErrorName, Flag, Outcome, Payload};
use crate::net::{Failure, Received, Socket};
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

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
    record.max = Some(bytes);
    let mut all = Vec::new();
    let mut record = actor.record(record, |actor, record| {
        actor.noted(doing, record)?;
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

/// One `recv` beneath another call: how many bytes it brought; the end of the stream is a failure
/// there. Its record goes to that call's.
pub(super) fn beneath(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: &mut CallRecord,
    max: u64,
) -> Result<usize, Failure> {
    room(actor, record)?;
    let below = one(actor, doing, CallRecord::new(CallName::Recv), max, &[]);
    let outcome = came_of(&below);
    record.below.push(below);
    match outcome? {
        0 => Err(Failure::named(ErrorName::EndOfStream)),
        count => Ok(usize::try_from(count).unwrap_or(0)),
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
    record.max = Some(max);
    record.flags = flags.to_vec();
    record.nonblocking = doing.step.nonblocking;
    let brought = Cell::new(None);
    let take = |actor: &mut Actor<'_>, record: &mut CallRecord| {
        let got = receive(actor, doing, record)?;
        let table = &actor.shared.table;
        record.other = got.from.as_ref().and_then(|address| table.by_address(address));
        let count = got.count;
        brought.set(Some(got));
        Ok(count)
    };
    actor.record_then(record, take, |actor, record| describe(actor, brought.take(), record))
}

/// Receives what the record asks for.
fn receive(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: &mut CallRecord,
) -> Result<Received, Failure> {
    let size = record.max.and_then(|max| usize::try_from(max).ok()).unwrap_or(usize::MAX);
    if actor.scratch.len() < size {
        actor.scratch.resize(size, 0);
    }
    let owned = actor.noted(doing, record)?;
    if !doing.step.nonblocking {
        owned.limit_receive(doing.wait.deadline.left())?;
    }
    let socket = Arc::clone(&owned.socket);
    match when_ready(doing, &socket, &mut actor.scratch[..size], &record.flags) {
        Err(over) if over.name() == ErrorName::Timeout && has_some(&socket) => {
            actor.noted(doing, record)?.limit_receive(Duration::ZERO)?;
            socket.receive(&mut actor.scratch[..size], &record.flags).map_err(|_| over)
        }
        got => got,
    }
}

/// Waits by `poll`, then receives. `poll` may say ready where `recv` still waits: for MSG_WAITALL, an
/// SO_RCVLOWAT that `poll` does not heed, an error queue. So the kernel knows the deadline, too, by
/// SO_RCVTIMEO.
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
    limited(doing, socket.receive(buffer, flags))
}

/// Whether bytes are there that `poll` did not call ready: fewer than SO_RCVLOWAT. A receive that has
/// waited for its time returns what there is (tcp_recvmsg_locked in net/ipv4/tcp.c).
fn has_some(socket: &Socket) -> bool {
    socket.transport().is_stream() && socket.readable().seen().is_some_and(|bytes| bytes > 0)
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
