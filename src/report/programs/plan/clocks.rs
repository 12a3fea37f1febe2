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
    /// When; unless it has not met the others yet.
    at: Option<Time>,
}

/// A time: in microseconds since a program began, and which one that was, in the order in which they are started. How long
/// somebody takes to start the next one is not known: times since two beginnings cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Time {
    begun: usize,
    micros: u64,
}

/// No pause makes it certain: the two have not met yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Strangers;

/// The clocks of all actors.
#[derive(Debug)]
pub(super) struct Clocks {
    clocks: Vec<Vec<u32>>,
    times: Vec<Option<Time>>,
    /// How many have been started by others.
    begun: usize,
}

impl Clocks {
    pub(super) fn new(actors: usize) -> Self {
        Clocks { clocks: vec![vec![0; actors]; actors], times: vec![None; actors], begun: 0 }
    }

    /// A program is started when another is ready: all that that one has done is over.
    pub(super) fn start(&mut self, next: usize, ready: usize) {
        let before = self.clocks[ready].clone();
        merge(&mut self.clocks[next], &before);
        self.begun += 1;
        self.times[next] = Some(Time { begun: self.begun, micros: 0 });
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
            at.micros = at.micros.saturating_add(micros);
        }
    }

    /// An actor's call returns because of what was done: it comes after that by itself.
    pub(super) fn meets(&mut self, who: usize, done: &Moment) {
        merge(&mut self.clocks[who], &done.0.clock);
        if let Some(at) = done.0.at {
            self.times[who] = Some(self.times[who].map_or(at, |now| now.max(at)));
        }
    }

    /// Whether what was done is over for certain, for an actor.
    pub(super) fn knows(&self, who: usize, done: &Moment) -> bool {
        self.clocks[who][done.0.who] >= done.0.clock[done.0.who]
    }

    /// How long an actor has to pause to be certain to come after what was done.
    pub(super) fn pause(&mut self, who: usize, done: &Moment) -> Result<u64, Strangers> {
        if self.knows(who, done) {
            return Ok(0);
        }
        let Done { clock, at, .. } = &*done.0;
        let (Some(now), Some(at)) = (self.times[who], *at) else { return Err(Strangers) };
        if now.begun != at.begun {
            return Err(Strangers);
        }
        merge(&mut self.clocks[who], clock);
        Ok(at.micros.saturating_add(APART).saturating_sub(now.micros))
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
