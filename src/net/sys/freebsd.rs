//! FreeBSD: what `TCP_INFO` and the sizes of the socket buffers tell. No segment counts.
//!
//! "sys/" is the kernel's source as published: github.com/freebsd/freebsd-src.

use super::fields::{Fields, field};
use super::options::{self, Way};
use super::rules::beyond_snd_max;
use super::{Interest, Ready, seen, sockopt, unix};
use crate::model::{Evidence, Flag, OptionName, OptionValue, Seen, Transport};
use crate::net::{Failure, Socket};
use socket2::{Domain, Protocol, Type};
use std::io;
use std::mem::offset_of;
use std::time::Duration;

pub use super::any_cpu::OneCpu;
pub(in crate::net) use super::bsd_settings::{SETTINGS, loopback_mtu, setting, time_wait};

pub(in crate::net) use super::unix::{LIMIT_SAYS, never_began, repeats_what_was_asked, stdio};
pub(in crate::net) use super::unix::{
    before_connect, connect_begun, connect_within, error_name, recv, recv_datagram, release, under,
};
pub use super::unix_stdout::stdout_is_closed;

/// With SOCK_SEQPACKET: unix(4).
pub(in crate::net) fn kind_of(
    transport: Transport,
    ip: Domain,
) -> Result<(Domain, Type, Option<Protocol>), Failure> {
    unix::kind_of(transport, ip, true)
}

/// No MSG_MORE: send(2). FreeBSD takes MSG_TRUNC as an input flag from 14 on (tests/sys/kern/socket_msg_trunc.c);
/// this program does not use it there, as that was never run.
pub(in crate::net) fn flags(flags: &[Flag]) -> Result<i32, Failure> {
    unix::flags(flags, None, false)
}

/// POLLRDHUP, the peer has shut down writing, is there since FreeBSD 14 (poll(2); sys/kern/uipc_socket.c,
/// `sopoll_generic`). An older kernel shows the end only when both directions are shut.
pub(in crate::net) fn poll(
    socket: &Socket,
    interest: Interest,
    timeout: Duration,
) -> io::Result<Ready> {
    unix::poll(socket.raw(), interest, timeout, libc::POLLRDHUP)
}

/// FIONREAD (ioctl(2), sys/kern/sys_socket.c): for a stream, its bytes. For datagrams it is the whole
/// buffer with the senders' addresses in it, which says nothing about the first datagram.
pub(in crate::net) fn readable(socket: &Socket) -> Seen<u64> {
    match socket.transport().is_stream() {
        true => unix::ioctl_int(socket.raw(), libc::FIONREAD),
        false => Seen::Unsupported,
    }
}

/// FIONWRITE: what is in the send buffer (sys/kern/sys_socket.c); TCP takes bytes out of it when
/// they are acknowledged.
pub(in crate::net) fn unacked(socket: &Socket) -> Seen<u64> {
    match socket.transport() {
        Transport::Tcp => unix::ioctl_int(socket.raw(), libc::FIONWRITE),
        _ => Seen::Absent,
    }
}

/// All there is to know of a socket, without touching its queues or its pending error.
pub(in crate::net) fn sample(socket: &Socket) -> Evidence {
    match socket.transport() {
        Transport::Tcp => sample_tcp(socket),
        // Drops are counted for the whole system only: `udps_fullsock`, sys/netinet/udp_usrreq.c.
        Transport::Udp => Evidence {
            readable: readable(socket),
            receive_memory: Seen::Unsupported,
            send_memory: Seen::Unsupported,
            drops: Seen::Unsupported,
            ..Evidence::default()
        },
        _ => Evidence { readable: readable(socket), ..Evidence::default() },
    }
}

/// What FreeBSD 14 writes where older kernels have padding (`struct tcp_info` of sys/netinet/tcp.h), read by its
/// place: which of the two libc has depends on the system it was built on.
#[repr(C)]
#[allow(dead_code, reason = "fields that are not read hold the place of those that are")]
struct Since14 {
    before: [u8; offset_of!(libc::tcp_info, tcpi_snd_zerowin) + size_of::<u32>()],
    /// What ECN counts.
    ecn: [u32; 8],
    tcpi_total_tlp: u32,
    tcpi_total_tlp_bytes: u64,
    tcpi_snd_una: u32,
    tcpi_snd_max: u32,
}

