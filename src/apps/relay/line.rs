//! What both directions of a connection know of each other.

use super::words;
use crate::apps::Session;
use crate::model::Text;
use crate::net::Deadline;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A side of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Who connected.
    Client,
    /// Whom the relay connected to.
    Server,
}

impl Side {
    pub(super) fn other(self) -> Self {
        match self {
            Side::Client => Side::Server,
            Side::Server => Side::Client,
        }
    }
}

/// How a side has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// It sends nothing more.
    Fin,
    /// It has reset the connection.
    Reset,
}

/// How far a direction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Passed {
    /// Bytes that were passed on.
    pub(super) bytes: u64,
    /// In so many writes.
    pub(super) writes: u64,
    /// At so many cuts.
    pub(super) cuts: u64,
}

/// One side: what went to it, and what came of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Half {
    pub(super) passed: Passed,
    pub(super) ended: Option<Ending>,
    /// How far what goes to it was when it said its first bytes.
    pub(super) answered: Option<Passed>,
}

#[derive(Debug, Default)]
struct Both {
    client: Half,
    server: Half,
}

impl Both {
    fn of(&mut self, side: Side) -> &mut Half {
        match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        }
    }
}

/// A connection that passes.
pub(super) struct Line<'s> {
    nth: u64,
    session: &'s Session<'s>,
    off: Arc<AtomicBool>,
    moved: AtomicU64,
    both: Mutex<Both>,
}

impl<'s> Line<'s> {
    pub(super) fn new(nth: u64, session: &'s Session<'s>) -> Self {
        let (off, moved, both) = (Arc::default(), AtomicU64::new(0), Mutex::default());
        Line { nth, session, off, moved, both }
    }

    pub(super) fn session(&self) -> &'s Session<'s> {
        self.session
    }

    /// Set when the connection is given up.
    pub(super) fn off(&self) -> &Arc<AtomicBool> {
        &self.off
    }

    pub(super) fn is_off(&self) -> bool {
        self.off.load(Ordering::Relaxed) || self.session.is_over()
    }

    fn lock(&self) -> MutexGuard<'_, Both> {
        self.both.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes went to a side.
    pub(super) fn went(&self, to: Side, passed: Passed) {
        self.moved.fetch_add(1, Ordering::Relaxed);
        self.lock().of(to).passed = passed;
    }

    /// Bytes came from a side.
    pub(super) fn came(&self, from: Side) {
        self.moved.fetch_add(1, Ordering::Relaxed);
        let mut both = self.lock();
        let half = both.of(from);
        let passed = half.passed;
        half.answered.get_or_insert(passed);
    }

    /// A side sends nothing more. Where it is the server, and the client would go on, it is told where it was.
    pub(super) fn ends(&self, side: Side) {
        self.ended(side, Ending::Fin);
    }

    /// A side has reset the connection, or is not to be reached: nothing of it goes on.
    pub(super) fn breaks(&self, side: Side) {
        self.ended(side, Ending::Reset);
    }

    fn ended(&self, side: Side, how: Ending) {
        let mut both = self.lock();
        let first = both.of(side.other()).ended.is_none();
        let half = both.of(side);
        // A reset that follows its end says more; nothing follows a reset.
        let is_news = match half.ended {
            None => true,
            Some(Ending::Fin) => how == Ending::Reset,
            Some(Ending::Reset) => false,
        };
        if is_news {
            half.ended = Some(how);
        }
        let passed = half.passed;
        drop(both);
        let is_early = first && passed.cuts > 0 && (how == Ending::Reset || side == Side::Server);
        if is_early && is_news {
            self.session.remark(&words::early(self.nth, (side, how), passed));
        }
    }

    /// The connection is given up.
    pub(super) fn gives_up(&self) {
        self.off.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_broken(&self, side: Side) -> bool {
        self.lock().of(side).ended == Some(Ending::Reset)
    }

    /// What it has come to.
    pub(super) fn summary(&self) -> Text {
        let both = self.lock();
        words::summary(self.nth, &both.client, &both.server)
    }

    /// What tells whether anything has happened since.
    pub(super) fn pulse(&self) -> (Deadline, u64) {
        let idle = crate::apps::Knobs::IDLE;
        (Deadline::after(idle), self.moved.load(Ordering::Relaxed))
    }
}
