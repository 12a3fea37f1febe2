//! The packets that the wire of the lab saw, each with the sockets it went between.

use super::EngineError;
use super::shared::Shared;
use crate::model::{LabTrace, Record, SocketId};
use crate::net::Table;
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// What the wire saw; `None` where the case is about no wire of ours.
pub(super) fn of_wire(
    shared: &Shared<'_>,
    records: &[Record],
) -> Result<Option<LabTrace>, EngineError> {
    let Some(mut recorded) = shared.scene.end().map_err(EngineError::Wire)? else {
        return Ok(None);
    };
    let table = &shared.table;
    let mut known = Known { table, begun: begun(records, table), found: BTreeMap::new() };
    for (packet, (from, to)) in recorded.packets.iter_mut().zip(&recorded.ends) {
        packet.sock = known.socket(*from, *to, packet.at_ns);
        packet.other = known.socket(*to, *from, packet.at_ns);
    }
    Ok(Some(recorded.into_trace()))
}

/// When each socket was begun to be made, in nanoseconds; one that was accepted, when its other end was:
/// its packets are older than it is.
fn begun(records: &[Record], table: &Table) -> BTreeMap<SocketId, u64> {
    let calls = records.iter().flat_map(|record| &record.calls);
    let made = calls.filter(|call| call.call.creates());
    let made: BTreeMap<SocketId, u64> =
        made.filter_map(|call| Some((call.sock?, call.start_ns))).collect();
    let peer = |sock: SocketId| table.with(sock, |entry| entry.peer).flatten();
    let of = |(sock, at): (&SocketId, &u64)| {
        let other = peer(*sock).and_then(|peer| made.get(&peer));
        (*sock, other.map_or(*at, |other| *other.min(at)))
    };
    made.iter().map(of).collect()
}

/// Sockets by their two addresses, each pair looked up once. Several may have had the same, one after
/// another.
struct Known<'a> {
    table: &'a Table,
    begun: BTreeMap<SocketId, u64>,
    found: BTreeMap<(SocketAddr, SocketAddr), Vec<(u64, SocketId)>>,
}

impl Known<'_> {
    /// Whose a packet of that time is: the newest that was begun before; else the oldest.
    fn socket(&mut self, own: SocketAddr, other: SocketAddr, at_ns: u64) -> Option<SocketId> {
        let (table, begun) = (self.table, &self.begun);
        let look = || {
            let all = table.by_ends(&own.into(), &other.into()).into_iter();
            let begun = |sock| begun.get(&sock).copied().unwrap_or(0);
            let mut all: Vec<(u64, SocketId)> = all.map(|sock| (begun(sock), sock)).collect();
            all.sort_unstable();
            all
        };
        let all = self.found.entry((own, other)).or_insert_with(look);
        let before = all.partition_point(|(begun, _)| *begun <= at_ns);
        all.get(before.saturating_sub(1)).map(|(_, sock)| *sock)
    }
}