/// So often the two questions are asked whose answers have to be of one moment.
const LOOKS: u32 = 4;

/// `struct tcp_info` of sys/netinet/tcp.h, filled in by `tcp_fill_info` (sys/netinet/tcp_usrreq.c), and the
/// send buffer, in which nothing had come or gone meanwhile; if something always had, what has not left is not
/// said. The fields that FreeBSD leaves at 0 begin with two underscores and are not read. The congestion
/// window is in bytes here.
fn sample_tcp(socket: &Socket) -> Evidence {
    let mut buffer = [0u8; size_of::<libc::tcp_info>()];
    let mut look = || sockopt::read(socket.raw(), libc::IPPROTO_TCP, libc::TCP_INFO, &mut buffer);
    let (mut before, mut written, mut buffered) = (unacked(socket), look(), unacked(socket));
    for _ in 1..LOOKS {
        if before != buffered {
            (before, written, buffered) = (buffered, look(), unacked(socket));
        }
    }
    let info = Fields::new(&buffer, written);
    let snd_una = field!(info, Since14, tcpi_snd_una);
    let snd_max = field!(info, Since14, tcpi_snd_max);
    let unsent = match before == buffered {
        true => beyond_snd_max(buffered, snd_una, snd_max),
        false => Seen::Unsupported,
    };
    Evidence {
        readable: readable(socket),
        unacked: buffered,
        unsent,
        segments_out: Seen::Unsupported,
        segments_in: Seen::Unsupported,
        segments_retransmitted: field!(info, libc::tcp_info, tcpi_snd_rexmitpack),
        bytes_sent: Seen::Unsupported,
        bytes_retransmitted: Seen::Unsupported,
        in_flight: Seen::Unsupported,
        mss: field!(info, libc::tcp_info, tcpi_snd_mss),
        cwnd: Seen::Unsupported,
        send_window: field!(info, libc::tcp_info, tcpi_snd_wnd),
        nodelay: seen(socket.raw().tcp_nodelay()),
        cork: seen(sockopt::int(socket.raw(), libc::IPPROTO_TCP, libc::TCP_NOPUSH))
            .map(|on| on != 0),
        ..Evidence::default()
    }
}

/// tcp(4), setsockopt(2).
fn way(option: OptionName) -> Option<Way> {
    use OptionName as O;
    Some(match option {
        O::TcpKeepidle => Way::Raw(libc::IPPROTO_TCP, libc::TCP_KEEPIDLE),
        O::TcpNopush => Way::Raw(libc::IPPROTO_TCP, libc::TCP_NOPUSH),
        O::SoListenqlen => Way::Raw(libc::SOL_SOCKET, libc::SO_LISTENQLEN),
        O::SoListenqlimit => Way::Raw(libc::SOL_SOCKET, libc::SO_LISTENQLIMIT),
        other => return unix::option(other),
    })
}

/// Whether this system has the option at all.
pub fn has_option(option: OptionName) -> bool {
    way(option).is_some()
}

/// `setsockopt(2)`.
pub(in crate::net) fn set_option(
    socket: &Socket,
    option: OptionName,
    value: OptionValue,
) -> Result<(), Failure> {
    options::set(socket.raw(), way(option), value)
}

/// `getsockopt(2)`.
pub(in crate::net) fn get_option(
    socket: &Socket,
    option: OptionName,
) -> Result<OptionValue, Failure> {
    options::get(socket.raw(), way(option), option)
}

/// TCP_MAXSEG may only lower the segment size of the moment, and the handshake overwrites it:
/// tcp(4); sys/netinet/tcp_usrreq.c, `tcp_default_ctloutput`.
pub fn set_after_connect(option: OptionName) -> bool {
    option == OptionName::TcpMaxseg
}

/// There is no abstract namespace here: a name is a file's.
pub fn abstract_name(_name: &str) -> Option<socket2::SockAddr> {
    None
}
