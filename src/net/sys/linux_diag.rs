//! What the kernel says of a connection's other end, where that is a socket of this computer: sock_diag(7).

use super::linux_netlink::netlink_without_ack;
use super::linux_structs::TcpInfo;
use crate::model::Seen;
use socket2::{Domain, Protocol, Socket, Type};
use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::mem::offset_of;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

/// SOCK_DIAG_BY_FAMILY, include/uapi/linux/sock_diag.h.
const BY_FAMILY: u16 = 20;
/// Where `inet_diag_msg` has `idiag_rqueue`, include/uapi/linux/inet_diag.h: behind four bytes, the `inet_diag_sockid` of 48,
/// and `idiag_expires`.
const RQUEUE: usize = size_of::<libc::nlmsghdr>() + 4 + 48 + 4;
/// And `idiag_state`: its second byte.
const STATE: usize = size_of::<libc::nlmsghdr>() + 1;
/// What follows `inet_diag_msg`: its attributes.
const ATTRIBUTES: usize = size_of::<libc::nlmsghdr>() + 72;
/// INET_DIAG_INFO: `tcp_info`.
const INFO: u16 = 2;
/// Where it has what came.
const RECEIVED: usize = offset_of!(TcpInfo, tcpi_bytes_received);
/// The kernel answers before the request returns.
const SOON: Duration = Duration::from_millis(100);

thread_local! {
    /// What is asked is kept open: a socket of its own for each look would take longer than the look. It belongs to the
    /// network namespace that its thread was in (netlink(7)).
    static ASKED: RefCell<Option<Socket>> = const { RefCell::new(None) };
}

/// The bytes that have come to the other end of a connection and were not read: `tcp_diag_get_info`
/// (net/ipv4/tcp_diag.c). No rights are needed. Unsupported where no such socket is in this network namespace, or the
/// kernel is built without.
pub(in crate::net) fn unread(own: SocketAddr, other: SocketAddr) -> Seen<u64> {
    kept(&request(own, other)).map_or(Seen::Unsupported, |answer| Seen::Seen(answer.queue.into()))
}

/// Whether so many bytes have come to the other end of a connection, and all were read. What has come is asked of it
/// itself: an acknowledgement may take 40 ms (RFC 9293, 3.8.6.3). The queue is looked at before what came is counted
/// (`inet_sk_diag_fill`, net/ipv4/inet_diag.c), so it is looked at once more.
pub(in crate::net) fn taken(own: SocketAddr, other: SocketAddr, sent: u64) -> Seen<bool> {
    let request = request(own, other);
    let look = || {
        kept(&request).ok().and_then(|answer| Some((answer.received? >= sent, answer.queue == 0)))
    };
    match look() {
        Some((true, true)) => look().map_or(Seen::Unsupported, |(_, read)| Seen::Seen(read)),
        Some((_, _)) => Seen::Seen(false),
        None => Seen::Unsupported,
    }
}

/// Whether somebody listens at an address. Where no connection has these ends, the kernel looks for a listener
/// (`inet_diag_find_one_icsk`, net/ipv4/inet_diag.c).
pub(in crate::net) fn listens(at: SocketAddr) -> Seen<bool> {
    let nobody = SocketAddr::new(if at.is_ipv4() { V4 } else { V6 }, 0);
    match kept(&request(nobody, at)) {
        Ok(answer) => Seen::Seen(answer.state == LISTEN),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Seen::Seen(false),
        Err(_) => Seen::Unsupported,
    }
}

const V4: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
const V6: IpAddr = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
/// A listening socket's state: `TCP_LISTEN`, include/net/tcp_states.h.
const LISTEN: u8 = 10;

/// What the kernel says of a socket.
struct Answer {
    state: u8,
    queue: u32,
    /// Bytes that have come (Linux 4.1).
    received: Option<u64>,
}

/// Asks the socket that is kept. One that gave no answer is not asked again: its answer may still come.
fn kept(request: &[u8]) -> io::Result<Answer> {
    ASKED.with_borrow_mut(|kept| {
        let socket = match kept.take() {
            Some(socket) => socket,
            None => open()?,
        };
        let answer = ask(&socket, request);
        if answer.as_ref().err().is_none_or(|error| error.kind() == io::ErrorKind::NotFound) {
            *kept = Some(socket);
        }
        answer
    })
}

fn open() -> io::Result<Socket> {
    let protocol = Protocol::from(libc::NETLINK_SOCK_DIAG);
    let socket = Socket::new(Domain::from(libc::AF_NETLINK), Type::DGRAM, Some(protocol))?;
    socket.set_read_timeout(Some(SOON))?;
    Ok(socket)
}

fn ask(mut socket: &Socket, request: &[u8]) -> io::Result<Answer> {
    socket.write_all(&netlink_without_ack(BY_FAMILY, request))?;
    let mut answer = [0; 2048];
    let length = socket.read(&mut answer)?;
    let answer = answer.get(..length).unwrap_or_default();
    let kind = answer.get(4..6).and_then(|bytes| bytes.first_chunk()).copied();
    match kind.map(u16::from_ne_bytes) {
        Some(BY_FAMILY) => {
            let queue = answer.get(RQUEUE..).and_then(|bytes| bytes.first_chunk()).copied();
            let state = answer.get(STATE).copied();
            let both = state.zip(queue).ok_or(io::ErrorKind::UnexpectedEof)?;
            let received =
                info(answer).and_then(|info| info.get(RECEIVED..)?.first_chunk().copied());
            let received = received.map(u64::from_ne_bytes);
            Ok(Answer { state: both.0, queue: u32::from_ne_bytes(both.1), received })
        }
        _ => Err(refusal(answer)),
    }
}

/// The `tcp_info` among the attributes of an answer, each with its length and kind in front (rtnetlink(7)).
fn info(answer: &[u8]) -> Option<&[u8]> {
    let mut rest = answer.get(ATTRIBUTES..)?;
    loop {
        let length = usize::from(u16::from_ne_bytes(*rest.first_chunk()?));
        let kind = u16::from_ne_bytes(*rest.get(2..)?.first_chunk()?);
        if kind == INFO {
            return rest.get(4..length);
        }
        rest = rest.get(length.max(4).next_multiple_of(4)..)?;
    }
}

/// NLMSG_ERROR (netlink(7)): ENOENT where there is no such socket.
fn refusal(answer: &[u8]) -> io::Error {
    let number = answer.get(size_of::<libc::nlmsghdr>()..).and_then(|bytes| bytes.first_chunk());
    match number.map(|bytes| i32::from_ne_bytes(*bytes)) {
        Some(error) => io::Error::from_raw_os_error(error.saturating_neg()),
        None => io::ErrorKind::UnexpectedEof.into(),
    }
}

/// `inet_diag_req_v2` of the one socket that has these ends, the other way round, in any state and with any cookie
/// (INET_DIAG_NOCOOKIE).
fn request(own: SocketAddr, other: SocketAddr) -> Vec<u8> {
    let family = if own.is_ipv4() { libc::AF_INET } else { libc::AF_INET6 };
    let mut request = vec![family as u8, libc::IPPROTO_TCP as u8, 1 << (INFO - 1), 0];
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
