//! What a `recv` of 0 bytes was on a socket with connections that keeps boundaries
//! (SOCK_SEQPACKET): an empty message, or the end.
//!
//! recv(2) returns 0 for both, and with the same flags. Only what happens around it tells them apart:
//! before the other side has closed or shut down there is no end, and behind the end nothing comes.
//! Linux queues an empty packet like any other, and asks for the end only when the queue is empty
//! (`unix_dgram_recvmsg` in net/unix/af_unix.c), but no reader sees which of the two it was.

use crate::model::{CallRecord, CaseTrace, Flag, Gives, Manner, Seen, SocketId, Transport};
use std::collections::BTreeMap;

/// What the zeros of a run were.
#[derive(Debug, Default)]
pub struct Zeros {
    /// For each such socket: until when a 0 is certainly an empty message, in nanoseconds.
    message_until: BTreeMap<SocketId, u64>,
}

impl Zeros {
    /// Looks for what tells them apart.
    pub fn of(trace: &CaseTrace) -> Self {
        let mut zeros = Zeros::default();
        let packets = (0u32..).map(SocketId).zip(&trace.sockets);
        let packets = packets.filter(|(_, socket)| is_packets(socket.transport));
        for (sock, socket) in packets {
            // Of whom nobody knows the other end it may be closed at any time.
            let open_until = if socket.peer.is_some() { u64::MAX } else { 0 };
            zeros.message_until.insert(sock, open_until);
        }
        let calls = || trace.calls();
        for call in calls().filter(|call| call.call.ends_stream()) {
            let own = call.sock;
            let peer = own.and_then(|own| trace.socket(own)?.peer);
            for sock in own.into_iter().chain(peer) {
                zeros.message_until.entry(sock).and_modify(|t| *t = call.start_ns.min(*t));
            }
        }
        for call in calls().filter(|call| call.call.receives() && brought(call)) {
            zeros.came_after(call.sock, call.start_ns);
        }
        for left in trace.leftovers.iter().filter(|left| !left.datagrams.is_empty()) {
            zeros.came_after(Some(left.sock), u64::MAX);
        }
        zeros
    }

    /// Something came at that time: whatever was before it was not the end.
    fn came_after(&mut self, sock: Option<SocketId>, time: u64) {
        if let Some(until) = sock.and_then(|sock| self.message_until.get_mut(&sock)) {
            *until = time.max(*until);
        }
    }

    /// What a receive of 0 bytes was.
    pub fn of_call(&self, call: &CallRecord) -> Zero {
        let until = call.sock.and_then(|sock| self.message_until.get(&sock));
        let Some(until) = until.filter(|_| returned_nothing(call)) else { return Zero::None };
        let end = call.end_ns();
        if end <= *until || call.truncated == Seen::Seen(true) {
            return Zero::Message;
        }
        Zero::MessageOrEnd
    }
}

/// What a 0 of a `recv` was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zero {
    /// The call returned no 0, or its socket is of another kind.
    None,
    /// An empty message, or (says the kernel) one of which nothing fitted into the buffer.
    Message,
    /// An empty message or the end: nothing tells which.
    MessageOrEnd,
}

/// Connections and boundaries.
pub(super) fn is_packets(transport: Transport) -> bool {
    transport.listens() && !transport.is_stream()
}

fn brought(call: &CallRecord) -> bool {
    call.outcome.count().is_some_and(|count| count > 0)
}

fn returned_nothing(call: &CallRecord) -> bool {
    let asks = call.call.facts().gives == Gives::Received(Manner::Once);
    asks && !call.flags.contains(&Flag::MsgPeek) && call.outcome.count() == Some(0)
}
