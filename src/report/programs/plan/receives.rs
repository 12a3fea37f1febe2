//! The calls that receive. A receive whose result does not depend on when it is made needs no pause; one that would
//! have taken more, had more been there, has to come before that.

use super::calls::{has, want, wanted};
use super::clocks::Moment;
use super::sockets::Kind;
use super::world::{Said, World};
use crate::lang::programs as words;
use crate::model::{Call, ErrorName, Flag, FramingSpec, Manner, Step};
use crate::report::programs::form::Does;
use bytes::BytesMut;

/// One receive.
pub(super) fn receive(world: &mut World<'_>, who: usize, step: &Step) -> Said<()> {
    world.begin(who, step);
    let socket = world.socket(who, step)?;
    let reset = world.sockets[socket].reset.clone();
    let empty = world.sockets[socket].inbox.is_empty();
    if let Some(reset) = reset {
        // A receive that waits is woken by it; bytes that are there may be gone.
        if empty && !step.nonblocking {
            world.settle(who, step);
            world.clocks.meets(who, &reset);
        } else {
            world.after(who, Some(reset), step)?;
            world.settle(who, step);
            world.sockets[socket].inbox.clear();
        }
        done(world, who, socket, step, 0);
        return Ok(());
    }
    match (step.call.name().is_framed(), world.sockets[socket].kind) {
        (true, _) => message(world, who, socket, step),
        (false, Kind::Datagram) => datagram(world, who, socket, step),
        (false, Kind::Stream | Kind::Listener | Kind::Held) => stream(world, who, socket, step),
    }
}

/// Whether there is something to take for a background receive.
pub(super) fn is_there(world: &World<'_>, who: usize, step: &Step) -> bool {
    let Ok(socket) = world.socket(who, step) else { return false };
    let socket = &world.sockets[socket];
    let room = step.call.arguments().room.unwrap_or(1);
    let wanted = match step.call.name().manner() {
        Some(Manner::Whole) => room,
        Some(Manner::Framed) => wanted(step).map_or(1, |(least, _)| least.max(1)),
        Some(Manner::Once) if has(step, Flag::MsgWaitall) => room,
        Some(Manner::Once) | None => 1,
    };
    socket.waiting() >= wanted || socket.fin.is_some() || socket.reset.is_some()
}

fn datagram(world: &mut World<'_>, who: usize, socket: usize, step: &Step) -> Said<()> {
    let Some(front) = world.sockets[socket].inbox.front().cloned() else {
        return starved(world, who, socket, step);
    };
    let room = step.call.arguments().room.unwrap_or(u64::MAX);
    check(step, front.left.min(room))?;
    reach(world, who, step, &front.sent, false)?;
    world.settle(who, step);
    world.clocks.meets(who, &front.sent);
    if !keeps(step) {
        world.sockets[socket].inbox.pop_front();
    }
    done(world, who, socket, step, 0);
    Ok(())
}

fn stream(world: &mut World<'_>, who: usize, socket: usize, step: &Step) -> Said<()> {
    let room = step.call.arguments().room.unwrap_or(0);
    let there = world.sockets[socket].waiting();
    let whole = matches!(step.call, Call::RecvExact { .. }) || has(step, Flag::MsgWaitall);
    let fin = world.sockets[socket].fin.clone();
    if room > 0 && (there == 0 || whole && there < room) {
        let Some(fin) = fin else { return starved(world, who, socket, step) };
        check(step, there)?;
        reach(world, who, step, &fin, false)?;
        world.settle(who, step);
        world.clocks.meets(who, &fin);
        world.sockets[socket].inbox.clear();
        done(world, who, socket, step, 0);
        return Ok(());
    }
    let bytes = room.min(there);
    check(step, bytes)?;
    let from = world.sockets[socket].take(bytes, keeps(step));
    let several = from.len() > 1 || from.iter().any(|(_, long)| *long);
    for (sent, _) in &from {
        reach(world, who, step, sent, several && !whole)?;
    }
    world.settle(who, step);
    for (sent, _) in &from {
        world.clocks.meets(who, sent);
    }
    let moment = done(world, who, socket, step, 0);
    if bytes < room {
        world.sockets[socket].open_read = Some(moment);
    }
    Ok(())
}

