//! `raw`: bytes in, bytes out; what `nc` is for, with each call visible. Nothing is answered but what
//! [`Reply`] says, nothing is added to what is typed, not even an end of line. What is typed at the server goes to
//! the newest connection, or to who sent the last datagram; while there is none it waits.

use super::both::both_ways;
use super::server::{answer_each, connections};
use super::{End, Event, Input, Plan, Session, Stop};
use crate::model::{SocketId, Transport};
use socket2::SockAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often it is looked whether there is somebody to type for.
const LOOK: Duration = Duration::from_millis(20);

pub(super) fn serve(plan: &Plan, session: &Session<'_>, input: &mut dyn Input) -> Result<(), Stop> {
    let partner = Partner::default();
    std::thread::scope(|threads| {
        let served = threads.spawn(|| {
            let ended = match plan.place.transport() {
                Transport::Udp => answer_datagrams(plan, session, &partner),
                _ => connections(plan, session, |end| answer(end, plan, &partner)),
            };
            session.end();
            ended
        });
        partner.type_to(session, input);
        // A panic has been told by its own thread.
        served.join().unwrap_or(Ok(()))
    })
}

/// Who gets what is typed at the server.
///
/// The connections that there are, the newest last; of datagrams the one socket, and who spoke last.
#[derive(Default)]
struct Partner<'s>(Mutex<Vec<(End<'s>, Option<SockAddr>)>>);

impl<'s> Partner<'s> {
    fn lock(&self) -> MutexGuard<'_, Vec<(End<'s>, Option<SockAddr>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on this one; of datagrams: at this address.
    fn is(&self, end: &End<'s>, address: Option<SockAddr>) {
        self.leaves(end.id());
        if let Ok(writer) = end.reader() {
            self.lock().push((writer, address));
        }
    }

    /// No longer this one.
    fn leaves(&self, id: SocketId) {
        self.lock().retain(|(end, _)| end.id() != id);
    }

    fn type_to(&self, session: &Session<'_>, input: &mut dyn Input) {
        let mut typed = None;
        while !session.is_over() {
            if self.lock().is_empty() {
                session.pause(LOOK);
                continue;
            }
            let Some(line) = typed.take().or_else(|| input.line(session)) else { return };
            match self.lock().last_mut() {
                // What comes of it is seen; whether the connection goes on, its receives tell.
                Some((end, None)) => drop(end.send(&line)),
                Some((end, Some(address))) => drop(end.send_to(&line, address)),
                None => typed = Some(line),
            }
        }
    }
}

fn answer<'s>(mut end: End<'s>, plan: &Plan, partner: &Partner<'s>) {
    partner.is(&end, None);
    let session = end.session();
    answer_each(&mut end, plan.mode, |bytes| reply(plan, session, bytes));
    partner.leaves(end.id());
    end.close();
}

fn answer_datagrams<'s>(
    plan: &'s Plan,
    session: &'s Session<'s>,
    partner: &Partner<'s>,
) -> Result<(), Stop> {
    let mut end = End::listening(session, &plan.place, &plan.knobs)?;
    while !session.is_over() {
        // A silence, or an error that an earlier datagram met (ICMP): the next one may come.
        let Ok((bytes, from)) = end.recv_from() else { continue };
        let said = reply(plan, session, bytes);
        partner.is(&end, Some(from.clone()));
        if let Some(said) = said {
            end.send_to(&said, &from).ok();
        }
    }
    partner.leaves(end.id());
    end.close();
    Ok(())
}

fn reply(plan: &Plan, session: &Session<'_>, bytes: &[u8]) -> Option<Vec<u8>> {
    session.tell(&Event::Prints(bytes));
    plan.replies.iter().find(|reply| reply.to == bytes).map(|reply| reply.with.clone())
}

/// Sends each line; a thread of its own receives whatever comes.
pub(super) fn connect(
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
) -> Result<(), Stop> {
    let end = End::connecting(session, &plan.place, &plan.knobs)?;
    both_ways(end, hear, |end| speak(end, plan, session, input), None)
}

fn hear(reader: &mut End<'_>) -> Result<(), Stop> {
    let bytes = reader.hear()?.to_vec();
    reader.prints(&bytes);
    reader.tells_guard();
    Ok(())
}

fn speak(
    end: &mut End<'_>,
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
) -> Result<(), Stop> {
    plan.file.as_ref().map_or(Ok(()), |file| end.send(file))?;
    while let Some(line) = input.line(session) {
        end.send(&line)?;
        while let Some(every) = plan.every.filter(|_| !session.is_over()) {
            session.pause(every);
            if !session.is_over() {
                end.send(&line)?;
            }
        }
    }
    Ok(())
}
