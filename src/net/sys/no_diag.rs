//! What the kernel says of a connection's other end: no system but Linux tells.

use crate::model::Seen;
use std::net::SocketAddr;

/// The bytes that have come to the other end of a connection and were not read.
pub(in crate::net) fn unread(_: SocketAddr, _: SocketAddr) -> Seen<u64> {
    Seen::Unsupported
}

/// Whether somebody listens at an address.
pub(in crate::net) fn listens(_: SocketAddr) -> Seen<bool> {
    Seen::Unsupported
}

/// Whether so many bytes have come to the other end of a connection, and all were read.
pub(in crate::net) fn taken(_: SocketAddr, _: SocketAddr, _sent: u64) -> Seen<bool> {
    Seen::Unsupported
}
