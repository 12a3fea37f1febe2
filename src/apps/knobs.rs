//! What a class may turn.

use super::{Cut, Guard};
use crate::model::{OptionName, OptionSetting, OptionValue};
use std::time::Duration;

/// The same for every app; each has a default that is the tutorials'.
#[derive(Debug, Clone)]
pub struct Knobs {
    /// The buffer of each receive, in bytes.
    pub recv: u64,
    /// A pause before the first receive on a socket.
    pub late: Duration,
    /// TCP_NODELAY; none: as the system has it.
    pub nodelay: Option<bool>,
    /// SO_RCVBUF, in bytes.
    pub rcvbuf: Option<u32>,
    /// SO_SNDBUF, in bytes.
    pub sndbuf: Option<u32>,
    /// How the bytes of a stream are cut into sends.
    pub cut: Cut,
    /// A pause between two sends that one message was cut into.
    pub pace: Duration,
    /// How long a peer may be silent.
    pub idle: Duration,
    /// What a connection must get past first. (Here, as every socket of an app is made with these.)
    pub guard: Guard,
    /// Whether each call of a transfer is told, with what the kernel held, however many there are.
    pub every_call: bool,
}

impl Knobs {
    /// What the tutorials' programs ask a `recv` for, in bytes.
    pub const RECV: u64 = 1024;
    /// As much as any datagram can have, in bytes.
    pub const DATAGRAM: u64 = 65_535;
    /// A class goes out for a break, and its server is still there; a peer that is gone is not for ever.
    pub const IDLE: Duration = Duration::from_secs(3600);

    /// The options that a new socket gets; `stream`: those of connections, too.
    pub(super) fn options(&self, stream: bool) -> Vec<OptionSetting> {
        let size = |name, bytes: Option<u32>| {
            bytes.map(|bytes| OptionSetting { name, value: OptionValue::Number(bytes.into()) })
        };
        let nodelay = self.nodelay.filter(|_| stream).map(|on| OptionSetting {
            name: OptionName::TcpNodelay,
            value: OptionValue::Switch(on),
        });
        let sizes =
            [size(OptionName::SoRcvbuf, self.rcvbuf), size(OptionName::SoSndbuf, self.sndbuf)];
        sizes.into_iter().flatten().chain(nodelay).collect()
    }
}

impl Default for Knobs {
    fn default() -> Self {
        Knobs {
            recv: Self::RECV,
            late: Duration::ZERO,
            nodelay: None,
            rcvbuf: None,
            sndbuf: None,
            cut: Cut::Whole,
            pace: Duration::ZERO,
            idle: Self::IDLE,
            guard: Guard::None,
            every_call: false,
        }
    }
}
