//! A socket, and one method for each call a scenario can make. Each method is one system call (or
//! says which ones); none of them waits longer than the socket itself does: waiting is `wait`'s.

use super::Failure;
use super::sys;
use crate::model::{Congestion, ErrorName, Evidence, Family, Flag, How, Seen, Text, Transport};
use socket2::{Domain, SockAddr};
use std::io::{self, IoSlice};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A real socket of the operating system.
#[derive(Debug)]
pub struct Socket {
    inner: socket2::Socket,
    transport: Transport,
    written: AtomicU64,
}

/// Two figures of [`Evidence`] that only a program changes, by `setsockopt`.
#[derive(Debug, Clone, Copy)]
pub struct Switches {
    /// `TCP_NODELAY`.
    pub nodelay: Seen<bool>,
    /// `TCP_CORK`, `UDP_CORK`.
    pub cork: Seen<bool>,
}

impl Switches {
    /// As a sample has them.
    pub fn of(sample: &Evidence) -> Self {
        Switches { nodelay: sample.nodelay, cork: sample.cork }
    }
}

/// What a receive brought.
#[derive(Debug)]
pub struct Received {
    /// The count the call returned; for a datagram with MSG_TRUNC this may be more than the buffer holds.
    pub count: u64,
    /// How many bytes of the buffer it filled.
    pub filled: usize,
    /// Whether the kernel cut a datagram. Absent for a stream.
    pub truncated: Seen<bool>,
    /// Who sent it, where the kernel says so.
    pub from: Option<SockAddr>,
    /// How the system reported it, where it reported data as an error (Windows: WSAEMSGSIZE).
    pub error: Option<io::Error>,
}

impl Socket {
    /// `socket(2)`. The family matters for TCP and UDP only.
    ///
    /// # Errors
    /// `unsupported` where this system has no such kind of socket, or forbids it; else what `socket` says.
    pub fn new(transport: Transport, family: Family) -> Result<Self, Failure> {
        let (domain, kind, protocol) = sys::kind_of(transport, ip_domain(family))?;
        let inner = socket2::Socket::new(domain, kind, protocol);
        let inner = inner.map_err(|error| Failure::of_question("socket", error))?;
        Ok(Socket::of(inner, transport))
    }

    /// One that somebody made.
    pub(in crate::net) fn of(inner: socket2::Socket, transport: Transport) -> Self {
        Socket { inner, transport, written: AtomicU64::new(0) }
    }

    /// What carries its bytes.
    pub fn transport(&self) -> Transport {
        self.transport
    }

    /// The socket itself, for `sys`.
    pub(in crate::net) fn raw(&self) -> &socket2::Socket {
        &self.inner
    }

    /// TCP_CONGESTION (tcp(7)); what a listener has its connections have, too.
    ///
    /// # Errors
    /// `unsupported` where this kernel has none of that name; else what `setsockopt` says.
    pub fn set_congestion(&self, congestion: Congestion) -> Result<(), Failure> {
        sys::lab::set_congestion(&self.inner, congestion.as_str()).map_err(|error| {
            let text = || {
                Text::new(
                    format!("this kernel has no congestion control `{congestion}`"),
                    format!("这个内核没有拥塞控制算法 `{congestion}`"),
                )
            };
            match error.kind() {
                io::ErrorKind::NotFound => Failure::Named(ErrorName::Unsupported, Some(text())),
                _ => Failure::System(error),
            }
        })
    }

    /// `bind(2)`.
    ///
    /// # Errors
    /// What `bind` says.
    pub fn bind(&self, address: &SockAddr) -> Result<(), Failure> {
        Ok(self.inner.bind(address)?)
    }

    /// `listen(2)`.
    ///
    /// # Errors
    /// What `listen` says.
    pub fn listen(&self, backlog: u32) -> Result<(), Failure> {
        Ok(self.inner.listen(i32::try_from(backlog).unwrap_or(i32::MAX))?)
    }

    /// `connect(2)`, waiting no longer than `timeout`: made non-blocking for the call, then
    /// `poll(2)` (Windows: `select`) and the pending error, as connect(2) describes it.
    ///
    /// # Errors
    /// What `connect` says; `timeout`; `unsupported` where the pending error may not be asked for
    /// (SO_ERROR, socket(7)), and so nobody knows what it said.
    pub fn connect(&self, address: &SockAddr, timeout: Duration) -> Result<(), Failure> {
        sys::before_connect(&self.inner, address);
        let connected = sys::connect_within(&self.inner, address, whole_milliseconds(timeout));
        let forbidden = |error: &io::Error| error.kind() == io::ErrorKind::PermissionDenied;
        connected.map_err(|error| match forbidden(&error) && self.inner.take_error().is_err() {
            true => Failure::Forbidden("getsockopt", error),
            false => Failure::System(error),
        })
    }

