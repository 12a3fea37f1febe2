//! A call as one would write it: `recv(10)`, `send("hello")`.

use crate::lang::{count, pages};
use crate::model::{
    Call, CallName, CallRecord, Case, CaseTrace, Data, Flag, Making, On, OptionSetting, Outcome,
    Step, Transport,
};
use crate::report::Voice;
use crate::report::case::trace_lookup::owner;

/// How wide quoted data may be, and the language of `output of …`.
#[derive(Clone, Copy)]
pub(crate) struct Writing<'a> {
    pub(crate) voice: &'a Voice,
    pub(crate) data: usize,
}

/// A step's call, from the scenario.
pub(crate) fn of_step(step: &Step, case: &Case, writing: Writing<'_>) -> String {
    let mut args = arguments(&step.call, case, writing);
    args.extend(step.set.iter().map(setting));
    if step.nonblocking {
        args.push("nonblocking".to_owned());
    }
    let on = step.sock.as_ref().map_or(String::new(), |name| format!("{name}."));
    let makes = step.makes.as_ref().map_or(String::new(), |name| format!("{name} = "));
    let call = format!("{makes}{on}{}({})", step.call.name(), args.join(", "));
    if step.repeat > 1 { format!("{call} × {}", step.repeat) } else { call }
}

/// A step's call among others on which nothing depends: who it is made with goes without saying.
pub(crate) fn routine_step(step: &Step, case: &Case, writing: Writing<'_>) -> String {
    let mut args = match &step.call {
        Call::Connect { .. } | Call::Accept { .. } => Vec::new(),
        call => arguments(call, case, writing),
    };
    args.extend(step.set.iter().map(setting));
    match args.is_empty() {
        true => step.call.name().to_string(),
        false => format!("{}({})", step.call.name(), args.join(", ")),
    }
}

fn setting(option: &OptionSetting) -> String {
    format!("{}={}", option.name, option.value)
}

fn arguments(call: &Call, case: &Case, writing: Writing<'_>) -> Vec<String> {
    let bytes = |n: u64| vec![n.to_string()];
    match call {
        Call::Listen { transport, port_of, backlog } => {
            // The default backlog says nothing.
            let backlog = (*backlog != 128).then(|| backlog.to_string());
            let rest = transport_args(*transport, Transport::Tcp, port_of);
            backlog.into_iter().chain(rest).collect()
        }
        Call::Bind { transport, port_of } => transport_args(*transport, Transport::Udp, port_of),
        Call::Reserve { transport } => transport_args(*transport, Transport::Tcp, &None),
        Call::Connect { to, port_of } => std::iter::once(to.clone()).chain(port(port_of)).collect(),
        Call::Accept { from } => {
            let actor = from.and_then(|id| case.actor(id));
            actor.map(|actor| format!("from {}", actor.name)).into_iter().collect()
        }
        Call::Send { data: sent, flags } => with_flags(data(sent, writing), flags),
        Call::Writev { data: sent }
        | Call::SendAll { data: sent }
        | Call::SendMessage { data: sent } => {
            vec![data(sent, writing)]
        }
        Call::SendTo { data: sent, to, flags } => {
            let mut args = vec![data(sent, writing), to.clone()];
            args.extend(flags.iter().map(Flag::to_string));
            args
        }
        Call::Recv { max, flags } | Call::RecvFrom { max, flags } => {
            with_flags(max.to_string(), flags)
        }
        Call::RecvExact { bytes: n } | Call::Peek { max: n } => bytes(*n),
        // The default buffer says nothing: the framing decides what comes out.
        Call::RecvMessage { max: 4096 } => Vec::new(),
        Call::RecvMessage { max } => bytes(*max),
        Call::WaitReadable { bytes: n } => n.map(|n| n.to_string()).into_iter().collect(),
        Call::Get { option } => vec![option.to_string()],
        Call::Shutdown { how } => vec![how.to_string()],
        Call::Pause { length } => vec![count::duration(*length).en],
        Call::Set
        | Call::GetSockName
        | Call::GetPeerName
        | Call::Close
        | Call::Reset
        | Call::Kill
        | Call::WaitAcked
        | Call::WaitHangup
        | Call::Join => Vec::new(),
    }
}

fn with_flags(first: String, flags: &[Flag]) -> Vec<String> {
    std::iter::once(first).chain(flags.iter().map(Flag::to_string)).collect()
}

fn port(port_of: &Option<String>) -> Option<String> {
    port_of.as_ref().map(|name| format!("port of {name}"))
}

fn transport_args(is: Transport, usual: Transport, port_of: &Option<String>) -> Vec<String> {
    let named = (is != usual).then(|| is.to_string());
    named.into_iter().chain(port(port_of)).collect()
}

/// What a step sends, as one would write it.
pub(crate) fn data(data: &Data, writing: Writing<'_>) -> String {
    match data {
        Data::Bytes(bytes) => writing.voice.quote(bytes, bytes.len() as u64, writing.data),
        Data::Fill { pattern, len } => {
            let fits = usize::try_from(*len).is_ok_and(|len| len <= writing.data);
            match data.bytes().filter(|_| fits) {
                Some(bytes) => writing.voice.quote(&bytes, *len, writing.data),
                None if pattern.len() == 1 => {
                    format!("{} × {len}", writing.voice.quote(pattern, 1, 4))
                }
                None => writing.voice.quote(pattern, *len, writing.data.min(12)),
            }
        }
        Data::OutputOf(name) => writing.voice.say(pages::output_of(name.as_str())),
        Data::Pieces(pieces) => {
            let pieces: Vec<String> =
                pieces.iter().map(|piece| self::data(piece, writing)).collect();
            pieces.join(" + ")
        }
    }
}

/// A call of a session: on which of its sockets, where they have names.
pub(crate) fn of_session(call: &CallRecord, trace: &CaseTrace, writing: Writing<'_>) -> String {
    let named = call.sock.filter(|_| !call.call.creates()).and_then(|id| trace.socket(id));
    let name = named.and_then(|socket| socket.name.as_ref());
    let on = name.map_or(String::new(), |name| format!("{name}."));
    format!("{on}{}", of_record(call, trace, writing))
}

/// A call of which there is no step: one of the socket calls beneath another.
pub(crate) fn of_record(call: &CallRecord, trace: &CaseTrace, writing: Writing<'_>) -> String {
    let mut args = Vec::new();
    if call.call.sends() {
        let sent = call.data.as_ref();
        let quoted = sent.map(|data| writing.voice.quote(data.kept(), data.len, writing.data));
        // Of what the call above it sends the trace has the bytes, and of this one how many it took.
        let taken = match &call.outcome {
            Outcome::Returned(n) => Some(writing.voice.say(count::bytes(*n))),
            Outcome::Error(_) => None,
        };
        args.extend(quoted.or(taken));
    } else {
        args.extend(call.max.map(|max| max.to_string()));
    }
    let goes_to = call.call.makes() == Some(Making::Connects)
        || call.call.sends() && call.call.made_on() == Some(On::Addressed);
    args.extend(call.other.filter(|_| goes_to).map(|id| owner(trace, id)));
    args.extend(call.how.map(|how| how.to_string()));
    // The others set what they need, which is a part of them.
    if matches!(call.call, CallName::Set | CallName::Get) {
        args.extend(call.options.iter().map(|option| match option.asked {
            Some(value) => setting(&OptionSetting { name: option.option, value }),
            None => option.option.to_string(),
        }));
    }
    args.extend(call.flags.iter().map(Flag::to_string));
    format!("{}({})", call.call, args.join(", "))
}
