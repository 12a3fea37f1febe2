//! One direction of a connection: receives, waits, cuts, sends.

use super::cuts::Cuts;
use super::held::Held;
use super::line::{Line, Passed, Side};
use super::{Cutting, Relay, words};
use crate::apps::{Cut, End, Mark, Stop};
use crate::net::Deadline;
use std::time::Duration;

/// How often it is looked whether the connection was given up.
const LOOK: Duration = Duration::from_millis(50);
/// How long a receiver may take to read a piece before the next comes all the same.
const TAKEN: Duration = Duration::from_millis(500);
/// What a receive takes to return when it has its bytes.
const SETTLED: Duration = Duration::from_micros(100);
/// The cuts of what passes as it comes.
const UNCUT: &Cutting = &Cutting::Sizes(Cut::Whole);

/// One direction.
pub(super) struct Way<'w, 's> {
    plan: &'s Relay,
    line: &'w Line<'s>,
    /// Where it goes.
    to: Side,
    from_end: &'w mut End<'s>,
    to_end: End<'s>,
    /// Whether it is changed.
    changed: bool,
    cuts: Cuts<'s>,
    held: Held,
    /// What is no whole piece yet, and how long that may last.
    rest: (Vec<u8>, Deadline),
    /// When the next piece may go.
    paced: Deadline,
    /// Whether its receiver has read what came, as far as that is known.
    awaits: bool,
    writes: u64,
    /// Its sender sends nothing more; whether that was a reset.
    ended: Option<bool>,
    pulse: (Deadline, u64),
}

