//! Which sockets a case has, and which belong together.
//!
//! The table holds *weak* handles. To sample a socket it makes a strong one, for the time of the
//! sample and with the table locked; [`Table::close`] forgets the socket under the same lock. So
//! when an owner closes its socket no other handle exists, and the kernel really closes it: a `dup`
//! alive somewhere would keep the FIN from being sent (close(2): the last reference counts).

use super::Socket;
use crate::model::{Evidence, Family, SocketId, SocketRole, SocketTrace, Transport};
use socket2::SockAddr;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// What is known of one socket.
#[derive(Debug)]
pub struct ConnectionEntry {
    /// The actor that owns it.
    pub actor: String,
    /// Its name, where the scenario gave it one.
    pub name: Option<String>,
    /// What it is.
    pub role: SocketRole,
    /// What carries the bytes.
    pub transport: Transport,
    /// The internet protocol; none for a Unix-domain socket.
    pub family: Option<Family>,
    /// Its own address, once it is bound.
    pub local: Option<SockAddr>,
    /// The other end's address, once it is connected.
    pub remote: Option<SockAddr>,
    /// The other end, where it is in the table.
    pub peer: Option<SocketId>,
    handle: Weak<Socket>,
}

/// The sockets of a case, in the order they were made.
#[derive(Debug, Default)]
pub struct Table {
    entries: Mutex<Vec<ConnectionEntry>>,
    /// Numbers that are free again.
    free: Mutex<Vec<SocketId>>,
    /// No connection has both its ends here.
    one_end: bool,
}

impl Table {
    fn lock(&self) -> MutexGuard<'_, Vec<ConnectionEntry>> {
        // A panic of an actor thread is reported by the engine; the entries are whole between calls.
        self.entries.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Of a program that has one end of each of its connections: nobody looks for the other, which would take
    /// longer with each connection there ever was.
    pub fn of_one_end() -> Self {
        Table { one_end: true, ..Table::default() }
    }

    /// Enters a new socket; the addresses are asked of the socket itself. It has the next number, or one that is free
    /// again.
    pub fn add(
        &self,
        socket: &Arc<Socket>,
        actor: &str,
        name: Option<&str>,
        role: SocketRole,
        family: Option<Family>,
    ) -> SocketId {
        let mut entries = self.lock();
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let id = free.unwrap_or(SocketId(u32::try_from(entries.len()).unwrap_or(u32::MAX)));
        let entry = ConnectionEntry {
            actor: actor.to_owned(),
            name: name.map(str::to_owned),
            role,
            transport: socket.transport(),
            family,
            local: socket.local(),
            remote: socket.remote(),
            peer: None,
            handle: Arc::downgrade(socket),
        };
        match entries.get_mut(id.index()) {
            Some(place) => *place = entry,
            None => entries.push(entry),
        }
        id
    }

