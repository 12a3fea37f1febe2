//! A socket of a session, and the calls an app makes on it.

use super::cut::Cutter;
use super::session::{Event, Session};
use super::{Knobs, Place};
use crate::model::{
    CallName, CallRecord, ErrorInfo, ErrorName, Family, How, OptionName, OptionSetting,
    OptionValue, Outcome, Payload, SocketId, SocketRole,
};
use crate::net::{Failure, Received, Socket, set_after_connect, set_option};
use socket2::SockAddr;
use std::cell::Cell;
use std::net::SocketAddr;
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
}

impl Stop {
    /// Whether it is only that the session is over.
    pub fn is_interrupted(&self) -> bool {
        matches!(self, Stop::Call(_, info) if info.name == ErrorName::Interrupted)
    }
}

/// How long a `connect` may take, and how long a kernel may keep a `send` waiting that nobody reads.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a `send` that waits in the kernel looks whether the session is over.
const LOOK: Duration = Duration::from_millis(50);
/// As many connections may wait to be accepted.
const BACKLOG: u32 = 128;

/// A socket of a session.
pub struct End<'s> {
    session: &'s Session<'s>,
    knobs: &'s Knobs,
    cutter: Cutter<'s>,
    who: &'static str,
    id: SocketId,
    socket: Option<Arc<Socket>>,
    /// Whether it has been read from: the first time comes after [`Knobs::late`].
    read: bool,
    buffer: Vec<u8>,
}

impl<'s> End<'s> {
    /// `socket`, `bind`, and for a stream `listen`: a server's.
    ///
    /// # Errors
    /// What these calls say.
    pub(super) fn listening(
        session: &'s Session<'s>,
        place: &Place,
        knobs: &'s Knobs,
    ) -> Result<Self, Stop> {
        let stream = place.transport().listens();
        let call = if stream { CallName::Listen } else { CallName::Bind };
        let role = if stream { SocketRole::Listener } else { SocketRole::Datagram };
        made(session, (SERVER, role, None), place, knobs, call, |socket, record, address| {
            if stream && !crate::net::is_windows() {
                // On Windows it would let a second server take the same port (WinSock's documentation).
                let reuse = OptionSetting {
                    name: OptionName::SoReuseaddr,
                    value: OptionValue::Switch(true),
                };
                record.options.push(set_option(socket, reuse));
            }
            socket.bind(&place.address()?)?;
            if stream {
                socket.listen(BACKLOG)?;
                socket.set_nonblocking(true)?;
            }
            *address = socket.local().and_then(|own| own.as_socket());
            Ok(())
        })
    }

    /// `socket` and `connect`; of datagrams `socket` alone, as they need none.
    ///
    /// # Errors
    /// What these calls say.
    pub(super) fn connecting(
        session: &'s Session<'s>,
        place: &Place,
        knobs: &'s Knobs,
    ) -> Result<Self, Stop> {
        if !place.transport().listens() {
            let any = any_port(place);
            let role = SocketRole::Datagram;
            return made(
                session,
                (CLIENT, role, None),
                place,
                knobs,
                CallName::Bind,
                |socket, _, own| {
                    socket.bind(&any.into())?;
                    *own = socket.local().and_then(|own| own.as_socket());
                    Ok(())
                },
            );
        }
        let wait = session.wait(PATIENCE);
        let role = SocketRole::Client;
        made(
            session,
            (CLIENT, role, None),
            place,
            knobs,
            CallName::Connect,
            |socket, record, to| {
                let address = place.address()?;
                *to = address.as_socket();
                socket.connect(&address, wait.deadline.left())?;
                let late = knobs.options(true);
                let late = late.into_iter().filter(|option| set_after_connect(option.name));
                record.options.extend(late.map(|option| set_option(socket, option)));
                session.connected();
                Ok(())
            },
        )
    }

