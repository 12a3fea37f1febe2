//! What the analysis finds: plain data, for the reports to draw and write.

use super::checks::Check;
use super::located::Missing;
use super::proof::CauseFinding;
use super::undelivered::Undelivered;
#[cfg(test)]
use crate::model::Cause;
use crate::model::{
    CallPlace, Counted, Fates, MessageNo, Payload, Platform, ReceiveNo, RoundNo, Seen, SocketId,
    Text, Verdict,
};
use serde::{Serialize, Serializer};

/// Everything that was found out about one run of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseAnalysis {
    /// Whether it showed what it set out to show.
    pub verdict: Verdict,
    /// The platform whose variants were applied, where any variant was.
    pub variant: Option<Platform>,
    /// Why this platform may not show it: then `not-shown` is a finding, and no failure.
    pub may_not_show: Option<Text>,
    /// Why it was not run, where it could not be.
    pub not_run: Option<Text>,
    /// The messages, in order; warm-up is not among them.
    pub messages: Vec<MessageFinding>,
    /// The receives, in order; warm-up is not among them.
    pub receives: Vec<ReceiveFinding>,
    /// One per direction in which messages were sent, in the order of the first message: for the rulers.
    pub flows: Vec<Flow>,
    /// Of the block whose rounds are the subject, each round that was done to its end, in order.
    pub rounds: Vec<RoundFinding>,
    /// The figures of the whole case.
    pub counts: Counts,
    /// Every expectation, in the order of the file, and what came of it.
    pub checks: Vec<Check>,
}

impl CaseAnalysis {
    /// A message by its number: they are numbered from 1, in order.
    pub fn message(&self, no: MessageNo) -> Option<&MessageFinding> {
        let at = usize::try_from(no.0.checked_sub(1)?).ok()?;
        self.messages.get(at).filter(|message| message.no == no)
    }

    /// A receive by its number, likewise.
    pub fn receive(&self, no: ReceiveNo) -> Option<&ReceiveFinding> {
        let at = usize::try_from(no.0.checked_sub(1)?).ok()?;
        self.receives.get(at).filter(|receive| receive.no == no)
    }

    /// Whether it did not show where the scenario says that it need not: a finding, no failure.
    pub fn is_excused(&self) -> bool {
        self.verdict == Verdict::NotShown && self.may_not_show.is_some()
    }
}

/// A message and what became of it. Written without the numbers of its sockets, which mean nothing beside another trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MessageFinding {
    /// Its number.
    #[serde(skip)]
    pub no: MessageNo,
    /// The call that sent it.
    #[serde(skip)]
    pub place: CallPlace,
    /// The socket it was sent from.
    #[serde(skip)]
    pub from: SocketId,
    /// The socket it was sent to, where the program has it. For a datagram: the one that had its
    /// address then.
    #[serde(skip)]
    pub to: Option<SocketId>,
    /// For a datagram: the socket that took it in, where that is known: it received it, or had it in
    /// its queue at the end. It may be another of the same address.
    #[serde(skip)]
    pub taken_by: Option<SocketId>,
    /// Its size, as its sender meant it (without framing).
    pub bytes: u64,
    /// What it says.
    pub data: Payload,
    /// What became of it, in the order of the list; nothing where nothing tells.
    pub fate: Fates,
    /// Of a stream: the stretches of it that no receive handed over, in order, and where each is at
    /// the end.
    #[serde(skip)]
    pub missing: Vec<Missing>,
    /// What held bytes back right after its send, where anything did, whatever a receive made of it.
    #[serde(skip)]
    pub held: Vec<CauseFinding>,
    /// For one of several identical datagrams some of which are missing: how many there were. Which
    /// of them is missing cannot be told then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub one_of: Option<u32>,
    /// For a send that its kernel cuts into several datagrams: how many bytes each has, but for the
    /// last (UDP_SEGMENT, udp(7)).
    #[serde(skip)]
    pub cut_into: Option<u64>,
}

impl MessageFinding {
    /// Into how many datagrams the one send was cut; `None` where it was not.
    pub fn datagrams(&self) -> Option<u64> {
        self.cut_into.filter(|size| *size > 0).map(|size| self.bytes.div_ceil(size))
    }
}

