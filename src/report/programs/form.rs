//! The form between a case and a language: what each program does, in order, with its pauses.

use crate::model::{
    Data, ErrorName, Family, Flag, FramingSpec, How, OptionName, OptionSetting, Text,
};
use std::time::Duration;

/// A case as programs that run side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    /// The protocol of its addresses.
    pub(super) family: Family,
    /// Its sockets are of the Unix domain: a port is a part of a name.
    pub(super) unix: bool,
    /// How its messages are marked.
    pub(super) framing: Option<FramingSpec>,
    /// Whether a listener may take the port of a connection that has ended, so that a program can be started again
    /// at once. Not where that is what the case is about.
    pub(super) reuse: bool,
    /// The programs, in the order in which they are started.
    pub(super) parts: Vec<Part>,
}

/// One program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The actor.
    pub(super) name: String,
    /// What it does.
    pub(super) body: Vec<Line>,
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// It waits, and why.
    Pause(Duration, Text),
    /// Why it does not wait where the scenario does.
    Note(Text),
    /// It says that the next program may be started.
    Ready,
    /// It keeps its sockets until somebody presses Enter.
    Hold(Text),
    /// So often.
    Repeat(u32, Vec<Line>),
    /// A call.
    Act(Act),
}

/// A call, and how it is expected to fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Act {
    /// The socket it is made on, or makes.
    pub(super) sock: Var,
    /// What is called.
    pub(super) does: Does,
    /// How it fails, if it is to.
    pub(super) fails: Option<Fails>,
    /// It does not wait.
    pub(super) nonblocking: bool,
}

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fails {
    /// It has waited this long for nothing.
    After(Duration),
    /// The system says so.
    System(ErrorName),
    /// The framing does.
    Framing(ErrorName),
}

/// A variable that holds a socket: its kind, and which of that kind in its program, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Var {
    /// `listener`, `conn` or `sock`.
    pub(super) kind: &'static str,
    /// Which.
    pub(super) no: u32,
}

impl std::fmt::Display for Var {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.no {
            1 => f.write_str(self.kind),
            no => write!(f, "{}{no}", self.kind),
        }
    }
}

/// Which call. A port is counted from the first of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Does {
    Listen {
        port: u16,
        backlog: u32,
        set: Vec<OptionSetting>,
    },
    Accept {
        listener: Var,
        set: Vec<OptionSetting>,
    },
    Connect {
        udp: bool,
        port: u16,
        local: Option<u16>,
        set: Vec<OptionSetting>,
    },
    /// `given_up`: nobody is to have the port.
    Bind {
        udp: bool,
        port: u16,
        given_up: bool,
        set: Vec<OptionSetting>,
    },
    Send {
        data: Data,
        flags: Vec<Flag>,
    },
    Writev {
        pieces: Vec<Data>,
    },
    SendAll {
        data: Data,
    },
    SendTo {
        data: Data,
        port: u16,
    },
    Recv {
        max: u64,
        flags: Vec<Flag>,
    },
    RecvFrom {
        max: u64,
        flags: Vec<Flag>,
    },
    RecvExact {
        bytes: u64,
    },
    Set {
        set: Vec<OptionSetting>,
    },
    Get {
        option: OptionName,
    },
    OwnName,
    PeerName,
    Shutdown {
        how: How,
    },
    Close,
    Reset,
    SendMessage {
        data: Data,
    },
    RecvMessage {
        max: u64,
    },
}

impl Part {
    /// Every call in it, in order.
    pub(super) fn acts(&self) -> Vec<&Act> {
        fn add<'l>(lines: &'l [Line], all: &mut Vec<&'l Act>) {
            for line in lines {
                match line {
                    Line::Act(act) => all.push(act),
                    Line::Repeat(_, body) => add(body, all),
                    Line::Pause(..) | Line::Note(_) | Line::Ready | Line::Hold(_) => {}
                }
            }
        }
        let mut all = Vec::new();
        add(&self.body, &mut all);
        all
    }

    /// Whether any call in it is so.
    pub(super) fn has(&self, so: impl Fn(&Act) -> bool) -> bool {
        self.acts().into_iter().any(so)
    }

    /// Whether it pauses.
    pub(super) fn pauses(&self) -> bool {
        fn any(lines: &[Line]) -> bool {
            lines.iter().any(|line| match line {
                Line::Pause(..) => true,
                Line::Repeat(_, body) => any(body),
                Line::Note(_) | Line::Ready | Line::Hold(_) | Line::Act(_) => false,
            })
        }
        any(&self.body)
    }
}

