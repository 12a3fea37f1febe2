//! What the figures of Windows and FreeBSD add up to: pure, so that a test on any system holds it.

use crate::model::Seen;
#[cfg(any(windows, test))]
use std::io;

/// What `TCP_INFO_v0` of Windows says of a stream (learn.microsoft.com/windows/win32/api/mstcpip): its state, bytes
/// sent, those among them that were sent again, and those sent and not acknowledged.
#[cfg(any(windows, test))]
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    /// A number of `TCPSTATE`, which begins with 0, closed.
    pub(super) state: Seen<u64>,
    pub(super) out: Seen<u64>,
    pub(super) again: Seen<u64>,
    pub(super) in_flight: Seen<u64>,
}

#[cfg(any(windows, test))]
impl Counted {
    /// Bytes that have not left, of those that this program's sends took (no other writes to its sockets). A send
    /// that has not returned may have sent more: then nothing is said. Nor of a connection that is closed, by a
    /// reset perhaps: what is not in flight any more need not have arrived.
    pub(super) fn unsent(self, written: u64) -> Seen<u64> {
        let open = self.state != Seen::Seen(0);
        let left = |out: u64, again| written.checked_sub(out.checked_sub(again)?);
        both(self.out, self.again, |out, again| left(out, again).filter(|_| open))
    }

    /// Bytes that are not acknowledged: in flight, or not sent yet.
    pub(super) fn unacked(self, written: u64) -> Seen<u64> {
        both(self.unsent(written), self.in_flight, u64::checked_add)
    }
}

/// FreeBSD, from 14 on: of the bytes in the send buffer (FIONWRITE), those from `snd_max` on have not left. The two
/// sequence numbers are 32 bits and go round; a FIN counts as one. An older kernel leaves both at 0
/// (`struct tcp_info` in sys/netinet/tcp.h), where a connection has at least its SYN behind it.
#[cfg(any(target_os = "freebsd", test))]
pub(super) fn beyond_snd_max(
    buffered: Seen<u64>,
    snd_una: Seen<u64>,
    snd_max: Seen<u64>,
) -> Seen<u64> {
    let narrow = |number: u64| u32::try_from(number).ok();
    let in_flight = both(snd_una, snd_max, |una, max| {
        let known = una != 0 || max != 0;
        let distance = narrow(max)?.wrapping_sub(narrow(una)?);
        known.then_some(u64::from(distance))
    });
    both(buffered, in_flight, |bytes, in_flight| Some(bytes.saturating_sub(in_flight)))
}

/// Computed from two figures, where both were seen and it comes out.
fn both(one: Seen<u64>, other: Seen<u64>, f: impl FnOnce(u64, u64) -> Option<u64>) -> Seen<u64> {
    match (one, other) {
        (Seen::Seen(one), Seen::Seen(other)) => f(one, other).map_or(Seen::Unsupported, Seen::Seen),
        (Seen::Failed(code), _) | (_, Seen::Failed(code)) => Seen::Failed(code),
        (Seen::Unsupported | Seen::Absent, _) | (_, Seen::Unsupported | Seen::Absent) => {
            Seen::Unsupported
        }
    }
}

/// What `select` says of a `connect` that was begun: it succeeded, or it failed. WSAPoll says nothing of the
/// failure before Windows 10 2004 (its page: "As of Windows 10 version 2004").
#[cfg(any(windows, test))]
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    pub(super) writable: bool,
    pub(super) failed: bool,
}

#[cfg(any(windows, test))]
impl Told {
    /// How the `connect` ended, given its pending error (SO_ERROR); neither: its time was over.
    pub(super) fn outcome(self, pending: Option<io::Error>) -> io::Result<()> {
        match (pending, self) {
            (Some(error), _) => Err(error),
            (None, Told { failed: true, .. }) => Err(io::ErrorKind::Other.into()),
            (None, Told { writable: true, .. }) => Ok(()),
            (None, Told { .. }) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

/// An MTU of all ones is none: the loopback interface of Windows says 4294967295 (`ipconfig` and
/// rapid7/metasploit-payloads#84), and no packet has that size.
#[cfg(any(windows, test))]
pub(super) fn mtu(bytes: u32) -> Seen<u64> {
    match bytes {
        u32::MAX => Seen::Unsupported,
        bytes => Seen::Seen(u64::from(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_and_has_not_left_is_not_acknowledged_either() {
        let counted = |out, again, in_flight| Counted {
            state: Seen::Seen(4),
            out: Seen::Seen(out),
            again: Seen::Seen(again),
            in_flight: Seen::Seen(in_flight),
        };
        let said = |counted: Counted, written| (counted.unsent(written), counted.unacked(written));
        assert_eq!(said(counted(60, 0, 0), 60), (Seen::Seen(0), Seen::Seen(0)));
        assert_eq!(said(counted(6, 0, 6), 60), (Seen::Seen(54), Seen::Seen(60)));
        assert_eq!(said(counted(12, 6, 6), 60), (Seen::Seen(54), Seen::Seen(60)));
        let nothing = (Seen::Unsupported, Seen::Unsupported);
        assert_eq!(said(counted(60, 0, 0), 6), nothing, "somebody else has written, too");
        assert_eq!(said(counted(6, 60, 0), 6), nothing);
        let closed = Counted { state: Seen::Seen(0), ..counted(6, 0, 0) };
        assert_eq!(said(closed, 60), nothing, "it may have been reset");
        let none = Counted { out: Seen::Unsupported, ..counted(0, 0, 0) };
        assert_eq!(said(none, 6), nothing, "Wine");
        let refused = Counted { out: Seen::Failed(10022), ..counted(0, 0, 0) };
        assert_eq!(said(refused, 6), (Seen::Failed(10022), Seen::Failed(10022)));
    }

    #[test]
    fn what_lies_beyond_the_highest_number_sent_has_not_left() {
        let unsent =
            |bytes, una, max| beyond_snd_max(Seen::Seen(bytes), Seen::Seen(una), Seen::Seen(max));
        assert_eq!(unsent(0, 1, 1), Seen::Seen(0));
        assert_eq!(unsent(60, 1, 7), Seen::Seen(54));
        assert_eq!(unsent(60, u64::from(u32::MAX) - 2, 3), Seen::Seen(54), "it has gone round");
        assert_eq!(unsent(6, 1, 8), Seen::Seen(0), "the FIN has left, too");
        assert_eq!(unsent(60, 0, 0), Seen::Unsupported, "an older kernel");
        assert_eq!(
            beyond_snd_max(Seen::Seen(60), Seen::Unsupported, Seen::Seen(1)),
            Seen::Unsupported
        );
    }

    #[test]
    fn a_connect_has_failed_where_only_the_exception_says_so() {
        let refused = || Some(io::Error::from(io::ErrorKind::ConnectionRefused));
        let outcome = |writable, failed, pending| {
            Told { writable, failed }.outcome(pending).map_err(|error| error.kind())
        };
        assert_eq!(outcome(false, true, refused()), Err(io::ErrorKind::ConnectionRefused));
        assert_eq!(outcome(false, true, None), Err(io::ErrorKind::Other));
        assert_eq!(outcome(true, false, None), Ok(()));
        assert_eq!(outcome(true, false, refused()), Err(io::ErrorKind::ConnectionRefused));
        assert_eq!(outcome(false, false, None), Err(io::ErrorKind::TimedOut));
    }

    #[test]
    fn no_limit_is_no_size() {
        assert_eq!(mtu(u32::MAX), Seen::Unsupported);
        assert_eq!(mtu(1500), Seen::Seen(1500));
    }
}
