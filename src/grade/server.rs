//! A server: started, seen to listen, ended.

use super::{PRINTED, PROCESSES, START, ServerCommand};
use crate::model::{Family, Text, Transport};
use crate::net::{Deadline, Exit, Most, Running, Socket, Wait, listens, said};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Why a program cannot be spoken to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotUp {
    /// It could not be started, and what the system says.
    NotStarted(Text),
    /// It ended before it listened; its last words.
    Ended(Exit, Vec<u8>),
    /// It did not listen on this port in time; its last words.
    NeverListens(u16, Duration, Vec<u8>),
    /// Ctrl-C.
    CalledOff,
}

impl NotUp {
    /// What the program had said last.
    pub fn words(&self) -> &[u8] {
        match self {
            NotUp::Ended(_, words) | NotUp::NeverListens(_, _, words) => words,
            NotUp::NotStarted(_) | NotUp::CalledOff => &[],
        }
    }

    pub(super) fn not_started(error: &io::Error) -> Self {
        NotUp::NotStarted(said(error))
    }
}

/// What every program may take.
pub(super) const MOST: Most = Most { printed: PRINTED, processes: PROCESSES };
/// How long a connection may take where only that tells whether somebody listens.
const CONNECT: Duration = Duration::from_secs(1);

/// One that listens.
pub(super) struct Server {
    pub(super) running: Running,
    pub(super) address: SocketAddr,
    /// Somebody has connected to it.
    pub(super) has_served: bool,
}

/// Starts it, and waits until it listens.
pub(super) fn up(
    (command, port): (ServerCommand<'_>, Option<u16>),
    most: Duration,
    cancel: &AtomicBool,
) -> Result<Server, NotUp> {
    let time = START.min(most);
    let chosen = match port {
        Some(port) => port,
        None => free_port().map_err(|error| NotUp::not_started(&error))?,
    };
    let running = Running::start(&mut command(chosen), MOST);
    let running = running.map_err(|error| NotUp::not_started(&error))?;
    let wait = Wait { deadline: Deadline::after(time), cancel: [cancel, cancel] };
    let mut address = None;
    let come = wait.until(|| {
        address = listening(chosen);
        address.is_some() || running.ended().is_some()
    });
    match (address, running.ended()) {
        (_, Some(exit)) => Err(NotUp::Ended(exit, running.last_words())),
        (Some(address), None) => Ok(Server { running, address, has_served: false }),
        (None, None) => {
            running.end();
            let over =
                come.is_err_and(|failure| failure.name() != crate::model::ErrorName::Timeout);
            Err(match over {
                true => NotUp::CalledOff,
                false => NotUp::NeverListens(chosen, time, running.last_words()),
            })
        }
    }
}

/// A port that nobody has at this moment.
///
/// # Errors
/// What the system says.
pub fn free_port() -> io::Result<u16> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr().map(|address| address.port())
}

/// Where on this computer somebody listens on a port. Where the system does not tell, a connection does.
pub(super) fn listening(port: u16) -> Option<SocketAddr> {
    let hosts = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    hosts
        .map(|host| SocketAddr::new(host, port))
        .into_iter()
        .find(|address| listens(*address).seen().unwrap_or_else(|| connected(*address).is_some()))
}

/// A connection.
pub(super) fn connected(to: SocketAddr) -> Option<Socket> {
    let family = if to.is_ipv4() { Family::Ipv4 } else { Family::Ipv6 };
    let socket = Socket::new(Transport::Tcp, family).ok()?;
    socket.connect(&to.into(), CONNECT).ok()?;
    Some(socket)
}
