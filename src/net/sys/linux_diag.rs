//! What the kernel says of a connection's other end, where that is a socket of this computer: sock_diag(7).

use super::linux_netlink::netlink;
use crate::model::Seen;
use socket2::{Domain, Protocol, Socket, Type};
use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// SOCK_DIAG_BY_FAMILY, include/uapi/linux/sock_diag.h.
const BY_FAMILY: u16 = 20;
/// Where `inet_diag_msg` has `idiag_rqueue`, include/uapi/linux/inet_diag.h: behind four bytes, the `inet_diag_sockid` of 48,
/// and `idiag_expires`.
const RQUEUE: usize = size_of::<libc::nlmsghdr>() + 4 + 48 + 4;
/// The kernel answers before the request returns.
const SOON: Duration = Duration::from_millis(100);

/// The bytes that have come to the other end of a connection and were not read: `tcp_diag_get_info`
/// (net/ipv4/tcp_diag.c). No rights are needed. Unsupported where no such socket is in this network namespace, or the
/// kernel is built without.
pub(in crate::net) fn unread(own: SocketAddr, other: SocketAddr) -> Seen<u64> {
    ask(own, other).map_or(Seen::Unsupported, |bytes| Seen::Seen(bytes.into()))
}

fn ask(own: SocketAddr, other: SocketAddr) -> io::Result<u32> {
    let socket = Socket::new(
        Domain::from(libc::AF_NETLINK),
        Type::DGRAM,
        Some(Protocol::from(libc::NETLINK_SOCK_DIAG)),
    )?;
    socket.set_read_timeout(Some(SOON))?;
    (&socket).write_all(&netlink(BY_FAMILY, 0, &request(own, other)))?;
    let mut answer = [0; 512];
    let length = (&socket).read(&mut answer)?;
    let kind = answer.get(4..6).and_then(|bytes| bytes.first_chunk());
    let queue = answer.get(..length).and_then(|answer| answer.get(RQUEUE..)?.first_chunk());
    match (kind, queue) {
        (Some(kind), Some(queue)) if u16::from_ne_bytes(*kind) == BY_FAMILY => {
            Ok(u32::from_ne_bytes(*queue))
        }
        _ => Err(io::ErrorKind::NotFound.into()),
    }
}

/// `inet_diag_req_v2` of the one socket that has these ends, the other way round, in any state and with any cookie
/// (INET_DIAG_NOCOOKIE).
fn request(own: SocketAddr, other: SocketAddr) -> Vec<u8> {
    let family = if own.is_ipv4() { libc::AF_INET } else { libc::AF_INET6 };
    let mut request = vec![family as u8, libc::IPPROTO_TCP as u8, 0, 0];
    request.extend(u32::MAX.to_ne_bytes());
    request.extend(other.port().to_be_bytes());
    request.extend(own.port().to_be_bytes());
    request.extend(address(other.ip()));
    request.extend(address(own.ip()));
    request.extend(0_u32.to_ne_bytes());
    request.extend([0xff; 8]);
    request
}

/// An address in its sixteen bytes.
fn address(ip: IpAddr) -> [u8; 16] {
    match ip {
        IpAddr::V6(ip) => ip.octets(),
        IpAddr::V4(ip) => {
            let mut bytes = [0; 16];
            bytes[..4].copy_from_slice(&ip.octets());
            bytes
        }
    }
}
