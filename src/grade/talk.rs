//! One connection: the next piece goes when the one before was read, and answers are read all the while.

use super::{PAUSE, UNREAD};
use crate::framing::{Framing, from_spec};
use crate::model::{ErrorName, How, OptionName, OptionSetting, OptionValue};
use crate::net::{Deadline, Failure, Pulse, Socket, Wait, set_option};
use crate::torture::Stream;
use crate::torture::exam::{Answers, Exam, Fault, Trial, Until};
use bytes::Bytes;
use std::collections::VecDeque;
use std::time::Duration;

/// As much is read at a time, in bytes.
const PIECE: usize = 64 * 1024;

/// A connection, from its first byte to the end of the answers.
pub(super) struct Talk {
    socket: Socket,
    framing: Box<dyn Framing>,
    stream: std::sync::Arc<Stream>,
    due: Vec<Bytes>,
    stops: VecDeque<(usize, Until)>,
    pending: VecDeque<Until>,
    answers: Answers,
    sent: usize,
    /// Nothing more comes.
    over: bool,
    /// Nothing more can be sent.
    gone: bool,
    /// The deadline was met.
    late: bool,
    /// How long a piece may lie.
    pub(super) patience: Duration,
    /// A piece was not read before the next went.
    pub(super) unread: bool,
    /// Looks whether the program rests while a piece lies.
    pub(super) pulse: Option<Pulse>,
    /// It did not.
    pub(super) peeks: bool,
    /// This system does not tell what was read.
    pub(super) pauses: bool,
}

impl Talk {
    /// What a trial's first client says. Whether the system tells what is read shows before anything is sent.
    pub(super) fn first(socket: Socket, exam: &Exam, trial: &Trial) -> Self {
        Talk::new(socket, exam, trial)
    }

    /// What its second client says, all at once.
    pub(super) fn second(socket: Socket, exam: &Exam, trial: &Trial) -> Self {
        let (stream, due) = trial.other.clone().unwrap_or_default();
        let second = Trial { stream, due, cuts: Vec::new(), other: None, ..trial.clone() };
        Talk::new(socket, exam, &second)
    }

    fn new(socket: Socket, exam: &Exam, trial: &Trial) -> Self {
        let nodelay = OptionValue::Switch(true);
        set_option(&socket, OptionSetting { name: OptionName::TcpNodelay, value: nodelay });
        // A socket just made takes it.
        socket.set_nonblocking(true).ok();
        Talk {
            pauses: socket.unread_there().seen().is_none() || socket.unacked().seen().is_none(),
            socket,
            framing: from_spec(&exam.framing),
            stream: trial.stream.clone(),
            due: trial.due.clone(),
            stops: exam.stops(trial).into(),
            pending: VecDeque::new(),
            answers: Answers::new(&exam.framing, &trial.due),
            sent: 0,
            over: false,
            gone: false,
            late: false,
            patience: UNREAD,
            unread: false,
            pulse: None,
            peeks: false,
        }
    }

    /// Sends up to a place of the stream, and waits until all of that was read. Whether it came so far before the
    /// deadline.
    ///
    /// # Errors
    /// `interrupted`.
    pub(super) fn up_to(&mut self, place: usize, wait: Wait<'_>) -> Result<bool, Failure> {
        loop {
            while let Some(until) = self.pending.front().copied() {
                if !self.settles(until, wait)? {
                    return Ok(false);
                }
                self.pending.pop_front();
            }
            if self.sent >= place || self.gone {
                return Ok(true);
            }
            let next = self.stops.front().map_or(place, |(at, _)| *at).min(place);
            if !self.send(next, wait)? {
                return Ok(false);
            }
            self.pending.push_back(Until::Taken);
            while self.stops.front().is_some_and(|(at, _)| *at <= next) {
                self.pending.extend(self.stops.pop_front().map(|(_, until)| until));
            }
        }
    }

    /// Sends all that is left, ends the stream, and reads until the answers end. Whether they did before the deadline.
    ///
    /// # Errors
    /// `interrupted`.
    pub(super) fn finish(&mut self, wait: Wait<'_>) -> Result<bool, Failure> {
        self.late = !self.up_to(self.stream.bytes.len(), wait)?;
        if self.late {
            return Ok(false);
        }
        if !self.gone {
            // One that is reset already is no longer written to.
            self.gone = true;
            self.socket.shutdown(How::Write).ok();
        }
        while !self.over && !self.answers.is_lost() {
            self.late = !self.reads(wait)?;
            if self.late {
                return Ok(false);
            }
        }
        self.answers.end();
        Ok(true)
    }

