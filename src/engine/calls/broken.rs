//! The calls over a broken framing: its own sender and its own reader, on a real socket.

use super::receive::beneath;
use super::send::everything;
use crate::engine::actor::{Actor, Doing};
use crate::framing::broken::Broken;
use crate::framing::{Recv, Stop};
use crate::model::{CallRecord, ErrorName, Limits, Payload};
use crate::net::Failure;
use bytes::Bytes;

/// `send_message` or `recv_message`, as the step says.
pub(super) fn message(actor: &mut Actor<'_>, doing: &Doing<'_>, record: CallRecord) -> CallRecord {
    match (actor.shared.broken, doing.step.call.data()) {
        (Some(broken), Some(_)) => send(actor, doing, record, broken),
        (Some(broken), None) => recv(actor, doing, record, broken),
        (None, _) => record,
    }
}

/// Sends a message as the exhibit does, `send` by `send`.
fn send(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    mut record: CallRecord,
    broken: &dyn Broken,
) -> CallRecord {
    record.data = doing.payload.clone();
    actor.record(record, |actor, record| {
        actor.noted(doing, record)?;
        let sends = broken.sends(&doing.bytes).map_err(|error| stopped(Stop::Frame(error)))?;
        record.frame = Some(sends.iter().map(|send| send.len() as u64).sum());
        for send in sends.iter().filter(|send| !send.is_empty()) {
            everything(actor, doing, send, record)?;
        }
        Ok(doing.bytes.len() as u64)
    })
}

/// Lets the exhibit's reader read a message. The `max` of the step has no say: how much each `recv`
/// asks for is the exhibit's own, and what it is about.
fn recv(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: CallRecord,
    broken: &dyn Broken,
) -> CallRecord {
    let mut message = None;
    let mut record = actor.record(record, |actor, record| {
        let owned = actor.noted(doing, record)?;
        let mut reader = owned.broken_reader.take().unwrap_or_else(|| broken.reader());
        let kept = reader.kept();
        let mut stream = Stream { actor, doing, record, failure: None };
        let outcome = reader.next(&mut stream);
        let failure = stream.failure.take();
        let taken = (kept as u64 + brought(&record.below)).saturating_sub(reader.kept() as u64);
        actor.socket(doing.step)?.broken_reader = Some(reader);
        let found = outcome.map_err(|stop| failure.unwrap_or_else(|| stopped(stop)))?;
        record.frame = Some(taken);
        let count = found.len() as u64;
        message = Some(found);
        Ok(count)
    });
    record.data = message.map(|bytes| Payload::of(&bytes));
    record
}

/// What the calls beneath a step took from the stream, in bytes.
fn brought(below: &[CallRecord]) -> u64 {
    below.iter().filter_map(|call| call.outcome.count()).sum()
}

/// The socket of a step, as an exhibit's reader sees it. Each `recv` is recorded beneath the step's.
struct Stream<'a, 'b> {
    actor: &'a mut Actor<'b>,
    doing: &'a Doing<'a>,
    record: &'a mut CallRecord,
    failure: Option<Failure>,
}

impl Recv for Stream<'_, '_> {
    fn recv(&mut self, max: usize) -> Result<Bytes, Stop> {
        if max == 0 {
            return Ok(Bytes::new());
        }
        // An exhibit may ask for what a header says; no more is allocated than any receive may have.
        let max = (max as u64).min(Limits::RECEIVE);
        match beneath(self.actor, self.doing, self.record, max) {
            Ok(count) => Ok(Bytes::copy_from_slice(&self.actor.scratch[..count])),
            Err(failure) if failure.name() == ErrorName::EndOfStream => Ok(Bytes::new()),
            Err(failure) => {
                self.failure = Some(failure);
                Err(Stop::Recv)
            }
        }
    }

    fn allow(&mut self, bytes: u64) -> Result<(), Stop> {
        if bytes > Limits::RECEIVE { Err(Stop::Memory { bytes }) } else { Ok(()) }
    }
}

fn stopped(stop: Stop) -> Failure {
    Failure::Named(stop.name(), Some(stop.text()))
}
