//! From what a tracer tells to calls of a session.

use super::deadline::Guard;
use super::ending::unread;
use super::frames::{Frames, Framings};
use super::names::named;
use super::programs::Programs;
use super::records::{Begun, shut};
use super::sockets::{Place, Sockets};
use super::{Watched, Why};
use crate::model::{CallName, CallRecord, Leftover, SocketId, SocketRole};
use crate::net::Kept;
use crate::net::watched::{Asked, Caller, Came, Fate, Offered, Peek, Took, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

/// What is called by number whoever is not watched.
const OUTSIDE: &str = "outside";

/// A session in the making.
pub(super) struct Telling<'g> {
    pub(super) guard: &'g Guard<'g>,
    pub(super) kept: Kept,
    pub(super) programs: Programs,
    pub(super) sockets: Sockets,
    pub(super) frames: Frames,
    /// The call that each thread is in.
    pub(super) begun: BTreeMap<u32, (Begun, Asked)>,
    /// When the call began in which each thread waits for one of several descriptors, in nanoseconds.
    waiting: BTreeMap<u32, u64>,
    /// The descriptors that are being closed: they count no more.
    pub(super) closing: BTreeSet<Place>,
    /// Those of them that a thread closes by one call, until its next.
    pub(super) ranged: BTreeMap<u32, Vec<Place>>,
    /// The processes that are ending, likewise.
    pub(super) leaving: BTreeSet<u32>,
    pub(super) leftovers: Vec<Leftover>,
    /// What was told and is not kept yet, with whose socket it is of.
    fresh: Vec<(SocketId, CallRecord, Option<SocketAddr>)>,
    servers: usize,
    ring: bool,
    blind: u64,
}

impl<'g> Telling<'g> {
    pub(super) fn new(guard: &'g Guard<'g>, servers: usize, framings: Framings) -> Self {
        Telling {
            guard,
            kept: Kept::among(OUTSIDE),
            programs: Programs::default(),
            sockets: Sockets::default(),
            frames: Frames::new(framings),
            begun: BTreeMap::new(),
            waiting: BTreeMap::new(),
            closing: BTreeSet::new(),
            ranged: BTreeMap::new(),
            leaving: BTreeSet::new(),
            leftovers: Vec::new(),
            fresh: Vec::new(),
            servers,
            ring: false,
            blind: 0,
        }
    }

    /// A program was started.
    pub(super) fn starts(&mut self, name: &str, process: u32) {
        self.programs.start(name, process);
        self.guard.meets(process);
    }

    /// Whether all servers can be spoken to.
    pub(super) fn may_speak(&self) -> bool {
        self.programs.all().iter().take(self.servers).all(|program| program.reachable)
    }

    /// One could not be started: the others end.
    pub(super) fn fails(&self) {
        self.guard.ends(Why::CalledOff);
    }

    /// No process is left. `waiting`: somebody was to be started yet.
    pub(super) fn alone(&self, waiting: bool) {
        self.guard.ends(if waiting { Why::NoServer } else { Why::Ended });
    }

    pub(super) fn finish(mut self, id: &str, (stops, stood_ns): (u64, u64)) -> Watched {
        self.sockets.share();
        let waiting = self.sockets.never_accepted();
        waiting.iter().for_each(|(id, socket)| self.kept.meet(*id, socket));
        let mut sockets = std::mem::take(&mut self.sockets.all);
        for (sock, framed) in self.frames.found() {
            if let Some(socket) = sockets.get_mut(sock.index()) {
                socket.framed = Some(framed);
            }
        }
        self.kept.amend(&named(sockets));
        let mut session = self.kept.trace(id);
        self.leftovers.extend(waiting.iter().filter_map(|(id, own)| unread(*id, own, &session)));
        session.leftovers = self.leftovers;
        Watched {
            session,
            programs: self.programs,
            why: self.guard.why().unwrap_or(Why::Ended),
            stops,
            stood_ns,
            never_accepted: waiting.len() as u64,
            ring: self.ring,
            unix: self.sockets.unix,
            blind: self.blind,
        }
    }

    /// Keeps a call of a socket; and the socket, if it has none yet.
    pub(super) fn keep(
        &mut self,
        id: SocketId,
        mut call: CallRecord,
        other: Option<SocketAddr>,
        peek: &mut dyn Peek,
    ) {
        let Some(own) = self.sockets.trace(id) else { return };
        if call.sock.is_none() {
            call.sock = Some(id).filter(|_| call.call != CallName::Accept);
        }
        let peer = own.counterpart(&call);
        // Of one that was refused the figures are those of no connection.
        let refused = call.call == CallName::Connect && call.outcome.error().is_some();
        if !call.call.ends_socket()
            && !refused
            && let Some((sample, waits)) = self.sockets.sample(id, peek)
        {
            call.own = sample;
            call.nonblocking |= call.call.may_block() && !waits;
        }
        call.peer = peer.and_then(|peer| Some(self.sockets.sample(peer, peek)?.0));
        self.fresh.push((id, call, other.filter(|_| peer.is_none())));
    }

