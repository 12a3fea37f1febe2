//! A call: its name, its flags, its arguments.

use super::{ActorId, Data, OptionName, Transport, named_enum};
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

    /// Its arguments.
    pub fn arguments(&self) -> Arguments<'_> {
        let none = Arguments::default();
        match self {
            Call::Listen { transport, backlog, port_of } => Arguments {
                transport: Some(*transport),
                backlog: Some(*backlog),
                port_of: port_of.as_deref(),
                ..none
            },
            Call::Bind { transport, port_of } => {
                Arguments { transport: Some(*transport), port_of: port_of.as_deref(), ..none }
            }
            Call::Connect { to, port_of } => {
                Arguments { to: Some(to), port_of: port_of.as_deref(), ..none }
            }
            Call::Accept { from } => Arguments { from: *from, ..none },
            Call::Reserve { transport } => Arguments { transport: Some(*transport), ..none },
            Call::Send { data, flags } => Arguments { data: Some(data), flags, ..none },
            Call::Writev { data } | Call::SendAll { data } | Call::SendMessage { data } => {
                Arguments { data: Some(data), ..none }
            }
            Call::SendTo { data, to, flags } => {
                Arguments { data: Some(data), to: Some(to), flags, ..none }
            }
            Call::Recv { max, flags } | Call::RecvFrom { max, flags } => {
                Arguments { room: Some(*max), flags, ..none }
            }
            Call::RecvExact { bytes: room } | Call::Peek { max: room } => {
                Arguments { room: Some(*room), ..none }
            }
            Call::Get { option } => Arguments { option: Some(*option), ..none },
            Call::WaitReadable { bytes } => Arguments { awaited: *bytes, ..none },
            Call::Pause { length } => Arguments { length: Some(*length), ..none },
            Call::RecvMessage { max } => Arguments { buffer: Some(*max), ..none },
            Call::Shutdown { how } => Arguments { how: Some(*how), ..none },
            Call::Set | Call::GetSockName | Call::GetPeerName => none,
            Call::Close | Call::Reset | Call::Kill => none,
            Call::WaitAcked | Call::WaitHangup | Call::Join => none,
        }
    }

    /// What it would send.
    pub fn data(&self) -> Option<&Data> {
        self.arguments().data
    }
}

/// The arguments of a call of which somebody asks who does not care which call it is. What a call does
/// not have is not there.
#[derive(Debug, Clone, Copy, Default)]
pub struct Arguments<'c> {
    /// What it would send.
    pub data: Option<&'c Data>,
    /// The most bytes it hands over, by its own words.
    pub room: Option<u64>,
    /// The buffer of each call beneath it: what it hands over may be longer.
    pub buffer: Option<u64>,
    /// How many bytes it waits for.
    pub awaited: Option<u64>,
    /// How many connections may wait to be accepted.
    pub backlog: Option<u32>,
    /// Its flags.
    pub flags: &'c [Flag],
    /// What carries the bytes of the socket it makes.
    pub transport: Option<Transport>,
    /// Where to: an actor or a socket by name.
    pub to: Option<&'c str>,
    /// The actor whose listener it takes from.
    pub from: Option<ActorId>,
    /// The socket or actor whose port it takes.
    pub port_of: Option<&'c str>,
    /// The direction it ends.
    pub how: Option<How>,
    /// The option it asks for.
    pub option: Option<OptionName>,
    /// How long it lasts.
    pub length: Option<Duration>,
}

#[cfg(test)]
impl Call {
    /// One of each, in the order of [`CallName::ALL`].
    pub(crate) fn every() -> Vec<Call> {
        let text = || Data::Bytes(b"1234567".to_vec());
        let to = || "server".to_owned();
        let (transport, flags, max, bytes) = (Transport::Tcp, Vec::new, 10, 10);
        vec![
            Call::Listen { transport, backlog: 1, port_of: None },
            Call::Connect { to: to(), port_of: None },
            Call::Accept { from: None },
            Call::Bind { transport, port_of: None },
            Call::Reserve { transport },
            Call::Send { data: text(), flags: flags() },
            Call::Writev { data: Data::Pieces(vec![text()]) },
            Call::SendAll { data: text() },
            Call::SendTo { data: text(), to: to(), flags: flags() },
            Call::Recv { max, flags: flags() },
            Call::RecvFrom { max, flags: flags() },
            Call::RecvExact { bytes },
            Call::Peek { max },
            Call::Set,
            Call::Get { option: OptionName::SoRcvbuf },
            Call::GetSockName,
            Call::GetPeerName,
            Call::Shutdown { how: How::Write },
            Call::Close,
            Call::Reset,
            Call::Kill,
            Call::SendMessage { data: text() },
            Call::RecvMessage { max },
            Call::WaitReadable { bytes: None },
            Call::WaitAcked,
            Call::WaitHangup,
            Call::Pause { length: Duration::from_millis(1) },
            Call::Join,
        ]
    }
}
