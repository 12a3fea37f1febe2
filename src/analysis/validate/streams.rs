//! The bytes of a stream between two sockets of the case: none is changed on the way, and none comes from
//! nowhere (RFC 9293, 3.4: each byte has its number, and its checksum).
//!
//! What a payload does not keep is taken on trust, and so is what a framing makes of a message.

use super::contradiction::{Contradiction, StreamFault};
use super::fault::{Fault, each, under};
use crate::model::{CallRecord, CaseTrace, ErrorName, Flag, Gives, Manner, Payload, SocketId};
use std::collections::BTreeMap;

/// What one socket sent.
#[derive(Debug, Default)]
struct Sent<'t> {
    /// Stretches of which the bytes are known, and where they begin.
    known: Vec<(u64, &'t [u8])>,
    len: u64,
    /// A `send` ran into its time limit: how much it had sent is not known on every system (SO_SNDTIMEO of
    /// Winsock: the socket's state is indeterminate then).
    open: bool,
}

type Streams<'t> = BTreeMap<SocketId, Sent<'t>>;

/// That what each stream handed over is what was sent into it.
pub(super) fn check(trace: &CaseTrace) -> Result<(), Fault> {
    let mut sent = Streams::new();
    trace.calls().for_each(|call| send(&mut sent, call));
    let nothing = Sent::default();
    let into = |sock: SocketId| {
        let own = trace.socket(sock).filter(|own| own.transport.is_stream())?;
        let from = own.peer.filter(|_| own.role.is_connection())?;
        Some((sock, sent.get(&from).unwrap_or(&nothing)))
    };
    let mut taken: BTreeMap<SocketId, u64> = BTreeMap::new();
    for (at, record) in trace.records.iter().enumerate() {
        for (index, call) in record.calls.iter().enumerate() {
            let Some((sock, sent)) = call.sock.and_then(into) else { continue };
            receive(sent, taken.entry(sock).or_default(), call).map_err(under([
                "records".into(),
                at.into(),
                "calls".into(),
                index.into(),
            ]))?;
        }
    }
    each(&trace.leftovers, "leftovers", |left| {
        let Some((sock, sent)) = into(left.sock) else { return Ok(()) };
        let taken = taken.get(&sock).copied().unwrap_or(0);
        sent.has(taken.saturating_add(left.bytes), "bytes")
    })
}

/// What a call adds to its socket's stream.
fn send<'t>(streams: &mut Streams<'t>, call: &'t CallRecord) {
    let Some(sock) = call.sock else { return };
    let raw = |manner| matches!(manner, Manner::Once | Manner::Whole);
    let raw = matches!(call.call.facts().gives, Gives::Sent(manner) if raw(manner));
    let data = call.data.as_ref().filter(|_| raw).map_or(&[][..], Payload::kept);
    let stream = streams.entry(sock).or_default();
    if call.below.is_empty() {
        if call.call.sends() {
            stream.add(call, data);
        }
        return;
    }
    let mut done = 0;
    for below in call.below.iter().filter(|below| below.call.sends()) {
        stream.add(below, data.get(done..).unwrap_or_default());
        done = done.saturating_add(size(below.outcome.count().unwrap_or(0)));
    }
}

/// What a call takes from its socket's stream.
fn receive(sent: &Sent<'_>, taken: &mut u64, call: &CallRecord) -> Result<(), Fault> {
    let begin = *taken;
    for (index, below) in call.below.iter().enumerate().filter(|(_, b)| b.call.receives()) {
        take(sent, taken, below).map_err(under(["below".into(), index.into()]))?;
    }
    match call.call.facts().gives {
        Gives::Received(Manner::Once) | Gives::Looked => take(sent, taken, call),
        Gives::Received(Manner::Whole) if call.below.is_empty() => take(sent, taken, call),
        Gives::Received(Manner::Whole) => sent.holds(begin, call.data.as_ref()),
        Gives::Received(Manner::Framed)
        | Gives::Nothing
        | Gives::Sent(_)
        | Gives::Count
        | Gives::Value
        | Gives::Address => Ok(()),
    }
}

/// One `recv`. With MSG_TRUNC it throws the bytes away (tcp(7)).
fn take(sent: &Sent<'_>, taken: &mut u64, call: &CallRecord) -> Result<(), Fault> {
    let data = call.data.as_ref();
    let count = call.outcome.count().unwrap_or_else(|| data.map_or(0, |data| data.len));
    let end = taken.saturating_add(count);
    sent.has(end, "outcome")?;
    if !call.flags.contains(&Flag::MsgTrunc) {
        sent.holds(*taken, data)?;
    }
    let looks = call.call.facts().gives == Gives::Looked || call.flags.contains(&Flag::MsgPeek);
    if !looks {
        *taken = end;
    }
    Ok(())
}

impl<'t> Sent<'t> {
    /// One `send` that was offered these bytes, and perhaps more.
    fn add(&mut self, call: &CallRecord, offered: &'t [u8]) {
        let count = call.outcome.count().unwrap_or(0);
        let known = offered.get(..size(count)).unwrap_or(offered);
        if !known.is_empty() {
            self.known.push((self.len, known));
        }
        self.len = self.len.saturating_add(count);
        self.open |= call.outcome.error() == Some(ErrorName::Timeout);
    }

    /// That so many bytes can have come.
    fn has(&self, end: u64, field: &'static str) -> Result<(), Fault> {
        match end > self.len && !self.open {
            true => fault(StreamFault::FromNowhere { sent: self.len }, field),
            false => Ok(()),
        }
    }

    /// That what is kept of a payload is what was sent from this place on.
    fn holds(&self, begin: u64, data: Option<&Payload>) -> Result<(), Fault> {
        let bytes = data.map_or(&[][..], Payload::kept);
        let end = begin.saturating_add(bytes.len() as u64);
        let until = |(at, known): &(u64, &[u8])| at.saturating_add(known.len() as u64);
        let first = self.known.partition_point(|stretch| until(stretch) <= begin);
        let overlap = self.known.get(first..).unwrap_or_default().iter();
        for (at, known) in overlap.take_while(|(at, _)| *at < end && !self.open) {
            let (skip, sent) = (size(at.saturating_sub(begin)), size(begin.saturating_sub(*at)));
            let pairs = bytes.iter().skip(skip).zip(known.iter().skip(sent));
            if let Some(other) = pairs.into_iter().position(|(got, sent)| got != sent) {
                let place = begin.saturating_add((skip + other) as u64).saturating_add(1);
                return fault(StreamFault::Changed { place }, "data");
            }
        }
        Ok(())
    }
}

fn size(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

fn fault<T>(what: StreamFault, field: &'static str) -> Result<T, Fault> {
    Err((Contradiction::Streams(what), vec![field.into()]))
}
