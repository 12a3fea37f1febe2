//! Datagrams between clients and a server: by their numbers some are lost, doubled, or come late.

use super::line::Side;
use super::{MOST, Relay, words};
use crate::apps::{End, Session, Stop};
use crate::net::Deadline;
use socket2::SockAddr;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// How often it is looked whether it is over.
const LOOK: Duration = Duration::from_millis(50);
/// A datagram that is to come after the next waits no longer for that.
const NEXT: Duration = Duration::from_secs(1);
/// A client of which nothing has been heard for so long is forgotten, and its socket closed.
const QUIET: Duration = Duration::from_secs(60);
/// So many bytes of one direction may wait for their time; what comes then is lost.
const WAITING: usize = 256 * 1024;

/// Which datagrams of a client, counted from 1, have another fate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// These are not passed on.
    pub lose: Vec<u64>,
    /// These are passed on twice.
    pub double: Vec<u64>,
    /// These come after the next.
    pub swap: Vec<u64>,
}

/// What came of the datagrams of one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally {
    pub(super) came: u64,
    pub(super) lost: u64,
    pub(super) doubled: u64,
    pub(super) swapped: u64,
}

/// One direction of a client's datagrams.
struct Flow<'p> {
    marks: Option<&'p Marks>,
    delay: Duration,
    tally: Tally,
    /// One that comes after the next.
    late: Option<(Deadline, Vec<u8>)>,
    waiting: VecDeque<(Deadline, Vec<u8>)>,
    size: usize,
}

/// What was done with a datagram on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    Nothing,
    Lost,
    Doubled,
    Swapped,
    /// There was no room for it.
    Crowded,
}

impl<'p> Flow<'p> {
    fn new(plan: &'p Relay, to: Side) -> Self {
        let changed = plan.direction.changes(to);
        let delay = if changed { plan.delay } else { Duration::ZERO };
        let (tally, late, waiting) = (Tally::default(), None, VecDeque::new());
        Flow { marks: changed.then_some(&plan.marks), delay, tally, late, waiting, size: 0 }
    }

    /// One has come.
    fn take(&mut self, bytes: &[u8]) -> Done {
        self.tally.came += 1;
        let nth = self.tally.came;
        let is =
            |of: fn(&Marks) -> &Vec<u64>| self.marks.is_some_and(|marks| of(marks).contains(&nth));
        let (lose, double, swap) = (is(|m| &m.lose), is(|m| &m.double), is(|m| &m.swap));
        if self.size + 2 * bytes.len() > WAITING {
            self.tally.lost += 1;
            return Done::Crowded;
        }
        let done = if lose {
            self.tally.lost += 1;
            Done::Lost
        } else if swap && self.late.is_none() {
            self.tally.swapped += 1;
            self.late = Some((Deadline::after(NEXT), bytes.to_vec()));
            return Done::Swapped;
        } else {
            self.queue(bytes.to_vec());
            if double {
                self.tally.doubled += 1;
                self.queue(bytes.to_vec());
            }
            if double { Done::Doubled } else { Done::Nothing }
        };
        if let Some((_, late)) = self.late.take() {
            self.queue(late);
        }
        done
    }

    fn queue(&mut self, bytes: Vec<u8>) {
        self.size += bytes.len();
        self.waiting.push_back((Deadline::after(self.delay), bytes));
    }

    /// What may go now, in order.
    fn due(&mut self) -> Option<Vec<u8>> {
        if self.late.as_ref().is_some_and(|(until, _)| until.over())
            && let Some((_, late)) = self.late.take()
        {
            self.queue(late);
        }
        self.waiting.front().filter(|(due, _)| due.over())?;
        let (_, bytes) = self.waiting.pop_front()?;
        self.size -= bytes.len();
        Some(bytes)
    }

    /// How long until something may go.
    fn left(&self) -> Duration {
        let first = self.waiting.front().or(self.late.as_ref());
        first.map_or(LOOK, |(due, _)| due.left().min(LOOK))
    }
}

/// A client: whoever sends from one address.
struct Client<'s> {
    nth: u64,
    from: SockAddr,
    /// What goes to the server, and where its answers come.
    end: End<'s>,
    flow: Flow<'s>,
    quiet: Deadline,
    back: Arc<Back>,
    /// How many answers there were when it was looked last.
    seen: u64,
}

/// What is known of the answers to a client.
#[derive(Default)]
struct Back {
    off: AtomicBool,
    came: AtomicU64,
    lost: AtomicU64,
}

/// Passes datagrams on until the session is over.
pub(super) fn pass(plan: &Relay, session: &Session<'_>) -> Result<(), Stop> {
    let mut front = End::listening(session, &plan.listen, &plan.knobs)?;
    std::thread::scope(|threads| {
        let mut clients: Vec<Client<'_>> = Vec::new();
        let (mut nth, mut crowded) = (0, false);
        while !session.is_over() {
            clients.iter_mut().for_each(|client| client.sends(&plan.server));
            forget(&mut clients, session);
            let left = clients.iter().map(|client| client.flow.left()).min().unwrap_or(LOOK);
            if !front.hears_within(left.max(Duration::from_micros(1))) {
                continue;
            }
            // A silence, or an error that an earlier datagram met (ICMP): the next one may come.
            let Ok((bytes, from)) = front.recv_from().map(|(bytes, from)| (bytes.to_vec(), from))
            else {
                continue;
            };
            if let Some(client) = clients.iter_mut().find(|client| client.from == from) {
                client.takes(&bytes, session);
                continue;
            }
            if clients.len() as u64 >= MOST {
                if !std::mem::replace(&mut crowded, true) {
                    session.remark(&words::too_many_clients());
                }
                continue;
            }
            nth += 1;
            let Some(mut client) = meet(plan, session, (nth, from)) else { continue };
            if let (Ok(answers), Ok(to_client)) = (client.end.reader(), front.reader()) {
                let (back, from) = (Arc::clone(&client.back), client.from.clone());
                let work = move || answer(plan, (answers, to_client), &from, (nth, &back));
                // Without a thread nothing comes back: as if the server did not answer.
                std::thread::Builder::new().spawn_scoped(threads, work).ok();
            }
            client.takes(&bytes, session);
            clients.push(client);
        }
        clients.into_iter().for_each(|client| client.leaves(session));
    });
    front.close();
    Ok(())
}

