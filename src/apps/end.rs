//! A socket of a session, and the calls an app makes on it.

use super::Knobs;
use super::bulk::Bulk;
use super::cut::Cutter;
use super::session::{Event, Session};
use super::stream::Stream;
use crate::framing::FramingError;
use crate::model::{CallName, CallRecord, ErrorInfo, ErrorName, How, Outcome, Payload, SocketId};
use crate::net::{Failure, Received, Socket};
use socket2::SockAddr;
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;

/// Why an app cannot go on with a socket.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Stop {
    /// The other side sends nothing more.
    #[error("the end of the stream")]
    End,
    /// A call failed.
    #[error("{0} failed: {n}", n = .1.name)]
    Call(CallName, ErrorInfo),
    /// What the other side sent is not what the protocol says, or more than is taken.
    #[error(transparent)]
    Refused(#[from] FramingError),
}

impl Stop {
    /// Whether it is only that the session is over.
    pub fn is_interrupted(&self) -> bool {
        matches!(self, Stop::Call(_, info) if info.name == ErrorName::Interrupted)
    }
}

/// How long a kernel may keep a `send` waiting that nobody reads.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a `send` that waits in the kernel looks whether the session is over.
const LOOK: Duration = Duration::from_millis(50);

/// A socket of a session.
pub struct End<'s> {
    session: &'s Session<'s>,
    knobs: &'s Knobs,
    cutter: Cutter<'s>,
    who: &'static str,
    id: SocketId,
    socket: Option<Arc<Socket>>,
    /// Of a client's datagram socket: where its server is.
    to: Option<SockAddr>,
    /// Whether it has been read from: the first time comes after [`Knobs::late`].
    read: bool,
    buffer: Vec<u8>,
    /// While the calls are those of a transfer.
    bulk: Option<Bulk>,
    /// How long the peer may be silent now.
    idle: Duration,
}

impl<'s> End<'s> {
    pub(super) fn of(
        session: &'s Session<'s>,
        knobs: &'s Knobs,
        who: &'static str,
        id: SocketId,
        socket: Arc<Socket>,
    ) -> Self {
        let (cutter, socket) = (knobs.cut.cutter(), Some(socket));
        let (to, read, buffer, bulk, idle) = (None, false, Vec::new(), None, knobs.idle);
        End { session, knobs, cutter, who, id, socket, to, read, buffer, bulk, idle }
    }

    /// A client's datagram socket: what it sends goes to this server.
    pub(super) fn to(mut self, server: SockAddr) -> Self {
        self.to = Some(server);
        self
    }

    /// Another handle on a connection, for a thread that only receives. (One socket: `close` waits for both.)
    pub(super) fn reader(&self) -> Result<Self, Stop> {
        let socket = self.socket()?;
        let reader = End::of(self.session, self.knobs, self.who, self.id, socket);
        Ok(End { to: self.to.clone(), ..reader })
    }

    /// One `recv`: what it returned. No bytes are the end of the stream, which is a [`Stop`].
    ///
    /// # Errors
    /// [`Stop::End`]; what `recv` says; `timeout` when the peer was silent for too long.
    pub(super) fn recv(&mut self) -> Result<&[u8], Stop> {
        let (count, _) = self.receive(CallName::Recv, self.knobs.recv)?;
        match count {
            0 => Err(Stop::End),
            count => Ok(&self.buffer[..count]),
        }
    }

    /// Whether a failure says nothing of what comes next: a datagram socket of a client.
    pub(super) fn is_of_datagrams(&self) -> bool {
        self.to.is_some()
    }

    /// What a client's next receive returns: of a datagram socket a datagram, which may be empty.
    ///
    /// # Errors
    /// As of [`End::recv`] and [`End::recv_from`].
    pub(super) fn hear(&mut self) -> Result<&[u8], Stop> {
        match self.to {
            None => self.recv(),
            Some(_) => self.recv_from().map(|(bytes, _)| bytes),
        }
    }

    /// One `recvfrom`: a datagram, which may be empty, and who sent it.
    ///
    /// # Errors
    /// What `recvfrom` says; `timeout` when nothing came for too long.
    pub(super) fn recv_from(&mut self) -> Result<(&[u8], SockAddr), Stop> {
        let (count, from) = self.receive(CallName::RecvFrom, self.knobs.recv)?;
        let from = from.ok_or(Stop::End)?;
        Ok((&self.buffer[..count], from))
    }

    fn receive(&mut self, name: CallName, most: u64) -> Result<(usize, Option<SockAddr>), Stop> {
        let socket = self.socket()?;
        if !std::mem::replace(&mut self.read, true) && !self.knobs.late.is_zero() {
            self.session.pause(self.knobs.late);
        }
        let size = usize::try_from(most).unwrap_or(usize::MAX);
        if self.buffer.len() < size {
            self.buffer.resize(size, 0);
        }
        let (session, idle, buffer) = (self.session, self.idle, &mut self.buffer[..size]);
        if self.bulk.as_mut().is_some_and(Bulk::counts) {
            let one = |buffer: &mut [u8]| {
                session.wait(idle).readable(&socket)?;
                socket.receive(&mut buffer[..size], &[]).map(|received| received.count)
            };
            let count = self.counted(name, one, |record| record.max = Some(most))?;
            return Ok((usize::try_from(count).unwrap_or(size).min(size), None));
        }
        let mut record = CallRecord::new(name);
        (record.sock, record.max) = (Some(self.id), Some(most));
        let got = Cell::new(None);
        let call = session.call(self.who, record, |record, address| {
            session.wait(idle).readable(&socket)?;
            let received = socket.receive(buffer, &[])?;
            *address = received.from.as_ref().and_then(|from| from.as_socket());
            describe(record, &received, buffer);
            let count = received.count;
            got.set(Some((received.filled, received.from)));
            Ok(count)
        });
        came_of(&call)?;
        got.take().ok_or(Stop::End)
    }

