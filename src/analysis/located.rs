//! Where bytes are that no receive handed over: plain data.

use super::proof::CauseFinding;
use super::undelivered::Undelivered;
use crate::model::{CaseTrace, Cause, Fate};
use serde::{Serialize, Serializer};

/// A stretch of a message that no receive handed over. Places and lengths are bytes as sent (a frame's
/// header included).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Missing {
    /// Where in the message it begins.
    pub start: u64,
    /// Its length, above 0.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub len: u64,
    /// Where it is at the end.
    #[serde(flatten)]
    pub at: Whereabouts,
}

/// Where bytes are at the end of the case, by evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "at", rename_all = "kebab-case")]
pub enum Whereabouts {
    /// In the sender's kernel, and they have never left; held by this.
    #[serde(rename = "never-left")]
    Unsent(
        #[serde(serialize_with = "held_by")]
        #[cfg_attr(test, schemars(with = "Held"))]
        Vec<CauseFinding>,
    ),
    /// The sender has closed its socket; its kernel goes on sending what it has (close(2), tcp_close in
    /// net/ipv4/tcp.c), and no figure is to be had of it any more.
    #[serde(rename = "sender-closed")]
    Orphaned,
    /// They left, and had not arrived.
    OnTheWay,
    /// A device of the sender's system has not passed on all that the socket sent: it may be among that,
    /// or be lost.
    #[serde(rename = "unknown")]
    Leaving,
    /// They left, and the lab's wire lost every copy so far.
    Lost,
    /// It came to a socket that is connected to another address, and takes in nothing else.
    Filtered,
    /// It went to an address that nobody had any more when it was sent.
    #[serde(rename = "lost")]
    NoSocket,
    /// They arrived, and bytes before them are missing: nobody can read them yet.
    #[serde(rename = "behind-a-hole")]
    BehindHole,
    /// In the receiver's kernel, where a receive could have had them; nobody asked.
    #[serde(rename = "receiver-kernel")]
    Readable,
    /// Of a session: another program's kernel has acknowledged them. What that program made of them, only it knows.
    Acknowledged,
    /// Of a session: they left for another program. What became of them is not known here.
    Elsewhere,
    /// Nothing shows where they are: this system has no such figure, or the other end is not the
    /// program's.
    Unknown,
    /// The program took them from its kernel, and this came of them.
    #[serde(untagged)]
    Read(Undelivered),
    /// Nobody has them any more.
    #[serde(untagged)]
    Discarded(Discard),
}

/// What held bytes at the sender.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Held {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    held_by: Vec<Cause>,
}

fn held_by<S: Serializer>(found: &[CauseFinding], serializer: S) -> Result<S::Ok, S::Error> {
    Held { held_by: found.iter().map(|finding| finding.cause).collect() }.serialize(serializer)
}

/// Where bytes were when they were thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "at")]
pub enum Discard {
    /// In the sender's kernel; they had never left.
    #[serde(rename = "discarded-at-sender")]
    NeverLeft,
    /// In the sender's kernel, which gathered a datagram of several sends (MSG_MORE, UDP_CORK), when the
    /// program let go of the socket.
    #[serde(rename = "discarded-at-sender")]
    Uncollected,
    /// In the sender's kernel, which gathered a datagram, when a later send would have made that too long.
    #[serde(rename = "discarded-at-sender")]
    GrewTooLong,
    /// In the receiver's kernel, unread, when the program there let go of its socket.
    #[serde(rename = "discarded-at-receiver")]
    InReceiver(
        #[serde(skip)]
        #[cfg_attr(test, schemars(with = "()"))]
        Departure,
    ),
    /// In the receiver's kernel, unread, when the program there let go of its socket: bytes before them were
    /// missing, so that nobody could have read them.
    #[serde(rename = "discarded-at-receiver")]
    BehindHole(
        #[serde(skip)]
        #[cfg_attr(test, schemars(with = "()"))]
        Departure,
    ),
    /// Left, for a connection that nobody had accepted when its listening socket was closed.
    #[serde(rename = "discarded-at-receiver")]
    Unaccepted,
    /// On their way, when the receiver's socket was gone.
    #[serde(rename = "discarded-on-the-way")]
    Gone,
    /// On their way, when the receiver's socket was gone or closing: nothing here tells when they came, or they
    /// came while it closed.
    #[serde(rename = "discarded-on-the-way")]
    AfterClose,
    /// Left, and not read when the sender's side ended the connection like this.
    #[serde(rename = "discarded-on-the-way")]
    ByReset(
        #[serde(skip)]
        #[cfg_attr(test, schemars(with = "()"))]
        Departure,
    ),
    /// In one of the two kernels: this system does not show in which.
    #[serde(rename = "discarded")]
    Somewhere,
}

