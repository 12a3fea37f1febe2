//! What each call does to the queues, what it has to come after, and what it comes after by itself.

use super::sockets::Kind;
use super::world::{Barrier, Said, World, index};
use crate::lang::programs as words;
use crate::model::{
    Call, CallName, Data, ErrorName, Family, Flag, How, Making, On, OptionName, OptionValue,
    Platform, Returns, Step, Transport, Want,
};
use crate::report::programs::form::Does;

/// How many bytes a receive buffer was made for, by the step that sets it.
pub(super) fn receive_buffer(step: &Step) -> Option<u64> {
    let set = step.set.iter().find(|set| set.name == OptionName::SoRcvbuf)?;
    match set.value {
        OptionValue::Number(bytes) => u64::try_from(bytes).ok(),
        OptionValue::Switch(_) => None,
    }
}

/// What is expected of a step on Linux, where its programs are tried.
pub(super) fn want(step: &Step) -> &Want {
    let here = step.on.iter().find(|variant| variant.on == Platform::Linux);
    here.map_or(&step.want, |variant| &variant.value)
}

/// One call of a step.
pub(super) fn play<'c>(world: &mut World<'c>, step: &'c Step) -> Said<()> {
    let who = index(step);
    if step.until.is_some() {
        return Err(words::fills_a_buffer(step.call.name().as_str()));
    }
    match &step.call {
        Call::Listen { .. } | Call::Bind { .. } | Call::Reserve { .. } => address(world, who, step),
        Call::Connect { to, port_of } => connect(world, who, step, to, port_of.as_deref()),
        Call::Accept { from } => {
            let own = from.is_none_or(|from| from == step.who);
            if own { accept(world, who, step) } else { Err(words::shared_listener()) }
        }
        Call::Send { data, .. }
        | Call::Writev { data }
        | Call::SendAll { data }
        | Call::SendTo { data, .. }
        | Call::SendMessage { data } => super::sends::send(world, who, step, data),
        Call::Recv { .. }
        | Call::RecvFrom { .. }
        | Call::RecvExact { .. }
        | Call::Peek { .. }
        | Call::RecvMessage { .. } => super::receives::receive(world, who, step),
        Call::Set | Call::Get { .. } | Call::GetSockName | Call::GetPeerName => {
            local(world, who, step)
        }
        Call::Shutdown { .. } | Call::Close | Call::Reset => ending(world, who, step),
        Call::Kill => Err(words::no_call("kill")),
        Call::WaitReadable { bytes } => wait(world, who, step, Barrier::Readable(*bytes)),
        Call::WaitAcked => wait(world, who, step, Barrier::Acked),
        Call::WaitHangup => wait(world, who, step, Barrier::Hangup),
        Call::Pause { length } => {
            world.clocks.wait(who, u64::try_from(length.as_micros()).unwrap_or(u64::MAX));
            Ok(())
        }
        Call::Join => Ok(()),
    }
}

/// A barrier: no program makes it. What comes after it knows what it was for.
fn wait(world: &mut World<'_>, who: usize, step: &Step, barrier: Barrier) -> Said<()> {
    if want(step).error.is_some() {
        return Err(words::held_back(step.no.0));
    }
    world.waited[who] = Some(barrier);
    Ok(())
}

/// `listen`, `bind`, `reserve`.
fn address(world: &mut World<'_>, who: usize, step: &Step) -> Said<()> {
    let arguments = step.call.arguments();
    let transport = arguments.transport.unwrap_or(Transport::Tcp);
    world.begin(who, step);
    let old = arguments.port_of.and_then(|name| world.target(name));
    let port = world.port_of(arguments.port_of, step)?;
    let (closed, taken) = old.map_or((None, None), |old| {
        let old = &world.sockets[old];
        (old.closed.clone(), old.last_in.clone())
    });
    world.after(who, closed, step)?;
    world.after(who, taken, step)?;
    // What was sent there before anybody had the port must have been sent.
    let lost = world.sockets.iter().filter(|socket| socket.port == Some(port));
    let lost: Vec<_> = lost.filter_map(|socket| socket.reset.clone()).collect();
    for moment in lost {
        world.after(who, Some(moment), step)?;
    }
    world.settle(who, step);
    let set = step.set.clone();
    let udp = matches!(transport, Transport::Udp | Transport::UnixDatagram);
    let given_up = udp && step.call.name().makes() == Some(Making::Reserves);
    let (kind, does) = match arguments.backlog {
        Some(backlog) => (Kind::Listener, Does::Listen { port, backlog, set }),
        None => {
            let kind = if udp && !given_up { Kind::Datagram } else { Kind::Held };
            (kind, Does::Bind { udp, port, given_up, set })
        }
    };
    let socket = world.make(who, step, kind)?;
    world.sockets[socket].port = Some(port);
    world.sockets[socket].udp = udp;
    world.sockets[socket].open = want(step).error.is_none();
    let now = world.clocks.tick(who, 0);
    if let Some(old) = old {
        // It has to be there as long as this is tried.
        world.sockets[old].last_in = Some(now);
    }
    let act = world.act(socket, step, does);
    world.made(who, step, Some(act));
    Ok(())
}

