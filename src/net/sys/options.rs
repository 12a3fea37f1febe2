//! How an option is set and read: by socket2 where it has a method for it.
//!
//! A value goes to the kernel with the bits it was written with, whatever type the method takes: what
//! is wrong is for the kernel to refuse, in its own words.

use super::sockopt;
use crate::model::{ErrorName, OptionName, OptionValue};
use crate::net::Failure;
use socket2::Socket;
use std::io;
use std::time::Duration;

/// The way to an option.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way {
    /// socket2's two methods for a switch.
    Switch(fn(&Socket) -> io::Result<bool>, fn(&Socket, bool) -> io::Result<()>),
    /// socket2's two methods for a number, as an int.
    Number(fn(&Socket) -> io::Result<i32>, fn(&Socket, i32) -> io::Result<()>),
    /// SO_LINGER: a number of seconds, or off.
    Linger,
    /// An int that socket2 has no method for: its level (SOL_SOCKET, IPPROTO_TCP…) and its number.
    Raw(i32, i32),
}

/// The options that every system has, all of them by socket2: the rest is the system's own file's.
pub(super) fn common(option: OptionName) -> Option<Way> {
    use OptionName as O;
    Some(match option {
        O::TcpNodelay => Way::Switch(Socket::tcp_nodelay, Socket::set_tcp_nodelay),
        O::SoReuseaddr => Way::Switch(Socket::reuse_address, Socket::set_reuse_address),
        O::SoKeepalive => Way::Switch(Socket::keepalive, Socket::set_keepalive),
        O::Ipv6V6only => Way::Switch(Socket::only_v6, Socket::set_only_v6),
        O::SoSndbuf => Way::Number(
            |socket| socket.send_buffer_size().map(|bytes| bytes as i32),
            |socket, bytes| socket.set_send_buffer_size(bytes as usize),
        ),
        O::SoRcvbuf => Way::Number(
            |socket| socket.recv_buffer_size().map(|bytes| bytes as i32),
            |socket, bytes| socket.set_recv_buffer_size(bytes as usize),
        ),
        O::SoLinger => Way::Linger,
        _ => return None,
    })
}

/// Sets an option; without a way to it this system has no such option.
pub(super) fn set(socket: &Socket, way: Option<Way>, value: OptionValue) -> Result<(), Failure> {
    let number = int(value)?;
    let done = match way.ok_or_else(unsupported)? {
        Way::Switch(_, set) => set(socket, number != 0),
        Way::Number(_, set) => set(socket, number),
        Way::Linger => {
            let seconds = Duration::from_secs(number.cast_unsigned().into());
            socket.set_linger((value != OptionValue::Switch(false)).then_some(seconds))
        }
        Way::Raw(level, name) => sockopt::set_int(socket, level, name, number),
    };
    Ok(done?)
}

/// Reads an option; without a way to it this system has no such option. On a BSD kernel "on" is any
/// value but 0.
pub(super) fn get(
    socket: &Socket,
    way: Option<Way>,
    option: OptionName,
) -> Result<OptionValue, Failure> {
    let number = |number: i32| OptionValue::Number(number.into());
    Ok(match way.ok_or_else(unsupported)? {
        Way::Switch(get, _) => OptionValue::Switch(get(socket)?),
        Way::Number(get, _) => number(get(socket)?),
        Way::Linger => match socket.linger()? {
            None => OptionValue::Switch(false),
            Some(time) => number(time.as_secs() as i32),
        },
        Way::Raw(level, name) => match sockopt::int(socket, level, name)? {
            value if option.is_switch() => OptionValue::Switch(value != 0),
            value => number(value),
        },
    })
}

/// A value as the int that the kernel takes.
pub(super) fn int(value: OptionValue) -> Result<i32, Failure> {
    match value {
        OptionValue::Switch(on) => Ok(on.into()),
        OptionValue::Number(n) => {
            i32::try_from(n).map_err(|_| Failure::named(ErrorName::InvalidArgument))
        }
    }
}

fn unsupported() -> Failure {
    Failure::named(ErrorName::Unsupported)
}

