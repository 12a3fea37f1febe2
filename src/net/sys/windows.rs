//! Windows: what Winsock tells without administrator's rights. No segment counts: those are in
//! `GetPerTcpConnectionEStats`, which only an administrator may switch on.
//!
//! Functions, structs and control codes are described under learn.microsoft.com/windows/win32/winsock.

use super::fields::{Fields, field};
use super::options::{self, Way};
use super::rules::{Counted, Told};
use super::windows_version::version;
use super::winsock::{control, done, last_error, length, raw, ws};
use super::{Datagram, Interest, Ready, seen};
use crate::model::{ErrorName, Evidence, Flag, OptionName, OptionValue, Seen, Transport};
use crate::net::{Failure, Socket};
use socket2::{Domain, Protocol, SockAddr, Type};
use std::io;
use std::mem::offset_of;
use std::net::IpAddr;
use std::time::Duration;

pub use super::any_cpu::OneCpu;
pub(in crate::net) use super::windows_errors::{LIMIT_SAYS, error_name};
pub(in crate::net) use super::windows_process::{never_began, stdio};
pub(in crate::net) use super::windows_settings::{SETTINGS, loopback_mtu, setting};
pub use super::windows_stdout::stdout_is_closed;
pub(in crate::net) use super::windows_time_wait::time_wait;
pub(in crate::net) use super::windows_version::{release, under};

/// TCP, UDP, and of the Unix domain the stream alone, since Windows 10 1803 ("AF_UNIX comes to
/// Windows", Windows Command Line blog, 2017); a Windows without it says WSAEAFNOSUPPORT.
pub(in crate::net) fn kind_of(
    transport: Transport,
    ip: Domain,
) -> Result<(Domain, Type, Option<Protocol>), Failure> {
    match transport {
        Transport::Tcp => Ok((ip, Type::STREAM, Some(Protocol::TCP))),
        Transport::Udp => Ok((ip, Type::DGRAM, Some(Protocol::UDP))),
        Transport::UnixStream => Ok((Domain::UNIX, Type::STREAM, None)),
        Transport::UnixDatagram | Transport::UnixSeqpacket => {
            Err(Failure::named(ErrorName::Unsupported))
        }
    }
}

/// No MSG_MORE, and MSG_TRUNC is nothing one can ask for: the pages of `send` and `recv`.
pub(in crate::net) fn flags(flags: &[Flag]) -> Result<i32, Failure> {
    flags.iter().try_fold(0, |all, flag| {
        let bit = match flag {
            Flag::MsgWaitall => Some(ws::MSG_WAITALL),
            Flag::MsgPeek => Some(ws::MSG_PEEK),
            Flag::MsgMore | Flag::MsgTrunc => None,
        };
        bit.map(|bit| all | bit).ok_or_else(|| Failure::named(ErrorName::Unsupported))
    })
}

/// Spares a refused connection to this computer its two seconds: Windows answers a reset to its SYN
/// with more SYNs. SIO_TCP_INITIAL_RTO with
/// TCP_INITIAL_RTO_NO_SYN_RETRANSMISSIONS ends that, since Windows 10 1709; the constant is declared
/// as 65534 but goes into one byte (libuv does the same: src/win/tcp.c). Where it fails, nothing is
/// lost but time.
pub(in crate::net) fn before_connect(socket: &socket2::Socket, to: &SockAddr) {
    const FIRST_BUILD: u32 = 16299;
    let here =
        to.as_socket().map(|address| address.ip()).is_some_and(|ip| IpAddr::is_loopback(&ip));
    if here && version().is_some_and(|v| v.dwBuildNumber >= FIRST_BUILD) {
        let mut rto = [0xff_u8; 4];
        rto[offset_of!(ws::TCP_INITIAL_RTO_PARAMETERS, MaxSynRetransmissions)] =
            (ws::TCP_INITIAL_RTO_NO_SYN_RETRANSMISSIONS & 0xff) as u8;
        control(socket, ws::SIO_TCP_INITIAL_RTO, &rto, &mut []).ok();
    }
}

