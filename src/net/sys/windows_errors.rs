//! The numbers of Winsock's errors: learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2.

use crate::model::ErrorName;
use windows_sys::Win32::Networking::WinSock as ws;

/// What a blocking call says when its SO_RCVTIMEO or SO_SNDTIMEO has passed: WSAETIMEDOUT, as of a
/// connection that was dropped because the peer did not respond (recv, send: "Return value").
pub(in crate::net) const LIMIT_SAYS: ErrorName = ErrorName::ConnectionTimedOut;

/// Portable and native name of a Winsock error.
pub(in crate::net) fn error_name(number: i32) -> Option<(ErrorName, &'static str)> {
    use ErrorName as E;
    Some(match number {
        ws::WSAECONNREFUSED => (E::Refused, "WSAECONNREFUSED"),
        // On a datagram socket: an ICMP "port unreachable" came back for an earlier send (recvfrom).
        ws::WSAECONNRESET => (E::Reset, "WSAECONNRESET"),
        // There is no EPIPE: a send after the socket was shut says WSAESHUTDOWN, one after the
        // connection broke WSAECONNABORTED or WSAECONNRESET (send).
        ws::WSAESHUTDOWN => (E::BrokenPipe, "WSAESHUTDOWN"),
        ws::WSAECONNABORTED => (E::Aborted, "WSAECONNABORTED"),
        ws::WSAEADDRINUSE => (E::AddressInUse, "WSAEADDRINUSE"),
        ws::WSAEADDRNOTAVAIL => (E::AddressNotAvailable, "WSAEADDRNOTAVAIL"),
        ws::WSAEMSGSIZE => (E::MessageTooLong, "WSAEMSGSIZE"),
        ws::WSAEWOULDBLOCK => (E::WouldBlock, "WSAEWOULDBLOCK"),
        ws::WSAEINPROGRESS => (E::InProgress, "WSAEINPROGRESS"),
        ws::WSAEALREADY => (E::InProgress, "WSAEALREADY"),
        // Also how a blocking call says that its SO_RCVTIMEO or SO_SNDTIMEO has passed: `LIMIT_SAYS`.
        ws::WSAETIMEDOUT => (E::ConnectionTimedOut, "WSAETIMEDOUT"),
        ws::WSAENOTCONN => (E::NotConnected, "WSAENOTCONN"),
        ws::WSAEISCONN => (E::AlreadyConnected, "WSAEISCONN"),
        ws::WSAEDESTADDRREQ => (E::DestinationRequired, "WSAEDESTADDRREQ"),
        ws::WSAENOBUFS => (E::NoBufferSpace, "WSAENOBUFS"),
        ws::WSA_NOT_ENOUGH_MEMORY => (E::NoBufferSpace, "WSA_NOT_ENOUGH_MEMORY"),
        ws::WSAENETUNREACH => (E::Unreachable, "WSAENETUNREACH"),
        ws::WSAEHOSTUNREACH => (E::Unreachable, "WSAEHOSTUNREACH"),
        ws::WSAENETDOWN => (E::Unreachable, "WSAENETDOWN"),
        ws::WSAEHOSTDOWN => (E::Unreachable, "WSAEHOSTDOWN"),
        // Also: the address is held by a socket with SO_EXCLUSIVEADDRUSE (bind).
        ws::WSAEACCES => (E::PermissionDenied, "WSAEACCES"),
        ws::WSAEINVAL => (E::InvalidArgument, "WSAEINVAL"),
        ws::WSAEOPNOTSUPP => (E::NotSupported, "WSAEOPNOTSUPP"),
        ws::WSAENOPROTOOPT => (E::NotSupported, "WSAENOPROTOOPT"),
        ws::WSAEAFNOSUPPORT => (E::Unsupported, "WSAEAFNOSUPPORT"),
        ws::WSAEPFNOSUPPORT => (E::Unsupported, "WSAEPFNOSUPPORT"),
        ws::WSAEPROTONOSUPPORT => (E::Unsupported, "WSAEPROTONOSUPPORT"),
        ws::WSAESOCKTNOSUPPORT => (E::Unsupported, "WSAESOCKTNOSUPPORT"),
        ws::WSAEMFILE => (E::TooManyOpen, "WSAEMFILE"),
        ws::WSAEINTR => (E::Interrupted, "WSAEINTR"),
        ws::WSAEBADF => (E::Other, "WSAEBADF"),
        ws::WSAEFAULT => (E::Other, "WSAEFAULT"),
        ws::WSAENETRESET => (E::Other, "WSAENETRESET"),
        ws::WSAENOTSOCK => (E::Other, "WSAENOTSOCK"),
        ws::WSANOTINITIALISED => (E::Other, "WSANOTINITIALISED"),
        ws::WSASYSNOTREADY => (E::Other, "WSASYSNOTREADY"),
        _ => return None,
    })
}
