//! The conductor: hands the steps of a case to its actors, one after the other.

use super::EngineError;
use super::actor::{Actor, Job, Reply};
use super::drain;
use super::packets;
use super::shared::Shared;
use crate::model::{
    ActorId, Call, CallRecord, CaseTrace, ErrorName, Leftover, Limits, Outcome, Record, Step, Waits,
};
use crate::net::Failure;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, Scope};

/// Runs the case.
pub(super) fn conduct<'a>(shared: &'a Shared<'a>) -> Result<CaseTrace, EngineError> {
    thread::scope(|scope| {
        let mut conductor = Conductor::start(shared, scope)?;
        conductor.play()?;
        conductor.finish()
    })
}

/// The conductor's end of one actor.
struct Line<'a> {
    name: &'a str,
    jobs: Sender<Job<'a>>,
    replies: Receiver<Reply>,
    /// The record that its background step will fill.
    background: Option<usize>,
}

struct Conductor<'a> {
    shared: &'a Shared<'a>,
    lines: Vec<Line<'a>>,
    records: Vec<Record>,
    /// A barrier has timed out, the case has taken too long or was given up: the rest is not run.
    stopped: bool,
}

impl<'a> Conductor<'a> {
    fn start<'scope>(
        shared: &'a Shared<'a>,
        scope: &'scope Scope<'scope, 'a>,
    ) -> Result<Self, EngineError> {
        let mut lines = Vec::new();
        for actor in &shared.case.actors {
            lines.push(start_actor(shared, scope, &actor.name, &actor.host)?);
        }
        Ok(Conductor { shared, lines, records: Vec::new(), stopped: false })
    }

    /// All steps, in order.
    fn play(&mut self) -> Result<(), EngineError> {
        for node in &self.shared.case.steps {
            for round in 1..=node.times() {
                for step in node.steps() {
                    self.step(step, round)?;
                    self.stopped |= node.times() > 1 && self.ran_out(step);
                }
            }
        }
        for actor in 0..self.lines.len() {
            self.collect(actor)?;
        }
        Ok(())
    }

    fn step(&mut self, step: &'a Step, round: u32) -> Result<(), EngineError> {
        if self.shared.options.cancel.load(Ordering::Relaxed) {
            return Err(EngineError::Cancelled);
        }
        let at = self.records.len();
        self.records.push(self.record_of(step, round));
        let actor = index(step.who);
        self.stopped |= self.shared.recorder.ns() > Limits::CASE_MS * 1_000_000;
        self.stopped |= self.shared.given_up.load(Ordering::Relaxed);
        if self.stopped || actor >= self.lines.len() {
            return Ok(());
        }
        if step.call == Call::Join {
            let joined = self.join(actor, step)?;
            self.records[at].calls.push(joined);
        } else {
            self.collect(actor)?;
            self.hand_over(actor, step, at)?;
        }
        self.stopped |= breaks_off(step, &self.records[at]);
        Ok(())
    }

    /// Whether the last record is of a deadline that nobody expected.
    fn ran_out(&self, step: &Step) -> bool {
        let last = self.records.last().and_then(|record| record.calls.last());
        let timeout = Some(ErrorName::Timeout);
        last.is_some_and(|call| call.outcome.error() == timeout)
            && step.want.error != timeout
            && step.until != timeout
    }

    /// Gives a step to its actor; waits for its end, or for its beginning if it is a background step.
    fn hand_over(&mut self, actor: usize, step: &'a Step, at: usize) -> Result<(), EngineError> {
        let announce = step.background;
        self.lines[actor].send(Job::Step { step, announce })?;
        match self.lines[actor].receive()? {
            Reply::Begun => self.lines[actor].background = Some(at),
            Reply::Done(calls) => self.records[at].calls = calls,
            _ => return Err(self.lines[actor].died()),
        }
        Ok(())
    }

    /// Waits for the end of an actor's background step, if it has one.
    fn collect(&mut self, actor: usize) -> Result<(), EngineError> {
        let Some(at) = self.lines[actor].background.take() else { return Ok(()) };
        match self.lines[actor].receive()? {
            Reply::Done(calls) => self.records[at].calls = calls,
            _ => return Err(self.lines[actor].died()),
        }
        Ok(())
    }

    /// `join`: like [`Self::collect`], but recorded, and no longer than the step's deadline.
    fn join(&mut self, actor: usize, step: &Step) -> Result<CallRecord, EngineError> {
        let line = &mut self.lines[actor];
        let mut done = None;
        let mut died = false;
        let record = self.shared.recorder.record(CallRecord::new(step.call.name()), |_| {
            let Some(at) = line.background else { return Ok(0) };
            match line.replies.recv_timeout(step.timeout) {
                Ok(Reply::Done(calls)) => done = Some((at, calls)),
                Err(RecvTimeoutError::Timeout) => return Err(Failure::named(ErrorName::Timeout)),
                Ok(_) | Err(RecvTimeoutError::Disconnected) => died = true,
            }
            line.background = None;
            Ok(0)
        });
        if died {
            return Err(line.died());
        }
        if let Some((at, calls)) = done {
            self.records[at].calls = calls;
        }
        Ok(record)
    }

    /// Drains all sockets, then closes all.
    fn finish(mut self) -> Result<CaseTrace, EngineError> {
        let lab = packets::of_wire(self.shared, &self.records)?;
        let ends = self.shared.table.sample_all();
        let mut leftovers: Vec<Leftover> = Vec::new();
        for line in &self.lines {
            line.send(Job::Drain)?;
            match line.receive()? {
                Reply::Drained(more) => leftovers.extend(more),
                _ => return Err(line.died()),
            }
        }
        self.shared.table.pair_all();
        drain::as_it_was(&ends, &mut leftovers);
        let sockets = self.shared.table.sockets();
        for line in self.lines.drain(..) {
            line.send(Job::Close)?;
            line.receive()?;
        }
        let id = self.shared.case.id.clone();
        Ok(CaseTrace { id, sockets, records: self.records, leftovers, lab, left_out: 0 })
    }

    fn record_of(&self, step: &Step, round: u32) -> Record {
        let who = self.shared.case.actor(step.who).map(|actor| actor.name.clone());
        Record {
            step: step.no,
            round,
            who: who.unwrap_or_default(),
            call: step.call.name(),
            calls: Vec::new(),
            background: step.background,
            warmup: step.warmup,
        }
    }
}

