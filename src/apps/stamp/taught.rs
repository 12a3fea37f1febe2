//! The server as the tutorials wrote it: a thread for each client, up to a number; an error ends its thread. A socket is closed
//! when nothing has a name for it any more, and the loop around `accept` has one for the last connection: until the next comes.

use super::server::{take, with_dates};
use super::{HEADER, answer, is_framed, say};
use crate::apps::both::Held;
use crate::apps::file::{Ended, TEXT, dies, leave, named_as_taught};
use crate::apps::server::next;
use crate::apps::stream::framed;
use crate::apps::taught::uncaught;
use crate::apps::{End, Event, Fault, Mode, Plan, Session, Stop};
use crate::model::Text;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the variable of the loop around `accept` refers to.
#[derive(Default)]
struct Variable<'s> {
    /// Which connection, from 1.
    nth: u64,
    /// Its socket, where nothing else refers to it any more.
    alone: Option<End<'s>>,
}

/// Serves until the session is over.
///
/// # Errors
/// What `listen` says.
pub(super) fn serve(plan: &Plan, session: &Session<'_>) -> Result<(), Stop> {
    let mut listener = End::listening(session, &plan.place, &plan.knobs)?;
    let conn = Mutex::new(Variable::default());
    std::thread::scope(|threads| {
        let mut nth = 0;
        while let Some(end) = next(&mut listener, nth + 1) {
            nth += 1;
            assigned(&conn, nth);
            if nth > plan.max_clients as u64 {
                session.met(Fault::Unserved);
                locked(&conn).alone = Some(end);
                continue;
            }
            let conn = &conn;
            let work = move || one(end, nth, plan, conn);
            // A client without a thread: its socket is closed.
            std::thread::Builder::new().spawn_scoped(threads, work).ok();
        }
    });
    assigned(&conn, 0);
    listener.close();
    Ok(())
}

fn locked<'c, 's>(conn: &'c Mutex<Variable<'s>>) -> MutexGuard<'c, Variable<'s>> {
    conn.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The variable refers to another connection now: what only it referred to is closed.
fn assigned(conn: &Mutex<Variable<'_>>, nth: u64) {
    let before = std::mem::replace(&mut *locked(conn), Variable { nth, alone: None });
    if let Some(end) = before.alone {
        end.close();
    }
}

/// A connection's thread. Where an error ends it, the socket may still have its name in the loop.
fn one<'s>(mut end: End<'s>, nth: u64, plan: &Plan, conn: &Mutex<Variable<'s>>) {
    if !plan.knobs.guard.admits(&mut end) {
        return end.close();
    }
    let Err(ended) = with_dates(&mut end, plan, |end, held| converse(end, held, plan)) else {
        return end.close();
    };
    let session = end.session();
    if let Ended::Stop(stop) = &ended {
        uncaught(session, stop, Mode::Threaded);
    }
    let mut conn = locked(conn);
    if conn.nth == nth && !session.is_over() {
        if let Ended::Stop(stop) = &ended {
            end.refuses(stop);
        }
        conn.alone = Some(end);
        drop(conn);
        if let Ended::Said(text) | Ended::Refused(text) = &ended {
            session.tell(&Event::Says(text));
        }
        return session.remark(&still_open());
    }
    drop(conn);
    leave(end, Err(ended));
}

fn still_open() -> Text {
    Text::new(
        "its thread has ended, but the variable of the accept loop still has the socket: open until one more connects",
        "它的线程结束了，可 accept 循环的变量还指着这个套接字：要到下一个客户端连上来才关闭",
    )
}

/// Answers until the client leaves. An error is one that nobody caught.
fn converse(end: &mut End<'_>, held: &Held<'_>, plan: &Plan) -> Result<(), Ended> {
    loop {
        let text = match is_framed(plan) {
            true => framed(end, HEADER, TEXT)?,
            false => match end.recv() {
                Ok(bytes) => bytes.to_vec(),
                Err(Stop::End) => return Ok(()),
                Err(stop) => return Err(stop.into()),
            },
        };
        if std::str::from_utf8(&text).is_err() {
            return Err(dies(end, Fault::Undecoded));
        }
        match &*text {
            b"q" | b"Q" if is_framed(plan) => return Ok(()),
            b"file" | b"FILE" if is_framed(plan) => {
                let (name, len) = named_as_taught(end)?;
                take(end, plan, (&name, len))?;
            }
            _ => say(held, &answer(&text, plan), plan)?,
        }
    }
}