/// Whether this is how a non-blocking `connect` says that it has begun: the page of `connect`.
pub(in crate::net) fn connect_begun(error: &io::Error) -> bool {
    error.raw_os_error() == Some(ws::WSAEWOULDBLOCK)
}

/// `recv`. Not socket2's, which turns WSAESHUTDOWN into the end of the stream.
pub(in crate::net) fn recv(
    socket: &socket2::Socket,
    buffer: &mut [u8],
    flags: i32,
) -> io::Result<usize> {
    // SAFETY: `recv` writes at most `length` bytes to the buffer.
    done(unsafe { ws::recv(raw(socket), buffer.as_mut_ptr(), length(buffer), flags) })
}

/// `recvfrom`. A datagram longer than the buffer fills it, the rest is discarded, and the call *fails*
/// with WSAEMSGSIZE: the page of `recvfrom`.
pub(in crate::net) fn recv_datagram(
    socket: &socket2::Socket,
    buffer: &mut [u8],
    flags: i32,
) -> io::Result<Datagram> {
    let call = |storage: *mut socket2::SockAddrStorage, len: *mut i32| {
        // SAFETY: `recvfrom` writes at most `length` bytes to the buffer, and an address of at most
        // `len` bytes to the storage, whose size that is.
        Ok(done(unsafe {
            ws::recvfrom(
                raw(socket),
                buffer.as_mut_ptr(),
                length(buffer),
                flags,
                storage.cast(),
                len,
            )
        }))
    };
    // SAFETY: the storage is zeroed before the call and is a valid address at every length after it:
    // family 0 is AF_UNSPEC.
    let (outcome, from) = unsafe { SockAddr::try_init(call)? };
    let from = (from.family() != ws::AF_UNSPEC).then_some(from);
    match outcome {
        Ok(count) => Ok(Datagram { count, truncated: Seen::Seen(false), from, error: None }),
        Err(error) if error.raw_os_error() == Some(ws::WSAEMSGSIZE) => {
            let count = buffer.len();
            Ok(Datagram { count, truncated: Seen::Seen(true), from, error: Some(error) })
        }
        Err(error) => Err(error),
    }
}

/// `WSAPoll`. The end and a reset show as POLLHUP, which needs no asking and may not be asked for
/// (WSAEINVAL); something must be asked for, so a wait for the end asks for data, too, and does not
/// report it.
pub(in crate::net) fn poll(
    socket: &Socket,
    interest: Interest,
    timeout: Duration,
) -> io::Result<Ready> {
    let mut fd = ws::WSAPOLLFD { fd: raw(socket.raw()), events: ws::POLLRDNORM, revents: 0 };
    let ms = i32::try_from(timeout.as_micros().div_ceil(1000)).unwrap_or(i32::MAX);
    // SAFETY: one valid WSAPOLLFD, which lives longer than the call.
    done(unsafe { ws::WSAPoll(&mut fd, 1, ms) })?;
    Ok(Ready {
        readable: interest == Interest::Read && fd.revents & ws::POLLRDNORM != 0,
        hangup: fd.revents & (ws::POLLHUP | ws::POLLERR) != 0,
    })
}

/// FIONREAD (`ioctlsocket`): for a stream, its bytes. For datagrams it is the sum of all that are
/// queued, which says nothing about the first.
pub(in crate::net) fn readable(socket: &Socket) -> Seen<u64> {
    if !socket.transport().is_stream() {
        return Seen::Unsupported;
    }
    let mut bytes = 0u32;
    // SAFETY: FIONREAD writes one u32 to the address given.
    match unsafe { ws::ioctlsocket(raw(socket.raw()), ws::FIONREAD, &mut bytes) } {
        0 => Seen::Seen(u64::from(bytes)),
        _ => seen(Err(last_error())),
    }
}