    /// The number of a socket in the session; it gets one by what is done with it.
    pub(super) fn id(&mut self, begun: &Begun, process: u32, role: SocketRole) -> Option<SocketId> {
        let actor = self.programs.of(process).map(|program| program.name.clone())?;
        let before = self.sockets.all.len();
        let id = self.sockets.name(begun.inode, &actor, role)?;
        if let Some(new) = self.sockets.all.get(before) {
            self.kept.meet(id, new);
        }
        Some(id)
    }

    fn told(&mut self, at: Caller, begun: &Begun, asked: Asked, came: Came, peek: &mut dyn Peek) {
        let (end_ns, result) = (peek.ns(), came.result);
        let plain = |call| begun.record(call, end_ns, result);
        match asked {
            Asked::Listen => self.listens(at, begun, plain(CallName::Listen), peek),
            Asked::Bind(address) => self.binds(at, begun, plain(CallName::Bind), address, peek),
            Asked::Accept => self.accepts(at, begun, plain(CallName::Accept), peek),
            Asked::Connect(to) => self.connects(at, begun, plain(CallName::Connect), to, peek),
            Asked::Send(all) => self.sends(at, begun, &all, (end_ns, &came), peek),
            Asked::Receive { room, flags, waits } => {
                for (n, room) in room.into_iter().enumerate().take(came.took.len().max(1)) {
                    let took = came.took.get(n);
                    let result = took.map_or(result, |took| Ok(took.count));
                    let call = begun.received((room, &flags, waits), took, (end_ns, result));
                    self.receives(at, begun, call, took, peek);
                }
            }
            // Of an empty pipe, or of nothing.
            Asked::Moves if result.is_ok_and(|moved| moved > 0) => {
                self.blind += 1;
                self.kept.leave_out(1);
            }
            Asked::Moves => {}
            Asked::Shutdown(how) => {
                let call = shut(begun, how, end_ns, result);
                self.on_known(begun, call, peek);
            }
            Asked::Set(option, value) => {
                self.option(begun, plain(CallName::Set), (option, Some(value)), at, peek);
            }
            Asked::Get(option) => {
                self.option(begun, plain(CallName::Get), (option, None), at, peek);
            }
            Asked::Close => self.closed(begun, plain(CallName::Close), peek),
            Asked::CloseRange(_) | Asked::Execs | Asked::Ring => {}
        }
    }

    fn sends(
        &mut self,
        at: Caller,
        begun: &Begun,
        all: &[Offered],
        (end_ns, came): (u64, &Came),
        peek: &mut dyn Peek,
    ) {
        for (n, offered) in all.iter().enumerate().take(came.took.len().max(1)) {
            let result = came.took.get(n).map_or(came.result, |took| Ok(took.count));
            let mut call = begun.sent(offered, end_ns, result);
            self.look_up_once(begun, peek);
            let Some(id) = self.carrying(begun, at.process) else { return };
            let to = offered.to.or_else(|| self.sockets.get(begun.inode)?.remote);
            if !begun.transport.listens() {
                call.other = to.and_then(|to| self.sockets.at(to, &[SocketRole::Datagram]));
            }
            if begun.transport.is_stream() {
                self.frame(id, offered, &call);
            }
            self.keep(id, call, to, peek);
        }
    }

    /// What the kernel took of it is of a message.
    fn frame(&mut self, id: SocketId, offered: &Offered, call: &CallRecord) {
        let taken = call.outcome.count().and_then(|count| usize::try_from(count).ok());
        let taken = taken.and_then(|taken| offered.bytes.get(..taken)).unwrap_or_default();
        if let Some(own) = self.sockets.trace(id) {
            self.frames.sent(&own.actor, id, taken);
        }
    }

    fn receives(
        &mut self,
        at: Caller,
        begun: &Begun,
        mut call: CallRecord,
        took: Option<&Took>,
        peek: &mut dyn Peek,
    ) {
        let Some(id) = self.carrying(begun, at.process) else { return };
        let from = took.and_then(|took| took.from);
        if !begun.transport.listens() {
            call.other = from.and_then(|from| self.sockets.sender(from, peek));
        }
        self.keep(id, call, from, peek);
    }

    /// One that data goes through, though it was never seen being made.
    pub(super) fn carrying(&mut self, begun: &Begun, process: u32) -> Option<SocketId> {
        let stream = begun.transport.listens();
        let role = if stream { SocketRole::Client } else { SocketRole::Datagram };
        self.id(begun, process, role)
    }

    /// A call on a socket that the session knows already.
    pub(super) fn on_known(&mut self, begun: &Begun, call: CallRecord, peek: &mut dyn Peek) {
        if let Some(id) = self.sockets.get(begun.inode).and_then(|open| open.id) {
            self.keep(id, call, None, peek);
        }
    }

