//! A case played without sockets: which call comes after which by itself, and where a program has to pause.

use super::clocks::{Clocks, Moment};
use super::sockets::{Kind, Socket};
use crate::framing::{self, Framing};
use crate::lang::programs as words;
use crate::model::{Case, Making, Step, StepNo, Text};
use crate::report::programs::form::{Act, Does, Fails, Var};
use std::collections::{BTreeMap, HashMap};

/// Why a case cannot be said: a sentence.
pub(super) type Said<T> = Result<T, Text>;

/// A pause, in microseconds, and the reason for it.
pub(super) type Pauses = BTreeMap<StepNo, (u64, Text)>;

/// What the scenario waits for, and no program does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Barrier {
    /// So many bytes can be read; or something can.
    Readable(Option<u64>),
    /// All is acknowledged.
    Acked,
    /// The other end has gone.
    Hangup,
}

impl Barrier {
    /// Why a program pauses in its place.
    fn why(self) -> Text {
        match self {
            Barrier::Readable(bytes) => {
                bytes.map_or_else(words::pause_arrival, words::pause_readable)
            }
            Barrier::Acked => words::pause_acked(),
            Barrier::Hangup => words::pause_hangup(),
        }
    }
}

/// A call as it was made once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// How long its program pauses before it, in microseconds.
    pub(super) pause: u64,
    pub(super) why: Text,
    /// Why it does not pause though the scenario waits.
    pub(super) note: Option<Text>,
    /// Nothing, where the program leaves it out.
    pub(super) act: Option<Act>,
}

/// The state of a case that is being played.
pub(super) struct World<'c> {
    pub(super) case: &'c Case,
    pub(super) clocks: Clocks,
    pub(super) sockets: Vec<Socket>,
    pub(super) framing: Option<Box<dyn Framing>>,
    /// Pauses that are made in any case, so that all rounds of a loop are alike.
    forced: &'c Pauses,
    /// Every call, by its step, in the order in which they were made.
    pub(super) runs: BTreeMap<StepNo, Vec<Run>>,
    /// The first step of each program after the next has begun.
    pub(super) ready_before: Vec<Option<StepNo>>,
    /// Those that have begun, in order.
    pub(super) started: Vec<usize>,
    /// The beginning of the last of three or more.
    arrival: Option<Moment>,
    /// What the scenario waited for before an actor's next step.
    pub(super) waited: Vec<Option<Barrier>>,
    /// A background step that has not been done.
    pub(super) background: Vec<Option<&'c Step>>,
    ports: u16,
    vars: HashMap<(usize, &'static str), u32>,
    made: HashMap<StepNo, Var>,
    /// The pause before the call that is being made, and its reason.
    pause: u64,
    why: Option<Text>,
    note: Option<Text>,
    /// Whom it waits for.
    whom: Option<String>,
}

impl<'c> World<'c> {
    pub(super) fn new(case: &'c Case, forced: &'c Pauses) -> Self {
        let actors = case.actors.len();
        World {
            case,
            clocks: Clocks::new(actors),
            sockets: Vec::new(),
            framing: case.framing.as_ref().map(framing::from_spec),
            forced,
            runs: BTreeMap::new(),
            ready_before: vec![None; actors],
            started: Vec::new(),
            arrival: None,
            waited: vec![None; actors],
            background: vec![None; actors],
            ports: 0,
            vars: HashMap::new(),
            made: HashMap::new(),
            pause: 0,
            why: None,
            note: None,
            whom: None,
        }
    }

    /// An actor begins a call: the first time, it is started when the one before it is ready.
    pub(super) fn begin(&mut self, who: usize, step: &Step) {
        (self.pause, self.why, self.note, self.whom) = (0, None, None, None);
        match self.started.iter().position(|actor| *actor == who) {
            None => {
                if let Some(ready) = self.started.last() {
                    self.clocks.start(who, *ready);
                }
                self.started.push(who);
                if self.started.len() > 2 {
                    self.arrival = Some(self.clocks.tick(who, 0));
                }
            }
            Some(at) if at + 1 < self.started.len() => {
                self.ready_before[who].get_or_insert(step.no);
            }
            Some(_) => {}
        }
    }

