//! The table of calls: one row for each, with the fields it takes and the function that reads them.
//!
//! A new call is a variant of `model::Call`, a row here, and a few lines that read its arguments.

use super::data::{data, pieces};
use super::numbers::{awaited_size, count, count32, duration, receive_size};
use super::options::flags;
use super::table::{Table, Value};
use crate::model::{Actor, ActorId, Call, CallName, Flag, FramingSpec, Text, Transport};
use crate::scenario::near;
use crate::scenario::printable::quote;
use crate::scenario::problem::{Checked, Explain, Remedy, Span};

/// A call's row.
pub(in crate::scenario) struct CallRow {
    pub(in crate::scenario) call: CallName,
    /// Its arguments.
    pub(in crate::scenario) own: &'static [&'static str],
    /// Reads the arguments.
    pub(super) read: Read,
}

type Read = fn(&Args<'_>) -> Checked<Call>;

/// The table. A match, so that no call can be without its row.
pub(in crate::scenario) fn row(call: CallName) -> CallRow {
    use CallName as C;
    let (own, read): (&[&str], Read) = match call {
        C::Listen => (&["transport", "backlog", "port_of"], listen),
        C::Connect => (&["to", "port_of"], connect),
        C::Accept => (&["from"], accept),
        C::Bind => (&["transport", "port_of"], bind),
        C::Reserve => (&["transport"], reserve),
        C::Send => (&["data", "flags"], send),
        C::Writev => (&["data"], writev),
        C::SendAll => (&["data"], send_all),
        C::SendTo => (&["data", "to", "flags"], send_to),
        C::Recv => (&["max", "flags"], recv),
        C::RecvFrom => (&["max", "flags"], recv_from),
        C::RecvExact => (&["bytes"], recv_exact),
        C::Peek => (&["max"], peek),
        C::Set => (&["set"], |_| Ok(Call::Set)),
        C::Get => (&["option"], get),
        C::GetSockName => (&[], |_| Ok(Call::GetSockName)),
        C::GetPeerName => (&[], |_| Ok(Call::GetPeerName)),
        C::Shutdown => (&["how"], shutdown),
        C::Close => (&[], |_| Ok(Call::Close)),
        C::Reset => (&[], |_| Ok(Call::Reset)),
        C::Kill => (&[], |_| Ok(Call::Kill)),
        C::SendMessage => (&["data"], send_message),
        C::RecvMessage => (&["max"], recv_message),
        C::WaitReadable => (&["bytes"], wait_readable),
        C::WaitAcked => (&[], |_| Ok(Call::WaitAcked)),
        C::WaitHangup => (&[], |_| Ok(Call::WaitHangup)),
        C::Pause => (&["length"], pause),
        C::Join => (&[], |_| Ok(Call::Join)),
    };
    CallRow { call, own, read }
}

/// What a backlog may be: `listen` takes an int.
const BACKLOG: u32 = i32::MAX as u32;
/// The backlog where the file does not say.
const DEFAULT_BACKLOG: u32 = 128;

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

fn writev(args: &Args<'_>) -> Checked<Call> {
    Ok(Call::Writev { data: pieces(args.need("data")?)? })
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
    Ok(Call::RecvMessage { max: max.unwrap_or(FramingSpec::DEFAULT_BUFFER) })
}

fn wait_readable(args: &Args<'_>) -> Checked<Call> {
    Ok(Call::WaitReadable { bytes: args.table.maybe("bytes", awaited_size)? })
}

fn pause(args: &Args<'_>) -> Checked<Call> {
    Ok(Call::Pause { length: duration(args.need("length")?)? })
}

/// A name that is not an actor's.
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

    fn remedy(&self) -> Remedy {
        Remedy::Somebody(self.known.first().copied().unwrap_or_default().to_owned())
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
