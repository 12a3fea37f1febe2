//! That what is named is there: the sockets of calls, of one another, and of what was left over.

use super::contradiction::Contradiction;
use super::fault::{Fault, each, exists, under};
use crate::model::{CallRecord, CaseTrace, Limits, SocketTrace};

/// The sockets and the leftovers.
pub(super) fn lists(trace: &CaseTrace) -> Result<(), Fault> {
    let limit = usize::try_from(Limits::CALLS).unwrap_or(usize::MAX);
    for (name, len) in [("sockets", trace.sockets.len()), ("leftovers", trace.leftovers.len())] {
        if len > limit {
            return Err((Contradiction::TooMany, vec![name.into(), limit.into()]));
        }
    }
    each(&trace.sockets, "sockets", |socket| exists(trace, socket.peer, "peer"))?;
    for (at, socket) in trace.sockets.iter().enumerate() {
        same_address(trace, at, socket).map_err(under(["sockets".into(), at.into()]))?;
    }
    each(&trace.leftovers, "leftovers", |left| {
        exists(trace, Some(left.sock), "sock")?;
        each(&left.datagrams, "datagrams", |datagram| exists(trace, datagram.from, "from"))
    })
}

/// That the sockets of a call are in the trace.
pub(super) fn sockets_of(trace: &CaseTrace, call: &CallRecord) -> Result<(), Fault> {
    exists(trace, call.sock, "sock").and_then(|()| exists(trace, call.other, "other"))
}

/// That the socket whose address another has is one that can have had it: of the same kind, made
/// before, and the oldest.
fn same_address(trace: &CaseTrace, at: usize, own: &SocketTrace) -> Result<(), Fault> {
    let Some(sock) = own.same_address_as else { return Ok(()) };
    exists(trace, Some(sock), "same_address_as")?;
    let oldest = trace.socket(sock).is_some_and(|other| {
        let kind = (other.transport, other.family) == (own.transport, own.family);
        kind && !own.transport.listens() && other.same_address_as.is_none()
    });
    match oldest && sock.index() < at {
        true => Ok(()),
        false => Err((Contradiction::NotItsAddress { sock }, vec!["same_address_as".into()])),
    }
}
