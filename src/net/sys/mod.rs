//! One file for each operating system, all with the same names. The only home of `unsafe` and of
//! `cfg(target_os)`.
//!
//! | name | what it does |
//! |---|---|
//! | `kind_of` | domain, type and protocol of a transport, or `unsupported` |
//! | `flags` | the numbers of MSG_ flags, or `unsupported` |
//! | `recv`, `recv_datagram` | receive into bytes; report a cut as this system does |
//! | `before_connect`, `connect_begun` | what a `connect` needs, and how it says that it has begun |
//! | `connect_within` | a `connect` that waits for so long at most |
//! | `poll` | wait for one socket |
//! | `sample`, `sample_knowing`, `readable`, `unacked` | the evidence |
//! | `diag` | what is known of a connection's other end, and who listens: Linux; elsewhere nothing |
//! | `time_wait` | how many connections of a port are in TIME_WAIT |
//! | `set_option`, `get_option` | an option by the field's name, or `unsupported` |
//! | `has_option` | whether this system has an option |
//! | `set_after_connect` | whether an option only works on a connected socket |
//! | `abstract_name` | a Unix-domain name that is not a file, where there are such |
//! | `LIMIT_SAYS` | what a blocking call says when its time limit has passed |
//! | `error_name` | portable and native name of an error number |
//! | `OneCpu` | run this thread, and those it starts, on one processor |
//! | `release`, `under` | what this computer is |
//! | `SETTINGS`, `setting`, `loopback_mtu` | what the whole system is set to |
//! | `lab` | hosts made of network namespaces: Linux; elsewhere the reason why not |
//! | `stdout_is_closed` | whether nothing can be written to standard output |
//! | `repeats_what_was_asked` | whether an option that is read back says what was asked, not what was granted |
//! | `never_began` | whether a process died before it began |
//! | `files` | descriptors by name, and how many; owners and other names of files |
//! | `group` | a command and what it starts, to be ended together |
//! | `holder` | which process has a port: Linux; elsewhere nobody asks |
//! | `Terminal` | how standard input's terminal was set |
//! | `tree` | processes that a program started, and their memory: Linux; elsewhere nobody knows |
//! | `unnamed` | files without a name until they are complete: Linux; elsewhere every file has one |
//! | `watch` | the system calls of other programs: Linux; elsewhere nobody can |
//! | `stdio` | a socket as a standard stream of another process |
#![allow(
    unsafe_code,
    reason = "system calls that no library offers; each block says why it is sound"
)]

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod any_cpu;
#[cfg(any(target_os = "macos", target_os = "ios", target_os = "freebsd"))]
mod bsd_settings;
mod fields;
#[cfg(target_os = "linux")]
mod linux_netlink;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod linux_settings;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod linux_structs;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod linux_time_wait;
mod options;
#[cfg(any(windows, target_os = "freebsd", test))]
mod rules;
mod sockopt;
#[cfg(unix)]
mod unix;
#[cfg(unix)]
mod unix_stdout;
#[cfg(windows)]
mod windows_errors;
#[cfg(windows)]
mod windows_process;
#[cfg(windows)]
mod windows_settings;
#[cfg(windows)]
mod windows_stdout;
#[cfg(windows)]
mod windows_time_wait;
#[cfg(windows)]
mod windows_version;
#[cfg(windows)]
mod winsock;

#[cfg(target_os = "linux")]
#[path = "linux_diag.rs"]
pub(in crate::net) mod diag;
#[cfg(not(target_os = "linux"))]
#[path = "no_diag.rs"]
pub(in crate::net) mod diag;

#[cfg(target_os = "linux")]
#[path = "linux_lab.rs"]
pub(in crate::net) mod lab;
#[cfg(not(target_os = "linux"))]
#[path = "no_lab.rs"]
pub(in crate::net) mod lab;

#[cfg(unix)]
#[path = "unix_files.rs"]
pub(in crate::net) mod files;
#[cfg(windows)]
#[path = "windows_files.rs"]
pub(in crate::net) mod files;

#[cfg(unix)]
#[path = "unix_group.rs"]
pub(in crate::net) mod group;
#[cfg(windows)]
#[path = "windows_group.rs"]
pub(in crate::net) mod group;

