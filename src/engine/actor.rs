//! An actor: a thread that owns its sockets and makes the calls it is told to make.

use super::calls;
use super::drain;
use super::owned::{self, Owned};
use super::shared::Shared;
use crate::model::{CallRecord, ErrorName, Leftover, Payload, Step, Text};
use crate::net::{Deadline, Failure, Wait};
use std::sync::mpsc::{Receiver, Sender};

/// What the conductor asks for.
pub(super) enum Job<'a> {
    /// Do a step; say when it has begun, if that is wanted.
    Step { step: &'a Step, announce: bool },
    /// Read what is still queued.
    Drain,
    /// Close everything.
    Close,
}

/// What an actor answers.
pub(super) enum Reply {
    /// The host could not be entered.
    NoHost(std::io::Error),
    /// A background step has begun.
    Begun,
    /// A step has ended.
    Done(Vec<CallRecord>),
    /// What was still queued.
    Drained(Vec<Leftover>),
    /// All is closed.
    Closed,
}

/// One actor at work.
pub(super) struct Actor<'a> {
    pub(super) shared: &'a Shared<'a>,
    pub(super) name: &'a str,
    pub(super) host: &'a str,
    pub(super) owned: Vec<Owned>,
    /// The buffer that receives read into; it grows to the largest asked for.
    pub(super) scratch: Vec<u8>,
}

/// One step being done: what does not change from one repeat to the next.
pub(super) struct Doing<'a> {
    pub(super) step: &'a Step,
    pub(super) wait: Wait<'a>,
    pub(super) bytes: Vec<u8>,
    pub(super) payload: Option<Payload>,
}

impl<'a> Actor<'a> {
    pub(super) fn new(shared: &'a Shared<'a>, name: &'a str, host: &'a str) -> Self {
        Actor { shared, name, host, owned: Vec::new(), scratch: Vec::new() }
    }

    /// Works until the conductor hangs up.
    pub(super) fn live(mut self, jobs: Receiver<Job<'a>>, replies: Sender<Reply>) {
        if let Err(error) = self.shared.scene.enter(self.host) {
            replies.send(Reply::NoHost(error)).ok();
            return;
        }
        for job in jobs {
            let reply = match job {
                Job::Step { step, announce } => {
                    if announce && replies.send(Reply::Begun).is_err() {
                        return;
                    }
                    Reply::Done(self.step(step))
                }
                Job::Drain => Reply::Drained(drain::drain(&mut self)),
                Job::Close => {
                    self.close_all();
                    Reply::Closed
                }
            };
            if replies.send(reply).is_err() {
                return;
            }
        }
    }

    /// Does a step, all its repeats.
    fn step(&mut self, step: &'a Step) -> Vec<CallRecord> {
        let bytes = step.call.data().map(|data| self.shared.bytes(data));
        let payload = bytes.as_deref().map(Payload::of);
        let doing =
            Doing { step, wait: self.wait(step), bytes: bytes.unwrap_or_default(), payload };
        let waiting = self.without_waiting(step);
        let records = self.repeat(&doing);
        if let Some(at) = waiting {
            self.wait_again(at);
        }
        records
    }

    fn repeat(&mut self, doing: &Doing<'_>) -> Vec<CallRecord> {
        let mut records = Vec::new();
        for round in 0..doing.step.repeat {
            let record = match doing.wait.over() {
                Some(failure) if round > 0 => self.not_made(doing, failure),
                _ => calls::make(self, doing),
            };
            let error = record.outcome.error();
            self.shared.look_at(error);
            records.push(record);
            let over = matches!(error, Some(ErrorName::Timeout | ErrorName::Interrupted));
            if over || (error.is_some() && error == doing.step.until) {
                break;
            }
        }
        records
    }

    /// The record of a repeat for which there is no time left.
    fn not_made(&mut self, doing: &Doing<'_>, failure: Failure) -> CallRecord {
        let blank = CallRecord::new(doing.step.call.name());
        self.record(blank, |_, _| Err(failure))
    }

    /// A wait until the step's deadline.
    fn wait(&self, step: &Step) -> Wait<'a> {
        let length = step.call.arguments().length.unwrap_or(step.timeout);
        let cancel = [&*self.shared.options.cancel, &self.shared.given_up];
        Wait { deadline: Deadline::after(length), cancel }
    }

    /// Makes the step's socket non-blocking, if the step is. Returns which it was.
    fn without_waiting(&mut self, step: &Step) -> Option<usize> {
        if !step.nonblocking || step.call.name().creates() {
            return None;
        }
        let at = owned::find(&self.owned, step.sock.as_deref())?;
        self.owned[at].socket.set_nonblocking(true).ok().map(|()| at)
    }

    fn wait_again(&mut self, at: usize) {
        if let Some(owned) = self.owned.get(at) {
            // Fails only on a socket that is gone; the next call on it will say so.
            owned.socket.set_nonblocking(false).ok();
        }
    }

    /// Makes a call and writes it down: what comes back, and what the kernel holds afterwards.
    pub(super) fn record(
        &mut self,
        record: CallRecord,
        call: impl FnOnce(&mut Self, &mut CallRecord) -> Result<u64, Failure>,
    ) -> CallRecord {
        self.record_then(record, call, |_, _| {})
    }

    /// Like [`Self::record`], with `after` for what is not part of the call.
    pub(super) fn record_then(
        &mut self,
        record: CallRecord,
        call: impl FnOnce(&mut Self, &mut CallRecord) -> Result<u64, Failure>,
        after: impl FnOnce(&mut Self, &mut CallRecord),
    ) -> CallRecord {
        self.shared.recorder.record_then(record, self, call, after)
    }

    /// Makes a call on the socket that the step means, and writes it down.
    pub(super) fn on_socket(
        &mut self,
        doing: &Doing<'_>,
        record: CallRecord,
        call: impl FnOnce(&mut Owned, &mut CallRecord) -> Result<u64, Failure>,
    ) -> CallRecord {
        self.record(record, |actor, record| call(actor.noted(doing, record)?, record))
    }

    /// The socket a step means, noted in the record of its call.
    pub(super) fn noted(
        &mut self,
        doing: &Doing<'_>,
        record: &mut CallRecord,
    ) -> Result<&mut Owned, Failure> {
        let owned = self.socket(doing.step)?;
        record.sock = Some(owned.id);
        Ok(owned)
    }

    /// The socket a step means.
    pub(super) fn socket(&mut self, step: &Step) -> Result<&mut Owned, Failure> {
        match owned::find(&self.owned, step.sock.as_deref()) {
            Some(at) => Ok(&mut self.owned[at]),
            None => Err(no_socket(self.name)),
        }
    }

    fn close_all(&mut self) {
        for owned in self.owned.drain(..) {
            // Where it cannot be reset it is closed in the ordinary way.
            owned.socket.reset_on_close().ok();
            self.shared.table.close(owned.id, owned.socket);
        }
    }
}

fn no_socket(actor: &str) -> Failure {
    let text = Text::new(
        format!(
            "{actor} has no such open socket: the call that was to make it failed, or it is closed"
        ),
        format!("{actor} 没有这个打开的套接字：创建它的调用失败了，或者它已经关闭"),
    );
    Failure::Named(ErrorName::Other, Some(text))
}
