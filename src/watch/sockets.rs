//! Which sockets there are, who has them, and which are two ends of one connection.

use crate::model::{Evidence, Family, SocketId, SocketRole, SocketTrace, Transport};
use crate::net::watched::Peek;
use crate::net::{Socket, Switches};
use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;

/// Where a descriptor of a socket is: the process, and its number there.
pub(super) type Place = (u32, i32);

/// A socket that some process has open.
#[derive(Debug, Clone)]
pub(super) struct Open {
    /// What a session calls it; nothing as long as nothing has happened to it that is told.
    pub(super) id: Option<SocketId>,
    pub(super) transport: Transport,
    pub(super) place: Place,
    /// Its own address, as far as is known.
    pub(super) local: Option<SocketAddr>,
    /// The other end's.
    pub(super) remote: Option<SocketAddr>,
    /// As they were seen, and nobody that is watched has set one since.
    pub(super) switches: Option<Switches>,
}

/// All sockets of a session.
#[derive(Debug, Default)]
pub(super) struct Sockets {
    /// Those that are open, by inode.
    open: BTreeMap<u64, Open>,
    /// What a descriptor is: an inode, or no socket. Only as long as it is certain.
    known: BTreeMap<Place, Option<u64>>,
    /// Those that a session tells of, in the order in which they were made.
    pub(super) all: Vec<SocketTrace>,
    /// The inode that each of these has, or had.
    inodes: Vec<u64>,
    /// Addresses of sockets that are closed: what they sent may still be received.
    gone: Vec<(SocketAddr, SocketId)>,
    /// Where connections led: the listener, which may not have accepted them.
    pub(super) led: BTreeMap<SocketId, SocketId>,
    /// One of Unix's own was seen, of which nothing is told.
    pub(super) unix: bool,
    /// Ends of connections whose other end has not been found, with their addresses.
    alone: Vec<(SocketId, SocketAddr, SocketAddr)>,
}

impl Sockets {
    /// The socket that a descriptor is.
    pub(super) fn inode(&mut self, place: Place, peek: &mut dyn Peek) -> Option<u64> {
        let known = self.known.get(&place).copied();
        let inode = known.unwrap_or_else(|| peek.inode(place.0, place.1));
        self.known.insert(place, inode);
        inode.filter(|inode| {
            self.open.contains_key(inode) || self.enter(*inode, place, peek).is_ok()
        })
    }

    /// Enters one that was never seen.
    fn enter(&mut self, inode: u64, place: Place, peek: &mut dyn Peek) -> io::Result<()> {
        let socket = peek.socket(place.0, place.1, None)?;
        if socket.transport().is_unix() {
            self.unix = true;
            return Err(io::ErrorKind::Unsupported.into());
        }
        let transport = socket.transport();
        let (local, remote, switches) = (None, None, None);
        let mut new = Open { id: None, transport, place, local, remote, switches };
        new.look_up(&socket);
        self.open.insert(inode, new);
        Ok(())
    }

    /// A descriptor may be another file from now on.
    pub(super) fn forget(&mut self, place: Place) {
        self.known.remove(&place);
    }

    /// All descriptors of a process may be others, or none.
    pub(super) fn forget_process(&mut self, process: u32) {
        self.known.retain(|place, _| place.0 != process);
    }

    pub(super) fn get(&self, inode: u64) -> Option<&Open> {
        self.open.get(&inode)
    }

    pub(super) fn get_mut(&mut self, inode: u64) -> Option<&mut Open> {
        self.open.get_mut(&inode)
    }

    /// Nobody has it any more.
    pub(super) fn close(&mut self, inode: u64) -> Option<Open> {
        let open = self.open.remove(&inode)?;
        self.gone.extend(open.local.zip(open.id).filter(|_| !open.transport.listens()));
        Some(open)
    }

    /// The sockets that a process was known to have.
    pub(super) fn had_by(&self, process: u32) -> Vec<(u64, Place)> {
        let had = self.open.iter().filter(|(_, open)| open.place.0 == process);
        had.map(|(inode, open)| (*inode, open.place)).collect()
    }

    /// What it is called in the session: a number it has already, or the next.
    pub(super) fn name(&mut self, inode: u64, actor: &str, role: SocketRole) -> Option<SocketId> {
        let open = self.open.get_mut(&inode)?;
        if let Some(id) = open.id {
            return Some(id);
        }
        let id = SocketId(u32::try_from(self.all.len()).ok()?);
        open.id = Some(id);
        let family = open.local.map(|local| match local.is_ipv4() {
            true => Family::Ipv4,
            false => Family::Ipv6,
        });
        self.all.push(SocketTrace {
            actor: actor.to_owned(),
            name: None,
            role,
            transport: open.transport,
            family,
            peer: None,
            same_address_as: None,
            elsewhere: false,
            framed: None,
        });
        self.inodes.push(inode);
        Some(id)
    }

    /// Joins one end of a connection with the other, where that is one of these, too: it has the same two addresses,
    /// the other way round.
    pub(super) fn pair(&mut self, inode: u64) {
        let Some(open) = self.open.get(&inode) else { return };
        let (Some(id), Some(local), Some(remote)) = (open.id, open.local, open.remote) else {
            return;
        };
        if self.trace(id).is_none_or(|own| own.peer.is_some() || !own.role.is_connection()) {
            return;
        }
        let other = self.alone.iter().rposition(|end| (end.1, end.2) == (remote, local));
        match other {
            Some(at) => {
                let (other, ..) = self.alone.remove(at);
                self.alone.retain(|end| end.0 != id);
                self.join(id, other);
                self.join(other, id);
            }
            None if self.alone.iter().all(|end| end.0 != id) => {
                self.alone.push((id, local, remote))
            }
            None => {}
        }
    }