/// A message, cut out by the case's own framing: as many sends are met as it takes.
fn message(world: &mut World<'_>, who: usize, socket: usize, step: &Step) -> Said<()> {
    if let Some(FramingSpec::Broken { .. }) = world.case.framing {
        return exhibit(world, who, socket, step);
    }
    let framing = world.framing.as_ref().ok_or_else(|| words::no_call("recv_message"))?;
    let fresh = || (framing.decoder(), BytesMut::new());
    let (mut decoder, mut buf) = world.sockets[socket].reader.take().unwrap_or_else(fresh);
    let mut met: Vec<Moment> = Vec::new();
    let ended = loop {
        if !matches!(decoder.decode(&mut buf), Ok(None)) {
            break true;
        }
        match (world.sockets[socket].inbox.pop_front(), world.sockets[socket].fin.clone()) {
            (Some(chunk), _) => {
                buf.extend_from_slice(&chunk.bytes);
                met.push(chunk.sent);
            }
            (None, Some(fin)) => {
                met.push(fin);
                let _ = decoder.decode_eof(&mut buf);
                break true;
            }
            (None, None) => break false,
        }
    };
    world.sockets[socket].reader = Some((decoder, buf));
    for sent in &met {
        reach(world, who, step, sent, false)?;
    }
    if !ended {
        for sent in &met {
            world.after(who, Some(sent.clone()), step)?;
        }
        return starved(world, who, socket, step);
    }
    world.settle(who, step);
    for sent in &met {
        world.clocks.meets(who, sent);
    }
    done(world, who, socket, step, 0);
    Ok(())
}

/// A message as a broken reader takes it: how many bytes that are depends on what is there, so all must be.
fn exhibit(world: &mut World<'_>, who: usize, socket: usize, step: &Step) -> Said<()> {
    let last_in = world.sockets[socket].last_in.clone();
    world.after(who, last_in, step)?;
    if want(step).error == Some(ErrorName::Timeout) {
        return starved(world, who, socket, step);
    }
    world.settle(who, step);
    let moment = done(world, who, socket, step, 0);
    world.sockets[socket].open_read = Some(moment);
    Ok(())
}

/// What it takes must be there: a call that waits sees to that by itself, unless it would return with a part.
fn reach(world: &mut World<'_>, who: usize, step: &Step, sent: &Moment, pause: bool) -> Said<()> {
    match pause || step.nonblocking {
        true => world.after(who, Some(sent.clone()), step),
        false => Ok(()),
    }
}

/// It finds nothing.
fn starved(world: &mut World<'_>, who: usize, socket: usize, step: &Step) -> Said<()> {
    let waits = match want(step).error {
        Some(ErrorName::Timeout) => step.timeout,
        Some(ErrorName::WouldBlock) => std::time::Duration::ZERO,
        // Its own earlier call is what it is told of.
        Some(_) => std::time::Duration::ZERO,
        None => return Err(words::held_back(step.no.0)),
    };
    world.settle(who, step);
    let moment =
        done(world, who, socket, step, u64::try_from(waits.as_micros()).unwrap_or(u64::MAX));
    world.sockets[socket].starved = Some(moment);
    Ok(())
}

fn done(world: &mut World<'_>, who: usize, socket: usize, step: &Step, micros: u64) -> Moment {
    let now = world.clocks.tick(who, micros);
    world.sockets[socket].was_read(&now);
    if !keeps(step) && !world.sockets[socket].inbox.is_empty() {
        world.left_there(who);
    }
    let act = world.act(socket, step, does(step));
    world.made(who, step, Some(act));
    now
}

fn does(step: &Step) -> Does {
    match &step.call {
        Call::Recv { max, flags } => Does::Recv { max: *max, flags: flags.clone() },
        Call::RecvFrom { max, flags } => Does::RecvFrom { max: *max, flags: flags.clone() },
        Call::RecvExact { bytes } => Does::RecvExact { bytes: *bytes },
        Call::RecvMessage { max } => Does::RecvMessage { max: *max },
        call => {
            let max = call.arguments().room.unwrap_or_default();
            Does::Recv { max, flags: vec![Flag::MsgPeek] }
        }
    }
}

fn keeps(step: &Step) -> bool {
    matches!(step.call, Call::Peek { .. }) || has(step, Flag::MsgPeek)
}

/// What the queue holds must be what the scenario expects: else the kernel holds something back.
fn check(step: &Step, bytes: u64) -> Said<()> {
    let fits = wanted(step).is_none_or(|(least, most)| (least..=most).contains(&bytes));
    match fits && !matches!(want(step).error, Some(ErrorName::Timeout | ErrorName::WouldBlock)) {
        true => Ok(()),
        false => Err(words::held_back(step.no.0)),
    }
}