fn connect(
    world: &mut World<'_>,
    who: usize,
    step: &Step,
    to: &str,
    port_of: Option<&str>,
) -> Said<()> {
    let no_socket = || words::no_socket(step.no.0);
    if step.nonblocking {
        return Err(words::no_call("connect, nonblocking"));
    }
    world.begin(who, step);
    let target = world.target(to).ok_or_else(no_socket)?;
    let port = world.sockets[target].port.ok_or_else(no_socket)?;
    // The socket that has the address now, if there is one.
    let open = (0..world.sockets.len())
        .rev()
        .find(|at| world.sockets[*at].port == Some(port) && world.sockets[*at].open);
    let target = open.unwrap_or(target);
    let udp = world.sockets[target].udp;
    let name = &world.case.actors[who].name;
    let is_named = |to: &str| to == name || step.makes.as_deref() == Some(to);
    let answers = |step: &Step| {
        step.call.name() == CallName::SendTo && step.call.arguments().to.is_some_and(is_named)
    };
    let answered = udp && world.case.all_steps().any(answers);
    let local = match port_of {
        None if answered => Some(world.port()),
        None => None,
        Some(name) => Some(world.port_of(Some(name), step)?),
    };
    let closed = world.sockets[target].closed.clone();
    world.after(who, closed, step)?;
    world.settle(who, step);
    let kind = if udp { Kind::Datagram } else { Kind::Stream };
    let socket = world.make(who, step, kind)?;
    world.sockets[socket].port = local;
    let set = step.set.clone();
    let does = Does::Connect { udp, port, local, set };
    let act = world.act(socket, step, does);
    let error = want(step).error;
    let waited = match error {
        Some(ErrorName::Timeout) => u64::try_from(step.timeout.as_micros()).unwrap_or(u64::MAX),
        _ => 0,
    };
    let now = world.clocks.tick(who, waited);
    world.sockets[target].last_in = Some(now.clone());
    if udp {
        world.sockets[socket].peer = Some(target);
    } else if world.sockets[target].kind == Kind::Listener && error.is_none() {
        let var = world.sockets[socket].var;
        let mut other = super::sockets::Socket::new(world.sockets[target].owner, Kind::Stream, var);
        other.peer = Some(socket);
        other.buffer = world.sockets[target].buffer;
        other.open = false;
        world.sockets.push(other);
        let other = world.sockets.len() - 1;
        world.sockets[socket].peer = Some(other);
        world.sockets[target].pending.push_back((other, now));
    }
    world.made(who, step, Some(act));
    Ok(())
}

fn accept(world: &mut World<'_>, who: usize, step: &Step) -> Said<()> {
    world.begin(who, step);
    let listener = (0..world.sockets.len()).rev().find(|at| {
        let socket = &world.sockets[*at];
        let named = step.sock.is_none() || socket.name == step.sock;
        socket.kind == Kind::Listener && socket.owner == who && socket.open && named
    });
    let listener = listener.ok_or_else(|| words::no_socket(step.no.0))?;
    let Some((ours, since)) = world.sockets[listener].pending.pop_front() else {
        return Err(words::held_back(step.no.0));
    };
    if want(step).error.is_some() {
        return Err(words::held_back(step.no.0));
    }
    world.settle(who, step);
    world.clocks.meets(who, &since);
    let socket = world.make(who, step, Kind::Stream)?;
    // The end that the kernel made becomes the one that the program has.
    let var = world.sockets[socket].var;
    let gone = super::sockets::Socket::new(usize::MAX, Kind::Held, var);
    let mut made = std::mem::replace(&mut world.sockets[ours], gone);
    world.sockets[ours].open = false;
    (made.owner, made.var, made.open) = (who, var, true);
    made.name = step.makes.clone();
    made.buffer = receive_buffer(step).or(made.buffer);
    if let Some(peer) = made.peer {
        world.sockets[peer].peer = Some(socket);
    }
    world.sockets[socket] = made;
    world.clocks.tick(who, 0);
    let set = step.set.clone();
    let does = Does::Accept { listener: world.sockets[listener].var, set };
    let act = world.act(socket, step, does);
    world.made(who, step, Some(act));
    Ok(())
}

