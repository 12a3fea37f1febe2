//! A step: an actor, a call, its arguments, and what it is expected to return.

use super::{ActorId, Call, ErrorName, OptionSetting, StepNo, Variant, Want, named_enum};
use std::time::Duration;

named_enum! {
    /// What carries the bytes. Whether over IPv4 or IPv6 is the case's `family`.
    pub enum Transport {
        /// A TCP connection.
        Tcp = "tcp",
        /// UDP.
        Udp = "udp",
        /// A Unix-domain stream.
        UnixStream = "unix-stream",
        /// A Unix-domain datagram socket.
        UnixDatagram = "unix-datagram",
        /// A Unix-domain sequenced-packet socket. Linux, FreeBSD.
        UnixSeqpacket = "unix-seqpacket",
    }
}

impl Transport {
    /// Whether it is a stream: it has no message boundaries.
    pub fn is_stream(self) -> bool {
        matches!(self, Transport::Tcp | Transport::UnixStream)
    }

    /// Whether it is a Unix-domain socket.
    pub fn is_unix(self) -> bool {
        matches!(self, Transport::UnixStream | Transport::UnixDatagram | Transport::UnixSeqpacket)
    }

    /// Whether one side listens and accepts.
    pub fn listens(self) -> bool {
        matches!(self, Transport::Tcp | Transport::UnixStream | Transport::UnixSeqpacket)
    }
}

/// One step of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number.
    pub no: StepNo,
    /// The line of the file it begins on, from 1.
    pub line: u32,
    /// Who does it.
    pub who: ActorId,
    /// What it does.
    pub call: Call,
    /// The socket, by name; by default the actor's newest open socket that does not listen.
    pub sock: Option<String>,
    /// The name of the socket it makes.
    pub makes: Option<String>,
    /// Options: for a creating call applied when the socket is made, for `set` now.
    pub set: Vec<OptionSetting>,
    /// How many times, in one hand-over; at least 1.
    pub repeat: u32,
    /// Stop repeating at this error; it is then what was expected.
    pub until: Option<ErrorName>,
    /// The call does not wait.
    pub nonblocking: bool,
    /// Start it and go on.
    pub background: bool,
    /// Not numbered, not counted: it only brings the connection into the state the case is about.
    pub warmup: bool,
    /// What it sends is a part of the message of this name: all parts that a socket sends one after the other, in one round
    /// of a block, are one message.
    pub part_of: Option<String>,
    /// The deadline of the step, all its repeats included.
    pub timeout: Duration,
    /// What is expected.
    pub want: Want,
    /// What is expected elsewhere.
    pub on: Vec<Variant<Want>>,
}

impl Step {
    /// The deadline where the file does not say.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(2);
}

/// A step, or a block of steps done several times in order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "nearly all nodes are steps")]
pub enum Node {
    /// One step.
    Step(Step),
    /// `{ repeat = 40, steps = […] }`.
    Block {
        /// How many times; at least 1.
        repeat: u32,
        /// Its rounds are the subject: they are timed, shown in a table, and may be expected to take
        /// so long. At most one block of a case.
        rounds: bool,
        /// What is done each time.
        steps: Vec<Step>,
    },
}

impl Node {
    /// The steps in it, each once.
    pub fn steps(&self) -> &[Step] {
        match self {
            Node::Step(step) => std::slice::from_ref(step),
            Node::Block { steps, .. } => steps,
        }
    }

    /// The steps in it, each once, to change.
    pub fn steps_mut(&mut self) -> &mut [Step] {
        match self {
            Node::Step(step) => std::slice::from_mut(step),
            Node::Block { steps, .. } => steps,
        }
    }

    /// How often the steps are done.
    pub fn times(&self) -> u32 {
        match self {
            Node::Step(_) => 1,
            Node::Block { repeat, .. } => *repeat,
        }
    }
}
