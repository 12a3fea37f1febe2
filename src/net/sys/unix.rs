//! What Linux, macOS and FreeBSD have in common.

use super::{Datagram, Interest, Ready};
use crate::model::{ErrorName, Seen};
use crate::net::Failure;
use socket2::{Domain, MaybeUninitSlice, Protocol, SockAddr, Socket, Type};
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd};
use std::process::Stdio;
use std::time::Duration;

/// TCP, UDP and the two Unix-domain kinds every Unix has (socket(2)); `seqpacket` where the system
/// has it.
pub(super) fn kind_of(
    transport: crate::model::Transport,
    ip: Domain,
    seqpacket: bool,
) -> Result<(Domain, Type, Option<Protocol>), Failure> {
    use crate::model::Transport as T;
    match transport {
        T::Tcp => Ok((ip, Type::STREAM, Some(Protocol::TCP))),
        T::Udp => Ok((ip, Type::DGRAM, Some(Protocol::UDP))),
        T::UnixStream => Ok((Domain::UNIX, Type::STREAM, None)),
        T::UnixDatagram => Ok((Domain::UNIX, Type::DGRAM, None)),
        T::UnixSeqpacket if seqpacket => Ok((Domain::UNIX, Type::from(libc::SOCK_SEQPACKET), None)),
        T::UnixSeqpacket => Err(Failure::named(ErrorName::Unsupported)),
    }
}

/// Nothing has to be done before a `connect`: a reset ends it (RFC 9293, 3.10.7.3).
pub(in crate::net) fn before_connect(_: &Socket, _: &SockAddr) {}

/// Whether this is how a non-blocking `connect` says that it has begun: connect(2).
pub(in crate::net) fn connect_begun(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::EINPROGRESS)
}

/// `recv(2)`.
pub(in crate::net) fn recv(socket: &Socket, buffer: &mut [u8], flags: i32) -> io::Result<usize> {
    socket.recv_with_flags(uninit(buffer), flags)
}

/// `recvmsg(2)`: the flags it returns have MSG_TRUNC when the datagram was longer than the buffer.
pub(in crate::net) fn recv_datagram(
    socket: &Socket,
    buffer: &mut [u8],
    flags: i32,
) -> io::Result<Datagram> {
    let mut slices = [MaybeUninitSlice::new(uninit(buffer))];
    let (count, returned, from) = socket.recv_from_vectored_with_flags(&mut slices, flags)?;
    Ok(Datagram {
        count,
        truncated: Seen::Seen(returned.is_truncated()),
        from: (from.len() > 0 && !from.is_unnamed()).then_some(from),
        error: None,
    })
}

/// The bytes as socket2 wants them.
fn uninit(buffer: &mut [u8]) -> &mut [MaybeUninit<u8>] {
    // SAFETY: u8 and MaybeUninit<u8> have the same layout; socket2 promises to write initialised
    // bytes only, so the buffer stays initialised.
    unsafe { &mut *(std::ptr::from_mut(buffer) as *mut [MaybeUninit<u8>]) }
}

/// `poll(2)` on one socket. `end` is the event bit of a peer's shutdown where there is one
/// (Linux: POLLRDHUP).
pub(super) fn poll(
    socket: &Socket,
    interest: Interest,
    timeout: Duration,
    end: i16,
) -> io::Result<Ready> {
    let events = match interest {
        Interest::Read => libc::POLLIN | end,
        Interest::Hangup => end,
    };
    let mut fd = libc::pollfd { fd: socket.as_raw_fd(), events, revents: 0 };
    let ms = timeout.as_micros().div_ceil(1000);
    // SAFETY: `fd` is one valid pollfd, and lives longer than the call.
    let n = unsafe { libc::poll(&mut fd, 1, i32::try_from(ms).unwrap_or(i32::MAX)) };
    if n < 0 {
        let error = io::Error::last_os_error();
        let interrupted = error.kind() == io::ErrorKind::Interrupted;
        return if interrupted { Ok(Ready::default()) } else { Err(error) };
    }
    Ok(Ready {
        readable: fd.revents & libc::POLLIN != 0,
        hangup: fd.revents & (end | libc::POLLHUP | libc::POLLERR) != 0,
    })
}

