//! macOS: `TCP_CONNECTION_INFO` and the sizes of the socket buffers, with no special rights.
//!
//! "XNU" is Apple's kernel as published: github.com/apple-oss-distributions/xnu.

use super::fields::{Fields, field};
use super::options::{self, Way};
use super::{Interest, Ready, seen, sockopt, unix};
use crate::model::{ErrorName, Evidence, Flag, OptionName, OptionValue, Seen, Transport};
use crate::net::{Failure, Socket};
use socket2::{Domain, Protocol, Type};
use std::io;
use std::time::Duration;

pub use super::any_cpu::OneCpu;
pub(in crate::net) use super::bsd_settings::{SETTINGS, loopback_mtu, setting, time_wait};

pub(in crate::net) use super::unix::{LIMIT_SAYS, never_began, repeats_what_was_asked, stdio};
pub(in crate::net) use super::unix::{
    before_connect, connect_begun, connect_within, recv, recv_datagram, release, under,
};
pub use super::unix_stdout::stdout_is_closed;

/// No SOCK_SEQPACKET in the Unix domain: XNU bsd/kern/uipc_proto.c lists stream and datagram.
pub(in crate::net) fn kind_of(
    transport: Transport,
    ip: Domain,
) -> Result<(Domain, Type, Option<Protocol>), Failure> {
    unix::kind_of(transport, ip, false)
}

/// No MSG_MORE, and MSG_TRUNC only comes back: recv(2), XNU bsd/sys/socket.h.
pub(in crate::net) fn flags(flags: &[Flag]) -> Result<i32, Failure> {
    unix::flags(flags, None, false)
}

/// The end shows as POLLHUP as soon as the peer has shut down writing (EV_EOF of EVFILT_READ:
/// XNU bsd/kern/sys_generic.c, `poll_callback`); but for that POLLHUP must be asked for, since only
/// then is a read filter registered (`poll_nocancel`), whatever poll(2) says.
pub(in crate::net) fn poll(
    socket: &Socket,
    interest: Interest,
    timeout: Duration,
) -> io::Result<Ready> {
    unix::poll(socket.raw(), interest, timeout, libc::POLLHUP)
}

/// SO_NREAD: the bytes of a stream, or the size of the first datagram without its sender's
/// address, which FIONREAD would count (XNU bsd/kern/uipc_socket.c, `sogetoptlock`).
pub(in crate::net) fn readable(socket: &Socket) -> Seen<u64> {
    size(socket, libc::SO_NREAD)
}

/// SO_NWRITE: what is in the send buffer, `so_snd.sb_cc`; TCP takes bytes out of it when they are
/// acknowledged (XNU bsd/kern/uipc_socket.c, bsd/netinet/tcp_input.c).
pub(in crate::net) fn unacked(socket: &Socket) -> Seen<u64> {
    match socket.transport() {
        Transport::Tcp => size(socket, libc::SO_NWRITE),
        _ => Seen::Absent,
    }
}

/// An option that is a number of bytes: getsockopt(2).
fn size(socket: &Socket, name: i32) -> Seen<u64> {
    let bytes = seen(sockopt::int(socket.raw(), libc::SOL_SOCKET, name));
    bytes.map(|bytes| u64::try_from(bytes).unwrap_or(0))
}

