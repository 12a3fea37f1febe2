//! A session as a trace keeps it: the calls of one side, and of the other side no more than that it is there.

use super::session::{Audience, Event};
use crate::model::{
    CallName, CallRecord, CaseTrace, Limits, Making, Record, SocketId, SocketRole, SocketTrace,
    StepNo,
};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

/// Keeps what happens, up to [`Limits::CALLS`] calls and half of [`Limits::TRACE`]: a trace of more could not be
/// read again.
#[derive(Debug, Default)]
pub struct Kept {
    session: Mutex<Calls>,
}

#[derive(Debug, Default)]
struct Calls {
    sockets: Vec<SocketTrace>,
    /// Which of them has a number of the session's now.
    now: BTreeMap<SocketId, SocketId>,
    calls: Vec<(String, CallRecord, Option<SocketAddr>)>,
    /// What the calls take in a file, about.
    size: u64,
    left_out: u64,
}

/// What a call takes in a file beside its bytes, which take two digits each at the most.
const CALL: u64 = 1024;

impl Calls {
    /// One more socket, as long as its calls are kept.
    fn meet(&mut self, id: SocketId, socket: &SocketTrace) {
        if self.left_out == 0 {
            self.now.insert(id, number(self.sockets.len()));
            self.sockets.push(socket.clone());
        }
    }

    fn keep(&mut self, who: &str, call: &CallRecord, address: Option<SocketAddr>) {
        let bytes = call.data.as_ref().map_or(0, |data| data.kept().len() as u64);
        let size = self.size.saturating_add(CALL + 2 * bytes);
        let fits = (self.calls.len() as u64) < Limits::CALLS && size <= Limits::TRACE / 2;
        // Nothing is left out in the middle.
        if fits && self.left_out == 0 {
            self.size = size;
            let now = |id: Option<SocketId>| id.and_then(|id| self.now.get(&id).copied());
            let call = CallRecord { sock: now(call.sock), other: now(call.other), ..call.clone() };
            self.calls.push((who.to_owned(), call, address));
        } else {
            self.left_out = self.left_out.saturating_add(1);
        }
    }
}

impl Kept {
    /// The session under this name.
    pub fn trace(self, id: &str) -> CaseTrace {
        let Calls { sockets, mut calls, left_out, .. } =
            self.session.into_inner().unwrap_or_else(PoisonError::into_inner);
        calls.sort_by_key(|(_, call, _)| call.start_ns);
        let mut others = Others { sockets, clients: 0, of: BTreeMap::new() };
        let records = (1..).zip(calls).map(|(no, (who, mut call, address))| {
            others.meet(&who, &mut call, address);
            Record {
                step: StepNo(no),
                round: 1,
                who,
                call: call.call,
                calls: vec![call],
                background: false,
                warmup: false,
            }
        });
        let records = records.collect();
        let (sockets, leftovers, lab) = (others.sockets, Vec::new(), None);
        CaseTrace { id: id.to_owned(), sockets, records, leftovers, lab, left_out }
    }
}

impl Audience for Kept {
    fn hear(&self, event: &Event<'_>) {
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Socket(id, socket) => session.meet(*id, socket),
            Event::Call { who, call, address } => session.keep(who, call, *address),
            // What comes after calls that are not there would stand at the wrong place of its stream.
            Event::Counted(counted) => {
                session.left_out = session.left_out.saturating_add(counted.calls);
            }
            Event::Progress(..)
            | Event::Says(_)
            | Event::Prints(_)
            | Event::Arrived { .. }
            | Event::Remark(_)
            | Event::Fault(_) => {}
        }
    }
}

/// The sockets of the session's own, and behind them those of the others.
struct Others {
    sockets: Vec<SocketTrace>,
    /// How many of them are the others'.
    clients: u64,
    /// Whose datagrams came from, or went to, an address: which ends of the session's, and who that is.
    of: BTreeMap<(SocketId, SocketAddr), SocketId>,
}

impl Others {
    /// Enters the other end of a connection that was made, or of a datagram.
    fn meet(&mut self, who: &str, call: &mut CallRecord, address: Option<SocketAddr>) {
        let Some(own) = call.sock else { return };
        let Some(socket) = self.socket(own).cloned() else { return };
        let made = matches!(call.call.makes(), Some(Making::Connects | Making::Accepts));
        let made = made && call.outcome.error().is_none();
        if made && socket.role.is_connection() && socket.peer.is_none() {
            let peer = self.enter(who, &socket, Some(own));
            if let Some(socket) = self.sockets.get_mut(own.index()) {
                socket.peer = Some(peer);
            }
            if call.call == CallName::Connect {
                call.other = Some(peer);
            }
        }
        let datagrams = socket.role == SocketRole::Datagram && call.call.made_on().is_some();
        if let Some(address) = address.filter(|_| datagrams && call.call != CallName::Bind) {
            let known = self.of.get(&(own, address)).copied();
            let other = known.unwrap_or_else(|| self.enter(who, &socket, None));
            self.of.insert((own, address), other);
            call.other = Some(other);
        }
    }

    fn socket(&self, id: SocketId) -> Option<&SocketTrace> {
        self.sockets.get(id.index())
    }

    /// A socket of the other side. Those of a server's clients have numbers.
    fn enter(&mut self, who: &str, own: &SocketTrace, peer: Option<SocketId>) -> SocketId {
        let of_server = who == super::making::SERVER;
        let actor = if of_server { super::making::CLIENT } else { super::making::SERVER };
        self.clients += 1;
        let role = match own.role {
            SocketRole::Client => SocketRole::Accepted,
            SocketRole::Accepted => SocketRole::Client,
            SocketRole::Datagram | SocketRole::Listener | SocketRole::Reserved => own.role,
        };
        let id = number(self.sockets.len());
        self.sockets.push(SocketTrace {
            actor: if of_server { format!("{actor}{}", self.clients) } else { actor.to_owned() },
            name: None,
            role,
            peer,
            same_address_as: None,
            elsewhere: true,
            ..own.clone()
        });
        id
    }
}

fn number(index: usize) -> SocketId {
    SocketId(u32::try_from(index).unwrap_or(u32::MAX))
}
