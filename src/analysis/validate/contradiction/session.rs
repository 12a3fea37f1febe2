//! What is wrong with a session, in words.

use crate::model::{SocketId, Text};

/// How a session can contradict itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionFault {
    /// A record that is not the next, or has not one call.
    NotNumbered,
    /// A call on a socket of another program.
    OnAnothers {
        /// The socket.
        sock: SocketId,
    },
    /// A socket that cannot be the other end of this one.
    NotItsPeer {
        /// This one.
        sock: SocketId,
        /// That one.
        peer: SocketId,
    },
    /// A name that is none, or not the one of who has the socket.
    Name,
    /// A call on a socket that was closed.
    Closed {
        /// The socket.
        sock: SocketId,
    },
    /// A send or a receive on no socket.
    NoSocket,
    /// More bytes unsent than were written.
    Unsent {
        /// Bytes unsent.
        unsent: u64,
        /// Bytes written, in all.
        written: u64,
    },
    /// Frames that do not follow one another within what was sent.
    Frames {
        /// Bytes written, in all.
        written: u64,
    },
    /// Whether a call says which direction it shut down.
    How,
    /// What only a session has, in a case.
    NotOfACase,
}

impl SessionFault {
    /// For a person.
    pub fn text(&self) -> Text {
        match self {
            SessionFault::NotNumbered => Text::new(
                "this record is not the next one of the session",
                "这条记录不是会话里的下一条",
            ),
            SessionFault::OnAnothers { sock } => Text::new(
                format!("socket {sock} is another program's; no call on it is known"),
                format!("套接字 {sock} 是别的程序的，不会知道它上面的调用"),
            ),
            SessionFault::NotItsPeer { sock, peer } => Text::new(
                format!("socket {peer} cannot be the other end of socket {sock}"),
                format!("套接字 {peer} 不可能是套接字 {sock} 的另一端"),
            ),
            SessionFault::Name => Text::new(
                "this is not a name, or not its owner's",
                "这不是名字，或者不是它主人的名字",
            ),
            SessionFault::Closed { sock } => Text::new(
                format!("socket {sock} was closed before this call"),
                format!("套接字 {sock} 在这次调用之前已经关闭"),
            ),
            SessionFault::NoSocket => {
                Text::new("this call was made on no socket", "这次调用没有写明套接字")
            }
            SessionFault::Unsent { unsent, written } => Text::new(
                format!("{unsent} bytes unsent, of {written} that were written"),
                format!("有 {unsent} 字节没发出，可一共只写了 {written} 字节"),
            ),
            SessionFault::Frames { written } => Text::new(
                format!(
                    "these frames do not follow one another within the {written} bytes that were sent"
                ),
                format!("这些帧没有在发送的 {written} 字节里依次排列"),
            ),
            SessionFault::How => Text::new(
                "a shutdown, and no other call, says which direction it ended",
                "只有 shutdown 才写明关闭的方向，而且必须写明",
            ),
            SessionFault::NotOfACase => Text::new(
                "only a session has another program's sockets, frames, calls that say which direction they shut down, and calls left out",
                "只有会话里才有别的程序的套接字和帧，才在调用里写明关闭的方向，才会有没保存的调用",
            ),
        }
    }

    /// What would be right.
    pub fn help(&self) -> Text {
        match self {
            SessionFault::NotNumbered => Text::new(
                "expected here: one call in each record, numbered from 1 in the order of their beginnings, in round 1",
                "这里应为：每条记录一次调用，按开始的先后从 1 编号，轮次为 1",
            ),
            SessionFault::OnAnothers { .. } => Text::new(
                "expected here: a socket without \"elsewhere\"",
                "这里应为没有 \"elsewhere\" 的套接字",
            ),
            SessionFault::NotItsPeer { .. } => Text::new(
                "expected here: the two ends of a connection name each other, over one transport",
                "一个连接的两端应互相指向对方，传输方式相同",
            ),
            SessionFault::Name => Text::new(
                "expected here: letters, digits, `-` and `_`, at most 64",
                "这里应为字母、数字、`-` 和 `_`，最多 64 个",
            ),
            SessionFault::Closed { .. } => {
                Text::new("expected here: a socket that is open", "这里应为没有关闭的套接字")
            }
            SessionFault::NoSocket => {
                Text::new("expected here: \"sock\", a number", "这里应有 \"sock\"，一个编号")
            }
            SessionFault::Unsent { .. } => Text::new(
                "expected here: no more than the sends of this socket returned",
                "这里不能超过这个套接字的各次 send 返回的总数",
            ),
            SessionFault::Frames { .. } => Text::new(
                "expected here: rising numbers, none beyond what the sends of this socket returned",
                "这里应为递增的数字，都不超过这个套接字的各次 send 返回的总数",
            ),
            SessionFault::How => Text::new(
                "expected here: \"how\" is \"read\", \"write\" or \"both\" in a shutdown",
                "shutdown 的 \"how\" 应为 \"read\"、\"write\" 或 \"both\"",
            ),
            SessionFault::NotOfACase => Text::new(
                "leave out \"elsewhere\", \"framed\", \"how\" and \"left_out\"",
                "去掉 \"elsewhere\"、\"framed\"、\"how\" 和 \"left_out\"",
            ),
        }
    }
}
