//! A session: it has no script to be held against, but fits itself.

use super::bytes;
use super::contradiction::{Contradiction, SessionFault};
use super::fault::{Fault, each, under};
use super::lists::{lists, sockets_of};
use crate::model::{
    CallRecord, CaseTrace, Effect, Limits, Record, Seen, SocketId, SocketTrace, is_plain_name,
};
use std::collections::{BTreeMap, BTreeSet};

/// That a live program can have left it.
pub(super) fn check(trace: &CaseTrace) -> Result<(), Fault> {
    if trace.records.len() as u64 > Limits::CALLS {
        return Err((Contradiction::TooMany, vec!["records".into()]));
    }
    let (mut before, mut closed) = (0, BTreeSet::new());
    let written = trace.written();
    for (index, record) in trace.records.iter().enumerate() {
        numbered(record, index)
            .and_then(|()| each(&record.calls, "calls", |call| made(trace, record, call)))
            .and_then(|()| in_order(record, &mut before))
            .and_then(|()| {
                each(&record.calls, "calls", |call| {
                    open(call, &mut closed).and_then(|()| held(trace, call, &written))
                })
            })
            .map_err(under(["records".into(), index.into()]))?;
    }
    lists(trace)?;
    for (at, socket) in trace.sockets.iter().enumerate() {
        let id = SocketId(u32::try_from(at).unwrap_or(u32::MAX));
        known(trace, id, socket)
            .and_then(|()| framed(socket, written.get(&id).copied().unwrap_or(0)))
            .map_err(under(["sockets".into(), at.into()]))?;
    }
    Ok(())
}

/// A record for each call, in their order; nobody told it to be made in the background.
fn numbered(record: &Record, index: usize) -> Result<(), Fault> {
    let plain = !record.background && !record.warmup && record.round == 1;
    let no = u64::from(record.step.0);
    match plain && record.calls.len() == 1 && no == index as u64 + 1 {
        true => Ok(()),
        false => fault(SessionFault::NotNumbered, "step"),
    }
}

fn in_order(record: &Record, before: &mut u64) -> Result<(), Fault> {
    let start = record.calls.first().map_or(*before, |call| call.start_ns);
    match std::mem::replace(before, start) <= start {
        true => Ok(()),
        false => fault(SessionFault::NotNumbered, "calls"),
    }
}

fn made(trace: &CaseTrace, record: &Record, call: &CallRecord) -> Result<(), Fault> {
    if call.call != record.call {
        let what = Contradiction::OtherCall { step: record.step, is: record.call };
        return Err((what, vec!["call".into()]));
    }
    if !is_plain_name(&record.who) {
        return fault(SessionFault::Name, "call");
    }
    if call.below.len() > Limits::BELOW {
        return Err((Contradiction::TooManyBelow, vec!["below".into(), Limits::BELOW.into()]));
    }
    let shuts = matches!(call.call.facts().effect, Effect::Shuts(_));
    if call.how.is_some() != shuts {
        return fault(SessionFault::How, "call");
    }
    sockets_of(trace, call)?;
    own(trace, call)?;
    if call.sock.and_then(|sock| trace.owner(sock)).is_some_and(|owner| owner != record.who) {
        return fault(SessionFault::Name, "sock");
    }
    each(&call.below, "below", |below| {
        sockets_of(trace, below)?;
        own(trace, below)?;
        match below.below.is_empty() {
            true => Ok(()),
            false => Err((Contradiction::TooDeep, vec!["below".into()])),
        }
    })?;
    bytes::of_session(call)
}

/// That the kernel does not hold more unsent than was ever written. (The figures are read one after the other: a
/// second one may be smaller than a first that is a part of it; and what a call wrote that was left out, is not known.)
fn held(
    trace: &CaseTrace,
    call: &CallRecord,
    written: &BTreeMap<SocketId, u64>,
) -> Result<(), Fault> {
    let all = call.sock.and_then(|sock| written.get(&sock)).copied().unwrap_or(0);
    match call.own.unsent {
        Seen::Seen(unsent) if unsent > all && !trace.is_cut() => {
            fault(SessionFault::Unsent { unsent, written: all }, "own")
        }
        _ => Ok(()),
    }
}

/// That a socket that was closed is used no more.
fn open(call: &CallRecord, closed: &mut BTreeSet<SocketId>) -> Result<(), Fault> {
    let Some(sock) = call.sock else { return Ok(()) };
    if closed.contains(&sock) {
        return fault(SessionFault::Closed { sock }, "sock");
    }
    closed.extend(matches!(call.call.facts().effect, Effect::Ends(..)).then_some(sock));
    Ok(())
}

/// That a call is made on a socket of the program's own, where it is made on one.
fn own(trace: &CaseTrace, call: &CallRecord) -> Result<(), Fault> {
    let moves = call.call.sends() || call.call.receives();
    if moves && call.sock.is_none() {
        return fault(SessionFault::NoSocket, "call");
    }
    match call.sock.filter(|sock| trace.is_elsewhere(*sock)) {
        Some(sock) => fault(SessionFault::OnAnothers { sock }, "sock"),
        None => Ok(()),
    }
}

/// That the two ends of a connection name each other.
fn known(trace: &CaseTrace, id: SocketId, own: &SocketTrace) -> Result<(), Fault> {
    if !is_plain_name(&own.actor) || own.name.as_ref().is_some_and(|name| !is_plain_name(name)) {
        return fault(SessionFault::Name, "actor");
    }
    let Some(peer) = own.peer else { return Ok(()) };
    let other = trace.socket(peer).filter(|other| own.transport == other.transport);
    let both = other.is_some_and(|other| {
        own.role.is_connection() && other.role.is_connection() && other.peer == Some(id)
    });
    match both {
        true => Ok(()),
        false => fault(SessionFault::NotItsPeer { sock: id, peer }, "peer"),
    }
}

/// That the frames of a stream follow one another, within what was sent.
fn framed(own: &SocketTrace, written: u64) -> Result<(), Fault> {
    let Some(framed) = &own.framed else { return Ok(()) };
    let rises = framed.ends.windows(2).all(|pair| pair[0] < pair[1]);
    let first = framed.ends.first().is_none_or(|first| *first > 0);
    let within = framed.ends.last().is_none_or(|last| *last <= written);
    match rises && first && within && own.transport.is_stream() {
        true => Ok(()),
        false => fault(SessionFault::Frames { written }, "framed"),
    }
}

fn fault<T>(what: SessionFault, field: &'static str) -> Result<T, Fault> {
    Err((Contradiction::Session(what), vec![field.into()]))
}