/// A receive and whose bytes it held. Written likewise, and of its causes the main one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReceiveFinding {
    /// Its number.
    #[serde(skip)]
    pub no: ReceiveNo,
    /// The call that it is.
    #[serde(skip)]
    pub place: CallPlace,
    /// The socket it was read from.
    #[serde(skip)]
    pub by: SocketId,
    /// For a datagram: who sent it, where that is known. Several sockets may have had its address.
    #[serde(skip)]
    pub from: Option<SocketId>,
    /// Its size, as handed to the program.
    pub bytes: u64,
    /// What it held.
    pub data: Payload,
    /// Whose bytes, in order.
    #[serde(rename = "messages", serialize_with = "messages")]
    #[cfg_attr(
        test,
        schemars(
            with = "Vec<MessageNo>",
            description = "The messages whose bytes it held, in order."
        )
    )]
    pub parts: Vec<Part>,
    /// Why it did not hold exactly one message; empty when it did. The first is the main cause.
    #[serde(rename = "cause", serialize_with = "main_cause")]
    #[cfg_attr(
        test,
        schemars(
            with = "Option<Cause>",
            description = "The main cause; null: it held exactly one message."
        )
    )]
    pub causes: Vec<CauseFinding>,
    /// Whether the kernel cut it.
    #[serde(skip_serializing_if = "Seen::is_absent")]
    pub truncated: Seen<bool>,
    /// Of a datagram (or several handed over as one): how many of its bytes were not handed over.
    #[serde(skip)]
    pub cut_off: u64,
}

/// Each message once, in order.
fn messages<S: Serializer>(parts: &[Part], serializer: S) -> Result<S::Ok, S::Error> {
    let mut numbers: Vec<MessageNo> = parts.iter().map(|part| part.message).collect();
    numbers.dedup();
    numbers.serialize(serializer)
}

fn main_cause<S: Serializer>(causes: &[CauseFinding], serializer: S) -> Result<S::Ok, S::Error> {
    causes.first().map(|finding| finding.cause).serialize(serializer)
}

/// A piece of a message in a receive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Which message.
    pub message: MessageNo,
    /// Where in the message the piece begins. Bytes as sent (a frame's header included).
    pub start: u64,
    /// Its length.
    pub len: u64,
    /// The length of the whole message as sent.
    pub of: u64,
}

/// One round of a block whose rounds are the subject. Written in microseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RoundFinding {
    /// Which.
    pub round: RoundNo,
    /// From the beginning of its first call to the end of its last, in nanoseconds.
    #[serde(rename = "took_us", serialize_with = "micros")]
    #[cfg_attr(
        test,
        schemars(
            with = "u64",
            description = "Microseconds from the beginning of its first call to the end of its last."
        )
    )]
    pub took_ns: u64,
    /// Of this, what its calls took, in nanoseconds: the rest is the program's own, which hands each
    /// call to its actor and asks the kernel for figures after it.
    #[serde(rename = "calls_us", serialize_with = "micros")]
    #[cfg_attr(test, schemars(with = "u64", description = "Of these, spent in its calls."))]
    pub calls_ns: u64,
    /// The most bytes seen held back right after one of its sends; absent where it sends nothing on
    /// a stream.
    #[serde(skip_serializing_if = "Seen::is_absent")]
    pub held: Seen<u64>,
    /// By what they were held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<CauseFinding>,
}

impl RoundFinding {
    /// The round in the middle by the time it took; of two, the longer one.
    pub fn median(rounds: &[RoundFinding]) -> Option<&RoundFinding> {
        let mut by_time: Vec<&RoundFinding> = rounds.iter().collect();
        by_time.sort_by_key(|round| round.took_ns);
        by_time.get(by_time.len() / 2).copied()
    }
}

fn micros<S: Serializer>(nanos: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(nanos / 1000)
}

/// One direction of one connection, or all datagrams from one socket to another: what the three
/// rulers are drawn from. Offsets are bytes from the beginning of what is counted (warm-up left out).
/// Written without the numbers of its sockets, and of the rulers how the bytes left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Flow {
    /// The sending socket.
    #[serde(skip)]
    pub from: SocketId,
    /// The receiving socket, where the program has it.
    #[serde(skip)]
    pub to: Option<SocketId>,
    /// Whether it is a stream.
    pub stream: bool,
    /// Messages as they were sent.
    #[serde(skip)]
    pub sent: Vec<Sent>,
    /// How the bytes left.
    #[serde(flatten)]
    pub wire: Wire,
    /// Receives as they were handed over.
    #[serde(skip)]
    pub received: Vec<Received>,
    /// Bytes of a stream that were read and of which no message came, in order.
    #[serde(skip)]
    pub wasted: Vec<Waste>,
    /// Bytes left unread at the end.
    pub unread: u64,
}

