//! A trace: all that happened, and all that is needed to say why. The one value that passes from
//! the sockets to everything above.

#[cfg(test)]
use super::Limits;
use super::lab::is_zero;
use super::{
    CallName, CallRecord, Family, LabTrace, Payload, Seen, SocketId, StepNo, Transport, WireKind,
    named_enum,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The `format` of a trace file.
pub const TRACE_FORMAT: &str = "stickydemo-trace/1";

/// The computer a trace was made on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// `linux`, `macos`, `windows`, `freebsd`…
    pub os: String,
    /// The system's release.
    #[cfg_attr(test, schemars(length(max = Limits::HOST)))]
    pub release: String,
    /// The processor's architecture.
    #[cfg_attr(test, schemars(length(max = Limits::HOST)))]
    pub arch: String,
    /// The version of stickydemo.
    #[cfg_attr(test, schemars(length(max = Limits::HOST)))]
    pub version: String,
    /// What stood between the program and the system it was built for: `wine 8.0`.
    #[cfg_attr(test, schemars(length(max = Limits::HOST)))]
    pub under: Option<String>,
}

impl Host {
    /// What `os` can be: the systems this program can be built for (src/net/sys), spelt as
    /// [`std::env::consts::OS`] spells them.
    pub const SYSTEMS: &[&str] = &["linux", "macos", "windows", "freebsd", "android", "ios"];
}

/// A whole run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Where it was made.
    pub host: Host,
    /// Where the packets travelled.
    pub wire: WireKind,
    /// What was run, in order.
    pub scenarios: Vec<ScenarioTrace>,
    /// What programs did by themselves, without a scenario, each as one run: its name, its sockets, and a record
    /// for each call, in the order in which they were begun, numbered from 1.
    pub sessions: Vec<CaseTrace>,
}

/// One scenario of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioTrace {
    /// The scenario's name.
    pub id: String,
    /// The SHA-256 of its source, in lower-case hex.
    pub digest: String,
    /// The file, so that another computer can replay the trace with nothing else.
    pub source: String,
    /// The changes made by `--set`, as they were typed.
    pub set: Vec<String>,
    /// The cases that were run, in order.
    pub cases: Vec<CaseTrace>,
}

/// One run of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CaseTrace {
    /// The case's name. In a file it stands beside the rest.
    #[serde(skip)]
    pub id: String,
    /// Every socket of the case, in the order they were made; `SocketId` is the index.
    pub sockets: Vec<SocketTrace>,
    /// One per executed step (a step of a block: one per iteration), in the order they were begun.
    pub records: Vec<Record>,
    /// What was still queued when the case's recording had ended.
    pub leftovers: Vec<Leftover>,
    /// Of a case about the lab: what its wire saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lab: Option<LabTrace>,
    /// Of a session: how many calls came after these, which were not kept.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub left_out: u64,
}

/// Where a call stands in a trace: the index of its record, and which of its repeats, from 0.
pub type CallPlace = (usize, usize);

impl CaseTrace {
    /// Every call that a step made, in the order of the records; not those beneath them.
    pub fn calls(&self) -> impl DoubleEndedIterator<Item = &CallRecord> {
        self.records.iter().flat_map(|record| &record.calls)
    }

    /// Whether calls came after its last one that are not in it: then that is not the end.
    pub fn is_cut(&self) -> bool {
        self.left_out > 0
    }

    /// What was still queued when all that is in it had happened; not known where it was cut.
    pub fn queued(&self) -> &[Leftover] {
        if self.is_cut() { &[] } else { &self.leftovers }
    }

    /// How many bytes the kernel took of what was sent from each socket, in all.
    pub fn written(&self) -> BTreeMap<SocketId, u64> {
        let mut written: BTreeMap<SocketId, u64> = BTreeMap::new();
        for call in self.calls().filter(|call| call.call.sends()) {
            if let (Some(sock), Some(count)) = (call.sock, call.outcome.count()) {
                let sum = written.entry(sock).or_default();
                *sum = sum.saturating_add(count);
            }
        }
        written
    }

    /// The call at a place.
    pub fn call(&self, (record, repeat): CallPlace) -> Option<&CallRecord> {
        self.records.get(record)?.calls.get(repeat)
    }

    /// The address of a datagram socket, which is known by the oldest socket of the case that has had it.
    pub fn address_of(&self, id: SocketId) -> SocketId {
        self.socket(id).and_then(|socket| socket.same_address_as).unwrap_or(id)
    }

    /// A socket.
    pub fn socket(&self, id: SocketId) -> Option<&SocketTrace> {
        self.sockets.get(id.index())
    }

    /// What a socket is of; of one that the trace does not have, TCP.
    pub fn transport(&self, id: SocketId) -> Transport {
        self.socket(id).map_or(Transport::Tcp, |socket| socket.transport)
    }

    /// The sockets of other programs.
    pub fn elsewhere(&self) -> impl Iterator<Item = SocketId> {
        let all = (0u32..).map(SocketId).zip(&self.sockets);
        all.filter(|(_, socket)| socket.elsewhere).map(|(id, _)| id)
    }

