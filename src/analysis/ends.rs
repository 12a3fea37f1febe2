//! How each socket's part in its connection ended, if it did before the case: who closed it, who reset
//! it, who was told that it is over; and what the kernel had said of it last.

use super::located::Departure;
use super::setting::Setting;
use super::timed::{in_time, of_call};
use super::wire::sent_once;
use crate::model::{
    CallName, CallRecord, CaseTrace, Effect, Ending, ErrorName, Evidence, OptionName, OptionValue,
    Outcome, Seen, SocketId, Transport,
};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the sockets of a case.
#[derive(Debug, Default)]
pub(super) struct Ends {
    departures: BTreeMap<SocketId, Departure>,
    /// Bytes that could be read at a socket when the program let go of it.
    had: BTreeMap<SocketId, u64>,
    /// How far the stream of a socket had left, by what the kernel last said of it.
    left: BTreeMap<SocketId, u64>,
    /// Bytes that had not left a socket, by what the kernel last said of it.
    unsent: BTreeMap<SocketId, u64>,
    /// Bytes that the other end had not acknowledged, by what the kernel last said of it.
    unacked: BTreeMap<SocketId, u64>,
    /// The sockets that had been told that their connection was no more, when the program let go of them.
    broken: BTreeSet<SocketId>,
    /// From when to when the program let go of a socket.
    gone_ns: BTreeMap<SocketId, (u64, u64)>,
    transports: BTreeMap<SocketId, Transport>,
    /// The listening socket that a connection came to.
    doors: BTreeMap<SocketId, SocketId>,
    /// See [`Setting::resets_unread`].
    pub(super) resets_unread: bool,
}

impl Ends {
    pub(super) fn of(trace: &CaseTrace, setting: &Setting) -> Self {
        let resets_unread = setting.resets_unread();
        let mut ends = Ends { resets_unread, ..Ends::default() };
        let sockets = (0u32..).map(SocketId).zip(&trace.sockets);
        ends.transports = sockets.map(|(sock, known)| (sock, known.transport)).collect();
        let mut told = Told { resets_unread, ..Told::default() };
        for timed in in_time(trace) {
            if let Some(sock) = timed.call.sock {
                ends.take_in(sock, timed.call, &mut told);
            }
            for (sock, evidence) in of_call(trace, timed.call) {
                ends.note(sock, evidence, &mut told);
            }
        }
        for left in trace.queued().iter().filter(|left| trace.socket(left.sock).is_some()) {
            ends.at_the_end(left.sock, left.unsent);
        }
        ends
    }

    fn take_in(&mut self, sock: SocketId, call: &CallRecord, told: &mut Told) {
        let unix = self.transport(sock).is_some_and(Transport::is_unix);
        let departure = if unix { told.by_unix(sock, call) } else { told.by(sock, call) };
        if call.call == CallName::Connect {
            self.doors.extend(call.other.map(|door| (sock, door)));
        }
        if let Some(departure) = departure {
            self.departures.entry(sock).or_insert(departure);
        }
        if call.call.ends_socket() {
            // Whatever it was told before, now the program has let go of it.
            self.broken
                .extend(self.departures.get(&sock).filter(|told| told.breaks()).map(|_| sock));
            self.departures.extend(departure.map(|departure| (sock, departure)));
            self.had.insert(sock, told.readable(sock));
            self.gone_ns.insert(sock, (call.start_ns, call.end_ns()));
        }
    }

    fn note(&mut self, sock: SocketId, evidence: &Evidence, told: &mut Told) {
        if let Some(readable) = evidence.readable.seen() {
            told.readable.insert(sock, readable);
        }
        if let Some(left) = sent_once(evidence) {
            self.left.insert(sock, left);
        }
        if let Some(unsent) = evidence.unsent.seen() {
            self.unsent.insert(sock, unsent);
        }
        // Where a system counts all of its send buffer as one, that is empty after a reset, too.
        match (evidence.unacked.seen(), evidence.unsent.seen()) {
            (Some(unacked), Some(_)) => self.unacked.insert(sock, unacked),
            (Some(_), None) => self.unacked.remove(&sock),
            // What was acknowledged stays so.
            (None, _) => None,
        };
    }

    /// The last word is from the end of the case. Of an open socket of which nothing is noted there
    /// nothing was unsent.
    fn at_the_end(&mut self, sock: SocketId, unsent: Seen<u64>) {
        if let Some(unsent) = unsent.seen() {
            self.left.remove(&sock);
            self.unsent.insert(sock, unsent);
        }
    }

    /// Whether a call on a socket had been told that the connection was no more, before the program let go of it.
    pub(super) fn was_broken(&self, sock: SocketId) -> bool {
        self.broken.contains(&sock)
    }

    pub(super) fn departure(&self, sock: SocketId) -> Option<Departure> {
        self.departures.get(&sock).copied()
    }

