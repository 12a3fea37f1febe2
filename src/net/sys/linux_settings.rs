//! What the whole of Linux is set to, as far as scenarios depend on it.

use super::seen;
use crate::model::Seen;
use std::io::ErrorKind;

/// The settings by the names that sysctl(8) has for them: tcp(7), socket(7), and
/// Documentation/networking/ip-sysctl.rst for `tcp_autocorking`. That an acknowledgement waits at
/// least 40 ms is not a setting: TCP_DELACK_MIN, include/net/tcp.h.
pub(in crate::net) const SETTINGS: &[&str] = &[
    "net.ipv4.tcp_autocorking",
    "net.ipv4.tcp_congestion_control",
    "net.ipv4.tcp_wmem",
    "net.ipv4.tcp_rmem",
    "net.core.wmem_max",
    "net.core.rmem_max",
    "net.core.somaxconn",
];

/// Its value, from proc(5).
pub(in crate::net) fn setting(name: &str) -> Seen<String> {
    read(&format!("/proc/sys/{}", name.replace('.', "/")))
}

/// The loopback interface's MTU in bytes: Documentation/ABI/testing/sysfs-class-net.
pub(in crate::net) fn loopback_mtu() -> Seen<u64> {
    match read("/sys/class/net/lo/mtu").map(|text| text.parse()) {
        Seen::Seen(Ok(mtu)) => Seen::Seen(mtu),
        Seen::Failed(code) => Seen::Failed(code),
        _ => Seen::Unsupported,
    }
}

fn read(file: &str) -> Seen<String> {
    match std::fs::read_to_string(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => Seen::Unsupported,
        text => seen(text).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}
