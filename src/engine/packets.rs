//! The packets that the wire of the lab saw, each with the sockets it went between.

use super::EngineError;
use super::shared::Shared;
use crate::model::{LabTrace, SocketId};
use crate::net::Table;
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// What the wire saw; `None` where the case is about no wire of ours.
pub(super) fn of_wire(shared: &Shared<'_>) -> Result<Option<LabTrace>, EngineError> {
    let Some(mut recorded) = shared.scene.end().map_err(EngineError::Wire)? else {
        return Ok(None);
    };
    let mut known = Known { table: &shared.table, found: BTreeMap::new() };
    for (packet, (from, to)) in recorded.packets.iter_mut().zip(&recorded.ends) {
        packet.sock = known.socket(*from, *to);
        packet.other = known.socket(*to, *from);
    }
    Ok(Some(recorded.into_trace()))
}

/// Sockets by their two addresses, each looked up once.
struct Known<'a> {
    table: &'a Table,
    found: BTreeMap<(SocketAddr, SocketAddr), Option<SocketId>>,
}

impl Known<'_> {
    fn socket(&mut self, own: SocketAddr, other: SocketAddr) -> Option<SocketId> {
        let look = || self.table.by_ends(&own.into(), &other.into());
        *self.found.entry((own, other)).or_insert_with(look)
    }
}
