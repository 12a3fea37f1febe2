//! What the whole of Windows is set to, as far as scenarios depend on it.

use super::rules::mtu;
use crate::model::Seen;
use windows_sys::Win32::NetworkManagement::IpHelper::{GetIfEntry, MIB_IFROW};

/// None: how long an acknowledgement waits is in the registry, for each interface
/// (`TcpAckFrequency`), and not for the loopback.
pub(in crate::net) const SETTINGS: &[&str] = &[];

/// There is none: see [`SETTINGS`].
pub(in crate::net) fn setting(_: &str) -> Seen<String> {
    Seen::Unsupported
}

/// The loopback interface's MTU in bytes, where it has one. That interface is always the first: "the loopback
/// interface index is 1" (learn.microsoft.com/windows/win32/api/netioapi, NET_IFINDEX).
pub(in crate::net) fn loopback_mtu() -> Seen<u64> {
    let mut row = MIB_IFROW { dwIndex: 1, ..Default::default() };
    // SAFETY: `row` is a valid struct that says which interface it is about.
    match unsafe { GetIfEntry(&mut row) } {
        0 => mtu(row.dwMtu),
        code => Seen::Failed(i32::try_from(code).unwrap_or(i32::MAX)),
    }
}
