//! Waiting for something to become true, with an absolute deadline. Nothing is consumed: only
//! `poll` and queue sizes are asked.

use super::clock::sleep;
use super::sys::{self, Interest};
use super::{Deadline, Failure, Socket};
use crate::model::{ErrorName, Seen};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The longest a wait goes without looking whether it was cancelled.
const SLICE: Duration = Duration::from_millis(50);
/// Steps in which a barrier looks at a queue size again: from fine to coarse.
const FINEST: Duration = Duration::from_micros(20);
const COARSEST: Duration = Duration::from_millis(1);

/// A wait in progress: until when, and whether somebody has called it off.
#[derive(Debug, Clone, Copy)]
pub struct Wait<'a> {
    /// When it is over.
    pub deadline: Deadline,
    /// Set by Ctrl-C; set when what it is a part of has been given up.
    pub cancel: [&'a AtomicBool; 2],
}

/// Something to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barrier {
    /// So many bytes readable, or the end of the stream; for datagrams at least one.
    Readable(u64),
    /// All that was written is acknowledged by the peer's kernel.
    Acked,
    /// All that was written has come to the peer, a program of this computer, and was read.
    Taken,
    /// The peer has closed or reset the connection.
    Hangup,
}

/// Sleeps for a step.
fn asleep(step: Duration, left: Duration) -> io::Result<()> {
    sleep(step.min(left));
    Ok(())
}

impl Wait<'_> {
    /// Waits until a receive or an accept would not wait.
    ///
    /// # Errors
    /// `timeout` when the deadline is reached, `interrupted` when cancelled.
    pub fn readable(&self, socket: &Socket) -> Result<(), Failure> {
        loop {
            if sys::poll(socket, Interest::Read, self.slice()?)?.any() {
                return Ok(());
            }
        }
    }

    /// Waits for a barrier. Returns the bytes readable (for `Readable`), else 0.
    ///
    /// # Errors
    /// `timeout`, `interrupted`; `unsupported` where this system does not tell what is waited for.
    pub fn barrier(&self, socket: &Socket, barrier: Barrier) -> Result<u64, Failure> {
        self.looking(
            || reached(socket, barrier),
            |step, left| match barrier {
                Barrier::Readable(_) if socket.readable().seen() == Some(0) => {
                    sys::poll(socket, Interest::Read, left).map(drop)
                }
                Barrier::Readable(_) | Barrier::Acked | Barrier::Taken | Barrier::Hangup => {
                    asleep(step, left)
                }
            },
        )
    }

    /// Waits until the peer, a program of this computer, has read all that was written, or something can be read from
    /// it. Whether it has read all.
    ///
    /// # Errors
    /// `timeout`, `interrupted`; `unsupported` where this system does not tell what was read.
    pub fn taken_or_readable(&self, socket: &Socket) -> Result<bool, Failure> {
        self.looking(
            || {
                if reached(socket, Barrier::Taken)?.is_some() {
                    return Ok(Some(true));
                }
                let readable = sys::poll(socket, Interest::Read, Duration::ZERO)?.any();
                Ok(readable.then_some(false))
            },
            asleep,
        )
    }

    /// Waits until something has become true that only a look tells.
    ///
    /// # Errors
    /// `timeout`, `interrupted`.
    pub fn until(&self, mut is_true: impl FnMut() -> bool) -> Result<(), Failure> {
        self.looking(|| Ok(is_true().then_some(())), asleep)
    }

    /// Looks again and again, in steps from fine to coarse. `rest`: how it waits for the next step, at most so long.
    fn looking<T>(
        &self,
        mut look: impl FnMut() -> Result<Option<T>, Failure>,
        rest: impl Fn(Duration, Duration) -> io::Result<()>,
    ) -> Result<T, Failure> {
        let mut step = FINEST;
        loop {
            if let Some(found) = look()? {
                return Ok(found);
            }
            rest(step, self.slice()?)?;
            step = (step * 2).min(COARSEST);
        }
    }

    /// Does nothing until the deadline.
    ///
    /// # Errors
    /// `interrupted` when cancelled.
    pub fn pause(&self) -> Result<(), Failure> {
        while !self.deadline.over() {
            self.cancelled()?;
            sleep(self.deadline.left().min(SLICE));
        }
        Ok(())
    }

    /// Why it is over, if it is.
    pub fn over(&self) -> Option<Failure> {
        self.slice().err()
    }

    /// How long to wait at most before looking again.
    fn slice(&self) -> Result<Duration, Failure> {
        self.cancelled()?;
        let left = self.deadline.left();
        if left.is_zero() {
            return Err(Failure::named(ErrorName::Timeout));
        }
        Ok(left.min(SLICE))
    }

    fn cancelled(&self) -> Result<(), Failure> {
        match self.cancel.iter().any(|flag| flag.load(Ordering::Relaxed)) {
            true => Err(Failure::named(ErrorName::Interrupted)),
            false => Ok(()),
        }
    }
}

