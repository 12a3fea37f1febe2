//! What the whole of macOS or FreeBSD is set to, as far as scenarios depend on it.

use super::seen;
use crate::model::Seen;
use std::ffi::{CStr, CString};
use std::io::Error;
use std::ptr::{null, null_mut};

/// The settings by their names, tcp(4): whether an acknowledgement may wait at all, and how long
/// (XNU bsd/netinet/tcp_timer.h and FreeBSD's sys/netinet/tcp_timer.c have it in milliseconds); the
/// buffers a fresh TCP socket has, and how large one may be; the longest queue of a listener; FreeBSD alone:
/// whether a connection within this computer has no TIME_WAIT (sys/netinet/tcp_timewait.c).
pub(in crate::net) const SETTINGS: &[&str] = &[
    "net.inet.tcp.delayed_ack",
    "net.inet.tcp.delacktime",
    "net.inet.tcp.sendspace",
    "net.inet.tcp.recvspace",
    "net.inet.tcp.nolocaltimewait",
    "net.inet.udp.maxdgram",
    "kern.ipc.maxsockbuf",
    "kern.ipc.somaxconn",
];

/// Its value, from sysctlbyname(3). All of these are numbers of 4 or 8 bytes.
pub(in crate::net) fn setting(name: &str) -> Seen<String> {
    let Ok(name) = CString::new(name) else { return Seen::Unsupported };
    let mut value = [0_u8; 8];
    let mut len = value.len();
    // SAFETY: the name ends with a 0; the kernel writes at most `len` bytes, which `value` has, and
    // says in `len` how many.
    let done = unsafe {
        libc::sysctlbyname(name.as_ptr(), value.as_mut_ptr().cast(), &mut len, null_mut(), 0)
    };
    match (done, len) {
        (0, 4) => Seen::Seen(value.first_chunk().map_or(0, |v| i32::from_ne_bytes(*v)).to_string()),
        (0, 8) => Seen::Seen(i64::from_ne_bytes(value).to_string()),
        (0, _) => Seen::Unsupported,
        _ => match Error::last_os_error() {
            error if error.raw_os_error() == Some(libc::ENOENT) => Seen::Unsupported,
            error => seen(Err(error)),
        },
    }
}

/// Connections in TIME_WAIT are in the list of sysctl(3) `net.inet.tcp.pcblist`, whose structs are the
/// kernel's own and change from release to release: not asked.
pub(in crate::net) fn time_wait(_: &std::net::SocketAddr) -> Seen<u64> {
    Seen::Unsupported
}

/// The loopback interface's MTU in bytes: getifaddrs(3) gives an interface's `if_data` (if_data(9))
/// with its link-level address.
pub(in crate::net) fn loopback_mtu() -> Seen<u64> {
    let mut list: *mut libc::ifaddrs = null_mut();
    // SAFETY: it writes the address of a list, which freeifaddrs takes back below.
    if unsafe { libc::getifaddrs(&mut list) } != 0 {
        return seen(Err(Error::last_os_error()));
    }
    let mut at = list.cast_const();
    let mut mtu = Seen::Unsupported;
    while at != null() {
        // SAFETY: `at` is an entry of the list; its name ends with a 0, and its address and data are
        // null or valid as long as the list is: of AF_LINK the data is an `if_data`.
        unsafe {
            let entry = &*at;
            let is_link = !entry.ifa_addr.is_null()
                && i32::from((*entry.ifa_addr).sa_family) == libc::AF_LINK;
            if is_link && CStr::from_ptr(entry.ifa_name) == c"lo0" && !entry.ifa_data.is_null() {
                mtu = Seen::Seen(u64::from((*entry.ifa_data.cast::<libc::if_data>()).ifi_mtu));
            }
            at = entry.ifa_next;
        }
    }
    // SAFETY: the list is one of getifaddrs, given back once.
    unsafe { libc::freeifaddrs(list) };
    mtu
}
