//! The calls that make a socket.

use crate::engine::actor::{Actor, Doing};
use crate::engine::owned::Owned;
use crate::model::{
    ActorId, CallRecord, ErrorName, Family, OptionRecord, OptionSetting, SocketId, SocketRole,
    Text, Transport,
};
use crate::net::{self, Failure, Socket, set_after_connect, set_option};
use socket2::SockAddr;
use std::net::SocketAddr;
use std::sync::Arc;

/// `socket`, options, `bind`, `listen`.
pub(super) fn listen(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: CallRecord,
    transport: Transport,
    backlog: u32,
    port_of: Option<&str>,
) -> CallRecord {
    let listen = |actor: &mut Actor<'_>, record: &mut CallRecord| {
        let socket = actor.fresh(doing, record, transport)?;
        let socket = actor.bound(socket, port_of)?;
        socket.listen(backlog)?;
        socket.set_nonblocking(true)?;
        record.max = Some(u64::from(backlog));
        actor.keep(doing, record, Arc::new(socket), SocketRole::Listener);
        Ok(0)
    };
    actor.record_then(record, listen, |actor, record| {
        actor.look_for_time_wait(record, transport, port_of);
    })
}

/// `socket`, options, `bind`.
pub(super) fn bind(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: CallRecord,
    transport: Transport,
    port_of: Option<&str>,
) -> CallRecord {
    let bind = |actor: &mut Actor<'_>, record: &mut CallRecord| {
        let socket = actor.fresh(doing, record, transport)?;
        let socket = actor.bound(socket, port_of)?;
        let role = if transport.listens() { SocketRole::Reserved } else { SocketRole::Datagram };
        actor.keep(doing, record, Arc::new(socket), role);
        Ok(0)
    };
    actor.record_then(record, bind, |actor, record| {
        actor.look_for_time_wait(record, transport, port_of);
    })
}

/// Holds a port that answers nobody: a stream socket bound without `listen`; a datagram socket
/// connected to itself, which takes datagrams from no one else (udp(7)).
pub(super) fn reserve(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: CallRecord,
    transport: Transport,
) -> CallRecord {
    actor.record(record, |actor, record| {
        let socket = actor.fresh(doing, record, transport)?;
        let socket = actor.bound(socket, None)?;
        if !transport.listens()
            && let Some(own) = socket.local()
        {
            socket.connect_once(&own)?;
        }
        actor.keep(doing, record, Arc::new(socket), SocketRole::Reserved);
        Ok(0)
    })
}

/// `socket`, options, `connect`. A socket whose `connect` failed is still there, as it is in a program
/// that does not look at the result.
pub(super) fn connect(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: CallRecord,
    to: &str,
    port_of: Option<&str>,
) -> CallRecord {
    actor.record(record, |actor, record| {
        let (target, transport, address) = actor.target(to)?;
        record.other = Some(target);
        let mut socket = actor.fresh(doing, record, transport)?;
        // A Unix-domain client gets a name, so that the two ends of its connection can be told.
        if transport.is_unix() || port_of.is_some() {
            socket = actor.bound(socket, port_of)?;
        }
        let role = if transport.listens() { SocketRole::Client } else { SocketRole::Datagram };
        let socket = Arc::new(socket);
        let id = actor.keep(doing, record, Arc::clone(&socket), role);
        let table = &actor.shared.table;
        table.leads_to(id, address.clone());
        if role == SocketRole::Datagram {
            table.point(id, target);
        }
        let outcome = connected(doing, &socket, &address);
        actor.shared.table.refresh(id);
        outcome?;
        record.options.extend(apply(doing, &socket, set_after_connect));
        Ok(0)
    })
}

fn connected(doing: &Doing<'_>, socket: &Socket, address: &SockAddr) -> Result<(), Failure> {
    if doing.step.nonblocking {
        socket.set_nonblocking(true)?;
        let outcome = socket.connect_once(address);
        socket.set_nonblocking(false)?;
        return outcome;
    }
    match doing.wait.deadline.left() {
        left if left.is_zero() => Err(Failure::named(ErrorName::Timeout)),
        left => socket.connect(address, left),
    }
}

/// `accept`, then the options. The other end is found by the two addresses.
pub(super) fn accept(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: CallRecord,
    from: Option<ActorId>,
) -> CallRecord {
    actor.record(record, |actor, record| {
        let (id, listener) = actor.listener(doing, from)?;
        record.other = Some(id);
        let (socket, client) = accepted(doing, &listener)?;
        drop(listener);
        let socket = Arc::new(socket);
        let id = actor.keep(doing, record, Arc::clone(&socket), SocketRole::Accepted);
        actor.shared.table.leads_to(id, client);
        record.options.extend(apply(doing, &socket, |_| true));
        Ok(0)
    })
}

/// The listener never waits by itself: another actor may take the connection that `poll` saw, and
/// then this one waits on, until its deadline.
fn accepted(doing: &Doing<'_>, listener: &Socket) -> Result<(Socket, SockAddr), Failure> {
    loop {
        if !doing.step.nonblocking {
            doing.wait.readable(listener)?;
        }
        match listener.accept() {
            Err(failure) if failure.name() == ErrorName::WouldBlock && !doing.step.nonblocking => {}
            Err(failure) => return Err(failure),
            Ok((socket, client)) => {
                // BSD and Windows hand the listener's mode down; Linux does not (accept(2)).
                socket.set_nonblocking(false)?;
                return Ok((socket, client));
            }
        }
    }
}