    /// `accept`, however long that takes; `nth`: which connection it is, from 1.
    ///
    /// # Errors
    /// What `accept` says; `interrupted` when the session is over.
    pub(super) fn accept(&mut self, nth: u64) -> Result<End<'s>, Stop> {
        let listener = self.socket()?;
        let (session, knobs) = (self.session, self.knobs);
        let mut taken = None;
        let name = format!("c{nth}");
        let call = session.call(self.who, CallRecord::new(CallName::Accept), |record, address| {
            record.other = Some(self.id);
            let (socket, from) = accepted(session, &listener)?;
            socket.set_nonblocking(false)?;
            *address = from.as_socket();
            let options = knobs.options(true).into_iter();
            record.options.extend(options.map(|option| set_option(&socket, option)));
            let socket = Arc::new(socket);
            let id = enter(session, &socket, (SERVER, SocketRole::Accepted, Some(&name)));
            record.sock = Some(id);
            session.connected();
            taken = Some((socket, id));
            Ok(0)
        });
        came_of(&call)?;
        let (socket, id) = taken.ok_or(Stop::End)?;
        Ok(End::of(session, knobs, self.who, id, socket))
    }

    fn of(
        session: &'s Session<'s>,
        knobs: &'s Knobs,
        who: &'static str,
        id: SocketId,
        socket: Arc<Socket>,
    ) -> Self {
        let (cutter, socket) = (knobs.cut.cutter(), Some(socket));
        End { session, knobs, cutter, who, id, socket, read: false, buffer: Vec::new() }
    }

    /// Another handle on a connection, for a thread that only receives. (One socket: `close` waits for both.)
    pub(super) fn reader(&self) -> Result<Self, Stop> {
        let socket = self.socket()?;
        Ok(End::of(self.session, self.knobs, self.who, self.id, socket))
    }

    /// One `recv`: what it returned. No bytes are the end of the stream, which is a [`Stop`].
    ///
    /// # Errors
    /// [`Stop::End`]; what `recv` says; `timeout` when the peer was silent for too long.
    pub(super) fn recv(&mut self) -> Result<&[u8], Stop> {
        let (count, _) = self.receive(CallName::Recv)?;
        match count {
            0 => Err(Stop::End),
            count => Ok(&self.buffer[..count]),
        }
    }

    /// One `recvfrom`: a datagram, which may be empty, and who sent it.
    ///
    /// # Errors
    /// What `recvfrom` says; `timeout` when nothing came for too long.
    pub(super) fn recv_from(&mut self) -> Result<(&[u8], SockAddr), Stop> {
        let (count, from) = self.receive(CallName::RecvFrom)?;
        let from = from.ok_or(Stop::End)?;
        Ok((&self.buffer[..count], from))
    }

    fn receive(&mut self, name: CallName) -> Result<(usize, Option<SockAddr>), Stop> {
        let socket = self.socket()?;
        if !std::mem::replace(&mut self.read, true) && !self.knobs.late.is_zero() {
            self.session.pause(self.knobs.late);
        }
        let size = usize::try_from(self.knobs.recv).unwrap_or(usize::MAX);
        self.buffer.resize(size, 0);
        let (session, knobs, buffer) = (self.session, self.knobs, &mut self.buffer);
        let mut record = CallRecord::new(name);
        (record.sock, record.max) = (Some(self.id), Some(knobs.recv));
        let got = Cell::new(None);
        let call = session.call(self.who, record, |record, address| {
            session.wait(knobs.idle).readable(&socket)?;
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
            let mut record = CallRecord::new(CallName::Send);
            (record.sock, record.data) = (Some(self.id), Some(Payload::of(bytes)));
            let session = self.session;
            let call = session.call(self.who, record, |_, _| patiently(session, &socket, bytes));
            let taken = usize::try_from(came_of(&call)?).unwrap_or(bytes.len());
            bytes = &bytes[taken.min(bytes.len())..];
            if bytes.is_empty() {
                return Ok(());
            }
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
        record.sock = Some(self.id);
        let call =
            self.session.call(self.who, record, |_, _| socket.shutdown(How::Write).map(|()| 0));
        came_of(&call).map(drop)
    }

    /// `close`. What is dropped without it is closed, too, and nobody is told.
    pub(super) fn close(mut self) {
        let Some(socket) = self.socket.take() else { return };
        let mut record = CallRecord::new(CallName::Close);
        record.sock = Some(self.id);
        self.session.call(self.who, record, |_, _| {
            self.session.table().close(self.id, socket);
            Ok(0)
        });
    }

    /// What it sends and receives is told to the one who watches, as the tutorial's program would print it.
    pub(super) fn prints(&self, bytes: &[u8]) {
        self.session.tell(&Event::Prints(bytes));
    }

    /// The session it belongs to.
    pub(super) fn session(&self) -> &'s Session<'s> {
        self.session
    }

    fn socket(&self) -> Result<Arc<Socket>, Stop> {
        self.socket.clone().ok_or(Stop::End)
    }
}

const SERVER: &str = "server";
const CLIENT: &str = "client";

/// Makes a socket with the class's options on it, and does with it what `f` says, as one call.
fn made<'s>(
    session: &'s Session<'s>,
    (who, role, name): (&'static str, SocketRole, Option<&str>),
    place: &Place,
    knobs: &'s Knobs,
    call: CallName,
    f: impl FnOnce(&Socket, &mut CallRecord, &mut Option<SocketAddr>) -> Result<(), Failure>,
) -> Result<End<'s>, Stop> {
    let mut kept = None;
    let call = session.call(who, CallRecord::new(call), |record, address| {
        let socket = Arc::new(Socket::new(place.transport(), place.family())?);
        let stream = role.is_connection();
        let early =
            knobs.options(stream).into_iter().filter(|option| !set_after_connect(option.name));
        record.options = early.map(|option| set_option(&socket, option)).collect();
        let outcome = f(&socket, record, address);
        let id = enter(session, &socket, (who, role, name));
        record.sock = Some(id);
        kept = Some((socket, id));
        outcome.map(|()| 0)
    });
    came_of(&call)?;
    let (socket, id) = kept.ok_or(Stop::End)?;
    Ok(End::of(session, knobs, who, id, socket))
}

