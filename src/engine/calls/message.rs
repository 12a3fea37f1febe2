//! The calls over a framing: a message in, a message out.

use super::receive::beneath;
use super::send::everything;
use crate::engine::actor::{Actor, Doing};
use crate::engine::owned::StreamReader;
use crate::framing::{Doubt, Framing, FramingError, Outgoing, Turn};
use crate::model::{CallRecord, ErrorName, FramingSpec, Payload, Text};
use crate::net::Failure;
use bytes::Bytes;

/// Encodes the step's message and sends all of its frame, waiting in between where the framing says
/// so.
pub(super) fn send(actor: &mut Actor<'_>, doing: &Doing<'_>, mut record: CallRecord) -> CallRecord {
    record.data = doing.payload.clone();
    actor.record(record, |actor, record| {
        actor.noted(doing, record)?;
        let framing = framing(actor.shared.framing.as_deref())?;
        let mut message = Outgoing::new(framing, &doing.bytes).map_err(failed)?;
        record.frame = Some(message.frame_len());
        while one_turn(actor, doing, record, &mut message)? {}
        Ok(doing.bytes.len() as u64)
    })
}

/// Writes the next bytes of a message, or reads what it waits for; whether there was anything to do.
fn one_turn(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: &mut CallRecord,
    message: &mut Outgoing,
) -> Result<bool, Failure> {
    match message.turn() {
        Turn::Write(bytes) => {
            everything(actor, doing, bytes, record)?;
            message.written();
        }
        Turn::Read(most) => {
            let count = beneath(actor, doing, record, most as u64)?;
            message.received(&actor.scratch[..count]).map_err(failed)?;
        }
        Turn::Done => return Ok(false),
    }
    Ok(true)
}

/// Receives until the framing finds a message; none of the calls beneath it is made when it has one
/// already.
pub(super) fn recv(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: CallRecord,
    max: u64,
) -> CallRecord {
    let mut message = None;
    let mut record = actor.record(record, |actor, record| {
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
    let shared = actor.shared;
    let framing = framing(shared.framing.as_deref())?;
    let goes_on = shared.case.framing.as_ref().is_some_and(FramingSpec::goes_on);
    loop {
        let owned = actor.noted(doing, record)?;
        let reader = owned.reader(framing);
        let next = reader.next();
        let next = next.map_err(|error| refused((error, true), (reader, goes_on), record))?;
        if let Some(answer) = owned.reader(framing).answer() {
            everything(actor, doing, &answer, record)?;
        }
        if let Some((message, frame)) = next {
            record.frame = Some(frame);
            return Ok(message);
        }
        let outcome = beneath(actor, doing, record, max);
        match outcome {
            Ok(count) => take_in(actor, doing, framing, count)?,
            Err(failure) if failure.name() == ErrorName::EndOfStream => {
                return last(actor, doing, framing, record);
            }
            Err(failure) if failure.name() == ErrorName::Timeout => {
                let doubt = actor.socket(doing.step)?.reader(framing).doubt(false);
                return Err(Failure::Named(failure.name(), doubt.map(|doubt| doubt.text())));
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
    let goes_on = actor.shared.case.framing.as_ref().is_some_and(FramingSpec::goes_on);
    let reader = actor.socket(doing.step)?.reader(framing);
    let last = reader.last();
    let last = last.map_err(|error| refused((error, false), (reader, goes_on), record))?;
    let (message, frame) = last.ok_or_else(|| Failure::named(ErrorName::EndOfStream))?;
    record.frame = Some(frame);
    Ok(message)
}

/// What was refused, as a failure of the call. Where its reader has passed over it, that is the frame; where it stands
/// still, what was refused is still before it, and what it says is looked at.
fn refused(
    (error, at_once): (FramingError, bool),
    (reader, goes_on): (&mut StreamReader, bool),
    record: &mut CallRecord,
) -> Failure {
    if goes_on && error.name() == ErrorName::FrameTooLarge {
        record.frame = Some(reader.passed_over());
        return failed(error);
    }
    doubted(error, reader.doubt(at_once))
}

fn framing(framing: Option<&dyn Framing>) -> Result<&dyn Framing, Failure> {
    framing.ok_or_else(|| {
        let text = Text::new("the case has no framing", "这个用例没有组帧方式");
        Failure::Named(ErrorName::Other, Some(text))
    })
}

fn failed(error: FramingError) -> Failure {
    doubted(error, None)
}

fn doubted(error: FramingError, doubt: Option<Doubt>) -> Failure {
    Failure::Named(error.name(), Some(error.text_with(doubt)))
}
