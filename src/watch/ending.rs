//! What is left in the kernel when a program ends: looked at while its descriptors are still open.

use super::sockets::{Place, Sockets};
use crate::model::{
    Leftover, OptionName, OptionValue, Payload, QueuedDatagram, Seen, SocketId, SocketRole,
};
use crate::net::watched::Peek;
use crate::net::{Socket, granted};
use std::collections::{BTreeMap, BTreeSet};

/// A datagram has no more bytes than that (udp(7)).
const DATAGRAM: usize = 65_536;
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

/// What nobody will read of a socket that is about to be closed. Of a stream nothing is taken: whether it was read decides
/// how the kernel closes it. Datagrams are.
pub(super) fn left(id: SocketId, sockets: &Sockets, socket: &Socket) -> Option<Leftover> {
    let role = sockets.trace(id)?.role;
    let held = socket.sample();
    let readable = held.readable.seen().unwrap_or(0);
    let (bytes, datagrams) = match role {
        SocketRole::Client | SocketRole::Accepted => (readable, Vec::new()),
        SocketRole::Datagram => drain(sockets, socket),
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

fn drain(sockets: &Sockets, socket: &Socket) -> (u64, Vec<QueuedDatagram>) {
    let (mut bytes, mut all) = (0_u64, Vec::new());
    let mut buffer = vec![0; DATAGRAM];
    while all.len() < MOST && socket.set_nonblocking(true).is_ok() {
        let Ok(got) = socket.receive(&mut buffer, &[]) else { break };
        let data = Payload::of(buffer.get(..got.filled).unwrap_or_default());
        bytes = bytes.saturating_add(data.len);
        let from = got.from.and_then(|from| from.as_socket());
        let from = from.and_then(|from| sockets.at(from, &[SocketRole::Datagram]));
        all.push(QueuedDatagram { from, data });
    }
    (bytes, all)
}
