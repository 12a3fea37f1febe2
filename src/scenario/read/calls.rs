//! The table of calls: one row for each, with the fields it takes and the function that reads them.
//!
//! A new call is a variant of `model::Call`, a row here, and a few lines that read its arguments.

use super::data::data;
use super::numbers::{awaited_size, count, count32, duration, receive_size};
use super::options::flags;
use super::table::{Table, Value};
use crate::model::{Actor, ActorId, Call, CallName, Flag, Text, Transport};
use crate::scenario::near;
use crate::scenario::printable::quote;
use crate::scenario::problem::{Checked, Explain, Span};

/// A call's row.
pub(in crate::scenario) struct Row {
    pub(in crate::scenario) call: CallName,
    /// Its arguments.
    pub(in crate::scenario) own: &'static [&'static str],
    /// Whether it has something to wait for, so that `nonblocking` says something.
    pub(in crate::scenario) waits: bool,
    /// Reads the arguments.
    pub(super) read: fn(&Args<'_>) -> Checked<Call>,
}

/// Every call.
const ROWS: &[Row] = &[
    Row { call: CallName::Listen, own: &["transport", "backlog", "port_of"], waits: false, read: listen },
    Row { call: CallName::Connect, own: &["to", "port_of"], waits: true, read: connect },
    Row { call: CallName::Accept, own: &["from"], waits: true, read: accept },
    Row { call: CallName::Bind, own: &["transport", "port_of"], waits: false, read: bind },
    Row { call: CallName::Reserve, own: &["transport"], waits: false, read: reserve },
    Row { call: CallName::Send, own: &["data", "flags"], waits: true, read: send },
    Row { call: CallName::SendAll, own: &["data"], waits: true, read: send_all },
    Row { call: CallName::SendTo, own: &["data", "to", "flags"], waits: true, read: send_to },
    Row { call: CallName::Recv, own: &["max", "flags"], waits: true, read: recv },
    Row { call: CallName::RecvFrom, own: &["max", "flags"], waits: true, read: recv_from },
    Row { call: CallName::RecvExact, own: &["bytes"], waits: true, read: recv_exact },
    Row { call: CallName::Peek, own: &["max"], waits: true, read: peek },
    Row { call: CallName::Set, own: &["set"], waits: false, read: |_| Ok(Call::Set) },
    Row { call: CallName::Get, own: &["option"], waits: false, read: get },
    Row { call: CallName::Shutdown, own: &["how"], waits: false, read: shutdown },
    Row { call: CallName::Close, own: &[], waits: false, read: |_| Ok(Call::Close) },
    Row { call: CallName::Reset, own: &[], waits: false, read: |_| Ok(Call::Reset) },
    Row { call: CallName::SendMessage, own: &["data"], waits: true, read: send_message },
    Row { call: CallName::RecvMessage, own: &["max"], waits: true, read: recv_message },
    Row { call: CallName::WaitReadable, own: &["bytes"], waits: false, read: wait_readable },
    Row { call: CallName::WaitAcked, own: &[], waits: false, read: |_| Ok(Call::WaitAcked) },
    Row { call: CallName::WaitHangup, own: &[], waits: false, read: |_| Ok(Call::WaitHangup) },
    Row { call: CallName::Pause, own: &["length"], waits: false, read: pause },
    Row { call: CallName::Join, own: &[], waits: false, read: |_| Ok(Call::Join) },
];

/// The row of a call.
pub(in crate::scenario) fn row(call: CallName) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.call == call)
}

/// What a backlog may be: `listen` takes an int.
const BACKLOG: u32 = i32::MAX as u32;
/// The backlog where the file does not say.
const DEFAULT_BACKLOG: u32 = 128;
/// The buffer of each `recv` beneath a `recv_message` where the file does not say, in bytes.
const DEFAULT_MESSAGE_BUFFER: u64 = 4096;

/// The arguments of one call as the file has them.
pub(super) struct Args<'a> {
    pub(super) call: CallName,
    pub(super) table: Table<'a>,
    /// What to blame where an argument is missing: the word after `call =`.
    pub(super) blame: Span,
    pub(super) actors: &'a [Actor],
}

impl<'a> Args<'a> {
    fn need(&self, field: &str) -> Checked<Value<'a>> {
        let of = Text::new(format!("`{}`", self.call), format!("`{}` ", self.call));
        self.table.need(field, &of, self.blame)
    }

    fn name(&self, field: &str) -> Checked<Option<String>> {
        self.table.maybe(field, |value| value.name().map(str::to_owned))
    }

    fn transport(&self, default: Transport) -> Checked<Transport> {
        Ok(self.table.maybe("transport", Value::word)?.unwrap_or(default))
    }

    fn flags(&self) -> Checked<Vec<Flag>> {
        Ok(self.table.maybe("flags", |value| flags(value, self.call))?.unwrap_or_default())
    }
}

