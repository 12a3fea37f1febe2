//! A socket of a session, and the calls an app makes on it.

mod instead;
mod passing;
mod sending;

use super::bulk::Bulk;
use super::cut::Cutter;
use super::place::SocketFile;
use super::session::{Event, Session};
use super::stream::Stream;
use super::tempo::Tempo;
use super::{Knobs, Stop};
use crate::model::{CallName, CallRecord, How, Outcome, Payload, Seen, SocketId, Text};
use crate::net::{Deadline, Received, SERVER, Socket};
use instead::First;
use socket2::SockAddr;
use std::cell::Cell;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// How long a kernel may keep a `send` waiting that nobody reads.
const PATIENCE: Duration = Duration::from_secs(30);

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
    /// When the patience of each receive is over, whatever [`Knobs::idle`] says.
    by: Option<Deadline>,
    /// Whether the last datagram was longer than what was asked for.
    cut: bool,
    /// Accepted, and not past its guard yet: no call is made on it.
    locked: bool,
    /// Of a server's Unix-domain socket: its file, which goes with it.
    file: Option<SocketFile>,
    buffer: Vec<u8>,
    /// While the calls are those of a transfer.
    bulk: Option<Bulk>,
    /// How long the peer may be silent now.
    idle: Duration,
    /// While it is in the middle of something.
    tempo: Option<Tempo>,
    first: First,
    /// Of a program that passes on what others say: when it gives a connection up, its sends end.
    off: Option<Arc<AtomicBool>>,
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
        let (to, read, by, cut, buffer) = (None, false, None, false, Vec::new());
        let (locked, file, bulk, idle, tempo) = (false, None, None, knobs.idle, None);
        let (first, off) = (First::default(), None);
        End {
            session,
            knobs,
            cutter,
            who,
            id,
            socket,
            to,
            read,
            by,
            cut,
            locked,
            file,
            buffer,
            bulk,
            idle,
            tempo,
            first,
            off,
        }
    }

    /// Whether no call may be made on it: a server that forgets to ask its guard serves nobody.
    pub(super) fn lock(&mut self, locked: bool) {
        self.locked = locked;
    }

    /// A server's socket: when it is gone, its file is removed.
    pub(super) fn with_file(mut self, file: &Path) -> Self {
        self.file = Some(SocketFile(file.to_owned()));
        self
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

    /// Of a client's datagram socket: whether a datagram comes from its server. One that was reached at every address of
    /// this computer answers from one of them.
    pub(super) fn is_from_server(&self, from: &SockAddr) -> bool {
        let canonical = |address: SocketAddr| (address.ip().to_canonical(), address.port());
        let socket = |address: &SockAddr| address.as_socket().map(canonical);
        match (socket(from), self.to.as_ref().and_then(socket)) {
            (Some((_, port)), Some((ip, of))) if ip.is_unspecified() => port == of,
            (from, server) => from == server,
        }
    }

    /// One `recv` that asks for so many bytes, and at least one; no bytes are the end of the stream.
    ///
    /// # Errors
    /// What `recv` says.
    pub(super) fn recv_of(&mut self, most: u64) -> Result<&[u8], Stop> {
        let (count, _) = self.receive(CallName::Recv, most)?;
        Ok(&self.buffer[..count])
    }

    /// Whether a failure says nothing of what comes next: a datagram socket of a client.
    pub(super) fn is_of_datagrams(&self) -> bool {
        self.to.is_some()
    }

    /// Whether the last datagram was longer than what was asked for, as far as the system tells.
    pub(super) fn was_cut(&self) -> bool {
        self.cut
    }

    /// From now on all receives together may take so long; nothing: each as long as a peer may be silent.
    pub(super) fn hurry(&mut self, length: Option<Duration>) {
        self.by = length.map(Deadline::after);
    }

    /// Something before the app begins, in so long: [`Knobs::late`] is for what comes after.
    pub(super) fn unhurried<T>(
        &mut self,
        length: Duration,
        f: impl FnOnce(&mut Self) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        self.hurry(Some(length));
        self.read = true;
        let came = f(self);
        self.read = false;
        self.hurry(None);
        came
    }

    /// Whether a receive would return within this time. Nothing is received, and nothing shown.
    pub(super) fn hears_within(&self, within: Duration) -> bool {
        let wait = self.session.wait(within);
        self.socket().is_ok_and(|socket| wait.readable(&socket).is_ok())
    }

    /// Whether something has come that was not received yet.
    pub(super) fn hears_now(&self) -> bool {
        self.hears_within(Duration::from_millis(1))
    }

    /// How many bytes of a stream have come that were not received yet, as far as the system tells.
    pub(super) fn left_over(&self) -> u64 {
        self.socket().ok().and_then(|socket| socket.readable().seen()).unwrap_or(0)
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

    /// One receive; in the middle of something, it counts towards the tempo.
    fn receive(&mut self, name: CallName, most: u64) -> Result<(usize, Option<SockAddr>), Stop> {
        let idle = self.by.map_or(self.idle, |by| self.idle.min(by.left()));
        let left = self.tempo.as_mut().map_or(idle, |tempo| tempo.left().min(idle));
        let came = self.receive_within(left, name, most);
        match &came {
            Ok((count, _)) => self.came(*count),
            Err(stop) => self.gone(stop),
        }
        let is_idle = self.is_idle(name);
        match (&mut self.tempo, &came) {
            (Some(tempo), Ok((count, _))) => tempo.came(*count as u64),
            (Some(tempo), Err(stop)) if stop.is_timeout() => {
                if let Some(text) = tempo.missed() {
                    self.session.remark(&text);
                }
            }
            (None, Err(stop)) if stop.is_timeout() && is_idle => {
                self.session.remark(&silent(idle));
            }
            (_, Ok(_) | Err(_)) => {}
        }
        came
    }

    /// Whether a client of a server may be silent for so long only.
    fn is_idle(&self, name: CallName) -> bool {
        self.by.is_none() && self.who == SERVER && name == CallName::Recv
    }

    fn receive_within(
        &mut self,
        idle: Duration,
        name: CallName,
        most: u64,
    ) -> Result<(usize, Option<SockAddr>), Stop> {
        let socket = self.socket()?;
        if !std::mem::replace(&mut self.read, true) && !self.knobs.late.is_zero() {
            self.session.pause(self.knobs.late);
        }
        let size = usize::try_from(most).unwrap_or(usize::MAX);
        if self.buffer.len() < size {
            self.buffer.resize(size, 0);
        }
        let (session, buffer) = (self.session, &mut self.buffer[..size]);
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
        self.cut = call.truncated == Seen::Seen(true);
        got.take().ok_or(Stop::End)
    }

    /// `shutdown` of the sending direction.
    ///
    /// # Errors
    /// What `shutdown` says.
    pub(super) fn finish_sending(&mut self) -> Result<(), Stop> {
        self.session.shows_key(None);
        let socket = self.socket()?;
        let mut record = CallRecord::new(CallName::Shutdown);
        (record.sock, record.how) = (Some(self.id), Some(How::Write));
        let call =
            self.session.call(self.who, record, |_, _| socket.shutdown(How::Write).map(|()| 0));
        came_of(&call).map(drop)
    }

    /// `close`. What is dropped without it is closed, too, and nobody is told.
    pub(super) fn close(self) {
        self.ends(CallName::Close);
    }

    /// `close` that is a reset (SO_LINGER), where no other handle is left.
    pub(super) fn reset(self) {
        self.ends(CallName::Reset);
    }

    fn ends(mut self, call: CallName) {
        self.overlooked();
        let Some(socket) = self.socket.take() else { return };
        self.transferred();
        let mut record = CallRecord::new(call);
        record.sock = Some(self.id);
        let last = Arc::strong_count(&socket) == 1;
        self.session.call(self.who, record, |_, _| {
            if call == CallName::Reset {
                // Where the system refuses, the connection is gone already, or ends with its close.
                socket.reset_on_close().ok();
            }
            self.session.table().close(self.id, socket);
            Ok(0)
        });
        if last {
            self.session.table().forget(self.id);
        }
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

    /// The socket, locked or not: for one who ends the connection, and makes no call for the app.
    pub(super) fn handle(&self) -> Option<Arc<Socket>> {
        self.socket.clone()
    }

    pub(super) fn socket(&self) -> Result<Arc<Socket>, Stop> {
        self.socket.clone().filter(|_| !self.locked).ok_or(Stop::End)
    }
}

impl Stream for End<'_> {
    fn take(&mut self, most: u64) -> Result<&[u8], Stop> {
        self.recv_of(self.knobs.recv.min(most))
    }

    fn within(&mut self, part: bool) {
        match part {
            true if self.tempo.is_none() => self.tempo = Some(Tempo::begin(self.idle)),
            true => {}
            false => self.tempo = None,
        }
    }
}

fn silent(idle: Duration) -> Text {
    let s = idle.as_secs_f64();
    Text::new(
        format!("this client has said nothing for {s} s: its connection is closed (--idle)"),
        format!("这个客户端 {s} 秒没有说话：断开它的连接（--idle）"),
    )
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