/// Applies those of a step's options that `wanted` picks; a refusal is in the record, and the step
/// goes on.
fn apply(
    doing: &Doing<'_>,
    socket: &Socket,
    wanted: impl Fn(crate::model::OptionName) -> bool,
) -> Vec<OptionRecord> {
    let chosen = doing.step.set.iter().filter(|setting| wanted(setting.name));
    chosen.map(|setting: &OptionSetting| set_option(socket, *setting)).collect()
}

impl Actor<'_> {
    /// A new socket with the step's options on it.
    fn fresh(
        &self,
        doing: &Doing<'_>,
        record: &mut CallRecord,
        transport: Transport,
    ) -> Result<Socket, Failure> {
        let socket = Socket::new(transport, self.shared.case.family)?;
        let congestion = self.shared.case.lab.as_ref().and_then(|lab| lab.congestion);
        if let Some(congestion) = congestion.filter(|_| transport == Transport::Tcp) {
            socket.set_congestion(congestion)?;
        }
        record.options = apply(doing, &socket, |name| !set_after_connect(name));
        Ok(socket)
    }

    /// Binds it to its host's address and a port of the kernel's choosing, or that of another
    /// socket; a Unix-domain socket to a fresh name.
    fn bound(&self, socket: Socket, port_of: Option<&str>) -> Result<Socket, Failure> {
        let address = match socket.transport().is_unix() {
            true => self.shared.unix_name()?,
            false => self.internet_address(port_of)?.into(),
        };
        socket.bind(&address).map_err(|failure| self.without_ipv6(failure, port_of))?;
        // Those that are to reach it, and the table, need its address: where that may not be asked for, nothing
        // that could be said of the socket would be known.
        socket.own_address()?;
        Ok(socket)
    }

    /// A loopback interface without an IPv6 address cannot be bound to, whatever the port: bind(2),
    /// EADDRNOTAVAIL.
    fn without_ipv6(&self, failure: Failure, port_of: Option<&str>) -> Failure {
        let family = self.shared.case.family;
        let missing = family == Family::Ipv6 && port_of.is_none();
        match failure.name() {
            ErrorName::AddressNotAvailable if missing => Failure::Named(
                ErrorName::Unsupported,
                Some(Text::new(
                    "this computer has no IPv6 on its loopback interface",
                    "这台电脑的环回接口上没有 IPv6",
                )),
            ),
            _ => failure,
        }
    }

    /// The host's address, with the port of another socket; without one with port 0.
    fn internet_address(&self, port_of: Option<&str>) -> Result<SocketAddr, Failure> {
        let ip = self.shared.scene.address(self.host, self.shared.case.family);
        let port = port_of.map_or(Ok(0), |name| self.port(name))?;
        Ok(SocketAddr::new(ip, port))
    }

    /// Counts what is in TIME_WAIT on a port that has been used before.
    fn look_for_time_wait(
        &self,
        record: &mut CallRecord,
        transport: Transport,
        port_of: Option<&str>,
    ) {
        if transport == Transport::Tcp
            && port_of.is_some()
            && let Ok(address) = self.internet_address(port_of)
        {
            record.own.time_wait = net::time_wait(&address);
        }
    }

    fn port(&self, name: &str) -> Result<u16, Failure> {
        let table = &self.shared.table;
        let address =
            table.target(name).and_then(|id| table.with(id, |e| e.local.clone()).flatten());
        let port = address.and_then(|a| a.as_socket()).map(|a| a.port());
        port.ok_or_else(|| not_there(name))
    }

    /// Where a name leads to.
    pub(super) fn target(&self, name: &str) -> Result<(SocketId, Transport, SockAddr), Failure> {
        let table = &self.shared.table;
        let id = table.target(name).ok_or_else(|| not_there(name))?;
        let found = table.with(id, |e| e.local.clone().map(|a| (id, e.transport, a))).flatten();
        found.ok_or_else(|| not_there(name))
    }

    /// The listener an `accept` takes from.
    fn listener(
        &self,
        doing: &Doing<'_>,
        from: Option<ActorId>,
    ) -> Result<(SocketId, Arc<Socket>), Failure> {
        let table = &self.shared.table;
        let owner = from.and_then(|id| self.shared.case.actor(id)).map_or(self.name, |a| &a.name);
        let id = match &doing.step.sock {
            Some(name) => table.target(name),
            None => table.listener_of(owner),
        };
        let found = id.and_then(|id| Some((id, table.borrow(id)?)));
        found.ok_or_else(|| not_there(owner))
    }

    /// Enters a socket in the table and in the actor's own list, and notes it in the record.
    fn keep(
        &mut self,
        doing: &Doing<'_>,
        record: &mut CallRecord,
        socket: Arc<Socket>,
        role: SocketRole,
    ) -> SocketId {
        let name = doing.step.makes.clone();
        let family = (!socket.transport().is_unix()).then_some(self.shared.case.family);
        let id = self.shared.table.add(&socket, self.name, name.as_deref(), role, family);
        self.owned.push(Owned::new(id, name, role, socket));
        record.sock = Some(id);
        id
    }
}

fn not_there(name: &str) -> Failure {
    let text = Text::new(
        format!("`{name}` has no open socket that can be reached"),
        format!("`{name}` 没有可以到达的打开的套接字"),
    );
    Failure::Named(ErrorName::Other, Some(text))
}
