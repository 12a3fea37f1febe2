//! Making the sockets of a session: `listen`, `bind`, `connect`, `accept`.

use super::end::came_of;
use super::{End, Guard, Knobs, Place, Session, Stop};
use crate::apps::session::Event;
use crate::model::{
    CallName, CallRecord, ErrorName, Family, OptionName, OptionSetting, OptionValue, SocketId,
    SocketRole, Text,
};
use crate::net::files::{Taken, taken};
use crate::net::{CLIENT, Failure, SERVER, Socket, set_after_connect, set_option};
use socket2::SockAddr;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long a `connect` may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// As many connections may wait to be accepted: a crowd that comes at once. (With 128 every 129th of a thousand
/// waits a second, until its kernel sends the first packet again.)
const BACKLOG: u32 = 1024;

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
        let mut refused = None;
        if let Place::File(file) = place {
            clear(session, file);
        }
        let end = made(
            session,
            (session.who(SERVER), role, None),
            place,
            knobs,
            call,
            |socket, record, address| {
                if stream && !crate::net::is_windows() {
                    // On Windows it would let a second server take the same port (WinSock's documentation).
                    let reuse = OptionSetting {
                        name: OptionName::SoReuseaddr,
                        value: OptionValue::Switch(true),
                    };
                    record.options.push(set_option(socket, reuse));
                }
                let wanted = place.address()?;
                *address = wanted.as_socket();
                socket.bind(&wanted)?;
                *address = socket.local().and_then(|own| own.as_socket());
                match address.map_or(Ok(None), |own| knobs.guard.permits(own, stream)) {
                    Ok(Some(opens)) => session.remark(&opens),
                    Ok(None) => {}
                    Err(stop) => {
                        refused = Some(stop);
                        return Err(Failure::named(ErrorName::PermissionDenied));
                    }
                }
                if stream {
                    socket.listen(BACKLOG)?;
                    socket.set_nonblocking(true)?;
                }
                Ok(())
            },
        );
        match (refused, place) {
            (Some(stop), _) => Err(stop),
            (None, Place::File(file)) => end.map(|end| end.with_file(file)),
            (None, Place::Internet(..)) => end,
        }
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
        let end = End::reaching(session, place, knobs, None);
        end.inspect(|end| {
            if !end.is_of_datagrams() {
                session.connected();
            }
        })
        .and_then(|mut end| knobs.guard.passes(&mut end).map(|()| end))
    }

    /// The same of a program that is between a client and a server, whose connections have names and count once.
    ///
    /// # Errors
    /// What these calls say.
    pub(super) fn reaching(
        session: &'s Session<'s>,
        place: &Place,
        knobs: &'s Knobs,
        name: Option<&str>,
    ) -> Result<Self, Stop> {
        let who = session.who(CLIENT);
        if !place.transport().listens() {
            let any = any_port(place);
            let role = SocketRole::Datagram;
            let end = made(
                session,
                (who, role, name),
                place,
                knobs,
                CallName::Bind,
                |socket, _, own| {
                    socket.bind(&any.into())?;
                    *own = socket.local().and_then(|own| own.as_socket());
                    Ok(())
                },
            )?;
            return Ok(match place {
                Place::Internet(_, server) => end.to((*server).into()),
                Place::File(_) => end,
            });
        }
        let wait = session.wait(PATIENCE);
        let role = SocketRole::Client;
        made(session, (who, role, name), place, knobs, CallName::Connect, |socket, record, to| {
            let address = place.address()?;
            *to = address.as_socket();
            socket.connect(&address, wait.deadline.left())?;
            let late = knobs.options(true);
            let late = late.into_iter().filter(|option| set_after_connect(option.name));
            record.options.extend(late.map(|option| set_option(socket, option)));
            Ok(())
        })
    }

    /// `accept`, however long that takes; `nth`: which connection it is, from 1.
    ///
    /// # Errors
    /// What `accept` says; `interrupted` when the session is over.
    pub(super) fn accept(&mut self, nth: u64) -> Result<End<'s>, Stop> {
        let listener = self.socket()?;
        let (session, knobs) = (self.session(), self.knobs());
        let mut taken = None;
        let name = format!("c{nth}");
        let call =
            session.call(self.who(), CallRecord::new(CallName::Accept), |record, address| {
                record.other = Some(self.id());
                let (socket, from) = accepted(session, &listener)?;
                socket.set_nonblocking(false)?;
                *address = from.as_socket();
                let options = knobs.options(true).into_iter();
                record.options.extend(options.map(|option| set_option(&socket, option)));
                let socket = Arc::new(socket);
                let family = session.table().with(self.id(), |entry| entry.family).flatten();
                let role = SocketRole::Accepted;
                let id = enter(session, &socket, (self.who(), role, Some(&name)), family);
                record.sock = Some(id);
                session.connected();
                taken = Some((socket, id));
                Ok(0)
            });
        came_of(&call)?;
        let (socket, id) = taken.ok_or(Stop::End)?;
        let mut end = End::of(session, knobs, self.who(), id, socket);
        end.lock(matches!(knobs.guard, Guard::Key(..)));
        Ok(end)
    }
}

/// Removes the file that a server which was killed left.
fn clear(session: &Session<'_>, file: &Path) {
    if taken(file) == Some(Taken::Stale) && std::fs::remove_file(file).is_ok() {
        let shown = file.display();
        session.remark(&Text::new(
            format!("{shown} was left by a server that is gone: removed"),
            format!("{shown} 是一个已经不在的服务器留下的：已删除"),
        ));
    }
}

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
        let family = (!place.transport().is_unix()).then_some(place.family());
        let id = enter(session, &socket, (who, role, name), family);
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
    family: Option<Family>,
) -> SocketId {
    let id = session.table().add(socket, who, name, role, family);
    if let Some(made) = session.table().socket(id) {
        session.tell(&Event::Socket(id, &made));
    }
    id
}

/// Where the answers to a client's datagrams go: a port of the kernel's choosing.
fn any_port(place: &Place) -> SocketAddr {
    use std::net::{Ipv4Addr, Ipv6Addr};
    match place.family() {
        Family::Ipv4 => (Ipv4Addr::UNSPECIFIED, 0).into(),
        Family::Ipv6 => (Ipv6Addr::UNSPECIFIED, 0).into(),
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
