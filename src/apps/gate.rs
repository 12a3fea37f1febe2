//! Who waits at the guard, and who is served: two counts, so that strangers take no place of those who have the key.

use super::end::came_of;
use super::{End, Guard, Plan, Session};
use crate::model::{CallName, CallRecord, How, SocketId};
use crate::net::Socket;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many connections wait at the guard at a time. With one more, the one that has waited longest is ended: who has the key
/// is past the guard in the time that one answer takes.
const WAITING: usize = 32;

/// The places of a server.
pub(super) struct Gate<'s> {
    most: usize,
    guarded: bool,
    places: Mutex<Places<'s>>,
}

#[derive(Default)]
struct Places<'s> {
    waiting: VecDeque<Waiting<'s>>,
    served: usize,
}

/// A connection at the guard.
struct Waiting<'s> {
    session: &'s Session<'s>,
    who: &'static str,
    id: SocketId,
    socket: Arc<Socket>,
}

/// The place of one connection; given back when it is dropped.
pub(super) struct Ticket<'g, 's> {
    gate: &'g Gate<'s>,
    id: SocketId,
    served: bool,
}

impl<'s> Gate<'s> {
    pub(super) fn new(plan: &Plan) -> Self {
        let guarded = matches!(plan.knobs.guard, Guard::Key(..));
        Gate { most: plan.max_clients, guarded, places: Mutex::default() }
    }

    /// Whether the next connection finds no place, and cannot be let wait for one.
    pub(super) fn is_full(&self) -> bool {
        !self.guarded && self.lock().served >= self.most
    }

    /// A connection comes in: to the guard, or to its place.
    pub(super) fn enter(&self, end: &End<'s>) -> Ticket<'_, 's> {
        let mut places = self.lock();
        let id = end.id();
        match end.handle().filter(|_| self.guarded) {
            None => places.served += 1,
            Some(socket) => {
                let (session, who) = (end.session(), end.who());
                places.waiting.push_back(Waiting { session, who, id, socket });
                let oldest = (places.waiting.len() > WAITING).then(|| places.waiting.pop_front());
                drop(places);
                oldest.flatten().iter().for_each(Waiting::end);
            }
        }
        Ticket { gate: self, id, served: !self.guarded }
    }

    fn lock(&self) -> MutexGuard<'_, Places<'s>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting<'_> {
    /// Its own thread then finds the end of the stream, and closes it.
    fn end(&self) {
        let mut record = CallRecord::new(CallName::Shutdown);
        (record.sock, record.how) = (Some(self.id), Some(How::Both));
        let call =
            self.session.call(self.who, record, |_, _| self.socket.shutdown(How::Both).map(|()| 0));
        // The peer may have left just now.
        came_of(&call).ok();
    }
}

impl Ticket<'_, '_> {
    /// The guard has decided; where it `admitted` the connection, whether there is a place for it.
    pub(super) fn is_served(&mut self, admitted: bool) -> bool {
        let mut places = self.gate.lock();
        places.waiting.retain(|waiting| waiting.id != self.id);
        if admitted && !self.served && places.served < self.gate.most {
            places.served += 1;
            self.served = true;
        }
        admitted && self.served
    }
}

impl Drop for Ticket<'_, '_> {
    fn drop(&mut self) {
        let mut places = self.gate.lock();
        places.waiting.retain(|waiting| waiting.id != self.id);
        places.served -= usize::from(self.served);
    }
}