/// `connect`, then `select`, which tells of a failure in its third set (the page of `select`: "If a socket is
/// processing a connect call (nonblocking), failure of the connect attempt is indicated in exceptfds").
pub(in crate::net) fn connect_within(
    socket: &socket2::Socket,
    to: &SockAddr,
    timeout: Duration,
) -> io::Result<()> {
    socket.set_nonblocking(true)?;
    let begun = socket.connect(to);
    socket.set_nonblocking(false)?;
    match begun {
        Err(error) if connect_begun(&error) => {
            decided(socket, timeout)?.outcome(socket.take_error()?)
        }
        other => other,
    }
}

/// `select`: how a `connect` that was begun ended, within this time. The first argument is ignored.
fn decided(socket: &socket2::Socket, timeout: Duration) -> io::Result<Told> {
    let mut alone = ws::FD_SET { fd_count: 1, ..Default::default() };
    alone.fd_array[0] = raw(socket);
    let (mut writable, mut failed) = (alone, alone);
    let limit = ws::TIMEVAL {
        tv_sec: i32::try_from(timeout.as_secs()).unwrap_or(i32::MAX),
        tv_usec: i32::try_from(timeout.subsec_micros()).unwrap_or(0),
    };
    // SAFETY: two sets of one socket each and a time, all of which live longer than the call.
    done(unsafe { ws::select(0, std::ptr::null_mut(), &mut writable, &mut failed, &limit) })?;
    Ok(Told { writable: writable.fd_count > 0, failed: failed.fd_count > 0 })
}

/// See [`Counted::unacked`].
pub(in crate::net) fn unacked(socket: &Socket) -> Seen<u64> {
    match socket.transport() {
        Transport::Tcp => tcp_info(socket, |info| counted(info).unacked(socket.written())),
        _ => Seen::Absent,
    }
}

