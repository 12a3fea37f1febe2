//! The nouns everything else is said in: scenario, step, trace, evidence, fate, cause.
//!
//! The lowest floor: plain data; std, serde, and SHA-256 for the digests in a trace. Nothing here opens a socket, reads a file or
//! looks at the clock; nothing here differs from one operating system to another.

mod call;
mod call_record;
mod data;
mod duration;
mod error_name;
mod evidence;
mod exhibit;
mod expect;
mod facts;
mod fate;
mod framing;
mod framing_spelling;
mod guess;
mod ids;
mod lab;
mod limits;
mod named;
mod options;
mod path_step;
pub(crate) mod random;
mod scenario;
mod step;
mod text;
mod trace;
mod visible;

pub use call::{Arguments, Call, CallName, Flag, How};
pub use call_record::{CallRecord, ErrorInfo, OptionRecord, Outcome};
pub use data::{Content, Data, OutputOf, Payload, TextEncoding, digest, hex};
pub use duration::{NoDuration, duration};
pub use error_name::ErrorName;
pub use evidence::{Evidence, Seen};
pub use exhibit::Exhibit;
pub use expect::{
    Counted, Expect, Expectation, PacketWant, Platform, Range, Returns, Variant, Want, WantedCause,
    Which, WhichRounds,
};
pub use facts::{Effect, Ending, Facts, Gives, Making, Manner, On, Waits};
pub use fate::{Cause, Fate, Fates, Verdict};
pub use framing::{FramingSpec, Header, PrefixLayout, TooLong};
pub use guess::{Choice, Guess};
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
pub use scenario::{
    Actor, Case, CaseVariant, Family, Group, Keywords, Lesson, Role, Scenario, WireKind,
};
pub use step::{Node, Step, Transport};
pub use text::{Lang, Text};
pub use trace::{
    CallPlace, CaseTrace, Framed, Host, Leftover, QueuedDatagram, Record, ScenarioTrace,
    SocketRole, SocketTrace, TRACE_FORMAT, Trace,
};
pub use visible::{
    is_hidden, is_name_char, is_plain_name, is_printable_ascii, unmarked, visible, visible_char,
};
