//! What is closed, and how: a socket goes with its last descriptor.

use super::ending::{had, is_elsewhere, left, resets};
use super::records::Begun;
use super::sockets::Place;
use super::telling::Telling;
use crate::model::{CallName, CallRecord};
use crate::net::watched::{Caller, Peek};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

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

    /// `close_range`: as many `close`s. It has closed them when the thread makes its next call.
    pub(super) fn closes_range(
        &mut self,
        at: Caller,
        range: RangeInclusive<i32>,
        peek: &mut dyn Peek,
    ) {
        let of = peek.descriptors(at.process).into_iter().filter(|one| range.contains(one));
        let places: Vec<Place> = of.map(|one| (at.process, one)).collect();
        self.closing.extend(places.iter().copied());
        self.leaves(at.process, (range, false), peek);
        places.iter().for_each(|place| self.sockets.forget(*place));
        self.ranged.entry(at.thread).or_default().extend(places);
    }

    /// How a socket will be closed that nobody else has.
    pub(super) fn last(&mut self, inode: u64, place: Place, peek: &mut dyn Peek) -> CallName {
        let Some(open) = self.sockets.get(inode) else { return CallName::Close };
        let (Some(id), Ok(socket)) = (open.id, peek.socket(place.0, place.1, Some(open.transport)))
        else {
            return CallName::Close;
        };
        self.leftovers.extend(left(id, &self.sockets, &socket, peek));
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
    /// `which`: of its descriptors only these; `killed`: by a signal, which asks nobody.
    pub(super) fn leaves(
        &mut self,
        process: u32,
        (which, killed): (RangeInclusive<i32>, bool),
        peek: &mut dyn Peek,
    ) {
        let mut had_by = self.sockets.had_by(process);
        had_by.retain(|(_, place)| which.contains(&place.1));
        let still = match had_by.is_empty() {
            true => BTreeMap::new(),
            false => had(&self.staying(), &self.closing, peek),
        };
        for (inode, place) in had_by {
            if let (Some(other), Some(open)) = (still.get(&inode), self.sockets.get_mut(inode)) {
                open.place = *other;
                continue;
            }
            let call = match (self.last(inode, place, peek), killed) {
                (CallName::Close, true) => CallName::Kill,
                (call, _) => call,
            };
            if let Some(id) = self.sockets.close(inode).and_then(|open| open.id) {
                let record = CallRecord { start_ns: peek.ns(), ..CallRecord::new(call) };
                self.keep(id, record, None, peek);
            }
        }
    }
}
