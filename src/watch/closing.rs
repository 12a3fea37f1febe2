//! What is closed, and how: a socket goes with its last descriptor.

use super::ending::{had, is_elsewhere, left, resets};
use super::records::Begun;
use super::sockets::Place;
use super::telling::Telling;
use crate::model::{CallName, CallRecord};
use crate::net::watched::{Caller, Peek};
use std::collections::BTreeMap;

impl Telling<'_> {
    /// A descriptor of a socket goes. If it is the last, the socket does: what is left in it is looked at, and how it will
    /// be closed.
    pub(super) fn closes(&mut self, begun: &mut Begun, at: Caller, peek: &mut dyn Peek) {
        let place = (at.process, begun.descriptor);
        self.sockets.forget(place);
        self.closing.insert(place);
        let other = is_elsewhere(begun.inode, &self.staying(), &self.closing, peek);
        match (other, self.sockets.get_mut(begun.inode)) {
            (Some(other), Some(open)) => open.place = other,
            (None, Some(_)) => begun.closes = Some(self.last(begun.inode, place, peek)),
            (_, None) => {}
        }
    }

    /// The processes that are not ending.
    pub(super) fn staying(&self) -> Vec<u32> {
        let all = self.programs.processes();
        all.filter(|process| !self.leaving.contains(process)).collect()
    }

    /// How a socket will be closed that nobody else has.
    pub(super) fn last(&mut self, inode: u64, place: Place, peek: &mut dyn Peek) -> CallName {
        let id = self.sockets.get(inode).and_then(|open| open.id);
        let (Some(id), Ok(socket)) = (id, peek.socket(place.0, place.1)) else {
            return CallName::Close;
        };
        self.leftovers.extend(left(id, &self.sockets, &socket));
        let connection = self.sockets.trace(id).is_some_and(|own| own.role.is_connection());
        if connection && resets(&socket) { CallName::Reset } else { CallName::Close }
    }

    pub(super) fn closed(&mut self, begun: &Begun, call: CallRecord, peek: &mut dyn Peek) {
        let Some(how) = begun.closes else { return };
        if let Some(id) = self.sockets.close(begun.inode).and_then(|open| open.id) {
            self.keep(id, CallRecord { call: how, ..call }, None, peek);
        }
    }

    /// The sockets that a process had are closed, but for those that somebody else has, or itself still.
    pub(super) fn leaves(&mut self, process: u32, peek: &mut dyn Peek) {
        let had_by = self.sockets.had_by(process);
        let still = match had_by.is_empty() {
            true => BTreeMap::new(),
            false => had(&self.staying(), &self.closing, peek),
        };
        for (inode, place) in had_by {
            if let (Some(other), Some(open)) = (still.get(&inode), self.sockets.get_mut(inode)) {
                open.place = *other;
                continue;
            }
            let call = self.last(inode, place, peek);
            if let Some(id) = self.sockets.close(inode).and_then(|open| open.id) {
                let record = CallRecord { start_ns: peek.ns(), ..CallRecord::new(call) };
                self.keep(id, record, None, peek);
            }
        }
    }
}
