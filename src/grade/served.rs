//! The trials of a server, one after the other.

use super::server::{NotUp, Server, connected, up};
use super::talk::Talk;
use super::{
    PEEKS, PRINTED, Plan, Remarks, ServerCommand, Tried, UNREAD_AGAIN, is_of_claim, notable, tally,
};
use crate::net::{Deadline, Exit, Failure, Wait, listens};
use crate::torture::exam::{Fault, Kind, Trial};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::time::Duration;

/// Whoever has closed a connection because of a fault may be about to end.
const ENDING: Duration = Duration::from_millis(100);
/// So long a second client waits for a server that may serve one after the other.
const TURN: Duration = Duration::from_millis(300);

type Command<'a> = (ServerCommand<'a>, Option<u16>);

/// All trials.
///
/// # Errors
/// It never could be spoken to.
pub(super) fn all(plan: &Plan<'_>, command: Command<'_>) -> Result<(Vec<Tried>, Remarks), NotUp> {
    let server = Some(up(command, plan.limit, plan.cancel)?);
    let whole = Deadline::after(plan.limit);
    let (tried, remarks) = (Vec::new(), Remarks::default());
    let mut examiner = Examiner { plan, command, server, whole, words: Vec::new(), tried, remarks };
    for (at, trial) in plan.exam.trials.iter().enumerate() {
        let of_kind = |one: &&Tried| plan.exam.trials[one.trial].kind == trial.kind;
        if tally::enough(examiner.tried.iter().filter(of_kind)) {
            continue;
        }
        if !examiner.one(at, trial) {
            break;
        }
        (plan.progress)(at + 1);
    }
    if examiner.ends_now() {
        let death = examiner.ended_since();
        examiner.blame(death);
    }
    examiner.stops();
    Ok((examiner.tried, examiner.remarks))
}

struct Examiner<'a> {
    plan: &'a Plan<'a>,
    command: Command<'a>,
    server: Option<Server>,
    whole: Deadline,
    /// What the server that ended last had said.
    words: Vec<u8>,
    tried: Vec<Tried>,
    remarks: Remarks,
}

/// What a trial came to, before it is known whether the server is alive.
struct Came {
    fault: Option<Fault>,
    got: Vec<Bytes>,
    /// The next client is not served, though the server has not ended.
    is_deaf: bool,
    /// It was, but wrong.
    mixes: bool,
    /// It did not rest while a piece lay unread.
    peeks: bool,
}

/// How a server had ended, and its last words.
type Death = (Exit, Vec<u8>);

impl Came {
    fn hangs(&self) -> bool {
        matches!(self.fault, Some(Fault::Hangs { .. }))
    }
}

impl<'a> Examiner<'a> {
    /// Makes one trial. Whether there may be another.
    fn one(&mut self, at: usize, trial: &Trial) -> bool {
        self.remarks.out_of_time = self.whole.over();
        if self.remarks.out_of_time || self.remarks.bomb.is_some() {
            return false;
        }
        // Nothing came from a server that has served others before: it may have ended because of them.
        let mut before = None;
        for _ in 0..2 {
            if !self.is_up() {
                return false;
            }
            let is_fresh = self.server.as_ref().is_some_and(|server| !server.has_served);
            match self.try_it(trial) {
                Err(_) => {
                    self.remarks.called_off = true;
                    return false;
                }
                // It is the time of all that is over.
                Ok(Some(came)) if came.hangs() && self.whole.over() => return self.one(at, trial),
                Ok(Some(came)) if is_fresh || !self.is_nothing(&came) => {
                    self.keep(at, came, before);
                    return true;
                }
                Ok(_) => before = self.ended_since(),
            }
        }
        let fault = Some(Fault::Unreachable);
        let came = Came { fault, got: Vec::new(), is_deaf: false, mixes: false, peeks: false };
        self.keep(at, came, before);
        true
    }

    /// Whether a trial found nobody: the server has ended, and had not answered.
    fn is_nothing(&self, came: &Came) -> bool {
        came.fault.is_some() && came.got.is_empty() && self.ends_now()
    }

    /// Whether the server has ended, or is about to. A connection that it never took is reset when its listener is closed
    /// (`inet_csk_listen_stop`, net/ipv4/inet_connection_sock.c): while it listens, it lives.
    fn ends_now(&self) -> bool {
        let ended = |server: &Server| {
            let lives = listens(server.address).seen() == Some(true);
            server.running.ended_within(if lives { Duration::ZERO } else { ENDING }).is_some()
        };
        self.server.as_ref().is_some_and(ended)
    }

