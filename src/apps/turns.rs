//! What a send causes is told after it.

use crate::model::SocketId;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The longest that a receive waits for a send. One that takes longer waits in the kernel for room, and is told when
/// it comes back.
const LONGEST: Duration = Duration::from_millis(250);

/// The sends that have begun and have not been told yet.
///
/// A `send` is under way when its bytes leave: the other side may answer, and a thread of this side may receive that,
/// before `send` returns. What came back first is no news to anybody who reads the lines from the top; so a receive
/// waits for the sends on its socket that had begun when it came back. A send that waits for room in the kernel may
/// need that receive: none waits longer than [`LONGEST`], and for one send once.
#[derive(Debug, Default)]
pub(super) struct Turns {
    sends: Mutex<Sends>,
    told: Condvar,
}

#[derive(Debug, Default)]
struct Sends {
    begun: u64,
    untold: Vec<Sending>,
}

#[derive(Debug)]
struct Sending {
    nth: u64,
    on: SocketId,
    /// Nobody waits for it any more.
    long: bool,
}

/// A send from its beginning until this is dropped: then it has been told.
#[derive(Debug)]
pub(super) struct Turn<'t> {
    turns: &'t Turns,
    nth: u64,
}

impl Turns {
    /// A send begins.
    pub(super) fn begin(&self, on: SocketId) -> Turn<'_> {
        let mut sends = self.lock();
        sends.begun += 1;
        let nth = sends.begun;
        sends.untold.push(Sending { nth, on, long: false });
        Turn { turns: self, nth }
    }

    /// Waits until the sends on this socket that have begun are told, but not for long.
    pub(super) fn wait(&self, on: SocketId) {
        let sends = self.lock();
        let last = sends.begun;
        let awaited = |send: &Sending| send.on == on && send.nth <= last && !send.long;
        let waiting = |sends: &mut Sends| sends.untold.iter().any(awaited);
        let (mut sends, result) = self
            .told
            .wait_timeout_while(sends, LONGEST, waiting)
            .unwrap_or_else(PoisonError::into_inner);
        if result.timed_out() {
            sends.untold.iter_mut().filter(|send| awaited(send)).for_each(|send| send.long = true);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Sends> {
        self.sends.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.turns.lock().untold.retain(|send| send.nth != self.nth);
        self.turns.told.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Clock;

    #[test]
    fn a_send_that_does_not_come_back_is_waited_for_once_and_one_elsewhere_never() {
        let turns = Turns::default();
        let _long = turns.begin(SocketId(1));
        let clock = Clock::start();
        let waited = || Duration::from_nanos(clock.ns());
        turns.wait(SocketId(2));
        turns.wait(SocketId(1));
        assert!(waited() >= LONGEST);
        assert!(turns.lock().untold.iter().all(|send| send.long));
        // It would hold a receive back for good if each waited anew.
        (0..1000).for_each(|_| turns.wait(SocketId(1)));
        assert!(waited() < 100 * LONGEST);
    }
}
