//! Serving: one connection, one after another, or a thread for each; or whoever sends a datagram.

use super::gate::{Gate, Ticket};
use super::{End, Fault, Plan, Session, Stop};
use crate::model::{ErrorName, Text, Transport, named_enum};
use crate::net::Socket;
use socket2::SockAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

named_enum! {
    /// Whom a server of connections serves when.
    pub enum Mode {
        /// One connection, one exchange, and it ends: the first lesson's.
        Once = "once",
        /// The next when the one before has ended.
        OneAtATime = "one-at-a-time",
        /// Each at once, in a thread of its own.
        Threaded = "threaded",
    }
}

/// What the client over the limit is told.
fn full(limit: usize) -> String {
    let clients = if limit == 1 { "client is" } else { "clients are" };
    format!("{FULL}{limit} {clients} being served; try again later\n")
}

/// How that begins: a client whose protocol has no such text knows it by this.
pub(super) const FULL: &str = "server full: ";

/// While there is no descriptor for the next connection.
const REST: Duration = Duration::from_millis(100);

/// Answers what comes, whatever carries it: `answer` has what one receive returned. Where it has none, nothing
/// is said.
///
/// # Errors
/// What `listen` or `bind` says.
pub(super) fn answering(
    plan: &Plan,
    session: &Session<'_>,
    answer: impl Fn(&[u8]) -> Option<Vec<u8>> + Sync,
) -> Result<(), Stop> {
    match plan.place.transport() {
        Transport::Udp => answer_datagrams(plan, session, answer),
        _ => connections(plan, session, |end| answer_all(end, plan.mode, &answer)),
    }
}

/// Answers until the client leaves; once only, where that is the server's way.
pub(super) fn answer_all(mut end: End<'_>, mode: Mode, answer: impl Fn(&[u8]) -> Option<Vec<u8>>) {
    answer_each(&mut end, mode, answer);
    end.close();
}

/// The same, and leaves the connection open.
pub(super) fn answer_each(
    end: &mut End<'_>,
    mode: Mode,
    answer: impl Fn(&[u8]) -> Option<Vec<u8>>,
) {
    while let Ok(bytes) = end.recv() {
        let said = answer(bytes);
        if said.is_some_and(|said| end.send(&said).is_err()) || mode == Mode::Once {
            break;
        }
    }
}

/// Answers each datagram to where it came from, until the session is over.
fn answer_datagrams(
    plan: &Plan,
    session: &Session<'_>,
    answer: impl Fn(&[u8]) -> Option<Vec<u8>>,
) -> Result<(), Stop> {
    datagrams(plan, session, |end, bytes, from| {
        if let Some(said) = answer(bytes) {
            end.send_to(&said, from).ok();
        }
    })
}

/// Whether a datagram was longer than any may be.
pub(super) fn is_too_long(stop: &Stop) -> bool {
    matches!(stop, Stop::Call(_, info) if info.name == ErrorName::MessageTooLong)
}

