//! Socket options, named as the field names them.

use super::named_enum;
use serde::{Deserialize, Serialize};

named_enum! {
    /// A socket option (or, on Windows, a control code that does the same job).
    pub enum OptionName {
        /// Nagle's algorithm off. tcp(7).
        TcpNodelay = "TCP_NODELAY",
        /// Hold partial segments back, for at most 200 ms. Linux, tcp(7).
        TcpCork = "TCP_CORK",
        /// The BSD counterpart of TCP_CORK.
        TcpNopush = "TCP_NOPUSH",
        /// Acknowledge at once (on) or delay acknowledgements (off). Linux, not sticky: tcp(7).
        TcpQuickack = "TCP_QUICKACK",
        /// The largest segment, in bytes.
        TcpMaxseg = "TCP_MAXSEG",
        /// The time after which unacknowledged data aborts the connection, in ms. Linux.
        TcpUserTimeout = "TCP_USER_TIMEOUT",
        /// The most bytes that may wait unsent before the socket stops being writable. Linux, macOS.
        TcpNotsentLowat = "TCP_NOTSENT_LOWAT",
        /// The send buffer, in bytes. Linux doubles what is asked: socket(7).
        SoSndbuf = "SO_SNDBUF",
        /// The receive buffer, in bytes. Linux doubles what is asked: socket(7).
        SoRcvbuf = "SO_RCVBUF",
        /// Allow an address in use to be bound again; the meaning differs from system to system.
        SoReuseaddr = "SO_REUSEADDR",
        /// Allow several sockets on one address. Linux 3.9, BSD.
        SoReuseport = "SO_REUSEPORT",
        /// Nobody else may bind the address. Windows.
        SoExclusiveaddruse = "SO_EXCLUSIVEADDRUSE",
        /// Seconds that close waits for unsent data; 0 resets; off (false) is the default.
        SoLinger = "SO_LINGER",
        /// The fewest readable bytes that make the socket readable. Not on Windows.
        SoRcvlowat = "SO_RCVLOWAT",
        /// How many connections a listener has complete and not accepted. FreeBSD; on Linux the
        /// same figure is in TCP_INFO. Can only be read.
        SoListenqlen = "SO_LISTENQLEN",
        /// How many it takes before it turns others away: `listen`'s backlog as the kernel has it.
        /// FreeBSD; on Linux in TCP_INFO. Can only be read.
        SoListenqlimit = "SO_LISTENQLIMIT",
        /// Probe an idle peer.
        SoKeepalive = "SO_KEEPALIVE",
        /// Seconds of silence before the first probe. Linux, FreeBSD, Windows; macOS calls it TCP_KEEPALIVE.
        TcpKeepidle = "TCP_KEEPIDLE",
        /// Seconds from one probe that is not answered to the next.
        TcpKeepintvl = "TCP_KEEPINTVL",
        /// After how many probes without an answer the connection is given up.
        TcpKeepcnt = "TCP_KEEPCNT",
        /// Report ICMP errors on an unconnected datagram socket. Linux, ip(7).
        IpRecverr = "IP_RECVERR",
        /// Hold datagram parts together until uncorked. Linux, udp(7).
        UdpCork = "UDP_CORK",
        /// Cut one large send into datagrams of this size. Linux 4.18, udp(7).
        UdpSegment = "UDP_SEGMENT",
        /// Hand several datagrams over as one receive. Linux 5.0, udp(7).
        UdpGro = "UDP_GRO",
        /// Report a closed port as a reset on the next receive. Windows.
        SioUdpConnreset = "SIO_UDP_CONNRESET",
        /// The number of segments after which the delayed acknowledgement is sent without waiting for
        /// its timer: 1 acknowledges each at once. Windows. Can only be set.
        SioTcpSetAckFrequency = "SIO_TCP_SET_ACK_FREQUENCY",
        /// IPv6 only. ipv6(7).
        Ipv6V6only = "IPV6_V6ONLY",
    }
}

impl OptionName {
    /// Whether the value is on/off rather than a number.
    pub fn is_switch(self) -> bool {
        use OptionName as O;
        matches!(
            self,
            O::TcpNodelay
                | O::TcpCork
                | O::TcpNopush
                | O::TcpQuickack
                | O::SoReuseaddr
                | O::SoReuseport
                | O::SoExclusiveaddruse
                | O::SoKeepalive
                | O::IpRecverr
                | O::UdpCork
                | O::UdpGro
                | O::SioUdpConnreset
                | O::Ipv6V6only
        )
    }
}

impl OptionName {
    /// Whether the kernel tells it and nobody sets it.
    pub fn is_read_only(self) -> bool {
        matches!(self, OptionName::SoListenqlen | OptionName::SoListenqlimit)
    }
}

/// A value of an option. In JSON and TOML: a boolean or a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
pub enum OptionValue {
    /// `true` or `false`. `SO_LINGER = false` is "no lingering".
    Switch(bool),
    /// A number, in the option's own unit.
    Number(i64),
}

impl std::fmt::Display for OptionValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            OptionValue::Switch(true) => f.pad("on"),
            OptionValue::Switch(false) => f.pad("off"),
            OptionValue::Number(n) => std::fmt::Display::fmt(n, f),
        }
    }
}

impl Serialize for OptionValue {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match *self {
            OptionValue::Switch(b) => s.serialize_bool(b),
            OptionValue::Number(n) => s.serialize_i64(n),
        }
    }
}

impl<'de> Deserialize<'de> for OptionValue {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = OptionValue;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("true, false or a whole number")
            }
            fn visit_bool<E>(self, b: bool) -> Result<OptionValue, E> {
                Ok(OptionValue::Switch(b))
            }
            fn visit_i64<E>(self, n: i64) -> Result<OptionValue, E> {
                Ok(OptionValue::Number(n))
            }
            fn visit_u64<E: serde::de::Error>(self, n: u64) -> Result<OptionValue, E> {
                let wrong = |_| E::invalid_value(serde::de::Unexpected::Unsigned(n), &"i64");
                i64::try_from(n).map(OptionValue::Number).map_err(wrong)
            }
        }
        d.deserialize_any(Visitor)
    }
}

/// One `NAME = value` of a `set`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionSetting {
    /// Which option.
    pub name: OptionName,
    /// What is asked of the kernel.
    pub value: OptionValue,
}
