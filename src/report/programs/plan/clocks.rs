//! What is certain to come before what, in programs that share nothing but their connections: a clock for each
//! (after Lamport and Mattern), and the time at which each gets there.

use std::rc::Rc;

/// How long a program pauses behind what another does at the same time: in microseconds. A kernel may hold an
/// acknowledgement back for 200 ms (and with it what waits for that), and on a busy computer a program waits for its turn
/// besides: with 200 ms one pair of some three hundred was seen to fail where fifteen programs were ready to run; with 500 ms
/// none of six thousand did where thirty were.
pub(super) const APART: u64 = 500_000;

/// A thing that was done.
#[derive(Debug, Clone)]
pub(super) struct Moment(Rc<Done>);

#[derive(Debug)]
struct Done {
    who: usize,
    /// The clock of who did it: how many things of each actor are certain to be over then.
    clock: Vec<u32>,
    /// When, in microseconds since the second program began; unless it has not met the others yet.
    at: Option<u64>,
}

/// No pause makes it certain: the two have not met yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Strangers;

/// The clocks of all actors.
#[derive(Debug)]
pub(super) struct Clocks {
    clocks: Vec<Vec<u32>>,
    times: Vec<Option<u64>>,
}

impl Clocks {
    pub(super) fn new(actors: usize) -> Self {
        Clocks { clocks: vec![vec![0; actors]; actors], times: vec![None; actors] }
    }

    /// The second program is started when the first is ready: all that the first has done is over.
    pub(super) fn start(&mut self, second: usize, first: usize) {
        let before = self.clocks[first].clone();
        merge(&mut self.clocks[second], &before);
        self.times[second] = Some(0);
    }

    /// An actor does something that takes so long.
    pub(super) fn tick(&mut self, who: usize, micros: u64) -> Moment {
        self.clocks[who][who] += 1;
        self.wait(who, micros);
        let clock = self.clocks[who].clone();
        Moment(Rc::new(Done { who, clock, at: self.times[who] }))
    }

    /// An actor lets some time pass.
    pub(super) fn wait(&mut self, who: usize, micros: u64) {
        if let Some(at) = &mut self.times[who] {
            *at = at.saturating_add(micros);
        }
    }

    /// An actor's call returns because of what was done: it comes after that by itself.
    pub(super) fn meets(&mut self, who: usize, done: &Moment) {
        merge(&mut self.clocks[who], &done.0.clock);
        if let Some(at) = done.0.at {
            self.times[who] = Some(self.times[who].map_or(at, |now| now.max(at)));
        }
    }

    /// How long an actor has to pause to be certain to come after what was done.
    pub(super) fn pause(&mut self, who: usize, done: &Moment) -> Result<u64, Strangers> {
        let Done { who: other, clock, at } = &*done.0;
        if self.clocks[who][*other] >= clock[*other] {
            return Ok(0);
        }
        let (Some(now), Some(at)) = (self.times[who], *at) else { return Err(Strangers) };
        merge(&mut self.clocks[who], clock);
        Ok(at.saturating_add(APART).saturating_sub(now))
    }
}

impl Moment {
    /// Who did it.
    pub(super) fn who(&self) -> usize {
        self.0.who
    }
}

fn merge(clock: &mut [u32], other: &[u32]) {
    for (mine, theirs) in clock.iter_mut().zip(other) {
        *mine = (*mine).max(*theirs);
    }
}
