//! Which calls make sense on which socket.
//!
//! A step that expects an error is free of these rules: to see what the kernel says to nonsense
//! may be the lesson.

use super::sockets::{Role, Socket};
use crate::model::{Call, CallName, On, Text, Transport};
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
    /// Whether one field is too much: of which kind the socket is is not in doubt.
    pub(super) fn is_slip(&self) -> bool {
        matches!(self, UseFault::BytesOfDatagram { .. })
    }

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
                "`send` on a datagram socket that is not connected: it does not say where to send",
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
    let (name, transport) = (call.name(), socket.transport);
    let Some(on) = name.made_on() else { return Ok(()) };
    let bytes = call.arguments().awaited.is_some();
    match (on, socket.role) {
        (On::Any, _) | (On::OtherEnd, Role::Connected) => Ok(()),
        (On::OtherEnd, Role::Listener | Role::Reserved | Role::Bound | Role::Open) => {
            Err(UseFault::NotConnected { call: name, transport })
        }
        (On::Readable, Role::Listener) if !bytes => Ok(()),
        (_, Role::Listener) => Err(UseFault::Listening { call: name }),
        (_, Role::Reserved) => Err(UseFault::Held { call: name }),
        (_, Role::Bound) => Err(UseFault::NotConnected { call: name, transport }),
        (On::Readable, Role::Open | Role::Connected) if bytes && !transport.is_stream() => {
            Err(UseFault::BytesOfDatagram { transport })
        }
        (On::Readable | On::Carrying, Role::Open | Role::Connected) => Ok(()),
        (On::Peered, Role::Connected) | (On::Addressed, Role::Open) => Ok(()),
        (On::Peered, Role::Open) if name.sends() => Err(UseFault::NoDestination),
        (On::Peered, Role::Open) => Err(UseFault::NotConnected { call: name, transport }),
        (On::Connection, Role::Connected) if transport.listens() => Ok(()),
        (On::Connection, Role::Open | Role::Connected) => {
            Err(UseFault::NeedsConnection { call: name, transport })
        }
        (On::Addressed, Role::Connected) => addressed(name, transport),
    }
}

/// A call that is told where to, or tells from where, on a socket with another end.
fn addressed(call: CallName, transport: Transport) -> Result<(), UseFault> {
    match (transport.listens(), transport.is_stream()) {
        (true, _) if call.sends() => Err(UseFault::SendToStream { transport }),
        (_, true) => Err(UseFault::RecvFromStream { transport }),
        (_, false) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ActorId;

    /// On a listener, a held port, a bound stream socket, a datagram socket, a connected one, and the
    /// ends of a TCP and of a sequenced-packet connection.
    const SOCKETS: [(Role, Transport); 7] = [
        (Role::Listener, Transport::Tcp),
        (Role::Reserved, Transport::Tcp),
        (Role::Bound, Transport::Tcp),
        (Role::Open, Transport::Udp),
        (Role::Connected, Transport::Udp),
        (Role::Connected, Transport::Tcp),
        (Role::Connected, Transport::UnixSeqpacket),
    ];

    fn said(call: &Call, (role, transport): (Role, Transport)) -> char {
        let socket = Socket { owner: ActorId(0), transport, role, closed: None };
        match check(call, &socket) {
            Ok(()) => '.',
            Err(UseFault::Listening { .. }) => 'L',
            Err(UseFault::Held { .. }) => 'H',
            Err(UseFault::NotConnected { .. }) => 'N',
            Err(UseFault::NoDestination) => 'd',
            Err(UseFault::SendToStream { .. }) => 's',
            Err(UseFault::RecvFromStream { .. }) => 'r',
            Err(UseFault::NeedsConnection { .. }) => 'c',
            Err(UseFault::BytesOfDatagram { .. }) => 'b',
            Err(UseFault::CannotListen { .. }) => '?',
        }
    }

    fn row(call: &Call) -> String {
        let all: String = SOCKETS.into_iter().map(|socket| said(call, socket)).collect();
        format!("{} {all}", call.name())
    }

    #[test]
    fn every_call_on_every_socket() {
        let calls = Call::every();
        let on_a_socket = calls.iter().filter(|call| {
            let name = call.name();
            !name.creates() && !matches!(name, CallName::Pause | CallName::Join)
        });
        let rows: Vec<String> = on_a_socket.map(row).collect();
        let expected = [
            "send LHNd...",
            "writev LHNd...",
            "send_all LHNd...",
            "send_to LHN..ss",
            "recv LHN....",
            "recv_from LHN..r.",
            "recv_exact LHN....",
            "peek LHN....",
            "set .......",
            "get .......",
            "getsockname .......",
            "getpeername NNNN...",
            "shutdown LHNN...",
            "close .......",
            "reset LHNcc..",
            "kill .......",
            "send_message LHNd...",
            "recv_message LHN....",
            "wait_readable .HN....",
            "wait_acked LHNcc..",
            "wait_hangup LHNcc..",
        ];
        assert_eq!(rows, expected);
        assert_eq!(row(&Call::WaitReadable { bytes: Some(2) }), "wait_readable LHNbb.b");
    }
}