#[cfg(all(test, target_os = "linux"))]
#[allow(clippy::unwrap_used, reason = "these are tests, their helpers too")]
mod tests {
    use super::super::os::{get_option, set_option};
    use super::*;
    use crate::model::{Family, Transport};
    use crate::net;

    /// The options that socket2 has methods for, and their places.
    const OPTIONS: &[(OptionName, i32, i32)] = &[
        (OptionName::TcpNodelay, libc::IPPROTO_TCP, libc::TCP_NODELAY),
        (OptionName::TcpCork, libc::IPPROTO_TCP, libc::TCP_CORK),
        (OptionName::TcpMaxseg, libc::IPPROTO_TCP, libc::TCP_MAXSEG),
        (OptionName::TcpUserTimeout, libc::IPPROTO_TCP, libc::TCP_USER_TIMEOUT),
        (OptionName::TcpNotsentLowat, libc::IPPROTO_TCP, libc::TCP_NOTSENT_LOWAT),
        (OptionName::SoSndbuf, libc::SOL_SOCKET, libc::SO_SNDBUF),
        (OptionName::SoRcvbuf, libc::SOL_SOCKET, libc::SO_RCVBUF),
        (OptionName::SoReuseaddr, libc::SOL_SOCKET, libc::SO_REUSEADDR),
        (OptionName::SoReuseport, libc::SOL_SOCKET, libc::SO_REUSEPORT),
        (OptionName::SoKeepalive, libc::SOL_SOCKET, libc::SO_KEEPALIVE),
        (OptionName::Ipv6V6only, libc::IPPROTO_IPV6, libc::IPV6_V6ONLY),
    ];
    const NUMBERS: [i32; 9] = [0, 1, 2, 536, 70_000, -1, -536, i32::MIN, i32::MAX];

    fn tcp() -> net::Socket {
        net::Socket::new(Transport::Tcp, Family::Ipv4).unwrap()
    }

    /// Against the system calls themselves: what is granted, what is refused and with which number
    /// does not depend on who makes the call.
    #[test]
    fn a_method_of_socket2_says_what_the_system_call_says() {
        for &(option, level, name) in OPTIONS {
            for number in NUMBERS {
                let (by_method, by_call) = (tcp(), tcp());
                let (value, number) = match option.is_switch() {
                    true => (OptionValue::Switch(number != 0), i32::from(number != 0)),
                    false => (OptionValue::Number(number.into()), number),
                };
                let error = |failure: Failure| failure.info().number;
                let set = set_option(&by_method, option, value).map_err(error);
                let wanted = sockopt::set_int(by_call.raw(), level, name, number);
                assert_eq!(set, wanted.map_err(|e| e.raw_os_error()), "{option} = {number}");
                let granted = get_option(&by_method, option).map_err(error);
                let wanted = sockopt::int(by_call.raw(), level, name);
                let wanted =
                    wanted.map_err(|e| e.raw_os_error()).map(|n| match option.is_switch() {
                        true => OptionValue::Switch(n != 0),
                        false => OptionValue::Number(n.into()),
                    });
                assert_eq!(granted, wanted, "{option} = {number}");
            }
        }
    }

    /// `struct linger`: on or off, and the seconds.
    #[test]
    fn lingering_reaches_the_kernel_as_it_was_written() {
        let settings = [0, 1, 60, 70_000].map(|n| (OptionValue::Number(n.into()), [1, n]));
        let off = (OptionValue::Switch(false), [0, 0]);
        for (value, pair) in settings.into_iter().chain([off]) {
            let socket = tcp();
            set_option(&socket, OptionName::SoLinger, value).unwrap();
            let mut bytes = [0; 8];
            let place = (libc::SOL_SOCKET, libc::SO_LINGER);
            assert_eq!(sockopt::read(socket.raw(), place.0, place.1, &mut bytes).unwrap(), 8);
            let read = [0, 4].map(|at| i32::from_ne_bytes(bytes[at..at + 4].try_into().unwrap()));
            assert_eq!((read, get_option(&socket, OptionName::SoLinger).unwrap()), (pair, value));
        }
    }
}
