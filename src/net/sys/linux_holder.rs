//! Which process has a port.

use super::linux_time_wait::fields;
use crate::net::Holding;
use std::fs;
use std::net::SocketAddr;

/// A listening socket's state: `TCP_LISTEN`, include/net/tcp_states.h.
const LISTEN: &str = "0A";

/// The process that listens on a TCP port, or has bound a UDP port: the socket's inode by proc(5)'s
/// `net/tcp` and `net/udp`, and whose descriptor it is by `/proc/PID/fd`. Nobody where that may not be read
/// (another user's process).
pub(in crate::net) fn holder(address: &SocketAddr, tcp: bool) -> Option<Holding> {
    let files = if tcp { ["tcp", "tcp6"] } else { ["udp", "udp6"] };
    let lines = files
        .iter()
        .filter_map(|name| fs::read_to_string(format!("/proc/thread-self/net/{name}")).ok());
    let inodes: Vec<String> = lines
        .flat_map(|text| {
            text.lines().filter_map(|line| inode(line, address.port(), tcp)).collect::<Vec<_>>()
        })
        .collect();
    let wanted: Vec<String> = inodes.iter().map(|inode| format!("socket:[{inode}]")).collect();
    let processes = fs::read_dir("/proc").ok()?.filter_map(Result::ok);
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let mut holders = ids.filter(|id| has_one_of(*id, &wanted));
    holders.next().map(|id| {
        let name = fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
        Holding { id, name: name.trim_end().to_owned() }
    })
}

/// The inode of a line that is about a socket which holds this port.
fn inode(line: &str, port: u16, tcp: bool) -> Option<String> {
    let fields = fields(line, port)?;
    fields.inode.filter(|_| !tcp || fields.state == LISTEN).map(str::to_owned)
}

fn has_one_of(process: u32, sockets: &[String]) -> bool {
    let Ok(files) = fs::read_dir(format!("/proc/{process}/fd")) else { return false };
    let links = files.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    links
        .filter_map(|link| link.into_os_string().into_string().ok())
        .any(|link| sockets.contains(&link))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{TcpListener, UdpSocket};

    #[test]
    fn this_process_is_found_by_its_ports() {
        let (tcp, udp) =
            (TcpListener::bind("127.0.0.1:0").unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
        let found = holder(&tcp.local_addr().unwrap(), true).unwrap();
        assert_eq!(found.id, std::process::id());
        assert!(!found.name.is_empty());
        assert_eq!(
            holder(&udp.local_addr().unwrap(), false).map(|h| h.id),
            Some(std::process::id())
        );
        let free = tcp.local_addr().unwrap();
        drop(tcp);
        assert_eq!(holder(&free, true), None);
    }
}
