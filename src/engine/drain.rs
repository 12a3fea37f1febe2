//! What is still queued when the recording has ended.

use super::actor::Actor;
use super::owned::Owned;
use crate::model::{
    ErrorName, Evidence, Leftover, Limits, Payload, QueuedDatagram, Seen, SocketId, SocketRole,
};
use crate::net::{Socket, Table};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The buffer it is read with: the largest datagram fits.
const BUFFER: usize = 65536;
/// So many pending errors of a socket are passed over.
const PENDING: u32 = 16;
/// So many 0 in a row are taken for the end where an empty message gives a 0, too (SOCK_SEQPACKET).
const ZEROS: u32 = 1024;

/// Reads what is queued in an actor's sockets, without waiting. Connections that wait to be
/// accepted are taken first: what was sent on them is unread, too.
pub(super) fn drain(actor: &mut Actor<'_>) -> Vec<Leftover> {
    accept_waiting(actor);
    let table = &actor.shared.table;
    let carrying = actor.owned.iter().filter(|owned| owned.role.carries());
    carrying.filter_map(|owned| drain_one(owned, table)).collect()
}

fn accept_waiting(actor: &mut Actor<'_>) {
    let listeners: Vec<Arc<Socket>> = actor
        .owned
        .iter()
        .filter(|owned| owned.role == SocketRole::Listener)
        .map(|owned| Arc::clone(&owned.socket))
        .collect();
    for listener in listeners {
        if listener.set_nonblocking(true).is_err() {
            continue;
        }
        while let Ok((socket, from)) = listener.accept() {
            let socket = Arc::new(socket);
            let role = SocketRole::Accepted;
            let table = &actor.shared.table;
            let family = (!socket.transport().is_unix()).then_some(actor.shared.case.family);
            let id = table.add(&socket, actor.name, None, role, family);
            table.leads_to(id, from);
            actor.owned.push(Owned::new(id, None, role, socket));
        }
    }
}

fn drain_one(owned: &Owned, table: &Table) -> Option<Leftover> {
    owned.socket.set_nonblocking(true).ok()?;
    let evidence = owned.socket.sample();
    let stream = owned.socket.transport().is_stream();
    let mut left = Leftover {
        sock: owned.id,
        bytes: 0,
        datagrams: Vec::new(),
        readable: if stream { evidence.readable } else { Seen::Absent },
        unsent: Seen::Absent,
        send_memory: Seen::Absent,
        drops: evidence.drops,
    };
    let mut buffer = vec![0; BUFFER];
    let (mut errors, mut zeros) = (0, 0);
    while left.bytes < 2 * Limits::BYTES && (left.datagrams.len() as u64) < Limits::CALLS {
        let got = match owned.socket.receive(&mut buffer, &[]) {
            Ok(got) => got,
            // An error that was pending (a closed port) stands before what is queued.
            Err(failure) if failure.name() != ErrorName::WouldBlock && errors < PENDING => {
                errors += 1;
                continue;
            }
            Err(_) => break,
        };
        // A `recv` of 0 may be the end of a connection.
        if got.count == 0 && owned.role.is_connection() {
            zeros += 1;
            if stream || zeros > ZEROS {
                return Some(left);
            }
            continue;
        }
        // Behind the end nothing comes: what returned 0 before was an empty message.
        note_empty(&mut left, std::mem::take(&mut zeros));
        left.bytes += got.filled as u64;
        if !stream {
            let from = got.from.as_ref().and_then(|address| table.by_address(address));
            left.datagrams.push(QueuedDatagram { from, data: Payload::of(&buffer[..got.filled]) });
        }
    }
    // Nothing more, and no end either.
    note_empty(&mut left, zeros);
    Some(left)
}

fn note_empty(left: &mut Leftover, messages: u32) {
    let empty = || QueuedDatagram { from: None, data: Payload::of(&[]) };
    left.datagrams.extend((0..messages).map(|_| empty()));
}

/// Puts the figures from before the draining in: reading makes room, and what had not left leaves.
/// Leftovers with nothing in them are dropped.
pub(super) fn as_it_was(ends: &BTreeMap<SocketId, Evidence>, leftovers: &mut Vec<Leftover>) {
    for left in leftovers.iter_mut() {
        if let Some(end) = ends.get(&left.sock) {
            left.unsent = end.unsent;
            left.send_memory = end.send_memory;
            left.readable = of_stream(left.readable, end.readable);
        }
    }
    leftovers.retain(|left| {
        let some = |figure: Seen<u64>| figure.seen().is_some_and(|n| n > 0);
        let figures = [left.unsent, left.send_memory, left.drops];
        left.bytes > 0 || !left.datagrams.is_empty() || figures.into_iter().any(some)
    });
}

/// What FIONREAD says is a number of bytes of a stream only.
fn of_stream(known: Seen<u64>, before: Seen<u64>) -> Seen<u64> {
    if known.is_absent() { known } else { before }
}