/// What concerns nobody else.
fn local(world: &mut World<'_>, who: usize, step: &Step) -> Said<()> {
    world.begin(who, step);
    let socket = world.socket(who, step)?;
    let does = match (step.call.arguments().option, step.call.name()) {
        (Some(option), _) => Does::Get { option },
        (None, name) if !name.returns_address() => Does::Set { set: step.set.clone() },
        (None, name) if name.made_on() == Some(On::OtherEnd) => Does::PeerName,
        (None, _) => Does::OwnName,
    };
    let changes = matches!(does, Does::Set { .. });
    if changes {
        let (last_in, read) = (world.sockets[socket].last_in.clone(), peer_read(world, socket));
        world.after(who, last_in, step)?;
        world.after(who, read, step)?;
        let before = world.sockets[socket].buffer;
        world.sockets[socket].buffer = receive_buffer(step).or(before);
    }
    world.settle(who, step);
    world.clocks.tick(who, 0);
    let act = world.act(socket, step, does);
    world.made(who, step, Some(act));
    Ok(())
}

/// The last receive at the other end.
fn peer_read(world: &World<'_>, socket: usize) -> Option<super::clocks::Moment> {
    let peer = world.sockets[socket].peer?;
    world.sockets[peer].last_read.clone()
}

fn ending(world: &mut World<'_>, who: usize, step: &Step) -> Said<()> {
    world.begin(who, step);
    let socket = match world.socket(who, step) {
        // Without a name the listener is closed, too, if that is all there is.
        Err(_) if step.sock.is_none() => (0..world.sockets.len())
            .rev()
            .find(|at| world.sockets[*at].owner == who && world.sockets[*at].open)
            .ok_or_else(|| words::no_socket(step.no.0))?,
        found => found?,
    };
    let how = step.call.arguments().how;
    let does = match (how, step.call == Call::Reset) {
        (Some(how), _) => Does::Shutdown { how },
        (None, true) => Does::Reset,
        (None, false) => Does::Close,
    };
    let resets = matches!(does, Does::Reset);
    ends_need(world, who, socket, resets, step)?;
    world.settle(who, step);
    let act = world.act(socket, step, does);
    let now = world.clocks.tick(who, 0);
    let writes = !matches!(how, Some(How::Read));
    if writes && want(step).error.is_none() {
        ends(world, socket, resets, &now);
    }
    if how.is_none() {
        world.sockets[socket].open = false;
        world.sockets[socket].closed = Some(now);
    }
    world.made(who, step, Some(act));
    Ok(())
}

/// What the end of a socket has to come after.
pub(super) fn ends_need(
    world: &mut World<'_>,
    who: usize,
    socket: usize,
    resets: bool,
    step: &Step,
) -> Said<()> {
    let waiting: Vec<usize> = world.sockets[socket].pending.iter().map(|(end, _)| *end).collect();
    for end in waiting {
        ends_need(world, who, end, true, step)?;
    }
    let own = &world.sockets[socket];
    let resets = resets || !own.inbox.is_empty();
    let mut needs = vec![own.last_in.clone()];
    if let (Kind::Stream, Some(peer)) = (own.kind, own.peer) {
        let peer = &world.sockets[peer];
        needs.push(peer.starved.clone());
        if resets {
            needs.push(peer.last_read.clone());
        }
    }
    needs.into_iter().try_for_each(|need| world.after(who, need, step))
}

/// The other end learns of it.
fn ends(world: &mut World<'_>, socket: usize, resets: bool, now: &super::clocks::Moment) {
    let waiting: Vec<usize> = world.sockets[socket].pending.iter().map(|(end, _)| *end).collect();
    for end in waiting {
        ends(world, end, true, now);
    }
    let own = &world.sockets[socket];
    let resets = resets || !own.inbox.is_empty();
    if own.kind != Kind::Stream {
        return;
    }
    if let Some(peer) = own.peer {
        let peer = &mut world.sockets[peer];
        match resets {
            true => peer.reset = Some(now.clone()),
            false => peer.fin = Some(now.clone()),
        }
        peer.last_in = Some(now.clone());
    }
}

/// The protocol's longest datagram, so that no queue is thought to hold a longer one.
pub(super) fn longest_datagram(family: Family) -> u64 {
    match family {
        Family::Ipv4 => 65_507,
        Family::Ipv6 => 65_527,
    }
}

/// How many bytes a step is expected to get, where it says so.
pub(super) fn wanted(step: &Step) -> Option<(u64, u64)> {
    match want(step).returns.as_ref()? {
        Returns::Count(range) => Some((range.min, range.max)),
        Returns::Data(data) => data.len().map(|len| (len, len)),
        Returns::Address(_) => None,
    }
}

/// The flags of a call.
pub(super) fn has(step: &Step, flag: Flag) -> bool {
    step.call.arguments().flags.contains(&flag)
}

/// The bytes of what is sent.
pub(super) fn bytes_of(data: &Data) -> Said<Vec<u8>> {
    data.bytes().ok_or_else(words::no_output)
}