/// Enters a socket in the session's table, and tells of it.
fn enter(
    session: &Session<'_>,
    socket: &Arc<Socket>,
    (who, role, name): (&str, SocketRole, Option<&str>),
) -> SocketId {
    let family = socket.local().and_then(|own| own.as_socket()).map(|own| family_of(&own));
    let id = session.table().add(socket, who, name, role, family);
    if let Some(made) = session.table().socket(id) {
        session.tell(&Event::Socket(id, &made));
    }
    id
}

fn family_of(address: &SocketAddr) -> Family {
    match address {
        SocketAddr::V4(_) => Family::Ipv4,
        SocketAddr::V6(_) => Family::Ipv6,
    }
}

/// Where the answers to a client's datagrams go: a port of the kernel's choosing.
fn any_port(place: &Place) -> SocketAddr {
    use std::net::{Ipv4Addr, Ipv6Addr};
    match place.family() {
        Family::Ipv4 => (Ipv4Addr::UNSPECIFIED, 0).into(),
        Family::Ipv6 => (Ipv6Addr::UNSPECIFIED, 0).into(),
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

/// The next connection, however long nobody comes.
fn accepted(session: &Session<'_>, listener: &Socket) -> Result<(Socket, SockAddr), Failure> {
    loop {
        match session.wait(Knobs::IDLE).readable(listener).map(|()| listener.accept()) {
            Err(failure) if failure.name() == ErrorName::Timeout => {}
            Ok(Err(failure)) if failure.name() == ErrorName::WouldBlock => {}
            Ok(accepted) => return accepted,
            Err(failure) => return Err(failure),
        }
    }
}

/// What was received, as a record keeps it.
fn describe(record: &mut CallRecord, received: &Received, buffer: &[u8]) {
    record.truncated = received.truncated;
    record.data = Some(Payload::of(&buffer[..received.filled]));
}

fn came_of(call: &CallRecord) -> Result<u64, Stop> {
    match &call.outcome {
        Outcome::Returned(count) => Ok(*count),
        Outcome::Error(info) => Err(Stop::Call(call.call, info.clone())),
    }
}
