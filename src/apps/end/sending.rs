//! What an app sends on a socket, and the calls of a transfer, which are counted.

use super::{End, Event, PATIENCE, Stop, came_of};
use crate::apps::Session;
use crate::apps::bulk::Bulk;
use crate::model::{CallName, CallRecord, ErrorName, Payload};
use crate::net::{Failure, Socket};
use socket2::SockAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often a `send` that waits in the kernel looks whether the session is over.
const LOOK: Duration = Duration::from_millis(50);

impl End<'_> {
    /// Sends a message: in as many sends as the class cut it into. Datagrams are not cut.
    ///
    /// # Errors
    /// What `send` says; `timeout` when nobody has read for half a minute.
    pub(in crate::apps) fn send(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        if let Some(server) = self.to.clone() {
            return self.send_to(bytes, &server);
        }
        for (nth, piece) in self.cutter.pieces(bytes).into_iter().enumerate() {
            if nth > 0 {
                self.pace();
            }
            self.send_whole(piece)?;
        }
        Ok(())
    }

    /// The class's pause between two sends of one message.
    pub(in crate::apps) fn pace(&self) {
        if !self.knobs.pace.is_zero() {
            self.session.pause(self.knobs.pace);
        }
    }

    /// `send`, and once more for what it did not take.
    pub(in crate::apps) fn send_whole(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.send_all(bytes).inspect_err(|stop| self.gone(stop))
    }

    fn send_all(&mut self, mut bytes: &[u8]) -> Result<(), Stop> {
        let socket = self.socket()?;
        loop {
            let session = self.session;
            let taken = match self.bulk.as_mut().is_some_and(Bulk::counts) {
                true => {
                    let one = |_: &mut [u8]| patiently(session, &socket, bytes, (PATIENCE, None));
                    self.counted(CallName::Send, one, |record| {
                        record.data = Some(Payload::of(bytes));
                    })?
                }
                false => {
                    let mut record = CallRecord::new(CallName::Send);
                    (record.sock, record.data) = (Some(self.id), Some(Payload::of(bytes)));
                    came_of(&session.call(self.who, record, |_, _| {
                        patiently(session, &socket, bytes, (PATIENCE, None))
                    }))?
                }
            };
            let taken = usize::try_from(taken).unwrap_or(bytes.len());
            bytes = &bytes[taken.min(bytes.len())..];
            if bytes.is_empty() {
                return Ok(());
            }
        }
    }

    /// Makes a call of a transfer that is only counted. One that fails is told as any other.
    pub(in crate::apps) fn counted(
        &mut self,
        name: CallName,
        f: impl FnOnce(&mut [u8]) -> Result<u64, Failure>,
        asked: impl FnOnce(&mut CallRecord),
    ) -> Result<u64, Stop> {
        let (session, id) = (self.session, self.id);
        if self.bulk.as_ref().is_some_and(|bulk| bulk.turns(name)) {
            self.tell_counted();
        }
        let start_ns = session.ns();
        match f(&mut self.buffer) {
            Ok(n) => {
                session.moved(name, n);
                if let Some(bulk) = &mut self.bulk {
                    bulk.count((session, start_ns), id, name, n);
                }
                Ok(n)
            }
            Err(failure) => {
                self.tell_counted();
                let mut record = CallRecord::new(name);
                record.sock = Some(id);
                asked(&mut record);
                came_of(&session.call(self.who, record, |_, _| Err(failure)))
            }
        }
    }

    /// The next calls are those of a transfer, until [`End::transferred`]; the peer may be silent for half a minute only.
    pub(in crate::apps) fn transfers(&mut self) {
        self.bulk = (!self.knobs.every_call).then(Bulk::default);
        self.idle = self.knobs.idle.min(PATIENCE);
    }

    /// The transfer is over: what was counted is told.
    pub(in crate::apps) fn transferred(&mut self) {
        self.tell_counted();
        (self.bulk, self.idle) = (None, self.knobs.idle);
        self.session.tell(&Event::Progress(self.id, None));
    }

    fn tell_counted(&mut self) {
        if let Some(counted) = self.bulk.as_mut().and_then(Bulk::take) {
            self.session.tell(&Event::Counted(&counted));
        }
    }

    /// One `sendto`.
    ///
    /// # Errors
    /// What `sendto` says.
    pub(in crate::apps) fn send_to(&mut self, bytes: &[u8], to: &SockAddr) -> Result<(), Stop> {
        let socket = self.socket()?;
        let mut record = CallRecord::new(CallName::SendTo);
        (record.sock, record.data) = (Some(self.id), Some(Payload::of(bytes)));
        let call = self.session.call(self.who, record, |_, address| {
            *address = to.as_socket();
            socket.send_to(bytes, to, &[])
        });
        came_of(&call).map(drop)
    }
}

/// A blocking `send`, which looks now and then whether the session is over, or the connection was given up.
pub(super) fn patiently(
    session: &Session<'_>,
    socket: &Socket,
    bytes: &[u8],
    (patience, off): (Duration, Option<&AtomicBool>),
) -> Result<u64, Failure> {
    let wait = session.wait(patience);
    let is_off = || off.is_some_and(|off| off.load(Ordering::Relaxed));
    let over = || match is_off() {
        true => Err(Failure::named(ErrorName::Interrupted)),
        false => wait.over().map_or(Ok(()), Err),
    };
    // Where the kernel always has room, nothing else looks.
    over()?;
    socket.set_send_timeout(LOOK)?;
    loop {
        match socket.send(bytes, &[]) {
            Err(failure) if failure.is_limit(true) => over()?,
            sent => return sent,
        }
    }
}