impl Discard {
    /// Whether the bytes had not left their sender.
    pub fn never_left(self) -> bool {
        match self {
            Discard::NeverLeft | Discard::Uncollected | Discard::GrewTooLong => true,
            Discard::InReceiver(_)
            | Discard::BehindHole(_)
            | Discard::Gone
            | Discard::Unaccepted
            | Discard::AfterClose
            | Discard::ByReset(_)
            | Discard::Somewhere => false,
        }
    }
}

/// How a socket's part in a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// `close` (or the end of its process), with nothing unread; or where the system sends a FIN all the same.
    Closed,
    /// `close` (or the end of its process), with bytes unread: a reset (RFC 2525, 2.17).
    ClosedUnread,
    /// `close` with SO_LINGER at 0 seconds: a reset.
    LingerZero,
    /// The call `reset`.
    Reset,
    /// A call was told that the other side had reset it.
    WasReset,
    /// A call was told that the kernel had given the connection up (ETIMEDOUT).
    GaveUp,
}

impl Departure {
    /// Whether the program has let go of the socket.
    pub fn is_gone(self) -> bool {
        match self {
            Departure::Closed
            | Departure::ClosedUnread
            | Departure::LingerZero
            | Departure::Reset => true,
            Departure::WasReset | Departure::GaveUp => false,
        }
    }

    /// Whether the connection was thrown away, with all that was still to be sent.
    pub fn breaks(self) -> bool {
        self != Departure::Closed
    }
}

impl Whereabouts {
    /// Where it is in the end, by where it was after the last call of a trace. Where that was cut, nobody here knows
    /// what had yet to leave, to come or to be read then.
    pub(super) fn in_the_end(self, trace: &CaseTrace) -> Self {
        if trace.is_cut() && !self.lasts() { Whereabouts::Unknown } else { self }
    }

    /// Whether it stays so whatever comes.
    fn lasts(&self) -> bool {
        match self {
            Whereabouts::Orphaned
            | Whereabouts::Filtered
            | Whereabouts::NoSocket
            | Whereabouts::Discarded(_)
            | Whereabouts::Acknowledged
            | Whereabouts::Elsewhere
            | Whereabouts::Unknown => true,
            Whereabouts::Read(why) => why.lasts(),
            Whereabouts::Unsent(_)
            | Whereabouts::OnTheWay
            | Whereabouts::Leaving
            | Whereabouts::Lost
            | Whereabouts::BehindHole
            | Whereabouts::Readable => false,
        }
    }

    /// What that makes of a message. `None`: nothing is known.
    pub(super) fn fate(&self) -> Option<Fate> {
        Some(match self {
            Whereabouts::Unsent(_) => Fate::Unsent,
            Whereabouts::Orphaned | Whereabouts::OnTheWay | Whereabouts::BehindHole => {
                Fate::InFlight
            }
            Whereabouts::Lost | Whereabouts::Filtered | Whereabouts::NoSocket => Fate::Lost,
            Whereabouts::Readable => Fate::Unread,
            Whereabouts::Read(why) => return why.fate(),
            Whereabouts::Discarded(_) => Fate::Discarded,
            Whereabouts::Leaving
            | Whereabouts::Acknowledged
            | Whereabouts::Elsewhere
            | Whereabouts::Unknown => return None,
        })
    }
}