fn listen(args: &Args<'_>) -> Checked<Call> {
    let backlog = args.table.maybe("backlog", |value| count32(value, 0, BACKLOG))?;
    Ok(Call::Listen {
        transport: args.transport(Transport::Tcp)?,
        backlog: backlog.unwrap_or(DEFAULT_BACKLOG),
        port_of: args.name("port_of")?,
    })
}

fn connect(args: &Args<'_>) -> Checked<Call> {
    let to = args.need("to")?.name()?.to_owned();
    Ok(Call::Connect { to, port_of: args.name("port_of")? })
}

fn accept(args: &Args<'_>) -> Checked<Call> {
    Ok(Call::Accept { from: args.table.maybe("from", |value| actor(value, args.actors))? })
}

fn bind(args: &Args<'_>) -> Checked<Call> {
    let transport = args.transport(Transport::Udp)?;
    Ok(Call::Bind { transport, port_of: args.name("port_of")? })
}

fn reserve(args: &Args<'_>) -> Checked<Call> {
    Ok(Call::Reserve { transport: args.transport(Transport::Tcp)? })
}

fn send(args: &Args<'_>) -> Checked<Call> {
    Ok(Call::Send { data: data(args.need("data")?)?, flags: args.flags()? })
}

fn send_all(args: &Args<'_>) -> Checked<Call> {
    Ok(Call::SendAll { data: data(args.need("data")?)? })
}

fn send_to(args: &Args<'_>) -> Checked<Call> {
    let data = data(args.need("data")?)?;
    let to = args.need("to")?.name()?.to_owned();
    Ok(Call::SendTo { data, to, flags: args.flags()? })
}

fn recv(args: &Args<'_>) -> Checked<Call> {
    Ok(Call::Recv { max: receive_size(args.need("max")?)?, flags: args.flags()? })
}

fn recv_from(args: &Args<'_>) -> Checked<Call> {
    Ok(Call::RecvFrom { max: receive_size(args.need("max")?)?, flags: args.flags()? })
}

fn recv_exact(args: &Args<'_>) -> Checked<Call> {
    Ok(Call::RecvExact { bytes: receive_size(args.need("bytes")?)? })
}

fn peek(args: &Args<'_>) -> Checked<Call> {
    Ok(Call::Peek { max: receive_size(args.need("max")?)? })
}

fn get(args: &Args<'_>) -> Checked<Call> {
    Ok(Call::Get { option: args.need("option")?.word()? })
}

fn shutdown(args: &Args<'_>) -> Checked<Call> {
    Ok(Call::Shutdown { how: args.need("how")?.word()? })
}

fn send_message(args: &Args<'_>) -> Checked<Call> {
    Ok(Call::SendMessage { data: data(args.need("data")?)? })
}

fn recv_message(args: &Args<'_>) -> Checked<Call> {
    let most = crate::model::Limits::RECEIVE;
    let max = args.table.maybe("max", |value| count(value, 1, most))?;
    Ok(Call::RecvMessage { max: max.unwrap_or(DEFAULT_MESSAGE_BUFFER) })
}

fn wait_readable(args: &Args<'_>) -> Checked<Call> {
    Ok(Call::WaitReadable { bytes: args.table.maybe("bytes", awaited_size)? })
}

fn pause(args: &Args<'_>) -> Checked<Call> {
    Ok(Call::Pause { length: duration(args.need("length")?)? })
}

/// A name that is no actor's.
struct UnknownActor<'a> {
    name: &'a str,
    known: Vec<&'a str>,
}

impl Explain for UnknownActor<'_> {
    fn what(&self) -> Text {
        let name = quote(self.name);
        Text::new(format!("this case has no actor {name}"), format!("这个用例里没有角色 {name}"))
    }

    fn help(&self) -> Option<Text> {
        near::did_you_mean(self.name, &self.known)
    }
}

/// One of the case's actors, by name.
pub(super) fn actor(value: Value<'_>, actors: &[Actor]) -> Checked<ActorId> {
    let name = value.text()?;
    let found = actors.iter().position(|actor| actor.name == name);
    match found.and_then(|index| u32::try_from(index).ok()) {
        Some(index) => Ok(ActorId(index)),
        None => {
            let known = actors.iter().map(|actor| actor.name.as_str()).collect();
            Err(value.problem(UnknownActor { name, known }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_has_one_row() {
        for call in CallName::ALL {
            assert_eq!(ROWS.iter().filter(|row| row.call == *call).count(), 1, "{call}");
        }
    }
}