impl<'a> Line<'a> {
    fn send(&self, job: Job<'a>) -> Result<(), EngineError> {
        self.jobs.send(job).map_err(|_| self.died())
    }

    fn receive(&self) -> Result<Reply, EngineError> {
        match self.replies.recv() {
            Ok(Reply::NoHost(source)) => {
                Err(EngineError::Host { actor: self.name.to_owned(), source })
            }
            Ok(reply) => Ok(reply),
            Err(_) => Err(self.died()),
        }
    }

    /// Why it no longer answers: it could not get to its host, or ended before its time.
    fn died(&self) -> EngineError {
        let actor = self.name.to_owned();
        match self.replies.try_recv() {
            Ok(Reply::NoHost(source)) => EngineError::Host { actor, source },
            Ok(Reply::Begun | Reply::Done(_) | Reply::Drained(_) | Reply::Closed) | Err(_) => {
                EngineError::Died { actor }
            }
        }
    }
}

fn start_actor<'a, 'scope>(
    shared: &'a Shared<'a>,
    scope: &'scope Scope<'scope, 'a>,
    name: &'a str,
    host: &'a str,
) -> Result<Line<'a>, EngineError> {
    let (jobs, inbox) = channel();
    let (outbox, replies) = channel();
    thread::Builder::new()
        .name(name.to_owned())
        .spawn_scoped(scope, move || Actor::new(shared, name, host).live(inbox, outbox))
        .map_err(|source| EngineError::Thread { actor: name.to_owned(), source })?;
    Ok(Line { name, jobs, replies, background: None })
}

/// Whether the case cannot go on after this step: a barrier or a join that did not come to its end,
/// unless that is what was expected.
fn breaks_off(step: &Step, record: &Record) -> bool {
    let waits = matches!(step.call.name().facts().waits, Waits::Barrier | Waits::Step);
    let failed = record.calls.iter().any(|call| match &call.outcome {
        Outcome::Returned(_) => false,
        Outcome::Error(info) => Some(info.name) != step.want.error,
    });
    waits && failed
}

fn index(actor: ActorId) -> usize {
    usize::try_from(actor.0).unwrap_or(usize::MAX)
}