    /// Whether the listening socket that a connection came to is closed. What nobody had accepted is
    /// reset then (inet_csk_listen_stop in net/ipv4/inet_connection_sock.c; unix_release_sock in
    /// net/unix/af_unix.c).
    pub(super) fn door_is_shut(&self, from: SocketId) -> bool {
        let door = self.doors.get(&from).and_then(|door| self.departure(*door));
        door.is_some_and(Departure::is_gone)
    }

    pub(super) fn readable_before(&self, sock: SocketId) -> u64 {
        self.had.get(&sock).copied().unwrap_or(0)
    }

    /// From when to when the program let go of a socket.
    pub(super) fn gone_ns(&self, sock: SocketId) -> Option<(u64, u64)> {
        self.gone_ns.get(&sock).copied()
    }

    /// How far a stream, of which so much was written, had been acknowledged when its kernel was last asked. What
    /// is acknowledged is in the receiver's queue: a socket that is closed answers with a reset (RFC 9293, 3.10.7;
    /// tcp_rcv_state_process in net/ipv4/tcp_input.c).
    pub(super) fn acknowledged(&self, sock: SocketId, written: u64) -> u64 {
        self.unacked.get(&sock).map_or(0, |unacked| written.saturating_sub(*unacked))
    }

    pub(super) fn transport(&self, sock: SocketId) -> Option<Transport> {
        self.transports.get(&sock).copied()
    }

    /// How far a stream has left, of which so much was written.
    pub(super) fn left(&self, sock: SocketId, written: u64) -> Option<u64> {
        let by_unsent = || Some(written.saturating_sub(*self.unsent.get(&sock)?));
        self.left.get(&sock).copied().or_else(by_unsent)
    }
}

/// What the calls so far have told.
#[derive(Debug, Default)]
struct Told {
    readable: BTreeMap<SocketId, u64>,
    lingers_not: BTreeSet<SocketId>,
    shut: BTreeSet<SocketId>,
    never_open: BTreeSet<SocketId>,
    resets_unread: bool,
}

impl Told {
    fn readable(&self, sock: SocketId) -> u64 {
        self.readable.get(&sock).copied().unwrap_or(0)
    }

    /// How a call ended its socket's part in the connection, or found it ended.
    fn by(&mut self, sock: SocketId, call: &CallRecord) -> Option<Departure> {
        for record in &call.options {
            if let (OptionName::SoLinger, Seen::Seen(OptionValue::Number(seconds))) =
                (record.option, record.granted)
            {
                self.lingers_not.remove(&sock);
                self.lingers_not.extend((seconds == 0).then_some(sock));
            }
        }
        match (call.call.facts().effect, &call.outcome) {
            (Effect::Ends(_, Ending::Resets), _) => Some(Departure::Reset),
            (Effect::Ends(_, Ending::Closes), _) => Some(self.closed(sock)),
            (Effect::Shuts(_), Outcome::Returned(_)) => {
                self.shut.insert(sock);
                None
            }
            (Effect::Makes(making), Outcome::Error(_)) if making.survives_failure() => {
                self.never_open.insert(sock);
                None
            }
            (_, Outcome::Error(error)) => self.failed(sock, error.name),
            (_, Outcome::Returned(_)) => None,
        }
    }

    /// A Unix socket has no reset, and no SO_LINGER: whatever ends it closes it, and what an error tells its
    /// owner takes nothing out of its queue (unix_release_sock, unix_stream_read_generic in net/unix/af_unix.c).
    fn by_unix(&self, sock: SocketId, call: &CallRecord) -> Option<Departure> {
        let unread = self.readable(sock) > 0;
        let closed = if unread { Departure::ClosedUnread } else { Departure::Closed };
        call.call.ends_socket().then_some(closed)
    }

    /// Closing with SO_LINGER at 0 seconds resets the connection, with unread data on most systems (tcp_close in
    /// net/ipv4/tcp.c; socket(7); [`Setting::resets_unread`]).
    fn closed(&self, sock: SocketId) -> Departure {
        let unread = self.resets_unread && self.readable(sock) > 0;
        match (self.lingers_not.contains(&sock), unread) {
            (true, _) => Departure::LingerZero,
            (false, true) => Departure::ClosedUnread,
            (false, false) => Departure::Closed,
        }
    }

    fn failed(&self, sock: SocketId, name: ErrorName) -> Option<Departure> {
        let own = self.shut.contains(&sock) || self.never_open.contains(&sock);
        match name {
            ErrorName::Reset | ErrorName::Aborted => Some(Departure::WasReset),
            ErrorName::BrokenPipe if !own => Some(Departure::WasReset),
            ErrorName::ConnectionTimedOut => Some(Departure::GaveUp),
            _ => None,
        }
    }
}
