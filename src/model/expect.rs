//! What a scenario says will happen, and where it says so differently for a system.

use super::{
    Cause, Data, Deed, ErrorName, Fates, MessageNo, Packet, PacketOf, ReceiveNo, RoundNo, TcpFlag,
    Text, named_enum,
};

/// An exact value or `{ min, max }`, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub min: u64,
    /// The most.
    pub max: u64,
}

impl Range {
    /// Exactly this.
    pub fn exactly(value: u64) -> Self {
        Range { min: value, max: value }
    }

    /// Whether the value lies in it.
    pub fn contains(self, value: u64) -> bool {
        (self.min..=self.max).contains(&value)
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.min, self.max) {
            (min, max) if min == max => write!(f, "{min}"),
            (min, u64::MAX) => write!(f, "≥{min}"),
            (0, max) => write!(f, "≤{max}"),
            (min, max) => write!(f, "{min}–{max}"),
        }
    }
}

/// What a step is expected to give back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Returns {
    /// The count the call returns: bytes taken or handed over; the value of `get` (a switch is 0 or 1).
    Count(Range),
    /// Exactly these bytes, handed over by a receive.
    Data(Data),
    /// The address of this actor or socket, by name: `getsockname`, `getpeername`.
    Address(String),
}

/// All that is expected of one step. With `repeat`, of each iteration (except the one that ends
/// `until`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Want {
    /// What it returns.
    pub returns: Option<Returns>,
    /// The error it fails with.
    pub error: Option<ErrorName>,
    /// Whose address a `recv_from` names.
    pub sender: Option<String>,
    /// How long it takes, in microseconds.
    pub took: Option<Range>,
}

impl Want {
    /// Whether nothing is expected.
    pub fn is_empty(&self) -> bool {
        *self == Want::default()
    }
}

named_enum! {
    /// Where an expectation may differ: an operating system, what runs its programs elsewhere, or the lab's wire.
    pub enum Platform {
        /// Linux.
        Linux = "linux",
        /// macOS.
        Macos = "macos",
        /// Windows.
        Windows = "windows",
        /// FreeBSD.
        Freebsd = "freebsd",
        /// Windows's interface as Wine implements it, over the kernel below: more particular than
        /// Windows.
        Wine = "wine",
        /// The virtual wire between hosts.
        Lab = "lab",
    }
}

/// What holds instead on one platform, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant<T> {
    /// Where.
    pub on: Platform,
    /// What holds there.
    pub value: T,
    /// Why, in the reader's language; `compare` shows it.
    pub why: Text,
}

/// One of the messages or receives, or all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which<N> {
    /// These, in order.
    These(Vec<N>),
    /// Every one.
    All,
}

/// Rounds of which something is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhichRounds {
    /// Each of these, or each there is.
    Each(Which<RoundNo>),
    /// The median round by time (the upper median if their number is even): a single disturbed round does not
    /// change it.
    Median,
}

named_enum! {
    /// A figure of the whole case.
    pub enum Counted {
        /// Calls that sent a message: the messages of the case.
        Sends = "sends",
        /// Segments with data that left, retransmissions not counted.
        Segments = "segments",
        /// Receives.
        Receives = "receives",
        /// Datagrams the kernel dropped because a receive buffer was full.
        Drops = "drops",
        /// Datagrams that reached a receiver's kernel and what came of them there: received, left
        /// unread and dropped, added up.
        Accounted = "accounted",
        /// The most bytes seen held back (written and not sent) right after a numbered send.
        Held = "held",
        /// Microseconds from the first step to the last.
        Took = "took",
    }
}

/// What is expected of a receive's main cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WantedCause {
    /// `cause = "none"`: it holds exactly one message.
    NoCause,
    /// This one.
    Main(Cause),
}