/// An `ioctl(2)` that answers with an int. (macOS has options instead.)
#[cfg(not(any(target_os = "macos", target_os = "ios")))]
pub(super) fn ioctl_int(socket: &Socket, request: libc::c_ulong) -> Seen<u64> {
    let mut value: libc::c_int = 0;
    // SAFETY: the requests passed here write one int to the address given.
    let n = unsafe { libc::ioctl(socket.as_raw_fd(), request as _, &mut value) };
    match n {
        0.. => Seen::Seen(u64::try_from(value).unwrap_or(0)),
        _ => Seen::Failed(last_error()),
    }
}

/// `getsockopt(2)` into bytes; returns how many the kernel wrote.
pub(super) fn getsockopt(
    socket: &Socket,
    level: i32,
    name: i32,
    buffer: &mut [u8],
) -> Result<usize, i32> {
    let mut len = libc::socklen_t::try_from(buffer.len()).unwrap_or(0);
    // SAFETY: the kernel writes at most `len` bytes to the buffer, whose length that is.
    let n = unsafe {
        libc::getsockopt(socket.as_raw_fd(), level, name, buffer.as_mut_ptr().cast(), &mut len)
    };
    match n {
        0 => Ok(usize::try_from(len).unwrap_or(0).min(buffer.len())),
        _ => Err(last_error()),
    }
}

/// `getsockopt(2)` of an int.
pub(super) fn getsockopt_int(socket: &Socket, level: i32, name: i32) -> Result<i32, i32> {
    let mut bytes = [0u8; 4];
    getsockopt(socket, level, name, &mut bytes).map(|_| i32::from_ne_bytes(bytes))
}

/// An option that is on or off, as the kernel has it. On a BSD kernel "on" is any value but 0.
pub(super) fn switch(socket: &Socket, level: i32, name: i32) -> Seen<bool> {
    match getsockopt_int(socket, level, name) {
        Ok(value) => Seen::Seen(value != 0),
        Err(code) => Seen::Failed(code),
    }
}

