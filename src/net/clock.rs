//! Time: read here and nowhere else.
#![allow(clippy::disallowed_methods, reason = "the one place that reads the clock")]

use std::time::{Duration, Instant};

/// The time since a case began.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    zero: Instant,
}

impl Clock {
    /// A clock that stands at 0 now.
    pub fn start() -> Self {
        Clock { zero: Instant::now() }
    }

    /// Nanoseconds since the start.
    pub fn ns(&self) -> u64 {
        u64::try_from(self.zero.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
}

/// A moment at which a wait ends, whatever has come of it.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    at: Instant,
}

impl Deadline {
    /// So long from now.
    pub fn after(length: Duration) -> Self {
        Deadline { at: Instant::now() + length }
    }

    /// What is left; zero once it is over.
    pub fn left(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// Whether it is over.
    pub fn over(&self) -> bool {
        self.left().is_zero()
    }
}

/// Does nothing for so long: for `pause`, whose subject is the time itself, and for the steps in
/// which a barrier looks again.
pub(crate) fn sleep(length: Duration) {
    std::thread::sleep(length);
}
