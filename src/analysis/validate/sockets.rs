//! The sockets of a trace: each is what the call that made it makes, its owner alone uses it, and the
//! two ends of a connection name each other.

use super::contradiction::{Contradiction, SocketFault};
use super::fault::{Fault, each, under};
use crate::model::{
    CallRecord, Case, CaseTrace, Making, Record, SocketId, SocketRole, SocketTrace, Step, Transport,
};
use std::collections::BTreeMap;

/// Which call made each socket.
#[derive(Debug, Default)]
pub(super) struct Makers<'t>(BTreeMap<SocketId, (&'t Step, &'t CallRecord)>);

impl<'t> Makers<'t> {
    /// That the calls of a record are made on sockets of its actor, who finds no others, and that each
    /// socket is made once.
    pub(super) fn check(
        &mut self,
        trace: &CaseTrace,
        step: &'t Step,
        record: &'t Record,
    ) -> Result<(), Fault> {
        for (index, call) in record.calls.iter().enumerate() {
            owned(trace, &record.who, call, call.sock)
                .and_then(|()| {
                    each(&call.below, "below", |below| owned(trace, &record.who, below, call.sock))
                })
                .and_then(|()| self.note(step, call))
                .map_err(under(["calls".into(), index.into()]))?;
        }
        Ok(())
    }

    fn note(&mut self, step: &'t Step, call: &'t CallRecord) -> Result<(), Fault> {
        let Some(sock) = call.sock.filter(|_| call.call.creates()) else { return Ok(()) };
        match self.0.insert(sock, (step, call)) {
            Some((before, _)) => fault(SocketFault::MadeTwice { sock, step: before.no }, "sock"),
            None => Ok(()),
        }
    }

    /// That each socket is what its call makes, and has the other end that it can have.
    pub(super) fn sockets(&self, case: &Case, trace: &CaseTrace) -> Result<(), Fault> {
        for (at, socket) in trace.sockets.iter().enumerate() {
            let id = SocketId(u32::try_from(at).unwrap_or(u32::MAX));
            self.made(case, trace, id, socket)
                .and_then(|()| peer(trace, id, socket))
                .map_err(under(["sockets".into(), at.into()]))?;
        }
        Ok(())
    }

    /// A connection that nobody accepted is taken from its listener in the end, to see what is unread.
    fn made(
        &self,
        case: &Case,
        trace: &CaseTrace,
        id: SocketId,
        own: &SocketTrace,
    ) -> Result<(), Fault> {
        let family = (!own.transport.is_unix()).then_some(case.family);
        let Some((step, call)) = self.0.get(&id) else {
            let left = own.role == SocketRole::Accepted && own.transport.listens();
            let fits = left && own.name.is_none() && own.family == family;
            return if fits { Ok(()) } else { fault(SocketFault::NeverMade, "role") };
        };
        let other = call.other.and_then(|other| trace.socket(other)).map(|other| other.transport);
        let transport = step.call.arguments().transport.or(other).unwrap_or(own.transport);
        let role = role(call, transport).unwrap_or(own.role);
        let wrong = [
            ("transport", own.transport != transport, transport.as_str()),
            ("role", own.role != role, role.as_str()),
            ("family", own.family != family, family.map_or("null", |family| family.as_str())),
            ("name", own.name != step.makes, step.makes.as_deref().unwrap_or("null")),
        ];
        match wrong.into_iter().find(|(_, wrong, _)| *wrong) {
            Some((field, _, is)) => {
                fault(SocketFault::NotAsMade { step: step.no, is: is.to_owned() }, field)
            }
            None => Ok(()),
        }
    }
}

/// What a call makes of a transport.
fn role(call: &CallRecord, transport: Transport) -> Option<SocketRole> {
    Some(match (call.call.makes()?, transport.listens()) {
        (Making::Listens, _) => SocketRole::Listener,
        (Making::Connects, true) => SocketRole::Client,
        (Making::Accepts, _) => SocketRole::Accepted,
        (Making::Binds, false) | (Making::Connects, false) => SocketRole::Datagram,
        (Making::Binds, true) | (Making::Reserves, _) => SocketRole::Reserved,
    })
}

/// That a call is made on its actor's socket; one beneath another, on that one's.
fn owned(
    trace: &CaseTrace,
    who: &str,
    call: &CallRecord,
    outer: Option<SocketId>,
) -> Result<(), Fault> {
    let Some(sock) = call.sock else { return Ok(()) };
    match trace.owner(sock) {
        Some(owner) if owner != who => {
            fault(SocketFault::OfAnother { sock, owner: owner.to_owned() }, "sock")
        }
        _ if outer.is_some_and(|outer| outer != sock) => {
            fault(SocketFault::OtherBeneath { sock }, "sock")
        }
        _ => Ok(()),
    }
}

/// That the other end is one: of a connection the other connection, which names this one, or the socket
/// itself (a TCP `connect` to its own address); of a datagram socket the older one that it was connected to.
fn peer(trace: &CaseTrace, id: SocketId, own: &SocketTrace) -> Result<(), Fault> {
    let Some(peer) = own.peer else { return Ok(()) };
    let Some(other) = trace.socket(peer) else { return Ok(()) };
    let kind = (other.transport, other.family) == (own.transport, own.family);
    let fits = match own.role {
        SocketRole::Client if peer == id => own.transport == Transport::Tcp,
        SocketRole::Client | SocketRole::Accepted => {
            let both = other.role.is_connection() && other.peer == Some(id);
            let active = [own.role, other.role].contains(&SocketRole::Client);
            kind && both && active && peer != id
        }
        SocketRole::Datagram => kind && peer < id,
        SocketRole::Listener | SocketRole::Reserved => false,
    };
    if fits { Ok(()) } else { fault(SocketFault::NotItsPeer { sock: id, peer }, "peer") }
}

fn fault<T>(what: SocketFault, field: &'static str) -> Result<T, Fault> {
    Err((Contradiction::Sockets(what), vec![field.into()]))
}
