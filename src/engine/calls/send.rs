//! The calls that send.

use super::room;
use crate::engine::actor::{Actor, Doing};
use crate::engine::owned::Owned;
use crate::model::{CallName, CallRecord, Data, ErrorName, Flag};
use crate::net::{Failure, Recorder, Socket, Wait};
use std::io::IoSlice;

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
    let recorder = actor.shared.recorder.clone();
    record.data = doing.payload.clone();
    recorder.record(record, |record| {
        let owned = actor.socket(doing.step)?;
        record.sock = Some(owned.id);
        if !doing.step.nonblocking {
            owned.limit_send(doing.wait.deadline.left())?;
        }
        as_timeout(doing, send(&owned.socket))
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
    let recorder = actor.shared.recorder.clone();
    record.flags = flags.to_vec();
    record.data = doing.payload.clone();
    recorder.record(record, |record| {
        let (target, _, address) = actor.target(to)?;
        record.other = Some(target);
        let owned = actor.socket(doing.step)?;
        record.sock = Some(owned.id);
        if !doing.step.nonblocking {
            owned.limit_send(doing.wait.deadline.left())?;
        }
        as_timeout(doing, owned.socket.send_to(&doing.bytes, &address, flags))
    })
}

/// `send` until all is taken. Each `send` beneath it has a record of its own.
pub(super) fn send_all(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    mut record: CallRecord,
) -> CallRecord {
    let recorder = actor.shared.recorder.clone();
    record.data = doing.payload.clone();
    recorder.record(record, |record| {
        let owned = actor.socket(doing.step)?;
        record.sock = Some(owned.id);
        everything(&recorder, owned, doing, &doing.bytes, &mut record.below)
    })
}

/// Sends bytes until all are taken or a `send` fails. An empty message takes one `send`, as a program
/// would make it.
pub(super) fn everything(
    recorder: &Recorder,
    owned: &mut Owned,
    doing: &Doing<'_>,
    bytes: &[u8],
    below: &mut Vec<CallRecord>,
) -> Result<u64, Failure> {
    let mut sent = 0;
    loop {
        room(recorder, below)?;
        let rest = &bytes[sent..];
        let (record, outcome) = one(recorder, owned, doing, rest);
        below.push(record);
        sent += outcome?;
        if sent >= bytes.len() {
            return Ok(bytes.len() as u64);
        }
    }
}

fn one(
    recorder: &Recorder,
    owned: &mut Owned,
    doing: &Doing<'_>,
    rest: &[u8],
) -> (CallRecord, Result<usize, Failure>) {
    let mut outcome = Ok(0);
    let mut record = CallRecord::new(CallName::Send);
    record.sock = Some(owned.id);
    record.max = Some(rest.len() as u64);
    let record = recorder.record(record, |_| {
        let sent =
            ready(owned, doing).and_then(|()| as_timeout(doing, owned.socket.send(rest, &[])));
        match sent {
            Ok(count) => {
                outcome = Ok(usize::try_from(count).unwrap_or(rest.len()).min(rest.len()));
                Ok(count)
            }
            Err(failure) => {
                outcome = Err(Failure::named(failure.name()));
                Err(failure)
            }
        }
    });
    (record, outcome)
}

fn ready(owned: &mut Owned, doing: &Doing<'_>) -> Result<(), Failure> {
    if doing.step.nonblocking {
        return Ok(());
    }
    alive(&doing.wait)?;
    owned.limit_send(doing.wait.deadline.left())
}

fn alive(wait: &Wait<'_>) -> Result<(), Failure> {
    match wait.deadline.over() {
        true => Err(Failure::named(ErrorName::Timeout)),
        false => Ok(()),
    }
}

/// A blocking `send` whose SO_SNDTIMEO has passed says EAGAIN (socket(7)), which on a blocking socket
/// is the deadline.
fn as_timeout(doing: &Doing<'_>, outcome: Result<u64, Failure>) -> Result<u64, Failure> {
    match outcome {
        Err(failure) if !doing.step.nonblocking && failure.name() == ErrorName::WouldBlock => {
            Err(Failure::named(ErrorName::Timeout))
        }
        other => other,
    }
}
