//! One side of a conversation.

use super::turns::Turns;
use super::{Counted, Fault, Stop};
use crate::model::{CallName, CallRecord, ErrorName, SocketId, SocketTrace, Text, visible};
use crate::net::{Clock, Deadline, Failure, Kept, Recorder, Table, Wait};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What happens in a session, in the order in which it happened.
#[derive(Debug)]
pub enum Event<'e> {
    /// A socket was made; the next number, or that of one that was closed.
    Socket(SocketId, &'e SocketTrace),
    /// A call has come back.
    Call {
        /// Who made it.
        who: &'e str,
        /// What was asked, what came back, what the kernel held.
        call: &'e CallRecord,
        /// The address it was about: where it connected, listens or sent to, or where what it took came from.
        address: Option<SocketAddr>,
        /// Of a stream that is cut while it passes: up to where this write goes.
        mark: Option<Mark>,
    },
    /// Calls of a transfer that were counted, and not told one by one.
    Counted(&'e Counted),
    /// How far the transfer on a socket is; nothing: it is over.
    Progress(SocketId, Option<Progress<'e>>),
    /// What the app says to the one who uses it: what came of a command.
    Says(&'e Text),
    /// The app prints a line, as its tutorial's program does.
    Prints(&'e [u8]),
    /// The app prints what has arrived, and before it whose it is. It is what the app is about: shown among the calls, too,
    /// of which each shows only the beginning of its bytes.
    Arrived {
        /// What stands before it; may be empty.
        by: &'e str,
        /// What has arrived.
        bytes: &'e [u8],
        /// Whether the tutorial's program prints it in colours.
        marked: bool,
    },
    /// Something to know of what has just happened.
    Remark(&'e Text),
    /// A fault of the tutorial's program was met, which this one has on purpose.
    Fault(Fault),
}

/// Up to where a write of a stream goes that is cut while it passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Which cut ends it, from 1; none: the bytes ended before the next.
    pub cut: Option<u64>,
    /// The position in the stream: so many bytes have passed then.
    pub at: u64,
}

/// How far a transfer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'e> {
    /// The file's name, as a peer may have said it.
    pub name: &'e str,
    /// Bytes that have been moved.
    pub done: u64,
    /// Bytes that are to be.
    pub of: u64,
}

/// Who is told of a session.
pub trait Audience: Sync {
    /// Hears of one event after another, never two at a time.
    fn hear(&self, event: &Event<'_>);
}

impl Audience for Kept {
    fn hear(&self, event: &Event<'_>) {
        match event {
            Event::Socket(id, socket) => self.meet(*id, socket),
            Event::Call { who, call, address, mark: _ } => {
                self.keep(who, (**call).clone(), *address)
            }
            Event::Counted(counted) => self.leave_out(counted.calls),
            Event::Progress(..)
            | Event::Says(_)
            | Event::Prints(_)
            | Event::Arrived { .. }
            | Event::Remark(_)
            | Event::Fault(_) => {}
        }
    }
}

/// What a session came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Calls that sent something, or tried to.
    pub sends: u64,
    /// Bytes that the kernel took.
    pub sent: u64,
    /// Calls that received something, or tried to.
    pub receives: u64,
    /// Bytes that came.
    pub received: u64,
    /// Connections made or accepted.
    pub connections: u64,
}

/// A session in progress.
pub struct Session<'a> {
    /// What its program is called, where it is neither a server nor a client.
    name: Option<&'static str>,
    recorder: Recorder,
    table: Arc<Table>,
    cancel: &'a AtomicBool,
    over: AtomicBool,
    failed: Mutex<Option<Text>>,
    /// Of a client that has shown its key and heard nothing since: how long an end may mean that it was refused.
    key_shown: Mutex<Option<Deadline>>,
    audience: &'a dyn Audience,
    /// What it has come to. Locked for each event, so that nobody hears two at a time.
    told: Mutex<Summary>,
    turns: Turns,
}

impl<'a> Session<'a> {
    /// Begins one; its clock starts. `cancel` set to true ends every wait soon.
    pub fn new(cancel: &'a AtomicBool, audience: &'a dyn Audience) -> Self {
        let table = Arc::new(Table::of_one_end());
        let recorder = Recorder::new(Clock::start(), Arc::clone(&table));
        let over = AtomicBool::new(false);
        let (failed, key_shown) = (Mutex::default(), Mutex::default());
        let (told, turns) = (Mutex::default(), Turns::default());
        Session {
            name: None,
            recorder,
            table,
            cancel,
            over,
            failed,
            key_shown,
            audience,
            told,
            turns,
        }
    }

    /// One of a program that is neither a server nor a client.
    pub fn named(name: &'static str, cancel: &'a AtomicBool, audience: &'a dyn Audience) -> Self {
        Session { name: Some(name), ..Session::new(cancel, audience) }
    }

    /// Who makes a call: the program's own name, or what it is.
    pub(super) fn who(&self, what: &'static str) -> &'static str {
        self.name.unwrap_or(what)
    }

    /// Ends it: every wait, soon.
    pub fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Something that was asked for was not done, as this says: the first of these is kept.
    pub(super) fn fails(&self, text: Text) {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(text);
    }

    /// A client has shown its key, and is refused by an end until then; nothing: the server has spoken, or is to end.
    pub(super) fn shows_key(&self, until: Option<Deadline>) {
        *self.key_shown.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }

    /// The stream has ended: whether that refuses the key. It does so once.
    pub(super) fn refuses_key(&self) -> bool {
        let until = self.key_shown.lock().unwrap_or_else(PoisonError::into_inner).take();
        until.is_some_and(|until| !until.over())
    }

    /// A client could not go on, for this reason. The class's own end is no failure.
    pub(super) fn stopped(&self, stop: &Stop) {
        if !stop.is_interrupted() {
            self.fails(stop.text());
        }
    }

    /// A client's line got no answer, for this reason. The class's own end is no failure.
    pub(super) fn unanswered(&self, line: &[u8], stop: &Stop) {
        if !stop.is_interrupted() {
            let (line, why) = (String::from_utf8_lossy(line), stop.text());
            let line = visible(line.trim());
            self.fails(Text::new(
                format!("`{line}` got no answer: {}", why.en),
                format!("`{line}` 没有得到应答：{}", why.zh),
            ));
        }
    }

    /// What was not done, if anything was not.
    pub fn failed(&self) -> Option<Text> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether it is over, or was called off.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed) || self.cancel.load(Ordering::Relaxed)
    }

    /// What it has come to so far.
    pub fn summary(&self) -> Summary {
        *self.lock()
    }

    pub(super) fn table(&self) -> &Table {
        &self.table
    }

    /// A wait of so long.
    pub(super) fn wait(&self, length: Duration) -> Wait<'_> {
        Wait { deadline: Deadline::after(length), cancel: [self.cancel, &self.over] }
    }

    /// Does nothing for a while, unless the session ends before.
    pub(super) fn pause(&self, length: Duration) {
        // Ended before its time: whatever comes next sees that, too.
        self.wait(length).pause().ok();
    }

    /// Makes a call, writes it down and tells of it. `f` returns the count of a success.
    ///
    /// What a send causes may come back, in another thread, before the send does. A receive is therefore over only
    /// when the sends on its socket that had begun before have been told (see [`Turns`]): nobody sees an answer above
    /// its question.
    pub(super) fn call(
        &self,
        who: &str,
        record: CallRecord,
        f: impl FnOnce(&mut CallRecord, &mut Option<SocketAddr>) -> Result<u64, Failure>,
    ) -> CallRecord {
        self.marked(who, record, f, |_| None)
    }

    /// The same, of a stream that is cut: `mark` says, of the call that has come back, up to where it went.
    pub(super) fn marked(
        &self,
        who: &str,
        record: CallRecord,
        f: impl FnOnce(&mut CallRecord, &mut Option<SocketAddr>) -> Result<u64, Failure>,
        mark: impl FnOnce(&CallRecord) -> Option<Mark>,
    ) -> CallRecord {
        let mut address = None;
        let (name, sock) = (record.call, record.sock);
        let causes = name.sends() || name == CallName::Shutdown;
        let _told = sock.filter(|_| causes).map(|sock| self.turns.begin(sock));
        let call = self.recorder.record(record, |record| {
            let came = f(record, &mut address);
            sock.filter(|_| name.receives()).inspect(|sock| self.turns.wait(*sock));
            came
        });
        let mark = mark(&call);
        let mut told = self.lock();
        told.count(&call);
        self.audience.hear(&Event::Call { who, call: &call, address, mark });
        drop(told);
        call
    }

    /// Tells of something.
    pub(super) fn tell(&self, event: &Event<'_>) {
        let _one = self.lock();
        self.audience.hear(event);
    }

    /// Tells something to know.
    pub fn remark(&self, text: &Text) {
        self.tell(&Event::Remark(text));
    }

    /// Tells that a fault of the tutorial's program was met.
    pub fn met(&self, fault: Fault) {
        self.tell(&Event::Fault(fault));
    }

    /// Counts a call that nobody is told of, and the bytes that it moved.
    pub(super) fn moved(&self, call: CallName, n: u64) {
        self.lock().add(call, n);
    }

    /// The time since it began, in nanoseconds.
    pub(super) fn ns(&self) -> u64 {
        self.recorder.ns()
    }

    /// Counts a connection.
    pub(super) fn connected(&self) {
        self.lock().connections += 1;
    }

    /// Counts calls that were not written down: so many receives that returned nothing, and as many sends.
    pub(super) fn unseen(&self, rounds: u64, (sends, sent): (u64, u64)) {
        let mut told = self.lock();
        told.receives += rounds;
        told.sends += sends;
        told.sent += sent;
    }

    fn lock(&self) -> MutexGuard<'_, Summary> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Summary {
    /// Counts a call, but for one that the end of the session cut short: nobody is shown it either.
    fn count(&mut self, call: &CallRecord) {
        if call.outcome.error() == Some(ErrorName::Interrupted) {
            return;
        }
        self.add(call.call, call.outcome.count().unwrap_or(0));
    }

    fn add(&mut self, call: CallName, n: u64) {
        if call.sends() {
            self.sends += 1;
            self.sent += n;
        }
        if call.receives() {
            self.receives += 1;
            self.received += n;
        }
    }
}
