//! The nouns everything else is said in: scenario, step, trace, evidence, fate, cause.
//!
//! The lowest floor: plain data; std, serde, and SHA-256 for the digests in a trace. Nothing here opens a socket, reads a file or
//! looks at the clock; nothing here differs from one operating system to another.

mod call;
mod data;
mod error_name;
mod evidence;
mod exhibit;
mod expect;
mod facts;
mod fate;
mod framing;
mod ids;
mod lab;
mod limits;
mod named;
mod options;
mod path_step;
mod scenario;
mod step;
mod text;
mod trace;
mod visible;

pub use call::{Arguments, Call, CallName, Flag, How};
pub use data::{Content, Data, OutputOf, Payload, TextEncoding, digest};
pub use error_name::ErrorName;
pub use evidence::{Evidence, Seen};
pub use exhibit::Exhibit;
pub use expect::{
    Counted, Expect, Expectation, PacketWant, Platform, Range, Returns, Variant, Want, WantedCause,
    Which, WhichRounds,
};
pub use facts::{Effect, Ending, Facts, Gives, Making, Manner, On, Waits};
pub use fate::{Cause, Fate, Fates, Verdict};
pub use framing::{FramingSpec, Header};
pub use ids::{ActorId, MessageNo, ReceiveNo, RoundNo, SocketId, StepNo};
pub use lab::{
    Act, Congestion, DatagramPart, Deed, Lab, LabGap, LabTrace, Packet, PacketKind, PacketOf,
    Protocol, Rule, Segment, TcpFlag,
};
pub use limits::Limits;
pub use named::UnknownName;
pub(crate) use named::named_enum;
pub use options::{OptionName, OptionSetting, OptionValue};
pub use path_step::PathStep;
pub use scenario::{Actor, Case, CaseVariant, Family, Group, Lesson, Role, Scenario, WireKind};
pub use step::{Node, Step, Transport};
pub use text::{Lang, Text};
pub use trace::{
    CallPlace, CallRecord, CaseTrace, ErrorInfo, Host, Leftover, OptionRecord, Outcome,
    QueuedDatagram, Record, ScenarioTrace, SocketRole, SocketTrace, TRACE_FORMAT, Trace,
};
pub use visible::{is_hidden, is_printable_ascii, visible, visible_char};
