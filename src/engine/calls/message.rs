//! The calls over a framing: a message in, a message out.

use super::receive::beneath;
use super::send::everything;
use crate::engine::actor::{Actor, Doing};
use crate::framing::{Framing, FramingError};
use crate::model::{CallRecord, ErrorName, Payload, Text};
use crate::net::Failure;
use bytes::Bytes;

/// Encodes the step's message and sends all of its frame.
pub(super) fn send(actor: &mut Actor<'_>, doing: &Doing<'_>, mut record: CallRecord) -> CallRecord {
    let recorder = actor.shared.recorder.clone();
    let shared = actor.shared;
    record.data = doing.payload.clone();
    recorder.record(record, |record| {
        let owned = actor.socket(doing.step)?;
        record.sock = Some(owned.id);
        let mut frame = Vec::new();
        framing(shared.framing.as_deref())?.encode(&doing.bytes, &mut frame).map_err(failed)?;
        record.frame = Some(frame.len() as u64);
        everything(&recorder, owned, doing, &frame, &mut record.below)?;
        Ok(doing.bytes.len() as u64)
    })
}

/// Receives until the framing finds a message; none of the calls beneath it is made when it has one
/// already.
pub(super) fn recv(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: CallRecord,
    max: u64,
) -> CallRecord {
    let recorder = actor.shared.recorder.clone();
    let mut message = None;
    let mut record = recorder.record(record, |record| {
        let found = find(actor, doing, max, record)?;
        let count = found.len() as u64;
        message = Some(found);
        Ok(count)
    });
    record.data = message.map(|bytes| Payload::of(&bytes));
    record
}

fn find(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    max: u64,
    record: &mut CallRecord,
) -> Result<Bytes, Failure> {
    let framing = framing(actor.shared.framing.as_deref())?;
    loop {
        let owned = actor.socket(doing.step)?;
        record.sock = Some(owned.id);
        if let Some((message, frame)) = owned.reader(framing).next().map_err(failed)? {
            record.frame = Some(frame);
            return Ok(message);
        }
        let outcome = beneath(actor, doing, record, max);
        match outcome {
            Ok(count) => take_in(actor, doing, framing, count)?,
            Err(failure) if failure.name() == ErrorName::EndOfStream => {
                return last(actor, doing, framing, record);
            }
            Err(failure) => return Err(failure),
        }
    }
}

/// What a `recv` left in the scratch buffer goes to the reader of its socket.
fn take_in(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    framing: &dyn Framing,
    count: usize,
) -> Result<(), Failure> {
    let scratch = std::mem::take(&mut actor.scratch);
    let result =
        actor.socket(doing.step).map(|owned| owned.reader(framing).take_in(&scratch[..count]));
    actor.scratch = scratch;
    result
}

/// At the end of the stream: the last message, or the failure that the end is.
fn last(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    framing: &dyn Framing,
    record: &mut CallRecord,
) -> Result<Bytes, Failure> {
    let last = actor.socket(doing.step)?.reader(framing).last().map_err(failed)?;
    let (message, frame) = last.ok_or_else(|| Failure::named(ErrorName::EndOfStream))?;
    record.frame = Some(frame);
    Ok(message)
}

fn framing(framing: Option<&dyn Framing>) -> Result<&dyn Framing, Failure> {
    framing.ok_or_else(|| {
        let text = Text::new("the case has no framing", "这个用例没有组帧方式");
        Failure::Named(ErrorName::Other, Some(text))
    })
}

fn failed(error: FramingError) -> Failure {
    Failure::Named(error.name(), Some(error.text()))
}
