//! What waits in a datagram socket, looked at and left there: MSG_PEEK, one after the other by SO_PEEK_OFF (socket(7)).

use crate::net::sys::sockopt;
use crate::net::watched::Queued;
use socket2::Socket;
use std::mem::MaybeUninit;

/// A datagram has no more bytes than that (udp(7)).
const DATAGRAM: usize = 65_536;

/// The datagrams that wait, at most so many. One of no bytes ends the list: the next peek finds it again.
pub(super) fn peek(socket: &Socket, most: usize) -> Vec<Queued> {
    let mut all = Vec::new();
    let offset = |at| sockopt::set_int(socket, libc::SOL_SOCKET, libc::SO_PEEK_OFF, at);
    let before = sockopt::int(socket, libc::SOL_SOCKET, libc::SO_PEEK_OFF);
    let (Ok(before), Ok(())) = (before, offset(0)) else { return all };
    let mut buffer = vec![MaybeUninit::uninit(); DATAGRAM];
    while all.len() < most {
        let flags = libc::MSG_PEEK | libc::MSG_DONTWAIT;
        let Ok((count, from)) = socket.recv_from_with_flags(&mut buffer, flags) else { break };
        let bytes = &buffer[..count.min(DATAGRAM)];
        // SAFETY: so many bytes of the buffer were written by the call (recvfrom(2)).
        let bytes = bytes.iter().map(|byte| unsafe { byte.assume_init() }).collect();
        all.push(Queued { bytes, from: from.as_socket() });
        if count == 0 {
            break;
        }
    }
    // Whoever else has the socket peeks as before.
    offset(before).ok();
    all
}
