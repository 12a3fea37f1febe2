//! A step: an actor, a call, its arguments, and what it is expected to return.

use super::{
    ActorId, Data, ErrorName, OptionName, OptionSetting, StepNo, Variant, Want, named_enum,
};
use std::time::Duration;

named_enum! {
    /// The name of a call, as a scenario writes it and a trace keeps it.
    pub enum CallName {
        /// Make a stream socket, bind it to a port of the kernel's choosing, and listen.
        Listen = "listen",
        /// Make a socket and connect it.
        Connect = "connect",
        /// Take a connection from a listener.
        Accept = "accept",
        /// Make a datagram socket (or, with `transport`, another) and bind it.
        Bind = "bind",
        /// Hold a port on which nobody listens.
        Reserve = "reserve",
        /// One `send`.
        Send = "send",
        /// One `writev`: several pieces, one call, one message.
        Writev = "writev",
        /// `send` until all is taken.
        SendAll = "send_all",
        /// One datagram to a named actor or socket.
        SendTo = "send_to",
        /// One `recv`.
        Recv = "recv",
        /// One `recvfrom` (made as `recvmsg`, so that truncation is observed).
        RecvFrom = "recv_from",
        /// `recv` until so many bytes are there.
        RecvExact = "recv_exact",
        /// One `recv` with MSG_PEEK: nothing is taken from the queue.
        Peek = "peek",
        /// `setsockopt`.
        Set = "set",
        /// `getsockopt`.
        Get = "get",
        /// `getsockname`: the socket's own address. A record says whose it is; ports stay out of traces.
        GetSockName = "getsockname",
        /// `getpeername`: the address of the other end.
        GetPeerName = "getpeername",
        /// `shutdown`.
        Shutdown = "shutdown",
        /// `close`.
        Close = "close",
        /// SO_LINGER on with 0 seconds, then `close`: a reset.
        Reset = "reset",
        /// The process that holds the socket is killed: another process is handed the socket, and
        /// SIGKILL (TerminateProcess) ends it.
        Kill = "kill",
        /// Encode a message with the case's framing and send all of it.
        SendMessage = "send_message",
        /// Receive until the case's framing finds a message.
        RecvMessage = "recv_message",
        /// Wait until so many bytes, a datagram, or the end of the stream are readable.
        WaitReadable = "wait_readable",
        /// Wait until the peer's kernel has acknowledged all that was written.
        WaitAcked = "wait_acked",
        /// Wait until the peer has closed or reset the connection.
        WaitHangup = "wait_hangup",
        /// Do nothing for a while, where the while itself is the subject.
        Pause = "pause",
        /// Wait for the actor's background step to end.
        Join = "join",
    }
}

impl CallName {
    /// Whether it makes a socket.
    pub fn creates(self) -> bool {
        use CallName as C;
        matches!(self, C::Listen | C::Connect | C::Accept | C::Bind | C::Reserve)
    }

    /// Whether a success is a message sent.
    pub fn sends(self) -> bool {
        use CallName as C;
        matches!(self, C::Send | C::Writev | C::SendAll | C::SendTo | C::SendMessage)
    }

    /// Whether a success may be a receive. A `peek` is none: it takes nothing.
    pub fn receives(self) -> bool {
        use CallName as C;
        matches!(self, C::Recv | C::RecvFrom | C::RecvExact | C::RecvMessage)
    }

    /// Whether the socket is gone after it.
    pub fn ends_socket(self) -> bool {
        matches!(self, CallName::Close | CallName::Reset | CallName::Kill)
    }

    /// Whether it returns an address.
    pub fn returns_address(self) -> bool {
        matches!(self, CallName::GetSockName | CallName::GetPeerName)
    }

    /// Whether it only waits.
    pub fn is_barrier(self) -> bool {
        matches!(self, CallName::WaitReadable | CallName::WaitAcked | CallName::WaitHangup)
    }
}

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

named_enum! {
    /// A flag of `send` or `recv`.
    pub enum Flag {
        /// More follows: hold it back. Linux.
        MsgMore = "MSG_MORE",
        /// Wait for the whole length.
        MsgWaitall = "MSG_WAITALL",
        /// Leave what is read in the queue.
        MsgPeek = "MSG_PEEK",
        /// Return the datagram's real length. Linux; on a TCP socket it discards bytes.
        MsgTrunc = "MSG_TRUNC",
    }
}