impl<'w, 's> Way<'w, 's> {
    pub(super) fn new(
        plan: &'s Relay,
        line: &'w Line<'s>,
        to: Side,
        (from_end, to_end): (&'w mut End<'s>, End<'s>),
    ) -> Self {
        let changed = plan.direction.changes(to);
        let cuts = if changed { &plan.cutting } else { UNCUT };
        let now = || Deadline::after(Duration::ZERO);
        Way {
            plan,
            line,
            to,
            from_end,
            to_end,
            changed,
            cuts: cuts.begin(),
            held: Held::default(),
            rest: (Vec::new(), now()),
            paced: now(),
            awaits: true,
            writes: 0,
            ended: None,
            pulse: line.pulse(),
        }
    }

    /// Until its sender has ended and all was passed on, or its receiver is gone.
    pub(super) fn pass(mut self) {
        while !self.line.is_off() {
            let due = self.held.due(self.glues());
            let sent = match self.ended {
                _ if !due.is_empty() => self.pieces(due),
                _ if !self.rest.0.is_empty() && self.rest.1.over() => self.send_rest(),
                Some(reset) if self.held.is_empty() => return self.finish(reset),
                Some(_) => self.waits(),
                None => self.listen(),
            };
            if sent.is_err() {
                // What the other side still says is read to its end, which comes soon.
                return self.line.breaks(self.to);
            }
        }
    }

    fn glues(&self) -> bool {
        self.changed && !self.plan.glue.is_zero()
    }

    /// How long what comes waits.
    fn wait(&self) -> Duration {
        if self.changed { self.plan.glue.max(self.plan.delay) } else { Duration::ZERO }
    }

    /// How long until something is to be done.
    fn left(&self) -> Duration {
        let rest = Some(self.rest.1.left()).filter(|_| !self.rest.0.is_empty());
        [self.held.left(), rest].into_iter().flatten().fold(LOOK, Duration::min)
    }

    fn waits(&self) -> Result<(), Stop> {
        self.line.session().pause(self.left());
        Ok(())
    }

    /// Receives, if something comes before anything else is to be done. Where there is no room for it, it stays in the
    /// kernel, whose window closes: its sender has to wait.
    fn listen(&mut self) -> Result<(), Stop> {
        let room = self.held.room().saturating_sub(self.rest.0.len());
        if room == 0 {
            return self.makes_room();
        }
        if !self.from_end.hears_within(self.left().max(Duration::from_micros(1))) {
            self.looks_whether_anybody_is_there();
            return Ok(());
        }
        let wait = self.wait();
        match self.from_end.recv_of(room as u64) {
            Ok([]) => self.ends(false),
            Ok(bytes) => {
                self.held.keep(bytes, wait);
                self.line.came(self.to.other());
            }
            Err(stop) if stop.is_interrupted() => {}
            Err(_) => self.ends(true),
        }
        Ok(())
    }

    /// What waits for more goes on, as no more has room; what waits for its time does so.
    fn makes_room(&mut self) -> Result<(), Stop> {
        if !self.rest.0.is_empty() {
            return self.send_rest();
        }
        if self.glues() {
            let all = self.held.take();
            return self.pieces(all);
        }
        self.waits()
    }

    fn ends(&mut self, reset: bool) {
        self.ended = Some(reset);
        match reset {
            true => self.line.breaks(self.to.other()),
            false => self.line.ends(self.to.other()),
        }
        // What is no whole piece has no rest to wait for; glued bytes have nothing more to be glued to.
        self.rest.1 = Deadline::after(Duration::ZERO);
        if reset || self.glues() {
            let all = self.held.take();
            self.held.keep(&all, Duration::ZERO);
        }
    }

    fn looks_whether_anybody_is_there(&mut self) {
        let (idle, moved) = self.pulse;
        let now = self.line.pulse();
        if now.1 != moved {
            self.pulse = now;
        } else if idle.over() {
            self.line.session().remark(&words::silent());
            self.line.gives_up();
        }
    }

    /// All whole pieces go on; the rest waits for what belongs to it.
    fn pieces(&mut self, bytes: Vec<u8>) -> Result<(), Stop> {
        let mut all = std::mem::take(&mut self.rest.0);
        all.extend(bytes);
        let mut left = &all[..];
        while !left.is_empty() && !self.line.is_off() {
            let piece = self.cuts.piece(left);
            if let Some(error) = self.cuts.lost() {
                self.line.session().remark(&words::no_frame(&error));
            }
            if !piece.cut && self.cutting() && self.ended.is_none() {
                self.rest = (left.to_vec(), Deadline::after(self.pace()));
                return Ok(());
            }
            let (now, rest) = left.split_at(piece.len);
            self.send(now)?;
            left = rest;
        }
        Ok(())
    }

    fn send_rest(&mut self) -> Result<(), Stop> {
        let rest = std::mem::take(&mut self.rest.0);
        self.send(&rest)
    }

    fn cutting(&self) -> bool {
        self.changed && self.plan.cutting.cuts()
    }

    fn pace(&self) -> Duration {
        if self.cutting() { self.plan.knobs.pace } else { Duration::ZERO }
    }

    /// A piece, not too soon after the one before, and once more for what was not taken.
    fn send(&mut self, mut bytes: &[u8]) -> Result<(), Stop> {
        if self.cutting() {
            self.keep_apart();
        }
        while !bytes.is_empty() && !self.line.is_off() {
            let (cutting, at) = (self.cutting(), self.cuts.at());
            let (cuts, made, writes) = (&self.cuts, self.cuts.made(), self.writes + 1);
            let (line, to) = (self.line, self.to);
            // Before what this write causes is told of: see `Turns`.
            let taken = self.to_end.pass_on(bytes, |n| {
                let at = at + n;
                let cut = cuts.is_at(at).then_some(made + 1);
                line.went(to, Passed { bytes: at, writes, cuts: cut.unwrap_or(made) });
                cutting.then_some(Mark { cut, at })
            });
            let taken = match taken {
                Err(stop) if stop.is_interrupted() => return Ok(()),
                taken => taken?,
            };
            self.cuts.passed(taken as u64);
            self.writes = writes;
            bytes = bytes.get(taken..).unwrap_or_default();
        }
        self.paced = Deadline::after(self.pace());
        Ok(())
    }

    /// Until the piece before was read, where that can be known, and the pause is over. A receiver that looked and
    /// read nothing is not waited for again until it has.
    fn keep_apart(&mut self) {
        let longest = if self.awaits { TAKEN } else { Duration::from_micros(1) };
        self.awaits = self.to_end.is_taken_within(longest);
        // It has to come back from its receive, too.
        for until in [Deadline::after(SETTLED), self.paced] {
            while !until.over() && !self.line.is_off() {
                self.line.session().pause(until.left().min(LOOK));
            }
        }
    }

    /// Its sender's end goes on: of a stream as the end of the stream. A reset ends the other direction, too.
    fn finish(mut self, reset: bool) {
        match reset || self.line.is_broken(self.to.other()) {
            true => self.line.gives_up(),
            // Whether its receiver is still there, the other direction sees.
            false => drop(self.to_end.finish_sending()),
        }
    }
}