/// All there is to know of a socket, without touching its queues or its pending error.
pub(in crate::net) fn sample(socket: &Socket) -> Evidence {
    match socket.transport() {
        Transport::Tcp => sample_tcp(socket),
        // Drops are counted for the whole system only: `udps_fullsock`, XNU bsd/netinet/udp_usrreq.c.
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

/// `struct tcp_connection_info` of XNU bsd/netinet/tcp.h. libc's is another: it makes a u32 of each of the
/// bits in `tcpi_tfo`, so that all after them is 64 bytes too far.
#[repr(C)]
#[allow(dead_code, reason = "fields that are not read hold the place of those that are")]
struct ConnectionInfo {
    tcpi_state: u8,
    tcpi_snd_wscale: u8,
    tcpi_rcv_wscale: u8,
    pad: u8,
    tcpi_options: u32,
    tcpi_flags: u32,
    tcpi_rto: u32,
    tcpi_maxseg: u32,
    tcpi_snd_ssthresh: u32,
    tcpi_snd_cwnd: u32,
    tcpi_snd_wnd: u32,
    tcpi_snd_sbbytes: u32,
    tcpi_rcv_wnd: u32,
    tcpi_rttcur: u32,
    tcpi_srtt: u32,
    tcpi_rttvar: u32,
    /// Fifteen fields of one bit.
    tcpi_tfo: u32,
    tcpi_txpackets: u64,
    tcpi_txbytes: u64,
    tcpi_txretransmitbytes: u64,
    tcpi_rxpackets: u64,
    tcpi_rxbytes: u64,
    tcpi_rxoutoforderbytes: u64,
    tcpi_txretransmitpackets: u64,
}

/// TCP_CONNECTION_INFO. Segments and bytes with data, retransmissions included, are counted
/// in `tcp_output` (bsd/netinet/tcp_output.c; only a window probe of one byte is not).
/// The congestion window is in bytes here, and neither what is in flight nor what has not left is
/// given.
fn sample_tcp(socket: &Socket) -> Evidence {
    let mut buffer = [0u8; size_of::<ConnectionInfo>()];
    let name = libc::TCP_CONNECTION_INFO;
    let written = sockopt::read(socket.raw(), libc::IPPROTO_TCP, name, &mut buffer);
    let info = Fields::new(&buffer, written);
    Evidence {
        readable: readable(socket),
        unacked: unacked(socket),
        unsent: Seen::Unsupported,
        segments_out: field!(info, ConnectionInfo, tcpi_txpackets),
        segments_in: field!(info, ConnectionInfo, tcpi_rxpackets),
        segments_retransmitted: field!(info, ConnectionInfo, tcpi_txretransmitpackets),
        bytes_sent: field!(info, ConnectionInfo, tcpi_txbytes),
        bytes_retransmitted: field!(info, ConnectionInfo, tcpi_txretransmitbytes),
        in_flight: Seen::Unsupported,
        mss: field!(info, ConnectionInfo, tcpi_maxseg),
        cwnd: Seen::Unsupported,
        send_window: field!(info, ConnectionInfo, tcpi_snd_wnd),
        nodelay: seen(socket.raw().tcp_nodelay()),
        cork: seen(sockopt::int(socket.raw(), libc::IPPROTO_TCP, libc::TCP_NOPUSH))
            .map(|on| on != 0),
        ..Evidence::default()
    }
}

/// XNU bsd/netinet/tcp.h.
fn way(option: OptionName) -> Option<Way> {
    /// XNU bsd/netinet/tcp.h; libc has no name for it.
    const TCP_NOTSENT_LOWAT: i32 = 0x201;
    match option {
        OptionName::TcpNopush => Some(Way::Raw(libc::IPPROTO_TCP, libc::TCP_NOPUSH)),
        // XNU's name for it (bsd/netinet/tcp.h).
        OptionName::TcpKeepidle => Some(Way::Raw(libc::IPPROTO_TCP, libc::TCP_KEEPALIVE)),
        OptionName::TcpNotsentLowat => Some(Way::Raw(libc::IPPROTO_TCP, TCP_NOTSENT_LOWAT)),
        other => unix::option(other),
    }
}

/// Whether this system has the option at all.
pub fn has_option(option: OptionName) -> bool {
    way(option).is_some()
}

/// `setsockopt(2)`. Fails with EINVAL once both directions are shut (XNU bsd/kern/uipc_socket.c,
/// `sosetoptlock`).
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

/// TCP_MAXSEG may only lower the segment size of the moment, which is 512 before `connect`; and the
/// handshake overwrites it (XNU bsd/netinet/tcp_usrreq.c, `tcp_ctloutput`; tcp_input.c, `tcp_mss`).
pub fn set_after_connect(option: OptionName) -> bool {
    option == OptionName::TcpMaxseg
}

/// As on every Unix, and ENOTSUP, which is a number of its own here (XNU bsd/sys/errno.h).
pub(in crate::net) fn error_name(number: i32) -> Option<(ErrorName, &'static str)> {
    match number {
        libc::ENOTSUP => Some((ErrorName::NotSupported, "ENOTSUP")),
        other => unix::error_name(other),
    }
}

/// There is no abstract namespace here: a name is a file's.
pub fn abstract_name(_name: &str) -> Option<socket2::SockAddr> {
    None
}