named_enum! {
    /// Which direction `shutdown` ends.
    pub enum How {
        /// No more will be sent: SHUT_WR.
        Write = "write",
        /// No more will be read: SHUT_RD.
        Read = "read",
        /// Both: SHUT_RDWR.
        Both = "both",
    }
}

/// A call with its arguments. Names of actors and sockets are those of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the fields are the arguments of the calls, described at `CallName` and `Step`"
)]
pub enum Call {
    Listen {
        transport: Transport,
        backlog: u32,
        port_of: Option<String>,
    },
    /// `to`: an actor (its newest listener, bound or reserved socket) or a socket by name.
    Connect {
        to: String,
        port_of: Option<String>,
    },
    /// `from`: the actor whose listener it is; by default the actor's own.
    Accept {
        from: Option<ActorId>,
    },
    Bind {
        transport: Transport,
        port_of: Option<String>,
    },
    Reserve {
        transport: Transport,
    },
    Send {
        data: Data,
        flags: Vec<Flag>,
    },
    /// `data`: the pieces, [`Data::Pieces`].
    Writev {
        data: Data,
    },
    SendAll {
        data: Data,
    },
    SendTo {
        data: Data,
        to: String,
        flags: Vec<Flag>,
    },
    Recv {
        max: u64,
        flags: Vec<Flag>,
    },
    RecvFrom {
        max: u64,
        flags: Vec<Flag>,
    },
    RecvExact {
        bytes: u64,
    },
    Peek {
        max: u64,
    },
    Set,
    Get {
        option: OptionName,
    },
    GetSockName,
    GetPeerName,
    Shutdown {
        how: How,
    },
    Close,
    Reset,
    Kill,
    SendMessage {
        data: Data,
    },
    /// `max`: the buffer of each `recv` beneath it.
    RecvMessage {
        max: u64,
    },
    /// `bytes`: for a stream; `None` where one byte, a datagram or the end is enough.
    WaitReadable {
        bytes: Option<u64>,
    },
    WaitAcked,
    WaitHangup,
    Pause {
        length: Duration,
    },
    Join,
}

impl Call {
    /// Its name.
    pub fn name(&self) -> CallName {
        match self {
            Call::Listen { .. } => CallName::Listen,
            Call::Connect { .. } => CallName::Connect,
            Call::Accept { .. } => CallName::Accept,
            Call::Bind { .. } => CallName::Bind,
            Call::Reserve { .. } => CallName::Reserve,
            Call::Send { .. } => CallName::Send,
            Call::Writev { .. } => CallName::Writev,
            Call::SendAll { .. } => CallName::SendAll,
            Call::SendTo { .. } => CallName::SendTo,
            Call::Recv { .. } => CallName::Recv,
            Call::RecvFrom { .. } => CallName::RecvFrom,
            Call::RecvExact { .. } => CallName::RecvExact,
            Call::Peek { .. } => CallName::Peek,
            Call::Set => CallName::Set,
            Call::Get { .. } => CallName::Get,
            Call::GetSockName => CallName::GetSockName,
            Call::GetPeerName => CallName::GetPeerName,
            Call::Shutdown { .. } => CallName::Shutdown,
            Call::Close => CallName::Close,
            Call::Reset => CallName::Reset,
            Call::Kill => CallName::Kill,
            Call::SendMessage { .. } => CallName::SendMessage,
            Call::RecvMessage { .. } => CallName::RecvMessage,
            Call::WaitReadable { .. } => CallName::WaitReadable,
            Call::WaitAcked => CallName::WaitAcked,
            Call::WaitHangup => CallName::WaitHangup,
            Call::Pause { .. } => CallName::Pause,
            Call::Join => CallName::Join,
        }
    }

    /// What it would send.
    pub fn data(&self) -> Option<&Data> {
        match self {
            Call::Send { data, .. }
            | Call::Writev { data }
            | Call::SendAll { data }
            | Call::SendTo { data, .. }
            | Call::SendMessage { data } => Some(data),
            _ => None,
        }
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

    /// The same, to change.
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
