//! What a `recv` of 0 bytes was on a socket that keeps boundaries: an empty message; or, with connections
//! (SOCK_SEQPACKET), the end; or nothing at all, as the program itself had shut down reading.
//!
//! recv(2) returns 0 for both, and with the same flags. Only what happens around it tells them apart:
//! before the other side has closed or shut down there is no end, and after the end nothing comes.
//! Linux queues an empty packet like any other, and asks for the end only when the queue is empty
//! (`unix_dgram_recvmsg` in net/unix/af_unix.c), but no reader sees which of the two it was.
//!
//! After its own shutdown(read) a receive takes what waits, and returns 0 where nothing does (`unix_dgram_recvmsg`;
//! for UDP `__skb_wait_for_more_packets` in net/core/datagram.c): nothing does where all empty messages that were
//! sent there have been received.

use super::shutdowns::Shutdowns;
use crate::model::{
    CallRecord, Case, CaseTrace, Flag, Gives, How, Manner, Record, Seen, SocketId, Transport,
};
use std::collections::{BTreeMap, BTreeSet};

/// What the zeros of a run were.
#[derive(Debug, Default)]
pub struct ZeroReceives {
    /// For each socket with connections and boundaries: until when a 0 is certainly an empty message, in
    /// nanoseconds.
    message_until: BTreeMap<SocketId, u64>,
    /// The receives that brought nothing because the program had shut down reading: socket and beginning.
    shut: BTreeSet<(SocketId, u64)>,
}

impl ZeroReceives {
    /// PriorSamples for what tells them apart.
    pub fn of(case: &Case, trace: &CaseTrace) -> Self {
        let shutdowns = Shutdowns::of(case);
        let mut zeros = ZeroReceives { shut: shut(trace, &shutdowns), ..ZeroReceives::default() };
        let packets = (0u32..).map(SocketId).zip(&trace.sockets);
        let packets = packets.filter(|(_, socket)| is_packets(socket.transport));
        for (sock, socket) in packets {
            // Of whom nobody knows the other end it may be closed at any time.
            let open_until = if socket.peer.is_some() { u64::MAX } else { 0 };
            zeros.message_until.insert(sock, open_until);
        }
        let calls = || trace.calls();
        for (record, call) in records(trace).filter(|(_, call)| call.call.ends_stream()) {
            let own = call.sock.and_then(|own| trace.socket(own));
            let how = own.and_then(|own| shutdowns.by(record.step, call, own.transport));
            if let Some(peer) = own.and_then(|own| own.peer).filter(|_| how != Some(How::Read)) {
                zeros.message_until.entry(peer).and_modify(|t| *t = call.start_ns.min(*t));
            }
        }
        for call in calls().filter(|call| call.call.receives() && brought(call)) {
            zeros.came_after(call.sock, call.start_ns);
        }
        for left in trace.queued().iter().filter(|left| !left.datagrams.is_empty()) {
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
    pub fn of_call(&self, call: &CallRecord) -> ZeroReceive {
        if call.sock.is_some_and(|sock| self.shut.contains(&(sock, call.start_ns))) {
            return ZeroReceive::Shut;
        }
        let until = call.sock.and_then(|sock| self.message_until.get(&sock));
        let Some(until) = until.filter(|_| returned_nothing(call)) else {
            return ZeroReceive::None;
        };
        let end = call.end_ns();
        if end <= *until || call.truncated == Seen::Seen(true) {
            return ZeroReceive::Message;
        }
        ZeroReceive::MessageOrEnd
    }
}

/// What a 0 of a `recv` was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZeroReceive {
    /// The call returned no 0, or its socket is of another kind.
    None,
    /// An empty message, or (says the kernel) one of which nothing fitted into the buffer.
    Message,
    /// An empty message or the end: nothing tells which.
    MessageOrEnd,
    /// Nothing: the program itself had shut down reading.
    Shut,
}

fn records(trace: &CaseTrace) -> impl Iterator<Item = (&Record, &CallRecord)> {
    trace.records.iter().flat_map(|record| record.calls.iter().map(move |call| (record, call)))
}

/// What has to do with the zeros of a socket that keeps boundaries.
enum Event<'a> {
    ShutRead(SocketId),
    /// An empty message, to the socket that first had the address.
    Empty(SocketId),
    Zero(SocketId, &'a CallRecord),
}

/// The zeros on sockets of which the program had shut down reading while no empty message can have waited.
fn shut(trace: &CaseTrace, shutdowns: &Shutdowns) -> BTreeSet<(SocketId, u64)> {
    let mut events: Vec<(u64, Event<'_>)> =
        records(trace).filter_map(|(record, call)| event(trace, shutdowns, record, call)).collect();
    events.sort_by_key(|(at, _)| *at);
    let (mut not_reading, mut waiting, mut out) =
        (BTreeSet::new(), BTreeMap::<SocketId, u64>::new(), BTreeSet::new());
    for (_, event) in events {
        match event {
            Event::ShutRead(sock) => _ = not_reading.insert(sock),
            Event::Empty(to) => *waiting.entry(to).or_default() += 1,
            Event::Zero(sock, call) => {
                let first = first_of(trace, sock);
                let empty = waiting.get_mut(&first).filter(|n| **n > 0);
                let named = call.call.learns_sender() && call.other.is_some();
                match empty {
                    Some(empty) if !is_look(call) => *empty -= 1,
                    Some(_) => {}
                    None if named || !not_reading.contains(&sock) => {}
                    None => _ = out.insert((sock, call.start_ns)),
                }
            }
        }
    }
    out
}

/// A shutdown and a send count from when they begin, a receive from when it ends: what may have been there
/// before, counts.
fn event<'a>(
    trace: &CaseTrace,
    shutdowns: &Shutdowns,
    record: &Record,
    call: &'a CallRecord,
) -> Option<(u64, Event<'a>)> {
    let sock = call.sock?;
    let socket = trace.socket(sock).filter(|socket| !socket.transport.is_stream())?;
    if let Some(How::Read | How::Both) = shutdowns.by(record.step, call, socket.transport) {
        return Some((call.start_ns, Event::ShutRead(sock)));
    }
    if call.outcome.count() != Some(0) {
        return None;
    }
    if call.call.sends() {
        let to = socket.counterpart(call)?;
        return Some((call.start_ns, Event::Empty(first_of(trace, to))));
    }
    let takes = call.call.receives() || call.call.facts().gives == Gives::Looked;
    let whole = call.truncated != Seen::Seen(true);
    (takes && whole).then_some((call.end_ns(), Event::Zero(sock, call)))
}

/// The socket that was the first to have the address of this one.
fn first_of(trace: &CaseTrace, sock: SocketId) -> SocketId {
    trace.socket(sock).and_then(|socket| socket.same_address_as).unwrap_or(sock)
}

fn is_look(call: &CallRecord) -> bool {
    call.flags.contains(&Flag::MsgPeek) || call.call.facts().gives == Gives::Looked
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
