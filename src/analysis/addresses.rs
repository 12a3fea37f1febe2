//! Which datagram sockets of a case have had one address, one after another or at once.
//!
//! A datagram goes to an address. Who has that address when it arrives takes it in: after a rebind
//! another socket than before; where several have it at once (SO_REUSEADDR, SO_REUSEPORT: socket(7)),
//! the one that the kernel picks. A connected one takes only what its peer sent (udp(7)).

use super::events::SendEvent;
use super::timed::in_time;
use crate::model::{CallRecord, CaseTrace, SocketId, SocketRole};
use std::collections::BTreeMap;

/// From when to when there was a socket, in nanoseconds: the beginning of the call that made it, and
/// that of the call that closed it.
#[derive(Debug, Clone, Copy)]
struct Life {
    from: u64,
    until: Option<u64>,
}

/// The addresses of a case. Each is known by the oldest socket that has had it.
#[derive(Debug)]
pub(super) struct Addresses<'a> {
    trace: &'a CaseTrace,
    lives: BTreeMap<SocketId, Life>,
    /// The sockets of each address that several have had.
    shared: BTreeMap<SocketId, Vec<SocketId>>,
}

impl<'a> Addresses<'a> {
    pub(super) fn of(trace: &'a CaseTrace) -> Self {
        let mut addresses = Addresses { trace, lives: lives(trace), shared: BTreeMap::new() };
        let sockets = (0u32..).map(SocketId).zip(&trace.sockets);
        for (sock, oldest) in sockets.filter_map(|(sock, s)| Some((sock, s.same_address_as?))) {
            addresses.shared.entry(oldest).or_insert_with(|| vec![oldest]).push(sock);
        }
        addresses
    }

    /// The address of a socket.
    pub(super) fn of_socket(&self, sock: SocketId) -> SocketId {
        self.trace.address_of(sock)
    }

    /// Whether two sockets have one address.
    pub(super) fn same(&self, one: SocketId, other: SocketId) -> bool {
        self.of_socket(one) == self.of_socket(other)
    }

    /// Whether others have had the address of this one, too.
    pub(super) fn is_shared(&self, sock: SocketId) -> bool {
        self.shared.contains_key(&self.of_socket(sock))
    }

    /// When a socket was made.
    pub(super) fn made(&self, sock: SocketId) -> u64 {
        self.lives.get(&sock).map_or(0, |life| life.from)
    }

    /// When the program began to close a socket, if it did.
    pub(super) fn closed(&self, sock: SocketId) -> Option<u64> {
        self.lives.get(&sock)?.until
    }

    /// Who sent what a call received, as far as the address tells: nobody knows where several have
    /// had it.
    pub(super) fn sender(&self, call: &CallRecord) -> Option<SocketId> {
        call.other.filter(|other| !self.is_shared(*other))
    }

    /// Whether more than one socket could have taken a datagram in when it was sent.
    pub(super) fn several_take(&self, send: &SendEvent<'_>) -> bool {
        self.takers(send).len() > 1
    }

    /// Of an address that several sockets have had: those that could have taken a datagram in when it was
    /// sent.
    pub(super) fn takers(&self, send: &SendEvent<'_>) -> Vec<SocketId> {
        let all = send.to.and_then(|to| self.shared.get(&self.of_socket(to)));
        all.into_iter().flatten().copied().filter(|sock| self.takes(*sock, send)).collect()
    }

    /// Whether a socket was open when a datagram to its address was sent, and takes what comes from
    /// there.
    pub(super) fn takes(&self, sock: SocketId, send: &SendEvent<'_>) -> bool {
        let Some(known) = self.trace.socket(sock) else { return false };
        let (start, end) = (send.call.start_ns, send.call.end_ns());
        let open = self
            .lives
            .get(&sock)
            .is_none_or(|life| life.from <= end && life.until.is_none_or(|until| start < until));
        let from = known.peer.is_none_or(|peer| self.same(peer, send.from));
        open && from && known.role == SocketRole::Datagram
    }
}

fn lives(trace: &CaseTrace) -> BTreeMap<SocketId, Life> {
    let mut lives: BTreeMap<SocketId, Life> = BTreeMap::new();
    for timed in in_time(trace).into_iter().filter(|timed| !timed.beneath) {
        let Some(sock) = timed.call.sock else { continue };
        let at = timed.call.start_ns;
        if timed.call.call.creates() {
            lives.entry(sock).or_insert(Life { from: at, until: None });
        } else if timed.call.call.ends_socket() {
            lives.entry(sock).or_insert(Life { from: 0, until: None }).until = Some(at);
        }
    }
    lives
}
