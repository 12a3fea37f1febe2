//! Why an app cannot go on with a socket.

use crate::framing::FramingError;
use crate::model::{CallName, ErrorInfo, ErrorName, Text};
use std::net::SocketAddr;
use thiserror::Error;

/// Why an app cannot go on with a socket.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Stop {
    /// The other side sends nothing more.
    #[error("the end of the stream")]
    End,
    /// A call failed.
    #[error("{0} failed: {n}", n = .1.name)]
    Call(CallName, ErrorInfo),
    /// The server would be reachable from other computers at this address, and nothing guards it.
    #[error("{0} can be reached from other computers")]
    Open(SocketAddr),
    /// The client was to show its key, and the server does not ask for one.
    #[error("the server asks for no key")]
    NoGuard,
    /// What the other side sent is not what the protocol says, or more than is taken.
    #[error(transparent)]
    Refused(#[from] FramingError),
    /// The program itself ends here, as the tutorial's does, of an error that was told.
    #[error("an error that nobody catches")]
    Uncaught,
}

impl Stop {
    /// Why a client cannot go on.
    pub(super) fn text(&self) -> Text {
        match self {
            Stop::End => Text::new("the server has closed", "服务器关闭了连接"),
            Stop::Refused(error) => error.text(),
            Stop::Uncaught => Text::new(
                "the client ended of an error that nobody catches",
                "客户端因为没人捕获的错误结束了",
            ),
            Stop::Call(call, info) => {
                Text::new(self.to_string(), format!("{call} 失败：{}", info.name))
            }
            Stop::Open(_) | Stop::NoGuard => Text::new(self.to_string(), self.to_string()),
        }
    }

    /// Whether the peer took too long.
    pub(super) fn is_timeout(&self) -> bool {
        matches!(self, Stop::Call(_, info) if info.name == ErrorName::Timeout)
    }

    /// Whether a connection has broken, which its next receive tells, too.
    pub(super) fn has_broken(&self) -> bool {
        use ErrorName::{Aborted, BrokenPipe, Reset};
        matches!(self, Stop::Call(_, info) if matches!(info.name, Aborted | BrokenPipe | Reset))
    }

    /// Whether it is only that the session is over.
    pub fn is_interrupted(&self) -> bool {
        matches!(self, Stop::Call(_, info) if info.name == ErrorName::Interrupted)
    }
}
