//! A case → the form: it is played without sockets, and where one program has to come after another it pauses.
//!
//! The scenario needs no pauses, since its conductor hands out one step at a time, and waits for the kernel's own figures.
//! Programs have no conductor. What their calls make certain by themselves (`accept` waits for `connect`, `recv` for
//! a `send`) needs none either; what is left (a reader that is to be late, a sender that is to wait until its reader has
//! read) becomes a pause.

mod calls;
mod clocks;
mod lines;
mod receives;
mod sends;
mod sockets;
mod world;

use super::form::{Form, Part};
use crate::lang::programs as words;
use crate::model::{
    Call, Case, Effect, ErrorName, FramingSpec, Making, OptionName, Step, Text, Transport, WireKind,
};
use world::{Pauses, Said, World, index};

/// How often the pauses of loops are evened out before it is given up.
const TRIES: usize = 8;

/// The programs of a case, or why they cannot be written.
pub(super) fn plan(case: &Case) -> Result<Form, Text> {
    possible(case)?;
    let mut forced = Pauses::new();
    for _ in 0..TRIES {
        let mut world = World::new(case, &forced);
        play(&mut world)?;
        let uneven = lines::uneven(&world);
        if uneven.is_empty() {
            return form(&mut world);
        }
        forced.extend(uneven);
    }
    let step = forced.keys().next().map_or(0, |step| step.0);
    Err(words::uneven(step))
}

fn possible(case: &Case) -> Said<()> {
    if case.wire == Some(WireKind::Lab) {
        return Err(words::no_lab());
    }
    let transports: Vec<Transport> = case.all_steps().filter_map(transport).collect();
    if transports.contains(&Transport::UnixSeqpacket)
        || is_unix(case) && transports.iter().any(|transport| !transport.is_unix())
    {
        return Err(words::no_seqpacket());
    }
    match &case.framing {
        Some(FramingSpec::LengthAck { .. }) => Err(words::no_call("recv_message, length-ack")),
        _ => Ok(()),
    }
}

/// What kind of address a step makes.
fn transport(step: &Step) -> Option<Transport> {
    let makes = matches!(step.call.name().makes(), Some(Making::Binds | Making::Listens));
    let transport = step.call.arguments().transport;
    transport.or(makes.then_some(Transport::Tcp))
}

fn is_unix(case: &Case) -> bool {
    case.all_steps().filter_map(transport).any(Transport::is_unix)
}

fn form(world: &mut World<'_>) -> Said<Form> {
    let case = world.case;
    let mut parts = Vec::new();
    for who in world.started.clone() {
        let mut body = lines::body(world, who)?;
        body.extend(end(world, who)?);
        parts.push(Part { name: case.actors[who].name.clone(), body });
    }
    let about_ports = |step: &Step| {
        step.set
            .iter()
            .any(|set| matches!(set.name, OptionName::SoReuseaddr | OptionName::SoReuseport))
            || calls::want(step).error == Some(ErrorName::AddressInUse)
    };
    let unix = is_unix(case);
    let reuse = !unix && !case.all_steps().any(about_ports);
    Ok(Form { family: case.family, unix, framing: case.framing.clone(), reuse, parts })
}

/// What a program does before it ends, as that closes its sockets.
fn end(world: &mut World<'_>, who: usize) -> Said<Vec<super::form::Line>> {
    let Some(last) = world.case.all_steps().last() else { return Ok(Vec::new()) };
    world.paused();
    world.waited[who] = None;
    let open = |at: &usize| world.sockets[*at].owner == who && world.sockets[*at].open;
    let open: Vec<usize> = (0..world.sockets.len()).filter(open).collect();
    let needs =
        open.into_iter().try_for_each(|socket| calls::ends_need(world, who, socket, false, last));
    let (pause, other) = world.paused();
    Ok(lines::end(needs.is_ok(), pause, &other.unwrap_or_default()))
}

fn play<'c>(world: &mut World<'c>) -> Said<()> {
    let case: &'c Case = world.case;
    for node in &case.steps {
        for _ in 0..node.times() {
            for step in node.steps() {
                let who = index(step);
                catch_up(world, who)?;
                if step.background && waits(step) {
                    world.background[who] = Some(step);
                } else {
                    times(world, step)?;
                }
                awake(world)?;
            }
        }
    }
    (0..case.actors.len()).try_for_each(|who| catch_up(world, who))
}

fn times<'c>(world: &mut World<'c>, step: &'c Step) -> Said<()> {
    (0..step.repeat).try_for_each(|_| {
        calls::play(world, step)?;
        if step.call.name().only_waits() { Ok(()) } else { world.keeps_order(index(step), step) }
    })
}

/// Whether a background step waits for somebody: it is played when that has come.
fn waits(step: &Step) -> bool {
    step.call.name().receives() || matches!(step.call, Call::Accept { .. })
}

/// An actor does its next step: a background step of it is over.
fn catch_up(world: &mut World<'_>, who: usize) -> Said<()> {
    match world.background[who].take() {
        Some(step) => times(world, step),
        None => Ok(()),
    }
}

/// Background steps for which something has come.
fn awake(world: &mut World<'_>) -> Said<()> {
    for who in 0..world.background.len() {
        let Some(step) = world.background[who] else { continue };
        let there = match step.call.name().facts().effect {
            Effect::Makes(_) => world
                .sockets
                .iter()
                .any(|socket| socket.owner == who && socket.open && !socket.pending.is_empty()),
            Effect::Uses(_) | Effect::Shuts(_) | Effect::Ends(..) | Effect::Without => {
                receives::is_there(world, who, step)
            }
        };
        if there {
            catch_up(world, who)?;
        }
    }
    Ok(())
}
