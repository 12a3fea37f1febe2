//! What Linux, macOS and FreeBSD have in common.

use super::options::{self, Way};
use super::{Datagram, Interest, Ready};
use crate::model::{ErrorName, OptionName, Seen};
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
    match unsafe { libc::ioctl(socket.as_raw_fd(), request as _, &mut value) } {
        0.. => Seen::Seen(u64::try_from(value).unwrap_or(0)),
        _ => super::seen(Err(io::Error::last_os_error())),
    }
}

/// `connect(2)` and `poll(2)`, as connect(2) describes it.
pub(in crate::net) fn connect_within(
    socket: &socket2::Socket,
    to: &SockAddr,
    timeout: Duration,
) -> io::Result<()> {
    socket.connect_timeout(to, timeout)
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

/// What a blocking call says when its SO_RCVTIMEO or SO_SNDTIMEO has passed: EAGAIN, socket(7).
pub(in crate::net) const LIMIT_SAYS: ErrorName = ErrorName::WouldBlock;

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
        libc::EALREADY => (E::InProgress, "EALREADY"),
        libc::ETIMEDOUT => (E::ConnectionTimedOut, "ETIMEDOUT"),
        libc::ENOTCONN => (E::NotConnected, "ENOTCONN"),
        libc::EISCONN => (E::AlreadyConnected, "EISCONN"),
        libc::EDESTADDRREQ => (E::DestinationRequired, "EDESTADDRREQ"),
        libc::ENOBUFS => (E::NoBufferSpace, "ENOBUFS"),
        libc::ENOMEM => (E::NoBufferSpace, "ENOMEM"),
        libc::ENETUNREACH => (E::Unreachable, "ENETUNREACH"),
        libc::ENETDOWN => (E::Unreachable, "ENETDOWN"),
        libc::EHOSTDOWN => (E::Unreachable, "EHOSTDOWN"),
        libc::EHOSTUNREACH => (E::Unreachable, "EHOSTUNREACH"),
        libc::EACCES => (E::PermissionDenied, "EACCES"),
        libc::EPERM => (E::PermissionDenied, "EPERM"),
        libc::EINVAL => (E::InvalidArgument, "EINVAL"),
        libc::EOPNOTSUPP => (E::NotSupported, "EOPNOTSUPP"),
        libc::ENOPROTOOPT => (E::NotSupported, "ENOPROTOOPT"),
        libc::EAFNOSUPPORT => (E::Unsupported, "EAFNOSUPPORT"),
        libc::EPROTONOSUPPORT => (E::Unsupported, "EPROTONOSUPPORT"),
        libc::EPFNOSUPPORT => (E::Unsupported, "EPFNOSUPPORT"),
        libc::ESOCKTNOSUPPORT => (E::Unsupported, "ESOCKTNOSUPPORT"),
        libc::ENOSYS => (E::Unsupported, "ENOSYS"),
        libc::EMFILE => (E::TooManyOpen, "EMFILE"),
        libc::ENFILE => (E::TooManyOpen, "ENFILE"),
        libc::EINTR => (E::Interrupted, "EINTR"),
        other => (E::Other, rare_name(other)?),
    })
}

/// The others of POSIX.1-2024, errno.h, by their names alone.
fn rare_name(number: i32) -> Option<&'static str> {
    macro_rules! names {
        ($($name:ident)+) => { match number { $(libc::$name => Some(stringify!($name)),)+ _ => None } };
    }
    names! {
        E2BIG EBADF EBADMSG EBUSY ECANCELED ECHILD EDEADLK EDOM EDQUOT EEXIST EFAULT EFBIG EIDRM EILSEQ
        EIO EISDIR ELOOP EMLINK EMULTIHOP ENAMETOOLONG ENETRESET ENODEV ENOENT ENOEXEC ENOLCK ENOLINK
        ENOMSG ENOSPC ENOTBLK ENOTDIR ENOTEMPTY ENOTRECOVERABLE ENOTSOCK ENOTTY ENXIO EOVERFLOW
        EOWNERDEAD EPROTO EPROTOTYPE ERANGE EREMOTE EROFS ESHUTDOWN ESPIPE ESRCH ESTALE ETOOMANYREFS
        ETXTBSY EUSERS EXDEV
    }
}

/// The options every Unix has under the same names: POSIX.1-2024, sys/socket.h, netinet/tcp.h and
/// netinet/in.h. The rest is the system's own file's.
pub(super) fn option(option: OptionName) -> Option<Way> {
    use OptionName as O;
    Some(match option {
        O::TcpMaxseg => Way::Number(
            |socket| socket.tcp_mss().map(u32::cast_signed),
            |socket, bytes| socket.set_tcp_mss(bytes.cast_unsigned()),
        ),
        O::SoReuseport => Way::Switch(Socket::reuse_port, Socket::set_reuse_port),
        O::SoRcvlowat => Way::Raw(libc::SOL_SOCKET, libc::SO_RCVLOWAT),
        O::TcpKeepintvl => Way::Raw(libc::IPPROTO_TCP, libc::TCP_KEEPINTVL),
        O::TcpKeepcnt => Way::Raw(libc::IPPROTO_TCP, libc::TCP_KEEPCNT),
        other => return options::common(other),
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
pub(in crate::net) fn repeats_what_was_asked(_: OptionName) -> bool {
    false
}