    /// What an actor has just done came after the last program began, if the scenario has it so: nobody knows how long it takes
    /// until somebody starts that one, and the others go on meanwhile.
    pub(super) fn keeps_order(&self, who: usize, step: &Step) -> Said<()> {
        match &self.arrival {
            Some(arrival) if !self.clocks.knows(who, arrival) => {
                let names = [who, arrival.who()].map(|actor| self.case.actors[actor].name.as_str());
                Err(words::not_together(step.no.0, names[0], names[1]))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The call that is being made has to come after something.
    pub(super) fn after(&mut self, who: usize, done: Option<Moment>, step: &Step) -> Said<()> {
        let Some(done) = done else { return Ok(()) };
        let other = self.case.actors[done.who()].name.clone();
        let pause = self.clocks.pause(who, &done).map_err(|_| {
            self.whom = Some(other.clone());
            words::not_together(step.no.0, &self.case.actors[who].name, &other)
        })?;
        self.rest(who, pause);
        if pause > 0 {
            self.whom = Some(other.clone());
            let why = self.waited[who].map(Barrier::why);
            self.why = Some(why.unwrap_or_else(|| words::pause_turn(&other)));
        }
        Ok(())
    }

    fn rest(&mut self, who: usize, pause: u64) {
        self.clocks.wait(who, pause);
        self.pause = self.pause.saturating_add(pause);
    }

    /// The pauses before the call are known now; with one that is forced they are as long as that.
    pub(super) fn settle(&mut self, who: usize, step: &Step) {
        let forced = self.forced;
        if let Some((length, why)) = forced.get(&step.no) {
            self.rest(who, length.saturating_sub(self.pause));
            self.why.get_or_insert_with(|| why.clone());
        }
    }

    /// The call has been made.
    pub(super) fn made(&mut self, who: usize, step: &Step, act: Option<Act>) {
        self.waited[who] = None;
        let why = self.why.take().unwrap_or_else(words::pause_meant);
        let run = Run { pause: self.pause, why, note: self.note.take(), act };
        self.runs.entry(step.no).or_default().push(run);
    }

    /// A receive is made, and more lies there than it has taken. If the scenario waited for that, it was later than it had
    /// to be.
    pub(super) fn left_there(&mut self, who: usize) {
        if let (Some(Barrier::Readable(bytes)), 0) = (self.waited[who], self.pause) {
            self.note = Some(words::not_late(bytes));
        }
    }

    /// What has been paused so far, and for whom.
    pub(super) fn paused(&mut self) -> (u64, Option<String>) {
        self.why = None;
        (std::mem::take(&mut self.pause), self.whom.take())
    }

    /// A port of its own.
    pub(super) fn port(&mut self) -> u16 {
        self.ports += 1;
        self.ports - 1
    }

    /// The port of what a step names, or one of its own.
    pub(super) fn port_of(&mut self, name: Option<&str>, step: &Step) -> Said<u16> {
        match name {
            None => Ok(self.port()),
            Some(name) => {
                let socket = self.target(name).ok_or_else(|| words::no_socket(step.no.0))?;
                self.sockets[socket].port.ok_or_else(|| words::no_socket(step.no.0))
            }
        }
    }

    /// A socket that a step makes: the same variable each time.
    pub(super) fn make(&mut self, who: usize, step: &Step, kind: Kind) -> Said<usize> {
        let word = match (kind, step.call.name().makes()) {
            (Kind::Listener, _) => "listener",
            (Kind::Stream, Some(Making::Accepts)) => "conn",
            (Kind::Stream | Kind::Datagram | Kind::Held, _) => "sock",
        };
        let var = self.made.get(&step.no).copied().unwrap_or_else(|| {
            let no = self.vars.entry((who, word)).or_default();
            *no += 1;
            Var { kind: word, no: *no }
        });
        self.made.insert(step.no, var);
        let held = |socket: &Socket| socket.owner == who && socket.var == var && socket.open;
        if self.sockets.iter().any(held) {
            return Err(words::uneven(step.no.0));
        }
        let mut socket = Socket::new(who, kind, var);
        socket.name = step.makes.clone();
        socket.buffer = super::calls::receive_buffer(step);
        self.sockets.push(socket);
        Ok(self.sockets.len() - 1)
    }

    /// The socket that a step's call is made on.
    pub(super) fn socket(&self, who: usize, step: &Step) -> Said<usize> {
        let mut newest = (0..self.sockets.len()).rev();
        let found = match &step.sock {
            Some(name) => newest.find(|at| self.sockets[*at].name.as_deref() == Some(name)),
            None => newest.find(|at| {
                let socket = &self.sockets[*at];
                socket.owner == who && socket.open && socket.kind != Kind::Listener
            }),
        };
        found.ok_or_else(|| words::no_socket(step.no.0))
    }

    /// The socket whose address a name stands for.
    pub(super) fn target(&self, name: &str) -> Option<usize> {
        let actor = self.case.actors.iter().position(|actor| actor.name == name);
        (0..self.sockets.len()).rev().find(|at| {
            let socket = &self.sockets[*at];
            let of_actor = socket.port.is_some() && actor == Some(socket.owner);
            socket.name.as_deref() == Some(name) || of_actor
        })
    }

    /// A call without anything special about it.
    pub(super) fn act(&self, socket: usize, step: &Step, does: Does) -> Act {
        let fails = fails(step);
        Act { sock: self.sockets[socket].var, does, fails, nonblocking: step.nonblocking }
    }
}

/// The number of a step's actor.
pub(super) fn index(step: &Step) -> usize {
    usize::try_from(step.who.0).unwrap_or(usize::MAX)
}

/// How a step is expected to fail.
pub(super) fn fails(step: &Step) -> Option<Fails> {
    use crate::model::ErrorName as E;
    match super::calls::want(step).error? {
        E::Timeout => Some(Fails::After(step.timeout)),
        error @ (E::FrameTooLarge
        | E::EndInsideFrame
        | E::EndOfStream
        | E::OutOfRange
        | E::BadFrame) => Some(Fails::Framing(error)),
        error => Some(Fails::System(error)),
    }
}
