//! The calls that ask for an address. A port is the kernel's choosing and another in every run, so the
//! record says whose address it is, and not which.

use crate::engine::actor::{Actor, Doing};
use crate::model::CallRecord;
use crate::net::{Failure, Socket};
use socket2::SockAddr;
use std::cell::Cell;

/// `getsockname`.
pub(super) fn own(actor: &mut Actor<'_>, doing: &Doing<'_>, record: CallRecord) -> CallRecord {
    ask(actor, doing, record, Socket::own_address)
}

/// `getpeername`.
pub(super) fn peer(actor: &mut Actor<'_>, doing: &Doing<'_>, record: CallRecord) -> CallRecord {
    ask(actor, doing, record, Socket::peer_address)
}

/// Asks, and finds out afterwards whose address it is: the owner takes no part in the call, so the
/// evidence is not that of the owner.
fn ask(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: CallRecord,
    address: fn(&Socket) -> Result<SockAddr, Failure>,
) -> CallRecord {
    let answer = Cell::new(None);
    let ask = |actor: &mut Actor<'_>, record: &mut CallRecord| {
        let owned = actor.noted(doing, record)?;
        answer.set(Some((address(&owned.socket)?, owned.socket.transport())));
        Ok(0)
    };
    actor.record_then(record, ask, |actor, record| {
        let owner = |(address, transport)| actor.shared.table.owner_of(&address, transport);
        record.other = answer.take().and_then(owner);
    })
}