    /// Whether a socket is another program's, of which only this end of the conversation is known.
    pub fn is_elsewhere(&self, id: SocketId) -> bool {
        self.socket(id).is_some_and(|socket| socket.elsewhere)
    }

    /// The actor who owns a socket.
    pub fn owner(&self, id: SocketId) -> Option<&str> {
        self.socket(id).map(|socket| socket.actor.as_str())
    }
}

named_enum! {
    /// What a socket is.
    pub enum SocketRole {
        /// It listens.
        Listener = "listener",
        /// The side that connected.
        Client = "client",
        /// The side that was accepted.
        Accepted = "accepted",
        /// A datagram socket.
        Datagram = "datagram",
        /// It only holds a port.
        Reserved = "reserved",
    }
}

impl SocketRole {
    /// Whether it is one end of a connection.
    pub fn is_connection(self) -> bool {
        match self {
            SocketRole::Client | SocketRole::Accepted => true,
            SocketRole::Listener | SocketRole::Datagram | SocketRole::Reserved => false,
        }
    }

    /// Whether data goes through it.
    pub fn carries(self) -> bool {
        match self {
            SocketRole::Client | SocketRole::Accepted | SocketRole::Datagram => true,
            SocketRole::Listener | SocketRole::Reserved => false,
        }
    }
}

/// One socket of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SocketTrace {
    /// The actor that owns it.
    pub actor: String,
    /// Its name, where the scenario gave it one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is.
    pub role: SocketRole,
    /// What carries the bytes.
    pub transport: Transport,
    /// The internet protocol; none for a Unix-domain socket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<Family>,
    /// The other end: for a connection the socket it is connected to, where the program has it (itself,
    /// if it is connected to itself); for a connected datagram socket its destination.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peer: Option<SocketId>,
    /// For a datagram socket whose address another of the case has had as well, before it or at the
    /// same time: the oldest of these. A datagram goes to an address, and not to a socket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_address_as: Option<SocketId>,
    /// Only of a session: it is another program's, known as the other end of a connection or the address of
    /// datagrams. No call on it is in the trace, and what became of what reached it is not known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub elsewhere: bool,
    /// Only of a session: the messages that a framing found in what was sent from it. Without, each send is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framed: Option<Framed>,
}

/// What a framing made of the bytes of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Framed {
    /// Which framing, as command lines spell it.
    #[cfg_attr(test, schemars(length(max = Limits::HOST)))]
    pub by: String,
    /// Where each frame ends, in bytes from the beginning of the stream.
    pub ends: Vec<u64>,
    /// What stands behind the last of them is no frame, and none begins there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub broken: bool,
}

impl SocketTrace {
    /// The other socket in a call on this one, whose evidence is [`CallRecord::peer`]: of a connection
    /// the other end, of a datagram its destination or its sender. The owner of an address that a call
    /// returned takes no part in the call.
    pub fn counterpart(&self, call: &CallRecord) -> Option<SocketId> {
        match (call.call.returns_address(), self.transport.listens()) {
            (true, _) => self.peer,
            (false, true) => self.peer.or(call.other),
            (false, false) => call.other.or(self.peer),
        }
    }
}

/// What one executed step did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The step.
    pub step: StepNo,
    /// Which round of its block, from 1; 1 outside a block.
    pub round: u32,
    /// The actor.
    pub who: String,
    /// The step's call.
    pub call: CallName,
    /// One entry for each repeat. Empty: the step was not run, because a barrier before it timed
    /// out.
    pub calls: Vec<CallRecord>,
    /// It was started in the background.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub background: bool,
    /// It is warm-up: not numbered, not counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub warmup: bool,
}

/// What was still queued in a socket at the end, read without blocking after the recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Leftover {
    /// The socket.
    pub sock: SocketId,
    /// Bytes in all.
    pub bytes: u64,
    /// For a datagram socket: each datagram, with its sender where that is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub datagrams: Vec<QueuedDatagram>,
    /// Of a stream: how many bytes could be read before anything was drained. What is beyond them in
    /// `bytes` arrived only because draining made room.
    #[serde(default, skip_serializing_if = "Seen::is_absent")]
    pub readable: Seen<u64>,
    /// Bytes that this end had written to a stream and that had not left before anything was drained.
    #[serde(default, skip_serializing_if = "Seen::is_absent")]
    pub unsent: Seen<u64>,
    /// Of a datagram socket: memory of what it had sent and a sending device had not passed on, before
    /// anything was drained.
    #[serde(default, skip_serializing_if = "Seen::is_absent")]
    pub send_memory: Seen<u64>,
    /// The datagrams that the kernel had dropped by then.
    #[serde(default, skip_serializing_if = "Seen::is_absent")]
    pub drops: Seen<u64>,
}

/// A datagram that nobody had read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QueuedDatagram {
    /// Who sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<SocketId>,
    /// What it holds.
    pub data: Payload,
}