/// `setsockopt(2)` from bytes.
pub(super) fn setsockopt(socket: &Socket, level: i32, name: i32, value: &[u8]) -> io::Result<()> {
    let len = libc::socklen_t::try_from(value.len()).unwrap_or(0);
    // SAFETY: the kernel reads `len` bytes from the slice, whose length that is.
    let n =
        unsafe { libc::setsockopt(socket.as_raw_fd(), level, name, value.as_ptr().cast(), len) };
    if n == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// errno(3).
pub(super) fn last_error() -> i32 {
    io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// `uname(2)`: the system's release.
pub(in crate::net) fn release() -> String {
    // SAFETY: utsname is plain bytes, for which zeros are a valid value.
    let mut name: libc::utsname = unsafe { std::mem::zeroed() };
    // SAFETY: `name` is a valid utsname to write to.
    if unsafe { libc::uname(&mut name) } != 0 {
        return String::from("unknown");
    }
    let bytes: Vec<u8> = name.release.iter().map(|&c| c as u8).take_while(|&b| b != 0).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Nothing stands between the program and the system that uname(2) names.
pub(in crate::net) fn under() -> Option<String> {
    None
}

/// The flags of send(2) and recv(2) that every Unix has; `more` is MSG_MORE where there is one, and
/// `trunc` says whether MSG_TRUNC may be given to `recv`.
pub(super) fn flags(
    flags: &[crate::model::Flag],
    more: Option<i32>,
    trunc: bool,
) -> Result<i32, Failure> {
    use crate::model::Flag as F;
    flags.iter().try_fold(0, |all, flag| {
        let bit = match flag {
            F::MsgMore => more,
            F::MsgWaitall => Some(libc::MSG_WAITALL),
            F::MsgPeek => Some(libc::MSG_PEEK),
            F::MsgTrunc => trunc.then_some(libc::MSG_TRUNC),
        };
        bit.map(|bit| all | bit).ok_or_else(|| Failure::named(ErrorName::Unsupported))
    })
}

/// An option's place, and how its value is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code {
    /// SOL_SOCKET, IPPROTO_TCP…
    pub(super) level: i32,
    /// The number of the option.
    pub(super) name: i32,
}

/// SO_LINGER in seconds. What macOS calls SO_LINGER counts in ticks of 10 ms (XNU
/// bsd/kern/uipc_socket.c, `sosetoptlock`).
#[cfg(any(target_os = "macos", target_os = "ios"))]
const LINGER: i32 = libc::SO_LINGER_SEC;
/// SO_LINGER in seconds.
#[cfg(not(any(target_os = "macos", target_os = "ios")))]
const LINGER: i32 = libc::SO_LINGER;

/// The options every Unix has under the same names: POSIX.1-2024, sys/socket.h, netinet/tcp.h and
/// netinet/in.h. The rest is the system's own file's.
pub(super) fn common_option(option: crate::model::OptionName) -> Option<Code> {
    use crate::model::OptionName as O;
    let (level, name) = match option {
        O::TcpNodelay => (libc::IPPROTO_TCP, libc::TCP_NODELAY),
        O::TcpMaxseg => (libc::IPPROTO_TCP, libc::TCP_MAXSEG),
        O::SoSndbuf => (libc::SOL_SOCKET, libc::SO_SNDBUF),
        O::SoRcvbuf => (libc::SOL_SOCKET, libc::SO_RCVBUF),
        O::SoReuseaddr => (libc::SOL_SOCKET, libc::SO_REUSEADDR),
        O::SoReuseport => (libc::SOL_SOCKET, libc::SO_REUSEPORT),
        O::SoLinger => (libc::SOL_SOCKET, LINGER),
        O::SoRcvlowat => (libc::SOL_SOCKET, libc::SO_RCVLOWAT),
        O::SoKeepalive => (libc::SOL_SOCKET, libc::SO_KEEPALIVE),
        O::Ipv6V6only => (libc::IPPROTO_IPV6, libc::IPV6_V6ONLY),
        _ => return None,
    };
    Some(Code { level, name })
}

/// Sets an option by its place; without one this system has no such option. SO_LINGER is a pair of ints (socket(7)).
pub(super) fn set_code(
    socket: &Socket,
    code: Option<Code>,
    value: crate::model::OptionValue,
) -> Result<(), Failure> {
    let code = code.ok_or_else(|| Failure::named(ErrorName::Unsupported))?;
    use crate::model::OptionValue as V;
    let number = match value {
        V::Switch(on) => i32::from(on),
        V::Number(n) => i32::try_from(n).map_err(|_| Failure::named(ErrorName::InvalidArgument))?,
    };
    if (code.level, code.name) == (libc::SOL_SOCKET, LINGER) {
        let on = i32::from(matches!(value, V::Number(_)) || number != 0);
        let mut pair = on.to_ne_bytes().to_vec();
        pair.extend(number.to_ne_bytes());
        return Ok(setsockopt(socket, code.level, code.name, &pair)?);
    }
    Ok(setsockopt(socket, code.level, code.name, &number.to_ne_bytes())?)
}

/// Reads an option by its place; without one this system has no such option.
pub(super) fn get_code(
    socket: &Socket,
    code: Option<Code>,
    switch: bool,
) -> Result<crate::model::OptionValue, Failure> {
    let code = code.ok_or_else(|| Failure::named(ErrorName::Unsupported))?;
    use crate::model::OptionValue as V;
    let mut bytes = [0u8; 8];
    let read = getsockopt(socket, code.level, code.name, &mut bytes);
    read.map_err(|number| Failure::System(io::Error::from_raw_os_error(number)))?;
    let first = i32::from_ne_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    if (code.level, code.name) == (libc::SOL_SOCKET, LINGER) {
        let seconds = i32::from_ne_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
        return Ok(if first == 0 { V::Switch(false) } else { V::Number(i64::from(seconds)) });
    }
    Ok(if switch { V::Switch(first != 0) } else { V::Number(i64::from(first)) })
}

/// Portable and native name of the errors that every Unix has. Numbers differ; names do not.
/// POSIX.1-2024, errno.h.
pub(in crate::net) fn error_name(number: i32) -> Option<(ErrorName, &'static str)> {
    use ErrorName as E;
    // EAGAIN and EWOULDBLOCK are one number on these systems.
    Some(match number {
        libc::ECONNREFUSED => (E::Refused, "ECONNREFUSED"),
        libc::ECONNRESET => (E::Reset, "ECONNRESET"),
        libc::EPIPE => (E::BrokenPipe, "EPIPE"),
        libc::ECONNABORTED => (E::Aborted, "ECONNABORTED"),
        libc::EADDRINUSE => (E::AddressInUse, "EADDRINUSE"),
        libc::EADDRNOTAVAIL => (E::AddressNotAvailable, "EADDRNOTAVAIL"),
        libc::EMSGSIZE => (E::MessageTooLong, "EMSGSIZE"),
        libc::EAGAIN => (E::WouldBlock, "EAGAIN"),
        libc::EINPROGRESS => (E::InProgress, "EINPROGRESS"),
        libc::ETIMEDOUT => (E::Timeout, "ETIMEDOUT"),
        libc::ENOTCONN => (E::NotConnected, "ENOTCONN"),
        libc::EISCONN => (E::AlreadyConnected, "EISCONN"),
        libc::EDESTADDRREQ => (E::DestinationRequired, "EDESTADDRREQ"),
        libc::ENOBUFS => (E::NoBufferSpace, "ENOBUFS"),
        libc::ENOMEM => (E::NoBufferSpace, "ENOMEM"),
        libc::ENETUNREACH => (E::Unreachable, "ENETUNREACH"),
        libc::EHOSTUNREACH => (E::Unreachable, "EHOSTUNREACH"),
        libc::EACCES => (E::PermissionDenied, "EACCES"),
        libc::EPERM => (E::PermissionDenied, "EPERM"),
        libc::EINVAL => (E::InvalidArgument, "EINVAL"),
        libc::EOPNOTSUPP => (E::NotSupported, "EOPNOTSUPP"),
        libc::ENOPROTOOPT => (E::NotSupported, "ENOPROTOOPT"),
        libc::EAFNOSUPPORT => (E::Unsupported, "EAFNOSUPPORT"),
        libc::EPROTONOSUPPORT => (E::Unsupported, "EPROTONOSUPPORT"),
        libc::EMFILE => (E::TooManyOpen, "EMFILE"),
        libc::ENFILE => (E::TooManyOpen, "ENFILE"),
        libc::EINTR => (E::Interrupted, "EINTR"),
        libc::EBADF => (E::Other, "EBADF"),
        libc::ENOENT => (E::Other, "ENOENT"),
        libc::ENOTSOCK => (E::Other, "ENOTSOCK"),
        _ => return None,
    })
}

/// A process is there once fork(2) has returned; what becomes of it is in its exit status (wait(2)).
pub(in crate::net) fn never_began(_error: &io::Error) -> bool {
    false
}

/// The socket as a standard stream of a process that is started with it: a second descriptor of the
/// same socket (dup(2)); the connection ends when the last one is closed (close(2)).
pub(in crate::net) fn stdio(socket: &Socket) -> io::Result<Stdio> {
    socket.as_fd().try_clone_to_owned().map(Stdio::from)
}

/// The kernel answers with its own value: getsockopt(2).
pub(in crate::net) fn repeats_what_was_asked(_: crate::model::OptionName) -> bool {
    false
}