/// Whether it is true now, and how much.
fn reached(socket: &Socket, barrier: Barrier) -> Result<Option<u64>, Failure> {
    match barrier {
        Barrier::Readable(bytes) => readable_now(socket, bytes),
        Barrier::Acked => Ok((told(socket.unacked())? == 0).then_some(0)),
        Barrier::Taken => {
            let taken = match socket.taken_there() {
                Seen::Seen(taken) => taken,
                // What came there is not told: what is acknowledged has come.
                Seen::Unsupported | Seen::Absent | Seen::Failed(_) => {
                    told(socket.unacked())? == 0 && told(socket.unread_there())? == 0
                }
            };
            Ok(taken.then_some(0))
        }
        Barrier::Hangup => {
            let ready = sys::poll(socket, Interest::Hangup, Duration::ZERO)?;
            Ok(ready.hangup.then_some(0))
        }
    }
}

/// A figure that is waited for. Where it is not to be had, because the system has none or refuses to say
/// (a sandbox does, with whatever number it likes: seccomp(2)), nothing can be waited for.
fn told(figure: Seen<u64>) -> Result<u64, Failure> {
    match figure {
        Seen::Seen(figure) => Ok(figure),
        Seen::Failed(code) => {
            let error = std::io::Error::from_raw_os_error(code);
            Err(Failure::As(ErrorName::Unsupported, error))
        }
        Seen::Unsupported | Seen::Absent => Err(Failure::named(ErrorName::Unsupported)),
    }
}

/// Whether it has no other end: a listener, of the sockets that are readable.
fn is_alone(socket: &Socket) -> bool {
    let asked = socket.peer_address();
    asked.is_err_and(|failure| failure.name() == ErrorName::NotConnected)
}

fn readable_now(socket: &Socket, bytes: u64) -> Result<Option<u64>, Failure> {
    let ready = sys::poll(socket, Interest::Read, Duration::ZERO)?;
    if !ready.any() {
        return Ok(None);
    }
    if !socket.transport().is_stream() {
        // A datagram is whole, whether or not this system counts its bytes.
        return Ok(Some(socket.readable().seen().unwrap_or(0)));
    }
    let count = match socket.readable() {
        // A listener has connections to take, and no bytes to count (EINVAL: tcp_ioctl, net/ipv4/tcp.c).
        Seen::Failed(_) if bytes <= 1 && is_alone(socket) => 0,
        figure => told(figure)?,
    };
    // Readable with nothing to read is the end of the stream.
    let ended = ready.hangup || count == 0;
    Ok((count >= bytes || ended).then_some(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 is EPERM on every Unix, 22 EINVAL, 25 ENOTTY.
    #[cfg(unix)]
    #[test]
    fn a_question_that_is_refused_is_one_that_cannot_be_asked_here() {
        for (number, native) in [(1, "EPERM"), (22, "EINVAL"), (25, "ENOTTY")] {
            let refused = told(Seen::Failed(number)).expect_err("it is refused");
            assert_eq!(refused.name(), ErrorName::Unsupported);
            assert_eq!(refused.info().native.as_deref(), Some(native));
        }
    }

    #[test]
    fn only_a_figure_that_is_there_is_reached() {
        assert_eq!(told(Seen::Seen(60)).ok(), Some(60));
        for figure in [Seen::Unsupported, Seen::Absent] {
            assert_eq!(told(figure).expect_err("none").name(), ErrorName::Unsupported);
        }
    }
}