/// Hands over each datagram, and who sent it, until the session is over.
///
/// # Errors
/// What `bind` says.
pub(super) fn datagrams(
    plan: &Plan,
    session: &Session<'_>,
    mut one: impl FnMut(&mut End<'_>, &[u8], &SockAddr),
) -> Result<(), Stop> {
    let mut end = End::listening(session, &plan.place, &plan.knobs)?;
    while !session.is_over() {
        // A silence, or an error that an earlier datagram met (ICMP): the next one may come.
        let Ok((bytes, from)) = end.recv_from().map(|(bytes, from)| (bytes.to_vec(), from)) else {
            continue;
        };
        one(&mut end, &bytes, &from);
    }
    end.close();
    Ok(())
}

/// Listens, and has each connection served by `one`, which gets an [`End`] and closes it.
///
/// # Errors
/// What `listen` says.
pub(super) fn connections<'s>(
    plan: &'s Plan,
    session: &'s Session<'s>,
    one: impl Fn(End<'s>) + Sync,
) -> Result<(), Stop> {
    let mut listener = End::listening(session, &plan.place, &plan.knobs)?;
    let (gate, with, waiting) = (Gate::new(plan), AtomicU64::new(NOBODY), listener.socket()?);
    std::thread::scope(|threads| {
        if plan.taught && plan.mode == Mode::OneAtATime {
            let with = &with;
            threads.spawn(move || watch(session, waiting, with));
        }
        let mut nth = 0;
        // As taught: whom only the next accept takes off the variable's hands.
        let mut forgotten: Option<End<'s>> = None;
        while let Some(mut end) = next(&mut listener, nth + 1) {
            nth += 1;
            if let Some(end) = forgotten.take() {
                end.close();
            }
            match plan.mode {
                Mode::Once if plan.knobs.guard.admits(&mut end) => {
                    one(end);
                    break;
                }
                Mode::Once => end.close(),
                Mode::OneAtATime => {
                    with.store(nth, Ordering::Release);
                    guarded(end, plan, &one);
                    with.store(NOBODY, Ordering::Release);
                }
                Mode::Threaded if gate.is_full() => forgotten = turn_away(end, plan),
                Mode::Threaded => {
                    let (one, ticket) = (&one, gate.enter(&end));
                    let work = move || with_ticket(end, ticket, plan, one);
                    // Without a thread the connection and its place are given back.
                    std::thread::Builder::new().spawn_scoped(threads, work).ok();
                }
            }
        }
        with.store(GONE, Ordering::Release);
    });
    listener.close();
    Ok(())
}

/// Has a connection served that may be.
fn guarded<'s>(mut end: End<'s>, plan: &Plan, one: impl Fn(End<'s>)) {
    match plan.knobs.guard.admits(&mut end) {
        true => one(end),
        false => end.close(),
    }
}

/// The same in a thread of its own, where there is a place for it.
fn with_ticket<'s>(
    mut end: End<'s>,
    mut ticket: Ticket<'_, 's>,
    plan: &Plan,
    one: impl Fn(End<'s>),
) {
    let admitted = plan.knobs.guard.admits(&mut end);
    match ticket.is_served(admitted) {
        true => one(end),
        false if admitted => turn_away(end, plan).into_iter().for_each(End::close),
        false => end.close(),
    }
}

/// The next connection, which is the `nth`; none when the session is over, or the listener is of no more use.
pub(super) fn next<'s>(listener: &mut End<'s>, nth: u64) -> Option<End<'s>> {
    loop {
        match listener.accept(nth) {
            Ok(end) => return Some(end),
            Err(stop) if may_go_on(&stop) => listener.session().pause(REST),
            Err(_) => return None,
        }
    }
}

/// Whether the listener is as good as before: a connection was gone before it was taken (accept(2): ECONNABORTED,
/// and on Linux what the network says of it; Winsock's accept: WSAECONNRESET; seen under Wine 8: WSAENOTCONN), or there
/// is no descriptor left for now.
fn may_go_on(stop: &Stop) -> bool {
    use ErrorName::{Aborted, NotConnected, Reset, TooManyOpen, Unreachable};
    match stop {
        Stop::Call(_, info) => {
            matches!(info.name, Aborted | Reset | NotConnected | Unreachable | TooManyOpen)
        }
        Stop::End | Stop::Refused(_) | Stop::Open(_) | Stop::NoGuard | Stop::Uncaught => false,
    }
}

/// Says that the server is full, and closes; whether the client hears it is its own affair. As taught: nothing,
/// and it is given back.
fn turn_away<'s>(mut end: End<'s>, plan: &Plan) -> Option<End<'s>> {
    if plan.taught {
        end.session().met(Fault::Unserved);
        return Some(end);
    }
    let limit = plan.max_clients;
    end.session().remark(&Text::new(
        format!("over the limit of {limit}: told so, and closed"),
        format!("超过了 {limit} 个客户端的上限：告诉它，然后关闭"),
    ));
    end.send(full(limit).as_bytes()).ok();
    end.close();
    None
}

/// With whom a server is: the number of a connection, or one of these.
const NOBODY: u64 = 0;
const GONE: u64 = u64::MAX;
/// How often it is looked who waits.
const LOOK: Duration = Duration::from_millis(50);

/// Tells, once for each connection, that another one waits in the queue while the server is with the first.
fn watch(session: &Session<'_>, listener: Arc<Socket>, with: &AtomicU64) {
    let mut told = NOBODY;
    while !session.is_over() && with.load(Ordering::Acquire) != GONE {
        session.pause(LOOK);
        let before = with.load(Ordering::Acquire);
        let waits = || session.wait(Duration::from_millis(1)).readable(&listener).is_ok();
        if ![NOBODY, GONE, told].contains(&before)
            && waits()
            && with.load(Ordering::Acquire) == before
        {
            session.met(Fault::OneServed);
            told = before;
        }
    }
}
