//! A system call as a record of it.

use crate::model::{CallName, CallRecord, Flag, How, Outcome, Payload, Seen, Transport};
use crate::net::Failure;
use crate::net::watched::{Offered, Took};
use std::io;

/// A call that has not come back.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Begun {
    /// When it began, in nanoseconds.
    pub(super) start_ns: u64,
    /// The inode of its socket, and its descriptor.
    pub(super) inode: u64,
    pub(super) descriptor: i32,
    pub(super) transport: Transport,
    /// Its socket waits, as far as the call itself does.
    pub(super) waits: bool,
    /// Of a receive of datagrams: the size of the first one, where there was one.
    pub(super) first: Option<u64>,
    /// It closes the socket, and so.
    pub(super) closes: Option<CallName>,
}

impl Begun {
    /// A call on this socket.
    pub(super) fn on(inode: u64, descriptor: i32, transport: Transport) -> Self {
        Begun { start_ns: 0, inode, descriptor, transport, waits: true, first: None, closes: None }
    }

    /// A record of it, with what the kernel returned.
    pub(super) fn record(
        &self,
        call: CallName,
        end_ns: u64,
        result: Result<u64, i32>,
    ) -> CallRecord {
        let outcome = match result {
            Ok(count) => Outcome::Returned(count),
            Err(number) => {
                Outcome::Error(Failure::from(io::Error::from_raw_os_error(number)).info())
            }
        };
        let start_ns = self.start_ns;
        let took_ns = end_ns.saturating_sub(start_ns);
        let nonblocking = !self.waits && call.may_block();
        CallRecord { start_ns, took_ns, outcome, nonblocking, ..CallRecord::new(call) }
    }

    /// One message that it sent.
    pub(super) fn sent(
        &self,
        offered: &Offered,
        end_ns: u64,
        result: Result<u64, i32>,
    ) -> CallRecord {
        let stream = self.transport.is_stream();
        let call = match (offered.gathered, offered.to.is_some() && !stream) {
            (_, true) => CallName::SendTo,
            (true, false) => CallName::Writev,
            (false, false) => CallName::Send,
        };
        CallRecord {
            flags: offered.flags.clone(),
            nonblocking: !(self.waits && offered.waits),
            data: Some(Payload::of(&offered.bytes)),
            ..self.record(call, end_ns, result)
        }
    }

    /// One message that it received, or nothing.
    pub(super) fn received(
        &self,
        (room, flags, waits): (u64, &[Flag], bool),
        took: Option<&Took>,
        (end_ns, result): (u64, Result<u64, i32>),
    ) -> CallRecord {
        let stream = self.transport.is_stream();
        let peeks = flags.contains(&Flag::MsgPeek);
        let call = match (peeks, stream || took.is_none_or(|took| took.from.is_none())) {
            (true, _) => CallName::Peek,
            (false, true) => CallName::Recv,
            (false, false) => CallName::RecvFrom,
        };
        // On a stream MSG_TRUNC throws them away (tcp(7)): what stands in the buffer is something else.
        let thrown_away = stream && flags.contains(&Flag::MsgTrunc);
        let bytes =
            |took: &Took| if thrown_away { Payload::of(b"") } else { Payload::of(&took.bytes) };
        let data = took.map(bytes);
        let truncated = took.filter(|_| !stream).map_or(Seen::Absent, |took| self.cut(took, room));
        let flags = flags.iter().copied().filter(|flag| !peeks || *flag != Flag::MsgPeek).collect();
        CallRecord {
            max: Some(room),
            flags,
            nonblocking: !(self.waits && waits),
            data,
            truncated,
            ..self.record(call, end_ns, result)
        }
    }

    /// Whether the kernel cut a datagram: it says so (recvmsg(2)), or it had said that the first one was longer than there
    /// was room for (FIONREAD, udp(7)).
    fn cut(&self, took: &Took, room: u64) -> Seen<bool> {
        match (took.truncated, self.first) {
            (Seen::Seen(cut), _) => Seen::Seen(cut),
            (_, Some(first)) if first.min(room) == took.bytes.len() as u64 => {
                Seen::Seen(first > room)
            }
            (other, _) => other,
        }
    }
}

/// A call that says nothing but that it worked, or did not.
pub(super) fn shut(begun: &Begun, how: How, end_ns: u64, result: Result<u64, i32>) -> CallRecord {
    CallRecord { how: Some(how), ..begun.record(CallName::Shutdown, end_ns, result) }
}