    /// One `connect(2)`, whatever it says.
    ///
    /// # Errors
    /// What `connect` says; on a non-blocking socket `in-progress`.
    pub fn connect_once(&self, address: &SockAddr) -> Result<(), Failure> {
        sys::before_connect(&self.inner, address);
        self.inner.connect(address).map_err(|error| match sys::connect_begun(&error) {
            true => Failure::As(ErrorName::InProgress, error),
            false => Failure::System(error),
        })
    }

    /// `accept(2)`: the connection, and the address it came from.
    ///
    /// # Errors
    /// What `accept` says.
    pub fn accept(&self) -> Result<(Socket, SockAddr), Failure> {
        let (inner, from) = self.inner.accept()?;
        Ok((Socket::of(inner, self.transport), from))
    }

    /// `send(2)`: the bytes taken, which may be fewer.
    ///
    /// # Errors
    /// What `send` says; `unsupported` for a flag this system lacks.
    pub fn send(&self, bytes: &[u8], flags: &[Flag]) -> Result<u64, Failure> {
        let flags = sys::flags(flags)?;
        Ok(self.wrote(self.inner.send_with_flags(bytes, flags)?))
    }

    /// `writev(2)` (made as `sendmsg(2)`; Windows: `WSASend`): several pieces in one call, taken in
    /// order as if they were one. Returns the bytes taken, which may be fewer.
    ///
    /// # Errors
    /// What the call says.
    pub fn send_pieces(&self, pieces: &[IoSlice<'_>]) -> Result<u64, Failure> {
        Ok(self.wrote(self.inner.send_vectored(pieces)?))
    }

    fn wrote(&self, bytes: usize) -> u64 {
        let bytes = bytes as u64;
        self.written.fetch_add(bytes, Ordering::Relaxed);
        bytes
    }

    /// The bytes that the sends of this process which have returned have taken.
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    /// `sendto(2)`.
    ///
    /// # Errors
    /// What `sendto` says; `unsupported` for a flag this system lacks.
    pub fn send_to(&self, bytes: &[u8], to: &SockAddr, flags: &[Flag]) -> Result<u64, Failure> {
        let flags = sys::flags(flags)?;
        Ok(self.wrote(self.inner.send_to_with_flags(bytes, to, flags)?))
    }

    /// `recv(2)` on a stream; on anything else `recvmsg(2)` (Windows: `recvfrom`), so that a cut is
    /// reported and not guessed.
    ///
    /// # Errors
    /// What the call says; `unsupported` for a flag this system lacks.
    pub fn receive(&self, buffer: &mut [u8], flags: &[Flag]) -> Result<Received, Failure> {
        let thrown_away = flags.contains(&Flag::MsgTrunc);
        let flags = sys::flags(flags)?;
        if self.transport.is_stream() {
            let count = sys::recv(&self.inner, buffer, flags)?;
            // MSG_TRUNC on a stream throws the bytes away: nothing is in the buffer (tcp(7)).
            let filled = if thrown_away { 0 } else { count.min(buffer.len()) };
            let truncated = Seen::Absent;
            return Ok(Received {
                count: count as u64,
                filled,
                truncated,
                from: None,
                error: None,
            });
        }
        let got = sys::recv_datagram(&self.inner, buffer, flags)?;
        Ok(Received {
            count: got.count as u64,
            filled: got.count.min(buffer.len()),
            truncated: got.truncated,
            from: got.from,
            error: got.error,
        })
    }

    /// `shutdown(2)`.
    ///
    /// # Errors
    /// What `shutdown` says.
    pub fn shutdown(&self, how: How) -> Result<(), Failure> {
        let how = match how {
            How::Write => std::net::Shutdown::Write,
            How::Read => std::net::Shutdown::Read,
            How::Both => std::net::Shutdown::Both,
        };
        Ok(self.inner.shutdown(how)?)
    }

    /// SO_LINGER on with 0 seconds: the next close sends a reset and leaves no TIME_WAIT
    /// (socket(7), RFC 9293 3.10.4).
    ///
    /// # Errors
    /// What `setsockopt` says.
    pub fn reset_on_close(&self) -> Result<(), Failure> {
        Ok(self.inner.set_linger(Some(Duration::ZERO))?)
    }

    /// O_NONBLOCK, or FIONBIO on Windows.
    ///
    /// # Errors
    /// What the system says.
    pub fn set_nonblocking(&self, on: bool) -> Result<(), Failure> {
        Ok(self.inner.set_nonblocking(on)?)
    }

    /// SO_SNDTIMEO: how long a blocking `send` may wait.
    ///
    /// # Errors
    /// What `setsockopt` says, but for the refusal of a socket that is shut (`unless_shut` below).
    pub fn set_send_timeout(&self, timeout: Duration) -> Result<(), Failure> {
        Ok(unless_shut(self.inner.set_write_timeout(Some(timeout)))?)
    }

    /// SO_RCVTIMEO: how long a blocking `recv` may wait (for MSG_WAITALL, which `poll` cannot foresee).
    ///
    /// # Errors
    /// What `setsockopt` says, but for the refusal of a socket that is shut (`unless_shut` below).
    pub fn set_receive_timeout(&self, timeout: Option<Duration>) -> Result<(), Failure> {
        Ok(unless_shut(self.inner.set_read_timeout(timeout))?)
    }

    /// `getsockname(2)`: its own address.
    ///
    /// # Errors
    /// `unsupported` where it is forbidden; else what `getsockname` says.
    pub fn own_address(&self) -> Result<SockAddr, Failure> {
        let address = self.inner.local_addr();
        address.map_err(|error| Failure::of_question("getsockname", error))
    }

    /// `getpeername(2)`: the other end's address.
    ///
    /// # Errors
    /// `unsupported` where it is forbidden; else what `getpeername` says: `not-connected` where there is
    /// no other end.
    pub fn peer_address(&self) -> Result<SockAddr, Failure> {
        let address = self.inner.peer_addr();
        address.map_err(|error| Failure::of_question("getpeername", error))
    }

    /// Its own address; none before it is bound.
    pub fn local(&self) -> Option<SockAddr> {
        self.own_address().ok()
    }

    /// The other end's address; none before it is connected.
    pub fn remote(&self) -> Option<SockAddr> {
        self.peer_address().ok()
    }

    /// What the kernel says of it now.
    pub fn sample(&self) -> Evidence {
        sys::sample(self)
    }

    /// The same, where its switches are known from a sample before and nobody has set one since: two questions fewer,
    /// where they are questions.
    pub fn sample_knowing(&self, switches: Switches) -> Evidence {
        sys::sample_knowing(self, switches)
    }

    /// Bytes a receive could read now; for datagrams the size of the first.
    pub fn readable(&self) -> Seen<u64> {
        sys::readable(self)
    }

    /// Of a TCP connection whose other end is a socket of this computer: the bytes that have come there and were not read.
    pub fn unread_there(&self) -> Seen<u64> {
        let ends = [self.local(), self.remote()].map(|end| end.and_then(|end| end.as_socket()));
        match (self.transport, ends) {
            (Transport::Tcp, [Some(own), Some(other)]) => sys::diag::unread(own, other),
            (_, [_, _]) => Seen::Unsupported,
        }
    }

    /// Of a TCP connection whose other end is a socket of this computer: whether all that the sends of this process have
    /// taken has come there and was read.
    pub fn taken_there(&self) -> Seen<bool> {
        let ends = [self.local(), self.remote()].map(|end| end.and_then(|end| end.as_socket()));
        match (self.transport, ends) {
            (Transport::Tcp, [Some(own), Some(other)]) => {
                sys::diag::taken(own, other, self.written())
            }
            (_, [_, _]) => Seen::Unsupported,
        }
    }

    /// Bytes written and not acknowledged.
    pub fn unacked(&self) -> Seen<u64> {
        sys::unacked(self)
    }
}

fn ip_domain(family: Family) -> Domain {
    match family {
        Family::Ipv4 => Domain::IPV4,
        Family::Ipv6 => Domain::IPV6,
    }
}

/// XNU refuses every option of a socket that is shut in both directions, after a reset, too: EINVAL
/// (sosetoptlock in bsd/kern/uipc_socket.c). Such a socket keeps no call waiting, and needs no limit. No limit
/// that is set here is refused for its value.
fn unless_shut(set: io::Result<()>) -> io::Result<()> {
    set.or_else(|error| match error.kind() {
        io::ErrorKind::InvalidInput => Ok(()),
        _ => Err(error),
    })
}

/// The timeout in whole milliseconds, or a little more: `connect_timeout` asks `poll` for whole
/// milliseconds of what is left a moment later, rounded down (socket2 0.6, src/sys/unix.rs, `poll_connect`), and would give up before
/// its time.
fn whole_milliseconds(timeout: Duration) -> Duration {
    let ms = timeout.as_nanos().div_ceil(1_000_000);
    Duration::from_millis(u64::try_from(ms).unwrap_or(u64::MAX)).saturating_add(MOMENT)
}

/// What may pass before `connect_timeout` looks at the clock.
const MOMENT: Duration = Duration::from_micros(999);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_that_is_shut_needs_no_time_limit() {
        let said = |kind: io::ErrorKind| unless_shut(Err(kind.into())).is_ok();
        assert!(said(io::ErrorKind::InvalidInput));
        assert!(!said(io::ErrorKind::PermissionDenied) && !said(io::ErrorKind::NotConnected));
        assert!(unless_shut(Ok(())).is_ok());
    }
}