/// All there is to know of a socket, without touching its queues or its pending error.
pub(in crate::net) fn sample(socket: &Socket) -> Evidence {
    match socket.transport() {
        Transport::Tcp => sample_tcp(socket),
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

/// SIO_TCP_INFO, version 0 (later versions add nothing that is asked here): `TCP_INFO_v0`, mstcpip.h,
/// Windows 10 1703. It knows bytes, not segments; its congestion window is in bytes.
fn tcp_info<T>(socket: &Socket, answer: impl FnOnce(&Fields<'_>) -> T) -> T {
    let mut buffer = [0u8; size_of::<ws::TCP_INFO_v0>()];
    let written = control(socket.raw(), ws::SIO_TCP_INFO, &0u32.to_ne_bytes(), &mut buffer);
    answer(&Fields::new(&buffer, unknown_is_nothing(written)))
}

/// The beginning of `TCP_INFO_v0`: the state, which windows-sys has as a signed number.
#[repr(C)]
struct Begin {
    state: u32,
}

fn counted(info: &Fields<'_>) -> Counted {
    Counted {
        state: field!(info, Begin, state),
        out: field!(info, ws::TCP_INFO_v0, BytesOut),
        again: field!(info, ws::TCP_INFO_v0, BytesRetrans),
        in_flight: field!(info, ws::TCP_INFO_v0, BytesInFlight),
    }
}

fn sample_tcp(socket: &Socket) -> Evidence {
    tcp_info(socket, |info| evidence(socket, info))
}

fn evidence(socket: &Socket, info: &Fields<'_>) -> Evidence {
    let (counted, written) = (counted(info), socket.written());
    Evidence {
        readable: readable(socket),
        unacked: counted.unacked(written),
        unsent: counted.unsent(written),
        segments_out: Seen::Unsupported,
        segments_in: Seen::Unsupported,
        segments_retransmitted: Seen::Unsupported,
        bytes_sent: counted.out,
        bytes_retransmitted: counted.again,
        in_flight: Seen::Unsupported,
        mss: field!(info, ws::TCP_INFO_v0, Mss),
        cwnd: Seen::Unsupported,
        send_window: field!(info, ws::TCP_INFO_v0, SndWnd),
        nodelay: seen(socket.raw().tcp_nodelay()),
        cork: Seen::Unsupported,
        ..Evidence::default()
    }
}

/// A Windows (or a Wine) that does not know a control code says WSAEOPNOTSUPP: it offers nothing.
fn unknown_is_nothing(written: io::Result<usize>) -> io::Result<usize> {
    match written {
        Err(error) if error.raw_os_error() == Some(ws::WSAEOPNOTSUPP) => Ok(0),
        other => other,
    }
}

/// The pages "SOL_SOCKET", "IPPROTO_TCP" and "IPPROTO_IPV6 socket options". TCP_MAXSEG has a number
/// and no page: what the system says to it is recorded. SO_RCVLOWAT is "not supported" since Windows
/// Vista: getsockopt and setsockopt fail with WSAEINVAL, so it counts as missing. IP_RECVERR has a
/// number, too, but the page "IPPROTO_IP socket options" does not say what it does; this program
/// does not use it.
fn way(option: OptionName) -> Option<Way> {
    match option {
        OptionName::TcpMaxseg => Some(Way::Raw(ws::IPPROTO_TCP, ws::TCP_MAXSEG)),
        OptionName::TcpKeepidle => Some(Way::Raw(ws::IPPROTO_TCP, ws::TCP_KEEPIDLE)),
        OptionName::TcpKeepintvl => Some(Way::Raw(ws::IPPROTO_TCP, ws::TCP_KEEPINTVL)),
        OptionName::TcpKeepcnt => Some(Way::Raw(ws::IPPROTO_TCP, ws::TCP_KEEPCNT)),
        OptionName::SoExclusiveaddruse => Some(Way::Raw(ws::SOL_SOCKET, ws::SO_EXCLUSIVEADDRUSE)),
        other => options::common(other),
    }
}

/// Wine keeps the buffer sizes it was asked for and answers with them (`sndbuf` and `rcvbuf` of
/// server/sock.c), whatever the kernel below has granted.
pub(in crate::net) fn repeats_what_was_asked(option: OptionName) -> bool {
    matches!(option, OptionName::SoSndbuf | OptionName::SoRcvbuf) && under().is_some()
}

/// Whether this system has the option at all.
pub fn has_option(option: OptionName) -> bool {
    way(option).is_some() || is_control(option)
}

/// Whether a control code does the job of an option: the pages "Winsock IOCTLs" and
/// "SIO_TCP_SET_ACK_FREQUENCY". They can only be set.
fn is_control(option: OptionName) -> bool {
    matches!(option, OptionName::SioUdpConnreset | OptionName::SioTcpSetAckFrequency)
}

/// `setsockopt`, or a control code that does the same job. Seconds to linger have 16 bits (the page of
/// `LINGER`), an acknowledgement's frequency has 8 (`TCP_ACK_FREQUENCY_PARAMETERS`, mstcpip.h): more
/// than that would lose its upper bits on the way.
pub(in crate::net) fn set_option(
    socket: &Socket,
    option: OptionName,
    value: OptionValue,
) -> Result<(), Failure> {
    let number = options::int(value)?;
    let invalid = |_| Failure::named(ErrorName::InvalidArgument);
    match option {
        // It takes a BOOL.
        OptionName::SioUdpConnreset => {
            control(socket.raw(), ws::SIO_UDP_CONNRESET, &number.to_ne_bytes(), &mut [])?;
        }
        OptionName::SioTcpSetAckFrequency => {
            socket.raw().set_tcp_ack_frequency(number.try_into().map_err(invalid)?)?;
        }
        OptionName::SoLinger => {
            u16::try_from(number).map_err(invalid)?;
            options::set(socket.raw(), way(option), value)?;
        }
        other => options::set(socket.raw(), way(other), value)?,
    }
    Ok(())
}

/// `getsockopt`. A control code can only be set.
pub(in crate::net) fn get_option(
    socket: &Socket,
    option: OptionName,
) -> Result<OptionValue, Failure> {
    options::get(socket.raw(), way(option), option)
}

/// No option needs a connection here.
pub fn set_after_connect(_: OptionName) -> bool {
    false
}

/// There is no abstract namespace here: a name is a file's.
pub fn abstract_name(_name: &str) -> Option<socket2::SockAddr> {
    None
}