    fn join(&mut self, one: SocketId, other: SocketId) {
        if let Some(socket) = self.all.get_mut(one.index()) {
            socket.peer = Some(other);
        }
    }

    pub(super) fn trace(&self, id: SocketId) -> Option<&SocketTrace> {
        self.all.get(id.index())
    }

    /// The open socket that has an address: a listener, or one that datagrams reach. One that is bound to all addresses
    /// has this one, too (ip(7), INADDR_ANY).
    pub(super) fn at(&self, address: SocketAddr, roles: &[SocketRole]) -> Option<SocketId> {
        let wanted = self.open.values().filter_map(|open| {
            let id = open.id.filter(|_| open.local.is_some_and(|local| has(local, address)))?;
            self.trace(id).filter(|own| roles.contains(&own.role))?;
            Some((open.local == Some(address), id))
        });
        wanted.max_by_key(|(exact, id)| (*exact, std::cmp::Reverse(*id))).map(|(_, id)| id)
    }

    /// A connection that its listener never accepted has an end there, too: the kernel had completed it (listen(2)).
    pub(super) fn never_accepted(&mut self) -> Vec<(SocketId, SocketTrace)> {
        let mut new = Vec::new();
        for (client, listener) in std::mem::take(&mut self.led) {
            let (Some(own), Some(listener)) = (self.trace(client), self.trace(listener)) else {
                continue;
            };
            if own.peer.is_some() {
                continue;
            }
            let actor = listener.actor.clone();
            let (role, peer) = (SocketRole::Accepted, Some(client));
            let end = SocketTrace { actor, role, peer, ..own.clone() };
            let Ok(id) = u32::try_from(self.all.len()).map(SocketId) else { continue };
            self.all.push(end.clone());
            self.join(client, id);
            new.push((id, end));
        }
        new
    }

    /// Notes which datagram sockets have had one address: what was sent there, any of them may have taken.
    pub(super) fn share(&mut self) {
        let open = self.open.values().filter_map(|open| Some((open.local?, open.id?)));
        let mut all: Vec<(SocketAddr, SocketId)> = open.chain(self.gone.iter().copied()).collect();
        all.sort_by_key(|(_, id)| *id);
        let mut oldest = BTreeMap::new();
        for (local, id) in all.into_iter().filter(|(local, _)| local.port() != 0) {
            let own = self.all.get_mut(id.index());
            let Some(own) = own.filter(|own| own.role == SocketRole::Datagram) else { continue };
            let first = *oldest.entry(local).or_insert(id);
            own.same_address_as = Some(first).filter(|first| *first != id);
        }
    }

    /// The socket that a datagram came from. One that nobody has bound has an address from its first send on, which may not
    /// have come back.
    pub(super) fn sender(&mut self, from: SocketAddr, peek: &mut dyn Peek) -> Option<SocketId> {
        let roles = [SocketRole::Datagram];
        let open = self.at(from, &roles).or_else(|| {
            let unbound = |open: &&mut Open| open.local.is_none_or(|local| local.port() == 0);
            for open in
                self.open.values_mut().filter(|open| !open.transport.listens()).filter(unbound)
            {
                if let Ok(socket) = open.copy(peek) {
                    open.look_up(&socket);
                }
            }
            self.at(from, &roles)
        });
        // Of several that have had it the newest.
        open.or_else(|| {
            let had = |(local, _): &&(SocketAddr, SocketId)| has(*local, from);
            self.gone.iter().rev().find(had).map(|(_, id)| *id)
        })
    }

    /// What the kernel holds of an open socket that carries data; and whether calls on it wait.
    pub(super) fn sample(&mut self, id: SocketId, peek: &mut dyn Peek) -> Option<(Evidence, bool)> {
        self.trace(id).filter(|own| own.role.carries())?;
        // An inode may be another socket's by now.
        let inode = self.inodes.get(id.index())?;
        let open = self.open.get_mut(inode).filter(|open| open.id == Some(id))?;
        let socket = open.copy(peek).ok()?;
        let sample = match open.switches {
            Some(switches) => socket.sample_knowing(switches),
            None => socket.sample(),
        };
        open.switches = Some(Switches::of(&sample));
        Some((sample, peek.waits(&socket)))
    }
}

/// An IPv4 address that an IPv6 socket has is the IPv4 one.
pub(super) fn plain(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

/// Whether a socket with this address has that one, too.
fn has(local: SocketAddr, address: SocketAddr) -> bool {
    let all = local.ip().is_unspecified() && local.port() == address.port();
    local.port() != 0 && (local == address || all)
}

impl Open {
    /// A copy of it.
    ///
    /// # Errors
    /// As [`Peek::socket`].
    pub(super) fn copy(&self, peek: &mut dyn Peek) -> io::Result<Socket> {
        peek.socket(self.place.0, self.place.1, Some(self.transport))
    }

    /// Asks the kernel for its addresses; an IPv4 address that an IPv6 socket has is the IPv4 one.
    pub(super) fn look_up(&mut self, socket: &Socket) {
        let local = socket.local().and_then(|address| address.as_socket()).map(plain);
        self.local = local.or(self.local);
        let remote = socket.remote().and_then(|address| address.as_socket()).map(plain);
        self.remote = remote.or(self.remote);
    }
}