    /// A closed socket that nobody speaks of any more: its number may be another's.
    pub fn forget(&self, id: SocketId) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(id);
    }

    /// Looks a socket's own address up again: `connect` binds one that was not bound.
    pub fn refresh(&self, id: SocketId) {
        if let Some(entry) = self.lock().get_mut(id.index()) {
            entry.look_up();
        }
    }

    /// Notes where a connection leads: what `connect` was given, or `accept` returned. `getpeername`
    /// does not say it of a socket that is not connected yet, or was reset already (ENOTCONN).
    pub fn leads_to(&self, id: SocketId, remote: SockAddr) {
        if let Some(entry) = self.lock().get_mut(id.index()) {
            entry.remote = Some(remote);
        }
    }

    /// Notes where a datagram socket is connected to.
    pub fn point(&self, id: SocketId, to: SocketId) {
        if let Some(entry) = self.lock().get_mut(id.index()) {
            entry.peer = Some(to);
        }
    }

    /// Joins a connection and its other end, if it is in the table: the socket with the same two
    /// addresses, the other way round. The second to come finds the first, whether that is the
    /// `connect` or the `accept`. Of several (a port used again) the newest is meant, as a connection's
    /// addresses are free only when it is gone.
    pub fn pair(&self, id: SocketId) {
        pair(&mut self.lock(), id.index());
    }

    /// Joins all connections that have no other end yet with theirs: one that `accept` took while its
    /// `connect` was still waiting, or that was completed after its `connect` had given up.
    pub fn pair_all(&self) {
        let mut entries = self.lock();
        for at in 0..entries.len() {
            pair(&mut entries, at);
        }
    }

    /// The socket a name means: a socket of that name, or else the newest socket of the actor of
    /// that name which others can reach (it listens, is bound, or holds a port).
    pub fn target(&self, name: &str) -> Option<SocketId> {
        let entries = self.lock();
        let at = entries
            .iter()
            .rposition(|e| e.name.as_deref() == Some(name))
            .or_else(|| entries.iter().rposition(|e| e.actor == name && !e.role.is_connection()))?;
        u32::try_from(at).ok().map(SocketId)
    }

    /// The newest listener of an actor.
    pub fn listener_of(&self, actor: &str) -> Option<SocketId> {
        let at =
            self.lock().iter().rposition(|e| e.actor == actor && e.role == SocketRole::Listener)?;
        u32::try_from(at).ok().map(SocketId)
    }

    /// Something of one entry.
    pub fn with<T>(&self, id: SocketId, f: impl FnOnce(&ConnectionEntry) -> T) -> Option<T> {
        self.lock().get(id.index()).map(f)
    }

    /// The newest socket with this address: the sender of a datagram, or another of its address.
    pub fn by_address(&self, address: &SockAddr) -> Option<SocketId> {
        let at = self.lock().iter().rposition(|e| e.local.as_ref() == Some(address))?;
        u32::try_from(at).ok().map(SocketId)
    }

    /// Which socket a datagram from one to another goes to: it goes to an address. Of the open sockets
    /// that have it, first the one that is connected to the sender (udp(7): it takes from no other),
    /// then the one that is meant, then the newest. Where none takes it, the one that is meant.
    pub fn destination(&self, from: SocketId, meant: SocketId) -> SocketId {
        let entries = self.lock();
        let sender = entries.get(from.index()).and_then(|entry| entry.local.as_ref());
        let of = entries.get(meant.index());
        let takes = |e: &ConnectionEntry| {
            let open = e.role == SocketRole::Datagram && e.handle.strong_count() > 0;
            let has_it = of.is_some_and(|of| e.transport == of.transport && e.local == of.local);
            open && has_it && (e.remote.is_none() || e.remote.as_ref() == sender)
        };
        let takers = entries.iter().enumerate().filter(|(_, e)| takes(e));
        let best = takers.max_by_key(|(at, e)| (e.remote.is_some(), *at == meant.index(), *at));
        best.and_then(|(at, _)| u32::try_from(at).ok()).map_or(meant, SocketId)
    }

    /// Where what a connected datagram socket sends goes to, if that is not the socket that it was
    /// connected to: that one is closed, and its address another's.
    pub fn goes_elsewhere(&self, from: SocketId) -> Option<SocketId> {
        let connected = |e: &ConnectionEntry| e.peer.filter(|_| e.role == SocketRole::Datagram);
        let meant = self.with(from, connected).flatten()?;
        Some(self.destination(from, meant)).filter(|to| *to != meant)
    }

    /// Whose address it is: the oldest open socket of this transport that has it, so that of a
    /// listener and the connections accepted from it, which all have one address, the listener is
    /// meant; where all are closed, the oldest of those. Nobody's where no port is in it yet.
    pub fn owner_of(&self, address: &SockAddr, transport: Transport) -> Option<SocketId> {
        if address.as_socket().is_some_and(|address| address.port() == 0) {
            return None;
        }
        let entries = self.lock();
        let has_it =
            |e: &ConnectionEntry| e.transport == transport && e.local.as_ref() == Some(address);
        let at = entries
            .iter()
            .position(|e| has_it(e) && e.handle.strong_count() > 0)
            .or_else(|| entries.iter().position(has_it))?;
        u32::try_from(at).ok().map(SocketId)
    }

    /// The sockets that a packet can have left from: those of this address that are connected to the
    /// other; where there are none, all of this address.
    pub fn by_ends(&self, own: &SockAddr, other: &SockAddr) -> Vec<SocketId> {
        let entries = self.lock();
        let here = (0u32..).map(SocketId).zip(entries.iter());
        let here = here.filter(|(_, e)| e.local.as_ref() == Some(own));
        let (connected, others): (Vec<_>, Vec<_>) =
            here.partition(|(_, e)| e.remote.as_ref() == Some(other));
        let chosen = if connected.is_empty() { others } else { connected };
        chosen.into_iter().map(|(id, _)| id).collect()
    }

    /// A strong handle, for a call that one actor makes on another's socket (`accept` with `from`).
    pub fn borrow(&self, id: SocketId) -> Option<Arc<Socket>> {
        self.lock().get(id.index())?.handle.upgrade()
    }

    /// What the kernel says of a socket now, and of its other end.
    pub fn sample(&self, id: SocketId, other: Option<SocketId>) -> (Evidence, Option<Evidence>) {
        let mut entries = self.lock();
        if !self.one_end {
            pair(&mut entries, id.index());
        }
        let entry = entries.get(id.index());
        let own = entry.map(sample_entry).unwrap_or_default();
        let peer = entry.and_then(|entry| entry.counterpart(other)).or(other);
        let peer = peer.and_then(|p| entries.get(p.index())).filter(|e| e.is_sampled());
        (own, peer.map(sample_entry))
    }

    /// What the kernel says now of every socket that is open and carries data.
    pub fn sample_all(&self) -> BTreeMap<SocketId, Evidence> {
        let entries = self.lock();
        let open = (0u32..).map(SocketId).zip(entries.iter()).filter(|(_, e)| e.is_sampled());
        open.map(|(id, entry)| (id, sample_entry(entry))).collect()
    }

    /// Closes a socket. Its entry forgets it under the lock, so that nobody can make another
    /// handle; samplers hold theirs under the same lock only. The close itself may take long
    /// (SO_LINGER), and does so with the table free.
    pub fn close(&self, id: SocketId, socket: Arc<Socket>) {
        if let Some(entry) = self.lock().get_mut(id.index()) {
            entry.handle = Weak::new();
        }
        drop(socket);
    }

    /// The sockets as a trace keeps them.
    pub fn sockets(&self) -> Vec<SocketTrace> {
        let entries = self.lock();
        (0..entries.len()).map(|at| kept(&entries, at)).collect()
    }

    /// One of them.
    pub fn socket(&self, id: SocketId) -> Option<SocketTrace> {
        let entries = self.lock();
        (id.index() < entries.len()).then(|| kept(&entries, id.index()))
    }
}

