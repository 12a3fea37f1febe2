//! Programs that nobody changed, watched: `stickydemo watch`. Their socket calls become a session, in which what the
//! kernel held at both ends stands beside each; the rest of the house takes it as it takes any other.
//!
//! | file | what it is there for |
//! |---|---|
//! | [`programs`](Programs) | which process belongs to which program, and how it ended |
//! | `sockets` | which sockets there are, who has them, which are two ends of one connection |
//! | `telling` | from what a tracer tells to calls of a session |
//! | [`frames`](Framings) | bytes into messages, where a framing is known |
//! | `records` | a system call as a record of it |
//! | `options` | options that are set and read |
//! | `making` | sockets that come about |
//! | `waits` | calls that wait for one of several descriptors |
//! | `closing` | what is closed, and how |
//! | `names` | what sockets are called |
//! | `ending` | what is left in the kernel when a program ends |
//! | `deadline` | when it is enough, and how programs are ended |
//!
//! One thread traces and tells (a tracer is a thread); another looks at the clock. What the watching changes is timing,
//! and never a byte: a call takes some tens of microseconds more.

mod closing;
mod deadline;
mod ending;
mod frames;
mod making;
mod names;
mod options;
mod programs;
mod records;
mod sockets;
mod telling;
mod waits;

pub use frames::Framings;
pub use programs::{Program, Programs};

use self::deadline::Guard;
use self::telling::Telling;
use crate::model::CaseTrace;
use crate::net::Clock;
use crate::net::watched::Tracer;
use std::io;
use std::process::{Child, Command};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// What is to be watched.
pub struct Plan<'a> {
    /// The programs that wait to be spoken to; each with this program as the command that becomes it
    /// ([`crate::net::watched::become_watched`]).
    pub servers: Vec<(String, Command)>,
    /// Those that are started when all the servers can be spoken to.
    pub clients: Vec<(String, Command)>,
    /// How what they send is cut into messages; without, each send is one.
    pub framings: Framings,
    /// No longer than this in all.
    pub limit: Option<Duration>,
    /// Set to true it ends soon.
    pub cancel: &'a AtomicBool,
}

/// Why the watching ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// All programs have ended by themselves.
    Ended,
    /// The clients have ended, and the servers only wait for somebody: they were ended.
    Settled,
    /// The time was over.
    Limit,
    /// It was called off.
    CalledOff,
    /// There were too many processes.
    TooMany,
    /// A server ended before it could be spoken to.
    NoServer,
}

/// What was seen.
#[derive(Debug)]
pub struct Watched {
    /// The calls.
    pub session: CaseTrace,
    /// The programs, and how they ended.
    pub programs: Programs,
    /// Why it ended.
    pub why: Why,
    /// How many stops there were, and how long the programs stood still in all, in nanoseconds.
    pub stops: u64,
    /// See `stops`.
    pub stood_ns: u64,
    /// A program uses io_uring: what goes through that is not seen.
    pub ring: bool,
    /// Connections that the kernel had completed, and no server accepted.
    pub never_accepted: u64,
    /// A Unix-domain socket was seen, of which nothing is told.
    pub unix: bool,
    /// Calls of which nobody knows which bytes they moved.
    pub blind: u64,
}

/// Why nothing could be watched: which program, and what the system says.
#[derive(Debug)]
pub struct NotStarted {
    /// Its name.
    pub program: String,
    /// The system's own words.
    pub error: io::Error,
}

/// Starts programs and watches them until they have ended, or it is enough. `started`: is given each process, so that
/// what it prints is read.
///
/// # Errors
/// One could not be started, or not be watched.
pub fn watch(
    plan: Plan<'_>,
    id: &str,
    started: &mut dyn FnMut(&str, Child),
) -> Result<Watched, NotStarted> {
    let Plan { servers, clients, framings, limit, cancel } = plan;
    let guard = Guard::new(limit, cancel, !clients.is_empty());
    let mut tracer = Tracer::new(Clock::start());
    let mut telling = Telling::new(&guard, servers.len(), framings);
    let traced = std::thread::scope(|threads| {
        threads.spawn(|| guard.look());
        let traced = trace((&mut tracer, &mut telling), servers, clients, started);
        guard.finish();
        traced
    });
    traced.map(|()| telling.finish(id, tracer.stood()))
}

/// Traces until no process is left; where one cannot be started, the others are ended.
fn trace(
    (tracer, telling): (&mut Tracer, &mut Telling<'_>),
    servers: Vec<(String, Command)>,
    mut clients: Vec<(String, Command)>,
    started: &mut dyn FnMut(&str, Child),
) -> Result<(), NotStarted> {
    let mut failed = None;
    // Without a server there is nothing to wait for.
    let mut next = if servers.is_empty() { std::mem::take(&mut clients) } else { servers };
    loop {
        for (program, mut command) in std::mem::take(&mut next) {
            match tracer.start(&mut command) {
                Ok(child) => {
                    telling.starts(&program, child.id());
                    started(&program, child);
                }
                Err(error) => {
                    telling.fails();
                    failed.get_or_insert(NotStarted { program, error });
                }
            }
        }
        match tracer.step(telling) {
            Ok(true) if telling.may_speak() => next = std::mem::take(&mut clients),
            Ok(true) => {}
            Ok(false) => {
                telling.alone(!clients.is_empty());
                return failed.map_or(Ok(()), Err);
            }
            Err(error) => return Err(NotStarted { program: String::new(), error }),
        }
    }
}
