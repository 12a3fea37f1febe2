//! Two things measured in turns within one run, and their ratio: a figure of this computer at this
//! minute says little, the ratio of two that were taken side by side says much.
#![allow(dead_code, reason = "each benchmark uses its part")]

use std::time::{Duration, Instant};

/// How long `work` takes.
pub(crate) fn time(work: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    work();
    begin.elapsed()
}

/// The shortest times of two measurements taken in turns: what else the computer does at the time
/// can only add to them.
pub(crate) struct Pair {
    pub(crate) ours: Duration,
    pub(crate) bare: Duration,
}

impl Pair {
    /// Measures both once, and then `rounds` times.
    pub(crate) fn measure(
        rounds: usize,
        mut ours: impl FnMut() -> Duration,
        mut bare: impl FnMut() -> Duration,
    ) -> Self {
        let mut pair = Pair { ours: ours(), bare: bare() };
        for _ in 0..rounds {
            pair.ours = pair.ours.min(ours());
            pair.bare = pair.bare.min(bare());
        }
        pair
    }

    pub(crate) fn ratio(&self) -> f64 {
        self.ours.as_secs_f64() / self.bare.as_secs_f64()
    }
}

/// `met` or `MISSED`, for a goal.
pub(crate) fn met(goal: bool) -> &'static str {
    if goal { "met" } else { "MISSED" }
}

/// A time in a unit that suits it.
pub(crate) fn show(time: Duration) -> String {
    let us = time.as_secs_f64() * 1e6;
    match us {
        ..10.0 => format!("{us:.2} µs"),
        10.0..10_000.0 => format!("{us:.0} µs"),
        _ => format!("{:.1} ms", us / 1e3),
    }
}