impl Does {
    /// What it is called where its result is printed.
    pub(super) fn label(&self) -> String {
        let flagged = |name: &str, max: u64, flags: &[Flag]| {
            let flags: String = flags.iter().map(|flag| format!(", {flag}")).collect();
            format!("{name}({max}{flags})")
        };
        match self {
            Does::Listen { .. } => "listen".to_owned(),
            Does::Accept { .. } => "accept".to_owned(),
            Does::Connect { .. } => "connect".to_owned(),
            Does::Bind { .. } => "bind".to_owned(),
            Does::Send { .. } => "send".to_owned(),
            Does::Writev { .. } => "sendmsg".to_owned(),
            Does::SendAll { .. } => "sendall".to_owned(),
            Does::SendTo { .. } => "sendto".to_owned(),
            Does::Recv { max, flags } => flagged("recv", *max, flags),
            Does::RecvFrom { max, flags } => flagged("recvfrom", *max, flags),
            Does::RecvExact { bytes } => format!("recv_exactly({bytes})"),
            Does::Set { .. } => "setsockopt".to_owned(),
            Does::Get { option } => format!("getsockopt({option})"),
            Does::OwnName => "getsockname".to_owned(),
            Does::PeerName => "getpeername".to_owned(),
            Does::Shutdown { .. } => "shutdown".to_owned(),
            Does::Close => "close".to_owned(),
            Does::Reset => "reset".to_owned(),
            Does::SendMessage { .. } => "send_message".to_owned(),
            Does::RecvMessage { .. } => "recv_message".to_owned(),
        }
    }

    /// The options that it sets.
    pub(super) fn settings(&self) -> &[OptionSetting] {
        match self {
            Does::Listen { set, .. }
            | Does::Accept { set, .. }
            | Does::Connect { set, .. }
            | Does::Bind { set, .. }
            | Does::Set { set } => set,
            Does::Send { .. }
            | Does::Writev { .. }
            | Does::SendAll { .. }
            | Does::SendTo { .. }
            | Does::Recv { .. }
            | Does::RecvFrom { .. }
            | Does::RecvExact { .. }
            | Does::Get { .. }
            | Does::OwnName
            | Does::PeerName
            | Does::Shutdown { .. }
            | Does::Close
            | Does::Reset
            | Does::SendMessage { .. }
            | Does::RecvMessage { .. } => &[],
        }
    }
}

/// How a program receives messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Receives {
    /// The buffer of each `recv` beneath.
    pub(super) buffer: u64,
    /// A receive may wait in vain, and the next one goes on where it was.
    pub(super) resumes: bool,
    /// From more than one connection.
    pub(super) several: bool,
    /// It goes on to ask when the stream has ended.
    pub(super) ends: bool,
}

impl Default for Receives {
    fn default() -> Self {
        Receives {
            buffer: FramingSpec::DEFAULT_BUFFER,
            resumes: false,
            several: false,
            ends: false,
        }
    }
}

impl Receives {
    /// The buffer of each `recv`, where the case has another than every case has.
    pub(super) fn own_buffer(self) -> Option<u64> {
        (self.buffer < FramingSpec::DEFAULT_BUFFER).then_some(self.buffer)
    }

    /// Whether one variable can hold that the stream has ended.
    pub(super) fn ends_once(self) -> bool {
        !(self.several && self.ends)
    }

    /// How this one does; `None`: it receives none.
    pub(super) fn of(part: &Part) -> Option<Receives> {
        let acts = part.acts().into_iter().filter_map(|act| match act.does {
            Does::RecvMessage { max } => Some((act, max)),
            _ => None,
        });
        let acts: Vec<(&Act, u64)> = acts.collect();
        let (first, _) = *acts.first()?;
        let buffer = acts.iter().map(|(_, max)| *max).min()?;
        let ended = |act: &Act| act.fails == Some(Fails::Framing(ErrorName::EndOfStream));
        let waits = |act: &Act| matches!(act.fails, Some(Fails::After(_) | Fails::System(_)));
        Some(Receives {
            buffer,
            resumes: acts.iter().rev().skip(1).any(|(act, _)| waits(act)),
            several: acts.iter().any(|(act, _)| act.sock != first.sock),
            ends: acts.iter().any(|(act, _)| ended(act)),
        })
    }
}
