//! The tutorials' servers, as they wrote them: what all of them do wrong. What only one does wrong stands with
//! that one.

use super::server::{Mode, connections, datagrams};
use super::{End, Fault, Plan, Session, Stop, Stream};
use crate::model::{CallName, ErrorName, Text, Transport};
use crate::net::{Deadline, Failure, Socket};
use std::time::Duration;

/// So many rounds of a loop that spins are shown, each with its calls.
const SHOWN: usize = 3;
/// How often it is said how many rounds there were.
const SECOND: Duration = Duration::from_secs(1);
/// How long a `send` in such a loop may wait before it is looked whether the session is over.
const LOOK: Duration = Duration::from_millis(50);
/// As often it is looked, in rounds.
const ROUNDS: u64 = 256;

/// A loop over what one receive after another returns.
#[derive(Clone, Copy)]
pub(super) enum Loop {
    /// It looks whether anything came, and ends where nothing did.
    Looks,
    /// It does not.
    Spins,
}

/// Answers what comes, whatever carries it; where there is no answer the fault ends the server.
///
/// # Errors
/// What `listen` or `bind` says.
pub(super) fn answering(
    plan: &Plan,
    session: &Session<'_>,
    how: Loop,
    answer: impl Fn(&[u8]) -> Result<Vec<u8>, Fault> + Sync,
) -> Result<(), Stop> {
    match plan.place.transport() {
        Transport::Udp => answer_datagrams(plan, session, answer),
        _ => connections(plan, session, |end| answer_all(end, plan.mode, how, &answer)),
    }
}

/// Answers what each receive returns.
pub(super) fn answer_all(
    mut end: End<'_>,
    mode: Mode,
    how: Loop,
    answer: impl Fn(&[u8]) -> Result<Vec<u8>, Fault>,
) {
    let mut nothing = 0;
    let failed = loop {
        let bytes = match end.take(u64::MAX) {
            Ok([]) if matches!(how, Loop::Looks) => break None,
            Ok(bytes) => bytes.to_vec(),
            Err(stop) => break Some(stop),
        };
        nothing = if bytes.is_empty() { nothing + 1 } else { 0 };
        let said = match answer(&bytes) {
            Ok(said) => said,
            Err(fault) => break ends(end.session(), fault),
        };
        if let Err(stop) = end.send(&said) {
            break Some(stop);
        }
        if mode == Mode::Once {
            break None;
        }
        if nothing == SHOWN {
            end.session().met(Fault::Spins);
            break spin(&mut end, &said).err();
        }
    };
    if let Some(stop) = failed {
        uncaught(end.session(), &stop, mode);
    }
    end.close();
}

/// An error of a call ends the client as the tutorials wrote it: told where it does.
pub(super) fn client_dies(session: &Session<'_>, stop: &Stop, taught: bool) {
    if taught && is_real(stop) {
        session.met(Fault::ClientDies);
    }
}

/// A fault that ends the server.
pub(super) fn ends(session: &Session<'_>, fault: Fault) -> Option<Stop> {
    session.met(fault);
    session.end();
    None
}

/// An error of a call ends the server; where each connection has its thread, that thread, and no more. Either is told.
pub(super) fn uncaught(session: &Session<'_>, stop: &Stop, mode: Mode) {
    match mode {
        _ if !is_real(stop) => {}
        Mode::Threaded => session.met(Fault::ThreadDies),
        Mode::Once | Mode::OneAtATime => drop(ends(session, Fault::Dies)),
    }
}

/// Whether it is an error of the tutorials' programs, too: they have no limits, and Ctrl-C is no error of a call.
fn is_real(stop: &Stop) -> bool {
    match stop {
        Stop::Call(_, info) => !matches!(info.name, ErrorName::Interrupted | ErrorName::Timeout),
        Stop::End | Stop::Refused(_) | Stop::Open(_) | Stop::NoGuard | Stop::Uncaught => false,
    }
}

/// Goes on receiving nothing and saying the same, if it says anything, as fast as the kernel lets it. No call of these is written
/// down: there are a million in a few seconds. Each second it is told how many there were.
pub(super) fn spin(end: &mut End<'_>, said: &[u8]) -> Result<(), Stop> {
    let session = end.session();
    let socket = end.socket()?;
    let is = |call| move |failure: Failure| Stop::Call(call, failure.info());
    socket.set_send_timeout(LOOK).map_err(is(CallName::Send))?;
    let mut all = 0;
    while !session.is_over() {
        let second = Deadline::after(SECOND);
        let mut rounds = 0;
        while !second.over() && !session.is_over() {
            for _ in 0..ROUNDS {
                match round(&socket, said) {
                    Ok(()) => rounds += 1,
                    Err((_, failure)) if failure.is_limit(true) => break,
                    Err((call, failure)) => return Err(is(call)(failure)),
                }
            }
        }
        all += rounds;
        let sends = if said.is_empty() { 0 } else { rounds };
        session.unseen(rounds, (sends, rounds * said.len() as u64));
        session.remark(&Text::new(
            format!("so far recv has returned 0 bytes {all} more times"),
            format!("到现在为止，recv 一共又返回了 {all} 次 0 字节"),
        ));
    }
    Ok(())
}

fn round(socket: &Socket, said: &[u8]) -> Result<(), (CallName, Failure)> {
    socket.receive(&mut [0], &[]).map_err(|failure| (CallName::Recv, failure))?;
    if !said.is_empty() {
        socket.send(said, &[]).map_err(|failure| (CallName::Send, failure))?;
    }
    Ok(())
}

/// Answers each datagram to where it came from.
fn answer_datagrams(
    plan: &Plan,
    session: &Session<'_>,
    answer: impl Fn(&[u8]) -> Result<Vec<u8>, Fault>,
) -> Result<(), Stop> {
    datagrams(plan, session, |end, bytes, from| {
        if end.was_cut() {
            session.met(Fault::DatagramCut);
        }
        match answer(bytes).map(|said| end.send_to(&said, from)) {
            Ok(Ok(())) => {}
            Ok(Err(stop)) => uncaught(session, &stop, plan.mode),
            Err(fault) => drop(ends(session, fault)),
        }
    })
}
