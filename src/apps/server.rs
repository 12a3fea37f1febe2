//! Serving: one connection, one after another, or a thread for each; or whoever sends a datagram.

use super::{End, Plan, Session, Stop};
use crate::model::{ErrorName, Text, Transport, named_enum};
use std::sync::atomic::{AtomicUsize, Ordering};
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
    format!("server full: {limit} clients are being served; try again later\n")
}

/// While there is no descriptor for the next connection.
pub(super) const REST: Duration = Duration::from_millis(100);

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
    while let Ok(bytes) = end.recv() {
        let said = answer(bytes);
        if said.is_some_and(|said| end.send(&said).is_err()) || mode == Mode::Once {
            break;
        }
    }
    end.close();
}

/// Answers each datagram to where it came from, until the session is over.
fn answer_datagrams(
    plan: &Plan,
    session: &Session<'_>,
    answer: impl Fn(&[u8]) -> Option<Vec<u8>>,
) -> Result<(), Stop> {
    let mut end = End::listening(session, &plan.place, &plan.knobs)?;
    while !session.is_over() {
        // A silence, or an error that an earlier datagram met (ICMP): the next one may come.
        let Ok((bytes, from)) = end.recv_from() else { continue };
        if let Some(said) = answer(bytes) {
            end.send_to(&said, &from).ok();
        }
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
    let served = AtomicUsize::new(0);
    std::thread::scope(|threads| {
        let mut nth = 0;
        loop {
            nth += 1;
            let end = match listener.accept(nth) {
                Ok(end) => end,
                Err(stop) if may_go_on(&stop) => {
                    session.pause(REST);
                    continue;
                }
                Err(_) => break,
            };
            match plan.mode {
                Mode::Once => {
                    one(end);
                    break;
                }
                Mode::OneAtATime => one(end),
                Mode::Threaded if served.load(Ordering::Acquire) >= plan.max_clients => {
                    turn_away(end, plan.max_clients);
                }
                Mode::Threaded => {
                    served.fetch_add(1, Ordering::AcqRel);
                    let (one, served) = (&one, &served);
                    let work = move || {
                        one(end);
                        served.fetch_sub(1, Ordering::AcqRel);
                    };
                    if std::thread::Builder::new().spawn_scoped(threads, work).is_err() {
                        served.fetch_sub(1, Ordering::AcqRel);
                    }
                }
            }
        }
    });
    listener.close();
    Ok(())
}

/// Whether the listener is as good as before: a connection was gone before it was taken (accept(2):
/// ECONNABORTED), or there is no descriptor left for now.
pub(super) fn may_go_on(stop: &Stop) -> bool {
    match stop {
        Stop::Call(_, info) => matches!(info.name, ErrorName::Aborted | ErrorName::TooManyOpen),
        Stop::End | Stop::Refused(_) => false,
    }
}

/// Says that the server is full, and closes. Whether the client hears it is its own affair.
fn turn_away(mut end: End<'_>, limit: usize) {
    end.session().tell(&super::Event::Remark(&Text::new(
        format!("over the limit of {limit}: told so, and closed"),
        format!("超过了 {limit} 个客户端的上限：告诉它，然后关闭"),
    )));
    end.send(full(limit).as_bytes()).ok();
    end.close();
}
