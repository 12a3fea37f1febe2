//! What is wrong with a trace, in words.

mod asked;
mod bytes;
mod packets;
mod script;
mod session;
mod sockets;
mod streams;
mod times;

pub use asked::AskedFault;
pub use bytes::BytesFault;
pub use packets::PacketFault;
pub use script::{ScriptFault, Turn};
pub use session::SessionFault;
pub use sockets::SocketFault;
pub use streams::StreamFault;
pub use times::TimesFault;

use crate::model::{CallName, Limits, PathStep, SocketId, StepNo, Text};
use thiserror::Error;

/// What is wrong with a trace, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.text().en)]
pub struct TraceProblem {
    /// The case, or the session.
    pub case: String,
    /// It is a session.
    pub session: bool,
    /// What is wrong.
    pub what: Contradiction,
    /// The way to it, from the [`CaseTrace`](crate::model::CaseTrace).
    pub at: Vec<PathStep>,
}

/// How a trace can contradict its scenario or itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contradiction {
    /// A record names a step that the case does not have.
    NoStep {
        /// The step.
        step: StepNo,
        /// How many steps it has; they count from 1.
        steps: usize,
    },
    /// A record's call is not its step's.
    OtherCall {
        /// The step.
        step: StepNo,
        /// Its call.
        is: CallName,
    },
    /// A record's actor is not its step's.
    OtherActor {
        /// The step.
        step: StepNo,
        /// Its actor.
        is: String,
    },
    /// Something names a socket that the trace does not have.
    NoSocket {
        /// The socket.
        sock: SocketId,
        /// How many sockets it has; they count from 0.
        sockets: usize,
    },
    /// A socket is said to have the address of one that cannot have had it before.
    NotItsAddress {
        /// That one.
        sock: SocketId,
    },
    /// More calls, sockets or leftovers than a scenario may make.
    TooMany,
    /// More calls beneath a call than one can have.
    TooManyBelow,
    /// Calls beneath a call that is itself beneath one.
    TooDeep,
    /// The records are not those of the steps.
    Script(ScriptFault),
    /// A call was asked something else than its step says.
    Asked(AskedFault),
    /// Counts and bytes do not fit.
    Bytes(BytesFault),
    /// Sockets do not fit the calls on them, or one another.
    Sockets(SocketFault),
    /// What came out of a stream is not what went in.
    Streams(StreamFault),
    /// Times do not fit.
    Times(TimesFault),
    /// Packets do not fit.
    Packets(PacketFault),
    /// A session does not fit itself.
    Session(SessionFault),
}

impl TraceProblem {
    /// For a person.
    pub fn text(&self) -> Text {
        let case = &self.case;
        let (en, zh) = match &self.what {
            Contradiction::NoStep { step, .. } => {
                (format!("there is no step {step}"), format!("没有第 {step} 步"))
            }
            Contradiction::OtherCall { step, .. } => (
                format!("the record of step {step} names a different call from the step"),
                format!("第 {step} 步的记录写的调用与这一步不符"),
            ),
            Contradiction::OtherActor { step, .. } => (
                format!("the record of step {step} names a different actor from the step"),
                format!("第 {step} 步的记录写的角色与这一步不符"),
            ),
            Contradiction::NoSocket { sock, .. } => {
                (format!("there is no socket {sock}"), format!("没有套接字 {sock}"))
            }
            Contradiction::NotItsAddress { sock } => (
                format!("no socket can have the address of socket {sock} here"),
                format!("这里的套接字不可能用套接字 {sock} 的地址"),
            ),
            Contradiction::TooMany => (
                format!("more than {} calls, sockets or leftovers", Limits::CALLS),
                format!("调用、套接字或剩余数据超过 {} 个", Limits::CALLS),
            ),
            Contradiction::TooManyBelow => (
                format!("more than {} calls beneath one", Limits::BELOW),
                format!("一次调用之下的调用超过 {} 个", Limits::BELOW),
            ),
            Contradiction::TooDeep => (
                "calls beneath a call that is itself beneath another".to_owned(),
                "下层的调用之下又有调用".to_owned(),
            ),
            Contradiction::Script(fault) => both(fault.text()),
            Contradiction::Asked(fault) => both(fault.text()),
            Contradiction::Bytes(fault) => both(fault.text()),
            Contradiction::Sockets(fault) => both(fault.text()),
            Contradiction::Streams(fault) => both(fault.text()),
            Contradiction::Times(fault) => both(fault.text()),
            Contradiction::Packets(fault) => both(fault.text()),
            Contradiction::Session(fault) => both(fault.text()),
        };
        match self.session {
            true => Text::new(format!("session `{case}`: {en}"), format!("会话 `{case}`：{zh}")),
            false => Text::new(format!("case `{case}`: {en}"), format!("用例 `{case}`：{zh}")),
        }
    }

    /// What would be right there, where that is known.
    pub fn help(&self) -> Option<Text> {
        match &self.what {
            Contradiction::NoStep { steps, .. } => Some(Text::new(
                format!("its steps are numbered 1 to {steps}"),
                format!("步骤的编号是 1 到 {steps}"),
            )),
            Contradiction::NotItsAddress { .. } => Some(Text::new(
                "expected here: the oldest datagram socket of that address, made before this one, of the same \
                 transport and family",
                "这里应为用过这个地址的最早的数据报套接字，它在这一个之前创建，传输方式和地址族也相同",
            )),
            Contradiction::OtherCall { is, .. } => Some(expected(is.as_str())),
            Contradiction::OtherActor { is, .. } => Some(expected(is)),
            Contradiction::NoSocket { sockets: 0, .. } => {
                Some(Text::new("the case has no sockets", "这个用例没有套接字"))
            }
            Contradiction::NoSocket { sockets, .. } => Some(Text::new(
                format!("its sockets are numbered 0 to {}", sockets - 1),
                format!("套接字的编号是 0 到 {}", sockets - 1),
            )),
            Contradiction::Script(fault) => Some(fault.help()),
            Contradiction::Asked(fault) => Some(fault.help()),
            Contradiction::Bytes(fault) => fault.help(),
            Contradiction::Sockets(fault) => Some(fault.help()),
            Contradiction::Streams(fault) => Some(fault.help()),
            Contradiction::Times(fault) => Some(fault.help()),
            Contradiction::Packets(fault) => fault.help(),
            Contradiction::Session(fault) => Some(fault.help()),
            Contradiction::TooMany | Contradiction::TooManyBelow | Contradiction::TooDeep => None,
        }
    }
}

fn expected(word: &str) -> Text {
    Text::new(format!("expected here: `{word}`"), format!("这里应为 `{word}`"))
}

fn both(text: Text) -> (String, String) {
    (text.en, text.zh)
}