    /// Sends a message: in as many sends as the class cut it into. Datagrams are not cut.
    ///
    /// # Errors
    /// What `send` says; `timeout` when nobody has read for half a minute.
    pub(super) fn send(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        if let Some(server) = self.to.clone() {
            return self.send_to(bytes, &server);
        }
        for (nth, piece) in self.cutter.pieces(bytes).into_iter().enumerate() {
            if nth > 0 && !self.knobs.pace.is_zero() {
                self.session.pause(self.knobs.pace);
            }
            self.send_whole(piece)?;
        }
        Ok(())
    }

    /// `send`, and once more for what it did not take.
    fn send_whole(&mut self, mut bytes: &[u8]) -> Result<(), Stop> {
        let socket = self.socket()?;
        loop {
            let session = self.session;
            let taken = match self.bulk.as_mut().is_some_and(Bulk::counts) {
                true => {
                    let one = |_: &mut [u8]| {
                        // Where the kernel always has room, nothing else looks.
                        session.wait(PATIENCE).over().map_or(Ok(()), Err)?;
                        patiently(session, &socket, bytes)
                    };
                    self.counted(CallName::Send, one, |record| {
                        record.data = Some(Payload::of(bytes));
                    })?
                }
                false => {
                    let mut record = CallRecord::new(CallName::Send);
                    (record.sock, record.data) = (Some(self.id), Some(Payload::of(bytes)));
                    came_of(
                        &session.call(self.who, record, |_, _| patiently(session, &socket, bytes)),
                    )?
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
    fn counted(
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
    pub(super) fn transfers(&mut self) {
        self.bulk = (!self.knobs.every_call).then(Bulk::default);
        self.idle = self.knobs.idle.min(PATIENCE);
    }

    /// The transfer is over: what was counted is told.
    pub(super) fn transferred(&mut self) {
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
    pub(super) fn send_to(&mut self, bytes: &[u8], to: &SockAddr) -> Result<(), Stop> {
        let socket = self.socket()?;
        let mut record = CallRecord::new(CallName::SendTo);
        (record.sock, record.data) = (Some(self.id), Some(Payload::of(bytes)));
        let call = self.session.call(self.who, record, |_, address| {
            *address = to.as_socket();
            socket.send_to(bytes, to, &[])
        });
        came_of(&call).map(drop)
    }

    /// `shutdown` of the sending direction.
    ///
    /// # Errors
    /// What `shutdown` says.
    pub(super) fn finish_sending(&mut self) -> Result<(), Stop> {
        let socket = self.socket()?;
        let mut record = CallRecord::new(CallName::Shutdown);
        (record.sock, record.how) = (Some(self.id), Some(How::Write));
        let call =
            self.session.call(self.who, record, |_, _| socket.shutdown(How::Write).map(|()| 0));
        came_of(&call).map(drop)
    }

    /// `close`. What is dropped without it is closed, too, and nobody is told.
    pub(super) fn close(mut self) {
        let Some(socket) = self.socket.take() else { return };
        if self.bulk.is_some() {
            self.transferred();
        }
        let mut record = CallRecord::new(CallName::Close);
        record.sock = Some(self.id);
        self.session.call(self.who, record, |_, _| {
            self.session.table().close(self.id, socket);
            Ok(0)
        });
    }

    /// Closes, as `why` leaves nothing to go on for; what was refused is told.
    pub(super) fn leave(self, why: &Stop) {
        if let Stop::Refused(error) = why {
            self.session.tell(&Event::Remark(&error.text()));
        }
        self.close();
    }

    /// What it sends and receives is told to the one who watches, as the tutorial's program would print it.
    pub(super) fn prints(&self, bytes: &[u8]) {
        self.session.tell(&Event::Prints(bytes));
    }

    /// The session it belongs to.
    pub(super) fn session(&self) -> &'s Session<'s> {
        self.session
    }

    pub(super) fn knobs(&self) -> &'s Knobs {
        self.knobs
    }

    pub(super) fn who(&self) -> &'static str {
        self.who
    }

    pub(super) fn id(&self) -> SocketId {
        self.id
    }

    pub(super) fn socket(&self) -> Result<Arc<Socket>, Stop> {
        self.socket.clone().ok_or(Stop::End)
    }
}

impl Stream for End<'_> {
    fn take(&mut self, most: u64) -> Result<&[u8], Stop> {
        let (count, _) = self.receive(CallName::Recv, self.knobs.recv.min(most))?;
        Ok(&self.buffer[..count])
    }
}

/// A blocking `send`, which looks now and then whether the session is over.
fn patiently(session: &Session<'_>, socket: &Socket, bytes: &[u8]) -> Result<u64, Failure> {
    let wait = session.wait(PATIENCE);
    socket.set_send_timeout(LOOK)?;
    loop {
        match socket.send(bytes, &[]) {
            Err(failure) if failure.is_limit(true) => wait.over().map_or(Ok(()), Err)?,
            sent => return sent,
        }
    }
}

/// What was received, as a record keeps it.
fn describe(record: &mut CallRecord, received: &Received, buffer: &[u8]) {
    record.truncated = received.truncated;
    record.data = Some(Payload::of(&buffer[..received.filled]));
}

pub(super) fn came_of(call: &CallRecord) -> Result<u64, Stop> {
    match &call.outcome {
        Outcome::Returned(count) => Ok(*count),
        Outcome::Error(info) => Err(Stop::Call(call.call, info.clone())),
    }
}
