//! `setsockopt` and `getsockopt` themselves: no other file calls them (`tests/floors`).
//!
//! socket2 sets and reads an option wherever it has a method for it: `options`. What is set or read
//! here it has no method for, or none on that system (socket2 0.6.5, src/socket.rs and src/sys):
//!
//! | option | on | why not by socket2 |
//! |---|---|---|
//! | TCP_INFO, SO_MEMINFO | Linux, FreeBSD | no method: a struct, of which the kernel says how much it wrote |
//! | TCP_CONNECTION_INFO | macOS | the same |
//! | SO_NREAD, SO_NWRITE | macOS | no method |
//! | SO_LISTENQLEN, SO_LISTENQLIMIT | FreeBSD | no method |
//! | TCP_NOPUSH | macOS, FreeBSD | no method |
//! | TCP_NOTSENT_LOWAT | macOS | its method is there on Linux and Android only |
//! | TCP_MAXSEG | Windows | its method is there on Unix only |
//! | SO_RCVLOWAT | Unix | no method |
//! | TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT | all | the method that sets them turns SO_KEEPALIVE on, too |
//! | IP_RECVERR, UDP_CORK, UDP_SEGMENT, UDP_GRO | Linux | no method |
//! | SO_EXCLUSIVEADDRUSE | Windows | no method |

use socket2::Socket;
use std::io;
#[cfg(unix)]
use std::os::fd::AsRawFd;

/// The value of an int. Some of Windows' boolean options fill only the first byte.
pub(super) fn int(socket: &Socket, level: i32, name: i32) -> io::Result<i32> {
    let mut bytes = [0u8; 4];
    read(socket, level, name, &mut bytes).map(|_| i32::from_ne_bytes(bytes))
}

/// `getsockopt(2)` into bytes; returns how many the kernel wrote.
#[cfg(unix)]
pub(super) fn read(socket: &Socket, level: i32, name: i32, buffer: &mut [u8]) -> io::Result<usize> {
    let mut len = libc::socklen_t::try_from(buffer.len()).unwrap_or(0);
    // SAFETY: the kernel writes at most `len` bytes to the buffer, whose length that is.
    let n = unsafe {
        libc::getsockopt(socket.as_raw_fd(), level, name, buffer.as_mut_ptr().cast(), &mut len)
    };
    match n {
        0 => Ok(usize::try_from(len).unwrap_or(0).min(buffer.len())),
        _ => Err(io::Error::last_os_error()),
    }
}

/// `setsockopt(2)` of an int.
#[cfg(unix)]
pub(super) fn set_int(socket: &Socket, level: i32, name: i32, value: i32) -> io::Result<()> {
    let len = size_of::<i32>() as libc::socklen_t;
    let value = std::ptr::from_ref(&value).cast();
    // SAFETY: the kernel reads `len` bytes, the size of the int.
    let n = unsafe { libc::setsockopt(socket.as_raw_fd(), level, name, value, len) };
    if n == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// `getsockopt` of Winsock into bytes; returns how many it wrote.
#[cfg(windows)]
fn read(socket: &Socket, level: i32, name: i32, buffer: &mut [u8]) -> io::Result<usize> {
    use super::winsock::{done, length, raw};
    let mut len = length(buffer);
    let value = buffer.as_mut_ptr();
    // SAFETY: the call writes at most `len` bytes to the buffer, whose length that is.
    done(unsafe { super::winsock::ws::getsockopt(raw(socket), level, name, value, &mut len) })?;
    Ok(usize::try_from(len).unwrap_or(0).min(buffer.len()))
}

/// `setsockopt` of Winsock of an int.
#[cfg(windows)]
pub(super) fn set_int(socket: &Socket, level: i32, name: i32, value: i32) -> io::Result<()> {
    use super::winsock::{done, length, raw};
    let bytes = value.to_ne_bytes();
    let (from, len) = (bytes.as_ptr(), length(&bytes));
    // SAFETY: the call reads `len` bytes, the length of the array.
    done(unsafe { super::winsock::ws::setsockopt(raw(socket), level, name, from, len) }).map(drop)
}
