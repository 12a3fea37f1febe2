//! One connection of the server.

use super::{Said, answer, date, is_framed, said, say};
use crate::apps::both::Held;
use crate::apps::file::{Ended, keep, leave};
use crate::apps::{End, Mode, Plan, Stop};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// Serves a connection, and closes it.
pub(super) fn one(mut end: End<'_>, plan: &Plan) {
    let ended = with_dates(&mut end, plan, |end, held| converse(end, held, plan));
    leave(end, ended);
}

/// Does `f` on a connection, while a thread of its own sends the date now and then, if that is the plan.
pub(super) fn with_dates<'s>(
    end: &mut End<'s>,
    plan: &Plan,
    f: impl FnOnce(&mut End<'s>, &Held<'s>) -> Result<(), Ended>,
) -> Result<(), Ended> {
    let held = Held::new(end.reader()?);
    std::thread::scope(|threads| {
        // Dropped when `f` is done: then the thread ends.
        let (_open, closed) = channel();
        if let Some(every) = plan.every {
            let held = &held;
            let work = move || tell_dates(held, &closed, every, plan);
            // Without a thread there would be no dates, and nobody would know why.
            std::thread::Builder::new().spawn_scoped(threads, work).map_err(|_| Stop::End)?;
        }
        f(end, &held)
    })
}

fn tell_dates(held: &Held<'_>, closed: &Receiver<()>, every: Duration, plan: &Plan) {
    while closed.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
        // The one that receives sees how the connection ended.
        if say(held, &date(plan), plan).is_err() {
            return;
        }
    }
}

/// Answers until the client leaves.
fn converse(end: &mut End<'_>, held: &Held<'_>, plan: &Plan) -> Result<(), Ended> {
    loop {
        let next = match is_framed(plan) {
            true => said(end)?,
            false => Said::Text(end.recv()?.to_vec()),
        };
        match next {
            Said::Text(text) => say(held, &answer(&text, plan), plan)?,
            Said::Quit => return Ok(()),
            Said::File(name, len) => take(end, plan, (&name, len))?,
        }
        if plan.mode == Mode::Once {
            return Ok(());
        }
    }
}

/// Takes a file, where there is a folder to keep it in.
pub(super) fn take(end: &mut End<'_>, plan: &Plan, file: (&str, u64)) -> Result<(), Ended> {
    let folder = plan.files.folder.as_ref().ok_or(Stop::End)?;
    keep(end, folder, plan.files.max, file)
}
