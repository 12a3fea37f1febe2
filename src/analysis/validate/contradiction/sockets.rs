//! What is wrong with sockets, in words.

use crate::model::{SocketId, StepNo, Text};

/// How sockets can contradict the calls on them, or one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SocketFault {
    /// A call on a socket of another actor.
    OfAnother {
        /// The socket.
        sock: SocketId,
        /// Its owner.
        owner: String,
    },
    /// A call beneath another, and on another socket.
    OtherBeneath {
        /// The socket.
        sock: SocketId,
    },
    /// A call made a socket that is there already.
    MadeTwice {
        /// The socket.
        sock: SocketId,
        /// The step that made it.
        step: StepNo,
    },
    /// No call made it, and none can have left it.
    NeverMade,
    /// Another kind of socket than the call that made it makes.
    NotAsMade {
        /// The step of the call.
        step: StepNo,
        /// What it makes.
        is: String,
    },
    /// A socket that cannot be the other end of this one.
    NotItsPeer {
        /// This one.
        sock: SocketId,
        /// That one.
        peer: SocketId,
    },
}

impl SocketFault {
    /// For a person.
    pub fn text(&self) -> Text {
        match self {
            SocketFault::OfAnother { sock, .. } => Text::new(
                format!(
                    "socket {sock} belongs to another actor; this one cannot make a call on it"
                ),
                format!("套接字 {sock} 不是这个角色的，它不能在上面做调用"),
            ),
            SocketFault::OtherBeneath { sock } => Text::new(
                format!("a call is made on socket {sock}, and the call that it is part of is not"),
                format!("下层的调用用的是套接字 {sock}，它所属的调用用的却不是"),
            ),
            SocketFault::MadeTwice { sock, .. } => Text::new(
                format!("socket {sock} is made a second time"),
                format!("套接字 {sock} 被创建了第二次"),
            ),
            SocketFault::NeverMade => {
                Text::new("no call made this socket", "没有哪次调用创建过这个套接字")
            }
            SocketFault::NotAsMade { step, .. } => Text::new(
                format!("this is not the socket that step {step} makes"),
                format!("第 {step} 步创建的不是这样的套接字"),
            ),
            SocketFault::NotItsPeer { sock, peer } => Text::new(
                format!("socket {peer} cannot be the other end of socket {sock}"),
                format!("套接字 {peer} 不可能是套接字 {sock} 的另一端"),
            ),
        }
    }

    /// What would be right.
    pub fn help(&self) -> Text {
        match self {
            SocketFault::OfAnother { owner, .. } => {
                Text::new(format!("it is `{owner}`'s"), format!("它是 `{owner}` 的"))
            }
            SocketFault::OtherBeneath { .. } => Text::new(
                "a call that is made of several makes all of them on one socket",
                "由几次调用组成的调用，用的都是同一个套接字",
            ),
            SocketFault::MadeTwice { step, .. } => {
                Text::new(format!("step {step} made it"), format!("它是第 {step} 步创建的"))
            }
            SocketFault::NeverMade => Text::new(
                "only a connection that was never accepted is there without a call of the case",
                "只有始终没有被接受的连接，才不是用例里的调用创建的",
            ),
            SocketFault::NotAsMade { is, .. } => super::expected(is),
            SocketFault::NotItsPeer { .. } => Text::new(
                "the two ends of a connection name each other, are of one transport and family, and one of \
                 them connected (a TCP socket may be connected to itself); a datagram socket has the older \
                 one that it was connected to, any other socket has none",
                "连接的两端互相指明对方，传输方式和地址族相同，其中一端做过 connect（TCP 套接字可以连到自己）；\
                 数据报套接字指明的是它所连接的、更早创建的那一个；别的套接字没有另一端",
            ),
        }
    }
}
