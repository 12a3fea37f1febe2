//! Speaking and listening at once: a client that shows whatever comes, whenever it comes.

use super::{End, Session, Stop};
use crate::model::Text;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Nothing tells a datagram's receiver that no more will come: it is heard until it has been silent for so long.
const SILENCE: Duration = Duration::from_secs(1);

/// `speak` sends, while `hear` receives in a thread of its own, again and again, until the other side ends: then
/// nobody is left to type for. When nothing more is said, that is what the other side is told; of datagrams it is
/// heard on for a while, unless the speaker has ended the session. `patience`: how long a connection may be silent then.
///
/// # Errors
/// Where there is no socket any more.
pub(super) fn both_ways<'s>(
    mut end: End<'s>,
    hear: impl FnMut(&mut End<'s>) -> Result<(), Stop> + Send,
    speak: impl FnOnce(&mut End<'s>) -> Result<(), Stop>,
    patience: Option<Duration>,
) -> Result<(), Stop> {
    let session = end.session();
    let reader = end.reader()?;
    let heard = &AtomicU64::new(0);
    std::thread::scope(|threads| {
        threads.spawn(move || listen(reader, session, heard, hear));
        match speak(&mut end) {
            Ok(()) if end.is_of_datagrams() => {
                listen_on(session, heard, SILENCE);
                session.end();
            }
            // Where there is no connection any more, the reader sees how it ended, and what was said before.
            Ok(()) if !session.is_over() => {
                end.finish_sending().ok();
                patience.into_iter().for_each(|patience| gives_up(session, heard, patience));
            }
            Err(stop) if !end.is_of_datagrams() && stop.has_broken() => {}
            Ok(()) | Err(_) => session.end(),
        }
    });
    end.close();
    Ok(())
}

/// Ends the session when nothing has come for so long, and says so; the reader ends it when the other side does.
fn gives_up(session: &Session<'_>, heard: &AtomicU64, patience: Duration) {
    listen_on(session, heard, patience);
    if !session.is_over() {
        let s = patience.as_secs();
        session.fails(Text::new(
            format!("nothing came for {s} s, and the server does not close"),
            format!("{s} 秒没有收到任何东西，服务器也不关闭"),
        ));
        session.end();
    }
}

/// Until nothing has come for so long.
fn listen_on(session: &Session<'_>, heard: &AtomicU64, silence: Duration) {
    let mut before = None;
    while !session.is_over() && before != Some(heard.load(Ordering::Relaxed)) {
        before = Some(heard.load(Ordering::Relaxed));
        session.pause(silence);
    }
}

fn listen<'s>(
    mut reader: End<'s>,
    session: &Session<'_>,
    heard: &AtomicU64,
    mut hear: impl FnMut(&mut End<'s>) -> Result<(), Stop>,
) {
    loop {
        match hear(&mut reader) {
            Ok(()) => {
                heard.fetch_add(1, Ordering::Relaxed);
            }
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