    fn is_up(&mut self) -> bool {
        if self.server.is_none() {
            match up(self.command, self.whole.left(), self.plan.cancel) {
                Ok(server) => self.server = Some(server),
                Err(NotUp::CalledOff) => self.remarks.called_off = true,
                Err(_) if self.whole.over() => self.remarks.out_of_time = true,
                Err(not_up) => self.remarks.not_again = Some(not_up),
            }
        }
        self.server.is_some()
    }

    /// So long, but not longer than all may take.
    fn within(&self, time: Duration) -> Wait<'a> {
        let cancel = self.plan.cancel;
        Wait { deadline: Deadline::after(time.min(self.whole.left())), cancel: [cancel, cancel] }
    }

    /// A connection in which a trial is made; none where nobody listens any more.
    fn try_it(&mut self, trial: &Trial) -> Result<Option<Came>, Failure> {
        let Some(server) = &mut self.server else { return Ok(None) };
        server.has_served = true;
        let Some(socket) = connected(server.address) else { return Ok(None) };
        let notable = notable(trial);
        let before = notable.map(|_| server.running.peaks());
        let pulse = server.running.pulse();
        let wait = self.within(self.plan.trial);
        let mut talk = Talk::first(socket, self.plan.exam, trial);
        talk.pulse = Some(pulse);
        if self.remarks.unread >= PEEKS {
            talk.patience = UNREAD_AGAIN;
        }
        let mut second = None;
        if trial.other.is_some() {
            second = self.second(trial, &mut talk, wait)?;
        }
        talk.up_to(trial.stream.bytes.len(), wait)?;
        let during = before.as_ref().map(|_| self.peaks());
        talk.finish(wait)?;
        let (fault, got) = (talk.fault(), talk.got().to_vec());
        let mut came = Came {
            fault,
            got,
            is_deaf: false,
            mixes: false,
            peeks: talk.peeks && trial.other.is_none(),
        };
        self.remarks.unread += usize::from(talk.unread);
        self.remarks.pauses |= talk.pauses;
        talk.close();
        if let (Some(claim), Some(before), Some(during)) = (notable, before, during) {
            self.remarks.no_memory |= before.is_empty();
            let grew = grown(&before, &during).max(grown(&before, &self.peaks()));
            if is_of_claim(grew, claim) {
                came.fault = Some(Fault::Memory { bytes: grew });
            }
        }
        if let Some(second) = second {
            let fault = self.finishes(second)?;
            came.fault = came.fault.or(fault);
        }
        if came.fault.is_some() || leaves_early(trial.kind) {
            self.asks_after(&mut came)?;
        }
        Ok(Some(came))
    }

    /// Whether the next client is served: one that is about to end still listens, and only that tells. If it is not, the
    /// server ends, or it serves nobody any more.
    fn asks_after(&mut self, came: &mut Came) -> Result<(), Failure> {
        if came.hangs() || self.is_passed_by_nobody() {
            return Ok(());
        }
        let Some(next) = self.next_gets()? else { return Ok(()) };
        let within = self.plan.trial.min(self.whole.left());
        match self.server.as_ref().and_then(|server| server.running.ended_within(within)) {
            Some(Exit::Itself(Some(0))) => {}
            Some(_) => drop(came.fault.get_or_insert(Fault::Ended)),
            None => {
                came.fault.get_or_insert(Fault::Deaf);
                (came.is_deaf, came.mixes) = (true, next > 0);
            }
        }
        Ok(())
    }

    fn races(&self) -> bool {
        self.server.as_ref().is_some_and(|server| server.running.pulse().races())
    }

    fn peaks(&self) -> BTreeMap<u32, u64> {
        self.server.as_ref().map_or_else(BTreeMap::new, |server| server.running.peaks())
    }

    /// The first client stops at its cut; the second says everything, and is answered now or when the first has ended.
    fn second(
        &mut self,
        trial: &Trial,
        first: &mut Talk,
        wait: Wait<'_>,
    ) -> Result<Option<Talk>, Failure> {
        first.up_to(trial.cuts.first().copied().unwrap_or(0), wait)?;
        let address = self.server.as_ref().map(|server| server.address);
        let Some(socket) = address.and_then(connected) else { return Ok(None) };
        let mut second = Talk::second(socket, self.plan.exam, trial);
        // Where it has turned out that one is served after the other, the second is not waited for again.
        let turn = if self.remarks.in_turn { Duration::ZERO } else { TURN };
        let at_once = second.finish(self.within(turn))?;
        self.remarks.in_turn |= !at_once;
        Ok(Some(second))
    }

    fn finishes(&mut self, mut second: Talk) -> Result<Option<Fault>, Failure> {
        let wait = self.within(self.plan.trial);
        second.finish(wait)?;
        let fault = second.fault();
        second.close();
        Ok(fault)
    }

    /// How many answers the next client gets, if it is not served as it should be.
    fn next_gets(&mut self) -> Result<Option<usize>, Failure> {
        let Some(plain) = self.plan.exam.trials.first() else { return Ok(None) };
        let Some(socket) = self.server.as_ref().and_then(|server| connected(server.address)) else {
            return Ok(Some(0));
        };
        let mut talk = Talk::first(socket, self.plan.exam, plain);
        talk.finish(self.within(self.plan.trial))?;
        let (fault, got) = (talk.fault(), talk.got().len());
        talk.close();
        Ok(fault.map(|_| got))
    }

    /// Whether the plain trial fails anyhow.
    fn is_passed_by_nobody(&self) -> bool {
        self.tried.first().is_some_and(|first| first.trial == 0 && first.fault.is_some())
    }

    /// Keeps what a trial came to. A server that ended in it, or hangs, is ended for good. `before`: how one had ended
    /// that was found dead: if this trial kills a fresh one, too, it has killed that one.
    fn keep(&mut self, trial: usize, came: Came, before: Option<Death>) {
        let is_large = matches!(came.fault, Some(Fault::Memory { .. }));
        let hangs = came.hangs() || came.is_deaf || is_large;
        let races = came.hangs() && self.races();
        let mut tried = Tried {
            trial,
            fault: came.fault,
            got: came.got,
            exit: None,
            words: Vec::new(),
            races,
            peeks: came.peeks,
            mixes: came.mixes,
        };
        if tried.fault.is_some() {
            self.ends_now();
            tried.exit = self.server.as_ref().and_then(|server| server.running.ended());
            // What took so much memory would show no second time: it has been as large as that.
            if hangs || tried.exit.is_some() {
                self.stops();
                tried.words = std::mem::take(&mut self.words);
            }
        }
        if let Some(Exit::TooMany(many)) = tried.exit {
            self.remarks.bomb = Some(many);
        }
        let last = self.tried.last();
        let unexplained = last.is_some_and(|last| last.fault.is_some() && last.exit.is_none());
        if tried.exit.is_none() || unexplained {
            self.blame(before);
        }
        self.tried.push(tried);
    }

    /// The trial before has ended the server, but it took its time.
    fn blame(&mut self, death: Option<Death>) {
        let (Some((exit, words)), Some(last)) = (death, self.tried.last_mut()) else { return };
        match (exit, &last.fault) {
            (Exit::Itself(Some(0)), None) => self.remarks.one_client += 1,
            _ if last.exit.is_some() => {}
            _ => {
                last.fault = last.fault.take().or(Some(Fault::Ended));
                (last.exit, last.words) = (Some(exit), words);
            }
        }
    }

    /// It has ended by itself since the last trial.
    fn ended_since(&mut self) -> Option<Death> {
        let exit = self.server.as_ref().and_then(|server| server.running.ended_within(ENDING));
        self.stops();
        Some((exit?, std::mem::take(&mut self.words)))
    }

    /// Ends the server, and keeps its last words.
    fn stops(&mut self) {
        let Some(server) = self.server.take() else { return };
        self.remarks.unwaited = self.remarks.unwaited.max(server.running.unwaited());
        self.remarks.left |= !server.running.end();
        self.remarks.flood |= server.running.printed() > PRINTED;
        self.words = server.running.last_words();
    }
}

/// Whether a client of such a trial ends where it should not: that may end a server though nothing was owed to it.
fn leaves_early(kind: Kind) -> bool {
    match kind {
        Kind::CutShort | Kind::Hostile | Kind::TwoClients => true,
        Kind::AsSent
        | Kind::Glued
        | Kind::OneCut
        | Kind::TwoCuts
        | Kind::NearEdges
        | Kind::ByteByByte
        | Kind::Large => false,
    }
}

/// By how much the process that grew most did. One that is new began with what its parent had.
fn grown(before: &BTreeMap<u32, u64>, after: &BTreeMap<u32, u64>) -> u64 {
    let largest = before.values().max().copied().unwrap_or(u64::MAX);
    let grew = |(process, peak): (&u32, &u64)| {
        peak.saturating_sub(before.get(process).copied().unwrap_or(largest))
    };
    after.iter().map(grew).max().unwrap_or(0)
}