/// What is expected of a packet; only what is named is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PacketWant {
    /// Exactly these flags. PSH is passed over unless it is named: it says only that the sender's
    /// buffer was empty after it.
    pub flags: Option<Vec<TcpFlag>>,
    /// Its payload in bytes.
    pub payload: Option<Range>,
    /// The option MSS, which a SYN carries.
    pub mss: Option<Range>,
    /// The byte it asks for next: all before it have arrived.
    pub next: Option<Range>,
    /// Whether all it carries had been sent before.
    pub again: Option<bool>,
    /// Whether it is a part of a datagram that was cut.
    pub fragment: Option<bool>,
    /// What the wire did with it.
    pub deed: Option<Deed>,
}

impl PacketWant {
    /// Whether a packet is so.
    pub fn fits(&self, packet: &Packet) -> bool {
        let segment = packet.segment.as_ref();
        let within = |wanted: Option<Range>, found: Option<u64>| {
            wanted.is_none_or(|range| found.is_some_and(|n| range.contains(n)))
        };
        let flags = |wanted: &Vec<TcpFlag>| segment.is_some_and(|s| same_flags(wanted, &s.flags));
        let is_fragment = packet.datagram.is_some_and(|part| part.offset.is_some());
        self.flags.as_ref().is_none_or(flags)
            && within(self.payload, Some(packet.payload))
            && within(self.mss, segment.and_then(|s| s.mss).map(u64::from))
            && within(self.next, segment.and_then(|s| s.ack))
            && self.again.is_none_or(|again| segment.is_some_and(|s| s.again) == again)
            && self.fragment.is_none_or(|fragment| is_fragment == fragment)
            && self.deed.is_none_or(|deed| packet.deed == deed)
    }
}

fn same_flags(wanted: &[TcpFlag], found: &[TcpFlag]) -> bool {
    let counts = |flag: &TcpFlag| *flag != TcpFlag::Psh || wanted.contains(flag);
    wanted.iter().all(|flag| found.contains(flag))
        && found.iter().filter(|flag| counts(flag)).all(|flag| wanted.contains(flag))
}

/// One thing expected of a case as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// `{ message = 1, fate = ["split", "glued"] }`: the whole set of the fates of each of these messages.
    Message {
        /// Which messages.
        which: Which<MessageNo>,
        /// Exactly these fates.
        fate: Fates,
    },
    /// `{ receive = 2, messages = [1, 2], cause = "leftover" }`.
    Receive {
        /// Which receives.
        which: Which<ReceiveNo>,
        /// The messages whose bytes it held, in order.
        messages: Option<Vec<MessageNo>>,
        /// Its main cause (the first one found), or that it has none.
        cause: Option<WantedCause>,
        /// Its size in bytes.
        bytes: Option<Range>,
    },
    /// `{ rounds = [2, 3], took = { min = "35ms" } }`: how long each of these rounds takes, from the
    /// beginning of its first call to the end of its last.
    Rounds {
        /// Which rounds of the block that says `rounds = true`.
        which: WhichRounds,
        /// In microseconds.
        took: Range,
        /// What held bytes back, in at least one of them, and in no other of them something else.
        cause: Option<Cause>,
    },
    /// `{ data = 2, from = "client", again = true }`: of one packet on the lab's wire.
    Packet {
        /// Which.
        packet: PacketOf,
        /// What it is like.
        want: PacketWant,
        /// How long after the packet before it from the same host it came, in microseconds.
        after: Option<Range>,
    },
    /// `{ packets = 3, from = "client", flags = ["SYN"] }`: how many packets on the lab's wire are so.
    Packets {
        /// How many.
        count: Range,
        /// Only of this host.
        from: Option<String>,
        /// What they are like.
        want: PacketWant,
    },
    /// `{ segments = 2 }`, `{ receives = { min = 1, max = 3 }, of = "server" }`.
    Count {
        /// Which figure.
        what: Counted,
        /// Only of this actor: of what it sent, or of what it received.
        of: Option<String>,
        /// How many.
        range: Range,
    },
}

/// An expectation of a case, and its variants. A variant of `None` says: here anything may happen,
/// and the reason why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expect {
    /// What holds where no variant applies.
    pub expectation: Expectation,
    /// Where something else holds.
    pub on: Vec<Variant<Option<Expectation>>>,
}
