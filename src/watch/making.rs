//! Sockets that come about: `bind`, `listen`, `accept`, `connect`.

use super::records::Begun;
use super::telling::Telling;
use crate::model::{CallRecord, ErrorName, Outcome, SocketRole};
use crate::net::watched::{Caller, Peek};
use std::net::SocketAddr;

impl Telling<'_> {
    pub(super) fn listens(
        &mut self,
        at: Caller,
        begun: &Begun,
        call: CallRecord,
        peek: &mut dyn Peek,
    ) {
        let worked = call.outcome.error().is_none();
        self.look_up(begun, peek);
        let Some(id) = self.id(begun, at.process, SocketRole::Listener) else { return };
        if let Some(own) = self.sockets.all.get_mut(id.index()) {
            own.role = SocketRole::Listener;
        }
        self.keep(id, call, None, peek);
        self.reachable(at.process, worked);
    }

    /// Of a stream that worked nothing is told: `listen` is.
    pub(super) fn binds(
        &mut self,
        at: Caller,
        begun: &Begun,
        call: CallRecord,
        address: Option<SocketAddr>,
        peek: &mut dyn Peek,
    ) {
        let worked = call.outcome.error().is_none();
        self.look_up(begun, peek);
        let stream = begun.transport.listens();
        if stream && worked {
            return;
        }
        let role = if stream { SocketRole::Reserved } else { SocketRole::Datagram };
        let Some(id) = self.id(begun, at.process, role) else { return };
        self.keep(id, call, address, peek);
        self.reachable(at.process, worked);
    }

    fn reachable(&mut self, process: u32, worked: bool) {
        if let Some(program) = self.programs.of(process) {
            program.reachable |= worked;
        }
    }

    pub(super) fn accepts(
        &mut self,
        at: Caller,
        begun: &Begun,
        mut call: CallRecord,
        peek: &mut dyn Peek,
    ) {
        let Some(listener) = self.id(begun, at.process, SocketRole::Listener) else { return };
        call.other = Some(listener);
        let new = call.outcome.count().and_then(|new| i32::try_from(new).ok());
        let Some(place) = new.map(|new| (at.process, new)) else {
            return self.keep(listener, call, None, peek);
        };
        call.outcome = Outcome::Returned(0);
        self.sockets.forget(place);
        let Some(inode) = self.sockets.inode(place, peek) else { return };
        let accepted = Begun { inode, descriptor: place.1, ..begun.clone() };
        let Some(id) = self.id(&accepted, at.process, SocketRole::Accepted) else { return };
        self.sockets.pair(inode);
        call.sock = Some(id);
        let from = self.sockets.get(inode).and_then(|open| open.remote);
        self.keep(id, call, from, peek);
    }

    pub(super) fn connects(
        &mut self,
        at: Caller,
        begun: &Begun,
        mut call: CallRecord,
        to: Option<SocketAddr>,
        peek: &mut dyn Peek,
    ) {
        self.look_up(begun, peek);
        let stream = begun.transport.listens();
        let role = if stream { SocketRole::Client } else { SocketRole::Datagram };
        let Some(id) = self.id(begun, at.process, role) else { return };
        if let Some(open) = self.sockets.get_mut(begun.inode).filter(|open| open.remote.is_none()) {
            open.remote = to;
        }
        self.sockets.pair(begun.inode);
        let targets: &[SocketRole] =
            if stream { &[SocketRole::Listener] } else { &[SocketRole::Datagram] };
        call.other = to.and_then(|to| self.sockets.at(to, targets));
        let refused = call.outcome.error().is_some_and(|error| error != ErrorName::InProgress);
        if let Some(listener) = call.other.filter(|_| stream && !refused) {
            self.sockets.led.insert(id, listener);
        }
        self.keep(id, call, to, peek);
    }
}
