//! Speaking and listening at once: a client that shows whatever comes, whenever it comes.

use super::{End, Session, Stop};
use std::sync::{Mutex, PoisonError};

/// `speak` sends, while `hear` receives in a thread of its own, again and again, until the other side ends: then
/// nobody is left to type for. When nothing more is said, that is what the other side is told.
///
/// # Errors
/// Where there is no socket any more.
pub(super) fn both_ways<'s>(
    mut end: End<'s>,
    hear: impl FnMut(&mut End<'s>) -> Result<(), Stop> + Send,
    speak: impl FnOnce(&mut End<'s>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let session = end.session();
    let reader = end.reader()?;
    std::thread::scope(|threads| {
        threads.spawn(move || listen(reader, session, hear));
        if speak(&mut end).is_err() {
            return session.end();
        }
        // Nothing tells a datagram's receiver that no more will come.
        if !session.is_over() && (end.is_of_datagrams() || end.finish_sending().is_err()) {
            session.end();
        }
    });
    end.close();
    Ok(())
}

fn listen<'s>(
    mut reader: End<'s>,
    session: &Session<'_>,
    mut hear: impl FnMut(&mut End<'s>) -> Result<(), Stop>,
) {
    loop {
        match hear(&mut reader) {
            Ok(()) => {}
            // Of a datagram that was sent before (ICMP), or a long silence: the next one may come.
            Err(Stop::Call(..)) if reader.is_of_datagrams() && !session.is_over() => {}
            Err(stop) => {
                reader.refuses(&stop);
                return session.end();
            }
        }
    }
}

/// A connection on which several threads send: one message at a time.
pub(super) struct Held<'s>(Mutex<End<'s>>);

impl<'s> Held<'s> {
    pub(super) fn new(end: End<'s>) -> Self {
        Held(Mutex::new(end))
    }

    /// As [`End::send`].
    ///
    /// # Errors
    /// As there.
    pub(super) fn send(&self, bytes: &[u8]) -> Result<(), Stop> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).send(bytes)
    }
}