#[cfg(unix)]
#[path = "unix_terminal.rs"]
mod terminal;
#[cfg(windows)]
#[path = "windows_terminal.rs"]
mod terminal;

#[cfg(any(target_os = "linux", target_os = "android"))]
#[path = "linux_holder.rs"]
pub(in crate::net) mod holder;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
#[path = "no_holder.rs"]
pub(in crate::net) mod holder;

#[cfg(target_os = "linux")]
#[path = "linux_tree.rs"]
pub(in crate::net) mod tree;
#[cfg(not(target_os = "linux"))]
#[path = "no_tree.rs"]
pub(in crate::net) mod tree;

#[cfg(any(target_os = "linux", target_os = "android"))]
#[path = "linux_unnamed.rs"]
pub(in crate::net) mod unnamed;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
#[path = "no_unnamed.rs"]
pub(in crate::net) mod unnamed;

#[cfg(all(
    target_os = "linux",
    target_env = "gnu",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
#[path = "linux_watch/mod.rs"]
pub(in crate::net) mod watch;
#[cfg(not(all(
    target_os = "linux",
    target_env = "gnu",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
#[path = "no_watch.rs"]
pub(in crate::net) mod watch;

#[cfg(any(target_os = "linux", target_os = "android"))]
#[path = "linux.rs"]
mod os;
#[cfg(any(target_os = "macos", target_os = "ios"))]
#[path = "macos.rs"]
mod os;
#[cfg(target_os = "freebsd")]
#[path = "freebsd.rs"]
mod os;
#[cfg(windows)]
#[path = "windows.rs"]
mod os;

#[cfg(not(any(
    target_os = "linux",
    target_os = "android",
    target_os = "macos",
    target_os = "ios",
    target_os = "freebsd",
    windows
)))]
compile_error!("stickydemo does not know this operating system: add a file to src/net/sys");

pub(in crate::net) use os::{
    LIMIT_SAYS, SETTINGS, before_connect, connect_begun, connect_within, error_name, flags,
    get_option, kind_of, loopback_mtu, never_began, poll, readable, recv, recv_datagram, release,
    repeats_what_was_asked, sample, set_option, setting, stdio, time_wait, unacked, under,
};
pub use os::{OneCpu, abstract_name, has_option, set_after_connect, stdout_is_closed};
pub use terminal::Terminal;

#[cfg(any(target_os = "linux", target_os = "android"))]
pub(in crate::net) use os::sample_knowing;

use crate::model::{Seen, Transport};
use socket2::SockAddr;

/// Asks for the switches, too: here nobody looks so often that it would count.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(in crate::net) fn sample_knowing(
    socket: &crate::net::Socket,
    _: crate::net::Switches,
) -> crate::model::Evidence {
    sample(socket)
}

/// What to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::net) enum Interest {
    /// Something to read, or to accept, or the end.
    Read,
    /// The end only.
    Hangup,
}

/// What `poll` said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::net) struct Ready {
    /// Something to read.
    pub(in crate::net) readable: bool,
    /// The peer has shut down or closed, or the connection was reset.
    pub(in crate::net) hangup: bool,
}

impl Ready {
    /// Whether a receive would not wait.
    pub(in crate::net) fn any(self) -> bool {
        self.readable || self.hangup
    }
}

/// A datagram as the system reported it.
#[derive(Debug)]
pub(in crate::net) struct Datagram {
    /// The count returned.
    pub(in crate::net) count: usize,
    /// Whether it was cut.
    pub(in crate::net) truncated: Seen<bool>,
    /// Who sent it.
    pub(in crate::net) from: Option<SockAddr>,
    /// The error by which the system reported it, if it did.
    pub(in crate::net) error: Option<std::io::Error>,
}

/// What a question brought, as evidence.
fn seen<T>(answer: std::io::Result<T>) -> Seen<T> {
    match answer {
        Ok(value) => Seen::Seen(value),
        Err(error) => Seen::Failed(error.raw_os_error().unwrap_or(0)),
    }
}

/// Whether this system has this kind of socket.
pub fn has_transport(transport: Transport) -> bool {
    kind_of(transport, socket2::Domain::IPV4).is_ok()
}