fn kept(entries: &[ConnectionEntry], at: usize) -> SocketTrace {
    let e = &entries[at];
    SocketTrace {
        actor: e.actor.clone(),
        name: e.name.clone(),
        role: e.role,
        transport: e.transport,
        family: e.family,
        peer: e.peer,
        same_address_as: same_address_as(&entries[..at], e),
        elsewhere: false,
        framed: None,
    }
}

/// Joins an entry and its other end, if it has none yet and that is there.
fn pair(entries: &mut [ConnectionEntry], at: usize) {
    let Some(ends) = entries.get_mut(at).and_then(ConnectionEntry::ends) else { return };
    if connected_to_itself(&mut entries[at], at, &ends) {
        return;
    }
    let mut others = (0..entries.len()).rev().filter(|other| *other != at);
    let Some(other) = others.find(|other| {
        let (own, ends) = (&mut entries[*other], &ends);
        own.ends().is_some_and(|(transport, local, remote)| {
            (transport, &remote, &local) == (ends.0, &ends.1, &ends.2)
        })
    }) else {
        return;
    };
    // Nobody accepted, so that nothing but the kernel says that both are connected.
    let clients = [at, other].iter().all(|at| entries[*at].role == SocketRole::Client);
    if clients && !entries[at].is_connected() && !entries[other].is_connected() {
        return;
    }
    entries[at].peer = u32::try_from(other).ok().map(SocketId);
    entries[other].peer = u32::try_from(at).ok().map(SocketId);
}

/// Joins an entry with itself, where it is connected to its own address: a simultaneous open of both
/// ends, which are one socket (RFC 9293, 3.5). The kernel has to say that it is connected: its own
/// address is the other's before `connect` returns, too.
fn connected_to_itself(
    entry: &mut ConnectionEntry,
    at: usize,
    ends: &(Transport, SockAddr, SockAddr),
) -> bool {
    let (_, local, remote) = ends;
    if local == remote && entry.is_connected() {
        entry.peer = u32::try_from(at).ok().map(SocketId);
    }
    entry.peer.is_some()
}

/// The oldest datagram socket that has had the same address, of those made before. The name of a
/// Unix-domain socket is never another's.
fn same_address_as(before: &[ConnectionEntry], entry: &ConnectionEntry) -> Option<SocketId> {
    let own = entry.local.as_ref().filter(|_| !entry.transport.listens())?;
    own.as_socket().filter(|own| own.port() != 0)?;
    let same =
        |e: &ConnectionEntry| e.transport == entry.transport && e.local.as_ref() == Some(own);
    u32::try_from(before.iter().position(same)?).ok().map(SocketId)
}

impl ConnectionEntry {
    /// The two addresses of a connection whose other end is not known. Its own it has when
    /// `connect` has begun, though that has not returned.
    fn ends(&mut self) -> Option<(Transport, SockAddr, SockAddr)> {
        if !self.role.is_connection() || self.peer.is_some() {
            return None;
        }
        self.look_up();
        Some((self.transport, self.local.clone()?, self.remote.clone()?))
    }

    /// Asks for its own address, until it has one with a port.
    fn look_up(&mut self) {
        let bound = |address: &SockAddr| address.as_socket().is_none_or(|own| own.port() != 0);
        if !self.local.as_ref().is_some_and(bound) {
            self.local = self.handle.upgrade().and_then(|socket| socket.local());
        }
    }

    /// Whether the kernel says that it is connected (getpeername(2)).
    fn is_connected(&self) -> bool {
        self.handle.upgrade().is_some_and(|socket| socket.remote().is_some())
    }

    /// The other socket in a call: see [`SocketTrace::counterpart`].
    fn counterpart(&self, other: Option<SocketId>) -> Option<SocketId> {
        match self.transport.listens() {
            true => self.peer.or(other),
            false => other.or(self.peer),
        }
    }

    /// Whether the kernel has something to say of it: it is open and carries data.
    fn is_sampled(&self) -> bool {
        self.role.carries() && self.handle.strong_count() > 0
    }
}

fn sample_entry(entry: &ConnectionEntry) -> Evidence {
    match entry.handle.upgrade() {
        Some(socket) if entry.is_sampled() => socket.sample(),
        _ => Evidence::default(),
    }
}
