//! Connections that are over and not forgotten yet.

use super::seen;
use crate::model::Seen;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind};
use std::net::SocketAddr;

/// The state of a connection in these files: `TCP_TIME_WAIT`, include/net/tcp_states.h.
const TIME_WAIT: &str = "06";

/// How many connections with this local port are in TIME_WAIT: `/proc/net/tcp` and `tcp6` (proc(5)),
/// those of the calling thread's network namespace. A line has the local address, the other end's
/// and the state, in hexadecimal (`get_tcp4_sock`, net/ipv4/tcp_ipv4.c).
pub(in crate::net) fn time_wait(address: &SocketAddr) -> Seen<u64> {
    let name = if address.is_ipv4() { "tcp" } else { "tcp6" };
    match File::open(format!("/proc/thread-self/net/{name}")) {
        Err(error) if error.kind() == ErrorKind::NotFound => Seen::Unsupported,
        file => seen(file.and_then(|file| waiting(file, address.port()))),
    }
}

/// How many lines are of a connection of this port that is in TIME_WAIT.
fn waiting(file: File, port: u16) -> io::Result<u64> {
    let mut count = 0;
    for line in BufReader::new(file).lines() {
        count += u64::from(is_waiting(&line?, port));
    }
    Ok(count)
}

/// Whether a line is of a connection of this port that is in TIME_WAIT.
fn is_waiting(line: &str, port: u16) -> bool {
    fields(line, port).is_some_and(|fields| fields.state == TIME_WAIT)
}

/// What a line of `net/tcp` or `net/udp` says of a socket (proc(5)).
pub(super) struct Fields<'l> {
    /// The state of a connection, in hexadecimal.
    pub(super) state: &'l str,
    /// The inode; absent in what is cut.
    pub(super) inode: Option<&'l str>,
}

/// The fields of a line, if its socket has this local port.
pub(super) fn fields(line: &str, port: u16) -> Option<Fields<'_>> {
    let mut words = line.split_whitespace().skip(1);
    let (local, state) = (words.next()?, words.nth(1)?);
    let (_, of) = local.rsplit_once(':')?;
    (of == format!("{port:04X}")).then(|| Fields { state, inode: words.nth(5) })
}

#[cfg(test)]
mod tests {
    use super::is_waiting;

    /// Lines as Linux 6.18 writes them.
    #[test]
    fn only_that_port_in_that_state_counts() {
        let waiting = "   1: 0100007F:1F90 0100007F:D4A2 06 00000000:00000000 03:00001743 00000000 \
                       0        0 0 3 0000000000000000";
        let open = "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 \
                    0        0 12345 1 0000000000000000 100 0 0 10 0";
        assert!(is_waiting(waiting, 0x1f90));
        assert!(!is_waiting(waiting, 0xd4a2), "the other end's port");
        assert!(!is_waiting(open, 0x1f90));
        assert!(!is_waiting("  sl  local_address rem_address   st tx_queue rx_queue", 0x1f90));
    }
}
