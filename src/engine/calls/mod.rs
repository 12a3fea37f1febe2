//! The calls, one small function each, and the table that finds them.

mod address;
mod barrier;
mod broken;
mod create;
mod message;
mod receive;
mod send;
mod socket;

use super::actor::{Actor, Doing};
use super::owned::NEAR;
use crate::model::{Call, CallRecord, ErrorName, Limits, Outcome, Text};
use crate::net::Failure;

/// Makes the call of a step, once, and returns its record.
pub(super) fn make(actor: &mut Actor<'_>, doing: &Doing<'_>) -> CallRecord {
    let mut record = CallRecord::new(doing.step.call.name());
    record.nonblocking = doing.step.nonblocking;
    match &doing.step.call {
        Call::Listen { transport, backlog, port_of } => {
            create::listen(actor, doing, record, *transport, *backlog, port_of.as_deref())
        }
        Call::Connect { to, port_of } => {
            create::connect(actor, doing, record, to, port_of.as_deref())
        }
        Call::Accept { from } => create::accept(actor, doing, record, *from),
        Call::Bind { transport, port_of } => {
            create::bind(actor, doing, record, *transport, port_of.as_deref())
        }
        Call::Reserve { transport } => create::reserve(actor, doing, record, *transport),
        Call::Send { flags, .. } => send::send(actor, doing, record, flags),
        Call::Writev { data } => send::writev(actor, doing, record, data),
        Call::SendAll { .. } => send::send_all(actor, doing, record),
        Call::SendTo { to, flags, .. } => send::send_to(actor, doing, record, to, flags),
        Call::Recv { max, flags } | Call::RecvFrom { max, flags } => {
            receive::recv(actor, doing, record, *max, flags)
        }
        Call::RecvExact { bytes } => receive::recv_exact(actor, doing, record, *bytes),
        Call::Peek { max } => receive::peek(actor, doing, record, *max),
        Call::Set => socket::set(actor, doing, record),
        Call::Get { option } => socket::get(actor, doing, record, *option),
        Call::GetSockName => address::own(actor, doing, record),
        Call::GetPeerName => address::peer(actor, doing, record),
        Call::Shutdown { how } => socket::shutdown(actor, doing, record, *how),
        Call::Close => socket::close(actor, doing, record),
        Call::Reset => socket::reset(actor, doing, record),
        Call::Kill => socket::kill(actor, doing, record),
        Call::SendMessage { .. } | Call::RecvMessage { .. } if actor.shared.broken.is_some() => {
            broken::message(actor, doing, record)
        }
        Call::SendMessage { .. } => message::send(actor, doing, record),
        Call::RecvMessage { max } => message::recv(actor, doing, record, *max),
        Call::WaitReadable { bytes } => barrier::readable(actor, doing, record, *bytes),
        Call::WaitAcked => barrier::acked(actor, doing, record),
        Call::WaitHangup => barrier::hangup(actor, doing, record),
        Call::Pause { .. } => barrier::pause(actor, doing, record),
        // The conductor's own.
        Call::Join => record,
    }
}

/// What came of a call beneath another.
fn came_of(below: &CallRecord) -> Result<u64, Failure> {
    match &below.outcome {
        Outcome::Returned(count) => Ok(*count),
        Outcome::Error(info) => Err(Failure::of(info)),
    }
}

/// What a call said, with the time limit of a blocking one as the step's deadline that it is.
fn limited<T>(doing: &Doing<'_>, outcome: Result<T, Failure>) -> Result<T, Failure> {
    let over = doing.wait.deadline.left() <= NEAR;
    match outcome {
        Err(failure) if !doing.step.nonblocking && failure.is_limit(over) => {
            Err(Failure::named(ErrorName::Timeout))
        }
        other => other,
    }
}

/// Whether one more call may be recorded beneath a call: a trace has its bounds.
fn room(actor: &Actor<'_>, record: &CallRecord) -> Result<(), Failure> {
    let made = actor.shared.recorder.calls();
    if record.below.len() < Limits::BELOW && made < Limits::RECORDS {
        return Ok(());
    }
    let (below, all) = (Limits::BELOW, Limits::RECORDS);
    let text = Text::new(
        format!("this takes more than {below} socket calls, or the case more than {all} in all"),
        format!("这一步要超过 {below} 次套接字调用，或者整个用例超过 {all} 次"),
    );
    Err(Failure::Named(ErrorName::Other, Some(text)))
}