    /// What is wrong with what came; `None`: nothing.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.answers.fault(&self.due, !self.late)
    }

    /// The answers that came.
    pub(super) fn got(&self) -> &[Bytes] {
        self.answers.messages()
    }

    /// Closes the connection so that nothing of it stays: a reset where it has not ended.
    pub(super) fn close(self) {
        if !self.over {
            self.socket.reset_on_close().ok();
        }
    }

    /// Sends up to a place. Each frame that begins is one whose length may have to be acknowledged.
    fn send(&mut self, to: usize, wait: Wait<'_>) -> Result<bool, Failure> {
        for frame in &self.stream.frames {
            let begins = (self.sent..to).contains(&frame.start);
            if let Some(pause) = self.framing.pause(frame.message.len() as u64).filter(|_| begins) {
                self.answers.expect(&pause.answer);
            }
        }
        while self.sent < to && !self.gone {
            match self.socket.send(&self.stream.bytes[self.sent..to], &[]) {
                Ok(count) => self.sent += usize::try_from(count).unwrap_or(0),
                Err(failure) if failure.name() == ErrorName::WouldBlock => {
                    if !self.settles(Until::Taken, wait)? {
                        return Ok(false);
                    }
                }
                Err(_) => self.gone = true,
            }
        }
        Ok(true)
    }

    /// Waits until something has happened, and reads what comes. Whether it has before the deadline; that the other side
    /// has ended is as good.
    fn settles(&mut self, until: Until, wait: Wait<'_>) -> Result<bool, Failure> {
        match until {
            Until::Taken if self.pauses => self.pause(wait),
            Until::Taken => self.is_taken(wait),
            Until::Acknowledged => {
                while self.answers.lacks_an_ack() && !self.is_done() {
                    if !self.reads(wait)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Until::Answered(count) => {
                while self.answers.count() < count && !self.is_done() {
                    if !self.reads(wait)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
        }
    }

    fn is_done(&self) -> bool {
        self.over || self.gone || self.answers.is_lost()
    }

    /// Until all was read, but no longer than a piece may lie.
    fn is_taken(&mut self, wait: Wait<'_>) -> Result<bool, Failure> {
        let longest = if self.unread { PAUSE } else { self.patience };
        let patience = Deadline::after(longest.min(wait.deadline.left()));
        while !self.is_done() {
            match (Wait { deadline: patience, ..wait }).taken_or_readable(&self.socket) {
                Ok(true) => return Ok(true),
                Ok(false) => self.take()?,
                Err(failure) if failure.name() == ErrorName::Interrupted => return Err(failure),
                Err(failure) if failure.name() == ErrorName::Timeout => {
                    self.peeks |= !self.unread && self.pulse.is_some_and(Pulse::races);
                    self.unread = true;
                    return Ok(!wait.deadline.over());
                }
                // There is no such socket any more: its program has closed it. What is sent next will tell.
                Err(_) => return Ok(true),
            }
        }
        Ok(true)
    }

    fn pause(&mut self, wait: Wait<'_>) -> Result<bool, Failure> {
        let pause = Wait { deadline: Deadline::after(PAUSE), ..wait };
        while !pause.deadline.over() && !self.is_done() {
            self.reads(pause)?;
        }
        Ok(!wait.deadline.over())
    }

    /// Waits for something to read, and reads it. Whether something came.
    fn reads(&mut self, wait: Wait<'_>) -> Result<bool, Failure> {
        match wait.readable(&self.socket) {
            Ok(()) => self.take().map(|()| true),
            Err(failure) if failure.name() == ErrorName::Timeout => Ok(false),
            Err(failure) if failure.name() == ErrorName::Interrupted => Err(failure),
            Err(_) => {
                self.over = true;
                Ok(true)
            }
        }
    }

    /// Reads what is there.
    fn take(&mut self) -> Result<(), Failure> {
        let mut buffer = vec![0; PIECE];
        while !self.over && !self.answers.is_lost() {
            match self.socket.receive(&mut buffer, &[]) {
                Ok(received) if received.filled == 0 => self.over = true,
                Ok(received) => {
                    for owed in self.answers.feed(&buffer[..received.filled]) {
                        // A peer that is gone takes none.
                        self.gone |= self.socket.send(&owed, &[]).is_err();
                    }
                }
                Err(failure) if failure.name() == ErrorName::WouldBlock => break,
                Err(_) => self.over = true,
            }
        }
        self.gone |= self.over;
        Ok(())
    }
}
