//! Which calls make sense on which socket.
//!
//! A step that expects an error is free of these rules: to see what the kernel says to nonsense
//! may be the lesson.

use super::sockets::{Role, Socket};
use crate::model::{Call, CallName, Text, Transport};
use crate::scenario::problem::Explain;

/// A call on a socket that it makes no sense on, and the field of the step that is to blame.
pub(super) enum UseFault {
    Listening { call: CallName },
    Held { call: CallName },
    NotConnected { call: CallName, transport: Transport },
    NoDestination,
    SendToStream { transport: Transport },
    RecvFromStream { transport: Transport },
    NeedsConnection { call: CallName, transport: Transport },
    BytesOfDatagram { transport: Transport },
    CannotListen { transport: Transport },
}

impl UseFault {
    /// The field the caret stands under.
    pub(super) fn field(&self) -> &'static str {
        match self {
            UseFault::BytesOfDatagram { .. } => "bytes",
            UseFault::CannotListen { .. } => "transport",
            _ => "call",
        }
    }
}

impl Explain for UseFault {
    fn what(&self) -> Text {
        match self {
            UseFault::Listening { call } => Text::new(
                format!("`{call}` on a listening socket, which carries no data"),
                format!("`{call}` 用在监听套接字上，而监听套接字不传数据"),
            ),
            UseFault::Held { call } => Text::new(
                format!("`{call}` on a socket that only holds a port"),
                format!("`{call}` 用在只占着端口的套接字上"),
            ),
            UseFault::NotConnected { call, transport } => Text::new(
                format!("`{call}` on a {transport} socket that is not connected"),
                format!("`{call}` 用在没有连接的 {transport} 套接字上"),
            ),
            UseFault::NoDestination => Text::new(
                "`send` on a datagram socket that is not connected: nobody is named to send to",
                "`send` 用在没有连接的数据报套接字上：没有说发给谁",
            ),
            UseFault::SendToStream { transport } => Text::new(
                format!("`send_to` on a {transport} connection: it goes to its peer only"),
                format!("`send_to` 用在 {transport} 连接上：连接只能发给对端"),
            ),
            UseFault::RecvFromStream { transport } => Text::new(
                format!("`recv_from` on a {transport} connection: a stream names no sender"),
                format!("`recv_from` 用在 {transport} 连接上：字节流不带发送者的地址"),
            ),
            UseFault::NeedsConnection { call, transport } => Text::new(
                format!("`{call}` on a {transport} socket: there is no connection"),
                format!("`{call}` 用在 {transport} 套接字上：没有连接可言"),
            ),
            UseFault::BytesOfDatagram { transport } => Text::new(
                format!(
                    "a {transport} socket is readable when a datagram is there, whatever its size"
                ),
                format!("{transport} 套接字里有一个数据报就可读，与大小无关"),
            ),
            UseFault::CannotListen { transport } => Text::new(
                format!("a {transport} socket cannot listen"),
                format!("{transport} 套接字不能监听"),
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            UseFault::NoDestination => Some(Text::new(
                "use `send_to` with `to`, or `connect` the socket",
                "请用 `send_to` 并写 `to`，或者先 `connect`",
            )),
            UseFault::SendToStream { .. } => Some(Text::new("use `send`", "请用 `send`")),
            UseFault::RecvFromStream { .. } => Some(Text::new("use `recv`", "请用 `recv`")),
            UseFault::BytesOfDatagram { .. } => {
                Some(Text::new("leave `bytes` out", "请去掉 `bytes`"))
            }
            UseFault::CannotListen { .. } => Some(Text::new(
                "use `bind`; datagrams need no listener",
                "请用 `bind`；数据报不需要监听",
            )),
            UseFault::Listening { .. } => {
                Some(Text::new("`accept` a connection from it", "请从它 `accept` 一个连接"))
            }
            _ => None,
        }
    }
}

/// Whether a call can be meant on this socket.
pub(super) fn check(call: &Call, socket: &Socket) -> Result<(), UseFault> {
    use CallName as C;
    let name = call.name();
    match socket.role {
        // Options, closing, the own address and waiting for a connection are for every socket.
        _ if matches!(name, C::Set | C::Get | C::GetSockName | C::Close | C::Kill) => Ok(()),
        Role::Connected if name == C::GetPeerName => Ok(()),
        _ if name == C::GetPeerName => {
            Err(UseFault::NotConnected { call: name, transport: socket.transport })
        }
        Role::Listener if matches!(call, Call::WaitReadable { bytes: None }) => Ok(()),
        Role::Listener => Err(UseFault::Listening { call: name }),
        Role::Reserved => Err(UseFault::Held { call: name }),
        Role::Bound => Err(UseFault::NotConnected { call: name, transport: socket.transport }),
        Role::Open => open(call, socket.transport),
        Role::Connected if socket.transport.listens() => connection(call, socket.transport),
        Role::Connected => datagrams(call, socket.transport),
    }
}

/// A datagram socket without a peer.
fn open(call: &Call, transport: Transport) -> Result<(), UseFault> {
    match call {
        Call::Send { .. }
        | Call::Writev { .. }
        | Call::SendAll { .. }
        | Call::SendMessage { .. } => Err(UseFault::NoDestination),
        Call::Shutdown { .. } => {
            Err(UseFault::NotConnected { call: CallName::Shutdown, transport })
        }
        _ => datagrams(call, transport),
    }
}

/// Any datagram socket.
fn datagrams(call: &Call, transport: Transport) -> Result<(), UseFault> {
    match call {
        Call::WaitReadable { bytes: Some(_) } => Err(UseFault::BytesOfDatagram { transport }),
        Call::WaitAcked | Call::WaitHangup | Call::Reset => {
            Err(UseFault::NeedsConnection { call: call.name(), transport })
        }
        _ => Ok(()),
    }
}

/// One end of a connection.
fn connection(call: &Call, transport: Transport) -> Result<(), UseFault> {
    match call {
        Call::SendTo { .. } => Err(UseFault::SendToStream { transport }),
        Call::RecvFrom { .. } if transport.is_stream() => {
            Err(UseFault::RecvFromStream { transport })
        }
        Call::WaitReadable { bytes: Some(_) } if !transport.is_stream() => {
            Err(UseFault::BytesOfDatagram { transport })
        }
        _ => Ok(()),
    }
}
