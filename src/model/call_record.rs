//! One call of a trace: what was asked, what came back, what the kernel held then.

use super::{
    CallName, ErrorName, Evidence, Flag, How, OptionName, OptionValue, Payload, Seen, SocketId,
    Text,
};
use serde::{Deserialize, Serialize};

/// One call: what was asked, what came back, what the kernel held then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CallRecord {
    /// Which call.
    pub call: CallName,
    /// The socket it was made on, or that it made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sock: Option<SocketId>,
    /// The other socket in it: the destination of a datagram (the socket that had the address then, if
    /// the one that was named is closed), the sender of a received one (of several that have had its
    /// address the newest, until the analysis tells them apart), what a `connect` went to, the listener an `accept` took from, the owner of the address that a
    /// `getsockname` or `getpeername` returned (several may have it: then the oldest that is open).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<SocketId>,
    /// The size of the buffer it offered, or the bytes it waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// Its flags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    /// It did not wait.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nonblocking: bool,
    /// When it began, in nanoseconds since the case began.
    pub start_ns: u64,
    /// How long it took, in nanoseconds, waiting included, evidence not.
    pub took_ns: u64,
    /// Only of a `shutdown` in a session: which direction. Of a case its step says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<How>,
    /// What came back.
    pub outcome: Outcome,
    /// Sending: all that was offered. Receiving: what was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Payload>,
    /// Whether the kernel said that the datagram was longer than the buffer (MSG_TRUNC).
    #[serde(default, skip_serializing_if = "Seen::is_absent")]
    pub truncated: Seen<bool>,
    /// For a message call: how many bytes of the stream its frame is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame: Option<u64>,
    /// Options it set or read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionRecord>,
    /// What the kernel held for this socket right afterwards.
    pub own: Evidence,
    /// What the kernel held right afterwards for the other end of the connection (for a datagram, its
    /// destination), where the program has that socket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peer: Option<Evidence>,
    /// The socket calls beneath a call that is made of several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub below: Vec<CallRecord>,
}

impl CallRecord {
    /// When it ended, in nanoseconds on the clock of [`CallRecord::start_ns`].
    pub fn end_ns(&self) -> u64 {
        self.start_ns.saturating_add(self.took_ns)
    }

    /// A record of a call that has not been made yet: nothing asked, nothing seen.
    pub fn new(call: CallName) -> Self {
        CallRecord {
            call,
            sock: None,
            other: None,
            max: None,
            flags: Vec::new(),
            nonblocking: false,
            start_ns: 0,
            took_ns: 0,
            how: None,
            outcome: Outcome::Returned(0),
            data: None,
            truncated: Seen::Absent,
            frame: None,
            options: Vec::new(),
            own: Evidence::default(),
            peer: None,
            below: Vec::new(),
        }
    }
}

/// What a call gave back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Success, and the count it returned (0 where a call returns none; a listener's backlog…).
    Returned(u64),
    /// Failure.
    Error(ErrorInfo),
}

impl Outcome {
    /// The count of a success.
    pub fn count(&self) -> Option<u64> {
        match self {
            Outcome::Returned(n) => Some(*n),
            Outcome::Error(_) => None,
        }
    }

    /// The name of a failure.
    pub fn error(&self) -> Option<ErrorName> {
        match self {
            Outcome::Returned(_) => None,
            Outcome::Error(info) => Some(info.name),
        }
    }
}

/// A failure: the portable name, and what this system calls it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ErrorInfo {
    /// The portable name: one word on every system.
    pub name: ErrorName,
    /// The system's own name: `ECONNREFUSED`, `WSAECONNREFUSED`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
    /// The system's own number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<i32>,
    /// The system's own sentence; or, where this program refused, its own in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// This program's own sentence in Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zh: Option<String>,
}

impl ErrorInfo {
    /// An error of which only the portable name is known.
    pub fn named(name: ErrorName) -> Self {
        ErrorInfo { name, native: None, number: None, text: None, zh: None }
    }

    /// What this program itself found fault with, in both languages.
    pub fn reason(&self) -> Option<Text> {
        Some(Text::new(self.text.clone()?, self.zh.clone()?))
    }
}

/// An option asked for and granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OptionRecord {
    /// Which.
    pub option: OptionName,
    /// What was asked; none for `get`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<OptionValue>,
    /// What the kernel says it is now.
    pub granted: Seen<OptionValue>,
    /// Why it was not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorInfo>,
}
