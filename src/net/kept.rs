//! A session as a trace keeps it: the calls of programs that no scenario tells what to do, and of a side that
//! is somebody else's no more than that it is there.

use crate::model::{
    CallName, CallRecord, CaseTrace, Limits, Making, Record, SocketId, SocketRole, SocketTrace,
    StepNo,
};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Keeps what happens, up to [`Limits::CALLS`] calls and half of [`Limits::TRACE`]: a trace of more could not be
/// read again.
#[derive(Debug, Default)]
pub struct Kept {
    session: Mutex<Calls>,
    /// What the others are called, with a number; by default after what they are, client or server.
    others: Option<&'static str>,
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

/// What the two sides are called.
pub const SERVER: &str = "server";
/// See [`SERVER`].
pub const CLIENT: &str = "client";

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

    fn keep(&mut self, who: &str, call: CallRecord, address: Option<SocketAddr>) {
        let bytes = call.data.as_ref().map_or(0, |data| data.kept().len() as u64);
        let size = self.size.saturating_add(CALL + 2 * bytes);
        let fits = (self.calls.len() as u64) < Limits::CALLS && size <= Limits::TRACE / 2;
        // Nothing is left out in the middle.
        if fits && self.left_out == 0 {
            self.size = size;
            let now = |id: Option<SocketId>| id.and_then(|id| self.now.get(&id).copied());
            let call = CallRecord { sock: now(call.sock), other: now(call.other), ..call };
            self.calls.push((who.to_owned(), call, address));
        } else {
            self.left_out = self.left_out.saturating_add(1);
        }
    }
}

impl Kept {
    /// One whose others are called so, each with a number.
    pub fn among(others: &'static str) -> Self {
        Kept { others: Some(others), ..Kept::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Calls> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A socket was made: it has this number from now on, until another has it.
    pub fn meet(&self, id: SocketId, socket: &SocketTrace) {
        self.lock().meet(id, socket);
    }

    /// A call has come back. `address`: where it connected, listens or sent to, or where what it took came from, where
    /// whoever has that is not of the session.
    pub fn keep(&self, who: &str, call: CallRecord, address: Option<SocketAddr>) {
        self.lock().keep(who, call, address);
    }

    /// So many calls are not told one by one. What comes after calls that are not there would stand at the wrong place
    /// of its stream: it is left out, too.
    pub fn leave_out(&self, calls: u64) {
        let mut session = self.lock();
        session.left_out = session.left_out.saturating_add(calls);
    }

    /// What is known of the sockets by now, in the order in which they were met.
    pub fn amend(&self, sockets: &[SocketTrace]) {
        let mut session = self.lock();
        session.sockets.iter_mut().zip(sockets).for_each(|(old, new)| old.clone_from(new));
    }

    /// The session under this name.
    pub fn trace(self, id: &str) -> CaseTrace {
        let Calls { sockets, mut calls, left_out, .. } =
            self.session.into_inner().unwrap_or_else(PoisonError::into_inner);
        calls.sort_by_key(|(_, call, _)| call.start_ns);
        let called = self.others;
        let mut others = Others { sockets, clients: 0, called, of: BTreeMap::new() };
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

/// The sockets of the session's own, and behind them those of the others.
struct Others {
    sockets: Vec<SocketTrace>,
    called: Option<&'static str>,
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
            let peer = self.enter((who, call.call), &socket, Some(own));
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
            let other = known.unwrap_or_else(|| self.enter((who, call.call), &socket, None));
            self.of.insert((own, address), other);
            call.other = Some(other);
        }
    }

    fn socket(&self, id: SocketId) -> Option<&SocketTrace> {
        self.sockets.get(id.index())
    }

    /// A socket of the other side. Those of clients have numbers. Who is between a client and a server has both: it accepts
    /// the one, and hears datagrams of it before it has said anything to it.
    fn enter(
        &mut self,
        (who, call): (&str, CallName),
        own: &SocketTrace,
        peer: Option<SocketId>,
    ) -> SocketId {
        self.clients += 1;
        let is_asked = own.role == SocketRole::Accepted || call.receives();
        let serves = who == SERVER || (who != CLIENT && is_asked);
        let actor = match (self.called, serves) {
            (Some(called), _) => format!("{called}{}", self.clients),
            (None, true) => format!("{CLIENT}{}", self.clients),
            (None, false) => SERVER.to_owned(),
        };
        let role = match own.role {
            SocketRole::Client => SocketRole::Accepted,
            SocketRole::Accepted => SocketRole::Client,
            SocketRole::Datagram | SocketRole::Listener | SocketRole::Reserved => own.role,
        };
        let id = number(self.sockets.len());
        self.sockets.push(SocketTrace {
            actor,
            name: None,
            role,
            peer,
            same_address_as: None,
            elsewhere: true,
            framed: None,
            ..own.clone()
        });
        id
    }
}

fn number(index: usize) -> SocketId {
    SocketId(u32::try_from(index).unwrap_or(u32::MAX))
}
