//! Sockets, and what the kernel says about them.
//!
//! | file | what it is there for |
//! |---|---|
//! | [`socket`](Socket) | a socket, and one method for each call a scenario can make |
//! | `options` | setting an option, and reading back what was granted |
//! | `wait` | waiting for something to become true, with an absolute deadline |
//! | `table` | which sockets a case has, which belong together, weak handles to sample them |
//! | `recorder` | the one place through which every call goes and is written down |
//! | `kept` | the calls of a session, as a trace keeps them |
//! | [`watched`] | the system calls of other programs, as they make them (Linux) |
//! | [`command`](run) | running a command: what it prints, within limits |
//! | `running` | a program that is spoken to: its end, its last words, all that it started |
//! | `process` | this program once more, as a process of its own: one that can be killed |
//! | [`lab`] | hosts made of network namespaces, for a wire between them (Linux) |
//! | `failure` | an error of the system under its portable name |
//! | `sys` | one file for each operating system, with the same surface |
//!
//! `sys` is the only home of `cfg(target_os)` and of `unsafe`.

mod clock;
mod command;
mod failure;
pub mod files;
mod kept;
pub mod lab;
mod led;
mod mutex;
mod options;
mod process;
mod recorder;
mod running;
mod said;
mod socket;
mod sys;
mod table;
#[cfg(test)]
mod tests;
mod wait;
pub mod watched;

pub(crate) use clock::sleep;
pub use clock::{Clock, Deadline};
pub use command::{Ended, Printed, run};
pub use failure::Failure;
pub use kept::{CLIENT, Kept, SERVER};
pub use mutex::lock;
pub use options::{get_option, granted, set_option};
pub use process::{Holder, start};
pub use recorder::Recorder;
pub use running::{Exit, Most, Pulse, Running, end_all_started, waits_in_pipe};
pub use said::said;
pub use socket::{Received, Socket, Switches};
pub use sys::{
    OneCpu, Terminal, abstract_name, has_option, has_transport, set_after_connect, stdout_is_closed,
};
pub use table::{ConnectionEntry, Table};
pub use wait::{Barrier, Wait};

use crate::model::{Host, Seen};

/// Whether this is Windows: it has no locale variables, and its console takes Unicode.
pub fn is_windows() -> bool {
    std::env::consts::OS == "windows"
}

/// The MTU of the loopback interface, in bytes.
pub fn loopback_mtu() -> Seen<u64> {
    sys::loopback_mtu()
}

/// A process that has a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Its number.
    pub id: u32,
    /// What it is called.
    pub name: String,
}

/// The process that has this port; none where this system, or this process's rights, do not tell.
pub fn holder(address: &std::net::SocketAddr, tcp: bool) -> Option<Holding> {
    sys::holder::holder(address, tcp)
}

/// Whether somebody listens at this address; not asked where that would be a connection.
pub fn listens(at: std::net::SocketAddr) -> Seen<bool> {
    sys::diag::listens(at)
}

/// How many connections with the port of this address are in TIME_WAIT.
pub fn time_wait(address: &std::net::SocketAddr) -> Seen<u64> {
    sys::time_wait(address)
}

/// What this system is set to as a whole, as far as scenarios depend on it: names as the system's
/// own tools have them, and values as text.
pub fn settings() -> impl Iterator<Item = (&'static str, Seen<String>)> {
    sys::SETTINGS.iter().map(|name| (*name, sys::setting(name)))
}

/// The computer this is, for a trace.
pub fn host() -> Host {
    Host {
        os: std::env::consts::OS.to_owned(),
        release: sys::release(),
        arch: std::env::consts::ARCH.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        under: sys::under(),
    }
}