/// A client that was not there before; none where it gets no socket.
fn meet<'s>(
    plan: &'s Relay,
    session: &'s Session<'s>,
    (nth, from): (u64, SockAddr),
) -> Option<Client<'s>> {
    let end = End::reaching(session, &plan.server, &plan.knobs, Some(&format!("s{nth}"))).ok()?;
    session.remark(&words::client(nth, &from));
    session.connected();
    let (flow, quiet) = (Flow::new(plan, Side::Server), Deadline::after(QUIET));
    Some(Client { nth, from, end, flow, quiet, back: Arc::default(), seen: 0 })
}

impl Client<'_> {
    fn takes(&mut self, bytes: &[u8], session: &Session<'_>) {
        self.quiet = Deadline::after(QUIET);
        let done = self.flow.take(bytes);
        tell(session, self.nth, Side::Server, (self.flow.tally.came, done));
    }

    fn sends(&mut self, server: &super::Place) {
        while let Some(bytes) = self.flow.due() {
            // What came of it stands in its line; the next one may go.
            server.address().map(|server| self.end.send_to(&bytes, &server)).ok();
        }
    }

    fn is_quiet(&mut self) -> bool {
        let came = self.back.came.load(Ordering::Relaxed);
        if std::mem::replace(&mut self.seen, came) != came {
            self.quiet = Deadline::after(QUIET);
        }
        self.quiet.over()
    }

    fn leaves(self, session: &Session<'_>) {
        self.back.off.store(true, Ordering::Relaxed);
        let back = (self.back.came.load(Ordering::Relaxed), self.back.lost.load(Ordering::Relaxed));
        session.remark(&words::tally(self.nth, self.flow.tally, back));
        self.end.close();
    }
}

/// Those of whom nothing was heard for long.
fn forget(clients: &mut Vec<Client<'_>>, session: &Session<'_>) {
    for at in (0..clients.len()).rev() {
        if clients.get_mut(at).is_some_and(Client::is_quiet) {
            clients.swap_remove(at).leaves(session);
        }
    }
}

/// What comes back from the server to one client.
fn answer<'s>(
    plan: &'s Relay,
    (mut answers, mut to_client): (End<'s>, End<'s>),
    client: &SockAddr,
    (nth, back): (u64, &Back),
) {
    let (session, mut flow) = (answers.session(), Flow::new(plan, Side::Client));
    while !session.is_over() && !back.off.load(Ordering::Relaxed) {
        while let Some(bytes) = flow.due() {
            to_client.send_to(&bytes, client).ok();
        }
        if !answers.hears_within(flow.left().max(Duration::from_micros(1))) {
            continue;
        }
        let Ok((bytes, from)) = answers.recv_from().map(|(bytes, from)| (bytes.to_vec(), from))
        else {
            continue;
        };
        if answers.is_from_server(&from) {
            let done = flow.take(&bytes);
            back.came.store(flow.tally.came, Ordering::Relaxed);
            back.lost.store(flow.tally.lost, Ordering::Relaxed);
            tell(session, nth, Side::Client, (flow.tally.came, done));
        }
    }
}

fn tell(session: &Session<'_>, client: u64, to: Side, (nth, done): (u64, Done)) {
    if done != Done::Nothing {
        session.remark(&words::done(client, to, nth, done));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apps::Place;

    /// What comes of datagrams 1 to `n`, by their numbers.
    fn passed(marks: Marks, n: u8) -> Vec<u8> {
        let place =
            |port: &str| Place::internet(crate::model::Transport::Udp, Some(port), 1).unwrap();
        let plan = Relay { marks, ..Relay::between(place("1"), place("2")) };
        let mut flow = Flow::new(&plan, Side::Server);
        let mut all = Vec::new();
        for nth in 1..=n {
            flow.take(&[nth]);
            all.extend(std::iter::from_fn(|| flow.due()).flatten());
        }
        all
    }

    #[test]
    fn by_their_numbers_datagrams_are_lost_doubled_and_swapped() {
        let marks = |lose: &[u64], double: &[u64], swap: &[u64]| Marks {
            lose: lose.into(),
            double: double.into(),
            swap: swap.into(),
        };
        assert_eq!(passed(marks(&[], &[], &[]), 3), [1, 2, 3]);
        assert_eq!(passed(marks(&[2], &[3], &[4]), 6), [1, 3, 3, 5, 4, 6]);
        // The next one is lost: it comes after that all the same.
        assert_eq!(passed(marks(&[2], &[], &[1]), 3), [1, 3]);
        assert_eq!(passed(marks(&[], &[], &[1, 2]), 3), [2, 1, 3]);
        // Without a next one it waits.
        assert_eq!(passed(marks(&[], &[], &[2]), 2), [1]);
    }
}
