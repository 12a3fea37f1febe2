//! What the kernel says right after a call.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A figure that may or may not have been observed. There is no default of 0: a figure that was
/// not seen says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(into = "Written<T>", rename = "Seen_{T}"))]
pub enum Seen<T> {
    /// Observed.
    Seen(T),
    /// This operating system does not offer it.
    Unsupported,
    /// The system offers it and the query failed, with this error number.
    Failed(i32),
    /// The question makes no sense for this kind of socket (a datagram socket has no MSS). Not
    /// written to a trace.
    #[default]
    Absent,
}

impl<T> Seen<T> {
    /// The value, where there is one.
    pub fn seen(self) -> Option<T> {
        match self {
            Seen::Seen(value) => Some(value),
            _ => None,
        }
    }

    /// Whether the question does not apply.
    pub fn is_absent(&self) -> bool {
        matches!(self, Seen::Absent)
    }

    /// Computes something from the value, where there is one; any other state of knowledge stays.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Seen<U> {
        match self {
            Seen::Seen(value) => Seen::Seen(f(value)),
            Seen::Unsupported => Seen::Unsupported,
            Seen::Failed(code) => Seen::Failed(code),
            Seen::Absent => Seen::Absent,
        }
    }
}

/// A figure that may or may not have been observed.
#[derive(Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum Written<T> {
    /// Observed.
    Seen(T),
    /// This system does not offer it.
    Unsupported,
    /// It does, and the query failed with this error number.
    Failed(i32),
}

impl<T: Serialize> Serialize for Seen<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Seen::Seen(value) => Written::Seen(value).serialize(s),
            Seen::Failed(code) => Written::<&T>::Failed(*code).serialize(s),
            Seen::Unsupported | Seen::Absent => Written::<&T>::Unsupported.serialize(s),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Seen<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(match Written::deserialize(d)? {
            Written::Seen(value) => Seen::Seen(value),
            Written::Unsupported => Seen::Unsupported,
            Written::Failed(code) => Seen::Failed(code),
        })
    }
}

macro_rules! evidence {
    ($($(#[$meta:meta])* $field:ident: $ty:ty),+ $(,)?) => {
        /// What the kernel said of one socket right after a call. A figure that does not apply to this kind
        /// of socket is left out. Cumulative figures count from the socket's beginning.
        #[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Evidence {
            $($(#[$meta])* #[serde(default, skip_serializing_if = "Seen::is_absent")] pub $field: Seen<$ty>,)+
        }

        impl Evidence {
            /// The figures that apply, each by the name it has in a trace, in the order of the
            /// fields. A switch is 1 or 0.
            pub fn figures(&self) -> impl Iterator<Item = (&'static str, Seen<u64>)> {
                let all = [$((stringify!($field), self.$field.map(<u64 as From<$ty>>::from)),)+];
                all.into_iter().filter(|(_, value)| !value.is_absent())
            }
        }
    };
}

evidence! {
    /// Bytes that a receive could read now. Datagrams: the size of the first one, without its
    /// address (Linux `FIONREAD`, macOS `SO_NREAD`). Sequenced packets: all of them together
    /// (`unix_inq_len`, net/unix/af_unix.c).
    readable: u64,
    /// Bytes written by this end and not acknowledged by the peer's kernel: in flight or still
    /// unsent (Linux `SIOCOUTQ`, macOS `SO_NWRITE`, FreeBSD `FIONWRITE`; Windows: `BytesInFlight` and what is
    /// unsent). A SYN or a FIN is not a byte.
    unacked: u64,
    /// Of these, bytes that have not left yet (Linux `SIOCOUTQNSD`; FreeBSD 14: those beyond `tcpi_snd_max`;
    /// Windows: what the program's sends took, less `BytesOut`).
    unsent: u64,
    /// Segments with data sent, retransmissions included (Linux `tcpi_data_segs_out`).
    segments_out: u64,
    /// Segments with data received (Linux `tcpi_data_segs_in`).
    segments_in: u64,
    /// Segments sent again (Linux `tcpi_total_retrans`).
    segments_retransmitted: u64,
    /// Bytes sent, retransmissions included (Linux `tcpi_bytes_sent`).
    bytes_sent: u64,
    /// Bytes sent again (Linux `tcpi_bytes_retrans`).
    bytes_retransmitted: u64,
    /// Segments in flight: sent and not acknowledged (Linux `tcpi_unacked`).
    in_flight: u64,
    /// The largest segment this end sends now, in bytes (Linux `tcpi_snd_mss`).
    mss: u64,
    /// The congestion window, in segments (Linux `tcpi_snd_cwnd`).
    cwnd: u64,
    /// The window the peer offers, in bytes (Linux `tcpi_snd_wnd`).
    send_window: u64,
    /// Bytes per second at which this socket paces what it sends, asked for only where something is
    /// unsent; absent where it does not pace (Linux `tcpi_pacing_rate`, where its congestion control
    /// paces by itself: BBR).
    pacing_rate: u64,
    /// `TCP_NODELAY` as the kernel has it.
    nodelay: bool,
    /// `TCP_CORK`, `TCP_NOPUSH` or `UDP_CORK` as the kernel has it.
    cork: bool,
    /// Memory charged to what is queued for reading, in bytes (Linux `SO_MEMINFO`, `rmem_alloc`).
    receive_memory: u64,
    /// Of a datagram socket: memory charged to what it has sent and a sending device of this system has
    /// not passed on, in bytes (Linux `SO_MEMINFO`, `wmem_alloc`). The loopback device passes on at once
    /// (`skb_orphan` in loopback_xmit, drivers/net/loopback.c), unless a queue is put before it.
    send_memory: u64,
    /// Datagrams dropped because the receive buffer was full (Linux `SO_MEMINFO`, `drops`).
    drops: u64,
    /// Connections of the port that are in TIME_WAIT, counted where a `listen` or a `bind` asks for
    /// a port that was used before (Linux `/proc/net/tcp`, state 06; Windows `GetTcpTable`).
    time_wait: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compared with what serde writes, which has its names from elsewhere.
    #[test]
    fn the_figures_are_those_of_a_trace_in_the_same_order() {
        let evidence = Evidence {
            drops: Seen::Seen(3),
            nodelay: Seen::Seen(true),
            cork: Seen::Failed(22),
            mss: Seen::Unsupported,
            readable: Seen::Seen(5),
            ..Evidence::default()
        };
        let figures: Vec<_> = evidence.figures().collect();
        let wanted = [
            ("readable", Seen::Seen(5)),
            ("mss", Seen::Unsupported),
            ("nodelay", Seen::Seen(1)),
            ("cork", Seen::Failed(22)),
            ("drops", Seen::Seen(3)),
        ];
        assert_eq!(figures, wanted);
        let written = serde_json::to_string(&evidence).unwrap();
        let places: Vec<_> = figures
            .iter()
            .map(|(name, _)| written.find(&format!("\"{name}\":")).unwrap())
            .collect();
        assert!(places.is_sorted(), "{written}");
        let count = serde_json::to_value(&evidence).unwrap().as_object().unwrap().len();
        assert_eq!(count, figures.len());
    }
}
