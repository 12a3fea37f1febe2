//! The calls that send.

use super::calls::{bytes_of, longest_datagram, want};
use super::sockets::{Chunk, Kind};
use super::world::{Said, World};
use crate::lang::programs as words;
use crate::model::{Call, Data, ErrorName, FramingSpec, Step};
use crate::report::programs::form::Does;

/// One send.
pub(super) fn send(world: &mut World<'_>, who: usize, step: &Step, data: &Data) -> Said<()> {
    world.begin(who, step);
    let socket = world.socket(who, step)?;
    let bytes = framed(world, step, bytes_of(data)?)?;
    let to = match step.call.arguments().to {
        Some(to) => {
            let named = world.target(to).ok_or_else(|| words::no_socket(step.no.0))?;
            Some(receiver(world, named))
        }
        None => world.sockets[socket].peer.map(|peer| receiver(world, peer)),
    };
    let port = to.and_then(|to| world.sockets[to].port);
    let does = does(step, data, port)?;
    if let (Some(to), Some(bytes), false) = (to, &bytes, is_too_long(step)) {
        needs(world, who, (to, bytes.len() as u64), step)?;
    }
    let reset = world.sockets[socket].reset.clone();
    world.after(who, reset, step)?;
    world.settle(who, step);
    let now = world.clocks.tick(who, 0);
    let act = world.act(socket, step, does);
    if let (Some(to), Some(bytes), None) = (to, bytes, want(step).error) {
        deliver(world, (socket, to), bytes, &now);
    }
    world.made(who, step, Some(act));
    Ok(())
}

/// Whether its own kernel refuses it: nobody else has to do with that.
fn is_too_long(step: &Step) -> bool {
    want(step).error == Some(ErrorName::MessageTooLong)
}

/// Who has the address now.
fn receiver(world: &World<'_>, named: usize) -> usize {
    let socket = &world.sockets[named];
    let (Kind::Datagram, Some(port)) = (socket.kind, socket.port) else { return named };
    let mut newest = (0..world.sockets.len()).rev();
    let has = |at: &usize| {
        let other = &world.sockets[*at];
        other.open && other.port == Some(port) && other.kind == Kind::Datagram
    };
    newest.find(has).unwrap_or(named)
}

/// What is sent, frame and all; nothing where the framing refuses it.
fn framed(world: &World<'_>, step: &Step, bytes: Vec<u8>) -> Said<Option<Vec<u8>>> {
    let Call::SendMessage { .. } = step.call else { return Ok(Some(bytes)) };
    if let Some(FramingSpec::LengthAck { .. }) = world.case.framing {
        return Err(words::no_call("send_message, recv_message: length-ack"));
    }
    let framing = world.framing.as_ref().ok_or_else(|| words::no_call("send_message"))?;
    let mut out = Vec::new();
    Ok(framing.encode(&bytes, &mut out).ok().map(|()| out))
}

fn does(step: &Step, data: &Data, port: Option<u16>) -> Said<Does> {
    let data = data.clone();
    Ok(match &step.call {
        Call::Writev { .. } => Does::Writev { pieces: data.pieces().to_vec() },
        Call::SendAll { .. } => Does::SendAll { data },
        Call::SendTo { .. } => {
            let port = port.ok_or_else(|| words::no_socket(step.no.0))?;
            Does::SendTo { data, port }
        }
        Call::SendMessage { .. } => Does::SendMessage { data },
        call => Does::Send { data, flags: call.arguments().flags.to_vec() },
    })
}

/// What a send has to come after: receives that would have taken it, too; the end of its receiver; and, where several
/// send to one, those before it.
fn needs(world: &mut World<'_>, who: usize, (to, len): (usize, u64), step: &Step) -> Said<()> {
    let there = &world.sockets[to];
    let mut needs = vec![there.closed.clone(), there.starved.clone()];
    match there.kind {
        Kind::Datagram => needs.push(there.last_in.clone()),
        Kind::Stream | Kind::Listener | Kind::Held => needs.push(there.open_read.clone()),
    }
    if !there.has_room_for(len, |read| world.clocks.knows(who, read)) {
        needs.push(there.last_read.clone());
    }
    needs.into_iter().try_for_each(|need| world.after(who, need, step))
}

fn deliver(
    world: &mut World<'_>,
    (from, to): (usize, usize),
    bytes: Vec<u8>,
    now: &super::clocks::Moment,
) {
    let len = bytes.len() as u64;
    let there = &world.sockets[to];
    let kind = there.kind;
    if there.closed.is_some() {
        // A connection that is gone there answers with a reset.
        if kind == Kind::Stream {
            world.sockets[from].reset = Some(now.clone());
        }
        world.sockets[to].reset = Some(now.clone());
        return;
    }
    let kept = if world.framing.is_some() { bytes } else { Vec::new() };
    let fits = kind == Kind::Datagram && len <= longest_datagram(world.case.family);
    if fits || kind == Kind::Stream && len > 0 {
        world.sockets[to].arrives(Chunk::new(len, kept, now.clone()));
    }
}