/// A message on the `sent` ruler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// Which message.
    pub message: MessageNo,
    /// In how many sends it left, where it has several parts.
    pub sends: u64,
    /// Where it begins in the flow.
    pub start: u64,
    /// Bytes taken by the kernel (frame included).
    pub len: u64,
}

/// The `on wire` ruler.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Wire {
    /// Data segments that left, retransmissions not counted; datagrams for a datagram flow.
    #[serde(skip_serializing_if = "Seen::is_absent")]
    pub segments: Seen<u64>,
    /// Offsets in the flow where the figures pin a boundary between two segments: at some moment
    /// all up to there had left, and nothing after it. It may be inside a message. The beginning
    /// and the end are not listed.
    pub boundaries: Vec<u64>,
    /// In how many segments the stretches between those offsets left, where the figures tell; all
    /// that had left at the last look, or nothing.
    #[serde(skip)]
    pub stretches: Vec<Stretch>,
    /// Whether these are all the boundaries there were (segments = boundaries + 1).
    pub complete: bool,
    /// Bytes at the end of the flow that had not left when the kernel was last asked: they are in
    /// none of the segments.
    pub unsent: u64,
    /// What became of these.
    #[serde(skip)]
    pub rest: Rest,
    /// Whether the count was rejected because the kernel's figures contradict each other: bytes sent
    /// are not bytes written, or there are more boundaries than segments allow.
    pub doubtful: bool,
}

/// What became of bytes that had not left when their kernel was last asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// They did not leave any more.
    Stayed,
    /// The sender closed its socket, and its kernel went on sending: how far it came no figure says.
    Closed,
    /// The trace was cut: what came after its last call nobody here knows.
    Cut,
}

/// A piece of a flow of which the beginning and the end are edges of segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Where it begins in the flow.
    pub start: u64,
    /// Where it ends (not included).
    pub end: u64,
    /// In how many segments it left, at least one.
    pub segments: u64,
}

/// A receive on the `received` ruler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// Which receive.
    pub receive: ReceiveNo,
    /// Where it begins in the flow.
    pub start: u64,
    /// Its bytes of the stream (frame included).
    pub len: u64,
}

/// The figures of a case. Per-actor figures are worked out by the same rules when an expectation
/// asks for one. Written are those that differ from run to run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Counts {
    /// Messages sent.
    #[serde(skip)]
    pub sends: u64,
    /// Data segments, all flows together.
    #[serde(skip_serializing_if = "Seen::is_absent")]
    pub segments: Seen<u64>,
    /// Receives.
    pub receives: u64,
    /// Datagrams dropped.
    #[serde(skip_serializing_if = "Seen::is_absent")]
    pub drops: Seen<u64>,
    /// Datagrams received, left unread and dropped, added up.
    #[serde(skip)]
    pub accounted: Seen<u64>,
    /// The most bytes seen held back.
    #[serde(skip_serializing_if = "Seen::is_absent")]
    pub held: Seen<u64>,
    /// Microseconds from the beginning of the first step to the end of the last.
    pub took_us: u64,
    /// Microseconds spent waiting for a kernel timer or a declared pause: barriers, pauses, expected
    /// timeouts, calls of 30 ms and more, and in the lab packets on their way. What is waited at once
    /// counts once.
    pub waited_us: u64,
}

impl Counts {
    /// The figure an expectation over the whole case asks for.
    pub fn get(&self, what: Counted) -> Seen<u64> {
        match what {
            Counted::Sends => Seen::Seen(self.sends),
            Counted::Segments => self.segments,
            Counted::Receives => Seen::Seen(self.receives),
            Counted::Drops => self.drops,
            Counted::Accounted => self.accounted,
            Counted::Held => self.held,
            Counted::Took => Seen::Seen(self.took_us),
        }
    }
}

/// A stretch of a stream that was read and of which no message came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waste {
    /// Where it begins in the flow.
    pub start: u64,
    /// Its length, above 0.
    pub len: u64,
    /// Why nothing came of it.
    pub why: Undelivered,
}
