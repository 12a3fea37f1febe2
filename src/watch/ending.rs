//! What is left in the kernel when a program ends: looked at while its descriptors are still open.

use super::sockets::{Place, Sockets, plain};
use crate::model::{
    CaseTrace, Leftover, OptionName, OptionValue, Payload, QueuedDatagram, Seen, SocketId,
    SocketRole, SocketTrace,
};
use crate::net::watched::Peek;
use crate::net::{Socket, granted};
use std::collections::{BTreeMap, BTreeSet};

/// So many of them are kept of one socket.
const MOST: usize = 1024;

/// Where any of these processes has a socket, but for descriptors that are being closed.
pub(super) fn is_elsewhere(
    inode: u64,
    processes: &[u32],
    closing: &BTreeSet<Place>,
    peek: &dyn Peek,
) -> Option<Place> {
    let mut places = places(processes, closing, peek);
    places.find(|place| peek.inode(place.0, place.1) == Some(inode))
}

fn places<'a>(
    processes: &'a [u32],
    closing: &'a BTreeSet<Place>,
    peek: &'a dyn Peek,
) -> impl Iterator<Item = Place> + 'a {
    let all = processes.iter().flat_map(|process| {
        peek.descriptors(*process).into_iter().map(move |descriptor| (*process, descriptor))
    });
    all.filter(|place| !closing.contains(place))
}

/// The sockets that these processes have, and where.
pub(super) fn had(
    processes: &[u32],
    closing: &BTreeSet<Place>,
    peek: &dyn Peek,
) -> BTreeMap<u64, Place> {
    let all = places(processes, closing, peek);
    all.filter_map(|place| Some((peek.inode(place.0, place.1)?, place))).collect()
}

/// Whether closing it resets the connection: SO_LINGER on, with no seconds (socket(7)).
pub(super) fn resets(socket: &Socket) -> bool {
    granted(socket, OptionName::SoLinger) == Seen::Seen(OptionValue::Number(0))
}

/// What nobody has read of a socket that is about to be closed. It is looked at, and stays: somebody may have the socket
/// who is not watched.
pub(super) fn left(
    id: SocketId,
    sockets: &Sockets,
    socket: &Socket,
    peek: &dyn Peek,
) -> Option<Leftover> {
    let role = sockets.trace(id)?.role;
    let held = socket.sample();
    let readable = held.readable.seen().unwrap_or(0);
    let (bytes, datagrams) = match role {
        SocketRole::Client | SocketRole::Accepted => (readable, Vec::new()),
        SocketRole::Datagram => queued(sockets, socket, peek),
        SocketRole::Listener | SocketRole::Reserved => return None,
    };
    let stream = role.is_connection();
    let of_stream = |figure| if stream { figure } else { Seen::Absent };
    let drops = if stream { Seen::Absent } else { held.drops };
    let left = Leftover {
        sock: id,
        bytes,
        datagrams,
        readable: of_stream(held.readable),
        unsent: of_stream(held.unsent),
        send_memory: if stream { Seen::Absent } else { held.send_memory },
        drops,
    };
    let some = left.bytes > 0 || !left.datagrams.is_empty() || drops.seen().is_some_and(|n| n > 0);
    some.then_some(left)
}

/// What waits at the end of a connection that nobody accepted: what its other end's kernel knows to be there.
pub(super) fn unread(id: SocketId, own: &SocketTrace, session: &CaseTrace) -> Option<Leftover> {
    let peer = own.peer?;
    let calls = session.calls().filter(|call| call.sock == Some(peer));
    let unacked = calls.filter_map(|call| call.own.unacked.seen()).next_back()?;
    let bytes = session.written().get(&peer)?.saturating_sub(unacked);
    (bytes > 0).then(|| Leftover {
        sock: id,
        bytes,
        datagrams: Vec::new(),
        readable: Seen::Seen(bytes),
        unsent: Seen::Seen(0),
        send_memory: Seen::Absent,
        drops: Seen::Absent,
    })
}

fn queued(sockets: &Sockets, socket: &Socket, peek: &dyn Peek) -> (u64, Vec<QueuedDatagram>) {
    let all = peek.queued(socket, MOST).into_iter().map(|one| {
        let from = one.from.map(plain);
        let from = from.and_then(|from| sockets.at(from, &[SocketRole::Datagram]));
        QueuedDatagram { from, data: Payload::of(&one.bytes) }
    });
    let all: Vec<QueuedDatagram> = all.collect();
    (all.iter().map(|one| one.data.len).sum(), all)
}