    pub(super) fn look_up(&mut self, begun: &Begun, peek: &mut dyn Peek) {
        if let Some(open) = self.sockets.get_mut(begun.inode)
            && let Ok(socket) = open.copy(peek)
        {
            open.look_up(&socket);
        }
    }

    /// A datagram socket that nobody has bound has an address from its first send on.
    fn look_up_once(&mut self, begun: &Begun, peek: &mut dyn Peek) {
        let unbound = |local: SocketAddr| local.port() == 0;
        let open = self.sockets.get(begun.inode);
        if open.is_some_and(|open| open.local.is_none_or(unbound)) {
            self.look_up(begun, peek);
        }
    }
}

impl Watcher for Telling<'_> {
    fn wants(&mut self, at: Caller, descriptor: i32, closes: bool, peek: &mut dyn Peek) -> bool {
        for place in self.ranged.remove(&at.thread).into_iter().flatten() {
            self.closing.remove(&place);
        }
        let place = (at.process, descriptor);
        let inode = self.sockets.inode(place, peek);
        if closes {
            self.sockets.forget(place);
        }
        inode.is_some()
    }

    fn begins(&mut self, at: Caller, descriptor: i32, asked: Asked, peek: &mut dyn Peek) {
        self.guard.hears();
        // Of these nothing comes back.
        match asked {
            Asked::Ring => return self.ring = true,
            Asked::Execs => return self.sockets.forget_process(at.process),
            Asked::CloseRange(last) => return self.closes_range(at, descriptor..=last, peek),
            _ => {}
        }
        let place = (at.process, descriptor);
        let Some(inode) = self.sockets.inode(place, peek) else { return };
        let Some(open) = self.sockets.get(inode) else { return };
        let transport = open.transport;
        let mut begun = Begun::on(inode, descriptor, transport);
        let receives = matches!(asked, Asked::Receive { .. });
        // What a stream's data calls need of their socket is there when they come back, too: one copy less.
        if !(transport.is_stream() && (receives || matches!(asked, Asked::Send(_))))
            && let Ok(socket) = peek.socket(at.process, descriptor, Some(transport))
        {
            begun.waits = peek.waits(&socket);
            begun.first = socket.readable().seen().filter(|first| receives && *first > 0);
        }
        if matches!(asked, Asked::Set(..)) {
            self.ask_again(inode);
        }
        if asked == Asked::Close {
            self.closes(&mut begun, at, peek);
        }
        if matches!(asked, Asked::Send(_)) && !transport.listens() {
            // What it sends may be told of before its call has come back.
            self.carrying(&begun, at.process);
        }
        begun.start_ns = peek.ns();
        self.begun.insert(at.thread, (begun, asked));
    }

    fn returns(&mut self, at: Caller, came: Came, peek: &mut dyn Peek) {
        if let Some((begun, asked)) = self.begun.remove(&at.thread) {
            self.closing.remove(&(at.process, begun.descriptor));
            self.told(at, &begun, asked, came, peek);
        }
    }

    fn waits(&mut self, at: Caller, peek: &mut dyn Peek) {
        self.waiting.insert(at.thread, peek.ns());
    }

    fn waited(&mut self, at: Caller, readable: &[i32], peek: &mut dyn Peek) {
        let Some(start_ns) = self.waiting.remove(&at.thread) else { return };
        readable.iter().for_each(|one| self.became_readable((at, *one), start_ns, peek));
    }

    fn forked(&mut self, process: u32, by: u32) {
        self.programs.fork(process, by);
        self.guard.meets(process);
    }

    fn became(&mut self, process: u32, peek: &mut dyn Peek) {
        if let Some(program) = self.programs.of(process) {
            program.begun |= program.process == process;
        }
        self.sockets.forget_process(process);
        self.leaves(process, (0..=i32::MAX, false), peek);
    }

    fn ends(&mut self, process: u32, killed: bool, peek: &mut dyn Peek) {
        self.sockets.forget_process(process);
        self.leaving.insert(process);
        self.leaves(process, (0..=i32::MAX, killed), peek);
    }

    fn settles(&mut self) {
        for (id, call, address) in self.fresh.drain(..) {
            if let Some(own) = self.sockets.trace(id) {
                self.kept.keep(&own.actor, call, address);
            }
        }
    }

    fn ended(&mut self, process: u32, fate: Fate) {
        self.guard.hears();
        self.programs.end(process, fate);
        self.guard.misses(process);
        self.leaving.remove(&process);
        self.closing.retain(|place| place.0 != process);
        if self.programs.are_gone(self.servers) {
            self.guard.clients_gone();
        }
        if self.guard.settles() && self.programs.is_lost(self.servers) {
            self.guard.ends(Why::NoServer);
        }
    }
}
