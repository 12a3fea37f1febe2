//! A program between a client and a server that both stay as they are: it cuts and glues what passes, on
//! purpose, and always in the same way.
//!
//! | file | what it is there for |
//! |---|---|
//! | `cuts`, `frames` | where a stream is cut: positions in it, whatever one receive returned |
//! | `held` | what was received and waits, for no longer and no more than was said |
//! | `way` | one direction of a connection |
//! | `line` | what both directions of one know of each other |
//! | `datagrams` | the same over UDP: by the numbers of datagrams |
//! | `words` | what it says of connections |
//!
//! # What passes
//!
//! The end of a direction is passed on when all its bytes were (`shutdown`), and a reset as a reset; what is not taken by
//! one side is not received from the other, beyond [`HELD`] bytes. Each write has one piece, which ends at a cut, or where the bytes ended:
//! what is not a whole piece waits for the rest of it as long as the pause between two pieces is. So that pieces
//! arrive apart, TCP_NODELAY is set on both sides, there is that pause, and the next piece waits until the one before was read,
//! where the system tells that of a program of the same computer (Linux), but half a second at the most.

mod cuts;
mod datagrams;
mod frames;
mod held;
mod line;
mod way;
mod words;

pub use cuts::{CutText, Cutting, CuttingError};
pub use datagrams::Marks;
pub use frames::{FrameCut, FramePlace};

use super::server::next;
use super::{End, Knobs, Place, Session, Stop};
use crate::model::{Transport, named_enum};
use line::{Line, Side};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use way::Way;

/// What the program is called in a trace.
pub const RELAY: &str = "relay";
/// So many connections at a time, or clients that send datagrams.
pub const MOST: u64 = 256;
/// No more of one direction is held at a time, in bytes.
pub const HELD: usize = 64 * 1024;
/// The pause between two pieces where nothing is said.
pub const PACE: Duration = Duration::from_millis(1);

named_enum! {
    /// Which direction is changed. The other passes as it comes.
    pub enum Direction {
        /// Both.
        Both = "both",
        /// What the client sends.
        ToServer = "to-server",
        /// What the server sends.
        ToClient = "to-client",
    }
}

impl Direction {
    fn changes(self, to: Side) -> bool {
        match self {
            Direction::Both => true,
            Direction::ToServer => to == Side::Server,
            Direction::ToClient => to == Side::Client,
        }
    }
}

/// What is done with what passes.
#[derive(Debug, Clone)]
pub struct Relay {
    /// Where clients connect.
    pub listen: Place,
    /// Where the server is.
    pub server: Place,
    /// Of both sides' sockets.
    pub knobs: Knobs,
    /// Which direction is changed.
    pub direction: Direction,
    /// Where streams are cut.
    pub cutting: Cutting,
    /// What comes within such a time goes on in one write.
    pub glue: Duration,
    /// Everything goes on so much later.
    pub delay: Duration,
    /// Only of datagrams: which ones have another fate.
    pub marks: Marks,
    /// Ends when the first connection has.
    pub once: bool,
    /// Ends after so long.
    pub limit: Option<Duration>,
}

impl Relay {
    /// One that changes nothing.
    pub fn between(listen: Place, server: Place) -> Self {
        let knobs = Knobs {
            recv: HELD as u64,
            nodelay: (listen.transport() == Transport::Tcp).then_some(true),
            pace: PACE,
            ..Knobs::default()
        };
        Relay {
            listen,
            server,
            knobs,
            direction: Direction::Both,
            cutting: Cutting::Sizes(super::Cut::Whole),
            glue: Duration::ZERO,
            delay: Duration::ZERO,
            marks: Marks::default(),
            once: false,
            limit: None,
        }
    }
}

/// Passes on until the session is over.
///
/// # Errors
/// What `listen` or `bind` says.
pub fn relay(plan: &Relay, session: &Session<'_>) -> Result<(), Stop> {
    std::thread::scope(|threads| {
        if let Some(limit) = plan.limit {
            threads.spawn(move || {
                session.pause(limit);
                session.end();
            });
        }
        let ended = match plan.listen.transport() {
            Transport::Udp => datagrams::pass(plan, session),
            _ => connections(plan, session),
        };
        session.end();
        ended
    })
}

/// Listens, and has each connection passed on in a thread of its own.
fn connections(plan: &Relay, session: &Session<'_>) -> Result<(), Stop> {
    let mut listener = End::listening(session, &plan.listen, &plan.knobs)?;
    let open = &AtomicU64::new(0);
    std::thread::scope(|threads| {
        let mut nth = 0;
        while let Some(client) = next(&mut listener, nth + 1) {
            nth += 1;
            if open.load(Ordering::Relaxed) >= MOST {
                session.remark(&words::too_many());
                client.reset();
                continue;
            }
            open.fetch_add(1, Ordering::Relaxed);
            let work = move || {
                connection(plan, session, client, nth);
                open.fetch_sub(1, Ordering::Relaxed);
                if plan.once {
                    session.end();
                }
            };
            // Without a thread the connection and its place are given back.
            if std::thread::Builder::new().spawn_scoped(threads, work).is_err() {
                open.fetch_sub(1, Ordering::Relaxed);
            }
            if plan.once {
                break;
            }
        }
    });
    listener.close();
    Ok(())
}

/// One connection, from its accept to its end.
fn connection<'s>(plan: &'s Relay, session: &'s Session<'s>, client: End<'s>, nth: u64) {
    let name = format!("s{nth}");
    let server = match End::reaching(session, &plan.server, &plan.knobs, Some(&name)) {
        Ok(server) => server,
        Err(stop) => {
            if !session.is_over() {
                session.remark(&words::no_server(nth, &plan.server, &stop));
            }
            return client.reset();
        }
    };
    let line = Line::new(nth, session);
    if let (Ok(to_client), Ok(to_server)) = (client.reader(), server.reader()) {
        let (to_client, to_server) =
            (to_client.given_up_by(line.off()), to_server.given_up_by(line.off()));
        both_ways(plan, &line, (client, to_client), (server, to_server));
    }
}

/// Both directions until both have ended; then both sides, as the other one ended.
fn both_ways<'s>(
    plan: &'s Relay,
    line: &Line<'s>,
    (mut client, to_client): (End<'s>, End<'s>),
    (mut server, to_server): (End<'s>, End<'s>),
) {
    std::thread::scope(|threads| {
        let up = Way::new(plan, line, Side::Server, (&mut client, to_server));
        let down = Way::new(plan, line, Side::Client, (&mut server, to_client));
        let down = std::thread::Builder::new().spawn_scoped(threads, move || down.pass());
        match down {
            Ok(_) => up.pass(),
            Err(_) => line.breaks(Side::Server),
        }
    });
    line.session().remark(&line.summary());
    // The one that is still there learns of a reset first.
    for (side, end) in [(Side::Client, client), (Side::Server, server)] {
        match line.is_broken(side.other()) {
            true => end.reset(),
            false => end.close(),
        }
    }
}
